/* Any bytes as a saved sketch: refused, or a sketch that saves to the same bytes. */
#include "../src/core/bk_distinct.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bk_distinct d = {0};
    bk_error err;
    if (bk_distinct_load(&d, (const char *)data, size, &err)) {
        if (d.table) abort();
        return 0;
    }
    bk_buf out = {0};
    bk_distinct_settle(&d);
    if (bk_distinct_save(&d, &out) || out.n != size || memcmp(out.p, data, size) != 0) abort();
    bk_buf_free(&out);
    bk_distinct_free(&d);
    return 0;
}
