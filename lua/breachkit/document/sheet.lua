--- A record as readable lines, each field in its place, and the claims that its fields make, by spans into those lines.
-- A format says by a table which field is which line, and what role in which claim it has; what the table does not
-- know is shown below, by the path of the field.
-- @module breachkit.document.sheet
local dates = require "breachkit.date"
local json = require "breachkit.json"

local sheet = {}

local methods = {}
local meta = { __name = "breachkit.sheet", __index = methods }

-- ---- values ----

--- A value in one line of text.
-- @param value of decoded JSON, or a string
-- @treturn ?string nil when there is nothing to show
-- @usage assert(sheet.text(true) == "yes")
function sheet.text(value)
  local kind = type(value)
  if value == nil or value == json.null then return nil end
  if kind == "boolean" then return value and "yes" or "no" end
  if kind == "number" then
    local whole = math.tointeger(value)
    return whole and ("%d"):format(whole) or tostring(value)
  end
  if kind == "table" then return nil end
  local text = tostring(value):gsub("[%c\127]+", " "):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")
  return text ~= "" and text or nil
end

local NAMED = {
  quot = '"', amp = "&", lt = "<", gt = ">", apos = "'", nbsp = " ", mdash = "\u{2014}", ndash = "\u{2013}",
  rsquo = "\u{2019}", lsquo = "\u{2018}", ldquo = "\u{201c}", rdquo = "\u{201d}", hellip = "\u{2026}",
}

--- The words of a little HTML, as it stands in fields, and the addresses that it links to.
-- @tparam string html
-- @treturn string paragraphs parted by an empty line
-- @treturn {string,...} addresses
-- @usage assert(sheet.plain "A <b>leak</b> &amp; more" == "A leak & more")
function sheet.plain(html)
  local links = {}
  -- a tag ends at the next one, too: sought for to the end from each "<", a text of them would take its length squared
  for tag in html:gmatch "<[aA]%s([^<>]*)" do
    local href = tag:match "href%s*=%s*[\"']([^\"']+)[\"']"
    if href and href:find "^https?://" then links[#links + 1] = href:gsub("&amp;", "&") end
  end
  local text = html:gsub("%s+", " "):gsub("<[bB][rR]%s*/?>", "\n\n"):gsub("</?[pPdD][iI]?[vV]?[^<>]*>", "\n\n")
    :gsub("</?[%a!][^<>]*>", "")
  text = text:gsub("&(#?)([%w]+);", function(number, name)
    if number == "" then return NAMED[name] end
    local code = tonumber(name:match "^%d+$" or "") or tonumber(name:match "^[xX](%x+)$" or "", 16)
    return code and code > 31 and code < 0xD800 and utf8.char(code) or nil
  end)
  text = text:gsub("[ \t]+", " "):gsub(" ?\n ?", "\n"):gsub("\n\n+", "\n\n"):match "^%s*(.*%S)"
  return text or "", links
end

--- A number as records write it: an integer or float, or digits with separators.
-- @param value
-- @treturn ?number
-- @usage assert(sheet.number "1,234" == 1234)
function sheet.number(value)
  if type(value) == "string" then
    value = tonumber((value:gsub("(%d),(%d%d%d)", "%1%2"):gsub("(%d),(%d%d%d)", "%1%2")))
  end
  return type(value) == "number" and value == value and value < math.huge and (math.tointeger(value) or value) or nil
end

-- ---- lines ----

--- Begin.
-- @tparam string event what the record tells of, in words: the words that its claims stand on
-- @tparam string name whom or what it is about
-- @treturn table the sheet
-- @usage local page = sheet.new("Data breach", "Acme")
function sheet.new(event, name)
  local self = setmetatable({ out = {}, length = 0, claims = {}, order = {}, prose = {}, used = {} }, meta)
  event, name = sheet.text(event) or "Record", sheet.text(name) or "unnamed"
  self.event = { first = 1, last = #event, text = event }
  self.name = { first = #event + 3, last = #event + 2 + #name, text = name }
  self:add(event .. ": " .. name .. "\n")
  return self
end

function methods:add(text)
  self.out[#self.out + 1] = text
  self.length = self.length + #text
end

--- Open a claim: roles are put in it by its key.
-- @tparam string key
-- @tparam table claim `{type, realis, stance}`
-- @usage page:claim("event", { type = "data-breach", realis = "actual", stance = "asserted" })
function methods:claim(key, claim)
  claim.roles, claim.key = {}, key
  self.claims[key] = claim
  self.order[#self.order + 1] = claim
end

local function extend(claim, first, last)
  claim.from = math.min(claim.from or first, first)
  claim.to = math.max(claim.to or last, last)
end

--- Put words that are shown in a claim.
-- @tparam string key of the claim; without one that is open nothing happens
-- @tparam table span `{first, last, text}`
-- @tparam table role `{role, type, value, of, noun}`
-- @usage page:role("event", page.name, { role = "victim", type = "organization" })
function methods:role(key, span, role)
  local claim = self.claims[key]
  if not claim then return end
  local r = { first = span.first, last = span.last, text = span.text, exact = true }
  for name, value in pairs(role) do r[name] = value end
  claim.roles[#claim.roles + 1] = r
  -- the words that name the event: the title's, or the label of the claim's own first line
  claim.trigger = claim.trigger or (key == "event" and self.event or span.label)
  extend(claim, span.line or span.first, span.stop or span.last)
end

--- A line: its label and its value, or values parted by "; ".
-- @tparam string label
-- @param values a value, or a list of values
-- @treturn {table,...} the spans of the values
-- @usage local spans = page:line("Data", { "Passwords", "Names" })
function methods:line(label, values)
  local spans, first = {}, self.length + 1
  if type(values) ~= "table" then values = { values } end
  local at, parts = first + #label + 2, {}
  for i, value in ipairs(values) do
    local text = sheet.text(value)
    if text then
      if #parts > 0 then at = at + 2 end
      spans[i] = { first = at, last = at + #text - 1, text = text }
      parts[#parts + 1] = text
      at = at + #text
    end
  end
  if #parts == 0 then return spans end
  local name = { first = first, last = first + #label - 1, text = label }
  for _, span in pairs(spans) do span.line, span.stop, span.label = first, at - 1, name end
  self:add(label .. ": " .. table.concat(parts, "; ") .. "\n")
  spans.label = name
  return spans
end

--- Paragraphs in the record's own prose: claims are read from them as from any report.
-- @tparam ?string text
-- @tparam[opt] string stance of what it tells as plain fact, where the record says elsewhere that it is not sure of it
-- @usage page:paragraphs("In May the firm was breached.")
function methods:paragraphs(text, stance)
  if not text or not text:find "%S" then return end
  self:add "\n"
  local first = self.length + 1
  self:add(text .. "\n")
  self.prose[#self.prose + 1] = { first = first, last = self.length - 1, stance = stance }
end

-- ---- fields ----

local function get(record, path)
  for name in path:gmatch "[^.]+" do
    if type(record) ~= "table" then return nil end
    record = record[name]
  end
  if record == json.null then return nil end
  return record
end
sheet.get = get

--- Lines for the fields that a table knows, with their roles. A row is `{path, label, role=, type=, of=, noun=, claim=,
-- show=, value=}`: `show` makes of the field what is shown, `value` what the role says of each shown value.
-- @tparam table record
-- @tparam {table,...} rows
-- @usage page:fields(record, { { "PwnCount", "Accounts", claim = "event", role = "data-count" } })
function methods:fields(record, rows)
  for _, row in ipairs(rows) do
    local field = get(record, row[1])
    self.used[row[1]] = true
    local shown = field
    if row.show and field ~= nil then shown = row.show(field, record) end
    if shown ~= nil and row[2] then
      local spans = self:line(row[2], shown)
      for i, value in ipairs(type(shown) == "table" and shown or { shown }) do
        local span = spans[i]
        if span and row.role then
          local normal = value
          if row.value then normal = row.value(value, record) end
          if normal ~= nil then
            self:role(row.claim, span, { role = row.role, type = row.type or "other", value = normal, of = row.of,
              noun = row.noun })
          end
        end
      end
      if spans[1] and row.hedge and row.hedge(field, record) and self.claims[row.claim] then
        self.claims[row.claim].hedge = { first = spans[1].first, last = spans[1].last, text = spans[1].text }
        extend(self.claims[row.claim], spans[1].line, spans[1].stop)
      end
    end
  end
end

local DEPTH <const> = 40

-- every leaf that no row knows: its path, and its value or values
local function leaves(value, path, used, visit, depth)
  if used[path] then return end
  if depth > DEPTH then return visit(path, "(nested deeper than is shown)") end
  if type(value) ~= "table" then return visit(path, value) end
  if value[1] ~= nil then
    local plain = {}
    for i, item in ipairs(value) do
      if type(item) == "table" then
        leaves(item, ("%s[%d]"):format(path, i), used, visit, depth + 1)
      else
        plain[#plain + 1] = item
      end
    end
    if #plain > 0 then visit(path, plain) end
    return
  end
  local names = {}
  for name in pairs(value) do names[#names + 1] = tostring(name) end
  table.sort(names)
  for _, name in ipairs(names) do
    leaves(value[name], path == "" and name or path .. "." .. name, used, visit, depth + 1)
  end
end

--- Lines for all that no row knew: nothing of a record is dropped.
-- @tparam table record
-- @tparam[opt=""] string path what the fields are called after
-- @usage page:rest(record)
function methods:rest(record, path)
  local begun = false
  leaves(record, path or "", self.used, function(name, value)
    if not begun then self:add "\n" end
    begun = true
    self:line(name, value)
  end, 1)
end

-- ---- the end ----

--- Finish: the text, the claims whose roles were found, the spans of prose.
-- @treturn string
-- @treturn {table,...} claims `{type, first, last, text, realis, stance, hedge, sentence, roles}`
-- @treturn {table,...} `{first, last}`
-- @usage local text, claims, prose = page:finish()
function methods:finish()
  local text, list = table.concat(self.out):gsub("\n+$", ""), {}
  for _, c in ipairs(self.order) do
    if #c.roles > 0 then
      local trigger = c.trigger or self.event
      list[#list + 1] = {
        type = c.type, realis = c.realis, stance = c.stance, hedge = c.hedge, speaker = c.speaker,
        first = trigger.first, last = trigger.last, text = trigger.text, roles = c.roles,
        sentence = { first = math.min(trigger.first, c.from), last = c.to },
      }
    end
  end
  return text, list, self.prose
end

--- A date record of a text in EDTF or any machine form.
-- @tparam ?string text
-- @treturn ?table nil when it is no date
-- @usage local d = sheet.date "2014-11-24~"
function sheet.date(text)
  if type(text) ~= "string" then return nil end
  return (dates.parse(text))
end

return sheet
