-- A command as a user types it, with nothing on standard input: its exit status, and what it said on both outputs.
return function(line)
  local out = os.tmpname()
  local _, _, status = os.execute("{ " .. line .. "; } >" .. out .. " 2>&1 </dev/null")
  local file <close> = assert(io.open(out, "rb"))
  local text = file:read "a"
  os.remove(out)
  return status, text
end
