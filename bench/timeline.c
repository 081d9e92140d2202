/* The timeline against C's own: sorting against qsort, merging against copying the same bytes.
 * Queries are also asked of shapes that a search could drown in. BREACHKIT_BENCH_EVENTS=10000000 is
 * the full size. */
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
    free(copy);
    bk_timeline_free(&tl);
}

static const char *const shapes[] = {"points",      "mixed",          "nested",
                                     "in one long", "all open-ended", "1 in 1000 open"};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static bk_event shaped(unsigned shape, int64_t i, int64_t n) {
    bk_event e = {.lo = 100 * i, .hi = 100 * i + 1};
    switch (shape) {
    case 1:
        e.hi += (int64_t)(draw() % 8 ? 0 : draw() % 86400);
        break;
    case 2: /* each within the one before */
        e.hi = 200 * n - 100 * i;
        break;
    case 3:
        if (!i) e.hi = 100 * n;
        break;
    case 4:
        e.hi = BK_TIME_MAX;
        break;
    case 5:
        if (i % 1000 == 0) e.hi = BK_TIME_MAX;
        break;
    default:
        break;
    }
    return e;
}

/* Microseconds and steps of finding the first ten of a range, and of the five nearest. */
static void bench_queries(size_t n, double us[SHAPES][3], double steps[SHAPES][2]) {
    enum { QUERIES = 20000 };
    for (unsigned s = 0; s < SHAPES; s++) {
        bk_timeline tl = {0};
        uint32_t nearest[5];
        size_t count;
        for (size_t i = 0; i < n; i++) {
            bk_event e = shaped(s, (int64_t)i, (int64_t)n);
            if (bk_timeline_add(&tl, &e, NULL)) exit(1);
        }
        if (bk_timeline_settle(&tl)) exit(1);
        for (int certain = 0; certain < 2; certain++) {
            uint64_t taken = 0;
            double start = now();
            for (size_t q = 0; q < QUERIES; q++) {
                int64_t a = (int64_t)(draw() % (100 * n));
                bk_timeline_query ask = bk_timeline_ask(&tl, a, a + 1000, certain != 0);
                size_t i = 0;
                for (int k = 0; k < 10 && (i = bk_timeline_next(&tl, &ask, i)) < ask.end; k++) i++;
                taken += ask.steps;
            }
            us[s][certain] = (now() - start) * 1e6 / QUERIES;
            steps[s][certain] = (double)taken / QUERIES;
        }
        double start = now();
        for (size_t q = 0; q < QUERIES; q++) {
            int64_t at = (int64_t)(draw() % (100 * n));
            if (bk_timeline_nearest(&tl, at, at + 1, 5, nearest, &count)) exit(1);
        }
        us[s][2] = (now() - start) * 1e6 / QUERIES;
        bk_timeline_free(&tl);
    }
}

static void queries(size_t n) {
    double few[SHAPES][3], many[SHAPES][3], few_steps[SHAPES][2], many_steps[SHAPES][2];
    bench_queries(n / 10, few, few_steps);
    bench_queries(n, many, many_steps);
    printf(
        "queries, us of %zu -> %zu events (steps): the first ten of a range (at most 10 us), the "
        "first ten surely in it, the nearest five\n",
        n / 10, n);
    for (unsigned s = 0; s < SHAPES; s++) {
        printf("  %-15s", shapes[s]);
        for (int i = 0; i < 2; i++) {
            printf("  %5.2f -> %5.2f (%3.0f -> %3.0f)", few[s][i], many[s][i], few_steps[s][i],
                   many_steps[s][i]);
        }
        printf("  %5.2f -> %5.2f\n", few[s][2], many[s][2]);
    }
}

static double timed_conflicts(const bk_timeline *tl) {
    uint32_t *groups, *ends;
    size_t count;
    double start = now();
    if (bk_timeline_conflicts(tl, &groups, &ends, &count)) exit(1);
    free(groups);
    free(ends);
    return now() - start;
}

/* Nanoseconds an event, of what looks at all of them. */
static void bench_whole(size_t n, double ns[4]) {
    bk_timeline tl = {0};
    int64_t reach = BK_TIME_MIN, from, to;
    bk_timeline_run run;
    size_t folded, i = 0;
    fill(&tl, n, (unsigned)(n / 3));
    if (bk_timeline_settle(&tl)) exit(1);
    double start = now();
    while (bk_timeline_gap(&tl, &i, &reach, 1000, &from, &to)) {
    }
    ns[0] = now() - start;
    start = now();
    for (i = 0; bk_timeline_cluster(&tl, &i, 100, 86400, &run);) {
    }
    ns[1] = now() - start;
    ns[2] = timed_conflicts(&tl);
    start = now();
    if (bk_timeline_fold(&tl, &folded)) exit(1);
    ns[3] = now() - start;
    for (i = 0; i < 4; i++) ns[i] *= 1e9 / (double)n;
    bk_timeline_free(&tl);
}

static void whole(size_t n) {
    static const char *const names[] = {"gaps", "clusters", "conflicts", "fold"};
    double few[4], many[4];
    bench_whole(n / 10, few);
    bench_whole(n, many);
    printf("ns an event, of %zu -> %zu:", n / 10, n);
    for (int i = 0; i < 4; i++) {
        printf("%s %s %.1f -> %.1f", i ? "," : "", names[i], few[i], many[i]);
    }
    printf("\n");
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

int main(void) {
    const char *events = getenv("BREACHKIT_BENCH_EVENTS");
    size_t n = events ? strtoull(events, NULL, 10) : 1000000;
    bench_sort(n / 10);
    bench_sort(n);
    queries(n);
    whole(n);
    bench_merge(n / 20, 1000);
    bench_merge(n / 2, 1000);
    bench_merge(n / 2, (unsigned)(n / 2));
    return 0;
}
