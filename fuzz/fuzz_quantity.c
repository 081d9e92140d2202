/* Any bytes: spans lie in the text, in order, without overlap. */
#include "../src/core/bk_quantity.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bk_quantity_scan s;
    bk_quantity q;
    size_t at = 0;
    bk_quantity_start(&s, (const char *)data, size);
    while (bk_quantity_next(&s, &q)) {
        if (q.first < at || q.end <= q.first || q.end > size || q.bound_end > size) abort();
        if (q.bound_first > q.bound_end) abort();
        at = q.end;
    }
    return 0;
}
