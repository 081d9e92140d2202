/* What a script cannot time: files that change between two reads. */
#define _GNU_SOURCE
#include "../../src/core/bk_parts.h"
#include "check.h"

#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/bk_parts_XXXXXX";

enum { SIZE = 100000 };

static void fill(void) {
    FILE *f = fopen(path, "wb");
    for (int i = 0; f && i < SIZE; i++) (void)fputc('x', f);
    if (f) (void)fclose(f);
}

static void append(void) {
    FILE *f = fopen(path, "ab");
    CHECK(f && fputs("more", f) >= 0 && fclose(f) == 0);
}

static void cut(void) {
    CHECK(truncate(path, 60000) == 0);
}

static void touch(void) {
    FILE *f = fopen(path, "r+b");
    CHECK(f && fputs("y", f) >= 0 && fclose(f) == 0);
}

static void vanish(void) {
    CHECK(unlink(path) == 0);
}

static void nothing(void) {
}

/* The code that the reads end with when the file is changed after the first of them. */
static bk_code read_while(void (*change)(void), const bk_part *part, uint64_t *size) {
    static char buffer[50000];
    bk_parts s;
    size_t n = 0;
    bk_error err = {0};
    fill();
    bk_parts_init(&s, part, 1);
    bk_code code = bk_parts_read(&s, buffer, sizeof buffer, &n, &err);
    CHECK(!code && n);
    change();
    while (!code && n) code = bk_parts_read(&s, buffer, sizeof buffer, &n, &err);
    CHECK(code == err.code);
    CHECK(code || (bk_parts_read(&s, buffer, sizeof buffer, &n, &err) == BK_OK && n == 0));
    *size = s.size;
    bk_parts_close(&s);
    bk_parts_close(&s);
    return code;
}

/* Bytes in the middle, that were taken to be read apart, when the file is changed before they are. */
static bk_code read_apart(void (*change)(void)) {
    static char buffer[50000];
    bk_parts s;
    bk_part part = {path, 0, BK_PARTS_REST, false};
    size_t n;
    uint64_t at = 0;
    bk_error err = {0};
    fill();
    bk_parts_init(&s, &part, 1);
    CHECK(!bk_parts_take(&s, 1, &at)); /* not open yet */
    CHECK(bk_parts_read(&s, buffer, 30000, &n, &err) == BK_OK && n == 30000);
    CHECK(!bk_parts_take(&s, SIZE - 30000, &at)); /* nothing would follow */
    CHECK(bk_parts_take(&s, 40000, &at) && at == 30000 && bk_parts_left(&s) == 30000 && s.size == 70000);
    change();
    bk_code code = bk_parts_read_taken(&s, buffer, 40000, at, &err);
    while (!code && n) code = bk_parts_read(&s, buffer, sizeof buffer, &n, &err);
    CHECK(code || s.size == SIZE);
    bk_parts_close(&s);
    return code;
}

int main(void) {
    uint64_t size;
    int fd = mkstemp(path);
    bk_part whole = {path, 0, BK_PARTS_REST, false}, begin = {path, 10, 59990, false};
    if (fd < 0) return 1;
    (void)close(fd);
    CHECK(read_while(nothing, &whole, &size) == BK_OK && size == SIZE);
    CHECK(read_while(append, &whole, &size) == BK_E_CHANGED);
    CHECK(read_while(cut, &whole, &size) == BK_E_CHANGED && size == 60000);
    CHECK(read_while(touch, &whole, &size) == BK_E_CHANGED);
    CHECK(read_while(append, &begin, &size) == BK_E_CHANGED);
    /* what is open is read to its end, wherever its name has gone */
    CHECK(read_while(vanish, &whole, &size) == BK_OK && size == SIZE);
    CHECK(read_apart(nothing) == BK_OK);
    CHECK(read_apart(cut) == BK_E_CHANGED);
    CHECK(read_apart(touch) == BK_E_CHANGED);
    (void)unlink(path);
    return CHECK_DONE();
}
