#include "../../src/core/bk_hashset.h"

#include "check.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WIDTH = 12, MANY = 300000 };

/* Hashes that are spread, or that share long beginnings. */
static void make(unsigned char *hash, uint64_t i, bool crowded) {
    memset(hash, crowded ? 0xab : 0, WIDTH);
    uint64_t x = crowded ? i * i : i * 0x9E3779B97F4A7C15u;
    for (size_t k = 0; k < 8; k++) hash[crowded ? WIDTH - 1 - k : k] = (unsigned char)(x >> (8 * k));
}

/* Pack MANY hashes, every one twice, in a megabyte, so that runs are spilled and merged. */
static void round_trip(const char *path, bool crowded) {
    bk_hashset_builder b = {0};
    bk_hashset s = {0};
    bk_error err = {0};
    unsigned char hash[WIDTH];
    uint64_t count = 0;
    uint32_t beside = 0;
    CHECK(bk_hashset_build(&b, path, "test", WIDTH, 4, 1, &err) == BK_OK);
    for (uint64_t i = 0; i < 2 * MANY; i++) {
        make(hash, i % MANY, crowded);
        if (bk_hashset_add(&b, hash, (uint32_t)(i % MANY) + 1, &err)) break;
    }
    CHECK(b.runs.n > 4 * sizeof(bk_hashset_run));
    CHECK(bk_hashset_commit(&b, &count, &err) == BK_OK);
    CHECK(count == MANY);
    CHECK(bk_hashset_open(&s, path, &err) == BK_OK);
    CHECK(s.count == MANY && s.width == WIDTH && s.payload == 4);
    CHECK_STR(s.algorithm, "test");
    CHECK(bk_hashset_check(&s, &err) == BK_OK);
    unsigned wrong = 0;
    for (uint64_t i = 0; i < MANY; i++) {
        make(hash, i, crowded);
        if (!bk_hashset_find(&s, hash, &beside) || beside != 2 * ((uint32_t)i + 1)) wrong++;
        hash[3] ^= 0x55; /* not in it */
        if (bk_hashset_find(&s, hash, NULL)) wrong++;
    }
    CHECK(wrong == 0);
    memset(hash, 0, WIDTH);
    CHECK(bk_hashset_lower(&s, hash, 0) == 0);
    memset(hash, 0xff, WIDTH);
    CHECK(bk_hashset_lower(&s, hash, WIDTH) == MANY);
    bk_hashset_close(&s);
    bk_hashset_close(&s);
}

static void refuses(const char *path) {
    bk_hashset_builder b = {0};
    bk_hashset s = {0};
    bk_error err = {0};
    uint64_t count, added = 0, bad = 0;
    const char lines[] = "# list\n0001\n00ff:7\r\n\n0002 name\n000g\n00\n0001\n0003:0\n0004:x\n0005,\"a\"";
    CHECK(bk_hashset_build(&b, path, "", 2, 0, 1, &err) == BK_E_RANGE);
    CHECK(bk_hashset_build(&b, path, "x", 0, 0, 1, &err) == BK_E_RANGE);
    CHECK(bk_hashset_build(&b, path, "x", 65, 0, 1, &err) == BK_E_RANGE);
    CHECK(bk_hashset_build(&b, path, "x", 2, 3, 1, &err) == BK_E_RANGE);
    CHECK(bk_hashset_build(&b, "/dev/null", "x", 2, 0, 1, &err) == BK_E_TYPE);
    (void)unlink(path);
    CHECK(mkfifo(path, 0600) == 0);
    (void)alarm(30); /* rather than wait for ever for whoever reads the pipe */
    CHECK(bk_hashset_build(&b, path, "x", 2, 0, 1, &err) == BK_E_TYPE);
    (void)alarm(0);
    (void)unlink(path);
    CHECK(bk_hashset_build(&b, path, "x", 2, 4, 1, &err) == BK_OK);
    CHECK(bk_hashset_add_lines(&b, lines, sizeof lines - 1, &added, &bad, &err) == BK_OK);
    CHECK(added == 5 && bad == 3);
    CHECK(bk_hashset_commit(&b, &count, &err) == BK_OK && count == 4);
    CHECK(bk_hashset_open(&s, path, &err) == BK_OK);
    unsigned char bytes[BK_HASHSET_HEADER + 4 * 6];
    uint32_t beside = 0;
    CHECK(s.file_bytes == sizeof bytes);
    memcpy(bytes, s.file, sizeof bytes);
    CHECK(memcmp(bk_hashset_at(&s, 0, &beside), "\0\1", 2) == 0 && beside == 2);
    CHECK(memcmp(bk_hashset_at(&s, 3, &beside), "\0\xff", 2) == 0 && beside == 7);
    bk_hashset_close(&s);
    CHECK(bk_hashset_view(&s, bytes, sizeof bytes - 1, &err) == BK_E_RANGE);
    CHECK(bk_hashset_view(&s, bytes, 63, &err) == BK_E_SYNTAX);
    memcpy(bytes + BK_HASHSET_HEADER, "\0\5", 2); /* edited */
    CHECK(bk_hashset_view(&s, bytes, sizeof bytes, &err) == BK_OK);
    CHECK(bk_hashset_check(&s, &err) == BK_E_SYNTAX && err.position == BK_HASHSET_HEADER + 7);
    bytes[39] = 0xff; /* a count beyond all bytes */
    CHECK(bk_hashset_view(&s, bytes, sizeof bytes, &err) == BK_E_RANGE);
    bytes[24] = 0;
    CHECK(bk_hashset_view(&s, bytes, sizeof bytes, &err) == BK_E_SYNTAX);
    CHECK(bk_hashset_open(&s, "/", &err) == BK_E_IO);
    CHECK(bk_hashset_open(&s, "/nowhere/x", &err) == BK_E_IO);
    /* nothing is left of what is given up */
    (void)unlink(path);
    CHECK(bk_hashset_build(&b, path, "x", 2, 0, 1, &err) == BK_OK);
    bk_hashset_builder_close(&b);
    bk_hashset_builder_close(&b);
    CHECK(access(path, F_OK) != 0);
}

int main(void) {
    char folder[] = "/tmp/bk-hashset-XXXXXX", path[64];
    CHECK(mkdtemp(folder) != NULL);
    (void)snprintf(path, sizeof path, "%s/set", folder);
    round_trip(path, false);
    round_trip(path, true);
    refuses(path);
    CHECK(rmdir(folder) == 0);
    return CHECK_DONE();
}
