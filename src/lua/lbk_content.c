/*** Content codings of HTTP.
 * @module breachkit.core.content
 */
#include "../core/bk_content.h"
#include "lbk.h"

#include <string.h>

#define META "breachkit.content"

static int l_gc(lua_State *L) {
    bk_content_free(luaL_checkudata(L, 1, META));
    return 0;
}

/*** Unpack a body (RFC 9110, 8.4).
@function decode
@tparam string bytes the body as sent
@tparam ?string coding Content-Encoding: gzip, x-gzip, deflate (with zlib's head or bare), identity
@tparam integer limit most bytes
@tparam[opt=1000] integer ratio most bytes for each that came, once there is a megabyte
@treturn ?string the body as meant
@treturn ?table the error: "encoding" (damaged, cut off, or another coding), "limit", "memory"
@usage local body = assert(core.content.decode(raw, "gzip", 1 << 26))
*/
static int l_decode(lua_State *L) {
    bk_error err;
    size_t n, n_coding;
    const char *p = luaL_checklstring(L, 1, &n);
    const char *coding = luaL_optlstring(L, 2, "", &n_coding);
    lua_Integer limit = luaL_checkinteger(L, 3);
    lua_Integer ratio = luaL_optinteger(L, 4, 1000);
    luaL_argcheck(L, limit > 0 && limit < INT64_MAX / 4, 3, "a limit is more than 0");
    luaL_argcheck(L, ratio > 0, 4, "a ratio is more than 0");
    bk_content *c = lua_newuserdatauv(L, sizeof *c, 0);
    *c = (bk_content){.most = (size_t)limit, .ratio = (size_t)ratio};
    luaL_setmetatable(L, META);
    bk_content_status status = bk_content_begin(c, coding, n_coding);
    if (!status) status = bk_content_add(c, p, n);
    if (!status) status = bk_content_end(c);
    if (!status) {
        const bk_buf *b = bk_content_bytes(c);
        lua_pushlstring(L, b->n ? b->p : "", b->n);
        bk_content_free(c);
        return 1;
    }
    bk_content_free(c);
    bk_code code = status == BK_CONTENT_MEMORY    ? BK_E_MEMORY
                   : status == BK_CONTENT_DAMAGED ? BK_E_ENCODING
                                                  : BK_E_LIMIT;
    (void)bk_fail(&err, code, 0, "%s",
                  status == BK_CONTENT_MEMORY    ? "out of memory"
                  : status == BK_CONTENT_DAMAGED ? "the compression is damaged or unknown"
                  : status == BK_CONTENT_SIZE    ? "it unpacks to more than allowed"
                                                 : "it unpacks to suspiciously much");
    return lbk_push_error(L, &err, NULL);
}

/* One line of a head, "Name: value"; pushes the name in lower case and the value, or nothing. */
static bool push_field(lua_State *L, const char *p, size_t n) {
    size_t name = 0, at;
    luaL_Buffer b;
    while (name < n && p[name] != ':' && p[name] != ' ' && p[name] != '\t') name++;
    if (name == 0 || name == n || p[name] != ':') return false;
    char *out = luaL_buffinitsize(L, &b, name);
    for (size_t i = 0; i < name; i++) {
        out[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + ('a' - 'A')) : p[i];
    }
    luaL_pushresultsize(&b, name);
    at = name + 1;
    while (at < n && (p[at] == ' ' || p[at] == '\t')) at++;
    while (n > at && (p[n - 1] == ' ' || p[n - 1] == '\t')) n--;
    lua_pushlstring(L, p + at, n - at);
    return true;
}

/*** The fields of an answer's head.
@function fields
@tparam string head as received, the status line first
@treturn table values by lower-case name; of a name that comes again they are joined by ", "
@usage print(core.content.fields("HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n")["x-a"])
*/
static int l_fields(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    lua_createtable(L, 0, 8);
    for (size_t at = 0; at < n;) {
        size_t width = 0;
        while (at + width < n && p[at + width] != '\r' && p[at + width] != '\n') width++;
        bool status = width >= 5 && memcmp(p + at, "HTTP/", 5) == 0;
        if (!status && push_field(L, p + at, width)) {
            lua_pushvalue(L, -2);
            if (lua_rawget(L, 2) == LUA_TNIL) {
                lua_pop(L, 1);
            } else {
                lua_insert(L, -2);
                lua_pushliteral(L, ", ");
                lua_insert(L, -2);
                lua_concat(L, 3);
            }
            lua_rawset(L, 2);
        }
        at += width + 1;
    }
    return 1;
}

int lbk_open_content(lua_State *L);

int lbk_open_content(lua_State *L) {
    static const luaL_Reg functions[] = {{"decode", l_decode}, {"fields", l_fields}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_gc}, {NULL, NULL}};
    static const luaL_Reg none[] = {{NULL, NULL}};
    lbk_new_class(L, META, metamethods, none);
    luaL_newlib(L, functions);
    return 1;
}
