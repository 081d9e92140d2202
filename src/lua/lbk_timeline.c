/*** The handle, its iterators and its files. Queries are in lbk_timeline_query.c.
 * @module breachkit.core.timeline
 */
#include "../core/bk_fs.h"
#include "../core/bk_timeline_time.h"
#include "lbk_timeline.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define META "breachkit.timeline"

lbk_timeline *lbk_check_timeline(lua_State *L, int index) {
    lbk_timeline *t = luaL_checkudata(L, index, META);
    if (!t->open) luaL_error(L, "the timeline is closed");
    return t;
}

lbk_timeline *lbk_settled_timeline(lua_State *L, int index) {
    lbk_timeline *t = lbk_check_timeline(L, index);
    if (bk_timeline_settle(&t->tl)) luaL_error(L, "timeline: out of memory");
    return t;
}

lbk_timeline *lbk_new_timeline(lua_State *L, int converter) {
    if (!lua_isnoneornil(L, converter)) luaL_checktype(L, converter, LUA_TFUNCTION);
    lbk_timeline *t = lua_newuserdatauv(L, sizeof *t, 1);
    *t = (lbk_timeline){0};
    luaL_setmetatable(L, META);
    if (!lua_isnoneornil(L, converter)) {
        lua_pushvalue(L, converter);
        lua_setiuservalue(L, -2, 1);
    }
    /* only guards the hash tables: no result depends on it */
    t->tl.strings.seed = (uint64_t)(uintptr_t)t * 0x9e3779b97f4a7c15u ^ (uint64_t)time(NULL);
    t->tl.lists.seed = ~t->tl.strings.seed;
    t->open = true;
    return t;
}

/*** Make an empty timeline.
@function new
@tparam[opt] function convert what reads dates that are no plain days or RFC 3339: given a string or
a date record, it returns `lo, hi, edtf` (integer seconds, nil for an open end) or `false, err`
@treturn userdata the timeline
@usage local tl = core.timeline.new()
*/
static int l_new(lua_State *L) {
    (void)lbk_new_timeline(L, 1);
    return 1;
}

/*** Give back the memory at once; `<close>` does it too. Closing twice is fine, any other use
raises.
@function timeline:close
@usage tl:close()
*/
static int l_close(lua_State *L) {
    lbk_timeline *t = luaL_checkudata(L, 1, META);
    t->open = false;
    bk_timeline_free(&t->tl);
    bk_buf_free(&t->scratch);
    bk_buf_free(&t->ids);
    return 0;
}

static int l_len(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)lbk_check_timeline(L, 1)->tl.n);
    return 1;
}

/* tl[i] is an event, tl.name a method. */
static int l_index(lua_State *L) {
    if (lua_type(L, 2) != LUA_TNUMBER) {
        lua_settop(L, 2);
        lua_rawget(L, lua_upvalueindex(1));
        return 1;
    }
    lbk_timeline *t = lbk_settled_timeline(L, 1);
    int exact;
    lua_Integer i = lua_tointegerx(L, 2, &exact);
    if (!exact || i < 1 || (lua_Unsigned)i > t->tl.n) {
        lua_pushnil(L);
    } else {
        lbk_push_event(L, t, (size_t)i - 1);
    }
    return 1;
}

/* Where the bytes go, and what went wrong. */
typedef struct sink {
    bk_fs_writer writer;
    bk_error err;
} sink;

static bk_code write_file(void *to, const void *p, size_t n) {
    sink *s = to;
    return bk_fs_writer_write(&s->writer, p, n, &s->err);
}

static bk_code read_file(void *from, void *p, size_t n) {
    char *bytes = p;
    int fd = *(int *)from;
    while (n) {
        ssize_t done = read(fd, bytes, n > 1 << 30 ? 1 << 30 : n);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) {
            if (!done) errno = EIO; /* shorter than it was a moment ago */
            return BK_E_IO;
        }
        bytes += done;
        n -= (size_t)done;
    }
    return BK_OK;
}

/*** Save to a file: beside it first, synced, then renamed, so that no half of a file is left.
@function timeline:save
@tparam string path the file, replaced if it is there
@treturn ?boolean true, or nil and an error value (code "io")
@usage assert(tl:save "case.timeline")
*/
static int l_save(lua_State *L) {
    lbk_timeline *t = lbk_settled_timeline(L, 1);
    const char *path = lbk_check_path(L, 2);
    sink s = {.writer.fd = -1};
    /* no Lua runs between here and the end of the writer */
    bk_code code = bk_fs_writer_open(&s.writer, path, BK_FS_SHARED, &s.err);
    if (!code) code = bk_timeline_save(&t->tl, write_file, &s);
    if (!code) code = bk_fs_writer_commit(&s.writer, &s.err);
    bk_fs_writer_close(&s.writer);
    if (code) return lbk_push_error(L, &s.err, path);
    lua_pushboolean(L, 1);
    return 1;
}

/*** Load what `save` wrote. The arrays are read into place and every number in them is checked: a
file that is damaged or made to harm is refused.
@function load
@tparam string path the file
@tparam[opt] function convert as for `new`
@tparam[opt] integer limit most bytes; about as many of memory are taken
@treturn ?userdata the timeline, or nil and an error value: "io", "type" (no saved timeline),
"syntax" (damaged), "limit", "memory"
@usage local tl = assert(core.timeline.load "case.timeline")
*/
static int l_load(lua_State *L) {
    const char *path = lbk_check_path(L, 1);
    lua_Integer limit = luaL_optinteger(L, 3, INT64_MAX);
    bk_error err = {0};
    struct stat st;
    lbk_timeline *t = lbk_new_timeline(L, 2);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO would wait for ever */
    if (fd < 0) return lbk_push_errno(L, errno, "cannot be read", path);
    if (fstat(fd, &st)) {
        int failed = errno;
        close(fd);
        return lbk_push_errno(L, failed, "cannot be read", path);
    }
    bk_code code;
    if (!S_ISREG(st.st_mode)) {
        code = bk_fail(&err, BK_E_TYPE, 0, "not a file");
    } else if (st.st_size > limit) { /* a file of holes may claim any size */
        code =
            bk_fail(&err, BK_E_LIMIT, 0, "larger than the limit of %lld bytes", (long long)limit);
    } else {
        code = bk_timeline_load(&t->tl, read_file, &fd, (uint64_t)st.st_size, &err);
    }
    close(fd);
    if (code) return lbk_push_error(L, &err, path);
    return 1;
}

/*** The first second of a day or a time of day; without a zone it is read as UTC.
@function seconds
@tparam ?string text what an event's `start` and `stop` hold, or any date of a day or less that is
no English
@treturn ?integer seconds since 1970-01-01T00:00:00Z, nil when the text is none
@treturn ?boolean whether it named a zone; a day names none
@usage local t = core.timeline.seconds "2014-11-24T10:00:00+01:00"
*/
static int l_seconds(lua_State *L) {
    size_t n;
    int64_t t;
    bool zoned;
    const char *p = luaL_optlstring(L, 1, NULL, &n);
    if (!p || !bk_time_read(p, n, &t, &zoned)) return 0;
    lua_pushinteger(L, t);
    lua_pushboolean(L, zoned);
    return 2;
}

/*** An instant as text.
@function instant
@tparam integer seconds since 1970-01-01T00:00:00Z, no further off than dates go
@tparam[opt=false] boolean day only its day
@tparam[opt=false] boolean floating no zone
@treturn string "2014-11-24T10:00:00Z" or "2014-11-24"
@usage print(core.timeline.instant(0)) -- 1970-01-01T00:00:00Z
*/
static int l_instant(lua_State *L) {
    char text[40];
    lua_Integer t = luaL_checkinteger(L, 1);
    luaL_argcheck(L, t >= -BK_TIME_LAST && t <= BK_TIME_LAST, 1, "further off than dates go");
    size_t n = bk_date_print_bound(t, lua_toboolean(L, 2), !lua_toboolean(L, 3), text);
    lua_pushlstring(L, text, n);
    return 1;
}

int lbk_open_timeline(lua_State *L);

int lbk_open_timeline(lua_State *L) {
    static const luaL_Reg functions[] = {{"new", l_new},
                                         {"load", l_load},
                                         {"seconds", l_seconds},
                                         {"instant", l_instant},
                                         {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"add", lbk_timeline_add}, {"save", l_save}, {"close", l_close}, {NULL, NULL}};
    static const luaL_Reg meta[] = {
        {"__gc", l_close}, {"__close", l_close}, {"__len", l_len}, {NULL, NULL}};
    luaL_newlib(L, functions);
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    luaL_setfuncs(L, lbk_timeline_queries, 0);
    luaL_newmetatable(L, META);
    luaL_setfuncs(L, meta, 0);
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, l_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    lua_setfield(L, -2, "methods"); /* the Lua layer adds its own */
    (void)luaL_newmetatable(L, "breachkit.event");
    lua_setfield(L, -2, "event");
    return 1;
}
