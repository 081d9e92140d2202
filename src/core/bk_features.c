#include "bk_features.h"

#include <stdlib.h>
#include <string.h>

static uint32_t shape_of(const char *p, size_t n) {
    uint32_t h = 1, last = 0, count = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        uint32_t kind = c >= 'A' && c <= 'Z'                 ? 1
                        : (c >= 'a' && c <= 'z') || c >= 128 ? 2
                        : c >= '0' && c <= '9'               ? 3
                                                             : 4u + c;
        count = kind == last ? count + 1 : 1;
        last = kind;
        if (count <= 2) h = bk_feature_mix(h, kind); /* one or many */
    }
    return h;
}

enum {
    JOINING = BK_TOKEN_WORD | BK_TOKEN_NUMBER | BK_TOKEN_PUNCT | BK_TOKEN_ADDRESS |
    BK_TOKEN_CAPITAL | BK_TOKEN_UPPER | BK_TOKEN_GLUED | BK_TOKEN_HYPHEN
};

static uint32_t affix(const char *p, size_t n, uint32_t salt) {
    return bk_feature_mix(bk_text_hash(p, n), salt);
}

static bool is_known(const uint64_t *known, uint32_t hash) {
    return known[hash >> (32 - BK_KNOWN_BITS + 6)] >> (hash >> (32 - BK_KNOWN_BITS) & 63) & 1;
}

void bk_word_table_know(bk_word_table *t, uint64_t *known) {
    memset(known, 0, BK_KNOWN_WORDS * sizeof *known);
    for (size_t i = 0; i < t->slots; i++) {
        uint32_t hash = t->cells[i * BK_WORD_SLOT];
        known[hash >> (32 - BK_KNOWN_BITS + 6)] |= UINT64_C(1) << (hash >> (32 - BK_KNOWN_BITS) & 63);
    }
    t->known = known;
}

static const uint32_t *codes_of(const bk_word_table *words, uint32_t hash) {
    if (!words || !words->slots || (words->known && !is_known(words->known, hash))) return NULL;
    size_t mask = words->slots - 1;
    for (size_t i = hash & mask, tries = 0; tries < words->slots; i = (i + 1) & mask, tries++) {
        const uint32_t *slot = words->cells + i * BK_WORD_SLOT;
        if (slot[0] == hash) return slot + 1;
        if (slot[0] == 0) return NULL;
    }
    return NULL;
}

/* FNV-1a, on from where another part ended. */
static uint32_t name_hash(uint32_t h, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h;
}

uint32_t bk_feature_named(const char *p, size_t n, const char *q, size_t m) {
    uint32_t h = name_hash(name_hash(2166136261u, p, n), q, m);
    h ^= h >> 15;
    return h ? h : 1;
}

bk_code bk_columns_make(bk_columns *c, size_t rows, unsigned own, bk_columns *spare, bk_error *err) {
    unsigned count = BK_COLUMN_OWN + own;
    *c = (bk_columns){.count = count};
    if (own > BK_COLUMNS_MAX - BK_COLUMN_OWN) {
        c->count = 0;
        return bk_fail(err, BK_E_LIMIT, 0, "more than %d columns", BK_COLUMNS_MAX);
    }
    if (!rows) return BK_OK;
    if (rows > SIZE_MAX / sizeof(uint32_t) / count) return bk_fail(err, BK_E_LIMIT, 0, "too many tokens");
    size_t cells = rows * count;
    if (spare && spare->room >= cells) {
        *c = *spare;
        *spare = (bk_columns){0};
    } else {
        c->cells = malloc(cells * sizeof *c->cells);
        if (!c->cells) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        c->room = cells;
    }
    c->rows = rows;
    c->count = count;
    return BK_OK;
}

void bk_columns_clear(bk_columns *c, size_t lo, size_t hi) {
    for (size_t k = 0; k < c->count && lo < hi; k++)
        memset(c->cells + k * c->rows + lo, 0, (hi - lo) * sizeof *c->cells);
}

void bk_columns_read(bk_columns *c, const bk_text *t, const bk_word_table *words, size_t lo, size_t hi) {
    uint32_t *cell = c->cells;
    size_t rows = c->rows;
    for (size_t i = lo; i < hi; i++) {
        const bk_token *token = &t->tokens[i];
        const char *p = t->p + token->at;
        size_t n = token->n;
        cell[BK_COLUMN_WORD * rows + i] = token->hash | 1u;
        cell[BK_COLUMN_SHAPE * rows + i] = shape_of(p, n);
        cell[BK_COLUMN_PREFIX * rows + i] = affix(p, n < 4 ? n : 4, 4);
        cell[BK_COLUMN_SUFFIX2 * rows + i] = n > 2 ? affix(p + n - 2, 2, 2) : 0;
        cell[BK_COLUMN_SUFFIX3 * rows + i] = n > 3 ? affix(p + n - 3, 3, 3) : 0;
        cell[BK_COLUMN_KIND * rows + i] = (token->flags & JOINING) + 1u;
        const uint32_t *codes = codes_of(words, token->hash);
        if (!codes) continue;
#pragma GCC unroll 6
        for (size_t k = 0; k < BK_WORD_CODES; k++)
            cell[(BK_COLUMN_CODE + k) * rows + i] = codes[k / 2] >> (k % 2 * 16) & 0xFFFF;
    }
}

bk_code bk_columns_new(bk_columns *c, const bk_text *t, const bk_word_table *words, unsigned own,
                       bk_error *err) {
    bk_code code = bk_columns_make(c, t->count, own, NULL, err);
    if (code) return code;
    bk_columns_clear(c, 0, c->rows);
    bk_columns_read(c, t, words, 0, c->rows);
    return BK_OK;
}

void bk_columns_free(bk_columns *c) {
    free(c->cells);
    *c = (bk_columns){0};
}

void bk_columns_mark(bk_columns *c, unsigned column, size_t first, size_t last, uint32_t value) {
    for (size_t i = first; i <= last && i < c->rows; i++)
        c->cells[column * c->rows + i] = value << 1 | (i > first);
}

void bk_columns_nearest(bk_columns *c, unsigned column, unsigned from, unsigned gate, size_t lo,
                        size_t hi, bool ahead) {
    uint32_t *out = c->cells + column * c->rows;
    const uint32_t *in = c->cells + from * c->rows, *open = c->cells + gate * c->rows;
    bool phrases = from >= BK_COLUMN_OWN;
    uint32_t last = 0;
    for (size_t k = lo; k <= hi; k++) {
        size_t i = ahead ? hi - (k - lo) : k;
        out[i] = last;
        if (open[i]) last = phrases ? in[i] | 1u : in[i];
    }
}

/* Distances count exactly when small, and by their size when large. */
static uint32_t bucket(size_t d) {
    static const uint8_t limits[] = {1, 2, 3, 4, 5, 7, 10, 15, 25};
    uint32_t k = 0;
    while (k < sizeof limits && d > limits[k]) k++;
    return k;
}

void bk_columns_relate(bk_columns *c, unsigned column, size_t lo, size_t hi, const bk_span *spans,
                       size_t n, unsigned code, unsigned verb) {
    size_t rows = c->rows;
    if (!n) {
        for (unsigned k = 0; k < BK_RELATION_COLUMNS; k++)
            memset(c->cells + (column + k) * rows + lo, 0, (hi - lo + 1) * sizeof *c->cells);
        return;
    }
    uint32_t *own = c->cells + column * rows, *place = own + rows, *word = place + rows,
             *kind = word + rows, *parted = kind + rows;
    /* before each token, from lo on */
    uint16_t marks[BK_SENTENCE_TOKENS + 1] = {0}, verbs[BK_SENTENCE_TOKENS + 1] = {0};
    for (size_t i = 0; i <= hi - lo && i < BK_SENTENCE_TOKENS; i++) {
        bool mark = (c->cells[BK_COLUMN_KIND * rows + lo + i] - 1) & BK_TOKEN_PUNCT;
        marks[i + 1] = (uint16_t)(marks[i] + mark);
        verbs[i + 1] = (uint16_t)(verbs[i] + (c->cells[verb * rows + lo + i] != 0));
    }
    for (size_t i = lo; i <= hi; i++) {
        size_t best = 0, distance = SIZE_MAX;
        for (size_t k = 0; k < n; k++) {
            size_t d = i < spans[k].first  ? spans[k].first - i
                       : i > spans[k].last ? i - spans[k].last
                                           : 0;
            if (d < distance) distance = d, best = k;
        }
        const bk_span *s = &spans[best];
        bool before = i < s->first;
        own[i] = distance ? 0 : i == s->first ? 2 : 3;
        place[i] = distance ? 2 + bucket(distance) * 2 + before : 1;
        word[i] = c->cells[BK_COLUMN_WORD * rows + s->last];
        kind[i] = c->cells[code * rows + s->last] + 1;
        size_t from = 0, to = 0; /* what stands between, from lo on */
        if (distance) {
            from = (before ? i : s->last) + 1 - lo;
            to = (before ? s->first : i) - lo;
        }
        uint32_t between = marks[to] - marks[from], acts = verbs[to] - verbs[from];
        parted[i] = 1 + (between > 2 ? 2 : between) + 3 * (acts > 2 ? 2 : acts) + (before ? 9 : 0);
    }
}

static uint32_t cell_at(const bk_columns *c, unsigned column, size_t at, int offset, size_t lo,
                        size_t hi) {
    if (offset < 0 && (size_t)-offset > at - lo) return BK_CELL_BEFORE;
    if (offset > 0 && (size_t)offset > hi - at) return BK_CELL_BEYOND;
    return c->cells[column * c->rows + (size_t)((ptrdiff_t)at + offset)];
}

size_t bk_features(const bk_columns *c, const bk_template *templates, size_t from, size_t to,
                   size_t at, size_t lo, size_t hi, uint32_t *out, size_t room) {
    size_t k = 0;
    for (size_t t = from; t < to; t++) {
        const bk_template *m = &templates[t];
        uint32_t seed = bk_feature_seed((uint32_t)t);
        if (m->bag) {
            const uint32_t *cells = c->cells + m->column[0] * c->rows;
            ptrdiff_t first = (ptrdiff_t)at + m->offset[0], last = (ptrdiff_t)at + m->offset[1];
            if (first < (ptrdiff_t)lo) first = (ptrdiff_t)lo;
            if (last > (ptrdiff_t)hi) last = (ptrdiff_t)hi;
            for (ptrdiff_t p = first; p <= last && k < room; p++) {
                out[k] = bk_feature_mix(seed, cells[p]);
                k += cells[p] && cells[p] < BK_CELL_BEFORE;
            }
            continue;
        }
        uint32_t h = seed;
        bool whole = true;
        for (unsigned j = 0; j < m->n && whole; j++) {
            uint32_t v = cell_at(c, m->column[j], at, m->offset[j], lo, hi);
            whole = v != 0;
            h = bk_feature_mix(h, v);
        }
        if (whole && k < room) out[k++] = h;
    }
    return k;
}
