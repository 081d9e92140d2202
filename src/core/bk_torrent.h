/* The file list of a torrent, out of the raw bytes of its `files` (BEP 3) or its `file tree` (BEP 52). Names are only taken when a path made of them stays below the folder it is joined to. */
#ifndef BK_TORRENT_H
#define BK_TORRENT_H

#include "bk_buf.h"
#include "bk_torrent_tree.h"

#include <stdint.h>

enum {
    BK_TORRENT_PAD = 1,        /* BEP 47 attributes */
    BK_TORRENT_LINK = 2,
    BK_TORRENT_EXECUTABLE = 4,
    BK_TORRENT_HIDDEN = 8,
    BK_TORRENT_DUPLICATE = 16, /* an earlier file has this path */
    BK_TORRENT_UNSORTED = 32,  /* its dictionary has keys out of order */
    BK_TORRENT_ODD = 64        /* its path is not all printable ASCII without backslashes */
};

typedef struct bk_torrent_file {
    size_t path, n_path;     /* in `names`: its elements with "/" between them */
    size_t target, n_target; /* of a link: where it leads, from the torrent's top */
    int64_t size;            /* 0 of a link */
    int64_t offset;          /* of its first byte in all of them, one after the other */
    const char *root;        /* BK_TORRENT_ROOT bytes in the input, or NULL */
    unsigned flags;
} bk_torrent_file;

/* Starts zeroed; bk_torrent_files_free makes it so again. */
typedef struct bk_torrent_files {
    bk_buf names, list; /* list: of bk_torrent_file */
    size_t count;
    int64_t size; /* of all, padding included */
} bk_torrent_files;

void bk_torrent_files_free(bk_torrent_files *files);
const bk_torrent_file *bk_torrent_files_get(const bk_torrent_files *files, size_t i);

/* Read the files of the value that begins at p[at]: a list of version 1, or a tree of version 2. BK_E_TYPE for a value
 * of the wrong kind or one that is missing, BK_E_RANGE for a length that is negative or sums that pass an int64_t,
 * BK_E_SYNTAX for names that no path can be made of ("", ".", "..", with "/" or NUL) and for keys twice; a tree's keys
 * must be sorted, since their order is the order of the files. BK_E_LIMIT when paths of a tree, each of which names its
 * folders again, take far more than the input. */
bk_code bk_torrent_files_v1(bk_torrent_files *files, const char *p, size_t n, size_t at, bk_error *err);
bk_code bk_torrent_files_v2(bk_torrent_files *files, const char *p, size_t n, size_t at, bk_error *err);

/* Whether a hybrid's two lists are of the same files: in the same order, of the same sizes, padding left out, each
 * beginning where a piece does (BEP 52, BEP 47). BK_E_TYPE with the reason when they are not. */
bk_code bk_torrent_files_agree(const bk_torrent_files *v1, const bk_torrent_files *v2, int64_t piece_length,
                               bk_error *err);

/* Whether p[0..n) may be an element of a path. */
bk_code bk_torrent_check_name(const char *p, size_t n, size_t position, bk_error *err);

#endif
