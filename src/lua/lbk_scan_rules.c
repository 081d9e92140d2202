/*** Rules of what is no indicator.
 * @module breachkit.core.scan
 */
#include "lbk_scan.h"

#define RULES_META "breachkit.scan.rules"

typedef struct rules {
    bk_scan_rules *p;
} rules;

const bk_scan_rules *lbk_check_scan_rules(lua_State *L, int index) {
    const rules *r = luaL_checkudata(L, index, RULES_META);
    return r->p;
}

static int l_rules_gc(lua_State *L) {
    rules *r = luaL_checkudata(L, 1, RULES_META);
    bk_scan_rules_free(r->p);
    r->p = NULL;
    return 0;
}

/*** Compile tables of what looks like an indicator and is none.
@function rules
@tparam {table,...} list of `{table, key, reason}`: the table's name ("value", "name", "network",
"digest-word", "version-word", "file-ending", "member", "phone-word", "agent", "folder",
"column", "secret", "campaign-word", "option", "says-word", "header", "people-folder", "nobody"),
the key in lower case, and for the first four the reason
@treturn userdata for the option `rules`
@raise on a wrong table, a network that is none, more than 50 reasons
@usage local core = require "breachkit.core".scan
local rules = core.rules { { "network", "192.0.2.0/24", "documentation" } }
*/
int lbk_scan_rules(lua_State *L) {
    static const char *const tables[] = {"value",        "name",        "network", "digest-word",
                                         "version-word", "file-ending", "member",  "phone-word",
                                         "agent",        "folder",      "column",  "secret",
                                         "campaign-word", "option",     "says-word", "header",
                                         "people-folder", "nobody",     NULL};
    luaL_checktype(L, 1, LUA_TTABLE);
    rules *r = lua_newuserdatauv(L, sizeof *r, 0);
    r->p = NULL;
    static const luaL_Reg meta[] = {{"__gc", l_rules_gc}, {NULL, NULL}}, methods[] = {{NULL, NULL}};
    lbk_new_class(L, RULES_META, meta, methods);
    lua_setmetatable(L, -2);
    r->p = bk_scan_rules_new();
    if (!r->p) return luaL_error(L, "out of memory");
    for (lua_Integer i = 1; lua_geti(L, 1, i) == LUA_TTABLE; i++) {
        lua_geti(L, -1, 1);
        lua_geti(L, -2, 2);
        lua_geti(L, -3, 3);
        size_t n;
        int table = luaL_checkoption(L, -3, NULL, tables);
        const char *key = luaL_checklstring(L, -2, &n), *reason = luaL_optstring(L, -1, NULL);
        bk_error err;
        if (table <= BK_TABLE_DIGEST_WORD && !reason)
            return luaL_error(L, "a reason expected for '%s'", key);
        if (bk_scan_rules_add(r->p, (bk_scan_table)table, key, n, reason, &err))
            return luaL_error(L, "rule '%s': %s", key, err.message);
        lua_pop(L, 4);
    }
    lua_pop(L, 1);
    return 1;
}
