/* The bytes of stretches of files, one after another, as one stream: a whole file, or a torrent's
 * piece that spans three. Nothing but regular files is opened, so that a pipe cannot block nor a
 * device be disturbed; access times are left alone where the system allows that; and a file that
 * vanishes, shrinks, grows or is written to while it is read is an error, never a wrong digest. */
#ifndef BK_PARTS_H
#define BK_PARTS_H

#include "bk_status.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#define BK_PARTS_REST UINT64_MAX /* as a length: up to the end of the file */

typedef struct bk_part {
    const char *path;
    uint64_t offset, length;
    bool regular; /* the path was just seen to be a regular file, so that it is opened at once */
} bk_part;

typedef struct bk_parts {
    const bk_part *parts; /* the caller's */
    size_t count, next;   /* next: of the part to be opened after the current one */
    bool open, unsized;   /* unsized: a file that says 0 and has bytes, as in /proc */
    int fd;
    struct stat before; /* the current part's file when it was opened; then the last one's */
    uint64_t at, left;  /* in the current part */
    uint64_t size;      /* bytes given so far */
} bk_parts;

void bk_parts_init(bk_parts *s, const bk_part *parts, size_t count);
/* Up to `room` bytes to `p`, as many as there are in this part; `*n` is 0 only at the end of the
 * last. BK_E_IO; BK_E_TYPE for what is no regular file; BK_E_RANGE for a part that the file is too
 * short for; BK_E_CHANGED. */
bk_code bk_parts_read(bk_parts *s, void *p, size_t room, size_t *n, bk_error *err);
/* Pass over `n` bytes of the current part, which others follow there, for the caller to read by
 * bk_parts_read_taken from *at on; several threads may do that at a time. False where there are not so
 * many. */
bool bk_parts_take(bk_parts *s, size_t n, uint64_t *at);
/* Bytes that were taken, all of them. BK_E_IO, BK_E_CHANGED. */
bk_code bk_parts_read_taken(const bk_parts *s, void *p, size_t n, uint64_t at, bk_error *err);
/* Bytes known to be left in the current part. */
uint64_t bk_parts_left(const bk_parts *s);
/* Calling it twice is safe. */
void bk_parts_close(bk_parts *s);

#endif
