-- Staff: sessions, presence, duty. Processes: heartbeat, time.

local function attach_staff(ctx, s)
    local before = s.process
    local attach = call('HINCRBY', key.staff(s.id), 'attach', 1)
    if before and before ~= '' then
        call('SREM', key.people(before), s.id)
        bus.tell(before, { x = s.id, a = attach })
    end
    save_staff(s, { process = ctx.process, attach = attach })
    call('SADD', key.people(ctx.process), s.id)
    due.clear('staff:' .. s.id)
    return attach
end

-- Sessions that ran out by themselves are not listed any more.
local function list_session(a)
    for _, token in ipairs(call('SMEMBERS', key.sessions(a.counsellor))) do
        if call('EXISTS', key.session(token)) == 0 then call('SREM', key.sessions(a.counsellor), token) end
    end
    call('SADD', key.sessions(a.counsellor), a.token)
    call('PEXPIRE', key.sessions(a.counsellor), a.life_ms)
end

function COMMANDS.session_start(_, a)
    call('HSET', key.session(a.token), 'counsellor', a.counsellor, 'role', a.role, 'wrap', a.wrap)
    call('PEXPIRE', key.session(a.token), a.life_ms)
    if a.role == 'counsellor' then list_session(a) end
    return {}
end

function COMMANDS.session_find(_, a)
    local found = call('HMGET', key.session(a.token), 'counsellor', 'role', 'wrap')
    if not found[1] then return nil, 'session_over' end
    return { counsellor = found[1], role = found[2], left_ms = call('PTTL', key.session(a.token)), wrap = found[3] }
end

function COMMANDS.session_end(ctx, a)
    local s = load_staff(a.counsellor)
    if s and (slots.count(s.id, 'c') > 0 or slots.count(s.id, 'w') > 0) then return nil, 'has_conversations' end
    if s then
        staff.set_duty(ctx, s, step('duty', s.duty, 'go_off'))
        save_staff(s, { process = '' })
        call('SREM', key.people(ctx.process), s.id)
    end
    call('DEL', key.session(a.token))
    call('SREM', key.sessions(a.counsellor), a.token)
    return {}
end

-- The conversations of a counsellor, as {conversation, its live transfer or nil}.
local function each_conversation(counsellor, visit)
    slots.each(counsellor, function(kind, id)
        if kind ~= 'c' and kind ~= 'w' then return end
        local c = load_conversation(id)
        if c then visit(kind, c, live_transfer(c)) end
    end)
end

function COMMANDS.staff_attach(ctx, a)
    local s = load_staff(a.counsellor)
    if not s then
        s = { id = a.counsellor }
        save_staff(s, { duty = 'off', missed = 0, idle_since = ctx.now, revision = 1 })
    end
    save_staff(s, { alias = a.alias, organisation = a.organisation, chain = a.chain ~= '' and a.chain })
    local held = cjson.decode(a.tickets)
    restore.duty(ctx, s, cjson.decode(a.ticket), held)
    local attach = attach_staff(ctx, s)
    staff.place(ctx, s, {
        desks = a.desks, languages = a.languages, skills = a.skills, capacity = a.capacity,
    })
    for _, ticket in ipairs(held) do restore.present(ctx, ticket, '') end
    each_conversation(s.id, function(kind, c, t)
        if kind == 'c' and c.owner == s.id then conversations.owner_known(ctx, c) end
        if kind == 'c' and t then timers.run(ctx, c, t) end
        bus.touch(c)
    end)
    bus.touch_staff(s.id)
    return { attach = attach }
end

-- His tab has a key, or another one: who talks with him seals to it from now on.
function COMMANDS.shift_key(ctx, a)
    local s = load_staff(a.counsellor)
    if not s then return nil, 'not_signed_in' end
    save_staff(s, { chain = a.chain })
    staff.index(ctx, s.id)
    each_conversation(s.id, function(_, c) bus.touch(c) end)
    return {}
end

-- Takes back the offers that a counsellor has open: he cannot or does not want to answer.
function staff.withdraw_offers(ctx, counsellor)
    slots.each(counsellor, function(kind, id)
        if kind ~= 'o' then return end
        offers.finish(ctx, load_offer(id), 'withdraw', 'offer_withdrawn')
        slots.free(ctx, counsellor, 'o:' .. id, true)
    end)
end

-- A counsellor's connection is gone: his offers go to others, his grace time starts.
function staff.gone(ctx, s)
    call('SREM', key.people(s.process), s.id)
    save_staff(s, { process = '' })
    staff.index(ctx, s.id)
    staff.withdraw_offers(ctx, s.id)
    if s.duty ~= 'off' then due.set('staff:' .. s.id, ctx.now + clock.limit('grace_counsellor_ms')) end
    each_conversation(s.id, function(kind, c, t)
        local owns = kind == 'c' and c.owner == s.id
        if owns and t then timers.stop(ctx, t) end
        if owns then conversations.owner_away(ctx, c) end
        bus.touch(c)
    end)
end

function COMMANDS.staff_away(ctx, a)
    local s = load_staff(a.counsellor)
    if s and tonumber(s.attach) == a.attach and s.process == ctx.process then staff.gone(ctx, s) end
    return {}
end

-- Sets the duty and puts him in or out of the sets of his desks.
function staff.set_duty(ctx, s, duty)
    save_staff(s, { duty = duty, missed = 0 })
    staff.index(ctx, s.id)
    for desk in pairs(cjson.decode(s.desks)) do alerts.settle(desk, 'paused', s.id) end
    if duty ~= 'on' then staff.withdraw_offers(ctx, s.id) end
    if duty == 'off' then
        staff.rested(ctx, s.id)
        staff.left_desks(ctx, s)
    end
    bus.touch_staff(s.id)
end

-- He is not on duty any more; he may have been the last one at his desks.
function staff.left_desks(ctx, s)
    local abilities = lanes.abilities(s.id)
    for desk in pairs(abilities.desks) do
        if not lanes.is_matched(abilities, desk) then transfers.look_at_desk(ctx, desk) end
    end
    transfers.look_at_colleague(ctx, s.id)
end

function COMMANDS.ready(ctx, a)
    if slots.count(a.counsellor, 'b') == 0 then return nil, 'no_breather' end
    staff.rested(ctx, a.counsellor)
    return {}
end

function COMMANDS.colleagues(_, a)
    local found = {}
    for _, id in ipairs(call('SMEMBERS', key.on_duty(a.desk))) do
        local s = load_staff(id)
        if id ~= a.counsellor and s.process ~= '' then
            found[#found + 1] = {
                counsellor = id, alias = s.alias, organisation = s.organisation, free = s.free == '1',
            }
        end
    end
    table.sort(found, function(x, y) return x.counsellor < y.counsellor end)
    return { colleagues = list(found) }
end

local DUTY_EVENT = { on = 'go_on', pause = 'go_pause', off = 'go_off' }

function COMMANDS.duty(ctx, a)
    local s = load_staff(a.counsellor)
    if not s then return nil, 'not_signed_in' end
    local duty, refusal = step('duty', s.duty, DUTY_EVENT[a.duty])
    if not duty then return nil, refusal end
    if duty == 'on' and not s.chain then return nil, 'no_shift_key' end
    if duty == 'off' and (slots.count(s.id, 'c') > 0 or slots.count(s.id, 'w') > 0) then
        return nil, 'has_conversations'
    end
    if s.duty == 'off' and duty == 'on' then save_staff(s, { idle_since = ctx.now }) end
    staff.set_duty(ctx, s, duty)
    return {}
end

-- The grace time is over: his visitors go to the front of a queue, whatever he held is freed.
function staff.lost(ctx, counsellor)
    local s = load_staff(counsellor)
    if not s or s.process ~= '' then return end
    save_staff(s, { duty = step('duty', s.duty, 'lost') or s.duty })
    bus.touch_staff(counsellor)
    staff.index(ctx, counsellor)
    staff.rested(ctx, counsellor)
    each_conversation(counsellor, function(kind, c, t)
        if kind == 'w' then
            conversations.wrapped_up(ctx, c, counsellor)
        elseif c.owner == counsellor then
            conversations.owner_lost(ctx, c)
        elseif t and t.receiver == counsellor then
            transfers.receiver_lost(ctx, c, t)
        end
    end)
    staff.left_desks(ctx, s)
end

-- By force, for who is stuck: his sessions end, his page is told to close, and he is lost at once.
function COMMANDS.sign_off(ctx, a)
    for _, token in ipairs(call('SMEMBERS', key.sessions(a.counsellor))) do call('DEL', key.session(token)) end
    call('DEL', key.sessions(a.counsellor))
    local s = load_staff(a.counsellor)
    if not s then return {} end
    local attach = call('HINCRBY', key.staff(s.id), 'attach', 1)
    if s.process ~= '' then
        bus.tell(s.process, { x = s.id, a = attach, w = 'signed_off' })
        staff.gone(ctx, s)
    end
    due.clear('staff:' .. s.id)
    staff.lost(ctx, s.id)
    return {}
end

local MISSED_FOR_PAUSE = 2

-- An offer was not answered in time: the next one is asked, and after two in a row he is on pause.
function offers.expire(ctx, id)
    local o = load_offer(id)
    if not o then return end
    local refusal, c = offers.finish(ctx, o, 'expire', 'offer_over')
    if refusal then return end
    offers.exclude(ctx, c, o.counsellor)
    slots.free(ctx, o.counsellor, 'o:' .. id)
    local s = load_staff(o.counsellor)
    local missed = tonumber(s.missed) + 1
    if missed >= MISSED_FOR_PAUSE and s.duty == 'on' then
        staff.set_duty(ctx, s, step('duty', s.duty, 'missed_twice'))
        for desk in pairs(cjson.decode(s.desks)) do alerts.raise(ctx, desk, 'paused', s.id) end
    end
    save_staff(s, { missed = missed })
    bus.touch_staff(s.id)
end

-- Declined or missed by somebody a while ago: everybody may be asked again, but for those who
-- stepped back from the transfer.
function offers.forgive(ctx, conversation)
    call('DEL', key.excluded(conversation))
    local c = load_conversation(conversation)
    local t = c and live_transfer(c)
    if t then offers.go_without(ctx, c, t) end
    if c and c.lane then ctx.waiting[conversation] = true end
end
