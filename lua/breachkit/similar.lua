--- Which texts are copies of each other, and which files are alike: wire stories under other headlines, extended or cut
-- versions; documents and programs that differ a little.
-- @module breachkit.similar
-- @usage for _, pair in ipairs(similar.pairs(documents)) do print(pair.a, pair.b, pair.score, pair.method) end
local checked = require "breachkit.document.checked"
local core = require "breachkit.core"
local err = require "breachkit.err"

local similar = {}

local MOST_WORDS <const> = 64 -- in a shingle

local OPTIONS = { threshold = "number", containment = "number", words = "integer", least = "number" }

--- The pairs of texts that largely share their wording. Cost grows with the total length and the number of pairs found,
-- not with all pairs; about 8 bytes a distinct shingle are held in memory.
-- @tparam table docs a list of documents (`id`, `text`) or of strings (whose place then is their id)
-- @tparam[opt] table options `threshold`: least Jaccard index of near-duplicates (default 0.5);
--  `containment`: least share of the shorter text that the longer holds (default 0.7);
--  `words`: words in a shingle (default 5);
--  `least`: fewest shingles of a text that may count as contained (default 20: a shared disclaimer is no copy)
-- @treturn table a list, in the order of the documents, of `{a, b, score, method}`: ids; method "same" (equal but for
--  case, spacing, punctuation and repetition), "near" (score is the Jaccard index) or "contained" (the containment)
-- @raise on a wrong argument or option
-- @usage local copies = similar.pairs({ { id = "x", text = a }, { id = "y", text = b } }, { threshold = 0.8 })
function similar.pairs(docs, options)
  options = err.options(options, OPTIONS, "similar.pairs")
  err.want(docs, "table", "similar.pairs: a list of documents")
  local threshold, containment = options.threshold or 0.5, options.containment or 0.7
  local least, words = options.least or 20, options.words or 5
  if words < 1 or words > MOST_WORDS then
    err.raise(("similar.pairs: option 'words': %d is not between 1 and %d"):format(words, MOST_WORDS))
  end
  local sketches, ids = {}, {}
  for i, doc in ipairs(docs) do
    local text = doc
    if type(doc) == "table" then text = checked.document(doc, "similar.pairs").text end
    err.want(text, "string", ("similar.pairs: a text, or a document with one, for number %d"):format(i))
    ids[i] = type(doc) == "table" and doc.id or i
    sketches[i] = assert(core.sketch.new(text, words))
  end
  local candidates, found = assert(core.sketch.candidates(sketches)), {}
  for i = 1, #candidates, 2 do
    local a, b = candidates[i], candidates[i + 1]
    local jaccard, contained = sketches[a]:compare(sketches[b])
    local method, score
    if jaccard == 1 then
      method, score = "same", 1
    elseif jaccard >= threshold then
      method, score = "near", jaccard
    elseif contained >= containment and math.min(#sketches[a], #sketches[b]) >= least then
      method, score = "contained", contained
    end
    if method then found[#found + 1] = { a = ids[a], b = ids[b], score = score, method = method } end
  end
  return found
end

local METHODS <const> = { minhash = true, simhash = true, ssdeep = true, tlsh = true }
local INDEX <const> = { method = true, threshold = "number", words = "integer", crowd = "integer", size = "integer",
  recall = "number" }

local Index = { __name = "breachkit.similar.index" }
Index.__index = Index

--- Make an index that takes texts or digests one at a time and tells which of those before are near, without comparing
-- with all: see `core.near.new`.
-- @tparam table options `method`: "minhash" (texts, or lists of tokens; scores are estimated Jaccard indices, 1 for
--  alike), "simhash" (the same; bits of 64 that differ), "tlsh" (digests; distances, 0 for alike) or "ssdeep"
--  (digests; scores, 100 for alike); `threshold` (0.5; 3; 50; 50); of texts `words` (5), `crowd`, `size`, `recall`
-- @treturn ?table the index
-- @treturn ?table the error: "memory"
-- @raise on an unknown option or method, a number out of range
-- @usage local index = assert(similar.index { method = "tlsh", threshold = 30 })
function similar.index(options)
  err.want(options, "table", "similar.index: options")
  err.options(options, INDEX, "similar.index")
  if not METHODS[options.method] then
    err.raise(("similar.index: there is no method '%s' (there are minhash, simhash, ssdeep, tlsh)"):format(
      tostring(options.method)))
  end
  local fine, near, e = pcall(core.near.new, options)
  if not fine then err.raise("similar.index: " .. tostring(near)) end -- of an option's range
  if not near then return nil, e end
  return setmetatable({ near = near, ids = {} }, Index)
end

--- Add an item.
-- @function index:add
-- @param id what the item is called in answers; any value but nil
-- @tparam string|table what a text or a list of tokens, or a digest
-- @treturn ?integer its number, from 1
-- @treturn ?table the error: "syntax" for what is no such digest, "type" for a TLSH digest of the wide form, "memory"
-- @usage assert(index:add("a.doc", digests.tlsh))
function Index:add(id, what)
  if id == nil then error("index:add: an id expected", 2) end
  if not err.fits(what, "string or table") then
    err.raise("index:add: a text, tokens or a digest expected, got " .. type(what))
  end
  local number, e = self.near:add(what)
  if number then self.ids[number] = id end
  return number, e
end

--- The items near one, nearest first.
-- @function index:find
-- @tparam string|table|integer what a text or a list of tokens, or a digest; or the number of an item that was added,
--  which is not among the answers itself
-- @tparam[opt] integer most the nearest so many only
-- @treturn ?table a list of `{id, score}`
-- @treturn ?table the error: as of `add`; "range" for a number that was not given
-- @usage for _, hit in ipairs(assert(index:find(digest))) do print(hit.id, hit.score) end
function Index:find(what, most)
  if not err.fits(what, "string or table or integer") then
    err.raise("index:find: a text, tokens, a digest or a number expected, got " .. type(what))
  end
  if most ~= nil and not (err.fits(most, "integer") and most >= 0) then
    err.raise("index:find: a count expected, got " .. tostring(most))
  end
  local flat, e = self.near:find(what, most)
  if not flat then return nil, e end
  local hits = {}
  for i = 1, #flat, 2 do hits[#hits + 1] = { id = self.ids[flat[i]], score = flat[i + 1] } end
  return hits
end

return similar
