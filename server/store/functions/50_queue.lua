-- Queues and offers. A conversation stands in a queue either for its own desk (waiting) or for
-- the target desk of its transfer (seeking): in one lane of that desk. Within a lane the class
-- decides, then arrival.

local CLASS = { counsellor_lost = 0, came_back = 0, acute = 1, transferred = 2, new = 3 }
local CLASS_STEP = 10000000000000

-- The transfer under way, or nil.
local function live_transfer(c)
    local t = c.transfer and load_transfer(c.transfer)
    if t and not is_final('transfer', t.state) then return t end
    return nil
end

-- The desk for which this conversation stands in a queue now, and the transfer that seeks it; nil:
-- it stands in none.
function queue.desk_of(c)
    if c.state == 'waiting' then return c.desk end
    local t = live_transfer(c)
    if t and t.state == 'seeking' then return t.desk, t end
    return nil
end

-- The class now, and when it is raised next (nil: it is the first already): one class for each
-- `aging_ms` of waiting, so that nobody starves.
local function class_of(ctx, c, t)
    local class = CLASS[t and 'transferred' or c.why]
    if (t or c).acute == '1' then class = math.min(class, CLASS.acute) end
    local step = clock.limit('aging_ms')
    local raised = math.max(math.floor((ctx.now - tonumber(c.since)) / step), 0)
    if class <= raised then return 0, nil end
    return class - raised, tonumber(c.since) + (raised + 1) * step
end

-- Puts the conversation into the lane where it belongs, unless the visitor is away: then it
-- keeps what its place follows from, and is put back when he returns.
function queue.place(ctx, c)
    local desk, t = queue.desk_of(c)
    if not desk or c.process == '' then return end
    local lane = lanes.of(desk, c.language, cjson.decode((t or c).tags), t and t.colleague)
    if c.lane and c.lane ~= lane then queue.remove(c) end
    local class, raise_at = class_of(ctx, c, t)
    if not c.lane then pace.arrived(ctx, desk, class < CLASS.new and tonumber(c.since) == ctx.now) end
    call('ZADD', key.queue(lane), class * CLASS_STEP + tonumber(c.arrival), c.id)
    call('SADD', key.lanes(desk), lane)
    call('ZADD', key.waiting(desk), 'NX', c.since, c.id)
    save_conversation(c, { lane = lane })
    if raise_at then due.set('aging:' .. c.id, raise_at) else due.clear('aging:' .. c.id) end
    ctx.waiting[c.id] = true
end

function queue.remove(c)
    local lane = c.lane
    if not lane then return end
    local desk = lanes.read(lane).desk
    call('ZREM', key.queue(lane), c.id)
    if call('EXISTS', key.queue(lane)) == 0 then call('SREM', key.lanes(desk), lane) end
    call('ZREM', key.waiting(desk), c.id)
    due.clear('aging:' .. c.id)
    save_conversation(c, { lane = false })
end

-- He has waited long enough for the next class.
function queue.age(ctx, id)
    local c = load_conversation(id)
    if c and c.lane then queue.place(ctx, c) end
end

-- He waits no more at this desk: what a coordinator was told about it is settled.
function queue.settle(c, desk)
    if not c.declined then return end
    alerts.settle(desk, 'declined', c.id)
    save_conversation(c, { declined = false })
end

-- Offers ------------------------------------------------------------------------------------

-- Whether this counsellor may be offered this conversation, as far as the two go.
local function may_be_offered(conversation, counsellor)
    return call('HGET', key.conversation(conversation), 'owner') ~= counsellor
        and call('SISMEMBER', key.excluded(conversation), counsellor) == 0
end

-- Holds the conversation for this counsellor: his slot is taken before he is told.
function offers.make(ctx, c, counsellor)
    local desk, t = queue.desk_of(c)
    local fence = call('HINCRBY', key.conversation(c.id), 'fence', 1)
    local id = string.sub(redis.sha1hex(c.id .. ':' .. fence .. ':' .. counsellor), 1, 32)
    local on_call = lanes.abilities(counsellor).desks[desk] == 'on_call'
    local limit = clock.limit(on_call and 'on_call_offer_ms' or 'offer_ms')
    pace.taken(ctx, desk, ctx.now - tonumber(c.since))
    queue.remove(c)
    queue.settle(c, desk)
    save(key.offer(id), { id = id }, {
        state = MACHINE.offer.make.start, conversation = c.id, counsellor = counsellor,
        transfer = t and t.id or '', of_ms = limit, on_call = on_call and '1' or '0',
    })
    if t then
        timers.stop(ctx, t)
        save_transfer(t, { state = step('transfer', t.state, 'offer'), offer = id })
    else
        save_conversation(c, { state = step('conversation', c.state, 'offer'), offer = id })
    end
    due.set('offer:' .. id, ctx.now + limit)
    slots.take(ctx, counsellor, 'o:' .. id)
    bus.touch(c)
end

-- All who are on duty and could serve him have declined: he and the coordinator are told.
local function tell_if_declined(ctx, c)
    if not c.lane or c.declined then return end
    local somebody = lanes.is_served(c.lane, function(s)
        return s.duty == 'on' and may_be_offered(c.id, s.id)
    end)
    if somebody then return end
    save_conversation(c, { declined = '1' })
    alerts.raise(ctx, lanes.read(c.lane).desk, 'declined', c.id)
    bus.touch(c)
end

-- He declined, missed it or stepped back: he is kept out of the offers of this conversation for a
-- while. If only he was asked, the owner is asked again.
function offers.exclude(ctx, c, counsellor)
    local t = live_transfer(c)
    if t and t.colleague then
        transfers.close(ctx, c, t, 'colleague_away', 'colleague_away')
        bus.routed(c)
        return
    end
    call('SADD', key.excluded(c.id), counsellor)
    due.set('excluded:' .. c.id, ctx.now + clock.limit('exclude_ms'))
    tell_if_declined(ctx, c)
end

-- He stepped back from this transfer: the search goes on without him, for good.
function offers.go_without(ctx, c, t, counsellor)
    if counsellor then save_transfer(t, { without = (t.without or '') .. ' ' .. counsellor }) end
    for each in string.gmatch(t.without or '', '%S+') do offers.exclude(ctx, c, each) end
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
    local held = tonumber(o.of_ms) - (due.left(ctx.now, 'offer:' .. o.id) or 0)
    save(key.offer(o.id), o, { state = next_state })
    call('PEXPIRE', key.offer(o.id), OFFER_KEPT_MS)
    due.clear('offer:' .. o.id)
    local c = load_conversation(o.conversation)
    if routed then
        local t = o.transfer ~= '' and load_transfer(o.transfer)
        if t then
            save_transfer(t, { state = step('transfer', t.state, routed), offer = false })
            if not timers.spend(ctx, c, t, held) then transfers.close(ctx, c, t, 'nobody', 'nobody') end
        else
            save_conversation(c, { state = step('conversation', c.state, routed), offer = false })
        end
        local desk = queue.desk_of(c)
        if desk then pace.returned(desk) end
        queue.place(ctx, c)
        bus.routed(c)
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
    slots.free(ctx, o.counsellor, 'o:' .. o.id, true)
end
