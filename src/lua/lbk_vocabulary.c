/*** Sentences as rules see them: tags and noun phrases, by a vocabulary.
 * @module breachkit.core.tagging
 */
#include "lbk_vocabulary.h"

#include "lbk_text.h"

#include <string.h>

#define META "breachkit.vocabulary"

/* The names of the tags that the rules heed, by bk_tag. */
static const char *const TAGS[BK_TAG_OTHER] = {
    NULL,    "noun", "num",  "verb",  "ed",   "ing", "mark", "'s", "det", "poss", "quant",
    "prep",  "to",   "modal", "pron", "neg",  "wh",  "do",   "adv", "conj", "be",  "have"};

lbk_vocabulary *lbk_check_vocabulary(lua_State *L, int index) {
    lbk_vocabulary *box = lbk_check_class(L, index, META);
    luaL_argcheck(L, box->v != NULL, index, "the vocabulary is closed");
    return box;
}

const bk_vocabulary *lbk_vocabulary_words(lua_State *L, int index, const bk_vocabulary **more) {
    const bk_vocabulary *words = lbk_check_vocabulary(L, index)->v;
    *more = NULL;
    if (lua_getiuservalue(L, index, LBK_BASE) != LUA_TNIL) {
        *more = words;
        words = lbk_check_vocabulary(L, -1)->v;
    }
    lua_pop(L, 1);
    return words;
}

static int l_gc(lua_State *L) {
    lbk_vocabulary *box = lbk_check_class(L, 1, META);
    bk_vocabulary_free(box->v);
    box->v = NULL;
    return 0;
}

static void name_tag(lua_State *L, int names, lua_Integer tag, const char *name) {
    lua_pushstring(L, name);
    lua_pushvalue(L, -1);
    lua_rawseti(L, names, tag);
    lua_pushinteger(L, tag);
    lua_rawset(L, names);
}

/* The number of the tag on top of the stack, which is given now when it has none; pops it. */
static uint8_t tag_number(lua_State *L, int names, lua_Integer word) {
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "vocabulary: the tag of word %I is no string", word);
    if (lua_rawlen(L, -1) == 0) {
        lua_pop(L, 1);
        return BK_TAG_NONE;
    }
    lua_pushvalue(L, -1);
    if (lua_rawget(L, names) == LUA_TNIL) { /* names go both ways */
        lua_Integer tag = (lua_Integer)lua_rawlen(L, names) + 1;
        if (tag == BK_TAGS_MAX) luaL_error(L, "vocabulary: more than %d tags", BK_TAGS_MAX - 1);
        name_tag(L, names, tag, lua_tostring(L, -2));
        lua_pop(L, 2);
        return (uint8_t)tag;
    }
    lua_Integer tag = lua_tointeger(L, -1);
    lua_pop(L, 2);
    return (uint8_t)tag;
}

static uint32_t bits(lua_State *L, int index, lua_Integer most, const char *what) {
    lua_Integer value = lua_tointeger(L, index);
    if (value < 0 || value > most) luaL_error(L, "vocabulary: %s out of range", what);
    return (uint32_t)value;
}

/* Push a vocabulary of no words, nor any value. */
static lbk_vocabulary *push_empty(lua_State *L) {
    lbk_vocabulary *box = lua_newuserdatauv(L, sizeof *box, LBK_PHRASE_BITS);
    memset(box, 0, sizeof *box);
    luaL_setmetatable(L, META);
    box->v = bk_vocabulary_new();
    if (!box->v) luaL_error(L, "vocabulary: out of memory");
    return box;
}

/* Add the flat list at `list` to the vocabulary on top of the stack; `names` are the tags'. */
static void add_words(lua_State *L, lbk_vocabulary *box, int list, int names) {
    int at = lua_gettop(L);
    lua_newtable(L); /* the words */
    lua_Integer count = luaL_len(L, list);
    for (lua_Integer i = 0; i + 3 < count; i += 4) {
        for (lua_Integer k = 1; k <= 4; k++) lua_rawgeti(L, list, i + k);
        if (lua_type(L, at + 2) != LUA_TSTRING || !lua_isinteger(L, at + 4) || !lua_isinteger(L, at + 5))
            luaL_error(L, "vocabulary: word %I is none", i / 4 + 1);
        size_t n;
        const char *p = lua_tolstring(L, at + 2, &n);
        bk_known word = {.forms = (uint8_t)bits(L, at + 4, 31, "forms"),
                         .sets = bits(L, at + 5, UINT32_MAX, "sets")};
        lua_settop(L, at + 3);
        word.tag = tag_number(L, names, i / 4 + 1);
        bk_error err;
        if (bk_vocabulary_add(box->v, p, n, &word, &err)) luaL_error(L, "vocabulary: %s", err.message);
        if (word.number) lua_rawseti(L, at + 1, (lua_Integer)word.number);
        lua_settop(L, at + 1);
    }
    lua_setiuservalue(L, at, LBK_WORDS);
}

/* The bit of the class whose name is on top of the stack, which is given now when it has none. */
static uint64_t class_bit(lua_State *L, int names, lua_Integer *known) {
    lua_pushvalue(L, -1);
    if (lua_rawget(L, names) == LUA_TNIL) {
        if (*known == BK_CLASSES_MAX) luaL_error(L, "vocabulary: more than %d classes", BK_CLASSES_MAX);
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_pushinteger(L, (lua_Integer)1 << (*known)++);
        lua_pushvalue(L, -1);
        lua_insert(L, -3);
        lua_rawset(L, names);
    }
    uint64_t bit = (uint64_t)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return bit;
}

/* Number the classes that the sets at `sets` name. */
static void read_classes(lua_State *L, lbk_vocabulary *box, int sets) {
    int self = lua_gettop(L), names = self + 1, set = self + 3;
    lua_Integer known = 0;
    box->phrase_count = (size_t)lua_rawlen(L, sets);
    lua_newtable(L);
    box->phrase_bits = lua_newuserdatauv(L, (box->phrase_count + 1) * sizeof *box->phrase_bits, 0);
    for (size_t i = 0; i < box->phrase_count; i++) {
        box->phrase_bits[i] = 0;
        if (lua_rawgeti(L, sets, (lua_Integer)i + 1) != LUA_TTABLE)
            luaL_error(L, "vocabulary: the classes of phrase %I are no set", (lua_Integer)i + 1);
        for (lua_pushnil(L); lua_next(L, set); lua_settop(L, set + 1)) {
            lua_settop(L, set + 1);
            box->phrase_bits[i] |= class_bit(L, names, &known);
        }
        lua_settop(L, set - 1);
    }
    lua_setiuservalue(L, self, LBK_PHRASE_BITS);
    lua_setiuservalue(L, self, LBK_CLASS_BITS);
}

/*** Compile a vocabulary.
 * @function vocabulary
 * @tparam {string|integer,...} words flat, for each word: the word, its tag ("" for none), the forms
 * of a verb that it is (bits: 1 base, 2 s, 4 past, 8 participle, 16 ing), and the sets that it is in
 * (bits: 1 of, 2 that, 4 's, 8 adjectives after which a verb form belongs to the phrase, 16
 * magnitudes, 32 words that count, 64 the calendar, 128 base forms that are no nouns, 256 auxiliaries
 * in the past, 512 adjectives of measure, 1024 determiners that belong to an event's words; those from 2048 on are the
 * caller's)
 * @tparam lexicon classes phrases that have a class, which is their last word's
 * @tparam {table,...} sets of the names of its classes, for each of these phrases
 * @tparam[opt=0] integer opening sets of words (bits) that may open a clause
 * @tparam[opt] string common a class that words of names have not: "games" of "Example Games" are none
 * @treturn vocabulary an object with `read`, `extend` and `triggers`
 * @raise on a list of another shape, more than 31 tags, more than 62 classes
 * @usage local v = core.tagging.vocabulary({ "the", "det", 0, 0, "steals", "", 2, 0 }, classes, { { data = true } })
 */
int lbk_vocabulary_new(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lbk_check_lexicon(L, 2);
    luaL_checktype(L, 3, LUA_TTABLE);
    uint32_t opening = (uint32_t)luaL_optinteger(L, 4, 0);
    luaL_optstring(L, 5, NULL);
    lua_settop(L, 5);
    lua_createtable(L, BK_TAG_OTHER, 0);
    for (int tag = BK_TAG_NONE + 1; tag < BK_TAG_OTHER; tag++) name_tag(L, 6, tag, TAGS[tag]);
    lbk_vocabulary *box = push_empty(L);
    box->opening = opening;
    add_words(L, box, 1, 6);
    lua_pushvalue(L, 6);
    lua_setiuservalue(L, 7, LBK_TAGS);
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, 7, LBK_CLASSES);
    lua_pushvalue(L, 3);
    lua_setiuservalue(L, 7, LBK_CLASS_SETS);
    read_classes(L, box, 3);
    if (!lua_isnil(L, 5)) {
        lua_getiuservalue(L, 7, LBK_CLASS_BITS);
        lua_pushvalue(L, 5);
        lua_rawget(L, -2);
        box->common = (uint64_t)lua_tointeger(L, -1);
        lua_settop(L, 7);
    }
    return 1;
}

/*** Add words to a vocabulary for a while: another one, which looks first among its own words.
 * @function vocabulary:extend
 * @tparam {string|integer,...} words as for `vocabulary`
 * @treturn vocabulary
 * @raise as `vocabulary`; when this one extends another
 * @usage local own = v:extend { "wipes", "", 2, 0 }
 */
int lbk_vocabulary_extend(lua_State *L) {
    lbk_vocabulary *base = lbk_check_vocabulary(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    luaL_argcheck(L, lua_getiuservalue(L, 1, LBK_BASE) == LUA_TNIL, 1, "it extends another");
    lua_settop(L, 2);
    lua_getiuservalue(L, 1, LBK_TAGS);
    lbk_vocabulary *box = push_empty(L);
    box->opening = base->opening;
    box->phrase_bits = base->phrase_bits;
    box->phrase_count = base->phrase_count;
    box->common = base->common;
    add_words(L, box, 2, 3);
    for (int k = LBK_TAGS; k <= LBK_PHRASE_BITS; k++) {
        lua_getiuservalue(L, 1, k);
        lua_setiuservalue(L, 4, k);
    }
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, 4, LBK_BASE);
    return 1;
}

void lbk_vocabulary_class(lua_State *L, const luaL_Reg *methods) {
    static const luaL_Reg closing[] = {{"__gc", l_gc}, {NULL, NULL}};
    lbk_new_class(L, META, closing, methods);
    lua_pop(L, 1);
}
