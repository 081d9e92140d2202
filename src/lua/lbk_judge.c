/*** What a sentence tells of phrases that may fill roles: attributes by which a forest judges them.
 * @module breachkit.core.judge
 */
#include "../core/bk_judge.h"

#include "lbk.h"
#include "lbk_rows.h"

#include <string.h>

/* In the order of `judge.attributes` (claims/judge.lua). */
enum {
    EVENT_LIKELIHOOD, LIKELIHOOD, ROLE, TYPE, LENGTH, BY_MODEL, IS_VERB, EVENTS_SAME, EVENTS_OTHER,
    VERBS_BETWEEN, EVENTS_BETWEEN, PLACE, CROSSING, CROSSING_SAME, HIGHER, SUM, SAME_HIGHER, SAME,
    SAME_SUM, TAG_BEFORE, FIRST_TAG, TAG_AFTER, CLASS, GRAMMAR, PART, ATTRIBUTES
};

/* Where things are on the stack. */
enum {
    SENTENCE = 1, EVENTS, OF_TYPE, PHRASES, RULES, NAMES, /* arguments */
    TAGS, CLASSES, PHRASE_AT, VERBS,                      /* fields of the sentence */
    OUT, SPANS, KNOWN                                     /* from here the names by attribute */
};

static bool is_word(int attribute) {
    return attribute == ROLE || attribute == TYPE ||
           (attribute >= TAG_BEFORE && attribute <= GRAMMAR);
}

typedef struct span {
    lua_Integer i, j;
} span;

static lua_Integer integer_of(lua_State *L, int index, const char *name) {
    int whole;
    lua_getfield(L, index, name);
    lua_Integer x = lua_tointegerx(L, -1, &whole);
    if (!whole) luaL_error(L, "'%s' is no whole number", name);
    lua_pop(L, 1);
    return x;
}

static bool given(lua_State *L, int index, const char *name) {
    bool is = lua_getfield(L, index, name) != LUA_TNIL;
    lua_pop(L, 1);
    return is;
}

/* Sums[k] of the verbs up to a word. */
static lua_Number verbs_to(lua_State *L, lua_Integer k) {
    lua_geti(L, VERBS, k);
    lua_Number n = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return n;
}

/* How many verbs and events stand between a phrase and its event. */
static void between(lua_State *L, const bk_judge_phrase *p, span e, const span *events,
                    size_t count, double *x) {
    lua_Integer from = p->j + 1, to = e.i - 1;
    if (p->i > e.j) {
        from = e.j + 1;
        to = p->i - 1;
    }
    if (from > to) return;
    x[VERBS_BETWEEN] = verbs_to(L, to) - verbs_to(L, from - 1);
    for (size_t k = 0; k < count; k++)
        x[EVENTS_BETWEEN] += events[k].i >= from && events[k].j <= to;
}

/* Push the first of a word's classes in the order of the alphabet. */
static void push_class(lua_State *L, lua_Integer k) {
    lua_pushliteral(L, "none");
    const char *first = NULL;
    if (lua_geti(L, CLASSES, k) == LUA_TTABLE) {
        lua_pushnil(L);
        while (lua_next(L, -2)) {
            lua_pop(L, 1);
            if (lua_type(L, -1) != LUA_TSTRING) continue;
            const char *name = lua_tostring(L, -1);
            if (first && strcmp(name, first) >= 0) continue;
            first = name; /* the set holds it */
            lua_pushvalue(L, -1);
            lua_replace(L, -4);
        }
    }
    lua_pop(L, 1);
}

static void push_tag(lua_State *L, lua_Integer k) {
    if (lua_geti(L, TAGS, k) != LUA_TNIL) return;
    lua_pop(L, 1);
    lua_pushliteral(L, "end");
}

/* Push which rule of the grammar gives a phrase that ends with the word the role at the top. */
static void push_rule(lua_State *L, lua_Integer last) {
    if (lua_geti(L, RULES, last) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_pushliteral(L, "none");
        return;
    }
    lua_pushvalue(L, -2);
    lua_gettable(L, -2);
    lua_remove(L, -2);
    if (lua_isstring(L, -1)) return;
    lua_pop(L, 1);
    lua_pushliteral(L, "another role");
}

/* How a phrase lies to the noun phrase that its last word is in. */
static double lying(lua_State *L, lua_Integer i, lua_Integer j) {
    double how = 0;
    if (lua_geti(L, PHRASE_AT, j) == LUA_TTABLE) {
        lua_geti(L, -1, 1);
        lua_geti(L, -2, 2);
        lua_Integer first = lua_tointeger(L, -2), last = lua_tointeger(L, -1);
        how = 1 + (first == i ? 1 : first < i ? 2 : 0) + (last == j ? 3 : 0);
        lua_pop(L, 2);
    }
    lua_pop(L, 1);
    return how;
}

/* Take the word at the top for an attribute: its number, or with no names the word itself, into the
 * list `words` of the stack. */
static void put_word(lua_State *L, int words, int attribute, double *x) {
    if (words) {
        lua_rawseti(L, words, attribute + 1);
        return;
    }
    lua_pushvalue(L, -1);
    lua_rawget(L, KNOWN + attribute);
    x[attribute] = lua_tonumber(L, -1); /* 0 for a word that is not known */
    lua_pop(L, 2);
}

/* The attributes of the phrase at the top of the stack. */
static void describe(lua_State *L, int words, const bk_judge_phrase *p, const span *events,
                     size_t count, double *x) {
    int top = lua_gettop(L);
    if (lua_getfield(L, top, "event") != LUA_TTABLE) luaL_error(L, "a phrase has no event");
    span e = {integer_of(L, top + 1, "i"), integer_of(L, top + 1, "j")};
    x[LIKELIHOOD] = p->odds;
    x[LENGTH] = (double)(p->j - p->i + 1);
    x[BY_MODEL] = given(L, top + 1, "trigger");
    lua_getfield(L, top + 1, "pos");
    x[IS_VERB] = lua_type(L, -1) == LUA_TSTRING && !strcmp(lua_tostring(L, -1), "verb");
    between(L, p, e, events, count, x);
    x[PART] = lying(L, p->i, p->j);
    lua_getfield(L, top + 1, "type");
    put_word(L, words, TYPE, x);
    lua_getfield(L, top, "role");
    push_rule(L, p->j);
    put_word(L, words, GRAMMAR, x);
    put_word(L, words, ROLE, x);
    push_tag(L, p->i - 1);
    put_word(L, words, TAG_BEFORE, x);
    push_tag(L, p->i);
    put_word(L, words, FIRST_TAG, x);
    push_tag(L, p->j + 1);
    put_word(L, words, TAG_AFTER, x);
    push_class(L, p->j);
    put_word(L, words, CLASS, x);
    lua_settop(L, top);
}

/* Read the spans of the lists of phrases and events, and the phrases' roles and likelihoods. */
static bk_judge_phrase *read_spans(lua_State *L, size_t phrases, size_t count, span **events) {
    bk_judge_phrase *p = lua_newuserdatauv(L, phrases * sizeof *p + count * sizeof **events, 0);
    for (size_t k = 0; k < phrases; k++) {
        lua_rawgeti(L, PHRASES, (lua_Integer)k + 1);
        luaL_checktype(L, -1, LUA_TTABLE);
        int at = lua_gettop(L);
        p[k] = (bk_judge_phrase){.i = integer_of(L, at, "i"), .j = integer_of(L, at, "j"),
                                 .role = integer_of(L, at, "number")};
        lua_getfield(L, at, "likelihood");
        p[k].likelihood = luaL_checknumber(L, -1);
        p[k].odds = bk_judge_odds(p[k].likelihood);
        lua_pop(L, 2);
    }
    *events = (span *)(void *)(p + phrases);
    for (size_t k = 0; k < count; k++) {
        lua_rawgeti(L, EVENTS, (lua_Integer)k + 1);
        luaL_checktype(L, -1, LUA_TTABLE);
        int at = lua_gettop(L);
        (*events)[k] = (span){integer_of(L, at, "i"), integer_of(L, at, "j")};
        lua_pop(L, 1);
    }
    return p;
}

/*** The attributes of phrases that may fill roles of one type's events in a sentence, but for the
 * first of them, the likelihood of the event: 0, for `forest:weigh` knows it.
 * @function phrases
 * @tparam table s the sentence: `tags`, `classes`, `phrase_at`, `from`, and `verbs`, how many there
 * are up to each word
 * @tparam {table,...} events all of the sentence, `{i, j}`
 * @tparam integer of_type how many there are of the type
 * @tparam {table,...} list the phrases: `{i, j, role, number, likelihood, event}`; `number` that of
 * the role, the event `{i, j, type, pos, trigger}`
 * @tparam table rules by the last word of a phrase, the roles that the grammar gives it, each with
 * its rule
 * @tparam[opt] table names by the place of an attribute that is a word, the words' numbers; without
 * it each phrase gets its attributes as a list, words as they are, in the field `x`
 * @treturn ?rows the attributes as numbers, for `forest:weigh`; nil without `names`
 * @raise when a field is missing
 * @usage local rows = core.judge.phrases(s, events, 1, list, {}, names)
 */
static int l_phrases(lua_State *L) {
    for (int k = SENTENCE; k <= RULES; k++)
        if (k != OF_TYPE) luaL_checktype(L, k, LUA_TTABLE);
    lua_Number of_type = luaL_checknumber(L, OF_TYPE);
    lua_settop(L, NAMES);
    bool named = !lua_isnil(L, NAMES);
    luaL_checkstack(L, KNOWN + ATTRIBUTES + LUA_MINSTACK, NULL);
    static const char *const fields[] = {"tags", "classes", "phrase_at", "verbs"};
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
        if (lua_getfield(L, SENTENCE, fields[k]) != LUA_TTABLE)
            return luaL_error(L, "no '%s'", fields[k]);
    lua_Number place = (lua_Number)integer_of(L, SENTENCE, "from");
    size_t n = lua_rawlen(L, PHRASES), count = lua_rawlen(L, EVENTS);
    lbk_rows *rows = lbk_new_rows(L, named ? n : 1, ATTRIBUTES);
    span *events;
    const bk_judge_phrase *p = read_spans(L, n, count, &events);
    for (int a = 0; a < ATTRIBUTES && named; a++)
        if (lua_rawgeti(L, NAMES, a + 1) != LUA_TTABLE && is_word(a))
            return luaL_error(L, "no names of attribute %d", a + 1);
    for (size_t k = 0; k < n; k++) {
        double *x = rows->x + (named ? k * ATTRIBUTES : 0);
        memset(x, 0, ATTRIBUTES * sizeof *x);
        bk_judge_rivals r = bk_judge_rivals_of(p, n, k);
        x[EVENTS_SAME] = of_type;
        x[EVENTS_OTHER] = (double)count - of_type;
        x[PLACE] = place;
        x[CROSSING] = r.crossing;
        x[CROSSING_SAME] = r.crossing_same;
        x[HIGHER] = r.higher;
        x[SUM] = r.sum;
        x[SAME_HIGHER] = r.same_higher;
        x[SAME] = r.same;
        x[SAME_SUM] = r.same_sum;
        int words = 0;
        if (!named) {
            lua_createtable(L, ATTRIBUTES, 0);
            words = lua_gettop(L);
            for (int a = 1; a <= ATTRIBUTES; a++) { /* in order: a list */
                lua_pushinteger(L, 0);
                lua_rawseti(L, words, a);
            }
        }
        lua_rawgeti(L, PHRASES, (lua_Integer)k + 1);
        describe(L, words, p + k, events, count, x);
        if (!named) {
            for (int a = 0; a < ATTRIBUTES; a++) {
                if (is_word(a)) continue;
                lua_pushnumber(L, x[a]);
                lua_rawseti(L, words, a + 1);
            }
            lua_pushvalue(L, words);
            lua_setfield(L, -2, "x");
            lua_remove(L, words);
        }
        lua_pop(L, 1);
    }
    if (named)
        lua_pushvalue(L, OUT);
    else
        lua_pushnil(L);
    return 1;
}

int lbk_open_judge(lua_State *L);

int lbk_open_judge(lua_State *L) {
    static const luaL_Reg functions[] = {{"phrases", l_phrases}, {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
