--- An address without the name and password in it: what is printed, logged and kept.
-- @module breachkit.fetch.bare

--- Take them out.
-- @function bare
-- @tparam string url
-- @treturn string
-- @usage assert(bare "http://jane:s3cret@example.org/" == "http://example.org/")
return function(url) return (url:gsub("^(%s*%a[%w+.-]*://)[^/?#]*@", "%1")) end
