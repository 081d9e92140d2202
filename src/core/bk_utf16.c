#include "bk_utf16.h"

size_t bk_utf16_read(const char *p, size_t n, bool big, bool last, bk_buf *out) {
    size_t i = 0, width;
    if (bk_buf_reserve(out, n / 2 * 3)) return 0;
    for (; n - i >= 2; i += width) {
        unsigned long c = bk_utf16_unit(p + i, big);
        if (c < 0x80) {
            out->p[out->n++] = (char)c;
            width = 2;
            continue;
        }
        c = bk_utf16_next(p + i, n - i, big, last, &width);
        if (!width) break;
        (void)bk_buf_add_utf8(out, c);
    }
    return last ? n : i;
}
