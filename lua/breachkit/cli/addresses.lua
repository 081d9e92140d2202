--- The addresses that a verb's inputs name: themselves, or in files that list them.
-- @module breachkit.cli.addresses
local address = require "breachkit.document.address"
local limits = require "breachkit.limits"
local source = require "breachkit.document.source"

local addresses = {}

--- What a run's inputs name. An input that cannot be read is told and counted.
-- @tparam table run a `breachkit.cli.job`
-- @tparam function list takes a file's bytes, its name and what is told of each line that is none; returns a list, or
--  nil and an error
-- @treturn table all of them, in order
-- @usage local feeds = addresses.of(run, poll.feeds)
function addresses.of(run, list)
  local all = {}
  for _, input in ipairs(run.inputs) do
    if address.is(input) then
      all[#all + 1] = input
    else
      local from = input == "-" and source.stdin "standard input" or source.file(input)
      local bytes, e = from:all(limits.document_bytes)
      local found, told
      if bytes then
        found, e = list(bytes, from.name, function(bad)
          told = true
          run:fail(bad)
        end)
      end
      if found then
        table.move(found, 1, #found, #all + 1, all)
      elseif not told then
        run:fail(e)
      end
    end
  end
  return all
end

return addresses
