/* Any bytes in any model: no crash, every token a span of the page, the page gone through from start to end. */
#include "../src/core/bk_html_token.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void within(const bk_html_tokenizer *t, bk_html_span s, const char *from) {
    if (s.p && (s.p < from || s.p > t->end || s.n > (size_t)(t->end - s.p))) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size) return 0;
    const char *p = (const char *)data + 1;
    bk_html_token *token = malloc(sizeof *token);
    bk_buf out = {0};
    if (!token) return 0;
    for (int model = BK_HTML_DATA; model <= BK_HTML_CDATA; model++) {
        bk_html_tokenizer t = bk_html_tokens(p, size - 1);
        t.model = (bk_html_model)model;
        t.last = (bk_html_span){"a", 1};
        t.foreign = data[0] & 1;
        for (;;) {
            const char *before = t.p;
            if (!bk_html_next(&t, token)) break;
            if (t.p <= before || t.p > t.end) abort();
            out.n = 0;
            if (token->kind == BK_HTML_TEXT) {
                within(&t, token->data, before);
                bk_html_decode(token->data.p, token->data.n, token->how, &out);
                if (out.n > 3 * token->data.n) abort();
                continue;
            }
            within(&t, token->name, before);
            within(&t, token->data, before);
            within(&t, token->public_id, before);
            within(&t, token->system_id, before);
            for (size_t i = 0; i < token->count; i++) {
                bk_html_span value = token->attributes[i].value;
                within(&t, token->attributes[i].name, before);
                within(&t, value, before);
                out.n = 0;
                bk_html_decode(value.p, value.n, BK_HTML_REFERENCES | BK_HTML_ATTRIBUTE | BK_HTML_NUL_MARK, &out);
                if (out.n > 3 * value.n) abort();
            }
        }
        if (t.p != t.end) abort();
    }
    bk_buf_free(&out);
    free(token);
    return 0;
}
