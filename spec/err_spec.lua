local err = require "breachkit.err"
local core = require "breachkit.core"

describe("err", function()
  local scratch = require "spec.scratch"(before_each, after_each)

  it("reads well with all, some and none of its fields", function()
    assert.equal("a.json: byte 17: a comma is missing (syntax)",
      tostring(err.new("syntax", "a comma is missing", "a.json", 17)))
    assert.equal("a.json: gone (io)", tostring(err.new("io", "gone", "a.json")))
    assert.equal("gone (io)", tostring(err.new("io", "gone")))
    local _, message = io.open "/nowhere/a"
    assert.equal("/nowhere/a: No such file or directory (io)", tostring(err.new("io", message, "/nowhere/a")))
    assert.equal("No such file or directory", err.new("io", message, "/nowhere/a").message)
  end)

  it("keeps its fields", function()
    local e = err.new("io", "gone", "a.json", 3)
    assert.same({ code = "io", message = "gone", source = "a.json", position = 3 }, setmetatable(e, nil))
  end)

  it("raises on an unknown option and on a wrong type", function()
    assert.has_error(function() err.options({ colour = 1 }, { color = true }, "f") end, "f: unknown option 'colour'")
    assert.has_error(function() err.options(7, {}, "f") end, "f: options must be a table, got number")
    assert.same({}, err.options(nil, {}, "f"))
  end)

  it("tells kinds of values: several at a choice, integers, what can be called, and no NaN", function()
    local callable = setmetatable({}, { __call = function() end })
    local fitting = {}
    for i, case in ipairs {
      { 1, "integer" }, { 1.5, "integer" }, { 0 / 0, "number" }, { false, "function or boolean" }, { "x", "number" },
      { callable, "function" }, { callable, "table" }, { {}, "function" }, { 1, true },
    } do
      fitting[i] = err.fits(case[1], case[2])
    end
    assert.same({ true, false, false, true, false, true, true, false, true }, fitting)
    assert.has_error(function() err.options({ join = 0 / 0 }, { join = "number" }, "f") end,
      "f: option 'join': number expected, got number")
  end)

  it("raises on an option of another type, with the line of who called the library", function()
    local bk = require "breachkit"
    local tl = bk.timeline.new()
    for message, call in pairs {
      ["document.parse: option 'url': string expected, got number"] = function()
        bk.document.parse("x", { url = 5 })
      end,
      ["document.each: option 'on_error': function expected, got number"] = function()
        bk.document.each("x", { on_error = 5 })
      end,
      ["scan.file: option 'kinds': table expected, got string"] = function() bk.scan.file("x", { kinds = "md5" }) end,
      ["scan.file: there is no kind 'frob'"] = function() bk.scan.file("x", { kinds = { "frob" } }) end,
      ["dump.open: option 'layout': table expected, got string"] = function()
        bk.dump.open("README.md", { layout = "combo" })
      end,
      ["fetch: option 'timeout': number expected, got string"] = function()
        bk.fetch("http://a/", { timeout = "x" })
      end,
      ["timeline:write: option 'width': number expected, got string"] = function() tl:text { width = "x" } end,
      ["date.bounds: date expected, got table"] = function() tl:add { when = {}, what = "x" } end,
      ["date.bounds: 'x' is no date: not EDTF: a year has four digits"] = function() bk.date.after("2014", "x") end,
      ["date.find: there is no table of the language 'xx' (there are de, en, es, fr, nl)"] = function()
        bk.date.find("x", { language = "xx" })
      end,
      ["date.find: a text expected, got nil"] = function() bk.date.find() end,
      ["hash.new: a digest's name or a list of names expected, got number"] = function() bk.hash.bytes("x", 5) end,
      ["hash: a string expected, got number"] = function() bk.hash.bytes(5) end,
      ["claims.list: a document with a text is needed"] = function() bk.claims.extract {} end,
      ["claims.list: min_confidence is a number from 0 to 1"] = function()
        bk.claims.extract({ id = "a", text = "x" }, { min_confidence = 2 })
      end,
      ["claims.list: rules is a list of rules"] = function()
        bk.claims.extract({ id = "a", text = "x" }, { rules = "x" })
      end,
      ["claims.list: rules[1] is no rule"] = function()
        bk.claims.extract({ id = "a", text = "x" }, { rules = { 5 } })
      end,
      ["claims.certainty: a string expected, got nil"] = function() bk.claims.certainty() end,
      ["similar.index: there is no method 'frob' (there are minhash, simhash, ssdeep, tlsh)"] = function()
        bk.similar.index { method = "frob" }
      end,
      ["manifest.rows: a list of files and folders expected, got string"] = function() bk.manifest.rows "spec" end,
      ["manifest.write: a list of files and folders expected, got nil"] = function() bk.manifest.write "spec" end,
    } do
      local done, problem = pcall(call)
      local line = debug.getinfo(call, "S")
      local at, told = problem:match "^[^:]*err_spec%.lua:(%d+): (.*)$"
      assert.equal(message, told or problem)
      assert.is_true(not done and line.linedefined <= tonumber(at) and tonumber(at) <= line.lastlinedefined)
    end
  end)

  it("is how misuse is told, wherever it is", function()
    local bk = require "breachkit"
    local store <close> = assert(bk.fetch.store(scratch.path .. "/store"))
    assert(bk.known.pack(scratch.path .. "/k.bkset", { scratch.write("k.txt", ("0"):rep(40) .. "\n") },
      { algorithm = "sha1" }))
    local set <close> = assert(bk.known.open(scratch.path .. "/k.bkset"))
    for message, call in pairs {
      ["fetch.store: a path expected, got nil"] = function() bk.fetch.store() end,
      ["store:get: an address expected, got table"] = function() store:get {} end,
      ["store:put: a page expected, got nil"] = function() store:put() end,
      ["similar.pairs: a list of documents expected, got nil"] = function() bk.similar.pairs() end,
      ["similar.pairs: a text, or a document with one, for number 2 expected, got nil"] = function()
        bk.similar.pairs { "a", {} }
      end,
      ["similar.pairs: option 'threshold': number expected, got string"] = function()
        bk.similar.pairs({ "a" }, { threshold = "x" })
      end,
      ["similar.index: option 'words': integer expected, got string"] = function()
        bk.similar.index { method = "minhash", words = "x" }
      end,
      ["index:find: a count expected, got -1"] = function()
        bk.similar.index({ method = "minhash" }):find("x", -1)
      end,
      ["index:add: a text, tokens or a digest expected, got boolean"] = function()
        bk.similar.index({ method = "minhash" }):add("a", true)
      end,
      ["correlate: option 'asof': string expected, got table"] = function() bk.correlate({}, { asof = {} }) end,
      ["correlate: option 'claims': function or boolean expected, got number"] = function()
        bk.correlate({}, { claims = 1 })
      end,
      ["set:links: a number as least score expected, got string"] = function() bk.correlate({}):links "x" end,
      ["incident.build: a list of reports expected, got nil"] = function() bk.incident.build() end,
      ["incident.build: {document, claims} as a report expected, got number"] = function() bk.incident.build { 1 } end,
      ["incident.build: document 'a': number 1 of its claims is none"] = function()
        bk.incident.build { { document = { id = "a", text = "x" }, claims = { {} } } }
      end,
      ["incident.link: number 1 of the incidents is none"] = function() bk.incident.link { {} } end,
      ["works.early: option 'list': what works.list gives is expected"] = function()
        bk.works.early { list = { {} } }
      end,
      ["claims.rules: a path expected, got table"] = function() bk.claims.rules {} end,
      ["date.normalize: a string expected, got nil"] = function() bk.date.normalize() end,
      ["document.parse: option 'limit': integer expected, got number"] = function()
        bk.document.parse("x", { limit = 1.5 })
      end,
      ["document.parse: option 'published': string expected, got number"] = function()
        bk.document.parse("x", { published = 2014 })
      end,
      ["csv.row: a table of fields expected, got nil"] = function() bk.csv.row() end,
      ["csv.locate: a position expected, got nil"] = function() bk.csv.locate "README.md" end,
      ["csv.records: option 'header': boolean or table expected, got number"] = function()
        bk.csv.records("a", { header = 5 })
      end,
      ["timeline.load: a path expected, got nil"] = function() bk.timeline.load() end,
      ["timeline.read: option 'into': userdata expected, got table"] = function()
        bk.timeline.read("jsonl", "", { into = {} })
      end,
      ["timeline:write: a function or a file expected, got nil"] = function() bk.timeline.new():write "jsonl" end,
      ["lines: a piece of bytes, or nil at the end expected, got number"] = function()
        bk.json.lines(function() return 1 end)()
      end,
      ["correlate: a list of documents or an iterator expected, got number"] = function() bk.correlate(5) end,
      ["poll.feeds: bytes expected, got nil"] = function() bk.fetch.poll.feeds() end,
      ["fetch.poll: a list of feeds expected, got nil"] = function() bk.fetch.poll(nil, { store = store }) end,
      ["torrent.release: a name expected, got nil"] = function() bk.torrent.release() end,
      ["manifest.audit: the path of a manifest expected, got nil"] = function() bk.manifest.audit() end,
      ["manifest.audit: a folder expected, got nil"] = function() bk.manifest.audit "m.jsonl" end,
      ["known.open: a path expected, got nil"] = function() bk.known.open() end,
      ["known:find: a hash expected, got nil"] = function() set:find() end,
      ["known.pack: a list of files expected, got string"] = function()
        bk.known.pack("x", "y", { algorithm = "sha1" })
      end,
      ["pwned.open: a path expected, got table"] = function() bk.pwned.open {} end,
      ["hash.file: a path expected, got nil"] = function() bk.hash.file() end,
      ["hash.each: an iterator expected, got nil"] = function() bk.hash.each() end,
      ["warc.each: a path or a table with bytes expected, got number"] = function() bk.warc.each(5) end,
      ["export.html: a set expected, got nil"] = function() bk.export.html() end,
    } do assert.has_error(call, message) end
  end)

  it("tells what a page to be kept lacks", function()
    local store <close> = assert(require "breachkit".fetch.store(scratch.path .. "/store"))
    local page = { url = "http://a.example/", final_url = "http://a.example/", fetched = "2026-01-01T00:00:00Z",
      sha256 = ("0"):rep(64), head = "HTTP/1.1 200 OK\r\n\r\n", headers = {}, size = 0 }
    for name in pairs(page) do
      local kind, held = type(page[name]), page[name]
      if name ~= "size" and name ~= "sha256" then
        page[name] = nil
        assert.has_error(function() store:put(page) end,
          ("store:put: a page of breachkit.fetch, whose %s is a %s, expected, got nil"):format(name, kind))
        page[name] = held
      end
    end
    assert(store:put(page))
  end)

  it("works out line and column on demand", function()
    assert.same({ 2, 2 }, { core.status.locate("ab\ncd", 5) })
  end)
end)
