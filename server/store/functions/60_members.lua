-- Members of a conversation: who has a part in it, and which lines of the talk he may read.

function members.find(list_of_members, counsellor)
    for _, m in ipairs(list_of_members) do
        if m.counsellor == counsellor then return m end
    end
    return nil
end

-- Why this counsellor, who is not the owner, may not do what an owner may: he has a part of another
-- kind, or was the owner until he was lost; or he has no part (any more) but to wrap up.
function members.refusal(c, counsellor)
    local m = members.find(members_of(c), counsellor)
    if m and (m.part == 'receiver' or m.lost) then return 'not_owner' end
    return 'not_member'
end

-- Whether he is the owner, or was until the conversation ended.
function members.is_owner(c, counsellor)
    return c.owner == counsellor or c.state == 'ended' and c.last_owner == counsellor
end

-- What a party may do in a channel: {stream, member, first, last, open}, or nil when the channel
-- is not there for him. `last` nil: up to the newest line.
local function talk_of(c, m, t)
    if m.part == 'wrap_up' and not m.first or m.part == 'gone' then return nil end
    if m.part == 'wrap_up' then
        return { stream = c.id, member = m.member, first = m.first, last = m.last, open = false }
    end
    local open = c.state == 'active'
    if m.part == 'receiver' then open = open and t ~= nil and t.state == 'introduced' end
    -- A receiver who may not read yet stands before the first line.
    return { stream = c.id, member = m.member, first = m.first or 1, last = not m.first and 0 or nil, open = open }
end

local function is_briefing(t) return t ~= nil and (t.state == 'briefing' or t.state == 'introduced') end

local CHANNEL = {}

function CHANNEL.talk(c, m, t)
    if not m then
        return { stream = c.id, member = 'm0', first = 1, open = c.state == 'active' }
    end
    return talk_of(c, m, t)
end

function CHANNEL.briefing(_, m, t)
    if not m or not is_briefing(t) or (m.part ~= 'owner' and m.part ~= 'receiver') then return nil end
    return { stream = t.id, member = m.member, first = 1, open = true }
end

-- Envelopes for those who have a part, and their answers; also for who may still read.
function CHANNEL.keys(c, m)
    if m and m.part == 'wrap_up' and not m.first then return nil end
    local open = c.state ~= 'ended' and not (m and m.part == 'wrap_up')
    return { stream = c.id .. ':keys', member = m and m.member or 'm0', first = 1, open = open }
end

function CHANNEL.notes(c, m)
    if not m or m.part == 'gone' then return nil end
    return { stream = c.id .. ':' .. m.member, member = m.member, first = 1, open = true }
end

-- The fields of the conversation that count the lines of a channel and the numbers of a sender.
function members.counters(channel)
    return 'q:' .. channel.stream, 'n:' .. channel.stream .. ':' .. channel.member
end

-- The channel as this party may use it, with `last` and the `number` taken from him last;
-- nil and a code when he may not. `party`: `visitor` or a counsellor's id.
function members.channel(c, party, name)
    local m = nil
    if party ~= 'visitor' then
        m = members.find(members_of(c), party)
        if not m or m.part == 'gone' then return nil, 'not_member' end
    end
    local channel = CHANNEL[name](c, m, live_transfer(c))
    if not channel then
        -- Who has handed over has no part in the conversation any more.
        return nil, m and m.part == 'wrap_up' and not m.first and 'not_member' or 'unknown_channel'
    end
    channel.part = m and m.part or 'visitor'
    local newest, number = members.counters(channel)
    if c[newest] == nil then also(c, newest, number) end
    channel.last = channel.last or tonumber(c[newest] or 0)
    channel.number = tonumber(c[number] or 0)
    return channel
end

-- The newest line of a stream, or the line after which all further ones come.
local function newest_line(c, newest) return math.max(tonumber(c[newest] or 0), tonumber(c.base or 0)) end

local function line_count(c) return newest_line(c, 'q:' .. c.id) end
members.line_count = line_count

function members.next_line(c, newest) return newest_line(c, newest) + 1 end

-- Appends a line of the server's own to the talk: `notice` about `member`.
function members.notice(wall, c, member, notice)
    also(c, 'q:' .. c.id)
    local seq = members.next_line(c, 'q:' .. c.id)
    save_conversation(c, { ['q:' .. c.id] = seq })
    call('XADD', key.lines(c.id), seq .. '-0', 't', wall, 'm', member, 'x', notice)
end

-- Gives a counsellor a part in the conversation; his slot is the caller's business.
-- `first`: the first line of the talk that he may read, nil for none yet.
function members.join(c, s, part, first, shown)
    local all = members_of(c)
    local m = members.find(all, s.id)
    if not m then
        m = { member = 'm' .. (#all + 1), counsellor = s.id }
        all[#all + 1] = m
    end
    m.alias, m.organisation, m.part = s.alias, s.organisation, part
    m.first, m.last = first, nil
    m.shown = m.shown or shown
    m.lost = nil
    save_conversation(c, { members = cjson.encode(all) })
    return m
end

-- Changes the entry of a member by the given function.
function members.change(c, counsellor, change)
    local all = members_of(c)
    local m = members.find(all, counsellor)
    if not m then return nil end
    change(m)
    save_conversation(c, { members = #all > 0 and cjson.encode(all) or '[]' })
    return m
end

-- The owner's part is over: his place becomes wrap-up. `reads`: whether he may still read what
-- was said until now (after an end), or not (after a hand-over).
function members.wrap_up(ctx, c, counsellor, reads)
    members.change(c, counsellor, function(m)
        m.part = 'wrap_up'
        m.last = reads and line_count(c) or nil
        if not reads then m.first = nil end
    end)
    slots.turn(ctx, counsellor, 'c:' .. c.id, 'w:' .. c.id)
    due.set('wrap_up:' .. c.id .. ':' .. counsellor, ctx.now + clock.limit('wrap_up_ms'))
end

-- He has another part again before he has wrapped up.
function members.stop_wrap_up(ctx, c, counsellor)
    slots.free(ctx, counsellor, 'w:' .. c.id)
    due.clear('wrap_up:' .. c.id .. ':' .. counsellor)
end

-- He has no part any more and reads nothing. `kept`: from where on he may read again, should he
-- be the next owner too.
function members.gone(m)
    m.part, m.kept = 'gone', m.first
    m.first, m.last = nil, nil
end

-- The receiver or a lost owner steps out: no slot, no part, no reading.
function members.leave(ctx, c, counsellor)
    local m = members.change(c, counsellor, members.gone)
    if m then slots.free(ctx, counsellor, 'c:' .. c.id) end
    return m
end
