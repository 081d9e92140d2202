/*** Digests of many files on a few threads, in the order of the pushes and bounded memory.
 * @module breachkit.core.hasher
 */
#include "../core/bk_hasher.h"
#include "../core/bk_hex.h"
#include "../core/bk_lanes.h"
#include "../core/bk_row.h"
#include "lbk.h"
#include "lbk_filetype.h"
#include "lbk_tree.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define META "breachkit.hasher"

enum { ROOM = 1024 };

typedef struct handle {
    bk_hasher *h; /* NULL when closed */
    bool binary;
    size_t count;
    const char *names[BK_HASHER_ALGORITHMS_MAX]; /* anchored in the user value */
    bk_row_form form;
    bk_buf line;
} handle;

static handle *check(lua_State *L) {
    handle *self = luaL_checkudata(L, 1, META);
    luaL_argcheck(L, self->h, 1, "the hasher is closed");
    return self;
}

/* The names of the options' `algorithms`, one or a list; the strings stay in the list on the stack. */
static void check_names(lua_State *L, handle *self) {
    lua_getfield(L, 1, "algorithms");
    if (lua_type(L, -1) == LUA_TSTRING) {
        lua_createtable(L, 1, 0);
        lua_insert(L, -2);
        lua_rawseti(L, -2, 1);
    }
    luaL_argcheck(L, lua_istable(L, -1), 1, "algorithms: a name or a list of names");
    lua_Unsigned n = lua_rawlen(L, -1);
    luaL_argcheck(L, n >= 1 && n <= BK_HASHER_ALGORITHMS_MAX, 1, "algorithms: 1 to 32 names");
    lua_createtable(L, (int)n, 0);
    for (self->count = 0; self->count < n; self->count++) {
        lua_rawgeti(L, -2, (lua_Integer)self->count + 1);
        luaL_argcheck(L, lua_type(L, -1) == LUA_TSTRING, 1, "algorithms: names are strings");
        self->names[self->count] = lua_tostring(L, -1);
        lua_rawseti(L, -2, (lua_Integer)self->count + 1);
    }
    lua_remove(L, -2);
}

/*** Start the threads.
@function new
@tparam table options `algorithms`: a name of `core.digest.names` or a list; `threads`: 1 to 64
(default 2); `room`: 1 to 65536 jobs that it holds at a time (default 1024); `binary`: digests are
bytes, not hexadecimal (default false); `types`: of `core.filetype.new`, what files are by their content is looked
at for `row` and `line`; `way`: of `core.hasher.ways`, for tests and measurements
(default: the first)
@treturn ?userdata the hasher; it can be a to-be-closed variable
@treturn ?table the error: "type" for an unknown digest or way, "io" when no thread can be started, "memory"
@raise on an unknown option, and on one out of its range
@usage local h <close> = assert(core.hasher.new { algorithms = { "md5", "sha256" }, threads = 2 })
*/
static int l_new(lua_State *L) {
    static const char *const names[] = {"algorithms", "threads", "room", "binary", "way",
                                        "types",      NULL};
    bk_error err;
    luaL_checktype(L, 1, LUA_TTABLE);
    lbk_check_options(L, 1, names);
    unsigned threads = (unsigned)lbk_opt_integer(L, 1, "threads", 2, 1, BK_HASHER_THREADS_MAX);
    size_t room = (size_t)lbk_opt_integer(L, 1, "room", ROOM, 1, 65536);
    handle *self = lua_newuserdatauv(L, sizeof *self, 2);
    *self = (handle){.binary = lbk_opt_boolean(L, 1, "binary", false)};
    luaL_setmetatable(L, META);
    check_names(L, self);
    lua_setiuservalue(L, -2, 1);
    const bk_filetypes *types = lua_getfield(L, 1, "types") == LUA_TNIL ? NULL : lbk_check_filetypes(L, -1);
    lua_setiuservalue(L, -2, 2);
    bk_row_form_of(&self->form, self->names, self->count);
    size_t n;
    bk_hasher_options options = {.algorithms = self->names,
                                 .count = self->count,
                                 .threads = threads,
                                 .room = room,
                                 .types = types,
                                 .way = lbk_push_opt_string(L, 1, "way", &n)};
    if (bk_hasher_open(&self->h, &options, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushvalue(L, -2);
    return 1;
}

/*** The ways that small files can go on this processor, best first.
@function ways
@treturn table a list of "avx512" (16 files side by side), "avx2-sha" (8, and SHA-256 singly), "avx2"
(8) and, always, "single"
@usage print(core.hasher.ways()[1])
*/
static int l_ways(lua_State *L) {
    lua_newtable(L);
    for (size_t i = 0; bk_lanes_way(i); i++) {
        lua_pushstring(L, bk_lanes_way(i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static uint64_t check_number(lua_State *L, int index, int argument, uint64_t fallback) {
    if (lua_isnoneornil(L, index)) return fallback;
    luaL_argcheck(L, lua_isinteger(L, index) && lua_tointeger(L, index) >= 0, argument,
                  "offset and length are integers from 0");
    return (uint64_t)lua_tointeger(L, index);
}

/* The parts in the list at index 2, {path, offset, length} each, in a userdata. */
static bk_part *check_parts(lua_State *L, size_t *count) {
    *count = (size_t)lua_rawlen(L, 2);
    luaL_argcheck(L, *count >= 1, 2, "a list of at least one part");
    luaL_argcheck(L, *count <= SIZE_MAX / sizeof(bk_part), 2, "a list of too many parts");
    bk_part *parts = lua_newuserdatauv(L, *count * sizeof *parts, 0);
    for (size_t i = 0; i < *count; i++) {
        lua_rawgeti(L, 2, (lua_Integer)i + 1);
        luaL_argcheck(L, lua_istable(L, -1), 2, "a part is {path, offset, length}");
        int part = lua_gettop(L);
        for (int k = 1; k <= 3; k++) lua_rawgeti(L, part, k);
        luaL_argcheck(L, lua_type(L, part + 1) == LUA_TSTRING, 2, "a part begins with its path");
        parts[i].regular = false;
        parts[i].path = lbk_check_path(L, part + 1); /* lives as long as the list's part */
        parts[i].offset = check_number(L, part + 2, 2, 0);
        parts[i].length = check_number(L, part + 3, 2, BK_PARTS_REST);
        lua_settop(L, part - 1);
    }
    return parts;
}

/*** Add a job: a file, a part of one, or parts of several files that are digested as one stream.
@function hasher:push
@tparam string|table path the file; or a list of parts, `{path, offset, length}` each
@tparam[opt=0] integer offset bytes of the file to pass over
@tparam[opt] integer length bytes to digest (default: to the end)
@treturn ?boolean true; false, and nothing is added, while as many jobs are under way as there is
room for: take rows first
@treturn ?table the error: "memory"
@raise when closed, on a path with a NUL, on a negative number
@usage if not h:push("image.dd", 0, 512) then take(h:next()) end
*/
static int l_push(lua_State *L) {
    bk_error err;
    handle *self = check(L);
    bk_part one = {0};
    bk_part *parts = &one;
    size_t count = 1;
    if (lua_istable(L, 2)) {
        parts = check_parts(L, &count);
    } else {
        one.path = lbk_check_path(L, 2);
        one.offset = check_number(L, 3, 3, 0);
        one.length = check_number(L, 4, 4, BK_PARTS_REST);
    }
    if (bk_hasher_full(self->h)) {
        lua_pushboolean(L, 0);
        return 1;
    }
    if (bk_hasher_push(self->h, parts, count, &err)) return lbk_push_error(L, &err, parts->path);
    lua_pushboolean(L, 1);
    return 1;
}

static void push_absent(lua_State *L, const bk_error *err, const char *name, int row) {
    if (lua_getfield(L, row, "absent") == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_setfield(L, row, "absent");
    }
    (void)lbk_push_error(L, err, NULL);
    lua_setfield(L, -3, name);
    lua_pop(L, 2);
}

static void push_row(lua_State *L, const handle *self, const bk_hasher_row *row) {
    lua_createtable(L, 0, (int)self->count + 4);
    int table = lua_gettop(L);
    lua_pushstring(L, row->path);
    lua_setfield(L, table, "path");
    if (row->err.code) {
        (void)lbk_push_error(L, &row->err, row->path);
        lua_setfield(L, table, "error");
        lua_settop(L, table);
        return;
    }
    lua_pushinteger(L, (lua_Integer)row->size);
    lua_setfield(L, table, "size");
    lua_pushinteger(L, (lua_Integer)row->seen.modified);
    lua_setfield(L, table, "modified");
    lua_pushinteger(L, (lua_Integer)row->seen.nanoseconds);
    lua_setfield(L, table, "nanoseconds");
    for (size_t i = 0; i < self->count; i++) {
        const bk_hasher_value *value = &row->values[i];
        char hex[2 * BK_DIGEST_BYTES_MAX];
        if (value->err.code) {
            push_absent(L, &value->err, self->names[i], table);
            continue;
        }
        if (value->text || self->binary) {
            lua_pushlstring(L, value->p, value->n);
        } else {
            bk_hex_write(hex, value->p, value->n);
            lua_pushlstring(L, hex, 2 * value->n);
        }
        lua_setfield(L, table, self->names[i]);
    }
}

/* The oldest job's row, waited for as the argument at index 2 says; false, and what to return is pushed, when
 * there is none. */
static bool take(lua_State *L, const handle *self, bk_hasher_row *row) {
    int milliseconds = -1;
    if (!lua_isnoneornil(L, 2)) {
        lua_Number seconds = luaL_checknumber(L, 2);
        luaL_argcheck(L, seconds >= 0 && seconds <= 1e6, 2, "seconds, 0 to a million");
        milliseconds = (int)ceil(seconds * 1000);
    }
    luaL_checkstack(L, 12, "row");
    bk_hasher_state state = bk_hasher_next(self->h, milliseconds, row);
    if (state == BK_HASHER_BUSY) lua_pushboolean(L, 0);
    if (state == BK_HASHER_IDLE) lua_pushnil(L);
    return state == BK_HASHER_ROW;
}

/*** The row of the oldest job whose row has not been taken; waited for.
@function hasher:next
@tparam[opt] number seconds how long to wait (default: as long as it takes)
@treturn ?table|boolean the row; nil when every job's row has been taken; false when the time is
over. A row is `{path, size, modified, nanoseconds, [name] = digest}`: the path of the job's first
part, bytes digested, and when the last part's file was modified, in seconds since 1970 and
nanoseconds. Similarity digests that cannot be are missing, and `absent[name]` is the error that
says why. A job that failed is `{path, error}`: "io"; "type" for a directory, pipe, socket or device;
"range" where the file ends before the part does; "changed" when it was written to, cut or replaced
meanwhile
@raise when closed
@usage for row in function() return h:next() end do print(row.path, row.error or row.sha256) end
*/
static int l_next(lua_State *L) {
    handle *self = check(L);
    bk_hasher_row row;
    if (take(L, self, &row)) push_row(L, self, &row);
    return 1;
}

/*** Add the files of a walk as jobs, up to the first entry that is something else: no file, one with several links,
one with a path too long to be opened by, one with an error.
@function hasher:feed
@tparam userdata tree of `core.tree.open`
@tparam integer most files, beside what there is room for
@treturn integer how many were added
@treturn ?table|boolean that first entry, as `tree:next` gives it; false at the end of the walk; nil when there was room
for no more
@raise when closed, when memory runs out
@usage local files, entry = h:feed(tree, 100)
*/
static int l_feed(lua_State *L) {
    bk_tree_entry e;
    bk_error err;
    handle *self = check(L);
    lua_Integer most = luaL_checkinteger(L, 3), files = 0;
    lua_settop(L, 3);
    while (files < most && !bk_hasher_full(self->h)) {
        bool ended = !lbk_tree_next(L, 2, &e);
        if (ended || e.err.code || e.type != BK_FS_FILE || e.seen.links != 1 || strlen(e.path) >= PATH_MAX) {
            lua_pushinteger(L, files);
            if (ended)
                lua_pushboolean(L, 0);
            else
                lbk_push_tree_entry(L, &e);
            return 2;
        }
        if (bk_hasher_push_seen(self->h, e.path, &e.seen, &err)) return luaL_error(L, "%s", err.message);
        files++;
    }
    lua_pushinteger(L, files);
    return 1;
}

static void push_manifest_row(lua_State *L, const handle *self, const bk_hasher_row *row) {
    bk_row_value v;
    lua_createtable(L, 0, (int)self->form.count + 2);
    for (size_t i = 0; i < self->form.count; i++) {
        if (!bk_row_field(&self->form, i, row, &v)) continue;
        if (v.is_number)
            lua_pushinteger(L, (lua_Integer)v.number);
        else
            lua_pushlstring(L, v.p, v.n);
        lua_setfield(L, -2, v.name);
    }
    if (!row->err.code) return;
    lua_pushstring(L, bk_code_name(row->err.code));
    lua_setfield(L, -2, "error");
    lua_pushstring(L, row->err.message);
    lua_setfield(L, -2, "message");
}

/*** As `next`, a manifest's row: `{path, size, modified, [name] = digest, type, allocated, links, inode, error,
message}`, see `breachkit.manifest`.
@function hasher:row
@tparam[opt] number seconds as of `next`
@treturn ?table|boolean as of `next`
@raise when closed
@usage local row = h:row()
*/
static int l_row(lua_State *L) {
    handle *self = check(L);
    bk_hasher_row row;
    if (take(L, self, &row)) push_manifest_row(L, self, &row);
    return 1;
}

/*** As `row`, the line of JSON that the row is printed as, without its end; the row itself where it has an error, or a
path that is no UTF-8.
@function hasher:line
@tparam[opt] number seconds as of `next`
@treturn ?string|table|boolean as of `next`
@raise when closed, when memory runs out
@usage print(h:line())
*/
static int l_line(lua_State *L) {
    bk_error err;
    handle *self = check(L);
    bk_hasher_row row;
    if (!take(L, self, &row)) return 1;
    bk_code code = row.err.code;
    self->line.n = 0;
    if (!code) code = bk_row_line(&self->form, &row, &self->line, &err);
    if (code == BK_E_MEMORY) return luaL_error(L, "out of memory");
    if (code)
        push_manifest_row(L, self, &row);
    else
        lua_pushlstring(L, self->line.p, self->line.n);
    return 1;
}

/*** Bytes that were read since the start, for a display of progress.
@function hasher:bytes
@treturn integer bytes
@raise when closed
@usage print(h:bytes() / seconds)
*/
static int l_bytes(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)bk_hasher_bytes(check(L)->h));
    return 1;
}

/*** Stop whatever is under way and join the threads; calling it twice is safe.
@function hasher:close
@usage h:close()
*/
static int l_close(lua_State *L) {
    handle *self = luaL_checkudata(L, 1, META);
    bk_hasher *h = self->h;
    self->h = NULL;
    bk_hasher_close(h);
    bk_buf_free(&self->line);
    return 0;
}

int lbk_open_hasher(lua_State *L);

int lbk_open_hasher(lua_State *L) {
    static const luaL_Reg methods[] = {{"push", l_push},
                                       {"next", l_next},
                                       {"feed", l_feed},
                                       {"row", l_row},
                                       {"line", l_line},
                                       {"bytes", l_bytes},
                                       {"close", l_close},
                                       {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"new", l_new}, {"ways", l_ways}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    luaL_newlib(L, functions);
    return 1;
}
