-- The key space as tables, kept up to date by reading anew what a call has touched. `now` is how it
-- is, `before` how it was before the call, as far as that was touched.

do
    local KIND = {
        clock = 'hash', desks = 'hash', limits = 'hash', process = 'hash', conversation = 'hash', transfer = 'hash',
        offer = 'hash', staff = 'hash', session = 'hash', outcomes = 'hash', people = 'set', transfers = 'set',
        slots = 'set', on_duty = 'set', seeking = 'set', excluded = 'set', processes = 'zset', queue = 'zset',
        free = 'zset', waiting = 'zset', lines = 'stream', pace = 'hash', done = 'string', due = 'due',
        closed = 'hash', roster = 'hash', figures = 'hash', sessions = 'set', lanes = 'set', named = 'set', left = 'set',
        alerts = 'zset', conversations = 'set', ended = 'string',
    }
    -- Sets of which it is kept in which of them each member stands.
    local REVERSED = {
        people = true, slots = true, on_duty = true, seeking = true, queue = true, free = true, waiting = true, named = true,
        left = true,
    }

    local READ = {}

    function READ.hash(name, id)
        local flat = walk.redis('HGETALL', name)
        if #flat == 0 then return nil end
        local record = { id = id ~= '' and id or nil }
        for i = 1, #flat, 2 do record[flat[i]] = flat[i + 1] end
        return record
    end

    function READ.set(name)
        local found = walk.redis('SMEMBERS', name)
        if #found == 0 then return nil end
        local set = {}
        for i = 1, #found do set[found[i]] = true end
        return set
    end

    function READ.zset(name)
        local flat = walk.redis('ZRANGE', name, 0, -1, 'WITHSCORES')
        if #flat == 0 then return nil end
        local scores = {}
        for i = 1, #flat, 2 do scores[flat[i]] = tonumber(flat[i + 1]) end
        return scores
    end

    READ.due = READ.zset
    function READ.stream(name) return walk.redis('EXISTS', name) == 1 or nil end
    function READ.string(name) return walk.redis('GET', name) or nil end

    function walk.forget_mirror()
        local now, before, where = {}, {}, {}
        for name in pairs(KIND) do
            now[name], before[name] = {}, {}
            if REVERSED[name] then where[name] = {} end
        end
        now.due[''] = {}
        walk.now, walk.before, walk.where = now, before, where
        walk.dirty = { conversation = {}, staff = {}, due = {}, process = {} }
        walk.names, walk.texts, walk.texts_count = {}, {}, 0
    end

    -- The table and the id of a key.
    local function parse(name)
        local known = walk.names[name]
        if not known then
            local kind, id = string.match(name, '^{veer}:([a-z_]+):?(.*)$')
            walk.check(KIND[kind] ~= nil, 'key', 'a key that belongs to nothing: %s', name)
            known = { kind, id }
            walk.names[name] = known
        end
        return known[1], known[2]
    end

    -- JSON that is read again and again. The result must not be changed.
    function walk.json(text)
        local value = walk.texts[text]
        if value == nil then
            if walk.texts_count > 3000 then walk.texts, walk.texts_count = {}, 0 end
            value = cjson.decode(text)
            walk.texts[text] = value
            walk.texts_count = walk.texts_count + 1
        end
        return value
    end

    local function dirty_person(party)
        local conversation = string.match(party, '^visitor:(.*)$')
        if conversation then
            walk.dirty.conversation[conversation] = true
        else
            walk.dirty.staff[party] = true
        end
    end

    local function dirty_transfer(id)
        local t = walk.now.transfer[id] or walk.before.transfer[id]
        if t then walk.dirty.conversation[t.conversation] = true end
    end

    local function dirty_offer(id)
        local o = walk.now.offer[id] or walk.before.offer[id]
        if o then
            walk.dirty.conversation[o.conversation] = true
            walk.dirty.staff[o.counsellor] = true
        end
    end

    local function dirty_slot(slot)
        local kind, id = string.sub(slot, 1, 1), string.sub(slot, 3)
        if kind == 'o' then dirty_offer(id) else walk.dirty.conversation[id] = true end
    end

    local function dirty_slots_of(counsellor)
        for slot in pairs(walk.now.slots[counsellor] or {}) do dirty_slot(slot) end
    end

    -- What has to be looked at again when a key (or a member of it) has changed.
    local CHANGED = {
        conversation = function(id, old, new)
            walk.dirty.conversation[id] = true
            for _, c in pairs({ old or nil, new }) do
                if c.owner then walk.dirty.staff[c.owner] = true end
            end
        end,
        transfer = function(id, old, new)
            dirty_transfer(id)
            for _, t in pairs({ old or nil, new }) do
                if t.receiver then walk.dirty.staff[t.receiver] = true end
            end
        end,
        offer = dirty_offer,
        staff = function(id)
            walk.dirty.staff[id] = true
            dirty_slots_of(id)
        end,
        slots = function(id) walk.dirty.staff[id] = true end,
        excluded = function(id) walk.dirty.conversation[id] = true end,
        transfers = function(id) walk.dirty.conversation[id] = true end,
        process = function(id) walk.dirty.process[id] = true end,
    }
    local MEMBER = {
        people = dirty_person,
        slots = dirty_slot,
        on_duty = function(counsellor) walk.dirty.staff[counsellor] = true end,
        free = function(counsellor) walk.dirty.staff[counsellor] = true end,
        seeking = dirty_transfer,
        named = dirty_transfer,
        left = function(conversation) walk.dirty.conversation[conversation] = true end,
        queue = function(conversation) walk.dirty.conversation[conversation] = true end,
        waiting = function(conversation) walk.dirty.conversation[conversation] = true end,
        processes = function(process) walk.dirty.process[process] = true end,
    }
    local DUE = {
        offer = dirty_offer,
        transfer = dirty_transfer,
        staff = function(id) walk.dirty.staff[id] = true end,
        breather = function(id) walk.dirty.staff[id] = true end,
        wrap_up = function(id)
            walk.dirty.conversation[string.sub(id, 1, 32)] = true
            walk.dirty.staff[string.sub(id, 34)] = true
        end,
    }

    local function moved(kind, id, old, new)
        local where, tell = walk.where[kind], MEMBER[kind]
        for member, value in pairs(old or {}) do
            local other = new and new[member]
            if other ~= value then
                if where and not other then where[member][id] = nil end
                tell(member)
            end
        end
        for member, value in pairs(new or {}) do
            local other = old and old[member]
            if other ~= value then
                if where then
                    where[member] = where[member] or {}
                    where[member][id] = value
                end
                if not other then tell(member) end
            end
        end
    end

    -- In which keys of a table a member stands: {id = score or true}.
    local NOWHERE = {}
    function walk.where_is(kind, member) return walk.where[kind][member] or NOWHERE end

    local function refresh_due()
        local now, before = walk.now.due[''], {}
        walk.before.due[''] = before
        for entry in pairs(walk.due_touched) do
            before[entry] = now[entry] or false
            local at = walk.redis('ZSCORE', '{veer}:due', entry)
            now[entry] = at and tonumber(at) or nil
            walk.dirty.due[entry] = true
            local kind, id = string.match(entry, '^([a-z_]+):(.*)$')
            local tell = DUE[kind]
            if tell then tell(id) else walk.dirty.conversation[id] = true end
        end
    end

    local function refresh(name)
        local kind, id = parse(name)
        if kind == 'due' then return end
        local old, new = walk.now[kind][id], READ[KIND[kind]](name, id)
        walk.before[kind][id] = old or false
        walk.now[kind][id] = new
        if MEMBER[kind] then moved(kind, id, old, new) end
        if CHANGED[kind] then CHANGED[kind](id, old, new) end
    end

    -- Before a call: nothing is touched.
    function walk.clean()
        for kind, records in pairs(walk.before) do
            if next(records) then walk.before[kind] = {} end
        end
        for kind, records in pairs(walk.dirty) do
            if next(records) then walk.dirty[kind] = {} end
        end
        if #walk.touched_list > 0 then walk.touched, walk.touched_list = {}, {} end
        if next(walk.due_touched) then walk.due_touched = {} end
        if #walk.hints > 0 then walk.hints = {} end
    end

    -- After a call: reads what it touched.
    function walk.refresh()
        for _, name in ipairs(walk.touched_list) do refresh(name) end
        if next(walk.due_touched) then refresh_due() end
    end

    -- A record as it was before the call: nil when it was not there.
    function walk.was(kind, id)
        local old = walk.before[kind][id]
        if old == nil then return walk.now[kind][id] end
        return old or nil
    end

    -- The queues as they were.
    function walk.was_queue()
        local queues = {}
        for name, queue in pairs(walk.now.queue) do queues[name] = queue end
        for name, queue in pairs(walk.before.queue) do queues[name] = queue or nil end
        return queues
    end

    function walk.due_at(entry) return walk.now.due[''][entry] end

    function walk.due_was(entry)
        local before = walk.before.due['']
        if before and before[entry] ~= nil then return before[entry] or nil end
        return walk.now.due[''][entry]
    end

    local function same(x, y)
        if type(x) ~= 'table' or type(y) ~= 'table' then return x == y end
        for name, value in pairs(x) do
            if y[name] ~= value then return false end
        end
        for name in pairs(y) do
            if x[name] == nil then return false end
        end
        return true
    end

    -- Reads the whole key space and compares: the mirror shows what is there and nothing else.
    function walk.compare()
        local seen = 0
        for _, name in ipairs(walk.redis('KEYS', '*')) do
            local kind, id = parse(name)
            walk.check(same(READ[KIND[kind]](name, id), walk.now[kind][id]), 'mirror', '%s changed unseen', name)
            seen = seen + 1
        end
        local kept = 0
        for kind, records in pairs(walk.now) do
            for id, record in pairs(records) do
                if kind ~= 'due' or next(record) then kept = kept + 1 end
            end
        end
        walk.check(seen == kept, 'mirror', '%d keys, %d known', seen, kept)
    end

    -- Keys that expire: by the time of the walk, in slices of a minute.
    local SLICE_MS = 60000
    function walk.forget_expiry() walk.expiry = { slices = {}, at = {}, done = 0 } end

    function walk.expire(name, ms)
        local at = walk.elapsed + ms
        walk.expiry.at[name] = at
        local slice = math.floor(at / SLICE_MS) + 1
        walk.expiry.slices[slice] = walk.expiry.slices[slice] or {}
        table.insert(walk.expiry.slices[slice], name)
    end

    -- Deletes what has expired until now (to the minute, and never too early).
    function walk.let_expire()
        local expiry = walk.expiry
        local past = math.floor(walk.elapsed / SLICE_MS)
        while expiry.done < past do
            expiry.done = expiry.done + 1
            for _, name in ipairs(expiry.slices[expiry.done] or {}) do
                if expiry.at[name] and expiry.at[name] <= walk.elapsed then
                    expiry.at[name] = nil
                    walk.redis('DEL', name)
                    local kind, id = parse(name)
                    walk.now[kind][id] = nil
                    walk.names[name] = nil
                end
            end
            expiry.slices[expiry.done] = nil
        end
    end
end
