-- A name and password in an address are sent, and neither told nor kept: in no record, message, page, log, store or
-- case.
require "helper"
local nginx = require "nginx"
local scratch = require "scratch"
local shell = require "shell"

local build = os.getenv "BREACHKIT_BUILD" or "build"

describe("a name and password in an address", function()
  local dir = scratch(before_each, after_each)

  it("are sent, and neither told nor kept", function()
    local server, why = nginx.start([[
      log_format asked "$remote_user $uri";
      server { listen 127.0.0.1:PORT; root ROOT/www; access_log ROOT/asked asked; }]], {
      ["r.html"] = "<html><title>Acme hacked</title><p>Acme Corp said on 3 May 2020 that hackers stole the data of "
        .. "5,000 customers.</p>",
      ["feed.xml"] = "<rss><channel><title>x</title><item><title>y</title><guid>1</guid></item>"
        .. "</channel></rss>", ["x.db"] = "SQLite format 3\0" .. ("x"):rep(200),
    })
    if not server then pending(why) return end
    local line <const> = "XDG_STATE_HOME=%s/state BREACHKIT_STORE=%s/store BREACHKIT_BUILD=%s timeout 60 "
      .. "bin/breachkit %s"
    local function said(words) return (select(2, shell(line:format(dir.path, dir.path, build, words)))) end
    local at, all = ("http://bob:s3cr3t@127.0.0.1:%d/"):format(server.port), {}
    local function tell(words) all[words] = said(words) end
    for _, name in ipairs { at .. "r.html", at .. "feed.xml", at .. "none", at .. "x.db", "http://bob:s3cr3t@[bad/x",
      "ftp://bob:s3cr3t@example.org/", "https://bob:s3cr3t@/" } do
      for _, verb in ipairs { "read -o jsonl", "claims -o jsonl", "incidents", "incidents -o html",
        "scan --progress always", "fetch", "fetch -o jsonl", "poll", "case add " .. dir.path .. "/c.case" } do
        tell(("%s --offline '%s'"):format(verb, name))
        tell(("%s --allow-private '%s'"):format(verb, name))
      end
    end
    tell("case log " .. dir.path .. "/c.case")
    tell("pwned check --allow-private --secrets --service " .. at .. "pwned " .. dir.write("w", "hunter2\n"))
    local list = dir.write("list", at .. "r.html\nbob:s3cr3t@nowhere\n http://bob:s3cr3t@[bad/\n")
    tell("fetch --allow-private " .. list)
    local asked <close> = assert(io.open(server.root .. "/asked"))
    local log = asked:read "a"
    nginx.stop(server)
    os.remove(list)
    all.kept = select(2, shell(("cd %s && find . -name '*.gz' -exec gzip -dc {} + ; find . -type f -exec cat {} +")
      :format(dir.path)))
    assert(all.kept:find("Acme Corp said", 1, true))
    assert(log:find("bob /r.html", 1, true), log)
    for words, text in pairs(all) do
      if text:find("s3cr3t", 1, true) then error(words .. " tells: " .. text:sub(1, 500)) end
    end
  end)
end)
