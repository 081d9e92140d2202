/* Whole pages for what must not leak: locked so that they are not swapped out (mlock), left out of core dumps, and
 * wiped when they are given back. */
#ifndef BK_PAGES_H
#define BK_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/* n bytes from 1, all zero; NULL without memory. *unlocked (unless NULL) is set where the system locks no more, and left
 * alone else. */
char *bk_pages_new(size_t n, bool *unlocked);
/* What bk_pages_new gave for n bytes. */
void bk_pages_drop(char *p, size_t n);
/* memset that no compiler takes away. */
void bk_wipe(void *p, size_t n);

#endif
