#include "../../src/core/bk_archive.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

/* a tar of one file, by hand */
static void tar_of(char p[2048], const char *name, const char *text) {
    unsigned sum = 0;
    memset(p, 0, 2048);
    memcpy(p, name, strlen(name));
    memcpy(p + 100, "0000644", 8);
    (void)snprintf(p + 124, 12, "%011o", (unsigned)strlen(text));
    memcpy(p + 136, "00000000000", 12);
    memset(p + 148, ' ', 8);
    p[156] = '0';
    memcpy(p + 257, "ustar\00000", 8);
    for (int i = 0; i < 512; i++) sum += (unsigned char)p[i];
    (void)snprintf(p + 148, 8, "%06o", sum);
    memcpy(p + 512, text, strlen(text));
}

int main(void) {
    static const bk_archive_limits free_of_limits = {0};
    bk_archive_limits limits = {.bytes = 3};
    char tar[2048], out[64];
    size_t got;
    bk_archive *a;
    bk_archive_entry entry;
    bk_error err;

    tar_of(tar, "a/b.txt", "hello");
    CHECK(bk_archive_open_bytes(&a, tar, sizeof tar, &free_of_limits, &err) == BK_OK);
    CHECK(bk_archive_next(a, &entry, &err) == BK_OK);
    CHECK(strcmp(entry.name, "a/b.txt") == 0 && entry.kind == BK_ARCHIVE_FILE && entry.size == 5);
    CHECK(bk_archive_read(a, out, sizeof out, &got, &err) == BK_OK && got == 5);
    CHECK(memcmp(out, "hello", 5) == 0);
    CHECK(bk_archive_read(a, out, sizeof out, &got, &err) == BK_OK && got == 0);
    CHECK(bk_archive_next(a, &entry, &err) == BK_E_EMPTY);
    CHECK(bk_archive_unpacked(a) == 5 && bk_archive_entries(a) == 1);
    bk_archive_close(a);

    CHECK(bk_archive_open_bytes(&a, tar, sizeof tar, &limits, &err) == BK_OK);
    CHECK(bk_archive_next(a, &entry, &err) == BK_OK);
    CHECK(bk_archive_read(a, out, sizeof out, &got, &err) == BK_E_LIMIT);
    CHECK(bk_archive_next(a, &entry, &err) == BK_E_LIMIT); /* and stays so */
    bk_archive_close(a);

    CHECK(bk_archive_open_bytes(&a, "PK\3\4", 4, &free_of_limits, &err) != BK_OK ||
          bk_archive_next(a, &entry, &err) == BK_E_SYNTAX);
    bk_archive_close(a);
    CHECK(bk_archive_open_file(&a, "/nowhere/at/all", &free_of_limits, &err) == BK_E_IO && !a);
    bk_archive_close(NULL);
    return CHECK_DONE();
}
