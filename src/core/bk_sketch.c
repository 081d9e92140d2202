#include "bk_sketch.h"

#include "bk_mix.h"
#include "bk_utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE = 8, ROWS = 4 };

/* Whether the character at p belongs to a word; *length is its bytes. Signs above ASCII do not:
 * Latin-1 signs and the no-break space, U+2000 to U+2BFF, CJK punctuation. Bytes that are no UTF-8
 * do: unknown is not nothing. */
static bool is_word(const char *p, size_t n, size_t *length) {
    unsigned char c = (unsigned char)p[0], next = n > 1 ? (unsigned char)p[1] : 0;
    *length = 1;
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    size_t k = bk_utf8_length(p, n);
    if (k) *length = k;
    return !k || !(c == 0xC2 || (c == 0xE2 && next <= 0xAF) || (c == 0xE3 && next == 0x80));
}

static int by_value(const void *a, const void *b) {
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static uint64_t at(const bk_sketch *s, size_t i) {
    uint64_t x;
    memcpy(&x, s->set.p + i * sizeof x, sizeof x);
    return x;
}

static void add_shingle(bk_buf *set, const uint64_t *words, size_t n) {
    uint64_t h = n;
    for (size_t i = 0; i < n; i++) h = bk_mix(h ^ words[i]) + 0x9E3779B97F4A7C15u;
    (void)bk_buf_add(set, (const char *)&h, sizeof h);
}

/* The hash of each word of the text, in order. */
static void hash_words(const char *text, size_t n, bk_buf *out) {
    uint64_t h = 0;
    bool inside = false;
    for (size_t i = 0, length = 1; i <= n; i += length) {
        bool word = i < n && is_word(text + i, n - i, &length);
        for (size_t j = 0; word && j < length; j++) {
            unsigned char c = (unsigned char)text[i + j];
            if (c >= 'A' && c <= 'Z') c = (unsigned char)(c + 32);
            h = bk_mix((h << 8 | h >> 56) ^ c);
        }
        if (inside && !word) {
            (void)bk_buf_add(out, (const char *)&h, sizeof h);
            h = 0;
        }
        inside = word;
    }
}

bk_code bk_sketch_shingles(const char *text, size_t n, size_t words, bk_buf *set, bk_error *err) {
    bk_buf hashes = {0};
    hash_words(text, n, &hashes);
    size_t count = hashes.n / sizeof(uint64_t);
    const uint64_t *h = (const uint64_t *)(void *)hashes.p; /* malloc aligns it */
    if (count && count < words) add_shingle(set, h, count);
    for (size_t i = 0; i + words <= count; i++) add_shingle(set, h + i, words);
    bk_code failed = hashes.failed ? hashes.failed : set->failed;
    bk_buf_free(&hashes);
    return failed ? bk_fail(err, failed, 0, "out of memory") : BK_OK;
}

bk_code bk_sketch_make(bk_sketch *s, const char *text, size_t n, size_t words, bk_error *err) {
    bk_code failed = bk_sketch_shingles(text, n, words, &s->set, err);
    if (failed) {
        bk_sketch_free(s);
        return failed;
    }
    size_t all = s->set.n / sizeof(uint64_t);
    if (all > 1) qsort(s->set.p, all, sizeof(uint64_t), by_value);
    s->n = 0;
    for (size_t i = 0; i < all; i++) {
        uint64_t x = at(s, i);
        if (s->n && at(s, s->n - 1) == x) continue;
        memcpy(s->set.p + s->n++ * sizeof x, &x, sizeof x);
    }
    s->set.n = s->n * sizeof(uint64_t);
    bk_minhash((const uint64_t *)(void *)s->set.p, s->n, s->signature, BK_SKETCH_SIZE);
    return BK_OK;
}

void bk_sketch_free(bk_sketch *s) {
    bk_buf_free(&s->set);
    s->n = 0;
}

size_t bk_sketch_shared(const bk_sketch *a, const bk_sketch *b) {
    size_t i = 0, j = 0, both = 0;
    while (i < a->n && j < b->n) {
        uint64_t x = at(a, i), y = at(b, j);
        both += x == y;
        i += x <= y;
        j += y <= x;
    }
    return both;
}

double bk_sketch_estimate(const bk_sketch *a, const bk_sketch *b) {
    if (!a->n || !b->n) return 0.0;
    return bk_minhash_estimate(a->signature, b->signature, BK_SKETCH_SIZE);
}

typedef struct posting {
    uint64_t key;
    size_t text;
} posting;

static int by_key(const void *a, const void *b) {
    const posting *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->text > y->text) - (x->text < y->text);
}

static int by_pair(const void *a, const void *b) {
    const bk_sketch_pair *x = a, *y = b;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static void add_pair(bk_buf *pairs, size_t a, size_t b) {
    bk_sketch_pair pair = {a, b};
    if (a != b) (void)bk_buf_add(pairs, (const char *)&pair, sizeof pair);
}

/* Sort, and keep each pair once: also in between, so that memory follows the distinct pairs. */
static void unique(bk_buf *pairs) {
    bk_sketch_pair *p = (bk_sketch_pair *)(void *)pairs->p;
    size_t n = pairs->n / sizeof *p, kept = 0;
    if (n < 2) return;
    qsort(p, n, sizeof *p, by_pair);
    for (size_t i = 0; i < n; i++) {
        if (!kept || by_pair(&p[kept - 1], &p[i]) != 0) p[kept++] = p[i];
    }
    pairs->n = kept * sizeof *p;
}

bk_code bk_sketch_candidates(const bk_sketch *const *sketches, size_t n, bk_buf *pairs,
                             bk_error *err) {
    bk_buf postings = {0};
    for (size_t i = 0; i < n; i++) {
        const bk_sketch *s = sketches[i];
        if (!s->n) continue;
        for (size_t band = 0; band < BK_SKETCH_SIZE / ROWS; band++) {
            posting x = {.key = bk_minhash_band(s->signature, band, ROWS), .text = i};
            (void)bk_buf_add(&postings, (const char *)&x, sizeof x);
        }
        for (size_t j = 0; j < s->n; j++) {
            posting x = {.key = at(s, j), .text = i};
            if (x.key % SAMPLE == 0) (void)bk_buf_add(&postings, (const char *)&x, sizeof x);
        }
    }
    posting *p = (posting *)(void *)postings.p;
    size_t count = postings.n / sizeof *p, limit = 1 << 16;
    if (count > 1) qsort(p, count, sizeof *p, by_key);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && p[end].key == p[i].key;) end++;
        bool crowd = end - i > BK_SKETCH_CROWD;
        for (size_t j = i + 1; j < end; j++) {
            if (crowd) {
                add_pair(pairs, p[i].text, p[j].text);
                add_pair(pairs, p[j - 1].text, p[j].text);
            }
            for (size_t k = i; !crowd && k < j; k++) add_pair(pairs, p[k].text, p[j].text);
        }
        if (pairs->n / sizeof(bk_sketch_pair) > limit) {
            unique(pairs);
            limit = 2 * (pairs->n / sizeof(bk_sketch_pair)) + (1 << 16);
        }
    }
    unique(pairs);
    bk_code failed = postings.failed ? postings.failed : pairs->failed;
    bk_buf_free(&postings);
    return failed ? bk_fail(err, failed, 0, "out of memory") : BK_OK;
}
