#include "bk_scan_piece.h"

#include "bk_fs.h"
#include "bk_pages.h"
#include "bk_scan_wide.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a piece has before and behind its anchors. */
enum { BEHIND = BK_SCAN_BEHIND + BK_SCAN_AROUND, AHEAD = BK_SCAN_AHEAD + BK_SCAN_AROUND };

/* How many slots' bytes are locked, of the others they are wiped only: half of what the system allows is for other
 * secrets. */
static size_t lockable(size_t bytes) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return 0;
    return limit.rlim_cur == RLIM_INFINITY ? SIZE_MAX : (size_t)(limit.rlim_cur / 2 / bytes);
}

/* What one thread works with. */
typedef struct worker {
    bk_scan scan;
    bk_finding finding;
} worker;

typedef enum slot_state { SLOT_FREE, SLOT_READ, SLOT_DONE } slot_state;

typedef struct slot {
    bk_scan_piece piece;
    bk_buf buffer;     /* of files */
    size_t from, stop; /* the anchors that it owns, within the piece's bytes */
    bk_error err;
    slot_state state;
} slot;

struct bk_scan_run {
    bk_scan_options options;
    const char *bytes;
    int fd;
    uint64_t size, seen;       /* bytes of the source; those that were there to be read */
    uint64_t begun, given, at; /* pieces; where the last finding ended */
    uint64_t wide_at;          /* the same of text in UTF-16 */
    bk_buf narrow;             /* a run of that */
    slot *slots;
    size_t slot_count;
    worker *own; /* of the calling thread */
    /* a stream's bytes: those before the anchors that are yet to be looked at begin at `held_from`
     */
    bk_buf held;
    uint64_t held_offset;
    size_t held_from;
    bool stream, last, ready, threaded, stopping, locks;
    /* a container: `taken` of its bytes are done with; those of a file or stream are in `raw` */
    bk_view *view;
    bk_buf raw;
    size_t taken;
    bool raw_last;  /* no more of them come */
    bool undecided; /* a stream that may be one: too little came to tell */
    pthread_t threads[BK_SCAN_THREADS_MOST];
    size_t thread_count;
    pthread_mutex_t lock;
    pthread_cond_t done, freed;
};

static void worker_free(worker *w) {
    if (w) bk_wipe(w, sizeof *w);
    free(w);
}

static bk_code run_new(bk_scan_run **out, const bk_scan_options *options, bk_error *err) {
    *out = NULL;
    bk_scan_run *run = calloc(1, sizeof *run);
    if (!run || !(run->own = malloc(sizeof *run->own))) {
        free(run);
        (void)bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        return BK_E_MEMORY;
    }
    run->options = *options;
    run->fd = -1;
    run->held.secret = run->raw.secret = run->narrow.secret = true;
    if (!run->options.piece) run->options.piece = BK_SCAN_PIECE;
    if (!run->options.kinds) run->options.kinds = UINT64_MAX;
    bk_scan_start(&run->own->scan, "", 0, options->rules);
    *out = run;
    return BK_OK;
}

/* Without a call where there is room, as nearly always. */
static inline void add(bk_buf *b, const void *p, size_t n) {
    if (n == 0 || n > b->capacity - b->n) {
        (void)bk_buf_add(b, p, n);
        return;
    }
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

/* Scan a slot's anchors, with nothing before `at`, a position of its bytes. */
static bk_code scan_slot(worker *w, slot *t, size_t at, bk_error *err) {
    bk_scan_piece *piece = &t->piece;
    piece->hits_buf.n = piece->values.n = 0;
    memset(piece->suppressed, 0, sizeof piece->suppressed);
    bk_scan_go(&w->scan, piece->p, piece->n, t->from, t->stop, at);
    const bk_finding *f = &w->finding;
    while (bk_scan_next(&w->scan, &w->finding)) {
        /* what is not wanted is kept as well: it takes its bytes from others, and so says where the
         * piece ends */
        bk_hit hit = {.first = piece->offset + f->first,
                      .end = piece->offset + f->end,
                      .value = (uint32_t)piece->values.n,
                      .n = (uint32_t)f->n,
                      .kind = (unsigned char)f->kind,
                      .why = f->why,
                      .defanged = f->defanged};
        add(&piece->values, f->value, f->n);
        add(&piece->hits_buf, &hit, sizeof hit);
    }
    piece->hits = (bk_hit *)(void *)piece->hits_buf.p; /* malloc aligns it */
    piece->hit_count = piece->hits_buf.n / sizeof(bk_hit);
    if (piece->values.failed || piece->hits_buf.failed)
        return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    return BK_OK;
}

/* Fill the slot with the bytes of the piece of this number. */
static bk_code fill(bk_scan_run *run, slot *t, uint64_t number, bk_error *err) {
    uint64_t begin = number * run->options.piece;
    uint64_t offset = begin > BEHIND ? begin - BEHIND : 0;
    uint64_t end = begin + run->options.piece + AHEAD;
    if (end > run->size) end = run->size;
    size_t n = (size_t)(end - offset);
    t->piece.offset = offset;
    t->piece.n = n;
    t->from = (size_t)(begin - offset);
    if (run->bytes) {
        t->piece.p = run->bytes + offset;
    } else {
        if (bk_buf_reserve(&t->buffer, n)) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        bk_code failed = bk_fs_read_at(run->fd, t->buffer.p, n, offset, &t->piece.n, err);
        if (failed) return failed; /* it may have become shorter */
        t->piece.p = t->buffer.p;
    }
    t->stop = t->from + run->options.piece;
    if (t->stop > t->piece.n) t->stop = t->piece.n;
    if (t->from > t->stop) t->from = t->stop;
    return BK_OK;
}

static uint64_t piece_count(const bk_scan_run *run) {
    return (run->size + run->options.piece - 1) / run->options.piece;
}

static void *work(void *argument) {
    bk_scan_run *run = argument;
    worker *w = malloc(sizeof *w);
    if (w) bk_scan_start(&w->scan, "", 0, run->options.rules);
    pthread_mutex_lock(&run->lock);
    while (!run->stopping && run->begun < piece_count(run)) {
        uint64_t number = run->begun;
        slot *t = &run->slots[number % run->slot_count];
        if (t->state != SLOT_FREE || number >= run->given + run->slot_count) {
            pthread_cond_wait(&run->freed, &run->lock);
            continue;
        }
        run->begun++;
        t->state = SLOT_READ;
        pthread_mutex_unlock(&run->lock);
        t->err.code = BK_OK;
        if (!w)
            (void)bk_fail(&t->err, BK_E_MEMORY, 0, "out of memory");
        else if (fill(run, t, number, &t->err) == BK_OK)
            (void)scan_slot(w, t, 0, &t->err);
        pthread_mutex_lock(&run->lock);
        t->state = SLOT_DONE;
        pthread_cond_broadcast(&run->done);
    }
    pthread_mutex_unlock(&run->lock);
    worker_free(w);
    return NULL;
}

/* The slots, and the threads where there is work for them. */
static bk_code prepare(bk_scan_run *run, bk_error *err) {
    unsigned threads = run->view ? 1 : run->options.threads;
    if (threads > BK_SCAN_THREADS_MOST) threads = BK_SCAN_THREADS_MOST;
    if (threads > piece_count(run)) threads = (unsigned)piece_count(run);
    run->slot_count = threads > 1 ? 2 * threads : 1;
    run->slots = calloc(run->slot_count, sizeof *run->slots);
    if (!run->slots) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    size_t locked = lockable(run->options.piece + BEHIND + AHEAD);
    for (size_t i = 0; i < run->slot_count; i++) {
        bk_scan_piece *piece = &run->slots[i].piece;
        piece->values.secret = piece->hits_buf.secret = true;
        run->slots[i].buffer.secret = i < locked;
    }
    if (threads < 2) return BK_OK;
    if (pthread_mutex_init(&run->lock, NULL) || pthread_cond_init(&run->done, NULL) ||
        pthread_cond_init(&run->freed, NULL))
        return bk_fail(err, BK_E_MEMORY, 0, "no locks");
    run->locks = true;
    /* with fewer threads than were asked for it is done as well */
    while (run->thread_count < threads &&
           pthread_create(&run->threads[run->thread_count], NULL, work, run) == 0)
        run->thread_count++;
    run->threaded = run->thread_count > 0;
    return BK_OK;
}

/* Whether the source, which begins so, is a container. */
static bk_code decide(bk_scan_run *run, const char *p, size_t n, bk_error *err) {
    enum { PIECE = 1 << 18 }; /* so much of a page may be escapes, with a span for each */
    bk_view_kind kind = run->options.container;
    if (kind == BK_VIEW_KINDS) kind = bk_view_sniff(p, n);
    if (kind == BK_VIEW_NONE) return BK_OK;
    if (run->options.piece > PIECE) run->options.piece = PIECE;
    run->raw_last = run->raw_last || run->bytes;
    run->view = bk_view_new(kind);
    return run->view ? BK_OK : bk_fail(err, BK_E_MEMORY, 0, "out of memory");
}

static bk_code decide_file(bk_scan_run *run, bk_error *err) {
    size_t got = 0;
    if (run->options.container != BK_VIEW_KINDS) return decide(run, "", 0, err);
    if (bk_buf_reserve(&run->raw, BK_VIEW_SNIFF))
        return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    bk_code failed = bk_fs_read_at(run->fd, run->raw.p, BK_VIEW_SNIFF, 0, &got, err);
    return failed ? failed : decide(run, run->raw.p, got, err);
}

bk_code bk_scan_run_bytes(bk_scan_run **out, const char *p, size_t n,
                          const bk_scan_options *options, bk_error *err) {
    bk_code failed = run_new(out, options, err);
    if (failed) return failed;
    (*out)->bytes = p;
    (*out)->size = n;
    failed = decide(*out, p, n, err);
    if (!failed) failed = prepare(*out, err);
    if (failed) {
        bk_scan_run_close(*out);
        *out = NULL;
    }
    return failed;
}

bk_code bk_scan_run_file(bk_scan_run **out, const char *path, const bk_scan_options *options,
                         bk_error *err) {
    struct stat info;
    bk_code failed = run_new(out, options, err);
    if (failed) return failed;
    bk_scan_run *run = *out;
    run->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (run->fd < 0 || fstat(run->fd, &info) != 0) {
        failed = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    } else if (!S_ISREG(info.st_mode)) {
        failed = bk_fail(err, BK_E_IO, 0,
                         S_ISDIR(info.st_mode) ? "is a directory" : "is no regular file");
    } else {
        run->size = (uint64_t)info.st_size;
        failed = decide_file(run, err);
        if (!failed) failed = prepare(run, err);
    }
    if (failed) {
        bk_scan_run_close(run);
        *out = NULL;
    }
    return failed;
}

bk_code bk_scan_run_stream(bk_scan_run **out, const bk_scan_options *options, bk_error *err) {
    bk_code failed = run_new(out, options, err);
    if (failed) return failed;
    (*out)->stream = true;
    (*out)->undecided = options->container == BK_VIEW_KINDS;
    if (!(*out)->undecided) failed = decide(*out, "", 0, err);
    if (!failed) failed = prepare(*out, err);
    if (failed) {
        bk_scan_run_close(*out);
        *out = NULL;
    }
    return failed;
}

static int by_first(const void *a, const void *b) {
    const bk_hit *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* Add what is found in text in UTF-16, whose anchors are the piece's own. */
static bk_code add_wide(bk_scan_run *run, slot *t, bk_error *err) {
    bk_scan_piece *piece = &t->piece;
    worker *w = run->own;
    bk_wide wide;
    size_t at = 0, before = piece->hits_buf.n;
    while (bk_wide_next(piece->p, piece->n, &at, &wide, &run->narrow)) {
        size_t n = run->narrow.n, first = wide.first;
        if (first >= t->stop) break;
        size_t from = t->from > first ? (t->from - first + 1) / 2 : 0;
        size_t stop = (t->stop - first + 1) / 2;
        uint64_t begin = piece->offset + first;
        size_t skip = run->wide_at > begin ? (size_t)(run->wide_at - begin + 1) / 2 : 0;
        const bk_finding *f = &w->finding;
        if (from >= n) continue;
        bk_scan_go(&w->scan, run->narrow.p, n, from, stop, skip);
        while (bk_scan_next(&w->scan, &w->finding)) {
            bk_hit hit = {.first = begin + 2 * f->first,
                          .end = begin + 2 * f->end,
                          .value = (uint32_t)piece->values.n,
                          .n = (uint32_t)f->n,
                          .text = (uint32_t)(piece->values.n + f->n),
                          .text_n = (uint32_t)(f->end - f->first),
                          .kind = (unsigned char)f->kind,
                          .why = f->why,
                          .defanged = f->defanged,
                          .wide = wide.big ? 2 : 1};
            (void)bk_buf_add(&piece->values, f->value, f->n);
            (void)bk_buf_add(&piece->values, run->narrow.p + f->first, f->end - f->first);
            (void)bk_buf_add(&piece->hits_buf, (const char *)&hit, sizeof hit);
            run->wide_at = hit.end;
        }
    }
    if (run->narrow.failed || piece->values.failed || piece->hits_buf.failed)
        return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    piece->hits = (bk_hit *)(void *)piece->hits_buf.p;
    piece->hit_count = piece->hits_buf.n / sizeof(bk_hit);
    if (piece->hits_buf.n > before) qsort(piece->hits, piece->hit_count, sizeof(bk_hit), by_first);
    return BK_OK;
}

/* Leave the hits that are wanted, and count what is held back. */
static void pick(const bk_scan_run *run, bk_scan_piece *piece) {
    size_t kept = 0;
    for (size_t i = 0; i < piece->hit_count; i++) {
        const bk_hit *hit = &piece->hits[i];
        if (!(run->options.kinds >> hit->kind & 1)) continue;
        if (hit->why) piece->suppressed[hit->why]++;
        if (!hit->why || run->options.suppressed) piece->hits[kept++] = *hit;
    }
    piece->hit_count = kept;
}

/* Bring a piece in line with where the last finding ended. */
static bk_code stitch(bk_scan_run *run, slot *t, bk_error *err) {
    bk_scan_piece *piece = &t->piece;
    if (piece->hit_count && piece->hits[0].first < run->at) {
        bk_code failed = scan_slot(run->own, t, (size_t)(run->at - piece->offset), err);
        if (failed) return failed;
    }
    if (piece->hit_count) run->at = piece->hits[piece->hit_count - 1].end;
    bk_code failed = add_wide(run, t, err);
    if (!failed) pick(run, piece);
    return failed;
}

static bk_code next_of_stream(bk_scan_run *run, const bk_scan_piece **out, bk_error *err) {
    slot *t = run->slots;
    if (!run->ready) return BK_OK;
    run->ready = false;
    size_t keep = run->held_from > BEHIND ? run->held_from - BEHIND : 0;
    size_t ahead = run->last ? 0 : AHEAD;
    t->piece.p = run->held.p + keep;
    t->piece.n = run->held.n - keep;
    t->piece.offset = run->held_offset + keep;
    t->piece.view = run->view;
    t->from = run->held_from - keep;
    t->stop = t->piece.n - ahead;
    run->held_from = run->held.n - ahead;
    bk_code failed = scan_slot(
        run->own, t, run->at > t->piece.offset ? (size_t)(run->at - t->piece.offset) : 0, err);
    if (failed) return failed;
    failed = stitch(run, t, err);
    if (!failed) *out = &t->piece;
    return failed;
}

/* What was looked at makes room. */
static void make_room(bk_scan_run *run) {
    size_t drop = run->held_from > BEHIND ? run->held_from - BEHIND : 0;
    if (!drop || drop < run->options.piece / 2) return;
    memmove(run->held.p, run->held.p + drop, run->held.n - drop);
    run->held.n -= drop;
    run->held_from -= drop;
    run->held_offset += drop;
    if (run->view) bk_view_forget(run->view, run->held_offset);
}

static void set_ready(bk_scan_run *run, bool last) {
    run->last = last;
    run->ready = last ? run->held.n > run->held_from
                      : run->held.n >= run->held_from + AHEAD + run->options.piece;
}

/* Bytes of a container that the view is done with go. */
static void drop_raw(bk_scan_run *run) {
    run->raw.n -= run->taken;
    if (run->taken) memmove(run->raw.p, run->raw.p + run->taken, run->raw.n);
    run->taken = 0;
}

enum { WINDOW = 1 << 16 }; /* bytes that a view is given at a time */

/* More bytes of a file behind those that are left. What it has beyond the size that it had is not
 * read. */
static bk_code read_raw(bk_scan_run *run, bk_error *err) {
    uint64_t more = run->size - run->seen;
    size_t want = more < WINDOW ? (size_t)more : WINDOW, got;
    drop_raw(run);
    if (bk_buf_reserve(&run->raw, want)) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    bk_code failed = bk_fs_read_at(run->fd, run->raw.p + run->raw.n, want, run->seen, &got, err);
    run->raw.n += got;
    run->seen += got;
    run->raw_last = got < want || run->seen == run->size;
    return failed;
}

static bk_code next_of_view(bk_scan_run *run, const bk_scan_piece **out, bk_error *err) {
    while (!run->ready && !run->last) {
        bk_code failed = run->fd >= 0 && !run->raw_last ? read_raw(run, err) : BK_OK;
        if (failed) return failed;
        const char *p = run->bytes ? run->bytes : run->raw.p;
        size_t left = (run->bytes ? (size_t)run->size : run->raw.n) - run->taken, used = 0;
        size_t n = left < WINDOW ? left : WINDOW;
        bool last = n == left && run->raw_last;
        make_room(run);
        if (bk_view_read(run->view, n ? p + run->taken : "", n, last, &used, &run->held))
            return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        run->taken += used;
        if (!used && !last) return BK_OK; /* a stream, which must be fed first */
        set_ready(run, last);
    }
    return next_of_stream(run, out, err);
}

/* A stream's bytes, which is no container. */
static bk_code feed_plain(bk_scan_run *run, const char *p, size_t n, bool last, bk_error *err) {
    make_room(run);
    if (bk_buf_add(&run->held, p, n)) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    set_ready(run, last);
    return BK_OK;
}

bk_code bk_scan_run_feed(bk_scan_run *run, const char *p, size_t n, bool last, bk_error *err) {
    if (!run->undecided && !run->view) return feed_plain(run, p, n, last, err);
    drop_raw(run);
    run->raw_last = last;
    if (bk_buf_add(&run->raw, p, n)) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    if (!run->undecided || (run->raw.n < BK_VIEW_SNIFF && !last)) return BK_OK;
    run->undecided = false;
    bk_code failed = decide(run, run->raw.p ? run->raw.p : "", run->raw.n, err);
    if (failed || run->view) return failed;
    failed = feed_plain(run, run->raw.p, run->raw.n, last, err);
    bk_buf_free(&run->raw);
    return failed;
}

bk_code bk_scan_run_next(bk_scan_run *run, const bk_scan_piece **out, bk_error *err) {
    *out = NULL;
    if (run->stopping) return BK_OK; /* it failed; slots may be at work still */
    if (run->view) {
        bk_code failed = next_of_view(run, out, err);
        run->stopping = failed != BK_OK;
        return failed;
    }
    if (run->stream) return next_of_stream(run, out, err);
    if (run->threaded && run->given > 0) { /* the piece that was given last is free again */
        pthread_mutex_lock(&run->lock);
        run->slots[(run->given - 1) % run->slot_count].state = SLOT_FREE;
        pthread_cond_broadcast(&run->freed);
        pthread_mutex_unlock(&run->lock);
    }
    if (run->given >= piece_count(run)) return BK_OK;
    slot *t = &run->slots[run->given % run->slot_count];
    bk_code failed = BK_OK;
    if (run->threaded) {
        pthread_mutex_lock(&run->lock);
        while (t->state != SLOT_DONE) pthread_cond_wait(&run->done, &run->lock);
        run->given++;
        pthread_mutex_unlock(&run->lock);
        failed = t->err.code;
        if (failed && err) *err = t->err;
        if (!failed) failed = stitch(run, t, err);
    } else {
        failed = fill(run, t, run->given++, err);
        size_t at = run->at > t->piece.offset ? (size_t)(run->at - t->piece.offset) : 0;
        if (!failed) failed = scan_slot(run->own, t, at, err);
        if (!failed) failed = stitch(run, t, err);
    }
    if (failed) { /* the threads look at these */
        if (run->threaded) pthread_mutex_lock(&run->lock);
        run->stopping = true;
        run->given = piece_count(run);
        if (run->threaded) pthread_mutex_unlock(&run->lock);
        return failed;
    }
    run->seen = t->piece.offset + t->piece.n;
    *out = &t->piece;
    return BK_OK;
}

bool bk_scan_run_changed(const bk_scan_run *run) {
    struct stat info;
    if (run->fd < 0) return false;
    return run->seen < run->size || fstat(run->fd, &info) != 0 ||
           (uint64_t)info.st_size != run->size;
}

void bk_scan_run_close(bk_scan_run *run) {
    if (!run) return;
    if (run->locks) {
        pthread_mutex_lock(&run->lock);
        run->stopping = true;
        pthread_cond_broadcast(&run->freed);
        pthread_mutex_unlock(&run->lock);
        for (size_t i = 0; i < run->thread_count; i++) pthread_join(run->threads[i], NULL);
        pthread_mutex_destroy(&run->lock);
        pthread_cond_destroy(&run->done);
        pthread_cond_destroy(&run->freed);
    }
    for (size_t i = 0; run->slots && i < run->slot_count; i++) {
        bk_buf *buffer = &run->slots[i].buffer;
        if (!buffer->secret) bk_wipe(buffer->p, buffer->capacity);
        bk_buf_free(buffer);
        bk_buf_free(&run->slots[i].piece.hits_buf);
        bk_buf_free(&run->slots[i].piece.values);
    }
    free(run->slots);
    worker_free(run->own);
    bk_buf_free(&run->held);
    bk_buf_free(&run->raw);
    bk_view_free(run->view);
    bk_buf_free(&run->narrow);
    if (run->fd >= 0) close(run->fd);
    free(run);
}

bk_hit_at bk_hit_place_in_view(const bk_scan_piece *piece, const bk_hit *hit) {
    bk_hit_at at = {0, 0, hit->wide};
    bk_view_coding coding = bk_view_place(piece->view, hit->first, hit->end, &at.first, &at.end);
    if (coding) at.encoding = 2 + coding;
    return at;
}

const char *bk_hit_encoding(unsigned encoding) {
    static const char *const wide[] = {NULL, "UTF-16LE", "UTF-16BE"};
    return encoding <= 2 ? wide[encoding] : bk_view_coding_name((bk_view_coding)(encoding - 2));
}
