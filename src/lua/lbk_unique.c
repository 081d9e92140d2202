/*** Equal lines taken out of files of any size; breachkit.dump is what scripts use.
 * @module breachkit.core.unique
 */
#include "../core/bk_unique.h"
#include "lbk_fs.h"

#include <stdio.h>

#define META "breachkit.unique"

static bk_unique *check(lua_State *L) {
    bk_unique **u = luaL_checkudata(L, 1, META);
    luaL_argcheck(L, *u, 1, "it is closed");
    return *u;
}

/*** Begin. Then come `read` for all parts of all files, `settle`, and `write` for the same parts.
@function new
@tparam table options `memory`: bytes of hashes (20 a line) that are held before others go to disk; `threads`, 1 to 64;
 `beside`: a path, in the directory of which they go to disk; `expected`: bytes of all files; `quote`: of values that may hold
 line ends, which is then an error
@treturn ?userdata with the methods below; it can be a to-be-closed variable
@treturn ?table the error: "memory"
@usage local u <close> = assert(core.unique.new { memory = 1 << 28, threads = 2, beside = "out.txt", expected = size })
*/
static int l_new(lua_State *L) {
    static const char *const names[] = {"memory", "threads", "beside", "expected", "quote", NULL};
    bk_error err;
    lbk_check_options(L, 1, names);
    bk_unique_options o = {
        .memory = (size_t)lbk_opt_integer(L, 1, "memory", 0, 0, (lua_Integer)1 << 40),
        .threads = (unsigned)lbk_opt_integer(L, 1, "threads", 1, 1, BK_UNIQUE_THREADS),
        .expected = (uint64_t)lbk_opt_integer(L, 1, "expected", 0, 0, INT64_MAX),
    };
    size_t n;
    const char *quote = lbk_push_opt_string(L, 1, "quote", &n);
    o.quote = quote ? *quote : '\0';
    o.beside = lbk_push_opt_string(L, 1, "beside", &n);
    luaL_argcheck(L, o.beside, 1, "beside is needed");
    bk_unique **u = lua_newuserdatauv(L, sizeof *u, 0);
    *u = NULL;
    luaL_setmetatable(L, META);
    if (bk_unique_open(u, &o, &err)) return lbk_push_error(L, &err, NULL);
    return 1;
}

typedef struct part {
    int fd;
    uint64_t from, to;
} part;

static part check_part(lua_State *L) {
    luaL_Stream *stream = luaL_checkudata(L, 2, LUA_FILEHANDLE);
    luaL_argcheck(L, stream->closef, 2, "the file is closed");
    lua_Integer from = luaL_checkinteger(L, 3), to = luaL_checkinteger(L, 4);
    luaL_argcheck(L, from >= 0 && from % BK_UNIQUE_PIECE == 0, 3, "a multiple of PIECE expected");
    luaL_argcheck(L, to >= from, 4, "not before its begin");
    return (part){fileno(stream->f), (uint64_t)from, (uint64_t)to};
}

/*** Read the lines that start in a part of a file.
@function unique:read
@tparam file file open for reading; its position does not matter and stays
@tparam integer from offset in bytes, from 0, a multiple of `core.unique.PIECE`
@tparam integer to offset behind the part
@treturn ?boolean true
@treturn ?table the error: "io"; "type" for a quoted value with a line end
@usage assert(u:read(f, 0, size))
*/
static int l_read(lua_State *L) {
    bk_error err;
    bk_unique *u = check(L);
    part p = check_part(L);
    if (bk_unique_read(u, p.fd, p.from, p.to, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushboolean(L, 1);
    return 1;
}

/*** Tell which lines stay.
@function unique:settle
@treturn ?table `{lines, unique, spilled}`: `spilled` bytes of hashes went to disk
@treturn ?table the error: "io"
@usage local counts = assert(u:settle())
*/
static int l_settle(lua_State *L) {
    bk_error err;
    bk_unique *u = check(L);
    if (bk_unique_settle(u, &err)) return lbk_push_error(L, &err, NULL);
    bk_unique_counts c = bk_unique_count(u);
    lua_createtable(L, 0, 3);
    lua_pushinteger(L, (lua_Integer)c.lines);
    lua_setfield(L, -2, "lines");
    lua_pushinteger(L, (lua_Integer)c.unique);
    lua_setfield(L, -2, "unique");
    lua_pushinteger(L, (lua_Integer)c.spilled);
    lua_setfield(L, -2, "spilled");
    return 1;
}

/*** Write the lines of a part that stay.
@function unique:write
@tparam file file as for `read`
@tparam integer from as for `read`
@tparam integer to as for `read`
@tparam userdata writer of `core.fs.writer`
@treturn ?boolean true
@treturn ?table the error: "io"; "changed" where other lines are there than were read
@usage assert(u:write(f, 0, size, writer))
*/
static int l_write(lua_State *L) {
    bk_error err;
    bk_unique *u = check(L);
    part p = check_part(L);
    bk_fs_writer *w = lbk_check_writer(L, 5);
    if (bk_unique_write(u, p.fd, p.from, p.to, w, &err))
        return lbk_push_error(L, &err, w->failed ? lbk_writer_path(L, 5) : NULL);
    lua_pushboolean(L, 1);
    return 1;
}

/*** Let go of memory and disk. Calling it twice is safe.
@function unique:close
@usage u:close()
*/
static int l_close(lua_State *L) {
    bk_unique **u = luaL_checkudata(L, 1, META);
    bk_unique_close(*u);
    *u = NULL;
    return 0;
}

int lbk_open_unique(lua_State *L);

int lbk_open_unique(lua_State *L) {
    static const luaL_Reg methods[] = {{"read", l_read},
                                       {"settle", l_settle},
                                       {"write", l_write},
                                       {"close", l_close},
                                       {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"new", l_new}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    lua_pushinteger(L, BK_UNIQUE_PIECE);
    lua_setfield(L, -2, "PIECE");
    return 1;
}
