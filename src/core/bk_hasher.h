/* Digests of many files on a few threads: jobs are pushed, worker threads read and digest them, rows
 * come back in the order of the pushes. Small files go through bk_lanes, many at a time; on a large
 * one that has no company all threads work together (bk_solo). At most `room` jobs are in it at a time, so that memory does
 * not grow with their number. Errors of a job are in its row.
 *
 * One thread pushes and takes; the workers are the hasher's own. */
#ifndef BK_HASHER_H
#define BK_HASHER_H

#include "bk_digest.h"
#include "bk_filetype.h"
#include "bk_fs.h"
#include "bk_parts.h"

enum { BK_HASHER_THREADS_MAX = 64, BK_HASHER_ALGORITHMS_MAX = 32 };

typedef struct bk_hasher bk_hasher;

typedef struct bk_hasher_options {
    const char *const *algorithms; /* names of bk_digest */
    size_t count;
    unsigned threads;
    size_t room;
    const char *way; /* of bk_lanes; NULL: the best */
    const bk_filetypes *types; /* NULL: files' types are not looked at */
} bk_hasher_options;

/* A digest: raw bytes, or the text of a similarity digest; or why there is none. */
typedef struct bk_hasher_value {
    size_t n;
    bool text;
    char p[BK_DIGEST_TEXT_MAX + 1];
    bk_error err;
} bk_hasher_value;

typedef struct bk_hasher_row {
    const char *path; /* of the job's first part */
    bk_error err;     /* code BK_OK: the rest holds */
    uint64_t size;    /* bytes that were digested */
    bk_fs_seen seen;  /* of the last part's file; inode 0: it could not be looked at */
    const char *type; /* by the first bytes; NULL where they were not looked at */
    const bk_hasher_value *values; /* in the order of the algorithms */
} bk_hasher_row;

typedef enum bk_hasher_state {
    BK_HASHER_ROW,  /* *row is filled, until the next call */
    BK_HASHER_BUSY, /* nothing got ready in time */
    BK_HASHER_IDLE  /* every job's row has been taken */
} bk_hasher_state;

/* BK_E_TYPE as bk_digest_open; BK_E_RANGE for options out of their range; BK_E_MEMORY. */
bk_code bk_hasher_open(bk_hasher **h, const bk_hasher_options *options, bk_error *err);
/* Whether `room` jobs are in it: bk_hasher_next makes room. */
bool bk_hasher_full(const bk_hasher *h);
/* A job: the digests of the parts' bytes as one stream. The paths are copied. Not while full:
 * BK_E_LIMIT. */
bk_code bk_hasher_push(bk_hasher *h, const bk_part *parts, size_t count, bk_error *err);
/* A job: a whole file that was just seen, and is of one path that can be opened. */
bk_code bk_hasher_push_seen(bk_hasher *h, const char *path, const bk_fs_seen *seen, bk_error *err);
/* The row of the oldest job, waited for up to so many milliseconds; negative: as long as it takes. */
bk_hasher_state bk_hasher_next(bk_hasher *h, int milliseconds, bk_hasher_row *row);
/* Bytes read since it was opened. */
uint64_t bk_hasher_bytes(bk_hasher *h);
/* Stops at once, whatever is under way, and joins the threads. In a forked child only the parent's
 * handle is forgotten. NULL is fine. */
void bk_hasher_close(bk_hasher *h);

#endif
