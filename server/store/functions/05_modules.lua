-- The modules of the library, and the table of its functions: COMMANDS[name](ctx, arguments)
-- answers a table, or nil and the code of a refusal. A refusal must come before the first write.
-- ctx: {now = logical ms, wall = ms since 1970, process, note = function(desk, language)}.

local clock, due, bus, staff, slots, desks, timers = {}, {}, {}, {}, {}, {}, {}
local queue, offers, members, conversations, transfers, channels = {}, {}, {}, {}, {}, {}
local processes, restore = {}, {}
local COMMANDS = {}
