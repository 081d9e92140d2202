--- The parts of an incident's section: facts with their quotes, contradictions side by side, works.
-- @module breachkit.export.html.facts
local escape = require "breachkit.export.html.escape"
local words = require "breachkit.export.words"

local facts = {}

local text = escape.text
local SHOWN = 4 -- quotes of a fact that are open at once; the rest unfolds

local classes = {}
for _, stance in ipairs(words.stances) do classes[stance] = " s-" .. stance end

-- the class that colours what is held so; none for a word we do not know
local function class(stance)
  return classes[stance] or ""
end

--- A stance as a small label.
-- @tparam ?string stance
-- @treturn string HTML
-- @usage out(facts.stance "claimed")
function facts.stance(stance)
  if not stance then return "" end
  return '<span class="stance' .. class(stance) .. '">' .. text(stance) .. "</span>"
end

--- References to sources as numbers in brackets.
-- @tparam {string,...} ids of documents
-- @tparam table sources as `sources.number` gives
-- @treturn string HTML
-- @usage out(facts.references(side.reports, sources))
function facts.references(ids, sources)
  local parts = {}
  for _, id in ipairs(ids or {}) do
    local source = sources.by_id[id]
    if source then
      parts[#parts + 1] = ('<a class="ref" href="#s%d" aria-label="source %d">%d</a>'):format(source.number,
        source.number, source.number)
    else
      parts[#parts + 1] = '<span class="ref">' .. text(id) .. "</span>"
    end
  end
  return table.concat(parts, "")
end

-- who stands behind the words: the speaker, the outlet they were taken from
local function behind(claim)
  local parts = {}
  local speaker = type(claim.speaker) == "table" and claim.speaker.text or claim.speaker
  local via = type(claim.via) == "table" and claim.via.text or claim.via
  if speaker then parts[#parts + 1] = "said by <b>" .. text(speaker) .. "</b>" end
  if via then parts[#parts + 1] = "taken from <b>" .. text(via) .. "</b>" end
  return #parts > 0 and " · " .. table.concat(parts, " · ") or ""
end

-- the quote with its hedging words marked, as they are what makes the stance
local function quoted(claim)
  local quote = escape.masked(claim.quote or "")
  local hedge = type(claim.hedge) == "table" and claim.hedge.text or claim.hedge
  local from, to
  if type(hedge) == "string" and hedge ~= "" then from, to = quote:lower():find(hedge:lower(), 1, true) end
  if not from then return text(quote) end
  return text(quote:sub(1, from - 1)) .. "<mark>" .. text(quote:sub(from, to)) .. "</mark>" .. text(quote:sub(to + 1))
end

--- A claim as a quotation with its source.
-- @tparam table claim of a fact's `claims`
-- @tparam table sources as `sources.number` gives
-- @tparam[opt=false] boolean told the words stand above already: only the source is given
-- @treturn string HTML
-- @usage out(facts.quote(fact.claims[1], sources))
function facts.quote(claim, sources, told)
  local source = sources.by_id[claim.id]
  local parts = { '<figure class="quote', class(claim.stance), '">' }
  if claim.quote and not told then
    parts[#parts + 1] = "<blockquote><p>“" .. quoted(claim) .. "”</p></blockquote>"
  end
  parts[#parts + 1] = "<figcaption>"
  if source then
    parts[#parts + 1] = ('<a href="#s%d">%s</a>'):format(source.number, text(source.short))
    if source.document.published then
      parts[#parts + 1] = ", " .. text(words.date(source.document.published:sub(1, 10), true))
    end
  else
    parts[#parts + 1] = text(claim.id or "unknown source")
  end
  parts[#parts + 1] = behind(claim)
  if claim.stance then parts[#parts + 1] = " · " .. facts.stance(claim.stance) end
  parts[#parts + 1] = "</figcaption></figure>"
  return table.concat(parts)
end

-- copies of one sentence are shown once, with all the sources that carry it
local function quotes(fact, sources, out)
  local value = words.key(tostring(fact.value or ""))
  local seen, list = {}, {}
  for _, claim in ipairs(fact.claims or {}) do
    local key = words.key(claim.quote or "") .. "\0" .. (claim.stance or "")
    if not seen[key] then
      seen[key] = { claim = claim, also = {}, ids = { [claim.id or ""] = true } }
      list[#list + 1] = seen[key]
    elseif claim.id and not seen[key].ids[claim.id] then
      seen[key].ids[claim.id] = true
      table.insert(seen[key].also, claim.id)
    end
  end
  for i, entry in ipairs(list) do
    if i == SHOWN + 1 then
      out('<details><summary>', words.count(#list - SHOWN, "more quote"), '</summary>')
    end
    local html = facts.quote(entry.claim, sources, words.key(entry.claim.quote or "") == value)
    if #entry.also > 0 then
      html = html:gsub("</figcaption>", function()
        return " · the same words in " .. facts.references(entry.also, sources) .. "</figcaption>"
      end)
    end
    out(html)
  end
  if #list > SHOWN then out('</details>') end
end

local function fact_item(fact, sources, out)
  out('<li class="fact"><div class="claim"><span class="value', #tostring(fact.value) > 80 and " long" or "", '">',
    text(words.value(fact.property, fact.value, fact.bound)), '</span>')
  local of = words.of(fact.of)
  if of ~= "" then out(' <span class="of">', text(of), '</span>') end
  out(' ', facts.stance(fact.stance), '</div><p class="weight">')
  local bits = {}
  if fact.origins then bits[#bits + 1] = words.count(fact.origins, "origin") end
  if fact.reports then bits[#bits + 1] = "in " .. words.count(fact.reports, "report") end
  bits[#bits + 1] = words.division(fact.stances)
  if fact.asof then bits[#bits + 1] = "as of " .. words.date(fact.asof, true) end
  if fact.type then bits[#bits + 1] = words.type(fact.type) end
  if type(fact.when) == "string" then bits[#bits + 1] = words.date(fact.when) end
  if type(fact.victim) == "string" then bits[#bits + 1] = "victim " .. fact.victim end
  if fact.property == "when" and words.date(tostring(fact.value)) ~= fact.value and not
    tostring(fact.value):find "^%d%d%d%d%-%d%d%-%d%d$" then
    bits[#bits + 1] = tostring(fact.value)
  end
  out(text(table.concat(bits, " · ")))
  if sources.incidents[fact.see] then
    out(' · <a href="#', text(facts.anchor(fact.see)), '">its own record</a>')
  end
  out('</p>')
  if fact.aliases and #fact.aliases > 0 then
    out('<p class="aliases">also called ', text(table.concat(fact.aliases, ", ")), '</p>')
  end
  quotes(fact, sources, out)
  out('</li>')
end

--- The anchor of an incident in the page.
-- @tparam string id the incident's id
-- @treturn string made of letters, digits and hyphens
-- @usage facts.anchor "sha256:12" --> "i-sha256-3a12"
function facts.anchor(id)
  return "i-" .. tostring(id):gsub("[^%w-]", function(c) return ("-%02x"):format(c:byte()) end)
end

local function heading(level, inner)
  return ('<h%d class="name">%s</h%d>'):format(level, inner, level)
end

--- The facts of an incident by property.
-- @tparam {table,...} list an incident's `facts`
-- @tparam integer level of the headings
-- @tparam table sources as `sources.number` gives
-- @tparam function out takes strings
-- @usage facts.write(incident.facts, 3, sources, out)
function facts.write(list, level, sources, out)
  local by, order = {}, {}
  for _, pair in ipairs(words.properties) do
    by[pair[1]] = {}
    order[#order + 1] = pair[1]
  end
  for _, fact in ipairs(list) do
    if not by[fact.property] then
      by[fact.property] = {}
      order[#order + 1] = fact.property
    end
    table.insert(by[fact.property], fact)
  end
  out('<div class="facts">')
  for _, property in ipairs(order) do
    if #by[property] > 0 then
      out('<section class="property">', heading(level, text(words.heading(property))), '<ul>')
      for _, fact in ipairs(by[property]) do fact_item(fact, sources, out) end
      out('</ul></section>')
    end
  end
  out('</div>')
end

--- Contradictions, the sides beside each other.
-- @tparam {table,...} list an incident's `conflicts`
-- @tparam integer level of the headings
-- @tparam table sources as `sources.number` gives
-- @tparam function out takes strings
-- @usage facts.conflicts(incident.conflicts, 3, sources, out)
function facts.conflicts(list, level, sources, out)
  for _, conflict in ipairs(list) do
    local of = words.of(conflict.of)
    out('<section class="conflict">', heading(level, text(words.heading(conflict.property))
      .. (of ~= "" and ' <span class="of">' .. text(of) .. "</span>" or "")), '<div class="sides">')
    for _, side in ipairs(conflict.sides or {}) do
      out('<div class="side"><p class="value">', text(words.side(conflict.property, side)),
        '</p><p class="weight">')
      if side.origins then out(text(words.count(side.origins, "origin")), ' ') end
      local by = words.said_by(side)
      if by then out(text(by), ' ') end
      out('<span class="refs">', facts.references(side.reports, sources), '</span></p></div>')
    end
    out('</div>')
    if conflict.why then out('<p class="why">', text(words.why(conflict)), '</p>') end
    out('</section>')
  end
end

local before = {
  yes = { "before release", "yes" }, no = { "after release", "no" }, maybe = { "perhaps before release", "maybe" },
}

local function when(value)
  if type(value) == "table" then value = value.edtf or value.when end
  return value and text(words.date(value)) or '<span class="none">–</span>'
end

--- The works of an incident as a table.
-- @tparam {table,...} list an incident's `works`
-- @tparam function out takes strings
-- @usage facts.works(incident.works, out)
function facts.works(list, out)
  out('<div class="scroll"><table><thead><tr><th scope="col">Title</th><th scope="col">Kind</th>',
    '<th scope="col">Part</th><th scope="col">Released</th><th scope="col">Leaked</th>',
    '<th scope="col">Out before release?</th></tr></thead><tbody>')
  for _, work in ipairs(list) do
    local verdict = before[work.before_release]
    out('<tr><th scope="row"><cite>', text(work.title), '</cite></th><td>', text(work.kind or "–"), '</td><td>',
      text(words.of(work.of) ~= "" and words.of(work.of) or "–"), '</td><td>', when(work.released), '</td><td>',
      when(work.leaked), '</td><td>')
    if verdict then
      out('<span class="verdict v-', verdict[2], '">', verdict[1], '</span>')
    else
      out('<span class="none">–</span>')
    end
    out('</td></tr>')
  end
  out('</tbody></table></div>')
end

return facts
