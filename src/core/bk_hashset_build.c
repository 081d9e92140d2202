#include "bk_hashset.h"

#include "bk_hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MEMORY_LEAST = 1 << 20, OUT_BYTES = 1 << 18, SMALL = 24 };

typedef unsigned char byte;

static void put_little(byte *p, uint64_t v, size_t n) {
    for (size_t i = 0; i < n; i++) p[i] = (byte)(v >> (8 * i));
}

static uint32_t count_of(const byte *record, size_t width) {
    const byte *p = record + width;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

bk_code bk_hashset_build(bk_hashset_builder *b, const char *path, const char *algorithm, size_t width,
                         size_t payload, size_t memory, bk_error *err) {
    size_t n = strlen(algorithm);
    bk_fs_info info;
    if (n == 0 || n > BK_HASHSET_NAME)
        return bk_fail(err, BK_E_RANGE, 0, "a name of 1 to %d bytes is needed", BK_HASHSET_NAME);
    if (width == 0 || width > BK_HASHSET_WIDTH_MAX)
        return bk_fail(err, BK_E_RANGE, 0, "hashes of 1 to %d bytes are packed", BK_HASHSET_WIDTH_MAX);
    if (payload != 0 && payload != BK_HASHSET_COUNT_BYTES)
        return bk_fail(err, BK_E_RANGE, 0, "a payload has 0 or %d bytes", BK_HASHSET_COUNT_BYTES);
    /* before it is opened: a pipe that nobody reads would be waited for */
    if (bk_fs_stat(path, &info, NULL) == BK_OK && info.type != BK_FS_FILE && info.type != BK_FS_DIRECTORY)
        return bk_fail(err, BK_E_TYPE, 0, "a packed set is written to a regular file only");
    *b = (bk_hashset_builder){.width = width, .record = width + payload, .runs_fd = -1, .writer = {.fd = -1}};
    memcpy(b->algorithm, algorithm, n);
    b->room = (memory < MEMORY_LEAST ? MEMORY_LEAST : memory) / b->record;
    bk_code code = bk_fs_writer_open(&b->writer, path, BK_FS_SHARED, err);
    if (!code && !b->writer.temporary)
        code = bk_fail(err, BK_E_TYPE, 0, "a packed set is written to a regular file only");
    if (!code && !(b->held = malloc(b->room * b->record)))
        code = bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    if (code) bk_hashset_builder_close(b);
    return code;
}

/* ---- sorting: American flag sort (McIlroy, Bostic and McIlroy 1993), in place, a byte at a time ---- */

static void swap(byte *a, byte *b, size_t n) {
    byte t[BK_HASHSET_WIDTH_MAX + BK_HASHSET_COUNT_BYTES];
    memcpy(t, a, n);
    memcpy(a, b, n);
    memcpy(b, t, n);
}

static void sort_small(byte *p, size_t n, size_t at, size_t width, size_t record) {
    byte t[BK_HASHSET_WIDTH_MAX + BK_HASHSET_COUNT_BYTES];
    for (size_t i = 1; i < n; i++) {
        size_t j = i;
        memcpy(t, p + i * record, record);
        for (; j > 0 && memcmp(p + (j - 1) * record + at, t + at, width - at) > 0; j--)
            memcpy(p + j * record, p + (j - 1) * record, record);
        memcpy(p + j * record, t, record);
    }
}

/* Sort by the bytes from `at` on; no deeper than a hash is wide. */
static void sort_from(byte *p, size_t n, size_t at, size_t width, size_t record) { // NOLINT(misc-no-recursion)
    size_t next[256] = {0}, end[256], first = 0;
    if (at == width || n < 2) return;
    if (n <= SMALL) {
        sort_small(p, n, at, width, record);
        return;
    }
    for (size_t i = 0; i < n; i++) next[p[i * record + at]]++;
    for (size_t v = 0; v < 256; v++) {
        size_t count = next[v];
        next[v] = first;
        first += count;
        end[v] = first;
    }
    for (size_t v = 0; v < 256; v++) {
        while (next[v] < end[v]) {
            byte *here = p + next[v] * record;
            byte to = here[at];
            if (to == v)
                next[v]++;
            else
                swap(here, p + next[to]++ * record, record);
        }
    }
    first = 0;
    for (size_t v = 0; v < 256; v++) {
        sort_from(p + first * record, end[v] - first, at + 1, width, record);
        first = end[v];
    }
}

/* Add the counts of `from` to those of `to`, up to what four bytes hold. */
static void add_counts(byte *to, const byte *from, size_t width) {
    uint64_t sum = (uint64_t)count_of(to, width) + count_of(from, width);
    put_little(to + width, sum > UINT32_MAX ? UINT32_MAX : sum, BK_HASHSET_COUNT_BYTES);
}

static void sort_held(bk_hashset_builder *b) {
    size_t kept = 0;
    sort_from(b->held, b->n, 0, b->width, b->record);
    for (size_t i = 0; i < b->n; i++) {
        byte *here = b->held + i * b->record;
        byte *last = kept ? b->held + (kept - 1) * b->record : NULL;
        if (last && memcmp(last, here, b->width) == 0) {
            if (b->record > b->width) add_counts(last, here, b->width);
        } else {
            if (kept != i) memcpy(b->held + kept * b->record, here, b->record);
            kept++;
        }
    }
    b->n = kept;
}

/* ---- runs ---- */

static bk_code spill(bk_hashset_builder *b, bk_error *err) {
    bk_code code = b->runs_fd < 0 ? bk_fs_temporary(b->writer.target, &b->runs_fd, err) : BK_OK;
    if (code) return code;
    sort_held(b);
    code = bk_fs_write_at(b->runs_fd, (const char *)b->held, b->n * b->record, b->spilled * b->record, err);
    if (code) return code;
    bk_hashset_run run = {b->spilled, b->n};
    if (bk_buf_add(&b->runs, (const char *)&run, sizeof run))
        return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    b->spilled += b->n;
    b->n = 0;
    return BK_OK;
}

bk_code bk_hashset_add(bk_hashset_builder *b, const unsigned char *hash, uint32_t count,
                       bk_error *err) {
    if (b->n == b->room) {
        bk_code code = spill(b, err);
        if (code) return code;
    }
    byte *p = b->held + b->n * b->record;
    memcpy(p, hash, b->width);
    if (b->record > b->width) put_little(p + b->width, count, BK_HASHSET_COUNT_BYTES);
    b->n++;
    return BK_OK;
}

/* What one line says: 1 a hash, 0 nothing, -1 something else. */
static int read_line(const char *p, size_t n, size_t width, byte *hash, uint32_t *count) {
    if (n && p[n - 1] == '\r') n--;
    if (n == 0 || p[0] == '#') return 0;
    if (n < 2 * width) return -1;
    for (size_t i = 0; i < width; i++) {
        int high = bk_hex_digit(p[2 * i]), low = bk_hex_digit(p[2 * i + 1]);
        if (high < 0 || low < 0) return -1;
        hash[i] = (byte)(high << 4 | low);
    }
    *count = 1;
    p += 2 * width;
    n -= 2 * width;
    if (n == 0) return 1;
    if (*p != ':') return *p == ' ' || *p == '\t' || *p == ',' ? 1 : -1;
    uint64_t v = 0;
    for (size_t i = 1; i < n; i++) {
        if (p[i] < '0' || p[i] > '9') return -1;
        v = v * 10 + (uint64_t)(p[i] - '0');
        if (v > UINT32_MAX) v = UINT32_MAX;
    }
    *count = (uint32_t)v;
    return n > 1 ? 1 : -1;
}

bk_code bk_hashset_add_lines(bk_hashset_builder *b, const char *p, size_t n, uint64_t *added,
                             uint64_t *bad, bk_error *err) {
    byte hash[BK_HASHSET_WIDTH_MAX];
    const char *end = p + n;
    while (p < end) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        uint32_t count;
        if (!stop) stop = end;
        int said = read_line(p, (size_t)(stop - p), b->width, hash, &count);
        if (said < 0) (*bad)++;
        /* a count of 0 is padding (k-anonymity ranges have it), no hash that was seen */
        if (said > 0 && count > 0) {
            bk_code code = bk_hashset_add(b, hash, count, err);
            if (code) return code;
            (*added)++;
        }
        p = stop + 1;
    }
    return BK_OK;
}

/* ---- merging ---- */

typedef struct source {
    byte *held;        /* a piece of the run */
    size_t at, n;      /* records, in it */
    uint64_t next, left; /* records in the file after it */
} source;

typedef struct merge {
    bk_hashset_builder *b;
    source *sources;
    size_t *heap, n_heap; /* numbers of the sources that have records left, least first */
    size_t piece;         /* records of a source's buffer */
    byte *out;
    size_t n_out;
    uint64_t count;
} merge;

static const byte *head_of(const merge *m, size_t i) {
    const source *s = &m->sources[i];
    return s->held + s->at * m->b->record;
}

static void sift(merge *m, size_t i) {
    for (;;) {
        size_t child = 2 * i + 1, width = m->b->width;
        if (child >= m->n_heap) return;
        if (child + 1 < m->n_heap &&
            memcmp(head_of(m, m->heap[child + 1]), head_of(m, m->heap[child]), width) < 0)
            child++;
        if (memcmp(head_of(m, m->heap[i]), head_of(m, m->heap[child]), width) <= 0) return;
        size_t t = m->heap[i];
        m->heap[i] = m->heap[child];
        m->heap[child] = t;
        i = child;
    }
}

static bk_code refill(merge *m, source *s, bk_error *err) {
    size_t n = s->left < m->piece ? (size_t)s->left : m->piece, record = m->b->record, got;
    bk_code code = bk_fs_read_at(m->b->runs_fd, (char *)s->held, n * record, s->next * record, &got, err);
    if (!code && got < n * record) code = bk_fail(err, BK_E_IO, 0, "a run of hashes was cut");
    s->at = 0;
    s->n = n;
    s->next += n;
    s->left -= n;
    return code;
}

/* Write all of `out` but the last `keep` bytes. */
static bk_code flush_out(merge *m, size_t keep, bk_error *err) {
    size_t n = m->n_out - keep;
    bk_code code = bk_fs_writer_write(&m->b->writer, (const char *)m->out, n, err);
    if (keep) memmove(m->out, m->out + n, keep);
    m->n_out = keep;
    return code;
}

/* The last record stays in `out`, so that an equal one can still be added to it. */
static bk_code put(merge *m, const byte *p, bk_error *err) {
    size_t record = m->b->record, width = m->b->width;
    byte *last = m->n_out ? m->out + m->n_out - record : NULL;
    if (last && memcmp(last, p, width) == 0) {
        if (record > width) add_counts(last, p, width);
        return BK_OK;
    }
    if (m->n_out + record > OUT_BYTES) {
        bk_code code = flush_out(m, record, err);
        if (code) return code;
    }
    memcpy(m->out + m->n_out, p, record);
    m->n_out += record;
    m->count++;
    return BK_OK;
}

static bk_code merge_runs(merge *m, bk_error *err) {
    bk_hashset_builder *b = m->b;
    const bk_hashset_run *runs = (const bk_hashset_run *)(const void *)b->runs.p;
    size_t n = b->runs.n / sizeof *runs;
    bk_code code = BK_OK;
    m->piece = b->room / n; /* the memory that held what was sorted holds pieces of all runs */
    if (m->piece == 0) return bk_fail(err, BK_E_LIMIT, 0, "too many hashes for so little memory");
    for (size_t i = 0; i < n && !code; i++) {
        m->sources[i] = (source){
            .held = b->held + i * m->piece * b->record, .next = runs[i].first, .left = runs[i].count};
        code = refill(m, &m->sources[i], err);
        m->heap[i] = i;
    }
    if (code) return code;
    /* an empty run, the last at most, is no source */
    m->n_heap = n - (m->sources[n - 1].n == 0);
    for (size_t i = m->n_heap / 2; i-- > 0;) sift(m, i);
    while (m->n_heap) {
        source *s = &m->sources[m->heap[0]];
        code = put(m, s->held + s->at * b->record, err);
        if (!code && ++s->at == s->n) code = refill(m, s, err);
        if (code) return code;
        if (s->n == 0) m->heap[0] = m->heap[--m->n_heap];
        sift(m, 0);
    }
    return BK_OK;
}

static bk_code write_all(bk_hashset_builder *b, uint64_t *count, bk_error *err) {
    byte header[BK_HASHSET_HEADER] = {0};
    merge m = {.b = b};
    bk_code code = BK_OK;
    /* the count is known at the end, and put in then */
    code = bk_fs_writer_write(&b->writer, (const char *)header, sizeof header, err);
    if (code) return code;
    if (b->runs_fd < 0) {
        sort_held(b);
        m.count = b->n;
        code = bk_fs_writer_write(&b->writer, (const char *)b->held, b->n * b->record, err);
    } else {
        code = spill(b, err); /* a run may be empty */
        size_t n = b->runs.n / sizeof(bk_hashset_run);
        m.sources = calloc(n, sizeof *m.sources);
        m.heap = calloc(n, sizeof *m.heap);
        m.out = malloc(OUT_BYTES);
        if (!code && m.sources && m.heap && m.out) {
            code = merge_runs(&m, err);
            if (!code) code = flush_out(&m, 0, err);
        } else if (!code) {
            code = bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        }
        free(m.sources);
        free(m.heap);
        free(m.out);
    }
    if (code) return code;
    memcpy(header, "BKHSET1\n", 8);
    memcpy(header + 8, b->algorithm, BK_HASHSET_NAME);
    put_little(header + 24, b->width, 4);
    put_little(header + 28, b->record - b->width, 4);
    put_little(header + 32, m.count, 8);
    *count = m.count;
    return bk_fs_write_at(b->writer.fd, (const char *)header, sizeof header, 0, err);
}

bk_code bk_hashset_commit(bk_hashset_builder *b, uint64_t *count, bk_error *err) {
    bk_code code = write_all(b, count, err);
    if (!code) code = bk_fs_writer_commit(&b->writer, err);
    bk_hashset_builder_close(b);
    return code;
}

void bk_hashset_builder_close(bk_hashset_builder *b) {
    if (!b->record) return; /* never opened */
    bk_fs_writer_close(&b->writer);
    if (b->runs_fd >= 0) (void)close(b->runs_fd);
    free(b->held);
    bk_buf_free(&b->runs);
    *b = (bk_hashset_builder){.runs_fd = -1, .writer = {.fd = -1}};
}
