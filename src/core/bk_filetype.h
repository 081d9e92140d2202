/* What a file is by its first bytes, whatever its name says. */
#ifndef BK_FILETYPE_H
#define BK_FILETYPE_H

#include <stddef.h>

enum { BK_FILETYPE_HEAD = 512 }; /* how many of a file's first bytes are looked at */

typedef struct bk_filetype {
    const char *type; /* a media type */
    const char *bytes;
    size_t n, offset; /* of the bytes in the file */
} bk_filetype;

typedef struct bk_filetypes {
    const bk_filetype *entries; /* the first that fits counts */
    size_t count;
} bk_filetypes;

/* The type of a file by its first bytes, BK_FILETYPE_HEAD of them or the whole of a shorter one: of the
 * table, else "text/plain", "application/octet-stream", or "inode/x-empty" for no bytes. */
const char *bk_filetype_of(const bk_filetypes *types, const char *head, size_t n);

#endif
