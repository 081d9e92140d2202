/* The indexes of the legacy encodings: generated, see tools/charset-tables.lua. U+FFFD is never in
 * them; '.', which no index holds either, stands for a pointer that maps to nothing. */
#ifndef BK_CHARSET_TABLES_H
#define BK_CHARSET_TABLES_H

#include <stddef.h>
#include <stdint.h>

#define BK_CHARSET_NONE '.'

typedef struct bk_charset_range {
    uint32_t first, second;
} bk_charset_range;

/* Each row is a string of the compiler's, with a terminator that is no part of the index. */
extern const uint_least16_t bk_charset_single[27][129]; /* the upper half, in the order of names */
extern const uint_least16_t bk_charset_jis0208[60][189];
extern const uint_least16_t bk_charset_jis0212[94][95];
extern const uint_least16_t bk_charset_gb18030[126][191];
extern const uint_least16_t bk_charset_big5[126][158];
extern const uint_least16_t bk_charset_euc_kr[126][191];

/* Big5's pointers whose code points are in plane 2: first to second, inclusive. */
extern const bk_charset_range bk_charset_big5_plane2[];
extern const size_t bk_charset_big5_plane2_count;

/* Four bytes of gb18030: from pointer `first` on, code points from `second` on. */
extern const bk_charset_range bk_charset_gb18030_ranges[];
extern const size_t bk_charset_gb18030_ranges_count;

#endif
