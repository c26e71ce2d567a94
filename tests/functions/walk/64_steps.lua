-- What may change in one step, and by whom: the table of who may cause what, written down here a second
-- time and apart from the functions.

do
    -- Which steps of a transfer each function may make, beside those that the router makes by itself.
    local ROUTER = { 'offer', 'offer_withdrawn', 'desk_closed', 'colleague_away' }
    local TIME = { 'ask_over', 'offer_over', 'nobody', 'receiver_lost', 'time_over', 'owner_replaced', 'owner_lost', 'conversation_ended' }
    local LOSS = { 'owner_lost', 'owner_replaced', 'receiver_lost' }
    local TRANSFER_EVENTS = {
        consent = { 'consent' }, refuse = { 'refuse' }, withdraw = { 'withdraw' }, cancel = { 'cancel' },
        accept = { 'accept' }, decline = { 'decline' }, introduce = { 'introduce' }, hand_over = { 'hand_over' },
        take_over = { 'take_over' }, give_back = { 'give_back', 'give_back_owner_away' }, tick = TIME,
        ['end'] = { 'conversation_ended' }, sign_off = LOSS, staff_away = LOSS, process_start = LOSS, process_stop = LOSS,
    }

    local function reaches(machine, from, to, events)
        local seen, open = { [from] = true }, { from }
        while #open > 0 do
            local state = table.remove(open)
            for _, list in ipairs({ events, ROUTER }) do
                for _, event in ipairs(list) do
                    local next_state = walk.protocol.steps[machine][event][state]
                    if next_state and not seen[next_state] then
                        seen[next_state] = true
                        open[#open + 1] = next_state
                    end
                end
            end
        end
        return seen[to] == true
    end

    local reached = {}
    local NONE = {}

    local function check_transfer_step(id, t, old, call)
        if t.state == old.state then return end
        local name = call.name .. ' ' .. old.state .. ' ' .. t.state
        if reached[name] == nil then
            reached[name] = reaches('transfer', old.state, t.state, TRANSFER_EVENTS[call.name] or NONE)
        end
        walk.check(reached[name], 'step', '%s: from %s to %s by %s', id, old.state, t.state, call.name)
    end

    local function was_connected(counsellor)
        local s = walk.was('staff', counsellor)
        return s ~= nil and s.process ~= ''
    end

    -- The grace time of a counsellor or a visitor was over when this call was made.
    local function was_over(entry)
        local at = walk.due_was(entry)
        return at ~= nil and at <= walk.logical()
    end

    local function lost(counsellor) return not was_connected(counsellor) and was_over('staff:' .. counsellor) end

    -- Whether the owner of this conversation is lost to it by this call: his grace time or the budget of
    -- his absences is over, or a coordinator signed him off.
    local function is_lost_to(old, call)
        if call.name == 'sign_off' then return call.values.counsellor == old.owner end
        if was_connected(old.owner) then
            return walk.now.staff[old.owner].process == '' and tonumber(old.absent or 0) >= walk.limits.grace_budget_ms
        end
        return call.name == 'tick' and (lost(old.owner) or was_over('owner:' .. old.id))
    end

    local function check_completed(c, old, call)
        local t, t_old = walk.now.transfer[c.transfer], walk.was('transfer', c.transfer)
        walk.check(t.receiver == c.owner and t.state == 'completed', 'owner', '%s: an owner who did not receive him', c.id)
        walk.check(was_connected(c.owner), 'owner', '%s: handed over to somebody who is away', c.id)
        if call.name ~= 'hand_over' and call.name ~= 'take_over' then
            walk.check(is_lost_to(old, call), 'owner', '%s: his owner was not lost', c.id)
            return
        end
        walk.check(t_old.state == 'introduced', 'owner', '%s: handed over while %s', c.id, t_old.state)
        walk.check(walk.is_acked(old, t_old), 'keys', '%s: handed over to somebody without the key', c.id)
        walk.check(old.process ~= '', 'owner', "%s: handed over behind the visitor's back", c.id)
        local by = call.name == 'hand_over' and old.owner or call.name == 'take_over' and t_old.receiver
        walk.check(call.values.counsellor == by, 'owner', '%s: handed over by %s', c.id, tostring(call.values.counsellor))
    end

    local function check_owner(c, old, call)
        if c.owner == old.owner then return end
        if old.owner == nil then
            walk.check(call.name == 'accept' and call.values.counsellor == c.owner, 'owner', '%s: owned by %s after %s', c.id,
                c.owner, call.name)
            local o = walk.was('offer', call.values.offer)
            walk.check(o and o.counsellor == c.owner and o.conversation == c.id and o.state == 'open', 'owner',
                '%s: taken without an offer', c.id)
            walk.check(was_connected(c.owner), 'owner', '%s: taken by somebody who is away', c.id)
            walk.check(walk.was('staff', c.owner).chain, 'keys', '%s: taken by somebody without a key', c.id)
        elseif c.owner ~= nil then
            check_completed(c, old, call)
        elseif c.state ~= 'ended' then
            walk.check(is_lost_to(old, call), 'owner', '%s: left by his owner in %s', c.id, call.name)
        end
    end

    local function check_end(c, old, call)
        if c.state ~= 'ended' or old.state == 'ended' then return end
        if call.name == 'end' then
            walk.check(call.values.conversation == c.id, 'end', '%s: ended by another', c.id)
            local by = call.values.party == 'visitor' and 'visitor' or 'owner'
            walk.check(c.ended_by == by, 'end', '%s: ended by %s', c.id, c.ended_by)
            if by == 'owner' then
                walk.check(call.values.party == old.owner and old.process ~= '' and not walk.transfer_was(old), 'end',
                    '%s: may not be closed now', c.id)
            end
        elseif c.ended_by == 'no_show' then
            local heard = old['n:' .. c.id .. ':m0'] or '0'
            walk.check(call.name == 'tick' and old.state == 'active' and was_over('quiet:' .. c.id) and old.quiet == 'told' and
                heard == old.heard, 'end', '%s: ended as a visitor who never said anything', c.id)
        else
            walk.check(call.name == 'tick' and c.ended_by == 'lost' and old.process == '' and was_over('visitor:' .. c.id),
                'end', '%s: ended in %s', c.id, call.name)
        end
    end

    local function check_return(c, old, call)
        if old.state ~= 'ended' or c.state == 'ended' then return end
        walk.check(call.name == 'visitor_resume' and old.ended_by == 'lost' and call.values.conversation == c.id, 'end',
            '%s: ended and live again by %s', c.id, call.name)
    end

    local WHY = {
        counsellor_lost = { tick = true, sign_off = true, staff_away = true, process_start = true, process_stop = true },
        came_back = { visitor_resume = true }, new = { visitor_resume = true },
    }

    local function check_fields(c, old, call)
        walk.check(tonumber(c.arrival) == walk.memory.arrival[c.id], 'arrival', '%s: the arrival time changed', c.id)
        walk.check(c.why == old.why or WHY[c.why] and WHY[c.why][call.name], 'why', '%s: %s by %s', c.id, c.why, call.name)
        walk.check(c.since == old.since or tonumber(c.since) == walk.logical(), 'since', '%s: waits since another time', c.id)
        local by_visitor = call.values.conversation == c.id
        if c.secret ~= old.secret then
            walk.check(call.name == 'visitor_resume' and by_visitor and old.secret == call.values.secret, 'secret',
                '%s: another secret by %s', c.id, call.name)
        end
        if c.desk ~= old.desk and old.state ~= 'ended' then
            local t = c.transfer and walk.now.transfer[c.transfer]
            walk.check(call.name == 'move' and by_visitor or c.owner ~= old.owner and (t == nil or t.desk == c.desk or old.owner),
                'desk', '%s: brought to %s by %s', c.id, c.desk, call.name)
        end
        for field, value in pairs(old) do
            if string.find(field, '^[qnds]:') then
                walk.check(tonumber(c[field] or -1) >= tonumber(value), 'growth', '%s: %s went back', c.id, field)
            end
        end
    end

    -- A closed desk is never a destination while an open one is at hand.
    local function check_destination(c, old, call)
        if c.desk == old.desk or c.state ~= 'waiting' or old.state ~= 'active' then return end
        -- The receiver took the place of a lost owner, and was lost in the same call.
        local t = old.transfer and walk.now.transfer[old.transfer]
        if t and t.state == 'completed' and t.desk == c.desk then return end
        walk.check(walk.json(walk.now.desks[''][c.desk]).open, 'desk',
            '%s: brought to %s, which is closed', c.id, c.desk)
    end

    local function check_growth(c, old)
        local fence, fence_old = tonumber(c.fence), tonumber(old.fence)
        local revision, revision_old = tonumber(c.revision), tonumber(old.revision)
        walk.check(fence >= fence_old, 'fence', '%s: the fencing number went back', c.id)
        walk.check(revision >= revision_old, 'growth', '%s: the revision went back', c.id)
        walk.check(tonumber(c.attach) >= tonumber(old.attach), 'growth', '%s: the number of connections went back', c.id)
        if c.owner ~= old.owner or c.state ~= old.state or c.desk ~= old.desk then
            walk.check(fence > fence_old, 'fence', '%s: a routing step without a new fencing number', c.id)
        end
    end

    local function check_presence(c, old, call)
        if c.process == old.process then return end
        local args = call.values
        if call.name == 'visitor_resume' then
            walk.check(args.conversation == c.id and c.process == call.process, 'presence', '%s: at another process', c.id)
        elseif call.name == 'visitor_away' then
            walk.check(args.conversation == c.id and args.attach == tonumber(old.attach) and call.process == old.process, 'presence',
                '%s: away by an old connection', c.id)
        else
            walk.check(c.process == '' and (call.name == 'tick' or walk.is_new_run or call.process == old.process and
                (call.name == 'process_start' or call.name == 'process_stop')), 'presence', '%s: away by %s', c.id, call.name)
        end
    end

    function walk.check_conversation_step(id, call)
        local c, old = walk.now.conversation[id], walk.was('conversation', id)
        if c == old then return end
        if not old then
            walk.check(call.name == 'enter' and call.done and call.values.conversation == id, 'enter', '%s: there after %s', id, call.name)
            return
        end
        if not c then
            walk.check(call.name == 'tick' and old.state == 'ended' and was_over('forget:' .. id), 'forget', '%s: deleted by %s', id, call.name)
            walk.forget_memory(id, old)
            walk.drop_visitor(id)
            return
        end
        check_owner(c, old, call)
        check_end(c, old, call)
        check_return(c, old, call)
        check_fields(c, old, call)
        check_destination(c, old, call)
        check_growth(c, old)
        check_presence(c, old, call)
    end

    local function check_receiver(id, t, old, call)
        if t.receiver == old.receiver or t.receiver == nil then return end
        local o = call.name == 'accept' and walk.was('offer', call.values.offer)
        walk.check(o and o.transfer == id and o.counsellor == t.receiver and call.values.counsellor == t.receiver, 'receiver',
            '%s: received by %s after %s', id, t.receiver, call.name)
        walk.check(was_connected(t.receiver), 'receiver', '%s: received by somebody who is away', id)
    end

    -- Who may ask for a step of a transfer.
    local AS_OWNER = { ask = true, edit = true, cancel = true, introduce = true, hand_over = true }
    local AS_RECEIVER = { take_over = true, give_back = true }

    function walk.check_actor(call)
        if not call.done or call.repeated then return end
        local args = call.values
        if AS_OWNER[call.name] then
            walk.check(walk.was('conversation', args.conversation).owner == args.counsellor, 'actor', '%s by somebody else than the owner', call.name)
        elseif AS_RECEIVER[call.name] then
            walk.check(walk.was('transfer', args.transfer).receiver == args.counsellor, 'actor', '%s by somebody else than the receiver', call.name)
        elseif call.name == 'accept' or call.name == 'decline' then
            local o = walk.was('offer', args.offer)
            walk.check(o.counsellor == args.counsellor and o.state == 'open', 'actor', '%s of an offer to somebody else', call.name)
        end
    end

    function walk.check_transfers_step(call)
        for id, old in pairs(walk.before.transfer) do
            local t = walk.now.transfer[id]
            if t and old then
                check_transfer_step(id, t, old, call)
                check_receiver(id, t, old, call)
                walk.check(old.conversation == t.conversation and old.desk == t.desk, 'transfer', '%s: to another desk', id)
                if old.state ~= 'asked' then
                    walk.check(old.tags == t.tags and old.note == t.note and old.amount == t.amount, 'consent', '%s: something else', id)
                end
            elseif t then
                walk.check(call.name == 'ask' and call.values.transfer == id and t.state == 'asked', 'transfer', '%s: by %s', id, call.name)
            end
        end
    end

    -- Staff ---------------------------------------------------------------------------------------

    local DUTY = {
        duty = function(s, call) return call.values.counsellor == s.id and call.values.duty == s.duty end,
        tick = function(s, _, old)
            return s.duty == 'pause' and old.duty == 'on' and tonumber(s.missed) >= 2 or s.duty == 'off' and lost(s.id)
        end,
        staff_attach = function(s, call) return call.values.counsellor == s.id and s.duty == 'pause' and call.values.tickets ~= '[]' end,
        sign_off = function(s, call) return call.values.counsellor == s.id and s.duty == 'off' end,
        session_end = function(s, call) return call.values.counsellor == s.id and s.duty == 'off' end,
    }

    local function lost_one(id)
        local slots = walk.now.slots[id] or NONE
        for slot in pairs(walk.before.slots[id] or NONE) do
            if not slots[slot] then return true end
        end
        return false
    end

    -- A slot is gone and did not become another one: he is idle since now.
    local function freed_one(id, call)
        local slots, old = walk.now.slots[id] or NONE, walk.before.slots[id]
        for slot in pairs(old or NONE) do
            local conversation = string.sub(slot, 3)
            local kind = string.sub(slot, 1, 1)
            local o = kind == 'o' and walk.now.offer[conversation]
            local turned = call.name == 'accept' and slot == 'o:' .. (call.values.offer or '') or o and o.state == 'withdrawn' or
                kind == 'c' and slots['w:' .. conversation] or kind == 'w' and call.name == 'wrap_up'
            if not slots[slot] and not turned then return true end
        end
        return false
    end

    function walk.check_counsellor_step(id, call)
        local s, old = walk.now.staff[id], walk.was('staff', id)
        if not s then
            walk.check(not old, 'staff', '%s is gone', id)
            return
        end
        if not old then
            walk.check(call.name == 'staff_attach' and s.duty == 'off', 'staff', '%s: there after %s', id, call.name)
            return
        end
        if s.duty ~= old.duty then
            walk.check(DUTY[call.name] and DUTY[call.name](s, call, old), 'duty', '%s: %s after %s by %s', id, s.duty, old.duty, call.name)
            walk.check(s.duty ~= 'on' or s.chain, 'keys', '%s: on duty without a key', id)
        end
        walk.check_chain_step(s, old, call)
        if freed_one(id, call) then
            walk.check(tonumber(s.idle_since) == walk.logical(), 'idle', '%s: a place is free, not idle since now', id)
        end
        walk.check(s.idle_since == old.idle_since or freed_one(id, call) or call.name == 'wrap_up' and lost_one(id) or old.duty == 'off' and s.duty == 'on', 'idle', '%s: idle since now, and nothing was freed', id)
        walk.check(tonumber(s.idle_since) >= tonumber(old.idle_since), 'idle', '%s: idle since before', id)
        walk.check(tonumber(s.revision) >= tonumber(old.revision) and tonumber(s.attach) >= tonumber(old.attach), 'growth',
            '%s: a number went back', id)
        if s.process ~= old.process and s.process ~= '' then
            walk.check(call.name == 'staff_attach' and call.values.counsellor == id and call.process == s.process, 'presence',
                '%s: at another process', id)
        elseif s.process ~= old.process then
            local args = call.values
            local own = call.name == 'sign_off' and args.counsellor == id or call.name == 'staff_away' and args.counsellor == id and args.attach == tonumber(old.attach) and call.process == old.process
            walk.check(own or call.name == 'tick' or walk.is_new_run or call.name == 'session_end' and args.counsellor == id or
                call.process == old.process and (call.name == 'process_start' or call.name == 'process_stop'), 'presence',
                '%s: away by %s', id, call.name)
        end
    end

    local function check_order(c, t, s, lane)
        local mine = walk.score(c, t)
        for _, scores in pairs(walk.was_queue()) do mine = math.min(mine, scores[c.id] or mine) end
        for name, queue in pairs(walk.now.queue) do
            for id, score in pairs(queue) do
                local other = walk.now.conversation[id]
                walk.check(score >= mine or not walk.could_serve(s, other, walk.lane_of(other, walk.transfer_of(other))), 'order',
                    '%s waits in %s and %s was offered to %s', id, name, c.id, s.id)
            end
        end
        for _, other in pairs(walk.now.staff) do
            walk.check(not walk.is_free(other) or walk.rank_of(other, lane.desk) >= walk.rank_of(s, lane.desk) or
                not walk.could_serve(other, c, lane), 'order', '%s is idle longer and %s was offered to %s', other.id, c.id, s.id)
        end
    end

    -- The queue is honest: the new offer went to the first who waited, by the one who was idle longest.
    function walk.check_offers_step(call)
        for id, old in pairs(walk.before.offer) do
            local o = walk.now.offer[id]
            if o and not old and o.state == 'open' then
                local c, s = walk.now.conversation[o.conversation], walk.now.staff[o.counsellor]
                local t = walk.transfer_of(c)
                local lane = walk.lane_of(c, t)
                walk.check(walk.could_serve(s, c, lane), 'offer', '%s: offered to %s, who may not serve him', c.id, s.id)
                local on_call = walk.json(s.desks)[lane.desk] == 'on_call'
                walk.check(tonumber(o.of_ms) == walk.limits[on_call and 'on_call_offer_ms' or 'offer_ms'], 'limit', '%s: offered for %s', c.id, o.of_ms)
                local own = walk.was('left', s.id)
                if not (own and own[c.id]) then check_order(c, t, s, lane) end
            end
        end
    end
end
