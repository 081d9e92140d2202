/*** Phrases that may fill roles of a sentence's events: their attributes, by which a forest judges
 * them, and which of them are told.
 * @module breachkit.core.judge
 */
#include "lbk_judge.h"

#include "lbk.h"

#include <string.h>

/* In the order of `judge.attributes` (claims/judge.lua). */
enum {
    LIKELIHOOD, TYPE, RULE, LENGTH, TAG_BEFORE, FIRST_TAG, LAST_TAG, TAG_AFTER, SAME, OTHER, DISTANCE, PLACE, FROM,
    SENTENCE_LENGTH, ROLES, PHRASES, LIKELIEST, SUM, VICTIM, BEFORE, SHARE, ATTRIBUTES
};
enum { FAR = 99 }; /* where no other event of the type is */

/* Where things are on the stack. */
enum { OF = 1, SENTENCE, EVENTS, EVENT, AT, ROLE, TOLD, ALL, NAMES, VOCABULARY, TAGS, TYPE_OF, X };

/* How likely the model alone finds the event at `index`. */
static double likelihood(lua_State *L, int index) {
    double p = 0;
    if (lua_getfield(L, index, "trigger") == LUA_TTABLE) {
        lua_getfield(L, -1, "confidence");
        p = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return p;
}

/* What the sentence's other events are to it. */
static void compare(lua_State *L, lua_Integer i, double *x) {
    double same = 0, other = 0;
    x[DISTANCE] = FAR;
    size_t count = lua_rawlen(L, EVENTS);
    for (size_t k = 1; k <= count; k++) {
        if (lua_rawgeti(L, EVENTS, (lua_Integer)k) != LUA_TTABLE) luaL_error(L, "an event is no table");
        int at = lua_gettop(L);
        if (!lua_rawequal(L, at, EVENT)) {
            double p = likelihood(L, at);
            lua_getfield(L, at, "type");
            if (!lua_rawequal(L, -1, TYPE_OF)) {
                if (p > other) other = p;
            } else {
                double distance = (double)(lbk_judge_place(L, at, "i") - i);
                if (distance < 0) distance = -distance;
                if (distance < x[DISTANCE]) x[DISTANCE] = distance;
                if (p > same) same = p;
            }
        }
        lua_settop(L, at - 1);
    }
    x[SAME] = bk_judge_odds(same);
    x[OTHER] = bk_judge_odds(other);
}

/* What may fill its roles. */
static void sum_up(const lbk_rows *rows, size_t event, lua_Integer role, double *x) {
    double best = 0, in_role = 0;
    for (size_t k = 0; k < rows->count; k++) {
        const bk_judge_phrase *p = rows->p + k;
        if (p->event + 1 != event) continue;
        x[PHRASES]++;
        x[SUM] += p->likelihood;
        if (p->likelihood > best) best = p->likelihood;
        if (p->role == role && p->likelihood > in_role) in_role = p->likelihood;
    }
    x[LIKELIEST] = bk_judge_odds(best);
    x[VICTIM] = bk_judge_odds(in_role);
}

void lbk_push_tag(lua_State *L, int names, unsigned tag) {
    if (tag == BK_TAG_NONE)
        lua_pushliteral(L, "end");
    else
        lua_rawgeti(L, names, tag);
}

static void push_rule(lua_State *L) {
    if (lua_getfield(L, EVENT, "entry") != LUA_TTABLE || lua_getfield(L, -1, "id") == LUA_TNIL)
        lua_pushliteral(L, "none");
}

/* Put the word on top for an attribute: its number by its names into the row, or itself into the list. */
static void put_word(lua_State *L, int attribute, double *x) {
    if (!x) {
        lua_rawseti(L, X, attribute + 1);
        return;
    }
    if (lua_rawgeti(L, NAMES, attribute + 1) != LUA_TTABLE) luaL_error(L, "no names of attribute %d", attribute + 1);
    lua_insert(L, -2);
    lua_rawget(L, -2);
    x[attribute] = lua_tonumber(L, -1); /* 0 for a word that is not known */
    lua_settop(L, X);
}

/*** The attributes of an event, by which a forest judges it: its own, the sentence's other events, the phrases that may
 * fill its roles, the report so far.
 * @function phrases:event
 * @tparam table s the sentence, as `vocabulary:read` gives it
 * @tparam {table,...} events those of the sentence that a model reads: `{i, type, trigger}`
 * @tparam table event one of them: `{i, j, type, trigger, entry, by_rule}`
 * @tparam integer at its place among those of the type
 * @tparam integer role the number of a role that is looked at by itself
 * @tparam number told the likelihoods, summed, of events of the type that the report has told
 * @tparam number all those of any type
 * @tparam[opt] table names by the place of an attribute that is a word, the words' numbers
 * @treturn attributes for `forest:judge`; without `names` a list, words as they are
 * @raise when a field is missing
 * @usage local x = phrases:event(s, events, events[1], 1, 25, 0, 0)
 */
int lbk_judge_event(lua_State *L) {
    const lbk_rows *rows = lbk_check_rows(L, OF, LBK_PHRASE_ATTRIBUTES);
    for (int k = SENTENCE; k <= EVENT; k++) luaL_checktype(L, k, LUA_TTABLE);
    lua_Integer at = luaL_checkinteger(L, AT), role = luaL_checkinteger(L, ROLE);
    double told = luaL_checknumber(L, TOLD), all = luaL_checknumber(L, ALL), x[ATTRIBUTES] = {0};
    lua_settop(L, NAMES);
    const lbk_reading *r = lbk_check_sentence(L, SENTENCE);
    const bk_tagging *s = &r->s;
    lua_Integer i = lbk_judge_place(L, EVENT, "i"), j = lbk_judge_place(L, EVENT, "j");
    const struct {
        int attribute;
        unsigned tag;
    } tags[] = {{TAG_BEFORE, lbk_tag_at(s, i - 1)}, {FIRST_TAG, lbk_tag_at(s, i)},
                {LAST_TAG, lbk_tag_at(s, j)}, {TAG_AFTER, lbk_tag_at(s, j + 1)}};
    x[LENGTH] = (double)(j - i + 1);
    x[PLACE] = (double)i / (double)s->n;
    x[FROM] = (double)r->from + 1;
    x[SENTENCE_LENGTH] = (double)s->n;
    x[BEFORE] = told;
    x[SHARE] = all > 0 ? told / all : -1;
    x[LIKELIHOOD] = bk_judge_odds(likelihood(L, EVENT));
    sum_up(rows, (size_t)at, role, x);
    if (lua_getfield(L, EVENT, "by_rule") == LUA_TTABLE) x[ROLES] = (double)lua_rawlen(L, -1);
    lua_settop(L, VOCABULARY);
    lua_getiuservalue(L, VOCABULARY, LBK_TAGS);
    lua_getfield(L, EVENT, "type");
    compare(L, i, x);
    double *row = NULL;
    if (lua_isnil(L, NAMES)) {
        lua_createtable(L, ATTRIBUTES, 0);
        for (int a = 0; a < ATTRIBUTES; a++) {
            lua_pushnumber(L, x[a]);
            lua_rawseti(L, X, a + 1);
        }
    } else {
        lbk_rows *made = lbk_new_rows(L, 1, ATTRIBUTES);
        made->count = 1;
        row = memcpy(made->x, x, sizeof x);
    }
    lua_pushvalue(L, TYPE_OF);
    put_word(L, TYPE, row);
    push_rule(L);
    put_word(L, RULE, row);
    for (size_t k = 0; k < sizeof tags / sizeof *tags; k++) {
        lbk_push_tag(L, TAGS, tags[k].tag);
        put_word(L, tags[k].attribute, row);
    }
    lua_settop(L, X);
    return 1;
}
