--- What analysts say in a case: decisions on two reports, tags, notes; each a numbered entry of the log that can be
-- taken back. And what decisions do to the groups that correlation proposes.
-- @module breachkit.case.judgement
local digest = require "breachkit.core".digest
local err = require "breachkit.err"
local ledger = require "breachkit.ledger"
local log = require "breachkit.case.log"

local judgement = {}

--- The parts that "same" joins, directly or over others.
-- @tparam {table,...} decisions `{a, b, value}`
-- @treturn function from a document's id to its part's first id
-- @usage local part_of = judgement.parts(decisions)
function judgement.parts(decisions)
  local parent = {}
  local function find(x)
    while parent[x] do
      parent[x] = parent[parent[x]] or parent[x]
      x = parent[x]
    end
    return x
  end
  for _, d in ipairs(decisions) do
    if d.value == "same" then
      local a, b = find(d.a), find(d.b)
      if a ~= b then parent[b] = a end
    end
  end
  return find
end

--- The decisions that hold.
-- @tparam table case
-- @tparam[opt] integer upto the log entry as of which
-- @treturn {table,...} `{seq, a, b, value, why, who, made}`
-- @usage for _, d in ipairs(judgement.decisions(case)) do print(d.a, d.b, d.value, d.why) end
function judgement.decisions(case, upto)
  local list = {}
  for row in case.db:rows([[SELECT * FROM judgement WHERE kind = 'decision' AND seq <= :upto
    AND (undone IS NULL OR undone > :upto) ORDER BY seq]], { upto = upto or math.maxinteger }) do
    list[#list + 1] = row
  end
  return list
end

-- A decision that an earlier one rules out.
local function contradiction(decisions, new)
  local all = table.move(decisions, 1, #decisions, 1, {})
  all[#all + 1] = new
  local part_of = judgement.parts(all)
  for _, d in ipairs(all) do
    if d.value == "different" and part_of(d.a) == part_of(d.b) then
      if d ~= new then
        return ("entry %d holds %s and %s to be different: undo it first"):format(d.seq, d.a, d.b)
      end
      return ("earlier entries hold %s and %s to be the same: undo one of them first"):format(d.a, d.b)
    end
  end
end

local function insert(case, kind, row, told)
  return ledger.transaction(case, function()
    if kind == "decision" then
      local against = contradiction(judgement.decisions(case), row)
      if against then return nil, err.new("conflict", against, case.path) end
    end
    local seq, when = log.append(case, told.action, told.what)
    if not seq then return nil, when end
    local ok, e = case.db:run([[INSERT INTO judgement(seq, kind, a, b, incident, value, why, who, made)
      VALUES(:seq, :kind, :a, :b, :incident, :value, :why, :who, :made)]], {
      seq = seq, kind = kind, a = row.a, b = row.b, incident = row.incident and 1 or 0, value = row.value,
      why = row.why, who = case.who, made = when,
    })
    if not ok then return nil, e end
    return seq
  end)
end

--- Decide on two documents: see `case:decide`.
-- @tparam table case
-- @tparam string a a document's id
-- @tparam string b another's
-- @tparam string verdict "same" or "different"
-- @tparam string why
-- @treturn ?integer the entry's number
-- @treturn ?table the error
-- @usage judgement.decide(case, a, b, "same", "one letter, two outlets")
function judgement.decide(case, a, b, verdict, why)
  if a == b then
    return nil, err.new("range", "a decision is on two documents, and both names lead to " .. a, case.path)
  end
  return insert(case, "decision", { a = a, b = b, value = verdict, why = why },
    { action = "decide", what = { a = a, b = b, verdict = verdict, why = why } })
end

--- Tag a document or incident: see `case:tag`.
-- @tparam table case
-- @tparam string target a document's id
-- @tparam boolean incident whether its incident is meant
-- @tparam string tag
-- @tparam ?string why
-- @treturn ?integer the entry's number
-- @treturn ?table the error
-- @usage judgement.tag(case, id, false, "priority")
function judgement.tag(case, target, incident, tag, why)
  return insert(case, "tag", { a = target, incident = incident, value = tag, why = why },
    { action = "tag", what = { target = target, incident = incident or nil, tag = tag, why = why } })
end

--- Note something about a document or incident: see `case:note`. The log has the note's digest, for a note can be
-- erased.
-- @tparam table case
-- @tparam string target a document's id
-- @tparam boolean incident whether its incident is meant
-- @tparam string text
-- @treturn ?integer the entry's number
-- @treturn ?table the error
-- @usage judgement.note(case, id, true, "the victim confirmed by phone")
function judgement.note(case, target, incident, text)
  return insert(case, "note", { a = target, incident = incident, value = text },
    { action = "note", what = { target = target, incident = incident or nil, sha256 = digest.hex("sha256", text) } })
end

--- Take back a decision, a tag or a note: see `case:undo`.
-- @tparam table case
-- @tparam integer of its number
-- @tparam string why
-- @treturn ?integer the number of the entry that takes it back
-- @treturn ?table the error
-- @usage judgement.undo(case, 12, "the two attacks were a year apart")
function judgement.undo(case, of, why)
  return ledger.transaction(case, function()
    local row, e = case.db:row("SELECT kind, undone FROM judgement WHERE seq = ?", of)
    if e then return nil, e end
    if not row then
      return nil, err.new("range", ("entry %d is no decision, tag or note"):format(of), case.path)
    elseif row.undone then
      return nil, err.new("range", ("entry %d was taken back by entry %d"):format(of, row.undone), case.path)
    end
    local seq
    seq, e = log.append(case, "undo", { of = of, why = why })
    if not seq then return nil, e end
    local ok
    ok, e = case.db:run("UPDATE judgement SET undone = ? WHERE seq = ?", seq, of)
    if not ok then return nil, e end
    return seq
  end)
end

--- Tags and notes that hold, by document.
-- @tparam table case
-- @treturn table document id -> list of `{seq, kind, incident, value, why, who, made}`
-- @usage local said = judgement.said(case)[doc.id]
function judgement.said(case)
  local by = {}
  for row in case.db:rows "SELECT * FROM judgement WHERE kind <> 'decision' AND undone IS NULL ORDER BY seq" do
    row.incident = row.incident == 1
    by[row.a] = by[row.a] or {}
    table.insert(by[row.a], row)
  end
  return by
end

-- Put apart what was decided to be different: parts are joined along the links, the likeliest first, and then in their
-- order, unless that would join two that must not be.
local function separate(group, links, decisions, part_of)
  local home, members, enemies = {}, {}, {}
  local function find(x)
    while home[x] ~= x do x = home[x] end
    return x
  end
  for _, id in ipairs(group) do
    local part = part_of(id)
    if not members[part] then members[part], home[part], enemies[part] = {}, part, {} end
    table.insert(members[part], id)
  end
  for _, d in ipairs(decisions) do
    local a, b = part_of(d.a), part_of(d.b)
    if d.value == "different" and members[a] and members[b] then enemies[a][b], enemies[b][a] = true, true end
  end
  local function join(x, y)
    local a, b = find(x), find(y)
    if a == b then return end
    for enemy in pairs(enemies[a]) do
      if find(enemy) == b then return end
    end
    home[b] = a
    for enemy in pairs(enemies[b]) do enemies[a][enemy] = true end
  end
  for _, link in ipairs(links) do
    local a, b = part_of(link.a), part_of(link.b)
    if home[a] and home[b] then join(a, b) end
  end
  for i = 2, #group do
    for k = 1, i - 1 do join(part_of(group[k]), part_of(group[i])) end
  end
  local out, at = {}, {}
  for _, id in ipairs(group) do
    local root = find(part_of(id))
    if not at[root] then
      out[#out + 1] = {}
      at[root] = out[#out]
    end
    table.insert(at[root], id)
  end
  return out
end

--- The groups after the decisions, which win: documents decided to be the same bring their groups together; a group
-- that holds two decided to be different comes apart along its weakest links.
-- @tparam {table,...} groups lists of document ids, each list and all of them in canonical order
-- @tparam {table,...} links `{a, b, score}`, likeliest first
-- @tparam {table,...} decisions `{a, b, value}`
-- @treturn {table,...} groups in the same form, each with `decided` when a decision made it what it is
-- @usage local groups = judgement.apply(proposed, set:links(), judgement.decisions(case))
function judgement.apply(groups, links, decisions)
  local group_of = {}
  for g, group in ipairs(groups) do
    for _, id in ipairs(group) do group_of[id] = g end
  end
  local place, n = {}, 0
  for _, group in ipairs(groups) do
    for _, id in ipairs(group) do
      n = n + 1
      place[id] = n
    end
  end
  local active = {}
  for _, d in ipairs(decisions) do
    if group_of[d.a] and group_of[d.b] then active[#active + 1] = d end
  end
  if #active == 0 then return groups end
  local wholes = {}
  for i, d in ipairs(active) do wholes[i] = { a = group_of[d.a], b = group_of[d.b], value = d.value } end
  local whole_of, joined, order = judgement.parts(wholes), {}, {}
  for g, group in ipairs(groups) do
    local w = whole_of(g)
    if not joined[w] then
      joined[w] = {}
      order[#order + 1] = w
    end
    table.move(group, 1, #group, #joined[w] + 1, joined[w])
    if w ~= g then joined[w].decided = true end
  end
  local part_of, out = judgement.parts(active), {}
  for _, w in ipairs(order) do
    local group, apart = joined[w], false
    table.sort(group, function(a, b) return place[a] < place[b] end)
    for _, d in ipairs(active) do
      apart = apart or d.value == "different" and whole_of(group_of[d.a]) == w and whole_of(group_of[d.b]) == w
    end
    for _, part in ipairs(apart and separate(group, links, active, part_of) or { group }) do
      part.decided = apart or group.decided
      out[#out + 1] = part
    end
  end
  table.sort(out, function(a, b) return place[a[1]] < place[b[1]] end)
  return out
end

return judgement
