-- The walker: a history is a list of events, each a few numbers, made from the seed. An event says
-- what is done only by its numbers and the state that it meets, so that any part of a history is a
-- history too.

do
    local acts = walk.acts
    -- After so many events everything is forgotten and a new world begins.
    local EPISODE = 2000

    -- How often each act is chosen.
    local WEIGHTS = {
        { 'enter', 8 }, { 'visitor_resume', 2 }, { 'visitor_return', 3 }, { 'visitor_away', 3 }, { 'move', 2 }, { 'consent', 10 }, { 'refuse', 1 },
        { 'withdraw', 1 }, { 'visitor_extend', 1 }, { 'share_history', 1 }, { 'visitor_end', 1 }, { 'visitor_say', 5 },
        { 'visitor_seen', 1 }, { 'visitor_typing', 1 }, { 'open_epoch', 4 }, { 'open_wrongly', 2 }, { 'key_ack', 3 }, { 'shift_key', 2 },
        { 'staff_attach', 2 }, { 'staff_return', 4 }, { 'staff_away', 3 }, { 'duty', 2 }, { 'go_on', 7 }, { 'accept', 16 }, { 'decline', 3 },
        { 'answer_late', 1 }, { 'staff_say', 5 }, { 'ask', 12 }, { 'edit', 1 }, { 'cancel', 1 }, { 'introduce', 9 },
        { 'introduce_early', 1 }, { 'hand_over', 6 }, { 'hand_over_early', 1 }, { 'take_over', 3 }, { 'give_back', 2 }, { 'away_at_hand_over', 1 },
        { 'staff_extend', 1 }, { 'owner_end', 2 }, { 'wrap_up', 6 }, { 'staff_seen', 1 },
        { 'session_start', 1 }, { 'session_find', 1 }, { 'session_end', 1 },
        { 'time', 14 }, { 'while_passes', 2 }, { 'process_start', 1 }, { 'process_up', 5 }, { 'process_stop', 1 },
        { 'process_kill', 1 }, { 'process_hang', 1 }, { 'process_wake', 2 }, { 'process_resume', 1 }, { 'new_run', 1 }, { 'recall_ended', 1 }, { 'desk', 2 }, { 'roster', 2 }, { 'ready', 3 }, { 'colleagues', 1 }, { 'sign_off', 1 },
        { 'wrong_counsellor', 4 }, { 'wrong_hands', 2 }, { 'wrong_visitor', 2 }, { 'unknown', 1 }, { 'wrong_enter', 1 }, { 'wrong_secret', 1 },
        { 'nobody_known', 1 }, { 'stale_away', 2 }, { 'old_generation', 1 }, { 'again', 4 },
        { 'view', 3 }, { 'staff_view', 2 }, { 'records', 4 }, { 'board', 1 }, { 'places', 2 },
    }
    -- In some worlds it is calm: connections and processes last.
    local RARE_WHEN_CALM = {
        visitor_away = true, staff_away = true, process_start = true, process_stop = true, process_kill = true,
        process_hang = true, session_end = true, staff_attach = true, visitor_resume = true, decline = true, visitor_end = true, desk = true, roster = true, sign_off = true, new_run = true,
    }

    local OTHERWISE = { 'process_up', 'staff_return', 'go_on', 'enter', 'visitor_return', 'accept', 'visitor_say', 'time' }

    local table_of = {}

    local function choices(calm)
        if table_of[calm] then return table_of[calm] end
        local list = {}
        for _, entry in ipairs(WEIGHTS) do
            local times = entry[2] * (calm and RARE_WHEN_CALM[entry[1]] and 1 or 3)
            for _ = 1, times do list[#list + 1] = entry[1] end
        end
        table_of[calm] = list
        return list
    end

    local function events_of(seed, episode)
        local draw = walk.numbers(seed, 2 * episode + 1)
        local events = {}
        for i = 1, EPISODE do events[i] = { draw(), draw(), draw(), draw(), draw() } end
        return events
    end

    local function play_event(event)
        local list = choices(walk.calm)
        local name = list[event[1] % #list + 1]
        if acts[name](event[2], event[3], event[4], event[5]) then return name end
        -- Nothing to do of this kind: somebody who is not there comes, or time goes on.
        for i = 1, #OTHERWISE do
            local other = OTHERWISE[1 + (event[5] + i) % #OTHERWISE]
            if acts[other](event[2], event[3], event[4], event[5]) then return other end
        end
        return nil
    end

    -- Plays and gives what failed: {label, text}, or nil.
    local function guarded(play)
        local ok, failure = pcall(play)
        if ok then return nil end
        if type(failure) == 'table' and failure.label then return failure end
        return { label = 'error', text = type(failure) == 'table' and (failure.err or cjson.encode(failure)) or tostring(failure) }
    end

    local current = {}

    local function begin(seed, episode)
        walk.steps = 0
        current = { seed = seed, episode = episode, events = events_of(seed, episode) }
        walk.begin(seed, episode)
        walk.open_up()
    end

    -- walk_play SEED FROM COUNT: plays the events FROM+1 ... FROM+COUNT of this seed; to be called with
    -- FROM growing from the beginning of an episode. Answers {played, calls, failure, episode, event}.
    local function walk_play(_, argv)
        local seed, from, count = tonumber(argv[1]), tonumber(argv[2]), tonumber(argv[3])
        local played, calls = 0, 0
        local failure
        while played < count and not failure do
            local index = from + played
            local episode, event = math.floor(index / EPISODE), index % EPISODE + 1
            failure = guarded(function()
                if event == 1 then begin(seed, episode) end
                if current.seed ~= seed or current.episode ~= episode then error('walk_play begins with an episode') end
                local before = walk.steps
                play_event(current.events[event])
                if event == EPISODE then walk.check_everything() end
                calls = calls + walk.steps - before
            end)
            if failure then failure.episode, failure.event = episode, event end
            played = played + 1
        end
        return cjson.encode({ played = played, calls = calls, failure = failure })
    end

    -- walk_replay SEED EPISODE EVENTS LOG: plays these events (a JSON list of numbers) of an episode alone.
    -- Answers {failure, at, log}: `at`: how many were played; `log` when LOG is 1.
    local function walk_replay(_, argv)
        local seed, episode, wanted = tonumber(argv[1]), tonumber(argv[2]), cjson.decode(argv[3])
        local log = argv[4] == '1' and {} or nil
        local covered, at = walk.covered, 0
        walk.covered = {}
        local failure = guarded(function()
            begin(seed, episode)
            walk.log = log
            for i, event in ipairs(wanted) do
                at = i
                local first = log and #log + 1
                local name = play_event(current.events[event])
                if log and log[first] then log[first].act = name end
            end
            walk.check_everything()
        end)
        walk.log, walk.covered, current = nil, covered, {}
        local names = {}
        for _, list in ipairs({ walk.visitors, walk.ghosts }) do
            for _, v in ipairs(list) do names[v.id] = v.name end
        end
        return cjson.encode({ failure = failure, at = at, log = log, names = names })
    end

    local function walk_covered() return cjson.encode(walk.covered) end

    walk.register('walk_play', walk_play)
    walk.register('walk_replay', walk_replay)
    walk.register('walk_covered', walk_covered)
end
