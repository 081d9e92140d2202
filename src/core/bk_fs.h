/* Files: a sorted walk that cannot loop, reads with a limit, writes that are whole or not there. */
#ifndef BK_FS_H
#define BK_FS_H

#include "bk_buf.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum bk_fs_type {
    BK_FS_FILE,
    BK_FS_DIRECTORY,
    BK_FS_LINK, /* only from a walk: one that is not followed */
    BK_FS_PIPE,
    BK_FS_SOCKET,
    BK_FS_DEVICE,
    BK_FS_OTHER
} bk_fs_type;

typedef struct bk_fs_info {
    bk_fs_type type;
    int64_t size;
    int64_t modified; /* seconds since 1970 */
    unsigned mode;    /* permission bits */
    uint64_t device, inode; /* together they tell it from every other */
    int64_t changed; /* it, its name or its mode: nanoseconds since 1970 */
} bk_fs_info;

/* What the file system says of a file. */
typedef struct bk_fs_seen {
    int64_t size, modified; /* bytes; seconds since 1970 */
    long nanoseconds;       /* of modified */
    int64_t allocated;      /* bytes on disk: fewer than size in a sparse file */
    uint64_t device, inode, links;
} bk_fs_seen;

const char *bk_fs_type_name(bk_fs_type type);
bk_fs_type bk_fs_type_of(unsigned mode); /* of a struct stat's st_mode */

struct stat;
bk_fs_seen bk_fs_seen_of(const struct stat *s);

/* Links are followed. */
bk_code bk_fs_stat(const char *path, bk_fs_info *info, bk_error *err);

/* Append the file's bytes to `out`. More than `limit` of them: BK_E_LIMIT, after reading at most
 * limit + 1. */
bk_code bk_fs_read(const char *path, size_t limit, bk_buf *out, bk_error *err);

/* Bytes of an open file from byte `at` on, wherever its position is. Of a read fewer than `n` only at
 * the file's end: *got. */
bk_code bk_fs_read_at(int fd, char *p, size_t n, uint64_t at, size_t *got, bk_error *err);
bk_code bk_fs_write_at(int fd, const char *p, size_t n, uint64_t at, bk_error *err);

/* Say when the file was changed last: seconds since 1970. */
bk_code bk_fs_set_time(const char *path, int64_t seconds, bk_error *err);

/* Make a directory, and with `parents` those above it; one that is there already is then no error.
 */
bk_code bk_fs_mkdir(const char *path, bool parents, bk_error *err);

/* Where standard input, output or errors is closed, what is opened next would take its number, and messages would be
 * written into that. Afterwards each is taken: by what cannot be read, or written to. */
void bk_fs_hold_standard(void);

/* ---- walk ----
 * Depth first, the names of each directory in the order of their bytes. Links to files count as
 * files; links to directories are not followed, so no walk loops. A directory's names are held
 * while it is walked. */

enum { BK_FS_DEPTH_MAX = 128 };

typedef struct bk_fs_level {
    char **names;
    size_t n, next, path_length;
} bk_fs_level;

typedef struct bk_fs_walk {
    bk_buf path; /* of the current entry, NUL-terminated */
    bk_fs_level levels[BK_FS_DEPTH_MAX];
    size_t depth;
    bool started;
} bk_fs_walk;

typedef struct bk_fs_entry {
    const char *path; /* until the next call */
    bk_fs_info info;
    const char *reason; /* why it is passed over, a constant string; NULL for a file to be read */
    bk_error err;       /* code BK_OK unless the entry is unreadable */
} bk_fs_entry;

/* `w` starts zeroed. A file as root is its own only entry. */
bk_code bk_fs_walk_open(bk_fs_walk *w, const char *root, bk_error *err);
/* False at the end. Directories that are read are not entries. */
bool bk_fs_walk_next(bk_fs_walk *w, bk_fs_entry *entry);
void bk_fs_walk_close(bk_fs_walk *w);

/* ---- atomic write ----
 * The bytes go to a new file beside the target, which takes its place on commit and is removed on
 * close without commit. A target that is no regular file (a terminal, /dev/null, a pipe) is written
 * to as it is. */

typedef struct bk_fs_writer {
    char *target, *temporary; /* temporary is NULL when the target is written to as it is */
    int fd;                   /* valid while target is not NULL */
    long owner;               /* process id: a forked child never removes its parent's file */
    bool failed;              /* bytes could not be written */
} bk_fs_writer;

/* `w` starts zeroed. `mode` is that of a new file, before the umask; that of one that is replaced is
 * kept; a link's target is what is replaced. */
enum { BK_FS_SHARED = 0666, BK_FS_PRIVATE = 0600 };
bk_code bk_fs_writer_open(bk_fs_writer *w, const char *path, unsigned mode, bk_error *err);
bk_code bk_fs_writer_write(bk_fs_writer *w, const char *p, size_t n, bk_error *err);
/* Write to disk, rename, and close, also on failure. */
bk_code bk_fs_writer_commit(bk_fs_writer *w, bk_error *err);
void bk_fs_writer_close(bk_fs_writer *w);
/* Remove what writers in the directory of this path left when they were killed. */
void bk_fs_sweep(const char *beside);

/* A file without a name, for reading and writing, in the directory of a path: gone when it is closed. */
bk_code bk_fs_temporary(const char *beside, int *fd, bk_error *err);

/* ---- append ----
 * Put bytes after the first `end` bytes of a file and bring them to disk. What stood there (the torn
 * tail of a write that was killed) is cut off first; a file that ends before is BK_E_RANGE. Who calls
 * knows the end, and that nobody else writes. */
bk_code bk_fs_append(const char *path, int64_t end, const char *p, size_t n, bk_error *err);
/* Put bytes over those that a file has at `at`, and bring them to disk: the same blocks, where the
 * file system writes in place. Its size does not change; BK_E_RANGE when it ends before. */
bk_code bk_fs_overwrite(const char *path, int64_t at, const char *p, size_t n, bk_error *err);
/* A file to be read and appended to, made when it is not there, that nobody else has by this function until
 * `*fd` is closed (flock(2), where the file system has such locks): BK_E_IO when somebody has it,
 * BK_E_TYPE for what is no regular file. */
bk_code bk_fs_lock(const char *path, int *fd, bk_error *err);

#endif
