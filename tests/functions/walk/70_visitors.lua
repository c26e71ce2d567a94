-- What visitors do. Each act gets four numbers by which it chooses; it returns true when there was
-- something to do.

do
    local acts = walk.acts
    local TAGS = { '["violence"]', '["stalking","online"]', '["other"]', '[]' }
    local AMOUNTS = { 'tags', 'note', 'history' }

    -- A visitor who is here, and his conversation.
    local function somebody(number, fits)
        local found = {}
        for _, v in ipairs(walk.present(walk.visitors)) do
            local c = walk.now.conversation[v.id]
            if c and (not fits or fits(c)) then found[#found + 1] = v end
        end
        local v = walk.pick(found, number)
        return v, v and walk.now.conversation[v.id]
    end

    local function is_live(c) return c.state ~= 'ended' end
    local function has_transfer(c) return walk.transfer_of(c) ~= nil end
    local function is_asked(c)
        local t = walk.transfer_of(c)
        return t and t.state == 'asked'
    end

    -- Mostly a desk that lets somebody in.
    local function desk_for(number, chance)
        local open = {}
        for _, desk in ipairs(walk.desk_names) do
            if walk.desks[desk].intake and walk.now.on_duty[desk] then open[#open + 1] = desk end
        end
        return walk.chance(chance, 90) and walk.pick(open, number) or walk.pick(walk.desk_names, number)
    end

    function acts.enter(a, b, c, d)
        local p = walk.pick(walk.usable(), a)
        local live = 0
        for _, v in ipairs(walk.visitors) do
            local conversation = walk.now.conversation[v.id]
            if conversation and conversation.state ~= 'ended' then live = live + 1 end
        end
        if not p or live >= walk.most_visitors then return false end
        local v = walk.new_visitor()
        v.process = p.name
        local call = walk.call(p, 'enter', {
            conversation = v.id, secret = v.secret, desk = desk_for(b, d),
            language = walk.chance(c, 80) and 'nl' or 'en', tags = walk.pick(TAGS, c), acute = walk.chance(d, 20), wrap = v.wrap,
        })
        if call.done then
            v.here, v.attach = true, walk.answer(call).attach
            walk.add_visitor(v)
        end
        return true
    end

    local function resume(v, p, c)
        if not v or not p then return false end
        local next_secret = string.format('secret-%d-%d', v.number, v.secrets + 1)
        -- The reply to the last change was lost: the same change again.
        local repeated = v.secret_before and walk.chance(c, 10)
        local ticket, note = walk.visitors_ticket(v, c)
        local wrap = walk.chance(walk.another(c, 2), 50) and v.wrap or ''
        local values = { conversation = v.id, secret = v.secret, next = next_secret, ticket = ticket, note = note, wrap = wrap }
        if repeated then values.secret, values.next = v.secret_before, v.secret end
        local call = walk.call(p, 'visitor_resume', values)
        if call.done then
            v.secret_before, v.secret = values.secret, values.next
            if not repeated then v.secrets = v.secrets + 1 end
            v.here, v.process, v.attach = true, p.name, walk.answer(call).attach
            walk.check(walk.answer(call).wrap == walk.now.conversation[v.id].wrap, 'keys', '%s: another tab secret', v.id)
        end
        walk.check(call.done or call.answer == 'stale_process' or not walk.now.conversation[v.id], 'secret',
            '%s may not come back: %s', v.id, call.answer)
        return true
    end

    function acts.visitor_resume(a, b, c) return resume(walk.pick(walk.visitors, a), walk.pick(walk.usable(), b), c) end

    -- One who is not there, and is waited for.
    function acts.visitor_return(a, b, c)
        local away = {}
        for _, v in ipairs(walk.visitors) do
            local conversation = walk.now.conversation[v.id]
            if conversation.process == '' and (conversation.state ~= 'ended' or conversation.ended_by == 'lost') then away[#away + 1] = v end
        end
        return resume(walk.pick(away, a), walk.pick(walk.usable(), b), c)
    end

    function acts.visitor_away(a)
        local v = somebody(a)
        if not v then return false end
        v.here = false
        walk.call_as(v, 'visitor_away', { conversation = v.id, attach = v.attach })
        return true
    end

    function acts.move(a, b)
        local v = somebody(a, is_live)
        if not v then return false end
        walk.call_as(v, 'move', { conversation = v.id, desk = walk.pick(walk.desk_names, b) })
        return true
    end

    function acts.consent(a, b, c, d)
        local v, conversation = somebody(a, is_asked)
        if not v then return false end
        local t = walk.transfer_of(conversation)
        local own = walk.chance(c, 70)
        walk.call_as(v, 'consent', {
            conversation = v.id, transfer = conversation.transfer, hash = walk.chance(d, 90) and t.hash or 'hash-of-before',
            amount = walk.pick(AMOUNTS, b), tags = own and t.tags or walk.pick(TAGS, b), note = own and t.note or 'note-of-his-own',
            acute = walk.chance(b, 20),
        })
        return true
    end

    local function about_transfer(name)
        return function(a)
            local v, conversation = somebody(a, has_transfer)
            if not v then return false end
            walk.call_as(v, name, { conversation = v.id, transfer = conversation.transfer })
            return true
        end
    end

    acts.refuse = about_transfer('refuse')
    acts.withdraw = about_transfer('withdraw')

    function acts.visitor_extend(a)
        local v, conversation = somebody(a, has_transfer)
        if not v then return false end
        walk.call_as(v, 'extend', { party = 'visitor', conversation = v.id, transfer = conversation.transfer })
        return true
    end

    function acts.share_history(a)
        local v = somebody(a, is_live)
        if not v then return false end
        walk.call_as(v, 'share_history', { conversation = v.id })
        return true
    end

    function acts.visitor_end(a)
        local v = somebody(a, is_live)
        if not v then return false end
        walk.call_as(v, 'end', { party = 'visitor', conversation = v.id })
        return true
    end

    function acts.visitor_say(a, b)
        local v = somebody(a, is_live)
        if not v then return false end
        walk.say(v, v, 'talk', b)
        return true
    end

    function acts.visitor_seen(a, b, c)
        local v = somebody(a)
        if not v then return false end
        walk.call_as(v, 'seen', { party = 'visitor', conversation = v.id, delivered = b % 12, seen = c % 12 })
        return true
    end

    function acts.visitor_typing(a, b)
        local v = somebody(a)
        if not v then return false end
        walk.call_as(v, 'typing', { party = 'visitor', conversation = v.id, channel = 'talk', typing = b % 2 == 0 })
        return true
    end

    -- A page says nothing before there is a key; a few do, or under a wrong one, or as somebody else.
    local function header_for(somebody_here, v, channel, number)
        if channel == 'talk' and walk.chance(walk.another(number, 3), 75) then walk.give_keys(v.id, false) end
        local header = walk.header(walk.now.conversation[v.id], somebody_here.party, channel)
        local wrong = walk.another(number, 4)
        if walk.chance(wrong, 4) then header.epoch = header.epoch + 1 + wrong % 2 end
        if walk.chance(wrong, 2) then header.epoch = 0 end
        if walk.chance(walk.another(number, 5), 2) then header.role = 1 + wrong % 3 end
        if walk.chance(walk.another(number, 6), 2) then header.sender = 'm' .. wrong % 3 end
        return header
    end

    -- Says the next line, or once more one that was said before, or one too far.
    function walk.say(somebody_here, v, channel, number)
        local c = walk.now.conversation[v.id]
        local key = v.id .. channel .. (channel == 'briefing' and c.transfer or '')
        local last = somebody_here.numbers[key] or 0
        local mine = last + 1
        if last > 0 and walk.chance(number, 10) then mine = 1 + number % last end
        -- (After a loss the first number is taken as it is.)
        if walk.chance(number, 3) and not walk.had_new_run then mine = last + 2 end
        local values = header_for(somebody_here, v, channel, number)
        values.party, values.conversation, values.channel, values.number = somebody_here.party, v.id, channel, mine
        values.record = 'record ' .. mine .. ' of ' .. (somebody_here.name or somebody_here.id)
        local call = walk.call_as(somebody_here, 'say', values)
        walk.check(call.answer ~= 'number_gap' or mine > last + 1, 'line', 'number %d of %d is a gap', mine, last)
        if call.done and mine == last + 1 then somebody_here.numbers[key] = mine end
    end
end
