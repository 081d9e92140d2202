/* A body in a coding, arriving in pieces of any size: no crash, no more than the caps, and the same
 * bytes and verdict however it is cut. */
#include "../src/core/bk_content.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { MOST = 1 << 21, RATIO = 300 };

static bk_content_status feed(bk_content *c, const char *coding, const char *p, size_t n,
                              size_t step) {
    bk_content_status status = bk_content_begin(c, coding, strlen(coding));
    for (size_t at = 0; !status && at < n; at += step) {
        status = bk_content_add(c, p + at, n - at < step ? n - at : step);
    }
    return status ? status : bk_content_end(c);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    static const char *const codings[] = {"gzip", "deflate", "", "br"};
    if (size < 2) return 0;
    const char *coding = codings[data[0] & 3], *p = (const char *)data + 2;
    bk_content a = {.most = MOST, .ratio = RATIO}, b = {.most = MOST, .ratio = RATIO};
    bk_content_status one = feed(&a, coding, p, size - 2, size);
    bk_content_status two = feed(&b, coding, p, size - 2, (size_t)data[1] + 1);
    const bk_buf *x = bk_content_bytes(&a), *y = bk_content_bytes(&b);
    if (x->n > MOST || y->n > MOST) abort();
    /* a bomb may be noticed sooner in small pieces; what is whole is the same */
    if (!one && !two && (x->n != y->n || (x->n && memcmp(x->p, y->p, x->n) != 0))) abort();
    bk_content_free(&a);
    bk_content_free(&b);
    return 0;
}
