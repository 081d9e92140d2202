--- An address without the name and password in it: what is printed, logged and kept.
-- @module breachkit.fetch.bare

-- what stands before them: libcurl takes one slash, or three, for two; a redirect may leave out the scheme; and what is
-- no address, for want of one, is shown too
local BEFORE <const> = { "^(%s*%a[%w+.-]*:/+)[^/?#]*@", "^(%s*//)[^/?#]*@", "^(%s*)[^/?#@:%s]*:[^/?#]*@" }

--- Take them out.
-- @function bare
-- @tparam string url
-- @treturn string
-- @usage assert(bare "http://jane:s3cret@example.org/" == "http://example.org/")
return function(url)
  for _, before in ipairs(BEFORE) do url = url:gsub(before, "%1") end
  return url
end
