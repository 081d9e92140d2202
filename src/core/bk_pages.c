#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MADV_DONTDUMP */
#include "bk_pages.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

static void *(*const volatile set)(void *, int, size_t) = memset;

void bk_wipe(void *p, size_t n) {
    if (n) (void)set(p, 0, n);
}

/* Pages that were given back, for the next who wants as many: a scan of small files wants the same ones for each, and
 * to have them made takes the system as long as the scan of one. */
enum { KEPT = 16, KEPT_MOST = 1 << 18 /* bytes of one */ };

static struct {
    char *p;
    size_t n;
} kept[KEPT];
static unsigned oldest;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* never waited for: a fork may find it taken for good */

static char *take(size_t n) {
    char *p = NULL;
    if (pthread_mutex_trylock(&lock) != 0) return NULL;
    for (unsigned i = 0; i < KEPT && !p; i++) {
        if (kept[i].n != n) continue;
        p = kept[i].p;
        kept[i].p = NULL;
        kept[i].n = 0;
    }
    (void)pthread_mutex_unlock(&lock);
    return p;
}

/* Keeps them instead of those that were kept longest. */
static void keep(char **p, size_t *n) {
    if (pthread_mutex_trylock(&lock) != 0) return;
    char *old = kept[oldest].p;
    size_t old_n = kept[oldest].n;
    kept[oldest].p = *p;
    kept[oldest].n = *n;
    oldest = (oldest + 1) % KEPT;
    (void)pthread_mutex_unlock(&lock);
    *p = old;
    *n = old_n;
}

char *bk_pages_new(size_t n, bool *unlocked) {
    char *p = take(n);
    if (!p) {
        void *made = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (made == MAP_FAILED) return NULL;
        p = made;
#ifdef MADV_DONTDUMP
        (void)madvise(p, n, MADV_DONTDUMP);
#endif
    }
    if (mlock(p, n) != 0 && unlocked) *unlocked = true; /* those that were kept too: a fork's are not */
    return p;
}

void bk_pages_drop(char *p, size_t n) {
    bk_wipe(p, n);
    if (n <= KEPT_MOST) keep(&p, &n);
    if (p) (void)munmap(p, n);
}
