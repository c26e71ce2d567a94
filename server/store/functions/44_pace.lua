-- The pace of a desk: counts and averages from which the expected wait is computed
-- (server/desk/estimate.h, docs/wait.md). Old ones fade: each who leaves the line takes 2 % off.
--
-- While somebody waits every place that can serve is taken. So the time that places were held since
-- then, divided by how many visitors came off the line, is what one visitor costs a place: talk,
-- wrap-up, breather, offers that nobody answered, and what the counsellors do for other desks.

local KEEP = 0.98
local FIRST_MS = 3600000
local ANSWER_WEIGHT = 0.2

-- What is taken to have happened before the first visitor: five who took 25 minutes each, and two
-- who gave up in an hour and a half of waiting.
local USUAL = { held = 5 * 1500000, taken = 5, waited = 2 * 2700000, gave_up = 2, answer = 15000, first = 0 }

local function read(desk)
    local p = load(key.pace(desk), desk) or { id = desk }
    for name, usual in pairs(USUAL) do p[name] = tonumber(p[name] or usual) end
    return p
end

-- Those who go first, per ms, as it has faded until now.
local function first_rate(ctx, p)
    return p.first * math.exp(-(ctx.now - tonumber(p.first_at or ctx.now)) / FIRST_MS)
end

-- Places of the desk that can serve, and those of them that could be offered somebody now;
-- `lane`: only those of whom fits it.
local function count_places(desk, lane)
    local serving, free = 0, 0
    for _, counsellor in ipairs(call('SMEMBERS', key.on_duty(desk))) do
        local s = lanes.abilities(counsellor)
        if s and s.duty == 'on' and (not lane or lanes.fits(s, lane)) then
            serving = serving + s.capacity
            if s.free then free = free + s.capacity - slots.load(counsellor) end
        end
    end
    return serving, free
end

-- Somebody comes to wait at a desk, before he is added. `first`: he goes before ordinary visitors.
function pace.arrived(ctx, desk, first)
    if call('ZCARD', key.waiting(desk)) == 0 then call('HSET', key.pace(desk), 'since', ctx.now) end
    if not first then return end
    call('HSET', key.pace(desk), 'first', first_rate(ctx, read(desk)) + 1 / FIRST_MS, 'first_at', ctx.now)
end

-- Somebody has left the line after `waited` ms, when `busy` places were held.
local function left(ctx, p, busy, waited, taken, gave_up)
    local held = busy * math.max(ctx.now - tonumber(p.since or ctx.now), 0)
    call('HSET', key.pace(p.id), 'since', ctx.now,
        'held', KEEP * p.held + held, 'taken', KEEP * p.taken + taken,
        'waited', KEEP * p.waited + waited, 'gave_up', KEEP * p.gave_up + gave_up)
end

-- An offer is being made to him; its place is still free. Who did not wait says nothing of the pace.
function pace.taken(ctx, desk, waited)
    local p = read(desk)
    if ctx.now <= tonumber(p.since or ctx.now) then return end
    local serving, free = count_places(desk)
    left(ctx, p, serving - free + 1, waited, 1, 0)
end

-- The offer came to nothing.
function pace.returned(desk)
    local p = read(desk)
    if p.taken > 1 then call('HSET', key.pace(desk), 'taken', p.taken - 1) end
end

function pace.gave_up(ctx, desk, waited)
    local serving, free = count_places(desk)
    left(ctx, read(desk), serving - free, waited, 0, 1)
end

function pace.answered(desk, ms)
    local before = read(desk).answer
    call('HSET', key.pace(desk), 'answer', before + ANSWER_WEIGHT * (ms - before))
end

-- What the expected wait follows from, in ms; 0: never. `lane`: for those who wait in it.
function pace.of(ctx, desk, lane)
    local p = read(desk)
    local first = first_rate(ctx, p)
    return {
        servers = (count_places(desk, lane)), mean_ms = math.floor(p.held / p.taken),
        patience_ms = p.gave_up > 0 and math.floor(p.waited / p.gave_up) or 0,
        first_ms = first > 1e-12 and math.floor(1 / first) or 0, answer_ms = math.floor(p.answer),
    }
end
