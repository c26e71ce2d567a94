-- Processes: generation, heartbeat; time: what is due.

local AT_ONCE = 100

-- Who is connected at this process, as [party, attach number].
local function people_of(name)
    local people = {}
    for i, party in ipairs(call('SMEMBERS', key.people(name))) do
        local conversation = string.match(party, '^visitor:(.*)$')
        local of = conversation and key.conversation(conversation) or key.staff(party)
        people[i] = { party, tonumber(call('HGET', of, 'attach') or 0) }
    end
    return people
end

-- A party of a process that is no more is away, unless it is attached anew.
local function leave(ctx, name, party, attach)
    local conversation = string.match(party, '^visitor:(.*)$')
    local record = conversation and load_conversation(conversation) or load_staff(party)
    if not record or record.process ~= name or tonumber(record.attach) ~= attach then return end
    if conversation then
        conversations.visitor_gone(ctx, record)
    else
        staff.gone(ctx, record)
    end
end

-- Everybody who was connected there is away from now on. Of many the ticks that follow take the
-- rest, so that no call holds up everybody else for long; not so with `all`.
function processes.abandon(ctx, name, all)
    for i, entry in ipairs(people_of(name)) do
        local party, attach = entry[1], entry[2]
        if all or i <= AT_ONCE then
            leave(ctx, name, party, attach)
        else
            due.set(string.format('left:%s|%d|%s', name, attach, party), ctx.now)
        end
    end
    call('DEL', key.people(name))
end

function processes.is_current(name, generation)
    return call('HGET', key.process(name), 'generation') == tostring(generation)
end

-- A generation is never used again, not even after Redis has lost the ones before.
function processes.next_generation(name, incarnation)
    local before = tonumber(call('HGET', key.process(name), 'generation') or 0)
    return math.max(before + 1, incarnation)
end

function COMMANDS.process_start(ctx, a)
    local incarnation = restore.look(ctx, a.incarnation)
    local generation = processes.next_generation(ctx.process, incarnation)
    call('HSET', key.process(ctx.process), 'generation', generation)
    call('ZADD', key.processes, ctx.now, ctx.process)
    processes.abandon(ctx, ctx.process)
    return { generation = generation, incarnation = incarnation }
end

function COMMANDS.process_resume(ctx, a)
    local incarnation = restore.look(ctx, a.incarnation)
    if incarnation ~= a.incarnation then return COMMANDS.process_start(ctx, a) end
    local generation = call('HINCRBY', key.process(ctx.process), 'generation', 1)
    call('ZADD', key.processes, ctx.now, ctx.process)
    return { generation = generation, incarnation = incarnation, people = list(people_of(ctx.process)) }
end

function COMMANDS.process_stop(ctx)
    processes.abandon(ctx, ctx.process)
    call('ZREM', key.processes, ctx.process)
    clock.forget(ctx.process)
    return {}
end

-- A process of which nothing was heard is given up: whatever it still says is refused.
local function give_up_silent(ctx)
    local silent = call('ZRANGEBYSCORE', key.processes, '-inf', ctx.now - clock.limit('process_ms'))
    for _, name in ipairs(silent) do
        call('HINCRBY', key.process(name), 'generation', 1)
        call('ZREM', key.processes, name)
        clock.forget(name)
        processes.abandon(ctx, name)
    end
end

local DUE = {
    left = function(ctx, id)
        local name, attach, party = string.match(id, '^(.-)|(%d+)|(.*)$')
        leave(ctx, name, party, tonumber(attach))
    end,
    offer = function(ctx, id) offers.expire(ctx, id) end,
    transfer = function(ctx, id) transfers.time_over(ctx, id) end,
    visitor = function(ctx, id) conversations.visitor_lost(ctx, id) end,
    staff = function(ctx, id) staff.lost(ctx, id) end,
    forget = function(ctx, id) conversations.forget(ctx, id) end,
    excluded = function(ctx, id) offers.forgive(ctx, id) end,
    rebuilt = function(ctx) restore.match_all(ctx) end,
    aging = function(ctx, id) queue.age(ctx, id) end,
    owner = function(ctx, id) conversations.budget_over(ctx, id) end,
    quiet = function(ctx, id) quiet.look(ctx, id) end,
    breather = function(ctx, id) staff.rested(ctx, id) end,
    wrap_up = function(ctx, id)
        local conversation, counsellor = string.match(id, '^(%x+):(.*)$')
        local c = load_conversation(conversation)
        if c then conversations.wrapped_up(ctx, c, counsellor) end
    end,
}

function COMMANDS.tick(ctx)
    call('ZADD', key.processes, ctx.now, ctx.process)
    give_up_silent(ctx)
    local entries = call('ZRANGEBYSCORE', key.due, '-inf', ctx.now, 'LIMIT', 0, AT_ONCE)
    for _, entry in ipairs(entries) do
        -- An entry may have been cleared by one that came before it in this very call.
        if call('ZREM', key.due, entry) == 1 then
            local kind, id = string.match(entry, '^([a-z_]+):(.*)$')
            DUE[kind](ctx, id)
        end
    end
    return { done = #entries, rebuilding = restore.is_rebuilding(ctx) }
end

-- Configuring ---------------------------------------------------------------------------------

-- Takes over the desks' settings. Answers those that let less in than before, or are gone.
local function configure_desks(ctx, wanted)
    local closed = {}
    for desk, settings in pairs(wanted) do
        local before = desks.find(desk)
        call('HSET', key.desks, desk, to_json(settings))
        if settings.open then
            call('HDEL', key.closed, desk)
        elseif before and before.open then
            call('HSET', key.closed, desk, ctx.now)
        end
        if before and (before.open and not settings.open or before.intake and not settings.intake) then
            closed[#closed + 1] = desk
        end
    end
    for _, desk in ipairs(call('HKEYS', key.desks)) do
        if not wanted[desk] then
            call('HDEL', key.desks, desk)
            closed[#closed + 1] = desk
        end
    end
    table.sort(closed)
    return closed
end

-- Who may be where now. A counsellor keeps the conversations, and an offer, of a desk that he lost.
local NOWHERE = { desks = {}, languages = {}, skills = {}, capacity = 0 }

local function configure_one(ctx, id, entry)
    local s = load_staff(id)
    if not s then return end
    local before = cjson.decode(s.desks)
    staff.place(ctx, s, {
        desks = to_json(entry.desks), languages = to_json(entry.languages),
        skills = to_json(entry.skills), capacity = entry.capacity,
    })
    for desk in pairs(before) do
        if not entry.desks[desk] then transfers.look_at_desk(ctx, desk) end
    end
    transfers.look_at_colleague(ctx, id)
    bus.touch_staff(id)
end

local function configure_staff(ctx, wanted)
    for id, entry in pairs(wanted) do
        local text = to_json(entry)
        if call('HGET', key.roster, id) ~= text then
            call('HSET', key.roster, id, text)
            configure_one(ctx, id, entry)
        end
    end
    for _, id in ipairs(call('HKEYS', key.roster)) do
        if not wanted[id] then
            call('HDEL', key.roster, id)
            configure_one(ctx, id, NOWHERE)
        end
    end
end

function COMMANDS.configure(ctx, a)
    call('DEL', key.limits)
    for name, ms in pairs(cjson.decode(a.limits)) do call('HSET', key.limits, name, ms) end
    restore.set_window(ctx)
    local closed = configure_desks(ctx, cjson.decode(a.desks))
    configure_staff(ctx, cjson.decode(a.staff))
    for _, desk in ipairs(closed) do transfers.look_at_desk(ctx, desk) end
    return {}
end
