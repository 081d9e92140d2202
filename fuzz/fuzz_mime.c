/* Any bytes as a message: parts within the message and within their parents, values that are UTF-8. */
#include "../src/core/bk_charset.h"
#include "../src/core/bk_mime.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const bk_buf *b) {
    size_t bad;
    if (b->n && !bk_charset_is_utf8(b->p, b->n, &bad)) abort();
}

static void check_part(const char *p, const bk_mime *m, size_t i, size_t size) {
    const bk_mime_part *part = &m->parts[i];
    bk_mime_field field;
    bk_buf out = {.cap = 1 << 20};
    size_t at = 0;
    bool found;
    if (part->head + part->head_n > part->body || part->body > size) abort();
    if (part->body_n > size - part->body) abort();
    if (i && (part->parent >= i || part->depth != m->parts[part->parent].depth + 1)) abort();
    if (part->kind != BK_MIME_LEAF && part->depth >= 20) abort();
    while (bk_mime_field_next(p + part->head, part->head_n, &at, &field)) {
        if (at > part->head_n || !field.name_n) abort();
        out.n = 0;
        (void)bk_mime_words(field.value, field.value_n, &out);
        check_text(&out);
        out.n = 0;
        (void)bk_mime_parameter(field.value, field.value_n, "name", &out, &found);
        check_text(&out);
    }
    out.n = 0;
    (void)bk_mime_decode(part->encoding, p + part->body, part->body_n, &out);
    if (out.n > part->body_n) abort();
    bk_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *p = (const char *)data;
    bk_mime m = {0};
    bk_error err;
    if (bk_mime_parse(&m, p, size, 20, 100, &err)) abort();
    if (m.count < 1 || m.count > 100) abort();
    for (size_t i = 0; i < m.count; i++) check_part(p, &m, i, size);
    bk_mime_free(&m);
    return 0;
}
