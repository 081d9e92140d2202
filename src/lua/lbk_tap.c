/*** Bytes that Lua does not see: where leaked records come from.
 * @module breachkit.core.tap
 */
#include "lbk_tap.h"

#include "../core/bk_packing.h"
#include "../core/bk_utf16.h"
#include "../core/bk_view.h"
#include "lbk_archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define META "breachkit.tap"

enum { PIECE = 1 << 17, SOURCE = 1, FAILURE = 2, NAME = 3 /* user values */ };

lbk_tap *lbk_check_tap(lua_State *L, int index) {
    return luaL_checkudata(L, index, META);
}

lbk_tap *lbk_test_tap(lua_State *L, int index) {
    return luaL_testudata(L, index, META);
}

/*** Let go of the file, and wipe what is held. Calling it twice is safe; then the bytes are at their end.
@function tap:close
@usage tap:close()
*/
static int l_close(lua_State *L) {
    lbk_tap *t = lbk_check_tap(L, 1);
    if (t->fd >= 0) (void)close(t->fd);
    t->fd = -1;
    bk_buf_free(&t->bytes);
    bk_buf_free(&t->raw);
    t->at = 0;
    t->last = true;
    return 0;
}

static lbk_tap *new_tap(lua_State *L) {
    lbk_tap *t = lua_newuserdatauv(L, sizeof *t, 3);
    *t = (lbk_tap){.fd = -1, .bytes = {.secret = true}, .raw = {.secret = true}};
    luaL_setmetatable(L, META);
    return t;
}

/* The error value at the top is what the source fails with from now on. */
static bool failed(lua_State *L, lbk_tap *t, int index) {
    t->failed = true;
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, index, FAILURE);
    return false;
}

static bool failed_with(lua_State *L, lbk_tap *t, int index, const bk_error *err) {
    lua_getiuservalue(L, index, NAME);
    (void)lbk_push_error(L, err, lua_tostring(L, -1));
    lua_replace(L, -3);
    lua_pop(L, 1);
    return failed(L, t, index);
}

/* Where the source's own bytes go. */
static bk_buf *arriving(lbk_tap *t) {
    return t->wide ? &t->raw : &t->bytes;
}

/* What a function gives: bytes, or nil and maybe an error. */
static bool called(lua_State *L, lbk_tap *t, int index) {
    size_t n = 0;
    lua_getiuservalue(L, index, SOURCE);
    lua_call(L, 0, 2);
    t->last = lua_isnil(L, -2);
    if (t->last && !lua_isnil(L, -1)) {
        bk_error err;
        if (lua_istable(L, -1)) {
            lua_remove(L, -2);
            return failed(L, t, index);
        }
        (void)bk_fail(&err, BK_E_IO, 0, "%s", luaL_tolstring(L, -1, NULL));
        lua_pop(L, 3);
        return failed_with(L, t, index, &err);
    }
    if (!t->last && lua_type(L, -2) != LUA_TSTRING)
        luaL_error(L, "a source gives strings, not a %s", luaL_typename(L, -2));
    const char *piece = t->last ? NULL : lua_tolstring(L, -2, &n);
    if (piece && bk_buf_add(arriving(t), piece, n)) luaL_error(L, "out of memory");
    lua_pop(L, 2);
    return true;
}

static bk_code read_some(lbk_tap *t, char *p, size_t n, size_t *got, bk_error *err) {
    ssize_t k;
    *got = 0;
    if (t->archive) {
        if (!*t->archive) return bk_fail(err, BK_E_IO, 0, "cannot be read: the archive is closed");
        return bk_archive_read(*t->archive, p, n, got, err);
    }
    do k = read(t->fd, p, n);
    while (k < 0 && errno == EINTR);
    if (k < 0) return bk_fail(err, BK_E_IO, 0, "cannot be read: %s", strerror(errno));
    *got = (size_t)k;
    return BK_OK;
}

static bool arrived(lua_State *L, lbk_tap *t, int index, size_t wanted) {
    bk_error err;
    size_t got;
    bk_buf *b = arriving(t);
    if (t->fd < 0 && !t->archive) return called(L, t, index);
    if (bk_buf_reserve(b, wanted < PIECE ? PIECE : wanted)) luaL_error(L, "out of memory");
    if (read_some(t, b->p + b->n, b->capacity - b->n, &got, &err)) return failed_with(L, t, index, &err);
    b->n += got;
    t->last = got == 0;
    return true;
}

static void decode(lua_State *L, lbk_tap *t) {
    size_t used = t->raw.n ? bk_utf16_read(t->raw.p, t->raw.n, t->big, t->last, &t->bytes) : 0;
    if (t->bytes.failed) luaL_error(L, "out of memory");
    if (used) memmove(t->raw.p, t->raw.p + used, t->raw.n - used);
    t->raw.n -= used;
}

static bool more(lua_State *L, lbk_tap *t, int index, size_t wanted) {
    if (!arrived(L, t, index, wanted)) return false;
    if (t->wide) decode(L, t);
    return true;
}

bool lbk_tap_fill(lua_State *L, int index) {
    lbk_tap *t = lbk_check_tap(L, index);
    size_t left = t->bytes.n - t->at;
    index = lua_absindex(L, index);
    if (t->failed) {
        lua_getiuservalue(L, index, FAILURE);
        return false;
    }
    if (t->at) memmove(t->bytes.p, t->bytes.p + t->at, left);
    t->base += t->at;
    t->at = 0;
    t->bytes.n = left;
    do {
        if (!more(L, t, index, left)) return false;
    } while (!t->last && (t->bytes.n < 2 * left || !t->bytes.n));
    return true;
}

bool lbk_tap_look(lua_State *L, int index, size_t n) {
    lbk_tap *t = lbk_check_tap(L, index);
    while (t->bytes.n < n && !t->last && !t->failed) {
        if (more(L, t, index, 0)) continue;
        lua_pop(L, 1);
    }
    if (!t->failed || t->bytes.n) return true;
    lua_getiuservalue(L, index, FAILURE);
    return false;
}

void lbk_tap_decode(lua_State *L, int index) {
    lbk_tap *t = lbk_check_tap(L, index);
    if (t->wide || t->base || t->at) return;
    if (!lbk_tap_look(L, index, BK_VIEW_WIDE)) {
        lua_pop(L, 1); /* it fails so again */
        return;
    }
    size_t mark = bk_view_wide(t->bytes.p ? t->bytes.p : "", t->bytes.n, &t->big);
    if (mark == SIZE_MAX) return;
    t->raw = t->bytes;
    t->bytes = (bk_buf){.secret = true};
    t->wide = true;
    t->raw.n -= mark;
    memmove(t->raw.p, t->raw.p + mark, t->raw.n);
    decode(L, t);
}

/*** The bytes of a file, opened now.
@function file
@tparam string path
@treturn ?userdata the tap, which closes itself, with the methods below
@treturn ?table the error: "io"
@usage local tap <close> = assert(core.tap.file "leak.txt")
*/
static int l_file(lua_State *L) {
    bk_error err;
    const char *path = lbk_check_path(L, 1);
    lbk_tap *t = new_tap(L);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, NAME);
    t->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (t->fd >= 0) return 1;
    (void)bk_fail(&err, BK_E_IO, 0, "cannot be read: %s", strerror(errno));
    return lbk_push_error(L, &err, path);
}

/*** The bytes of what is open.
@function of
@tparam userdata|function|file source an archive, of which the current member is read; an open file, from where its
descriptor is; or a function that gives the next bytes as a string, at the end nil, and an error if it failed: those a
script has seen
@tparam[opt] string name what errors call it
@treturn userdata the tap
@raise on a wrong argument
@usage local tap = core.tap.of(function() return file:read(65536) end, "leak")
*/
static int l_of(lua_State *L) {
    bk_error err;
    lua_settop(L, 2);
    lbk_tap *t = new_tap(L);
    luaL_Stream *stream = luaL_testudata(L, 1, LUA_FILEHANDLE);
    t->archive = lbk_test_archive(L, 1);
    luaL_argexpected(L, t->archive || stream || lua_isfunction(L, 1), 1, "archive, file or function");
    if (lua_isstring(L, 2)) {
        lua_pushvalue(L, 2);
        lua_setiuservalue(L, 3, NAME);
    }
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, 3, SOURCE);
    if (!stream) return 1;
    t->fd = stream->closef ? fcntl(fileno(stream->f), F_DUPFD_CLOEXEC, 0) : -1;
    if (t->fd >= 0) return 1;
    (void)bk_fail(&err, BK_E_IO, 0, "cannot be read: %s", stream->closef ? strerror(errno) : "it is closed");
    return lbk_push_error(L, &err, lua_tostring(L, 2));
}

/* The error value at the top behind nil, or false where nil says something else. */
static int failure(lua_State *L, bool falsely) {
    if (falsely) lua_pushboolean(L, 0);
    else lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

/*** Whether it is packed, by its first bytes, which stay to be read.
@function tap:packing
@treturn ?string|boolean as `core.archive.packing`: nil when it is not; false when it cannot be read
@treturn ?string|table of a document in a zip: what it is; the error that the source fails with
@usage if tap:packing() == "archive" then unpack() end
*/
static int l_packing(lua_State *L) {
    const lbk_tap *t = lbk_check_tap(L, 1);
    if (!lbk_tap_look(L, 1, BK_PACKING_HEAD)) return failure(L, true);
    return lbk_push_packing(L, t->bytes.p ? t->bytes.p + t->at : "", t->bytes.n - t->at);
}

/*** What the bytes are written in, where they come as UTF-8 instead: for those who read records, UTF-16 does.
@function tap:encoding
@treturn ?string "UTF-16LE", "UTF-16BE"
@usage print(tap:encoding())
*/
static int l_encoding(lua_State *L) {
    const lbk_tap *t = lbk_check_tap(L, 1);
    if (!t->wide) return 0;
    lua_pushstring(L, bk_view_coding_name(t->big ? BK_CODING_UTF16BE : BK_CODING_UTF16LE));
    return 1;
}

/*** The next bytes, for those who want to see them.
@function tap:piece
@treturn ?string nil at the end
@treturn ?table the error that the source fails with
@usage for piece in function() return tap:piece() end do scan(piece) end
*/
static int l_piece(lua_State *L) {
    lbk_tap *t = lbk_check_tap(L, 1);
    while (t->at == t->bytes.n) {
        if (t->last) return 0;
        if (!lbk_tap_fill(L, 1)) return failure(L, false);
    }
    lua_pushlstring(L, t->bytes.p + t->at, t->bytes.n - t->at);
    t->at = t->bytes.n;
    return 1;
}

/*** What the source failed with, as far as it was read.
@function tap:failure
@treturn ?table the error
@usage local e = tap:failure()
*/
static int l_failure(lua_State *L) {
    if (!lbk_check_tap(L, 1)->failed) return 0;
    lua_getiuservalue(L, 1, FAILURE);
    return 1;
}

/*** All of it to a file.
@function tap:copy
@tparam file file open for writing; its buffer is not used
@treturn ?boolean true
@treturn ?table the error: what the source fails with; "io"
@usage assert(tap:copy(file))
*/
static int l_copy(lua_State *L) {
    bk_error err;
    lbk_tap *t = lbk_check_tap(L, 1);
    luaL_Stream *stream = luaL_checkudata(L, 2, LUA_FILEHANDLE);
    luaL_argcheck(L, stream->closef, 2, "the file is closed");
    for (;;) {
        while (t->at < t->bytes.n) {
            ssize_t k = write(fileno(stream->f), t->bytes.p + t->at, t->bytes.n - t->at);
            if (k < 0 && errno == EINTR) continue;
            if (k < 0) {
                (void)bk_fail(&err, BK_E_IO, 0, "%s", strerror(errno));
                return lbk_push_error(L, &err, NULL);
            }
            t->at += (size_t)k;
        }
        if (t->last) break;
        if (!lbk_tap_fill(L, 1)) return failure(L, false);
    }
    lua_pushboolean(L, 1);
    return 1;
}

/*** Whether a value is a tap.
@function is
@param value anything
@treturn boolean
@usage assert(not core.tap.is "text")
*/
static int l_is(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushboolean(L, lbk_test_tap(L, 1) != NULL);
    return 1;
}

int lbk_open_tap(lua_State *L);

int lbk_open_tap(lua_State *L) {
    static const luaL_Reg metamethods[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"packing", l_packing}, {"encoding", l_encoding}, {"piece", l_piece}, {"copy", l_copy},
                                      {"failure", l_failure}, {"close", l_close}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"file", l_file}, {"of", l_of}, {"is", l_is}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
