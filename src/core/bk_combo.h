/* Combo lists: a line a record, who and the secret with a separator between, as credential lists are
 * traded. The secret may hold the separator: the first one of a line counts. Lists made of stealers' logs
 * have in front of both where the account is, whose colons in "https://example.com:8443/" part nothing.
 *
 * A file is summed up by threads over pieces of BK_COMBO_PIECE bytes; a line belongs to the piece that it
 * starts in. */
#ifndef BK_COMBO_H
#define BK_COMBO_H

#include "bk_tally.h"
#include "bk_threads.h"

#include <stdbool.h>

enum {
    BK_COMBO_PIECE = 4 << 20,
    BK_COMBO_LINE = 1 << 16, /* longest line; a longer one is a bad record */
    BK_COMBO_THREADS = BK_THREADS_MOST,
    BK_COMBO_SEPARATOR = 8 /* bytes at most */
};

typedef struct bk_combo {
    char separator[BK_COMBO_SEPARATOR]; /* its first `separator_n` bytes, one at least and no line end */
    size_t separator_n;
    bool secret_first;
    bool sites; /* lines begin with where the account is, also without a scheme: "example.com/login" */
} bk_combo;

typedef struct bk_combo_record {
    const char *login, *secret; /* of the line; blanks around the login are not of it */
    size_t login_n, secret_n, site_n;
    const char *site; /* where the account is, when site_n > 0 */
} bk_combo_record;

/* p[0..n) is a line without its end; a CR there is not of it. BK_TALLY_BADS when all is well. */
bk_tally_bad bk_combo_read(const bk_combo *c, const char *p, size_t n, bk_combo_record *out);

/* Add the whole lines of p[0..n) that start before `stop` bytes; `base` bytes stood before p in the input;
 * `last`: nothing follows. *used: what is done with; the rest is the beginning of a line. Empty lines are no
 * records. */
bk_code bk_combo_lines(const bk_combo *c, bk_tally_sets *s, bk_tally_counts *counts, const char *p,
                       size_t n, uint64_t base, size_t stop, bool last, size_t *used);

/* Add what starts in bytes [from, to) of a file to `counts`, and to the sets: one for each thread.
 * BK_E_IO when reading fails. */
bk_code bk_combo_file(const bk_combo *c, int fd, uint64_t from, uint64_t to, bk_tally_sets *sets,
                      size_t threads, bk_tally_counts *counts, bk_error *err);

#endif
