#include "bk_scan_mask.h"

#include <string.h>

typedef unsigned char bytes16 __attribute__((vector_size(16)));
typedef uint64_t masks2 __attribute__((vector_size(16)));

/* The highest bits of eight bytes, by a multiplication that brings them together. */
static inline unsigned top8(uint64_t x) {
    return (unsigned)((x & 0x8080808080808080u) * 0x0002040810204081u >> 56);
}
static inline unsigned top16(bytes16 v) {
    uint64_t half[2] = {0, 0};
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(half, &v, sizeof half);
#else
    for (unsigned i = 0; i < 16; i++) half[i / 8] |= (uint64_t)v[i] << (8 * (i % 8));
#endif
    return top8(half[0]) | top8(half[1]) << 8;
}
static inline bytes16 load16(const unsigned char *p) {
    bytes16 v;
    memcpy(&v, p, sizeof v);
    return v;
}
static inline masks2 slide2(masks2 m, uint64_t first) {
    return (masks2){first, m[0]};
}

#define B bytes16
#define M masks2
#define LOAD(p) load16(p)
#define TOP(v) top16(v)
#define SLIDE(m, first) slide2(m, first)
#define MARK                                                                                       \
    void bk_scan_mark_portable(const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
#include "bk_scan_mask_body.h"

#if defined(__x86_64__)
#include <immintrin.h>

typedef unsigned char bytes32 __attribute__((vector_size(32)));
typedef uint64_t masks4 __attribute__((vector_size(32)));
typedef unsigned char bytes64 __attribute__((vector_size(64)));
typedef uint64_t masks8 __attribute__((vector_size(64)));

#define B bytes16
#define M masks2
#define LOAD(p) load16(p)
#define TOP(v) (uint32_t)_mm_movemask_epi8((__m128i)(v))
#define SLIDE(m, first) slide2(m, first)
#define MARK void bk_scan_mark_sse2(const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
#include "bk_scan_mask_body.h"

#define B bytes32
#define M masks4
#define LOAD(p) (B) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define TOP(v) (uint32_t)_mm256_movemask_epi8((__m256i)(v))
#define SLIDE(m, first)                                                                            \
    (M) _mm256_alignr_epi8(                                                                        \
        (__m256i)(m),                                                                              \
        _mm256_permute2x128_si256((__m256i)(m), _mm256_set1_epi64x((long long)(first)), 0x02), 8)
#define MARK                                                                                       \
    __attribute__((target("avx2,bmi,bmi2"))) void bk_scan_mark_avx2(                               \
        const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
#include "bk_scan_mask_body.h"

#define B bytes64
#define M masks8
#define LOAD(p) (B) _mm512_loadu_si512((const void *)(p))
#define TOP(v) _mm512_movepi8_mask((__m512i)(v))
#define SLIDE(m, first)                                                                            \
    (M) _mm512_alignr_epi64((__m512i)(m), _mm512_set1_epi64((long long)(first)), 7)
#define MARK                                                                                       \
    __attribute__((target("avx512bw,avx512vl,avx512dq,bmi,bmi2"))) void bk_scan_mark_avx512(       \
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
