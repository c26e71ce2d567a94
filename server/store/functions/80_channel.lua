-- Lines: saying, reading, marks, typing. A record is opaque.

local READ_AT_ONCE = 50

function COMMANDS.say(ctx, a)
    local c = load_for_lines(a.conversation)
    if not c then return nil, 'unknown_conversation' end
    local channel, refusal = members.channel(c, a.party, a.channel)
    if not channel then return nil, refusal end
    if a.number <= channel.number then
        return { seq = channels.seq_of(channel, a.number), revision = tonumber(c.revision), fresh = false }
    end
    if not channel.open then return nil, c.state == 'ended' and 'conversation_ended' or 'not_active' end
    local newest, number = members.counters(channel)
    if a.number ~= channel.number + 1 and not restore.takes_any(c, number) then return nil, 'number_gap' end
    refusal = epochs.refusal(c, a, channel)
    if refusal then return nil, refusal end
    restore.took(c, number)
    local seq = members.next_line(c, newest)
    -- As texts: Redis writes numbers with 17 digits, which is slow.
    call('HSET', key.conversation(c.id), newest, tostring(seq), number, tostring(a.number))
    call('XADD', key.lines(channel.stream), seq .. '-0', 't', string.format('%.0f', ctx.wall),
        'm', channel.member, 'n', tostring(a.number), 'r', a.record)
    bus.spread(c.processes, ctx.process, { c = c.id, ch = a.channel, s = seq })
    if a.channel == 'keys' then epochs.took(c, a) end
    return { seq = seq, revision = tonumber(c.revision), fresh = true, at = ctx.wall, member = channel.member }
end

local function fields_of(entry)
    local record = {}
    for i = 1, #entry[2], 2 do record[entry[2][i]] = entry[2][i + 1] end
    return record
end

-- The line under which a number of this sender was kept. Looks back as far as it takes; a sender
-- repeats only what was under way when his connection broke.
function channels.seq_of(channel, number)
    local before = '+'
    while true do
        local entries = call('XREVRANGE', key.lines(channel.stream), before, '-', 'COUNT', READ_AT_ONCE)
        for _, entry in ipairs(entries) do
            local line = fields_of(entry)
            local seq = tonumber(string.match(entry[1], '^%d+'))
            if line.m == channel.member and line.n == tostring(number) then return seq end
            before = '(' .. entry[1]
        end
        if #entries < READ_AT_ONCE then return 0 end
    end
end

local function line_of(entry)
    local f = fields_of(entry)
    return {
        seq = tonumber(string.match(entry[1], '^%d+')), at = tonumber(f.t), member = f.m,
        number = f.n and tonumber(f.n) or nil, record = f.r, notice = f.x,
    }
end

function COMMANDS.records(_, a)
    local c = load_conversation(a.conversation)
    if not c then return nil, 'unknown_conversation' end
    local channel, refusal = members.channel(c, a.party, a.channel)
    if not channel then return nil, refusal end
    local from = math.max(a.after + 1, channel.first)
    local lines = {}
    if from <= channel.last then
        local entries = call('XRANGE', key.lines(channel.stream), from .. '-0', channel.last .. '-0',
            'COUNT', READ_AT_ONCE)
        for i, entry in ipairs(entries) do lines[i] = line_of(entry) end
    end
    local newest = #lines > 0 and lines[#lines].seq or channel.last
    return { lines = list(lines), more = newest < channel.last }
end

-- Marks only move forward, and never beyond what is there.
function COMMANDS.seen(_, a)
    local c = load_for_lines(a.conversation)
    if not c then return nil, 'unknown_conversation' end
    local channel, refusal = members.channel(c, a.party, 'talk')
    if not channel then return nil, refusal end
    local delivered, seen = 'd:' .. channel.member, 's:' .. channel.member
    also(c, delivered, seen)
    local d = math.max(tonumber(c[delivered] or 0), math.min(a.delivered, channel.last))
    local s = math.max(tonumber(c[seen] or 0), math.min(a.seen, channel.last))
    save_conversation(c, { [delivered] = d, [seen] = s })
    bus.spread(c.processes, nil, { c = c.id, m = channel.member, d = d, s = s })
    return {}
end

function COMMANDS.typing(_, a)
    local c = load_for_lines(a.conversation)
    if not c then return nil, 'unknown_conversation' end
    local channel, refusal = members.channel(c, a.party, a.channel)
    if not channel then return nil, refusal end
    if channel.open and a.channel ~= 'notes' then -- which nobody else reads
        bus.spread(c.processes, nil, { c = c.id, ch = a.channel, t = channel.member, on = a.typing })
    end
    return {}
end
