-- Stands before the real functions in the text of the walk's library. They see this `redis` instead
-- of Redis' own: what they register is kept and called by the walker, and of what they write, tell
-- and let expire the walker hears.

local walk = { acts = {}, functions = {}, reads_only = {}, touched = {}, touched_list = {}, due_touched = {}, hints = {} }

do
    local shadow = {}
    walk.shadow = shadow
    walk.register = redis.register_function

    -- Redis' own table while a function runs (the name below is not yet the shadow).
    local function server() return redis end

    function walk.redis(...) return server().call(...) end

    function shadow.register_function(name, callback)
        local plain = name
        if callback == nil then
            plain, callback = name.function_name, name.callback
            walk.reads_only[plain] = true
        end
        walk.functions[plain] = callback
    end

    function shadow.sha1hex(text) return server().sha1hex(text) end

    local DUE = '{veer}:due'

    local function touch(name)
        local touched = walk.touched
        if not touched[name] then
            touched[name] = true
            walk.touched_list[#walk.touched_list + 1] = name
        end
    end

    local function write(command, name, ...)
        if name == DUE then
            if command ~= 'ZADD' and command ~= 'ZREM' then error('the walk does not know ' .. command .. ' of due') end
            local words = { ... }
            if command == 'ZADD' then
                walk.due_touched[words[#words]] = true
            else
                for i = 1, #words do walk.due_touched[words[i]] = true end
            end
        end
        touch(name)
        return server().call(command, name, ...)
    end

    local function delete(command, ...)
        for _, name in ipairs({ ... }) do touch(name) end
        return server().call(command, ...)
    end

    -- Redis gives the members of a set in an order of its own; a history must repeat itself.
    local function sorted(command, name)
        local found = server().call(command, name)
        if #found > 1 then
            if walk.backwards then
                table.sort(found, function(x, y) return x > y end)
            else
                table.sort(found)
            end
        end
        return found
    end

    -- What expires does so by the time of the walk.
    local function expire(_, name, ms)
        touch(name)
        walk.expire(name, tonumber(ms))
        return 1
    end

    local function set(_, name, value, ...)
        local words = { ... }
        touch(name)
        local options = {}
        local i = 1
        while i <= #words do
            if words[i] == 'PX' then
                walk.expire(name, tonumber(words[i + 1]))
                i = i + 1
            else
                options[#options + 1] = words[i]
            end
            i = i + 1
        end
        return server().call('SET', name, value, unpack(options))
    end

    local function publish(_, channel, text)
        walk.hints[#walk.hints + 1] = { string.sub(channel, 12), text }
        return 1
    end

    -- What Redis says of itself, and of what is left of a key, is the walk's to say.
    local function info() return 'run_id:' .. walk.run .. '\r\n' end
    local function left(_, name)
        local at = walk.expiry.at[name]
        return at and at - walk.elapsed or -1
    end

    local HOW = {
        INFO = info, PTTL = left,
        SMEMBERS = sorted, HKEYS = sorted, DEL = delete, UNLINK = delete, PEXPIRE = expire, SET = set, PUBLISH = publish,
        HSET = write, HDEL = write, HINCRBY = write, HSETNX = write, SADD = write, SREM = write, ZADD = write,
        ZREM = write, ZREMRANGEBYSCORE = write, XADD = write, XDEL = write, INCR = write, INCRBY = write, ZINCRBY = write,
        GET = false, HGET = false, HGETALL = false, HMGET = false, HEXISTS = false, HLEN = false, SISMEMBER = false,
        SCARD = false, ZSCORE = false, ZRANGE = false, ZRANGEBYSCORE = false, ZREVRANGE = false, ZCARD = false,
        ZRANK = false, ZCOUNT = false, XRANGE = false, XREVRANGE = false, XLEN = false, EXISTS = false,
    }

    function shadow.call(command, ...)
        local how = HOW[command]
        if how then return how(command, ...) end
        if how == nil then error('the walk does not know the command ' .. tostring(command)) end
        return server().call(command, ...)
    end
end

local redis = walk.shadow
