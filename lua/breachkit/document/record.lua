--- The making of documents: what every one of them gets, whatever it was read from.
-- @module breachkit.document.record
local core = require "breachkit.core"
local language = require "breachkit.document.language"
local origins = require "breachkit.document.origins"

local record = {}

local methods = {}
local Document = { __name = "breachkit.document", __index = methods }

--- The words at a span of the document's text.
-- @tparam integer first 1-based byte position
-- @tparam integer last inclusive
-- @treturn string
-- @usage print(doc:quote(claim.first, claim.last))
function methods:quote(first, last)
  return self.text:sub(first, last)
end

local PASSED = { "id", "url", "path", "title", "published", "updated", "fetched", "site", "authors", "language" }

--- The SHA-256 of some bytes.
-- @tparam string bytes
-- @treturn string 64 hex digits
-- @usage local sum = record.hash(bytes)
function record.hash(bytes)
  return core.digest.hex("sha256", bytes)
end

-- what the warnings of a document without a date say
record.UNDATED = "no publication date found"

--- Begin a document: its provenance, and what a caller knows of it.
-- @tparam string bytes what it is read from
-- @tparam table options of `document.parse`
-- @tparam string kind its `type`
-- @tparam[opt] string sha256 of the bytes: spares hashing them again for each of the many documents in them
-- @treturn table the document, to be filled and finished
-- @usage local doc = record.new(bytes, options, "text")
function record.new(bytes, options, kind, sha256)
  local doc = { type = kind, warnings = {}, size = #bytes, sha256 = sha256 or record.hash(bytes) }
  for _, name in ipairs(PASSED) do doc[name] = options[name] end
  if doc.published then doc.published_from = "given" end
  return doc
end

--- End a document: id, language, origins, warnings.
-- @tparam table doc with its text
-- @tparam[opt] table cut paragraphs that were cut from the text as furniture
-- @treturn table the same document, with its methods
-- @usage return record.finish(doc)
function record.finish(doc, cut)
  doc.id = doc.id or "sha256:" .. doc.sha256:sub(1, 16)
  doc.language = language.of(doc.text) or doc.language
  doc.origins = origins.of(doc.text, cut, doc.origins)
  if not doc.published then
    doc.warnings[#doc.warnings + 1] = record.UNDATED
  end
  if doc.text == "" then doc.warnings[#doc.warnings + 1] = "no text found" end
  if #doc.warnings == 0 then doc.warnings = nil end
  return setmetatable(doc, Document)
end

return record
