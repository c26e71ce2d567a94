-- Hints to the processes concerned: ids and revisions, never content (protocol/functions.json).

function bus.tell(process, hint)
    if process and process ~= '' then call('PUBLISH', key.bus(process), cjson.encode(hint)) end
end

function bus.process_of(counsellor)
    return call('HGET', key.staff(counsellor), 'process') or ''
end

-- The members who have ever been let in, as a list of
-- {member, counsellor, alias, organisation, part, shown, first, last}:
-- `shown` once the visitor has met him; `first`, `last`: the lines of the talk he may read.
local function members_of(c) return cjson.decode(c.members) end

-- The processes at which somebody of this conversation is connected.
local function processes_of(c, members)
    local names, seen = {}, {}
    local function add(process)
        if process and process ~= '' and not seen[process] then
            seen[process] = true
            names[#names + 1] = process
        end
    end
    add(c.process)
    for _, m in ipairs(members) do
        if m.part ~= 'gone' then add(bus.process_of(m.counsellor)) end
    end
    return names
end

-- The conversation has changed: a new revision, and everybody concerned is told, also those
-- who were concerned until now.
function bus.touch(c)
    local names = processes_of(c, members_of(c))
    local told = {}
    local revision = call('HINCRBY', key.conversation(c.id), 'revision', 1)
    for name in string.gmatch(c.processes or '', '%S+') do
        told[name] = true
        bus.tell(name, { c = c.id, r = revision })
    end
    for _, name in ipairs(names) do
        if not told[name] then bus.tell(name, { c = c.id, r = revision }) end
    end
    save_conversation(c, { processes = table.concat(names, ' '), revision = revision })
end

-- A routing step was made: the fencing number grows, and everybody concerned is told.
function bus.routed(c)
    call('HINCRBY', key.conversation(c.id), 'fence', 1)
    bus.touch(c)
end

function bus.touch_staff(counsellor)
    call('HINCRBY', key.staff(counsellor), 'revision', 1)
    bus.tell(bus.process_of(counsellor), { k = counsellor })
end

-- To all processes of a conversation but the one that knows already.
function bus.spread(processes, but, hint)
    local text = cjson.encode(hint)
    for name in string.gmatch(processes or '', '%S+') do
        if name ~= but then call('PUBLISH', key.bus(name), text) end
    end
end
