/* Any bytes as the lines of a list of hashes, the first byte choosing width and payload: no read outside of
 * them, whole and cut in two at a line's end give the same, and what is packed is in order and holds no more
 * than was added. */
#include "../src/core/bk_hashset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Pack the lines in two steps, `cut` bytes first; the records that came of it, to be freed. */
static bk_hashset pack(const char *p, size_t n, size_t cut, size_t width, size_t payload, uint64_t said[2]) {
    static char path[64];
    bk_hashset_builder b = {0};
    bk_hashset s = {0};
    uint64_t count = 0;
    (void)snprintf(path, sizeof path, "/tmp/fuzz-hashset-lines-%ld", (long)getpid());
    if (bk_hashset_build(&b, path, "test", width, payload, 1, NULL)) abort();
    said[0] = said[1] = 0;
    if (bk_hashset_add_lines(&b, p, cut, &said[0], &said[1], NULL)) abort();
    if (bk_hashset_add_lines(&b, p + cut, n - cut, &said[0], &said[1], NULL)) abort();
    if (bk_hashset_commit(&b, &count, NULL) || bk_hashset_open(&s, path, NULL)) abort();
    (void)unlink(path);
    if (s.count != count || count > said[0] || bk_hashset_check(&s, NULL)) abort();
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint64_t said[2], again[2];
    if (size < 2 || size > 1 << 16) return 0;
    size_t width = data[0] % BK_HASHSET_WIDTH_MAX + 1, payload = data[0] & 64 ? BK_HASHSET_COUNT_BYTES : 0;
    /* bytes of their own, so that a read past them is seen */
    size_t n = size - 1;
    char *p = malloc(n);
    if (!p) return 0;
    memcpy(p, data + 1, n);
    const char *end = memchr(p + n / 2, '\n', n - n / 2);
    bk_hashset whole = pack(p, n, 0, width, payload, said);
    bk_hashset parts = pack(p, n, end ? (size_t)(end - p) + 1 : n, width, payload, again);
    if (memcmp(said, again, sizeof said) != 0 || whole.file_bytes != parts.file_bytes) abort();
    if (memcmp(whole.file, parts.file, whole.file_bytes) != 0) abort();
    bk_hashset_close(&whole);
    bk_hashset_close(&parts);
    free(p);
    return 0;
}
