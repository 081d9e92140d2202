/*** Text as tokens and sentences, and phrases found over them: the primitives of reading, without
 * policy. Token numbers are 1-based; positions are 1-based inclusive bytes.
 * @module breachkit.core.text
 */
#include "lbk_text.h"

#include "lbk.h"

#include <stdlib.h>
#include <string.h>

#define TOKENS_META "breachkit.tokens"
#define LEXICON_META "breachkit.lexicon"

bk_text *lbk_check_tokens(lua_State *L, int index) {
    bk_text *t = lbk_check_class(L, index, TOKENS_META);
    luaL_argcheck(L, t->p != NULL, index, "the tokens are closed");
    return t;
}

static bk_text *push_tokens(lua_State *L, int index) {
    size_t n;
    const char *p = luaL_checklstring(L, index, &n);
    bk_text *t = lua_newuserdatauv(L, sizeof *t, 1);
    *t = (bk_text){0};
    luaL_setmetatable(L, TOKENS_META);
    lua_pushvalue(L, index); /* the spans point into the string */
    lua_setiuservalue(L, -2, 1);
    bk_error err;
    if (bk_text_tokens(t, p, n, &err)) luaL_error(L, "text.tokens: %s", err.message);
    return t;
}

/*** Split a text into tokens.
 * A token is a word, a number, an address or one mark; the parts of a hyphenated compound are
 * tokens of their own, a possessive "'s" too; "U.S.", "1,000", "11.5", "example.com" and
 * "CVE-2014-1234" are one token each.
 * @function tokens
 * @tparam string s the text; bytes that are not UTF-8 count as letters
 * @treturn tokens an object that keeps the text: `#t`, `t:span`, `t:word`, `t:arrays`,
 * `t:count`, `t:sentences`, `t:quotes`, `t:paragraph`, `t:done`
 * @raise when memory is out or the text is longer than 4 GB
 * @usage local t = core.text.tokens "Sony's network was hacked."  -- #t == 6
 */
static int l_tokens(lua_State *L) {
    push_tokens(L, 1);
    return 1;
}

static int l_tokens_gc(lua_State *L) {
    bk_text_free(lbk_check_class(L, 1, TOKENS_META));
    return 0;
}

/*** Be done with tokens: their memory is free at once, and no token can be asked for from now on.
 * @function tokens:done
 * @usage tokens:done()
 */
static int l_tokens_done(lua_State *L) {
    return l_tokens_gc(L);
}

static int l_tokens_len(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)lbk_check_tokens(L, 1)->count);
    return 1;
}

static void check_range(lua_State *L, const bk_text *t, size_t *from, size_t *to) {
    lua_Integer count = (lua_Integer)t->count;
    lua_Integer i = luaL_checkinteger(L, 2), j = luaL_optinteger(L, 3, i);
    luaL_argcheck(L, i >= 1 && i <= count, 2, "no such token");
    luaL_argcheck(L, j >= i && j <= count, 3, "no such token");
    *from = (size_t)i - 1;
    *to = (size_t)j - 1;
}

void lbk_push_word(lua_State *L, const bk_text *t, const bk_token *token) {
    const char *p = t->p + token->at;
    char small[64];
    if (token->n <= sizeof small) {
        lua_pushlstring(L, small, bk_text_fold(small, p, token->n));
        return;
    }
    luaL_Buffer b;
    char *out = luaL_buffinitsize(L, &b, token->n);
    luaL_pushresultsize(&b, bk_text_fold(out, p, token->n));
}

/*** The bytes from one token to another.
 * @function tokens:span
 * @tparam integer i a token
 * @tparam[opt=i] integer j a token, `i` or later
 * @treturn integer the first byte of token i
 * @treturn integer the last byte of token j
 * @raise "no such token"
 * @usage local first, last = t:span(1, 3)
 */
static int l_tokens_span(lua_State *L) {
    const bk_text *t = lbk_check_tokens(L, 1);
    size_t i, j;
    check_range(L, t, &i, &j);
    lua_pushinteger(L, (lua_Integer)t->tokens[i].at + 1);
    lua_pushinteger(L, (lua_Integer)t->tokens[j].at + t->tokens[j].n);
    return 2;
}

/*** The text from one token to another, as it stands.
 * @function tokens:word
 * @tparam integer i a token
 * @tparam[opt=i] integer j a token, `i` or later
 * @treturn string the words
 * @raise "no such token"
 * @usage print(t:word(1))
 */
static int l_tokens_word(lua_State *L) {
    const bk_text *t = lbk_check_tokens(L, 1);
    size_t i, j;
    check_range(L, t, &i, &j);
    size_t at = t->tokens[i].at;
    lua_pushlstring(L, t->p + at, t->tokens[j].at + t->tokens[j].n - at);
    return 1;
}

/*** Tokens as flat arrays, for a script that walks many of them.
 * The flags are bits: 1 word, 2 number, 4 mark, 8 address, 16 first letter a capital, 32 all
 * capitals, 64 no white space before, 128 blank line before, 256 line end before, 512 joined by a
 * hyphen, 1024 not Latin script.
 * @function tokens:arrays
 * @tparam[opt=1] integer i from this token
 * @tparam[opt] integer j to this token, the last one by default
 * @treturn {string,...} the words, folded: lower case, ’ as '
 * @treturn {integer,...} their flags
 * @treturn {integer,...} their first bytes
 * @treturn {integer,...} their last bytes
 * @raise "no such token"
 * @usage local words, flags = t:arrays(1, 10)
 */
static int l_tokens_arrays(lua_State *L) {
    const bk_text *t = lbk_check_tokens(L, 1);
    lua_Integer count = (lua_Integer)t->count;
    lua_Integer i = luaL_optinteger(L, 2, 1), j = luaL_optinteger(L, 3, count);
    luaL_argcheck(L, i >= 1 && i <= count + 1, 2, "no such token");
    luaL_argcheck(L, j >= i - 1 && j <= count, 3, "no such token");
    int n = j - i + 1 > 1 << 24 ? 1 << 24 : (int)(j - i + 1);
    luaL_checkstack(L, 8, "tokens");
    for (int k = 0; k < 4; k++) lua_createtable(L, n, 0);
    int base = lua_gettop(L) - 3;
    lua_Integer slot = 1;
    for (lua_Integer k = i - 1; k < j; k++, slot++) {
        const bk_token *token = &t->tokens[k];
        lbk_push_word(L, t, token);
        lua_rawseti(L, base, slot);
        lua_pushinteger(L, token->flags);
        lua_rawseti(L, base + 1, slot);
        lua_pushinteger(L, (lua_Integer)token->at + 1);
        lua_rawseti(L, base + 2, slot);
        lua_pushinteger(L, (lua_Integer)token->at + token->n);
        lua_rawseti(L, base + 3, slot);
    }
    return 4;
}

/*** How many tokens have a flag.
 * @function tokens:count
 * @tparam integer flags bits as `tokens:arrays` has them; a token with any of them counts
 * @tparam[opt=1] integer i from this token
 * @tparam[opt] integer j to this token, the last one by default
 * @treturn integer
 * @raise "no such token"
 * @usage local words = t:count(1)
 */
static int l_tokens_count(lua_State *L) {
    const bk_text *t = lbk_check_tokens(L, 1);
    uint32_t flags = (uint32_t)luaL_checkinteger(L, 2);
    lua_Integer count = (lua_Integer)t->count, found = 0;
    lua_Integer i = luaL_optinteger(L, 3, 1), j = luaL_optinteger(L, 4, count);
    luaL_argcheck(L, i >= 1 && i <= count + 1, 3, "no such token");
    luaL_argcheck(L, j >= i - 1 && j <= count, 4, "no such token");
    for (lua_Integer k = i - 1; k < j; k++) found += (t->tokens[k].flags & flags) != 0;
    lua_pushinteger(L, found);
    return 1;
}

/*** Does a blank line stand before a token? No phrase is found over one, and a sentence begins there.
 * @function tokens:paragraph
 * @tparam integer i a token
 * @treturn boolean
 * @raise "no such token"
 * @usage if t:paragraph(k) then print "a new paragraph" end
 */
static int l_tokens_paragraph(lua_State *L) {
    const bk_text *t = lbk_check_tokens(L, 1);
    size_t i, j;
    lua_settop(L, 2);
    check_range(L, t, &i, &j);
    lua_pushboolean(L, (t->tokens[i].flags & BK_TOKEN_PARAGRAPH) != 0);
    return 1;
}

/*** The sentences, by tokens.
 * A blank line or a list's bullet ends a sentence; abbreviations, initials and decimals do not;
 * none is longer than 300 tokens, so that a text without a full stop stays bounded.
 * @function tokens:sentences
 * @treturn {integer,...} first and last token of each, flat: `{1, 12, 13, 20}`
 * @usage local s = t:sentences() for i = 1, #s, 2 do print(t:word(s[i], s[i + 1])) end
 */
static int l_tokens_sentences(lua_State *L) {
    const bk_text *t = lbk_check_tokens(L, 1);
    lua_createtable(L, t->count < INT32_MAX ? (int)(t->count / 8) : 0, 0); /* sentences have some 20 tokens */
    lua_Integer slot = 0;
    for (size_t i = 0; i < t->count;) {
        size_t last = bk_text_sentence(t, i);
        lua_pushinteger(L, (lua_Integer)i + 1);
        lua_rawseti(L, -2, ++slot);
        lua_pushinteger(L, (lua_Integer)last + 1);
        lua_rawseti(L, -2, ++slot);
        i = last + 1;
    }
    return 1;
}

/*** The quotations, by tokens, their marks included.
 * Marks are “ ”, « » and "; one that is not closed within 400 tokens is none. A blank line ends a
 * quotation, which then runs on if the next paragraph opens it again.
 * @function tokens:quotes
 * @treturn {integer|boolean,...} first and last token of each and whether it runs on, flat:
 * `{3, 9, false}`
 * @usage local q = t:quotes() for k = 1, #q, 3 do print(t:word(q[k], q[k + 1])) end
 */
static int l_tokens_quotes(lua_State *L) {
    const bk_text *t = lbk_check_tokens(L, 1);
    lua_newtable(L);
    lua_Integer slot = 0;
    bk_quote q;
    for (size_t at = 0; bk_text_quote(t, at, &q); at = q.last + 1u) {
        lua_pushinteger(L, (lua_Integer)q.first + 1);
        lua_rawseti(L, -2, ++slot);
        lua_pushinteger(L, (lua_Integer)q.last + 1);
        lua_rawseti(L, -2, ++slot);
        lua_pushboolean(L, q.runs_on);
        lua_rawseti(L, -2, ++slot);
    }
    return 1;
}

/*** The sentences of a text, by bytes.
 * @function sentences
 * @tparam string s the text
 * @treturn {integer,...} first and last byte of each, flat: `{1, 80, 82, 140}`
 * @raise when memory is out or the text is longer than 4 GB
 * @usage local s = core.text.sentences "One. Two."  -- {1, 4, 6, 9}
 */
static int l_sentences(lua_State *L) {
    const bk_text *t = push_tokens(L, 1);
    lua_newtable(L);
    lua_Integer slot = 0;
    for (size_t i = 0; i < t->count;) {
        size_t last = bk_text_sentence(t, i);
        lua_pushinteger(L, (lua_Integer)t->tokens[i].at + 1);
        lua_rawseti(L, -2, ++slot);
        lua_pushinteger(L, (lua_Integer)t->tokens[last].at + t->tokens[last].n);
        lua_rawseti(L, -2, ++slot);
        i = last + 1;
    }
    return 1;
}

bk_lexicon *lbk_check_lexicon(lua_State *L, int index) {
    bk_lexicon **l = lbk_check_class(L, index, LEXICON_META);
    luaL_argcheck(L, *l != NULL, index, "the lexicon is closed");
    return *l;
}

/*** Compile a list of phrases.
 * A phrase is split as a text is, so that "denial-of-service" also finds "denial of service". Of
 * equal phrases the first counts.
 * @function lexicon
 * @tparam {string,...} phrases of at most 32 tokens each
 * @tparam[opt] table options `exact`: heed case (default false)
 * @treturn lexicon an object with `find`, `count` and `spans`
 * @raise on an empty or too long phrase: the table is damaged
 * @usage local l = core.text.lexicon { "hacked", "data breach" }
 */
static int l_lexicon(lua_State *L) {
    static const char *const names[] = {"exact", NULL};
    luaL_checktype(L, 1, LUA_TTABLE);
    lbk_check_options(L, 2, names);
    bool exact = lbk_opt_boolean(L, 2, "exact", false);
    bk_lexicon **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    luaL_setmetatable(L, LEXICON_META);
    *box = bk_lexicon_new(exact);
    if (!*box) return luaL_error(L, "text.lexicon: out of memory");
    lua_Integer count = luaL_len(L, 1);
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_geti(L, 1, i) != LUA_TSTRING)
            return luaL_error(L, "text.lexicon: phrase %I is no string", i);
        size_t n;
        const char *p = lua_tolstring(L, -1, &n);
        bk_error err;
        if (i > INT32_MAX || bk_lexicon_add(*box, p, n, (uint32_t)i, &err))
            return luaL_error(L, "text.lexicon: phrase %I: %s", i,
                              i > INT32_MAX ? "too many" : err.message);
        lua_pop(L, 1);
    }
    return 1;
}

static int l_lexicon_gc(lua_State *L) {
    bk_lexicon **l = lbk_check_class(L, 1, LEXICON_META);
    bk_lexicon_free(*l);
    *l = NULL;
    return 0;
}

static void check_search(lua_State *L, const bk_text *t, lua_Integer *i, lua_Integer *j) {
    lua_Integer count = (lua_Integer)t->count;
    *i = luaL_optinteger(L, 3, 1);
    *j = luaL_optinteger(L, 4, count);
    luaL_argcheck(L, *i >= 1 && *i <= count + 1, 3, "no such token");
    luaL_argcheck(L, *j >= *i - 1 && *j <= count, 4, "no such token");
}

/*** Find the phrases in tokens: leftmost, then longest, without overlap.
 * @function lexicon:find
 * @tparam tokens t
 * @tparam[opt=1] integer i from this token
 * @tparam[opt] integer j to this token, the last one by default
 * @treturn {integer,...} first token, last token and number of the phrase for each match, flat
 * @raise "no such token"
 * @usage local m = l:find(t) for k = 1, #m, 3 do print(t:word(m[k], m[k + 1]), phrases[m[k + 2]])
 * end
 */
static int l_lexicon_find(lua_State *L) {
    const bk_lexicon *l = lbk_check_lexicon(L, 1);
    const bk_text *t = lbk_check_tokens(L, 2);
    lua_Integer i, j, slot = 0;
    check_search(L, t, &i, &j);
    bk_match m;
    bool found = bk_lexicon_next(l, t, (size_t)i - 1, (size_t)j, &m);
    lua_createtable(L, found ? 6 : 0, 0);
    for (; found; found = bk_lexicon_next(l, t, m.last + 1u, (size_t)j, &m)) {
        lua_pushinteger(L, (lua_Integer)m.first + 1);
        lua_rawseti(L, -2, ++slot);
        lua_pushinteger(L, (lua_Integer)m.last + 1);
        lua_rawseti(L, -2, ++slot);
        lua_pushinteger(L, m.phrase);
        lua_rawseti(L, -2, ++slot);
    }
    return 1;
}

/*** Count the phrases in tokens, as `find` finds them.
 * @function lexicon:count
 * @tparam tokens t
 * @tparam[opt=1] integer i from this token
 * @tparam[opt] integer j to this token, the last one by default
 * @tparam[opt] table of where the matches of each phrase are added to what is there, by its number
 * @treturn integer how many there are
 * @raise "no such token"
 * @usage local of = {} print(l:count(t, 1, #t, of), of[1])
 */
static int l_lexicon_count(lua_State *L) {
    const bk_lexicon *l = lbk_check_lexicon(L, 1);
    const bk_text *t = lbk_check_tokens(L, 2);
    lua_Integer i, j, count = 0;
    check_search(L, t, &i, &j);
    bool each = !lua_isnoneornil(L, 5);
    if (each) luaL_checktype(L, 5, LUA_TTABLE);
    bk_match m;
    for (size_t at = (size_t)i - 1; bk_lexicon_next(l, t, at, (size_t)j, &m); at = m.last + 1u) {
        count++;
        if (!each) continue;
        lua_rawgeti(L, 5, m.phrase);
        lua_pushinteger(L, lua_tointeger(L, -1) + 1);
        lua_rawseti(L, 5, m.phrase);
        lua_pop(L, 1);
    }
    lua_pushinteger(L, count);
    return 1;
}

/*** Find the phrases in a text, by bytes.
 * @function lexicon:spans
 * @tparam string s the text
 * @treturn {integer,...} first byte, last byte and number of the phrase for each match, flat
 * @raise when memory is out or the text is longer than 4 GB
 * @usage for k = 1, #m, 3 do print(s:sub(m[k], m[k + 1])) end  -- m = l:spans(s)
 */
static int l_lexicon_spans(lua_State *L) {
    const bk_lexicon *l = lbk_check_lexicon(L, 1);
    const bk_text *t = push_tokens(L, 2);
    lua_newtable(L);
    lua_Integer slot = 0;
    bk_match m;
    for (size_t at = 0; bk_lexicon_next(l, t, at, t->count, &m); at = m.last + 1u) {
        lua_pushinteger(L, (lua_Integer)t->tokens[m.first].at + 1);
        lua_rawseti(L, -2, ++slot);
        lua_pushinteger(L, (lua_Integer)t->tokens[m.last].at + t->tokens[m.last].n);
        lua_rawseti(L, -2, ++slot);
        lua_pushinteger(L, m.phrase);
        lua_rawseti(L, -2, ++slot);
    }
    return 1;
}

static const luaL_Reg tokens_metamethods[] = {{"__gc", l_tokens_gc}, {"__len", l_tokens_len}, {NULL, NULL}};
static const luaL_Reg lexicon_metamethods[] = {{"__gc", l_lexicon_gc}, {NULL, NULL}};
static const luaL_Reg tokens_methods[] = {{"span", l_tokens_span},
                                          {"word", l_tokens_word},
                                          {"arrays", l_tokens_arrays},
                                          {"count", l_tokens_count},
                                          {"sentences", l_tokens_sentences},
                                          {"quotes", l_tokens_quotes},
                                          {"paragraph", l_tokens_paragraph},
                                          {"done", l_tokens_done},
                                          {NULL, NULL}};
static const luaL_Reg lexicon_methods[] = {
    {"find", l_lexicon_find}, {"count", l_lexicon_count}, {"spans", l_lexicon_spans}, {NULL, NULL}};
static const luaL_Reg functions[] = {
    {"tokens", l_tokens}, {"sentences", l_sentences}, {"lexicon", l_lexicon}, {NULL, NULL}};

int lbk_open_text(lua_State *L);

int lbk_open_text(lua_State *L) {
    lbk_new_class(L, TOKENS_META, tokens_metamethods, tokens_methods);
    lbk_new_class(L, LEXICON_META, lexicon_metamethods, lexicon_methods);
    lua_pop(L, 2);
    luaL_newlib(L, functions);
    return 1;
}
