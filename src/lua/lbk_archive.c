/*** Archives and compressed streams, entry by entry, under limits. Nothing is ever written.
 * @module breachkit.core.archive
 */
#include "lbk_archive.h"

#include "lbk.h"

#include <string.h>

#define ARCHIVE_META "breachkit.archive"

enum { SOURCE = 1, PIECE = 64 * 1024 }; /* the user value that keeps the bytes alive */

typedef struct handle {
    bk_archive *archive; /* NULL when closed */
} handle;

bk_archive **lbk_test_archive(lua_State *L, int index) {
    handle *h = luaL_testudata(L, index, ARCHIVE_META);
    return h ? &h->archive : NULL;
}

static handle *check_open(lua_State *L) {
    handle *h = luaL_checkudata(L, 1, ARCHIVE_META);
    luaL_argcheck(L, h->archive, 1, "the archive is closed");
    return h;
}

/*** Let go of the archive. Calling it twice is safe.
@function archive:close
@usage archive:close()
*/
static int l_close(lua_State *L) {
    handle *h = luaL_checkudata(L, 1, ARCHIVE_META);
    bk_archive_close(h->archive);
    h->archive = NULL;
    lua_pushnil(L);
    lua_setiuservalue(L, 1, SOURCE);
    return 0;
}

static const char *const KINDS[] = {"file", "stream", "folder", "link", "other"};

/*** The next entry, in the archive's order.
@function archive:next
@treturn ?table `{name, kind, size, modified, encrypted}`: name as stored, any bytes; kind "file",
"stream" (the only entry of what is merely compressed), "folder", "link", "other"; size in bytes and
modified in seconds since 1970 as the archive says, absent when it does not; nil after the last
@treturn ?table the error: "syntax", "type" (encrypted), "limit", "memory": nothing can be read
after it
@raise on a closed archive
@usage for entry in function() return archive:next() end do print(entry.name) end
*/
static int l_next(lua_State *L) {
    bk_error err;
    bk_archive_entry entry;
    handle *h = check_open(L);
    bk_code code = bk_archive_next(h->archive, &entry, &err);
    if (code == BK_E_EMPTY) {
        lua_pushnil(L);
        return 1;
    }
    if (code) return lbk_push_error(L, &err, NULL);
    lua_createtable(L, 0, 5);
    lua_pushstring(L, entry.name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, KINDS[entry.kind]);
    lua_setfield(L, -2, "kind");
    if (entry.size >= 0) {
        lua_pushinteger(L, entry.size);
        lua_setfield(L, -2, "size");
    }
    if (entry.modified >= 0) {
        lua_pushinteger(L, entry.modified);
        lua_setfield(L, -2, "modified");
    }
    lua_pushboolean(L, entry.encrypted);
    lua_setfield(L, -2, "encrypted");
    return 1;
}

/*** The next bytes of the entry.
@function archive:read
@treturn ?string at most 64 KiB; nil at the entry's end
@treturn ?table the error: "syntax", "type" (encrypted), "limit", "memory"
@raise on a closed archive
@usage local piece, e = archive:read()
*/
static int l_read(lua_State *L) {
    bk_error err;
    size_t got;
    handle *h = check_open(L);
    luaL_Buffer b;
    char *p = luaL_buffinitsize(L, &b, PIECE);
    bk_code code = bk_archive_read(h->archive, p, PIECE, &got, &err);
    luaL_pushresultsize(&b, code ? 0 : got);
    if (code) return lbk_push_error(L, &err, NULL);
    if (!got) lua_pushnil(L);
    return 1;
}

/*** What was read so far.
@function archive:used
@treturn integer bytes unpacked
@treturn integer entries met
@treturn string what the format is called: "ZIP 2.0 (deflation)", "GNU tar format"
@raise on a closed archive
@usage local bytes, entries, format = archive:used()
*/
static int l_used(lua_State *L) {
    handle *h = check_open(L);
    lua_pushinteger(L, (lua_Integer)bk_archive_unpacked(h->archive));
    lua_pushinteger(L, (lua_Integer)bk_archive_entries(h->archive));
    lua_pushstring(L, bk_archive_format(h->archive));
    return 3;
}

/*** Open an archive: tar, zip, 7z, packed or not by gzip, bzip2, xz, lzma, zstd, lz4; or something
that is merely packed by one of those.
@function open
@tparam string source a path, or with `bytes` the archive itself
@tparam[opt] table options `bytes`: whether the source is the archive itself; and for the whole of it
`entries`: most entries; `unpacked`: most bytes unpacked; `ratio`: most unpacked bytes for a packed
one, asked once `slack` bytes are unpacked; `seconds`: most time spent in unpacking. 0 is no limit
@treturn ?userdata the archive, with methods `next`, `read`, `used`, `close`; it closes itself
@treturn ?table the error: "io", "syntax", "memory"
@raise on a wrong argument or option
@usage local archive <close> = assert(core.archive.open "reports.zip")
*/
static int l_open(lua_State *L) {
    static const char *const known[] = {"bytes", "entries", "unpacked", "ratio", "slack", "seconds", NULL};
    bk_error err;
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    lbk_check_options(L, 2, known);
    bool bytes = lbk_opt_boolean(L, 2, "bytes", false);
    bk_archive_limits limits = {
        .entries = (uint64_t)lbk_opt_integer(L, 2, "entries", 0, 0, INT64_MAX),
        .bytes = (uint64_t)lbk_opt_integer(L, 2, "unpacked", 0, 0, INT64_MAX),
        .ratio = (uint64_t)lbk_opt_integer(L, 2, "ratio", 0, 0, INT64_MAX),
        .slack = (uint64_t)lbk_opt_integer(L, 2, "slack", 0, 0, INT64_MAX),
        .seconds = (double)lbk_opt_integer(L, 2, "seconds", 0, 0, INT32_MAX),
    };
    if (!bytes) (void)lbk_check_path(L, 1);
    handle *h = lua_newuserdatauv(L, sizeof *h, SOURCE);
    h->archive = NULL;
    luaL_setmetatable(L, ARCHIVE_META);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, SOURCE);
    bk_code code = bytes ? bk_archive_open_bytes(&h->archive, p, n, &limits, &err)
                         : bk_archive_open_file(&h->archive, p, &limits, &err);
    if (code) return lbk_push_error(L, &err, bytes ? NULL : p);
    return 1;
}

int lbk_open_archive(lua_State *L);

int lbk_open_archive(lua_State *L) {
    static const luaL_Reg meta[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"next", l_next}, {"read", l_read}, {"used", l_used}, {"close", l_close}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"open", l_open}, {NULL, NULL}};
    lbk_new_class(L, ARCHIVE_META, meta, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
