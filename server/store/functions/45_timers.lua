-- The time limit of a transfer's present step. It stands still while the visitor or the owner
-- is away: nothing runs out on people who cannot act.

local LIMIT_OF = {
    asked = 'asked_ms', seeking = 'seeking_ms', briefing = 'briefing_ms', introduced = 'introduced_ms',
}

local function stands_still(c)
    return c.process == '' or (c.owner ~= nil and bus.process_of(c.owner) == '')
end

-- Starts what is left of the limit, unless it runs already or time stands still.
function timers.run(ctx, c, t)
    if t.left and LIMIT_OF[t.state] and not stands_still(c) then
        call('ZADD', key.due, 'NX', ctx.now + tonumber(t.left), 'transfer:' .. t.id)
    end
end

-- Starts the limit of the present state from its beginning.
function timers.start(ctx, c, t)
    due.clear('transfer:' .. t.id)
    save_transfer(t, { left = clock.limit(LIMIT_OF[t.state]) })
    timers.run(ctx, c, t)
end

-- An offer that came to nothing took `ms` of the search, so that the search ends however long
-- everybody takes to say no. False: nothing is left.
function timers.spend(ctx, c, t, ms)
    if not stands_still(c) then save_transfer(t, { left = math.max(tonumber(t.left) - ms, 0) }) end
    timers.run(ctx, c, t)
    return tonumber(t.left) > 0
end

-- Stops it and keeps what is left.
function timers.stop(ctx, t)
    local left = due.left(ctx.now, 'transfer:' .. t.id)
    due.clear('transfer:' .. t.id)
    if left then save_transfer(t, { left = left }) end
end

function timers.left(ctx, t)
    return due.left(ctx.now, 'transfer:' .. t.id) or tonumber(t.left)
end

function timers.limit_of(state) return LIMIT_OF[state] end
