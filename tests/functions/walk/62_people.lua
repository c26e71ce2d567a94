-- What must hold for one counsellor, one process, and for all who wait: load and slots agree, each is
-- in the sets where he belongs and no other, nobody waits while somebody could take him.

do
    local function is_justified(counsellor, slot)
        local kind, id = string.sub(slot, 1, 1), string.sub(slot, 3)
        if kind == 'o' then
            local o = walk.now.offer[id]
            return o and o.state == 'open' and o.counsellor == counsellor
        end
        local c = walk.now.conversation[id]
        if not c then return false end
        if kind == 'c' then
            local t = walk.transfer_of(c)
            return c.owner == counsellor or t ~= nil and t.receiver == counsellor
        end
        local m = walk.member_of(c, counsellor)
        return m and m.part == 'wrap_up' and walk.due_at('wrap_up:' .. id .. ':' .. counsellor)
    end

    function walk.load_of(counsellor)
        local n = 0
        for _ in pairs(walk.now.slots[counsellor] or {}) do n = n + 1 end
        return n
    end

    function walk.is_free(s)
        return s.process ~= '' and s.duty == 'on' and walk.load_of(s.id) < tonumber(s.capacity)
    end

    local function has(list, item)
        for i = 1, #list do
            if list[i] == item then return true end
        end
        return false
    end

    -- Exactly the names in `expected` (a list without repeats).
    local function exactly(where, expected)
        local n = 0
        for _ in pairs(where) do n = n + 1 end
        if n ~= #expected then return false end
        for i = 1, n do
            if where[expected[i]] == nil then return false end
        end
        return true
    end

    function walk.check_counsellor(id)
        local s = walk.now.staff[id]
        if not s then return end
        for slot in pairs(walk.now.slots[id] or {}) do
            walk.check(is_justified(id, slot), 'slot', '%s: the slot %s has no reason', id, slot)
        end
        walk.check(walk.load_of(id) <= tonumber(s.capacity), 'load', '%s: load %d of %s', id, walk.load_of(id), s.capacity)
        local away = s.process == ''
        walk.check((walk.due_at('staff:' .. id) ~= nil) == (away and s.duty ~= 'off'), 'limit',
            '%s: grace time while %s and %s', id, away and 'away' or 'here', s.duty)
        local serving, free = not away and s.duty ~= 'off', walk.is_free(s)
        local desks = walk.json(s.desks)
        walk.check(exactly(walk.where_is('on_duty', id), serving and desks or {}), 'on_duty', '%s: on duty at the wrong desks', id)
        local lanes = {}
        if free then
            for _, desk in ipairs(desks) do
                for _, language in ipairs(walk.json(s.languages)) do lanes[#lanes + 1] = desk .. ':' .. language end
            end
        end
        walk.check(exactly(walk.where_is('free', id), lanes), 'free', '%s: free for the wrong queues', id)
        for _, score in pairs(walk.where_is('free', id)) do
            walk.check(score == tonumber(s.idle_since), 'free', '%s: free since the wrong time', id)
        end
        walk.check(exactly(walk.where_is('people', id), away and {} or { s.process }), 'people', '%s: known where he is not', id)
    end

    -- Whether this counsellor, free as he is, could be offered this conversation.
    function walk.could_serve(s, c, desk)
        local excluded = walk.now.excluded[c.id]
        return c.owner ~= s.id and not (excluded and excluded[s.id]) and has(walk.json(s.desks), desk) and
            has(walk.json(s.languages), c.language)
    end

    function walk.check_matched()
        local free = {}
        for _, s in pairs(walk.now.staff) do
            if walk.is_free(s) then free[#free + 1] = s end
        end
        if #free == 0 then return end
        for id in pairs(walk.where.queue) do
            local c = walk.now.conversation[id]
            local desk = c and c.process ~= '' and walk.queued_at(c, walk.transfer_of(c))
            if desk then
                for i = 1, #free do
                    walk.check(not walk.could_serve(free[i], c, desk), 'matched', '%s waits and %s is free', id, free[i].id)
                end
            end
        end
    end

    -- Nobody is connected to a process that is not there any more.
    function walk.check_process(name)
        local people, beats = walk.now.people[name], walk.now.processes['']
        walk.check(not people or beats and beats[name], 'people', 'people at %s, which is not there', name)
    end

    -- Everything has something to which it belongs ------------------------------------------------

    local DUE = {
        offer = function(id) return walk.now.offer[id] and walk.now.offer[id].state == 'open' end,
        transfer = function(id) return walk.live(walk.now.transfer[id]) end,
        visitor = function(id) return walk.now.conversation[id] end,
        forget = function(id) return walk.now.conversation[id] end,
        excluded = function(id) return walk.now.excluded[id] end,
        staff = function(id) return walk.now.staff[id] end,
        wrap_up = function(id)
            local slots = walk.now.slots[string.sub(id, 34)]
            return slots and slots['w:' .. string.sub(id, 1, 32)]
        end,
    }

    function walk.check_due(entry)
        if not walk.due_at(entry) then return end
        local kind, id = string.match(entry, '^([a-z_]+):(.*)$')
        walk.check(DUE[kind] and DUE[kind](id), 'left', 'due for nothing: %s', entry)
    end

    local OWNER_OF = {
        transfer = function(id)
            local t = walk.now.transfer[id]
            return walk.now.transfers[t.conversation] and walk.now.transfers[t.conversation][id]
        end,
        transfers = function(id) return walk.now.conversation[id] end,
        excluded = function(id) return walk.now.conversation[id] end,
        slots = function(id) return walk.now.staff[id] end,
        done = function(id) return walk.expiry.at['{veer}:done:' .. id] end,
        session = function(id) return walk.expiry.at['{veer}:session:' .. id] end,
        offer = function(id)
            local o = walk.now.offer[id]
            if o.state ~= 'open' then return walk.expiry.at['{veer}:offer:' .. id] end
            local c = walk.now.conversation[o.conversation]
            local t = c and walk.transfer_of(c)
            return c and (c.offer == id or t and t.offer == id)
        end,
        lines = function(id)
            local c = walk.now.conversation[string.sub(id, 1, 32)]
            local t = walk.now.transfer[id]
            c = c or t and walk.now.conversation[t.conversation]
            return c and walk.count_of(c, id) > 0
        end,
        queue = false, waiting = false,
    }

    local function check_members_live(kind)
        for name, members in pairs(walk.now[kind]) do
            for id in pairs(members) do
                walk.check(walk.now.conversation[id], 'left', '%s:%s holds %s, which is gone', kind, name, id)
            end
        end
    end

    local function check_seeking()
        for desk, ids in pairs(walk.now.seeking) do
            for id in pairs(ids) do
                local t = walk.live(walk.now.transfer[id])
                walk.check(t and t.desk == desk, 'left', 'seeking:%s holds %s, which is over', desk, id)
            end
        end
    end

    function walk.check_everything()
        walk.compare()
        for id in pairs(walk.now.conversation) do walk.check_conversation(id) end
        for id in pairs(walk.now.staff) do walk.check_counsellor(id) end
        for name in pairs(walk.now.people) do walk.check_process(name) end
        for entry in pairs(walk.now.due['']) do walk.check_due(entry) end
        walk.check_matched()
        for kind, owner in pairs(OWNER_OF) do
            for id in pairs(owner and walk.now[kind] or {}) do
                walk.check(owner(id), 'left', '%s:%s belongs to nothing', kind, id)
            end
        end
        check_members_live('queue')
        check_members_live('waiting')
        check_seeking()
        for id in pairs(walk.memory.arrival) do
            walk.check(walk.now.conversation[id], 'lost', '%s has not ended and is gone', id)
        end
    end
end
