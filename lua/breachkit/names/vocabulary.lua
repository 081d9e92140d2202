--- The words by which names are read: `data/names.lua` and the countries, as sets.
-- @module breachkit.names.vocabulary
local data = require "breachkit.data"

local words, countries = data.load "names", data.load "countries"

local function set(list)
  local s = {}
  for _, word in ipairs(list) do s[word] = true end
  return s
end

local vocabulary = {}
for _, name in ipairs { "common", "technical", "suffixes", "common_nouns", "heads", "titles", "first_names",
  "person_cues", "group_heads", "org_after", "org_owned", "product_after" } do
  vocabulary[name] = set(words[name])
end
vocabulary.attackers = set { "gang", "gangs", "collective" }
vocabulary.org_before = set { "company", "firm", "giant", "maker", "retailer", "vendor", "bank", "startup", "provider" }

--- Is a word one that, alone or first, may owe its capital to the sentence?
-- @tparam table t a token
-- @treturn ?boolean
-- @usage if vocabulary.ordinary(token) then print "no name by itself" end
function vocabulary.ordinary(t)
  return vocabulary.common[t.lower] or vocabulary.common_nouns[t.lower]
end

vocabulary.file_kinds = set {
  "exe", "dll", "js", "doc", "docx", "xls", "xlsx", "pdf", "zip", "txt", "bat", "ps1", "vbs", "php",
}
vocabulary.linkers = set {
  "of", "the", "and", "for", "&", "de", "von", "van", "der", "del", "la", "bin", "al", "di", "da",
}
vocabulary.particles = set { "de", "von", "van", "der", "del", "la", "bin", "al", "di", "da" }

--- Well-known names: name -> `{type, full, code}`.
vocabulary.known = {}
local known = vocabulary.known
for _, list in ipairs { "products", "organizations", "outlets", "groups" } do
  local kind = ({ products = "product", organizations = "organization", outlets = "outlet", groups = "group" })[list]
  for _, name in ipairs(words[list]) do known[name] = { type = kind } end
end
local codes = {}
for code in pairs(countries) do codes[#codes + 1] = code end
table.sort(codes) -- a name of two countries is one and the same in every run
for _, code in ipairs(codes) do
  local full = countries[code]:match "^[^|]+"
  for name in countries[code]:gmatch "[^|]+" do known[name] = { type = "country", full = full, code = code } end
end

return vocabulary
