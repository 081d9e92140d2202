/* The sixteen words of a block of each of many streams, a stream a lane: what every digest of 32-bit words
 * reads its messages with when it goes over many side by side. x86 only. */
#ifndef BK_LANES_MESSAGE_H
#define BK_LANES_MESSAGE_H

#include <immintrin.h>
#include <stddef.h>

/* They transpose within quarters of a vector: row k holds 16 bytes each of the streams k, k + 4 and
 * so on, so that unpacking pairs of rows and pairs of those leaves a word of every stream in order. */
__attribute__((target("avx2"))) static inline void
message_avx2(__m256i m[16], const unsigned char *const p[], size_t at, int big_endian) {
    const __m256i swap = _mm256_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3, 12,
                                         13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    for (int i = 0; i < 16; i += 4) {
        __m256i row[4], pair[4];
        for (int k = 0; k < 4; k++) {
            row[k] = _mm256_inserti128_si256(
                _mm256_castsi128_si256(_mm_loadu_si128((const __m128i_u *)(p[k] + at + 4 * i))),
                _mm_loadu_si128((const __m128i_u *)(p[k + 4] + at + 4 * i)), 1);
            if (big_endian) row[k] = _mm256_shuffle_epi8(row[k], swap);
        }
        pair[0] = _mm256_unpacklo_epi32(row[0], row[1]);
        pair[1] = _mm256_unpackhi_epi32(row[0], row[1]);
        pair[2] = _mm256_unpacklo_epi32(row[2], row[3]);
        pair[3] = _mm256_unpackhi_epi32(row[2], row[3]);
        m[i] = _mm256_unpacklo_epi64(pair[0], pair[2]);
        m[i + 1] = _mm256_unpackhi_epi64(pair[0], pair[2]);
        m[i + 2] = _mm256_unpacklo_epi64(pair[1], pair[3]);
        m[i + 3] = _mm256_unpackhi_epi64(pair[1], pair[3]);
    }
}

__attribute__((target("avx512f,avx512bw"))) static inline void
message_avx512(__m512i m[16], const unsigned char *const p[], size_t at, int big_endian) {
    const __m512i swap = _mm512_broadcast_i32x4(
        _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3));
    for (int i = 0; i < 16; i += 4) {
        __m512i row[4], pair[4];
        for (int k = 0; k < 4; k++) {
            const size_t offset = at + 4 * (size_t)i;
            row[k] = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i_u *)(p[k] + offset)));
#define QUARTER(q) _mm_loadu_si128((const __m128i_u *)(p[k + 4 * (q)] + offset))
            row[k] = _mm512_inserti32x4(row[k], QUARTER(1), 1);
            row[k] = _mm512_inserti32x4(row[k], QUARTER(2), 2);
            row[k] = _mm512_inserti32x4(row[k], QUARTER(3), 3);
#undef QUARTER
            if (big_endian) row[k] = _mm512_shuffle_epi8(row[k], swap);
        }
        pair[0] = _mm512_unpacklo_epi32(row[0], row[1]);
        pair[1] = _mm512_unpackhi_epi32(row[0], row[1]);
        pair[2] = _mm512_unpacklo_epi32(row[2], row[3]);
        pair[3] = _mm512_unpackhi_epi32(row[2], row[3]);
        m[i] = _mm512_unpacklo_epi64(pair[0], pair[2]);
        m[i + 1] = _mm512_unpackhi_epi64(pair[0], pair[2]);
        m[i + 2] = _mm512_unpacklo_epi64(pair[1], pair[3]);
        m[i + 3] = _mm512_unpackhi_epi64(pair[1], pair[3]);
    }
}

#endif
