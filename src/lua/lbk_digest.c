/*** Digests of bytes.
 * @module breachkit.core.digest
 */
#include "../core/bk_digest.h"
#include "lbk.h"

#include <string.h>

#define META "breachkit.digest"

static bk_digest *born_closed(lua_State *L) {
    bk_digest *d = lua_newuserdatauv(L, sizeof *d, 0);
    *d = (bk_digest){0};
    luaL_setmetatable(L, META);
    return d;
}

static bk_digest *check_at(lua_State *L, int index) {
    bk_digest *d = luaL_checkudata(L, index, META);
    luaL_argcheck(L, d->algorithm, index, "the digest is closed");
    return d;
}

static bk_digest *check(lua_State *L) {
    return check_at(L, 1);
}

/* The one key of the options at `index`; the strings stay on the stack. */
static bk_digest_key check_key(lua_State *L, int index) {
    static const char *const names[] = {"hmac", "key", "context", NULL};
    bk_digest_key key = {.use = BK_KEY_NONE};
    lbk_check_options(L, index, names);
    for (unsigned i = 0; names[i]; i++) {
        size_t n;
        const char *p = lbk_push_opt_string(L, index, names[i], &n);
        if (!p) continue;
        luaL_argcheck(L, !key.use, index, "one of hmac, key and context");
        key.p = p;
        key.n = n;
        key.use = i == 0 ? BK_KEY_HMAC : i == 1 ? BK_KEY_BLAKE3 : BK_KEY_CONTEXT;
    }
    return key;
}

/*** A digest to be fed piece by piece.
@function new
@tparam string name md5, sha1, sha224, sha256, sha384, sha512, sha512-256, sha3-256, sha3-512,
blake2b (blake2b512), blake2s256, ripemd160, blake3, bep52 (a pieces root of BEP 52); checksums: xxh3-128, crc32c; similarity
digests: tlsh, tlsh-256-3 (the wide form), ssdeep
@tparam[opt] table options at most one of: `hmac`, the key of an HMAC (RFC 2104) with any digest but
checksums and similarity digests; `key`, the 32 bytes of BLAKE3's keyed hash; `context`, for
BLAKE3's key derivation
@treturn ?userdata the digest
@treturn ?table the error: "type" for a name that is not known or not offered by this OpenSSL, and
for a key that does not fit; "memory"
@raise on an unknown option, or several of them
@usage local d = assert(core.digest.new "sha256"):update("a", "b") print(d:hex())
*/
static int l_new(lua_State *L) {
    bk_error err;
    const char *name = luaL_checkstring(L, 1);
    bk_digest_key key = check_key(L, 2);
    bk_digest *d = born_closed(L);
    if (bk_digest_open(d, name, &key, &err)) return lbk_push_error(L, &err, NULL);
    return 1;
}

static int push_hex(lua_State *L, const bk_digest *d) {
    bk_error err;
    char text[BK_DIGEST_TEXT_MAX + 1];
    if (bk_digest_text(d, text, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushstring(L, text);
    return 1;
}

/*** The digest of a string.
@function hex
@tparam string name as for `new`
@tparam string bytes what to digest
@tparam[opt] table options as for `new`
@treturn ?string as `digest:hex`
@treturn ?table the error: as for `new` and `digest:hex`
@usage print(core.digest.hex("sha256", "abc"))
*/
static int l_hex(lua_State *L) {
    bk_error err;
    size_t n;
    const char *name = luaL_checkstring(L, 1);
    const char *p = luaL_checklstring(L, 2, &n);
    bk_digest_key key = check_key(L, 3);
    bk_digest *d = born_closed(L);
    if (bk_digest_open(d, name, &key, &err)) return lbk_push_error(L, &err, NULL);
    if (bk_digest_update(d, p, n, &err)) return lbk_push_error(L, &err, NULL);
    int results = push_hex(L, d);
    bk_digest_close(d);
    return results;
}

/*** Feed all bytes of a file to several digests, in one pass and constant memory.
@function file
@tparam string path the file
@tparam userdata ... the digests
@treturn ?integer bytes read
@treturn ?table the error: "io"
@raise on a closed digest
@usage local size = assert(core.digest.file("README.md", md5, sha256))
*/
static int l_file(lua_State *L) {
    bk_error err;
    uint64_t size;
    const char *path = lbk_check_path(L, 1);
    int count = lua_gettop(L) - 1;
    bk_digest **list = lua_newuserdatauv(L, ((size_t)count + 1) * sizeof *list, 0);
    for (int i = 0; i < count; i++) list[i] = check_at(L, i + 2);
    if (bk_digest_file(list, (size_t)count, path, &size, &err))
        return lbk_push_error(L, &err, path);
    lua_pushinteger(L, (lua_Integer)size);
    return 1;
}

/*** The names that `new` knows, in a fixed order.
@function names
@treturn table a list of strings
@usage print(table.concat(core.digest.names(), " "))
*/
static int l_names(lua_State *L) {
    lua_newtable(L);
    for (size_t i = 0; bk_digest_name(i); i++) {
        lua_pushstring(L, bk_digest_name(i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
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
@treturn ?string lower-case hexadecimal; of tlsh and ssdeep the form that they have of their own
@treturn ?table the error, of tlsh and ssdeep only: "small" (under 50 bytes for TLSH), "uniform"
(too little variety), "empty", "limit" (above 4 GB for TLSH, 192 GiB for ssdeep)
@raise when closed
@usage print(digest:hex())
*/
static int l_method_hex(lua_State *L) {
    return push_hex(L, check(L));
}

/*** The digest of all bytes so far as bytes; more may be fed after.
@function digest:binary
@tparam[opt] integer length of BLAKE3 only, which gives output of any length: 1 to 1048576 bytes
@treturn ?string the bytes
@treturn ?table the error: "type" for tlsh and ssdeep, and for a length of anything but BLAKE3
@raise when closed, or on a length outside its range
@usage local raw = digest:binary()
*/
static int l_binary(lua_State *L) {
    bk_error err;
    bk_digest *d = check(L);
    if (!lua_isnoneornil(L, 2)) {
        lua_Integer length = luaL_checkinteger(L, 2);
        luaL_argcheck(L, length >= 1 && length <= 1048576, 2, "1 to 1048576 bytes");
        luaL_Buffer b;
        char *out = luaL_buffinitsize(L, &b, (size_t)length);
        if (bk_digest_extended(d, (unsigned char *)out, (size_t)length, &err))
            return lbk_push_error(L, &err, NULL);
        luaL_pushresultsize(&b, (size_t)length);
        return 1;
    }
    unsigned char raw[BK_DIGEST_BYTES_MAX];
    size_t n = sizeof raw;
    if (bk_digest_bytes(d, raw, &n, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushlstring(L, (const char *)raw, n);
    return 1;
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
    static const luaL_Reg methods[] = {{"update", l_update}, {"hex", l_method_hex},
                                       {"binary", l_binary}, {"copy", l_copy},
                                       {"close", l_close},   {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"new", l_new}, {"hex", l_hex}, {"file", l_file}, {"names", l_names}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    luaL_newlib(L, functions);
    return 1;
}
