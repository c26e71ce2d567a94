-- After a loss of Redis: a new incarnation, and what people present is put back in its place
-- (docs/decisions/009-tickets.md). A ticket, opened:
--
--   {holder, conversation, incarnation = in which it was sealed, fence = {incarnation, counter},
--    lines = the newest line, fields = of the conversation's hash,
--    consent = only in the visitor's: {fields, transfer = {transfer, fields, note_hash}}}
--
-- A conversation that was known before the loss, or was put back, has beside its fields:
--   lost_in, lost_fence  its fencing pair at the loss, or that of the ticket
--   lost_at              `fence` then: while they are the same no routing step was made since
--   told                 who presented it, `visitor` or `counsellor`; absent: Redis had it itself
--   base                 lines go on after this one: whatever was there before has lower numbers

local LINES_STEP = 1000000
local TICKET_MS = 12 * 60 * 60 * 1000 -- as SEALING_TICKET_MS

local FIELDS = {
    'state', 'desk', 'language', 'tags', 'acute', 'why', 'arrival', 'owner', 'last_owner', 'members',
    'served_at', 'revision', 'since', 'absent', 'epoch', 'keyed_for',
}
local OWN_FIELDS = { 'secret', 'secret_before', 'attach', 'place', 'hand_over' }
local TRANSFER_FIELDS = {
    'state', 'desk', 'from_desk', 'from', 'to', 'tags', 'hash', 'amount', 'acute', 'receiver', 'without',
    'colleague', 'acked', 'acked_by',
}

local function pick(record, names)
    local picked = {}
    for _, name in ipairs(names) do picked[name] = record[name] end
    return picked
end

function restore.incarnation() return tonumber(call('HGET', key.clock, 'incarnation') or 0) end

-- Nobody is matched while people present what they hold.
function restore.is_rebuilding(ctx)
    return ctx.now < tonumber(call('HGET', key.clock, 'rebuilt') or 0)
end

-- Tickets --------------------------------------------------------------------------------------

local function is_touched(c) return c.lost_at == nil or c.lost_at ~= c.fence end

-- The fencing pair: of two, the one with the later incarnation is higher, then the counter.
local function pair_of(c, incarnation)
    if is_touched(c) then return { incarnation, tonumber(c.fence) } end
    return { tonumber(c.lost_in), tonumber(c.lost_fence) }
end

local function is_lower(pair, other)
    if pair[1] ~= other[1] then return pair[1] < other[1] end
    return pair[2] < other[2]
end

-- A note is too long for a ticket: the browser keeps it, and the ticket knows it again.
local function without_note(hand_over)
    local h = hand_over and cjson.decode(hand_over)
    if not h then return nil end
    if h.note then h.note_hash, h.note = redis.sha1hex(h.note), nil end
    h.tags = list(h.tags)
    return to_json(h)
end

local function with_note(hand_over, note)
    local h = hand_over and cjson.decode(hand_over)
    if not h then return false end
    if h.note_hash == redis.sha1hex(note) then h.note = note end
    h.note_hash = nil
    h.tags = list(h.tags)
    return to_json(h)
end

-- What the tickets of a conversation say: what every party's does, and what only the visitor's
-- does beside that. nil for one that has ended: nobody needs to bring it back.
function restore.ticket(c)
    if c.state == 'ended' then return nil end
    local incarnation = restore.incarnation()
    local consent = { fields = pick(c, OWN_FIELDS) }
    consent.fields.hand_over = without_note(c.hand_over)
    local t = live_transfer(c)
    if t then
        consent.transfer = {
            transfer = t.id, fields = pick(t, TRANSFER_FIELDS), note_hash = redis.sha1hex(t.note or ''),
        }
    end
    return {
        conversation = c.id, incarnation = incarnation, fence = pair_of(c, incarnation),
        lines = members.line_count(c), fields = pick(c, FIELDS),
    }, consent
end

function restore.visitor_ticket(c)
    local ticket, consent = restore.ticket(c)
    if ticket then ticket.consent = consent end
    return ticket
end

function restore.duty_ticket(s)
    return {
        incarnation = restore.incarnation(), duty = s.duty, missed = tonumber(s.missed),
        idle_since = tonumber(s.idle_since), revision = tonumber(s.revision),
    }
end

-- Lines ------------------------------------------------------------------------------------------

local function base_after(line) return (math.floor(line / LINES_STEP) + 1) * LINES_STEP end

-- Where Redis has lost numbers, the first one of each sender is taken as it is.
local function mark_of(number) return 'f' .. string.sub(number, 2) end

function restore.takes_any(c, number)
    return c.base ~= nil and call('HGET', key.conversation(c.id), mark_of(number)) ~= c.base
end

function restore.took(c, number)
    if c.base then call('HSET', key.conversation(c.id), mark_of(number), c.base) end
end

-- People -----------------------------------------------------------------------------------------

local function later(ctx, limit)
    local rebuilt = tonumber(call('HGET', key.clock, 'rebuilt') or 0)
    return math.max(ctx.now, rebuilt) + clock.limit(limit)
end

-- A counsellor who is not here yet, and may come. On pause until he says what his duty is.
local function stand_in(ctx, m)
    local s = { id = m.counsellor }
    save_staff(s, {
        duty = 'pause', missed = 0, idle_since = ctx.now, revision = 1, alias = m.alias,
        organisation = m.organisation, capacity = 99, desks = '{}', languages = '[]', skills = '[]', process = '',
    })
    due.set('staff:' .. s.id, later(ctx, 'grace_counsellor_ms'))
    return s
end

-- Takes the place of an owner or receiver in his load. False: he is off duty, and counts as gone.
local function seat(ctx, c, m)
    local s = load_staff(m.counsellor) or stand_in(ctx, m)
    slots.take(ctx, s.id, 'c:' .. c.id)
    return s.duty ~= 'off'
end

-- His duty as it was, at his first coming since the loss, unless Redis knows better by now; `held`:
-- the tickets that he brings.
function restore.duty(ctx, s, k, held)
    local incarnation = restore.incarnation()
    if s.incarnation == tostring(incarnation) then return end
    save_staff(s, { incarnation = incarnation })
    if type(k) == 'table' and k.incarnation < incarnation and k.revision >= tonumber(s.revision) then
        if k.duty == 'off' and s.process == '' then staff.lost(ctx, s.id) end
        save_staff(s, { duty = k.duty, missed = k.missed, idle_since = k.idle_since })
    elseif s.duty == 'off' and #held > 0 then
        save_staff(s, { duty = 'pause' }) -- he has somebody, so he was on duty
    end
end

-- Conversations ------------------------------------------------------------------------------------

-- Takes a conversation out of every place where it stands, before another state is put in.
local function take_out(ctx, c)
    offers.withdraw(ctx, c)
    queue.settle(c, c.desk)
    queue.remove(c)
    quiet.stop(c)
    conversations.owner_known(ctx, c)
    if c.last_owner then call('SREM', key.left(c.last_owner), c.id) end
    local t = live_transfer(c)
    if t then
        due.clear('transfer:' .. t.id)
        call('SREM', key.seeking(t.desk), t.id)
        if t.colleague then call('SREM', key.named(t.colleague), t.id) end
        save_transfer(t, { state = 'void', because = 'store_lost', offer = false, left = false })
    end
    for _, m in ipairs(members_of(c)) do
        due.clear('wrap_up:' .. c.id .. ':' .. m.counsellor)
        slots.free(ctx, m.counsellor, 'c:' .. c.id, true)
        slots.free(ctx, m.counsellor, 'w:' .. c.id, true)
    end
end

-- What was asked is void. An offer becomes seeking. Of a briefing and an introduction the receiver
-- has his grace time to come.
local AFTER_LOSS = {
    asked = 'void', seeking = 'seeking', offered = 'seeking', briefing = 'briefing', introduced = 'introduced',
}

local function put_transfer(ctx, c, w, note)
    local t = { id = w.transfer }
    call('DEL', key.transfer(t.id))
    local changes = pick(w.fields, TRANSFER_FIELDS)
    changes.conversation = c.id
    changes.note = redis.sha1hex(note) == w.note_hash and note or ''
    changes.state = AFTER_LOSS[changes.state]
    if changes.state == 'void' then changes.because = 'store_lost' end
    save_transfer(t, changes)
    call('SADD', key.transfers(c.id), t.id)
    save_conversation(c, { transfer = t.id })
    if changes.state == 'void' then return end
    call('SADD', key.seeking(t.desk), t.id)
    if t.colleague then call('SADD', key.named(t.colleague), t.id) end
    timers.start(ctx, c, t)
    if not t.receiver then return end
    local receiver = members.change(c, t.receiver, function(m) m.part = 'receiver' end)
    if not seat(ctx, c, receiver) then transfers.receiver_lost(ctx, c, t) end
end

-- Only the owner has a part for sure; a receiver gets his with the transfer, and a wrap-up is over.
local function parts_of(text)
    local all = cjson.decode(text)
    for _, m in ipairs(all) do
        if m.part == 'wrap_up' then m.first, m.last = nil, nil end
        if m.part ~= 'owner' then m.part = 'gone' end
    end
    return to_json(list(all))
end

local function changes_of(c, k, note)
    local changes = {}
    for _, name in ipairs(FIELDS) do changes[name] = k.fields[name] or false end
    if k.consent then
        for _, name in ipairs(OWN_FIELDS) do changes[name] = k.consent.fields[name] or false end
        changes.hand_over = with_note(k.consent.fields.hand_over, note)
    end
    changes.members = parts_of(k.fields.members)
    if changes.state == 'offered' then changes.state = 'waiting' end
    changes.offer, changes.transfer, changes.ended_by = false, false, false
    changes.fence = math.max(tonumber(c.fence or 0), k.fence[2]) + (c.fence and 1 or 0)
    changes.lost_in, changes.lost_fence, changes.lost_at = k.fence[1], k.fence[2], changes.fence
    changes.told = k.consent and 'visitor' or 'counsellor'
    changes.process = c.process or ''
    changes.attach = math.max(tonumber(c.attach or 0), tonumber(changes.attach or 0))
    changes.revision = math.max(tonumber(c.revision or 0), tonumber(k.fields.revision))
    changes.base = math.max(tonumber(c.base or 0), base_after(k.lines))
    return changes
end

-- A lost visitor's conversation had ended already: he comes back to the front of the queue.
local function as_come_back(changes)
    changes.last_owner = changes.owner or changes.last_owner
    changes.owner, changes.state, changes.why = false, 'waiting', 'came_back'
end

local function put_in(ctx, c, k, note, ended)
    local is_new = c.fence == nil
    local changes = changes_of(c, k, note)
    if ended then as_come_back(changes) end
    save_conversation(c, changes)
    call('SADD', key.conversations, c.id)
    if is_new then due.set('visitor:' .. c.id, later(ctx, 'grace_visitor_ms')) end
    if c.state == 'active' then
        if tonumber(c['q:' .. c.id] or 0) <= tonumber(c.base) then
            members.notice(ctx.wall, c, 'm0', 'restored')
        end
        local w = k.consent and k.consent.transfer
        if w then put_transfer(ctx, c, w, note) end
        save_conversation(c, { quiet = 'heard', idle_line = false })
        due.set('quiet:' .. c.id, later(ctx, 'idle_ms'))
        if not seat(ctx, c, members.find(members_of(c), c.owner)) then
            conversations.owner_lost(ctx, c)
        elseif bus.process_of(c.owner) == '' then
            conversations.owner_away(ctx, c)
        end
    end
    queue.place(ctx, c)
    bus.touch(c)
end

-- Somebody presents what he holds of a conversation. It counts if it was sealed before the loss,
-- and if nothing higher is known: neither an end, nor a routing step since, nor a higher pair.
function restore.present(ctx, k, note)
    if k.incarnation >= restore.incarnation() then return end
    local c = load_conversation(k.conversation)
    if not c then
        local ended = call('GET', key.ended(k.conversation))
        if not ended or ended == 'lost' then put_in(ctx, { id = k.conversation }, k, note, ended) end
        return
    end
    if c.state == 'ended' or is_touched(c) then return end
    local known = pair_of(c)
    local adds_consent = k.consent and c.told == 'counsellor' and not is_lower(k.fence, known)
    if is_lower(known, k.fence) or adds_consent then
        take_out(ctx, c)
        put_in(ctx, load_conversation(c.id), k, note)
    end
end

-- The visitor's ticket in a visitor_resume, or nil: it must be his own, of the secret that he shows
-- (or of the one after it, when the answer to the last resume was lost).
function restore.visitors(a)
    local k = cjson.decode(a.ticket)
    if type(k) ~= 'table' or not k.consent or k.conversation ~= a.conversation then return nil end
    local own = k.consent.fields
    local again = own.secret == a.next and own.secret_before == a.secret
    return (own.secret == a.secret or again) and k or nil
end

-- Whether the ticket stands for a secret that Redis has lost; an older tab's does not.
function restore.stands_for_secret(c, k)
    return k ~= nil and k.incarnation < restore.incarnation() and
        tonumber(k.consent.fields.attach) >= tonumber(c.attach)
end

-- Until the visitor has shown where he stands, or a step was made, a counsellor may hold an older
-- picture than is true: he takes no steps with it.
function restore.refusal(a)
    if not a.counsellor or not a.conversation then return nil end
    local c = also({ id = a.conversation }, 'fence', 'lost_at', 'process')
    return c.process == '' and not is_touched(c) and 'visitor_away' or nil
end

function COMMANDS.session_restore(ctx, a)
    if a.incarnation >= restore.incarnation() then return nil, 'session_over' end
    return COMMANDS.session_start(ctx, a)
end

function COMMANDS.recall_ended(ctx, a)
    for id, by in pairs(cjson.decode(a.conversations)) do
        call('SET', key.ended(id), by, 'PX', TICKET_MS)
        local c = load_conversation(id)
        if c and c.told and by ~= 'lost' and c.state ~= 'ended' and not is_touched(c) then
            conversations.finish(ctx, c, 'end', by)
        end
    end
    return {}
end

-- Incarnations ---------------------------------------------------------------------------------------

-- What Redis still knows counts as it was before its people are found to be away.
local function keep_pairs(ids, incarnation)
    for _, id in ipairs(ids) do
        local c = load_conversation(id)
        local pair = pair_of(c, incarnation)
        save_conversation(c, { lost_in = pair[1], lost_fence = pair[2], told = false })
    end
end

local function settle(ctx, ids)
    for _, id in ipairs(ids) do
        local c = load_conversation(id)
        save_conversation(c, { lost_at = c.fence, base = base_after(members.line_count(c)) })
        if c.state == 'active' then
            members.notice(ctx.wall, c, 'm0', 'restored')
            bus.touch(c)
        end
    end
end

local function begin(ctx, run, before, number)
    local ids = call('SMEMBERS', key.conversations)
    keep_pairs(ids, before)
    for _, name in ipairs(call('ZRANGE', key.processes, 0, -1)) do
        call('HSET', key.process(name), 'generation', processes.next_generation(name, number))
        processes.abandon(ctx, name, true)
    end
    call('DEL', key.processes)
    settle(ctx, ids)
    call('HSET', key.clock, 'run_id', run, 'incarnation', number, 'began', ctx.now)
    restore.set_window(ctx)
    return number
end

-- The incarnation of Redis; a new one begins when this is another run of it than the one before,
-- or when it knows of none. `known`: the one that the calling process remembers.
function restore.look(ctx, known)
    local before = call('HMGET', key.clock, 'run_id', 'incarnation')
    local run = string.match(call('INFO', 'server'), 'run_id:(%x+)')
    local last = tonumber(before[2] or 0)
    if before[1] == run then return last end
    return begin(ctx, run, last, math.max(ctx.wall, last + 1, known + 1))
end

-- The window lasts as long as the limit says, which may be told only after it began.
function restore.set_window(ctx)
    local was_open = restore.is_rebuilding(ctx)
    local began = tonumber(call('HGET', key.clock, 'began') or 0)
    call('HSET', key.clock, 'rebuilt', began + clock.limit('rebuild_ms'))
    if restore.is_rebuilding(ctx) then
        due.set('rebuilt:', began + clock.limit('rebuild_ms'))
    elseif was_open then
        restore.match_all(ctx)
    end
end

-- The window is over: whoever waits is matched.
function restore.match_all(ctx)
    due.clear('rebuilt:')
    for _, desk in ipairs(call('HKEYS', key.desks)) do
        for _, counsellor in ipairs(call('SMEMBERS', key.on_duty(desk))) do staff.index(ctx, counsellor) end
    end
end
