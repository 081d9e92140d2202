/* Threads that come and go, for ThreadSanitizer and valgrind to look at: small files in lanes, a large one on
 * all threads, closing in the middle of either. */
#define _GNU_SOURCE
#include "../../src/core/bk_hasher.h"
#include "../../src/core/bk_lanes.h"
#include "check.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/bk_hasher_XXXXXX";

enum { FILES = 60 };

static const char *const names[] = {"md5", "sha1", "sha256", "blake3", "bep52", "crc32c", "tlsh"};
enum { COUNT = sizeof names / sizeof *names };

static size_t size_of(int i) {
    return i % 20 == 19 ? 9000000 : i % 7 == 6 ? 400000 : (size_t)i * 997 % 150000;
}

static void path_of(int i, char *path, size_t room) {
    (void)snprintf(path, room, "%s/%d", dir, i);
}

static void make(int i, size_t size) {
    char path[64];
    path_of(i, path, sizeof path);
    FILE *f = fopen(path, "wb");
    for (size_t k = 0; f && k < size; k++) (void)fputc((int)((k * k >> 7) + (size_t)i) & 255, f);
    CHECK(f && fclose(f) == 0);
}

static bool equal(const bk_hasher_row *row, size_t i, size_t first) {
    bk_digest d = {0};
    bk_digest *list = &d;
    uint64_t size;
    char text[BK_DIGEST_TEXT_MAX + 1];
    unsigned char bytes[BK_DIGEST_BYTES_MAX];
    size_t n = sizeof bytes;
    const bk_hasher_value *value = &row->values[i];
    if (bk_digest_open(&d, names[first + i], NULL, NULL)) return false;
    bool same = bk_digest_file(&list, 1, row->path, &size, NULL) == BK_OK && size == row->size;
    if (value->text) {
        bk_code code = bk_digest_text(&d, text, NULL);
        same = same && code == value->err.code && (code || strcmp(text, value->p) == 0);
    } else {
        same = same && bk_digest_bytes(&d, bytes, &n, NULL) == BK_OK && n == value->n &&
               memcmp(bytes, value->p, n) == 0;
    }
    bk_digest_close(&d);
    return same;
}

static bk_hasher *open_hasher(unsigned threads, const char *way, size_t first, size_t count) {
    bk_hasher *h = NULL;
    bk_hasher_options options = {names + first, count, threads, FILES, way, NULL};
    CHECK(bk_hasher_open(&h, &options, NULL) == BK_OK && h);
    return h;
}

/* All files, of which `take` rows are looked at. */
static void run(unsigned threads, const char *way, int take, bool look) {
    char path[64];
    bk_hasher_row row;
    bk_hasher *h = open_hasher(threads, way, 0, COUNT);
    if (!h) return;
    for (int i = 0; i < FILES; i++) {
        path_of(i, path, sizeof path);
        bk_part part = {path, 0, BK_PARTS_REST, false};
        CHECK(bk_hasher_push(h, &part, 1, NULL) == BK_OK);
    }
    CHECK(bk_hasher_full(h));
    for (int i = 0; i < take; i++) {
        CHECK(bk_hasher_next(h, -1, &row) == BK_HASHER_ROW);
        CHECK(!row.err.code && row.size == size_of(i));
        for (size_t k = 0; look && k < COUNT; k++) CHECK(equal(&row, k, 0));
    }
    if (take == FILES) CHECK(bk_hasher_next(h, -1, &row) == BK_HASHER_IDLE);
    bk_hasher_close(h);
}

/* Files that all threads do together, around the ends of pieces: one after another, each alone, with some of
 * the algorithms. */
static void borders(unsigned threads, size_t first, size_t count) {
    static const size_t pieces[] = {2, 3, 5, 40};
    char path[64];
    bk_hasher_row row;
    bk_hasher *h = open_hasher(threads, NULL, first, count);
    path_of(FILES, path, sizeof path);
    for (size_t i = 0; h && i < sizeof pieces / sizeof *pieces; i++) {
        for (int off = -1; off <= 1; off++) {
            size_t size = pieces[i] * BK_DIGEST_PIECE + (size_t)off;
            bk_part part = {path, 0, BK_PARTS_REST, false};
            make(FILES, size);
            CHECK(bk_hasher_push(h, &part, 1, NULL) == BK_OK);
            CHECK(bk_hasher_next(h, -1, &row) == BK_HASHER_ROW && !row.err.code && row.size == size);
            for (size_t k = 0; k < count; k++) CHECK(equal(&row, k, first));
        }
    }
    bk_hasher_close(h);
    (void)unlink(path);
}

int main(void) {
    bk_hasher *h;
    bk_hasher_options none = {names, COUNT, 0, 1, NULL, NULL}, up = {names, COUNT, 1, 1, "up", NULL};
    if (!mkdtemp(dir)) return 1;
    for (int i = 0; i < FILES; i++) make(i, size_of(i));
    for (size_t i = 0; bk_lanes_way(i); i++) run(2, bk_lanes_way(i), FILES, true);
    run(1, NULL, FILES, false);
    run(4, NULL, FILES, false);
    borders(2, 0, COUNT);
    for (unsigned threads = 1; threads <= 4; threads++) borders(threads, 3, 1); /* a tree alone */
    for (int take = 0; take < 25; take += 6) run(3, NULL, take, false);
    CHECK(bk_hasher_open(&h, &none, NULL) == BK_E_RANGE && !h);
    CHECK(bk_hasher_open(&h, &up, NULL) == BK_E_TYPE && !h);
    bk_hasher_close(NULL);
    for (int i = 0; i < FILES; i++) {
        char path[64];
        path_of(i, path, sizeof path);
        (void)unlink(path);
    }
    (void)rmdir(dir);
    return CHECK_DONE();
}
