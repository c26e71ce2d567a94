-- Keys as the walker sees them: which epochs visitors opened and for whom, who has shown that he has
-- the newest. It knows of them by what was said, not by what the functions keep.

do
    local KIND = { talk = 1, briefing = 8, notes = 9 }
    local EPOCH_OPEN, KEY_ACK, GRANT = 2, 3, 7
    local ROLE = { visitor = 1, owner = 2, receiver = 3, wrap_up = 2, gone = 2 }
    walk.KEY_ACK, walk.GRANT = KEY_ACK, GRANT

    -- The member and the part of somebody in a conversation; a stranger is a member that is not there.
    local function stands(c, party)
        if party == 'visitor' then return 'm0', 'visitor' end
        local m = walk.member_of(c, party)
        if not m then return 'm99', 'gone' end
        return m.member, m.part
    end

    -- Who stands as the sender of his hand-over note; a few write another one.
    function walk.note_sender(c, party, number)
        if walk.chance(walk.another(number, 8), 4) then return 'm' .. number % 4 end
        return (stands(c, party))
    end

    -- Only of what is taken: for what else it is refused, goes before.
    function walk.check_note(call)
        if call.repeated or call.name ~= 'ask' and call.name ~= 'edit' then return end
        local c = walk.was('conversation', call.values.conversation)
        if not call.done and call.answer ~= 'not_a_record' then return end
        walk.check(call.done == (call.values.sender == stands(c, call.values.counsellor)), 'keys', '%s: a note of %s answered %s', c.id,
            call.values.sender, call.answer)
    end

    -- The members who take part in the talk, as a list in order.
    function walk.talkers(c, t)
        local found = {}
        if c.owner then found[1] = stands(c, c.owner) end
        if c.owner and t and t.state == 'introduced' then found[2] = stands(c, t.receiver) end
        table.sort(found)
        return found
    end

    function walk.new_epochs() return { newest = -1, readers = '' } end

    function walk.is_keyed(c, t)
        return c.owner ~= nil and walk.memory.epochs[c.id].readers == table.concat(walk.talkers(c, t), ',')
    end

    local function shift_of(counsellor)
        local s = walk.now.staff[counsellor]
        return s and s.chain and redis.sha1hex(s.chain)
    end

    -- Whether the receiver may be left alone with the visitor: he has the newest key, in the tab that he
    -- has now, and so have all.
    function walk.is_acked(c, t)
        local shift = t.receiver and shift_of(t.receiver)
        return shift and walk.memory.acked_by[c.transfer] == shift and
            walk.memory.acked[c.transfer] == walk.memory.epochs[c.id].newest and walk.is_keyed(c, t) or false
    end

    -- The header that a page puts before its next record in this channel.
    function walk.header(c, party, channel)
        local member, part = stands(c, party)
        return {
            kind = KIND[channel], role = ROLE[part], sender = member, readers = '[]',
            epoch = channel == 'talk' and math.max(walk.memory.epochs[c.id].newest, 0) or 0,
        }
    end

    -- What was said in the channel of keys, and taken.
    function walk.remember_keys(memory, values)
        local c, epochs = walk.now.conversation[values.conversation], memory.epochs[values.conversation]
        -- (After a loss records of before are said again.)
        if values.kind == EPOCH_OPEN and values.epoch > epochs.newest then
            local readers = cjson.decode(values.readers)
            table.sort(readers)
            epochs.newest, epochs.readers = values.epoch, table.concat(readers, ',')
        elseif values.kind == KEY_ACK and values.epoch == epochs.newest then
            local t = walk.transfer_of(c)
            if t and t.state == 'introduced' and t.receiver == values.party then
                memory.acked[c.transfer], memory.acked_by[c.transfer] = values.epoch, shift_of(values.party)
            end
        end
    end

    -- Somebody's ticket put back a conversation that was lost: what it says of keys counts.
    function walk.remember_restored(memory, id, c, old)
        if c.base == old.base then return end
        local t = c.transfer and walk.now.transfer[c.transfer]
        memory.epochs[id] = { newest = tonumber(c.epoch or -1), readers = c.keyed_for or '' }
        if t then memory.acked[c.transfer], memory.acked_by[c.transfer] = tonumber(t.acked), t.acked_by end
    end

    -- Why a record must be refused for the sake of keys, or nil; as things were before the call.
    local function refusal_of(c, t, values, epochs)
        local member, part = stands(c, values.party)
        if values.sender ~= member then return 'not_a_record' end
        if values.role ~= ROLE[part] then return 'old_epoch' end
        if values.channel == 'talk' then
            if epochs.readers == '' or epochs.readers ~= table.concat(walk.talkers(c, t), ',') then return 'no_key' end
            return values.epoch ~= epochs.newest and 'old_epoch' or nil
        end
        if values.kind == EPOCH_OPEN then return values.epoch ~= epochs.newest + 1 and 'old_epoch' or nil end
        if values.kind == KEY_ACK then return values.epoch ~= epochs.newest and 'old_epoch' or nil end
        return nil
    end

    local FOR_KEYS = { no_key = true, old_epoch = true, not_a_record = true }

    -- Nothing is kept under a key that is not the newest, or not for exactly those who are there; and
    -- nothing else is refused. (After a loss lines of before are said again, and anything is taken.) To be called before the call is remembered.
    function walk.check_say(call)
        if call.name ~= 'say' then return end
        local c = walk.was('conversation', call.values.conversation)
        if not c or c.base then return end
        local fresh = call.done and walk.answer(call).fresh
        if not fresh and not FOR_KEYS[call.answer] then return end
        local expected = refusal_of(c, walk.transfer_was(c), call.values, walk.memory.epochs[c.id])
        walk.check((expected or 'done') == call.answer, 'keys', '%s: a record of the kind %d in %s was answered %s, not %s', c.id,
            call.values.kind, call.values.channel, call.answer, tostring(expected))
    end

    local function differs(id, what, kept, known)
        walk.check(kept == known, 'keys', '%s: %s %s is kept, %s was said', id, what, tostring(kept), tostring(known))
    end

    -- What is kept of keys is what was said, and the tab secret lasts as long as it may.
    function walk.check_keys(id, c, t)
        local epochs, v = walk.memory.epochs[id], walk.visitor_of[id]
        differs(id, 'the epoch', tonumber(c.epoch or -1), epochs.newest)
        differs(id, 'for', c.keyed_for or '', epochs.readers)
        if t then differs(id, 'the acknowledged', tonumber(t.acked), walk.memory.acked[c.transfer]) end
        local over = c.state == 'ended' and c.ended_by ~= 'lost'
        if v then differs(id, 'the tab secret', c.wrap, not over and v.wrap or nil) end
    end

    -- A counsellor's chain changes only by his own hand.
    function walk.check_chain_step(s, old, call)
        local args = call.values
        local own = args.counsellor == s.id and (call.name == 'staff_attach' or call.name == 'shift_key') and call.done
        if own then
            differs(s.id, 'the chain', s.chain or '', args.chain)
        else
            walk.check(s.chain == old.chain, 'keys', '%s: another chain by %s', s.id, call.name)
        end
    end
end
