rockspec_format = "3.0"
package = "breachkit"
version = "dev-1"
source = { url = "git+file://." }
description = {
  summary = "Breach reports and breach evidence into facts an analyst can defend",
  detailed = [[
Reads breach reports, extracts who claims what about whom, when, how sure and on whose word, puts it on a timeline
of uncertain dates, and shows what independent origins corroborate and what conflicts. A C core under a Lua layer,
and a command line. Needs libxml2, cJSON, OpenSSL, zlib, libpsl, libidn2, libarchive, xxHash, libcurl and SQLite, found through pkg-config.]],
  license = "MIT",
}
supported_platforms = { "unix" }
dependencies = { "lua >= 5.4, < 5.5" }
build = {
  type = "make",
  build_target = "all",
  build_variables = {
    CFLAGS = "$(CFLAGS)",
    LUA_INCDIR = "$(LUA_INCDIR)",
    LUA = "$(LUA)",
  },
  install_variables = {
    LUADIR = "$(LUADIR)",
    LIBDIR = "$(LIBDIR)",
    BINDIR = "$(BINDIR)",
    LUA = "$(LUA)",
  },
}
