/* A digit of base64 (RFC 4648), also of its alphabet for file names. */
#ifndef BK_BASE64_H
#define BK_BASE64_H

/* Its value, -1 for what is none. */
static inline int bk_base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return -1;
}

#endif
