#include "bk_scan_wide.h"

#include <string.h>

static bool is_text(char c) {
    return (c >= ' ' && c < 0x7F) || c == '\t' || c == '\n' || c == '\r';
}

bool bk_wide_next(const char *p, size_t n, size_t *at, bk_wide *run, bk_buf *text) {
    size_t i = *at;
    while (i < n) {
        const char *zero = memchr(p + i, '\0', n - i);
        if (!zero) break;
        size_t z = (size_t)(zero - p);
        if (z == 0 || z - 1 < *at || !is_text(p[z - 1])) {
            i = z + 1;
            continue;
        }
        /* characters with a zero behind each; with one before the first, too, and none behind the
         * last, they are big-endian */
        size_t begin = z - 1, end = begin;
        while (end + 1 < n && is_text(p[end]) && p[end + 1] == '\0') end += 2;
        bool big = begin > 0 && p[begin - 1] == '\0' && end < n && is_text(p[end]);
        size_t count = (end - begin) / 2 + big;
        i = end + big;
        if (count < BK_WIDE_LEAST) continue;
        text->n = 0;
        if (bk_buf_reserve(text, count)) return false;
        for (size_t k = 0; k < count; k++) text->p[k] = p[begin + 2 * k];
        text->n = count;
        run->first = begin - big;
        run->big = big;
        *at = i;
        return true;
    }
    *at = n;
    return false;
}
