/* Any bytes: a date parsed has ordered bounds and prints what parses again to the same bounds; mentions lie in the
 * text, in order, without overlap. */
#include "../src/core/bk_date.h"
#include "../src/core/bk_date_find.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    bk_date d, again;
    if (bk_date_parse(text, size, &d, NULL) == BK_OK) {
        if (d.lo >= d.hi) abort();
        if (bk_date_parse(d.edtf, strlen(d.edtf), &again, NULL) != BK_OK) abort();
        /* RFC 3339 cannot leave out the seconds: a zoned minute prints as its first second */
        bool minute = d.zoned && d.precision == BK_PRECISION_MINUTE;
        if (again.lo != d.lo || (again.hi != d.hi && !(minute && again.hi < d.hi))) abort();
    }
    if (bk_date_parse_edtf(text, size, &d, NULL) == BK_OK && d.lo >= d.hi) abort();
    bk_date_finder f = {.p = text, .n = size, .anchored = size % 2 == 0, .anchor = 16400};
    bk_date_mention m;
    size_t at = 0;
    bk_date_find_order(&f);
    bk_date_find_story(&f);
    while (bk_date_find_next(&f, &m)) {
        if (m.first < at || m.end <= m.first || m.end > size) abort();
        if (m.date.lo > m.date.hi) abort();
        at = m.end;
    }
    return 0;
}
