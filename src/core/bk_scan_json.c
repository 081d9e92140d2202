#include "bk_scan_json.h"

#include "bk_json.h"
#include "bk_mask.h"

#include <string.h>

bool bk_scan_personal(bk_scan_kind kind, const char *value, size_t n) {
    switch (kind) {
    case BK_SCAN_EMAIL:
    case BK_SCAN_PHONE:
    case BK_SCAN_CARD:
    case BK_SCAN_IBAN:
    case BK_SCAN_SSN:
    case BK_SCAN_NINO:
        return true;
    case BK_SCAN_URL: /* with a user before the host, or a mailbox anywhere */
        if (memchr(value, '@', n)) return true;
        for (size_t i = 0; i + 3 <= n; i++) {
            if (value[i] == '%' && memcmp(value + i, "%40", 3) == 0) return true;
        }
        return false;
    default:
        return false;
    }
}

/* Whether a JSON string may hold the bytes as they are: eight at a time, by the bits that carry
 * over. */
static bool is_plain(const char *p, size_t n) {
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    uint64_t bad = 0, x;
    for (size_t i = 0; i < n; i += 8) {
        if (n - i >= 8) {
            memcpy(&x, p + i, 8);
        } else if (n >= 8) { /* the last eight, some of them again */
            memcpy(&x, p + n - 8, 8);
        } else {
            x = ones * 'a';
            for (size_t k = 0; k < n; k++) x = x << 8 | (unsigned char)p[k];
        }
        uint64_t quote = x ^ ones * '"', back = x ^ ones * '\\';
        bad |= x | (x - ones * 0x20) | (quote - ones) | (back - ones);
    }
    return !(bad & highs);
}

/* What is written at the end of a buffer that has room for it. */
typedef struct pen {
    char *p;
} pen;

static void put(pen *to, const char *p, size_t n) {
    memcpy(to->p, p, n);
    to->p += n;
}
#define PUT(to, s) put(to, s, sizeof(s) - 1)

static void number(pen *to, uint64_t value) {
    char digits[20];
    size_t n = sizeof digits;
    do digits[--n] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    put(to, digits + n, sizeof digits - n);
}

enum {
    FIXED_MOST = 256
}; /* bytes of a line that are the same for all, numbers, kind, encoding and token included */

bk_code bk_scan_json(const bk_scan_piece *piece, const bk_hit *hit, const bk_scan_rules *rules,
                     const bk_buf *id, const bk_buf *path, bk_mask_maker *maker, bk_buf *out) {
    size_t n = hit->n, written_n;
    const char *value = piece->values.p + hit->value,
               *written = bk_hit_text(piece, hit, &written_n);
    const char *kind = bk_scan_kind_name(hit->kind), *why = bk_scan_why(rules, hit->why);
    bk_hit_at at = bk_hit_place(piece, hit);
    const char *encoding = bk_hit_encoding(at.encoding);
    char token[BK_MASK_TOKEN + 1];
    bk_buf strings = {0}; /* what cannot be written as it is: the text, then the value */
    if (hit->kind == BK_SCAN_YARA) value = written, n = written_n;
    bool personal = bk_scan_personal(hit->kind, value, n), known = true;
    if (personal) {
        bk_buf shown = {0};
        known = bk_mask_token(maker, kind, value, n, token);
        (void)bk_mask_shown(kind, hit->defanged ? value : written, hit->defanged ? n : written_n,
                            &shown);
        (void)bk_json_write_string(&strings, shown.p, shown.n, true, NULL);
        written_n = strings.n;
        shown.n = 0;
        (void)bk_mask_shown(kind, value, n, &shown);
        (void)bk_json_write_string(&strings, shown.p, shown.n, true, NULL);
        if (shown.failed) strings.failed = shown.failed;
        bk_buf_free(&shown);
    } else if (!is_plain(written, written_n) ||
               !((n == written_n && memcmp(value, written, n) == 0) || is_plain(value, n))) {
        (void)bk_json_write_string(&strings, written, written_n, true, NULL);
        written_n = strings.n;
        (void)bk_json_write_string(&strings, value, n, true, NULL);
    }
    if (strings.failed || !known ||
        bk_buf_reserve(out, FIXED_MOST + id->n + path->n + strings.n + n + written_n +
                                (why ? strlen(why) : 0))) {
        bk_buf_free(&strings);
        return BK_E_MEMORY;
    }
    pen to = {out->p + out->n};
    if (hit->defanged)
        PUT(&to, "{\"defanged\":true,");
    else
        PUT(&to, "{\"defanged\":false,");
    if (encoding) {
        PUT(&to, "\"encoding\":\"");
        put(&to, encoding, strlen(encoding));
        PUT(&to, "\",");
    }
    PUT(&to, "\"first\":");
    number(&to, at.first + 1);
    PUT(&to, ",");
    if (id->n) put(&to, id->p, id->n);
    PUT(&to, "\"kind\":\"");
    put(&to, kind, strlen(kind));
    PUT(&to, "\",\"last\":");
    number(&to, at.end);
    PUT(&to, ",");
    if (path->n) put(&to, path->p, path->n);
    if (why) {
        PUT(&to, "\"suppressed_by\":\"");
        put(&to, why, strlen(why));
        PUT(&to, "\",");
    }
    PUT(&to, "\"text\":");
    if (strings.n) {
        put(&to, strings.p, written_n);
    } else {
        PUT(&to, "\"");
        put(&to, written, written_n);
        PUT(&to, "\"");
    }
    if (personal) {
        PUT(&to, ",\"token\":\"");
        put(&to, token, BK_MASK_TOKEN);
        PUT(&to, "\"");
    }
    if (hit->why && hit->why <= BK_WHY_TOO_LONG)
        PUT(&to, ",\"valid\":false,\"value\":");
    else
        PUT(&to, ",\"valid\":true,\"value\":");
    if (strings.n) {
        put(&to, strings.p + written_n, strings.n - written_n);
    } else {
        PUT(&to, "\"");
        put(&to, value, n);
        PUT(&to, "\"");
    }
    PUT(&to, "}\n");
    out->n = (size_t)(to.p - out->p);
    bk_buf_free(&strings);
    return BK_OK;
}
