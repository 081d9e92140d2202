/* Any bytes as an archive: no crash, no entry past its limits, and an end. */
#include "../src/core/bk_archive.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const bk_archive_limits limits = {
        .entries = 50, .bytes = 1 << 20, .ratio = 250, .slack = 1 << 16, .seconds = 5};
    bk_archive *a;
    bk_archive_entry entry;
    bk_error err;
    char piece[4096];
    size_t got;
    if (bk_archive_open_bytes(&a, (const char *)data, size, &limits, &err)) return 0;
    while (bk_archive_next(a, &entry, &err) == BK_OK) {
        if (bk_archive_entries(a) > limits.entries) abort();
        if (strlen(entry.name) > size * 4 + 16) abort();
        if (bk_archive_entries(a) % 3 == 0) continue; /* passed over unread */
        do {
            if (bk_archive_read(a, piece, sizeof piece, &got, &err)) break;
        } while (got);
        if (bk_archive_unpacked(a) > limits.bytes + sizeof piece) abort();
    }
    bk_archive_close(a);
    return 0;
}
