/*** The most frequent values of a stream, in constant memory, with what each count may miss.
 * @module breachkit.core.frequent
 */
#include "lbk_frequent.h"

#include <string.h>

#define META "breachkit.frequent"

static bk_frequent *check(lua_State *L, int index) {
    bk_frequent *f = luaL_checkudata(L, index, META);
    luaL_argcheck(L, f->table, index, "the sketch is gone"); /* for finalizers of what held it */
    return f;
}

static int l_gc(lua_State *L) {
    bk_frequent_free(luaL_checkudata(L, 1, META));
    return 0;
}

/*** An empty sketch.
@function new
@tparam[opt=1024] integer capacity counters, 1 to 524288
@treturn ?userdata the sketch
@treturn ?table the error: "memory"
@raise when the capacity is out of bounds
@usage local f = core.frequent.new(256)
*/
static int l_new(lua_State *L) {
    bk_error err;
    lua_Integer capacity = luaL_optinteger(L, 1, 1024);
    luaL_argcheck(L, capacity >= 1 && capacity <= BK_FREQUENT_MOST, 1, "1 to 524288");
    bk_frequent *f = lua_newuserdatauv(L, sizeof *f, 0);
    *f = (bk_frequent){0};
    luaL_setmetatable(L, META);
    if (bk_frequent_start(f, (size_t)capacity, &err)) return lbk_push_error(L, &err, NULL);
    return 1;
}

/*** Count a value. One of more than 4096 bytes only counts as seen.
@function frequent:add
@tparam string value
@tparam[opt=1] integer times
@treturn userdata the sketch itself
@usage f:add("example.com"):add("example.org", 3)
*/
static int l_add(lua_State *L) {
    bk_frequent *f = check(L, 1);
    size_t n;
    const char *p = luaL_checklstring(L, 2, &n);
    lua_Integer times = luaL_optinteger(L, 3, 1);
    luaL_argcheck(L, times >= 0, 3, "not negative");
    if (bk_frequent_add(f, p, n, (uint64_t)times) == BK_E_MEMORY)
        return luaL_error(L, "out of memory");
    lua_settop(L, 1);
    return 1;
}

/*** Add what another sketch has counted; what the counts may miss adds up too.
@function frequent:merge
@tparam userdata other
@treturn userdata the sketch itself
@usage f:merge(other)
*/
static int l_merge(lua_State *L) {
    bk_frequent *f = check(L, 1);
    const bk_frequent *other = check(L, 2);
    luaL_argcheck(L, f != other, 2, "another sketch");
    if (bk_frequent_merge(f, other)) return luaL_error(L, "out of memory");
    lua_settop(L, 1);
    return 1;
}

void lbk_push_frequent(lua_State *L, const bk_frequent *f, const bk_buf *list, lua_Integer most) {
    lua_Integer n = (lua_Integer)(list->n / sizeof(bk_frequent_entry));
    lua_newtable(L);
    for (lua_Integer i = 0; i < n && i < most; i++) {
        bk_frequent_entry e;
        memcpy(&e, list->p + (size_t)i * sizeof e, sizeof e);
        lua_createtable(L, 0, 2);
        lua_pushlstring(L, e.n ? f->values.p + e.at : "", e.n);
        lua_setfield(L, -2, "value");
        lua_pushinteger(L, (lua_Integer)e.count);
        lua_setfield(L, -2, "count");
        lua_rawseti(L, -2, i + 1);
    }
}

/*** The most frequent values.
@function frequent:list
@tparam[opt=10] integer most
@treturn table a list of `{value, count}` by falling count, equal ones by their bytes; a value came at least `count`
 times
@treturn integer the slack: a value came at most `count + slack` times, one that is not listed at most `slack` times or
 as often as the last one listed; 0: all is exact
@treturn integer how many values were added in all
@usage for _, e in ipairs(f:list(5)) do print(e.value, e.count) end
*/
static int l_list(lua_State *L) {
    const bk_frequent *f = check(L, 1);
    lua_Integer most = luaL_optinteger(L, 2, 10);
    bk_buf *out = lbk_new_buf(L);
    if (bk_frequent_list(f, out)) return luaL_error(L, "out of memory");
    lbk_push_frequent(L, f, out, most);
    bk_buf_free(out);
    lua_pushinteger(L, (lua_Integer)f->slack);
    lua_pushinteger(L, (lua_Integer)f->seen);
    return 3;
}

int lbk_open_frequent(lua_State *L);

int lbk_open_frequent(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"add", l_add}, {"merge", l_merge}, {"list", l_list}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_gc}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"new", l_new}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
