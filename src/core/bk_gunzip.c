#include "bk_gunzip.h"

#include <limits.h>
#include <stdint.h>
#include <zlib.h>

bk_code bk_gunzip(const char *p, size_t n, bk_buf *out, bk_error *err) {
    if (n > UINT_MAX) return bk_fail(err, BK_E_LIMIT, 0, "gzip stream of %zu bytes is too large", n);
    z_stream z = {0};
    if (inflateInit2(&z, 15 + 16) != Z_OK) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    bk_code code = BK_OK;
    /* zlib takes a non-const pointer and does not write through it */
    union {
        const char *in;
        Bytef *z_in;
    } from = {.in = p};
    z.next_in = from.z_in;
    z.avail_in = (uInt)n;
    for (;;) {
        size_t step = out->cap && out->cap - out->n < 65536 ? out->cap - out->n + 1 : 65536;
        if (step == 1 && out->cap == out->n) { /* one byte more would be too many: is there one? */
            Bytef extra;
            z.next_out = &extra;
            z.avail_out = 1;
        } else {
            if (out->cap && step > out->cap - out->n) step = out->cap - out->n;
            if (bk_buf_reserve(out, step)) {
                code = bk_fail(err, out->failed, 0, "out of memory");
                break;
            }
            z.next_out = (Bytef *)(out->p + out->n);
            z.avail_out = (uInt)step;
        }
        uInt room = z.avail_out;
        int status = inflate(&z, Z_NO_FLUSH);
        size_t got = room - z.avail_out;
        if (got && out->cap && out->n + got > out->cap) {
            code = bk_fail(err, BK_E_LIMIT, 0, "unpacks to more than %zu bytes", out->cap);
            break;
        }
        out->n += got;
        if (status == Z_STREAM_END) {
            if (z.avail_in < 18 || inflateReset(&z) != Z_OK) break; /* nothing or padding follows */
        } else if (status != Z_OK) {
            code = bk_fail(err, BK_E_SYNTAX, n - z.avail_in + 1, "gzip stream is %s",
                           status == Z_BUF_ERROR ? "cut off" : "damaged");
            break;
        }
    }
    (void)inflateEnd(&z);
    return code;
}
