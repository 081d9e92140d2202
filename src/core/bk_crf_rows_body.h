/* Sums over a sentence's features, for bk_crf_rows.c to include once for each kind of processor: NAMED(f) is this
 * one's f, TARGET its attributes, WIDEN(p) the 16 weights at p as lanes, PLACES(l, f, at) sets at[0..WORDS) to
 * where the rows of features f[0..WORDS) are, KEEP(r, f, at, n) leaves of the places of n features those whose row is
 * theirs and gives their number, and APPEND(r, h, i) gives tokens i to i + WORDS - 1 of the chunk the
 * features that they have of h, WORDS templates' words. */

/* The features by a template of the tokens that begin at `from`; 0 where there is none. */
TARGET INLINE void NAMED(hashed)(const recipe *m, const uint32_t *from, words *out) {
    words h = (words){0} + m->seed;
    signs none = {0};
#pragma GCC unroll 4
    for (unsigned k = 0; k < BK_TEMPLATE_CELLS; k++) {
        if (k == m->n) break;
        words v = *(const words *)(const void *)(from + m->at[k]);
        none |= v == 0;
        h = (h ^ v) * 0x9E3779B1u;
        h ^= h >> 15;
    }
    *out = h & (words)~none;
}

/* Where the rows of features are, in bytes from the first row; ask for them, since they are far away. Both lists are
 * read and written up to a multiple of WORDS. */
TARGET INLINE void NAMED(find)(const bk_crf_layer *l, const uint32_t *features, size_t n, uint32_t *at) {
    for (size_t k = 0; k < n; k += WORDS) {
        PLACES(l, features + k, at + k);
#pragma GCC unroll 8
        for (size_t m = 0; m < WORDS; m++) __builtin_prefetch(l->row + at[k + m]);
    }
}

/* Add the weights from b on, of `blocks` times 16 labels, of n rows. */
TARGET INLINE void NAMED(add_blocks)(const bk_crf_layer *l, const uint32_t *at, size_t n, size_t b, size_t blocks,
                                     int16_t *sum) {
    lanes *to = (lanes *)(void *)(sum + b), first = to[0], second = blocks > 1 ? to[1] : first;
    const int8_t *rows = l->row + b;
#pragma GCC unroll 4
    for (size_t k = 0; k < n; k++) {
        const int8_t *row = rows + at[k];
        first += WIDEN(row);
        if (blocks > 1) second += WIDEN(row + BK_CRF_LANES);
    }
    to[0] = first;
    if (blocks > 1) to[1] = second;
}

TARGET INLINE void NAMED(add)(const bk_crf_layer *l, const uint32_t *at, size_t n, int16_t *sum) {
    size_t b = 0;
    for (; b + 2 * BK_CRF_LANES <= l->width; b += 2 * BK_CRF_LANES)
        NAMED(add_blocks)(l, at, n, b, 2, sum);
    if (b < l->width) NAMED(add_blocks)(l, at, n, b, 1, sum);
}

/* A word in a bag is a feature of all tokens that look at it: its row comes in where a bag reaches it, and goes out
 * behind. */
TARGET INLINE void NAMED(add_bags)(bk_crf_rows *r, size_t n, int16_t (*sums)[BK_LABELS_MAX]) {
    const bk_crf_layer *l = r->layer;
    for (size_t t = 0; t < r->bag_count; t++) {
        const recipe *m = &r->bags[t];
        const uint32_t *cells = r->window + r->reach;
        uint32_t features[BK_SENTENCE_TOKENS + WORDS], at[BK_SENTENCE_TOKENS + WORDS];
        for (size_t p = 0; p < n; p += WORDS) NAMED(hashed)(m, cells + p, (words *)(void *)(features + p));
        NAMED(find)(l, features, n, at);
        const int8_t *padded[BK_SENTENCE_TOKENS + 2 * FARTHEST + 1], **row = padded + FARTHEST + 1;
        for (ptrdiff_t p = m->from - 1; p < (ptrdiff_t)n + m->to; p++) row[p] = NO_WEIGHTS;
        for (size_t p = 0; p < n; p++) {
            bool is_word = features[p] && cells[m->at[0] + (ptrdiff_t)p] < BK_CELL_BEFORE;
            if (is_word && is_of(l->row + at[p], features[p])) row[p] = l->row + at[p];
        }
        for (size_t b = 0; b < l->width; b += BK_CRF_LANES) {
            lanes sum = {0};
            for (ptrdiff_t p = m->from - 1; p < m->to; p++) sum += WIDEN(row[p] + b);
            for (ptrdiff_t i = 0; i < (ptrdiff_t)n; i++) {
                sum += WIDEN(row[i + m->to] + b);
                sum -= WIDEN(row[i + m->from - 1] + b);
                *(lanes *)(void *)(sums[i] + b) += sum;
            }
        }
    }
}

/* The features of `n` tokens from the window's place `at` on: two in five templates have none. */
TARGET INLINE void NAMED(hash)(bk_crf_rows *r, size_t at, size_t n) {
    memset(r->count, 0, sizeof r->count);
    for (size_t i = 0; i < n; i += WORDS)
        for (size_t t = 0; t < r->joined_count; t += WORDS) {
            words h[WORDS];
            for (size_t k = 0; k < WORDS; k++) NAMED(hashed)(&r->joined[t + k], r->window + at + i, &h[k]);
            APPEND(r, h, i);
        }
}

TARGET static void NAMED(sum_sentence)(bk_crf_rows *r, size_t n, int16_t (*sums)[BK_LABELS_MAX]) {
    const bk_crf_layer *l = r->layer;
    for (size_t i = 0; i < n; i++) memset(sums[i], 0, l->width * sizeof *sums[i]);
    NAMED(add_bags)(r, n, sums);
    for (size_t from = 0; from < n; from += CHUNK) {
        size_t count = n - from < CHUNK ? n - from : CHUNK;
        NAMED(hash)(r, r->reach + from, count);
        for (size_t i = 0; i < count + AHEAD; i++) {
            if (i < count) NAMED(find)(l, r->features[i], r->count[i], r->at[i % (AHEAD + 1)]);
            if (i < AHEAD) continue;
            size_t now = i - AHEAD;
            uint32_t *at = r->at[now % (AHEAD + 1)];
            NAMED(add)(l, at, KEEP(r, r->features[now], at, r->count[now]), sums[from + now]);
        }
    }
}

TARGET static void NAMED(sum_features)(bk_crf_rows *r, const uint32_t *features, size_t n, int16_t *sum) {
    size_t count = 0;
    for (size_t k = 0; k < n; k++) {
        r->features[0][count] = features[k];
        count += features[k] != 0;
    }
    NAMED(find)(r->layer, r->features[0], count, r->at[0]);
    NAMED(add)(r->layer, r->at[0], KEEP(r, r->features[0], r->at[0], count), sum);
}

#undef NAMED
#undef TARGET
#undef WIDEN
#undef PLACES
#undef KEEP
#undef APPEND
