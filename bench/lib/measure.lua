-- What benchmarks share: the library of this checkout on the path, clocks, medians, files, peers.
-- Use: local measure = dofile "bench/lib/measure.lua"
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath

local measure = {}

--- The middle of a list, which is sorted by it.
function measure.median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

--- Processor seconds that a call takes, of all its threads; and what it returns.
function measure.seconds(run)
  collectgarbage()
  local began = os.clock()
  local result = run()
  return os.clock() - began, result
end

--- The median of five calls, in processor seconds.
function measure.typical(run)
  local times = {}
  for i = 1, 5 do times[i] = measure.seconds(run) end
  return measure.median(times)
end

--- Seconds on the wall, from an unknown start.
function measure.now()
  local pipe <close> = assert(io.popen "date +%s.%N")
  return tonumber(pipe:read "l")
end

--- Write bytes to a file: at a path, or at a new one, which the caller removes.
function measure.file(bytes, path)
  path = path or os.tmpname()
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(bytes))
  return path
end

--- What a command prints, "" where it cannot be run.
function measure.output(command)
  local pipe <close> = assert(io.popen("exec 2>/dev/null\n" .. command))
  return pipe:read "a"
end

--- Seconds that a program in Python prints as its first number; nil where Python, or what it imports, is not there.
-- `arguments` are words of the shell; PYTHON names another python3.
function measure.python(program, arguments)
  local script = measure.file(program)
  local said = measure.output(("%s %s %s"):format(os.getenv "PYTHON" or "python3", script, arguments or ""))
  os.remove(script)
  return tonumber(said:match "%S+"), said
end

return measure
