/* The file of a timeline: a header, then its arrays as they stand in memory.
 *
 *   header | events | ends of strings | bytes of strings | ends of lists | bytes of lists
 *
 * each section padded to 8 bytes. It is of this machine's byte order, and says so. Loading reads
 * each section to where it stays; then every number is checked, since a file may be hostile. */
#include "bk_pack.h"
#include "bk_timeline.h"
#include "bk_timeline_internal.h"

#include <stdlib.h>
#include <string.h>

typedef struct header {
    char magic[8];
    uint64_t order; /* reads ORDER on a machine of the writer's byte order */
    uint64_t events, dated;
    uint64_t strings, string_bytes;
    uint64_t lists, list_bytes;
    uint64_t sum; /* over all sections */
} header;

static const char MAGIC[8] = "bkTime1\n";
#define ORDER 0x0102030405060708u

static size_t padding(size_t n) {
    return (8 - n % 8) % 8;
}

/* Finds damage, not forgery: four sums side by side, so that it runs at the speed of memory. */
uint64_t bk_timeline_sum(uint64_t sum, const void *bytes, size_t n) {
    const char *p = bytes;
    uint64_t s[4] = {sum, sum + 1, sum + 2, sum + 3}, word;
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        for (size_t j = 0; j < 4; j++) {
            memcpy(&word, p + i + 8 * j, 8);
            s[j] = ((s[j] ^ word) << 5 | (s[j] ^ word) >> 59) * 0x9e3779b97f4a7c15u;
        }
    }
    for (; i < n; i++) s[0] = (s[0] ^ (unsigned char)p[i]) * 0x9e3779b97f4a7c15u;
    for (size_t j = 1; j < 4; j++) s[0] = (s[0] ^ s[j]) * 0xbf58476d1ce4e5b9u + (s[0] >> 31);
    return s[0] ^ n;
}

typedef struct section {
    void *p;
    size_t n;
} section;

bk_code bk_timeline_save(const bk_timeline *tl, bk_timeline_writer write, void *to) {
    const bk_intern *s = &tl->strings, *l = &tl->lists;
    header h = {.order = ORDER,
                .events = tl->n,
                .dated = tl->dated,
                .strings = s->count,
                .string_bytes = s->n,
                .lists = l->count,
                .list_bytes = l->n};
    const section sections[] = {{tl->events, tl->n * sizeof *tl->events},
                                {s->ends, s->count * sizeof *s->ends},
                                {s->bytes, s->n},
                                {l->ends, l->count * sizeof *l->ends},
                                {l->bytes, l->n}};
    memcpy(h.magic, MAGIC, sizeof h.magic);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        h.sum = bk_timeline_sum(h.sum, sections[i].p, sections[i].n);
    }
    bk_code code = write(to, &h, sizeof h);
    for (size_t i = 0; !code && i < sizeof sections / sizeof *sections; i++) {
        if (sections[i].n) code = write(to, sections[i].p, sections[i].n);
        if (!code && padding(sections[i].n))
            code = write(to, "\0\0\0\0\0\0\0", padding(sections[i].n));
    }
    return code;
}

static bool check_ends(const bk_intern *s) {
    if (!s->count) return s->n == 0;
    if (s->ends[0] != 0 || s->ends[s->count - 1] != s->n) return false;
    for (uint32_t i = 1; i < s->count; i++) {
        if (s->ends[i] < s->ends[i - 1]) return false;
    }
    return true;
}

static bool check_lists(const bk_timeline *tl) {
    for (uint32_t id = 1; id < tl->lists.count; id++) {
        size_t n;
        const char *p = bk_intern_get(&tl->lists, id, &n);
        if (n % sizeof(uint32_t)) return false;
        for (size_t i = 0; i < n; i += sizeof(uint32_t)) {
            uint32_t string;
            memcpy(&string, p + i, sizeof string);
            if (string && string >= tl->strings.count) return false;
        }
    }
    return true;
}

/* Whether string `id` is a packed value (of that kind, unless 0); each is looked at once. */
static bool check_packed(const bk_timeline *tl, uint32_t id, char kind, unsigned char *seen) {
    size_t n;
    const char *p = bk_intern_get(&tl->strings, id, &n);
    if (!p || !n || (kind && *p != kind)) return false;
    if (!(seen[id / 8] & 1 << id % 8)) {
        if (!bk_pack_valid(p, n)) return false;
        seen[id / 8] = (unsigned char)(seen[id / 8] | 1 << id % 8);
    }
    return true;
}

static bool check_event(const bk_timeline *tl, const bk_event *e, unsigned char *seen,
                        unsigned char *seen_lists) {
    uint32_t strings = tl->strings.count ? tl->strings.count : 1;
    uint32_t lists = tl->lists.count ? tl->lists.count : 1;
    size_t n;
    if (!bk_timeline_valid(e) || e->what >= strings || e->when >= strings || e->extra >= strings ||
        e->labels >= lists || e->reports >= lists || e->claims >= lists) {
        return false;
    }
    if (e->labels && (bk_intern_get(&tl->lists, e->labels, &n), n != 3 * sizeof(uint32_t))) {
        return false;
    }
    if (e->extra && !check_packed(tl, e->extra, 'm', seen)) return false;
    if (e->claims && !(seen_lists[e->claims / 8] & 1 << e->claims % 8)) {
        const char *p = bk_intern_get(&tl->lists, e->claims, &n);
        for (size_t i = 0; i < n; i += sizeof(uint32_t)) {
            uint32_t id;
            memcpy(&id, p + i, sizeof id);
            if (!check_packed(tl, id, 0, seen)) return false;
        }
        seen_lists[e->claims / 8] = (unsigned char)(seen_lists[e->claims / 8] | 1 << e->claims % 8);
    }
    return true;
}

static bk_code check(const bk_timeline *tl, bk_error *err) {
    if (!check_ends(&tl->strings) || !check_ends(&tl->lists) || !check_lists(tl)) {
        return bk_fail(err, BK_E_SYNTAX, 0, "the timeline's table of strings is broken");
    }
    unsigned char *seen = calloc(1, tl->strings.count / 8 + 1);
    unsigned char *seen_lists = calloc(1, tl->lists.count / 8 + 1);
    if (!seen || !seen_lists) {
        free(seen);
        free(seen_lists);
        return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    }
    bk_code code = BK_OK;
    for (size_t i = 0; !code && i < tl->n; i++) {
        const bk_event *e = &tl->events[i];
        if (!check_event(tl, e, seen, seen_lists)) {
            code = bk_fail(err, BK_E_SYNTAX, sizeof(header) + i * sizeof *e + 1,
                           "event %zu of the timeline is broken", i + 1);
        } else if (i && bk_timeline_compare(e - 1, e) > 0) {
            code = bk_fail(err, BK_E_SYNTAX, sizeof(header) + i * sizeof *e + 1,
                           "event %zu of the timeline is out of order", i + 1);
        }
    }
    free(seen);
    free(seen_lists);
    return code;
}

static bk_code read_intern(bk_intern *s, uint64_t count, uint64_t bytes, bk_timeline_reader read,
                           void *from, uint64_t *sum) {
    char pad[8];
    bk_code code = BK_OK;
    if (count) {
        s->ends = malloc((size_t)count * sizeof *s->ends);
        if (!s->ends) return BK_E_MEMORY;
        if ((code = read(from, s->ends, (size_t)count * sizeof *s->ends))) return code;
        s->ends_capacity = s->count = (uint32_t)count;
    }
    *sum = bk_timeline_sum(*sum, s->ends, (size_t)count * sizeof *s->ends);
    if (count) { /* a table may hold nothing but the empty string */
        s->bytes = malloc((size_t)bytes + 1);
        if (!s->bytes) return BK_E_MEMORY;
        s->capacity = (size_t)bytes + 1;
        if (bytes && (code = read(from, s->bytes, (size_t)bytes))) return code;
        s->n = (size_t)bytes;
    }
    *sum = bk_timeline_sum(*sum, s->bytes, (size_t)bytes);
    if (padding((size_t)bytes)) code = read(from, pad, padding((size_t)bytes));
    return code;
}

/* Whether the counts of the header make up exactly `size` bytes. Each is bounded first, so that no
 * sum can wrap. */
static bool fits(const header *h, uint64_t size) {
    const uint64_t most = UINT32_MAX;
    if (h->events > BK_TIMELINE_MOST || h->dated > h->events || h->strings > most ||
        h->lists > most || h->string_bytes > size || h->list_bytes > size || size > SIZE_MAX / 4) {
        return false;
    }
    if ((!h->strings && h->string_bytes) || (!h->lists && h->list_bytes)) return false;
    return size == sizeof *h + h->events * sizeof(bk_event) + 8 * h->strings + h->string_bytes +
                       padding((size_t)h->string_bytes) + 8 * h->lists + h->list_bytes +
                       padding((size_t)h->list_bytes);
}

static bk_code read_sections(bk_timeline *tl, const header *h, bk_timeline_reader read, void *from,
                             bk_error *err) {
    uint64_t sum = 0;
    bk_code code = BK_OK;
    if (h->events) {
        size_t n = (size_t)h->events;
        tl->events = malloc(n * sizeof *tl->events);
        if (!tl->events) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        code = read(from, tl->events, n * sizeof *tl->events);
        tl->n = tl->sorted = tl->capacity = n;
    }
    if (!code) {
        sum = bk_timeline_sum(sum, tl->events, tl->n * sizeof *tl->events);
        code = read_intern(&tl->strings, h->strings, h->string_bytes, read, from, &sum);
    }
    if (!code) code = read_intern(&tl->lists, h->lists, h->list_bytes, read, from, &sum);
    if (code) return bk_fail(err, code, 0, "the timeline cannot be read");
    if (sum != h->sum) {
        return bk_fail(err, BK_E_SYNTAX, 0, "the timeline is damaged: its checksum differs");
    }
    if ((code = check(tl, err))) return code;
    if ((code = bk_timeline_index(tl))) return bk_fail(err, code, 0, "out of memory");
    if (tl->dated != h->dated) {
        return bk_fail(err, BK_E_SYNTAX, 0, "the timeline miscounts its dated events");
    }
    return BK_OK;
}

bk_code bk_timeline_load(bk_timeline *tl, bk_timeline_reader read, void *from, uint64_t size,
                         bk_error *err) {
    header h;
    if (size < sizeof h) return bk_fail(err, BK_E_SYNTAX, 0, "too short for a timeline");
    bk_code code = read(from, &h, sizeof h);
    if (code) return bk_fail(err, code, 0, "the timeline cannot be read");
    if (memcmp(h.magic, MAGIC, sizeof h.magic) != 0) {
        return bk_fail(err, BK_E_TYPE, 1, "not a saved timeline");
    }
    if (h.order != ORDER) {
        return bk_fail(err, BK_E_TYPE, 9, "saved on a machine of another byte order");
    }
    if (!fits(&h, size)) {
        return bk_fail(err, BK_E_SYNTAX, 17, "the timeline's length is not what its head says");
    }
    code = read_sections(tl, &h, read, from, err);
    if (code) bk_timeline_free(tl);
    return code;
}
