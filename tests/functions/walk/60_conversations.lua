-- What must hold for one conversation, whatever happened: it is in exactly one place and each place
-- says the same; its transfer, offer, members and time limits fit.

do
    local CLASS = { counsellor_lost = 0, came_back = 0, acute = 1, transferred = 2, new = 3 }

    -- The desk in whose queue it stands now, or nil.
    function walk.queued_at(c, t)
        if c.state == 'waiting' then return c.desk end
        if t and t.state == 'seeking' then return t.desk end
        return nil
    end

    local function has(list, item)
        for i = 1, #list do
            if list[i] == item then return true end
        end
        return false
    end
    walk.has = has

    -- The lane in which it stands, or stood: {name, desk, language, skills, colleague}.
    function walk.lane_of(c, t)
        local desk = t and t.desk or c.desk
        if t and t.colleague then return { name = desk .. '|@' .. t.colleague, desk = desk, colleague = t.colleague } end
        local skills = {}
        for _, tag in ipairs(walk.json((t or c).tags)) do
            if has(walk.json(walk.now.desks[''][desk]).skilled, tag) then skills[#skills + 1] = tag end
        end
        table.sort(skills)
        return { name = desk .. '|' .. c.language .. '|' .. table.concat(skills, '+'), desk = desk, language = c.language, skills = skills }
    end

    -- The class and the arrival as one number, and when the class is raised next.
    function walk.score(c, t)
        local class = CLASS[t and 'transferred' or c.why]
        if (t or c).acute == '1' then class = math.min(class, CLASS.acute) end
        local raised = math.max(math.floor((walk.logical() - tonumber(c.since)) / walk.limits.aging_ms), 0)
        local next_at = class > raised and tonumber(c.since) + (raised + 1) * walk.limits.aging_ms or nil
        return math.max(class - raised, 0) * 10000000000000 + tonumber(c.arrival), next_at
    end

    local function only(where, name)
        if name == nil then return next(where) == nil end
        return where[name] ~= nil and next(where, next(where)) == nil
    end

    local function check_place(id, c, t)
        local present = c.process ~= ''
        local desk = present and walk.queued_at(c, t) or nil
        local lane = desk and walk.lane_of(c, t).name
        local lanes = walk.where_is('queue', id)
        walk.check(only(lanes, lane), 'place', '%s: not just in the queue %s', id, tostring(lane))
        walk.check(only(walk.where_is('waiting', id), desk), 'place', '%s: not just counted as waiting for %s', id, tostring(desk))
        walk.check(c.lane == lane, 'place', '%s: its lane is %s', id, tostring(c.lane))
        if lane then
            local score, next_at = walk.score(c, t)
            local entry = walk.due_at('aging:' .. id)
            if not entry or entry > walk.logical() then
                walk.check(lanes[lane] == score, 'place', '%s: its score in the queue is not its own', id)
                walk.check(entry == next_at, 'aging', '%s: raised at %s', id, tostring(entry))
            end
        end
        walk.check((c.state == 'active') == (c.owner ~= nil), 'owner', '%s: %s with the owner %s', id, c.state, tostring(c.owner))
        if c.owner then
            walk.check(walk.now.slots[c.owner] and walk.now.slots[c.owner]['c:' .. id], 'slot', '%s: its owner has no slot for it', id)
        end
    end

    local function check_offer(id, c, offer)
        local o = offer and walk.now.offer[offer]
        walk.check(o, 'offer', '%s: its offer is not there', id)
        walk.check(o.state == 'open' and o.conversation == id, 'offer', '%s: its offer is %s', id, o.state)
        local slots = walk.now.slots[o.counsellor]
        walk.check(slots and slots['o:' .. offer], 'slot', '%s: no place is held for its offer', id)
        walk.check(walk.due_at('offer:' .. offer), 'limit', '%s: an offer without a time limit', id)
        local s = walk.now.staff[o.counsellor]
        walk.check(s.process ~= '', 'offer', '%s: offered to somebody who is away', id)
        walk.check(s.duty == 'on', 'offer', '%s: offered to somebody on duty %s', id, s.duty)
        walk.check(c.process ~= '', 'offer', '%s: offered while the visitor is away', id)
        walk.check(o.counsellor ~= c.owner, 'offer', '%s: offered to the owner himself', id)
    end

    local RECEIVED = { briefing = true, introduced = true }

    local function check_transfer(id, c, t)
        for each in pairs(walk.now.transfers[id] or {}) do
            local other = walk.now.transfer[each]
            walk.check(other and other.conversation == id, 'transfer', '%s: a transfer that is not there', id)
            walk.check(each == c.transfer or not walk.live(other), 'transfer', '%s: two transfers under way', id)
        end
        if not t then return end
        walk.check(c.state == 'active', 'transfer', '%s: a transfer while %s', id, c.state)
        walk.check(walk.now.seeking[t.desk] and walk.now.seeking[t.desk][c.transfer], 'transfer', '%s: its desk does not know of it', id)
        local entry = walk.due_at('transfer:' .. c.transfer)
        if t.state == 'offered' then
            check_offer(id, c, t.offer)
            walk.check(not entry, 'limit', '%s: a limit of its own while offered', id)
        else
            walk.check(not t.offer, 'offer', '%s: an offer while %s', id, t.state)
            local still = c.process == '' or walk.now.staff[c.owner].process == ''
            walk.check((entry ~= nil) == not still, 'limit', '%s: %s, and its limit %s', id, t.state, entry and 'runs' or 'does not run')
            walk.check(not still or (t.left and tonumber(t.left) >= 0), 'limit', '%s: nothing left of a limit that stands still', id)
        end
        walk.check((RECEIVED[t.state] or false) == (t.receiver ~= nil), 'receiver', '%s: receiver %s while %s', id, tostring(t.receiver), t.state)
        if t.receiver then
            walk.check(t.receiver ~= c.owner, 'receiver', '%s: the owner receives his own visitor', id)
            local slots = walk.now.slots[t.receiver]
            walk.check(slots and slots['c:' .. id], 'slot', '%s: the receiver has no slot for it', id)
        end
        if t.state ~= 'asked' then
            local agreed = walk.memory.consents[c.transfer]
            walk.check(agreed and not agreed.withdrawn, 'consent', '%s: %s without consent', id, t.state)
            walk.check(agreed.tags == t.tags and agreed.note == t.note and agreed.amount == t.amount and agreed.hash == t.hash,
                'consent', '%s: %s with something else than was agreed to', id, t.state)
        end
    end

    local function part_of(c, t, counsellor)
        if counsellor == c.owner then return 'owner' end
        if t and counsellor == t.receiver then return 'receiver' end
        local slots = walk.now.slots[counsellor]
        return slots and slots['w:' .. c.id] and 'wrap_up' or 'gone'
    end

    local function check_members(id, c, t)
        local owner, rights = nil, walk.memory.rights[id]
        local taken = {}
        for _, m in ipairs(walk.json(c.members)) do
            walk.check(not taken[m.counsellor], 'member', '%s: %s is a member twice', id, m.counsellor)
            taken[m.counsellor] = true
            walk.check(m.part == part_of(c, t, m.counsellor), 'member', '%s: %s has the part %s', id, m.counsellor, m.part)
            if m.part == 'owner' then owner = m end
            if m.part == 'gone' then
                walk.check(not m.first and not m.last, 'read', '%s: %s may read after he has gone', id, m.counsellor)
            end
            if m.first then
                local from = rights[m.counsellor]
                walk.check(from and m.first >= from, 'read', '%s: %s reads from %d on, allowed from %s', id, m.counsellor,
                    m.first, tostring(from))
                walk.check(m.part ~= 'wrap_up' or m.last, 'read', '%s: %s reads on while he wraps up', id, m.counsellor)
            end
        end
        walk.check((owner ~= nil) == (c.owner ~= nil), 'member', '%s: the owner is no member', id)
        if owner then
            walk.check(owner.first == rights[c.owner], 'read', '%s: the owner reads from %s on, may from %s', id,
                tostring(owner.first), tostring(rights[c.owner]))
        end
        if t and t.receiver then
            walk.check(taken[t.receiver], 'member', '%s: the receiver is no member', id)
        end
    end

    local function check_time(id, c)
        walk.check((walk.due_at('visitor:' .. id) ~= nil) == (c.process == '' and c.state ~= 'ended'), 'limit',
            '%s: grace time of a visitor who is %s', id, c.process == '' and 'away' or 'here')
        local absent = c.owner ~= nil and walk.now.staff[c.owner].process == ''
        walk.check((walk.due_at('owner:' .. id) ~= nil) == absent and (c.absent_since ~= nil) == absent, 'limit',
            '%s: the budget of the absences of its owner', id)
        walk.check((walk.due_at('quiet:' .. id) ~= nil) == (c.state == 'active'), 'limit', '%s: the look at its silence', id)
        walk.check((walk.due_at('forget:' .. id) ~= nil) == (c.state == 'ended'), 'limit', '%s: deletion while %s', id, c.state)
        walk.check((walk.due_at('excluded:' .. id) ~= nil) == (walk.now.excluded[id] ~= nil), 'limit',
            '%s: exclusions and their end', id)
        local people = c.process ~= '' and walk.now.people[c.process]
        walk.check(c.process == '' or people and people['visitor:' .. id], 'people', '%s: his process does not know him', id)
        walk.check(only(walk.where_is('people', 'visitor:' .. id), c.process ~= '' and c.process or nil), 'people',
            '%s: known where he is not', id)
    end

    local function check_hand_over(id, c)
        if not c.hand_over then return end
        local hand_over, agreed = walk.json(c.hand_over), nil
        for transfer in pairs(walk.now.transfers[id] or {}) do
            local consent = walk.memory.consents[transfer]
            if consent and consent.tags == c.tags and consent.amount == hand_over.amount and
                consent.note == hand_over.note then
                agreed = consent
            end
        end
        walk.check(agreed, 'consent', '%s: a hand-over that the visitor did not agree to', id)
    end

    -- Who was lost to it and may find it again; what the coordinator is told of it.
    local function check_lists(id, c, t)
        local was_lost = c.why == 'counsellor_lost' and (c.state == 'waiting' or c.state == 'offered')
        walk.check(only(walk.where_is('left', id), was_lost and c.last_owner or nil), 'left', '%s: kept for the wrong counsellor', id)
        walk.check(not c.declined or walk.queued_at(c, t), 'declined', '%s: declined while %s', id, c.state)
        local named = t and t.colleague or nil
        walk.check(c.transfer == nil or only(walk.where_is('named', c.transfer), named), 'named', '%s: kept for the wrong colleague', id)
    end

    function walk.check_conversation(id)
        local c = walk.now.conversation[id]
        if not c then
            walk.check(next(walk.where_is('queue', id)) == nil and next(walk.where_is('waiting', id)) == nil, 'left',
                '%s stands in a queue and is gone', id)
            walk.check(next(walk.where_is('left', id)) == nil, 'left', '%s is kept for somebody and gone', id)
            walk.check(not walk.now.transfers[id] and not walk.now.excluded[id], 'left', 'something of %s is left', id)
            return
        end
        local t = walk.transfer_of(c)
        walk.check(walk.protocol.states.conversation[c.state], 'state', '%s: the state %s', id, tostring(c.state))
        check_place(id, c, t)
        if c.state == 'offered' then
            check_offer(id, c, c.offer)
        else
            walk.check(c.offer == nil, 'offer', '%s: an offer while %s', id, c.state)
        end
        check_transfer(id, c, t)
        check_members(id, c, t)
        check_time(id, c)
        check_hand_over(id, c)
        check_lists(id, c, t)
        walk.check_keys(id, c, t)
    end
end
