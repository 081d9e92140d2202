/*** The columns of a text's tokens, to which rules and lexicons add theirs.
 * @module breachkit.core.crf
 */
#include "lbk_columns.h"

#include "lbk_sentence.h"

#include <string.h>

#define META "breachkit.columns"

lbk_columns *lbk_new_columns(lua_State *L, size_t sentences) {
    lbk_columns *c = lua_newuserdatauv(L, sizeof *c + sentences * sizeof *c->sentences, 0);
    *c = (lbk_columns){0};
    luaL_setmetatable(L, META);
    return c;
}

lbk_columns *lbk_check_columns(lua_State *L, int index) {
    return lbk_check_class(L, index, META);
}

static int l_gc(lua_State *L) {
    bk_columns_free(&lbk_check_columns(L, 1)->c);
    return 0;
}

static unsigned check_own(lua_State *L, const lbk_columns *c, int index, unsigned needed) {
    lua_Integer n = luaL_checkinteger(L, index);
    lua_Integer last = (lua_Integer)c->c.count - BK_COLUMN_OWN - (lua_Integer)needed + 1;
    luaL_argcheck(L, n >= 1 && n <= last, index, "no such column");
    return BK_COLUMN_OWN + (unsigned)n - 1;
}

void lbk_check_columns_range(lua_State *L, const lbk_columns *c, int index, size_t *lo, size_t *hi) {
    lua_Integer base = (lua_Integer)c->base, end = base + (lua_Integer)c->c.rows;
    lua_Integer i = luaL_checkinteger(L, index), j = luaL_checkinteger(L, index + 1);
    luaL_argcheck(L, i > base && i <= end, index, "no such token");
    luaL_argcheck(L, j >= i && j <= end, index + 1, "no such token");
    *lo = (size_t)(i - 1 - base);
    *hi = (size_t)(j - 1 - base);
}

/*** Mark tokens with a value.
 * @function columns:mark
 * @tparam integer column of the caller's, from 1
 * @tparam integer first a token
 * @tparam integer last a token, `first` or later
 * @tparam integer value 1 or more
 * @raise "no such column", "no such token"
 * @usage c:mark(1, 4, 6, 2)
 */
static int l_mark(lua_State *L) {
    lbk_columns *c = lbk_check_columns(L, 1);
    unsigned column = check_own(L, c, 2, 1);
    size_t first, last;
    lbk_check_columns_range(L, c, 3, &first, &last);
    lua_Integer value = luaL_checkinteger(L, 5);
    luaL_argcheck(L, value >= 1 && value < 1 << 24, 5, "out of range");
    bk_columns_mark(&c->c, column, first, last, (uint32_t)value);
    return 0;
}

/*** Set every token of a range to one value, or to none.
 * @function columns:fill
 * @tparam integer column of the caller's, from 1
 * @tparam integer first a token
 * @tparam integer last a token, `first` or later
 * @tparam integer value 0 for none
 * @raise "no such column", "no such token"
 * @usage c:fill(1, 1, 20, 0)
 */
static int l_fill(lua_State *L) {
    lbk_columns *c = lbk_check_columns(L, 1);
    unsigned column = check_own(L, c, 2, 1);
    size_t first, last;
    lbk_check_columns_range(L, c, 3, &first, &last);
    lua_Integer value = luaL_checkinteger(L, 5);
    luaL_argcheck(L, value >= 0 && value < 1 << 24, 5, "out of range");
    uint32_t *out = c->c.cells + column * c->c.rows;
    for (size_t i = first; i <= last; i++) out[i] = (uint32_t)value;
    return 0;
}

/*** Mark the phrases that a lexicon has in the sentences with the values of their numbers; a value of 0, of 2^24 or
 * more or none leaves them unmarked.
 * @function columns:lexicon
 * @tparam integer column of the caller's, from 1
 * @tparam lexicon l
 * @tparam tokens t those of the columns
 * @tparam string values by phrase number, each an `I4` of `string.pack`
 * @tparam[opt] integer second another column
 * @tparam[opt] string others its values by phrase number
 * @raise "no such column"; tokens of another length
 * @usage c:lexicon(1, lexicon, tokens, ("I4I4I4"):pack(1, 1, 2))
 */
static int l_lexicon(lua_State *L) {
    lbk_columns *c = lbk_check_columns(L, 1);
    const bk_lexicon *l = lbk_check_lexicon(L, 3);
    const bk_text *t = lbk_check_tokens(L, 4);
    luaL_argcheck(L, t->count == c->all, 4, "the tokens of another text");
    int lists = lua_isnoneornil(L, 6) ? 1 : 2;
    unsigned column[2];
    const char *values[2];
    size_t bytes[2];
    for (int i = 0; i < lists; i++) {
        column[i] = check_own(L, c, i ? 6 : 2, 1);
        values[i] = luaL_checklstring(L, i ? 7 : 5, &bytes[i]);
    }
    for (size_t k = 0; k < c->count; k++) {
        bk_match m;
        size_t end = c->base + c->sentences[k].last + 1;
        for (size_t at = c->base + c->sentences[k].first; bk_lexicon_next(l, t, at, end, &m); at = m.last + 1u)
            for (int i = 0; i < lists; i++) {
                uint32_t value = 0;
                if (m.phrase <= bytes[i] / sizeof value)
                    memcpy(&value, values[i] + (m.phrase - 1) * sizeof value, sizeof value);
                if (value > 0 && value < 1 << 24)
                    bk_columns_mark(&c->c, column[i], m.first - c->base, m.last - c->base, value);
            }
    }
    return 0;
}

/*** Mark the tokens that lie in a range of bytes.
 * @function columns:bytes
 * @tparam integer column of the caller's, from 1
 * @tparam tokens t those of the columns
 * @tparam integer first the first byte
 * @tparam integer last the last byte
 * @tparam integer value 1 or more
 * @raise "no such column"; tokens of another length
 * @usage c:bytes(2, tokens, 10, 17, 1)
 */
static int l_bytes(lua_State *L) {
    lbk_columns *c = lbk_check_columns(L, 1);
    unsigned column = check_own(L, c, 2, 1);
    const bk_text *t = lbk_check_tokens(L, 3);
    luaL_argcheck(L, t->count == c->all, 3, "the tokens of another text");
    lua_Integer first = luaL_checkinteger(L, 4), last = luaL_checkinteger(L, 5);
    lua_Integer value = luaL_checkinteger(L, 6);
    luaL_argcheck(L, value >= 1 && value < 1 << 24, 6, "out of range");
    size_t lo = 0, hi = t->count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if ((lua_Integer)t->tokens[mid].at + 1 < first)
            lo = mid + 1;
        else
            hi = mid;
    }
    size_t stop = lo;
    while (stop < t->count && (lua_Integer)t->tokens[stop].at + t->tokens[stop].n <= last) stop++;
    bool begun = lo < c->base; /* in the tokens before these */
    if (begun) lo = c->base;
    if (stop <= lo || lo >= c->base + c->c.rows) return 0;
    bk_columns_mark(&c->c, column, lo - c->base, stop - 1 - c->base, (uint32_t)value);
    if (begun) c->c.cells[column * c->c.rows] |= 1u;
    return 0;
}

/* What the model is told of a phrase. */
static uint32_t kind_of(const bk_phrase *np) {
    return np->pronoun ? 1u : np->capital ? 2u : np->determiner ? 3u : !np->head ? 4u : 5u;
}

/*** Tell of a sentence's phrases and tags: a phrase is marked with 1 for a pronoun, 2 for a name, 3 with a determiner, 4
 * without a noun, 5 for another; a token has the number of its tag.
 * @function columns:sentence
 * @tparam integer phrase a column of the caller's, from 1
 * @tparam integer tag another one
 * @tparam table s the sentence, as `core.tagging` gives it
 * @tparam table numbers by tag, 0 to 2^24 - 1
 * @raise "no such column", a sentence that has not all its tokens here, a tag without a number
 * @usage c:sentence(1, 2, s, { noun = 1, verb = 2 })
 */
static int l_sentence(lua_State *L) {
    lbk_columns *c = lbk_check_columns(L, 1);
    unsigned phrase = check_own(L, c, 2, 1), tag = check_own(L, c, 3, 1);
    luaL_checktype(L, 5, LUA_TTABLE);
    lua_settop(L, 5);
    const lbk_reading *s = lbk_check_sentence(L, 4);
    const bk_tagging *read = &s->s;
    luaL_argcheck(L, s->from >= c->base && s->from + read->n <= c->base + c->c.rows, 4, "no such token");
    size_t row = s->from - c->base;
    for (size_t k = 0; k < read->phrase_count; k++) {
        const bk_phrase *np = &read->phrases[k];
        bk_columns_mark(&c->c, phrase, row + np->first - 1, row + np->last - 1, kind_of(np));
    }
    lua_getiuservalue(L, 6, LBK_TAGS);
    /* `numbers` may run Lua, which may read another sentence */
    uint8_t tags[BK_SENTENCE_TOKENS + 2];
    size_t n = read->n;
    memcpy(tags, read->tags, n + 1);
    uint32_t numbers[BK_TAGS_MAX], known = 0, *out = c->c.cells + tag * c->c.rows + row;
    for (size_t k = 1; k <= n; k++) {
        uint8_t t = tags[k];
        if (!(known >> t & 1)) {
            lua_rawgeti(L, -1, t);
            lua_gettable(L, 5);
            luaL_argcheck(L, lua_isinteger(L, -1), 5, "no number for a tag");
            lua_Integer value = lua_tointeger(L, -1);
            luaL_argcheck(L, value >= 0 && value < 1 << 24, 5, "out of range");
            lua_pop(L, 1);
            numbers[t] = (uint32_t)value;
            known |= UINT32_C(1) << t;
        }
        out[k - 1] = numbers[t];
    }
    return 0;
}

/*** For each token of the sentences, the value of a column at the nearest token of its sentence where another column
 * is set.
 * @function columns:nearest
 * @tparam integer column of the caller's, from 1
 * @tparam integer from the caller's column whose values are taken; 0 for the word itself
 * @tparam integer gate the caller's column that must be set
 * @tparam boolean ahead look after the token, not before it
 * @raise "no such column"
 * @usage c:nearest(3, 1, 1, true)
 */
static int l_nearest(lua_State *L) {
    lbk_columns *c = lbk_check_columns(L, 1);
    unsigned column = check_own(L, c, 2, 1);
    unsigned from = luaL_checkinteger(L, 3) ? check_own(L, c, 3, 1) : (unsigned)BK_COLUMN_WORD;
    unsigned gate = check_own(L, c, 4, 1);
    bool ahead = lua_toboolean(L, 5);
    for (size_t k = 0; k < c->count; k++)
        bk_columns_nearest(&c->c, column, from, gate, c->sentences[k].first, c->sentences[k].last, ahead);
    return 0;
}

/* The tokens of the event at the top of the stack, a table, as rows of lo..hi; its type. */
static lua_Integer read_event(lua_State *L, const lbk_columns *c, size_t lo, size_t hi, bk_span *span) {
    luaL_checktype(L, -1, LUA_TTABLE);
    lua_getfield(L, -1, "first");
    lua_getfield(L, -2, "last");
    lua_getfield(L, -3, "type");
    lua_Integer before = (lua_Integer)c->base + 1, i = lua_tointeger(L, -3), j = lua_tointeger(L, -2);
    lua_Integer type = lua_tointeger(L, -1);
    if (i < before + (lua_Integer)lo || j < i || j > before + (lua_Integer)hi) luaL_error(L, "no such token");
    if (type < 0 || type >= 1 << 24) luaL_error(L, "no such type");
    *span = (bk_span){(uint32_t)(i - before), (uint32_t)(j - before)};
    lua_pop(L, 3);
    return type;
}

/*** Tell each token of a sentence of the events in it: seven columns. The first has the type; five where it stands to
 * the nearest event of that type; the last marks events of other types.
 * @function columns:relate
 * @tparam integer column the first of the seven
 * @tparam integer lo the sentence's first token
 * @tparam integer hi its last
 * @tparam {table,...} events `{first, last, type}`: tokens, and the number of the type
 * @tparam integer type
 * @tparam ?table only the event that tokens are told their way to, instead of all of the type
 * @tparam integer code which code of the word table tells of an event's word
 * @tparam integer verb the caller's column that is set on verbs
 * @raise "no such column", "no such token", "no such type"
 * @usage c:relate(5, 1, 20, { { first = 4, last = 5, type = 1 } }, 1, nil, 1, 2)
 */
static int l_relate(lua_State *L) {
    lbk_columns *c = lbk_check_columns(L, 1);
    unsigned column = check_own(L, c, 2, BK_RELATION_COLUMNS + 2), other = column + 1 + BK_RELATION_COLUMNS;
    size_t lo, hi;
    lbk_check_columns_range(L, c, 3, &lo, &hi);
    luaL_argcheck(L, hi - lo < BK_SENTENCE_TOKENS, 4, "the sentence is too long");
    luaL_checktype(L, 5, LUA_TTABLE);
    lua_Integer type = luaL_checkinteger(L, 6), code = luaL_checkinteger(L, 8);
    luaL_argcheck(L, type >= 0 && type < 1 << 24, 6, "no such type");
    luaL_argcheck(L, code >= 1 && code <= BK_WORD_CODES, 8, "no such code");
    unsigned verb = check_own(L, c, 9, 1);
    bool one = !lua_isnil(L, 7);
    uint32_t *types = c->c.cells + column * c->c.rows, *others = c->c.cells + other * c->c.rows;
    for (size_t i = lo; i <= hi; i++) {
        types[i] = (uint32_t)type;
        others[i] = 0;
    }
    bk_span spans[BK_SENTENCE_TOKENS];
    size_t n = 0, listed = lua_rawlen(L, 5);
    for (size_t k = 0; k < listed; k++) {
        lua_rawgeti(L, 5, (lua_Integer)k + 1);
        bk_span span;
        lua_Integer of = read_event(L, c, lo, hi, &span);
        if (of != type)
            bk_columns_mark(&c->c, other, span.first, span.last, (uint32_t)of);
        else if (!one && n < BK_SENTENCE_TOKENS)
            spans[n++] = span;
        lua_pop(L, 1);
    }
    if (one) {
        lua_settop(L, 7);
        read_event(L, c, lo, hi, &spans[n++]);
    }
    bk_columns_relate(&c->c, column + 1, lo, hi, spans, n, BK_COLUMN_CODE + (unsigned)code - 1, verb);
    return 0;
}

void lbk_columns_class(lua_State *L) {
    static const luaL_Reg closing[] = {{"__gc", l_gc}, {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"mark", l_mark},     {"fill", l_fill},       {"sentence", l_sentence},
        {"lexicon", l_lexicon}, {"bytes", l_bytes}, {"nearest", l_nearest}, {"relate", l_relate},
        {NULL, NULL}};
    lbk_new_class(L, META, closing, methods);
    lua_pop(L, 1);
}
