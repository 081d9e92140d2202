/* A scan of any length in pieces, by one thread or more, in constant memory: the findings are those
 * of one scan over all the bytes, in order, whatever the pieces and the threads.
 *
 * A piece owns the anchors in it and may look at BK_SCAN_BEHIND bytes before it and BK_SCAN_AHEAD
 * after it; beyond these it has BK_SCAN_AROUND more of each, so that so much is around each finding. It is scanned as if no finding reached into it; where one did, and something was found
 * before its end, the piece is scanned again from there. Text in UTF-16 is scanned beside it, on
 * the calling thread; there a name of more than 250 characters may come out otherwise where a piece
 * ends.
 *
 * A container (bk_view.h) is one stream on the calling thread: what is scanned is what its bytes
 * say, hits are positions of that, and bk_hit_place tells where in the source they are. */
#ifndef BK_SCAN_PIECE_H
#define BK_SCAN_PIECE_H

#include "bk_buf.h"
#include "bk_scan.h"
#include "bk_view.h"

enum {
    BK_SCAN_PIECE = 1 << 20,
    BK_SCAN_THREADS_MOST = 64,
    BK_SCAN_CONTEXT = 256, /* the most that bk_scan_context.h shows */
    BK_SCAN_AROUND = 1024, /* what it looks at for that */
};

typedef struct bk_hit {
    uint64_t first, end;   /* bytes [first, end) of the source, or of what a container says */
    uint32_t value, n;     /* where its value is in the piece's `values`, and its bytes */
    uint32_t text, text_n; /* of one in UTF-16, where its text is in `values`, narrowed; else 0 */
    unsigned char kind, why;
    bool defanged;
    unsigned char wide; /* 1: it is written in UTF-16LE, 2: in UTF-16BE */
} bk_hit;

typedef struct bk_scan_piece {
    const char
        *p; /* the bytes of the source from `offset` on, those before and after the piece too */
    const bk_view *view; /* they are what this says; NULL when they are the source's own */
    uint64_t offset;
    size_t n;
    bk_hit *hits;
    size_t hit_count;
    bk_buf hits_buf, values;
    uint64_t suppressed[BK_WHY_MOST]; /* how many were held back, by reason */
} bk_scan_piece;

typedef struct bk_scan_options {
    const bk_scan_rules *rules; /* may be NULL */
    uint64_t kinds;             /* a bit a kind that is wanted; 0 for all */
    bool suppressed;            /* give what is held back, too */
    unsigned threads;           /* 0 is 1 */
    size_t piece;               /* bytes; 0 is BK_SCAN_PIECE */
    bk_view_kind container;     /* BK_VIEW_KINDS: by how the source begins */
} bk_scan_options;

typedef struct bk_scan_run bk_scan_run;

/* Each leaves *out NULL on failure. Bytes must outlive the run; a path is opened, and read as far
 * as it goes: BK_E_IO for what is no regular file, too, since a pipe could be waited for without
 * end. */
bk_code bk_scan_run_bytes(bk_scan_run **out, const char *p, size_t n,
                          const bk_scan_options *options, bk_error *err);
bk_code bk_scan_run_file(bk_scan_run **out, const char *path, const bk_scan_options *options,
                         bk_error *err);
/* Bytes come by bk_scan_run_feed, on the calling thread. */
bk_code bk_scan_run_stream(bk_scan_run **out, const bk_scan_options *options, bk_error *err);

/* The next piece, until the next call: *out is NULL after the last one, and for a stream when it
 * wants more. */
bk_code bk_scan_run_next(bk_scan_run *run, const bk_scan_piece **out, bk_error *err);
bk_code bk_scan_run_feed(bk_scan_run *run, const char *p, size_t n, bool last, bk_error *err);

/* Whether a file has another size now than it had when it was opened, or ended before. */
bool bk_scan_run_changed(const bk_scan_run *run);
void bk_scan_run_close(bk_scan_run *run);

/* A finding as it is written: the bytes of the source, those of UTF-16 narrowed, what a container
 * has in escapes undone. */
static inline const char *bk_hit_text(const bk_scan_piece *piece, const bk_hit *hit, size_t *n) {
    *n = hit->wide ? hit->text_n : (size_t)(hit->end - hit->first);
    return hit->wide ? piece->values.p + hit->text : piece->p + (hit->first - piece->offset);
}

typedef struct bk_hit_at {
    uint64_t first, end; /* bytes [first, end) of the source */
    unsigned encoding;   /* 0: it stands there as its text does; else of bk_hit_encoding */
} bk_hit_at;

enum { BK_HIT_ENCODINGS = 2 + BK_CODING_UTF16BE };

bk_hit_at bk_hit_place_in_view(const bk_scan_piece *piece, const bk_hit *hit);
/* Where a finding is. */
static inline bk_hit_at bk_hit_place(const bk_scan_piece *piece, const bk_hit *hit) {
    return piece->view ? bk_hit_place_in_view(piece, hit)
                       : (bk_hit_at){hit->first, hit->end, hit->wide};
}
/* "UTF-16LE", ...; NULL for 0. */
const char *bk_hit_encoding(unsigned encoding);

#endif
