-- What the walker remembers beside Redis: who came in and when, what each visitor agreed to, who may
-- read from which line on, what was acknowledged. Redis must agree with it.

do
    function walk.new_memory()
        return { arrival = {}, consents = {}, rights = {}, kept = {}, met = {}, places = {}, lines = {}, latest = 0, epochs = {}, acked = {}, acked_by = {} }
    end

    -- The transfer of a conversation that is under way, or nil.
    function walk.live(t) return t and not walk.protocol.final.transfer[t.state] and t or nil end

    function walk.transfer_of(c) return walk.live(c.transfer and walk.now.transfer[c.transfer]) end
    function walk.transfer_was(c) return walk.live(c.transfer and walk.was('transfer', c.transfer)) end
    function walk.count_of(c, stream) return tonumber(c['q:' .. stream] or 0) end

    function walk.member_of(c, counsellor)
        for _, m in ipairs(walk.json(c.members)) do
            if m.counsellor == counsellor then return m end
        end
        return nil
    end

    local REMEMBER = {}

    function REMEMBER.enter(memory, values)
        local id = values.conversation
        local arrival = tonumber(walk.now.conversation[id].arrival)
        -- Now, or as little later as is needed to come after all others.
        walk.check(arrival == math.max(walk.logical(), memory.latest + 1), 'arrival', '%s: arrived at another time', id)
        memory.arrival[id], memory.latest = arrival, arrival
        memory.rights[id], memory.kept[id], memory.met[id] = {}, {}, {}
        memory.epochs[id] = walk.new_epochs()
    end

    function REMEMBER.consent(memory, values)
        local t = walk.was('transfer', values.transfer)
        walk.check(t.hash == values.hash, 'consent', 'consent to something that was not asked')
        walk.check(t.conversation == values.conversation, 'consent', "consent to somebody else's transfer")
        -- Nobody could take him any more: nothing was taken over.
        if not walk.live(walk.now.transfer[values.transfer]) then return end
        memory.consents[values.transfer] = {
            tags = values.tags, note = values.note, amount = values.amount, hash = t.hash,
            acute = values.acute and '1' or '0',
        }
    end

    function REMEMBER.withdraw(memory, values) if memory.consents[values.transfer] then memory.consents[values.transfer].withdrawn = true end end

    function REMEMBER.share_history(memory, values)
        local c = walk.now.conversation[values.conversation]
        memory.rights[values.conversation][c.owner] = 1
    end

    function REMEMBER.say(memory, values, call)
        local done = walk.answer(call)
        local c = walk.now.conversation[values.conversation]
        local stream = walk.stream_of(c, values.party, values.channel)
        local lines = memory.lines[stream] or {}
        memory.lines[stream] = lines
        if done.fresh then
            walk.check(lines[done.seq] == nil, 'line', 'two lines with the number %d', done.seq)
            walk.check(done.seq == walk.count_of(c, stream), 'line', 'line %d of %d', done.seq, walk.count_of(c, stream))
            lines[done.seq] = { member = done.member, number = values.number, record = values.record }
            if values.channel == 'keys' then walk.remember_keys(memory, values) end
        else
            local line = lines[done.seq]
            walk.check(line and line.number == values.number, 'line', 'line %s for a repeat of number %d',
                tostring(done.seq), values.number)
        end
    end

    -- The stream behind a channel.
    function walk.stream_of(c, party, channel)
        if channel == 'talk' then return c.id end
        if channel == 'briefing' then return c.transfer end
        if channel == 'keys' then return c.id .. ':keys' end
        return c.id .. ':' .. walk.member_of(c, party).member
    end

    -- Who may read from where on follows from how he got his part.
    local function remember_rights(memory, id, c, old)
        local rights, kept = memory.rights[id], memory.kept[id]
        -- After a loss of Redis lines go on after `base`.
        local line = math.max(walk.count_of(old, id), tonumber(old.base or 0)) + 1
        local t = c.transfer and walk.now.transfer[c.transfer]
        local t_old = old.transfer == c.transfer and walk.was('transfer', c.transfer or '') or nil
        local receiver = t and t.receiver
        local receiver_old = t_old and t_old.receiver
        if receiver_old and receiver_old ~= receiver then rights[receiver_old] = nil end
        if receiver and receiver ~= receiver_old then
            rights[receiver] = memory.consents[c.transfer].amount == 'history' and 1 or nil
        end
        local let_in = t and (t.state == 'introduced' or t.state == 'completed') and not (t_old and t_old.state == t.state)
        if receiver and let_in then
            rights[receiver] = rights[receiver] or line
        end
        local owner = c.owner or (c.state == 'ended' and c.last_owner or nil)
        if owner and not old.owner and old.state ~= 'ended' and c.owner then
            local agreed = old.hand_over and walk.json(old.hand_over).amount == 'history'
            if old.last_owner == owner and kept[owner] then
                rights[owner] = kept[owner]
            elseif not old.last_owner or agreed then
                rights[owner] = 1
            else
                rights[owner] = line
            end
        end
        -- The receiver replaced a lost owner and was lost himself, all in one step.
        local passing = old.owner and not owner and c.last_owner
        if passing and passing ~= old.owner then
            kept[passing] = rights[passing] or line
            memory.met[id][passing] = true
        end
        if old.owner and old.owner ~= owner then
            kept[old.owner] = rights[old.owner]
            rights[old.owner] = nil
        end
        if owner then
            kept[owner] = rights[owner] or kept[owner]
            memory.met[id][owner] = true
        end
        local met = receiver and (t.state == 'introduced' or t.state == 'completed')
        if met then memory.met[id][receiver] = true end
        local is_over = receiver and t_old and t_old.state ~= t.state and walk.protocol.final.transfer[t.state]
        if is_over and not met and receiver ~= owner then rights[receiver] = nil end
        if c.owner or c.state == 'ended' or c.desk ~= old.desk or c.why ~= old.why then memory.places[id] = nil end
    end

    -- After a call: takes over what it has changed.
    function walk.remember(call)
        local memory = walk.memory
        if call.done and not call.repeated and REMEMBER[call.name] then REMEMBER[call.name](memory, call.values, call) end
        for id in pairs(walk.dirty.conversation) do
            local c, old = walk.now.conversation[id], walk.was('conversation', id)
            if c and old then
                remember_rights(memory, id, c, old)
                walk.remember_restored(memory, id, c, old)
            end
        end
    end

    function walk.forget_memory(id, old)
        local memory = walk.memory
        memory.arrival[id], memory.rights[id], memory.kept[id], memory.met[id], memory.places[id] = nil, nil, nil, nil, nil
        memory.epochs[id] = nil
        for field in pairs(old) do
            local stream = string.match(field, '^q:(.*)$')
            if stream then
                walk.check(walk.redis('EXISTS', '{veer}:lines:' .. stream) == 0, 'forget', 'lines of %s are left', id)
                walk.now.lines[stream] = nil
                memory.lines[stream] = nil
            end
        end
    end
end
