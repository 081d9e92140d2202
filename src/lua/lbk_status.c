/*** The error values that every module returns.
 * @module breachkit.core.status
 */
#include "lbk.h"

#include <stdio.h>

/*** Make an error value: a table `{code, message, source, position}` whose tostring reads well.
@function error
@tparam string code a short stable name: "syntax", "limit", "io", "encoding", "range", "type", "empty", ...
@tparam string message what is wrong and what to do, one line
@tparam[opt] string source the file, address or document it is about
@tparam[opt] integer position 1-based byte position in the source
@treturn table the error value
@usage return nil, core.status.error("syntax", "a comma is missing", path, 17)
*/
static int l_error(lua_State *L) {
    bk_error err = {0};
    const char *code = luaL_checkstring(L, 1);
    const char *message = luaL_checkstring(L, 2);
    const char *source = luaL_optstring(L, 3, NULL);
    lua_Integer position = luaL_optinteger(L, 4, 0);
    err.position = position > 0 ? (size_t)position : 0;
    (void)lbk_push_error(L, &err, source);
    lua_pushstring(L, code);
    lua_setfield(L, -2, "code");
    lua_pushstring(L, message);
    lua_setfield(L, -2, "message");
    return 1;
}

/*** Line and column of a byte position.
@function locate
@tparam string bytes the input
@tparam integer position 1-based byte position
@treturn integer line, from 1
@treturn integer column in bytes, from 1
@usage local line, column = core.status.locate(text, err.position)
*/
static int l_locate(lua_State *L) {
    size_t n, line, column;
    const char *p = luaL_checklstring(L, 1, &n);
    lua_Integer position = luaL_checkinteger(L, 2);
    luaL_argcheck(L, position >= 1, 2, "positions start at 1");
    bk_error_locate(p, n, (size_t)position, &line, &column);
    lua_pushinteger(L, (lua_Integer)line);
    lua_pushinteger(L, (lua_Integer)column);
    return 2;
}

int lbk_open_status(lua_State *L);

int lbk_open_status(lua_State *L) {
    static const luaL_Reg functions[] = {{"error", l_error}, {"locate", l_locate}, {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
