#include "bk_tlsh.h"

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
 * of its own (2, 3, 5, 7, 11, 13, already mapped here), are counted; the pair of the newest two
 * makes the checksum. */
void bk_tlsh_update(bk_tlsh *t, const char *bytes, size_t n) {
    const unsigned char *p = (const unsigned char *)bytes;
    unsigned b = t->last[0], c = t->last[1], d = t->last[2], e = t->last[3];
    uint32_t *buckets = t->buckets;
    unsigned sum = t->checksum[0];
    for (size_t i = 0; i < n; i++) {
        unsigned a = p[i];
        if (t->n + i >= 4) {
            unsigned s2 = pearson[pearson[2] ^ a], s3 = pearson[pearson[3] ^ a];
            unsigned s5 = pearson[pearson[5] ^ a], s7 = pearson[pearson[7] ^ a];
            unsigned s11 = pearson[pearson[11] ^ a], s13 = pearson[pearson[13] ^ a];
            sum = pearson[pearson[pearson[pearson[0] ^ a] ^ b] ^ sum];
            if (t->wide) {
                for (int k = 1; k < 3; k++) {
                    unsigned salt = pearson[k == 1 ? sum : t->checksum[k - 1]];
                    t->checksum[k] = pearson[pearson[pearson[salt ^ a] ^ b] ^ t->checksum[k]];
                }
            }
            buckets[pearson[pearson[s2 ^ b] ^ c]]++;
            buckets[pearson[pearson[s3 ^ b] ^ d]]++;
            buckets[pearson[pearson[s5 ^ c] ^ d]]++;
            buckets[pearson[pearson[s7 ^ c] ^ e]]++;
            buckets[pearson[pearson[s11 ^ b] ^ e]]++;
            buckets[pearson[pearson[s13 ^ d] ^ e]]++;
        }
        e = d;
        d = c;
        c = b;
        b = a;
    }
    t->last[0] = (unsigned char)b;
    t->last[1] = (unsigned char)c;
    t->last[2] = (unsigned char)d;
    t->last[3] = (unsigned char)e;
    t->checksum[0] = (unsigned char)sum;
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

static int hex_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The digest's nibbles: the mark is left out, everything else stays in the order of the text. */
static bk_code read_text(const char *p, size_t n, unsigned char nibbles[BK_TLSH_TEXT_MAX],
                         size_t *count, bk_error *err) {
    size_t skipped = n == 72 && (p[0] == 'T' || p[0] == 't') && p[1] == '1' ? 2 : 0;
    if (n - skipped != 70 && n != BK_TLSH_TEXT_MAX)
        return bk_fail(err, BK_E_SYNTAX, 0, "no TLSH digest: %zu characters", n);
    for (size_t i = skipped; i < n; i++) {
        int digit = hex_of(p[i]);
        if (digit < 0) return bk_fail(err, BK_E_SYNTAX, i + 1, "no TLSH digest: not hexadecimal");
        nibbles[i - skipped] = (unsigned char)digit;
    }
    *count = n - skipped;
    return BK_OK;
}

static unsigned around(unsigned x, unsigned y, unsigned modulus) {
    unsigned d = x > y ? x - y : y - x;
    return d < modulus - d ? d : modulus - d;
}

bk_code bk_tlsh_distance(const char *a, size_t an, const char *b, size_t bn, bool length,
                         unsigned *distance, bk_error *err) {
    unsigned char x[BK_TLSH_TEXT_MAX], y[BK_TLSH_TEXT_MAX];
    size_t xn = 0, yn = 0;
    bk_code code = read_text(a, an, x, &xn, err);
    if (!code) code = read_text(b, bn, y, &yn, err);
    if (code) return code;
    if (xn != yn) return bk_fail(err, BK_E_TYPE, 0, "TLSH digests of different forms");
    size_t at = xn == 70 ? 2 : 6; /* behind the checksum */
    unsigned sum = memcmp(x, y, at) != 0;
    if (length) {
        unsigned d =
            around(x[at] | (unsigned)x[at + 1] << 4, y[at] | (unsigned)y[at + 1] << 4, 256);
        sum += d <= 1 ? d : d * 12;
    }
    for (size_t i = at + 2; i < at + 4; i++) {
        unsigned d = around(x[i], y[i], 16);
        sum += d <= 1 ? d : (d - 1) * 12;
    }
    for (size_t i = at + 4; i < xn; i++) {
        for (int shift = 0; shift < 4; shift += 2) {
            unsigned d = around(x[i] >> shift & 3, y[i] >> shift & 3, 256);
            sum += d == 3 ? 6 : d;
        }
    }
    *distance = sum;
    return BK_OK;
}
