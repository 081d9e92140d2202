#include "../../src/core/bk_buf.h"
#include "../../src/core/bk_status.h"
#include "check.h"

int main(void) {
    bk_error err;
    CHECK(bk_fail(&err, BK_E_SYNTAX, 7, "bad %s", "comma") == BK_E_SYNTAX);
    CHECK(err.position == 7);
    CHECK_STR(err.message, "bad comma");
    CHECK(bk_fail(NULL, BK_E_IO, 0, "ignored") == BK_E_IO);
    CHECK_STR(bk_code_name(BK_E_LIMIT), "limit");
    CHECK_STR(bk_code_name(BK_E_UNIFORM), "uniform");
    CHECK_STR(bk_code_name((bk_code)99), "unknown");

    size_t line, column;
    bk_error_locate("ab\ncd\n", 6, 5, &line, &column);
    CHECK(line == 2 && column == 2);
    bk_error_locate("ab", 2, 99, &line, &column);
    CHECK(line == 1 && column == 3);

    bk_buf b = {.cap = 8};
    CHECK(bk_buf_add_string(&b, "12345678") == BK_OK);
    CHECK(bk_buf_add_char(&b, '9') == BK_E_LIMIT);
    CHECK(bk_buf_add(&b, "", 0) == BK_E_LIMIT); /* a failed buffer stays failed */
    CHECK(b.n == 8);
    bk_buf_free(&b);
    CHECK(b.p == NULL && b.failed == BK_OK && b.cap == 8);

    bk_buf u = {0};
    bk_buf_add_utf8(&u, 0x24);
    bk_buf_add_utf8(&u, 0xA3);
    bk_buf_add_utf8(&u, 0x20AC);
    bk_buf_add_utf8(&u, 0x1F600);
    bk_buf_add_utf8(&u, 0xD800);
    bk_buf_add_char(&u, '\0');
    CHECK_STR(u.p, "$\xC2\xA3\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD");
    bk_buf_free(&u);
    return CHECK_DONE();
}
