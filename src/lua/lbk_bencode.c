/*** Bencoding (BEP 3), token by token.
 * @module breachkit.core.bencode
 */
#include "../core/bk_bencode.h"
#include "lbk.h"

#define META "breachkit.bencode"

typedef struct reader {
    bk_bencode b;
    bk_bencode_token token; /* the last one */
} reader;

static reader *check(lua_State *L) {
    return luaL_checkudata(L, 1, META);
}

/*** A reader of one value. The bytes are kept as long as the reader.
@function reader
@tparam string bytes
@tparam[opt=1] integer first where the value begins
@tparam[opt=64] integer depth most values within one another, up to 256
@treturn userdata the reader
@raise when `first` or `depth` is out of range
@usage local r = core.bencode.reader "d1:ai1ee"
*/
static int l_reader(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    lua_Integer first = luaL_optinteger(L, 2, 1), depth = luaL_optinteger(L, 3, 64);
    luaL_argcheck(L, first >= 1 && (lua_Unsigned)first <= (lua_Unsigned)n + 1, 2, "no position in the bytes");
    luaL_argcheck(L, depth >= 0 && depth <= BK_BENCODE_DEPTH_MAX, 3, "a depth is 0 to 256");
    reader *r = lua_newuserdatauv(L, sizeof *r, 1);
    bk_bencode_start(&r->b, p, n, (size_t)first - 1, (size_t)depth);
    r->token = (bk_bencode_token){0};
    luaL_setmetatable(L, META);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/*** The next token: `kind, value, first, last, order`.
@function reader:next
@treturn ?string "integer", "string", "key" (its value follows), "list", "dictionary" (both open), "close" (of one of
them: `first` and `last` are the span of the whole of it), "end" (`first` is where what follows the value begins)
@treturn ?integer|string|table the value of an integer, a string or a key; or the error: "syntax", "range" (a number that
fits no 64 bits), "limit" (too deep)
@treturn integer first byte
@treturn integer last byte
@treturn ?string of a key: "unsorted" or "duplicate" after the key before it
@usage local kind, value, first, last = r:next()
*/
static int l_next(lua_State *L) {
    static const char *const KINDS[] = {"end", "integer", "string", "key", "list", "dictionary", "close"};
    static const char *const ORDERS[] = {NULL, "unsorted", "duplicate"};
    bk_error err;
    reader *r = check(L);
    bk_bencode_token *t = &r->token;
    if (bk_bencode_next(&r->b, t, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushstring(L, KINDS[t->kind]);
    if (t->kind == BK_BENCODE_INTEGER) lua_pushinteger(L, (lua_Integer)t->integer);
    else if (t->text) lua_pushlstring(L, t->text, t->n_text);
    else lua_pushnil(L);
    lua_pushinteger(L, (lua_Integer)t->first + 1);
    lua_pushinteger(L, (lua_Integer)(t->kind == BK_BENCODE_END ? r->b.n : t->first + t->size));
    lua_pushstring(L, ORDERS[t->order]);
    return 5;
}

/*** After a "list" or "dictionary": pass over the whole of it. Other tokens stay as they are.
@function reader:skip
@treturn ?integer first byte of the value
@treturn integer|table its last byte; or the error: as for `next`
@usage if kind == "list" then first, last = r:skip() end
*/
static int l_skip(lua_State *L) {
    bk_error err;
    reader *r = check(L);
    if (bk_bencode_skip(&r->b, &r->token, &err)) return lbk_push_error(L, &err, NULL);
    size_t last = r->token.first + r->token.size;
    lua_pushinteger(L, (lua_Integer)r->token.first + 1);
    lua_pushinteger(L, (lua_Integer)last);
    return 2;
}

int lbk_open_bencode(lua_State *L);

int lbk_open_bencode(lua_State *L) {
    static const luaL_Reg methods[] = {{"next", l_next}, {"skip", l_skip}, {NULL, NULL}};
    static const luaL_Reg none[] = {{NULL, NULL}};
    static const luaL_Reg functions[] = {{"reader", l_reader}, {NULL, NULL}};
    lbk_new_class(L, META, none, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
