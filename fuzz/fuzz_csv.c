/* Any bytes as CSV in a dialect that the first bytes choose: no crash, records in order and inside the
 * bytes, and the same records whether the input comes whole or byte by byte. */
#include "../src/core/bk_csv_sniff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add(bk_buf *out, const bk_csv *csv, const char *p) {
    (void)bk_buf_add(out, (const char *)&csv->problem.code, sizeof csv->problem.code);
    for (size_t i = 0; i < csv->count; i++) {
        const bk_csv_field *f = &csv->fields[i];
        (void)bk_buf_add(out, (const char *)&f->size, sizeof f->size);
        if (f->size) (void)bk_buf_add(out, (f->copied ? csv->scratch.p : p) + f->first, f->size);
    }
}

/* `step`: how many bytes more the window gets when it is too short. */
static void read_all(const bk_csv_dialect *dialect, const char *p, size_t n, size_t step, bk_buf *out) {
    bk_csv csv = {.row_bytes = 64, .fields_most = 20};
    bk_error err;
    size_t at = 0, end = step < n ? step : n;
    if (bk_csv_start(&csv, dialect, &err)) return;
    for (;;) {
        size_t used;
        bk_csv_status status = bk_csv_next(&csv, p + at, end - at, end == n, &used);
        if (used > end - at) abort();
        if (status == BK_CSV_END) break;
        if (status == BK_CSV_MORE) {
            if (end == n) abort();
            end = n - end < step ? n : end + step;
        } else {
            if (!used) abort();
            (void)bk_buf_add_char(out, status == BK_CSV_BAD ? 'b' : 'r');
            add(out, &csv, p + at);
        }
        at += used;
    }
    bk_csv_free(&csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char separators[] = {',', ';', '\t', '|'}, quotes[] = {'"', '\'', 0, '"'};
    if (size < 1) return 0;
    unsigned c = data[0];
    bk_csv_dialect dialect = {.separator = separators[c & 3],
                              .quote = quotes[c >> 2 & 3],
                              .escape = c & 16 ? '\\' : '\0',
                              .skip_space = (c & 32) != 0,
                              .line = (bk_csv_line)(c >> 6)};
    bk_buf whole = {0}, pieces = {0};
    read_all(&dialect, (const char *)data + 1, size - 1, size, &whole);
    read_all(&dialect, (const char *)data + 1, size - 1, 1, &pieces);
    if (whole.n != pieces.n || (whole.n && memcmp(whole.p, pieces.p, whole.n) != 0)) abort();
    bk_buf_free(&whole);
    bk_buf_free(&pieces);
    /* a dialect is told of anything, and can be read with */
    bk_csv_sniffed found;
    bk_csv_given given = {.separator = c & 1, .quote = c & 4, .dialect = dialect};
    if (given.separator && given.quote && dialect.quote == dialect.separator) return 0;
    if (bk_csv_sniff((const char *)data + 1, size - 1, c & 2, &given, &found, NULL)) abort();
    bk_csv csv = {0};
    if (bk_csv_start(&csv, &found.dialect, NULL)) abort();
    return 0;
}
