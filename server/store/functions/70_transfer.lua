-- The warm transfer, step by step as protocol/machine.json has it.

local function person_of(m) return { alias = m.alias, organisation = m.organisation } end

-- Keeps with the conversation what the visitor agreed that the target desk gets; false: nothing.
function transfers.set_hand_over(c, t)
    if not t then
        save_conversation(c, { hand_over = false })
        return
    end
    save_conversation(c, {
        hand_over = to_json({
            from_desk = t.from_desk, from = cjson.decode(t.from), tags = list(cjson.decode(t.tags)),
            note = t.note, amount = t.amount,
        }),
        tags = t.tags, acute = t.acute,
    })
end

function transfers.unlist(t)
    call('SREM', key.seeking(t.desk), t.id)
    if t.colleague then call('SREM', key.named(t.colleague), t.id) end
end

-- Ends the transfer by `event` for the reason `because`. `standing`: an offer that goes on as an
-- ordinary offer. The conversation itself stays as it is.
function transfers.close(ctx, c, t, event, because, standing)
    if t.state == 'seeking' then
        queue.remove(c)
        queue.settle(c, t.desk)
    end
    local o = t.offer and t.offer ~= standing and load_offer(t.offer)
    if o then
        offers.finish(ctx, o, 'withdraw')
        slots.free(ctx, o.counsellor, 'o:' .. o.id, true)
    end
    due.clear('transfer:' .. t.id)
    transfers.unlist(t)
    save_transfer(t, { state = step('transfer', t.state, event), because = because, offer = false, left = false })
    desks.count(t.from_desk, 'transfer_' .. t.state)
    if t.receiver then members.leave(ctx, c, t.receiver) end
end

-- The conversation, the transfer and the machine's answer for a request about a transfer.
local function find(a, event)
    local c = load_conversation(a.conversation)
    if not c then return nil, 'unknown_conversation' end
    local t = load_transfer(a.transfer)
    if not t or t.conversation ~= c.id then return nil, 'unknown_transfer' end
    local next_state, refusal = step('transfer', t.state, event)
    if not next_state then return nil, refusal end
    return c, t, next_state
end

local function find_as_owner(a, event)
    local c = load_conversation(a.conversation)
    if c and not members.is_owner(c, a.counsellor) then return nil, members.refusal(c, a.counsellor) end
    return find(a, event)
end

-- Whoever was this transfer's receiver is told where it stands, also when he is out by now.
local function find_as_receiver(a, event)
    local c = load_conversation(a.conversation)
    local t = c and load_transfer(a.transfer)
    if c and not (t and t.receiver == a.counsellor) then
        return nil, members.is_owner(c, a.counsellor) and 'not_receiver' or 'not_member'
    end
    return find(a, event)
end

local function routed(c)
    bus.routed(c)
    return {}
end

-- Asking ----------------------------------------------------------------------------------------

local function ask_refusal(a, c)
    if not c then return 'unknown_conversation' end
    if not members.is_owner(c, a.counsellor) then return members.refusal(c, a.counsellor) end
    if c.state == 'ended' then return 'conversation_ended' end
    if live_transfer(c) then return MACHINE.transfer.ask.otherwise end
    if c.desk == a.desk then return 'same_desk' end
    if a.colleague == a.counsellor then return 'no_colleague' end
    local refusal = desks.refusal(a.desk, c.language, cjson.decode(a.tags), a.counsellor)
    -- What the colleague speaks and knows is for the two to judge.
    if refusal == 'nobody_fits' and a.colleague ~= '' then refusal = nil end
    if refusal then return refusal end
    if a.colleague ~= '' and not transfers.colleague_serves(a.colleague, a.desk, true) then return 'colleague_away' end
    return nil
end

-- Whether this colleague may be asked at that desk: he is on duty there, and, `now`, neither on
-- pause nor away.
function transfers.colleague_serves(colleague, desk, now)
    local s = lanes.abilities(colleague)
    if not s or s.duty == 'off' or not s.desks[desk] then return false end
    return not now or s.duty == 'on' and bus.process_of(colleague) ~= ''
end

function COMMANDS.ask(ctx, a)
    local c = load_conversation(a.conversation)
    local refusal = ask_refusal(a, c)
    if refusal then return nil, refusal end
    local owner = members.find(members_of(c), a.counsellor)
    if a.sender ~= owner.member then return nil, 'not_a_record' end
    local t = { id = a.transfer }
    save_transfer(t, {
        state = MACHINE.transfer.ask.start, conversation = c.id, desk = a.desk, from_desk = c.desk,
        from = cjson.encode(person_of(owner)), tags = a.tags, note = a.note, hash = a.hash,
    })
    if a.colleague ~= '' then
        local named = cjson.encode(person_of(load_staff(a.colleague)))
        save_transfer(t, { colleague = a.colleague, named = named })
        call('SADD', key.named(a.colleague), t.id)
    end
    call('SADD', key.transfers(c.id), t.id)
    call('SADD', key.seeking(a.desk), t.id)
    save_conversation(c, { transfer = t.id })
    timers.start(ctx, c, t)
    routed(c)
    return { transfer = t.id }
end

function COMMANDS.edit(ctx, a)
    local c, t = find_as_owner(a, 'edit')
    if not c then return nil, t end
    if a.sender ~= members.find(members_of(c), a.counsellor).member then return nil, 'not_a_record' end
    save_transfer(t, { tags = a.tags, note = a.note, hash = a.hash })
    timers.start(ctx, c, t)
    bus.touch(c)
    return {}
end

function COMMANDS.consent(ctx, a)
    local c, t, next_state = find(a, 'consent')
    if not c then return nil, t end
    if t.hash ~= a.hash then return nil, 'ask_changed' end
    quiet.heard(ctx, c)
    local because = transfers.hopeless(c, t, a.tags)
    if because then
        transfers.close(ctx, c, t, 'desk_closed', because)
        return routed(c)
    end
    save_transfer(t, {
        state = next_state, tags = a.tags, note = a.note, amount = a.amount, acute = a.acute and '1' or '0',
    })
    save_conversation(c, { since = ctx.now })
    timers.start(ctx, c, t)
    queue.place(ctx, c)
    return routed(c)
end

-- Each of these ends a transfer by the event of its own name.
local function ender(finder, event, because)
    return function(ctx, a)
        local c, t = finder(a, event)
        if not c then return nil, t end
        if because == 'visitor' then quiet.heard(ctx, c) end
        transfers.close(ctx, c, t, event, because)
        return routed(c)
    end
end

COMMANDS.refuse = ender(find, 'refuse', 'visitor')
COMMANDS.withdraw = ender(find, 'withdraw', 'visitor')
COMMANDS.cancel = ender(find_as_owner, 'cancel', 'owner')

-- Briefing and introduction -----------------------------------------------------------------------

-- A counsellor of the target desk has accepted.
function transfers.brief(ctx, c, t, counsellor)
    local s = load_staff(counsellor)
    members.stop_wrap_up(ctx, c, counsellor)
    local m = members.join(c, s, 'receiver', t.amount == 'history' and 1 or nil, false)
    save_transfer(t, {
        state = step('transfer', t.state, 'accept'), offer = false, receiver = counsellor,
        to = cjson.encode(person_of(m)),
    })
    timers.start(ctx, c, t)
end

-- The receiver is let in: he is seen, and reads from here on (or from the beginning).
local function let_in(c, t)
    members.change(c, t.receiver, function(m)
        m.shown = true
        m.first = m.first or line_count(c) + 1
    end)
end

function COMMANDS.introduce(ctx, a)
    local c, t, next_state = find_as_owner(a, 'introduce')
    if not c then return nil, t end
    if bus.process_of(t.receiver) == '' then return nil, 'receiver_away' end
    let_in(c, t)
    save_transfer(t, { state = next_state })
    timers.start(ctx, c, t)
    members.notice(ctx.wall, c, members.find(members_of(c), t.receiver).member, 'introduced')
    return routed(c)
end

-- The receiver becomes the owner, in this one step; the owner wraps up, or, when he was lost, is
-- simply out.
function transfers.complete(ctx, c, t, event)
    local before = c.owner
    let_in(c, t)
    transfers.set_hand_over(c, t)
    conversations.owner_known(ctx, c)
    due.clear('transfer:' .. t.id)
    transfers.unlist(t)
    save_transfer(t, { state = step('transfer', t.state, event), left = false })
    desks.count(t.from_desk, 'transfer_' .. t.state)
    local m = members.change(c, t.receiver, function(entry) entry.part = 'owner' end)
    members.notice(ctx.wall, c, m.member, 'handed_over')
    if event == 'owner_replaced' then
        members.leave(ctx, c, before)
    else
        members.wrap_up(ctx, c, before, false)
    end
    save_conversation(c, { owner = t.receiver, last_owner = before, desk = t.desk, served_at = ctx.now })
    routed(c)
end

-- Invariant: the owner is released only to a receiver whose connection lives and who can read along,
-- and not behind the back of an absent visitor.
local function hand_over_refusal(c, t)
    if c.process == '' then return 'visitor_away' end
    if bus.process_of(t.receiver) == '' then return 'receiver_away' end
    if not epochs.is_acked(c, t) then return 'receiver_without_key' end
    return nil
end

local function completer(finder, event)
    return function(ctx, a)
        local c, t = finder(a, event)
        if not c then return nil, t end
        local refusal = hand_over_refusal(c, t)
        if refusal then return nil, refusal end
        transfers.complete(ctx, c, t, event)
        return {}
    end
end

COMMANDS.hand_over = completer(find_as_owner, 'hand_over')
COMMANDS.take_over = completer(find_as_receiver, 'take_over')

-- Stepping back -----------------------------------------------------------------------------------

-- The receiver is out and the search goes on.
local function seek_again(ctx, c, t, next_state)
    members.leave(ctx, c, t.receiver)
    save_transfer(t, { state = next_state, receiver = false, to = false })
    timers.start(ctx, c, t)
    queue.place(ctx, c)
end

function COMMANDS.give_back(ctx, a)
    local owner_away = false
    local c = load_conversation(a.conversation)
    if c and c.owner then owner_away = bus.process_of(c.owner) == '' end
    local event = owner_away and 'give_back_owner_away' or 'give_back'
    local t, next_state
    c, t, next_state = find_as_receiver(a, event)
    if not c then return nil, t end
    if next_state == 'seeking' then
        seek_again(ctx, c, t, next_state)
        offers.go_without(ctx, c, t, a.counsellor)
    else
        transfers.close(ctx, c, t, event, 'receiver')
    end
    return routed(c)
end

-- The receiver's grace time is over: the search goes on, unless his desk has closed meanwhile.
function transfers.receiver_lost(ctx, c, t)
    seek_again(ctx, c, t, step('transfer', t.state, 'receiver_lost'))
    local because = transfers.hopeless(c, t)
    if because then transfers.close(ctx, c, t, 'desk_closed', because) end
    routed(c)
end

-- Time --------------------------------------------------------------------------------------------

local function is_party(a)
    local c, t = load_conversation(a.conversation), load_transfer(a.transfer)
    return not c or a.party == 'visitor' or members.is_owner(c, a.party) or t ~= nil and t.receiver == a.party
end

function COMMANDS.extend(ctx, a)
    if not is_party(a) then return nil, 'not_member' end
    local c, t = find(a, 'extend')
    if not c then return nil, t end
    timers.start(ctx, c, t)
    bus.touch(c)
    return {}
end

local AT_LIMIT = {
    asked = { 'ask_over', 'no_answer' },
    seeking = { 'nobody', 'nobody' },
    briefing = { 'time_over', 'time_over' },
    introduced = { 'time_over', 'time_over' },
}

-- The limit of the present step is over; the visitor stays with the owner.
function transfers.time_over(ctx, id)
    local t = load_transfer(id)
    local answer = t and AT_LIMIT[t.state]
    if not answer then return end
    local c = load_conversation(t.conversation)
    if t.state == 'seeking' and t.colleague then answer = { 'colleague_away', 'colleague_away' } end
    transfers.close(ctx, c, t, answer[1], answer[2])
    routed(c)
end

-- Why nobody can take this transfer any more, or nil: the target desk is closed (for a question
-- that is not answered yet: lets nobody new in), or nobody there but the owner himself could.
-- `tags`: what the visitor makes of the proposed ones.
function transfers.hopeless(c, t, tags)
    local settings = desks.find(t.desk)
    local open = settings ~= nil and settings.open and (t.state ~= 'asked' or settings.intake)
    if not open or not desks.is_staffed(t.desk, c.owner) then return 'desk_closed' end
    if t.colleague or desks.serves(t.desk, c.language, cjson.decode(tags or t.tags), c.owner) then return nil end
    return 'nobody'
end

-- The target desk, or who is there, has changed: what has not come to a briefing yet may end.
function transfers.look_at_desk(ctx, desk)
    for _, id in ipairs(call('SMEMBERS', key.seeking(desk))) do
        local t = load_transfer(id)
        local c = load_conversation(t.conversation)
        local because = MACHINE.transfer.desk_closed.from[t.state] and transfers.hopeless(c, t)
        if because then
            transfers.close(ctx, c, t, 'desk_closed', because)
            routed(c)
        end
    end
end

-- A colleague who was named has gone or changed desks: the owners are asked, nobody takes his place.
function transfers.look_at_colleague(ctx, counsellor)
    for _, id in ipairs(call('SMEMBERS', key.named(counsellor))) do
        local t = load_transfer(id)
        local waits = MACHINE.transfer.colleague_away.from[t.state]
        if waits and not transfers.colleague_serves(counsellor, t.desk) then
            local c = load_conversation(t.conversation)
            transfers.close(ctx, c, t, 'colleague_away', 'colleague_away')
            routed(c)
        end
    end
end
