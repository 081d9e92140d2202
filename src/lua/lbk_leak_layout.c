/*** What columns of leaked records hold, and how records are laid out.
 * @module breachkit.core.leak
 */
#include "lbk_leak.h"

#include "../core/bk_leak_find.h"
#include "lbk_csv.h"
#include "lbk_tap.h"

#include <string.h>

#define LAYOUT_META "breachkit.leak.layout"

const char *const lbk_leak_kinds[] = {"combo", "table", "jsonl", "json", "blocks", "sql", NULL};

/* ---- classes ---- */

static int l_classes_gc(lua_State *L) {
    bk_leak_classes_free(luaL_checkudata(L, 1, LBK_CLASSES_META));
    return 0;
}

static bool flag(lua_State *L, const char *name) {
    lua_getfield(L, -1, name);
    bool set = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return set;
}

/* The class at the top. */
static void add_class(lua_State *L, bk_leak_classes *c) {
    size_t n;
    luaL_checktype(L, -1, LUA_TTABLE);
    bk_leak_class class = {.personal = flag(L, "personal"), .joined = flag(L, "joined")};
    lua_getfield(L, -1, "class");
    const char *name = luaL_checklstring(L, -1, &n);
    if (n > BK_LEAK_CLASS_NAME) luaL_error(L, "a class's name has at most %d bytes", BK_LEAK_CLASS_NAME);
    memcpy(class.name, name, n);
    if (bk_leak_classes_add(c, &class)) luaL_error(L, "at most %d classes", BK_LEAK_CLASSES);
    lua_pop(L, 1);
    lua_getfield(L, -1, "columns");
    for (lua_Integer i = 1; lua_geti(L, -1, i) != LUA_TNIL; i++) {
        const char *column = luaL_checklstring(L, -1, &n);
        if (bk_leak_classes_column(c, column, n)) luaL_error(L, "'%s' is no column's name", column);
        lua_pop(L, 1);
    }
    lua_pop(L, 2);
}

/*** What columns hold.
@function classes
@tparam {table,...} list `{class, personal, joined, columns = {name, ...}}`, as `data/dump.lua` has them
@treturn userdata with the method `of`
@raise on a list that is none
@usage local classes = core.leak.classes(data.load "dump")
*/
int lbk_leak_classes(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    bk_leak_classes *c = lua_newuserdatauv(L, sizeof *c, 0);
    *c = (bk_leak_classes){0};
    luaL_setmetatable(L, LBK_CLASSES_META);
    bk_leak_classes_start(c);
    for (lua_Integer i = 1; lua_geti(L, 1, i) != LUA_TNIL; i++) {
        add_class(L, c);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return 1;
}

/*** The class that a column's name stands for.
@function classes:of
@tparam string name
@treturn ?string
@usage assert(classes:of "E-Mail_Address" == "email")
*/
static int l_class_of(lua_State *L) {
    size_t n;
    const bk_leak_classes *c = luaL_checkudata(L, 1, LBK_CLASSES_META);
    const char *name = luaL_checklstring(L, 2, &n);
    int class = bk_leak_class_of(c, name, n);
    if (class >= 0) lua_pushstring(L, c->all[class].name);
    else lua_pushnil(L);
    return 1;
}

/* ---- the layout ---- */

static int l_layout_gc(lua_State *L) {
    bk_leak_layout_free(luaL_checkudata(L, 1, LAYOUT_META));
    return 0;
}

static void push_combo(lua_State *L, const bk_leak_layout *l) {
    const char *who = l->email ? "email" : "user";
    const char *parts[] = {l->combo.secret_first ? "secret" : who, l->combo.secret_first ? who : "secret"};
    lua_pushlstring(L, l->combo.separator, l->combo.separator_n);
    lua_setfield(L, -2, "separator");
    lua_pushboolean(L, l->combo.secret_first);
    lua_setfield(L, -2, "secret_first");
    if (l->combo.sites) {
        lua_pushboolean(L, 1);
        lua_setfield(L, -2, "sites");
    }
    lua_createtable(L, 3, 0);
    if (l->combo.sites) {
        lua_pushliteral(L, "site");
        lua_rawseti(L, -2, 1);
    }
    for (int i = 0; i < 2; i++) {
        lua_pushstring(L, parts[i]);
        lua_rawseti(L, -2, 1 + l->combo.sites + i);
    }
    lua_setfield(L, -2, "columns");
}

static void push_table(lua_State *L, const bk_leak_layout *l, const bk_leak_classes *c) {
    lua_pushboolean(L, l->header);
    lua_setfield(L, -2, "header");
    lua_newtable(L);
    const char *name = l->names.p;
    for (lua_Integer i = 1; l->header && name < l->names.p + l->names.n; i++) {
        lua_pushstring(L, name);
        name += lua_rawlen(L, -1) + 1;
        lua_rawseti(L, -2, i);
    }
    lua_setfield(L, -2, "columns");
    lua_newtable(L);
    for (size_t i = 0; i < l->columns.n / sizeof(int); i++) {
        int class;
        memcpy(&class, l->columns.p + i * sizeof class, sizeof class);
        if (class >= 0) lua_pushstring(L, c->all[class].name);
        else lua_pushboolean(L, 0);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "classes");
}

/*** How records are laid out, by their first 64 KiB, which stay to be read, UTF-16 as UTF-8.
@function find
@tparam userdata tap where they come from, its first byte on
@tparam userdata classes
@treturn ?table `{kind, seen, of, ...}`, what `breachkit.dump.layout` tells without `why`: told by `seen` of `of` lines, names or
columns
@treturn ?table the error: what the source fails with, "empty", "type" when it is no layout that is known
@usage local layout = assert(core.leak.find(tap, classes))
*/
int lbk_leak_find(lua_State *L) {
    lbk_tap *t = lbk_check_tap(L, 1);
    const bk_leak_classes *c = luaL_checkudata(L, 2, LBK_CLASSES_META);
    bk_error err = {0};
    lua_settop(L, 2);
    lbk_tap_decode(L, 1);
    if (!lbk_tap_look(L, 1, BK_LEAK_SAMPLE + 1)) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    bk_leak_layout *l = lua_newuserdatauv(L, sizeof *l, 0);
    *l = (bk_leak_layout){0};
    luaL_setmetatable(L, LAYOUT_META);
    bk_code code = bk_leak_find(c, t->bytes.p ? t->bytes.p : "", t->bytes.n, !t->last, l);
    if (code == BK_E_MEMORY) return luaL_error(L, "out of memory");
    if (code) {
        (void)bk_fail(&err, code, 0, "%s", code == BK_E_EMPTY ? "nothing in it"
                                           : "no layout of leaked records is told by its first lines");
        return lbk_push_error(L, &err, NULL);
    }
    if (l->kind == BK_LEAK_TABLE) lbk_push_dialect(L, &l->csv);
    else lua_createtable(L, 0, 8);
    lua_pushstring(L, lbk_leak_kinds[l->kind]);
    lua_setfield(L, -2, "kind");
    lua_pushinteger(L, (lua_Integer)l->seen);
    lua_setfield(L, -2, "seen");
    lua_pushinteger(L, (lua_Integer)l->of);
    lua_setfield(L, -2, "of");
    if (l->kind == BK_LEAK_COMBO) push_combo(L, l);
    if (l->kind == BK_LEAK_TABLE) push_table(L, l, c);
    if (l->kind == BK_LEAK_SQL) {
        lua_pushstring(L, l->dialect);
        lua_setfield(L, -2, "dialect");
    }
    lua_pushboolean(L, l->list);
    lua_setfield(L, -2, "list");
    if (*l->within) {
        lua_pushstring(L, l->within);
        lua_setfield(L, -2, "within");
    }
    return 1;
}

void lbk_leak_layout_classes(lua_State *L) {
    static const luaL_Reg classes_metamethods[] = {{"__gc", l_classes_gc}, {NULL, NULL}};
    static const luaL_Reg classes_methods[] = {{"of", l_class_of}, {NULL, NULL}};
    static const luaL_Reg layout_metamethods[] = {{"__gc", l_layout_gc}, {NULL, NULL}}, none[] = {{NULL, NULL}};
    lbk_new_class(L, LBK_CLASSES_META, classes_metamethods, classes_methods);
    lbk_new_class(L, LAYOUT_META, layout_metamethods, none);
    lua_pop(L, 2);
}
