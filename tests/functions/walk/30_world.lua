-- The little world of one episode: desks, limits, processes and people, all made from its seed, and
-- what the walker remembers of them beside Redis.

do
    local START_MS = 1772442000000
    local DESKS = { 'csg/acute', 'csg/national', 'shn/help', 'fier/chat' }
    local STAFF = { 'csg/anna', 'csg/bram', 'shn/carla', 'fier/dirk', 'fier/els', 'shn/fons' }
    local VISITORS = { 'vera', 'wout', 'xena', 'yara', 'zef', 'ada', 'ben', 'cas', 'dana', 'evi', 'finn', 'gijs' }
    local PROCESSES = { 'w0', 'w1', 'w2' }

    -- Short, so that all of them run out.
    local function make_limits(draw)
        local function ms(from, to) return from + draw() % (to - from + 1) end
        return {
            offer_ms = ms(4000, 15000), asked_ms = ms(8000, 40000), seeking_ms = ms(8000, 40000),
            briefing_ms = ms(8000, 40000), introduced_ms = ms(8000, 40000), grace_visitor_ms = ms(6000, 30000),
            grace_counsellor_ms = ms(6000, 20000), wrap_up_ms = ms(5000, 30000), retention_ms = ms(10000, 60000),
            exclude_ms = ms(4000, 20000), process_ms = ms(5000, 9000),
            breather_ms = draw() % 3 == 0 and 0 or ms(2000, 12000), on_call_offer_ms = ms(8000, 20000),
            aging_ms = ms(10000, 60000), closing_ms = ms(10000, 40000), grace_budget_ms = ms(8000, 30000),
            rebuild_ms = 0, no_show_ms = ms(30000, 90000), idle_ms = ms(30000, 90000),
        }
    end

    local function make_desks(draw)
        local desks = {}
        for i, desk in ipairs(DESKS) do
            local fallback = {}
            if draw() % 3 > 0 then fallback[1] = DESKS[draw() % #DESKS + 1] end
            if fallback[1] == desk then fallback[1] = nil end
            desks[desk] = {
                open = true, intake = true, languages = draw() % 4 == 0 and { 'nl' } or { 'nl', 'en' },
                queue_max = draw() % 3 == 0 and 2 or 50, fallback = fallback,
                skilled = draw() % 2 == 0 and { 'stalking', 'violence' } or {},
            }
            if i > 1 and draw() % 8 == 0 then desks[desk].open, desks[desk].intake = false, false end
        end
        return desks
    end

    local function some(draw, list, least)
        local chosen = {}
        for _, item in ipairs(list) do
            if draw() % 2 == 0 then chosen[#chosen + 1] = item end
        end
        while #chosen < least do chosen[#chosen + 1] = list[draw() % #list + 1] end
        return chosen
    end

    local function make_staff(draw)
        local staff = {}
        for i = 1, 2 + draw() % (#STAFF - 1) do
            local id = STAFF[i]
            local desks = {}
            for _, desk in ipairs(some(draw, DESKS, 2)) do desks[desk] = draw() % 5 == 0 and 'on_call' or 'desk' end
            local entry = {
                desks = desks, languages = draw() % 3 == 0 and { 'nl' } or { 'nl', 'en' }, capacity = 1 + draw() % 3,
                skills = draw() % 3 == 0 and {} or { 'stalking', 'violence' },
            }
            staff[i] = {
                id = id, party = id, organisation = string.match(id, '^[^/]+'), alias = string.match(id, '[^/]+$'),
                entry = entry, usual = entry, here = false, attach = 0, asks = 0, numbers = {}, held = {},
            }
        end
        return staff
    end

    -- Forgets everything, in Redis too, and begins a new world.
    function walk.begin(seed, episode)
        local draw = walk.numbers(seed, 2 * episode)
        walk.redis('FLUSHALL')
        walk.backwards = draw() % 2 == 0
        walk.elapsed, walk.wall, walk.commands, walk.began = 0, START_MS, 0, START_MS + 1500
        walk.forget_mirror()
        walk.forget_expiry()
        walk.limits, walk.desks, walk.desk_names = make_limits(draw), make_desks(draw), DESKS
        walk.staff, walk.staff_of = make_staff(draw), {}
        for _, s in ipairs(walk.staff) do walk.staff_of[s.id] = s end
        walk.visitors, walk.visitor_of, walk.ghosts = {}, {}, {}
        walk.most_visitors = 2 + draw() % 9
        walk.entered = 0
        walk.processes, walk.process_of = {}, {}
        for i = 1, 1 + draw() % #PROCESSES do
            local p = { name = PROCESSES[i], generation = 0, alive = false, hung = false, skew = draw() % 1500 - 750, incarnation = 0 }
            walk.processes[i] = p
            walk.process_of[p.name] = p
        end
        walk.recent = {}
        walk.run = string.format('%032x', draw())
        walk.is_new_run, walk.had_new_run = nil, nil
        walk.sessions, walk.offsets = {}, {}
        walk.memory = walk.new_memory()
        walk.calm = draw() % 3 > 0
    end

    function walk.new_visitor()
        walk.entered = walk.entered + 1
        local number = walk.entered
        local name = VISITORS[(number - 1) % #VISITORS + 1]
        if number > #VISITORS then name = name .. math.floor((number - 1) / #VISITORS) end
        return {
            id = string.format('c%031x', number), party = 'visitor', name = name, number = number, secrets = 0,
            secret = string.format('secret-%d-0', number), here = false, attach = 0, numbers = {}, streams = {}, tickets = {},
            wrap = string.format('secret-of-tab-%d', number),
        }
    end

    function walk.add_visitor(v)
        walk.visitors[#walk.visitors + 1] = v
        walk.visitor_of[v.id] = v
    end

    -- Gone from Redis: a few are kept, for they may still call.
    function walk.drop_visitor(id)
        for i, v in ipairs(walk.visitors) do
            if v.id == id then
                table.remove(walk.visitors, i)
                v.here = false
                walk.visitor_of[id] = nil
                -- What was deleted is remembered by the processes (recall_ended), not by Redis.
                for _, s in ipairs(walk.staff) do s.held[id] = nil end
                walk.ghosts[#walk.ghosts + 1] = v
                if #walk.ghosts > 3 then table.remove(walk.ghosts, 1) end
                return
            end
        end
    end

    -- Whoever has lost his connection to this process.
    function walk.disconnect(process)
        for _, people in ipairs({ walk.visitors, walk.staff }) do
            for _, somebody in ipairs(people) do
                if somebody.process == process then somebody.here = false end
            end
        end
    end

    -- The processes at which somebody can be served now.
    function walk.usable()
        local found = {}
        for _, p in ipairs(walk.processes) do
            if p.alive and not p.hung then found[#found + 1] = p end
        end
        return found
    end

    -- Those of a list whose connection lives and whose process answers.
    function walk.present(people)
        local found = {}
        for _, somebody in ipairs(people) do
            if somebody.here then
                local p = walk.process_of[somebody.process]
                if p.alive and not p.hung then found[#found + 1] = somebody end
            end
        end
        return found
    end

    -- Advances the clocks: the wall clock of the machines may jump, what really passes does not.
    function walk.pass(ms)
        walk.wall = walk.wall + ms
        if ms > 0 then walk.elapsed = walk.elapsed + ms end
        walk.let_expire()
    end

    function walk.logical() return tonumber(walk.now.clock[''] and walk.now.clock[''].logical or 0) end
end
