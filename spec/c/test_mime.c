#include "../../src/core/bk_mime.h"
#include "check.h"

#include <string.h>

static void test_tree(void) {
    static const char text[] = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\none\r\n--a--\r\n";
    bk_mime m = {0};
    bk_error err;
    CHECK(bk_mime_parse(&m, text, sizeof text - 1, 10, 10, &err) == BK_OK);
    CHECK(m.count == 2 && !m.cut);
    CHECK(m.parts[0].kind == BK_MIME_MULTIPART && m.parts[0].parent == 0 && m.parts[0].lacks == 0);
    CHECK(m.parts[1].body_n == 3 && memcmp(text + m.parts[1].body, "one", 3) == 0);
    bk_mime_free(&m);
    CHECK(bk_mime_parse(&m, text, sizeof text - 1, 10, 1, &err) == BK_OK && m.count == 1 && m.cut);
    bk_mime_free(&m);
    CHECK(bk_mime_parse(&m, text, sizeof text - 1, 0, 10, &err) == BK_OK);
    CHECK(m.count == 1 && m.parts[0].lacks == BK_MIME_TOO_DEEP);
    bk_mime_free(&m);
    /* cut at every byte */
    for (size_t n = 0; n < sizeof text; n++) {
        CHECK(bk_mime_parse(&m, text, n, 10, 10, &err) == BK_OK && m.count >= 1);
        for (size_t i = 0; i < m.count; i++) CHECK(m.parts[i].body + m.parts[i].body_n <= n);
        bk_mime_free(&m);
    }
}

static void test_fields(void) {
    static const char head[] = "A: one\r\n two\r\nno field\r\n: none\r\nB :x\r\n";
    bk_mime_field field;
    size_t at = 0;
    CHECK(bk_mime_field_next(head, sizeof head - 1, &at, &field) && field.name_n == 1 && field.value_n == 9);
    CHECK(bk_mime_field_next(head, sizeof head - 1, &at, &field) && *field.name == 'B' && *field.value == 'x');
    CHECK(!bk_mime_field_next(head, sizeof head - 1, &at, &field));
    CHECK(bk_mime_field_find(head, sizeof head - 1, "b", &field));
    CHECK(!bk_mime_field_find(head, sizeof head - 1, "c", &field));
}

static void test_values(void) {
    static const char value[] = "Text/HTML; name*0*=utf-8''caf%C3; name*1*=%A9";
    bk_buf out = {0};
    bool found;
    CHECK(bk_mime_token(value, sizeof value - 1, &out) == BK_OK && out.n == 9 && memcmp(out.p, "text/html", 9) == 0);
    out.n = 0;
    CHECK(bk_mime_parameter(value, sizeof value - 1, "name", &out, &found) == BK_OK && found);
    CHECK(out.n == 5 && memcmp(out.p, "caf\xc3\xa9", 5) == 0);
    out.n = 0;
    CHECK(bk_mime_parameter(value, sizeof value - 1, "nam", &out, &found) == BK_OK && !found && out.n == 0);
    bk_buf_free(&out);
    out.cap = 2;
    CHECK(bk_mime_decode(BK_MIME_BASE64, "aGVsbG8=", 8, &out) == BK_E_LIMIT);
    bk_buf_free(&out);
}

int main(void) {
    test_tree();
    test_fields();
    test_values();
    return CHECK_DONE();
}
