/* Every way that this processor can go, against OpenSSL: lanes of different lengths, started and ended at
 * different times. */
#include "../../src/core/bk_digest.h"
#include "../../src/core/bk_lanes.h"
#include "check.h"

#include <stdlib.h>

enum { STREAMS = 400, LONGEST = 700 };

static unsigned char bytes[STREAMS + LONGEST];

static void openssl(const char *algorithm, const unsigned char *p, size_t n, unsigned char *out) {
    bk_digest d = {0};
    size_t room = BK_DIGEST_BYTES_MAX;
    CHECK(bk_digest_open(&d, algorithm, NULL, NULL) == BK_OK);
    CHECK(bk_digest_update(&d, (const char *)p, n, NULL) == BK_OK);
    CHECK(bk_digest_bytes(&d, out, &room, NULL) == BK_OK);
    bk_digest_close(&d);
}

typedef struct stream {
    const unsigned char *start, *p;
    size_t n, blocks, held; /* n: in all */
    unsigned char tail[128];
    bool in_tail, used;
} stream;

static unsigned next_stream, compared;

static void start(bk_lanes *l, stream *s, unsigned lane) {
    *s = (stream){0};
    if (next_stream == STREAMS) return;
    unsigned i = next_stream++;
    s->used = true;
    s->n = i < 200 ? i : i * 7919u % LONGEST;
    s->start = s->p = bytes + i;
    s->blocks = s->n / 64;
    bk_lanes_start(l, lane);
}

/* Whole blocks, then the tail, then the comparison and the next stream. */
static void refill(bk_lanes *l, stream *s, unsigned lane, const char *algorithm) {
    while (s->used && s->blocks == 0) {
        if (!s->in_tail) {
            s->blocks = bk_lanes_pad(s->tail, s->p, s->n % 64, s->n, bk_lanes_big_endian(l));
            s->p = s->tail;
            s->in_tail = true;
            return;
        }
        unsigned char got[BK_LANES_BYTES_MAX] = {0}, wanted[BK_DIGEST_BYTES_MAX] = {0};
        size_t n = bk_lanes_digest(l, lane, got);
        openssl(algorithm, s->start, s->n, wanted);
        CHECK(memcmp(got, wanted, n) == 0);
        compared++;
        start(l, s, lane);
    }
}

static void compare(const char *way, const char *algorithm) {
    bk_lanes l;
    stream streams[BK_LANES_MAX];
    unsigned wide = bk_lanes_wide(way);
    if (!bk_lanes_open(&l, algorithm, way)) return;
    next_stream = compared = 0;
    for (unsigned k = 0; k < wide; k++) start(&l, &streams[k], k);
    for (;;) {
        const unsigned char *p[BK_LANES_MAX];
        size_t least = SIZE_MAX;
        for (unsigned k = 0; k < wide; k++) {
            refill(&l, &streams[k], k, algorithm);
            p[k] = streams[k].used ? streams[k].p : bytes;
            if (streams[k].used && streams[k].blocks < least) least = streams[k].blocks;
        }
        if (least == SIZE_MAX) break;
        bk_lanes_feed(&l, p, least);
        for (unsigned k = 0; k < wide; k++) {
            streams[k].p += 64 * least;
            streams[k].blocks -= least;
        }
    }
    CHECK(compared == STREAMS);
}

int main(void) {
    static const char *const names[] = {"md5", "sha1", "sha224", "sha256"};
    const char *way = NULL;
    bk_lanes l;
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(i * i >> 3 ^ i);
    for (size_t i = 0; (way = bk_lanes_way(i)) != NULL; i++) {
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) compare(way, names[k]);
        printf("lanes: %s, %u\n", way, bk_lanes_wide(way));
    }
    CHECK(bk_lanes_wide("single") == 1 && !bk_lanes_open(&l, "md5", "single"));
    CHECK(bk_lanes_wide("none") == 0 && !bk_lanes_open(&l, "md5", "none"));
    CHECK(!bk_lanes_open(&l, "sha512", bk_lanes_way(0)));
    return CHECK_DONE();
}
