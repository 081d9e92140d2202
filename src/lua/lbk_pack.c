#include "lbk_pack.h"

#include "../core/bk_pack.h"

#include <string.h>

#define KEYS_MOST 1000 /* fields of one map: they are sorted by insertion */

static void add(lua_State *L, bk_buf *to, bk_pack_item item) {
    if (bk_pack_add(to, &item)) luaL_error(L, "not enough memory for the value");
}

static int compare(lua_State *L, int a, int b) {
    size_t na, nb;
    const char *pa = lua_tolstring(L, a, &na), *pb = lua_tolstring(L, b, &nb);
    int order = memcmp(pa, pb, na < nb ? na : nb);
    return order ? order : (na > nb) - (na < nb);
}

/* Push an array of the table's keys in byte order, without those that `skip` names. */
static size_t push_keys(lua_State *L, int index, bool (*skip)(const char *, size_t),
                        const char *what) {
    lua_Integer count = 0;
    lua_newtable(L);
    int keys = lua_gettop(L);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        size_t n;
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING) {
            luaL_error(L, "%s: a table must be an array or have strings as keys", what);
        }
        const char *key = lua_tolstring(L, -1, &n);
        if (skip && skip(key, n)) continue;
        if (++count > KEYS_MOST) luaL_error(L, "%s: more than %d fields", what, KEYS_MOST);
        lua_Integer at = count;
        for (; at > 1; at--) {
            lua_rawgeti(L, keys, at - 1);
            if (compare(L, -1, -2) <= 0) {
                lua_pop(L, 1);
                break;
            }
            lua_rawseti(L, keys, at);
        }
        lua_pushvalue(L, -1);
        lua_rawseti(L, keys, at);
    }
    return (size_t)count;
}

static void pack(lua_State *L, int index, bk_buf *to, const char *what, int depth);

static void pack_map(lua_State *L, int index, size_t count, bk_buf *to, const char *what,
                     int depth) {
    int keys = lua_gettop(L);
    add(L, to, (bk_pack_item){.kind = 'm', .n = count});
    for (size_t i = 1; i <= count; i++) {
        bk_pack_item key = {.kind = 's'};
        lua_rawgeti(L, keys, (lua_Integer)i);
        key.p = lua_tolstring(L, -1, &key.n);
        add(L, to, key);
        lua_rawget(L, index);
        pack(L, lua_gettop(L), to, what, depth);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void pack(lua_State *L, int index, bk_buf *to, const char *what, int depth) {
    bk_pack_item item = {0};
    luaL_checkstack(L, 8, "packed value");
    switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
        item.kind = lua_toboolean(L, index) ? 'T' : 'F';
        break;
    case LUA_TNUMBER:
        item.kind = lua_isinteger(L, index) ? 'i' : 'd';
        item.integer = lua_isinteger(L, index) ? lua_tointeger(L, index) : 0;
        item.number = lua_tonumber(L, index);
        break;
    case LUA_TSTRING:
        item.kind = 's';
        item.p = lua_tolstring(L, index, &item.n);
        break;
    case LUA_TTABLE: {
        if (depth >= BK_PACK_DEPTH) luaL_error(L, "%s: tables nested too deep", what);
        size_t n = lua_rawlen(L, index);
        if (!n) {
            n = push_keys(L, index, NULL, what);
            pack_map(L, index, n, to, what, depth + 1);
            return;
        }
        add(L, to, (bk_pack_item){.kind = 'a', .n = n});
        for (size_t i = 1; i <= n; i++) {
            lua_rawgeti(L, index, (lua_Integer)i);
            pack(L, lua_gettop(L), to, what, depth + 1);
            lua_pop(L, 1);
        }
        return;
    }
    default:
        luaL_error(L, "%s: a %s cannot be kept", what, luaL_typename(L, index));
    }
    add(L, to, item);
}

void lbk_pack(lua_State *L, int index, bk_buf *to, const char *what) {
    pack(L, lua_absindex(L, index), to, what, 0);
}

size_t lbk_pack_fields(lua_State *L, int index, bk_buf *to, bool (*skip)(const char *, size_t)) {
    index = lua_absindex(L, index);
    luaL_checkstack(L, 8, "packed fields");
    size_t count = push_keys(L, index, skip, "event");
    if (count) {
        pack_map(L, index, count, to, "event", 1);
    } else {
        lua_pop(L, 1);
    }
    return count;
}

static bool unpack(lua_State *L, const char *p, size_t n, size_t *at, int depth);

static bool unpack_members(lua_State *L, const bk_pack_item *item, const char *p, size_t n,
                           size_t *at, int depth) {
    for (size_t i = 1; i <= item->n; i++) {
        if (item->kind == 'm') {
            bk_pack_item key;
            if (!bk_pack_read(p, n, at, &key) || key.kind != 's') return false;
            lua_pushlstring(L, key.p, key.n);
            if (!unpack(L, p, n, at, depth)) return false;
            lua_rawset(L, -3);
        } else {
            if (!unpack(L, p, n, at, depth)) return false;
            lua_rawseti(L, -2, (lua_Integer)i);
        }
    }
    return true;
}

/* Pushes one value, or leaves anything on the stack and returns false. */
static bool unpack(lua_State *L, const char *p, size_t n, size_t *at, int depth) {
    bk_pack_item item;
    if (depth > BK_PACK_DEPTH || !bk_pack_read(p, n, at, &item)) return false;
    luaL_checkstack(L, 8, "packed value");
    switch (item.kind) {
    case 'F':
    case 'T':
        lua_pushboolean(L, item.kind == 'T');
        return true;
    case 'i':
        lua_pushinteger(L, (lua_Integer)item.integer);
        return true;
    case 'd':
        lua_pushnumber(L, (lua_Number)item.number);
        return true;
    case 's':
        lua_pushlstring(L, item.p, item.n);
        return true;
    default:
        lua_newtable(L);
        return unpack_members(L, &item, p, n, at, depth + 1);
    }
}

void lbk_unpack(lua_State *L, const char *p, size_t n) {
    size_t at = 0;
    int top = lua_gettop(L);
    if (!p || !unpack(L, p, n, &at, 0)) {
        lua_settop(L, top);
        lua_pushnil(L);
    }
}

void lbk_unpack_fields(lua_State *L, const char *p, size_t n) {
    size_t at = 0;
    bk_pack_item item;
    int top = lua_gettop(L);
    luaL_checkstack(L, 8, "packed fields");
    if (p && bk_pack_read(p, n, &at, &item) && item.kind == 'm') {
        (void)unpack_members(L, &item, p, n, &at, 1);
    }
    lua_settop(L, top);
}
