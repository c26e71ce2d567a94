-- Counsellors: presence, duty, load, and the sets by which the router finds a free one.
--
-- Load is the number of slots, a set: `c:CONVERSATION` owner or receiver, `o:OFFER` a place
-- held for an offer, `w:CONVERSATION` wrap-up. A set cannot be freed twice.

function slots.load(counsellor) return call('SCARD', key.slots(counsellor)) end

local function is_serving(s) return (s.duty == 'on' or s.duty == 'pause') and s.process ~= '' end

-- The queues of this counsellor are looked at again before the call ends (queue.match_noted).
function staff.note(ctx, counsellor)
    local s = load_staff(counsellor)
    if not s then return end
    for desk in pairs(cjson.decode(s.desks)) do
        for _, language in ipairs(cjson.decode(s.languages)) do ctx.note(desk, language) end
    end
end

-- Puts the counsellor in or out of the sets of his desks: on_duty while he is on duty (or on
-- pause) and connected, free while he may be offered somebody, longest idle first.
function staff.index(counsellor)
    local s = load_staff(counsellor)
    if not s then return end
    local serving = is_serving(s)
    local free = serving and s.duty == 'on' and slots.load(counsellor) < tonumber(s.capacity)
    for desk in pairs(cjson.decode(s.desks)) do
        call(serving and 'SADD' or 'SREM', key.on_duty(desk), counsellor)
        for _, language in ipairs(cjson.decode(s.languages)) do
            if free then
                call('ZADD', key.free(desk, language), s.idle_since, counsellor)
            else
                call('ZREM', key.free(desk, language), counsellor)
            end
        end
    end
end

function slots.take(counsellor, slot)
    call('SADD', key.slots(counsellor), slot)
    staff.index(counsellor)
    bus.touch_staff(counsellor)
end

-- Frees a slot; the counsellor goes to the end of the line of the longest idle.
function slots.free(ctx, counsellor, slot)
    if call('SREM', key.slots(counsellor), slot) == 0 then return end
    call('HSET', key.staff(counsellor), 'idle_since', ctx.now)
    staff.index(counsellor)
    staff.note(ctx, counsellor)
    bus.touch_staff(counsellor)
end

-- One slot becomes another (an offer a conversation, a conversation its wrap-up).
function slots.turn(counsellor, from, to)
    call('SREM', key.slots(counsellor), from)
    call('SADD', key.slots(counsellor), to)
    bus.touch_staff(counsellor)
end

-- Calls visit(kind, id) for each slot, as they were at the beginning.
function slots.each(counsellor, visit)
    for _, slot in ipairs(call('SMEMBERS', key.slots(counsellor))) do
        visit(string.sub(slot, 1, 1), string.sub(slot, 3))
    end
end

function slots.count(counsellor, kind)
    local n = 0
    slots.each(counsellor, function(k) if k == kind then n = n + 1 end end)
    return n
end

-- Desks -------------------------------------------------------------------------------------

-- {open, languages, queue_max, fallback} of a desk, or nil.
function desks.find(desk)
    local text = call('HGET', key.desks, desk)
    return text and cjson.decode(text)
end

function desks.is_staffed(desk, but)
    local n = call('SCARD', key.on_duty(desk))
    if but and call('SISMEMBER', key.on_duty(desk), but) == 1 then n = n - 1 end
    return n > 0
end

function desks.is_open(desk)
    local settings = desks.find(desk)
    return settings ~= nil and settings.open and desks.is_staffed(desk)
end

function desks.is_full(desk)
    local settings = desks.find(desk)
    return settings ~= nil and call('ZCARD', key.waiting(desk)) >= settings.queue_max
end

function desks.speaks(desk, language)
    for _, l in ipairs(desks.find(desk).languages) do
        if l == language then return true end
    end
    return false
end

-- Why nobody can be brought to this desk now: a code, or nil when he can.
function desks.refusal(desk, language)
    local settings = desks.find(desk)
    if not settings then return 'unknown_desk' end
    if not desks.speaks(desk, language) then return 'unknown_language' end
    if not settings.intake or not desks.is_staffed(desk) then return 'desk_closed' end
    if desks.is_full(desk) then return 'desk_full' end
    return nil
end

-- Where a visitor goes who lost his counsellor: the first open one of the candidates and of
-- the fall-backs of the last one; else the last one, closed or not, where he stays in view.
function desks.destination(...)
    local last = nil
    for _, desk in ipairs({ ... }) do
        if desks.is_open(desk) then return desk end
        last = desk
    end
    for _, desk in ipairs((desks.find(last) or { fallback = {} }).fallback) do
        if desks.is_open(desk) then return desk end
    end
    return last
end

local USUAL_SERVICE_MS = 20 * 60 * 1000
local SERVICE_WEIGHT = 0.2

-- Moving average of how long conversations last at a desk.
function desks.served(desk, ms)
    local before = tonumber(call('GET', key.service(desk)) or USUAL_SERVICE_MS)
    call('SET', key.service(desk), math.floor(before + SERVICE_WEIGHT * (ms - before)))
end

-- What the expected wait at a desk is computed from.
function desks.pace(desk)
    local servers = 0
    for _, counsellor in ipairs(call('SMEMBERS', key.on_duty(desk))) do
        servers = servers + tonumber(call('HGET', key.staff(counsellor), 'capacity'))
    end
    return servers, tonumber(call('GET', key.service(desk)) or USUAL_SERVICE_MS)
end
