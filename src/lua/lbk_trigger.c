/*** Sentences as rules see them: tags and noun phrases, by a vocabulary.
 * @module breachkit.core.tagging
 */
#include "lbk_trigger.h"

#include "lbk_sentence.h"

#include "../core/bk_trigger.h"

#include <string.h>

#define META "breachkit.triggers"

/* Its values: the payloads by number, the numbers of topics by name, and the lexicons of words, which the triggers
 * point to. */
enum { PAYLOADS = 1, TOPICS, WORDS };

typedef struct triggers {
    uint32_t phrases;
    uint32_t *low;    /* by phrase, from 0: its first trigger; one more than there are phrases */
    bk_trigger *list;
} triggers;

/* Where values are on the stack while triggers are compiled. */
enum { VOCABULARY = 1, LIST, SELF, BITS, NUMBERED, NAMES, KEPT, PHRASE, PAYLOAD, ENTRY };

/* The bits of the set of classes in the entry's field. */
static uint64_t class_bits(lua_State *L, const char *field) {
    uint64_t bits = 0;
    if (lua_getfield(L, ENTRY, field) == LUA_TTABLE) {
        int set = lua_gettop(L);
        for (lua_pushnil(L); lua_next(L, set); lua_settop(L, set + 1)) {
            lua_pushvalue(L, set + 1);
            if (lua_rawget(L, BITS) == LUA_TNIL)
                luaL_error(L, "triggers: there is no class '%s'", luaL_tolstring(L, set + 1, NULL));
            bits |= (uint64_t)lua_tointeger(L, -1);
        }
    }
    lua_settop(L, ENTRY);
    return bits;
}

/* The lexicon in the entry's field, kept. */
static const bk_lexicon *words_of(lua_State *L, const char *field) {
    const bk_lexicon *words = NULL;
    if (lua_getfield(L, ENTRY, field) != LUA_TNIL) {
        words = lbk_check_lexicon(L, -1);
        lua_rawseti(L, KEPT, (lua_Integer)lua_rawlen(L, KEPT) + 1);
    }
    lua_settop(L, ENTRY);
    return words;
}

static uint32_t topic_of(lua_State *L) {
    lua_Integer topic = 0;
    if (lua_getfield(L, ENTRY, "topic") == LUA_TSTRING) {
        lua_pushvalue(L, -1);
        if (lua_rawget(L, NAMES) == LUA_TNIL) {
            lua_pop(L, 1);
            topic = (lua_Integer)lua_rawlen(L, NAMES) + 1;
            lua_pushvalue(L, -1);
            lua_rawseti(L, NAMES, topic);
            lua_pushinteger(L, topic);
            lua_rawset(L, NAMES);
        } else {
            topic = lua_tointeger(L, -1);
        }
    }
    lua_settop(L, ENTRY);
    return (uint32_t)topic;
}

static bool is_true(lua_State *L, const char *field) {
    lua_getfield(L, ENTRY, field);
    bool value = lua_toboolean(L, -1);
    lua_settop(L, ENTRY);
    return value;
}

static uint8_t extend_of(lua_State *L) {
    lua_getfield(L, ENTRY, "extend");
    uint8_t extend = lua_type(L, -1) == LUA_TSTRING ? BK_EXTEND_COMMON
                     : lua_toboolean(L, -1)         ? BK_EXTEND_ALL
                                                    : BK_EXTEND_NONE;
    lua_settop(L, ENTRY);
    return extend;
}

/* The form that the payload names, 0 where it names none: a noun's. */
static uint8_t form_of(lua_State *L) {
    static const char *const forms[] = {"base", "s", "past", "participle", "ing"};
    uint8_t form = 0;
    if (lua_getfield(L, PAYLOAD, "form") == LUA_TSTRING)
        for (unsigned k = 0; k < sizeof forms / sizeof *forms; k++)
            if (strcmp(forms[k], lua_tostring(L, -1)) == 0) form = (uint8_t)(1u << k);
    lua_settop(L, ENTRY);
    return form;
}

static bk_trigger trigger_of(lua_State *L) {
    return (bk_trigger){.near = class_bits(L, "near"),
                        .object = class_bits(L, "object"),
                        .unless = class_bits(L, "unless"),
                        .subject = class_bits(L, "subject"),
                        .absorb = class_bits(L, "absorb"),
                        .topic = topic_of(L),
                        .later = words_of(L, "later_words"),
                        .led = words_of(L, "led_words"),
                        .direct = is_true(L, "direct"),
                        .active = is_true(L, "active"),
                        .adjective = is_true(L, "adjective"),
                        .extend = extend_of(L),
                        .form = form_of(L)};
}

/*** Compile what phrases may name, and on which conditions, for sentences of this vocabulary or of one that extends it.
 * @function vocabulary:triggers
 * @tparam {{table,...},...} payloads for each phrase, those that may be meant, in the order of preference:
 * `{entry, form}`, `form` that of a verb ("base", "s", "past", "participle" or "ing"). Of `entry` count `near`,
 * `object`, `unless`, `subject`, `absorb` (sets of classes), `topic`, `later_words`, `led_words` (lexicons), `direct`,
 * `active`, `adjective` and `extend` (true or "common"): see `data/triggers.lua`
 * @treturn triggers an object with `find`
 * @raise on a list of another shape, a class that the vocabulary does not know
 * @usage local t = v:triggers { { { entry = { type = "outage" }, form = "past" } } }
 */
int lbk_triggers_new(lua_State *L) {
    lbk_check_vocabulary(L, VOCABULARY);
    luaL_checktype(L, LIST, LUA_TTABLE);
    lua_settop(L, LIST);
    luaL_checkstack(L, 20, "triggers");
    size_t phrases = (size_t)lua_rawlen(L, LIST), count = 0;
    for (size_t i = 1; i <= phrases; i++) {
        if (lua_rawgeti(L, LIST, (lua_Integer)i) != LUA_TTABLE)
            return luaL_error(L, "triggers: phrase %I has no list", (lua_Integer)i);
        count += (size_t)lua_rawlen(L, -1);
        lua_pop(L, 1);
    }
    luaL_argcheck(L, phrases < UINT32_MAX && count < UINT32_MAX, LIST, "too many");
    size_t lists = count * sizeof(bk_trigger);
    triggers *self = lua_newuserdatauv(L, sizeof *self + lists + (phrases + 1) * sizeof(uint32_t), WORDS);
    self->phrases = (uint32_t)phrases;
    self->list = (bk_trigger *)(self + 1);
    self->low = (uint32_t *)(self->list + count);
    luaL_setmetatable(L, META);
    lua_getiuservalue(L, VOCABULARY, LBK_CLASS_BITS);
    lua_createtable(L, count < INT32_MAX ? (int)count : 0, 0);
    lua_newtable(L);
    lua_newtable(L);
    uint32_t number = 0;
    for (uint32_t i = 0; i < self->phrases; i++) {
        self->low[i] = number;
        lua_rawgeti(L, LIST, (lua_Integer)i + 1);
        lua_Integer n = (lua_Integer)lua_rawlen(L, PHRASE);
        for (lua_Integer k = 1; k <= n && number < count; k++) {
            if (lua_rawgeti(L, PHRASE, k) != LUA_TTABLE || lua_getfield(L, PAYLOAD, "entry") != LUA_TTABLE)
                return luaL_error(L, "triggers: a payload of phrase %I has no entry", (lua_Integer)i + 1);
            self->list[number++] = trigger_of(L);
            lua_settop(L, PAYLOAD);
            lua_rawseti(L, NUMBERED, (lua_Integer)number);
        }
        lua_settop(L, KEPT);
    }
    self->low[self->phrases] = number;
    lua_setiuservalue(L, SELF, WORDS);
    lua_setiuservalue(L, SELF, TOPICS);
    lua_setiuservalue(L, SELF, PAYLOADS);
    lua_settop(L, SELF);
    return 1;
}

enum { NOUN, ACTIVE, PASSIVE, GIVEN };

static void put(lua_State *L, int list, lua_Integer at, lua_Integer value) {
    lua_pushinteger(L, value);
    lua_rawseti(L, list, at);
}

/*** Find the events of a sentence.
 * @function triggers:find
 * @tparam table s the sentence; its `heading` tells that it names and does not say
 * @tparam {integer,...} matches of the phrases, by token of the document, flat
 * @tparam integer k1 the first of them that begins in the sentence
 * @tparam integer k2 the last one
 * @tparam[opt] string topic what the document is mainly about
 * @treturn ?{integer|table,...} nil when there is none, else flat: first and last place and that of the head in the sentence, how it is told (0 by a
 * noun, 1 by a verb, 2 in the passive, 3 by an adjective), and the payload
 * @raise on something else than a sentence, matches that are not of it
 * @usage local found = t:find(s, matches, 1, #matches - 2)
 */
static int l_find(lua_State *L) {
    const triggers *self = lbk_check_class(L, 1, META);
    luaL_checktype(L, 3, LUA_TTABLE);
    lua_Integer k1 = luaL_checkinteger(L, 4), k2 = luaL_checkinteger(L, 5);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 6);
    lua_pushliteral(L, "heading");
    lua_rawget(L, 2);
    bool heading = lua_toboolean(L, 7);
    const lbk_reading *sentence = lbk_check_sentence(L, 2);
    const bk_tagging *s = &sentence->s;
    lua_settop(L, 6);
    bk_trigger_place at = {s, sentence->t, sentence->from, heading, 0};
    lua_getiuservalue(L, 1, TOPICS);
    lua_pushvalue(L, 6);
    if (!lua_isnil(L, 6) && lua_rawget(L, -2) != LUA_TNIL) at.topic = (uint32_t)lua_tointeger(L, -1);
    lua_settop(L, 6);
    bk_named found[BK_SENTENCE_TOKENS];
    size_t n = 0;
    for (lua_Integer k = k1; k <= k2; k += 3) {
        for (lua_Integer i = 0; i < 3; i++) lua_rawgeti(L, 3, k + i);
        lua_Integer i = lua_tointeger(L, 7), j = lua_tointeger(L, 8), phrase = lua_tointeger(L, 9);
        lua_settop(L, 6);
        luaL_argcheck(L,
                      i > (lua_Integer)at.from && j >= i && phrase >= 1 && phrase <= (lua_Integer)self->phrases, 3,
                      "no match of the sentence");
        i -= (lua_Integer)at.from;
        j -= (lua_Integer)at.from;
        if (j > (lua_Integer)s->n || n == BK_SENTENCE_TOKENS) continue; /* the sentence was cut within a phrase */
        bool absorbs;
        if (!bk_trigger_find(&at, self->list, self->low[phrase - 1], self->low[phrase], (size_t)i, (size_t)j,
                             n ? &found[n - 1] : NULL, &found[n], &absorbs))
            continue;
        if (absorbs) found[n - 1] = found[n];
        else n++;
    }
    if (!n) return 0;
    lua_getiuservalue(L, 1, PAYLOADS);
    lua_createtable(L, (int)n * 5, 0);
    for (size_t k = 0; k < n; k++) {
        const bk_named *e = &found[k];
        lua_Integer slot = (lua_Integer)k * 5;
        put(L, 8, slot + 1, e->first);
        put(L, 8, slot + 2, e->last);
        put(L, 8, slot + 3, e->head);
        put(L, 8, slot + 4, !self->list[e->trigger].form ? NOUN : e->given ? GIVEN : e->passive ? PASSIVE : ACTIVE);
        lua_rawgeti(L, 7, (lua_Integer)e->trigger + 1);
        lua_rawseti(L, 8, slot + 5);
    }
    return 1;
}

void lbk_triggers_class(lua_State *L) {
    static const luaL_Reg closing[] = {{NULL, NULL}};
    static const luaL_Reg methods[] = {{"find", l_find}, {NULL, NULL}};
    lbk_new_class(L, META, closing, methods);
    lua_pop(L, 1);
}
