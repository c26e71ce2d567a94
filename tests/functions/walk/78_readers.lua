-- Looking: what each party is shown is compared with what he may know.

do
    local acts = walk.acts

    local function has_text(value, text) return string.find(cjson.encode(value), text, 1, true) ~= nil end

    local function same_list(x, text)
        local y = cjson.decode(text)
        if #x ~= #y then return false end
        for i = 1, #x do
            if x[i] ~= y[i] then return false end
        end
        return true
    end

    local function channel_of(event, name)
        for _, channel in ipairs(event.channels) do
            if channel.channel == name then return channel end
        end
        return nil
    end

    -- From which line on a party may read the talk; nil for not at all.
    local function right_of(id, party)
        if party == 'visitor' then return 1 end
        return walk.memory.rights[id][party]
    end

    local function check_talk(id, party, event)
        local talk, right = channel_of(event, 'talk'), right_of(id, party)
        if talk and talk.last >= talk.first then
            walk.check(right and talk.first >= right, 'read', '%s: %s is shown lines from %d on', id, party, talk.first)
        end
        walk.check(not talk or talk.open == (event.state == 'active' and event.part ~= 'wrap_up' and
            (event.part ~= 'receiver' or event.transfer.state == 'introduced')), 'read', '%s: the talk is open to %s', id, party)
        local briefing = channel_of(event, 'briefing')
        walk.check(not briefing or event.part == 'owner' or event.part == 'receiver', 'read', '%s: the briefing is shown to %s', id, party)
    end

    local function check_transfer(id, party, event, t)
        local shown = event.transfer
        if event.part == 'wrap_up' then
            walk.check(not shown, 'view', '%s: %s is shown a transfer', id, party)
            return
        end
        if not shown then return end
        local agreed = walk.memory.consents[shown.transfer]
        walk.check(not agreed or same_list(shown.tags, agreed.tags), 'view', '%s: %s sees other tags than were agreed to', id, party)
        walk.check((shown.hash ~= nil) == (shown.state == 'asked'), 'view', '%s: the hash while %s', id, shown.state)
        if event.part == 'receiver' then
            walk.check(agreed, 'view', '%s: received without consent', id)
            walk.check(shown.note == agreed.note, 'view', '%s: %s sees another note than was agreed to', id, party)
            walk.check(not event.hand_over, 'view', '%s: %s is shown the hand-over of before', id, party)
        end
    end

    local function check_visitors_view(id, event, c, t)
        for _, m in ipairs(walk.json(c.members)) do
            local shown = false
            for _, entry in ipairs(event.members) do shown = shown or entry.member == m.member end
            walk.check(shown == (walk.memory.met[id][m.counsellor] == true), 'view', '%s: %s is shown, and they %s met', id,
                m.counsellor, shown and 'have not' or 'have')
        end
        walk.check(not t or event.transfer ~= nil, 'view', '%s: the visitor does not see the transfer', id)
        walk.check(not event.hand_over, 'view', '%s: the visitor is shown the hand-over', id)
    end

    local function chain_of(counsellor) return walk.now.staff[counsellor] and walk.now.staff[counsellor].chain end

    -- For whom to seal, and whether everybody has the key.
    local function check_keys(id, party, event, c, t)
        local newest = walk.memory.epochs[id].newest
        walk.check((event.epoch or -1) == newest and event.keyed == walk.is_keyed(c, t), 'view', '%s: %s sees other keys', id, party)
        for _, entry in ipairs(event.members) do
            for _, m in ipairs(walk.json(c.members)) do
                local has = entry.member == m.member and (m.part == 'owner' or m.part == 'receiver')
                if entry.member == m.member then
                    walk.check(entry.chain == (has and chain_of(m.counsellor) or nil), 'view', '%s: another chain of %s', id, m.member)
                end
            end
        end
        local keys = channel_of(event, 'keys')
        walk.check(not keys or keys.open == (event.state ~= 'ended' and event.part ~= 'wrap_up'), 'view', '%s: keys are open to %s', id, party)
        local shown = event.transfer
        if not t or not shown then return end
        local receiver = t.receiver and walk.member_of(c, t.receiver)
        walk.check(shown.receiver == (receiver and receiver.member) and shown.chain == (receiver and chain_of(t.receiver)), 'view',
            '%s: %s sees another receiver', id, party)
        walk.check((shown.acked == true) == (receiver ~= nil and walk.is_acked(c, t)), 'view', '%s: acknowledged for %s', id, party)
    end

    local function check_event(id, party, event, c, t)
        local m = party ~= 'visitor' and walk.member_of(c, party)
        walk.check(event.part == (m and m.part or 'visitor') and event.state == c.state and event.desk == c.desk, 'view',
            '%s: %s sees another state', id, party)
        walk.check(not has_text(event, 'secret-'), 'view', '%s: %s is shown a secret', id, party)
        walk.check(same_list(event.tags, c.tags), 'view', '%s: %s sees other tags', id, party)
        if party == 'visitor' then check_visitors_view(id, event, c, t) end
        check_talk(id, party, event)
        check_keys(id, party, event, c, t)
        check_transfer(id, party, event, c.transfer and walk.now.transfer[c.transfer])
        if event.hand_over then
            walk.check(event.part == 'owner', 'view', '%s: the hand-over is shown to %s', id, party)
        end
    end

    function acts.view(a, b)
        local p, v = walk.pick(walk.usable(), a), walk.pick(walk.visitors, b)
        if not p or not v then return false end
        local c, view = walk.now.conversation[v.id], walk.answer(walk.call(p, 'view', { conversation = v.id }))
        local t, seen = walk.transfer_of(c), {}
        walk.keep_tickets(v, view)
        for _, each in ipairs(view.parties) do
            seen[each.party] = true
            check_event(v.id, each.party, each.event, c, t)
        end
        walk.check(seen.visitor and view.revision == tonumber(c.revision), 'view', '%s: not of now', v.id)
        for _, m in ipairs(walk.json(c.members)) do
            walk.check((m.part ~= 'gone') == (seen[m.counsellor] == true), 'view', '%s: %s with the part %s', v.id, m.counsellor, m.part)
        end
        return true
    end

    function acts.staff_view(a)
        local s = walk.pick(walk.present(walk.staff), a)
        if not s then return false end
        local event = walk.answer(walk.call_as(s, 'staff_view', { counsellor = s.id }))
        if event.ticket then s.duty_ticket = cjson.encode(event.ticket) end
        event = event.event or event
        local record, slots = walk.now.staff[s.id], walk.now.slots[s.id] or {}
        walk.check(event.duty == record.duty and event.load == walk.load_of(s.id), 'view', '%s sees another duty or load', s.id)
        for _, entry in ipairs(event.offers) do
            walk.check(slots['o:' .. entry.offer], 'view', '%s sees an offer that is not his', s.id)
            walk.check(not has_text(entry, 'note') and not has_text(entry, 'record') and not has_text(entry, 'secret'), 'view',
                '%s: an offer that tells too much', s.id)
            local o = walk.now.offer[entry.offer]
            local agreed = o.transfer ~= '' and walk.memory.consents[o.transfer]
            walk.check(not agreed or same_list(entry.tags, agreed.tags), 'view', '%s: an offer with other tags than were agreed to', s.id)
            walk.check(entry.left_ms >= 0 and entry.left_ms <= entry.of_ms, 'view', '%s: an offer with %d ms left', s.id, entry.left_ms)
        end
        for _, conversation in ipairs(event.conversations) do
            walk.check(slots['c:' .. conversation] or slots['w:' .. conversation], 'view', '%s sees %s', s.id, conversation)
        end
        return true
    end

    local function check_line(id, stream, line)
        local kept = walk.memory.lines[stream] and walk.memory.lines[stream][line.seq]
        walk.check((kept ~= nil) == (line.notice == nil), 'line', '%s: line %d was not said', id, line.seq)
        if kept then
            walk.check(kept.record == line.record and kept.member == line.member and kept.number == line.number, 'line',
                '%s: line %d is another one', id, line.seq)
        end
    end

    -- Whoever reads gets all lines from where he may, and whoever has no part gets nothing.
    function acts.records(a, b, c, d)
        local p, v = walk.pick(walk.usable(), a), walk.pick(walk.visitors, b)
        if not p or not v then return false end
        local conversation = walk.now.conversation[v.id]
        local party = walk.chance(c, 25) and 'visitor' or walk.pick(walk.staff, c).id
        local channel = walk.pick({ 'talk', 'talk', 'briefing', 'notes', 'keys' }, d)
        local after = walk.chance(d, 60) and 0 or d % 20
        local call = walk.call(p, 'records', { party = party, conversation = v.id, channel = channel, after = after })
        local m = party ~= 'visitor' and walk.member_of(conversation, party)
        if party ~= 'visitor' and (not m or m.part == 'gone') then
            walk.check(call.answer == 'not_member', 'read', '%s: %s reads and is no member', v.id, party)
        end
        if not call.done then return true end
        local stream = walk.stream_of(conversation, party, channel)
        local answer = walk.answer(call)
        local right = channel == 'talk' and right_of(v.id, party) or 1
        local from = math.max(after + 1, right)
        for i, line in ipairs(answer.lines) do
            walk.check(line.seq == from + i - 1 or line.seq > from + i - 1 and line.seq % 1000000 == 1, 'line',
                '%s: line %d where %d should be', v.id, line.seq, from + i - 1)
            from = line.seq - i + 1
            check_line(v.id, stream, line)
        end
        local reached = from + #answer.lines - 1
        if m and (m.part == 'wrap_up' or m.part == 'receiver') then return true end
        walk.check(answer.more == (#answer.lines == 50 and reached < walk.count_of(conversation, stream)) and
            (answer.more or from > walk.count_of(conversation, stream) or reached == walk.count_of(conversation, stream)), 'line',
            '%s: %d lines of %d', v.id, reached, walk.count_of(conversation, stream))
        return true
    end

    local function count(set)
        local n = 0
        for _ in pairs(set or {}) do n = n + 1 end
        return n
    end

    function acts.board(a)
        local p = walk.pick(walk.usable(), a)
        if not p then return false end
        for _, row in ipairs(walk.answer(walk.call(p, 'board', {})).desks) do
            local waiting, places = 0, 0
            for _, c in pairs(walk.now.conversation) do
                if c.process ~= '' and walk.queued_at(c, walk.transfer_of(c)) == row.desk then waiting = waiting + 1 end
            end
            for _, s in pairs(walk.now.staff) do
                if s.duty ~= 'off' and walk.json(s.desks)[row.desk] then places = places + 1 end
            end
            walk.check(row.waiting == waiting and row.on_duty == places, 'board', '%s: %d wait, %d on duty', row.desk, row.waiting, row.on_duty)
            walk.check(row.transfers == count(walk.now.seeking[row.desk]) and row.open == walk.desks[row.desk].open, 'board',
                '%s: another picture', row.desk)
        end
        return true
    end

    -- What a visitor is told of his place never grows.
    function acts.places(a)
        local p = walk.pick(walk.usable(), a)
        if not p or #walk.visitors == 0 then return false end
        local ids = {}
        for _, v in ipairs(walk.visitors) do ids[#ids + 1] = v.id end
        local call = walk.call(p, 'places', { conversations = ids })
        for _, entry in ipairs(call.done and walk.answer(call).places or {}) do
            local id, before = entry.conversation, walk.memory.places[entry.conversation]
            walk.check(walk.now.conversation[id].state == 'waiting', 'place', '%s has a place and does not wait', id)
            walk.check(entry.place >= 1 and (not before or entry.place <= before), 'place', '%s: place %d after %s', id, entry.place,
                tostring(before))
            walk.memory.places[id] = entry.place
        end
        return true
    end
end
