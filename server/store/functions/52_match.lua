-- Pairing. Before a call nobody waits for whom somebody free could be asked; so at its end only
-- those are looked at whom the call has made ready: visitors who came to wait (ctx.waiting) and
-- counsellors who became free (ctx.free). The best visitor goes first, and gets the counsellor
-- who has been idle longest.

local PAGE = 10

-- The first member of a sorted set that `accepts` takes, and its score; or nil.
local function first_of(name, accepts)
    local from = 0
    while true do
        local page = call('ZRANGE', name, from, from + PAGE - 1, 'WITHSCORES')
        for i = 1, #page, 2 do
            if accepts(page[i]) then return page[i], tonumber(page[i + 1]) end
        end
        if #page < 2 * PAGE then return nil end
        from = from + PAGE
    end
end

local function better(id, score, than)
    return not than or score < than.score or (score == than.score and id < than.id)
end

-- A visitor whom this counsellor lost, and who still waits at a desk of his, goes before all.
local LOST_FIRST = -CLASS_STEP

local function best_of_lost(s)
    local best = nil
    for _, id in ipairs(call('SMEMBERS', key.left(s.id))) do
        local lane = call('HGET', key.conversation(id), 'lane')
        if lane and lanes.fits(s, lanes.read(lane)) and may_be_offered(id, s.id) then
            local score = tonumber(call('ZSCORE', key.queue(lane), id)) + LOST_FIRST
            if better(id, score, best) then best = { id = id, score = score } end
        end
    end
    return best
end

-- The best visitor for a counsellor, over all lanes of all his desks: {id, score}, or nil.
local function best_for(counsellor)
    local s = lanes.abilities(counsellor)
    if not s or not s.free then return nil end
    local best = best_of_lost(s)
    if best then return best end
    for desk in pairs(s.desks) do
        for _, name in ipairs(call('SMEMBERS', key.lanes(desk))) do
            if lanes.fits(s, lanes.read(name)) then
                local id, score = first_of(key.queue(name), function(each) return may_be_offered(each, s.id) end)
                if id and better(id, score, best) then best = { id = id, score = score } end
            end
        end
    end
    return best
end

-- The counsellor who is asked for a conversation that waits: his own if he was lost and is back,
-- else the longest idle who fits, those on call last; or nil.
local function counsellor_for(c)
    local lane = lanes.read(c.lane)
    local function fits(counsellor)
        local s = lanes.abilities(counsellor)
        return s and s.free and lanes.fits(s, lane) and may_be_offered(c.id, counsellor)
    end
    if lane.colleague then return fits(lane.colleague) and lane.colleague or nil end
    local owner = c.state == 'waiting' and c.last_owner
    if owner and call('SISMEMBER', key.left(owner), c.id) == 1 and fits(owner) then return owner end
    return (first_of(key.free(lane.desk, lane.language), fits))
end

-- The best of all who could be offered now: {id, score}, or nil. `known`: the best visitor by
-- counsellor, false for none.
local function best_of_noted(ctx, known)
    local best = nil
    for counsellor in pairs(ctx.free) do
        if known[counsellor] == nil then known[counsellor] = best_for(counsellor) or false end
        local found = known[counsellor]
        if found and better(found.id, found.score, best) then best = found end
    end
    for id, score in pairs(ctx.waiting) do
        if better(id, score, best) then best = { id = id, score = score } end
    end
    return best
end

-- The scores of those who were noted as waiting and still are.
local function look_up_scores(ctx)
    for id in pairs(ctx.waiting) do
        local lane = call('HGET', key.conversation(id), 'lane')
        ctx.waiting[id] = lane and tonumber(call('ZSCORE', key.queue(lane), id)) or nil
    end
end

function queue.match_noted(ctx)
    if next(ctx.free) == nil and next(ctx.waiting) == nil then return end
    look_up_scores(ctx)
    local known = {}
    while true do
        local best = best_of_noted(ctx, known)
        if not best then return end
        local c = load_conversation(best.id)
        local counsellor = counsellor_for(c)
        if counsellor then offers.make(ctx, c, counsellor) end
        ctx.waiting[best.id] = nil
        -- What was found before holds no more for him, nor for those for whom this visitor was best.
        for each, found in pairs(known) do
            if each == counsellor or found and found.id == best.id then
                known[each] = nil
                if not counsellor then ctx.free[each] = nil end
            end
        end
    end
end
