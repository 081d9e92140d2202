/* WARC from bytes: every record's head and block, and what is read made into a record again, which must
 * read back as it was. */
#include "../src/core/bk_warc.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void again(const bk_buf *head, const bk_buf *block, bool gzip) {
    bk_warc_field fields[16];
    size_t n = 0, got = 0;
    bk_error err;
    bk_buf out = {0};
    for (size_t at = 0; n < 16 && bk_warc_field_next(head, &at, &fields[n]);) {
        if (fields[n].n_name != 14 || memcmp(fields[n].name, "Content-Length", 14) != 0) n++;
    }
    if (!bk_warc_record(&out, fields, n, block->p, block->n, gzip, &err)) {
        bk_warc w = {0};
        char *copy = malloc(block->n + 1);
        if (bk_warc_open_bytes(&w, out.p, out.n, &err)) abort();
        /* a head may be one that the reader refuses: without a type, or with a length of its own */
        if (!bk_warc_next(&w, &err)) {
            if (w.length != block->n) abort();
            if (bk_warc_block(&w, copy, block->n, &got, &err) || got != block->n) abort();
            if (got && memcmp(copy, block->p, got) != 0) abort();
        }
        free(copy);
        bk_warc_close(&w);
    }
    bk_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    bk_warc w = {0};
    bk_error err;
    if (bk_warc_open_bytes(&w, (const char *)data, size, &err)) return 0;
    for (int i = 0; i < 64 && !bk_warc_next(&w, &err); i++) {
        bk_buf block = {.cap = 1 << 20};
        char piece[777];
        size_t got = 0;
        while (i % 3 != 2 && !bk_warc_block(&w, piece, sizeof piece, &got, &err) && got) {
            if (bk_buf_add(&block, piece, got)) break;
        }
        if (!w.left && !w.ended) again(&w.head, &block, i & 1);
        bk_buf_free(&block);
    }
    bk_warc_close(&w);
    return 0;
}
