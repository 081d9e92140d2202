/*** Sentences as rules see them: tags and noun phrases, by a vocabulary.
 * @module breachkit.core.tagging
 */
#include "../core/bk_tagging.h"

#include "lbk.h"
#include "lbk_text.h"

#include <string.h>

#define VOCABULARY_META "breachkit.vocabulary"

/* The names of the tags that the rules heed, by bk_tag. */
static const char *const TAGS[BK_TAG_OTHER] = {
    NULL,    "noun", "num",  "verb",  "ed",   "ing", "mark", "'s", "det", "poss", "quant",
    "prep",  "to",   "modal", "pron", "neg",  "wh",  "do",   "adv", "conj", "be",  "have"};

/* A userdata with three values: the words by number, the names of tags by number and their numbers by
 * name, and the vocabulary that it adds to. */
enum { WORDS = 1, NAMES, BASE };

typedef struct vocabulary {
    bk_vocabulary *v;
    bk_tagging s; /* of the sentence that is read */
} vocabulary;

static vocabulary *check_vocabulary(lua_State *L, int index) {
    vocabulary *box = luaL_checkudata(L, index, VOCABULARY_META);
    luaL_argcheck(L, box->v != NULL, index, "the vocabulary is closed");
    return box;
}

static int l_gc(lua_State *L) {
    vocabulary *box = luaL_checkudata(L, 1, VOCABULARY_META);
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

/*** Compile a vocabulary.
 * @function vocabulary
 * @tparam {string|integer,...} words flat, for each word: the word, its tag ("" for none), the forms
 * of a verb that it is (bits: 1 base, 2 s, 4 past, 8 participle, 16 ing), and the sets that it is in
 * (bits: 1 of, 2 that, 4 's, 8 adjectives after which a verb form belongs to the phrase, 16
 * magnitudes, 32 words that count, 64 the calendar, 128 base forms that are no nouns, 256 auxiliaries
 * in the past; those from 512 on are the caller's)
 * @tparam[opt] vocabulary base where words are looked for that are not in this one
 * @treturn vocabulary an object with `read`
 * @raise on a list of another shape, more than 31 tags, a base that has a base
 * @usage local v = core.tagging.vocabulary { "the", "det", 0, 0, "steals", "", 2, 0 }
 */
static int l_vocabulary(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    bool based = !lua_isnoneornil(L, 2);
    lua_settop(L, 2);
    if (based) {
        check_vocabulary(L, 2);
        lua_getiuservalue(L, 2, BASE);
        luaL_argcheck(L, lua_isnil(L, -1), 2, "it has a base");
        lua_settop(L, 2);
    }
    vocabulary *box = lua_newuserdatauv(L, sizeof *box, 3);
    *box = (vocabulary){0};
    luaL_setmetatable(L, VOCABULARY_META);
    box->v = bk_vocabulary_new();
    if (!box->v) return luaL_error(L, "vocabulary: out of memory");
    lua_newtable(L); /* 4: the words */
    if (based) {
        lua_getiuservalue(L, 2, NAMES); /* 5: the names of tags */
    } else {
        lua_createtable(L, BK_TAG_OTHER, 0);
        for (int tag = BK_TAG_NONE + 1; tag < BK_TAG_OTHER; tag++) name_tag(L, 5, tag, TAGS[tag]);
    }
    lua_Integer count = luaL_len(L, 1);
    for (lua_Integer i = 0; i + 3 < count; i += 4) {
        for (lua_Integer k = 1; k <= 4; k++) lua_rawgeti(L, 1, i + k);
        if (lua_type(L, 6) != LUA_TSTRING || !lua_isinteger(L, 8) || !lua_isinteger(L, 9))
            return luaL_error(L, "vocabulary: word %I is none", i / 4 + 1);
        size_t n;
        const char *p = lua_tolstring(L, 6, &n);
        bk_known word = {.forms = (uint8_t)bits(L, 8, 31, "forms"),
                         .sets = bits(L, 9, UINT32_MAX, "sets")};
        lua_settop(L, 7);
        word.tag = tag_number(L, 5, i / 4 + 1);
        bk_error err;
        if (bk_vocabulary_add(box->v, p, n, &word, &err))
            return luaL_error(L, "vocabulary: %s", err.message);
        if (word.number) lua_rawseti(L, 4, (lua_Integer)word.number);
        lua_settop(L, 5);
    }
    lua_setiuservalue(L, 3, NAMES);
    lua_setiuservalue(L, 3, WORDS);
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, 3, BASE);
    return 1;
}

static void set_integer(lua_State *L, const char *key, lua_Integer value) {
    lua_pushinteger(L, value);
    lua_setfield(L, -2, key);
}
static void set_true(lua_State *L, const char *key, bool value) {
    if (!value) return;
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, key);
}

/* Where the tables of a sentence are on the stack. */
enum {
    SENTENCE = 7,
    WORD_LIST,
    NAME_LIST,
    TOKEN_WORDS,
    TOKEN_FLAGS,
    FIRSTS,
    LASTS,
    TOKEN_TAGS,
    OPENERS,
    CLASSES,
    PHRASES,
    AT
};

static void push_phrase(lua_State *L, const bk_phrase *np) {
    bool class = np->head && lua_rawgeti(L, CLASSES, np->last) != LUA_TNIL;
    if (np->head) lua_pop(L, 1);
    lua_createtable(L, 2,
                    2 + (np->determiner != 0) + (np->count != 0) + class + np->capital +
                        np->calendar + np->aside + !np->head);
    lua_pushinteger(L, np->first);
    lua_rawseti(L, -2, 1);
    lua_pushinteger(L, np->last);
    lua_rawseti(L, -2, 2);
    set_integer(L, "start", np->start);
    set_integer(L, "before", np->before);
    if (np->determiner) {
        lua_rawgeti(L, NAME_LIST, np->determiner);
        lua_setfield(L, -2, "det");
    }
    if (np->count) {
        lua_createtable(L, 2, 0);
        lua_pushinteger(L, np->count);
        lua_rawseti(L, -2, 1);
        lua_pushinteger(L, np->counted);
        lua_rawseti(L, -2, 2);
        lua_setfield(L, -2, "count");
    }
    if (np->pronoun) {
        lua_rawgeti(L, TOKEN_WORDS, np->first);
        lua_setfield(L, -2, "pronoun");
    } else if (np->head) {
        if (class) {
            lua_rawgeti(L, CLASSES, np->last);
            lua_setfield(L, -2, "class");
        }
        set_true(L, "capital", np->capital);
        set_true(L, "calendar", np->calendar);
        set_true(L, "aside", np->aside);
    } else {
        set_true(L, "bare", true);
    }
}

static void set_field(lua_State *L, const char *key, int index) {
    lua_pushvalue(L, index);
    lua_setfield(L, SENTENCE, key);
}

/*** Read a sentence.
 * @function vocabulary:read
 * @tparam tokens t
 * @tparam integer i the sentence's first token
 * @tparam integer j its last token, at most 300 tokens from the first on
 * @tparam lexicon classes phrases that have a class, which is their last word's
 * @tparam table of the classes by phrase number
 * @tparam[opt=0] integer opening sets (bits): `openers` are the places of words in any of them
 * @treturn table `{from, to, words, flags, first, last, tags, classes, phrases, phrase_at, openers,
 * sets, shouting, past, verbal}`. By token of the sentence: `words` folded, `flags` and the bytes `first`
 * and `last` as `tokens:arrays` gives them, `tags`, `classes`, `phrase_at` the phrase that it is in.
 * `phrases` are `{first, last, start, before, det, count, class, capital, calendar, aside, bare,
 * pronoun}`: tokens of the sentence; `start` is past determiner and numbers, `before` the token
 * before it, `count` first and last token of its number, `det` "det" or "poss", `bare` one without a
 * noun. `sets` are the bits of all its words; `shouting`: capitals tell nothing; `past`: told in the
 * past; `verbal`: has a verb
 * @raise "no such token", a sentence that is too long
 * @usage local s = v:read(t, 1, #t, classes, { { data = true } })
 */
static int l_read(lua_State *L) {
    vocabulary *box = check_vocabulary(L, 1);
    const bk_vocabulary *words = box->v, *more = NULL;
    bk_tagging *s = &box->s;
    const bk_text *t = lbk_check_tokens(L, 2);
    lua_Integer i = luaL_checkinteger(L, 3), j = luaL_checkinteger(L, 4);
    const bk_lexicon *lexicon = lbk_check_lexicon(L, 5);
    luaL_checktype(L, 6, LUA_TTABLE);
    uint32_t opening = (uint32_t)luaL_optinteger(L, 7, 0);
    luaL_argcheck(L, i >= 1 && i <= (lua_Integer)t->count, 3, "no such token");
    luaL_argcheck(L, j >= i && j <= (lua_Integer)t->count, 4, "no such token");
    luaL_argcheck(L, j - i < BK_SENTENCE_TOKENS, 4, "the sentence is too long");
    lua_settop(L, 6);
    luaL_checkstack(L, 20, "a sentence");
    size_t from = (size_t)i - 1;
    int n = (int)(j - i + 1);
    lua_createtable(L, 0, 24); /* SENTENCE, with room for what later stages say of it */
    if (lua_getiuservalue(L, 1, BASE) != LUA_TNIL) {
        more = words;
        words = check_vocabulary(L, -1)->v;
    }
    lua_pop(L, 1);
    lua_getiuservalue(L, 1, WORDS);
    lua_getiuservalue(L, 1, NAMES);
    for (int k = TOKEN_WORDS; k <= TOKEN_TAGS; k++) lua_createtable(L, n, 0);
    lua_createtable(L, 4, 0); /* OPENERS */
    lua_createtable(L, 0, 4); /* CLASSES */

    memset(s->classed, 0, sizeof s->classed);
    bk_match m;
    for (size_t at = from; bk_lexicon_next(lexicon, t, at, (size_t)j, &m); at = m.last + 1u) {
        lua_Integer place = (lua_Integer)(m.last - from) + 1;
        if (lua_rawgeti(L, 6, m.phrase) != LUA_TNIL) s->classed[place] = true;
        lua_rawseti(L, CLASSES, place);
    }
    bk_tagging_read(s, words, more, t, from, (size_t)n);

    lua_Integer openers = 0;
    for (int k = 1; k <= n; k++) {
        const bk_token *token = &t->tokens[from + (size_t)k - 1];
        const bk_known *known = s->known[k];
        if (known && !more)
            lua_rawgeti(L, WORD_LIST, known->number);
        else
            lbk_push_word(L, t, token);
        lua_rawseti(L, TOKEN_WORDS, k);
        lua_pushinteger(L, token->flags);
        lua_rawseti(L, TOKEN_FLAGS, k);
        lua_pushinteger(L, (lua_Integer)token->at + 1);
        lua_rawseti(L, FIRSTS, k);
        lua_pushinteger(L, (lua_Integer)token->at + token->n);
        lua_rawseti(L, LASTS, k);
        lua_rawgeti(L, NAME_LIST, s->tags[k]);
        lua_rawseti(L, TOKEN_TAGS, k);
        if (!known || !(known->sets & opening)) continue;
        lua_pushinteger(L, k);
        lua_rawseti(L, OPENERS, ++openers);
    }
    lua_createtable(L, (int)s->phrase_count, 0); /* PHRASES */
    lua_createtable(L, n, 0);                   /* AT */
    for (size_t k = 0; k < s->phrase_count; k++) {
        push_phrase(L, &s->phrases[k]);
        lua_rawseti(L, PHRASES, (lua_Integer)k + 1);
    }
    for (int k = 1; k <= n; k++) {
        if (!s->phrase_at[k]) continue;
        lua_rawgeti(L, PHRASES, s->phrase_at[k]);
        lua_rawseti(L, AT, k);
    }
    set_field(L, "words", TOKEN_WORDS);
    set_field(L, "flags", TOKEN_FLAGS);
    set_field(L, "first", FIRSTS);
    set_field(L, "last", LASTS);
    set_field(L, "tags", TOKEN_TAGS);
    set_field(L, "classes", CLASSES);
    set_field(L, "openers", OPENERS);
    set_field(L, "phrases", PHRASES);
    set_field(L, "phrase_at", AT);
    lua_settop(L, SENTENCE);
    set_integer(L, "from", i);
    set_integer(L, "to", j);
    set_integer(L, "sets", s->sets);
    lua_pushboolean(L, s->shouting);
    lua_setfield(L, -2, "shouting");
    lua_pushboolean(L, s->past);
    lua_setfield(L, -2, "past");
    lua_pushboolean(L, s->verbal);
    lua_setfield(L, -2, "verbal");
    return 1;
}

static const luaL_Reg closing[] = {{"__gc", l_gc}, {NULL, NULL}};
static const luaL_Reg methods[] = {{"read", l_read}, {NULL, NULL}};
static const luaL_Reg functions[] = {{"vocabulary", l_vocabulary}, {NULL, NULL}};

int lbk_open_tagging(lua_State *L);

int lbk_open_tagging(lua_State *L) {
    lbk_new_class(L, VOCABULARY_META, closing, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
