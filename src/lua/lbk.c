#include "lbk.h"

#include <string.h>

#define ERROR_META "breachkit.error"
#define BUF_META "breachkit.buf"

/* A readable line: "source: byte 17: message (code)". */
static int l_error_tostring(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_getfield(L, 1, "source");
    lua_getfield(L, 1, "position");
    lua_getfield(L, 1, "message");
    lua_getfield(L, 1, "code");
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    if (lua_isstring(L, 2)) {
        lua_pushvalue(L, 2);
        luaL_addvalue(&b);
        if (lua_isinteger(L, 3)) {
            luaL_addstring(&b, ": byte ");
            lua_pushvalue(L, 3);
            luaL_addvalue(&b);
        }
        luaL_addstring(&b, ": ");
    }
    lua_pushstring(L, lua_isstring(L, 4) ? lua_tostring(L, 4) : "failed");
    luaL_addvalue(&b);
    if (lua_isstring(L, 5)) {
        luaL_addstring(&b, " (");
        lua_pushvalue(L, 5);
        luaL_addvalue(&b);
        luaL_addchar(&b, ')');
    }
    luaL_pushresult(&b);
    return 1;
}

static void push_error_meta(lua_State *L) {
    if (luaL_newmetatable(L, ERROR_META)) {
        lua_pushcfunction(L, l_error_tostring);
        lua_setfield(L, -2, "__tostring");
    }
}

int lbk_push_error(lua_State *L, const bk_error *err, const char *source) {
    luaL_checkstack(L, 6, "error value");
    lua_pushnil(L);
    lua_createtable(L, 0, 4);
    lua_pushstring(L, bk_code_name(err->code));
    lua_setfield(L, -2, "code");
    lua_pushstring(L, err->message);
    lua_setfield(L, -2, "message");
    if (source) {
        lua_pushstring(L, source);
        lua_setfield(L, -2, "source");
    }
    if (err->position && err->position <= (size_t)LUA_MAXINTEGER) {
        lua_pushinteger(L, (lua_Integer)err->position);
        lua_setfield(L, -2, "position");
    }
    push_error_meta(L);
    lua_setmetatable(L, -2);
    return 2;
}

int lbk_push_errno(lua_State *L, int saved_errno, const char *doing, const char *source) {
    bk_error err;
    (void)bk_fail(&err, BK_E_IO, 0, "%s: %s", doing, strerror(saved_errno));
    return lbk_push_error(L, &err, source);
}

static int l_buf_close(lua_State *L) {
    bk_buf_free(luaL_checkudata(L, 1, BUF_META));
    return 0;
}

bk_buf *lbk_new_buf(lua_State *L) {
    bk_buf *b = lua_newuserdatauv(L, sizeof *b, 0);
    *b = (bk_buf){0};
    if (luaL_newmetatable(L, BUF_META)) {
        lua_pushcfunction(L, l_buf_close);
        lua_setfield(L, -2, "__gc");
        lua_pushcfunction(L, l_buf_close);
        lua_setfield(L, -2, "__close");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    lua_setmetatable(L, -2);
    return b;
}

enum { CLASS = 1 }; /* where a class's metatable has the address of its name */

void lbk_new_class(lua_State *L, const char *name, const luaL_Reg *metamethods,
                   const luaL_Reg *methods) {
    if (!luaL_newmetatable(L, name)) return;
    lua_pushlightuserdata(L, (void *)(uintptr_t)name);
    lua_rawseti(L, -2, CLASS);
    luaL_setfuncs(L, metamethods, 0);
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
}

void *lbk_check_class(lua_State *L, int index, const char *name) {
    void *p = lua_touserdata(L, index);
    if (p && lua_getmetatable(L, index)) {
        lua_rawgeti(L, -1, CLASS);
        bool same = lua_touserdata(L, -1) == name;
        lua_pop(L, 2);
        if (same) return p;
    }
    return luaL_checkudata(L, index, name); /* raises; a name may stand at two addresses */
}

void lbk_check_options(lua_State *L, int index, const char *const names[]) {
    if (lua_isnoneornil(L, index)) return;
    luaL_checktype(L, index, LUA_TTABLE);
    luaL_checkstack(L, 3, "options");
    index = lua_absindex(L, index);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        /* the type is tested first: lua_tostring on a number key would confuse lua_next */
        const char *key = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
        bool known = false;
        for (size_t i = 0; key && names[i]; i++) known = known || strcmp(key, names[i]) == 0;
        if (!known) {
            luaL_error(L, "unknown option '%s'", key ? key : luaL_tolstring(L, -1, NULL));
        }
    }
}

lua_Integer lbk_opt_integer(lua_State *L, int index, const char *name, lua_Integer fallback,
                            lua_Integer least, lua_Integer most) {
    if (lua_isnoneornil(L, index)) return fallback;
    if (lua_getfield(L, index, name) != LUA_TNIL) {
        int ok;
        lua_Integer value = lua_tointegerx(L, -1, &ok);
        if (!ok) luaL_error(L, "option '%s': integer expected, got %s", name, luaL_typename(L, -1));
        if (value < least || value > most) {
            luaL_error(L, "option '%s': %I is not between %I and %I", name, (LUAI_UACINT)value,
                       (LUAI_UACINT)least, (LUAI_UACINT)most);
        }
        fallback = value;
    }
    lua_pop(L, 1);
    return fallback;
}

bool lbk_opt_boolean(lua_State *L, int index, const char *name, bool fallback) {
    if (lua_isnoneornil(L, index)) return fallback;
    if (lua_getfield(L, index, name) != LUA_TNIL) {
        if (!lua_isboolean(L, -1)) {
            luaL_error(L, "option '%s': boolean expected, got %s", name, luaL_typename(L, -1));
        }
        fallback = lua_toboolean(L, -1);
    }
    lua_pop(L, 1);
    return fallback;
}

const char *lbk_push_opt_string(lua_State *L, int index, const char *name, size_t *n) {
    *n = 0;
    if (lua_isnoneornil(L, index)) {
        lua_pushnil(L);
        return NULL;
    }
    int type = lua_getfield(L, index, name);
    if (type == LUA_TNIL) return NULL;
    if (type != LUA_TSTRING) {
        luaL_error(L, "option '%s': string expected, got %s", name, luaL_typename(L, -1));
    }
    return lua_tolstring(L, -1, n);
}

const char *lbk_check_path(lua_State *L, int index) {
    size_t n;
    const char *path = luaL_checklstring(L, index, &n);
    luaL_argcheck(L, strlen(path) == n, index, "path holds a NUL byte");
    return path;
}
