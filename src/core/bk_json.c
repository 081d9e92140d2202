#include "bk_json.h"

#include "bk_hex.h"
#include "bk_utf8.h"

#include <string.h>

bk_code bk_json_parse(const char *p, size_t n, const bk_json_limits *limits, bk_json *out,
                      bk_error *err) {
    bk_json_scanned scanned = {0};
    bk_code code = bk_json_scan(p, n, limits, &scanned, err);
    if (code) goto done;
    /* the terminator is counted: cJSON 1.7.15 looks one byte past some tokens */
    if (bk_buf_add_char(&scanned.text, '\0')) {
        code = bk_fail(err, scanned.text.failed, 0, "out of memory");
        goto done;
    }
    out->root = cJSON_ParseWithLength(scanned.text.p, scanned.text.n);
    if (!out->root) {
        /* the grammar was checked: what is left is memory */
        code = bk_fail(err, BK_E_MEMORY, 0, "out of memory while building the tree");
        goto done;
    }
    out->numbers = scanned.numbers;
    scanned.numbers = (bk_buf){0};
    out->has_nul = scanned.has_nul;
done:
    bk_buf_free(&scanned.text);
    bk_buf_free(&scanned.numbers);
    return code;
}

void bk_json_free(bk_json *json) {
    cJSON_Delete(json->root);
    bk_buf_free(&json->numbers);
    *json = (bk_json){0};
}

bk_code bk_json_restore_nul(bk_buf *out, const char *s, size_t n) {
    for (;;) {
        const char *mark = memchr(s, 0xC0, n);
        size_t k = mark ? (size_t)(mark - s) : n;
        (void)bk_buf_add(out, s, k);
        if (!mark) return out->failed;
        (void)bk_buf_add_char(out, '\0');
        s += k + 2;
        n -= k + 2;
    }
}

bk_code bk_json_write_string(bk_buf *out, const char *s, size_t n, bool replace, bk_error *err) {
    static const char short_escape[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    size_t run = 0, i = 0;
    (void)bk_buf_add_char(out, '"');
    while (i < n) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            i++;
            continue;
        }
        if (c >= 0x80) {
            size_t k = bk_utf8_length(s + i, n - i);
            if (k) {
                i += k;
                continue;
            }
            if (!replace)
                return bk_fail(err, BK_E_ENCODING, i + 1, "a string is not UTF-8 at its byte %zu",
                               i + 1);
            (void)bk_buf_add(out, s + run, i - run);
            (void)bk_buf_add_string(out, "\xEF\xBF\xBD");
            i += bk_utf8_bad_length(s + i, n - i);
        } else {
            char e[6] = {'\\', 'u', '0', '0', 0, 0};
            size_t k = sizeof e;
            bk_hex_write(e + 4, &c, 1);
            for (size_t j = 0; short_escape[j]; j += 2) {
                if ((unsigned char)short_escape[j] == c) {
                    e[1] = short_escape[j + 1];
                    k = 2;
                }
            }
            (void)bk_buf_add(out, s + run, i - run);
            (void)bk_buf_add(out, e, k);
            i++;
        }
        run = i;
    }
    if (run < n) (void)bk_buf_add(out, s + run, n - run);
    (void)bk_buf_add_char(out, '"');
    return out->failed ? bk_fail(err, out->failed, 0, "the output is too large") : BK_OK;
}
