/* Values packed into bytes: what an event carries besides its named fields.
 *
 *   F T                    false, true
 *   i d  8 bytes           integer, double, as this machine keeps them
 *   s    length, bytes     string
 *   a    count, values     array
 *   m    count, (s, value) map, keys in byte order
 *
 * Lengths and counts are 32 bits. The same value always packs to the same bytes. */
#ifndef BK_PACK_H
#define BK_PACK_H

#include "bk_buf.h"

#include <stdbool.h>
#include <stdint.h>

#define BK_PACK_DEPTH 32 /* arrays and maps in each other, at most */

typedef struct bk_pack_item {
    char kind; /* one of FTidsam */
    int64_t integer;
    double number;
    const char *p; /* of a string */
    size_t n;      /* its length, or how many members follow */
} bk_pack_item;

bk_code bk_pack_add(bk_buf *to, const bk_pack_item *item);
/* Read the item at *at and step over it (not over the members that follow it); false when the bytes
 * are no such thing. A count is never more than the bytes that are left. */
bool bk_pack_read(const char *p, size_t n, size_t *at, bk_pack_item *item);
/* Whether p[0..n) is one whole value, within the depth. */
bool bk_pack_valid(const char *p, size_t n);

#endif
