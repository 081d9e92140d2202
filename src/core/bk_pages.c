#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MADV_DONTDUMP */
#include "bk_pages.h"

#include <string.h>
#include <sys/mman.h>

static void *(*const volatile set)(void *, int, size_t) = memset;

void bk_wipe(void *p, size_t n) {
    if (n) (void)set(p, 0, n);
}

char *bk_pages_new(size_t n, bool *unlocked) {
    char *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return NULL;
    if (mlock(p, n) != 0 && unlocked) *unlocked = true;
#ifdef MADV_DONTDUMP
    (void)madvise(p, n, MADV_DONTDUMP);
#endif
    return p;
}

void bk_pages_drop(char *p, size_t n) {
    bk_wipe(p, n);
    (void)munmap(p, n);
}
