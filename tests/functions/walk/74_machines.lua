-- What machines do: time passes, processes start, stop, die, hang and come back; desks are configured.

do
    local acts = walk.acts
    local MOVES = { 10, 300, 900, 1500, 2000, 2500, 3000, 3000, 2800, 60000, -400, -3000, -90000 }

    local function tick(p)
        local call
        repeat
            call = walk.call(p, 'tick', {})
        until not call.done or walk.answer(call).done < 100
    end

    -- Time passes and the processes' hearts beat.
    function acts.time(a, b)
        local usable = walk.usable()
        if #usable == 0 then return false end
        walk.pass(walk.pick(MOVES, a))
        for i, p in ipairs(usable) do
            if i == 1 + b % #usable or walk.chance(walk.another(b, i), walk.calm and 60 or 40) then tick(p) end
        end
        return true
    end

    -- A while passes, in small steps.
    function acts.while_passes(a)
        for i = 1, 2 + a % 4 do acts.time(a + i, a) end
        return true
    end

    function acts.process_start(a)
        local p = walk.pick(walk.processes, a)
        local call = walk.call(p, 'process_start', { incarnation = p.incarnation })
        local answer = walk.answer(call)
        p.generation, p.incarnation, p.alive, p.hung = answer.generation, answer.incarnation or 0, true, false
        walk.disconnect(p.name)
        return true
    end

    -- Its connection to Redis broke: it gets a new generation, and its people stay.
    function acts.process_resume(a)
        local p = walk.pick(walk.usable(), a)
        if not p then return false end
        local call = walk.call(p, 'process_resume', { incarnation = p.incarnation })
        if not call.done then return true end
        local answer, n = walk.answer(call), 0
        p.generation = answer.generation
        for _, each in ipairs(answer.people) do
            local conversation = string.match(each[1], '^visitor:(.*)$')
            local record = conversation and walk.now.conversation[conversation] or walk.now.staff[each[1]]
            walk.check(record.process == p.name and tonumber(record.attach) == each[2], 'people', '%s is at another process', each[1])
            n = n + 1
        end
        for _ in pairs(walk.now.people[p.name] or {}) do n = n - 1 end
        walk.check(n == 0, 'people', '%s has forgotten somebody', p.name)
        return true
    end

    -- One that is down comes up.
    function acts.process_up(a)
        local down = {}
        for _, p in ipairs(walk.processes) do
            if not p.alive then down[#down + 1] = p end
        end
        local p = walk.pick(down, a)
        if not p then return false end
        local call = walk.call(p, 'process_start', { incarnation = p.incarnation })
        local answer = walk.answer(call)
        p.generation, p.incarnation, p.alive, p.hung = answer.generation, answer.incarnation or 0, true, false
        walk.disconnect(p.name)
        return true
    end

    function acts.process_stop(a)
        local p = walk.pick(walk.usable(), a)
        if not p then return false end
        walk.call(p, 'process_stop', {})
        p.alive = false
        walk.disconnect(p.name)
        return true
    end

    -- Without a word: the others notice by themselves.
    function acts.process_kill(a)
        local usable = walk.usable()
        if #usable < 2 then return false end
        local p = walk.pick(usable, a)
        p.alive = false
        walk.disconnect(p.name)
        return acts.time(2, a)
    end

    function acts.process_hang(a)
        local usable = walk.usable()
        if #usable < 2 then return false end
        walk.pick(usable, a).hung = true
        return acts.time(2, a)
    end

    -- It goes on as if nothing had happened, and is told by the first call that it was given up.
    function acts.process_wake(a)
        local hung = {}
        for _, p in ipairs(walk.processes) do
            if p.alive and p.hung then hung[#hung + 1] = p end
        end
        local p = walk.pick(hung, a)
        if not p then return false end
        p.hung = false
        tick(p)
        return true
    end

    local function configure(p)
        local staff = {}
        for _, s in ipairs(walk.staff) do
            if s.entry.capacity > 0 then staff[s.id] = s.entry end
        end
        return walk.call(p, 'configure', { desks = walk.desks, limits = walk.limits, staff = staff })
    end

    function acts.desk(a, b, c)
        local p = walk.pick(walk.usable(), a)
        if not p then return false end
        local desk = walk.desks[walk.pick(walk.desk_names, b)]
        local open, intake = desk.open, desk.intake
        desk.open = not open or walk.chance(c, 50)
        desk.intake = desk.open and (not intake or walk.chance(walk.another(c, 1), 50))
        if not configure(p).done then desk.open, desk.intake = open, intake end
        return true
    end

    local NOWHERE = { desks = {}, languages = {}, skills = {}, capacity = 0 }

    -- The roster changes: he is on shift no more, at fewer desks, on call, or everywhere again.
    function acts.roster(a, b, c)
        local p, s = walk.pick(walk.usable(), a), walk.pick(walk.staff, b)
        if not p then return false end
        local before = s.entry
        local kind = c % 5
        if kind == 0 then
            s.entry = NOWHERE
        elseif kind < 3 then
            s.entry = s.usual
        else
            local desks = {}
            for i, desk in ipairs(walk.desk_names) do
                local was = s.usual.desks[desk]
                if was and walk.chance(walk.another(c, i), 60) then desks[desk] = kind == 3 and 'on_call' or was end
            end
            s.entry = { desks = desks, languages = s.usual.languages, skills = kind == 3 and {} or s.usual.skills, capacity = 1 + b % 3 }
        end
        if not configure(p).done then s.entry = before end
        return true
    end

    -- All processes, everybody and the desks, at the beginning of an episode.
    function walk.open_up()
        for i = 1, #walk.processes do acts.process_up(i - 1) end
        configure(walk.processes[1])
        for i = 1, #walk.staff do
            acts.staff_attach(i - 1, i)
            acts.duty(i - 1, 0)
        end
    end
end
