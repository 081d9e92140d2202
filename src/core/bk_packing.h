/* Whether bytes are packed, told by their beginning. */
#ifndef BK_PACKING_H
#define BK_PACKING_H

#include <stddef.h>

enum { BK_PACKING_HEAD = 512 }; /* bytes that are enough to tell */

typedef enum bk_packing {
    BK_PACKING_NONE,
    BK_PACKING_STREAM,  /* gzip, bzip2, xz, zstd, lz4: one thing, or an archive, packed */
    BK_PACKING_ARCHIVE, /* tar, zip, 7z */
    BK_PACKING_DOCUMENT /* a zip that is one document or program to its users: *what */
} bk_packing;

/* Of p[0..n), the beginning of a file. *what: of a document, what it is. */
bk_packing bk_packing_of(const char *p, size_t n, const char **what);

#endif
