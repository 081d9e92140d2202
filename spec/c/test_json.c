#include "../../src/core/bk_json.h"
#include "../../src/core/bk_json_fields.h"
#include "../../src/core/bk_number.h"
#include "../../src/core/bk_utf8.h"
#include "check.h"

#include <math.h>
#include <stdlib.h>

static bk_code parse(const char *s, size_t n, bk_json *out, bk_error *err) {
    bk_json_limits limits = {0};
    *err = (bk_error){0};
    return bk_json_parse(s, n, &limits, out, err);
}

static void refused(const char *s, bk_code code, size_t position) {
    bk_json json = {0};
    bk_error err;
    CHECK(parse(s, strlen(s), &json, &err) == code);
    CHECK(err.position == position);
    CHECK(json.root == NULL && json.numbers.p == NULL);
    if (err.code != code || err.position != position) fprintf(stderr, "  %s -> %zu %s\n", s, err.position, err.message);
}

static void numbers(void) {
    static const struct {
        const char *text;
        double value;
    } good[] = {{"0", 0.0},
                {"0.1", 0.1},
                {"123456789012345678", 123456789012345678.0},
                {"9007199254740993", 9007199254740992.0},
                {"9007199254740993.00000000000000000000000000000000001", 9007199254740994.0},
                {"1e23", 1e23},
                {"8.5e-300", 8.5e-300},
                {"5e-324", 5e-324},
                {"2.4703282292062327e-324", 0.0},
                {"2.2250738585072011e-308", 2.2250738585072011e-308},
                {"1.7976931348623158e308", 1.7976931348623157e308},
                {"-1e400", -HUGE_VAL},
                {"1e-99999999999999999999", 0.0},
                {"0e99999999999999999999", 0.0}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CHECK(bk_number_parse(good[i].text, strlen(good[i].text)) == good[i].value);
    }
    CHECK(signbit(bk_number_parse("-0.0", 4)));
    char out[BK_NUMBER_MAX];
    CHECK(bk_number_format(0.1, out) == 3);
    CHECK_STR(out, "0.1");
    (void)bk_number_format(3.0, out);
    CHECK_STR(out, "3.0");
    (void)bk_number_format(-0.0, out);
    CHECK_STR(out, "-0.0");
    (void)bk_number_format(5e-324, out);
    CHECK(bk_number_parse(out, strlen(out)) == 5e-324);
    (void)bk_number_format(0.1 + 0.2, out);
    CHECK_STR(out, "0.30000000000000004");
    int64_t n;
    CHECK(bk_number_parse_integer("9223372036854775807", 19, &n) && n == INT64_MAX);
    CHECK(!bk_number_parse_integer("9223372036854775808", 19, &n));
    CHECK(bk_number_parse_integer("-9223372036854775808", 20, &n) && n == INT64_MIN);
    CHECK(!bk_number_parse_integer("-9223372036854775809", 20, &n));
    CHECK(!bk_number_parse_integer("-0", 2, &n));
}

/* What the fields "a", "b" > "c" and "b" are in `text`, the fast way and the strict one alike: "1|{..}|-", or "!" and
 * the position of the error. */
static const char *projected(bk_json_fields *f, const char *text, size_t n) {
    static char out[2][256];
    bk_json_limits limits = {0};
    bk_json_slice found[3];
    bk_error err;
    for (int strict = 0; strict < 2; strict++) {
        char *o = out[strict];
        err = (bk_error){0};
        if (strict ? bk_json_project_strictly(text, n, &limits, f, found, &err)
                   : bk_json_project(text, n, &limits, f, found, &err)) {
            (void)snprintf(o, sizeof out[0], "!%zu", err.position);
            continue;
        }
        *o = '\0';
        for (int i = 0; i < 3; i++) {
            size_t size = found[i].to - found[i].from;
            o += snprintf(o, (size_t)(out[strict] + sizeof out[0] - o), "%s%.*s", i ? "|" : "",
                          size ? (int)size : 1, size ? text + found[i].from : "-");
        }
    }
    CHECK_STR(out[0], out[1]);
    return out[0];
}

static bk_json_fields chosen(void) {
    bk_json_fields f = {0};
    bk_error err;
    int at = 0;
    CHECK(bk_json_fields_start(&f, &err) == BK_OK);
    CHECK(bk_json_fields_add(&f, &at, "a", 1, true, &err) == BK_OK && at == 0);
    CHECK(bk_json_fields_add(&f, &at, "b", 1, false, &err) == BK_OK && at != 0);
    CHECK(bk_json_fields_add(&f, &at, "c", 1, true, &err) == BK_OK);
    CHECK(bk_json_fields_add(&f, &at, "b", 1, true, &err) == BK_OK);
    CHECK(bk_json_fields_add(&f, &at, "a", 1, true, &err) == BK_E_RANGE);
    return f;
}

static void fields(void) {
    static const struct {
        const char *text, *found;
    } cases[] = {
        {"{\"a\":1,\"b\":{\"c\":\"x\"}}", "1|\"x\"|{\"c\":\"x\"}"},
        {" { \"b\" : { \"a\" : 2 , \"c\" : [ ] } , \"a\" : null } ", "null|[ ]|{ \"a\" : 2 , \"c\" : [ ] }"},
        {"{}", "-|-|-"},
        {"[{\"a\":1}]", "-|-|-"},
        {"3", "-|-|-"},
        {"{\"b\":[{\"c\":1}]}", "-|-|[{\"c\":1}]"},
        {"{\"x\":{\"a\":1},\"aa\":2,\"\":3}", "-|-|-"},
        {"{\"x\":\"\\\",\\\"a\\\":9,\\\"\",\"a\":1}", "1|-|-"}, /* a string that looks like members */
        {"{\"\\u0061\":1}", "1|-|-"},
        {"{\"a\":1,\"a\":2}", "2|-|-"},
        {"{\"b\":{\"c\":1},\"b\":{}}", "-|-|{}"},
        {"{\"b\":{\"c\":1},\"b\":0}", "-|-|0"},
        {"{\"a\":1,\"x\":[1,]}", "!15"},
        {"{\"a\":1,\"x\":[1}", "!14"},
        {"{\"a\":1,\"x\":\"\xFF\"}", "!13"},
        {"{\"a\":1,\"x\":01}", "!12"},
        {"{\"a\":1}}", "!8"},
        {"{\"a\":1,}", "!8"},
        /* long enough for keys to be guessed by those of the text before */
        {"{\"x\":0,\"b\":{\"c\":7},\"a\":\"0123456789abcdef\"}", "\"0123456789abcdef\"|7|{\"c\":7}"},
        {"{\"x\":0,\"b\":{\"c\":8},\"a\":\"0123456789abcdeg\"}", "\"0123456789abcdeg\"|8|{\"c\":8}"},
        {"{\"x\":0,\"b\":{\"x\":8},\"a\":\"0123456789abcdef\"}", "\"0123456789abcdef\"|-|{\"x\":8}"},
        {"{\"x\":[],\"a\":{\"c\":9},\"b\":\"0123456789abcdef\"}", "{\"c\":9}|-|\"0123456789abcdef\""},
        {"{\"x\":[],\"a\":{\"c\":9},\"a\":\"0123456789abcdef\"}", "\"0123456789abcdef\"|-|-"},
        {"{\"x\":[{\"a\":1,\"b\":{\"c\":2}}],\"a\":\"0123456789ab\"}", "\"0123456789ab\"|-|-"},
        {"{\"x\":{\"a\":1,\"b\":{\"c\":2}},\"a\" :\"0123456789ab\"}", "\"0123456789ab\"|-|-"},
        {"{\"x\"::{\"a\":1,\"b\":{\"c\":2}},\"a\":\"0123456789ab\"}", "!6"},
    };
    for (int apart = 0; apart < 2; apart++) { /* all with the same fields, and each with its own */
        bk_json_fields f = chosen();
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            CHECK_STR(projected(&f, cases[i].text, strlen(cases[i].text)), cases[i].found);
            if (!apart) continue;
            bk_json_fields_free(&f);
            f = chosen();
        }
        CHECK_STR(projected(&f, "{\"a\":1\0}", 8), "!7");
        bk_json_fields_free(&f);
    }
}

int main(void) {
    numbers();
    fields();
    CHECK(bk_utf8_length("\xC3\xA9", 2) == 2 && bk_utf8_length("\xC3", 1) == 0);
    CHECK(bk_utf8_length("\xED\xA0\x80", 3) == 0 && bk_utf8_length("\xF4\x90\x80\x80", 4) == 0);
    CHECK(bk_utf8_bad_length("\xE2\x82x", 3) == 2 && bk_utf8_bad_length("\xED\xA0\x80", 3) == 1);

    bk_json json = {0};
    bk_error err;
    static const char text[] = " {\"a\\u0000b\" : [1, 2.5, \"\\u0000\"]} ";
    CHECK(parse(text, sizeof text - 1, &json, &err) == BK_OK);
    CHECK(json.has_nul && json.numbers.n == 2 * sizeof(bk_json_number));
    CHECK(json.root && strcmp(json.root->child->string, "a\xC0\x80" "b") == 0);
    bk_buf b = {0};
    CHECK(bk_json_restore_nul(&b, "a\xC0\x80" "b\xC0\x80", 6) == BK_OK);
    CHECK(b.n == 4 && memcmp(b.p, "a\0b\0", 4) == 0);
    b.n = 0;
    CHECK(bk_json_write_string(&b, "\"\\/\n\x01\xC3\xA9\0", 8, false, &err) == BK_OK);
    bk_buf_add_char(&b, '\0');
    CHECK_STR(b.p, "\"\\\"\\\\/\\n\\u0001\xC3\xA9\\u0000\"");
    b.n = 0;
    CHECK(bk_json_write_string(&b, "ab\xFF", 3, false, &err) == BK_E_ENCODING && err.position == 3);
    b.n = 0;
    CHECK(bk_json_write_string(&b, "ab\xFF", 3, true, &err) == BK_OK && b.n == 7);
    bk_buf_free(&b);
    bk_json_free(&json);
    bk_json_free(&json);

    refused("", BK_E_EMPTY, 1);
    refused("[1,]", BK_E_SYNTAX, 4);
    refused("[01]", BK_E_SYNTAX, 2);
    refused("[1] x", BK_E_SYNTAX, 5);
    refused("{\"a\" 1}", BK_E_SYNTAX, 6);
    refused("\"a\tb\"", BK_E_SYNTAX, 3);
    refused("\"\\x\"", BK_E_SYNTAX, 2);
    refused("\"\xFF\"", BK_E_ENCODING, 2);
    refused("\"\\ud800\"", BK_E_ENCODING, 2);
    refused("[1e999]", BK_E_RANGE, 2);
    refused("[\"abc", BK_E_SYNTAX, 2);

    size_t deep = 1000000;
    char *p = malloc(deep);
    if (!p) return 1;
    memset(p, '[', deep);
    CHECK(parse(p, deep, &json, &err) == BK_E_LIMIT && err.position == 1001);
    memset(p + 1000, ']', 1000);
    CHECK(parse(p, 2000, &json, &err) == BK_OK);
    bk_json_free(&json);
    free(p);
    CHECK(bk_json_key_position("{\"a\":{\"b\":1},\"c\":2}", 19, 3) == 14);
    CHECK(bk_json_key_position("{\"a\":1}", 7, 2) == 0);
    return CHECK_DONE();
}
