-- Queues and offers. A conversation stands in a queue either for its own desk (waiting) or for
-- the target desk of its transfer (seeking). Within a queue the class decides, then arrival.

local CLASS = { counsellor_lost = 0, came_back = 0, acute = 1, transferred = 2, new = 3 }
local CLASS_STEP = 10000000000000
local LOOK_AT = 50

-- The transfer under way, or nil.
local function live_transfer(c)
    local t = c.transfer and load_transfer(c.transfer)
    if t and not is_final('transfer', t.state) then return t end
    return nil
end

-- The desk for which this conversation stands in a queue now, or nil.
function queue.desk_of(c)
    if c.state == 'waiting' then return c.desk end
    local t = live_transfer(c)
    if t and t.state == 'seeking' then return t.desk end
    return nil
end

-- Puts the conversation into the queue where it belongs, unless the visitor is away: then it
-- keeps its score and is put back when he returns.
function queue.place(ctx, c)
    local desk = queue.desk_of(c)
    if not desk or c.process == '' then return end
    local class = c.why
    if c.state == 'active' then class = 'transferred' end
    if c.acute == '1' and CLASS[class] > CLASS.acute then class = 'acute' end
    call('ZADD', key.queue(desk, c.language), CLASS[class] * CLASS_STEP + tonumber(c.arrival), c.id)
    ctx.note(desk, c.language)
    call('ZADD', key.waiting(desk), 'NX', c.state == 'waiting' and c.arrival or ctx.now, c.id)
end

function queue.remove(c, desk)
    call('ZREM', key.queue(desk, c.language), c.id)
    call('ZREM', key.waiting(desk), c.id)
end

-- Offers ------------------------------------------------------------------------------------

local function may_be_offered(c, counsellor)
    return c.owner ~= counsellor and call('SISMEMBER', key.excluded(c.id), counsellor) == 0
end

-- Holds the conversation for this counsellor: his slot is taken before he is told.
local function make_offer(ctx, c, counsellor)
    local t = live_transfer(c)
    local fence = call('HINCRBY', key.conversation(c.id), 'fence', 1)
    local id = string.sub(redis.sha1hex(c.id .. ':' .. fence .. ':' .. counsellor), 1, 32)
    local limit = clock.limit('offer_ms')
    queue.remove(c, queue.desk_of(c))
    save(key.offer(id), { id = id }, {
        state = MACHINE.offer.make.start, conversation = c.id, counsellor = counsellor,
        transfer = t and t.id or '',
    })
    if t then
        timers.stop(ctx, t)
        save_transfer(t, { state = step('transfer', t.state, 'offer'), offer = id })
    else
        save_conversation(c, { state = step('conversation', c.state, 'offer'), offer = id })
    end
    due.set('offer:' .. id, ctx.now + limit)
    slots.take(counsellor, 'o:' .. id)
    bus.touch(c)
end

-- Pairs the visitors of a queue with free counsellors, as long as there are both.
function queue.match(ctx, desk, language)
    for _, conversation in ipairs(call('ZRANGE', key.queue(desk, language), 0, LOOK_AT - 1)) do
        local free = call('ZRANGE', key.free(desk, language), 0, LOOK_AT - 1)
        if #free == 0 then return end
        local c = load_conversation(conversation)
        for _, counsellor in ipairs(free) do
            if may_be_offered(c, counsellor) then
                make_offer(ctx, c, counsellor)
                break
            end
        end
    end
end

-- Looks at all queues that this call has noted: somebody came to wait, or became free there.
function queue.match_noted(ctx)
    if #ctx.noted == 0 or restore.is_rebuilding(ctx) then return end
    for _, place in ipairs(ctx.noted) do queue.match(ctx, place.desk, place.language) end
end

-- Keeps a counsellor out of the offers of this conversation for a while.
function offers.exclude(ctx, c, counsellor)
    call('SADD', key.excluded(c.id), counsellor)
    due.set('excluded:' .. c.id, ctx.now + clock.limit('exclude_ms'))
end

function offers.clear_excluded(c)
    call('DEL', key.excluded(c.id))
    due.clear('excluded:' .. c.id)
end

-- Ends an open offer by `event` of the offer machine; `routed` is the event by which the
-- conversation or the transfer goes back to its queue, or nil when it goes elsewhere.
local OFFER_KEPT_MS = 600000

function offers.finish(ctx, o, event, routed)
    local next_state, refusal = step('offer', o.state, event)
    if not next_state then return refusal end
    save(key.offer(o.id), o, { state = next_state })
    call('PEXPIRE', key.offer(o.id), OFFER_KEPT_MS)
    due.clear('offer:' .. o.id)
    local c = load_conversation(o.conversation)
    if routed then
        local t = o.transfer ~= '' and load_transfer(o.transfer)
        if t then
            save_transfer(t, { state = step('transfer', t.state, routed), offer = false })
            timers.run(ctx, c, t)
        else
            save_conversation(c, { state = step('conversation', c.state, routed), offer = false })
        end
        call('HINCRBY', key.conversation(c.id), 'fence', 1)
        queue.place(ctx, c)
        bus.touch(c)
    end
    return nil, c
end

-- Takes back the offer under which this conversation is held, if there is one.
function offers.withdraw(ctx, c, routed)
    local t = live_transfer(c)
    local id = t and t.offer or c.offer
    local o = id and load_offer(id)
    if not o or o.state ~= 'open' then return end
    offers.finish(ctx, o, 'withdraw', routed)
    slots.free(ctx, o.counsellor, 'o:' .. o.id)
end
