#include "bk_scan_mask.h"

#include <stdbool.h>
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
#define MARK static void mark_sse2(const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
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
    __attribute__((target("avx2,bmi,bmi2"))) static void mark_avx2(                               \
        const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
#include "bk_scan_mask_body.h"

#define B bytes64
#define M masks8
#define LOAD(p) (B) _mm512_loadu_si512((const void *)(p))
#define TOP(v) _mm512_movepi8_mask((__m512i)(v))
#define SLIDE(m, first)                                                                            \
    (M) _mm512_alignr_epi64((__m512i)(m), _mm512_set1_epi64((long long)(first)), 7)
#define MARK                                                                                       \
    __attribute__((target("avx512bw,avx512vl,avx512dq,bmi,bmi2"))) static void mark_avx512(       \
        const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
#include "bk_scan_mask_body.h"

#define NEWER __attribute__((target("avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,gfni,bmi,bmi2")))

/* 512 bytes, in each 64 of which a bit of all becomes a word; then the words of each bit come together. */
NEWER static inline void transpose(masks8 b[8], const unsigned char *p) {
    static const unsigned char reversed[16] = {7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8};
#define COLUMN(k) k, 8 + k, 16 + k, 24 + k, 32 + k, 40 + k, 48 + k, 56 + k
    static const unsigned char columns[64] = {COLUMN(0), COLUMN(1), COLUMN(2), COLUMN(3),
                                              COLUMN(4), COLUMN(5), COLUMN(6), COLUMN(7)};
#undef COLUMN
    __m512i w[8], x[8];
    const __m512i reverse = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)reversed)),
                  column = _mm512_loadu_si512(columns),
                  each = _mm512_set1_epi64((long long)0x8040201008040201u);
    for (unsigned i = 0; i < 8; i++) {
        __m512i v = _mm512_shuffle_epi8(_mm512_loadu_si512((const void *)(p + 64 * i)), reverse);
        w[i] = _mm512_permutexvar_epi8(column, _mm512_gf2p8affine_epi64_epi8(each, v, 0));
    }
    for (unsigned i = 0; i < 8; i += 2) {
        x[i] = _mm512_unpacklo_epi64(w[i], w[i + 1]);
        x[i + 1] = _mm512_unpackhi_epi64(w[i], w[i + 1]);
    }
    for (unsigned i = 0; i < 2; i++) { /* x[i]: two words of each of the bits i, i + 2, i + 4, i + 6 */
        __m512i low = _mm512_shuffle_i64x2(x[i], x[i + 2], 0x88),
                high = _mm512_shuffle_i64x2(x[i], x[i + 2], 0xDD),
                low2 = _mm512_shuffle_i64x2(x[i + 4], x[i + 6], 0x88),
                high2 = _mm512_shuffle_i64x2(x[i + 4], x[i + 6], 0xDD);
        b[i] = (masks8)_mm512_shuffle_i64x2(low, low2, 0x88);
        b[i + 2] = (masks8)_mm512_shuffle_i64x2(high, high2, 0x88);
        b[i + 4] = (masks8)_mm512_shuffle_i64x2(low, low2, 0xDD);
        b[i + 6] = (masks8)_mm512_shuffle_i64x2(high, high2, 0xDD);
    }
}

#define B bytes64
#define M masks8
#define SLIDE(m, first)                                                                            \
    (M) _mm512_alignr_epi64((__m512i)(m), _mm512_set1_epi64((long long)(first)), 7)
#define TRANSPOSE(b, p) transpose(b, p)
#define FUNNEL(m, n, k) (M) _mm512_shldi_epi64((__m512i)(m), (__m512i)(n), k)
#define MARK                                                                                       \
    NEWER static void mark_avx512_gfni(const unsigned char *p, bk_scan_carry *c, bk_scan_anchors *out)
#include "bk_scan_mask_body.h"
#endif

#if defined(__x86_64__)
static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
static bool has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}
static bool has_gfni(void) {
    return has_avx512() && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("gfni");
}
#endif

static const struct {
    bk_scan_mark *mark;
    bool (*can)(void); /* NULL: always */
} markers[] = {
#if defined(__x86_64__)
    {mark_avx512_gfni, has_gfni}, {mark_avx512, has_avx512}, {mark_avx2, has_avx2}, {mark_sse2, NULL},
#endif
    {bk_scan_mark_portable, NULL}};

bk_scan_mark *bk_scan_marker(size_t i) {
    for (size_t k = 0; k < sizeof markers / sizeof *markers; k++) {
        if ((!markers[k].can || markers[k].can()) && i-- == 0) return markers[k].mark;
    }
    return NULL;
}
