/* What stands around a finding, as it may be shown.
 *
 * Hidden are, in what is looked at (BK_SCAN_AROUND bytes or characters either way, so that what the
 * edge of the context cuts is known whole): what a scan takes for a value of a person's, its
 * checksum right or wrong; who is named before the host of an address; what follows the name of a
 * secret or of a person's field ("password: ", `"surname":"`, BK_TABLE_SECRET and BK_TABLE_COLUMN);
 * all fields of a record, which is a line where a person's value stands as a field: between
 * separators or in quotes; and the rest of a word that began before what is looked at. */
#ifndef BK_SCAN_CONTEXT_H
#define BK_SCAN_CONTEXT_H

#include "bk_scan_piece.h"
#include "bk_scan_veil.h"

typedef struct bk_context_side {
    const char *p; /* as it stands there; of UTF-16 as UTF-8 */
    size_t n;
    size_t shown, shown_n; /* where in `shown` what may be shown of it is */
    bool hidden;           /* that differs */
} bk_context_side;

typedef struct bk_context {
    bk_context_side before, after;
    bk_buf shown;
    bk_buf wide, spans; /* what it works with: free all three */
} bk_context;

/* At most `most` bytes (of UTF-16: characters) either way, whole characters of UTF-8, of what the
 * source says; `most` is at most BK_SCAN_CONTEXT. `out` begins zeroed and may be used again; its
 * bytes are valid until the piece goes. */
bk_code bk_scan_context(bk_veil *veil, const bk_scan_rules *rules, const bk_scan_piece *piece,
                        const bk_hit *hit, size_t most, bk_context *out);
void bk_context_free(bk_context *context);

/* Whether a digest is a password as it is stored: behind the name of a field with a secret, or a
 * field of a record with a mailbox, between separators ("jane@example.org:5f4d...") or in quotes in
 * a row of SQL or CSV. */
bool bk_scan_is_stored(const bk_scan_rules *rules, const bk_scan_piece *piece,
                       const bk_hit *hit);

#endif
