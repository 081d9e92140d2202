/* Worker processes: forked, each at the other end of one socket, over which framed messages go both
 * ways.
 *
 * A message is its length in 8 bytes (in the machine's order: both ends are one machine) and its
 * bytes. A worker whose other end is gone gets the end of input and ends; one that is closed is
 * killed and waited for, so that neither orphans nor zombies stay. */
#ifndef BK_PROC_H
#define BK_PROC_H

#include "bk_buf.h"

#include <stdbool.h>
#include <sys/types.h>

typedef struct bk_proc {
    int fd;      /* -1 when closed */
    pid_t pid;   /* in the parent: the worker; in the worker, and when it is waited for, 0 */
    pid_t owner; /* who spawned it: a copy in another process must not kill it */
    int status;  /* as waitpid gave it, valid when `ended` */
    bool ended;
    bk_buf in; /* what has come of the next message */
} bk_proc;

/* `p` starts as {.fd = -1}. Returns in both: *in_worker tells. The worker's `p` is its end. */
bk_code bk_proc_spawn(bk_proc *p, bool *in_worker, bk_error *err);
/* In a worker: forget another worker that the parent holds, so that it sees its parent's end. */
void bk_proc_forget(bk_proc *p);

/* BK_E_IO when the other side is gone. */
bk_code bk_proc_send(bk_proc *p, const char *bytes, size_t n, bk_error *err);

typedef enum bk_proc_news { BK_PROC_NOTHING, BK_PROC_MESSAGE, BK_PROC_GONE } bk_proc_news;

/* The next message: BK_PROC_MESSAGE and *bytes, *n (until the next call). Waits when `wait`, else
 * takes what is there. */
bk_proc_news bk_proc_receive(bk_proc *p, bool wait, const char **bytes, size_t *n);

/* Wait until one of p[0..n) has something, at most `ms` (-1: as long as it takes). False when a
 * signal came first. Those that are closed are passed over. */
bool bk_proc_wait_any(bk_proc *const *p, size_t n, int ms);

/* Close, and in the parent kill the worker if it runs and wait for it. May be called again and
 * again. */
void bk_proc_close(bk_proc *p);

/* The name of the account that runs this, its number where it has none. False when `n` is too few bytes. */
bool bk_proc_user(char *out, size_t n);

/* Processors that are online, at least 1. */
long bk_proc_cpus(void);

#endif
