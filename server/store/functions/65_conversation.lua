-- The conversation, from entering a desk to its deletion.

local function tell_superseded(process, party, attach)
    bus.tell(process, { x = party, a = attach })
end

-- The visitor's connection is at this process from now on.
local function attach_visitor(ctx, c)
    local before = c.process
    local attach = call('HINCRBY', key.conversation(c.id), 'attach', 1)
    if before and before ~= '' then
        call('SREM', key.people(before), 'visitor:' .. c.id)
        tell_superseded(before, 'visitor:' .. c.id, attach)
    end
    save_conversation(c, { process = ctx.process, attach = attach })
    call('SADD', key.people(ctx.process), 'visitor:' .. c.id)
    due.clear('visitor:' .. c.id)
    return attach
end

function COMMANDS.enter(ctx, a)
    if load_conversation(a.conversation) then return nil, MACHINE.conversation.enter.otherwise end
    local refusal = desks.refusal(a.desk, a.language, cjson.decode(a.tags))
    if refusal then return nil, refusal end
    local c = { id = a.conversation }
    save_conversation(c, {
        state = MACHINE.conversation.enter.start, desk = a.desk, language = a.language,
        tags = a.tags, acute = a.acute and '1' or '0', why = 'new', arrival = clock.arrival(ctx.now), since = ctx.now,
        secret = a.secret, wrap = a.wrap, members = '[]', fence = 1, revision = 1,
    })
    call('SADD', key.conversations, c.id)
    local attach = attach_visitor(ctx, c)
    queue.place(ctx, c)
    bus.touch(c)
    return { conversation = c.id, attach = attach, ticket = restore.visitor_ticket(c) }
end

-- The secret changes at each resume. A repeat of the last change (its reply was lost) is the
-- same change again; any other use of the old secret is an old tab.
local function change_secret(c, secret, next_secret)
    local again = c.secret == next_secret and c.secret_before == secret
    if c.secret ~= secret and not again then return false end
    save_conversation(c, { secret = next_secret, secret_before = secret })
    return true
end

-- A visitor is there again: what stood still goes on.
local function go_on(ctx, c)
    local t = live_transfer(c)
    if t then timers.run(ctx, c, t) end
    queue.place(ctx, c)
end

-- A lost visitor returns: to the front of the desk of his last owner; one who never had an owner
-- has waited all the time.
local function come_back(ctx, c)
    local had_owner = c.last_owner ~= nil
    save_conversation(c, {
        state = step('conversation', c.state, 'come_back'), ended_by = false, place = false,
        why = had_owner and 'came_back' or 'new', since = had_owner and ctx.now or c.since,
        desk = desks.destination(c.language, cjson.decode(c.tags), nil, c.desk),
    })
    due.clear('forget:' .. c.id)
    call('HINCRBY', key.conversation(c.id), 'fence', 1)
    members.notice(ctx.wall, c, 'm0', 'came_back')
end

function COMMANDS.visitor_resume(ctx, a)
    local ticket = restore.visitors(a)
    if ticket then restore.present(ctx, ticket, a.note) end
    local c = load_conversation(a.conversation)
    if not c then return nil, 'unknown_conversation' end
    if restore.stands_for_secret(c, ticket) then c.secret = a.secret end
    if not change_secret(c, a.secret, a.next) then return nil, 'wrong_secret' end
    local attach = attach_visitor(ctx, c)
    if c.state == 'ended' and c.ended_by == 'lost' then come_back(ctx, c) end
    if c.state ~= 'ended' then go_on(ctx, c) end
    -- Lost with Redis; what the end has deleted stays so.
    if c.state ~= 'ended' and not c.wrap and a.wrap ~= '' then save_conversation(c, { wrap = a.wrap }) end
    bus.touch(c)
    return {
        conversation = c.id, attach = attach, wrap = c.wrap,
        ticket = restore.visitor_ticket(load_conversation(c.id)),
    }
end

-- The visitor's connection is gone: his grace time starts, everybody waits.
function conversations.visitor_gone(ctx, c)
    call('SREM', key.people(c.process), 'visitor:' .. c.id)
    save_conversation(c, { process = '' })
    if c.state == 'ended' then
        bus.touch(c)
        return
    end
    due.set('visitor:' .. c.id, ctx.now + clock.limit('grace_visitor_ms'))
    offers.withdraw(ctx, c, 'offer_withdrawn')
    c = load_conversation(c.id)
    queue.remove(c)
    local t = live_transfer(c)
    if t then timers.stop(ctx, t) end
    bus.touch(c)
end

function COMMANDS.visitor_away(ctx, a)
    local c = load_conversation(a.conversation)
    if c and tonumber(c.attach) == a.attach and c.process == ctx.process then
        conversations.visitor_gone(ctx, c)
    end
    return {}
end

function COMMANDS.move(ctx, a)
    local c = load_conversation(a.conversation)
    if not c then return nil, 'unknown_conversation' end
    local next_state, refusal = step('conversation', c.state, 'move')
    if not next_state then return nil, refusal end
    if c.desk == a.desk then return nil, 'same_desk' end
    refusal = desks.refusal(a.desk, c.language, cjson.decode(c.tags))
    if refusal then return nil, refusal end
    offers.withdraw(ctx, c, 'offer_withdrawn')
    c = load_conversation(c.id)
    pace.gave_up(ctx, c.desk, ctx.now - tonumber(c.since))
    queue.remove(c)
    queue.settle(c, c.desk)
    save_conversation(c, { desk = a.desk, place = false, hand_over = false })
    queue.place(ctx, c)
    bus.routed(c)
    return {}
end

-- He waits for no owner any more; how long he had none because one was lost is counted.
local function found_owner(ctx, c)
    queue.settle(c, c.desk)
    if c.last_owner then call('SREM', key.left(c.last_owner), c.id) end
    if not c.alone_since then return end
    desks.count(c.desk, 'alone_ms', ctx.now - tonumber(c.alone_since))
    save_conversation(c, { alone_since = false })
end

-- Accepting -----------------------------------------------------------------------------------

-- A counsellor becomes the owner of a conversation that waited. Whoever had it before goes on
-- reading where he could; somebody new reads from here on (all, when nothing was said).
function conversations.take(ctx, c, counsellor)
    local s = load_staff(counsellor)
    local before = members.find(members_of(c), counsellor)
    local first = 1
    if before and c.last_owner == counsellor then
        first = before.first or before.kept or line_count(c) + 1
    elseif c.last_owner and not (c.hand_over and cjson.decode(c.hand_over).amount == 'history') then
        first = line_count(c) + 1
    end
    members.stop_wrap_up(ctx, c, counsellor)
    found_owner(ctx, c)
    local m = members.join(c, s, 'owner', first, true)
    save_conversation(c, {
        state = step('conversation', c.state, 'accept'), owner = counsellor, offer = false,
        place = false, served_at = ctx.now,
    })
    members.notice(ctx.wall, c, m.member, 'joined')
    quiet.start(ctx, c)
end

local function open_offer(a)
    local o = load_offer(a.offer)
    if not o or o.counsellor ~= a.counsellor then return nil, 'offer_gone' end
    return o
end

function COMMANDS.accept(ctx, a)
    if not staff.chain_of(a.counsellor) then return nil, 'no_shift_key' end
    local o, refusal = open_offer(a)
    if not o then return nil, refusal end
    local left_ms = due.left(ctx.now, 'offer:' .. o.id)
    local c
    refusal, c = offers.finish(ctx, o, 'accept')
    if refusal then return nil, refusal end
    if left_ms then pace.answered(o.transfer ~= '' and load_transfer(o.transfer).desk or c.desk, tonumber(o.of_ms) - left_ms) end
    call('HSET', key.staff(a.counsellor), 'missed', 0)
    slots.turn(ctx, a.counsellor, 'o:' .. o.id, 'c:' .. c.id)
    if o.transfer ~= '' then
        transfers.brief(ctx, c, load_transfer(o.transfer), a.counsellor)
    else
        conversations.take(ctx, c, a.counsellor)
    end
    offers.clear_excluded(c)
    bus.routed(c)
    return { conversation = c.id }
end

function COMMANDS.decline(ctx, a)
    local o, refusal = open_offer(a)
    if not o then return nil, refusal end
    local c
    refusal, c = offers.finish(ctx, o, 'decline', 'decline')
    if refusal then return nil, refusal end
    call('HSET', key.staff(a.counsellor), 'missed', 0)
    offers.exclude(ctx, c, a.counsellor)
    slots.free(ctx, a.counsellor, 'o:' .. o.id)
    return {}
end

-- Ending --------------------------------------------------------------------------------------

-- Ends a conversation by `event`: all slots are freed, all are told, deletion is due.
function conversations.finish(ctx, c, event, by)
    offers.withdraw(ctx, c, 'offer_withdrawn')
    c = load_conversation(c.id)
    if c.state == 'waiting' then pace.gave_up(ctx, c.desk, ctx.now - tonumber(c.since)) end
    queue.remove(c)
    local t = live_transfer(c)
    if t then transfers.close(ctx, c, t, 'conversation_ended', 'ended') end
    local owner = c.owner
    found_owner(ctx, c)
    conversations.owner_known(ctx, c)
    quiet.stop(c)
    members.notice(ctx.wall, c, by == 'owner' and members.find(members_of(c), owner).member or 'm0', 'ended')
    save_conversation(c, {
        state = step('conversation', c.state, event), ended_by = by, owner = false,
        last_owner = owner or c.last_owner or false, wrap = by == 'lost' and c.wrap or false,
    })
    if owner then members.wrap_up(ctx, c, owner, true) end
    due.clear('visitor:' .. c.id)
    due.set('forget:' .. c.id, ctx.now + clock.limit('retention_ms'))
    offers.clear_excluded(c)
    bus.routed(c)
end

-- Why the owner may not close now, or nil.
local function owner_refusal(c, counsellor)
    if not members.is_owner(c, counsellor) then return members.refusal(c, counsellor) end
    if c.state == 'ended' then return 'conversation_ended' end
    if live_transfer(c) then return 'transfer_running' end
    if c.process == '' then return 'visitor_away' end
    return nil
end

COMMANDS['end'] = function(ctx, a)
    local c = load_conversation(a.conversation)
    if not c then return nil, 'unknown_conversation' end
    local refusal
    if a.party == 'visitor' then
        if c.state == 'ended' then refusal = 'conversation_ended' end
    else
        refusal = owner_refusal(c, a.party)
    end
    if refusal then return nil, refusal end
    conversations.finish(ctx, c, 'end', a.party == 'visitor' and 'visitor' or 'owner')
    return {}
end

function conversations.visitor_lost(ctx, id)
    local c = load_conversation(id)
    if c and c.state ~= 'ended' then conversations.finish(ctx, c, 'visitor_lost', 'lost') end
end

-- Deletes everything of an ended conversation.
function conversations.forget(ctx, id)
    local c = load_conversation(id)
    if not c or c.state ~= 'ended' then return end
    for _, m in ipairs(members_of(c)) do
        if m.part == 'wrap_up' then conversations.wrapped_up(ctx, c, m.counsellor) end
    end
    for field in pairs(c) do
        local stream = string.match(field, '^q:(.*)$')
        if stream then call('DEL', key.lines(stream)) end
    end
    for _, transfer in ipairs(call('SMEMBERS', key.transfers(id))) do call('DEL', key.transfer(transfer)) end
    call('DEL', key.conversation(id), key.transfers(id), key.excluded(id))
    call('SREM', key.conversations, id)
    if c.process ~= '' then call('SREM', key.people(c.process), 'visitor:' .. id) end
    bus.spread(c.processes, nil, { c = id, r = tonumber(c.revision) + 1 })
end

-- Wrap-up ---------------------------------------------------------------------------------------

-- `rests`: he has a breather first.
function conversations.wrapped_up(ctx, c, counsellor, rests)
    due.clear('wrap_up:' .. c.id .. ':' .. counsellor)
    members.change(c, counsellor, members.gone)
    local release = rests and staff.rest or slots.free
    release(ctx, counsellor, 'w:' .. c.id)
    bus.touch(c)
end

function COMMANDS.wrap_up(ctx, a)
    local c = load_conversation(a.conversation)
    local m = c and members.find(members_of(c), a.counsellor)
    if not m or m.part ~= 'wrap_up' then return nil, 'no_wrap_up' end
    conversations.wrapped_up(ctx, c, a.counsellor, true)
    call('HINCRBY', PREFIX .. 'outcomes:' .. c.desk, a.outcome, 1)
    return {}
end

function COMMANDS.share_history(_, a)
    local c = load_conversation(a.conversation)
    if not c then return nil, 'unknown_conversation' end
    if not c.owner then return nil, 'not_active' end
    members.change(c, c.owner, function(m) m.first = 1 end)
    bus.touch(c)
    return {}
end

-- The owner is away ------------------------------------------------------------------------------

-- His absences in one conversation have a budget, so that a flapping line does not hold the
-- visitor for ever: when it is used up he is lost to this conversation at once.
function conversations.owner_away(ctx, c)
    local left = clock.limit('grace_budget_ms') - tonumber(c.absent or 0)
    save_conversation(c, { absent_since = ctx.now })
    if left > 0 then
        due.set('owner:' .. c.id, ctx.now + left)
    else
        conversations.owner_lost(ctx, c)
    end
end

-- He is back, or somebody else is the owner, or there is none.
function conversations.owner_known(ctx, c)
    if not c.absent_since then return end
    due.clear('owner:' .. c.id)
    local absent = tonumber(c.absent or 0) + ctx.now - tonumber(c.absent_since)
    save_conversation(c, { absent = absent, absent_since = false })
end

function conversations.budget_over(ctx, id)
    local c = load_conversation(id)
    if c and c.absent_since then conversations.owner_lost(ctx, c) end
end

-- The owner did not come back -------------------------------------------------------------------

-- Takes the owner off and brings the visitor to the front of the right queue; with a receiver
-- who is there, he becomes the owner instead.
function conversations.owner_lost(ctx, c)
    local counsellor = c.owner
    local t = live_transfer(c)
    desks.count(c.desk, 'lost')
    alerts.raise(ctx, c.desk, 'lost', counsellor)
    save_conversation(c, { alone_since = c.absent_since or ctx.now })
    conversations.owner_known(ctx, c)
    if t and t.receiver and bus.process_of(t.receiver) ~= '' then
        found_owner(ctx, c)
        transfers.complete(ctx, c, t, 'owner_replaced')
        return
    end
    local consented = t and t.state ~= 'asked'
    local desk
    if consented then
        desk = desks.destination(c.language, cjson.decode(t.tags), counsellor, t.desk, c.desk)
    else
        desk = desks.destination(c.language, cjson.decode(c.tags), counsellor, c.desk)
    end
    local m = members.change(c, counsellor, function(entry) entry.lost = true end)
    local standing = t and t.state == 'offered' and desk == t.desk and t.offer or nil
    transfers.set_hand_over(c, consented and desk == t.desk and t)
    if t then transfers.close(ctx, c, t, 'owner_lost', 'owner_lost', standing) end
    members.notice(ctx.wall, c, m.member, 'counsellor_lost')
    members.leave(ctx, c, counsellor)
    save_conversation(c, {
        state = step('conversation', c.state, 'owner_lost'), owner = false, last_owner = counsellor,
        why = 'counsellor_lost', desk = desk, place = false, since = ctx.now,
    })
    call('SADD', key.left(counsellor), c.id)
    quiet.stop(c)
    if standing then
        -- The offer that stands becomes the ordinary offer of the one who has it.
        call('HSET', key.offer(standing), 'transfer', '')
        save_conversation(c, { state = step('conversation', c.state, 'offer'), offer = standing })
        bus.touch_staff(call('HGET', key.offer(standing), 'counsellor'))
    else
        queue.place(ctx, c)
    end
    bus.routed(c)
end
