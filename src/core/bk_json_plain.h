/* How many bytes of p[0..n) at least need no look in a string: ASCII that is no control, quote or backslash. */
#ifndef BK_JSON_PLAIN_H
#define BK_JSON_PLAIN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined __SSE2__
#include <emmintrin.h>
#endif

static inline size_t bk_json_plain(const char *p, size_t n) {
    size_t i = 0;
#if defined __SSE2__
    for (; n - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        /* signed, so that what is not ASCII is below a blank too */
        __m128i stop = _mm_or_si128(_mm_cmplt_epi8(v, _mm_set1_epi8(' ')),
                                    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
                                                 _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))));
        unsigned mask = (unsigned)_mm_movemask_epi8(stop);
        if (mask) return i + (size_t)__builtin_ctz(mask);
    }
#else
    for (; n - i >= 8; i += 8) {
        uint64_t v, quote, slash, all = UINT64_MAX / 255, high = all << 7;
        memcpy(&v, p + i, 8);
        quote = v ^ all * '"';
        slash = v ^ all * '\\';
        if ((v | (v - all * ' ') | (quote - all) | (slash - all)) & high) return i;
    }
#endif
    return i;
}

/* How many digits p[0..n) begins with. */
static inline size_t bk_json_digit_run(const char *p, size_t n) {
    size_t i = 0;
#if defined __SSE2__
    for (; n - i >= 16; i += 16) {
        __m128i v = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i)), _mm_set1_epi8('0'));
        unsigned digits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(9)), v));
        if (digits != 0xFFFF) return i + (size_t)__builtin_ctz(~digits);
    }
#endif
    while (i < n && (unsigned char)(p[i] - '0') < 10) i++;
    return i;
}

#endif
