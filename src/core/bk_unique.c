#define _GNU_SOURCE /* getrandom, strdup */
#include "bk_unique.h"

#include "bk_pages.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include <xxhash.h>

enum {
    CHUNK = 2048, /* records that travel together */
    TAIL = 1 << 16, /* read at first beyond a piece, for the end of its last line */
    OUT = 1 << 20,
    SECRET = 192,
    LEAST_BITS = 8,
    MOST_BITS = 12,
    LINE_BITS = 22, /* of a line's number in its piece: BK_UNIQUE_PIECE is 2^22 */
    ID_BITS = 48,
    SPARE_BITS = 64 - ID_BITS
};

/* A line: 112 bits of its hash beside those that name the partition, and where it is. */
typedef struct record {
    uint32_t low[2], high;
    uint32_t rest[2]; /* SPARE_BITS of the hash, then ID_BITS: the piece's number and the line's in it */
} record;

typedef struct chunk {
    record *held; /* NULL: in the file */
    uint64_t offset;
    size_t n;
} chunk;

typedef struct partition {
    chunk *chunks;
    size_t n, room;
} partition;

/* What a thread has to itself. */
typedef struct worker {
    struct bk_unique *u;
    record **open; /* of each partition the chunk being filled, NULL when there is none */
    uint32_t *fill;
    char *block;
    XXH3_state_t *state; /* of a line that is hashed in parts */
    bool partial, quoted; /* quoted: an odd number of quotes so far */
    uint64_t piece; /* the current one */
    uint32_t lines;
    bk_error err;
} worker;

struct bk_unique {
    size_t memory, held;
    unsigned threads, bits;
    char *beside, quote;
    unsigned char secret[SECRET];
    pthread_mutex_t lock; /* of what the threads share below */
    partition *partitions;
    int spill;
    uint64_t spilled;
    worker *workers;
    /* the current call */
    int fd;
    uint64_t from, to, first; /* first: the number of the piece at `from` */
    _Atomic uint64_t next;
    atomic_bool failed;
    /* lines of each piece, then of all before it */
    uint64_t *lines;
    uint64_t pieces, room, total, unique, written;
    _Atomic uint64_t *keep; /* a bit a line */
};

static bk_code no_memory(bk_error *err) {
    return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
}

/* ---- files ---- */

/* A piece of a line; `end`: its last one. */
typedef bk_code part_fn(void *with, const char *p, size_t n, bool end, bk_error *err);

/* The lines that start in [from, to), through a block of BK_UNIQUE_PIECE + 1 bytes. */
static bk_code each_line(int fd, uint64_t from, uint64_t to, char *block, part_fn *part, void *with,
                         bk_error *err) {
    /* a line starts at `from` when a line ends right before it */
    uint64_t at = from ? from - 1 : 0;
    size_t n, i = 0;
    bk_code code = bk_fs_read_at(fd, block, (size_t)(to - at), at, &n, err);
    const char *end = from && n ? memchr(block, '\n', n) : NULL;
    if (code || (from && !end)) return code;
    if (from) i = (size_t)(end - block) + 1;
    while (i < n && !code) {
        end = memchr(block + i, '\n', n - i);
        code = part(with, block + i, (end ? (size_t)(end - block) : n) - i, end != NULL, err);
        if (!end) break;
        i = (size_t)(end - block) + 1;
    }
    if (i >= n) return code;
    for (size_t room = TAIL; !code; room = BK_UNIQUE_PIECE) {
        at += n;
        code = bk_fs_read_at(fd, block, room, at, &n, err);
        if (code) break;
        end = n ? memchr(block, '\n', n) : NULL;
        code = part(with, block, end ? (size_t)(end - block) : n, end || !n, err);
        if (end || !n) break;
    }
    return code;
}

/* ---- the first pass: hashes to partitions ---- */

/* Take a thread's chunk of a partition. It keeps the memory for another when this one's records go to disk. */
static bk_code hand_over(worker *w, size_t which, bk_error *err) {
    bk_unique *u = w->u;
    partition *p = &u->partitions[which];
    chunk c = {.held = w->open[which], .n = w->fill[which]};
    size_t bytes = c.n * sizeof(record);
    bk_code code = BK_OK;
    (void)pthread_mutex_lock(&u->lock);
    bool spills = u->held + bytes > u->memory;
    if (p->n == p->room) {
        size_t room = p->room ? 2 * p->room : 8;
        chunk *more = realloc(p->chunks, room * sizeof *more);
        if (!more) code = no_memory(err);
        if (more) p->chunks = more, p->room = room;
    }
    if (!code && spills && u->spill < 0) code = bk_fs_temporary(u->beside, &u->spill, err);
    if (!code && spills) {
        c.held = NULL;
        c.offset = u->spilled;
        u->spilled += bytes;
    } else if (!code) {
        u->held += bytes;
    }
    if (!code) p->chunks[p->n++] = c;
    (void)pthread_mutex_unlock(&u->lock);
    if (code) return code;
    if (spills)
        code = bk_fs_write_at(u->spill, (const char *)w->open[which], bytes, c.offset, err);
    else
        w->open[which] = NULL;
    w->fill[which] = 0;
    return code;
}

static void count_quotes(worker *w, const char *p, size_t n) {
    const char *end = p + n;
    while (p < end && (p = memchr(p, w->u->quote, (size_t)(end - p)))) w->quoted = !w->quoted, p++;
}

static bk_code hash_part(void *with, const char *p, size_t n, bool end, bk_error *err) {
    worker *w = with;
    bk_unique *u = w->u;
    XXH128_hash_t h;
    if (u->quote) count_quotes(w, p, n);
    if (end && w->quoted)
        return bk_fail(err, BK_E_TYPE, 0, "a quoted value goes on over several lines: records are more than lines");
    if (end && !w->partial) {
        h = XXH3_128bits_withSecret(p, n, u->secret, SECRET);
    } else {
        if (!w->partial) (void)XXH3_128bits_reset_withSecret(w->state, u->secret, SECRET);
        (void)XXH3_128bits_update(w->state, p, n);
        w->partial = !end;
        if (!end) return BK_OK;
        h = XXH3_128bits_digest(w->state);
    }
    size_t which = (size_t)(h.high64 >> (64 - u->bits));
    if (!w->open[which] && !(w->open[which] = malloc(CHUNK * sizeof(record)))) return no_memory(err);
    record *r = &w->open[which][w->fill[which]];
    uint64_t rest = (h.high64 >> 32) << ID_BITS | w->piece << LINE_BITS | w->lines++;
    *r = (record){{(uint32_t)h.low64, (uint32_t)(h.low64 >> 32)}, (uint32_t)h.high64,
                  {(uint32_t)rest, (uint32_t)(rest >> 32)}};
    return ++w->fill[which] == CHUNK ? hand_over(w, which, err) : BK_OK;
}

/* The next piece of the current part; false when there is none. */
static bool take_piece(bk_unique *u, uint64_t *piece, uint64_t *from, uint64_t *to) {
    uint64_t i = u->next++;
    *from = u->from + i * BK_UNIQUE_PIECE;
    if (*from >= u->to || u->failed) return false;
    *to = u->to - *from < BK_UNIQUE_PIECE ? u->to : *from + BK_UNIQUE_PIECE;
    *piece = u->first + i;
    return true;
}

static void *read_pieces(void *argument) {
    worker *w = argument;
    bk_unique *u = w->u;
    uint64_t from, to;
    while (take_piece(u, &w->piece, &from, &to)) {
        w->lines = 0;
        w->partial = w->quoted = false;
        if (each_line(u->fd, from, to, w->block, hash_part, w, &w->err)) u->failed = true;
        u->lines[w->piece] = w->lines;
    }
    return NULL;
}

static bk_code on_all(bk_unique *u, void *(*run)(void *), bk_error *err) {
    u->next = 0;
    u->failed = false;
    bk_threads_run(run, u->workers, sizeof *u->workers, u->threads);
    for (unsigned i = 0; u->failed && i < u->threads; i++) {
        if (u->workers[i].err.code) {
            if (err) *err = u->workers[i].err;
            return u->workers[i].err.code;
        }
    }
    return BK_OK;
}

/* The part's pieces are numbered on from those before it. */
static void begin(bk_unique *u, int fd, uint64_t from, uint64_t to, uint64_t first) {
    u->fd = fd;
    u->from = from;
    u->to = to;
    u->first = first;
}

static uint64_t pieces_of(uint64_t from, uint64_t to) {
    return from < to ? (to - from + BK_UNIQUE_PIECE - 1) / BK_UNIQUE_PIECE : 0;
}

bk_code bk_unique_read(bk_unique *u, int fd, uint64_t from, uint64_t to, bk_error *err) {
    uint64_t n = pieces_of(from, to);
    if (u->pieces + n >= (uint64_t)1 << (ID_BITS - LINE_BITS))
        return bk_fail(err, BK_E_LIMIT, 0, "too many bytes for one call");
    if (u->pieces + n > u->room) {
        uint64_t room = 2 * (u->pieces + n);
        uint64_t *more = realloc(u->lines, (size_t)room * sizeof *more);
        if (!more) return no_memory(err);
        u->lines = more;
        u->room = room;
    }
    begin(u, fd, from, to, u->pieces);
    bk_code code = on_all(u, read_pieces, err);
    u->pieces += n;
    return code;
}

/* ---- the second pass: who is first ---- */

static uint64_t rest_of(const record *r) {
    return (uint64_t)r->rest[1] << 32 | r->rest[0];
}

static bool same(const record *a, const record *b) {
    return a->low[0] == b->low[0] && a->low[1] == b->low[1] && a->high == b->high &&
           a->rest[1] >> (ID_BITS - 32) == b->rest[1] >> (ID_BITS - 32);
}

static void mark(bk_unique *u, const record *r) {
    uint64_t id = rest_of(r) & (((uint64_t)1 << ID_BITS) - 1);
    uint64_t line = u->lines[id >> LINE_BITS] + (id & (((uint64_t)1 << LINE_BITS) - 1));
    u->keep[line / 64] |= (uint64_t)1 << line % 64;
}

static bk_code load_partition(const bk_unique *u, const partition *p, record *all, bk_error *err) {
    for (size_t i = 0; i < p->n; i++) {
        const chunk *c = &p->chunks[i];
        size_t bytes = c->n * sizeof *all, got = bytes;
        bk_code code = BK_OK;
        if (c->held)
            memcpy(all, c->held, bytes);
        else
            code = bk_fs_read_at(u->spill, (char *)all, bytes, c->offset, &got, err);
        if (code) return code;
        if (got < bytes) return bk_fail(err, BK_E_IO, 0, "what was spilled was cut");
        all += c->n;
    }
    return BK_OK;
}

/* Of equal records in all[0..n) the one with the least place stays; how many do. The table has a power of two of
 * slots, at least 2 n, with 0 in each. */
static uint64_t find_first(bk_unique *u, const record *all, size_t n, uint32_t *table, size_t slots) {
    uint64_t found = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = all[i].low[0] & (slots - 1);
        while (table[at] && !same(&all[table[at] - 1], &all[i])) at = (at + 1) & (slots - 1);
        if (!table[at] || rest_of(&all[i]) < rest_of(&all[table[at] - 1])) table[at] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < slots; i++) {
        if (table[i]) mark(u, &all[table[i] - 1]), found++;
    }
    return found;
}

static bk_code settle_partition(bk_unique *u, partition *p, bk_error *err) {
    size_t n = 0, slots = 16;
    for (size_t i = 0; i < p->n; i++) n += p->chunks[i].n;
    if (n >= UINT32_MAX / 2) return bk_fail(err, BK_E_LIMIT, 0, "too many lines for one call");
    while (slots < 2 * n) slots *= 2;
    record *all = malloc((n ? n : 1) * sizeof *all);
    uint32_t *table = calloc(slots, sizeof *table);
    bk_code code = BK_OK;
    uint64_t found = 0;
    if (!all || !table)
        code = no_memory(err);
    else if (!(code = load_partition(u, p, all, err)))
        found = find_first(u, all, n, table, slots);
    free(all);
    free(table);
    for (size_t i = 0; i < p->n; i++) free(p->chunks[i].held);
    p->n = 0;
    (void)pthread_mutex_lock(&u->lock);
    u->unique += found;
    (void)pthread_mutex_unlock(&u->lock);
    return code;
}

static void *settle_partitions(void *argument) {
    worker *w = argument;
    bk_unique *u = w->u;
    for (uint64_t i; (i = u->next++) < (uint64_t)1 << u->bits && !u->failed;) {
        if (settle_partition(u, &u->partitions[i], &w->err)) u->failed = true;
    }
    return NULL;
}

bk_code bk_unique_settle(bk_unique *u, bk_error *err) {
    for (unsigned i = 0; i < u->threads; i++) {
        for (size_t k = 0; k < (size_t)1 << u->bits; k++) {
            if (!u->workers[i].fill[k]) continue;
            bk_code code = hand_over(&u->workers[i], k, err);
            if (code) return code;
        }
    }
    for (uint64_t i = 0; i < u->pieces; i++) {
        uint64_t n = u->lines[i];
        u->lines[i] = u->total;
        u->total += n;
    }
    u->keep = calloc((size_t)(u->total / 64) + 1, sizeof *u->keep);
    return u->keep ? on_all(u, settle_partitions, err) : no_memory(err);
}

/* ---- the third pass: what stays ---- */

typedef struct printer {
    const bk_unique *u;
    bk_fs_writer *out;
    uint64_t line, stop; /* the next line, and the one behind the piece's last */
    char *p;
    size_t n;
} printer;

static bk_code add(printer *w, const char *p, size_t n, bk_error *err) {
    if (w->n + n > OUT) {
        bk_code code = bk_fs_writer_write(w->out, w->p, w->n, err);
        w->n = 0;
        if (code) return code;
    }
    if (n > OUT) return bk_fs_writer_write(w->out, p, n, err);
    memcpy(w->p + w->n, p, n);
    w->n += n;
    return BK_OK;
}

static bk_code print_part(void *with, const char *p, size_t n, bool end, bk_error *err) {
    printer *w = with;
    bk_code code = BK_OK;
    if (w->line >= w->stop)
        return bk_fail(err, BK_E_CHANGED, 0, "the file was written to while it was read");
    if (w->u->keep[w->line / 64] >> w->line % 64 & 1) {
        code = add(w, p, n, err);
        if (!code && end) code = add(w, "\n", 1, err);
    }
    w->line += end;
    return code;
}

bk_code bk_unique_write(bk_unique *u, int fd, uint64_t from, uint64_t to, bk_fs_writer *out,
                        bk_error *err) {
    printer w = {.u = u, .out = out, .p = bk_pages_new(OUT, NULL)};
    bk_code code = BK_OK;
    uint64_t piece = 0;
    if (!w.p) return no_memory(err);
    begin(u, fd, from, to, u->written);
    u->written += pieces_of(from, to);
    u->next = 0;
    while (!code && take_piece(u, &piece, &from, &to)) {
        w.line = u->lines[piece];
        w.stop = piece + 1 < u->pieces ? u->lines[piece + 1] : u->total;
        code = each_line(fd, from, to, u->workers[0].block, print_part, &w, err);
        if (!code && w.line != w.stop)
            code = bk_fail(err, BK_E_CHANGED, 0, "the file was written to while it was read");
    }
    if (!code) code = bk_fs_writer_write(out, w.p, w.n, err);
    bk_pages_drop(w.p, OUT);
    return code;
}

/* ---- life ---- */

bk_unique_counts bk_unique_count(const bk_unique *u) {
    return (bk_unique_counts){u->total, u->unique, u->spilled};
}

static bk_code open_workers(bk_unique *u, bk_error *err) {
    size_t n = (size_t)1 << u->bits;
    u->partitions = calloc(n, sizeof *u->partitions);
    u->workers = calloc(u->threads, sizeof *u->workers);
    if (!u->partitions || !u->workers) return no_memory(err);
    for (unsigned i = 0; i < u->threads; i++) {
        worker *w = &u->workers[i];
        w->u = u;
        w->open = calloc(n, sizeof *w->open);
        w->fill = calloc(n, sizeof *w->fill);
        w->block = bk_pages_new(BK_UNIQUE_PIECE + 1, NULL);
        w->state = XXH3_createState();
        if (!w->open || !w->fill || !w->block || !w->state) return no_memory(err);
    }
    return BK_OK;
}

bk_code bk_unique_open(bk_unique **out, const bk_unique_options *o, bk_error *err) {
    *out = NULL;
    if (o->threads < 1 || o->threads > BK_UNIQUE_THREADS)
        return bk_fail(err, BK_E_RANGE, 0, "1 to %d threads", BK_UNIQUE_THREADS);
    bk_unique *u = calloc(1, sizeof *u);
    if (!u) return no_memory(err);
    (void)pthread_mutex_init(&u->lock, NULL);
    u->memory = o->memory;
    u->threads = o->threads;
    u->spill = -1;
    /* of lines of 16 bytes, partitions of 32 MB */
    u->bits = LEAST_BITS;
    while (u->bits < MOST_BITS && o->expected >> u->bits > (32 << 20) / sizeof(record) * 16) u->bits++;
    u->beside = strdup(o->beside);
    u->quote = o->quote;
    bk_code code = u->beside ? open_workers(u, err) : no_memory(err);
    if (!code && getrandom(u->secret, SECRET, 0) != SECRET)
        code = bk_fail(err, BK_E_IO, 0, "no random bytes: %s", strerror(errno));
    if (code) {
        bk_unique_close(u);
        return code;
    }
    *out = u;
    return BK_OK;
}

void bk_unique_close(bk_unique *u) {
    if (!u) return;
    for (size_t k = 0; u->partitions && k < (size_t)1 << u->bits; k++) {
        for (size_t i = 0; i < u->partitions[k].n; i++) free(u->partitions[k].chunks[i].held);
        free(u->partitions[k].chunks);
    }
    for (unsigned i = 0; u->workers && i < u->threads; i++) {
        worker *w = &u->workers[i];
        for (size_t k = 0; w->open && k < (size_t)1 << u->bits; k++) free(w->open[k]);
        free(w->open);
        free(w->fill);
        if (w->block) bk_pages_drop(w->block, BK_UNIQUE_PIECE + 1);
        (void)XXH3_freeState(w->state);
    }
    free(u->partitions);
    free(u->workers);
    free(u->beside);
    free(u->lines);
    free(u->keep);
    if (u->spill >= 0) (void)close(u->spill);
    (void)pthread_mutex_destroy(&u->lock);
    free(u);
}
