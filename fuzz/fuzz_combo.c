/* Any bytes as a combo list, whole and cut in two: the same sums. */
#include "../src/core/bk_combo.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The sets are made once: 20 MB an input would be too slow. What is checked does not depend on them. */
static bk_tally_sets sets;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    if (!sets.people.table && bk_tally_sets_start(&sets, NULL)) abort();
    bk_combo c = {.separator_n = data[1] % 3 + 1u, .secret_first = data[1] & 1};
    memset(c.separator, data[0] == '\n' ? ':' : data[0], sizeof c.separator);
    const char *p = (const char *)data + 2;
    size_t n = size - 2, cut = n ? data[1] % n : 0, used, more;
    bk_tally_counts whole = {0}, parts = {0};
    if (bk_tally_counts_start(&whole, NULL) || bk_tally_counts_start(&parts, NULL)) abort();
    if (bk_combo_lines(&c, &sets, &whole, p, n, 0, n, true, &used) || used != n) abort();
    if (bk_combo_lines(&c, &sets, &parts, p, cut, 0, cut, false, &used) || used > cut) abort();
    if (bk_combo_lines(&c, &sets, &parts, p + used, n - used, used, n - used, true, &more)) abort();
    if (used + more != n || whole.records != parts.records || whole.emails != parts.emails) abort();
    if (memcmp(whole.bad, parts.bad, sizeof whole.bad) != 0) abort();
    if (memcmp(whole.schemes, parts.schemes, sizeof whole.schemes) != 0) abort();
    bk_tally_counts_free(&whole);
    bk_tally_counts_free(&parts);
    return 0;
}
