require "helper"
local torrent = require "breachkit.torrent"

-- title | year | season | episode | last episode | source | group | tags
local function told(name)
  local r = torrent.release(name)
  local parts = {}
  for i, key in ipairs { "title", "year", "season", "episode", "last_episode", "source", "group" } do
    parts[i] = tostring(r[key] or "")
  end
  return table.concat(parts, "|") .. "|" .. table.concat(r.tags, " ")
end

describe("torrent.release", function()
  it("takes names of films apart", function()
    for name, wanted in pairs {
      ["Still.Alice.2014.DVDScr.XVID.AC3.HQ"] = "Still Alice|2014||||DVDScr||XviD AC3 HQ",
      ["Grey.Harbour.2014.DVDSCR.X264-TEAM.mkv"] = "Grey Harbour|2014||||DVDScr|TEAM|x264",
      ["Grey Harbour (2014) [1080p] BluRay"] = "Grey Harbour|2014||||BluRay||1080p",
      ["Grey_Harbour_2014_WEB-DL_x264-A1"] = "Grey Harbour|2014||||WEB-DL|A1|x264",
      ["Grey.Harbour.2014.WEB.DL.x264"] = "Grey Harbour|2014||||WEB-DL||x264",
      ["Grey.Harbour.2014.x264.WEB-DL"] = "Grey Harbour|2014||||WEB-DL||x264",
      ["Mr. Harbour 2014 DVDRip XviD-ABC"] = "Mr Harbour|2014||||DVDRip|ABC|XviD",
      ["Grey.Harbour.BDRip.x264-ABC"] = "Grey Harbour|||||BDRip|ABC|x264",
      -- years and marks that are titles
      ["1917.2019.1080p"] = "1917|2019||||||1080p",
      ["2012.2009.BRRip"] = "2012|2009||||BRRip||",
      ["Harbour.2049.2017.1080p.BluRay"] = "Harbour 2049|2017||||BluRay||1080p",
      ["Web.2013.CAM"] = "Web|2013||||CAM||",
      ["The.Cam.2018.TS-X"] = "The Cam|2018||||TS|X|",
    } do
      assert.equal(wanted, told(name), name)
    end
  end)

  it("takes names of series apart", function()
    for name, wanted in pairs {
      ["Some.Show.S02E05.The.Name.720p.HDTV.x264-ABC"] = "Some Show||2|5||HDTV|ABC|720p x264",
      ["Some.Show.S02E05E06.HDTV"] = "Some Show||2|5|6|HDTV||",
      ["Some.Show.s02e05-e06.HDTV"] = "Some Show||2|5|6|HDTV||",
      ["Some Show - 1x03 - The Name.avi"] = "Some Show||1|3||||",
      ["Some.Show.2014.S01.E02.PROPER.HDTV-LOL"] = "Some Show|2014|1|2||HDTV|LOL|Proper",
      ["Some.Show.Season.3.Complete.WEBRip"] = "Some Show||3|||WEBRip||Complete",
      ["[Subs] Some Show - S01E02 [1080p].mkv"] = "Some Show||1|2|||Subs|1080p",
    } do
      assert.equal(wanted, told(name), name)
    end
  end)

  it("makes nothing of names without a mark", function()
    for name, wanted in pairs {
      ["2012"] = "2012|||||||", ["Web of Lies"] = "Web of Lies|||||||", ["A file-name"] = "A file-name|||||||",
      ["S01E01"] = "S01E01|||||||", [""] = "|||||||", ["..."] = "|||||||", ["/"] = "|||||||", ["a/b/"] = "b|||||||",
      ["\xff\0"] = "\xff\0|||||||",
    } do
      assert.equal(wanted, told(name), name)
    end
    assert.equal(1024, #torrent.release(("a"):rep(1000000)).title)
  end)
end)
