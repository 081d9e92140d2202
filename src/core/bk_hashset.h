/* A set of hashes packed into a file: sorted, of one width, looked up in place.
 *
 * The file, integers little-endian:
 *   0  8 bytes   "BKHSET1\n"
 *   8  16 bytes  the algorithm's name ("sha1", "md5", "ntlm"), padded with NUL
 *  24  4 bytes   width: bytes of a hash, 1 to 64
 *  28  4 bytes   payload: bytes of the count beside each hash, 0 (none) or 4
 *  32  8 bytes   count: records that follow
 *  40  24 bytes  zero
 *  64  count records of width + payload bytes, strictly ascending by the hash's bytes
 *
 * It is read through a mapping, so that opening is instant and what is used is the page cache; a
 * look-up is interpolation search, about log log n probes for hashes that are spread evenly, and
 * never more than twice those of bisection. Whoever shortens the file while it is mapped kills the
 * process that reads it (SIGBUS): a set is replaced by renaming, as the builder does, never in place.
 *
 * The builder (bk_hashset_build.c) sorts in the memory it is given and spills sorted runs to an
 * unlinked file beside the target: twice the set's size on disk while it works. */
#ifndef BK_HASHSET_H
#define BK_HASHSET_H

#include "bk_fs.h"

#include <stdint.h>

enum {
    BK_HASHSET_HEADER = 64,
    BK_HASHSET_NAME = 16,
    BK_HASHSET_WIDTH_MAX = 64,
    BK_HASHSET_COUNT_BYTES = 4 /* a payload, where there is one */
};

typedef struct bk_hashset {
    const unsigned char *file; /* the whole file; NULL when closed */
    size_t file_bytes;
    const unsigned char *records;
    uint64_t count;
    size_t width, payload;
    char algorithm[BK_HASHSET_NAME + 1];
    bool mapped;
} bk_hashset;

/* `s` starts zeroed. BK_E_IO; BK_E_SYNTAX for what is no such file; BK_E_RANGE for one that was cut or
 * has bytes too many. The order of the records is bk_hashset_check's to tell. */
bk_code bk_hashset_open(bk_hashset *s, const char *path, bk_error *err);
/* The same over bytes that outlive `s`. */
bk_code bk_hashset_view(bk_hashset *s, const unsigned char *p, size_t n, bk_error *err);
void bk_hashset_close(bk_hashset *s);
/* Read every record: BK_E_SYNTAX with the 1-based byte position of the first that is not above the
 * one before it. */
bk_code bk_hashset_check(const bk_hashset *s, bk_error *err);

/* How many hashes are below `key`, `n` bytes of it, at most the width: where the first is that begins
 * with it, if any does. */
uint64_t bk_hashset_lower(const bk_hashset *s, const unsigned char *key, size_t n);
/* Whether the hash (width bytes) is in it; *count (may be NULL) becomes its payload, 1 without one. */
bool bk_hashset_find(const bk_hashset *s, const unsigned char *hash, uint32_t *count);
/* The hash at `i`, below count; *count as for find. */
const unsigned char *bk_hashset_at(const bk_hashset *s, uint64_t i, uint32_t *count);

/* ---- building ---- */

typedef struct bk_hashset_run {
    uint64_t first, count; /* records, in the file of runs */
} bk_hashset_run;

typedef struct bk_hashset_builder {
    bk_fs_writer writer; /* of the target */
    char algorithm[BK_HASHSET_NAME + 1];
    size_t width, record; /* record: width and payload */
    unsigned char *held;  /* records not spilled yet */
    size_t n, room;       /* of them */
    int runs_fd;          /* the spilled runs, an unlinked file; -1 before the first */
    bk_buf runs;          /* bk_hashset_run each */
    uint64_t spilled;     /* records */
} bk_hashset_builder;

/* `b` starts zeroed. `memory` is what the records held may take, 1 MiB at least. The target is a file
 * that appears whole with bk_hashset_commit or not at all. BK_E_RANGE for a name, width or payload
 * that the format has no room for; BK_E_TYPE for a target that is no regular file. */
bk_code bk_hashset_build(bk_hashset_builder *b, const char *path, const char *algorithm, size_t width,
                         size_t payload, size_t memory, bk_error *err);
/* Equal hashes become one; their counts are added, up to 2^32 - 1. `count` is ignored without a
 * payload. */
bk_code bk_hashset_add(bk_hashset_builder *b, const unsigned char *hash, uint32_t count,
                       bk_error *err);
/* Lines as lists of hashes have them: the hash in hex, then nothing, or `:` and a count, or white
 * space or a comma and what is not looked at. Empty lines and those that start with `#` are passed
 * over; of others that are no hash of this width *bad is raised. `p` holds whole lines. */
bk_code bk_hashset_add_lines(bk_hashset_builder *b, const char *p, size_t n, uint64_t *added,
                             uint64_t *bad, bk_error *err);
/* Merge, write, put in place, and close, also on failure. *count is how many different ones. */
bk_code bk_hashset_commit(bk_hashset_builder *b, uint64_t *count, bk_error *err);
void bk_hashset_builder_close(bk_hashset_builder *b);

#endif
