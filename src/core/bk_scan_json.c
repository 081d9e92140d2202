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

static void number(bk_buf *out, uint64_t value) {
    char digits[20];
    size_t n = sizeof digits;
    do digits[--n] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    (void)bk_buf_add(out, digits + n, sizeof digits - n);
}

static void text(bk_buf *out, const char *p, size_t n) {
    (void)bk_json_write_string(out, p, n, true, NULL);
}

#define LITERAL(out, s) (void)bk_buf_add(out, s, sizeof(s) - 1)

bk_code bk_scan_json(const bk_scan_piece *piece, const bk_hit *hit, const bk_scan_rules *rules,
                     const bk_buf *id, const bk_buf *path, const unsigned char *key, bk_buf *out) {
    const char *value = piece->values.p + hit->value,
               *written = piece->p + (hit->first - piece->offset);
    const char *kind = bk_scan_kind_name(hit->kind);
    size_t n = hit->n, written_n = (size_t)(hit->end - hit->first);
    if (hit->kind == BK_SCAN_YARA) value = written, n = written_n;
    if (hit->defanged)
        LITERAL(out, "{\"defanged\":true,\"first\":");
    else
        LITERAL(out, "{\"defanged\":false,\"first\":");
    number(out, hit->first + 1);
    LITERAL(out, ",");
    if (id->n) (void)bk_buf_add(out, id->p, id->n);
    LITERAL(out, "\"kind\":\"");
    (void)bk_buf_add_string(out, kind);
    LITERAL(out, "\",\"last\":");
    number(out, hit->end);
    LITERAL(out, ",");
    if (path->n) (void)bk_buf_add(out, path->p, path->n);
    if (hit->why) {
        LITERAL(out, "\"suppressed_by\":");
        const char *why = bk_scan_why(rules, hit->why);
        text(out, why, strlen(why));
        LITERAL(out, ",");
    }
    bool personal = bk_scan_personal(hit->kind, value, n);
    LITERAL(out, "\"text\":");
    bk_buf shown = {0};
    if (personal) {
        char token[BK_MASK_TOKEN + 1];
        if (bk_mask_shown(kind, hit->defanged ? value : written, hit->defanged ? n : written_n,
                          &shown) ||
            !bk_mask_token(key, kind, value, n, token)) {
            bk_buf_free(&shown);
            return BK_E_MEMORY;
        }
        text(out, shown.p, shown.n);
        LITERAL(out, ",\"token\":\"");
        (void)bk_buf_add(out, token, BK_MASK_TOKEN);
        LITERAL(out, "\"");
    } else {
        text(out, written, written_n);
    }
    if (hit->why && hit->why <= BK_WHY_TOO_LONG)
        LITERAL(out, ",\"valid\":false,\"value\":");
    else
        LITERAL(out, ",\"valid\":true,\"value\":");
    if (personal) {
        shown.n = 0;
        (void)bk_mask_shown(kind, value, n, &shown);
        text(out, shown.p, shown.n);
    } else {
        text(out, value, n);
    }
    LITERAL(out, "}\n");
    bk_code failed = shown.failed ? shown.failed : out->failed;
    bk_buf_free(&shown);
    return failed;
}
