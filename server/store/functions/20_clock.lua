-- The logical clock: it never goes back and moves at most MOST_STEP_MS from one call to the
-- next, so that an outage or a clock that jumps does not end everybody's grace at once. The clocks
-- of several machines differ: each process has an offset between its own clock and this one.

local MOST_STEP_MS = 3000
local WRONG_MS = 5000

-- What the logical clock shows when the clock of this process shows `wall`, and how far the process
-- is ahead of it, nil when its offset is not known; writes nothing.
function clock.read(wall, process)
    local seen = call('HMGET', key.clock, 'logical', 'offset:' .. process)
    if not seen[1] then return wall, nil end
    local before = tonumber(seen[1])
    if not seen[2] then return before, nil end
    local ahead = wall + tonumber(seen[2]) - before
    return before + math.min(math.max(ahead, 0), MOST_STEP_MS), ahead
end

local function forget_offsets()
    for _, field in ipairs(call('HKEYS', key.clock)) do
        if string.find(field, '^offset:') then call('HDEL', key.clock, field) end
    end
end

-- The same, and keeps it. Small differences are evened out by the process that is ahead. After an
-- outage, which looks like a jump of every clock, one step is made and all offsets are taken anew;
-- the offset of a clock that was set back is taken anew without a step.
function clock.advance(wall, process)
    local logical, ahead = clock.read(wall, process)
    if ahead and ahead > MOST_STEP_MS then forget_offsets() end
    if ahead and ahead <= MOST_STEP_MS and ahead > -WRONG_MS then
        if ahead > 0 then call('HSET', key.clock, 'logical', logical) end
    else
        call('HSET', key.clock, 'logical', logical, 'offset:' .. process, logical - wall)
    end
    return logical
end

-- A moment for whoever comes now, later than that of everybody who came before: between two steps of
-- the process that is ahead the clock stands still for the others, and who came first goes first.
function clock.arrival(now)
    local last = tonumber(call('HGET', key.clock, 'arrival') or 0)
    local arrival = math.max(now, last + 1)
    call('HSET', key.clock, 'arrival', string.format('%.0f', arrival))
    return arrival
end

-- A process that has ended needs no offset.
function clock.forget(process) call('HDEL', key.clock, 'offset:' .. process) end

function clock.limit(name)
    return tonumber(call('HGET', key.limits, name) or LIMITS[name])
end

-- Due entries: one sorted set of `kind:id` by logical time; tick takes out what is over.

function due.set(entry, at) call('ZADD', key.due, at, entry) end
function due.clear(entry) call('ZREM', key.due, entry) end

-- Milliseconds until the entry is due (0 when it is over), or nil when it is not set.
function due.left(now, entry)
    local at = call('ZSCORE', key.due, entry)
    if not at then return nil end
    return math.max(tonumber(at) - now, 0)
end

-- The step that the machine's table has for this event in this state: the next state, or nil
-- and the code of the refusal.
local function step(machine, state, event)
    local rule = MACHINE[machine][event]
    local successor = rule.from[state]
    if successor then return successor end
    return nil, rule.refuse[state] or rule.otherwise
end

local function is_final(machine, state) return MACHINE[machine].final[state] == true end
