/*** Forests of decision trees: how likely something is, by its attributes.
 * @module breachkit.core.forest
 */
#include "../core/bk_forest.h"

#include "lbk.h"
#include "lbk_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FOREST_META "breachkit.forest"

enum { ATTRIBUTES_MAX = BK_FOREST_ATTRIBUTES_MAX, NODES_MAX = 1000000 };

static bk_forest *check_forest(lua_State *L) {
    return lbk_check_class(L, 1, FOREST_META);
}

static int l_forest_gc(lua_State *L) {
    bk_forest_free(check_forest(L));
    return 0;
}

/* The number at place *at of the list at the top, and on. */
static lua_Number next_number(lua_State *L, lua_Integer *at) {
    lua_geti(L, -1, (*at)++);
    if (!lua_isnumber(L, -1)) luaL_error(L, "a tree ends too soon");
    lua_Number x = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return x;
}

static lua_Integer next_integer(lua_State *L, lua_Integer *at) {
    lua_geti(L, -1, (*at)++);
    int whole;
    lua_Integer x = lua_tointegerx(L, -1, &whole);
    if (!whole) luaL_error(L, "attributes and sets are whole numbers");
    lua_pop(L, 1);
    return x;
}

/* Read the tree at the top of the stack; the number of its nodes. */
static size_t read_tree(lua_State *L, const bk_forest *f, bk_forest_node *nodes, size_t room) {
    lua_Integer length = (lua_Integer)lua_rawlen(L, -1), at = 1;
    size_t n = 0;
    while (at <= length) {
        if (n == room) luaL_error(L, "too many nodes");
        bk_forest_node *node = &nodes[n++];
        lua_Integer attribute = next_integer(L, &at), most = (lua_Integer)f->attributes;
        if (attribute < -most || attribute > most) luaL_error(L, "no such attribute");
        *node = (bk_forest_node){0};
        if (attribute > 0) {
            node->question = BK_QUESTION_MOST;
            node->attribute = (uint8_t)(attribute - 1);
            node->limit.most = next_number(L, &at);
        } else if (attribute < 0) {
            node->question = BK_QUESTION_IN;
            node->attribute = (uint8_t)(-attribute - 1);
            node->limit.set = (uint64_t)next_integer(L, &at);
        }
        node->value = (float)next_number(L, &at);
    }
    if (!bk_forest_join(nodes, n)) luaL_error(L, "a tree is not whole");
    return n;
}

/*** A forest.
 * @function new
 * @tparam table t `attributes`, how many there are, 64 at most; `base`, the log-odds before any
 * tree; `trees`, a list of trees. A tree is a flat list of its nodes, an inner one before what it
 * leads to: `attribute, most, value` goes on with the next node where the attribute is at most
 * `most`, and behind that one's tree where it is not; `-attribute, set, value` does so where the
 * attribute is one of the numbers 0 to 63 whose bits the integer `set` has; `0, value` is a leaf. A
 * tree has 32 leaves at most, and an attribute is asked in one of the ways
 * @treturn forest with `judge`, `weigh` and `why`
 * @raise when a tree is not whole or too large, names an attribute that there is not or asks one in
 * both ways, or memory is out
 * @usage
 * local forest = core.forest.new { attributes = 1, base = 0, trees = { { 1, 0.5, 0, 0, -1, 0, 1 } } }
 */
static int l_new(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_getfield(L, 1, "attributes");
    lua_getfield(L, 1, "base");
    lua_getfield(L, 1, "trees");
    lua_Integer attributes = lua_tointeger(L, 2);
    luaL_argcheck(L, attributes >= 1 && attributes <= ATTRIBUTES_MAX, 1, "attributes out of range");
    luaL_argcheck(L, lua_isnumber(L, 3), 1, "no base");
    luaL_argcheck(L, lua_istable(L, 4), 1, "no trees");
    lua_Integer trees = (lua_Integer)lua_rawlen(L, 4);
    size_t nodes = 0;
    for (lua_Integer k = 1; k <= trees; k++) {
        if (lua_geti(L, 4, k) != LUA_TTABLE) return luaL_argerror(L, 1, "a tree is a list");
        nodes += (size_t)lua_rawlen(L, -1) / 2; /* a node has two numbers or more */
        lua_pop(L, 1);
    }
    luaL_argcheck(L, nodes <= NODES_MAX, 1, "too many nodes");
    bk_forest *f = lua_newuserdatauv(L, sizeof *f, 0);
    *f = (bk_forest){.base = lua_tonumber(L, 3), .attributes = (size_t)attributes};
    luaL_setmetatable(L, FOREST_META);
    f->nodes = calloc(nodes + 1, sizeof *f->nodes);
    f->begins = calloc((size_t)trees + 1, sizeof *f->begins);
    if (!f->nodes || !f->begins) return luaL_error(L, "not enough memory");
    for (lua_Integer k = 1; k <= trees; k++) {
        lua_geti(L, 4, k);
        size_t begin = f->begins[f->trees];
        f->begins[f->trees + 1] = begin + read_tree(L, f, f->nodes + begin, nodes - begin);
        f->trees++;
        lua_pop(L, 1);
    }
    static const char *const faults[] = {NULL, "not enough memory",
                                         "an attribute is asked for limits and for sets",
                                         "a limit is no number"};
    bk_forest_fault fault = bk_forest_ready(f);
    return fault == BK_FOREST_WELL ? 1 : luaL_error(L, "%s", faults[fault]);
}

/* What the forest sees of the attributes that are the second argument. */
static void read_attributes(lua_State *L, const bk_forest *f, uint16_t *seen) {
    double x[ATTRIBUTES_MAX];
    if (lua_type(L, 2) == LUA_TUSERDATA) {
        const lbk_rows *rows = lbk_check_rows(L, 2, f->attributes);
        luaL_argcheck(L, rows->count == 1, 2, "one row expected");
        bk_forest_see(f, rows->x, seen);
        return;
    }
    luaL_checktype(L, 2, LUA_TTABLE);
    for (size_t k = 0; k < f->attributes; k++) {
        int number;
        lua_rawgeti(L, 2, (lua_Integer)k + 1);
        x[k] = lua_tonumberx(L, -1, &number);
        if (!number) luaL_error(L, "attribute %d is no number", (int)k + 1);
        lua_pop(L, 1);
    }
    bk_forest_see(f, x, seen);
}

static double likely(double odds) {
    return 1 / (1 + exp(-odds));
}

/*** How likely a thing with these attributes is.
 * @function forest:judge
 * @tparam {number,...}|attributes attributes a list, or what `phrases:event` of `core.judge` gives
 * @treturn number from 0 to 1
 * @raise when an attribute is missing
 * @usage local likely = forest:judge { 0.7 }
 */
static int l_judge(lua_State *L) {
    const bk_forest *f = check_forest(L);
    uint16_t seen[ATTRIBUTES_MAX];
    read_attributes(L, f, seen);
    lua_pushnumber(L, likely(bk_forest_sum(f, seen)));
    return 1;
}

/* Put what a forest saw into bytes, fewer than ATTRIBUTES_MAX cells have; the number of them. */
static size_t pack(const bk_forest *f, const uint16_t *seen, unsigned char *bytes) {
    size_t n = 0;
    for (size_t a = 0; a < f->attributes; a++) { /* the high byte only where cells have one */
        bytes[n++] = (unsigned char)(seen[a] & 0xff);
        if (f->cells[a].count > 0xff) bytes[n++] = (unsigned char)(seen[a] >> 8);
    }
    return n;
}

/*** Judge phrases together, once.
 * @function forest:weigh
 * @tparam phrases phrases as `core.judge.phrases` gives them; the first attribute of each is the `confidence` of its
 * event. From now on they know their own, and what the forest saw of them
 * @tparam {table,...} events those of the type, with their `confidence`
 * @raise when they are of other attributes, or an event has no confidence
 * @usage forest:weigh(phrases, events)
 */
static int l_weigh(lua_State *L) {
    const bk_forest *f = check_forest(L);
    lbk_rows *rows = lbk_check_rows(L, 2, f->attributes);
    luaL_checktype(L, 3, LUA_TTABLE);
    luaL_argcheck(L, !rows->seen, 2, "phrases are judged once");
    for (size_t k = 0; k < rows->count; k++) {
        double *x = rows->x + k * rows->width;
        uint16_t seen[ATTRIBUTES_MAX];
        if (lua_rawgeti(L, 3, (lua_Integer)rows->p[k].event + 1) != LUA_TTABLE)
            return luaL_error(L, "an event is missing");
        lua_getfield(L, -1, "confidence");
        x[0] = luaL_checknumber(L, -1);
        lua_pop(L, 2);
        bk_forest_see(f, x, seen);
        rows->p[k].confidence = likely(bk_forest_sum(f, seen));
        rows->seen = pack(f, seen, (unsigned char *)x);
    }
    return 0;
}

/* What the forest saw, the second argument. */
static void read_seen(lua_State *L, const bk_forest *f, uint16_t *seen) {
    size_t n;
    const char *bytes = lua_tolstring(L, 2, &n);
    size_t at = 0;
    for (size_t a = 0; a < f->attributes; a++) {
        bool wide = f->cells[a].count > 0xff;
        luaL_argcheck(L, at + wide < n, 2, "seen by another forest");
        seen[a] = (unsigned char)bytes[at++];
        if (wide) seen[a] = (uint16_t)(seen[a] | (unsigned)(unsigned char)bytes[at++] << 8);
    }
    luaL_argcheck(L, at == n, 2, "seen by another forest");
}

/*** What speaks most for a thing: its attributes' questions and their share in the log-odds.
 * @function forest:why
 * @tparam {number,...}|string attributes those of the thing, or what was seen of it, as `phrases:told` gives it
 * @tparam integer most how many attributes at most
 * @treturn {number,...} attributes and their shares, flat, those above 0, the greatest first
 * @raise when an attribute is missing
 * @usage local found = forest:why({ 0.7 }, 3)
 */
static int l_why(lua_State *L) {
    const bk_forest *f = check_forest(L);
    lua_Integer most = luaL_checkinteger(L, 3);
    double share[ATTRIBUTES_MAX] = {0};
    uint16_t seen[ATTRIBUTES_MAX];
    if (lua_type(L, 2) == LUA_TSTRING)
        read_seen(L, f, seen);
    else
        read_attributes(L, f, seen);
    bk_forest_shares(f, seen, share);
    lua_createtable(L, 6, 0);
    for (lua_Integer n = 1; n <= most; n++) {
        size_t best = 0;
        for (size_t k = 1; k < f->attributes; k++)
            if (share[k] > share[best]) best = k;
        if (share[best] <= 0) break;
        lua_pushinteger(L, (lua_Integer)best + 1);
        lua_rawseti(L, -2, 2 * n - 1);
        lua_pushnumber(L, share[best]);
        lua_rawseti(L, -2, 2 * n);
        share[best] = 0;
    }
    return 1;
}

int lbk_open_forest(lua_State *L);

int lbk_open_forest(lua_State *L) {
    static const luaL_Reg metamethods[] = {{"__gc", l_forest_gc}, {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"judge", l_judge}, {"weigh", l_weigh}, {"why", l_why}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"new", l_new}, {NULL, NULL}};
    lbk_new_class(L, FOREST_META, metamethods, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
