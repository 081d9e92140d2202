/*** Sequence labelling by the models of `data/`: attributes of tokens in columns, spans and classes
 * from conditional random fields. Token numbers are 1-based.
 * @module breachkit.core.crf
 */
#include "lbk_columns.h"
#include "lbk_text.h"

#include "../core/bk_crf.h"
#include "lbk.h"

#include <stdlib.h>
#include <string.h>

#define MODEL_META "breachkit.model"

typedef struct model {
    bk_crf crf;
    bk_crf_work *work;
    bk_columns spare; /* that nobody uses */
} model;

static model *check_model(lua_State *L, int index) {
    model *m = lbk_check_class(L, index, MODEL_META);
    luaL_argcheck(L, m->work != NULL, index, "the model is closed");
    return m;
}

static int l_model_gc(lua_State *L) {
    model *m = lbk_check_class(L, 1, MODEL_META);
    bk_crf_work_free(m->work);
    bk_columns_free(&m->spare);
    bk_crf_close(&m->crf);
    m->work = NULL;
    return 0;
}

/*** Open a model: its file is mapped, read-only.
 * @function open
 * @tparam string path
 * @treturn ?model an object with `version`, `layers`, `columns`, `done`, `spans`, `sequence`, `why`,
 * `features`
 * @treturn ?table an error: "io", "type" (not a model, or of another format), "syntax" (damaged)
 * @raise when memory is out
 * @usage local model = assert(core.crf.open(data.path "claims.model"))
 */
static int l_open(lua_State *L) {
    const char *path = lbk_check_path(L, 1);
    model *m = lua_newuserdatauv(L, sizeof *m, 0);
    memset(m, 0, sizeof *m);
    luaL_setmetatable(L, MODEL_META);
    bk_error err;
    if (bk_crf_open(&m->crf, path, &err)) return lbk_push_error(L, &err, path);
    m->work = bk_crf_work_new(&m->crf);
    if (!m->work) return luaL_error(L, "crf.open: out of memory");
    return 1;
}

static const bk_crf_layer *check_layer(lua_State *L, const model *m, int index) {
    lua_Integer n = luaL_checkinteger(L, index);
    luaL_argcheck(L, n >= 1 && n <= (lua_Integer)m->crf.layer_count, index, "no such layer");
    return &m->crf.layers[n - 1];
}

/*** The text that tells which model it is.
 * @function model:version
 * @treturn string
 * @raise "the model is closed"
 * @usage print(model:version())
 */
static int l_version(lua_State *L) {
    const model *m = check_model(L, 1);
    lua_pushlstring(L, m->crf.version, m->crf.version_length);
    return 1;
}

/*** The layers, in order.
 * @function model:layers
 * @treturn {table,...} `{name, labels, templates}`: the names of its classes; of each
 * template the columns (from 0) and offsets that it joins, flat
 * @raise "the model is closed"
 * @usage for i, layer in ipairs(model:layers()) do print(i, layer.name) end
 */
static int l_layers(lua_State *L) {
    const model *m = check_model(L, 1);
    lua_newtable(L);
    for (uint32_t i = 0; i < m->crf.layer_count; i++) {
        const bk_crf_layer *l = &m->crf.layers[i];
        lua_createtable(L, 0, 2);
        lua_pushstring(L, bk_crf_name(l, 0));
        lua_setfield(L, -2, "name");
        lua_newtable(L);
        for (size_t k = 1; *bk_crf_name(l, k); k++) {
            lua_pushstring(L, bk_crf_name(l, k));
            lua_rawseti(L, -2, (lua_Integer)k);
        }
        lua_setfield(L, -2, "labels");
        lua_createtable(L, (int)l->template_count, 0);
        for (size_t t = 0; t < l->template_count; t++) {
            const bk_template *template = &l->templates[t];
            lua_createtable(L, 2 * template->n, 0);
            for (unsigned k = 0; k < template->n; k++) {
                lua_pushinteger(L, template->column[k]);
                lua_rawseti(L, -2, 2 * (lua_Integer)k + 1);
                lua_pushinteger(L, template->offset[k]);
                lua_rawseti(L, -2, 2 * (lua_Integer)k + 2);
            }
            lua_rawseti(L, -2, (lua_Integer)t + 1);
        }
        lua_setfield(L, -2, "templates");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/*** The columns of a text, or of a part of it: its words' attributes, and room for the caller's.
 * @function model:columns
 * @tparam tokens t
 * @tparam integer own how many columns the caller adds, numbered from 1
 * @tparam[opt] {integer,...} sentences first and last token of each, flat: those that are asked about, in order; the
 * whole text as one by default. Tokens between them have the columns too, with nothing in them
 * @treturn columns an object with `mark`, `fill`, `lexicon`, `bytes`, `sentence`, `nearest` and
 * `relate`
 * @raise when memory is out, or there are too many columns; "no such token"
 * @usage local c = model:columns(tokens, 4, { 1, 20, 31, 45 })
 */
static int l_columns(lua_State *L) {
    model *m = check_model(L, 1);
    const bk_text *t = lbk_check_tokens(L, 2);
    lua_Integer own = luaL_checkinteger(L, 3);
    luaL_argcheck(L, own >= 0 && own <= BK_COLUMNS_MAX - BK_COLUMN_OWN, 3, "too many columns");
    lua_settop(L, 4);
    bool whole = lua_isnil(L, 4);
    if (!whole) luaL_checktype(L, 4, LUA_TTABLE);
    size_t count = whole ? t->count > 0 : (size_t)lua_rawlen(L, 4) / 2;
    lbk_columns *c = lbk_new_columns(L, count);
    c->all = t->count;
    for (size_t k = 0; k < count; k++) {
        lua_Integer first = 1, last = (lua_Integer)t->count;
        if (!whole) {
            lua_rawgeti(L, 4, 2 * (lua_Integer)k + 1);
            lua_rawgeti(L, 4, 2 * (lua_Integer)k + 2);
            first = lua_tointeger(L, -2);
            last = lua_tointeger(L, -1);
            lua_pop(L, 2);
        }
        size_t free_from = k ? c->base + c->sentences[k - 1].last + 1 : 0;
        bool right = first > (lua_Integer)free_from && last >= first && last <= (lua_Integer)t->count;
        luaL_argcheck(L, right, 4, "no such token");
        if (!k) c->base = (size_t)first - 1;
        c->sentences[k] = (bk_span){(uint32_t)((size_t)first - 1 - c->base), (uint32_t)((size_t)last - 1 - c->base)};
    }
    bk_text part = *t;
    part.tokens = t->tokens ? t->tokens + c->base : NULL;
    bk_error err;
    if (bk_columns_make(&c->c, count ? c->sentences[count - 1].last + 1u : 0, (unsigned)own, &m->spare, &err))
        return luaL_error(L, "model:columns: %s", err.message);
    for (size_t k = 0, from = 0; k < count; k++) {
        size_t to = c->sentences[k].last + 1u;
        bk_columns_clear(&c->c, from, to);
        bk_columns_read(&c->c, &part, &m->crf.table, c->sentences[k].first, to);
        from = to;
    }
    c->count = count;
    return 1;
}

enum { SPARE_CELLS = 1 << 18 }; /* a long text's are given back */

/*** Be done with columns: the next ones take their memory.
 * @function model:done
 * @tparam columns c of no token from now on
 * @raise "the model is closed"
 * @usage model:done(columns)
 */
static int l_done(lua_State *L) {
    model *m = check_model(L, 1);
    lbk_columns *c = lbk_check_columns(L, 2);
    bk_columns left = c->c;
    c->c = (bk_columns){.count = left.count};
    c->count = 0;
    if (left.room > m->spare.room && left.room <= SPARE_CELLS) {
        bk_columns more = m->spare;
        m->spare = left;
        left = more;
    }
    bk_columns_free(&left);
    return 0;
}

/* What the templates of a layer may ask for. */
static void check_reach(lua_State *L, const bk_crf_layer *l, const lbk_columns *c) {
    if (l->columns > c->c.count) luaL_error(L, "the model wants more columns than there are");
}

/* Spans as a flat table: first token, last token, class and probability of each. */
static int push_spans(lua_State *L, const lbk_columns *c, const bk_crf_span *spans, size_t n) {
    lua_createtable(L, (int)n * 4, 0);
    lua_Integer slot = 0, before = (lua_Integer)c->base + 1;
    for (size_t i = 0; i < n; i++) {
        lua_pushinteger(L, before + (lua_Integer)spans[i].first);
        lua_rawseti(L, -2, ++slot);
        lua_pushinteger(L, before + (lua_Integer)spans[i].last);
        lua_rawseti(L, -2, ++slot);
        lua_pushinteger(L, spans[i].label);
        lua_rawseti(L, -2, ++slot);
        lua_pushnumber(L, (lua_Number)spans[i].probability);
        lua_rawseti(L, -2, ++slot);
    }
    return 1;
}

/*** The spans of a sentence in its best reading.
 * @function model:spans
 * @tparam integer layer a layer that is a chain
 * @tparam columns c
 * @tparam integer lo the sentence's first token
 * @tparam integer hi its last; a sentence of more than 300 tokens has no spans
 * @tparam[opt] integer group which labels may occur: 1 or more; all of them by default
 * @treturn {number,...} first token, last token, class and probability of each, flat
 * @raise "no such layer", "no such token"
 * @usage local found = model:spans(1, columns, 1, 20)
 */
static int l_spans(lua_State *L) {
    model *m = check_model(L, 1);
    const bk_crf_layer *layer = check_layer(L, m, 2);
    const lbk_columns *c = lbk_check_columns(L, 3);
    size_t lo, hi;
    lbk_check_columns_range(L, c, 4, &lo, &hi);
    lua_Integer group = luaL_optinteger(L, 6, (lua_Integer)layer->groups + 1);
    check_reach(L, layer, c);
    bk_crf_span out[BK_SENTENCE_TOKENS];
    size_t n = layer->chain ? bk_crf_spans(layer, &c->c, lo, hi,
                                           (size_t)(group < 1 ? 0 : group - 1), m->work, out)
                            : 0;
    return push_spans(L, c, out, n);
}

/*** The likely spans of a sentence in all its readings; some overlap.
 * @function model:likely
 * @tparam integer layer a layer that is a chain
 * @tparam columns c
 * @tparam integer lo the sentence's first token
 * @tparam integer hi its last; a sentence of more than 300 tokens has no spans
 * @tparam integer group which labels may occur
 * @tparam number least the least probability, before it is calibrated
 * @treturn {number,...} as `spans`, by the first token and then by class; at most 300 spans
 * @raise "no such layer", "no such token"
 * @usage local found = model:likely(2, columns, 1, 20, 1, 0.1)
 */
static int l_likely(lua_State *L) {
    model *m = check_model(L, 1);
    const bk_crf_layer *layer = check_layer(L, m, 2);
    const lbk_columns *c = lbk_check_columns(L, 3);
    size_t lo, hi;
    lbk_check_columns_range(L, c, 4, &lo, &hi);
    lua_Integer group = luaL_checkinteger(L, 6);
    lua_Number least = luaL_checknumber(L, 7);
    luaL_argcheck(L, least > 0, 7, "out of range");
    check_reach(L, layer, c);
    bk_crf_span out[BK_SENTENCE_TOKENS];
    size_t n = layer->chain
                   ? bk_crf_likely(layer, &c->c, lo, hi, (size_t)(group < 1 ? 0 : group - 1),
                                   (float)least, m->work, out, BK_SENTENCE_TOKENS)
                   : 0;
    return push_spans(L, c, out, n);
}

/* The number at `index`, of a token of the rows lo..hi, as a row. */
static size_t check_token(lua_State *L, const lbk_columns *c, int index, size_t lo, size_t hi) {
    lua_Integer at = luaL_checkinteger(L, index), before = (lua_Integer)c->base + 1;
    luaL_argcheck(L, at >= before + (lua_Integer)lo && at <= before + (lua_Integer)hi, index, "no such token");
    return (size_t)(at - before);
}

/* A token in its sentence, as a layer sees it: arguments 2 to 6. */
typedef struct place {
    const bk_crf_layer *layer;
    const lbk_columns *c;
    size_t at, lo, hi;
} place;

static place check_place(lua_State *L, const model *m) {
    place p = {.layer = check_layer(L, m, 2), .c = lbk_check_columns(L, 3)};
    lbk_check_columns_range(L, p.c, 5, &p.lo, &p.hi);
    p.at = check_token(L, p.c, 4, p.lo, p.hi);
    check_reach(L, p.layer, p.c);
    return p;
}

enum { REASONS_ROOM = 4 };

/*** The features of a token, as training sees them.
 * @function model:features
 * @tparam integer layer
 * @tparam columns c
 * @tparam integer at the token
 * @tparam integer lo the first token of its sentence
 * @tparam integer hi the last
 * @tparam[opt=""] string more features that follow
 * @treturn string 32-bit numbers of the machine's byte order, one after the other
 * @raise "no such layer", "no such token"
 * @usage local packed = model:features(1, columns, 5, 1, 20)
 */
static int l_features(lua_State *L) {
    place p = check_place(L, check_model(L, 1));
    size_t more;
    const char *follow = luaL_optlstring(L, 7, "", &more);
    uint32_t out[BK_CRF_FEATURES];
    size_t n = bk_features(&p.c->c, p.layer->templates, 0, p.layer->template_count, p.at,
                           p.lo, p.hi, out, BK_CRF_FEATURES);
    luaL_Buffer b;
    char *packed = luaL_buffinitsize(L, &b, n * sizeof *out + more);
    memcpy(packed, out, n * sizeof *out);
    memcpy(packed + n * sizeof *out, follow, more);
    luaL_pushresultsize(&b, n * sizeof *out + more);
    return 1;
}

/*** What a layer's weights say of each label at a token, for `model:sequence`.
 * @function model:sums
 * @tparam integer layer
 * @tparam columns c
 * @tparam integer at the token
 * @tparam integer lo the first token of its sentence
 * @tparam integer hi the last
 * @tparam[opt=""] string more features besides the token's, as `features` and `named` give them; 512 in all count
 * @treturn string a sum for each label
 * @raise "no such layer", "no such token", features that are none
 * @usage local sums = model:sums(4, columns, 5, 1, 20)
 */
static int l_sums(lua_State *L) {
    model *m = check_model(L, 1);
    place p = check_place(L, m);
    size_t length;
    const char *more = luaL_optlstring(L, 7, "", &length);
    luaL_argcheck(L, length % sizeof(uint32_t) == 0, 7, "no features");
    int16_t sums[BK_LABELS_MAX];
    const uint32_t *features = (const uint32_t *)(const void *)more;
    bk_crf_sums(p.layer, &p.c->c, p.at, p.lo, p.hi, features, length / sizeof *features, m->work, sums);
    lua_pushlstring(L, (const char *)sums, p.layer->labels * sizeof *sums);
    return 1;
}

/*** The labels of things that follow one another, such as the events of a report.
 * @function model:sequence
 * @tparam integer layer a layer that is no chain of spans
 * @tparam {string,...} sums of each thing, as `model:sums` gives them; at most 300 things
 * @treturn {number,...} class (from 1) and probability of each, flat
 * @raise "no such layer", a layer that is a chain, too many things, sums of another layer
 * @usage local found = model:sequence(4, { sums })
 */
static int l_sequence(lua_State *L) {
    model *m = check_model(L, 1);
    const bk_crf_layer *layer = check_layer(L, m, 2);
    luaL_argcheck(L, !layer->chain, 2, "the layer is a chain of spans");
    luaL_checktype(L, 3, LUA_TTABLE);
    lua_Integer n = (lua_Integer)lua_rawlen(L, 3);
    luaL_argcheck(L, n <= BK_SENTENCE_TOKENS, 3, "too many things");
    int16_t sums[BK_SENTENCE_TOKENS * BK_LABELS_MAX];
    size_t bytes = layer->labels * sizeof *sums;
    for (lua_Integer i = 0; i < n; i++) {
        size_t length;
        lua_rawgeti(L, 3, i + 1);
        const char *p = lua_tolstring(L, -1, &length);
        luaL_argcheck(L, p && length == bytes, 3, "no sums of the layer");
        memcpy((char *)sums + (size_t)i * bytes, p, bytes);
        lua_pop(L, 1);
    }
    uint8_t labels[BK_SENTENCE_TOKENS];
    float probabilities[BK_SENTENCE_TOKENS];
    bk_crf_sequence(layer, sums, (size_t)n, m->work, labels, probabilities);
    lua_createtable(L, (int)n * 2, 0);
    for (lua_Integer i = 0; i < n; i++) {
        lua_pushinteger(L, labels[i] + 1);
        lua_rawseti(L, -2, 2 * i + 1);
        lua_pushnumber(L, (lua_Number)probabilities[i]);
        lua_rawseti(L, -2, 2 * i + 2);
    }
    return 1;
}

/*** The features of what a whole text tells, by their names.
 * @function named
 * @tparam {string,...} names
 * @tparam string suffix of all of them
 * @treturn string as `model:features` gives them, the same in every run
 * @raise when a name is no string
 * @usage local packed = core.crf.named({ "title asks" }, "/1")
 */
static int l_named(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    size_t m, n = lua_rawlen(L, 1);
    const char *suffix = luaL_checklstring(L, 2, &m);
    luaL_Buffer b;
    uint32_t *out = (uint32_t *)(void *)luaL_buffinitsize(L, &b, n * sizeof *out);
    for (size_t i = 0; i < n; i++) {
        size_t length;
        lua_rawgeti(L, 1, (lua_Integer)i + 1);
        const char *name = luaL_checklstring(L, -1, &length);
        out[i] = bk_feature_named(name, length, suffix, m);
        lua_pop(L, 1);
    }
    luaL_pushresultsize(&b, n * sizeof *out);
    return 1;
}

/*** What spoke for a label at a token.
 * @function model:why
 * @tparam integer layer
 * @tparam columns c
 * @tparam integer at the token
 * @tparam integer lo the first token of its sentence
 * @tparam integer hi the last
 * @tparam integer label of a chain 2k-1 where a span of class k begins, 2k inside; else the class
 * less 1
 * @treturn string template (from 1) and score of each, best first, at most 4: an `I4` and a `d` of `string.pack`
 * @raise "no such layer", "no such token"
 * @usage local reasons = model:why(1, columns, 5, 1, 20, 1)
 */
static int l_why(lua_State *L) {
    model *m = check_model(L, 1);
    place p = check_place(L, m);
    lua_Integer label = luaL_checkinteger(L, 7);
    luaL_argcheck(L, label >= 0 && label < BK_LABELS_MAX, 7, "no such label");
    bk_crf_reason out[REASONS_ROOM];
    size_t n = bk_crf_why(p.layer, &p.c->c, p.at, p.lo, p.hi, (uint32_t)label, m->work, out, REASONS_ROOM);
    char bytes[REASONS_ROOM * (sizeof(uint32_t) + sizeof(double))], *end = bytes;
    for (size_t i = 0; i < n; i++) {
        uint32_t template = out[i].template + 1;
        double score = (double)out[i].score;
        memcpy(end, &template, sizeof template);
        memcpy(end + sizeof template, &score, sizeof score);
        end += sizeof template + sizeof score;
    }
    lua_pushlstring(L, bytes, (size_t)(end - bytes));
    return 1;
}

static const luaL_Reg closing[] = {{"__gc", l_model_gc}, {"__close", l_model_gc}, {NULL, NULL}};
static const luaL_Reg model_methods[] = {
    {"version", l_version},   {"layers", l_layers},     {"columns", l_columns}, {"done", l_done}, {"spans", l_spans},
    {"likely", l_likely},     {"sums", l_sums},         {"sequence", l_sequence}, {"features", l_features}, {"why", l_why},
    {NULL, NULL}};
static const luaL_Reg functions[] = {{"open", l_open}, {"named", l_named}, {NULL, NULL}};

int lbk_open_crf(lua_State *L);

int lbk_open_crf(lua_State *L) {
    lbk_new_class(L, MODEL_META, closing, model_methods);
    lua_pop(L, 1);
    lbk_columns_class(L);
    luaL_newlib(L, functions);
    return 1;
}
