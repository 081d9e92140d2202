/* Times of events: the short way says what the long one does, and what is printed is read again.
 * The file of a timeline: whatever the bytes, loading refuses them or gives a timeline that all
 * questions can be asked of. The checksum is made right first, or nothing would get past it. */
#include "../src/core/bk_timeline.h"
#include "../src/core/bk_timeline_internal.h"
#include "../src/core/bk_timeline_time.h"

#include <stdlib.h>
#include <string.h>

typedef struct source {
    const uint8_t *p;
    size_t n;
} source;

static bk_code take(void *from, void *p, size_t n) {
    source *s = from;
    if (n > s->n) return BK_E_IO;
    if (n) memcpy(p, s->p, n);
    s->p += n;
    s->n -= n;
    return BK_OK;
}

static bk_code drop(void *to, const void *p, size_t n) {
    (void)p;
    *(size_t *)to += n;
    return BK_OK;
}

static void ask(bk_timeline *tl) {
    uint32_t found[5], *groups, *ends;
    size_t count, i = 0, saved = 0;
    int64_t reach = BK_TIME_MIN, from, to;
    bk_timeline_run run;
    bk_timeline into = {0};
    (void)bk_timeline_nearest(tl, 0, 1, 5, found, &count);
    for (int certain = 0; certain < 2; certain++) {
        bk_timeline_query q = bk_timeline_ask(tl, -1000, 1000, certain != 0);
        for (size_t at = 0; (at = bk_timeline_next(tl, &q, at)) < q.end; at++) {
        }
    }
    while (bk_timeline_gap(tl, &i, &reach, 1, &from, &to)) {
    }
    for (i = 0; bk_timeline_cluster(tl, &i, 5, 100, &run);) {
    }
    if (bk_timeline_conflicts(tl, &groups, &ends, &count) == BK_OK) {
        free(groups);
        free(ends);
    }
    if (bk_timeline_merge(&into, tl, NULL) == BK_OK) (void)bk_timeline_fold(&into, &count);
    (void)bk_timeline_save(&into, drop, &saved);
    (void)bk_timeline_fold(tl, &count);
    bk_timeline_free(&into);
}

/* The checksum for the sections whose lengths the head gives, where they fit. */
static void set_sum(uint8_t *p, size_t n) {
    enum { HEAD = 72 };
    uint64_t words[HEAD / 8], sum = 0;
    if (n < HEAD) return;
    memcpy(words, p, HEAD);
    const uint64_t lengths[] = {words[2] * sizeof(bk_event), words[4] * 8, words[5], words[6] * 8,
                                words[7]};
    size_t at = HEAD;
    for (size_t i = 0; i < 5; i++) {
        if (lengths[i] > n - at) return;
        sum = bk_timeline_sum(sum, p + at, (size_t)lengths[i]);
        at += (size_t)lengths[i];
        size_t pad = (8 - lengths[i] % 8) % 8;
        if (pad > n - at) return;
        at += pad;
    }
    memcpy(p + HEAD - 8, &sum, 8);
}

static void times(const char *p, size_t n) {
    int64_t lo, hi, t, again;
    bool zoned;
    bk_date d;
    char text[40], edtf[BK_EDTF_MAX];
    if (bk_time_plain(p, n, &lo, &hi)) {
        if (bk_date_parse(p, n, &d, NULL) || d.lo != lo || d.hi != hi || d.zoned != (n > 10))
            abort();
    }
    (void)bk_time_floating(p, n);
    if (!bk_time_read(p, n, &t, &zoned)) return;
    size_t length = bk_date_print_bound(t, false, zoned, text);
    if (!bk_time_read(text, length, &again, &zoned) || again != t) abort();
    (void)bk_time_edtf(t, t + 1 + (int64_t)n, zoned, edtf);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n) {
    bk_timeline tl = {0};
    uint8_t *copy = malloc(n + 1);
    if (!copy) return 0;
    if (n) memcpy(copy, p, n);
    if (n < 100) times((const char *)copy, n);
    set_sum(copy, n);
    source s = {copy, n};
    if (bk_timeline_load(&tl, take, &s, n, NULL) == BK_OK) ask(&tl);
    bk_timeline_free(&tl);
    free(copy);
    return 0;
}
