--- What the command line's options say about fetching, and where what is fetched is kept.
-- @module breachkit.cli.network
local fs = require "breachkit.fs"

local network = {}

--- The folder of the store: --store, else BREACHKIT_STORE, else the user's data folder (XDG).
-- @tparam table options of the command line
-- @treturn ?string the path; nil with --no-store, and where there is no home
-- @usage local path = network.folder(options)
function network.folder(options)
  if options["no-store"] then return nil end
  local function from(name)
    local value = os.getenv(name)
    return value ~= "" and value or nil
  end
  local data = from "XDG_DATA_HOME" or from "HOME" and from "HOME" .. "/.local/share"
  return options.store or from "BREACHKIT_STORE" or data and data .. "/breachkit/store"
end

--- Open the store.
-- @tparam table options of the command line
-- @treturn ?table the store; nil when none is wanted, and offline when there is none
-- @treturn ?table the error
-- @usage local store, e = network.store(options)
function network.store(options)
  local path = network.folder(options)
  if not path or options.offline and fs.type(path .. "/index.db") ~= "file" then return nil end
  return require "breachkit.fetch.store".open(path)
end

--- Options of `breachkit.fetch`.
-- @tparam table options of the command line
-- @tparam ?table store
-- @treturn table
-- @usage local page, e = bk.fetch(url, network.fetch(options, store))
function network.fetch(options, store)
  return {
    store = store, offline = options.offline, allow_private = options["allow-private"],
    ca = options.ca, contact = options.contact, timeout = options.timeout, retries = options.retries,
    connections = options.connections, per_host = options["per-host"], robots = options.robots,
  }
end

return network
