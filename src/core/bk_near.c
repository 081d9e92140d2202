#include "bk_near.h"

#include "bk_ctph.h"
#include "bk_minhash.h"
#include "bk_mix.h"
#include "bk_postings.h"
#include "bk_tlsh.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct method {
    /* append the keys of an item; to search, also those that differ from them in a few bits */
    void (*keys)(const bk_near *x, const void *item, bool search, bk_buf *keys);
    double (*score)(const bk_near *x, const void *a, const void *b);
    bool distance; /* less is nearer */
} method;

struct bk_near {
    bk_near_options options;
    const method *method;
    size_t stride;   /* bytes of an item */
    size_t rows;     /* MinHash: of a band */
    unsigned radius; /* SimHash and TLSH: bits of a piece that may differ */
    bool all;        /* so much is within the threshold that keys would not save anything */
    double limit;    /* the farthest score that is told */
    bk_postings postings;
    bk_buf items;
    bk_buf met; /* uint32_t an item: the last search that met it; 0 where nothing is known of it */
    uint32_t count, search;
    bk_buf keys, found; /* scratch */
    size_t compared;
};

static void add_key(bk_buf *keys, uint64_t hash) {
    uint32_t key = (uint32_t)bk_mix(hash);
    (void)bk_buf_add(keys, (const char *)&key, sizeof key);
}

static void minhash_keys(const bk_near *x, const void *item, bool search, bk_buf *keys) {
    (void)search;
    for (size_t band = 0; band < x->options.size / x->rows; band++)
        add_key(keys, bk_minhash_band(item, band, x->rows));
}

static double minhash_score(const bk_near *x, const void *a, const void *b) {
    return bk_minhash_estimate(a, b, x->options.size);
}

/* The widest bands that leave the wanted share of the pairs at the threshold at least one band that
 * is equal. */
static size_t rows_for(const bk_near_options *o) {
    size_t rows = o->size;
    for (; rows > 1; rows--) {
        double missed =
            pow(1 - pow(o->threshold, (double)rows), floor((double)o->size / (double)rows));
        if (1 - missed >= o->recall) break;
    }
    return rows;
}

enum { PIECE = 16, AHEAD = 12 };

/* The piece with every choice of `radius` or fewer of its bits from `bit` on turned over. */
static void turn_bits(uint64_t piece, unsigned bit, unsigned radius, bk_buf *keys) {
    add_key(keys, piece);
    for (; radius && bit < PIECE; bit++)
        turn_bits(piece ^ (uint64_t)1 << bit, bit + 1, radius - 1, keys);
}

static void bit_keys(const uint64_t *bits, size_t words, unsigned radius, bk_buf *keys) {
    for (size_t i = 0; i < 64 / PIECE * words; i++) {
        uint64_t piece = bits[i / 4] >> i % 4 * PIECE & 0xFFFF;
        turn_bits(i << PIECE | piece, 0, radius, keys);
    }
}

static void simhash_keys(const bk_near *x, const void *item, bool search, bk_buf *keys) {
    bit_keys(item, 1, search ? x->radius : 0, keys);
}

static double simhash_score(const bk_near *x, const void *a, const void *b) {
    uint64_t p, q;
    (void)x;
    memcpy(&p, a, sizeof p);
    memcpy(&q, b, sizeof q);
    return __builtin_popcountll(p ^ q);
}

static void tlsh_keys(const bk_near *x, const void *item, bool search, bk_buf *keys) {
    bit_keys(((const bk_tlsh_code *)item)->high, 2, search ? x->radius : 0, keys);
}

static double tlsh_score(const bk_near *x, const void *a, const void *b) {
    (void)x;
    return bk_tlsh_compare(a, b, true);
}

/* A run by its characters and the block size that they stand for; the whole digest besides. */
static void ctph_keys(const bk_near *x, const void *item, bool search, bk_buf *keys) {
    const bk_ctph_code *code = item;
    uint64_t whole = code->block;
    (void)x;
    (void)search;
    for (int k = 0; k < 2; k++) {
        const bk_ctph_part *part = &code->part[k];
        uint64_t block = (uint64_t)code->block << k, run = 0;
        for (size_t i = 0; i < part->n; i++) {
            run = (run << 8 | (unsigned char)part->p[i]) & 0xFFFFFFFFFFFFFF;
            whole = bk_mix(whole ^ run);
            if (i + 1 >= BK_CTPH_WINDOW) add_key(keys, bk_mix(block) ^ run);
        }
    }
    add_key(keys, whole);
}

static double ctph_score(const bk_near *x, const void *a, const void *b) {
    unsigned score;
    (void)x;
    return bk_ctph_compare(a, b, &score, NULL) ? -1.0 : (double)score;
}

static const method methods[] = {
    [BK_NEAR_MINHASH] = {minhash_keys, minhash_score, false},
    [BK_NEAR_SIMHASH] = {simhash_keys, simhash_score, true},
    [BK_NEAR_TLSH] = {tlsh_keys, tlsh_score, true},
    [BK_NEAR_CTPH] = {ctph_keys, ctph_score, false},
};

bk_near *bk_near_new(const bk_near_options *options) {
    bk_near *x = calloc(1, sizeof *x);
    if (!x) return NULL;
    double t = options->threshold;
    x->options = *options;
    x->method = &methods[options->method];
    x->limit = t;
    switch (options->method) {
    case BK_NEAR_MINHASH:
        x->stride = options->size * sizeof(uint16_t);
        x->rows = rows_for(options);
        x->limit = t - 2 * sqrt(t * (1 - t) / (double)options->size);
        break;
    case BK_NEAR_SIMHASH:
        x->stride = sizeof(uint64_t);
        x->radius = (unsigned)t / (64 / PIECE);
        break;
    case BK_NEAR_TLSH:
        x->stride = sizeof(bk_tlsh_code);
        x->radius = t <= 20 ? 0 : t <= 60 ? 1 : 2;
        x->all = t > 80;
        break;
    case BK_NEAR_CTPH:
        x->stride = sizeof(bk_ctph_code);
        break;
    }
    return x;
}

void bk_near_free(bk_near *x) {
    if (!x) return;
    bk_postings_free(&x->postings);
    bk_buf_free(&x->items);
    bk_buf_free(&x->met);
    bk_buf_free(&x->keys);
    bk_buf_free(&x->found);
    free(x);
}

const bk_near_options *bk_near_options_of(const bk_near *x) {
    return &x->options;
}

size_t bk_near_count(const bk_near *x) {
    return x->count;
}

size_t bk_near_memory(const bk_near *x) {
    return sizeof *x + bk_postings_memory(&x->postings) + x->items.capacity + x->met.capacity +
           x->keys.capacity + x->found.capacity;
}

size_t bk_near_compared(const bk_near *x) {
    return x->compared;
}

static uint32_t *met(const bk_near *x, uint32_t item) {
    return (uint32_t *)(void *)x->met.p + item; /* malloc aligns it, and the items too */
}

static const void *get(const bk_near *x, uint32_t item) {
    return x->items.p + item * x->stride;
}

const void *bk_near_get(const bk_near *x, uint32_t item) {
    return item < x->count && *met(x, item) ? get(x, item) : NULL;
}

static bk_code memory(bk_buf *b, bk_error *err) {
    b->failed = BK_OK;
    return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
}

bk_code bk_near_add(bk_near *x, const void *what, uint32_t *item, bk_error *err) {
    static const uint32_t known = 1;
    if (x->count == UINT32_MAX) return bk_fail(err, BK_E_LIMIT, 0, "too many items");
    if (bk_buf_reserve(&x->items, x->stride)) return memory(&x->items, err);
    if (bk_buf_reserve(&x->met, sizeof known)) return memory(&x->met, err);
    x->keys.n = 0;
    if (what) x->method->keys(x, what, false, &x->keys);
    if (x->keys.failed) return memory(&x->keys, err);
    bk_code code = bk_postings_add(&x->postings, (uint32_t *)(void *)x->keys.p,
                                   x->keys.n / sizeof(uint32_t), x->count, err);
    if (code) return code;
    if (what)
        memcpy(x->items.p + x->items.n, what, x->stride);
    else
        memset(x->items.p + x->items.n, 0, x->stride);
    x->items.n += x->stride;
    memcpy(x->met.p + x->met.n, what ? &known : &(uint32_t){0}, sizeof known);
    x->met.n += sizeof known;
    *item = x->count++;
    return BK_OK;
}

/* A number that no item has been met under; 1 is what they are added with. */
static uint32_t next_search(bk_near *x) {
    if (x->search == UINT32_MAX) {
        for (uint32_t i = 0; i < x->count; i++) *met(x, i) = *met(x, i) != 0;
        x->search = 0;
    }
    if (x->search == 0) x->search = 1;
    return ++x->search;
}

static int by_score(const void *a, const void *b) {
    const bk_near_hit *p = a, *q = b;
    if (p->score != q->score) return p->score < q->score ? -1 : 1;
    return (p->item > q->item) - (p->item < q->item);
}

static int by_score_down(const void *a, const void *b) {
    const bk_near_hit *p = a, *q = b;
    if (p->score != q->score) return p->score > q->score ? -1 : 1;
    return (p->item > q->item) - (p->item < q->item);
}

static void compare(bk_near *x, const void *what, uint32_t item, bk_buf *hits) {
    bk_near_hit hit = {item, x->method->score(x, what, get(x, item))};
    bool near = x->method->distance ? hit.score <= x->limit : hit.score >= x->limit;
    if (near) (void)bk_buf_add(hits, (const char *)&hit, sizeof hit);
    x->compared++;
}

bk_code bk_near_find(bk_near *x, const void *what, size_t most, bk_buf *hits, bk_error *err) {
    uint32_t search = next_search(x);
    size_t before = hits->n;
    x->keys.n = x->compared = 0;
    if (what && !x->all) x->method->keys(x, what, true, &x->keys);
    if (x->keys.failed) return memory(&x->keys, err);
    for (uint32_t item = 0; what && x->all && item < x->count; item++) {
        if (*met(x, item)) compare(x, what, item, hits);
    }
    x->found.n = 0;
    bk_postings_find(&x->postings, (const uint32_t *)(void *)x->keys.p,
                     x->keys.n / sizeof(uint32_t), x->options.crowd, &x->found);
    if (x->found.failed) return memory(&x->found, err);
    const uint32_t *found = (const uint32_t *)(void *)x->found.p;
    for (size_t i = 0, n = x->found.n / sizeof *found; i < n; i++) {
        uint32_t item = found[i];
        if (n - i > AHEAD) { /* memory is what this waits for, so it is asked for ahead */
            __builtin_prefetch(met(x, found[i + AHEAD]));
            __builtin_prefetch(get(x, found[i + AHEAD]));
            __builtin_prefetch((const char *)get(x, found[i + AHEAD]) + 64);
        }
        if (*met(x, item) == search) continue;
        *met(x, item) = search;
        compare(x, what, item, hits);
    }
    if (hits->failed) return bk_fail(err, hits->failed, 0, "out of memory");
    size_t n = (hits->n - before) / sizeof(bk_near_hit);
    if (n > 1)
        qsort(hits->p + before, n, sizeof(bk_near_hit),
              x->method->distance ? by_score : by_score_down);
    if (most && n > most) hits->n = before + most * sizeof(bk_near_hit);
    return BK_OK;
}
