-- Redis is another run of itself than before, with all it had. People present what they hold, newest
-- or old, in any order: nothing of it may count, for Redis knows better.

do
    local acts = walk.acts
    local MOST = 4

    -- Keeps a ticket, as text, beside those of before.
    function walk.keep_ticket(held, ticket, note)
        held[#held + 1] = { text = cjson.encode(ticket), note = note }
        if #held > MOST then table.remove(held, 1) end
    end

    -- What a view says that the parties' tickets say.
    function walk.keep_tickets(v, view)
        if not view.ticket then return end
        local c = walk.now.conversation[v.id]
        for _, each in ipairs(view.parties) do
            local s = walk.staff_of[each.party]
            if s then
                s.held[v.id] = s.held[v.id] or {}
                walk.keep_ticket(s.held[v.id], view.ticket, '')
            end
        end
        local t = c.transfer and walk.now.transfer[c.transfer]
        view.ticket.consent = view.consent
        walk.keep_ticket(v.tickets, view.ticket, t and t.note or '')
    end

    -- The ticket and the note with which a visitor comes.
    function walk.visitors_ticket(v, number)
        local held = walk.chance(number, 60) and walk.pick(v.tickets, number)
        if not held then return 'null', '' end
        return held.text, held.note
    end

    -- One ticket for each conversation that a counsellor holds or held.
    function walk.staff_tickets(s, number)
        local ids, texts = {}, {}
        for id in pairs(s.held) do ids[#ids + 1] = id end
        table.sort(ids)
        for i, id in ipairs(ids) do
            if walk.chance(walk.another(number, i), 60) then texts[#texts + 1] = walk.pick(s.held[id], walk.another(number, i)).text end
        end
        return s.duty_ticket or 'null', '[' .. table.concat(texts, ',') .. ']'
    end

    function acts.new_run(a)
        local usable = walk.usable()
        if #usable == 0 or not walk.protocol.functions.recall_ended then return false end
        walk.run = string.format('%032x', a)
        walk.is_new_run, walk.had_new_run = true, true
        for _, p in ipairs(usable) do
            local answer = walk.answer(walk.call(p, 'process_start', { incarnation = p.incarnation }))
            walk.check(answer.incarnation > p.incarnation or walk.is_new_run == nil, 'incarnation', 'the same incarnation for another run')
            p.generation, p.incarnation = answer.generation, answer.incarnation
            walk.is_new_run = nil
            walk.disconnect(p.name)
        end
        for _, p in ipairs(walk.processes) do
            if p.hung then
                p.alive = false
                walk.disconnect(p.name)
            end
        end
        return true
    end

    -- What a process saw ending stays so; a conversation that lives is told of as if it had been lost.
    function acts.recall_ended(a, b)
        local p = walk.pick(walk.usable(), a)
        if not p or not walk.protocol.functions.recall_ended then return false end
        local ended = {}
        for _, v in ipairs(walk.visitors) do
            local c = walk.now.conversation[v.id]
            if c.state == 'ended' or b % 3 == 0 then ended[v.id] = c.ended_by or 'lost' end
        end
        if next(ended) then walk.call(p, 'recall_ended', { conversations = ended }) end
        return next(ended) ~= nil
    end
end
