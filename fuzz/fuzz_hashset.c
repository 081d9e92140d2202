/* Any bytes as a packed set of hashes: no read outside of them, and on a set that is in order every hash is found where it
 * is. */
#include "../src/core/bk_hashset.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bk_hashset s = {0};
    unsigned char key[BK_HASHSET_WIDTH_MAX] = {0};
    if (bk_hashset_view(&s, data, size, NULL)) return 0;
    if (s.count > 1000) return 0;
    int ordered = bk_hashset_check(&s, NULL) == BK_OK;
    (void)bk_hashset_find(&s, key, NULL);
    for (uint64_t i = 0; i < s.count; i++) {
        uint32_t count, found;
        memcpy(key, bk_hashset_at(&s, i, &count), s.width);
        int is = bk_hashset_find(&s, key, &found);
        if (ordered && (!is || found != count || bk_hashset_lower(&s, key, s.width) != i)) abort();
        (void)bk_hashset_lower(&s, key, s.width / 2);
    }
    bk_hashset_close(&s);
    return 0;
}
