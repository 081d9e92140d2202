--- Searching a case: words, phrases and fields, over documents and over claims, with the spans that matched.
-- A query is words (all must occur), `"phrases"`, `begin*`, `-without`, and `field:value` or `field:"two words"`.
-- Fields of documents: title, origin, site, author, language, url, format, id, tag, from, to. Fields of claims: type,
-- stance, realis, when, speaker, via, hedge, and every role (victim, attacker, data, work, ...). A query that names a
-- field of claims finds claims, and its words are sought in their sentences; any other finds documents.
-- @module breachkit.case.search
local date = require "breachkit.date"
local err = require "breachkit.err"
local incidents = require "breachkit.case.incidents"
local json = require "breachkit.json"
local ledger = require "breachkit.ledger"

local search = {}

local AROUND <const> = 90 -- bytes of a snippet before and after the first match
local LIMIT <const> = 20

-- what matches words: field -> whether it is one of claims
local WORDY = { origin = false, site = false, author = false, language = false, url = false, format = false,
  speaker = true, via = true, hedge = true }
for _, role in ipairs { "victim", "attacker", "data", "data-count", "victim-count", "volume", "work", "release-date",
  "time",
  "place", "tool", "attack-pattern", "purpose", "damage", "price", "payment-method", "impersonated", "system",
  "system-version", "system-owner", "vulnerability", "cve", "discoverer", "releaser", "patch", "patch-number", "issue",
  "platform", "capability", "suspect" } do
  WORDY[role] = true
end

-- what equals a column: field -> its condition, and whether it is one of claims
local EXACT = {
  id = { "d.name = %s", false },
  tag = { "d.name IN (SELECT a FROM judgement WHERE kind = 'tag' AND undone IS NULL AND value = %s)", false },
  type = { "c.type = %s", true }, stance = { "c.stance = %s", true }, realis = { "c.realis = %s", true },
}

local DATES = {
  from = { "d.stop > %s", 1, false }, to = { "d.start < %s", 2, false },
  when = { "c.id IN (SELECT claim FROM field WHERE name = 'time' AND start < %s AND stop > %s)", 0, true },
}

--- The fields that a query can name, sorted.
search.fields = { "title" }
for _, known in ipairs { WORDY, EXACT, DATES } do
  for name in pairs(known) do table.insert(search.fields, name) end
end
table.sort(search.fields)

-- FTS5 sees a string, never syntax of its own
local function phrase(text)
  local prefix = text:find "%*$"
  return '"' .. text:gsub("%*$", ""):gsub('"', '""'):gsub("%z", " ") .. '"' .. (prefix and " *" or "")
end

-- The words and fields of a query: lists of {name, value, without}; words have no name.
local function parse(query)
  local terms, at = {}, 1
  while true do
    local without, name, value, stop
    at = query:match("^%s*()", at)
    if not at or at > #query then return terms end
    without, stop = query:match("^(%-?)()", at)
    if query:find("^%-[%s]", at) then without, stop = "", at + 1 end
    name, stop = query:match("^(%a[%a-]*):()", stop)
    if not name or query:find("^//", stop) then name, stop = nil, at + #without end
    value, at = query:match('^"([^"]*)"?%*?()', stop)
    if not value then value, at = query:match("^(%S*)()", stop) end
    if value ~= "" then terms[#terms + 1] = { name = name, value = value, without = without == "-" } end
    if at == stop then at = at + 1 end
  end
end

-- Conditions and their values, gathered while a query is read.
local function plan_of(query, options)
  local terms = parse(query)
  for name, value in pairs(options.fields or {}) do terms[#terms + 1] = { name = name, value = value } end
  if options.from then terms[#terms + 1] = { name = "from", value = options.from } end
  if options.to then terms[#terms + 1] = { name = "to", value = options.to } end
  local plan = { where = {}, values = {}, words = {}, roles = {}, n = 0 }
  local function bind(value)
    plan.n = plan.n + 1
    plan.values["v" .. plan.n] = value
    return ":v" .. plan.n
  end
  local function condition(term, sql)
    plan.where[#plan.where + 1] = (term.without and "NOT (%s)" or "(%s)"):format(sql)
  end
  for _, term in ipairs(terms) do
    local name, value = term.name, term.value
    if not name then
      if term.without then plan.without = plan.without or {} end
      table.insert(term.without and plan.without or plan.words, phrase(value))
    elseif name == "title" then
      local match = bind("title : " .. phrase(value))
      condition(term, "d.id IN (SELECT rowid FROM document_words WHERE document_words MATCH " .. match .. ")")
    elseif WORDY[name] ~= nil then
      plan.claims = plan.claims or WORDY[name]
      if WORDY[name] then plan.roles[name] = true end
      condition(term, ([[%s IN (SELECT f.%s FROM field_words w JOIN field f ON f.id = w.rowid WHERE field_words MATCH %s
        AND f.name = %s AND f.claim IS %s NULL)]]):format(WORDY[name] and "c.id" or "d.id",
        WORDY[name] and "claim" or "document", bind(phrase(value)), bind(name), WORDY[name] and "NOT" or ""))
    elseif EXACT[name] then
      plan.claims = plan.claims or EXACT[name][2]
      condition(term, EXACT[name][1]:format(bind(value)))
    elseif DATES[name] then
      local known, e = date.parse(value)
      if not known then return nil, err.new("syntax", ("%s: '%s' is no date: %s"):format(name, value, e.message)) end
      local lo, hi = date.bounds(known)
      local sql, which, of_claims = DATES[name][1], DATES[name][2], DATES[name][3]
      plan.claims = plan.claims or of_claims
      lo, hi = lo or math.mininteger, hi or math.maxinteger
      condition(term, which == 0 and sql:format(bind(hi), bind(lo)) or sql:format(bind(which == 1 and lo or hi)))
    else
      return nil, err.new("syntax", ("no field '%s': there are %s; in quotes it is a word"):format(name,
        table.concat(search.fields, ", ")))
    end
  end
  local index = plan.claims and "claim_words" or "document_words"
  if plan.without then
    condition({ without = true }, ("%s IN (SELECT rowid FROM %s WHERE %s MATCH %s)"):format(
      plan.claims and "c.id" or "d.id",
      index, index, bind(table.concat(plan.without, " OR "))))
  end
  if #plan.words > 0 then
    plan.match = table.concat(plan.words, " AND ")
    plan.values.match = plan.match
    plan.where[#plan.where + 1] = index .. " MATCH :match"
  end
  plan.index = index
  return plan
end

local function statement(plan)
  local words = plan.match
  local from, score = "document d", "NULL"
  if plan.claims then
    from = (words and "claim_words JOIN claim c ON c.id = claim_words.rowid" or "claim c") ..
      " JOIN document d ON d.id = c.document"
    score = words and "bm25(claim_words)" or "NULL"
  elseif words then
    from, score = "document_words JOIN document d ON d.id = document_words.rowid", "bm25(document_words, 4.0, 1.0)"
  end
  local order = words and "score, " or "d.start IS NULL, d.start, "
  return ("SELECT d.id AS document, %s AS claim, %s AS score FROM %s%s ORDER BY %sd.id%s LIMIT :limit"):format(
    plan.claims and "c.id" or "NULL", score, from,
    #plan.where > 0 and " WHERE " .. table.concat(plan.where, " AND ") or "", order, plan.claims and ", c.id" or "")
end

-- Where the marks stand that FTS5 puts around what matched, as positions in the text without them.
local function spans_of(marked, mark)
  local spans, at, taken = {}, 1, 0
  while true do
    local first, after = marked:find(mark, at, true)
    if not first then return spans end
    local stop, last = marked:find(mark, after + 1, true)
    if not stop then return spans end
    spans[#spans + 1] = { first = first - taken, last = stop - 1 - taken - #mark }
    taken, at = taken + 2 * #mark, last + 1
  end
end

local function highlighted(case, plan, row, column, text)
  if not plan.match then return {} end
  local mark = "\1\2bkMark\2\1"
  while text:find(mark, 1, true) do mark = mark .. "\1" end -- a report may have it
  local sql = "SELECT highlight(%s, %d, :mark, :mark) AS text FROM %s WHERE %s MATCH :match AND rowid = :id"
  local found = ledger.row(case, sql:format(plan.index, column, plan.index, plan.index),
    { mark = mark, match = plan.match, id = row })
  return found and found.text and spans_of(found.text, mark) or {}
end

-- Words around a span, cut between words.
local function snippet(text, span)
  local first, last = math.max(1, span.first - AROUND), math.min(#text, span.last + AROUND)
  if first > 1 then first = text:match("^[^%s]*%s+()", first) or first end
  if last < #text then last = (text:sub(1, last):match "^.*()%s") or last end
  if first > span.first then first = span.first end
  if last < span.last then last = span.last end
  return { first = first, last = last, text = text:sub(first, last), before = first > 1 or nil,
    after = last < #text or nil }
end

local function claim_hit(case, plan, row, out)
  local found = ledger.row(case, "SELECT * FROM claim WHERE id = ?", row.claim)
  local claim = assert(json.decode(found.record))
  out.claim = claim
  for _, span in ipairs(highlighted(case, plan, row.claim, 0, found.quote)) do
    table.insert(out.spans, { first = span.first + found.first - 1, last = span.last + found.first - 1 })
  end
  for _, role in ipairs(claim.roles or {}) do
    if plan.roles[role.role] then table.insert(out.spans, { first = role.first, last = role.last }) end
  end
  if #out.spans == 0 and claim.first then out.spans[1] = { first = claim.first, last = claim.last } end
  table.sort(out.spans, function(a, b)
    if a.first ~= b.first then return a.first < b.first end
    return a.last < b.last
  end)
  out.snippet = { first = found.first, last = found.last, text = found.quote }
end

local function document_hit(case, plan, row, doc, out)
  for _, span in ipairs(highlighted(case, plan, row.document, 1, doc.text)) do table.insert(out.spans, span) end
  if plan.match then out.title_spans = json.array(highlighted(case, plan, row.document, 0, doc.title or "")) end
  if #doc.text > 0 then out.snippet = snippet(doc.text, out.spans[1] or { first = 1, last = 1 }) end
end

local KNOWN = { fields = "table", from = "string", to = "string", limit = "integer" }

--- Search: see `case:search`.
-- @tparam table case
-- @tparam string query
-- @tparam ?table options `fields`, `from`, `to`, `limit`
-- @treturn ?table a list of hits, with `more` when there are more
-- @treturn ?table the error: "syntax"
-- @usage local hits = search.run(case, "victim:sony terabytes")
function search.run(case, query, options)
  options = err.options(options, KNOWN, "case:search")
  local limit = options.limit or LIMIT
  if limit < 1 then err.raise "case:search: limit is a whole number above 0" end
  for name, value in pairs(options.fields or {}) do
    if type(name) ~= "string" or type(value) ~= "string" then
      err.raise "case:search: option 'fields': names of fields and what is sought in them, both strings, expected"
    end
  end
  local plan, e = plan_of(query, options)
  if not plan then return nil, e end
  if #plan.where == 0 then return nil, err.new("syntax", "the query is empty: words or field:value are needed") end
  plan.values.limit = limit < math.maxinteger and limit + 1 or limit
  local rows, hits = {}, {}
  for row in case.db:rows(statement(plan), plan.values) do rows[#rows + 1] = row end
  for i = 1, math.min(limit, #rows) do
    local row = rows[i]
    local found = ledger.row(case, "SELECT * FROM document WHERE id = ?", row.document)
    local doc = incidents.document(found)
    local revised = found.revised and ledger.row(case, "SELECT name FROM document WHERE id = ?", found.revised)
    local hit = { document = doc.id, title = doc.title, published = doc.published, url = doc.url, path = doc.path,
      score = row.score and -row.score, spans = json.array {}, revised_by = revised and revised.name }
    if row.claim then claim_hit(case, plan, row, hit) else document_hit(case, plan, row, doc, hit) end
    hits[i] = hit
  end
  hits.more = #rows > limit
  return hits
end

return search
