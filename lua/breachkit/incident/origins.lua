--- Where each claim comes from, so that copies are not counted as corroboration.
-- The origin of a claim is the outlet that the report takes it from (`via`), else the agency the whole
-- report is credited to, else the first of the reports it nearly copies, else the report itself. An
-- outlet that is among the reports is that report.
-- @module breachkit.incident.origins
local origins = {}

-- share of the shorter text's five-word runs that the other has, from which it is taken for a copy
local COPY = 0.6
local RUN = 5

local function fold(name)
  return (tostring(name or ""):lower():gsub("^the ", ""):gsub("[^%w\128-\255]", ""))
end

local function runs(text)
  local words, set, n = {}, {}, 0
  for word in (text or ""):lower():gmatch "[%w\128-\255]+" do words[#words + 1] = word end
  for i = 1, #words - RUN + 1 do
    local run = table.concat(words, " ", i, i + RUN - 1)
    if not set[run] then set[run], n = true, n + 1 end
  end
  return set, n
end

local function copies(documents)
  local sets, sizes, of = {}, {}, {}
  for i, doc in ipairs(documents) do sets[i], sizes[i] = runs(doc.text) end
  for i = 2, #documents do
    for j = 1, i - 1 do
      local least, most = math.min(sizes[i], sizes[j]), math.max(sizes[i], sizes[j])
      if not of[i] and least >= 20 and least / most >= COPY / 2 then
        local small, large = sets[i], sets[j]
        if sizes[j] < sizes[i] then small, large = large, small end
        local shared = 0
        for run in pairs(small) do if large[run] then shared = shared + 1 end end
        if shared / least >= COPY then of[i] = of[j] or j end
      end
    end
  end
  return of
end

--- Make the resolver of one incident's reports.
-- @tparam {table,...} documents earliest first
-- @treturn function from (document, claim) to the origin's key, a string that reads ("Torrentfreak", a document's id)
-- @treturn table from a document's id to the id of the one it nearly copies
-- @usage local origin, copy_of = origins.resolver(documents)
function origins.resolver(documents)
  local copy, outlet, index = copies(documents), {}, {}
  for i, doc in ipairs(documents) do
    index[doc.id] = i
    local site = fold(doc.site)
    if site ~= "" and not outlet[site] then outlet[site] = i end
  end
  local own = {}
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
      own[i] = known and known ~= i and of_document(known) or "credit:" .. fold(credit)
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
      if not known then return "via:" .. via end
      if known ~= i then return of_document(known) end
    end
    return i and of_document(i) or tostring(doc.id)
  end, copy_of
end

return origins
