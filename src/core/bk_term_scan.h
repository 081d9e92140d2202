/* Folded terms out of running text, one call each, for bk_terms. */
#ifndef BK_TERM_SCAN_H
#define BK_TERM_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum { BK_TERM_MOST = 64 }; /* longer runs of letters are no words: they are cut */

typedef enum bk_term_kind { BK_TERM_WORD, BK_TERM_FIGURE, BK_TERM_YEAR, BK_TERM_CODE } bk_term_kind;

typedef struct bk_term {
    char p[BK_TERM_MOST + 4];
    size_t n;
    bk_term_kind kind;
    bool capital; /* written with a capital first letter */
    bool initial; /* first of its sentence or line, where a capital says nothing */
} bk_term;

typedef struct bk_term_scan {
    const char *p;
    size_t n, at;
    bool fresh; /* the next word begins a sentence */
} bk_term_scan;

void bk_term_scan_start(bk_term_scan *s, const char *p, size_t n);
bool bk_term_scan_next(bk_term_scan *s, bk_term *out);

#endif
