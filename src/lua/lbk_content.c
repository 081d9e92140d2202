/*** Content codings of HTTP.
 * @module breachkit.core.content
 */
#include "../core/bk_content.h"
#include "lbk.h"

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

int lbk_open_content(lua_State *L);

int lbk_open_content(lua_State *L) {
    static const luaL_Reg functions[] = {{"decode", l_decode}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_gc}, {NULL, NULL}};
    static const luaL_Reg none[] = {{NULL, NULL}};
    lbk_new_class(L, META, metamethods, none);
    luaL_newlib(L, functions);
    return 1;
}
