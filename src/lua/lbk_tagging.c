/*** Sentences as rules see them: tags and noun phrases, by a vocabulary.
 * @module breachkit.core.tagging
 */
#include "lbk_sentence.h"
#include "lbk_trigger.h"

#include <string.h>

#define META "breachkit.sentence"

/* A sentence is a table that makes its lists when somebody asks for them, by these values of its own. A state holds only
 * what it read last, in a userdata under this key, whose values they are too: an earlier sentence is read again, which
 * gives the same. */
enum { VOCABULARY = 1, TOKENS, TABLE };
static const char READING = 0;

/* Push the userdata. */
static lbk_reading *push_reading(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &READING);
    return lua_touserdata(L, -1);
}

/* Push a new one, which is the state's from now on. */
static lbk_reading *new_reading(lua_State *L) {
    lbk_reading *r = lua_newuserdatauv(L, sizeof *r, TABLE);
    r->table = NULL;
    r->held = false;
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &READING);
    return r;
}

/* A word in capitals behind another is a name's, and has not the class that only common words have. */
static void pass_names(lbk_reading *r, size_t n) {
    const bk_token *tokens = r->t->tokens + r->from; /* from place 0 */
    for (size_t k = 2; r->of->common && !r->s.shouting && k <= n; k++) {
        bool named = (tokens[k - 1].flags & tokens[k - 2].flags & BK_TOKEN_CAPITAL) && r->s.tags[k - 1] == BK_TAG_NOUN;
        if (!named || !(r->s.classes[k] & r->of->common)) continue;
        r->s.classes[k] = 0;
        r->class_phrase[k] = 0;
    }
}

/* Read n tokens from `from` on as the sentence at `index`, with the values above it on the stack. */
static const lbk_reading *read_tokens(lua_State *L, int index, int vocabulary, int tokens, size_t from, size_t n) {
    lbk_reading *r = push_reading(L);
    if (r->held) {
        lua_pop(L, 1);
        r = new_reading(L);
    }
    int self = lua_gettop(L);
    r->table = NULL; /* until all is well */
    r->of = lbk_check_vocabulary(L, vocabulary);
    r->t = lbk_check_tokens(L, tokens);
    r->from = from;
    const bk_vocabulary *more, *words = lbk_vocabulary_words(L, vocabulary, &more);
    lua_getiuservalue(L, vocabulary, LBK_CLASSES);
    const bk_lexicon *classes = lbk_check_lexicon(L, -1);
    memset(r->s.classes, 0, (n + 2) * sizeof *r->s.classes);
    memset(r->class_phrase, 0, (n + 2) * sizeof *r->class_phrase);
    bk_match m;
    for (size_t at = from; bk_lexicon_next(classes, r->t, at, from + n, &m); at = m.last + 1u) {
        if (m.phrase > r->of->phrase_count) continue;
        r->s.classes[m.last - from + 1] = r->of->phrase_bits[m.phrase - 1];
        r->class_phrase[m.last - from + 1] = m.phrase;
    }
    bk_tagging_read(&r->s, words, more, r->t, from, n);
    pass_names(r, n);
    const int values[] = {[VOCABULARY] = vocabulary, [TOKENS] = tokens, [TABLE] = index};
    for (int k = VOCABULARY; k <= TABLE; k++) {
        lua_pushvalue(L, values[k]);
        lua_setiuservalue(L, self, k);
    }
    r->table = lua_topointer(L, index);
    lua_settop(L, self - 1);
    return r;
}

static size_t check_place(lua_State *L, int sentence, const char *field, lua_Integer most) {
    lua_pushstring(L, field);
    lua_rawget(L, sentence);
    lua_Integer value = lua_tointeger(L, -1);
    if (value < 1 || value > most) luaL_argerror(L, sentence, "its tokens are changed");
    lua_pop(L, 1);
    return (size_t)value;
}

const lbk_reading *lbk_check_sentence(lua_State *L, int index) {
    luaL_checkstack(L, 10, "a sentence");
    index = lua_absindex(L, index);
    const lbk_reading *r = push_reading(L);
    if (r->table && r->table == lua_topointer(L, index) && r->t->p) {
        lua_getiuservalue(L, -1, VOCABULARY);
        lua_replace(L, -2);
        return r;
    }
    luaL_checktype(L, index, LUA_TTABLE);
    lua_pop(L, 1);
    lua_rawgeti(L, index, VOCABULARY);
    lua_rawgeti(L, index, TOKENS);
    int at = lua_gettop(L);
    lbk_check_vocabulary(L, at - 1);
    size_t count = lbk_check_tokens(L, at)->count;
    size_t to = check_place(L, index, "to", (lua_Integer)count);
    size_t from = check_place(L, index, "from", (lua_Integer)to);
    luaL_argcheck(L, to - from < BK_SENTENCE_TOKENS, index, "its tokens are changed");
    r = read_tokens(L, index, at - 1, at, from - 1, to - from + 1);
    lua_pop(L, 1);
    return r;
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

/* Where values are on the stack while a field is made. */
enum { SENTENCE = 1, KEY, OF, HELD, NAMES };

/* The token at place k, from 1: what was done before may have run a finalizer that is done with the tokens. */
static const bk_token *token_at(lua_State *L, const lbk_reading *s, size_t k) {
    if (s->from + k > s->t->count) luaL_error(L, "the tokens are closed");
    return &s->t->tokens[s->from + k - 1];
}

static void push_words(lua_State *L, const lbk_reading *s) {
    const bk_vocabulary *more;
    (void)lbk_vocabulary_words(L, OF, &more);
    lua_getiuservalue(L, OF, LBK_WORDS);
    int words = lua_gettop(L);
    lua_createtable(L, (int)s->s.n, 0);
    for (size_t k = 1; k <= s->s.n; k++) {
        const bk_known *known = s->s.known[k];
        if (known && !more)
            lua_rawgeti(L, words, known->number);
        else
            lbk_push_word(L, s->t, token_at(L, s, k));
        lua_rawseti(L, -2, (lua_Integer)k);
    }
}

static void push_tags(lua_State *L, const lbk_reading *s) {
    lua_getiuservalue(L, OF, LBK_TAGS);
    lua_createtable(L, (int)s->s.n, 0);
    for (size_t k = 1; k <= s->s.n; k++) {
        lua_rawgeti(L, NAMES, s->s.tags[k]);
        lua_rawseti(L, -2, (lua_Integer)k);
    }
}

/* A list of what the tokens have. */
#define PUSH_EACH(name, value)                                                                     \
    static void name(lua_State *L, const lbk_reading *s) {                                        \
        lua_createtable(L, (int)s->s.n, 0);                                                    \
        for (size_t k = 1; k <= s->s.n; k++) {                                                     \
            const bk_token *token = token_at(L, s, k);                                             \
            lua_pushinteger(L, (value));                                                           \
            lua_rawseti(L, -2, (lua_Integer)k);                                                    \
        }                                                                                          \
    }
PUSH_EACH(push_flags, token->flags)
PUSH_EACH(push_first, (lua_Integer)token->at + 1)
PUSH_EACH(push_last, (lua_Integer)token->at + token->n)

static void push_classes(lua_State *L, const lbk_reading *s) {
    lua_getiuservalue(L, OF, LBK_CLASS_SETS);
    lua_createtable(L, 0, 4);
    for (size_t k = 1; k <= s->s.n; k++) {
        if (!s->class_phrase[k]) continue;
        lua_rawgeti(L, -2, s->class_phrase[k]);
        lua_rawseti(L, -2, (lua_Integer)k);
    }
}

static void push_openers(lua_State *L, const lbk_reading *s) {
    lua_createtable(L, 4, 0);
    lua_Integer n = 0;
    for (size_t k = 1; k <= s->s.n; k++) {
        const bk_known *known = s->s.known[k];
        if (!known || !(known->sets & s->of->opening)) continue;
        lua_pushinteger(L, (lua_Integer)k);
        lua_rawseti(L, -2, ++n);
    }
}

static void push_phrase(lua_State *L, const lbk_reading *s, const bk_phrase *np, int sets) {
    uint32_t class = np->head || np->pronoun ? s->class_phrase[np->last] : 0;
    lua_createtable(L, 2,
                    1 + (np->determiner != 0) + (np->count != 0) + (class != 0) + np->capital +
                        np->calendar + np->aside + !np->head);
    lua_pushinteger(L, np->first);
    lua_rawseti(L, -2, 1);
    lua_pushinteger(L, np->last);
    lua_rawseti(L, -2, 2);
    set_integer(L, "before", np->before);
    if (np->determiner) {
        lua_rawgeti(L, NAMES, np->determiner);
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
    if (class) {
        lua_rawgeti(L, sets, class);
        lua_setfield(L, -2, "class");
    }
    if (np->pronoun) {
        lbk_push_word(L, s->t, token_at(L, s, np->first));
        lua_setfield(L, -2, "pronoun");
    } else if (!np->head) {
        set_true(L, "bare", true);
    }
    set_true(L, "capital", np->capital);
    set_true(L, "calendar", np->calendar);
    set_true(L, "aside", np->aside);
}

static void push_phrases(lua_State *L, const lbk_reading *s) {
    lua_getiuservalue(L, OF, LBK_TAGS);
    lua_getiuservalue(L, OF, LBK_CLASS_SETS);
    lua_createtable(L, (int)s->s.phrase_count, 0);
    for (size_t k = 0; k < s->s.phrase_count; k++) {
        push_phrase(L, s, &s->s.phrases[k], NAMES + 1);
        lua_rawseti(L, -2, (lua_Integer)k + 1);
    }
}

static void push_phrase_at(lua_State *L, const lbk_reading *s) {
    lua_getfield(L, SENTENCE, "phrases");
    lua_createtable(L, (int)s->s.n, 0);
    for (size_t k = 1; k <= s->s.n; k++) {
        if (!s->s.phrase_at[k]) continue;
        lua_rawgeti(L, -2, s->s.phrase_at[k]);
        lua_rawseti(L, -2, (lua_Integer)k);
    }
}

static void push_past(lua_State *L, const lbk_reading *s) {
    lua_pushboolean(L, s->s.past);
}
static void push_shouting(lua_State *L, const lbk_reading *s) {
    lua_pushboolean(L, s->s.shouting);
}

/* Who asks for one of the first fields soon asks for all of them. */
static const struct {
    const char *name;
    void (*push)(lua_State *L, const lbk_reading *s);
} FIELDS[] = {{"words", push_words},         {"tags", push_tags},           {"first", push_first},
              {"last", push_last},           {"classes", push_classes},     {"openers", push_openers},
              {"phrases", push_phrases},     {"phrase_at", push_phrase_at}, {"flags", push_flags},
              {"past", push_past},           {"shouting", push_shouting},   {NULL, NULL}};
enum { TOGETHER = 8 };

/* Make a field, unless the sentence has it. */
static void make_field(lua_State *L, const lbk_reading *s, lua_Integer field) {
    lua_pushstring(L, FIELDS[field].name);
    if (lua_rawget(L, SENTENCE) == LUA_TNIL) {
        lua_settop(L, HELD);
        FIELDS[field].push(L, s);
        lua_setfield(L, SENTENCE, FIELDS[field].name);
    }
    lua_settop(L, HELD);
}

/* A field of a sentence that it has not yet; the numbers of the fields by name are an upvalue. */
static int l_field(lua_State *L) {
    lua_settop(L, KEY);
    lua_pushvalue(L, KEY);
    if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TNIL) return 1;
    lua_Integer field = lua_tointeger(L, -1);
    lua_settop(L, KEY);
    lbk_check_sentence(L, SENTENCE);
    /* a list takes memory, so that finalizers may run, and read other sentences: not over this one */
    lbk_reading *r = push_reading(L);
    bool held = r->held;
    r->held = true;
    for (lua_Integer k = 0; field < TOGETHER && k < TOGETHER; k++) make_field(L, r, k);
    if (field >= TOGETHER) make_field(L, r, field);
    r->held = held;
    lua_pushvalue(L, KEY);
    lua_rawget(L, SENTENCE);
    return 1;
}

/*** Read a sentence.
 * @function vocabulary:read
 * @tparam tokens t
 * @tparam integer i the sentence's first token
 * @tparam integer j its last token, at most 300 tokens from the first on
 * @treturn table `{from, to, begins, ends, words, flags, first, last, tags, classes, phrases, phrase_at, openers,
 * sets, shouting, past, verbal}`, the lists made when one is first asked for. By token of the sentence: `words`
 * folded, `flags` and the bytes `first` and `last` as `tokens:arrays` gives them, `tags`, `classes`, `phrase_at` the
 * phrase that it is in.
 * `phrases` are `{first, last, before, det, count, class, capital, calendar, aside, bare,
 * pronoun}`: tokens of the sentence; `before` is the token
 * before it, `count` first and last token of its number, `det` "det" or "poss", `bare` one without a
 * noun. `openers` are the places of words that may open a clause. `begins` and `ends` are the sentence's first and last
 * byte, `sets` the bits of all its words; `shouting`: capitals tell nothing; `past`: told in the past; `verbal`: has a
 * verb
 * @raise "no such token", a sentence that is too long
 * @usage local s = v:read(t, 1, #t)
 */
static int l_read(lua_State *L) {
    lbk_check_vocabulary(L, 1);
    const bk_text *t = lbk_check_tokens(L, 2);
    lua_Integer i = luaL_checkinteger(L, 3), j = luaL_checkinteger(L, 4);
    luaL_argcheck(L, i >= 1 && i <= (lua_Integer)t->count, 3, "no such token");
    luaL_argcheck(L, j >= i && j <= (lua_Integer)t->count, 4, "no such token");
    luaL_argcheck(L, j - i < BK_SENTENCE_TOKENS, 4, "the sentence is too long");
    lua_settop(L, 2);
    lua_createtable(L, 0, 26); /* with room for what later stages say of it */
    const lbk_reading *r = read_tokens(L, 3, 1, 2, (size_t)i - 1, (size_t)(j - i + 1));
    lua_Integer sets = r->s.sets;
    bool verbal = r->s.verbal;
    lua_pushvalue(L, 1);
    lua_rawseti(L, 3, VOCABULARY);
    lua_pushvalue(L, 2);
    lua_rawseti(L, 3, TOKENS);
    set_integer(L, "from", i);
    set_integer(L, "to", j);
    set_integer(L, "begins", (lua_Integer)t->tokens[i - 1].at + 1);
    set_integer(L, "ends", (lua_Integer)t->tokens[j - 1].at + t->tokens[j - 1].n);
    set_integer(L, "sets", sets);
    lua_pushboolean(L, verbal);
    lua_setfield(L, 3, "verbal");
    luaL_setmetatable(L, META);
    return 1;
}

static const luaL_Reg methods[] = {{"read", l_read},
                                   {"extend", lbk_vocabulary_extend},
                                   {"triggers", lbk_triggers_new},
                                   {NULL, NULL}};
static const luaL_Reg functions[] = {{"vocabulary", lbk_vocabulary_new}, {NULL, NULL}};

int lbk_open_tagging(lua_State *L);

int lbk_open_tagging(lua_State *L) {
    lbk_vocabulary_class(L, methods);
    lbk_triggers_class(L);
    new_reading(L);
    lua_pop(L, 1);
    luaL_newmetatable(L, META);
    lua_newtable(L);
    for (lua_Integer k = 0; FIELDS[k].name; k++) {
        lua_pushinteger(L, k);
        lua_setfield(L, -2, FIELDS[k].name);
    }
    lua_pushcclosure(L, l_field, 1);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
