-- What must hold for every call: a refusal or a repeat changes nothing, a reader writes nothing, time
-- goes forward only, limits begin in full, and every process concerned is told.

do
    local HARMLESS = { ['{veer}:clock'] = true }
    local MOST_STEP_MS = 3000
    local WRONG_MS = 5000
    local TIMELESS = { say = true, seen = true, typing = true }

    local function check_silent(call, but)
        for _, name in ipairs(walk.touched_list) do
            walk.check(HARMLESS[name] or name == but, 'refusal', '%s: %s, and %s was written', call.name, call.answer, name)
        end
        walk.check(#walk.hints == 0, 'refusal', '%s: %s, and somebody was told', call.name, call.answer)
    end

    local function sender(args) return args.coordinator or args.counsellor or (args.party or 'visitor') .. ':' .. (args.conversation or '') end

    local function check_answer(call)
        local generation = walk.was('process', call.process)
        local current = generation and tonumber(generation.generation) == call.generation
        if not walk.reads_only['veer_' .. call.name] and call.name ~= 'process_start' then
            walk.check((call.answer == 'stale_process') == not current, 'generation', '%s of the generation %d answered %s', call.name,
                call.generation, call.answer)
        end
        if call.answer == 'stale_process' or walk.reads_only['veer_' .. call.name] then
            walk.check(#walk.touched_list == 0 and #walk.hints == 0, 'refusal', '%s: %s, and something was written', call.name, call.answer)
        elseif call.repeated then
            walk.check(call.text == call.repeated, 'repeat', '%s: first %s, then %s', call.name, call.repeated, call.text)
            check_silent(call)
        elseif not call.done then
            local args = call.values
            check_silent(call, args.command and '{veer}:done:' .. (call.name == 'enter' and args.secret or sender(args)) .. ':' .. args.command)
        end
    end

    -- By how much the logical clock has to move: what has passed by the clock of this process, as far as
    -- the others have not brought it that far already; a clock that jumps is set anew.
    local function expected_step(process, before)
        local wall, offset = walk.clock_of(process), walk.offsets[process]
        local ahead = offset and wall + offset - before
        if ahead and ahead > MOST_STEP_MS then walk.offsets = {} end
        local step = math.min(math.max(ahead or 0, 0), MOST_STEP_MS)
        if not ahead or ahead > MOST_STEP_MS or ahead <= -WRONG_MS then walk.offsets[process] = before + step - wall end
        return step
    end

    local function check_clock(call)
        if call.answer == 'stale_process' or TIMELESS[call.name] or walk.reads_only['veer_' .. call.name] then
            walk.check(not walk.touched['{veer}:clock'], 'clock', 'the clock was set by %s', call.name)
            return
        end
        local clock, old = walk.now.clock[''], walk.was('clock', '')
        if not old then
            walk.offsets = { [call.process] = tonumber(clock.logical) - walk.clock_of(call.process) }
            return
        end
        local before = tonumber(old.logical)
        local step, expected = tonumber(clock.logical) - before, expected_step(call.process, before)
        walk.check(step == expected, 'clock', 'the logical clock moved by %d ms in %s instead of %d', step, call.name, expected)
        walk.check(tonumber(clock.logical) - walk.began <= walk.elapsed, 'clock', 'the logical clock is too fast')
        for name in pairs(walk.dirty.process) do
            if not walk.is_new_run and not (walk.now.processes[''] or {})[name] then walk.offsets[name] = nil end
        end
    end

    local LIMIT = {
        breather = 'breather_ms', visitor = 'grace_visitor_ms', staff = 'grace_counsellor_ms', forget = 'retention_ms',
        excluded = 'exclude_ms', wrap_up = 'wrap_up_ms',
    }

    -- A limit begins in full at the time of the call. (That of a transfer goes on where it stood.)
    local function check_limits(call)
        local logical = walk.logical()
        for entry in pairs(walk.dirty.due) do
            local at, old = walk.due_at(entry), walk.due_was(entry)
            if at and at ~= old then
                local kind = string.match(entry, '^[a-z_]+')
                local limit = LIMIT[kind]
                if limit then
                    walk.check(at == logical + walk.limits[limit], 'limit', '%s: due in %d ms', entry, at - logical)
                elseif kind == 'offer' then
                    walk.check(at == logical + tonumber(walk.now.offer[string.sub(entry, 7)].of_ms), 'limit', '%s: due in %d ms', entry, at - logical)
                elseif kind == 'rebuilt' then
                    walk.check(at <= logical + 5000, 'limit', 'nobody is matched for %d ms', at - logical)
                elseif kind == 'owner' then
                    walk.check(at > logical and at <= logical + walk.limits.grace_budget_ms, 'limit', '%s: due in %d ms', entry, at - logical)
                elseif kind == 'aging' or kind == 'quiet' then
                    walk.check(at > logical and at <= logical + walk.limits[kind == 'aging' and 'aging_ms' or 'no_show_ms'] +
                        walk.limits.idle_ms, 'limit', '%s: due in %d ms', entry, at - logical)
                else
                    local t = walk.now.transfer[string.match(entry, ':(.*)$')]
                    walk.check(at >= logical and at <= logical + walk.limits[t.state .. '_ms'], 'limit', '%s: due in %d ms', entry,
                        at - logical)
                end
            end
            walk.check_due(entry)
        end
        if call.name == 'tick' and call.done and walk.answer(call).done < 100 then
            for entry, at in pairs(walk.now.due['']) do
                walk.check(at >= logical, 'limit', '%s is over and nothing happened', entry)
            end
        end
    end

    -- Hints -----------------------------------------------------------------------------------------

    local NONE = {}

    local function parties(c, staff_of)
        local processes = {}
        if c.process ~= '' then processes[c.process] = true end
        for _, m in ipairs(walk.json(c.members)) do
            local s = m.part ~= 'gone' and staff_of(m.counsellor)
            if s and s.process ~= '' then processes[s.process] = true end
        end
        return processes
    end

    local function now_staff(id) return walk.now.staff[id] end
    local function was_staff(id) return walk.was('staff', id) end

    local function was_told(process, matches)
        for _, hint in ipairs(walk.told) do
            if hint.process == process and matches(hint.text) then return true end
        end
        return false
    end

    local VISIBLE = { 'state', 'owner', 'desk', 'tags', 'hand_over', 'transfer', 'process', 'ended_by', 'members', 'why', 'declined',
        'epoch', 'keyed_for' }
    local VISIBLE_TRANSFER = { 'state', 'tags', 'note', 'hash', 'amount', 'receiver', 'because', 'acked' }

    local function differs(fields, x, y)
        for _, field in ipairs(fields) do
            if x[field] ~= y[field] then return field end
        end
        return nil
    end

    local function check_told(id, call)
        local c, old = walk.now.conversation[id], walk.was('conversation', id)
        if not c or not old then
            for process in pairs(parties(c or old or { process = '', members = '[]' }, c and now_staff or was_staff)) do
                walk.check(was_told(process, function(hint) return hint.c == id end), 'told', '%s: %s was not told', id, process)
            end
            return
        end
        local grown = c.revision ~= old.revision
        local field = differs(VISIBLE, c, old)
        local t, t_old = c.transfer and walk.now.transfer[c.transfer], c.transfer and walk.was('transfer', c.transfer)
        if t and t_old and not field then field = differs(VISIBLE_TRANSFER, t, t_old) end
        if call.name ~= 'say' and not field and walk.count_of(c, id) ~= walk.count_of(old, id) then field = 'line' end
        walk.check(grown or not field, 'told', '%s: another %s and the same revision', id, tostring(field))
        if not grown then return end
        local revision = tonumber(c.revision)
        for process in pairs(parties(c, now_staff)) do
            walk.check(was_told(process, function(hint) return hint.c == id and hint.r == revision end), 'told',
                '%s: %s was not told of revision %d', id, process, revision)
        end
        for process in pairs(parties(old, was_staff)) do
            walk.check(was_told(process, function(hint) return hint.c == id and hint.r ~= nil end), 'told', '%s: %s was not told', id, process)
        end
    end

    local VISIBLE_STAFF = { 'duty', 'capacity' }

    local function check_told_staff(id)
        local s, old = walk.now.staff[id], walk.was('staff', id)
        if not s or not old then return end
        local grown = s.revision ~= old.revision
        local changed = differs(VISIBLE_STAFF, s, old) or walk.before.slots[id] ~= nil
        walk.check(grown or not changed or s.process == '', 'told', '%s: changed and the same revision', id)
        if grown and s.process ~= '' then
            walk.check(was_told(s.process, function(hint) return hint.k == id end), 'told', '%s: his process was not told', id)
        end
        if s.attach ~= old.attach and old.process ~= '' and old.process ~= nil then
            local attach = tonumber(s.attach)
            walk.check(was_told(old.process, function(hint) return hint.x == id and hint.a == attach end), 'told',
                '%s: his old connection was not told', id)
        end
        if s.process ~= old.process or s.chain ~= old.chain then
            for slot in pairs(walk.now.slots[id] or NONE) do
                local c = string.sub(slot, 1, 1) ~= 'o' and walk.now.conversation[string.sub(slot, 3)]
                local c_old = c and walk.was('conversation', c.id)
                walk.check(not c or c_old and c.revision ~= c_old.revision, 'told', '%s: comes or goes unseen', id)
            end
        end
    end

    local function check_told_line(call)
        if call.name ~= 'say' or not call.done or not walk.answer(call).fresh then return end
        local args, done = call.values, walk.answer(call)
        local c = walk.now.conversation[args.conversation]
        for process in pairs(parties(c, now_staff)) do
            local function matches(hint) return hint.c == c.id and hint.ch == args.channel and hint.s == done.seq end
            walk.check(process == call.process or was_told(process, matches), 'told', '%s: %s was not told of a line', c.id, process)
        end
    end

    local function decode_hints()
        walk.told = {}
        for i, hint in ipairs(walk.hints) do walk.told[i] = { process = hint[1], text = cjson.decode(hint[2]) } end
    end

    -- After every call.
    function walk.after(call)
        check_answer(call)
        check_clock(call)
        walk.check_say(call)
        walk.check_note(call)
        walk.remember(call)
        if #walk.touched_list > 0 or #walk.hints > 0 then
            decode_hints()
            check_told_line(call)
            walk.check_transfers_step(call)
            walk.check_actor(call)
            for id in pairs(walk.dirty.conversation) do
                check_told(id, call)
                walk.check_conversation_step(id, call)
            end
            for id in pairs(walk.dirty.staff) do
                check_told_staff(id)
                walk.check_counsellor_step(id, call)
            end
            for id in pairs(walk.dirty.conversation) do walk.check_conversation(id) end
            for id in pairs(walk.dirty.staff) do walk.check_counsellor(id) end
            for name in pairs(walk.dirty.process) do walk.check_process(name) end
            for name in pairs(walk.before.people) do walk.check_process(name) end
            walk.check_offers_step(call)
            if next(walk.dirty.conversation) or next(walk.dirty.staff) then walk.check_matched() end
        end
        check_limits(call)
        if walk.steps % 100 == 0 then walk.check_everything() end
    end
end
