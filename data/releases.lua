-- The words of release names, as the scene and its imitators write them: by what is left of a word in lower case without
-- hyphens, the form that is shown. Two words that stand side by side are looked up together first ("WEB DL").
-- Written by hand for breachkit (MIT).
return {
  -- where the copy comes from, best told first by those who write names
  sources = {
    dvdscr = "DVDScr", dvdscreener = "DVDScr", dvdscreen = "DVDScr", screener = "Screener", scr = "Screener",
    bdscr = "BDScr", webscreener = "WEBScr", webscr = "WEBScr", hdscr = "HDScr", vhsscr = "VHSScr",
    cam = "CAM", camrip = "CAM", hdcam = "HDCAM", hqcam = "HDCAM", ts = "TS", telesync = "TS", hdts = "HDTS", tc = "TC",
    telecine = "TC", hdtc = "HDTC", workprint = "Workprint", wp = "Workprint", ppv = "PPV", ppvrip = "PPV",
    r5 = "R5", vodrip = "VODRip", vod = "VODRip", dvdrip = "DVDRip", dvdr = "DVD-R", dvd = "DVD", dvd5 = "DVD", dvd9 = "DVD",
    bluray = "BluRay", brrip = "BRRip", bdrip = "BDRip", bdremux = "BluRay", bdmv = "BluRay", uhdbluray = "BluRay",
    web = "WEB", webdl = "WEB-DL", webrip = "WEBRip", hdtv = "HDTV", hdtvrip = "HDTV", pdtv = "PDTV", sdtv = "SDTV",
    tvrip = "TVRip", dsr = "DSR", dsrip = "DSR", satrip = "DSR", dvbrip = "DVB", dvb = "DVB", hdrip = "HDRip", vhsrip = "VHSRip",
  },
  -- everything else that is no part of a title
  tags = {
    ["480p"] = "480p", ["576p"] = "576p", ["720p"] = "720p", ["1080p"] = "1080p", ["1080i"] = "1080i",
    ["2160p"] = "2160p", ["4k"] = "2160p", uhd = "UHD", hd = "HD", hq = "HQ", hdr = "HDR", hdr10 = "HDR10", dv = "DV",
    ["10bit"] = "10bit", ["8bit"] = "8bit", xvid = "XviD", divx = "DivX", x264 = "x264", h264 = "H.264", avc = "H.264",
    x265 = "x265", h265 = "H.265", hevc = "H.265", av1 = "AV1", vp9 = "VP9", mpeg2 = "MPEG-2", remux = "Remux",
    ac3 = "AC3", eac3 = "EAC3", dd5 = "DD", ddp5 = "DD+", aac = "AAC", dts = "DTS", dtshd = "DTS-HD", truehd = "TrueHD",
    atmos = "Atmos", mp3 = "MP3", flac = "FLAC", proper = "Proper", repack = "Repack", rerip = "Rerip", internal = "Internal",
    limited = "Limited", extended = "Extended", unrated = "Unrated", uncut = "Uncut", remastered = "Remastered",
    imax = "IMAX", readnfo = "Read NFO", nfofix = "NFO fix", festival = "Festival", custom = "Custom", subbed = "Subbed",
    dubbed = "Dubbed", hardsub = "Hardsub", hc = "Hardsub", multi = "Multi", dual = "Dual", dl = "Dual", line = "Line",
    retail = "Retail", complete = "Complete", ["3d"] = "3D", hsbs = "3D", ws = "Widescreen", fs = "Fullscreen",
    ntsc = "NTSC", pal = "PAL", directors = "Director's cut",
  },
  -- words of the above that titles hold as well: without a year or an episode before them they begin no list of tags
  weak = {
    cam = true, ts = true, tc = true, web = true, vod = true, line = true, dual = true, dv = true, hd = true, multi = true,
    complete = true, limited = true, extended = true, internal = true, proper = true, custom = true, festival = true,
    retail = true, directors = true, fs = true, ws = true, pal = true, dl = true, hc = true, wp = true, scr = true,
    dvd = true, uncut = true, remastered = true, subbed = true, dubbed = true,
  },
  -- endings of files, which are no words
  endings = {
    mkv = true, avi = true, mp4 = true, m4v = true, mov = true, wmv = true, mpg = true, mpeg = true, webm = true, iso = true,
    img = true, zip = true, rar = true, nfo = true, srt = true, sub = true, torrent = true, pdf = true, epub = true, txt = true,
  },
}
