#include "bk_filetype.h"

#include "bk_utf8.h"

#include <stdbool.h>
#include <string.h>

static bool is_control(unsigned char c) {
    return c < 32 && !(c >= '\t' && c <= '\r') && c != 27; /* escape: of terminals' colours */
}

/* A character may be cut where the head ends. */
static bool is_cut(const char *p, size_t n) {
    unsigned char first = (unsigned char)*p;
    if (first < 0xc2 || first > 0xf4) return false;
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)p[i] & 0xc0) != 0x80) return false;
    }
    return true;
}

static bool is_text(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (is_control((unsigned char)p[i])) return false;
    }
    for (size_t i = 0; i < n;) {
        size_t k = bk_utf8_length(p + i, n - i);
        if (!k) return is_cut(p + i, n - i);
        i += k;
    }
    return true;
}

const char *bk_filetype_of(const bk_filetypes *types, const char *head, size_t n) {
    if (n == 0) return "inode/x-empty";
    if (n > BK_FILETYPE_HEAD) n = BK_FILETYPE_HEAD;
    for (size_t i = 0; i < types->count; i++) {
        const bk_filetype *t = &types->entries[i];
        if (t->n && t->offset < n && t->n <= n - t->offset && head[t->offset] == t->bytes[0] &&
            memcmp(head + t->offset, t->bytes, t->n) == 0)
            return t->type;
    }
    return is_text(head, n) ? "text/plain" : "application/octet-stream";
}
