-- What counsellors do: presence, duty, offers, their conversations, transfers as owner and receiver.

do
    local acts = walk.acts
    local TAGS = { '["violence"]', '["other","stalking"]', '[]' }

    local function is_here(id)
        local s = walk.staff_of[id]
        if not s.here then return nil end
        local p = walk.process_of[s.process]
        return p.alive and not p.hung and s or nil
    end

    local function sorted_slots(s)
        local found = {}
        for slot in pairs(walk.now.slots[s.id] or {}) do found[#found + 1] = slot end
        table.sort(found)
        return found
    end

    -- One who is here together with one of his slots of this kind that fits.
    local function work(number, kind, fits)
        local found = {}
        for _, s in ipairs(walk.present(walk.staff)) do
            for _, slot in ipairs(sorted_slots(s)) do
                local id = string.sub(slot, 3)
                if string.sub(slot, 1, 1) == kind and (not fits or fits(s, walk.now.conversation[id])) then
                    found[#found + 1] = { s, id }
                end
            end
        end
        local one = walk.pick(found, number)
        if not one then return nil end
        return one[1], one[2], walk.now.conversation[one[2]]
    end

    local function owns(s, c) return c.owner == s.id end
    local function owns_transfer(...)
        local states = { ... }
        return function(s, c)
            local t = c.owner == s.id and walk.transfer_of(c)
            if not t then return false end
            for _, state in ipairs(states) do
                if t.state == state then return true end
            end
            return #states == 0
        end
    end
    local function receives(s, c)
        local t = walk.transfer_of(c)
        return t and t.receiver == s.id
    end
    local function may_ask(s, c) return c.owner == s.id and not walk.transfer_of(c) end
    local function has_transfer(_, c) return walk.transfer_of(c) ~= nil end

    local function attach(s, p)
        if not s or not p then return false end
        local ticket, tickets = walk.staff_tickets(s, walk.commands + s.attach)
        local call = walk.call(p, 'staff_attach', {
            counsellor = s.id, alias = s.alias, organisation = s.organisation, capacity = s.entry.capacity, desks = s.entry.desks,
            languages = s.entry.languages, skills = s.entry.skills, ticket = ticket, tickets = tickets,
            chain = walk.chain_for(s, walk.another(walk.commands, s.attach)),
        })
        if call.done then s.here, s.process, s.attach = true, p.name, walk.answer(call).attach end
        return true
    end

    function acts.staff_attach(a, b) return attach(walk.pick(walk.staff, a), walk.pick(walk.usable(), b)) end

    -- One who is not there.
    function acts.staff_return(a, b)
        local away = {}
        for _, s in ipairs(walk.staff) do
            if not is_here(s.id) then away[#away + 1] = s end
        end
        return attach(walk.pick(away, a), walk.pick(walk.usable(), b))
    end

    function acts.staff_away(a)
        local s = walk.pick(walk.present(walk.staff), a)
        if not s then return false end
        s.here = false
        walk.call_as(s, 'staff_away', { counsellor = s.id, attach = s.attach })
        return true
    end

    local DUTIES = { 'on', 'on', 'on', 'on', 'pause', 'off' }

    function acts.duty(a, b)
        local s = walk.pick(walk.present(walk.staff), a)
        if not s then return false end
        walk.call_as(s, 'duty', { counsellor = s.id, duty = walk.pick(DUTIES, b) })
        return true
    end

    -- Whoever is not on duty goes on duty, mostly with a key.
    function acts.go_on(a, b)
        local off = {}
        for _, s in ipairs(walk.present(walk.staff)) do
            if walk.now.staff[s.id].duty ~= 'on' then off[#off + 1] = s end
        end
        local s = walk.pick(off, a)
        if not s then return false end
        if not walk.now.staff[s.id].chain and walk.chance(b, 90) then walk.unlock(s) end
        walk.call_as(s, 'duty', { counsellor = s.id, duty = 'on' })
        return true
    end

    function acts.accept(a)
        local s, offer = work(a, 'o')
        if not s then return false end
        walk.call_as(s, 'accept', { counsellor = s.id, offer = offer })
        return true
    end

    function acts.decline(a)
        local s, offer = work(a, 'o')
        if not s then return false end
        walk.call_as(s, 'decline', { counsellor = s.id, offer = offer, reason = 'other' })
        return true
    end

    -- An offer that has been there and is over, answered by whoever had it or by another.
    function acts.answer_late(a, b)
        local over = {}
        for id, o in pairs(walk.now.offer) do
            if o.state ~= 'open' then over[#over + 1] = id end
        end
        table.sort(over)
        local offer = walk.pick(over, a)
        if not offer then return false end
        local s = is_here(walk.now.offer[offer].counsellor) or walk.pick(walk.present(walk.staff), a)
        if not s then return false end
        local values = { counsellor = s.id, offer = offer, reason = 'other' }
        walk.call_as(s, b % 2 == 0 and 'accept' or 'decline', values)
        return true
    end

    function acts.staff_say(a, b, c)
        local s, id = work(a, 'c')
        if not s then return false end
        walk.say(s, walk.visitor_of[id], walk.pick({ 'talk', 'talk', 'briefing', 'notes' }, c), b)
        return true
    end

    local function new_transfer(s)
        s.asks = s.asks + 1
        for i, each in ipairs(walk.staff) do
            if each == s then return string.format('f%d%030x', i, s.asks) end
        end
    end

    function acts.ask(a, b, c, d)
        local s, id, conversation = work(a, 'c', may_ask)
        if not s then return false end
        -- Mostly a desk where somebody else is.
        local desks = {}
        for _, desk in ipairs(walk.desk_names) do
            local n = 0
            for counsellor in pairs(walk.now.on_duty[desk] or {}) do
                if counsellor ~= s.id then n = n + 1 end
            end
            if n > 0 and desk ~= conversation.desk then desks[#desks + 1] = desk end
        end
        local desk = walk.chance(d, 85) and walk.pick(desks, b) or walk.pick(walk.desk_names, b)
        local colleague = ''
        if walk.chance(walk.another(d, 1), 25) then
            local there = {}
            for counsellor in pairs(walk.now.on_duty[desk] or {}) do there[#there + 1] = counsellor end
            table.sort(there)
            colleague = walk.pick(there, c) or walk.staff[1].id
        end
        walk.call_as(s, 'ask', {
            counsellor = s.id, conversation = id, transfer = new_transfer(s), desk = desk, colleague = colleague, tags = walk.pick(TAGS, c),
            note = 'note-' .. s.asks, hash = 'hash-' .. s.id .. '-' .. s.asks, sender = walk.note_sender(conversation, s.id, d),
        })
        return true
    end

    function acts.edit(a, b)
        local s, id, c = work(a, 'c', owns_transfer())
        if not s then return false end
        walk.call_as(s, 'edit', {
            counsellor = s.id, conversation = id, transfer = c.transfer, tags = walk.pick(TAGS, b), note = 'note-edited-' .. b,
            hash = 'hash-edited-' .. b, sender = walk.note_sender(c, s.id, b),
        })
        return true
    end

    -- Where pages give keys and show them by themselves, before a step or after it; in percent.
    local KEYS_BEFORE, KEYS_AFTER = { hand_over = 50, take_over = 50 }, { introduce = 75 }

    local function step_of(name, fits)
        return function(a, b)
            local s, id, c = work(a, 'c', fits)
            if not s then return false end
            if walk.chance(b, KEYS_BEFORE[name] or 0) then walk.give_keys(id, true) end
            walk.call_as(s, name, { counsellor = s.id, conversation = id, transfer = c.transfer })
            if walk.chance(b, KEYS_AFTER[name] or 0) then walk.give_keys(id, true) end
            return true
        end
    end

    acts.cancel = step_of('cancel', owns_transfer())
    acts.introduce = step_of('introduce', owns_transfer('briefing'))
    acts.introduce_early = step_of('introduce', owns_transfer())
    acts.hand_over = step_of('hand_over', owns_transfer('introduced'))
    acts.hand_over_early = step_of('hand_over', owns_transfer())
    acts.take_over = step_of('take_over', receives)
    acts.give_back = step_of('give_back', receives)

    -- The receiver has all that he needs, and a line breaks, his or the visitor's; whoever hands over
    -- may not have seen it.
    function acts.away_at_hand_over(a, b)
        local s, id, c = work(a, 'c', receives)
        if not s then return false end
        walk.give_keys(id, true)
        local v = walk.visitor_of[id]
        if b % 2 == 0 or not walk.has(walk.present(walk.visitors), v) then
            s.here = false
            walk.call_as(s, 'staff_away', { counsellor = s.id, attach = s.attach })
        else
            v.here = false
            walk.call_as(v, 'visitor_away', { conversation = id, attach = v.attach })
        end
        if not is_here(c.owner) or walk.chance(b, 50) then return true end
        walk.call_as(walk.staff_of[c.owner], 'hand_over', { counsellor = c.owner, conversation = id, transfer = c.transfer })
        return true
    end

    function acts.staff_extend(a)
        local s, id, c = work(a, 'c', has_transfer)
        if not s then return false end
        walk.call_as(s, 'extend', { party = s.id, conversation = id, transfer = c.transfer })
        return true
    end

    function acts.owner_end(a)
        local s, id = work(a, 'c', owns)
        if not s then return false end
        walk.call_as(s, 'end', { party = s.id, conversation = id })
        return true
    end

    function acts.wrap_up(a)
        local s, id = work(a, 'w')
        if not s then return false end
        walk.call_as(s, 'wrap_up', { counsellor = s.id, conversation = id, outcome = 'helped' })
        return true
    end

    function acts.staff_seen(a, b, c)
        local s, id = work(a, 'c')
        if not s then return false end
        walk.call_as(s, 'seen', { party = s.id, conversation = id, delivered = b % 12, seen = c % 12 })
        return true
    end

    function acts.ready(a)
        local s = walk.pick(walk.present(walk.staff), a)
        if not s then return false end
        walk.call_as(s, 'ready', { counsellor = s.id })
        return true
    end

    function acts.colleagues(a, b)
        local s = walk.pick(walk.present(walk.staff), a)
        if not s then return false end
        local desk = walk.pick(walk.desk_names, b)
        for _, each in ipairs(walk.answer(walk.call_as(s, 'colleagues', { counsellor = s.id, desk = desk })).colleagues) do
            local other = walk.now.staff[each.counsellor]
            walk.check(each.counsellor ~= s.id and other.process ~= '' and other.duty ~= 'off' and walk.json(other.desks)[desk], 'view',
                '%s is shown as a colleague at %s', each.counsellor, desk)
            walk.check(each.free == walk.is_free(other), 'view', '%s is shown as free or not', each.counsellor)
        end
        return true
    end

    -- A coordinator signs somebody off who is stuck.
    function acts.sign_off(a, b)
        local s, p = walk.pick(walk.staff, a), walk.pick(walk.usable(), b)
        if not p then return false end
        local call = walk.call(p, 'sign_off', { coordinator = 'csg/coordinator', counsellor = s.id })
        if call.done then s.here = false end
        return true
    end

    -- Sessions: in, looked up, out. -------------------------------------------------------------------

    function acts.session_start(a, b)
        local s = walk.pick(walk.staff, a)
        local p = walk.pick(walk.usable(), b)
        if not p then return false end
        local token = 'token-' .. s.id .. '-' .. b % 3
        local call = walk.call(p, 'session_start', { token = token, counsellor = s.id, role = 'counsellor', life_ms = 600000, wrap = 'wrap of ' .. token })
        if call.done then walk.sessions[token] = s.id end
        return true
    end

    function acts.session_find(a, b)
        local s = walk.pick(walk.staff, a)
        local p = walk.pick(walk.usable(), b)
        if not p then return false end
        local token = 'token-' .. s.id .. '-' .. b % 3
        local call = walk.call(p, 'session_find', { token = token })
        local kept = walk.now.session[token] ~= nil
        walk.check(call.done == kept and (not kept or walk.answer(call).counsellor == s.id and
            walk.answer(call).wrap == 'wrap of ' .. token), 'session', 'a session of %s: %s', s.id, call.text)
        return true
    end

    function acts.session_end(a, b)
        local s = walk.pick(walk.present(walk.staff), a)
        if not s then return false end
        local call = walk.call_as(s, 'session_end', { token = 'token-' .. s.id .. '-' .. b % 3, counsellor = s.id })
        if call.done then s.here = false end
        return true
    end
end
