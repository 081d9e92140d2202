#include "bk_ctph.h"

#include <stdio.h>
#include <string.h>

enum { LEAST_BLOCK = 3, WINDOW = BK_CTPH_WINDOW, HALF = BK_CTPH_PIECES / 2, RUN = 3 };

typedef bk_ctph_part part;

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Only the lowest six bits of the FNV hash are ever written, and they depend on nothing above them:
 * 16 bits of the start value 0x28021967 and of the prime 0x01000193 are enough for each lane. */
#define START 0x1967
#define PRIME 0x0193

static uint64_t block_size(unsigned level) {
    return (uint64_t)LEAST_BLOCK << level;
}

static char letter(uint16_t hash) {
    return alphabet[hash & 63];
}

void bk_ctph_init(bk_ctph *c) {
    memset(c, 0, sizeof *c);
    c->whole[0] = c->whole[1] = START;
}

/* The window ends a piece at `top` and at every level below. */
static void end_pieces(bk_ctph *c, unsigned top, uint64_t total) {
    /* a level that is met for the first time has hashed everything from the first byte on */
    for (; c->known <= top && c->known + 1 < BK_CTPH_LEVELS; c->known++)
        c->whole[c->known + 2] = c->whole[c->known + 1];
    for (unsigned i = c->least; i <= top; i++) {
        uint32_t n = c->level[i].n;
        if (n < HALF) c->half[i] = c->whole[i];
        c->level[i].pieces[n] = letter(c->whole[i]);
        c->level[i].half = n + 1 < HALF ? '\0' : letter(c->half[i]);
        if (n == BK_CTPH_PIECES - 1) continue; /* the rest of the bytes is one piece */
        c->level[i].n = n + 1;
        c->whole[i] = START;
        if (n + 1 == HALF) c->split = i + 1;
    }
    /* a level is done with when it is full, the size so far already asks for a larger one, and the
     * next has pieces enough to be chosen */
    while (c->least < BK_CTPH_LEVELS - 1 && c->level[c->least].n == BK_CTPH_PIECES - 1 &&
           c->level[c->least + 1].n >= HALF && block_size(c->least) * BK_CTPH_PIECES < total)
        c->least++;
}

/* Eight levels to a vector, the size that every processor has. */
typedef uint16_t eight __attribute__((vector_size(16)));
typedef struct lanes {
    eight a, b, c, d;
} lanes;

static inline __attribute__((always_inline)) void step(lanes *h, unsigned char byte, int vectors) {
    h->a = h->a * PRIME ^ byte;
    if (vectors > 1) h->b = h->b * PRIME ^ byte;
    if (vectors > 2) h->c = h->c * PRIME ^ byte;
    if (vectors > 2) h->d = h->d * PRIME ^ byte;
}

/* Bytes of p[0..n) from `i` on, up to and with the one that ends a piece, whose level goes to
 * `*top`. As many vectors are stepped as there are levels of interest. */
static inline __attribute__((always_inline)) size_t run(bk_ctph *c, const unsigned char *p,
                                                        size_t i, size_t n, unsigned *top,
                                                        int wholes, int halves) {
    uint32_t sum = c->sum, weighted = c->weighted, shifted = c->shifted;
    const uint32_t below =
        (1u << c->least) - 1; /* bits that are 0 where a piece of interest ends */
    lanes whole, half;
    memcpy(&whole, c->whole + c->least, sizeof whole);
    memcpy(&half, c->half + c->least, sizeof half);
    *top = BK_CTPH_LEVELS;
    while (i < n) {
        unsigned char byte = p[i], gone = i < WINDOW ? c->window[i] : p[i - WINDOW];
        i++;
        weighted += WINDOW * (uint32_t)byte - sum;
        sum += (uint32_t)byte - gone;
        shifted = shifted << 5 ^ byte;
        step(&whole, byte, wholes);
        step(&half, byte, halves);
        /* a piece ends where the rolling hash is one less than a multiple of the block size; the
         * product with the inverse of 3 is small for multiples of 3 only, and 2^32 is none */
        uint32_t next = sum + weighted + shifted + 1;
        if (next & below || next * 0xAAAAAAABu - 1 >= 0x55555555u) continue;
        *top = (unsigned)__builtin_ctz(next);
        break;
    }
    memcpy(c->whole + c->least, &whole, sizeof whole);
    memcpy(c->half + c->least, &half, sizeof half);
    c->sum = sum;
    c->weighted = weighted;
    c->shifted = shifted;
    return i;
}

void bk_ctph_update(bk_ctph *c, const char *bytes, size_t n) {
    const unsigned char *p = (const unsigned char *)bytes;
    unsigned top;
    for (size_t i = 0; i < n;) {
        unsigned wholes = c->known + 2 - c->least,
                 halves = c->split > c->least ? c->split - c->least : 0;
        if (wholes <= 8)
            i = run(c, p, i, n, &top, 1, 1);
        else if (wholes <= 16 && halves <= 8)
            i = run(c, p, i, n, &top, 2, 1);
        else
            i = run(c, p, i, n, &top, 4, 4);
        if (top < BK_CTPH_LEVELS) end_pieces(c, top, c->n + i);
    }
    c->n += n;
    size_t kept = n < WINDOW ? n : WINDOW;
    memmove(c->window, c->window + kept, WINDOW - kept);
    if (kept) memcpy(c->window + WINDOW - kept, p + n - kept, kept);
}

/* The pieces of a level, and a last one for the bytes behind them, unless the very last window
 * ended one. */
static char *put_pieces(char *out, const bk_ctph *c, unsigned level, bool second, bool rest) {
    uint32_t n = c->level[level].n;
    if (second && n > HALF - 1) n = HALF - 1;
    memcpy(out, c->level[level].pieces, n);
    out += n;
    char last = '\0';
    if (rest)
        last = letter(second && c->level[level].n >= HALF ? c->half[level] : c->whole[level]);
    else if (second)
        last = c->level[level].half;
    else if (n == BK_CTPH_PIECES - 1)
        last = c->level[level].pieces[n];
    if (last) *out++ = last;
    return out;
}

bk_code bk_ctph_text(const bk_ctph *c, char out[BK_CTPH_TEXT_MAX + 1], bk_error *err) {
    unsigned level = c->least;
    bool rest = c->sum + c->weighted + c->shifted != 0;
    if (c->n == 0) return bk_fail(err, BK_E_EMPTY, 0, "nothing to hash");
    while (level < BK_CTPH_LEVELS && block_size(level) * BK_CTPH_PIECES < c->n) level++;
    if (level == BK_CTPH_LEVELS) return bk_fail(err, BK_E_LIMIT, 0, "CTPH ends at 192 GiB");
    if (level > c->known) level = c->known;
    while (level > c->least && c->level[level].n < HALF) level--;
    char *p = out + snprintf(out, 12, "%u:", (unsigned)block_size(level));
    const char *first = p;
    p = put_pieces(p, c, level, false, rest);
    *p++ = ':';
    if (level < c->known)
        p = put_pieces(p, c, level + 1, true, rest);
    else if (rest)
        *p++ = letter(c->whole[level == 0 ? 0 : c->known + 1]);
    *p = '\0';
    if (p == first + 1) return bk_fail(err, BK_E_UNIFORM, 0, "too uniform for CTPH: no piece ends");
    return BK_OK;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bk_code bk_ctph_read(const char *p, size_t n, bk_ctph_code *d, bk_error *err) {
    uint64_t block = 0;
    size_t i = 0;
    memset(d, 0, sizeof *d);
    for (; i < n && i < 10 && is_digit(p[i]); i++) block = block * 10 + (uint64_t)(p[i] - '0');
    unsigned level = 0;
    while (level < BK_CTPH_LEVELS && block_size(level) != block) level++;
    if (i == 0 || i == n || p[i] != ':' || level == BK_CTPH_LEVELS)
        return bk_fail(err, BK_E_SYNTAX, 1, "no CTPH digest: no block size of 3, 6, 12...");
    d->block = (uint32_t)block;
    for (int k = 0; k < 2; k++) {
        part *to = &d->part[k];
        size_t start = ++i;
        for (; i < n && p[i] != (k ? ',' : ':'); i++) {
            if (!p[i] || !strchr(alphabet, p[i]) || i - start == BK_CTPH_PIECES)
                return bk_fail(err, BK_E_SYNTAX, i + 1, "no CTPH digest: not of its characters");
            if (i < start + RUN || p[i] != p[i - 1] || p[i] != p[i - 2] || p[i] != p[i - 3])
                to->p[to->n++] = p[i];
        }
        if (k == 0 && i == n) return bk_fail(err, BK_E_SYNTAX, n, "no CTPH digest: one part only");
    }
    return BK_OK;
}

static bool share_seven(const part *a, const part *b) {
    for (size_t i = 0; i + WINDOW <= a->n; i++) {
        for (size_t k = 0; k + WINDOW <= b->n; k++)
            if (memcmp(a->p + i, b->p + k, WINDOW) == 0) return true;
    }
    return false;
}

/* Insertions and deletions that make one the other: both lengths less twice the longest common
 * subsequence, whose row is held in the bits of one word (Hyyrö 2004). */
static unsigned edits(const part *a, const part *b) {
    uint64_t places[128] = {0}, row = ~(uint64_t)0;
    unsigned common = 0;
    for (size_t i = 0; i < a->n; i++) places[a->p[i] & 127] |= (uint64_t)1 << i;
    for (size_t k = 0; k < b->n; k++) {
        uint64_t hit = row & places[b->p[k] & 127];
        row = (row + hit) | (row - hit);
    }
    for (size_t i = 0; i < a->n; i++) common += !(row >> i & 1);
    return (unsigned)(a->n + b->n) - 2 * common;
}

static unsigned score_parts(const part *a, const part *b, uint64_t block) {
    if (!share_seven(a, b)) return 0;
    unsigned both = (unsigned)(a->n + b->n);
    unsigned unlike = 100 * (edits(a, b) * BK_CTPH_PIECES / both) / BK_CTPH_PIECES;
    if (unlike >= 100) return 0;
    unsigned score = 100 - unlike;
    /* few bytes stand behind a short part of a small block size */
    uint64_t most = block / LEAST_BLOCK * (a->n < b->n ? a->n : b->n);
    return block < (99 + WINDOW) / WINDOW * LEAST_BLOCK && score > most ? (unsigned)most : score;
}

static bool equal(const part *a, const part *b) {
    return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

bk_code bk_ctph_compare(const bk_ctph_code *x, const bk_ctph_code *y, unsigned *score,
                        bk_error *err) {
    bool comparable = false;
    *score = 0;
    if (x->block == y->block && x->part[0].n + x->part[1].n > 0 &&
        equal(&x->part[0], &y->part[0]) && equal(&x->part[1], &y->part[1])) {
        *score = 100;
        return BK_OK;
    }
    if (x->block != y->block && (uint64_t)x->block * 2 != y->block &&
        (uint64_t)y->block * 2 != x->block)
        return bk_fail(err, BK_E_RANGE, 0, "block sizes %u and %u are not comparable",
                       (unsigned)x->block, (unsigned)y->block);
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < 2; k++) {
            uint64_t block = (uint64_t)x->block << i;
            if (block != (uint64_t)y->block << k) continue;
            const part *p = &x->part[i], *q = &y->part[k];
            if (p->n < WINDOW || q->n < WINDOW) continue;
            comparable = true;
            unsigned s = score_parts(p, q, block);
            if (s > *score) *score = s;
        }
    }
    return comparable
               ? BK_OK
               : bk_fail(err, BK_E_SMALL, 0, "too short to compare: seven characters needed");
}

bk_code bk_ctph_score(const char *a, size_t an, const char *b, size_t bn, unsigned *score,
                      bk_error *err) {
    bk_ctph_code x, y;
    bk_code code = bk_ctph_read(a, an, &x, err);
    if (!code) code = bk_ctph_read(b, bn, &y, err);
    return code ? code : bk_ctph_compare(&x, &y, score, err);
}
