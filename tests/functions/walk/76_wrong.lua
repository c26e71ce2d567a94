-- What nobody should do, and somebody will: the wrong person, unknown names, old connections, old
-- generations, the same command twice.

do
    local acts = walk.acts
    local UNKNOWN = '00000000000000000000000000000000'

    local function anybody(number)
        local people = walk.present(walk.staff)
        return walk.pick(people, number)
    end

    local function any_conversation(number)
        local ids = {}
        for _, v in ipairs(walk.visitors) do ids[#ids + 1] = v.id end
        for _, v in ipairs(walk.ghosts) do ids[#ids + 1] = v.id end
        ids[#ids + 1] = UNKNOWN
        return walk.pick(ids, number)
    end

    local function any_transfer(number, conversation)
        local ids = { UNKNOWN }
        for id, t in pairs(walk.now.transfer) do
            if t.conversation == conversation or walk.chance(number, 20) then ids[#ids + 1] = id end
        end
        table.sort(ids)
        return walk.pick(ids, number)
    end

    local function values_by(a, b, c)
        local s = anybody(a)
        if not s then return nil end
        local conversation = any_conversation(b)
        local transfer = any_transfer(c, conversation)
        return s, {
            counsellor = s.id, party = s.id, conversation = conversation, transfer = transfer, desk = walk.pick(walk.desk_names, c),
            tags = '["other"]', note = 'a note', hash = 'hash', amount = 'tags', acute = false, outcome = 'other', reason = 'other',
            offer = UNKNOWN, channel = walk.pick({ 'talk', 'briefing', 'notes', 'keys' }, c), number = 1, record = 'wrong', delivered = 3,
            kind = 1, role = 2, sender = 'm1', epoch = 0, readers = '[]',
            seen = 3, typing = true, colleague = '',
        }
    end

    local BY_STAFF = {
        'ask', 'edit', 'cancel', 'introduce', 'hand_over', 'take_over', 'give_back', 'extend', 'wrap_up', 'end', 'say', 'seen',
        'typing', 'accept', 'decline', 'ready',
    }

    -- Any function of the staff by somebody whom it may not concern. `say` and `edit` by the right one
    -- would be right, so their words are new each time.
    function acts.wrong_counsellor(a, b, c, d)
        local s, values = values_by(a, b, c)
        if not s then return false end
        local name = walk.pick(BY_STAFF, d)
        if name == 'say' then
            local v = walk.visitor_of[values.conversation]
            if v and values.channel ~= 'keys' then
                walk.say(s, v, values.channel, d)
                return true
            end
        end
        if name == 'ask' then values.transfer = string.format('e%031x', walk.steps) end
        walk.call_as(s, name, values)
        return true
    end

    -- An offer, or a transfer under way, in the hands of a colleague whom it does not concern.
    function acts.wrong_hands(a, b, c, d)
        local s = anybody(a)
        if not s then return false end
        local values = { counsellor = s.id, reason = 'other', tags = '[]', note = 'a note', hash = 'hash', sender = 'm1' }
        local offers, live = {}, {}
        for id, o in pairs(walk.now.offer) do
            if o.state == 'open' and o.counsellor ~= s.id then offers[#offers + 1] = id end
        end
        for id, t in pairs(walk.now.transfer) do
            if walk.live(t) then live[#live + 1] = id end
        end
        table.sort(offers)
        table.sort(live)
        if b % 2 == 0 then
            values.offer = walk.pick(offers, c)
            if not values.offer then return false end
            walk.call_as(s, d % 2 == 0 and 'accept' or 'decline', values)
            return true
        end
        values.transfer = walk.pick(live, c)
        if not values.transfer then return false end
        values.conversation = walk.now.transfer[values.transfer].conversation
        walk.call_as(s, walk.pick({ 'edit', 'cancel', 'introduce', 'hand_over', 'take_over', 'give_back' }, d), values)
        return true
    end

    local BY_VISITOR = { 'consent', 'refuse', 'withdraw', 'extend', 'move', 'share_history', 'end', 'seen', 'typing' }

    -- A visitor with a transfer that is over, unknown, or not his own.
    function acts.wrong_visitor(a, b, c, d)
        local v = walk.pick(walk.present(walk.visitors), a)
        if not v then return false end
        local _, values = values_by(b, a, c)
        if not values then return false end
        values.conversation, values.party = v.id, 'visitor'
        values.transfer = any_transfer(c, v.id)
        local t = walk.now.transfer[values.transfer]
        if t then values.hash = t.hash end
        local name = walk.pick(BY_VISITOR, d)
        if name == 'end' and walk.chance(c, 80) then name = 'refuse' end
        walk.call_as(v, name, values)
        return true
    end

    -- Conversations that are deleted or never were.
    function acts.unknown(a, b, c)
        local p = walk.pick(walk.usable(), a)
        local ghost = walk.pick(walk.ghosts, b)
        if not p or not ghost then return false end
        local values = {
            conversation = ghost.id, party = 'visitor', secret = ghost.secret, next = 'x', desk = walk.desk_names[1],
            transfer = UNKNOWN, channel = 'talk', after = 0, attach = ghost.attach, number = 1, record = 'r', hash = 'h', amount = 'tags',
            tags = '[]', note = 'n', ticket = 'null', acute = false, delivered = 1, seen = 1, typing = true,
            kind = 1, role = 1, sender = 'm0', epoch = 0, readers = '[]', wrap = '',
        }
        local name = walk.pick({ 'visitor_resume', 'move', 'consent', 'withdraw', 'share_history', 'end', 'say', 'records', 'seen', 'typing',
            'visitor_away', 'extend' }, c)
        local call = walk.call(p, name, values)
        walk.check(name == 'visitor_away' or call.answer == 'unknown_conversation' or call.answer == 'stale_process', 'gone', '%s of a deleted conversation: %s', name, call.text)
        return true
    end

    function acts.wrong_enter(a, b, c)
        local p, v = walk.pick(walk.usable(), a), walk.pick(walk.visitors, b)
        if not p or not v then return false end
        local values = { conversation = UNKNOWN, secret = 'another-' .. c, desk = walk.desk_names[1], language = 'nl', tags = '[]', acute = false, wrap = 'w' }
        if c % 3 == 0 then values.desk = 'csg/nowhere' end
        if c % 3 == 1 then values.language = 'fy' end
        if c % 3 == 2 then values.conversation = v.id end
        local call = walk.call(p, 'enter', values)
        walk.check(not call.done, 'secret', 'entered as %s', values.conversation)
        return true
    end

    function acts.wrong_secret(a, b, c)
        local v = walk.pick(walk.visitors, a)
        local p = walk.pick(walk.usable(), b)
        if not v or not p then return false end
        local before = v.secrets > 1 and string.format('secret-%d-%d', v.number, v.secrets - 2) or 'no-secret'
        local call = walk.call(p, 'visitor_resume', { conversation = v.id, secret = c % 2 == 0 and before or 'no-secret', next = 'stolen', ticket = 'null', note = '', wrap = 'w' })
        walk.check(not call.done, 'secret', '%s came back with a wrong secret', v.id)
        return true
    end

    function acts.nobody_known(a, b)
        local p = walk.pick(walk.usable(), a)
        if not p then return false end
        local values = { counsellor = 'csg/nobody', duty = 'on', attach = 1, token = 'none', coordinator = 'csg/coordinator', desk = 'csg/nowhere', offer = UNKNOWN, reason = 'other', chain = 'chain' }
        walk.call(p, walk.pick({ 'duty', 'shift_key', 'staff_view', 'staff_away', 'session_find', 'accept', 'sign_off', 'colleagues' }, b), values)
        return true
    end

    -- A connection that was superseded says that it is gone.
    function acts.stale_away(a, b)
        if b % 2 == 0 then
            local v = walk.pick(walk.visitors, a)
            local p = v and walk.process_of[v.process]
            if not v or not p.alive or v.attach < 2 then return false end
            walk.call(p, 'visitor_away', { conversation = v.id, attach = v.attach - 1 })
        else
            local s = walk.pick(walk.staff, a)
            local p = s.process and walk.process_of[s.process]
            if not p or not p.alive or s.attach < 2 then return false end
            walk.call(p, 'staff_away', { counsellor = s.id, attach = s.attach - 1 })
        end
        return true
    end

    local NAMES = { 'tick', 'configure', 'duty', 'staff_attach', 'enter', 'end', 'visitor_away', 'process_stop', 'visitor_resume' }

    -- A process that was given up, or one of long ago, goes on as before.
    function acts.old_generation(a, b, c)
        local p = walk.pick(walk.processes, a)
        if p.generation < 2 then return false end
        local v, s = walk.pick(walk.visitors, b), walk.pick(walk.staff, b)
        if not v then return false end
        local values = {
            desks = '{}', limits = '{}', staff = '{}', skills = '[]', counsellor = s.id, duty = 'off', alias = 'x', organisation = 'x', capacity = 9, languages = '[]',
            conversation = v.id, secret = v.secret, next = 'old', desk = walk.desk_names[1], language = 'nl', tags = '[]', acute = false,
            party = 'visitor', attach = v.attach, ticket = 'null', tickets = '[]', note = '', wrap = '', chain = '',
        }
        local old = { name = p.name, generation = p.generation - 1 }
        local call = walk.call(old, walk.pick(NAMES, c), values)
        walk.check(call.answer == 'stale_process', 'generation', 'an old generation was answered %s', call.text)
        return true
    end

    local DONE_KEPT_MS = 540000

    -- The same command once more, now or a while later: the same answer, and nothing happens.
    function acts.again(a)
        local old = walk.pick(walk.recent, a)
        if not old or walk.elapsed - old.at > DONE_KEPT_MS or not old.p.alive or old.p.hung then return false end
        walk.repeat_call(old)
        return true
    end
end
