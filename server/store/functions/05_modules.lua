-- The modules of the library, and the table of its functions: COMMANDS[name](ctx, arguments)
-- answers a table, or nil and the code of a refusal. A refusal must come before the first write.
-- ctx: {now = logical ms, wall = ms since 1970, process, free, waiting}; `free` and `waiting` are sets of the
-- counsellors and conversations that this call has made ready to be paired (queue.match_noted).

local clock, due, bus, staff, slots, desks, timers, alerts, lanes, pace = {}, {}, {}, {}, {}, {}, {}, {}, {}, {}
local queue, offers, members, conversations, quiet, transfers, channels, epochs = {}, {}, {}, {}, {}, {}, {}, {}
local processes, restore = {}, {}
local COMMANDS = {}
