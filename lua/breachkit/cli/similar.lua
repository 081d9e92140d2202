--- `breachkit similar`: which texts are copies of each other, and which files are alike.
-- @module breachkit.cli.similar
local bk = require "breachkit"
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local words = require "breachkit.export.words"

local verb = {
  summary = "find near-duplicates among texts, or among files of any kind",
  nothing = "no near-duplicates",
  description = "Prints pairs of near-duplicates. By default texts are compared, by their words: a pair is the same "
    .. "(but for case, spacing and punctuation), near (score: the share of five-word shingles that both have, verified "
    .. "exactly) or contained in the other (score: how much of the shorter). With --by tlsh or ssdeep files of any "
    .. "kind are compared by such digests of their bytes: of tlsh the score is a distance, 0 being alike; of ssdeep "
    .. "100 is alike. What is held in memory is 8 bytes a word of the texts, or 1 KB a file.",
  options = { "format", "out", "by", "threshold", "offline", "quiet", "progress" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "a", "b", "score", "method" },
  examples = { "breachkit similar reports/", "breachkit similar --by tlsh --threshold 30 -o jsonl samples/" },
}

--- The rows of a pair in CSV.
-- @tparam table pair
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(pair)) do print(row.a, row.b) end
function verb.rows(pair)
  return { pair }
end

local SHOWN = {
  same = function() return "same" end,
  near = function(score) return ("near, %d %%"):format(score * 100 // 1) end,
  contained = function(score) return ("contained, %d %%"):format(score * 100 // 1) end,
  tlsh = function(score) return ("tlsh distance %d"):format(score) end,
  ssdeep = function(score) return ("ssdeep score %d"):format(score) end,
}

--- A pair for people.
-- @tparam table pair
-- @tparam table page a `breachkit.cli.sheet`
-- @tparam ?table documents documents by id
-- @usage verb.text(pair, page)
function verb.text(pair, page, documents)
  page:line(page.paint(SHOWN[pair.method](pair.score), "cyan"))
  for _, id in ipairs { pair.a, pair.b } do
    local doc = documents and documents[id]
    page:wrap(doc and (doc.title or doc.path) or id, "  ")
    if doc and doc.title then page:wrap(doc.path or doc.url or id, "    ", nil, "dim") end
  end
end

local function compare_texts(run, threshold)
  local docs, by_id = {}, {}
  for doc in run:documents() do
    docs[#docs + 1] = { id = doc.id, text = doc.text }
    by_id[doc.id] = { title = doc.title, path = doc.path, url = doc.url }
  end
  for _, pair in ipairs(bk.similar.pairs(docs, { threshold = threshold })) do
    run.found = run.found + 1
    run:emit(pair, by_id)
  end
end

-- Digests are made by threads, and come back in the order of the files.
local function compare_files(run, method, threshold)
  local index = assert(bk.similar.index { method = method, threshold = threshold })
  local hasher <close> = assert(core.hasher.new { algorithms = method })
  local without = 0
  local function take(row)
    if row.error then return run:fail(row.error) end
    run.read = run.read + 1
    run.progress:show(("%d files · %s"):format(run.read, row.path))
    local digest = row[method]
    if not digest then
      without = without + 1
      return
    end
    for _, hit in ipairs(assert(index:find(digest))) do
      run.found = run.found + 1
      run:emit { a = hit.id, b = row.path, score = hit.score, method = method }
    end
    assert(index:add(row.path, digest))
  end
  local function one(path)
    local pushed, e = hasher:push(path)
    while pushed == false do
      take(hasher:next())
      pushed, e = hasher:push(path)
    end
    if not pushed then run:fail(e) end
  end
  for _, input in ipairs(run.inputs) do
    if fs.type(input) == "directory" then run:walk(input, one) else one(input) end
  end
  for row in function() return hasher:next() end do take(row) end
  if without > 0 then
    run:warn(("%s too small or too uniform for a %s digest"):format(
      words.count(without, "file is", "files are"), method))
  end
end

-- The inputs, each once: what is named twice, or lies in a folder that is named, is no near-duplicate of itself.
local function distinct(inputs)
  local list = {}
  for i, input in ipairs(inputs) do
    local again = false
    for k, other in ipairs(inputs) do
      local same = input == other or fs.same(input, other)
      again = again or same and k < i or not same and fs.type(other) == "directory" and fs.within(input, other)
    end
    if not again then list[#list + 1] = input end
  end
  return list
end

local MOST = { text = 1, ssdeep = 100, tlsh = 1000 }

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local by = run.options.by or "text"
  local threshold = run.options.threshold
  if threshold and (threshold > MOST[by] or threshold == 0 and by ~= "tlsh") then
    return run:fail(err.new("usage", ("--threshold of %s goes %s to %d"):format(by, by == "tlsh" and "from 0"
      or "above 0", MOST[by])))
  end
  run.inputs = distinct(run.inputs)
  if by == "text" then compare_texts(run, threshold) else compare_files(run, by, threshold) end
end

return verb
