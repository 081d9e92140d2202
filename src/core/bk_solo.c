/* One large file on all threads: it is read once, in chunks into a ring, and every algorithm is a track
 * that goes over the chunks in order. Whoever is free takes the track that is furthest behind, or
 * reads; so the costly digests get a thread of their own and the cheap ones share, whatever they
 * cost. A track of a tree (BLAKE3) has several threads at a time: its chunks are digested apart, and
 * joined in their order. Where there is such a track alone each thread reads its chunks itself, and digests
 * them while they are in its cache; in the ring are the first and the last. */
#include "bk_hasher_internal.h"

#include <stdlib.h>
#include <string.h>

/* The ring is long enough for a thread that the system has put aside for a while. */
enum { CHUNK = BK_DIGEST_PIECE, RING = 32 };

typedef struct track {
    bk_digest digest;
    uint64_t at;    /* the next chunk to be taken in; those before it are done */
    uint64_t begun; /* the next chunk that no thread works on */
    bool done[RING];
    uint32_t values[RING][8]; /* of chunks that are digested apart */
} track;

typedef struct bk_solo {
    bk_parts *parts;
    unsigned char *ring; /* chunk i at CHUNK (i % RING); then a chunk a thread */
    size_t sizes[RING];
    bool followed[RING]; /* by bytes that are still to be read */
    uint64_t read; /* chunks */
    bool reading, ended, lone; /* lone: the one track is a tree */
    unsigned hands, came; /* threads at work on it, under the hasher's lock as all that they share */
    bk_error err;
    size_t count;
    track tracks[BK_HASHER_ALGORITHMS_MAX];
} bk_solo;

static void fail(bk_solo *s, const bk_error *err) {
    if (!s->err.code) s->err = *err;
    s->ended = true;
}

static bool stopped(const bk_hasher *h, const bk_solo *s) {
    return h->closing || s->err.code;
}

/* Fill a chunk to its end, but for the last one: BLAKE3 is fastest on whole ones. */
static bk_code read_unlocked(bk_hasher *h, bk_solo *s, unsigned char *p, size_t *size, bool *end,
                             bk_error *err) {
    while (*size < CHUNK) {
        size_t n;
        bk_code code = bk_parts_read(s->parts, p + *size, CHUNK - *size, &n, err);
        if (code) return code;
        h->bytes += n;
        *size += n;
        *end = n == 0;
        if (*end) break;
    }
    return BK_OK;
}

static void read_chunk(bk_hasher *h, bk_solo *s) {
    size_t at = s->read % RING, size = s->sizes[at];
    bool end = false;
    bk_error err;
    s->reading = true;
    (void)pthread_mutex_unlock(&h->lock);
    bk_code code = read_unlocked(h, s, s->ring + CHUNK * at, &size, &end, &err);
    (void)pthread_mutex_lock(&h->lock);
    s->reading = false;
    s->sizes[at] = size;
    s->followed[at] = size == CHUNK && bk_parts_left(s->parts) > 0;
    s->read++;
    s->ended |= end;
    if (code) fail(s, &err);
    (void)pthread_cond_broadcast(&h->wake);
}

/* Is a chunk digested apart? For good: it has all its bytes, and others follow. */
static bool is_apart(const bk_solo *s, const track *t, uint64_t chunk) {
    return bk_digest_takes_pieces(&t->digest) &&
           (s->followed[chunk % RING] ||
            (chunk + 1 < s->read && s->sizes[(chunk + 1) % RING] > 0));
}

/* Can a thread work on the track? Not on what may yet turn out to be followed. */
static bool is_open(const bk_solo *s, const track *t) {
    if (t->begun == s->read) return false;
    if (is_apart(s, t, t->begun)) return true;
    return t->begun == t->at && (s->ended || !bk_digest_takes_pieces(&t->digest));
}

/* Digest the next chunk of a track; with `from` read it first, from that byte of the file, to the chunk of
 * this thread. */
static void digest_chunk(bk_hasher *h, bk_solo *s, track *t, const uint64_t *from, unsigned hand) {
    uint64_t chunk = t->begun++;
    size_t at = chunk % RING;
    char *p = (char *)s->ring + CHUNK * (from ? RING + hand : at);
    bool apart = is_apart(s, t, chunk);
    bk_code code = BK_OK;
    bk_error err;
    (void)pthread_mutex_unlock(&h->lock);
    if (from) code = bk_parts_read_taken(s->parts, p, CHUNK, *from, &err);
    if (from) h->bytes += CHUNK;
    if (!code && apart)
        code = bk_digest_piece(&t->digest, chunk, p, t->values[at], &err);
    else if (!code)
        code = bk_digest_update(&t->digest, p, s->sizes[at], &err);
    (void)pthread_mutex_lock(&h->lock);
    t->done[at] = true;
    for (; t->done[t->at % RING] && !code; t->at++) {
        size_t next = t->at % RING;
        t->done[next] = false;
        if (is_apart(s, t, t->at)) code = bk_digest_join(&t->digest, t->values[next], &err);
    }
    if (code) fail(s, &err);
    (void)pthread_cond_broadcast(&h->wake);
}

/* Take a chunk that is to be read by the thread which digests it. */
static bool take_chunk(bk_solo *s, uint64_t *from) {
    if (!s->lone || s->tracks[0].begun < s->read || !bk_parts_take(s->parts, CHUNK, from)) return false;
    size_t at = s->read++ % RING;
    s->sizes[at] = CHUNK;
    s->followed[at] = true;
    return true;
}

/* Do a piece of the work, or wait until there is some; false when all is done. */
static bool step(bk_hasher *h, bk_solo *s, unsigned hand) {
    track *behind = NULL;
    uint64_t least = s->read, from;
    if (stopped(h, s)) return false;
    for (size_t i = 0; i < s->count; i++) {
        track *t = &s->tracks[i];
        if (t->at < least) least = t->at;
        if (is_open(s, t) && (!behind || t->begun < behind->begun)) behind = t;
    }
    bool can_read = !s->reading && !s->ended && s->read - least < RING;
    if (behind) {
        digest_chunk(h, s, behind, NULL, hand);
    } else if (can_read && take_chunk(s, &from)) {
        digest_chunk(h, s, &s->tracks[0], &from, hand);
    } else if (can_read && !(s->lone && s->tracks[0].at < s->tracks[0].begun)) { /* last, when it is checked that the file did not change */
        s->sizes[s->read % RING] = 0;
        read_chunk(h, s);
    } else if (s->ended && least == s->read) {
        return false;
    } else {
        (void)pthread_cond_wait(&h->wake, &h->lock);
    }
    return true;
}

static void work(bk_hasher *h, bk_solo *s) {
    unsigned hand = s->came++ % h->started; /* each thread comes once */
    s->hands++;
    while (step(h, s, hand)) continue;
    if (h->solo == s) h->solo = NULL;
    s->hands--;
    (void)pthread_cond_broadcast(&h->wake);
}

void bk_solo_help(bk_hasher *h) {
    if (!h->solo) return;
    (void)pthread_mutex_lock(&h->lock);
    bk_solo *s = h->solo;
    if (s) work(h, s);
    (void)pthread_mutex_unlock(&h->lock);
}

static bk_solo *open_solo(const bk_hasher *h, bk_parts *parts, const unsigned char *p, size_t n,
                          bk_error *err) {
    bk_solo *s = calloc(1, sizeof *s);
    bool lone = h->count == 1 && bk_digest_takes_pieces(&h->templates[0]);
    if (s) s->ring = malloc(CHUNK * (RING + (size_t)h->started));
    if (!s || !s->ring) {
        free(s);
        (void)bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        return NULL;
    }
    s->parts = parts;
    s->lone = lone;
    s->count = h->count;
    memcpy(s->ring, p, n);
    s->sizes[0] = n;
    for (size_t i = 0; i < s->count && !s->err.code; i++)
        (void)bk_digest_copy(&s->tracks[i].digest, &h->templates[i], &s->err);
    return s;
}

static void close_solo(bk_solo *s) {
    for (size_t i = 0; i < s->count; i++) bk_digest_close(&s->tracks[i].digest);
    free(s->ring);
    free(s);
}

void bk_solo_run(bk_hasher *h, bk_job *job, bk_parts *parts, const unsigned char *p, size_t n) {
    bk_error err = {0};
    bk_solo *s = open_solo(h, parts, p, n, &err);
    if (s) {
        (void)pthread_mutex_lock(&h->lock);
        while (h->solo) work(h, h->solo); /* another's comes first */
        h->solo = s;
        if (!stopped(h, s)) read_chunk(h, s);
        (void)pthread_cond_broadcast(&h->wake);
        work(h, s);
        while (s->hands) (void)pthread_cond_wait(&h->wake, &h->lock);
        (void)pthread_mutex_unlock(&h->lock);
        err = s->err;
        for (size_t i = 0; i < s->count && !err.code; i++)
            bk_hasher_value_of(&s->tracks[i].digest, &job->values[i]);
        close_solo(s);
    }
    bk_hasher_finish(h, job, parts, &err);
}
