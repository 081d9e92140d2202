/* for mkstemp */
#define _XOPEN_SOURCE 700
#include "../../src/core/bk_content.h"
#include "../../src/core/bk_fs.h"
#include "../../src/core/bk_warc.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const bk_warc_field fields[] = {
    {"WARC-Type", "resource", 9, 8},
    {"WARC-Record-ID", "<urn:x>", 14, 7},
    {"WARC-Date", "2026-01-01T00:00:00Z", 9, 20},
};

static void write_and_read(bool gzip) {
    bk_buf out = {0};
    bk_error err;
    char block[100];
    size_t got = 0;
    bk_warc w = {0};
    CHECK(bk_warc_record(&out, fields, 3, "one", 3, gzip, &err) == BK_OK);
    size_t second = out.n;
    CHECK(bk_warc_record(&out, fields, 3, "", 0, gzip, &err) == BK_OK);
    CHECK(bk_warc_open_bytes(&w, out.p, out.n, &err) == BK_OK);
    CHECK(bk_warc_next(&w, &err) == BK_OK);
    CHECK(w.offset == 0 && w.length == 3 && strcmp(w.version, "1.1") == 0);
    CHECK(bk_warc_block(&w, block, 2, &got, &err) == BK_OK && got == 2);
    CHECK(memcmp(block, "on", 2) == 0);
    /* what is left of a block is skipped */
    CHECK(bk_warc_next(&w, &err) == BK_OK);
    CHECK(w.offset == second && w.length == 0);
    CHECK(bk_warc_block(&w, block, sizeof block, &got, &err) == BK_OK && got == 0);
    CHECK(bk_warc_next(&w, &err) == BK_E_EMPTY);
    CHECK(bk_warc_next(&w, &err) == BK_E_EMPTY);
    bk_warc_close(&w);
    bk_warc_close(&w);
    /* every cut of it is refused or gives whole records: nothing is read past the end */
    for (size_t n = 0; n < out.n; n++) {
        CHECK(bk_warc_open_bytes(&w, out.p, n, &err) == BK_OK);
        while (bk_warc_next(&w, &err) == BK_OK) {}
        bk_warc_close(&w);
    }
    bk_buf_free(&out);
}

static void appends(void) {
    char path[] = "/tmp/breachkit-append-XXXXXX";
    bk_error err;
    bk_buf b = {0};
    int fd = mkstemp(path);
    CHECK(fd >= 0);
    (void)close(fd);
    CHECK(bk_fs_append(path, 0, "one", 3, &err) == BK_OK);
    CHECK(bk_fs_append(path, 3, "two and a torn tail", 19, &err) == BK_OK);
    CHECK(bk_fs_append(path, 6, "!", 1, &err) == BK_OK);
    CHECK(bk_fs_append(path, 8, "?", 1, &err) == BK_E_RANGE);
    CHECK(bk_fs_read(path, 100, &b, &err) == BK_OK);
    CHECK(b.n == 7 && memcmp(b.p, "onetwo!", 7) == 0);
    bk_buf_free(&b);
    (void)remove(path);
    CHECK(bk_fs_append("/nowhere/x", 0, "", 0, &err) == BK_E_IO);
}

static void content(void) {
    /* a stream with a stored block, byte by byte */
    static const char zlib[] = "\x78\x01\x01\x03\x00\xfc\xff"
                               "abc\x02\x4d\x01\x27";
    for (size_t step = 1; step < sizeof zlib; step++) {
        bk_content c = {.most = 100, .ratio = 100};
        CHECK(bk_content_begin(&c, "Deflate", 7) == BK_CONTENT_OK);
        for (size_t at = 0; at < sizeof zlib - 1; at += step) {
            size_t n = sizeof zlib - 1 - at < step ? sizeof zlib - 1 - at : step;
            CHECK(bk_content_add(&c, zlib + at, n) == BK_CONTENT_OK);
        }
        CHECK(bk_content_end(&c) == BK_CONTENT_OK);
        CHECK(bk_content_bytes(&c)->n == 3 && memcmp(bk_content_bytes(&c)->p, "abc", 3) == 0);
        bk_content_free(&c);
    }
}

int main(void) {
    write_and_read(false);
    write_and_read(true);
    appends();
    content();
    return CHECK_DONE();
}
