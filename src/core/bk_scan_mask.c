#include "bk_scan_mask.h"

#include <string.h>

/* the mask as it was k bytes earlier */
static inline uint64_t ago(uint64_t now, uint64_t before, unsigned k) {
    return now << k | before >> (64 - k);
}

typedef unsigned char bytes16 __attribute__((vector_size(16)));

/* The highest bits of eight bytes, by a multiplication that brings them together. */
static inline unsigned bits8(uint64_t x) {
    return (unsigned)((x & 0x8080808080808080u) * 0x0002040810204081u >> 56);
}
static inline unsigned bits16(bytes16 v) {
    uint64_t half[2] = {0, 0};
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(half, &v, sizeof half);
#else
    for (unsigned i = 0; i < 16; i++) half[i / 8] |= (uint64_t)v[i] << (8 * (i % 8));
#endif
    return bits8(half[0]) | bits8(half[1]) << 8;
}
static inline bytes16 load16(const unsigned char *p) {
    bytes16 v;
    memcpy(&v, p, sizeof v);
    return v;
}

#define V bytes16
#define IS(v, c) ((V)((v) == (unsigned char)(c)))
#define WITHIN(v, from, to)                                                                        \
    ((V)((V)((v) - (unsigned char)(from)) <= (unsigned char)((to) - (from))))
#define HIGH(v) (v)
#define LOAD(p) load16(p)
#define BITS(v) bits16(v)
#define MARK                                                                                       \
    void bk_scan_mark_portable(const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
#include "bk_scan_mask_body.h"

#if defined(__x86_64__)
#include <immintrin.h>

typedef unsigned char bytes32 __attribute__((vector_size(32)));
typedef unsigned char bytes64 __attribute__((vector_size(64)));

#define V bytes16
#define IS(v, c) ((V)((v) == (unsigned char)(c)))
#define WITHIN(v, from, to)                                                                        \
    ((V)((V)((v) - (unsigned char)(from)) <= (unsigned char)((to) - (from))))
#define HIGH(v) (v)
#define LOAD(p) load16(p)
#define BITS(v) (uint32_t)_mm_movemask_epi8((__m128i)(v))
#define MARK void bk_scan_mark_sse2(const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
#include "bk_scan_mask_body.h"

#define V bytes32
#define IS(v, c) ((V)((v) == (unsigned char)(c)))
#define WITHIN(v, from, to)                                                                        \
    ((V)((V)((v) - (unsigned char)(from)) <= (unsigned char)((to) - (from))))
#define HIGH(v) (v)
#define LOAD(p) (V) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define BITS(v) (uint32_t)_mm256_movemask_epi8((__m256i)(v))
#define MARK                                                                                       \
    __attribute__((target("avx2,bmi,bmi2"))) void bk_scan_mark_avx2(                               \
        const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
#include "bk_scan_mask_body.h"

#define V bytes64
#define IS(v, c) _mm512_cmpeq_epi8_mask((__m512i)(v), _mm512_set1_epi8((char)(c)))
#define WITHIN(v, from, to)                                                                        \
    _mm512_cmple_epu8_mask((__m512i)((v) - (unsigned char)(from)),                                 \
                           _mm512_set1_epi8((char)((to) - (from))))
#define HIGH(v) _mm512_movepi8_mask((__m512i)(v))
#define LOAD(p) (V) _mm512_loadu_si512((const void *)(p))
#define BITS(v) (v)
#define MARK                                                                                       \
    __attribute__((target("avx512bw,avx512vl,bmi,bmi2"))) void bk_scan_mark_avx512(                \
        const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
#include "bk_scan_mask_body.h"
#endif

bk_scan_mark *bk_scan_marker(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("bmi2"))
        return bk_scan_mark_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) return bk_scan_mark_avx2;
    return bk_scan_mark_sse2;
#else
    return bk_scan_mark_portable;
#endif
}
