--- A document that a caller gives as a table is looked at before anything rests on it, here and nowhere else.
-- @module breachkit.document.checked
local core = require "breachkit.core"
local dates = require "breachkit.date"
local err = require "breachkit.err"
local given = require "breachkit.document.given"

local checked = {}

local KINDS = {
  string = "text title url path type site section language canonical sha256 published published_from updated fetched "
    .. "anchor",
  ["string or number"] = "id", number = "size",
  table = "authors links origins warnings dates attachments claims prose anchors",
}
local FIELDS = {}
for kind, names in pairs(KINDS) do
  for name in names:gmatch "%S+" do FIELDS[#FIELDS + 1] = { name = name, kind = kind } end
end
table.sort(FIELDS, function(a, b) return a.name < b.name end)

local ELEMENTS = { authors = "string", warnings = "string", links = "table", origins = "table", dates = "table",
  attachments = "table" }

local NULL = core.json.null

local function has_null(value, seen)
  if value == NULL then return true end
  if type(value) ~= "table" or seen and seen[value] then return false end
  seen = seen or {}
  seen[value] = true
  for _, inner in pairs(value) do
    if has_null(inner, seen) then return true end
  end
  return false
end

-- A copy in which what was null is absent; a list closes up.
local function without_nulls(value, copies)
  if value == NULL then return nil end
  if type(value) ~= "table" then return value end
  if copies[value] then return copies[value] end
  local out, n = {}, #value
  copies[value] = out
  for i = 1, n do out[#out + 1] = without_nulls(value[i], copies) end
  for key, inner in pairs(value) do
    if not (math.type(key) == "integer" and key >= 1 and key <= n) then out[key] = without_nulls(inner, copies) end
  end
  return setmetatable(out, getmetatable(value))
end

-- A date that cannot be read is not known.
local function is_absent(name, value)
  return (name == "published" or name == "anchor") and type(value) == "string" and not dates.parse(value)
end

-- What is wrong with a field, in words, nil when nothing is; by its name, where its type is not all there is to it.
local faults = {}

function faults.claims(list, text)
  if #(given.claims(list, text) or {}) < #list then return "each claim needs its type, stance, realis and place" end
end

function faults.prose(list, text)
  if #list > 0 and not given.spans(list, text) then return "spans of the text expected, in order and apart" end
end

function faults.anchors(list, text)
  local fault = faults.prose(list, text)
  for _, span in ipairs(fault and {} or list) do
    if type(span.anchor) ~= "string" or not dates.parse(span.anchor) then
      return "each span needs a date as its anchor"
    end
  end
  return fault
end

local function fault_of(field, value, text)
  if not err.fits(value, field.kind) then return ("%s expected, got %s"):format(field.kind, type(value)) end
  local kind = ELEMENTS[field.name]
  for i, element in ipairs(kind and value or {}) do
    if type(element) ~= kind then
      return ("a list of %ss expected, number %d is a %s"):format(kind, i, type(element))
    end
  end
  return faults[field.name] and faults[field.name](value, text)
end

--- A document from outside, sound: nulls of JSON in its fields are absent, and its fields are of their types, with what
-- they say of places within the text; false is absent as well, and so is a `published` or `anchor` that is no date.
-- What else the table holds is the caller's own.
-- @tparam table doc as the caller gives it; it is not changed
-- @tparam string who the function that is asked, for the message
-- @treturn table the document: the same one, or a copy where something in it is absent
-- @raise "who: document 'id': field 'title': string expected, got number", with the line of who called the library
-- @usage doc = checked.document(doc, "claims.list")
function checked.document(doc, who)
  if type(doc) ~= "table" then err.raise(("%s: a document expected, got %s"):format(who, type(doc))) end
  local sound = doc
  for k = 1, #FIELDS do
    local field = FIELDS[k]
    local value = doc[field.name]
    local absent = value and is_absent(field.name, value)
    if absent or value and has_null(value) then
      if sound == doc then
        sound = setmetatable({}, getmetatable(doc))
        for name, inner in pairs(doc) do sound[name] = inner end
      end
      sound[field.name] = not absent and without_nulls(value, {}) or nil
    end
  end
  local text = type(sound.text) == "string" and sound.text or ""
  for k = 1, #FIELDS do
    local field = FIELDS[k]
    local value = sound[field.name]
    local fault = value and fault_of(field, value, text)
    if fault then
      local id = err.fits(sound.id, "string or number") and ("document '%s'"):format(err.shown(tostring(sound.id)))
      err.raise(("%s: %s: field '%s': %s"):format(who, id or "a document without id", field.name, fault))
    end
  end
  return sound
end

--- The same for a document among others, where each needs an id: without one it gets it from its text, as a file does
-- from its bytes.
-- @tparam table doc
-- @tparam string who
-- @treturn table the document, or a copy with an id
-- @raise as `document`, and when it has neither id nor text
-- @usage doc = checked.report(doc, "correlate")
function checked.report(doc, who)
  local sound = checked.document(doc, who)
  if sound.id ~= nil then return sound end
  if not sound.text then err.raise(who .. ": a document without id and text") end
  local copy = { id = "sha256:" .. core.digest.hex("sha256", sound.text):sub(1, 16) }
  for name, value in pairs(sound) do copy[name] = value end
  return setmetatable(copy, getmetatable(sound))
end

return checked
