/* Hexadecimal digits, both ways. */
#ifndef BK_HEX_H
#define BK_HEX_H

#include <stddef.h>

/* What a digit of either case stands for; -1 for any other byte. */
static inline int bk_hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Two lower-case digits a byte, 2 n in all, without a NUL. */
static inline void bk_hex_write(char *out, const void *bytes, size_t n) {
    for (const unsigned char *p = bytes, *end = p + n; p < end; p++) {
        *out++ = "0123456789abcdef"[*p >> 4];
        *out++ = "0123456789abcdef"[*p & 15];
    }
}

#endif
