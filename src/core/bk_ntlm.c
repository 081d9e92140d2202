#include "bk_ntlm.h"

#include "bk_utf8.h"

#include <openssl/crypto.h>
#include <string.h>

static uint32_t turn(uint32_t x, unsigned by) {
    return x << by | x >> (32 - by);
}

/* The three rounds: which words in which order, how far each step turns, what is added. */
static const struct round {
    unsigned char words[16], turns[4];
    uint32_t add;
} ROUNDS[] = {
    {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {3, 7, 11, 19}, 0},
    {{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}, {3, 5, 9, 13}, 0x5A827999},
    {{0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15}, {3, 9, 11, 15}, 0x6ED9EBA1}};

static uint32_t mixed(unsigned round, uint32_t x, uint32_t y, uint32_t z) {
    return round == 0 ? (x & y) | (~x & z) : round == 1 ? (x & y) | (x & z) | (y & z) : x ^ y ^ z;
}

static void compress(uint32_t h[4], const unsigned char *p) {
    uint32_t x[16], v[4];
    for (unsigned i = 0; i < 16; i++, p += 4)
        x[i] = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    memcpy(v, h, sizeof v);
    for (unsigned r = 0; r < 3; r++) {
        for (unsigned i = 0; i < 16; i++) {
            uint32_t *a = &v[-i & 3];
            *a = turn(*a + mixed(r, v[(1 - i) & 3], v[(2 - i) & 3], v[(3 - i) & 3]) +
                          x[ROUNDS[r].words[i]] + ROUNDS[r].add,
                      ROUNDS[r].turns[i & 3]);
        }
    }
    for (unsigned i = 0; i < 4; i++) h[i] += v[i];
    OPENSSL_cleanse(x, sizeof x);
    OPENSSL_cleanse(v, sizeof v);
}

void bk_md4_init(bk_md4 *m) {
    *m = (bk_md4){.h = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476}};
}

void bk_md4_update(bk_md4 *m, const void *bytes, size_t n) {
    const unsigned char *p = bytes;
    while (n) {
        size_t at = m->n % BK_MD4_BLOCK, k = BK_MD4_BLOCK - at < n ? BK_MD4_BLOCK - at : n;
        memcpy(m->block + at, p, k);
        m->n += k;
        p += k;
        n -= k;
        if (at + k == BK_MD4_BLOCK) compress(m->h, m->block);
    }
}

void bk_md4_final(bk_md4 *m, unsigned char out[BK_MD4_BYTES]) {
    static const unsigned char padding[BK_MD4_BLOCK] = {0x80};
    uint64_t bits = m->n * 8;
    unsigned char length[8];
    for (unsigned i = 0; i < 8; i++) length[i] = (unsigned char)(bits >> 8 * i);
    bk_md4_update(m, padding, 1 + (119 - m->n % BK_MD4_BLOCK) % BK_MD4_BLOCK);
    bk_md4_update(m, length, sizeof length);
    for (unsigned i = 0; i < BK_MD4_BYTES; i++)
        out[i] = (unsigned char)(m->h[i / 4] >> 8 * (i % 4));
    OPENSSL_cleanse(m, sizeof *m);
}

static void add_unit(bk_md4 *m, uint32_t unit) {
    bk_md4_update(m, (unsigned char[]){(unsigned char)unit, (unsigned char)(unit >> 8)}, 2);
}

bk_code bk_ntlm(const char *p, size_t n, unsigned char out[BK_MD4_BYTES], bk_error *err) {
    bk_md4 m;
    bk_md4_init(&m);
    for (const char *end = p + n; p < end;) {
        size_t k = bk_utf8_length(p, (size_t)(end - p));
        if (!k) {
            OPENSSL_cleanse(&m, sizeof m);
            return bk_fail(err, BK_E_ENCODING, 0, "a secret that is no UTF-8 has no NTLM hash");
        }
        uint32_t c = (unsigned char)*p & (k == 1 ? 0x7Fu : 0xFFu >> (k + 1));
        for (size_t i = 1; i < k; i++) c = c << 6 | ((unsigned char)p[i] & 0x3Fu);
        if (c >= 0x10000) {
            add_unit(&m, 0xD800 + ((c - 0x10000) >> 10));
            c = 0xDC00 + (c & 0x3FF);
        }
        add_unit(&m, c);
        p += k;
    }
    bk_md4_final(&m, out);
    return BK_OK;
}
