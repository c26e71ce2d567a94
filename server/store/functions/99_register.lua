-- What every call has in common: arguments by name, the clock, the process' generation, repeats
-- by the command's id, the matching of the queues that were noted, the answer as JSON.

local DONE_KEPT_MS = 600000

-- Lines have nothing to do with the logical clock.
local TIMELESS = { say = true, seen = true, typing = true }

local function context(wall, logical, process)
    return { now = logical, wall = wall, process = process, free = {}, waiting = {} }
end

local function answer(done, refusal)
    if done then return to_json(done) end
    return '-' .. refusal
end

-- Who sent a command: repeats are recognised per sender.
local function sender(a) return a.coordinator or a.counsellor or (a.party or 'visitor') .. ':' .. (a.conversation or '') end

local function run(name, a)
    local ctx = context(a.now, not TIMELESS[name] and clock.advance(a.now, a.process), a.process)
    -- The sender of `enter` has no name before it: the new conversation's secret stands for him.
    local kept = a.command and key.done(name == 'enter' and a.secret or sender(a), a.command)
    local before = kept and call('GET', kept)
    if before then return before end
    local text = answer(COMMANDS[name](ctx, a))
    queue.match_noted(ctx)
    if kept then call('SET', kept, text, 'PX', DONE_KEPT_MS) end
    return text
end

local function writer(name)
    return function(_, argv)
        local a = ARGS[name](argv)
        if name ~= 'process_start' and not processes.is_current(a.process, a.generation) then
            return '-stale_process'
        end
        return run(name, a)
    end
end

local function reader(name)
    return function(_, argv)
        local a = ARGS[name](argv)
        local logical = clock.read(a.now, a.process)
        return answer(COMMANDS[name](context(a.now, logical, a.process), a))
    end
end

-- (ipairs does not exist yet while the library is loaded.)
for i = 1, #FUNCTIONS do
    local name = FUNCTIONS[i]
    if READ[name] then
        redis.register_function({ function_name = 'veer_' .. name, callback = reader(name), flags = { 'no-writes' } })
    else
        redis.register_function('veer_' .. name, writer(name))
    end
end
