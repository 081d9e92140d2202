/*** What files are by their first bytes.
 * @module breachkit.core.filetype
 */
#include "lbk_filetype.h"

#include "lbk.h"

#define META "breachkit.filetypes"

enum { ENTRIES_MAX = 10000 };

const bk_filetypes *lbk_check_filetypes(lua_State *L, int index) {
    return luaL_checkudata(L, index, META);
}

static const char *check_string(lua_State *L, int entry, lua_Integer i, size_t *n) {
    luaL_argcheck(L, lua_rawgeti(L, entry, i) == LUA_TSTRING, 1, "an entry is {type, bytes, offset}");
    return lua_tolstring(L, -1, n);
}

/*** A table of types, to be asked again and again.
@function new
@tparam table entries `{media type, bytes, offset}` each (offset: 0 when absent), in the order in which they are tried
@treturn userdata the table, with `of`
@raise on an entry that is none
@usage local types = core.filetype.new { { "application/pdf", "%PDF-" } }
*/
static int l_new(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_Unsigned count = lua_rawlen(L, 1);
    luaL_argcheck(L, count <= ENTRIES_MAX, 1, "too many entries");
    bk_filetypes *types = lua_newuserdatauv(L, sizeof *types + (size_t)count * sizeof(bk_filetype), 1);
    bk_filetype *entries = (bk_filetype *)(types + 1);
    *types = (bk_filetypes){.entries = entries};
    luaL_setmetatable(L, META);
    lua_newtable(L); /* anchors the strings */
    for (size_t i = 0; i < count; i++) {
        size_t n;
        lua_settop(L, 3);
        luaL_argcheck(L, lua_rawgeti(L, 1, (lua_Integer)i + 1) == LUA_TTABLE, 1, "entries are tables");
        entries[i] = (bk_filetype){.type = check_string(L, 4, 1, &n)};
        entries[i].bytes = check_string(L, 4, 2, &entries[i].n);
        lua_Integer offset = lua_rawgeti(L, 4, 3) == LUA_TNIL ? 0 : luaL_checkinteger(L, -1);
        luaL_argcheck(L, offset >= 0, 1, "offsets are integers from 0");
        entries[i].offset = (size_t)offset;
        lua_pushvalue(L, 5);
        lua_rawseti(L, 3, (lua_Integer)(2 * i) + 1);
        lua_pushvalue(L, 6);
        lua_rawseti(L, 3, (lua_Integer)(2 * i) + 2);
    }
    lua_settop(L, 3);
    lua_setiuservalue(L, 2, 1);
    types->count = (size_t)count;
    return 1;
}

/*** The type of a file by its first bytes.
@function types:of
@tparam string head its first 512 bytes, or the whole of a shorter one; more are not looked at
@treturn string a media type: of the table, else "text/plain", "application/octet-stream", or "inode/x-empty" for
no bytes
@usage print(types:of "%PDF-1.7") --> application/pdf
*/
static int l_of(lua_State *L) {
    size_t n;
    const bk_filetypes *types = lbk_check_filetypes(L, 1);
    const char *head = luaL_checklstring(L, 2, &n);
    lua_pushstring(L, bk_filetype_of(types, head, n));
    return 1;
}

int lbk_open_filetype(lua_State *L);

int lbk_open_filetype(lua_State *L) {
    static const luaL_Reg methods[] = {{"of", l_of}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{NULL, NULL}};
    static const luaL_Reg functions[] = {{"new", l_new}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    luaL_newlib(L, functions);
    return 1;
}
