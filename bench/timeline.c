/* The timeline against C's own: sorting against qsort, merging against copying the same bytes.
 * Built and run by timeline.sh. */
#include "../src/core/bk_timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t state = 88172645463325252u;

static uint64_t draw(void) {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b) {
    return bk_timeline_compare(a, b);
}

static void fill(bk_timeline *tl, size_t n, unsigned distinct) {
    char text[40];
    for (size_t i = 0; i < n; i++) {
        bk_event e = {.lo = (int64_t)(draw() % 2000000000)};
        e.hi = e.lo + 1 + (int64_t)(draw() % 8 ? 0 : draw() % 86400);
        int length =
            snprintf(text, sizeof text, "what happened, %u", (unsigned)(draw() % distinct));
        if (bk_intern_add(&tl->strings, text, (size_t)length, &e.what) ||
            bk_timeline_add(tl, &e, NULL)) {
            exit(1);
        }
    }
}

static void bench_sort(size_t n) {
    bk_timeline tl = {0};
    fill(&tl, n, 1000);
    bk_event *copy = malloc(n * sizeof *copy);
    if (!copy) exit(1);
    memcpy(copy, tl.events, n * sizeof *copy);
    double start = now();
    qsort(copy, n, sizeof *copy, compare);
    double peer = now() - start;
    start = now();
    if (bk_timeline_settle(&tl)) exit(1);
    double ours = now() - start;
    for (size_t i = 0; i < n; i++) {
        if (compare(&copy[i], &tl.events[i])) exit(1);
    }
    size_t strings = bk_intern_memory(&tl.strings) + bk_intern_memory(&tl.lists);
    printf("sort %9zu: %.3f s with its index; qsort %.3f s; ratio %.2f (at most 0.50)\n", n, ours,
           peer, ours / peer);
    printf("memory: %.2f bytes an event besides strings (at most 48)\n",
           (double)(bk_timeline_memory(&tl) - strings) / (double)n);
    size_t queries = 100000, found = 0;
    start = now();
    for (size_t q = 0; q < queries; q++) {
        int64_t a = (int64_t)(draw() % 2000000000), b = a + 1000;
        size_t i = 0;
        for (int k = 0; k < 10 && (i = bk_timeline_next(&tl, i, a, b)) < tl.dated; i++, k++)
            found++;
    }
    printf("range query of at most 10 events: %.2f us (at most 10), %zu found\n",
           (now() - start) * 1e6 / (double)queries, found);
    uint32_t nearest[5];
    start = now();
    for (size_t q = 0; q < queries; q++) {
        if (bk_timeline_nearest(&tl, (int64_t)(draw() % 2000000000), 5, nearest, &found)) exit(1);
    }
    printf("nearest 5: %.2f us\n", (now() - start) * 1e6 / (double)queries);
    free(copy);
    bk_timeline_free(&tl);
}

static void bench_merge(size_t n, unsigned distinct) {
    bk_timeline a = {0}, b = {0};
    fill(&a, n, distinct);
    fill(&b, n, distinct);
    if (bk_timeline_settle(&a) || bk_timeline_settle(&b)) exit(1);
    bk_event *copy = malloc(2 * n * sizeof *copy);
    if (!copy) exit(1);
    double start = now();
    memcpy(copy, a.events, n * sizeof *copy);
    memcpy(copy + n, b.events, n * sizeof *copy);
    double peer = now() - start;
    volatile int64_t used = copy[draw() % (2 * n)].lo; /* or the copy is optimised away */
    (void)used;
    start = now();
    if (bk_timeline_merge(&a, &b, NULL)) exit(1);
    double ours = now() - start;
    printf("merge 2 x %zu, %u strings: %.3f s, %.2f GB/s of events made; copying them %.3f s; "
           "ratio %.1f\n",
           n, distinct, ours, (double)(2 * n * sizeof *copy) / ours / 1e9, peer, ours / peer);
    free(copy);
    bk_timeline_free(&a);
    bk_timeline_free(&b);
}

int main(int argc, char **argv) {
    size_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    bench_sort(n / 10);
    bench_sort(n);
    bench_merge(n / 2, 1000);
    bench_merge(n / 2, (unsigned)(n / 2));
    return 0;
}
