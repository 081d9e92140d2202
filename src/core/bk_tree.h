/* A walk of a tree for evidence: every entry that is no directory, in a stable order, with what the
 * file system says of it; nothing is followed unless asked for.
 *
 * Depth first, the names of each directory in the order of their bytes. Directories are reached from
 * one another by descriptor (openat), so that a path may have any length and a directory that is
 * renamed meanwhile misleads nobody; one descriptor a level is open. The names of one directory a
 * level are held: about 40 bytes and the name for each, 300 MB for ten million files in one folder. */
#ifndef BK_TREE_H
#define BK_TREE_H

#include "bk_fs.h"

enum { BK_TREE_DEPTH_MAX = 512, BK_TREE_LEFT_OUT_MAX = 4 };

typedef struct bk_tree_level {
    char **names;
    size_t n, next, path_length;
    int fd;
    uint64_t device, inode;
} bk_tree_level;

typedef struct bk_tree {
    bk_buf path;   /* of the current entry, NUL-terminated */
    bk_buf target; /* of a link, NUL-terminated */
    bk_tree_level levels[BK_TREE_DEPTH_MAX];
    size_t depth;
    bool follow, single;
    struct {
        uint64_t device, inode;
    } left_out[BK_TREE_LEFT_OUT_MAX];
    size_t n_left_out;
} bk_tree;

typedef struct bk_tree_entry {
    const char *path;   /* until the next call */
    const char *target; /* of a link that is not followed, else NULL */
    bk_fs_type type;
    bk_fs_seen seen;    /* inode 0: it cannot be looked at */
    unsigned mode;
    bk_error err; /* code BK_OK unless it cannot be looked at, or is a directory that cannot be read */
} bk_tree_entry;

/* `t` starts zeroed but for `follow`: links then are what they lead to, and one that leads to a
 * directory above itself is an error. A root that is no directory is its own only entry. */
bk_code bk_tree_open(bk_tree *t, const char *root, bk_error *err);
/* Pass over this file in directories, if it is there: false when there are too many of them. */
bool bk_tree_leave_out(bk_tree *t, const char *path);
/* False at the end. */
bool bk_tree_next(bk_tree *t, bk_tree_entry *entry);
/* The first bytes, at most n, of the current entry, a file: how many, or -1 and *err. */
long bk_tree_head(const bk_tree *t, char *p, size_t n, bk_error *err);
/* A path by which the current entry can be opened: its own, or for one that is too long for the
 * system (4096 bytes) one by the open descriptor of its directory, which holds until the next call.
 * NULL when out of memory. `out` starts zeroed or is used again. */
const char *bk_tree_reach(const bk_tree *t, bk_buf *out);
void bk_tree_close(bk_tree *t);

#endif
