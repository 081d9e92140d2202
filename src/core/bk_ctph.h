/* Context-triggered piecewise hashing, as ssdeep writes it (Kornblum: Identifying almost identical
 * files using context triggered piecewise hashing, Digital Investigation 3, 2006):
 * "blocksize:pieces:pieces at twice that size". */
#ifndef BK_CTPH_H
#define BK_CTPH_H

#include "bk_status.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    BK_CTPH_LEVELS = 31, /* block sizes 3, 6, 12... */
    BK_CTPH_PIECES = 64,
    BK_CTPH_WINDOW = 7, /* characters that two parts must share to be alike at all */
    BK_CTPH_TEXT_MAX = 10 + 1 + BK_CTPH_PIECES + 1 + BK_CTPH_PIECES
};

typedef struct bk_ctph {
    uint64_t n;
    uint32_t sum, weighted, shifted; /* the rolling hash over seven bytes */
    /* The smallest block size that may still be chosen; the largest that is known, since the one
     * below has ended a piece; how many have pieces enough for the second part to go its own way.
     */
    unsigned least, known, split;
    unsigned char window[7]; /* the last seven bytes, oldest first */
    /* The hash of the current piece, one a block size up to `known` and one more that is never
     * reset; `half` of those below `split` is not reset any more. The rest is room for whole
     * vectors. */
    uint16_t whole[2 * (BK_CTPH_LEVELS + 1)], half[2 * (BK_CTPH_LEVELS + 1)];
    struct {
        uint32_t n; /* pieces that are settled; the last one of 64 is written again and again */
        char pieces[BK_CTPH_PIECES], half; /* half: NUL when nothing stands there */
    } level[BK_CTPH_LEVELS];
} bk_ctph;

void bk_ctph_init(bk_ctph *c);
void bk_ctph_update(bk_ctph *c, const char *p, size_t n);
/* The digest of the bytes so far, with a NUL. BK_E_EMPTY of no bytes, BK_E_UNIFORM where no piece
 * was found (ssdeep writes "3::"), BK_E_LIMIT above 192 GiB. */
bk_code bk_ctph_text(const bk_ctph *c, char out[BK_CTPH_TEXT_MAX + 1], bk_error *err);

/* A digest taken apart, to be compared with many: the block size of the first part, half that of
 * the second. Runs of more than three like characters are cut to three. */
typedef struct bk_ctph_part {
    uint8_t n;
    char p[BK_CTPH_PIECES];
} bk_ctph_part;
typedef struct bk_ctph_code {
    uint32_t block;
    bk_ctph_part part[2];
} bk_ctph_code;

/* BK_E_SYNTAX for what is no such digest. */
bk_code bk_ctph_read(const char *p, size_t n, bk_ctph_code *code, bk_error *err);
/* How alike, 0 to 100, as ssdeep scores. What cannot be compared has no score: BK_E_RANGE where
 * neither block size is the other's, or its double or half; BK_E_SMALL where no two parts are long
 * enough to share BK_CTPH_WINDOW characters, unless the digests are equal and hold a piece. Without
 * such a run in common the score is 0. */
bk_code bk_ctph_compare(const bk_ctph_code *a, const bk_ctph_code *b, unsigned *score,
                        bk_error *err);
/* The same of two texts, with BK_E_SYNTAX besides. */
bk_code bk_ctph_score(const char *a, size_t an, const char *b, size_t bn, unsigned *score,
                      bk_error *err);

#endif
