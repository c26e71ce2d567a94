-- The pictures that go to the parties: one event per party, made from one state. What a party
-- may not know is left out here and nowhere else.

local CHANNEL_NAMES = { 'talk', 'briefing', 'notes', 'keys' }

local function member_entry(c, name, part, person, process)
    return {
        member = name, part = part, person = person, present = process ~= '',
        delivered = tonumber(c['d:' .. name] or 0), seen = tonumber(c['s:' .. name] or 0),
    }
end

-- A counsellor who has only been in the briefing is not there for the visitor; for a counsellor
-- the others are there as far as they are met by the visitor or sit in the same briefing.
local function member_entries(c, all, viewer)
    local entries = { member_entry(c, 'm0', 'visitor', nil, c.process) }
    for _, m in ipairs(all) do
        local together = viewer and (m.part == 'owner' or m.part == 'receiver')
        if m.shown or m == viewer or together then
            local process = m.part == 'gone' and '' or bus.process_of(m.counsellor)
            local entry = member_entry(c, m.member, m.part, person_of(m), process)
            if m.part == 'owner' or m.part == 'receiver' then entry.chain = staff.chain_of(m.counsellor) end
            entries[#entries + 1] = entry
        end
    end
    return entries
end

local function channel_entries(c, party)
    local entries = {}
    for _, name in ipairs(CHANNEL_NAMES) do
        local channel = members.channel(c, party, name)
        if channel then
            entries[#entries + 1] = {
                channel = name, first = channel.first, last = channel.last,
                number = channel.number, open = channel.open,
            }
        end
    end
    return entries
end

local function transfer_entry(ctx, c, t, viewer)
    local entry = {
        transfer = t.id, state = t.state, desk = t.desk, from_desk = t.from_desk,
        from = cjson.decode(t.from), tags = list(cjson.decode(t.tags)), amount = t.amount,
        because = t.because,
    }
    if t.to then entry.to = cjson.decode(t.to) end
    if t.named then entry.named = cjson.decode(t.named) end
    if t.receiver and (t.state == 'briefing' or t.state == 'introduced') then
        entry.receiver = members.find(members_of(c), t.receiver).member
        entry.chain = staff.chain_of(t.receiver)
        if epochs.is_acked(c, t) then entry.acked = true end
    end
    entry.note = t.note
    if t.state == 'asked' then entry.hash = t.hash end
    if t.state == 'offered' then
        entry.left_ms = due.left(ctx.now, 'offer:' .. t.offer)
        entry.of_ms = tonumber(load_offer(t.offer).of_ms)
    elseif timers.limit_of(t.state) then
        entry.left_ms, entry.of_ms = timers.left(ctx, t), clock.limit(timers.limit_of(t.state))
    end
    return entry
end

-- Who sees the transfer: the visitor and the owner always, the receiver while he has a part.
local function sees_transfer(viewer)
    return not viewer or viewer.part == 'owner' or viewer.part == 'receiver'
end

local function event_for(ctx, c, all, t, viewer)
    local event = {
        type = 'conversation', conversation = c.id, revision = tonumber(c.revision), state = c.state,
        part = viewer and viewer.part or 'visitor', desk = c.desk, language = c.language,
        tags = list(cjson.decode(c.tags)), members = member_entries(c, all, viewer),
        me = viewer and viewer.member or 'm0',
        channels = list(channel_entries(c, viewer and viewer.counsellor or 'visitor')),
        ended_by = c.ended_by, epoch = tonumber(c.epoch), keyed = epochs.is_keyed(c, t),
    }
    if c.state == 'waiting' or c.state == 'offered' then event.why = c.why end
    if c.declined and (not viewer or viewer.part == 'owner') then event.declined = true end
    if t and sees_transfer(viewer) then event.transfer = transfer_entry(ctx, c, t, viewer) end
    if c.hand_over and viewer and viewer.part == 'owner' then
        event.hand_over = cjson.decode(c.hand_over)
        event.hand_over.tags = list(event.hand_over.tags)
    end
    if not viewer and c.owner then event.owner_first = members.find(all, c.owner).first end
    if c.state ~= 'ended' and c.process == '' then
        event.visitor_left_ms = due.left(ctx.now, 'visitor:' .. c.id)
    end
    return event
end

function COMMANDS.view(ctx, a)
    local c = load_conversation(a.conversation)
    if not c then return { revision = 0, parties = list({}) } end
    local all = members_of(c)
    local t = c.transfer and load_transfer(c.transfer)
    local parties = { { party = 'visitor', event = event_for(ctx, c, all, t, nil) } }
    for _, m in ipairs(all) do
        if m.part ~= 'gone' then
            parties[#parties + 1] = { party = m.counsellor, event = event_for(ctx, c, all, t, m) }
        end
    end
    local ticket, consent = restore.ticket(c)
    return { revision = tonumber(c.revision), parties = parties, ticket = ticket, consent = consent }
end

local function offer_entry(ctx, o)
    local c = load_conversation(o.conversation)
    local t = o.transfer ~= '' and load_transfer(o.transfer)
    local entry = {
        offer = o.id, kind = 'new', desk = c.desk, language = c.language,
        tags = list(cjson.decode(t and t.tags or c.tags)),
        left_ms = due.left(ctx.now, 'offer:' .. o.id) or 0, of_ms = tonumber(o.of_ms),
    }
    if o.on_call == '1' then entry.on_call = true end
    if t then
        entry.kind, entry.desk, entry.from_desk = 'transfer', t.desk, t.from_desk
        entry.from = cjson.decode(t.from)
        if t.colleague then entry.named = true end
    elseif c.why ~= 'new' then
        entry.kind = 'came_back'
    end
    return entry
end

function COMMANDS.staff_view(ctx, a)
    local s = load_staff(a.counsellor)
    if not s then return nil, 'not_signed_in' end
    local offered, held = {}, {}
    slots.each(a.counsellor, function(kind, id)
        if kind == 'o' then
            offered[#offered + 1] = offer_entry(ctx, load_offer(id))
        elseif kind ~= 'b' then
            held[#held + 1] = id
        end
    end)
    table.sort(held)
    local event = {
        type = 'counsellor', revision = tonumber(s.revision), duty = s.duty, missed = tonumber(s.missed),
        capacity = tonumber(s.capacity), load = slots.load(a.counsellor),
        breather_ms = due.left(ctx.now, 'breather:' .. a.counsellor),
        offers = list(offered), conversations = list(held),
    }
    return { event = event, ticket = restore.duty_ticket(s) }
end

-- Free places and conversations of those on duty.
local function free_places(desk)
    local free = 0
    for _, counsellor in ipairs(call('SMEMBERS', key.on_duty(desk))) do
        local s = load_staff(counsellor)
        if s.duty == 'on' and s.process ~= '' then free = free + math.max(tonumber(s.capacity) - slots.load(counsellor), 0) end
    end
    return free
end

function COMMANDS.board(ctx)
    local rows = {}
    local settings = call('HGETALL', key.desks)
    for i = 1, #settings, 2 do
        local desk, configured = settings[i], cjson.decode(settings[i + 1])
        local longest = call('ZRANGE', key.waiting(desk), 0, 0, 'WITHSCORES')
        rows[#rows + 1] = {
            desk = desk, open = configured.open, intake = configured.intake, full = desks.is_full(desk), waiting = call('ZCARD', key.waiting(desk)),
            longest_ms = longest[2] and math.max(ctx.now - tonumber(longest[2]), 0) or 0,
            on_duty = call('SCARD', key.on_duty(desk)), free = free_places(desk),
            transfers = call('SCARD', key.seeking(desk)), pace = pace.of(ctx, desk),
            alerts = list(alerts.of(ctx, desk)),
        }
    end
    table.sort(rows, function(x, y) return x.desk < y.desk end)
    return { desks = list(rows) }
end

-- How many at this desk go before one with this score: those in lanes of the same language, and
-- the others too when only one counsellor could come for all, are not told apart.
local function ahead_of(lane, score)
    local n = 0
    local before = '(' .. string.format('%.0f', score)
    for _, name in ipairs(call('SMEMBERS', key.lanes(lane.desk))) do
        if name ~= lane.name and lanes.read(name).language == lane.language then
            n = n + call('ZCOUNT', key.queue(name), '-inf', before)
        end
    end
    return n
end

-- The place of a conversation in its queue, how many are really before him, and whether ordinary
-- visitors stand behind him. The place that he is shown never grows.
local function place_of(c)
    if not c.lane then return nil end
    local score = tonumber(call('ZSCORE', key.queue(c.lane), c.id))
    local ahead = call('ZRANK', key.queue(c.lane), c.id) + ahead_of(lanes.read(c.lane), score)
    local place = math.min(ahead + 1, tonumber(c.place or ahead + 1))
    if c.place ~= tostring(place) then save_conversation(c, { place = place }) end
    return place, ahead, score < CLASS.new * CLASS_STEP
end

function COMMANDS.places(ctx, a)
    local places, paces, stranded = {}, {}, {}
    for _, id in ipairs(cjson.decode(a.conversations)) do
        local c = load_conversation(id)
        local place, ahead, first
        if c and c.state == 'waiting' then place, ahead, first = place_of(c) end
        if place then
            paces[c.lane] = paces[c.lane] or pace.of(ctx, c.desk, lanes.read(c.lane))
            if stranded[c.lane] == nil then stranded[c.lane] = desks.stranded(ctx, c.lane) or false end
            places[#places + 1] = {
                conversation = id, place = place, ahead = ahead, first = first, pace = paces[c.lane],
                stranded = stranded[c.lane] or nil,
            }
        end
    end
    return { places = list(places) }
end
