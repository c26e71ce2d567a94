-- Names of the keys, and reading and writing of the hashes behind them (docs/redis-keys.md).
-- Everything lives under one hash tag, so that the whole network is one slot.

-- While the library is loaded redis.call does not exist yet.
local function call(...) return redis.call(...) end
local PREFIX = '{veer}:'

local key = {
    clock = PREFIX .. 'clock',
    due = PREFIX .. 'due',
    desks = PREFIX .. 'desks',
    limits = PREFIX .. 'limits',
    processes = PREFIX .. 'processes',
    conversations = PREFIX .. 'conversations',
    closed = PREFIX .. 'closed',
    roster = PREFIX .. 'roster',
}

function key.process(name) return PREFIX .. 'process:' .. name end
function key.people(process) return PREFIX .. 'people:' .. process end
function key.bus(process) return PREFIX .. 'bus:' .. process end
function key.conversation(id) return PREFIX .. 'conversation:' .. id end
function key.ended(id) return PREFIX .. 'ended:' .. id end
function key.excluded(conversation) return PREFIX .. 'excluded:' .. conversation end
function key.transfers(conversation) return PREFIX .. 'transfers:' .. conversation end
function key.lines(stream) return PREFIX .. 'lines:' .. stream end
function key.transfer(id) return PREFIX .. 'transfer:' .. id end
function key.offer(id) return PREFIX .. 'offer:' .. id end
function key.staff(id) return PREFIX .. 'staff:' .. id end
function key.slots(counsellor) return PREFIX .. 'slots:' .. counsellor end
function key.session(token) return PREFIX .. 'session:' .. token end
function key.done(party, command) return PREFIX .. 'done:' .. party .. ':' .. command end
function key.sessions(counsellor) return PREFIX .. 'sessions:' .. counsellor end
function key.queue(lane) return PREFIX .. 'queue:' .. lane end
function key.lanes(desk) return PREFIX .. 'lanes:' .. desk end
function key.free(desk, language) return PREFIX .. 'free:' .. desk .. '|' .. language end
function key.waiting(desk) return PREFIX .. 'waiting:' .. desk end
function key.seeking(desk) return PREFIX .. 'seeking:' .. desk end
function key.on_duty(desk) return PREFIX .. 'on_duty:' .. desk end
function key.named(counsellor) return PREFIX .. 'named:' .. counsellor end
function key.left(counsellor) return PREFIX .. 'left:' .. counsellor end
function key.alerts(desk) return PREFIX .. 'alerts:' .. desk end
function key.figures(desk) return PREFIX .. 'figures:' .. desk end
function key.pace(desk) return PREFIX .. 'pace:' .. desk end

-- A hash as a table with its id, or nil when there is none. Absent fields are nil.
local function load(name, id)
    local flat = call('HGETALL', name)
    if #flat == 0 then return nil end
    local record = { id = id }
    for i = 1, #flat, 2 do record[flat[i]] = flat[i + 1] end
    return record
end

local function load_conversation(id) return load(key.conversation(id), id) end
-- A conversation with only the fields that a line needs to come in or go out; `also` reads more of
-- them. A line is by far the most frequent thing, and most fields do not matter to it.
local function also(c, ...)
    local names = { ... }
    local values = call('HMGET', key.conversation(c.id), unpack(names))
    for i, name in ipairs(names) do c[name] = values[i] or nil end
    return c
end

local function load_for_lines(id)
    local c = also({ id = id }, 'state', 'owner', 'members', 'transfer', 'revision', 'processes', 'base',
        'epoch', 'keyed_for')
    return c.state and c
end

local function load_transfer(id) return load(key.transfer(id), id) end
local function load_offer(id) return load(key.offer(id), id) end
local function load_staff(id) return load(key.staff(id), id) end

-- Writes the changes to the hash and to the table; the value false deletes a field.
local function save(name, record, changes)
    local set, gone = {}, {}
    for field, value in pairs(changes) do
        if value == false then
            gone[#gone + 1] = field
            record[field] = nil
        else
            set[#set + 1] = field
            set[#set + 1] = value
            record[field] = tostring(value)
        end
    end
    if #set > 0 then call('HSET', name, unpack(set)) end
    if #gone > 0 then call('HDEL', name, unpack(gone)) end
end

local function save_conversation(c, changes) save(key.conversation(c.id), c, changes) end
local function save_transfer(t, changes) save(key.transfer(t.id), t, changes) end
local function save_staff(s, changes) save(key.staff(s.id), s, changes) end

-- JSON: cjson writes an empty table as {}, so an empty list goes in as a mark that is replaced
-- in the finished text. The mark holds a control character, which no accepted input contains.
local EMPTY_LIST = '\1[]'
local EMPTY_LIST_PATTERN = '"\\u0001%[%]"'

local function list(items)
    if #items == 0 then return EMPTY_LIST end
    return items
end

local function to_json(value)
    local text = cjson.encode(value)
    if not string.find(text, '\\u0001', 1, true) then return text end
    return (string.gsub(text, EMPTY_LIST_PATTERN, '[]'))
end
