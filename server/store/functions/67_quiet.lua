-- Quiet conversations: a visitor who never says anything, and two who have fallen silent. One
-- timer per conversation looks back at what was said; saying itself writes nothing for it.
--
-- c.quiet: `unheard` (nothing from the visitor yet), `told` (he was told that the conversation
-- will end), `heard`. c.heard: his number of lines when the counsellor came. c.idle_line: the line
-- by which both were told that it is quiet.

local TOLD_AT = 0.6

local function look_in(ctx, c, ms) due.set('quiet:' .. c.id, ctx.now + ms) end

local function said_by_visitor(c) return c['n:' .. c.id .. ':m0'] or '0' end

-- A counsellor has come.
function quiet.start(ctx, c)
    save_conversation(c, { quiet = 'unheard', heard = said_by_visitor(c), idle_line = false })
    look_in(ctx, c, TOLD_AT * clock.limit('no_show_ms'))
end

function quiet.stop(c) due.clear('quiet:' .. c.id) end

-- The visitor has shown that he is there.
function quiet.heard(ctx, c)
    if c.quiet == 'heard' then return end
    save_conversation(c, { quiet = 'heard' })
    look_in(ctx, c, clock.limit('idle_ms'))
end

local function tell(ctx, c, notice)
    members.notice(ctx.wall, c, 'm0', notice)
    bus.touch(c)
end

local function look_for_first_words(ctx, c)
    local limit = clock.limit('no_show_ms')
    if said_by_visitor(c) ~= c.heard then
        quiet.heard(ctx, c)
    elseif c.quiet == 'unheard' then
        save_conversation(c, { quiet = 'told' })
        tell(ctx, c, 'silent')
        look_in(ctx, c, limit - TOLD_AT * limit)
    else
        conversations.finish(ctx, c, 'no_show', 'no_show')
    end
end

-- How long the newest line of the talk is ago.
local function quiet_for(ctx, c)
    local newest = call('XREVRANGE', key.lines(c.id), '+', '-', 'COUNT', 1)[1]
    return newest and math.max(ctx.wall - tonumber(newest[2][2]), 0) or 0
end

-- Both are told once; after that somebody has to say something first.
local function look_for_silence(ctx, c)
    local limit = clock.limit('idle_ms')
    local left = limit
    if tostring(line_count(c)) ~= c.idle_line then
        left = limit - quiet_for(ctx, c)
        if left <= 0 then
            tell(ctx, c, 'idle')
            save_conversation(c, { idle_line = line_count(c) })
            left = limit
        end
    end
    look_in(ctx, c, math.max(left, 1000))
end

-- Nothing runs out on people who cannot act, nor during a transfer, which has limits of its own.
function quiet.look(ctx, id)
    local c = load_conversation(id)
    if not c or c.state ~= 'active' then return end
    if stands_still(c) or live_transfer(c) then
        look_in(ctx, c, (1 - TOLD_AT) * clock.limit('no_show_ms'))
    elseif c.quiet == 'heard' then
        look_for_silence(ctx, c)
    else
        look_for_first_words(ctx, c)
    end
end
