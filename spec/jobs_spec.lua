local jobs = require "breachkit.jobs"
local proc = require "breachkit.core".proc

local function numbers(n)
  local list = {}
  for i = 1, n do list[i] = i end
  return list
end

-- The children of this process, zombies too, where the system tells.
local function children()
  local f = io.open "/proc/self/task/self/children" or io.open "/proc/thread-self/children"
  if not f then return "" end
  local list = f:read "a"
  f:close()
  return list
end

local function kill_self() os.execute "kill -9 $PPID" end

describe("jobs", function()
  after_each(function() assert.equal("", children()) end)

  for _, n in ipairs { 0, 1, 2, 5 } do
    it("gives results in order with n = " .. n, function()
      local results, errors = jobs.map(n, numbers(100), function(x, i)
        assert(x == i)
        return { square = x * x, text = ("é\0"):rep(x), list = {} }
      end)
      assert.same({}, errors)
      assert.equal(100, #results)
      for i, r in ipairs(results) do
        assert.equal(i * i, r.square)
        assert.equal(3 * i, #r.text)
      end
    end)

    it("keeps errors apart with n = " .. n, function()
      local results, errors = jobs.map(n, { "ok", "nil", "raise", "value", "none", "string" }, function(what)
        if what == "nil" then return nil, { code = "io", message = "gone", source = "x", position = 3 } end
        if what == "raise" then error("oh", 0) end
        if what == "value" then return print end
        if what == "none" then return nil end
        if what == "string" then return nil, "plain" end
        return what
      end)
      assert.same({ "ok" }, results)
      assert.equal("x: byte 3: gone (io)", tostring(errors[2]))
      assert.equal("oh (raised)", tostring(errors[3]))
      assert.equal("type", errors[4].code)
      assert.is_nil(errors[5])
      assert.equal("plain (failed)", tostring(errors[6]))
    end)
  end

  it("fails only the item whose worker dies, and goes on", function()
    local results, errors = jobs.map(2, numbers(20), function(x)
      if x % 5 == 0 then kill_self() end
      return x
    end)
    for i = 1, 20 do
      if i % 5 == 0 then
        assert.is_nil(results[i])
        assert.equal("the process that worked on it ended: signal 9 (worker)", tostring(errors[i]))
      else
        assert.equal(i, results[i])
      end
    end
  end)

  it("carries results larger than any pipe holds", function()
    local results = jobs.map(2, numbers(3), function(x) return (tostring(x)):rep(3000000) end)
    for i = 1, 3 do assert.equal((tostring(i)):rep(3000000), results[i]) end
  end)

  it("can be left early and nested, and takes an empty list", function()
    local seen = 0
    for _, value in jobs.each(3, numbers(50), function(x) return x end) do
      seen = seen + value
      if seen >= 6 then break end
    end
    assert.equal(6, seen)
    assert.same({ { 3, 5 }, { 4, 6 } }, (jobs.map(2, { 1, 2 }, function(x)
      return (jobs.map(2, { 2, 4 }, function(y) return x + y end))
    end)))
    assert.same({}, jobs.map(4, {}, print))
  end)

  it("lives on outside a loop", function()
    local step = jobs.each(2, numbers(5), function(x) return x end)
    collectgarbage()
    collectgarbage()
    for i = 1, 5 do assert.same({ i, i }, { step() }) end
    assert.is_nil(step())
  end)

  it("raises on misuse", function()
    assert.has_error(function() jobs.map(-1, {}, print) end)
    assert.has_error(function() jobs.map(1.5, {}, print) end)
    assert.has_error(function() jobs.map(1, "x", print) end)
    assert.has_error(function() jobs.map(1, {}, 7) end)
  end)
end)

describe("core.proc", function()
  it("ends a worker with its parent's end, and tells how", function()
    local w = assert(proc.spawn(function(c)
      local m = c:receive()
      c:send(m:upper())
      c:receive()
    end))
    assert.is_false(w:receive(false))
    assert(w:send "hello")
    assert.equal("HELLO", w:receive())
    assert.equal("string", type(w:close()))
    w:close()
    assert.has_error(function() w:send "x" end)
    assert.is_true(proc.cpus() >= 1)
    w = assert(proc.spawn(function() end))
    assert.is_nil(w:receive())
    assert.equal("io", select(2, w:send "x").code)
    w:close()
  end)
end)
