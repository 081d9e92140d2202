#include "bk_utf16.h"

static unsigned unit_at(const char *p, bool big) {
    unsigned a = (unsigned char)p[0], b = (unsigned char)p[1];
    return big ? a << 8 | b : b << 8 | a;
}

size_t bk_utf16_read(const char *p, size_t n, bool big, bool last, bk_buf *out) {
    size_t i = 0;
    if (bk_buf_reserve(out, n / 2 * 3)) return 0;
    while (n - i >= 2) {
        unsigned long c = unit_at(p + i, big);
        size_t width = 2;
        if (c < 0x80) {
            out->p[out->n++] = (char)c;
            i += width;
            continue;
        }
        if (c >> 10 == 0xD800 >> 10) {
            if (n - i < 4 && !last) break;
            unsigned low = n - i >= 4 ? unit_at(p + i + 2, big) : 0;
            if (low >> 10 == 0xDC00 >> 10) {
                c = 0x10000 + ((c & 0x3FF) << 10) + (low & 0x3FF);
                width = 4;
            }
        }
        (void)bk_buf_add_utf8(out, c);
        i += width;
    }
    return last ? n : i;
}
