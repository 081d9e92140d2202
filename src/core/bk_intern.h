/* Strings stored once, named by a 32-bit number. Number 0 means "none"; an empty string has a
 * number of its own. Numbers are given in order of first appearance, so the same input gives the
 * same numbers; the seed only guards the hash table against inputs made to collide.
 *
 * Starts zeroed ({0}); bk_intern_free makes it so again. */
#ifndef BK_INTERN_H
#define BK_INTERN_H

#include "bk_status.h"

#include <stdint.h>

typedef struct bk_intern {
    char *bytes;    /* all strings, one after the other */
    uint64_t *ends; /* ends[id] is where string `id` ends and id + 1 starts; ends[0] is 0 */
    size_t n, capacity;
    uint32_t count; /* numbers given, 0 included; 0 while nothing was added */
    uint32_t ends_capacity;
    uint64_t *slots; /* upper half of the hash and number; rebuilt when missing */
    size_t mask;
    uint64_t seed;
} bk_intern;

void bk_intern_free(bk_intern *s);
/* The number of p[0..n), given now if it had none. */
bk_code bk_intern_add(bk_intern *s, const void *p, size_t n, uint32_t *id);
/* Give each string of `from` its number here: map[id], map[0] being 0. */
bk_code bk_intern_add_all(bk_intern *s, const bk_intern *from, uint32_t *map);
/* The string of a number; NULL for 0 and for numbers never given. Valid until the next add. */
const char *bk_intern_get(const bk_intern *s, uint32_t id, size_t *n);
/* Bytes allocated. */
size_t bk_intern_memory(const bk_intern *s);

#endif
