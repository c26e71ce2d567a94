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
            if i == 1 or walk.chance(walk.another(b, i), 70) then tick(p) end
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
        local call = walk.call(p, 'process_start', {})
        p.generation, p.alive, p.hung = walk.answer(call).generation, true, false
        walk.disconnect(p.name)
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
        local call = walk.call(p, 'process_start', {})
        p.generation, p.alive, p.hung = walk.answer(call).generation, true, false
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
        return walk.call(p, 'configure', { desks = walk.desks, limits = walk.limits })
    end

    function acts.desk(a, b, c)
        local p = walk.pick(walk.usable(), a)
        if not p then return false end
        local desk = walk.desks[walk.pick(walk.desk_names, b)]
        local before = desk.open
        desk.open = not before or walk.chance(c, 30)
        if not configure(p).done then desk.open = before end
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
