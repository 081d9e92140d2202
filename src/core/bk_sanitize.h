/* HTML from strangers made harmless: what is not allowed by name goes, addresses keep only the schemes
 * allowed and are made absolute, everything is written anew: every tag closed, every value quoted. */
#ifndef BK_SANITIZE_H
#define BK_SANITIZE_H

#include "bk_buf.h"

/* Sets of lower-case names, each between two spaces: " a abbr b ". */
typedef struct bk_sanitize_rules {
    const char *elements;   /* allowed; of others the tags go, and what is inside stays */
    const char *empty;      /* of these: those without content and end tag */
    const char *dropped;    /* go with what is inside */
    const char *attributes; /* allowed on any element */
    const char *addresses;  /* of these: those that hold an address */
    const char *schemes;    /* of addresses; relative ones are allowed */
} bk_sanitize_rules;

/* Append what is left of p[0..n), UTF-8. `base` resolves relative addresses, unless it is empty. */
bk_code bk_sanitize(const char *p, size_t n, const char *base, size_t base_n,
                    const bk_sanitize_rules *rules, bk_buf *out);

#endif
