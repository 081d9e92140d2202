-- A folder of a spec's own, made before each of its tests and removed after: `local dir = scratch(before_each,
-- after_each)`; `dir.path` is where it is, `dir.write(name, bytes)` writes a file in it and returns its path.
return function(before_each, after_each)
  local dir = {}
  before_each(function()
    dir.path = os.tmpname()
    os.remove(dir.path)
    assert(os.execute("mkdir " .. dir.path))
  end)
  after_each(function() os.execute("rm -rf " .. dir.path) end)
  function dir.write(name, bytes)
    local path = dir.path .. "/" .. name
    local file <close> = assert(io.open(path, "wb"))
    file:write(bytes)
    return path
  end
  return dir
end
