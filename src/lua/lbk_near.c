/*** Which of many texts or digests are near one, without comparing with all.
 * @module breachkit.core.near
 */
#include "../core/bk_ctph.h"
#include "../core/bk_minhash.h"
#include "../core/bk_near.h"
#include "../core/bk_sketch.h"
#include "../core/bk_tlsh.h"
#include "lbk.h"

#include <string.h>
#include <xxhash.h>

#define META "breachkit.near"

typedef struct index {
    bk_near *near;
    size_t words;
    bk_buf hashes; /* of the text at hand */
    union {
        uint16_t signature[BK_MINHASH_MAX];
        uint64_t bits;
        bk_tlsh_code tlsh;
        bk_ctph_code ctph;
    } what;
} index_of;

static index_of *check(lua_State *L) {
    index_of *x = luaL_checkudata(L, 1, META);
    luaL_argcheck(L, x->near, 1, "the index is gone"); /* for finalizers of what held it */
    return x;
}

static int l_gc(lua_State *L) {
    index_of *x = luaL_checkudata(L, 1, META);
    bk_near_free(x->near);
    x->near = NULL;
    bk_buf_free(&x->hashes);
    return 0;
}

static double opt_number(lua_State *L, const char *name, double fallback, double least,
                         double most) {
    if (lua_isnoneornil(L, 1)) return fallback;
    lua_getfield(L, 1, name);
    double value = luaL_optnumber(L, -1, fallback);
    if (!(value >= least && value <= most))
        luaL_error(L, "near: '%s' is a number from %f to %f", name, least, most);
    lua_pop(L, 1);
    return value;
}

/*** Make an index. Items are added one at a time, and searches answer in between.
Each is held as what it is compared by and its keys, 8 bytes each (see `index:bytes`).
@function new
@tparam table options `method`: "minhash" (texts; scores are estimates of the Jaccard index),
"simhash" (texts; Hamming distances of 64 bits), "tlsh" (digests; TLSH distances) or "ssdeep"
(digests; ssdeep's scores);
`threshold`: the least Jaccard index (default 0.5), most bits (3, at most 15), greatest distance
(50) or least score (50);
`words`: words in a shingle of a text (5);
`crowd`: of items that share a key, at least so many are compared and the rest may be passed over
(0: all);
`size`: values of a MinHash signature (128, at most 1024);
`recall`: least share of the pairs at the threshold that MinHash is to find (0.95)
@treturn ?userdata the index; `#index` is the number of items
@treturn ?table the error: "memory"
@raise on an unknown option or method, a number out of range
@usage local index = core.near.new { method = "minhash", threshold = 0.7 }
*/
static int l_new(lua_State *L) {
    static const char *const options[] = {"method", "threshold", "words", "crowd",
                                          "size",   "recall",    NULL};
    static const char *const names[] = {"minhash", "simhash", "tlsh", "ssdeep", NULL};
    static const struct {
        double fallback, least, most;
    } thresholds[] = {{0.5, 0.01, 1}, {3, 0, 15}, {50, 0, 1000}, {50, 1, 100}};
    luaL_checktype(L, 1, LUA_TTABLE);
    lbk_check_options(L, 1, options);
    lua_getfield(L, 1, "method");
    int method = luaL_checkoption(L, -1, NULL, names);
    bk_near_options o = {
        .method = (bk_near_method)method,
        .threshold = opt_number(L, "threshold", thresholds[method].fallback,
                                thresholds[method].least, thresholds[method].most),
        .size = (size_t)lbk_opt_integer(L, 1, "size", 128, 1, BK_MINHASH_MAX),
        .recall = opt_number(L, "recall", 0.95, 0, 1),
        .crowd = (size_t)lbk_opt_integer(L, 1, "crowd", 0, 0, UINT32_MAX),
    };
    lua_Integer words = lbk_opt_integer(L, 1, "words", 5, 1, 64);
    index_of *x = lua_newuserdatauv(L, sizeof *x, 0);
    memset(x, 0, sizeof *x);
    luaL_setmetatable(L, META);
    x->words = (size_t)words;
    x->near = bk_near_new(&o);
    if (x->near) return 1;
    bk_error err;
    (void)bk_fail(&err, BK_E_MEMORY, 0, "out of memory");
    return lbk_push_error(L, &err, NULL);
}

/* The hashes of a text's shingles, or of a list of tokens. */
static bk_code read_hashes(lua_State *L, index_of *x, int at, bk_error *err) {
    size_t n;
    x->hashes.failed = BK_OK;
    x->hashes.n = 0;
    if (!lua_istable(L, at)) {
        const char *text = luaL_checklstring(L, at, &n);
        return bk_sketch_shingles(text, n, x->words, &x->hashes, err);
    }
    size_t count = lua_rawlen(L, at);
    luaL_argcheck(L, count <= SIZE_MAX / 2 / sizeof(uint64_t), at, "too long");
    if (bk_buf_reserve(&x->hashes, count * sizeof(uint64_t)))
        return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    for (size_t i = 0; i < count; i++) {
        luaL_argcheck(L, lua_rawgeti(L, at, (lua_Integer)i + 1) == LUA_TSTRING, at,
                      "a list of strings expected");
        const char *token = lua_tolstring(L, -1, &n);
        uint64_t hash = XXH3_64bits(token, n);
        memcpy(x->hashes.p + i * sizeof hash, &hash, sizeof hash);
        lua_pop(L, 1);
    }
    x->hashes.n = count * sizeof(uint64_t);
    return BK_OK;
}

/* The argument as what the index compares, or NULL when there is nothing in it. */
static bk_code read_item(lua_State *L, index_of *x, int at, const void **what, bk_error *err) {
    const bk_near_options *o = bk_near_options_of(x->near);
    size_t n;
    bk_code code;
    *what = &x->what;
    if (o->method == BK_NEAR_TLSH || o->method == BK_NEAR_CTPH) {
        const char *p = luaL_checklstring(L, at, &n);
        code = o->method == BK_NEAR_TLSH ? bk_tlsh_read(p, n, &x->what.tlsh, err)
                                         : bk_ctph_read(p, n, &x->what.ctph, err);
        if (!code && o->method == BK_NEAR_TLSH && x->what.tlsh.wide)
            code = bk_fail(err, BK_E_TYPE, 0, "a TLSH digest of the wide form is not indexed");
        return code;
    }
    code = read_hashes(L, x, at, err);
    const uint64_t *hashes = (const uint64_t *)(void *)x->hashes.p; /* malloc aligns it */
    size_t count = x->hashes.n / sizeof *hashes;
    if (code || count == 0)
        *what = NULL;
    else if (o->method == BK_NEAR_MINHASH)
        bk_minhash(hashes, count, x->what.signature, o->size);
    else
        x->what.bits = bk_simhash(hashes, count);
    return code;
}

/*** Add an item.
@function index:add
@tparam string|table what a text, or a list of tokens that make up its set as they are; a digest
@treturn ?integer its number, from 1
@treturn ?table the error: "syntax" for what is no such digest, "type" for a TLSH digest of the wide
form, "memory", "limit"
@usage local number = assert(index:add(doc.text))
*/
static int l_add(lua_State *L) {
    bk_error err;
    uint32_t item;
    const void *what;
    index_of *x = check(L);
    bk_code code = read_item(L, x, 2, &what, &err);
    if (!code) code = bk_near_add(x->near, what, &item, &err);
    if (code) return lbk_push_error(L, &err, NULL);
    lua_pushinteger(L, (lua_Integer)item + 1);
    return 1;
}

/*** The items near one, nearest first. Of texts by MinHash also those whose estimate is up to two
standard errors below the threshold: who needs it exact compares their sketches.
@function index:find
@tparam string|table|integer what as of `add`; or the number of an item, which is not among the
answers itself
@tparam[opt] integer most the nearest so many only
@treturn ?table a flat list `{number, score, number, score, ...}`
@treturn ?table the error: as of `add`; "range" for a number that was not given
@usage local found = assert(index:find(number)) for i = 1, #found, 2 do print(found[i], found[i +
1]) end
*/
static int l_find(lua_State *L) {
    bk_error err;
    const void *what = NULL;
    index_of *x = check(L);
    lua_Integer self = lua_isinteger(L, 2) ? lua_tointeger(L, 2) : 0;
    lua_Integer most = luaL_optinteger(L, 3, 0);
    luaL_argcheck(L, most >= 0 && most <= UINT32_MAX, 3, "a count expected");
    bk_code code = BK_OK;
    if (!lua_isinteger(L, 2))
        code = read_item(L, x, 2, &what, &err);
    else if (self < 1 || self > (lua_Integer)bk_near_count(x->near))
        code = bk_fail(&err, BK_E_RANGE, 0, "no such item");
    else
        what = bk_near_get(x->near, (uint32_t)self - 1);
    if (code) return lbk_push_error(L, &err, NULL);
    bk_buf *hits = lbk_new_buf(L);
    /* one more, since the item itself is the first or among those as near */
    size_t wanted = most && self ? (size_t)most + 1 : (size_t)most;
    if (bk_near_find(x->near, what, wanted, hits, &err)) return lbk_push_error(L, &err, NULL);
    lua_newtable(L);
    lua_Integer k = 0;
    for (size_t i = 0; i < hits->n && (!most || k < 2 * most); i += sizeof(bk_near_hit)) {
        bk_near_hit hit;
        memcpy(&hit, hits->p + i, sizeof hit);
        if ((lua_Integer)hit.item + 1 == self) continue;
        lua_pushinteger(L, (lua_Integer)hit.item + 1);
        lua_rawseti(L, -2, ++k);
        if (bk_near_options_of(x->near)->method == BK_NEAR_MINHASH)
            lua_pushnumber(L, hit.score);
        else
            lua_pushinteger(L, (lua_Integer)hit.score);
        lua_rawseti(L, -2, ++k);
    }
    bk_buf_free(hits);
    return 1;
}

static int l_len(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)bk_near_count(check(L)->near));
    return 1;
}

/*** The memory that the index takes.
@function index:bytes
@treturn integer bytes
@usage print(index:bytes() // #index)
*/
static int l_bytes(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)bk_near_memory(check(L)->near));
    return 1;
}

/*** How many items the last search compared with.
@function index:compared
@treturn integer
@usage print(index:compared() / #index)
*/
static int l_compared(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)bk_near_compared(check(L)->near));
    return 1;
}

int lbk_open_near(lua_State *L);

int lbk_open_near(lua_State *L) {
    static const luaL_Reg methods[] = {{"add", l_add},
                                       {"find", l_find},
                                       {"bytes", l_bytes},
                                       {"compared", l_compared},
                                       {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_gc}, {"__len", l_len}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"new", l_new}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    luaL_newlib(L, functions);
    return 1;
}
