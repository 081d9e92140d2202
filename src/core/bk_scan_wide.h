/* Text in UTF-16 among any bytes, either order: the runs of it that are ASCII, narrowed. */
#ifndef BK_SCAN_WIDE_H
#define BK_SCAN_WIDE_H

#include "bk_buf.h"

enum { BK_WIDE_LEAST = 6 }; /* characters of a run */

typedef struct bk_wide {
    size_t first; /* where its first character begins; each is two bytes */
    bool big;     /* big-endian */
} bk_wide;

/* The next run in p[*at..n); its characters replace what is in `text`, and *at is put behind it.
 * False at the end, or without memory (text->failed). */
bool bk_wide_next(const char *p, size_t n, size_t *at, bk_wide *run, bk_buf *text);

#endif
