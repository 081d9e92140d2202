/* The hash trees of BEP 52: SHA-256 of each block of 16 KiB, the last as long as it is, and of pairs of
 * hashes above them; what a level lacks to a power of two is the tree over as many zeros. The root over a
 * file is its pieces root, the one over a piece what a piece layer has of it.
 *
 * A plain struct, no allocation; blocks go through the lanes of the processor's vectors where it has any. */
#ifndef BK_TORRENT_TREE_H
#define BK_TORRENT_TREE_H

#include "bk_lanes.h"
#include "bk_status.h"

enum {
    BK_TORRENT_BLOCK = 16384,
    BK_TORRENT_ROOT = 32,
    BK_TORRENT_SUBTREE = 16 * BK_TORRENT_BLOCK, /* bytes of a subtree that is hashed by itself */
    BK_TORRENT_DEPTH = 64
};

typedef struct bk_torrent_tree {
    bk_lanes lanes; /* as they are opened; `fn` is NULL where there are none */
    unsigned wide;  /* lanes, or 1 */
    uint64_t blocks; /* whole ones so far */
    unsigned depth;  /* hashes on the stack */
    size_t held;     /* bytes in `block` */
    unsigned char stack[BK_TORRENT_DEPTH][BK_TORRENT_ROOT]; /* of whole subtrees, largest first */
    unsigned char block[BK_TORRENT_BLOCK];
} bk_torrent_tree;

/* The functions that hash are false when SHA-256 fails: out of memory. */
/* `way` is one of bk_lanes; NULL: the best. */
void bk_torrent_tree_init(bk_torrent_tree *t, const char *way);
bool bk_torrent_tree_update(bk_torrent_tree *t, const char *p, size_t n);
/* The root of BK_TORRENT_SUBTREE bytes that begin at a multiple of as many. It reads nothing that is
 * written by joining, so that threads may do several at a time. */
bool bk_torrent_tree_subtree(const bk_torrent_tree *t, const char *p, unsigned char root[BK_TORRENT_ROOT]);
/* As an update with the bytes of the next subtree, where only whole subtrees came before. */
bool bk_torrent_tree_join(bk_torrent_tree *t, const unsigned char root[BK_TORRENT_ROOT]);
/* The root of the bytes so far, of no bytes zeros; more may be added after. */
bool bk_torrent_tree_root(const bk_torrent_tree *t, unsigned char root[BK_TORRENT_ROOT]);

/* The root over n hashes of 32 bytes, brought to `width` (a power of two, at least n) by what stands for nothing
 * `below` levels above the blocks: 0 for hashes of blocks, log2(piece length / block) for those of pieces. */
bk_code bk_torrent_root(const char *hashes, size_t n, uint64_t width, unsigned below, char root[BK_TORRENT_ROOT],
                        bk_error *err);

#endif
