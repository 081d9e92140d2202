#include "bk_tlsh.h"

#include "bk_hex.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The permutation of Pearson: Fast hashing of variable-length text strings, CACM 33(6), 1990. */
static const uint8_t pearson[256] = {
    1,   87,  49,  12,  176, 178, 102, 166, 121, 193, 6,   84,  249, 230, 44,  163, 14,  197, 213,
    181, 161, 85,  218, 80,  64,  239, 24,  226, 236, 142, 38,  200, 110, 177, 104, 103, 141, 253,
    255, 50,  77,  101, 81,  18,  45,  96,  31,  222, 25,  107, 190, 70,  86,  237, 240, 34,  72,
    242, 20,  214, 244, 227, 149, 235, 97,  234, 57,  22,  60,  250, 82,  175, 208, 5,   127, 199,
    111, 62,  135, 248, 174, 169, 211, 58,  66,  154, 106, 195, 245, 171, 17,  187, 182, 179, 0,
    243, 132, 56,  148, 75,  128, 133, 158, 100, 130, 126, 91,  13,  153, 246, 216, 219, 119, 68,
    223, 78,  83,  88,  201, 99,  122, 11,  92,  32,  136, 114, 52,  10,  138, 30,  48,  183, 156,
    35,  61,  26,  143, 74,  251, 94,  129, 162, 63,  152, 170, 7,   115, 167, 241, 206, 3,   150,
    55,  59,  151, 220, 90,  53,  23,  131, 125, 173, 15,  238, 79,  95,  89,  16,  105, 137, 225,
    224, 217, 160, 37,  123, 118, 73,  2,   157, 46,  116, 9,   145, 134, 228, 207, 212, 202, 215,
    69,  229, 27,  188, 67,  124, 168, 252, 42,  4,   29,  108, 21,  247, 19,  205, 39,  203, 233,
    40,  186, 147, 198, 192, 155, 33,  164, 191, 98,  204, 165, 180, 117, 76,  140, 36,  210, 172,
    41,  54,  159, 8,   185, 232, 113, 196, 231, 47,  146, 120, 51,  65,  28,  144, 254, 221, 93,
    189, 194, 139, 112, 43,  71,  109, 184, 209};

#define MOST 4224281216u

void bk_tlsh_init(bk_tlsh *t, bool wide) {
    memset(t, 0, sizeof *t);
    t->wide = wide;
}

/* Six of the triplets that a window of five bytes offers, always with the newest, each under a salt
 * of its own, are counted; the pair of the newest two makes the checksum. These are the windows
 * that end in p[0..n). */
static inline __attribute__((always_inline)) void each_window(bk_tlsh *t, const unsigned char *p,
                                                              size_t n, bool wide) {
    uint32_t *buckets = t->buckets;
    unsigned sum = t->checksum[0], sum1 = t->checksum[1], sum2 = t->checksum[2];
#define MAP(salt, x, y, z) pearson[pearson[pearson[(salt) ^ (x)] ^ (y)] ^ (z)]
    for (const unsigned char *end = p + n; p < end; p++) {
        unsigned a = p[0], b = p[-1], c = p[-2], d = p[-3], e = p[-4];
        sum = MAP(pearson[0], a, b, sum);
        if (wide) {
            sum1 = MAP(pearson[sum], a, b, sum1);
            sum2 = MAP(pearson[sum1], a, b, sum2);
        }
        buckets[MAP(pearson[2], a, b, c)]++;
        buckets[MAP(pearson[3], a, b, d)]++;
        buckets[MAP(pearson[5], a, c, d)]++;
        buckets[MAP(pearson[7], a, c, e)]++;
        buckets[MAP(pearson[11], a, b, e)]++;
        buckets[MAP(pearson[13], a, d, e)]++;
    }
    t->checksum[0] = (unsigned char)sum;
    t->checksum[1] = (unsigned char)sum1;
    t->checksum[2] = (unsigned char)sum2;
}

static void windows(bk_tlsh *t, const unsigned char *p, size_t n) {
    if (t->wide)
        each_window(t, p, n, true);
    else
        each_window(t, p, n, false);
}

/* As many of them as go by 64 through the processor's registers, if it can: how many bytes that
 * were. */
#if defined __x86_64__
#include <immintrin.h>

enum { TRIPLETS = 6, PAIR = TRIPLETS, MAPS, BLOCK = 64 };

/* The same maps, the checksum's pair as the last; the permutation is held in four registers, and a
 * look-up is two of theirs. */
__attribute__((target("avx512f,avx512bw,avx512vbmi"))) static void
map_block(const unsigned char *p, uint8_t out[MAPS][BLOCK]) {
    static const struct {
        uint8_t salt, second, third; /* second and third: how many bytes back */
    } maps[MAPS] = {{2, 1, 2}, {3, 1, 3}, {5, 2, 3}, {7, 2, 4}, {11, 1, 4}, {13, 3, 4}, {0, 1, 0}};
    __m512i t0 = _mm512_loadu_si512(pearson), t1 = _mm512_loadu_si512(pearson + 64);
    __m512i t2 = _mm512_loadu_si512(pearson + 128), t3 = _mm512_loadu_si512(pearson + 192);
#define LOOK_UP(v)                                                                                 \
    _mm512_mask_blend_epi8(_mm512_movepi8_mask(v), _mm512_permutex2var_epi8(t0, v, t1),            \
                           _mm512_permutex2var_epi8(t2, v, t3))
    __m512i newest = _mm512_loadu_si512(p);
    for (int i = 0; i < MAPS; i++) {
        __m512i v = _mm512_xor_si512(newest, _mm512_set1_epi8((char)pearson[maps[i].salt]));
        v = LOOK_UP(v);
        v = _mm512_xor_si512(v, _mm512_loadu_si512(p - maps[i].second));
        v = LOOK_UP(v);
        if (i != PAIR) {
            v = _mm512_xor_si512(v, _mm512_loadu_si512(p - maps[i].third));
            v = LOOK_UP(v);
        }
        _mm512_storeu_si512(out[i], v);
    }
}

static size_t by_registers(bk_tlsh *t, const unsigned char *p, size_t n) {
    uint8_t of[MAPS][BLOCK];
    uint32_t *buckets = t->buckets;
    unsigned sum = t->checksum[0];
    size_t done = 0;
    if (t->wide || !__builtin_cpu_supports("avx512vbmi") || !__builtin_cpu_supports("avx512bw"))
        return 0;
    for (; n - done >= BLOCK; done += BLOCK) {
        map_block(p + done, of);
        for (int i = 0; i < BLOCK; i++) {
            for (int k = 0; k < TRIPLETS; k++) buckets[of[k][i]]++;
            sum = pearson[of[PAIR][i] ^ sum];
        }
    }
    t->checksum[0] = (unsigned char)sum;
    return done;
}
#else
static size_t by_registers(bk_tlsh *t, const unsigned char *p, size_t n) {
    (void)t;
    (void)p;
    (void)n;
    return 0;
}
#endif

void bk_tlsh_update(bk_tlsh *t, const char *bytes, size_t n) {
    const unsigned char *p = (const unsigned char *)bytes;
    unsigned char joined[8]; /* the last four bytes before, and the first four of these */
    size_t first = n < 4 ? n : 4;
    size_t start =
        t->n < 4 ? 4 - (size_t)t->n : 0; /* no window ends before the fifth byte of all */
    memcpy(joined, t->last, 4);
    if (first) memcpy(joined + 4, p, first);
    if (start < first) windows(t, joined + 4 + start, first - start);
    if (n > 4) {
        size_t done = 4 + by_registers(t, p + 4, n - 4);
        windows(t, p + done, n - done);
    }
    memcpy(t->last, n < 4 ? joined + n : p + n - 4, 4);
    t->n += n;
}

/* The length on a logarithmic scale. Single precision is part of the definition: it decides on
 * which side of a step a length falls. */
static unsigned length_class(uint64_t n) {
    double log_n = (double)(float)log((double)(float)n);
    if (n <= 656) return (unsigned)(log_n / 0.4054651);
    if (n <= 3199) return (unsigned)(log_n / 0.26236426 - 8.72777);
    return (unsigned)(log_n / 0.095310180 - 62.5472) & 255;
}

static int ascending(const void *a, const void *b) {
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static char *put_byte(char *out, unsigned byte) {
    static const char hex[] = "0123456789ABCDEF";
    *out++ = hex[byte >> 4];
    *out++ = hex[byte & 15];
    return out;
}

/* The low half first, as the header's bytes are written. */
static char *put_swapped(char *out, unsigned byte) {
    return put_byte(out, (byte & 15) << 4 | byte >> 4);
}

static unsigned ratio(uint32_t quartile, uint32_t third) {
    return (unsigned)((float)((uint64_t)quartile * 100) / (float)third) % 16;
}

bk_code bk_tlsh_text(const bk_tlsh *t, char out[BK_TLSH_TEXT_MAX + 1], bk_error *err) {
    size_t n = t->wide ? 256 : 128, used = 0;
    uint32_t sorted[256];
    if (t->n < BK_TLSH_LEAST)
        return bk_fail(err, BK_E_SMALL, 0, "too small for TLSH: %u of %d bytes", (unsigned)t->n,
                       BK_TLSH_LEAST);
    if (t->n > MOST) return bk_fail(err, BK_E_LIMIT, 0, "TLSH ends at %u bytes", MOST);
    memcpy(sorted, t->buckets, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, ascending);
    for (size_t i = 0; i < n; i++) used += sorted[i] > 0;
    uint32_t q1 = sorted[n / 4 - 1], q2 = sorted[n / 2 - 1], q3 = sorted[n - n / 4 - 1];
    if (used <= n / 2 || q3 == 0)
        return bk_fail(err, BK_E_UNIFORM, 0, "too uniform for TLSH: %u of %u buckets filled",
                       (unsigned)used, (unsigned)n);
    if (!t->wide) {
        *out++ = 'T';
        *out++ = '1';
    }
    for (int k = 0; k < (t->wide ? 3 : 1); k++) out = put_swapped(out, t->checksum[k]);
    out = put_swapped(out, length_class(t->n));
    out = put_swapped(out, ratio(q1, q3) | ratio(q2, q3) << 4);
    for (size_t i = n; i > 0; i -= 4) {
        unsigned byte = 0;
        for (size_t k = 1; k <= 4; k++) {
            uint32_t count = t->buckets[i - k];
            byte = byte << 2 | (unsigned)((count > q1) + (count > q2) + (count > q3));
        }
        out = put_byte(out, byte);
    }
    *out = '\0';
    return BK_OK;
}

bk_code bk_tlsh_read(const char *p, size_t n, bk_tlsh_code *code, bk_error *err) {
    unsigned char nibbles[BK_TLSH_TEXT_MAX], *x = nibbles;
    size_t skipped = n == 72 && (p[0] == 'T' || p[0] == 't') && p[1] == '1' ? 2 : 0;
    memset(code, 0, sizeof *code);
    if (n - skipped != 70 && n != BK_TLSH_TEXT_MAX)
        return bk_fail(err, BK_E_SYNTAX, 0, "no TLSH digest: %zu characters", n);
    for (size_t i = skipped; i < n; i++) {
        int digit = bk_hex_digit(p[i]);
        if (digit < 0) return bk_fail(err, BK_E_SYNTAX, i + 1, "no TLSH digest: not hexadecimal");
        nibbles[i - skipped] = (unsigned char)digit;
    }
    code->wide = n == BK_TLSH_TEXT_MAX;
    for (int i = 0; i < (code->wide ? 6 : 2); i++) code->checksum = code->checksum << 4 | *x++;
    code->length = (uint8_t)(x[0] | x[1] << 4);
    code->ratio[0] = x[2];
    code->ratio[1] = x[3];
    x += 4;
    for (int i = 0; i < (code->wide ? 256 : 128); i++) {
        unsigned value = x[i / 2] >> (i % 2 * 2) & 3;
        code->high[i / 64] |= (uint64_t)(value >> 1) << i % 64;
        code->low[i / 64] |= (uint64_t)(value & 1) << i % 64;
    }
    return BK_OK;
}

static unsigned around(unsigned x, unsigned y, unsigned modulus) {
    unsigned d = x > y ? x - y : y - x;
    return d < modulus - d ? d : modulus - d;
}

unsigned bk_tlsh_compare(const bk_tlsh_code *a, const bk_tlsh_code *b, bool length) {
    unsigned sum = a->checksum != b->checksum;
    if (length) {
        unsigned d = around(a->length, b->length, 256);
        sum += d <= 1 ? d : d * 12;
    }
    for (int i = 0; i < 2; i++) {
        unsigned d = around(a->ratio[i], b->ratio[i], 16);
        sum += d <= 1 ? d : (d - 1) * 12;
    }
    /* a bucket's two bits apart by 1, 2 and 3 count 1, 2 and 6 */
    for (int i = 0; i < (a->wide ? 4 : 2); i++) {
        uint64_t high = a->high[i] ^ b->high[i], low = a->low[i] ^ b->low[i];
        uint64_t three = high & low & ~(a->high[i] ^ a->low[i]);
        sum += (unsigned)(__builtin_popcountll(low & ~three) +
                          2 * __builtin_popcountll(high & ~low) + 6 * __builtin_popcountll(three));
    }
    return sum;
}

bk_code bk_tlsh_distance(const char *a, size_t an, const char *b, size_t bn, bool length,
                         unsigned *distance, bk_error *err) {
    bk_tlsh_code x, y;
    bk_code code = bk_tlsh_read(a, an, &x, err);
    if (!code) code = bk_tlsh_read(b, bn, &y, err);
    if (code) return code;
    if (x.wide != y.wide) return bk_fail(err, BK_E_TYPE, 0, "TLSH digests of different forms");
    *distance = bk_tlsh_compare(&x, &y, length);
    return BK_OK;
}
