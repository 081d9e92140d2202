/*** How alike texts are, by their word shingles.
 * @module breachkit.core.sketch
 */
#include "../core/bk_sketch.h"
#include "lbk.h"

#include <string.h>

#define META "breachkit.sketch"

static bk_sketch *check(lua_State *L, int index) {
    return luaL_checkudata(L, index, META);
}

static int l_gc(lua_State *L) {
    bk_sketch_free(check(L, 1));
    return 0;
}

/*** Sketch a text: the set of its word shingles, and MinHash values of it.
@function new
@tparam string text
@tparam[opt=5] integer words words in a shingle, 1 to 64
@treturn ?userdata the sketch; `#sketch` is the number of distinct shingles
@treturn ?table the error: "memory"
@usage local s = core.sketch.new(doc.text)
*/
static int l_new(lua_State *L) {
    bk_error err;
    size_t n;
    const char *text = luaL_checklstring(L, 1, &n);
    lua_Integer words = luaL_optinteger(L, 2, 5);
    luaL_argcheck(L, words >= 1 && words <= 64, 2, "a shingle has 1 to 64 words");
    bk_sketch *s = lua_newuserdatauv(L, sizeof *s, 0);
    memset(s, 0, sizeof *s);
    luaL_setmetatable(L, META);
    if (bk_sketch_make(s, text, n, (size_t)words, &err)) return lbk_push_error(L, &err, NULL);
    return 1;
}

static int l_len(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)check(L, 1)->n);
    return 1;
}

/*** The Jaccard index of two texts, estimated by MinHash in constant time (standard error about
0.04).
@function sketch:estimate
@tparam userdata other a sketch with the same `words`
@treturn number 0 to 1
@usage if a:estimate(b) > 0.5 then print "alike" end
*/
static int l_estimate(lua_State *L) {
    lua_pushnumber(L, bk_sketch_estimate(check(L, 1), check(L, 2)));
    return 1;
}

/*** How much two texts share, exactly.
@function sketch:compare
@tparam userdata other a sketch with the same `words`
@treturn number Jaccard index: shared shingles of all
@treturn number containment: shared shingles of those of the smaller text
@usage local jaccard, containment = a:compare(b)
*/
static int l_compare(lua_State *L) {
    const bk_sketch *a = check(L, 1), *b = check(L, 2);
    size_t both = bk_sketch_shared(a, b), least = a->n < b->n ? a->n : b->n;
    lua_pushnumber(L, least ? (double)both / (double)(a->n + b->n - both) : 0.0);
    lua_pushnumber(L, least ? (double)both / (double)least : 0.0);
    return 2;
}

/*** The pairs of texts worth comparing, without comparing all: those whose MinHash values agree in
a band, or that share sampled shingles. Where more than 64 texts agree, each is paired with the
first and with its neighbour only.
@function candidates
@tparam table sketches a list
@treturn ?table a flat list of places: `{a1, b1, a2, b2, ...}`, a < b, in order
@treturn ?table the error: "memory"
@usage local pairs = core.sketch.candidates(sketches)
*/
static int l_candidates(lua_State *L) {
    bk_error err;
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    size_t n = lua_rawlen(L, 1);
    luaL_argcheck(L, n <= SIZE_MAX / 2 / sizeof(bk_sketch *), 1, "too long");
    /* anchored in a table of our own, so that nothing is collected while C points at it */
    lua_createtable(L, n > 1 << 20 ? 1 << 20 : (int)n, 0);
    const bk_sketch **list = lua_newuserdatauv(L, n ? n * sizeof *list : 1, 0);
    for (size_t i = 0; i < n; i++) {
        lua_rawgeti(L, 1, (lua_Integer)i + 1);
        list[i] = check(L, -1);
        lua_rawseti(L, 2, (lua_Integer)i + 1);
    }
    bk_buf *pairs = lbk_new_buf(L);
    if (bk_sketch_candidates(list, n, pairs, &err)) return lbk_push_error(L, &err, NULL);
    lua_newtable(L);
    lua_Integer k = 0;
    for (size_t i = 0; i < pairs->n; i += sizeof(bk_sketch_pair)) {
        bk_sketch_pair pair;
        memcpy(&pair, pairs->p + i, sizeof pair);
        lua_pushinteger(L, (lua_Integer)pair.a + 1);
        lua_rawseti(L, -2, ++k);
        lua_pushinteger(L, (lua_Integer)pair.b + 1);
        lua_rawseti(L, -2, ++k);
    }
    bk_buf_free(pairs);
    return 1;
}

/*** The SimHash of a text (Charikar 2002): texts whose hashes differ in few of 64 bits, say three,
share most of their shingles.
@function simhash
@tparam string text
@tparam[opt=5] integer words words in a shingle, 1 to 64
@treturn ?integer 64 bits
@treturn ?table the error: "empty" for a text without a word, "memory"
@usage local bits = assert(core.sketch.simhash(doc.text))
*/
static int l_simhash(lua_State *L) {
    bk_error err;
    size_t n;
    const char *text = luaL_checklstring(L, 1, &n);
    lua_Integer words = luaL_optinteger(L, 2, 5);
    luaL_argcheck(L, words >= 1 && words <= 64, 2, "a shingle has 1 to 64 words");
    bk_buf *set = lbk_new_buf(L);
    bk_code code = bk_sketch_shingles(text, n, (size_t)words, set, &err);
    if (!code && set->n == 0) code = bk_fail(&err, BK_E_EMPTY, 0, "no word in the text");
    if (code) return lbk_push_error(L, &err, NULL);
    uint64_t bits =
        bk_simhash((const uint64_t *)(void *)set->p, set->n / sizeof bits); /* malloc aligns it */
    bk_buf_free(set);
    lua_pushinteger(L, (lua_Integer)bits);
    return 1;
}

/*** In how many bits two SimHashes differ.
@function hamming
@tparam integer a
@tparam integer b
@treturn integer 0 to 64
@usage if core.sketch.hamming(a, b) <= 3 then print "near copies" end
*/
static int l_hamming(lua_State *L) {
    uint64_t a = (uint64_t)luaL_checkinteger(L, 1), b = (uint64_t)luaL_checkinteger(L, 2);
    lua_pushinteger(L, __builtin_popcountll(a ^ b));
    return 1;
}

int lbk_open_sketch(lua_State *L);

int lbk_open_sketch(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"estimate", l_estimate}, {"compare", l_compare}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_gc}, {"__len", l_len}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"new", l_new},
                                         {"candidates", l_candidates},
                                         {"simhash", l_simhash},
                                         {"hamming", l_hamming},
                                         {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    luaL_newlib(L, functions);
    return 1;
}
