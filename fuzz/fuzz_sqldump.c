/* Any bytes as an SQL dump, whole and in pieces: the same rows. */
#include "../src/core/bk_sqldump.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A digest of all rows, so that two readings can be compared. */
static uint64_t read_all(const char *p, size_t size, bool backslash, size_t piece, size_t *rows) {
    bk_sqldump s = {.backslash = backslash};
    uint64_t digest = 0;
    size_t from = 0, to = piece < size ? piece : size;
    for (*rows = 0;;) {
        size_t used;
        bk_sqldump_status status = bk_sqldump_next(&s, p + from, to - from, to == size, &used);
        if (used > to - from) abort();
        if (status == BK_SQLDUMP_END) break;
        if (status == BK_SQLDUMP_MORE) {
            if (to == size) abort();
            to = size - to < piece ? size : to + piece;
        } else if (status == BK_SQLDUMP_ROW) {
            if (s.first >= to - from) abort();
            digest = digest * 31 + from + s.first;
            for (size_t i = 0; i < s.count; i++) {
                bk_sqldump_field f = bk_sqldump_field_at(&s, i);
                if (f.first + f.size > s.values.n) abort();
                for (size_t j = 0; j < f.size; j++) digest = digest * 31 + (unsigned char)s.values.p[f.first + j];
            }
            ++*rows;
        }
        from += used;
    }
    bk_sqldump_free(&s);
    return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    size_t whole, pieces, piece = data[1] % 32 + 1u;
    uint64_t a = read_all((const char *)data + 2, size - 2, data[0] & 1, size, &whole);
    uint64_t b = read_all((const char *)data + 2, size - 2, data[0] & 1, piece, &pieces);
    if (whole != pieces || a != b) abort();
    return 0;
}
