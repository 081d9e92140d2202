#include "bk_scan_json.h"

#include "bk_json.h"
#include "bk_mask.h"
#include "bk_scan_idn.h"

#include <string.h>

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

bk_shown_hit bk_scan_show(bk_veil *veil, const bk_scan_rules *rules, const bk_scan_piece *piece,
                          const bk_hit *hit, const char *value, size_t n, const char *text,
                          size_t text_n, bk_buf *out) {
    bk_scan_kind kind = (bk_scan_kind)hit->kind;
    if (bk_scan_is_stored(rules, piece, hit)) {
        (void)bk_mask_shown("secret", value, n, out);
        return (bk_shown_hit){true, out->n, 0};
    }
    if (!bk_veil_may(kind)) return (bk_shown_hit){0};
    bk_shown_hit parts = {.personal = bk_veil_show(veil, kind, value, n, out)};
    bool differ = !hit->defanged && (n != text_n || memcmp(value, text, n) != 0);
    parts.value_n = out->n;
    if (!differ) return parts;
    bool known = parts.personal;
    if (bk_veil_show(veil, kind, text, text_n, out)) {
        parts.personal = true;
        if (!known) { /* a value that was cut before it */
            out->n = 0;
            (void)bk_buf_add(out, value, n);
            parts.value_n = out->n;
            (void)bk_veil_show(veil, kind, text, text_n, out);
        }
        parts.text = parts.value_n;
    }
    return parts;
}

/* Whether "xn--" is in the value of a domain or URL. */
static bool may_be_foreign(const bk_hit *hit, const char *p, size_t n) {
    if (hit->kind != BK_SCAN_DOMAIN && hit->kind != BK_SCAN_URL) return false;
    for (size_t i = 2; i + 1 < n; i++) {
        const char *sign = memchr(p + i, '-', n - i - 1);
        if (!sign) return false;
        i = (size_t)(sign - p);
        if (p[i + 1] == '-' && p[i - 1] == 'n' && p[i - 2] == 'x') return true;
    }
    return false;
}

bk_code bk_scan_json(const bk_scan_piece *piece, const bk_hit *hit, const bk_scan_rules *rules,
                     const bk_buf *id, const bk_buf *path, bk_mask_maker *maker, bk_veil *veil,
                     bk_buf *out) {
    size_t n = hit->n, written_n;
    const char *value = piece->values.p + hit->value,
               *written = bk_hit_text(piece, hit, &written_n);
    const char *kind = bk_scan_kind_name(hit->kind), *why = bk_scan_why(rules, hit->why);
    bk_hit_at at = bk_hit_place(piece, hit);
    const char *encoding = bk_hit_encoding(at.encoding);
    char token[BK_MASK_TOKEN + 1];
    bk_buf strings = {0}; /* what cannot be written as it is: the text, then the value */
    if (hit->kind == BK_SCAN_YARA) value = written, n = written_n;
    bk_buf shown = {0};
    bk_shown_hit parts =
        bk_scan_show(veil, rules, piece, hit, value, n, written, written_n, &shown);
    bool known = true;
    if (parts.personal) {
        known = bk_mask_token(maker, kind, value, n, token);
        (void)bk_json_write_string(&strings, shown.p + parts.text, shown.n - parts.text, true,
                                   NULL);
        written_n = strings.n;
        (void)bk_json_write_string(&strings, shown.p, parts.value_n, true, NULL);
        if (shown.failed) strings.failed = shown.failed;
    } else if (!is_plain(written, written_n) ||
               !((n == written_n && memcmp(value, written, n) == 0) || is_plain(value, n))) {
        (void)bk_json_write_string(&strings, written, written_n, true, NULL);
        written_n = strings.n;
        (void)bk_json_write_string(&strings, value, n, true, NULL);
    }
    shown.n = 0;
    bool mixed, foreign = may_be_foreign(hit, value, n) &&
                          bk_idn_unicode((bk_scan_kind)hit->kind, value, n, &shown, &mixed);
    size_t plain_n = strings.n; /* behind it the host as it is read */
    if (foreign) (void)bk_json_write_string(&strings, shown.p, shown.n, true, NULL);
    if (strings.failed || shown.failed || !known ||
        bk_buf_reserve(out, FIXED_MOST + id->n + path->n + strings.n + n + written_n +
                                (why ? strlen(why) : 0))) {
        bk_buf_free(&shown);
        bk_buf_free(&strings);
        return BK_E_MEMORY;
    }
    bk_buf_free(&shown);
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
    if (foreign && mixed) PUT(&to, "\"mixed_scripts\":true,");
    if (path->n) put(&to, path->p, path->n);
    if (why) {
        PUT(&to, "\"suppressed_by\":\"");
        put(&to, why, strlen(why));
        PUT(&to, "\",");
    }
    PUT(&to, "\"text\":");
    if (plain_n) {
        put(&to, strings.p, written_n);
    } else {
        PUT(&to, "\"");
        put(&to, written, written_n);
        PUT(&to, "\"");
    }
    if (parts.personal) {
        PUT(&to, ",\"token\":\"");
        put(&to, token, BK_MASK_TOKEN);
        PUT(&to, "\"");
    }
    if (foreign) {
        PUT(&to, ",\"unicode\":");
        put(&to, strings.p + plain_n, strings.n - plain_n);
    }
    if (hit->why && hit->why <= BK_WHY_TOO_LONG)
        PUT(&to, ",\"valid\":false,\"value\":");
    else
        PUT(&to, ",\"valid\":true,\"value\":");
    if (plain_n) {
        put(&to, strings.p + written_n, plain_n - written_n);
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
