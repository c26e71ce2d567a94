-- Epochs: which key the talk is under, for whom it was made, and who has shown that he holds it.
-- Only what the headers of records say is known here (protocol/encryption.md).

local EPOCH_OPEN, KEY_ACK = 2, 3
local ROLE = { visitor = 1, owner = 2, receiver = 3, wrap_up = 2 }

local function as_text(names)
    table.sort(names)
    return table.concat(names, ',')
end

-- The members who take part in the talk now: the owner, and the receiver from the introduction on.
function epochs.present(c, t)
    local all = members_of(c)
    local owner = members.find(all, c.owner)
    if not owner then return '' end
    local receiver = t and t.state == 'introduced' and members.find(all, t.receiver)
    return as_text(receiver and { owner.member, receiver.member } or { owner.member })
end

-- Whether messages can be said: the newest epoch is for exactly those who take part.
function epochs.is_keyed(c, t)
    return c.keyed_for ~= nil and c.keyed_for == epochs.present(c, t)
end

-- By what the shift key of his tab is known again, or nil while it has none.
local function shift_of(counsellor)
    local chain = staff.chain_of(counsellor)
    return chain and redis.sha1hex(chain)
end

-- Whether the receiver of the transfer has shown that he holds the newest key, in the tab that he has
-- now: another one, or one that was loaded anew, does not have it yet.
function epochs.is_acked(c, t)
    local shift = shift_of(t.receiver)
    return shift ~= nil and t.acked_by == shift and t.acked == c.epoch and epochs.is_keyed(c, t)
end

-- Why a record of this header may not be said now, or nil. After a loss of Redis records of earlier
-- epochs are said again, by whoever said them then.
function epochs.refusal(c, a, channel)
    if a.sender ~= channel.member then return 'not_a_record' end
    if c.base then return nil end
    if a.role ~= ROLE[channel.part] then return 'old_epoch' end
    local newest = tonumber(c.epoch or -1)
    if a.channel == 'talk' then
        if not epochs.is_keyed(c, live_transfer(c)) then return 'no_key' end
        return a.epoch ~= newest and 'old_epoch' or nil
    elseif a.kind == EPOCH_OPEN then
        return a.epoch ~= newest + 1 and 'old_epoch' or nil
    elseif a.kind == KEY_ACK then
        return a.epoch ~= newest and 'old_epoch' or nil
    end
    return nil
end

-- Everybody sees it in his picture; of the conversation only what lines need was read so far.
local function touch(c)
    bus.touch(also(c, 'process'))
end

-- A record was taken: what follows from it.
function epochs.took(c, a)
    local newest = tonumber(c.epoch or -1)
    if a.kind == EPOCH_OPEN and a.epoch > newest then
        save_conversation(c, { epoch = a.epoch, keyed_for = as_text(cjson.decode(a.readers)) })
        touch(c)
    elseif a.kind == KEY_ACK and a.epoch == newest then
        local t = live_transfer(c)
        if not t or t.receiver ~= a.party or t.state ~= 'introduced' then return end
        save_transfer(t, { acked = a.epoch, acked_by = shift_of(a.party) or false })
        touch(c)
    end
end
