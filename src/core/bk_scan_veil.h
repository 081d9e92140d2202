/* Findings as they may be shown: what tells of persons masked, in values of theirs and within
 * paths, URLs, user agents and rules. */
#ifndef BK_SCAN_VEIL_H
#define BK_SCAN_VEIL_H

#include "bk_buf.h"
#include "bk_scan.h"

typedef struct bk_veil bk_veil;

/* `rules` may be NULL, and else must outlive it. NULL without memory. */
bk_veil *bk_veil_new(const bk_scan_rules *rules);
void bk_veil_free(bk_veil *veil);

/* Whether findings of this kind may tell of persons at all. */
bool bk_veil_may(bk_scan_kind kind);
/* Whether a finding of this kind that says p[0..n) tells of a person; then what may be shown of it
 * is appended, else nothing. What a scan would take for a value of a person's is one within the
 * finding as well, percent-encoded or not, and so is who is named before the host of an address.
 * Without memory `out` has failed. */
bool bk_veil_show(bk_veil *veil, bk_scan_kind kind, const char *p, size_t n, bk_buf *out);

/* What tells of persons among any bytes, and how it is shown: shown[shown..shown + shown_n), three
 * stars when that is nothing. */
typedef struct bk_veiled {
    size_t first, end, shown, shown_n;
} bk_veiled;

/* Append to `spans` a bk_veiled of each value of a person's in p[0..n), its checksum right or
 * wrong, percent-encoded or not, and of who is named before the host of an address; in no order. */
void bk_veil_find(bk_veil *veil, const char *p, size_t n, bk_buf *spans, bk_buf *shown);

#endif
