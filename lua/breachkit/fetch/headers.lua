--- What an answer's head says.
-- @module breachkit.fetch.headers
local date = require "breachkit.date"
local when = require "breachkit.document.when"

local headers = {}

--- A head as a table.
-- @function headers.read
-- @tparam string head as received, status line first
-- @treturn table values by lower-case name; of a name that comes twice they are joined by ", "
-- @usage headers.read("HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n")["x-a"] --> "1"
headers.read = require "breachkit.core".content.fields

--- The time that a date of a field means.
-- @tparam ?string value of Last-Modified, Date and the like
-- @treturn ?integer seconds since 1970; nil when there is none, or none that can be read
-- @usage headers.time "Thu, 01 Jan 1970 00:02:00 GMT" --> 120
function headers.time(value)
  local time = when.normal(value)
  return time and time:find "Z$" and date.bounds(time) or nil
end

--- Seconds that a server asks to wait (RFC 9110, 10.2.3).
-- @tparam ?string value of Retry-After: seconds, or a date
-- @tparam integer now seconds since 1970
-- @treturn ?integer seconds, at least 0; nil when there is none, or none that can be read
-- @usage headers.retry_after("120", os.time()) --> 120
function headers.retry_after(value, now)
  if not value then return nil end
  local seconds = math.tointeger(tonumber(value:match "^%d+$"))
  if seconds then return seconds end
  local time = headers.time(value)
  return time and math.max(0, time - now)
end

--- What a later request for the rest of a body must hold on to (RFC 9110, 13.1.5): a strong ETag, else the date.
-- @tparam table fields what `read` gives
-- @treturn ?string the value of If-Range
-- @usage local validator = headers.strong(answer.headers)
function headers.strong(fields)
  local etag = fields.etag
  if etag and etag:find '^"' then return etag end
  return fields["last-modified"]
end

return headers
