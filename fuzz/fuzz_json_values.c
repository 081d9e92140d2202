/* Any bytes in pieces of any size: the same values begin and end as in one piece, and it comes to an end. */
#include "../src/core/bk_json_values.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A mark for each place at which a value begins or ends; the state at the end. */
static bk_json_values marks(const char *p, size_t n, size_t piece, unsigned char *out) {
    bk_json_values v = {0};
    size_t at = 0, have = 0, steps = 0;
    while (have < n || at < have) {
        size_t used;
        if (have < n) have = n - have < piece ? n : have + piece;
        for (;;) {
            if (++steps > 8 * n + 100) abort();
            bk_json_values_status s = bk_json_values_next(&v, p + at, have - at, &used);
            if (used > have - at) abort();
            at += used;
            if (s == BK_JSON_VALUES_MORE) break;
            out[at] |= s == BK_JSON_VALUES_BEGIN ? 1 : 2;
        }
    }
    return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size) return 0;
    unsigned char *one = calloc(size + 1, 1), *other = calloc(size + 1, 1);
    if (!one || !other) abort();
    bk_json_values a = marks((const char *)data, size, size, one);
    bk_json_values b = marks((const char *)data, size, 1 + data[0] % 7, other);
    if (a.inside != b.inside || a.depth != b.depth) abort();
    for (size_t i = 0; i <= size; i++) {
        if (one[i] != other[i]) abort();
    }
    free(one);
    free(other);
    return 0;
}
