/*** Message digests of bytes.
 * @module breachkit.core.digest
 */
#include "../core/bk_digest.h"
#include "lbk.h"

#define META "breachkit.digest"

static bk_digest *born_closed(lua_State *L) {
    bk_digest *d = lua_newuserdatauv(L, sizeof *d, 0);
    *d = (bk_digest){0};
    luaL_setmetatable(L, META);
    return d;
}

static bk_digest *check(lua_State *L) {
    bk_digest *d = luaL_checkudata(L, 1, META);
    luaL_argcheck(L, d->context, 1, "the digest is closed");
    return d;
}

/*** A digest to be fed piece by piece. Methods: `update(bytes, ...)` returns the object; `hex()`
the digest so far in lower-case hexadecimal; `copy()` an independent one in the same state;
`close()`.
@function new
@tparam string name md5, sha1, sha224, sha256, sha384, sha512, sha512-256, sha3-256, sha3-512,
blake2b512, blake2s256, ripemd160
@treturn ?userdata the digest
@treturn ?table the error: "type" for a name that is not known or not offered by this OpenSSL,
"memory"
@usage local d = assert(core.digest.new "sha256"):update("a", "b") print(d:hex())
*/
static int l_new(lua_State *L) {
    bk_error err;
    const char *name = luaL_checkstring(L, 1);
    bk_digest *d = born_closed(L);
    if (bk_digest_open(d, name, &err)) return lbk_push_error(L, &err, NULL);
    return 1;
}

static int push_hex(lua_State *L, const bk_digest *d) {
    bk_error err;
    char hex[2 * BK_DIGEST_BYTES_MAX + 1];
    if (bk_digest_hex(d, hex, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushstring(L, hex);
    return 1;
}

/*** The digest of a string, in lower-case hexadecimal.
@function hex
@tparam string name as for `new`
@tparam string bytes what to digest
@treturn ?string the digest
@treturn ?table the error: as for `new`
@usage print(core.digest.hex("sha256", "abc"))
*/
static int l_hex(lua_State *L) {
    bk_error err;
    size_t n;
    const char *name = luaL_checkstring(L, 1);
    const char *p = luaL_checklstring(L, 2, &n);
    bk_digest *d = born_closed(L);
    if (bk_digest_open(d, name, &err)) return lbk_push_error(L, &err, NULL);
    if (bk_digest_update(d, p, n, &err)) return lbk_push_error(L, &err, NULL);
    int results = push_hex(L, d);
    bk_digest_close(d);
    return results;
}

/*** Feed bytes, in order.
@function digest:update
@tparam string ... the bytes
@treturn userdata the digest itself
@raise when closed
@usage digest:update(header, body)
*/
static int l_update(lua_State *L) {
    bk_error err;
    bk_digest *d = check(L);
    for (int i = 2; i <= lua_gettop(L); i++) {
        size_t n;
        const char *p = luaL_checklstring(L, i, &n);
        if (bk_digest_update(d, p, n, &err)) return lbk_push_error(L, &err, NULL);
    }
    lua_settop(L, 1);
    return 1;
}

/*** The digest of all bytes so far; more may be fed after.
@function digest:hex
@treturn string lower-case hexadecimal
@raise when closed
@usage print(digest:hex())
*/
static int l_method_hex(lua_State *L) {
    return push_hex(L, check(L));
}

/*** An independent digest in the same state.
@function digest:copy
@treturn userdata the copy
@raise when closed
@usage local so_far = digest:copy()
*/
static int l_copy(lua_State *L) {
    bk_error err;
    const bk_digest *from = check(L);
    bk_digest *d = born_closed(L);
    if (bk_digest_copy(d, from, &err)) return lbk_push_error(L, &err, NULL);
    return 1;
}

/*** Free the state at once; calling it twice is safe.
@function digest:close
@usage digest:close()
*/
static int l_close(lua_State *L) {
    bk_digest_close(luaL_checkudata(L, 1, META));
    return 0;
}

int lbk_open_digest(lua_State *L);

int lbk_open_digest(lua_State *L) {
    static const luaL_Reg methods[] = {{"update", l_update},
                                       {"hex", l_method_hex},
                                       {"copy", l_copy},
                                       {"close", l_close},
                                       {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"new", l_new}, {"hex", l_hex}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    luaL_newlib(L, functions);
    return 1;
}
