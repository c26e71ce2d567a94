-- What pages do about keys by themselves, at the right time and at the wrong one: the visitor's opens
-- epochs, the receiver's answers, a counsellor's tab has a key or none.

do
    local acts = walk.acts

    local function is_here(somebody)
        local p = somebody.here and walk.process_of[somebody.process]
        return p and p.alive and not p.hung
    end

    -- Says a record in the channel of keys under the next number, or once more the one before.
    local function say_keys(somebody, id, header, again)
        local c, key = walk.now.conversation[id], id .. 'keys'
        local values = walk.header(c, somebody.party, 'keys')
        for field, value in pairs(header) do values[field] = value end
        local last = somebody.numbers[key] or 0
        values.party, values.conversation, values.channel = somebody.party, id, 'keys'
        values.number = again and last > 0 and last or last + 1
        values.record = 'keys ' .. values.number .. ' of ' .. somebody.party
        local call = walk.call_as(somebody, 'say', values)
        if call.done then somebody.numbers[key] = values.number end
    end

    local function open_epoch(v, changes)
        local c = walk.now.conversation[v.id]
        local readers = walk.talkers(c, walk.transfer_of(c))
        if #readers == 0 then return false end
        local header = { kind = 2, epoch = walk.memory.epochs[v.id].newest + 1, readers = cjson.encode(readers) }
        for field, value in pairs(changes or {}) do header[field] = value end
        say_keys(v, v.id, header)
        return true
    end

    -- The visitor's page, if it is there, gives the key to all who are; then the receiver shows it.
    function walk.give_keys(id, acks)
        local v, c = walk.visitor_of[id], walk.now.conversation[id]
        local t = walk.transfer_of(c)
        if is_here(v) and c.state == 'active' and not walk.is_keyed(c, t) then open_epoch(v) end
        c, t = walk.now.conversation[id], walk.transfer_of(walk.now.conversation[id])
        local receiver = acks and t and t.state == 'introduced' and walk.staff_of[t.receiver]
        if receiver and is_here(receiver) and not walk.is_acked(c, t) then
            say_keys(receiver, id, { kind = walk.KEY_ACK, epoch = math.max(walk.memory.epochs[id].newest, 0) })
        end
    end

    local function active_visitor(number)
        local found = {}
        for _, v in ipairs(walk.present(walk.visitors)) do
            if walk.now.conversation[v.id].state == 'active' then found[#found + 1] = v end
        end
        return walk.pick(found, number)
    end

    function acts.open_epoch(a)
        local v = active_visitor(a)
        return v and open_epoch(v) or false
    end

    local WRONG_READERS = { '["m1"]', '["m2"]', '["m1","m2"]', '["m2","m1"]', '["m0"]', '["m3"]' }

    -- For others than those who are there, or out of its turn; or a grant, which opens nothing.
    function acts.open_wrongly(a, b, c)
        local v = active_visitor(a)
        if not v then return false end
        local newest = walk.memory.epochs[v.id].newest
        local kind = b % 4
        if kind == 0 then return open_epoch(v, { readers = walk.pick(WRONG_READERS, c) }) end
        if kind == 1 then return open_epoch(v, { epoch = math.max(newest + walk.pick({ 0, 2, 3 }, c), 0) }) end
        if kind == 2 then return open_epoch(v, { kind = walk.GRANT, epoch = 0 }) end
        say_keys(v, v.id, { kind = 2, epoch = newest + 1, readers = '["m1"]' }, true)
        return true
    end

    -- An answer of whoever has a part, mostly to the newest epoch; only the receiver's counts.
    function acts.key_ack(a, b, c)
        local found = {}
        for _, s in ipairs(walk.present(walk.staff)) do
            for slot in pairs(walk.now.slots[s.id] or {}) do
                if string.sub(slot, 1, 1) == 'c' then found[#found + 1] = { s, string.sub(slot, 3) } end
            end
        end
        table.sort(found, function(x, y) return x[1].id .. x[2] < y[1].id .. y[2] end)
        local one = walk.pick(found, a)
        if not one then return false end
        local newest = walk.memory.epochs[one[2]].newest
        local epoch = walk.chance(b, 75) and newest or newest - 1 + c % 3
        say_keys(one[1], one[2], { kind = walk.KEY_ACK, epoch = math.max(epoch, 0) }, walk.chance(c, 5))
        return true
    end

    -- Presents the certificates of another key.
    function walk.unlock(s)
        s.keys = (s.keys or 0) + 1
        return walk.call_as(s, 'shift_key', { counsellor = s.id, chain = 'chain ' .. s.keys .. ' of ' .. s.id })
    end

    function acts.shift_key(a)
        local s = walk.pick(walk.present(walk.staff), a)
        if not s then return false end
        walk.unlock(s)
        return true
    end

    -- The chain with which a tab comes: mostly that of before, sometimes another, sometimes none.
    function walk.chain_for(s, number)
        if walk.chance(number, 5) then return '' end
        if walk.chance(walk.another(number, 1), 20) or not s.keys then s.keys = (s.keys or 0) + 1 end
        return 'chain ' .. s.keys .. ' of ' .. s.id
    end
end
