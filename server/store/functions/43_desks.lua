-- Desks: open or not, who is there, where a visitor can go.

-- {open, intake, languages, queue_max, fallback, skilled} of a desk, or nil.
function desks.find(desk)
    local text = call('HGET', key.desks, desk)
    return text and cjson.decode(text) or nil
end

function desks.is_staffed(desk, but)
    local n = call('SCARD', key.on_duty(desk))
    if but and call('SISMEMBER', key.on_duty(desk), but) == 1 then n = n - 1 end
    return n > 0
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

local function anybody_but(counsellor)
    return function(s) return s.id ~= counsellor end
end

-- Why nobody new can be brought to this desk now: a code, or nil when he can. `but`: a counsellor
-- who does not count.
function desks.refusal(desk, language, tags, but)
    local settings = desks.find(desk)
    if not settings then return 'unknown_desk' end
    if not desks.speaks(desk, language) then return 'unknown_language' end
    if not settings.intake or not desks.is_staffed(desk) then return 'desk_closed' end
    if but and not desks.is_staffed(desk, but) then return 'no_colleague' end
    if not lanes.is_served(lanes.of(desk, language, tags), anybody_but(but)) then return 'nobody_fits' end
    if desks.is_full(desk) then return 'desk_full' end
    return nil
end

local function anybody_present_but(counsellor)
    return function(s) return s.id ~= counsellor and s.present end
end

local function is_served_by(desk, language, tags, accepts)
    local settings = desks.find(desk)
    return settings ~= nil and settings.open and desks.speaks(desk, language)
        and lanes.is_served(lanes.of(desk, language, tags), accepts)
end

-- Whether somebody who waits there, or seeks somebody there, is served: the desk is open and
-- somebody else than `but` can.
function desks.serves(desk, language, tags, but)
    return is_served_by(desk, language, tags, anybody_but(but))
end

-- Where a visitor goes who lost his counsellor (`but`): the first of the candidates, and of the
-- fall-backs of the last one, that serves him; one whose counsellors are connected goes before all
-- where they are in their grace time, for they may be lost together. Else the last one, where he
-- stays in view.
function desks.destination(language, tags, but, ...)
    local candidates = { ... }
    local last = candidates[#candidates]
    for _, desk in ipairs((desks.find(last) or { fallback = {} }).fallback) do
        candidates[#candidates + 1] = desk
    end
    for _, accepts in ipairs({ anybody_present_but(but), anybody_but(but) }) do
        for _, desk in ipairs(candidates) do
            if is_served_by(desk, language, tags, accepts) then return desk end
        end
    end
    return last
end

-- Why those who wait in this lane should choose another desk: `closed` when the desk has been
-- closed for too long, or is closed and empty; `nobody` when nobody on duty can serve them; or nil.
function desks.stranded(ctx, lane)
    local desk = lanes.read(lane).desk
    local settings = desks.find(desk)
    if settings and settings.open then return not lanes.is_served(lane) and 'nobody' or nil end
    local since = tonumber(call('HGET', key.closed, desk) or 0)
    local over = ctx.now >= since + clock.limit('closing_ms')
    return (over or not lanes.is_served(lane)) and 'closed' or nil
end

-- Counts of a desk that the months' figures are made of; never anything about one person.
function desks.count(desk, figure, n)
    call('HINCRBY', key.figures(desk), figure, n or 1)
end

-- Alerts: what a desk's coordinator should look at, for ten minutes or until its reason is gone.

local ALERT_KEPT_MS = 600000

-- `about`: the counsellor or the conversation, so that it can be settled.
function alerts.raise(ctx, desk, kind, about)
    call('ZREMRANGEBYSCORE', key.alerts(desk), '-inf', ctx.now)
    call('ZADD', key.alerts(desk), ctx.now + ALERT_KEPT_MS, kind .. ':' .. about)
end

function alerts.settle(desk, kind, about) call('ZREM', key.alerts(desk), kind .. ':' .. about) end

-- The kinds that stand now, in the order of their names. `stranded` is not kept but seen.
function alerts.of(ctx, desk)
    local seen, kinds = {}, {}
    local function add(kind)
        if not seen[kind] then kinds[#kinds + 1] = kind end
        seen[kind] = true
    end
    for _, entry in ipairs(call('ZRANGEBYSCORE', key.alerts(desk), '(' .. string.format('%.0f', ctx.now), '+inf')) do
        add(string.match(entry, '^[a-z]+'))
    end
    for _, lane in ipairs(call('SMEMBERS', key.lanes(desk))) do
        if not seen.stranded and desks.stranded(ctx, lane) then add('stranded') end
    end
    table.sort(kinds)
    return kinds
end
