#include "../../src/core/bk_sketch.h"
#include "check.h"

static size_t shingles(const char *text, size_t words) {
    bk_sketch s = {0};
    bk_error err;
    CHECK(bk_sketch_make(&s, text, strlen(text), words, &err) == BK_OK);
    size_t n = s.n;
    bk_sketch_free(&s);
    bk_sketch_free(&s);
    return n;
}

int main(void) {
    CHECK(shingles("", 3) == 0);
    CHECK(shingles(" .,;\xE2\x80\x94\xC2\xA0", 3) == 0);
    CHECK(shingles("a\xE2\x80\x99" "b", 1) == 2 && shingles("\xC3\xA9t\xC3\xA9 \xFF", 1) == 2);
    CHECK(shingles("one", 3) == 1);
    CHECK(shingles("one two three", 3) == 1);
    CHECK(shingles("one two three four", 3) == 2);
    CHECK(shingles("a a a a a a", 2) == 1);
    CHECK(shingles("a\xE2\x80\x94" "b\xC2\xA0" "c", 1) == 3);

    bk_sketch a = {0}, b = {0}, empty = {0};
    bk_error err;
    CHECK(bk_sketch_make(&a, "One, two: three", 15, 2, &err) == BK_OK);
    CHECK(bk_sketch_make(&b, "one two THREE four", 18, 2, &err) == BK_OK);
    CHECK(bk_sketch_make(&empty, "", 0, 2, &err) == BK_OK);
    CHECK(bk_sketch_shared(&a, &b) == 2 && bk_sketch_shared(&a, &empty) == 0);
    CHECK(bk_sketch_estimate(&a, &empty) == 0.0 && bk_sketch_estimate(&empty, &empty) == 0.0);

    const bk_sketch *list[] = {&empty, &a, &empty, &a, &a};
    bk_buf pairs = {0};
    CHECK(bk_sketch_candidates(list, 5, &pairs, &err) == BK_OK);
    static const bk_sketch_pair wanted[] = {{1, 3}, {1, 4}, {3, 4}};
    CHECK(pairs.n == sizeof wanted && memcmp(pairs.p, wanted, sizeof wanted) == 0);
    pairs.n = 0;
    CHECK(bk_sketch_candidates(list, 0, &pairs, &err) == BK_OK && pairs.n == 0);
    bk_buf_free(&pairs);
    bk_sketch_free(&a);
    bk_sketch_free(&b);
    bk_sketch_free(&empty);
    return CHECK_DONE();
}
