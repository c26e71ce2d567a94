-- Lanes: the queues of a desk. Everybody in a lane can be served by the same counsellors, so its
-- first one is the best one for each of them. A lane is named
-- DESK|LANGUAGE|SKILL+SKILL (the visitor's tags that need a skill at this desk), or
-- DESK|@COUNSELLOR for those who wait for one colleague.

local function has(items, wanted)
    for _, item in ipairs(items) do
        if item == wanted then return true end
    end
    return false
end

function lanes.of(desk, language, tags, colleague)
    if colleague then return desk .. '|@' .. colleague end
    local settings = desks.find(desk)
    local wanted = {}
    for _, tag in ipairs(settings and settings.skilled or {}) do
        if has(tags, tag) then wanted[#wanted + 1] = tag end
    end
    table.sort(wanted)
    return desk .. '|' .. language .. '|' .. table.concat(wanted, '+')
end

-- {name, desk, language, skills} or {name, desk, colleague}.
function lanes.read(name)
    local desk, rest = string.match(name, '^([^|]+)|(.*)$')
    local colleague = string.match(rest, '^@(.*)$')
    if colleague then return { name = name, desk = desk, colleague = colleague } end
    local language, text = string.match(rest, '^([^|]*)|(.*)$')
    local skills = {}
    for skill in string.gmatch(text, '[^+]+') do skills[#skills + 1] = skill end
    return { name = name, desk = desk, language = language, skills = skills }
end

-- What a counsellor can, read once: {id, duty, free, desks, languages, skills, capacity, present};
-- nil: unknown.
function lanes.abilities(counsellor)
    local s = call('HMGET', key.staff(counsellor), 'duty', 'free', 'desks', 'languages', 'skills',
        'capacity', 'process')
    if not s[1] then return nil end
    return {
        id = counsellor, duty = s[1], free = s[2] == '1', desks = cjson.decode(s[3]),
        languages = cjson.decode(s[4]), skills = cjson.decode(s[5]), capacity = tonumber(s[6]),
        present = s[7] and s[7] ~= '',
    }
end

-- Whether this counsellor may serve this lane, whatever he is doing now.
function lanes.fits(s, lane)
    if not s or not s.desks[lane.desk] then return false end
    if lane.colleague then return lane.colleague == s.id end
    for _, skill in ipairs(lane.skills) do
        if not has(s.skills, skill) then return false end
    end
    return has(s.languages, lane.language)
end

local function has_all(items, wanted)
    for _, each in ipairs(wanted) do
        if not has(items, each) then return false end
    end
    return true
end

-- Whether two others who are on duty (or on pause) at a desk can all that this one can. Then nobody
-- who waits or seeks there needs him, not even when one of the two is the owner, who does not count.
function lanes.is_matched(s, desk)
    local others = 0
    for _, counsellor in ipairs(call('SMEMBERS', key.on_duty(desk))) do
        local other = counsellor ~= s.id and lanes.abilities(counsellor)
        if other and has_all(other.languages, s.languages) and has_all(other.skills, s.skills) then
            others = others + 1
            if others == 2 then return true end
        end
    end
    return false
end

-- Whether somebody who is on duty (or on pause) fits a lane, and pleases `accepts` if it is given.
function lanes.is_served(name, accepts)
    local lane = lanes.read(name)
    local present = lane.colleague and { lane.colleague } or call('SMEMBERS', key.on_duty(lane.desk))
    for _, counsellor in ipairs(present) do
        local s = lanes.abilities(counsellor)
        if s and s.duty ~= 'off' and lanes.fits(s, lane) and (not accepts or accepts(s)) then return true end
    end
    return false
end
