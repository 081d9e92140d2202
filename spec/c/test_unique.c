/* Equal lines taken out, by threads for ThreadSanitizer to look at, in memory and over disk. */
#define _GNU_SOURCE
#include "../../src/core/bk_unique.h"
#include "check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { LINES = 400000, KINDS = 100000 };

static char dir[] = "/tmp/bk_unique_XXXXXX";

static uint64_t kind_of(uint64_t i) {
    return i < KINDS ? i : (i * 2654435761u >> 7) % KINDS;
}

static void run(const char *in, const char *out, size_t memory, unsigned threads) {
    bk_unique *u;
    bk_fs_writer w = {.fd = -1};
    bk_unique_options o = {memory, threads, out, 0, '"'};
    char line[64];
    int fd = open(in, O_RDONLY);
    off_t size = lseek(fd, 0, SEEK_END);
    CHECK(fd >= 0 && bk_unique_open(&u, &o, NULL) == BK_OK);
    CHECK(bk_unique_read(u, fd, 0, (uint64_t)size, NULL) == BK_OK);
    CHECK(bk_unique_settle(u, NULL) == BK_OK);
    bk_unique_counts c = bk_unique_count(u);
    CHECK(c.lines == LINES && c.unique == KINDS && (c.spilled == 20 * LINES) == !memory);
    CHECK(bk_fs_writer_open(&w, out, BK_FS_PRIVATE, NULL) == BK_OK);
    CHECK(bk_unique_write(u, fd, 0, (uint64_t)size, &w, NULL) == BK_OK);
    CHECK(bk_fs_writer_commit(&w, NULL) == BK_OK);
    bk_unique_close(u);
    (void)close(fd);
    FILE *f = fopen(out, "rb");
    uint64_t wrong = 0, n = 0;
    for (; f && fgets(line, sizeof line, f); n++) {
        char wanted[64];
        (void)snprintf(wanted, sizeof wanted, "jane%d@example.test:secret\n", (int)n);
        wrong += strcmp(line, wanted) != 0;
    }
    CHECK(f && fclose(f) == 0 && n == KINDS && wrong == 0);
}

int main(void) {
    char in[64], out[64];
    bk_unique *u;
    bk_unique_options none = {0, 0, "x", 0, 0};
    if (!mkdtemp(dir)) return 1;
    (void)snprintf(in, sizeof in, "%s/in", dir);
    (void)snprintf(out, sizeof out, "%s/out", dir);
    FILE *f = fopen(in, "wb");
    for (uint64_t i = 0; f && i < LINES; i++)
        (void)fprintf(f, "jane%d@example.test:secret\n", (int)kind_of(i));
    CHECK(f && fclose(f) == 0);
    for (unsigned threads = 1; threads <= 3; threads++) {
        run(in, out, 0, threads);
        run(in, out, (size_t)1 << 30, threads);
    }
    CHECK(bk_unique_open(&u, &none, NULL) == BK_E_RANGE && !u);
    bk_unique_close(NULL);
    (void)unlink(in);
    (void)unlink(out);
    (void)rmdir(dir);
    return CHECK_DONE();
}
