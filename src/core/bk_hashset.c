#include "bk_hashset.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = {'B', 'K', 'H', 'S', 'E', 'T', '1', '\n'};

static uint64_t little(const unsigned char *p, size_t n) {
    uint64_t v = 0;
    while (n) v = v << 8 | p[--n];
    return v;
}

bk_code bk_hashset_view(bk_hashset *s, const unsigned char *p, size_t n, bk_error *err) {
    if (n < BK_HASHSET_HEADER || memcmp(p, magic, sizeof magic) != 0)
        return bk_fail(err, BK_E_SYNTAX, 1, "not a packed set of hashes");
    bk_hashset set = {.file = p, .file_bytes = n, .records = p + BK_HASHSET_HEADER};
    memcpy(set.algorithm, p + 8, BK_HASHSET_NAME);
    set.width = (size_t)little(p + 24, 4);
    set.payload = (size_t)little(p + 28, 4);
    set.count = little(p + 32, 8);
    if (set.width == 0 || set.width > BK_HASHSET_WIDTH_MAX)
        return bk_fail(err, BK_E_SYNTAX, 25, "a packed set with hashes of %zu bytes", set.width);
    if (set.payload != 0 && set.payload != BK_HASHSET_COUNT_BYTES)
        return bk_fail(err, BK_E_SYNTAX, 29, "a packed set with %zu bytes beside each hash", set.payload);
    uint64_t there = n - BK_HASHSET_HEADER;
    size_t record = set.width + set.payload;
    if (set.count != there / record || there % record)
        return bk_fail(err, BK_E_RANGE, 33, "%llu hashes were packed, there are bytes for %llu",
                       (unsigned long long)set.count, (unsigned long long)(there / record));
    *s = set;
    return BK_OK;
}

bk_code bk_hashset_open(bk_hashset *s, const char *path, bk_error *err) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    bk_code code = BK_OK;
    void *p = MAP_FAILED;
    size_t n = 0;
    if (fstat(fd, &st) != 0) {
        code = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    } else if (S_ISDIR(st.st_mode)) {
        code = bk_fail(err, BK_E_IO, 0, "%s", strerror(EISDIR));
    } else if (!S_ISREG(st.st_mode) || st.st_size < BK_HASHSET_HEADER) {
        code = bk_fail(err, BK_E_SYNTAX, 1, "not a packed set of hashes");
    } else {
        n = (size_t)st.st_size;
        p = mmap(NULL, n, PROT_READ, MAP_SHARED, fd, 0);
        if (p == MAP_FAILED) code = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    }
    (void)close(fd);
    if (code) return code;
    code = bk_hashset_view(s, p, n, err);
    if (code) {
        (void)munmap(p, n);
        return code;
    }
    s->mapped = true;
    /* probes are far apart: reading ahead would fetch what nobody asks for */
    (void)posix_madvise(p, n, POSIX_MADV_RANDOM);
    return BK_OK;
}

void bk_hashset_close(bk_hashset *s) {
    if (s->mapped) (void)munmap((void *)(uintptr_t)s->file, s->file_bytes);
    *s = (bk_hashset){0};
}

static const unsigned char *record_at(const bk_hashset *s, uint64_t i) {
    return s->records + (size_t)i * (s->width + s->payload);
}

bk_code bk_hashset_check(const bk_hashset *s, bk_error *err) {
    for (uint64_t i = 1; i < s->count; i++) {
        const unsigned char *p = record_at(s, i);
        if (memcmp(record_at(s, i - 1), p, s->width) >= 0)
            return bk_fail(err, BK_E_SYNTAX, (size_t)(p - s->file) + 1,
                           "hash %llu is not above the one before it", (unsigned long long)i + 1);
    }
    return BK_OK;
}

/* The first eight bytes as a number that orders as they do. */
static uint64_t leading(const unsigned char *p, size_t n) {
    uint64_t v = 0;
    for (size_t i = 0; i < 8; i++) v = v << 8 | (i < n ? p[i] : 0);
    return v;
}

uint64_t bk_hashset_lower(const bk_hashset *s, const unsigned char *key, size_t n) {
    uint64_t lo = 0, hi = s->count;        /* the answer is in [lo, hi] */
    double below = 0, above = 18446744073709551615.0; /* values at lo - 1 and hi, or the ends */
    if (n > s->width) n = s->width;
    double wanted = (double)leading(key, n);
    for (unsigned step = 0; lo < hi; step++) {
        uint64_t middle = lo + (hi - lo) / 2;
        /* every other probe bisects, so that no spread of the hashes can make it slow */
        if (step % 3 != 2 && above > below) {
            double share = (wanted - below) / (above - below);
            double span = (double)(hi - lo);
            double guess = share * span;
            if (guess < 0) guess = 0;
            middle = lo + (uint64_t)guess;
            if (middle >= hi) middle = hi - 1;
            /* aim a little past the answer, on alternate sides, to close in from both */
            uint64_t slack = (hi - lo) >> 16;
            if (step % 3 == 0 && middle >= lo + slack) middle -= slack;
            if (step % 3 == 1 && middle + slack < hi) middle += slack;
        }
        const unsigned char *p = record_at(s, middle);
        if (memcmp(p, key, n) < 0) {
            lo = middle + 1;
            below = (double)leading(p, s->width);
        } else {
            hi = middle;
            above = (double)leading(p, s->width);
        }
    }
    return lo;
}

const unsigned char *bk_hashset_at(const bk_hashset *s, uint64_t i, uint32_t *count) {
    const unsigned char *p = record_at(s, i);
    if (count) *count = s->payload ? (uint32_t)little(p + s->width, BK_HASHSET_COUNT_BYTES) : 1;
    return p;
}

bool bk_hashset_find(const bk_hashset *s, const unsigned char *hash, uint32_t *count) {
    uint64_t i = bk_hashset_lower(s, hash, s->width);
    if (i == s->count || memcmp(record_at(s, i), hash, s->width) != 0) return false;
    (void)bk_hashset_at(s, i, count);
    return true;
}
