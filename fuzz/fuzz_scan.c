/* Any bytes: findings lie in the bytes, in order, without overlap; values end where they say. */
#include "../src/core/bk_scan.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bk_scan s;
    static bk_finding f;
    size_t at = 0;
    bk_scan_start(&s, (const char *)data, size);
    while (bk_scan_next(&s, &f)) {
        if (f.first < at || f.end <= f.first || f.end > size) abort();
        if (f.n == 0 || f.n > BK_SCAN_VALUE_MAX || f.value[f.n] != '\0') abort();
        if (f.valid != (f.why == NULL)) abort();
        at = f.end;
    }
    return 0;
}
