#include "../../src/core/bk_ctph.h"
#include "../../src/core/bk_minhash.h"
#include "../../src/core/bk_mix.h"
#include "../../src/core/bk_near.h"
#include "../../src/core/bk_postings.h"
#include "../../src/core/bk_tlsh.h"
#include "check.h"

#include <stdlib.h>

static size_t found(const bk_postings *x, uint32_t key, size_t most, uint32_t *first) {
    bk_buf items = {0};
    bk_postings_find(x, &key, 1, most, &items);
    size_t n = items.n / sizeof *first;
    if (n) memcpy(first, items.p, sizeof *first);
    bk_buf_free(&items);
    return n;
}

static void postings(void) {
    enum { ITEMS = 5000 };
    bk_postings x = {0};
    bk_error err;
    uint32_t item = 99;
    CHECK(found(&x, 7, 0, &item) == 0);
    for (uint32_t i = 0; i < ITEMS; i++) {
        /* each item alone, each with its neighbour, all of them; one key twice; the ends of the
         * range */
        uint32_t keys[] = {(uint32_t)bk_mix(i + 1), (uint32_t)bk_mix(i / 2 + 1000000), 0,
                           (uint32_t)bk_mix(i + 1), UINT32_MAX};
        CHECK(bk_postings_add(&x, keys, sizeof keys / sizeof *keys, i, &err) == BK_OK);
    }
    CHECK(bk_postings_add(&x, NULL, 0, ITEMS, &err) == BK_OK);
    for (uint32_t i = 0; i < ITEMS; i += 97) {
        CHECK(found(&x, (uint32_t)bk_mix(i + 1), 0, &item) == 1 && item == i);
        CHECK(found(&x, (uint32_t)bk_mix(i / 2 + 1000000), 0, &item) == 2);
    }
    CHECK(found(&x, 0, 0, &item) == ITEMS && found(&x, UINT32_MAX, 0, &item) == ITEMS);
    CHECK(found(&x, 1, 0, &item) == 0);
    CHECK(x.runs < 8 && found(&x, 0, 10, &item) <= 10 * x.runs);
    CHECK(bk_postings_memory(&x) < ITEMS * 4 * 10);
    bk_postings_free(&x);
    CHECK(x.runs == 0);
}

static void minhash(void) {
    enum { N = 2000, SIZE = 256 };
    static uint64_t a[N], b[N];
    uint16_t x[SIZE], y[SIZE], one[SIZE];
    for (uint64_t i = 0; i < N; i++) {
        a[i] = bk_mix(i + 1);
        b[i] = bk_mix(i + 1 + N / 3); /* a third is other: the index is 2/3 to 4/3, a half */
    }
    bk_minhash(a, N, x, SIZE);
    bk_minhash(b, N, y, SIZE);
    double estimate = bk_minhash_estimate(x, y, SIZE);
    CHECK(estimate > 0.4 && estimate < 0.6);
    /* neither order nor repetition counts, and sets smaller than the signature fill it */
    uint64_t few[] = {a[1], a[0], a[1], a[2]};
    bk_minhash(few, 4, x, SIZE);
    bk_minhash(a, 3, y, SIZE);
    CHECK(memcmp(x, y, sizeof x) == 0);
    bk_minhash(a, 1, one, SIZE);
    for (int i = 1; i < SIZE; i++) CHECK(one[i] == one[0]);
    CHECK(bk_minhash_band(x, 0, 4) == bk_minhash_band(y, 0, 4));
    CHECK(bk_minhash_band(one, 0, 4) != bk_minhash_band(one, 1, 4));

    CHECK(bk_simhash(a, 0) == 0 && bk_simhash(a, 1) == a[0]);
    CHECK(__builtin_popcountll(bk_simhash(a, N) ^ bk_simhash(a, N - 10)) < 8);
}

static bk_near *make(bk_near_method method, double threshold) {
    bk_near_options o = {.method = method, .threshold = threshold, .size = 128, .recall = 0.95};
    return bk_near_new(&o);
}

/* Of SimHash nothing within the threshold is missed: against comparing all. */
static void simhash_index(void) {
    enum { N = 3000 };
    static uint64_t bits[N];
    bk_error err;
    uint32_t item;
    bk_near *x = make(BK_NEAR_SIMHASH, 7);
    CHECK(x != NULL);
    if (!x) return;
    for (uint64_t i = 0; i < N; i++) {
        bits[i] = bk_mix(i / 3 + 1);
        for (uint64_t k = 0; k < i % 3 * 4; k++) bits[i] ^= (uint64_t)1 << (bk_mix(i * 8 + k) & 63);
        CHECK(bk_near_add(x, &bits[i], &item, &err) == BK_OK && item == i);
    }
    CHECK(bk_near_count(x) == N && bk_near_get(x, N) == NULL);
    size_t all = 0, got = 0, compared = 0;
    for (size_t i = 0; i < N; i += 10) {
        bk_buf hits = {0};
        for (size_t k = 0; k < N; k++) all += __builtin_popcountll(bits[i] ^ bits[k]) <= 7;
        CHECK(bk_near_find(x, &bits[i], 0, &hits, &err) == BK_OK);
        got += hits.n / sizeof(bk_near_hit);
        compared += bk_near_compared(x);
        bk_buf_free(&hits);
    }
    CHECK(all == got && all > N / 10);
    CHECK(compared < N / 10 * N / 20);
    CHECK(bk_near_add(x, NULL, &item, &err) == BK_OK && item == N);
    CHECK(bk_near_get(x, N) == NULL && bk_near_get(x, 0) != NULL);
    bk_buf hits = {0};
    CHECK(bk_near_find(x, NULL, 0, &hits, &err) == BK_OK && hits.n == 0);
    bk_near_free(x);
    bk_near_free(NULL);
}

/* Of ssdeep neither: every pair with a score is found, and only those. */
static void ctph_index(void) {
    enum { N = 400 };
    static bk_ctph_code code[N];
    bk_error err;
    uint32_t item;
    bk_near *x = make(BK_NEAR_CTPH, 1);
    CHECK(x != NULL);
    if (!x) return;
    for (size_t i = 0; i < N; i++) {
        char text[BK_CTPH_TEXT_MAX + 1], bytes[6000];
        bk_ctph c;
        for (size_t k = 0; k < sizeof bytes; k++) /* families of four, changed in a stretch */
            bytes[k] = (char)bk_mix(k + (k / 1500 == i % 4 ? i : i / 4) * sizeof bytes);
        bk_ctph_init(&c);
        bk_ctph_update(&c, bytes, i % 7 == 0 ? 400 : sizeof bytes); /* some too short to compare */
        CHECK(bk_ctph_text(&c, text, &err) == BK_OK);
        CHECK(bk_ctph_read(text, strlen(text), &code[i], &err) == BK_OK);
        CHECK(bk_near_add(x, &code[i], &item, &err) == BK_OK);
    }
    size_t all = 0, got = 0;
    for (size_t i = 0; i < N; i++) {
        bk_buf hits = {0};
        unsigned score;
        for (size_t k = 0; k < N; k++)
            all += bk_ctph_compare(&code[i], &code[k], &score, NULL) == BK_OK && score > 0;
        CHECK(bk_near_find(x, &code[i], 0, &hits, &err) == BK_OK);
        got += hits.n / sizeof(bk_near_hit);
        bk_buf_free(&hits);
    }
    CHECK(all == got && all > 2 * N);
    bk_near_free(x);
}

int main(void) {
    postings();
    minhash();
    simhash_index();
    ctph_index();
    return CHECK_DONE();
}
