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
    pthread_cond_t pushed_or_closing, oldest_done;
    /* A ring; jobs are counted from 0 for ever: taken <= begun <= pushed <= taken + room. */
    bk_job *jobs;
    size_t room;
    uint64_t taken, begun, pushed;
    atomic_bool closing;
    _Atomic uint64_t bytes;
};

/* The next job; waits for one. NULL: the hasher is closing. */
bk_job *bk_hasher_begin(bk_hasher *h);
/* The job's row is filled; the worker looks at it no more. */
void bk_hasher_finish(bk_hasher *h, bk_job *job);

/* A worker's life, up to the closing. */
void *bk_hasher_work(void *hasher);

#endif
