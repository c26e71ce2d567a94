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
            note = t.amount ~= 'tags' and t.note or nil, amount = t.amount,
        }),
        tags = t.tags, acute = t.acute,
    })
end

-- Ends the transfer by `event` for the reason `because`. `standing`: an offer that goes on as an
-- ordinary offer. The conversation itself stays as it is.
function transfers.close(ctx, c, t, event, because, standing)
    if t.state == 'seeking' then queue.remove(c, t.desk) end
    local o = t.offer and t.offer ~= standing and load_offer(t.offer)
    if o then
        offers.finish(ctx, o, 'withdraw')
        slots.free(ctx, o.counsellor, 'o:' .. o.id)
    end
    due.clear('transfer:' .. t.id)
    call('SREM', key.seeking(t.desk), t.id)
    save_transfer(t, { state = step('transfer', t.state, event), because = because, offer = false, left = false })
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
    if c and c.owner ~= a.counsellor then
        return nil, members.find(members_of(c), a.counsellor) and 'not_owner' or 'not_member'
    end
    return find(a, event)
end

local function find_as_receiver(a, event)
    local c, t, next_state = find(a, event)
    if c and t.receiver ~= a.counsellor then return nil, 'not_receiver' end
    return c, t, next_state
end

-- A routing step was made: the fencing number grows and everybody is told.
local function routed(c)
    call('HINCRBY', key.conversation(c.id), 'fence', 1)
    bus.touch(c)
    return {}
end

-- Asking ----------------------------------------------------------------------------------------

local function ask_refusal(a, c)
    if not c then return 'unknown_conversation' end
    if c.owner ~= a.counsellor then
        return members.find(members_of(c), a.counsellor) and 'not_owner' or 'not_member'
    end
    if live_transfer(c) then return MACHINE.transfer.ask.otherwise end
    if c.desk == a.desk then return 'same_desk' end
    local refusal = desks.refusal(a.desk, c.language)
    if refusal then return refusal end
    if not desks.is_staffed(a.desk, a.counsellor) then return 'no_colleague' end
    return nil
end

function COMMANDS.ask(ctx, a)
    local c = load_conversation(a.conversation)
    local refusal = ask_refusal(a, c)
    if refusal then return nil, refusal end
    local owner = members.find(members_of(c), a.counsellor)
    local t = { id = a.transfer }
    save_transfer(t, {
        state = MACHINE.transfer.ask.start, conversation = c.id, desk = a.desk, from_desk = c.desk,
        from = cjson.encode(person_of(owner)), tags = a.tags, note = a.note, hash = a.hash,
    })
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
    save_transfer(t, { tags = a.tags, note = a.note, hash = a.hash })
    timers.start(ctx, c, t)
    bus.touch(c)
    return {}
end

function COMMANDS.consent(ctx, a)
    local c, t, next_state = find(a, 'consent')
    if not c then return nil, t end
    if t.hash ~= a.hash then return nil, 'ask_changed' end
    if not desks.is_open(t.desk) or not desks.is_staffed(t.desk, c.owner) then
        transfers.close(ctx, c, t, 'desk_closed', 'desk_closed')
        return routed(c)
    end
    save_transfer(t, {
        state = next_state, tags = a.tags, note = a.note, amount = a.amount, acute = a.acute and '1' or '0',
    })
    timers.start(ctx, c, t)
    queue.place(ctx, c)
    return routed(c)
end

-- Each of these ends a transfer by the event of its own name.
local function ender(finder, event, because)
    return function(ctx, a)
        local c, t = finder(a, event)
        if not c then return nil, t end
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
    due.clear('transfer:' .. t.id)
    call('SREM', key.seeking(t.desk), t.id)
    save_transfer(t, { state = step('transfer', t.state, event), left = false })
    local m = members.change(c, t.receiver, function(entry) entry.part = 'owner' end)
    members.notice(ctx.wall, c, m.member, 'handed_over')
    if event == 'owner_replaced' then
        members.leave(ctx, c, before)
    else
        members.wrap_up(ctx, c, before, false)
    end
    desks.served(c.desk, ctx.now - tonumber(c.served_at))
    save_conversation(c, { owner = t.receiver, last_owner = before, desk = t.desk, served_at = ctx.now })
    routed(c)
end

-- Invariant: the owner is released only to a receiver whose connection lives, and not behind the
-- back of an absent visitor.
local function hand_over_refusal(c, t)
    if c.process == '' then return 'visitor_away' end
    if bus.process_of(t.receiver) == '' then return 'receiver_away' end
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
        offers.exclude(ctx, c, a.counsellor)
        seek_again(ctx, c, t, next_state)
    else
        transfers.close(ctx, c, t, event, 'receiver')
    end
    return routed(c)
end

-- The receiver's grace time is over: the search goes on, unless his desk has closed meanwhile.
function transfers.receiver_lost(ctx, c, t)
    seek_again(ctx, c, t, step('transfer', t.state, 'receiver_lost'))
    if not desks.is_open(t.desk) then transfers.close(ctx, c, t, 'desk_closed', 'desk_closed') end
    routed(c)
end

-- Time --------------------------------------------------------------------------------------------

local function is_party(c, t, party)
    return party == 'visitor' or party == c.owner or party == t.receiver
end

function COMMANDS.extend(ctx, a)
    local c, t = find(a, 'extend')
    if not c then return nil, t end
    if not is_party(c, t, a.party) then return nil, 'not_member' end
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
    transfers.close(ctx, c, t, answer[1], answer[2])
    routed(c)
end

-- The target desk may have closed, or only the owner himself may be left there: then what has not
-- come to a briefing yet ends.
function transfers.look_at_desk(ctx, desk)
    for _, id in ipairs(call('SMEMBERS', key.seeking(desk))) do
        local t = load_transfer(id)
        local c = load_conversation(t.conversation)
        local served = desks.is_open(desk) and desks.is_staffed(desk, c.owner)
        if not served and MACHINE.transfer.desk_closed.from[t.state] then
            transfers.close(ctx, c, t, 'desk_closed', 'desk_closed')
            routed(c)
        end
    end
end
