-- Counsellors: presence, duty, load, and the sets by which the router finds a free one.
--
-- Load is the number of slots, a set: `c:CONVERSATION` owner or receiver, `o:OFFER` a place
-- held for an offer, `w:CONVERSATION` wrap-up, `b:NUMBER` a breather. A set cannot be freed twice.

function slots.load(counsellor) return call('SCARD', key.slots(counsellor)) end

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

-- Whether he may be offered somebody now: his tab has a key, one offer at a time, none in a breather.
local function is_free(s)
    if s.duty ~= 'on' or s.process == '' or not s.chain then return false end
    local load, held = 0, false
    slots.each(s.id, function(kind)
        load = load + 1
        held = held or kind == 'o' or kind == 'b'
    end)
    return not held and load < tonumber(s.capacity)
end

-- Whoever is on call stands behind all others of a desk.
local ON_CALL_BEHIND = 10000000000000

-- Puts the counsellor in or out of the sets of his desks: on_duty while he is on duty or on pause
-- (also in his grace time), free while he may be offered somebody, longest idle first. A free one
-- is noted: a visitor is looked for before the call ends.
function staff.index(ctx, counsellor)
    local s = load_staff(counsellor)
    if not s then return end
    local free = is_free(s)
    local languages = cjson.decode(s.languages)
    for desk, kind in pairs(cjson.decode(s.desks)) do
        local rank = tonumber(s.idle_since) + (kind == 'on_call' and ON_CALL_BEHIND or 0)
        call(s.duty ~= 'off' and 'SADD' or 'SREM', key.on_duty(desk), counsellor)
        for _, language in ipairs(languages) do
            if free then
                call('ZADD', key.free(desk, language), rank, counsellor)
            else
                call('ZREM', key.free(desk, language), counsellor)
            end
        end
    end
    if (s.free == '1') ~= free then save_staff(s, { free = free and '1' or '0' }) end
    if free then ctx.free[counsellor] = true end
end

-- Where he may be and what he can, as texts of JSON: {desks, languages, skills, capacity}.
function staff.place(ctx, s, entry)
    for desk in pairs(s.desks and cjson.decode(s.desks) or {}) do
        call('SREM', key.on_duty(desk), s.id)
        for _, language in ipairs(cjson.decode(s.languages)) do call('ZREM', key.free(desk, language), s.id) end
    end
    save_staff(s, entry)
    staff.index(ctx, s.id)
end

-- The certificates of his tab's shift key, or nil.
function staff.chain_of(counsellor) return call('HGET', key.staff(counsellor), 'chain') or nil end

function slots.take(ctx, counsellor, slot)
    call('SADD', key.slots(counsellor), slot)
    staff.index(ctx, counsellor)
    bus.touch_staff(counsellor)
end

-- Frees a slot; the counsellor goes to the end of the line of the longest idle, unless it was an
-- offer that was taken back.
function slots.free(ctx, counsellor, slot, taken_back)
    if call('SREM', key.slots(counsellor), slot) == 0 then return end
    if not taken_back then call('HSET', key.staff(counsellor), 'idle_since', ctx.now) end
    staff.index(ctx, counsellor)
    bus.touch_staff(counsellor)
end

-- One slot becomes another (an offer a conversation, a conversation its wrap-up).
function slots.turn(ctx, counsellor, from, to)
    call('SREM', key.slots(counsellor), from)
    call('SADD', key.slots(counsellor), to)
    staff.index(ctx, counsellor)
    bus.touch_staff(counsellor)
end

-- The breather after a wrap-up: its place is kept, and no offers come.
function staff.rest(ctx, counsellor, slot)
    local ms = clock.limit('breather_ms')
    if ms == 0 then
        slots.free(ctx, counsellor, slot)
        return
    end
    slots.turn(ctx, counsellor, slot, 'b:' .. call('HINCRBY', key.staff(counsellor), 'breathers', 1))
    due.set('breather:' .. counsellor, ctx.now + ms)
end

function staff.rested(ctx, counsellor)
    due.clear('breather:' .. counsellor)
    slots.each(counsellor, function(kind, id)
        if kind == 'b' then slots.free(ctx, counsellor, 'b:' .. id) end
    end)
end
