#include "../../src/core/bk_bencode.h"
#include "check.h"

#include <stdlib.h>

/* The tokens of `text` as letters, with the code that ended them: "d k i . E" is a dictionary of one integer. */
static const char *tokens(const char *text, size_t n, bk_code *code, size_t *position) {
    static char out[256];
    size_t at = 0;
    bk_bencode b;
    bk_bencode_token token;
    bk_error err = {0};
    bk_bencode_start(&b, text, n, 0, 8);
    while (!(*code = bk_bencode_next(&b, &token, &err)) && token.kind && at < sizeof out - 2) {
        out[at++] = "EiskldC"[token.kind];
        if (token.order) out[at++] = token.order == BK_BENCODE_UNSORTED ? '<' : '=';
    }
    *position = *code ? err.position : token.first;
    out[at] = '\0';
    return out;
}

static bk_code failure(const char *text, size_t position) {
    bk_code code;
    size_t at;
    (void)tokens(text, strlen(text), &code, &at);
    if (at != position) fprintf(stderr, "%s: at %zu\n", text, at);
    return at == position ? code : BK_OK;
}

static void integers(void) {
    static const struct { const char *text; int64_t value; } good[] = {
        {"i0e", 0}, {"i-1e", -1}, {"i9223372036854775807e", INT64_MAX}, {"i-9223372036854775808e", INT64_MIN}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        bk_bencode b;
        bk_bencode_token token;
        bk_bencode_start(&b, good[i].text, strlen(good[i].text), 0, 8);
        CHECK(bk_bencode_next(&b, &token, NULL) == BK_OK && token.kind == BK_BENCODE_INTEGER);
        CHECK(token.integer == good[i].value && token.size == strlen(good[i].text) && b.done);
    }
    CHECK(failure("i9223372036854775808e", 2) == BK_E_RANGE);
    CHECK(failure("i-9223372036854775809e", 3) == BK_E_RANGE);
    CHECK(failure("i99999999999999999999999999999999e", 2) == BK_E_RANGE);
    CHECK(failure("i07e", 2) == BK_E_SYNTAX && failure("i00e", 2) == BK_E_SYNTAX);
    CHECK(failure("i-0e", 1) == BK_E_SYNTAX && failure("i-01e", 3) == BK_E_SYNTAX);
    CHECK(failure("ie", 2) == BK_E_SYNTAX && failure("i-e", 3) == BK_E_SYNTAX);
    CHECK(failure("i+1e", 2) == BK_E_SYNTAX && failure("i1.5e", 3) == BK_E_SYNTAX);
    CHECK(failure("i12", 4) == BK_E_SYNTAX && failure("i", 2) == BK_E_SYNTAX);
}

static void deep(void) {
    size_t n = 1000000;
    char *p = malloc(n);
    bk_bencode b;
    bk_bencode_token token;
    bk_error err;
    bk_code code;
    CHECK(p != NULL);
    if (!p) return;
    memset(p, 'l', n);
    bk_bencode_start(&b, p, n, 0, 1u << 30);
    while (!(code = bk_bencode_next(&b, &token, &err))) CHECK(token.kind == BK_BENCODE_LIST);
    CHECK(code == BK_E_LIMIT && err.position == BK_BENCODE_DEPTH_MAX + 1);
    free(p);
}

int main(void) {
    bk_code code;
    size_t at;
    CHECK_STR(tokens("d1:ai-5e1:bl3:abc0:deee", 23, &code, &at), "dkiklssdCCC");
    CHECK(code == BK_OK && at == 23);
    CHECK_STR(tokens("i1e tail", 8, &code, &at), "i");
    CHECK(code == BK_OK && at == 3);
    CHECK_STR(tokens("d1:bi1e1:ai2e1:ai3e2:aai4e0:i5ee", 32, &code, &at), "dkik<ik=ikik<iC");
    CHECK(code == BK_OK);
    CHECK_STR(tokens("d2:\0a0:1:\0""0:e", 14, &code, &at), "dksk<sC");
    CHECK(code == BK_OK);

    CHECK(failure("", 1) == BK_E_SYNTAX && failure("e", 1) == BK_E_SYNTAX && failure("x", 1) == BK_E_SYNTAX);
    CHECK(failure("d1:a", 5) == BK_E_SYNTAX && failure("d1:ae", 5) == BK_E_SYNTAX && failure("di1e", 2) == BK_E_SYNTAX);
    CHECK(failure("l", 2) == BK_E_SYNTAX && failure("5:abcd", 1) == BK_E_SYNTAX);
    CHECK(failure("05:abcde", 1) == BK_E_SYNTAX);
    CHECK(failure("-1:a", 1) == BK_E_SYNTAX && failure("1;a", 2) == BK_E_SYNTAX && failure("12", 3) == BK_E_SYNTAX);
    CHECK(failure("9223372036854775807:a", 1) == BK_E_SYNTAX);
    CHECK(failure("18446744073709551617:a", 1) == BK_E_RANGE);
    CHECK(failure("lllllllllle", 9) == BK_E_LIMIT && failure("llllllll", 9) == BK_E_SYNTAX);
    integers();
    deep();

    const char *text = "d1:al2:xyed1:zi1eee";
    bk_bencode b;
    bk_bencode_token token;
    bk_bencode_start(&b, text, strlen(text), 4, 8);
    CHECK(bk_bencode_next(&b, &token, NULL) == BK_OK && token.kind == BK_BENCODE_LIST);
    CHECK(bk_bencode_skip(&b, &token, NULL) == BK_OK && token.kind == BK_BENCODE_CLOSE);
    CHECK(token.first == 4 && token.size == 6 && b.at == 10 && b.done);
    return CHECK_DONE();
}
