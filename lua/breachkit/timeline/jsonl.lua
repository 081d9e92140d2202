--- JSON Lines, the interface's own form: holds everything.
-- @module breachkit.timeline.jsonl
local json = require "breachkit.json"

local jsonl = {}

--- Write the timeline in this format.
-- @tparam userdata tl the timeline
-- @tparam function emit called with each piece of the output
-- @tparam function lose called with (field, why) for each thing that the format cannot hold
-- @usage timeline:write("jsonl", print)
function jsonl.write(tl, emit, lose)
  for e in tl:each() do
    local out = {}
    for name, value in pairs(e) do out[name] = value end
    out.reports = json.array(out.reports or {})
    out.claims = json.array(out.claims or {})
    local line = json.encode(out, { utf8 = "replace" })
    if line then
      emit(line .. "\n")
    else
      lose("event", "it holds a number that JSON has not")
    end
  end
end

-- JSON null is absent; empty arrays are as good as none.
local function clean(value)
  local out = {}
  for name, v in pairs(value) do
    if v ~= json.null and not (type(v) == "table" and next(v) == nil) then out[name] = v end
  end
  return out
end

--- Each object, nulls and empty lists left out; also for Timesketch.
-- @tparam function read gives the next bytes of the input
-- @tparam function fn called with (object, position)
-- @tparam function fail called with (position, message or error value) for each bad line
-- @usage jsonl.each(read, function(record) print(record.message) end, print)
function jsonl.each(read, fn, fail)
  for _, value, e, _, position in json.lines(read, { drop_null = true }) do
    if e then
      fail(e.position, e)
    elseif type(value) ~= "table" or json.is_array(value) then
      fail(position, "an object is expected on each line")
    else
      fn(clean(value), position)
    end
  end
end

local TEXT = { "what", "type", "stance", "incident", "source" }

--- Read events of this format.
-- @tparam function read gives the next bytes of the input
-- @tparam function add called with (event, position) for each event
-- @tparam function _ called with (field, why) for each thing that an event cannot hold
-- @tparam function fail called with (position, message or error value) for each bad line
-- @usage local tl = timeline.read("jsonl", bytes)
function jsonl.read(read, add, _, fail)
  jsonl.each(read, function(event, position)
    for _, name in ipairs(TEXT) do
      local value = event[name]
      if value ~= nil and type(value) ~= "string" then return fail(position, name .. " must be a string") end
    end
    for _, name in ipairs { "reports", "claims" } do
      local list = event[name]
      if list ~= nil and (type(list) ~= "table" or #list == 0) then
        return fail(position, name .. " must be an array")
      end
    end
    for _, report in ipairs(event.reports or {}) do
      if type(report) ~= "string" then return fail(position, "reports must be strings") end
    end
    if type(event.when) == "boolean" then return fail(position, "when must be a date") end
    add(event, position)
  end, fail)
end

return jsonl
