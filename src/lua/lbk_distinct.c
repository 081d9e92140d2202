/*** How many different values, how many of two streams are the same, in constant memory.
 *
 * A KMV sketch: the k smallest hashes of all values seen, each with its count. Up to k values all is exact; beyond,
 * the relative standard error of an estimate is 1/sqrt(k - 1). The order of the values does not matter.
 * @module breachkit.core.distinct
 */
#include "../core/bk_distinct.h"
#include "lbk.h"

#include <math.h>

#define META "breachkit.distinct"

static bk_distinct *check(lua_State *L, int index) {
    bk_distinct *d = luaL_checkudata(L, index, META);
    luaL_argcheck(L, d->table, index, "the sketch is gone"); /* for finalizers of what held it */
    return d;
}

static bk_distinct *settled(lua_State *L, int index) {
    bk_distinct *d = check(L, index);
    bk_distinct_settle(d);
    return d;
}

static bk_distinct *new_sketch(lua_State *L) {
    bk_distinct *d = lua_newuserdatauv(L, sizeof *d, 0);
    *d = (bk_distinct){0};
    luaL_setmetatable(L, META);
    return d;
}

static int l_gc(lua_State *L) {
    bk_distinct_free(luaL_checkudata(L, 1, META));
    return 0;
}

/*** An empty sketch.
@function new
@tparam[opt=4096] integer k most values that are kept, 16 to 1048576; it takes 100 to 160 bytes each
@treturn ?userdata the sketch
@treturn ?table the error: "memory"
@raise when k is out of bounds
@usage local d = core.distinct.new()
*/
static int l_new(lua_State *L) {
    bk_error err;
    lua_Integer k = luaL_optinteger(L, 1, 4096);
    luaL_argcheck(L, k >= BK_DISTINCT_K_LEAST && k <= BK_DISTINCT_K_MOST, 1, "16 to 1048576");
    if (bk_distinct_start(new_sketch(L), (size_t)k, &err)) return lbk_push_error(L, &err, NULL);
    return 1;
}

/*** Count a value.
@function distinct:add
@tparam string value
@tparam[opt=1] integer times
@treturn userdata the sketch itself
@usage d:add "a":add "b"
*/
static int l_add(lua_State *L) {
    bk_distinct *d = check(L, 1);
    size_t n;
    const char *p = luaL_checklstring(L, 2, &n);
    lua_Integer times = luaL_optinteger(L, 3, 1);
    luaL_argcheck(L, times >= 0, 3, "not negative");
    bk_distinct_add(d, bk_distinct_hash(p, n, 0), (uint64_t)times);
    lua_settop(L, 1);
    return 1;
}

static const bk_distinct *check_same_k(lua_State *L, const bk_distinct *d, int index) {
    const bk_distinct *other = settled(L, index);
    luaL_argcheck(L, d->k == other->k, index, "a sketch of another k");
    return other;
}

/*** Add all values of another sketch: as if one sketch had seen both streams.
@function distinct:merge
@tparam userdata other a sketch of the same k
@treturn userdata the sketch itself
@raise when k differs
@usage d:merge(other)
*/
static int l_merge(lua_State *L) {
    bk_distinct *d = settled(L, 1);
    const bk_distinct *other = check_same_k(L, d, 2);
    luaL_argcheck(L, d != other, 2, "another sketch");
    bk_distinct_merge(d, other);
    lua_settop(L, 1);
    return 1;
}

/*** What is known of the values.
@function distinct:count
@treturn number the different values, estimated
@treturn number the relative standard error of it; 0: exact
@treturn integer all values that were added
@usage local n, error, seen = d:count()
*/
static int l_count(lua_State *L) {
    const bk_distinct *d = settled(L, 1);
    lua_pushnumber(L, bk_distinct_estimate(d));
    lua_pushnumber(L, d->limit == UINT64_MAX ? 0.0 : 1.0 / sqrt((double)d->k - 1.0));
    lua_pushinteger(L, (lua_Integer)d->seen);
    return 3;
}

/*** The share of the different values that came often, from a uniform sample of them.
@function distinct:repeated
@tparam[opt=2] integer times at least so often
@treturn number 0 to 1
@treturn integer how many values the sample has
@usage print(("%.0f %% of the passwords are used more than once"):format(100 * d:repeated()))
*/
static int l_repeated(lua_State *L) {
    const bk_distinct *d = settled(L, 1);
    lua_Integer times = luaL_optinteger(L, 2, 2);
    luaL_argcheck(L, times >= 1, 2, "positive");
    lua_pushnumber(L, d->n ? (double)bk_distinct_repeated(d, (uint64_t)times) / (double)d->n : 0.0);
    lua_pushinteger(L, (lua_Integer)d->n);
    return 2;
}

/*** How much two streams have in common.
@function distinct:overlap
@tparam userdata other a sketch of the same k
@treturn number different values in both, estimated
@treturn number share of this one's values that the other has too, 0 to 1
@treturn number share of the other's values that this one has too, 0 to 1
@raise when k differs
@usage local both, ours, theirs = d:overlap(other)
*/
static int l_overlap(lua_State *L) {
    const bk_distinct *d = settled(L, 1), *other = check_same_k(L, d, 2);
    bk_distinct_overlap found = bk_distinct_compare(d, other);
    double both = (double)found.sample_both;
    lua_pushnumber(L, found.both);
    lua_pushnumber(L, found.sample_a ? both / (double)found.sample_a : 0.0);
    lua_pushnumber(L, found.sample_b ? both / (double)found.sample_b : 0.0);
    return 3;
}

/*** The sketch as bytes, the same on every machine: to compare with what is seen later. It holds hashes of values:
who has a list of guesses can tell which of them are in it, so it is as confidential as the values.
@function distinct:save
@treturn string
@usage file:write(d:save())
*/
static int l_save(lua_State *L) {
    const bk_distinct *d = settled(L, 1);
    bk_buf *out = lbk_new_buf(L);
    if (bk_distinct_save(d, out)) return luaL_error(L, "out of memory");
    lua_pushlstring(L, out->p, out->n);
    bk_buf_free(out);
    return 1;
}

/*** A sketch from its bytes.
@function load
@tparam string bytes what `save` gave
@treturn ?userdata the sketch
@treturn ?table the error: "syntax" for what is no sketch or damaged, "memory"
@usage local d = assert(core.distinct.load(bytes))
*/
static int l_load(lua_State *L) {
    bk_error err;
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    if (bk_distinct_load(new_sketch(L), p, n, &err)) return lbk_push_error(L, &err, NULL);
    return 1;
}

int lbk_open_distinct(lua_State *L);

int lbk_open_distinct(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"add", l_add},           {"merge", l_merge}, {"count", l_count},
        {"repeated", l_repeated}, {"overlap", l_overlap}, {"save", l_save}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_gc}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"new", l_new}, {"load", l_load}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
