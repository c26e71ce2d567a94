-- The logical clock: it never goes back and moves at most MOST_STEP_MS from one call to the
-- next, so that an outage or a clock that jumps does not end everybody's grace time at once.

local MOST_STEP_MS = 3000
local JUMP_BACK_MS = 5000

-- What the logical clock shows at this wall time; writes nothing.
function clock.read(wall)
    local seen = call('HMGET', key.clock, 'wall', 'logical')
    if not seen[2] then return wall, nil end
    local passed = wall - tonumber(seen[1])
    local step = math.min(math.max(passed, 0), MOST_STEP_MS)
    return tonumber(seen[2]) + step, tonumber(seen[1])
end

-- The same, and keeps it. Small differences between the clocks of several machines are
-- evened out by the later one; a real jump back is taken over without moving the logical time.
function clock.advance(wall)
    local logical, before = clock.read(wall)
    if before and before > wall and before - wall < JUMP_BACK_MS then wall = before end
    call('HSET', key.clock, 'wall', wall, 'logical', logical)
    return logical
end

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
