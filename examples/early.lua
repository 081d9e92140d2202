-- Which works were out before their official release, and in which torrents: breachkit run early.lua [FOLDER [LIST]]
local bk = require "breachkit"
local here = arg[0]:gsub("[^/]*$", "")
local set = bk.correlate(bk.document.each(arg[1] or here .. "reports", { on_error = print }))
-- a magnet link names a release; files are read by bk.torrent.open
local torrents = { assert(bk.torrent.magnet("magnet:?xt=urn:btih:" .. ("0123456789"):rep(4)
  .. "&dn=Still.Alice.2014.DVDScr.XVID.AC3.HQ")) }
local works = bk.works.early { list = assert(bk.works.list(arg[2] or here .. "works.csv")), incidents = set,
  torrents = torrents }
for _, w in ipairs(works) do
  print(("%-26s released %-11s out %-11s early: %-5s %3s days at least, told by %d, torrents: %d"):format(w.title,
    w.released and w.released.edtf or "?", w.leaked and w.leaked.edtf or "?", w.before_release,
    w.early and w.early.least or "?", w.origins, #w.torrents))
end
