--- Documents from addresses: what is fetched, and what the answer says of it.
-- @module breachkit.document.address
local bare = require "breachkit.fetch.bare"
local err = require "breachkit.err"
local merged = require "breachkit.document.merged"

local address = {}

-- labels that servers give to anything: the bytes and the address say more
local VAGUE = { ["text/plain"] = true, ["application/octet-stream"] = true, ["binary/octet-stream"] = true }

--- Is an input an address?
-- @tparam string input
-- @treturn boolean
-- @usage address.is "https://example.org/" --> true
function address.is(input)
  return input:find "^%a[%w+.-]*://" ~= nil
end

--- What an answer says of its body.
-- @tparam table page an answer of `breachkit.fetch` or of a web archive
-- @treturn table `{type, charset}`: the media type, where it says anything, and the charset's label
-- @usage local known = address.said(page)
function address.said(page)
  return {
    type = not VAGUE[page.type] and page.type or nil,
    charset = (page.headers["content-type"] or ""):lower():match "charset%s*=%s*[\"']?([^%s;\"']+)",
  }
end

--- What an address leads to: its bytes, and what is known of them.
-- @tparam string url
-- @tparam table options those of `document.open`
-- @treturn ?string the bytes
-- @treturn table the options with what the answer says: `url`, `fetched`, `type`, `charset`; or the error
-- @usage local bytes, known = address.read("https://example.org/", {})
function address.read(url, options)
  local given = options.fetch or {}
  local page, e = require "breachkit.fetch"(url, merged({
    max_bytes = options.limit or given.max_bytes, offline = options.offline or given.offline,
  }, given))
  if not page then
    -- the limit is the document's, whoever notices
    return nil, err.new(e.code == "size" and "limit" or e.code, e.message, e.source or bare(url), e.position)
  end
  if page.status >= 400 then
    return nil, err.new("status", ("the server answers with status %d"):format(page.status), bare(url))
  end
  local said = address.said(page)
  said.url, said.fetched = page.final_url, page.fetched
  return page.body, merged(options, said)
end

return address
