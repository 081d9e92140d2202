--- Which texts are copies of each other: wire stories under other headlines, extended or cut versions.
-- @module breachkit.similar
-- @usage for _, pair in ipairs(similar.pairs(documents)) do print(pair.a, pair.b, pair.score, pair.method) end
local core = require "breachkit.core".sketch
local err = require "breachkit.err"

local similar = {}

local OPTIONS = { threshold = true, containment = true, words = true, least = true }

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
  local threshold, containment = options.threshold or 0.5, options.containment or 0.7
  local least = options.least or 20
  local sketches, ids = {}, {}
  for i, doc in ipairs(docs) do
    local text = type(doc) == "table" and doc.text or doc
    ids[i] = type(doc) == "table" and doc.id or i
    sketches[i] = assert(core.new(type(text) == "string" and text or "", options.words))
  end
  local candidates, found = assert(core.candidates(sketches)), {}
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

return similar
