#include "bk_gunzip.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

bool bk_gunzip_is(const char *p, size_t n) {
    return n > 2 && p[0] == '\x1f' && (unsigned char)p[1] == 0x8b && p[2] == 8;
}

static bk_code start(bk_gunzip *g, bk_error *err) {
    if (inflateInit2(&g->z, 16 + MAX_WBITS) != Z_OK) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    g->open = true;
    return BK_OK;
}

bk_code bk_gunzip_open_file(bk_gunzip *g, int fd, bk_error *err) {
    g->fd = fd;
    return start(g, err);
}

bk_code bk_gunzip_open_bytes(bk_gunzip *g, const char *p, size_t n, bk_error *err) {
    g->fd = -1;
    g->p = p;
    g->n = n;
    return start(g, err);
}

/* More input, if there is any. */
static bk_code fill(bk_gunzip *g, bk_error *err) {
    size_t got = g->n < sizeof g->in ? g->n : sizeof g->in;
    if (g->fd < 0) {
        if (got) memcpy(g->in, g->p, got);
        g->p += got;
        g->n -= got;
    } else {
        ssize_t n;
        do n = read(g->fd, g->in, sizeof g->in);
        while (n < 0 && errno == EINTR);
        if (n < 0) return bk_fail(err, BK_E_IO, 0, "cannot be read: %s", strerror(errno));
        got = (size_t)n;
    }
    g->z.next_in = g->in;
    g->z.avail_in = (unsigned)got;
    return BK_OK;
}

bk_code bk_gunzip_next(bk_gunzip *g, const unsigned char **p, size_t *n, bk_error *err) {
    *n = 0;
    for (;;) {
        if (!g->z.avail_in) {
            bk_code code = fill(g, err);
            if (code) return code;
            if (!g->z.avail_in && g->ended) return BK_OK;
            if (!g->z.avail_in) return bk_fail(err, BK_E_SYNTAX, 0, "damaged or cut short: gzip ends too soon");
        }
        if (g->ended) {
            if (*g->z.next_in != 0x1f) return BK_OK; /* padding, or another's bytes */
            (void)inflateReset(&g->z);
            g->ended = false;
        }
        g->z.next_out = g->out;
        g->z.avail_out = sizeof g->out;
        int status = inflate(&g->z, Z_NO_FLUSH);
        if (status == Z_MEM_ERROR) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
            return bk_fail(err, BK_E_SYNTAX, 0, "damaged or cut short: gzip: %s", g->z.msg ? g->z.msg : "bad data");
        }
        g->ended = status == Z_STREAM_END;
        *n = sizeof g->out - g->z.avail_out;
        *p = g->out;
        if (*n) return BK_OK;
    }
}

void bk_gunzip_close(bk_gunzip *g) {
    if (g->open) (void)inflateEnd(&g->z);
    g->open = false;
}
