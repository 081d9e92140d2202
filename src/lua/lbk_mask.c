/*** Masked values: bytes in locked memory that print, join and encode as their masked form.
 * breachkit.mask keeps the log of what is revealed.
 * @module breachkit.core.mask
 */
#include "lbk_mask.h"

#include "../core/bk_hex.h"
#include "../core/bk_mask.h"
#include "../core/bk_ntlm.h"
#include "../core/bk_vault.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define MASK_META "breachkit.mask"
#define VAULT "breachkit.vault"

enum { KIND_MAX = 23 };

typedef struct vault {
    bk_vault *memory;
    bk_mask_maker *maker; /* of tokens; NULL: the next one makes a random key */
} vault;

typedef struct masked {
    char *p;
    size_t n;
    char kind[KIND_MAX + 1];
    bk_vault *memory;
} masked;

static int l_vault_gc(lua_State *L) {
    vault *v = lua_touserdata(L, 1);
    bk_vault_free(v->memory);
    v->memory = NULL;
    bk_mask_maker_free(v->maker);
    v->maker = NULL;
    return 0;
}

/* Pushes it. */
static vault *push_vault(lua_State *L) {
    if (lua_getfield(L, LUA_REGISTRYINDEX, VAULT) == LUA_TUSERDATA) return lua_touserdata(L, -1);
    lua_pop(L, 1);
    vault *v = lua_newuserdatauv(L, sizeof *v, 0);
    *v = (vault){0};
    lua_newtable(L);
    lua_pushcfunction(L, l_vault_gc);
    lua_setfield(L, -2, "__gc");
    lua_setmetatable(L, -2);
    v->memory = bk_vault_new();
    if (!v->memory) luaL_error(L, "out of memory");
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, VAULT);
    return v;
}

static void use_key(lua_State *L, vault *v, unsigned char key[BK_MASK_KEY]) {
    bk_mask_maker *maker = bk_mask_maker_new(key);
    OPENSSL_cleanse(key, BK_MASK_KEY);
    if (!maker) luaL_error(L, "out of memory");
    bk_mask_maker_free(v->maker);
    v->maker = maker;
}

bk_mask_maker *lbk_mask_maker(lua_State *L) {
    vault *v = push_vault(L);
    lua_pop(L, 1); /* the registry holds it */
    if (!v->maker) {
        unsigned char random[BK_MASK_KEY];
        if (RAND_bytes(random, sizeof random) != 1)
            luaL_error(L, "the system gives no random bytes");
        use_key(L, v, random);
    }
    return v->maker;
}

static masked *check(lua_State *L, int index) {
    masked *m = luaL_checkudata(L, index, MASK_META);
    luaL_argcheck(L, m->memory, index, "a masked value that was wiped");
    return m;
}

static int l_gc(lua_State *L) {
    masked *m = luaL_checkudata(L, 1, MASK_META);
    /* at the end of the state the vault may have wiped all of it before */
    if (m->memory && lua_getfield(L, LUA_REGISTRYINDEX, VAULT) == LUA_TUSERDATA) {
        const vault *v = lua_touserdata(L, -1);
        if (m->p && v->memory == m->memory) bk_vault_drop(m->memory, m->p, m->n);
    }
    m->memory = NULL;
    m->p = NULL;
    return 0;
}

void lbk_push_masked(lua_State *L, const char *kind, const char *p, size_t n) {
    vault *v = push_vault(L);
    size_t kind_n = strlen(kind);
    if (kind_n > KIND_MAX) luaL_error(L, "a kind of at most %d bytes expected", KIND_MAX);
    masked *m = lua_newuserdatauv(L, sizeof *m, 1); /* and what it shows itself as, if given */
    memset(m, 0, sizeof *m);
    luaL_setmetatable(L, MASK_META);
    memcpy(m->kind, kind, kind_n + 1);
    m->p = n ? bk_vault_keep(v->memory, p, n) : NULL;
    if (n && !m->p) luaL_error(L, "out of memory");
    m->n = n;
    m->memory = v->memory;
    lua_remove(L, -2);
}

void lbk_push_masked_as(lua_State *L, const char *kind, const char *p, size_t n, const char *shown,
                        size_t shown_n) {
    lbk_push_masked(L, kind, p, n);
    lua_pushlstring(L, shown, shown_n);
    lua_setiuservalue(L, -2, 1);
}

static const char *bytes_of(const masked *m) {
    return m->p ? m->p : "";
}

static int l_tostring(lua_State *L) {
    const masked *m = check(L, 1);
    if (lua_getiuservalue(L, 1, 1) == LUA_TSTRING) return 1;
    bk_buf *out = lbk_new_buf(L);
    if (bk_mask_shown(m->kind, bytes_of(m), m->n, out)) return luaL_error(L, "out of memory");
    lua_pushlstring(L, out->p, out->n);
    return 1;
}

static int l_concat(lua_State *L) {
    luaL_tolstring(L, 1, NULL);
    luaL_tolstring(L, 2, NULL);
    lua_concat(L, 2);
    return 1;
}

static int l_len(lua_State *L) {
    lua_settop(L, 1);
    (void)l_tostring(L);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
    return 1;
}

static int l_eq(lua_State *L) {
    const masked *a = luaL_testudata(L, 1, MASK_META), *b = luaL_testudata(L, 2, MASK_META);
    lua_pushboolean(L, a && b && a->n == b->n && strcmp(a->kind, b->kind) == 0 &&
                           CRYPTO_memcmp(bytes_of(a), bytes_of(b), a->n) == 0);
    return 1;
}

static int l_newindex(lua_State *L) {
    return luaL_error(L, "a masked value does not change");
}

/*** Mask a value.
@function new
@tparam string kind at most 23 bytes; "email", "url", "tracker", "phone", "card" and "iban" have
forms of their own
@tparam string plain
@treturn userdata the masked value
@raise on a wrong argument
@usage print(require "breachkit.core".mask.new("email", "jane@example.com"))
*/
static int l_new(lua_State *L) {
    size_t n;
    const char *kind = luaL_checkstring(L, 1), *plain = luaL_checklstring(L, 2, &n);
    lbk_push_masked(L, kind, plain, n);
    return 1;
}

/*** Whether a value is masked.
@function is
@param value anything
@treturn boolean
@usage assert(not require "breachkit.core".mask.is "jane")
*/
static int l_is(lua_State *L) {
    lua_pushboolean(L, luaL_testudata(L, 1, MASK_META) != NULL);
    return 1;
}

/*** The plain value and its kind. Whoever calls it keeps the log: `breachkit.mask` does.
@function plain
@tparam userdata value a masked value
@treturn string the plain value
@treturn string its kind
@raise when it is not masked
@usage local mask = require "breachkit.core".mask
assert(mask.plain(mask.new("email", "j@example.com")) == "j@example.com")
*/
static int l_plain(lua_State *L) {
    const masked *m = check(L, 1);
    lua_pushlstring(L, bytes_of(m), m->n);
    lua_pushstring(L, m->kind);
    return 2;
}

/*** The SHA-1 of a masked value, which never becomes a Lua string for it. It is as confidential as the value, since
guesses can be tried against it: `breachkit.pwned` looks it up and lets go of it.
@function sha1
@tparam userdata value a masked value
@treturn string 40 hex digits
@raise when it is not masked
@usage local mask = require "breachkit.core".mask
assert(mask.sha1(mask.new("secret", "abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d")
*/
static int l_sha1(lua_State *L) {
    const masked *m = check(L, 1);
    unsigned char bytes[EVP_MAX_MD_SIZE];
    char hex[2 * EVP_MAX_MD_SIZE];
    unsigned n;
    if (!EVP_Digest(bytes_of(m), m->n, bytes, &n, EVP_sha1(), NULL))
        return luaL_error(L, "the system's OpenSSL has no SHA-1");
    bk_hex_write(hex, bytes, n);
    lua_pushlstring(L, hex, 2 * (size_t)n);
    return 1;
}

/*** The NTLM hash of a masked value in UTF-8 (MD4 of it in UTF-16LE: NTOWFv1 of MS-NLMP 3.3.1),
which never becomes a Lua string for it; as confidential as `sha1`.
@function ntlm
@tparam userdata value a masked value
@treturn ?string 32 hex digits
@treturn ?table the error: "encoding" for what is no UTF-8
@raise when it is not masked
@usage local mask = require "breachkit.core".mask
assert(mask.ntlm(mask.new("secret", "password")) == "8846f7eaee8fb117ad06bdd830b7586c")
*/
static int l_ntlm(lua_State *L) {
    const masked *m = check(L, 1);
    bk_error err;
    unsigned char bytes[BK_MD4_BYTES];
    char hex[2 * BK_MD4_BYTES];
    if (bk_ntlm(bytes_of(m), m->n, bytes, &err)) return lbk_push_error(L, &err, NULL);
    bk_hex_write(hex, bytes, sizeof bytes);
    lua_pushlstring(L, hex, sizeof hex);
    return 1;
}

/*** The kind of a masked value.
@function kind
@tparam userdata value a masked value
@treturn string
@raise when it is not masked
@usage local mask = require "breachkit.core".mask
assert(mask.kind(mask.new("card", "4111111111111111")) == "card")
*/
static int l_kind(lua_State *L) {
    lua_pushstring(L, check(L, 1)->kind);
    return 1;
}

/*** What stands for a masked value: HMAC-SHA-256 (RFC 2104) of its kind and bytes under the key,
cut to 128 bits.
@function token
@tparam userdata value a masked value
@treturn string 32 hex digits
@raise when it is not masked, or the system gives no random bytes for a key
@usage local mask = require "breachkit.core".mask
assert(#mask.token(mask.new("email", "j@example.com")) == 32)
*/
static int l_token(lua_State *L) {
    const masked *m = check(L, 1);
    char token[BK_MASK_TOKEN + 1];
    if (!bk_mask_token(lbk_mask_maker(L), m->kind, bytes_of(m), m->n, token))
        return luaL_error(L, "out of memory");
    lua_pushstring(L, token);
    return 1;
}

/*** The key of all tokens from now on; before, and with none, it is random and of this process.
@function key
@tparam ?string key 32 bytes
@raise when it has another length
@usage require "breachkit.core".mask.key(("k"):rep(32))
*/
static int l_key(lua_State *L) {
    size_t n = 0;
    const char *key = luaL_optlstring(L, 1, NULL, &n);
    lua_settop(L, 1);
    vault *v = push_vault(L);
    luaL_argcheck(L, !key || n == BK_MASK_KEY, 1, "a key of 32 bytes expected");
    bk_mask_maker_free(v->maker);
    v->maker = NULL;
    if (key) {
        unsigned char copy[BK_MASK_KEY];
        memcpy(copy, key, sizeof copy);
        use_key(L, v, copy);
    }
    return 0;
}

/*** The key of all tokens from now on out of a file; one that is not there is made, with random
bytes, for its owner alone.
@function key_file
@tparam string path
@treturn ?boolean true
@treturn ?table the error: "io"; "type" when it holds no key of 32 bytes, or others may read it
@raise when path is no string
@usage assert(require "breachkit.core".mask.key_file "tokens.key")
*/
static int l_key_file(lua_State *L) {
    const char *path = lbk_check_path(L, 1);
    vault *v = push_vault(L);
    unsigned char key[BK_MASK_KEY];
    bk_error err;
    if (bk_mask_key_file(path, key, &err)) return lbk_push_error(L, &err, path);
    use_key(L, v, key);
    lua_pushboolean(L, 1);
    return 1;
}

/*** Whether all masked values lie in memory that is never swapped out: false where the system's
limit was reached.
@function locked
@treturn boolean
@usage print(require "breachkit.core".mask.locked())
*/
static int l_locked(lua_State *L) {
    lua_pushboolean(L, bk_vault_locked(push_vault(L)->memory));
    return 1;
}

int lbk_open_mask(lua_State *L);

int lbk_open_mask(lua_State *L) {
    static const luaL_Reg meta[] = {{"__gc", l_gc},
                                    {"__tostring", l_tostring},
                                    {"__tojson", l_tostring},
                                    {"__concat", l_concat},
                                    {"__len", l_len},
                                    {"__eq", l_eq},
                                    {"__newindex", l_newindex},
                                    {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"new", l_new},           {"is", l_is},         {"plain", l_plain},
        {"kind", l_kind},         {"token", l_token},   {"key", l_key},
        {"key_file", l_key_file}, {"locked", l_locked}, {"sha1", l_sha1},
        {"ntlm", l_ntlm},         {NULL, NULL}};
    if (luaL_newmetatable(L, MASK_META)) {
        luaL_setfuncs(L, meta, 0);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_setfield(L, -3, "__index");
        lua_pushstring(L, MASK_META);
        lua_setfield(L, -3, "__metatable");
    } else {
        lua_getfield(L, -1, "__index");
    }
    luaL_newlib(L, functions);
    lua_insert(L, -2);
    lua_setfield(L, -2, "methods"); /* breachkit.mask puts `reveal` here */
    lua_remove(L, -2);
    return 1;
}
