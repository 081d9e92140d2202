/* The hasher's queue as its workers see it. */
#ifndef BK_HASHER_INTERNAL_H
#define BK_HASHER_INTERNAL_H

#include "bk_hasher.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct bk_job {
    bk_part *parts; /* with the paths behind them: one allocation */
    size_t count;
    bk_hasher_value *values;
    bk_hasher_row row;
    bool done;
} bk_job;

struct bk_hasher {
    bk_digest templates[BK_HASHER_ALGORITHMS_MAX]; /* copied for each job: opening costs more */
    size_t count;
    pthread_t threads[BK_HASHER_THREADS_MAX];
    unsigned started;
    long owner; /* process id: the threads are not a forked child's */
    pthread_mutex_t lock;
    pthread_cond_t wake; /* workers: a job was pushed, a solo began or went on, it is closing */
    pthread_cond_t awaited_done;
    /* A ring; jobs are counted from 0 for ever: taken <= begun <= pushed <= taken + room. */
    bk_job *jobs;
    size_t room;
    uint64_t taken, begun, pushed;
    uint64_t awaited; /* the job whose end wakes who waits for rows */
    const char *way;
    const bk_filetypes *types;
    struct bk_solo *_Atomic solo; /* the file that all threads work on together, or NULL */
    atomic_bool closing;
    _Atomic uint64_t bytes;
};

/* The next job; NULL when there is none yet: with `wait` only when there is a solo to be helped or the
 * hasher is closing. */
bk_job *bk_hasher_begin(bk_hasher *h, bool wait);
/* Jobs that no worker has begun. */
uint64_t bk_hasher_waiting(bk_hasher *h);
/* The job's row is filled from what was read, and `err` when that failed; no worker looks at it any
 * more. */
void bk_hasher_finish(bk_hasher *h, bk_job *job, const bk_parts *parts, const bk_error *err);

/* A worker's life, up to the closing. */
void *bk_hasher_work(void *hasher);

/* Read and digest the rest of a job on all threads, after its first `n` bytes, and finish it. Closes
 * the parts. */
void bk_solo_run(bk_hasher *h, bk_job *job, bk_parts *parts, const unsigned char *p, size_t n);
/* Work on the solo that there is, if any, up to its end. */
void bk_solo_help(bk_hasher *h);

void bk_hasher_value_of(const bk_digest *d, bk_hasher_value *value);

#endif
