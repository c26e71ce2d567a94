-- Calling a function of the library as the program does: with its argument vector.

do
    -- A check that does not hold ends the walk; `label` says which one, so that a shorter history
    -- can be told to fail in the same way.
    function walk.check(holds, label, text, ...)
        if holds then return end
        error({ label = label, text = string.format(text, ...) }, 0)
    end

    local TO_TEXT = {
        string = function(value) return value end,
        integer = function(value) return string.format('%.0f', value) end,
        boolean = function(value) return value and '1' or '0' end,
        json = function(value) return type(value) == 'string' and value or cjson.encode(value) end,
    }

    -- The clock of the machine on which a process runs.
    function walk.clock_of(process) return walk.wall + walk.process_of[process].skew end

    local function vector(name, process, generation, values)
        local args = walk.protocol.functions[name]
        local argv = { string.format('%.0f', walk.clock_of(process)), process, string.format('%.0f', generation) }
        for i = 1, #args do
            local value = values[args[i][1]]
            if value == nil then error(name .. ' needs ' .. args[i][1]) end
            argv[#argv + 1] = TO_TEXT[args[i][2]](value)
        end
        return argv
    end

    -- How often each function gave each answer: covered[name][code or 'done'].
    walk.covered = {}

    local function cover(name, answer)
        walk.covered[name] = walk.covered[name] or {}
        walk.covered[name][answer] = (walk.covered[name][answer] or 0) + 1
    end

    local function answer_of(name, text)
        if string.sub(text, 1, 1) ~= '-' then return 'done' end
        local code = string.sub(text, 2)
        walk.check(walk.protocol.errors[code], 'answer', '%s answered %s, which errors.json does not have', name, text)
        return code
    end

    local function guarded(callback, argv)
        local ok, text = pcall(callback, {}, argv)
        if ok then return text end
        if type(text) == 'table' then text = text.err or text.label or cjson.encode(text) end
        walk.check(false, 'crash', '%s', tostring(text))
    end

    -- Plays a whole argument vector and checks what follows. Returns the text of the answer.
    local function play(name, argv, values, old)
        walk.clean()
        local call = { name = name, process = argv[2], generation = tonumber(argv[3]), values = values, repeated = old and old.call.text }
        walk.steps = walk.steps + 1
        local text = guarded(walk.functions['veer_' .. name], argv)
        call.text, call.answer = text, answer_of(name, text)
        call.done = call.answer == 'done'
        cover(name, call.answer)
        if walk.log then
            walk.log[#walk.log + 1] = { at = walk.elapsed, process = argv[2], name = name, values = values, answer = text }
        end
        walk.refresh()
        walk.after(call)
        return call
    end

    -- Calls as the process `p` and remembers the call, so that it can be repeated.
    -- Returns the call: {name, process, values, text, answer = 'done' or a code, done}.
    function walk.call(p, name, values)
        local args = walk.protocol.functions[name]
        if args[1] and args[1][1] == 'command' and values.command == nil then
            walk.commands = walk.commands + 1
            values.command = 'command-' .. walk.commands
        end
        local named = {}
        for i = 1, #args do named[args[i][1]] = values[args[i][1]] end
        values = named
        local argv = vector(name, p.name, p.generation, values)
        local call = play(name, argv, values)
        if values.command and call.answer ~= 'stale_process' then
            table.insert(walk.recent, { p = p, call = call, at = walk.elapsed })
            if #walk.recent > 12 then table.remove(walk.recent, 1) end
        end
        if call.answer == 'stale_process' and p.generation == call.generation then
            p.alive = false
            walk.disconnect(p.name)
        end
        return call
    end

    -- The same as somebody who is connected.
    function walk.call_as(somebody, name, values) return walk.call(walk.process_of[somebody.process], name, values) end

    -- The very same command once more.
    function walk.repeat_call(old)
        local values = old.call.values
        return play(old.call.name, vector(old.call.name, old.p.name, old.p.generation, values), values, old)
    end

    function walk.answer(call) return cjson.decode(call.text) end
end
