/* A worker: as many files open as there are lanes, each with a buffer of its own. Whenever the lane with
 * the fewest blocks has run out it reads on, or goes to the next file. */
#include "bk_hasher_internal.h"
#include "bk_lanes.h"

#include <stdlib.h>
#include <string.h>

enum {
    BUFFER = 65536,
    SOLO_ALWAYS = 8 << 20, /* bytes left of a file that all threads do together */
    SOLO_ALONE = 256 << 10, /* the same where few other files are there to share the lanes with */
    COMPANY = 8
};

typedef struct slot {
    bk_job *job; /* NULL: free */
    bk_parts parts;
    unsigned char *buffer;
    size_t first, end;          /* of the bytes in `buffer` that the lanes have not taken */
    const unsigned char *at[2]; /* the next block as little and big-endian digests read it: they
                                   differ in the padding */
    size_t blocks;
    bool padded;
    unsigned char tails[2][2 * BK_LANES_BLOCK];
    bk_digest *digests; /* of the algorithms that have no lanes */
} slot;

typedef struct worker {
    bk_hasher *h;
    bk_lanes *lanes; /* one an algorithm; its `fn` is NULL for what goes through bk_digest */
    unsigned wide, active;
    bool any_lanes;
    size_t room; /* of a slot's buffer: without lanes what a tree hashes side by side by itself */
    slot slots[BK_LANES_MAX];
} worker;

static bool open_worker(worker *w) {
    bk_hasher *h = w->h;
    w->lanes = calloc(h->count, sizeof *w->lanes);
    if (!w->lanes) return false;
    for (size_t i = 0; i < h->count; i++)
        w->any_lanes |= bk_lanes_open(&w->lanes[i], bk_digest_algorithm_name(&h->templates[i]), h->way);
    w->wide = w->any_lanes ? bk_lanes_wide(h->way) : 1;
    w->room = w->any_lanes ? BUFFER : BK_DIGEST_PIECE;
    for (unsigned k = 0; k < w->wide; k++) {
        slot *s = &w->slots[k];
        s->buffer = malloc(w->room);
        s->digests = calloc(h->count, sizeof *s->digests);
        if (!s->buffer || !s->digests) return false;
    }
    return true;
}

static void close_digests(const worker *w, slot *s) {
    for (size_t i = 0; s->digests && i < w->h->count; i++) bk_digest_close(&s->digests[i]);
}

static void close_worker(worker *w) {
    for (unsigned k = 0; k < w->wide; k++) {
        slot *s = &w->slots[k];
        if (s->job) bk_parts_close(&s->parts);
        close_digests(w, s);
        free(s->digests);
        free(s->buffer);
    }
    free(w->lanes);
}

static void release(worker *w, slot *s) {
    close_digests(w, s);
    bk_parts_close(&s->parts);
    s->job = NULL;
    s->blocks = 0;
    w->active--;
}

static void fail(worker *w, slot *s, const bk_error *err) {
    bk_hasher_finish(w->h, s->job, &s->parts, err);
    release(w, s);
}

static void finish(worker *w, slot *s) {
    static const bk_error fine = {0};
    for (size_t i = 0; i < w->h->count; i++) {
        bk_hasher_value *value = &s->job->values[i];
        if (w->lanes[i].fn) {
            value->err.code = BK_OK;
            value->text = false;
            value->n = bk_lanes_digest(&w->lanes[i], (unsigned)(s - w->slots), (unsigned char *)value->p);
        } else {
            bk_hasher_value_of(&s->digests[i], value);
        }
    }
    bk_hasher_finish(w->h, s->job, &s->parts, &fine);
    release(w, s);
}

static bk_code start(worker *w, slot *s, bk_job *job, bk_error *err) {
    bk_code code = BK_OK;
    s->job = job;
    s->first = s->end = s->blocks = 0;
    s->padded = false;
    w->active++;
    bk_parts_init(&s->parts, job->parts, job->count);
    for (size_t i = 0; i < w->h->count && !code; i++) {
        if (w->lanes[i].fn)
            bk_lanes_start(&w->lanes[i], (unsigned)(s - w->slots));
        else
            code = bk_digest_copy(&s->digests[i], &w->h->templates[i], err);
    }
    return code;
}

static void pad(slot *s) {
    for (int big = 0; big < 2; big++) {
        s->blocks = bk_lanes_pad(s->tails[big], s->buffer + s->first, s->end - s->first,
                                 s->parts.size, big == 1);
        s->at[big] = s->tails[big];
    }
    s->padded = true;
}

static bool wants_solo(worker *w, const slot *s) {
    uint64_t left = bk_parts_left(&s->parts);
    if (left < SOLO_ALONE) return false;
    return left >= SOLO_ALWAYS || w->active + bk_hasher_waiting(w->h) < COMPANY;
}

/* Read until there is a block for the lanes, or the file has ended. */
static bk_code fill(worker *w, slot *s, bk_error *err) {
    bk_code code = BK_OK;
    while (s->blocks == 0 && !code) {
        size_t n;
        if (s->end > s->first) memmove(s->buffer, s->buffer + s->first, s->end - s->first);
        s->end -= s->first;
        s->first = 0;
        code = bk_parts_read(&s->parts, s->buffer + s->end, w->room - s->end, &n, err);
        if (code) break;
        if (n == 0) {
            if (s->parts.size == 0 && w->h->types)
                s->job->row.type = bk_filetype_of(w->h->types, NULL, 0);
            pad(s);
            break;
        }
        w->h->bytes += n;
        if (s->parts.size == n && w->h->types)
            s->job->row.type = bk_filetype_of(w->h->types, (char *)s->buffer, n);
        if (s->parts.size == n && wants_solo(w, s)) {
            bk_solo_run(w->h, s->job, &s->parts, s->buffer, n);
            release(w, s);
            break;
        }
        for (size_t i = 0; i < w->h->count && !code; i++) {
            if (!w->lanes[i].fn)
                code = bk_digest_update(&s->digests[i], (char *)s->buffer + s->end, n, err);
        }
        s->end += n;
        s->blocks = s->end / BK_LANES_BLOCK;
        s->at[0] = s->at[1] = s->buffer;
    }
    return code;
}

/* Whatever slot has no blocks left gets some, from its file or the next. Returns the fewest. */
static size_t fill_all(worker *w) {
    size_t least = SIZE_MAX;
    for (unsigned k = 0; k < w->wide; k++) {
        slot *s = &w->slots[k];
        while (s->blocks == 0) {
            bk_error err;
            bk_code code = BK_OK;
            if (s->job && s->padded) finish(w, s);
            if (!s->job) {
                bk_job *job = bk_hasher_begin(w->h, w->active == 0);
                if (!job) break;
                code = start(w, s, job, &err);
            }
            if (!code) code = fill(w, s, &err);
            if (code) fail(w, s, &err);
        }
        if (s->job && s->blocks < least) least = s->blocks;
    }
    return least;
}

static void feed_lanes(worker *w, size_t blocks) {
    const unsigned char *p[2][BK_LANES_MAX];
    const slot *any = NULL;
    for (unsigned k = 0; k < w->wide; k++) any = w->slots[k].job ? &w->slots[k] : any;
    for (unsigned k = 0; k < w->wide; k++) {
        slot *s = &w->slots[k];
        for (int big = 0; big < 2; big++) p[big][k] = s->job ? s->at[big] : any->at[big];
    }
    for (size_t i = 0; i < w->h->count; i++) {
        bk_lanes *l = &w->lanes[i];
        if (l->fn) bk_lanes_feed(l, p[bk_lanes_big_endian(l)], blocks);
    }
}

static void advance(worker *w, size_t blocks) {
    for (unsigned k = 0; k < w->wide; k++) {
        slot *s = &w->slots[k];
        if (!s->job) continue;
        s->blocks -= blocks;
        if (!s->padded) s->first += blocks * BK_LANES_BLOCK;
        for (int big = 0; big < 2; big++) s->at[big] += blocks * BK_LANES_BLOCK;
    }
}

/* Without memory for a worker each job that is begun ends as that. */
static void refuse_all(bk_hasher *h) {
    bk_job *job;
    bk_error err;
    bk_parts none = {0};
    (void)bk_fail(&err, BK_E_MEMORY, 0, "out of memory");
    while (!h->closing) {
        bk_solo_help(h);
        job = bk_hasher_begin(h, true);
        if (job) bk_hasher_finish(h, job, &none, &err);
    }
}

void *bk_hasher_work(void *hasher) {
    bk_hasher *h = hasher;
    worker w = {.h = h};
    if (!open_worker(&w)) refuse_all(h);
    while (!h->closing) {
        bk_solo_help(h);
        size_t blocks = fill_all(&w);
        if (blocks == SIZE_MAX) continue;
        if (w.any_lanes) feed_lanes(&w, blocks);
        advance(&w, blocks);
    }
    close_worker(&w);
    return NULL;
}
