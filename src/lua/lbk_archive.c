/*** Archives and compressed streams, entry by entry, under limits. Nothing is ever written.
 * @module breachkit.core.archive
 */
#include "lbk_archive.h"

#include "../core/bk_packing.h"
#include "lbk_tap.h"

#include <malloc.h>
#include <string.h>

#define ARCHIVE_META "breachkit.archive"

enum { SOURCE = 1, PIECE = 64 * 1024 }; /* the user value that keeps the bytes alive */

typedef struct handle {
    bk_archive *archive; /* NULL when closed */
    bk_buf bytes;        /* the archive itself, taken from a tap */
    bool secret;         /* counted among those whose memory is overwritten */
} handle;

/* What unpacks has memory of its own, which is let go of as it is. While an archive of secrets is open, all memory that the
 * process lets go of is overwritten, where the C library does so (mallopt(3), M_PERTURB). */
static void keep_secret(handle *h, bool secret) {
    static int open;
    if (h->secret == secret) return;
    h->secret = secret;
    open += secret ? 1 : -1;
#ifdef M_PERTURB
    (void)mallopt(M_PERTURB, open ? 0xA5 : 0);
#endif
}

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
    bk_buf_free(&h->bytes);
    keep_secret(h, false);
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

/* All bytes of the tap at `index` become the handle's; else nil and the error are pushed. */
static bool take(lua_State *L, int index, handle *h, size_t most) {
    bk_error err;
    lbk_tap *t = lbk_check_tap(L, index);
    bool any = lbk_tap_look(L, index, most + 1);
    if (!any || t->failed) {
        if (any) (void)lbk_tap_fill(L, index); /* the same error again */
        lua_pushnil(L);
        lua_insert(L, -2);
        return false;
    }
    if (t->bytes.n > most) {
        (void)bk_fail(&err, BK_E_LIMIT, 0, "there are more than the limit of %zu bytes", most);
        (void)lbk_push_error(L, &err, NULL);
        return false;
    }
    h->bytes = t->bytes;
    t->bytes = (bk_buf){.secret = true};
    t->last = true;
    return true;
}

/*** Open an archive: tar, zip, 7z, packed or not by gzip, bzip2, xz, lzma, zstd, lz4; or something
that is merely packed by one of those.
@function open
@tparam string|userdata source a path, with `bytes` the archive itself, or a `core.tap` of its bytes, which is at its end then
@tparam[opt] table options `bytes`: whether the source is the archive itself; `most`: most bytes of a tap; `secret`: memory that is
let go of is overwritten while the archive is open, as far as the C library can; and for the whole of it
`entries`: most entries; `unpacked`: most bytes unpacked; `ratio`: most unpacked bytes for a packed
one, asked once `slack` bytes are unpacked; `seconds`: most time spent in unpacking. 0 is no limit
@treturn ?userdata the archive, with methods `next`, `read`, `used`, `close`; it closes itself
@treturn ?table the error: "io", "syntax", "memory"; "limit" of a tap
@raise on a wrong argument or option
@usage local archive <close> = assert(core.archive.open "reports.zip")
*/
static int l_open(lua_State *L) {
    static const char *const known[] = {"bytes", "most", "secret", "entries", "unpacked", "ratio", "slack", "seconds", NULL};
    bk_error err;
    size_t n = 0;
    const char *p = lbk_test_tap(L, 1) ? NULL : luaL_checklstring(L, 1, &n);
    lua_settop(L, 2);
    lbk_check_options(L, 2, known);
    bool bytes = lbk_opt_boolean(L, 2, "bytes", false);
    bk_archive_limits limits = {
        .entries = (uint64_t)lbk_opt_integer(L, 2, "entries", 0, 0, INT64_MAX),
        .bytes = (uint64_t)lbk_opt_integer(L, 2, "unpacked", 0, 0, INT64_MAX),
        .ratio = (uint64_t)lbk_opt_integer(L, 2, "ratio", 0, 0, INT64_MAX),
        .slack = (uint64_t)lbk_opt_integer(L, 2, "slack", 0, 0, INT64_MAX),
        .seconds = (double)lbk_opt_integer(L, 2, "seconds", 0, 0, INT32_MAX),
    };
    size_t most = (size_t)lbk_opt_integer(L, 2, "most", INT32_MAX, 0, INT32_MAX);
    if (p && !bytes) (void)lbk_check_path(L, 1);
    handle *h = lua_newuserdatauv(L, sizeof *h, SOURCE);
    *h = (handle){0};
    luaL_setmetatable(L, ARCHIVE_META);
    keep_secret(h, lbk_opt_boolean(L, 2, "secret", false));
    bk_code code = BK_OK;
    if (!p) {
        if (!take(L, 1, h, most)) return 2;
        code = bk_archive_open_bytes(&h->archive, h->bytes.p ? h->bytes.p : "", h->bytes.n, &limits, &err);
        return code ? lbk_push_error(L, &err, NULL) : 1;
    }
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, SOURCE);
    code = bytes ? bk_archive_open_bytes(&h->archive, p, n, &limits, &err)
                 : bk_archive_open_file(&h->archive, p, &limits, &err);
    if (code) return lbk_push_error(L, &err, bytes ? NULL : p);
    return 1;
}

int lbk_push_packing(lua_State *L, const char *p, size_t n) {
    static const char *const names[] = {NULL, "packed", "archive", "binary"};
    const char *what = NULL;
    bk_packing packing = bk_packing_of(p, n, &what);
    lua_pushstring(L, names[packing]);
    lua_pushstring(L, what);
    return 2;
}

/*** Whether bytes are packed.
@function packing
@tparam string head the beginning of a file, of which 512 bytes are looked at
@treturn ?string "archive" (tar, zip, 7z), "packed" (gzip, bzip2, xz, zstd, lz4), "binary" (a zip that is one document or
program to its users); nil for what is none of these
@treturn ?string of binary: what it is
@usage if core.archive.packing(head) == "archive" then unpack() end
*/
static int l_packing(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    return lbk_push_packing(L, p, n);
}

int lbk_open_archive(lua_State *L);

int lbk_open_archive(lua_State *L) {
    static const luaL_Reg meta[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"next", l_next}, {"read", l_read}, {"used", l_used}, {"close", l_close}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"open", l_open}, {"packing", l_packing}, {NULL, NULL}};
    lbk_new_class(L, ARCHIVE_META, meta, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
