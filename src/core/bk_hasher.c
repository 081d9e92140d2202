#include "bk_hasher_internal.h"

#include "bk_lanes.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROOM_MAX = 1 << 20 };
enum { TOGETHER = 32, MOMENT = 5 /* milliseconds */ };

static bk_code no_memory(bk_error *err) {
    return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
}

static bk_job *at(const bk_hasher *h, uint64_t i) {
    return &h->jobs[i % h->room];
}

static bk_code open_queue(bk_hasher *h, bk_error *err) {
    h->jobs = calloc(h->room, sizeof *h->jobs);
    if (!h->jobs) return no_memory(err);
    for (size_t i = 0; i < h->room; i++) {
        h->jobs[i].values = calloc(h->count, sizeof *h->jobs[i].values);
        if (!h->jobs[i].values) return no_memory(err);
    }
    return BK_OK;
}

static void init_locks(bk_hasher *h) {
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&h->lock, NULL);
    (void)pthread_cond_init(&h->wake, NULL);
    (void)pthread_cond_init(&h->awaited_done, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
}

/* Signals are for the thread that pushes and takes. */
static bk_code start_threads(bk_hasher *h, unsigned threads, bk_error *err) {
    sigset_t all, before;
    int refused = 0;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    while (h->started < threads && !refused) {
        refused = pthread_create(&h->threads[h->started], NULL, bk_hasher_work, h);
        if (!refused) h->started++;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (h->started) return BK_OK; /* fewer are slower, no more */
    return bk_fail(err, BK_E_IO, 0, "no thread can be started: %s", strerror(refused));
}

bk_code bk_hasher_open(bk_hasher **out, const bk_hasher_options *o, bk_error *err) {
    *out = NULL;
    if (o->threads < 1 || o->threads > BK_HASHER_THREADS_MAX || o->room < 1 || o->room > ROOM_MAX ||
        o->count < 1 || o->count > BK_HASHER_ALGORITHMS_MAX)
        return bk_fail(err, BK_E_RANGE, 0, "1 to %d threads, room for 1 to %d, 1 to %d algorithms",
                       BK_HASHER_THREADS_MAX, ROOM_MAX, BK_HASHER_ALGORITHMS_MAX);
    const char *way = bk_lanes_way(0);
    for (size_t i = 1; o->way && way && strcmp(way, o->way) != 0; i++) way = bk_lanes_way(i);
    if (!way)
        return bk_fail(err, BK_E_TYPE, 0, "this processor cannot go the way '%.20s'", o->way);
    bk_hasher *h = calloc(1, sizeof *h);
    if (!h) return no_memory(err);
    bk_code code = BK_OK;
    h->owner = (long)getpid();
    h->room = o->room;
    h->way = way;
    h->types = o->types;
    init_locks(h);
    for (; h->count < o->count && !code; h->count++)
        code = bk_digest_open(&h->templates[h->count], o->algorithms[h->count], NULL, err);
    if (!code) code = open_queue(h, err);
    if (!code) code = start_threads(h, o->threads, err);
    if (code) {
        bk_hasher_close(h);
        return code;
    }
    *out = h;
    return BK_OK;
}

bool bk_hasher_full(const bk_hasher *h) {
    return h->pushed - h->taken == h->room; /* both are changed by this thread alone */
}

/* The parts and their paths in one piece of memory; NULL when there is none. */
static bk_part *copy_parts(const bk_part *parts, size_t count) {
    size_t bytes = count * sizeof *parts;
    if (count > SIZE_MAX / 2 / sizeof *parts) return NULL;
    for (size_t i = 0; i < count; i++) bytes += strlen(parts[i].path) + 1;
    bk_part *copy = malloc(bytes);
    if (!copy) return NULL;
    char *paths = (char *)(copy + count);
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(parts[i].path) + 1;
        copy[i] = parts[i];
        copy[i].path = memcpy(paths, parts[i].path, n);
        paths += n;
    }
    return copy;
}

static bk_code push(bk_hasher *h, const bk_part *parts, size_t count, const bk_fs_seen *seen,
                    bk_error *err) {
    if (bk_hasher_full(h)) return bk_fail(err, BK_E_LIMIT, 0, "%zu jobs are under way", h->room);
    if (count < 1) return bk_fail(err, BK_E_RANGE, 0, "a job has at least one part");
    bk_part *copy = copy_parts(parts, count);
    if (!copy) return no_memory(err);
    (void)pthread_mutex_lock(&h->lock);
    bk_job *job = at(h, h->pushed);
    bk_part *old = job->parts;
    job->parts = copy;
    job->count = count;
    job->done = false;
    job->row = (bk_hasher_row){.path = copy[0].path, .values = job->values};
    if (seen) job->row.seen = *seen;
    h->pushed++;
    (void)pthread_cond_signal(&h->wake);
    (void)pthread_mutex_unlock(&h->lock);
    free(old);
    return BK_OK;
}

bk_code bk_hasher_push(bk_hasher *h, const bk_part *parts, size_t count, bk_error *err) {
    return push(h, parts, count, NULL, err);
}

bk_code bk_hasher_push_seen(bk_hasher *h, const char *path, const bk_fs_seen *seen, bk_error *err) {
    bk_part part = {path, 0, BK_PARTS_REST, true};
    return push(h, &part, 1, seen, err);
}

bk_job *bk_hasher_begin(bk_hasher *h, bool wait) {
    bk_job *job = NULL;
    (void)pthread_mutex_lock(&h->lock);
    while (wait && h->begun == h->pushed && !h->closing && !h->solo)
        (void)pthread_cond_wait(&h->wake, &h->lock);
    if (h->begun < h->pushed && !h->closing) job = at(h, h->begun++);
    (void)pthread_mutex_unlock(&h->lock);
    return job;
}

uint64_t bk_hasher_waiting(bk_hasher *h) {
    (void)pthread_mutex_lock(&h->lock);
    uint64_t n = h->pushed - h->begun;
    (void)pthread_mutex_unlock(&h->lock);
    return n;
}

void bk_hasher_value_of(const bk_digest *d, bk_hasher_value *value) {
    value->err.code = BK_OK;
    value->text = bk_digest_is_text(d);
    value->n = BK_DIGEST_BYTES_MAX;
    if (!value->text) {
        (void)bk_digest_bytes(d, (unsigned char *)value->p, &value->n, &value->err);
    } else {
        bk_code code = bk_digest_text(d, value->p, &value->err);
        value->n = code ? 0 : strlen(value->p);
    }
}

void bk_hasher_finish(bk_hasher *h, bk_job *job, const bk_parts *parts, const bk_error *err) {
    job->row.err = *err;
    job->row.size = parts->size;
    if (parts->before.st_ino) job->row.seen = bk_fs_seen_of(&parts->before);
    (void)pthread_mutex_lock(&h->lock);
    job->done = true;
    if (job == at(h, h->awaited)) (void)pthread_cond_signal(&h->awaited_done);
    (void)pthread_mutex_unlock(&h->lock);
}

static struct timespec after(int milliseconds) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += milliseconds / 1000;
    t.tv_nsec += milliseconds % 1000 * 1000000L;
    if (t.tv_nsec >= 1000000000L) {
        t.tv_nsec -= 1000000000L;
        t.tv_sec++;
    }
    return t;
}

/* Wait for a job; false when the time is over. Negative: as long as it takes. */
static bool wait_for(bk_hasher *h, uint64_t i, int milliseconds) {
    int timed_out = 0;
    struct timespec until = after(milliseconds < 0 ? 0 : milliseconds);
    h->awaited = i;
    while (!at(h, i)->done && !timed_out) {
        if (milliseconds < 0)
            (void)pthread_cond_wait(&h->awaited_done, &h->lock);
        else
            timed_out = pthread_cond_timedwait(&h->awaited_done, &h->lock, &until);
    }
    return at(h, i)->done;
}

/* Who sleeps for a row sleeps on for some more, a moment at most: to be woken for each takes the workers' time. */
bk_hasher_state bk_hasher_next(bk_hasher *h, int milliseconds, bk_hasher_row *row) {
    if (h->taken == h->pushed) return BK_HASHER_IDLE;
    (void)pthread_mutex_lock(&h->lock);
    bool done = at(h, h->taken)->done;
    if (!done && milliseconds) {
        uint64_t last = h->pushed - h->taken > TOGETHER ? h->taken + TOGETHER : h->pushed - 1;
        bool short_time = milliseconds > 0 && milliseconds < MOMENT;
        (void)wait_for(h, last, short_time ? milliseconds : MOMENT);
        done = wait_for(h, h->taken, milliseconds);
    }
    if (done) *row = at(h, h->taken++)->row;
    (void)pthread_mutex_unlock(&h->lock);
    return done ? BK_HASHER_ROW : BK_HASHER_BUSY;
}

uint64_t bk_hasher_bytes(bk_hasher *h) {
    return h->bytes;
}

void bk_hasher_close(bk_hasher *h) {
    if (!h || h->owner != (long)getpid()) return;
    if (h->started) {
        (void)pthread_mutex_lock(&h->lock);
        h->closing = true;
        (void)pthread_cond_broadcast(&h->wake);
        (void)pthread_mutex_unlock(&h->lock);
        for (unsigned i = 0; i < h->started; i++) (void)pthread_join(h->threads[i], NULL);
    }
    for (size_t i = 0; h->jobs && i < h->room; i++) {
        free(h->jobs[i].parts);
        free(h->jobs[i].values);
    }
    free(h->jobs);
    for (size_t i = 0; i < h->count; i++) bk_digest_close(&h->templates[i]);
    (void)pthread_mutex_destroy(&h->lock);
    (void)pthread_cond_destroy(&h->wake);
    (void)pthread_cond_destroy(&h->awaited_done);
    free(h);
}
