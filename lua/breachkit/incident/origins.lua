--- Where each claim comes from, so that copies are not counted as corroboration.
-- The origin of a claim is the outlet that the report takes it from (`via`), else the agency the whole
-- report is credited to, else the first of the reports it nearly copies or revises, or that has the claim's sentence
-- word for word, else the report itself. An outlet that is among the reports is that report.
-- @module breachkit.incident.origins
local similar = require "breachkit.similar"
local text = require "breachkit.core".text

local origins = {}

local function fold(name)
  return (tostring(name or ""):lower():gsub("^the ", ""):gsub("[^%w\128-\255]", ""))
end

-- from each document's place to that of the earliest it nearly copies
local function copies(documents)
  local place, of, first = {}, {}, {}
  for i, doc in ipairs(documents) do place[doc.id] = i end
  for _, pair in ipairs(#documents > 1 and similar.pairs(documents) or {}) do
    local i, j = place[pair.a], place[pair.b]
    local later, earlier = math.max(i, j), math.min(i, j)
    if not of[later] or earlier < of[later] then of[later] = earlier end
  end
  for i, doc in ipairs(documents) do -- revisions of one report, whatever has been rewritten in it
    if doc.url and not doc.claims then
      if first[doc.url] then of[i] = math.min(of[i] or i, first[doc.url]) else first[doc.url] = i end
    end
  end
  return of
end

local FEWEST = 8 -- words of a sentence that two would hardly write alike

local function wording(document, first, last)
  local words = (document.text or ""):sub(first, last)
  return select(2, words:gsub("%S+", "")) >= FEWEST and fold(words) or nil
end

-- from each longer sentence to the place of the earliest document that has it
local function sentences(documents)
  local first = {}
  for i, doc in ipairs(documents) do
    local list = doc.claims and {} or text.sentences(doc.text or "")
    for k = 1, #list, 2 do
      local words = wording(doc, list[k], list[k + 1])
      if words and not first[words] then first[words] = i end
    end
  end
  return first
end

--- Make the resolver of one incident's reports.
-- @tparam {table,...} documents earliest first
-- @treturn function from (document, claim) to the origin's key, a string that reads ("outlet:torrentfreak", or the id
--  of a document)
-- @treturn table from a document's id to the id of the one it nearly copies
-- @usage local origin, copy_of = origins.resolver(documents)
function origins.resolver(documents)
  local copy, outlet, index = copies(documents), {}, {}
  for i, doc in ipairs(documents) do
    index[doc.id] = i
    local site = fold(doc.site)
    if site ~= "" and not outlet[site] then outlet[site] = i end
  end
  local own, said = {}, nil
  local function of_document(i)
    if own[i] then return own[i] end
    own[i] = tostring(documents[i].id) -- a circle of copies ends here
    local credit, copied
    for _, o in ipairs(documents[i].origins or {}) do
      if o.kind == "credit" then credit = credit or o.name end
      if o.kind == "copy" then copied = copied or index[o.id or o.name] end
    end
    local from = copied or copy[i]
    if from then
      own[i] = of_document(from)
    elseif credit then
      local known = outlet[fold(credit)]
      own[i] = known and known ~= i and of_document(known) or "outlet:" .. fold(credit)
    end
    return own[i]
  end
  local copy_of = {}
  for i, from in pairs(copy) do copy_of[documents[i].id] = documents[from].id end
  return function(doc, claim)
    local via = claim and claim.via
    via = fold(type(via) == "table" and (via.value or via.text) or via)
    local i = index[doc.id]
    if via ~= "" then
      local known = outlet[via]
      if not known then return "outlet:" .. via end -- as a report does that is credited to it
      if known ~= i then return of_document(known) end
    end
    if i and claim and claim.sentence and not doc.claims then
      said = said or sentences(documents)
      i = said[wording(doc, claim.sentence.first, claim.sentence.last) or ""] or i
    end
    return i and of_document(i) or tostring(doc.id)
  end, copy_of
end

return origins
