-- What must hold for one counsellor, one process, and for all who wait: load and slots agree, each is
-- in the sets where he belongs and no other, nobody waits while somebody could take him.

do
    local function is_justified(counsellor, slot)
        local kind, id = string.sub(slot, 1, 1), string.sub(slot, 3)
        if kind == 'b' then return walk.now.staff[counsellor].duty ~= 'off' and walk.due_at('breather:' .. counsellor) end
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

    -- Holds `kind` of slots: how many.
    local function holds(counsellor, kind)
        local n = 0
        for slot in pairs(walk.now.slots[counsellor] or {}) do
            if string.sub(slot, 1, 1) == kind then n = n + 1 end
        end
        return n
    end

    -- His tab has a key; one offer at a time, none in a breather.
    function walk.is_free(s)
        return s.process ~= '' and s.duty == 'on' and s.chain ~= nil and walk.load_of(s.id) < tonumber(s.capacity) and holds(s.id, 'o') == 0 and
            holds(s.id, 'b') == 0
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
        local load, before = walk.load_of(id), 0
        for _ in pairs(walk.was('slots', id) or {}) do before = before + 1 end
        walk.check(load <= math.max(tonumber(s.capacity), before), 'load', '%s: load %d of %s', id, load, s.capacity)
        walk.check(holds(id, 'o') <= 1, 'load', '%s: more than one offer at a time', id)
        walk.check((walk.due_at('breather:' .. id) ~= nil) == (holds(id, 'b') > 0), 'limit', '%s: the breather and its end', id)
        local away = s.process == ''
        walk.check((walk.due_at('staff:' .. id) ~= nil) == (away and s.duty ~= 'off'), 'limit',
            '%s: grace time while %s and %s', id, away and 'away' or 'here', s.duty)
        local free, desks, kinds = walk.is_free(s), {}, walk.json(s.desks)
        for desk in pairs(kinds) do desks[#desks + 1] = desk end
        walk.check(exactly(walk.where_is('on_duty', id), s.duty ~= 'off' and desks or {}), 'on_duty', '%s: on duty at the wrong desks', id)
        local lanes = {}
        if free then
            for _, desk in ipairs(desks) do
                for _, language in ipairs(walk.json(s.languages)) do lanes[#lanes + 1] = desk .. '|' .. language end
            end
        end
        walk.check(exactly(walk.where_is('free', id), lanes), 'free', '%s: free for the wrong queues', id)
        for name, score in pairs(walk.where_is('free', id)) do
            walk.check(score == walk.rank_of(s, string.match(name, '^[^|]+')), 'free', '%s: free since the wrong time', id)
        end
        walk.check(exactly(walk.where_is('people', id), away and {} or { s.process }), 'people', '%s: known where he is not', id)
    end

    -- Idle longest first, those on call behind all others.
    function walk.rank_of(s, desk)
        return tonumber(s.idle_since) + (walk.json(s.desks)[desk] == 'on_call' and 10000000000000 or 0)
    end

    local function fits(s, lane)
        if not walk.json(s.desks)[lane.desk] then return false end
        if lane.colleague then return lane.colleague == s.id end
        for _, skill in ipairs(lane.skills) do
            if not walk.has(walk.json(s.skills), skill) then return false end
        end
        return walk.has(walk.json(s.languages), lane.language)
    end

    -- Whether this counsellor, free as he is, could be offered this conversation.
    function walk.could_serve(s, c, lane)
        local excluded = walk.now.excluded[c.id]
        return c.owner ~= s.id and not (excluded and excluded[s.id]) and fits(s, lane)
    end

    function walk.check_matched()
        local free = {}
        for _, s in pairs(walk.now.staff) do
            if walk.is_free(s) then free[#free + 1] = s end
        end
        local rebuilt = walk.now.clock[''] and walk.now.clock[''].rebuilt
        if #free == 0 or rebuilt and walk.logical() < tonumber(rebuilt) then return end
        for id in pairs(walk.where.queue) do
            local c = walk.now.conversation[id]
            local t = c and walk.transfer_of(c)
            if c and c.process ~= '' and walk.queued_at(c, t) then
                local lane = walk.lane_of(c, t)
                for i = 1, #free do
                    walk.check(not walk.could_serve(free[i], c, lane), 'matched', '%s waits and %s is free', id, free[i].id)
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
        aging = function(id) return next(walk.where_is('queue', id)) end,
        owner = function(id) return walk.now.conversation[id] and walk.now.conversation[id].state == 'active' end,
        quiet = function(id) return walk.now.conversation[id] and walk.now.conversation[id].state == 'active' end,
        breather = function(id) return walk.now.staff[id] end,
        rebuilt = function() return true end,
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
        sessions = function(id) return walk.expiry.at['{veer}:sessions:' .. id] end,
        ended = function(id) return walk.expiry.at['{veer}:ended:' .. id] end,
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
    }

    local function check_members_live(kind)
        for name, members in pairs(walk.now[kind]) do
            for id in pairs(members) do
                walk.check(walk.now.conversation[id], 'left', '%s:%s holds %s, which is gone', kind, name, id)
            end
        end
    end

    local function check_transfer_lists(kind, field)
        for name, ids in pairs(walk.now[kind]) do
            for id in pairs(ids) do
                local t = walk.live(walk.now.transfer[id])
                walk.check(t and t[field] == name, 'left', '%s:%s holds %s, which is over', kind, name, id)
            end
        end
    end

    -- The lanes of a desk are those in which somebody stands.
    local function check_lanes()
        local n = 0
        for name in pairs(walk.now.queue) do
            local lanes = walk.now.lanes[string.match(name, '^[^|]+')]
            walk.check(lanes and lanes[name], 'lane', '%s is not among the lanes of its desk', name)
            n = n + 1
        end
        for _, lanes in pairs(walk.now.lanes) do
            for name in pairs(lanes) do
                walk.check(walk.now.queue[name], 'lane', '%s is empty', name)
                n = n - 1
            end
        end
        walk.check(n == 0, 'lane', 'a lane twice')
    end

    function walk.check_everything()
        walk.compare()
        for id in pairs(walk.now.conversation) do walk.check_conversation(id) end
        for id in pairs(walk.now.staff) do walk.check_counsellor(id) end
        for name in pairs(walk.now.people) do walk.check_process(name) end
        for entry in pairs(walk.now.due['']) do walk.check_due(entry) end
        walk.check_matched()
        for kind, owner in pairs(OWNER_OF) do
            for id in pairs(walk.now[kind]) do
                walk.check(owner(id), 'left', '%s:%s belongs to nothing', kind, id)
            end
        end
        check_members_live('queue')
        check_members_live('waiting')
        check_members_live('left')
        check_transfer_lists('seeking', 'desk')
        check_transfer_lists('named', 'colleague')
        check_lanes()
        for id in pairs(walk.memory.arrival) do
            walk.check(walk.now.conversation[id], 'lost', '%s has not ended and is gone', id)
        end
    end
end
