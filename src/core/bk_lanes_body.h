/* MD5, SHA-1 and SHA-256 over WIDE independent streams side by side, a stream a lane of each vector.
 * bk_lanes.c includes this once for each width that it offers, with FUNCTION(name), TARGET,
 * MESSAGE(m, p, at, big_endian), which loads m[0..16) with the words of a block of each stream, and
 * where it can the instructions that GNU C has no operator for. */

typedef uint32_t FUNCTION(words) __attribute__((vector_size(4 * WIDE)));
#define words FUNCTION(words)

#ifndef TERNARY /* of three words, bit by bit; `table` is what AVX-512 calls the truth table */
#define CHOOSE(x, y, z) ((((y) ^ (z)) & (x)) ^ (z))
#define MAJORITY(x, y, z) (((x) & (y)) | (((x) | (y)) & (z)))
#define PARITY(x, y, z) ((x) ^ (y) ^ (z))
#define MD5_I(x, y, z) ((y) ^ ((x) | ~(z)))
#else
#define CHOOSE(x, y, z) TERNARY(x, y, z, 0xca)
#define MAJORITY(x, y, z) TERNARY(x, y, z, 0xe8)
#define PARITY(x, y, z) TERNARY(x, y, z, 0x96)
#define MD5_I(x, y, z) TERNARY(x, y, z, 0x39)
#endif
#ifndef ROTATE
#define ROTATE(x, k) ((x) << (k) | (x) >> (32 - (k)))
#endif

TARGET static inline words FUNCTION(load)(const uint32_t *p) {
    words x;
    memcpy(&x, p, sizeof x);
    return x;
}

TARGET static inline void FUNCTION(store)(uint32_t *p, words x) {
    memcpy(p, &x, sizeof x);
}

#define MD5_STEP(f, a, b, c, d, k, s, i)                                                           \
    a += m[k] + md5_sines[i];                                                                      \
    a += f(b, c, d);                                                                               \
    a = b + ROTATE(a, s)
#define MD5_F(x, y, z) CHOOSE(x, y, z)
#define MD5_G(x, y, z) CHOOSE(z, x, y)
#define MD5_H(x, y, z) PARITY(x, y, z)
#define MD5_ROUND(f, first, k0, step, s0, s1, s2, s3)                                              \
    _Pragma("GCC unroll 4") for (int i = 0; i < 16; i += 4) {                                      \
        MD5_STEP(f, a, b, c, d, ((k0) + (step) * i) & 15, s0, (first) + i);                        \
        MD5_STEP(f, d, a, b, c, ((k0) + (step) * (i + 1)) & 15, s1, (first) + i + 1);              \
        MD5_STEP(f, c, d, a, b, ((k0) + (step) * (i + 2)) & 15, s2, (first) + i + 2);              \
        MD5_STEP(f, b, c, d, a, ((k0) + (step) * (i + 3)) & 15, s3, (first) + i + 3);              \
    }

TARGET static void FUNCTION(md5)(uint32_t *state, const unsigned char *const p[], size_t blocks) {
    words h[4];
    for (int i = 0; i < 4; i++) h[i] = FUNCTION(load)(state + BK_LANES_MAX * i);
    for (size_t at = 0; at < 64 * blocks; at += 64) {
        words m[16], a = h[0], b = h[1], c = h[2], d = h[3];
        MESSAGE(m, p, at, 0);
        MD5_ROUND(MD5_F, 0, 0, 1, 7, 12, 17, 22)
        MD5_ROUND(MD5_G, 16, 1, 5, 5, 9, 14, 20)
        MD5_ROUND(MD5_H, 32, 5, 3, 4, 11, 16, 23)
        MD5_ROUND(MD5_I, 48, 0, 7, 6, 10, 15, 21)
        h[0] += a;
        h[1] += b;
        h[2] += c;
        h[3] += d;
    }
    for (int i = 0; i < 4; i++) FUNCTION(store)(state + BK_LANES_MAX * i, h[i]);
}

/* The schedules are kept as the last sixteen words. */
#define SHA1_WORD(t)                                                                               \
    ((t) < 16 ? m[(t) & 15]                                                                        \
              : (m[(t) & 15] = ROTATE(PARITY(m[((t) + 13) & 15], m[((t) + 8) & 15],                \
                                             m[((t) + 2) & 15]) ^ m[(t) & 15], 1)))
#define SHA1_STEP(f, k, a, b, c, d, e, t)                                                          \
    e += SHA1_WORD(t) + (k);                                                                       \
    e += f(b, c, d);                                                                               \
    e += ROTATE(a, 5);                                                                             \
    b = ROTATE(b, 30)
#define SHA1_ROUND(f, k, first)                                                                    \
    _Pragma("GCC unroll 4") for (int i = first; i < (first) + 20; i += 5) {                        \
        SHA1_STEP(f, k, a, b, c, d, e, i);                                                         \
        SHA1_STEP(f, k, e, a, b, c, d, i + 1);                                                     \
        SHA1_STEP(f, k, d, e, a, b, c, i + 2);                                                     \
        SHA1_STEP(f, k, c, d, e, a, b, i + 3);                                                     \
        SHA1_STEP(f, k, b, c, d, e, a, i + 4);                                                     \
    }

TARGET static void FUNCTION(sha1)(uint32_t *state, const unsigned char *const p[], size_t blocks) {
    words h[5];
    for (int i = 0; i < 5; i++) h[i] = FUNCTION(load)(state + BK_LANES_MAX * i);
    for (size_t at = 0; at < 64 * blocks; at += 64) {
        words m[16], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        MESSAGE(m, p, at, 1);
        SHA1_ROUND(CHOOSE, 0x5a827999u, 0)
        SHA1_ROUND(PARITY, 0x6ed9eba1u, 20)
        SHA1_ROUND(MAJORITY, 0x8f1bbcdcu, 40)
        SHA1_ROUND(PARITY, 0xca62c1d6u, 60)
        h[0] += a;
        h[1] += b;
        h[2] += c;
        h[3] += d;
        h[4] += e;
    }
    for (int i = 0; i < 5; i++) FUNCTION(store)(state + BK_LANES_MAX * i, h[i]);
}

/* A right shift by k is the rest of a rotation, as FIPS 180-4 writes them. */
#define SIGMA(x, k, l, last) PARITY(ROTATE(x, 32 - (k)), ROTATE(x, 32 - (l)), last)
#define SHA256_WORD(i)                                                                             \
    (m[(i) & 15] += SIGMA(m[((i) + 1) & 15], 7, 18, m[((i) + 1) & 15] >> 3) +                      \
                    m[((i) + 9) & 15] + SIGMA(m[((i) + 14) & 15], 17, 19, m[((i) + 14) & 15] >> 10))
#define SHA256_STEP(word, a, b, c, d, e, f, g, h, t)                                               \
    h += (word) + sha256_roots[t] + CHOOSE(e, f, g) + SIGMA(e, 6, 11, ROTATE(e, 32 - 25));         \
    d += h;                                                                                        \
    h += MAJORITY(a, b, c) + SIGMA(a, 2, 13, ROTATE(a, 32 - 22))
#define SHA256_EIGHT(word, i, t)                                                                   \
    SHA256_STEP(word(i), s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], (t) + (i));               \
    SHA256_STEP(word((i) + 1), s[7], s[0], s[1], s[2], s[3], s[4], s[5], s[6], (t) + (i) + 1);     \
    SHA256_STEP(word((i) + 2), s[6], s[7], s[0], s[1], s[2], s[3], s[4], s[5], (t) + (i) + 2);     \
    SHA256_STEP(word((i) + 3), s[5], s[6], s[7], s[0], s[1], s[2], s[3], s[4], (t) + (i) + 3);     \
    SHA256_STEP(word((i) + 4), s[4], s[5], s[6], s[7], s[0], s[1], s[2], s[3], (t) + (i) + 4);     \
    SHA256_STEP(word((i) + 5), s[3], s[4], s[5], s[6], s[7], s[0], s[1], s[2], (t) + (i) + 5);     \
    SHA256_STEP(word((i) + 6), s[2], s[3], s[4], s[5], s[6], s[7], s[0], s[1], (t) + (i) + 6);     \
    SHA256_STEP(word((i) + 7), s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[0], (t) + (i) + 7)
#define SHA256_GIVEN(i) m[(i) & 15]

TARGET static void FUNCTION(sha256)(uint32_t *state, const unsigned char *const p[],
                                    size_t blocks) {
    words hash[8];
    for (int i = 0; i < 8; i++) hash[i] = FUNCTION(load)(state + BK_LANES_MAX * i);
    for (size_t at = 0; at < 64 * blocks; at += 64) {
        words m[16], s[8];
        MESSAGE(m, p, at, 1);
        for (int i = 0; i < 8; i++) s[i] = hash[i];
        SHA256_EIGHT(SHA256_GIVEN, 0, 0);
        SHA256_EIGHT(SHA256_GIVEN, 8, 0);
        for (int t = 16; t < 64; t += 16) {
            SHA256_EIGHT(SHA256_WORD, 0, t);
            SHA256_EIGHT(SHA256_WORD, 8, t);
        }
        for (int i = 0; i < 8; i++) hash[i] += s[i];
    }
    for (int i = 0; i < 8; i++) FUNCTION(store)(state + BK_LANES_MAX * i, hash[i]);
}

#undef words
#undef WIDE
#undef FUNCTION
#undef TARGET
#undef TERNARY
#undef ROTATE
#undef MESSAGE
#undef CHOOSE
#undef MAJORITY
#undef PARITY
#undef MD5_I
#undef MD5_STEP
#undef MD5_F
#undef MD5_G
#undef MD5_H
#undef MD5_ROUND
#undef SHA1_WORD
#undef SHA1_STEP
#undef SHA1_ROUND
#undef SIGMA
#undef SHA256_WORD
#undef SHA256_STEP
#undef SHA256_EIGHT
#undef SHA256_GIVEN
