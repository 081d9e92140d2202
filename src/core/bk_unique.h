/* Equal lines taken out of files of any size: the first of them stays, and the order. In three passes of bounded
 * memory: every line's hash of 128 bits goes to the partition that its first bits name, in memory or beyond
 * that in a file that has no name; each partition tells which of its lines are the first of their kind; the
 * files are read again, and those lines are written.
 *
 * Lines are bytes between line ends (LF); two are equal when their XXH3 hashes under a random secret are, of which 116
 * bits and more are compared: nobody who lacks the secret can make two lines collide, and by chance two of
 * 10^10 do once in 10^15 runs.
 *
 * Calls come in this order: read for all parts of all files, settle, write for the same parts. */
#ifndef BK_UNIQUE_H
#define BK_UNIQUE_H

#include "bk_fs.h"
#include "bk_threads.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    BK_UNIQUE_PIECE = 4 << 20, /* a line belongs to the piece of its file that it starts in */
    BK_UNIQUE_THREADS = BK_THREADS_MOST
};

typedef struct bk_unique bk_unique;

typedef struct bk_unique_options {
    size_t memory; /* bytes of hashes that are held before others go to disk */
    unsigned threads;
    const char *beside; /* a path: hashes go to disk in its directory */
    uint64_t expected;  /* bytes of all files, of which the number of partitions is made */
    char quote;         /* of values that may hold line ends, which is BK_E_TYPE; 0: there are none */
} bk_unique_options;

typedef struct bk_unique_counts {
    uint64_t lines, unique; /* unique: after settling */
    uint64_t spilled;       /* bytes */
} bk_unique_counts;

/* BK_E_RANGE for options out of their range; BK_E_MEMORY. */
bk_code bk_unique_open(bk_unique **u, const bk_unique_options *options, bk_error *err);
/* The lines that start in bytes [from, to) of a file, `from` a multiple of BK_UNIQUE_PIECE, by all threads. A file's
 * parts follow each other; the next file begins with `from` 0. BK_E_IO, BK_E_MEMORY. */
bk_code bk_unique_read(bk_unique *u, int fd, uint64_t from, uint64_t to, bk_error *err);
/* Which lines stay. BK_E_IO, BK_E_MEMORY. */
bk_code bk_unique_settle(bk_unique *u, bk_error *err);
/* Write those of the lines that stay, each with a line end, for the parts in the order in which they were read. BK_E_CHANGED
 * where other lines are there than were read. */
bk_code bk_unique_write(bk_unique *u, int fd, uint64_t from, uint64_t to, bk_fs_writer *out,
                        bk_error *err);
bk_unique_counts bk_unique_count(const bk_unique *u);
/* NULL is fine. */
void bk_unique_close(bk_unique *u);

#endif
