/*** Strict decoding, canonical encoding.
 * @module breachkit.core.json
 */
#include "lbk_json.h"

#include "../core/bk_number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NULL_META "breachkit.json.null"
#define NULL_KEY "breachkit.json.null value"

void lbk_push_json_null(lua_State *L) {
    lua_getfield(L, LUA_REGISTRYINDEX, NULL_KEY);
}

/*** Read one JSON value (RFC 8259, strictly).
Integers that fit in 64 bits are Lua integers, other numbers the nearest floats; `null` is
`json.null`; arrays are marked (`json.is_array`), so that an empty one is written as `[]` again. A
byte order mark is skipped. Where the standard leaves it open: a number too small for a double is 0, one
too large is an error; what is not UTF-8 (UTF-16, too) and half a surrogate pair are errors.
@function decode
@tparam string bytes the JSON text
@tparam[opt] table options
 `duplicates`: "last" (default: of two equal keys the last one counts) or "error";
 `utf8`: "error" (default) or "replace" (ill-formed UTF-8 and lone surrogates become U+FFFD);
 `drop_null`: true leaves members that are null out of objects (default false);
 `depth`: of nesting (default and most 1000); `bytes`: of the input (default 268435456);
 `values`: of all kinds (default 10000000); `source`: the name that errors carry
@return the value, or nil
@treturn ?table the error: "syntax" (also duplicate keys), "encoding", "range" (a number beyond
doubles), "limit", "empty", "memory"; `position` is the byte it is about
@raise on a wrong argument or option
@usage local report = assert(json.decode('{"id": 9007199254740993}'))
*/
static int l_decode(lua_State *L) {
    static const char *const names[] = {"duplicates", "utf8",   "drop_null", "depth",
                                        "bytes",      "values", "source",    NULL};
    size_t n, unused;
    bk_error err;
    const char *p = luaL_checklstring(L, 1, &n);
    lua_settop(L, 2);
    lbk_check_options(L, 2, names);
    lbk_json_options o = lbk_opt_json(L, 2);
    const char *source = lbk_push_opt_string(L, 2, "source", &unused);
    if (lbk_push_json(L, p, n, &o, &err)) return lbk_push_error(L, &err, source);
    return 1;
}

/* ---- encode ---- */

typedef struct key_ref {
    const char *s;
    size_t n;
    lua_Integer slot; /* in the table that anchors it */
} key_ref;

enum { ENCODE_DEPTH_MAX = 1000 };

typedef struct encoder {
    lua_State *L;
    bk_buf *out;
    bk_buf *keys; /* key_ref's of the objects that are open */
    int anchors;  /* stack index of a table that holds those keys: a hook may change the object */
    lua_Integer top; /* slots used in it */
    size_t depth, depth_max;
    int indent;
    bool replace;
    bk_error err;
} encoder;

static bk_code encode_value(encoder *e);

static void new_line(encoder *e) {
    if (!e->indent) return;
    (void)bk_buf_add_char(e->out, '\n');
    for (size_t i = 0; i < e->depth * (size_t)e->indent; i++) (void)bk_buf_add_char(e->out, ' ');
}

static int by_bytes(const void *a, const void *b) {
    const key_ref *x = a, *y = b;
    int order = memcmp(x->s, y->s, x->n < y->n ? x->n : y->n);
    return order ? order : (x->n > y->n) - (x->n < y->n);
}

static bk_code encode_array(encoder *e, lua_Integer n) {
    lua_State *L = e->L;
    (void)bk_buf_add_char(e->out, '[');
    for (lua_Integer i = 1; i <= n; i++) {
        if (i > 1) (void)bk_buf_add_char(e->out, ',');
        new_line(e);
        lua_rawgeti(L, -1, i);
        bk_code code = encode_value(e);
        lua_pop(L, 1);
        if (code) return code;
    }
    e->depth--;
    if (n) new_line(e);
    e->depth++;
    (void)bk_buf_add_char(e->out, ']');
    return BK_OK;
}

static bk_code encode_object(encoder *e) {
    lua_State *L = e->L;
    size_t base = e->keys->n, n = 0;
    lua_Integer first = e->top;
    bk_code code;
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING) {
            (void)bk_fail(&e->err, BK_E_TYPE, 0, "a key is a %s: an object's keys are strings",
                          luaL_typename(L, -1));
            return e->err.code;
        }
        key_ref k = {.slot = ++e->top};
        k.s = lua_tolstring(L, -1, &k.n);
        lua_pushvalue(L, -1);
        lua_rawseti(L, e->anchors, k.slot);
        if (bk_buf_add(e->keys, (const char *)&k, sizeof k))
            return bk_fail(&e->err, BK_E_MEMORY, 0, "out of memory");
        n++;
    }
    if (n > 1) qsort(e->keys->p + base, n, sizeof(key_ref), by_bytes);
    (void)bk_buf_add_char(e->out, '{');
    for (size_t i = 0; i < n; i++) {
        key_ref k;
        memcpy(&k, e->keys->p + base + i * sizeof k, sizeof k); /* the buffer moves as it grows */
        if (i) (void)bk_buf_add_char(e->out, ',');
        new_line(e);
        if ((code = bk_json_write_string(e->out, k.s, k.n, e->replace, &e->err))) return code;
        (void)bk_buf_add_string(e->out, e->indent ? ": " : ":");
        lua_rawgeti(L, e->anchors, k.slot);
        lua_rawget(L, -2);
        code = encode_value(e);
        lua_pop(L, 1);
        if (code) return code;
    }
    e->depth--;
    if (n) new_line(e);
    e->depth++;
    (void)bk_buf_add_char(e->out, '}');
    e->keys->n = base;
    e->top = first;
    return BK_OK;
}

/* Whether the table on top is to be an array; *n is its length. */
static bk_code shape(encoder *e, bool *is_array, lua_Integer *n) {
    lua_State *L = e->L;
    bool marked = false;
    if (lua_getmetatable(L, -1)) {
        luaL_getmetatable(L, LBK_JSON_ARRAY);
        marked = lua_rawequal(L, -1, -2);
        lua_pop(L, 2);
    }
    *n = 0;
    *is_array = marked;
    if (!marked) {
        *is_array = lua_rawgeti(L, -1, 1) != LUA_TNIL;
        lua_pop(L, 1);
    }
    if (!*is_array) return BK_OK;
    lua_Unsigned length = lua_rawlen(L, -1);
    lua_Unsigned seen = 0;
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pop(L, 1);
        lua_Integer i = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;
        if (i < 1 || (lua_Unsigned)i > length) {
            lua_pop(L, 1);
            return bk_fail(&e->err, BK_E_TYPE, 0,
                           "an array has a key that is not one of 1 to its length");
        }
        seen++;
    }
    if (seen != length)
        return bk_fail(&e->err, BK_E_TYPE, 0, "an array has holes: fill them with json.null");
    *n = (lua_Integer)length;
    return BK_OK;
}

static bk_code encode_number(encoder *e) {
    char text[BK_NUMBER_MAX + 8];
    if (lua_isinteger(e->L, -1)) {
        lua_Integer i = lua_tointeger(e->L, -1);
        lua_Unsigned u = i < 0 ? 0u - (lua_Unsigned)i : (lua_Unsigned)i;
        size_t at = sizeof text;
        do text[--at] = (char)('0' + u % 10);
        while (u /= 10);
        if (i < 0) text[--at] = '-';
        (void)bk_buf_add(e->out, text + at, sizeof text - at);
        return BK_OK;
    }
    double d = lua_tonumber(e->L, -1);
    if (isnan(d) || isinf(d))
        return bk_fail(&e->err, BK_E_RANGE, 0, "JSON has no NaN and no infinity");
    (void)bk_buf_add(e->out, text, bk_number_format(d, text));
    return BK_OK;
}

/* Encodes the value on top of the stack and leaves it there. */
static bk_code encode_value(encoder *e) {
    lua_State *L = e->L;
    luaL_checkstack(L, 8, "JSON value");
    int type = lua_type(L, -1);
    if (type == LUA_TTABLE || type == LUA_TUSERDATA) {
        bk_code code;
        if (e->depth >= e->depth_max) {
            return bk_fail(&e->err, BK_E_LIMIT, 0, "nested deeper than %zu, or a cycle",
                           e->depth_max);
        }
        e->depth++;
        if (luaL_getmetafield(L, -1, "__tojson") != LUA_TNIL) {
            lua_pushvalue(L, -2);
            lua_call(L, 1, 1);
            code = encode_value(e);
            lua_pop(L, 1);
        } else if (type == LUA_TUSERDATA) {
            code = BK_OK;
            if (luaL_testudata(L, -1, NULL_META))
                (void)bk_buf_add_string(e->out, "null");
            else
                code = bk_fail(&e->err, BK_E_TYPE, 0, "a userdata cannot be written as JSON");
        } else {
            bool is_array;
            lua_Integer n;
            code = shape(e, &is_array, &n);
            if (!code) code = is_array ? encode_array(e, n) : encode_object(e);
        }
        e->depth--;
        return code;
    }
    switch (type) {
    case LUA_TSTRING: {
        size_t n;
        const char *s = lua_tolstring(L, -1, &n);
        return bk_json_write_string(e->out, s, n, e->replace, &e->err);
    }
    case LUA_TNUMBER:
        return encode_number(e);
    case LUA_TBOOLEAN:
        (void)bk_buf_add_string(e->out, lua_toboolean(L, -1) ? "true" : "false");
        return BK_OK;
    default:
        return bk_fail(&e->err, BK_E_TYPE, 0, "a %s cannot be written as JSON",
                       lua_typename(L, type));
    }
}

/*** Write a value as canonical JSON: keys sorted by their bytes, no spaces, only needed escapes,
integers exact, floats in the shortest form that reads back the same. A table with `[1]`, or marked
by `json.array`, is an array; any other is an object. A table or userdata whose metatable has
`__tojson` is written as what that function, called with it, returns.
@function encode
@param value what to write; nil cannot be (use `json.null`)
@tparam[opt] table options `indent`: spaces a level (default 0: one line); `utf8`: "error" (default)
or "replace" (U+FFFD for ill-formed UTF-8); `depth`: of nesting (default and most 1000)
@treturn ?string the JSON text
@treturn ?table the error: "type" (a function, a hole, a key that is no string), "range" (NaN,
infinity), "encoding", "limit" (too deep, or a cycle), "memory"
@raise on a wrong option; what a `__tojson` function raises
@usage assert(json.encode{b = 1, a = json.array{}} == '{"a":[],"b":1}')
*/
static int l_encode(lua_State *L) {
    static const char *const names[] = {"indent", "utf8", "depth", NULL};
    static const char *const utf8[] = {"error", "replace", NULL};
    size_t unused;
    luaL_checkany(L, 1);
    lua_settop(L, 2);
    lbk_check_options(L, 2, names);
    encoder e = {.L = L};
    e.depth_max = (size_t)lbk_opt_integer(L, 2, "depth", ENCODE_DEPTH_MAX, 1, ENCODE_DEPTH_MAX);
    e.indent = (int)lbk_opt_integer(L, 2, "indent", 0, 0, 16);
    (void)lbk_push_opt_string(L, 2, "utf8", &unused); /* 3 */
    e.replace = luaL_checkoption(L, 3, "error", utf8) == 1;
    e.out = lbk_new_buf(L);
    e.keys = lbk_new_buf(L);
    lua_newtable(L);
    e.anchors = lua_gettop(L);
    lua_pushvalue(L, 1);
    bk_code code = encode_value(&e);
    if (!code && e.out->failed) code = bk_fail(&e.err, e.out->failed, 0, "out of memory");
    if (code) return lbk_push_error(L, &e.err, NULL);
    lua_pushlstring(L, e.out->p, e.out->n);
    bk_buf_free(e.out);
    bk_buf_free(e.keys);
    return 1;
}

/*** Mark a table as an array, so that it is written as one even when empty.
@function array
@tparam[opt] table t the table (default: a new one); its metatable is replaced
@treturn table t
@usage json.encode(json.array()) --> "[]"
*/
static int l_array(lua_State *L) {
    if (lua_isnoneornil(L, 1)) {
        lua_settop(L, 0);
        lua_newtable(L);
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    luaL_setmetatable(L, LBK_JSON_ARRAY);
    return 1;
}

/*** Whether a value is a table that `array` marked (decoded arrays are).
@function is_array
@param value anything
@treturn boolean
@usage json.is_array(json.decode "[]") --> true
*/
static int l_is_array(lua_State *L) {
    bool marked = false;
    if (lua_istable(L, 1) && lua_getmetatable(L, 1)) {
        luaL_getmetatable(L, LBK_JSON_ARRAY);
        marked = lua_rawequal(L, -1, -2);
    }
    lua_pushboolean(L, marked);
    return 1;
}

static int l_null_tostring(lua_State *L) {
    lua_pushliteral(L, "null");
    return 1;
}

int lbk_open_json(lua_State *L);

int lbk_open_json(lua_State *L) {
    static const luaL_Reg functions[] = {{"decode", l_decode},
                                         {"encode", l_encode},
                                         {"array", l_array},
                                         {"is_array", l_is_array},
                                         {NULL, NULL}};
    luaL_newlib(L, functions);
    luaL_newmetatable(L, LBK_JSON_ARRAY);
    lua_pop(L, 1);
    if (lua_getfield(L, LUA_REGISTRYINDEX, NULL_KEY) == LUA_TNIL) {
        lua_pop(L, 1);
        (void)lua_newuserdatauv(L, 0, 0);
        luaL_newmetatable(L, NULL_META);
        lua_pushcfunction(L, l_null_tostring);
        lua_setfield(L, -2, "__tostring");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_setmetatable(L, -2);
        lua_pushvalue(L, -1);
        lua_setfield(L, LUA_REGISTRYINDEX, NULL_KEY);
    }
    lua_setfield(L, -2, "null");
    return 1;
}
