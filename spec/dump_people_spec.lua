-- No output of a run over leaked records shows a plain value, whatever their layout and however broken they are.
require "helper"
local people = require "people"
local scratch = require "scratch"
local shell = require "shell"

local build = os.getenv "BREACHKIT_BUILD" or "build"

-- a record in each layout: what comes before, each person's, between them, after
local layouts = {
  combo = { "", function(p) return p.email .. ":" .. p.secret end, "\n", "\n" },
  swapped = { "", function(p) return p.secret .. "|" .. p.email end, "\n", "\n" },
  csv = { "email,password,name,phone,card,iban,ssn\n", function(p)
    return ('%s,"%s",%s,%s,%s,%s,%s'):format(p.email, p.secret, p.name, p.phone, p.card, p.iban, p.ssn)
  end, "\r\n", "\r\n" },
  tsv = { "", function(p)
    return ("%s\t%s\t%s\t%s"):format(p.card, p.email, p.secret, p.name)
  end, "\n", "\n" },
  jsonl = { "", function(p)
    return ('{"email":"%s","user":{"password":"%s","name":"%s"},"ssn":"%s","phone":"%s"}'):format(p.email, p.secret,
      p.name, p.ssn, p.phone)
  end, "\n", "\n" },
  json = { "[", function(p)
    return ('{\n "username": "%s",\n "email":"%s", "pass": "%s"\n}'):format(p.name, p.email, p.secret)
  end, ",\n", "]\n" },
  blocks = { "", function(p)
    return ("URL: https://%s@shop.example/u?m=%s\nUsername: %s\nPassword: %s\n"):format(p.name:match "^%S+", p.email,
      p.email, p.secret)
  end, "\n", "\n" },
  mysql = { "-- MySQL dump 10.13\nINSERT INTO `users` (`id`, `email`, `password`, `phone`) VALUES ", function(p)
    return ("(1,'%s','%s','%s')"):format(p.email, p.secret, p.phone)
  end, ",", ";\n" },
  copy = { "--\n-- PostgreSQL database dump\n--\n\nCOPY public.users (email, password, iban) FROM stdin;\n", function(p)
    return ("%s\t%s\t%s"):format(p.email, p.secret, p.iban)
  end, "\n", "\n\\.\n" },
}

local function text_of(layout, rows)
  local parts = {}
  for i, p in ipairs(rows) do parts[i] = layout[2](p) end
  return layout[1] .. table.concat(parts, layout[3]) .. layout[4]
end

-- what breaks a file
local harms = {
  whole = function(text) return text end,
  cut = function(text) return text:sub(1, #text - 37) end,
  nuls = function(text) return (text:gsub("s3cr", "s3\0cr", 9)) end,
  latin = function(text) return (text:gsub("Personne", "Personn\xE9")) end,
  unquoted = function(text) return (text:gsub("['\"]", "", 7)) end,
  doubled = function(text) return (text:gsub("person(%d)", "'\"person%1", 5)) end,
  endless = function(text) return text .. ("x"):rep(70000) .. people[1].email .. ":" .. people[1].secret end,
}

describe("a run over leaked records", function()
  local dir = scratch(before_each, after_each)

  -- the output of a command line, with what it writes to its log
  local function said(line)
    local log = dir.path .. "/state"
    local _, text = shell(("XDG_STATE_HOME=%s BREACHKIT_BUILD=%s bin/breachkit %s"):format(log, build, line))
    return text
  end

  it("shows none of their values, in any layout, form, message and log", function()
    local masked = 0
    for harm, break_ in pairs(harms) do
      os.execute("mkdir " .. dir.path .. "/" .. harm)
      for name, layout in pairs(layouts) do dir.write(harm .. "/" .. name, break_(text_of(layout, people))) end
      local lines = {}
      for _, format in ipairs { "text", "json", "jsonl" } do
        for _, more in ipairs { "", "--exact", "--domain mail7-site.com" } do
          lines[#lines + 1] = ("dump --progress always -o %s %s %s/%s"):format(format, more, dir.path, harm)
        end
      end
      for _, name in ipairs { "combo", "jsonl", "csv" } do
        lines[#lines + 1] = ("dump --unique --out %s/u %s/%s/%s"):format(dir.path, dir.path, harm, name)
      end
      lines[#lines + 1] = ("scan -o jsonl --show-suppressed %s/%s"):format(dir.path, harm)
      for _, line in ipairs(lines) do
        local text = said(line)
        if text:find("***", 1, true) then masked = masked + 1 end
        people.unseen(line, text)
      end
    end
    assert(masked >= 3 * 6, masked)
  end)

  it("finds all of them, in every layout", function()
    for name, layout in pairs(layouts) do
      local path = dir.write(name, text_of(layout, people))
      local text = said("dump -o jsonl " .. path)
      assert(text:find('"records":40', 1, true) and text:find('"people":{"distinct":40', 1, true), name .. ": " .. text)
    end
  end)

  it("tells nothing of secrets that are looked up, nor of lines that are none", function()
    local secrets, ranges = {}, {}
    for i, p in ipairs(people) do secrets[i] = p.secret end
    local path = dir.write("secrets", table.concat(secrets, "\n") .. "\n\xff\xfe" .. people[1].secret .. "\n")
    for i = 1, 40 do ranges[i] = ("%035X:%d\n"):format(i, i) end
    os.execute("mkdir " .. dir.path .. "/ranges")
    dir.write("ranges/00000.txt", table.concat(ranges))
    dir.write("ranges/00001.txt", secrets[1] .. "\n")
    for _, line in ipairs {
      "pwned check --secrets --set %s/ranges " .. path, "pwned check --set %s/ranges " .. path,
      "pwned check --kind ntlm --secrets --set %s/ranges " .. path, "pwned pack --out %s/r.bkset %s/ranges",
      "pwned check --secrets --offline " .. path,
    } do
      people.unseen(line, said((line:gsub("%%s", dir.path))))
    end
  end)

  it("gives what is plain to nobody but its owner", function()
    local function mode_of(path)
      local pipe <close> = assert(io.popen(("stat -c %%a '%s' 2>/dev/null || stat -f %%Lp '%s'"):format(path, path)))
      return pipe:read "l"
    end
    local path = dir.write("leak.txt", text_of(layouts.combo, people))
    local function out(options, mode)
      local to = dir.path .. "/out"
      os.remove(to)
      if mode then os.execute(("touch %s; chmod %s %s"):format(to, mode, to)) end
      local status = shell(("umask 022; XDG_STATE_HOME=%s BREACHKIT_BUILD=%s bin/breachkit %s --out %s %s"):format(
        dir.path, build, options, to, path))
      assert.equal(0, status)
      return mode_of(to)
    end
    assert.equal("600", out "dump --unique")
    assert.equal("640", out("dump --unique", 640))
    assert.equal("600", out "dump --domain mail7-site.com --reveal why")
    assert.equal("600", out "scan -o jsonl --reveal why")
    assert.equal("644", out "scan -o jsonl")
  end)
end)
