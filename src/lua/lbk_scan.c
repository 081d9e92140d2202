/*** Indicators by form alone; breachkit.scan masks and suppresses.
 * @module breachkit.core.scan
 */
#include "../core/bk_scan.h"
#include "lbk.h"

#define SCAN_META "breachkit.scan"

typedef struct scanner {
    bk_scan scan;
    bk_finding finding; /* kept here: it is too large for a C stack that Lua shares */
} scanner;

static int l_next(lua_State *L) {
    scanner *s = luaL_checkudata(L, lua_upvalueindex(1), SCAN_META);
    bk_finding *f = &s->finding;
    if (!bk_scan_next(&s->scan, f)) return 0;
    lua_pushinteger(L, (lua_Integer)f->first + 1);
    lua_pushinteger(L, (lua_Integer)f->end);
    lua_pushstring(L, bk_scan_kind_name(f->kind));
    lua_pushlstring(L, f->value, f->n);
    lua_pushboolean(L, f->defanged);
    lua_pushstring(L, f->why); /* nil when it is NULL */
    return 6;
}

/*** Iterate over the indicators in bytes, in order, without overlap. Nothing is masked here.
@function each
@tparam string bytes any bytes; ASCII and what contains it (UTF-8, Latin-1) is read
@treturn function an iterator giving flat values a step: first, last (1-based inclusive bytes),
kind, value (refanged, canonical), defanged (boolean), and why it is not valid ("checksum", "tld",
"public-suffix", "too-long") or nil
@raise when bytes is no string
@usage for first, last, kind, value in require "breachkit.core".scan.each "hxxp://evil[.]example" do
print(kind, value) end
*/
static int l_each(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    lua_settop(L, 1);
    scanner *s = lua_newuserdatauv(L, sizeof *s, 1);
    bk_scan_start(&s->scan, p, n);
    if (luaL_newmetatable(L, SCAN_META)) {
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    lua_setmetatable(L, -2);
    lua_pushvalue(L, 1); /* anchored for as long as the scan points into it */
    lua_setiuservalue(L, -2, 1);
    lua_pushcclosure(L, l_next, 1);
    return 1;
}

/*** Whether an address lies in a network, IPv4 or IPv6.
@function within
@tparam string address an address, or a network that must lie in it wholly
@tparam string cidr the network: "192.0.2.0/24"
@treturn boolean false also when either is not well-formed, or their families differ
@raise when either is no string
@usage assert(require "breachkit.core".scan.within("192.0.2.7", "192.0.2.0/24"))
*/
static int l_within(lua_State *L) {
    const char *address = luaL_checkstring(L, 1), *cidr = luaL_checkstring(L, 2);
    lua_pushboolean(L, bk_scan_within(address, cidr));
    return 1;
}

int lbk_open_scan(lua_State *L);

int lbk_open_scan(lua_State *L) {
    static const luaL_Reg functions[] = {{"each", l_each}, {"within", l_within}, {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
