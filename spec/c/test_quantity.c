#include "../../src/core/bk_quantity.h"
#include "check.h"

static bk_quantity_scan scan;

static bool first_of(const char *s, bk_quantity *q) {
    bk_quantity_start(&scan, s, strlen(s));
    return bk_quantity_next(&scan, q);
}

int main(void) {
    bk_quantity q;
    CHECK(first_of("the 11TBs of data", &q));
    CHECK(q.kind == BK_QUANTITY_VOLUME && q.value.exact && q.value.integer == INT64_C(11000000000000));
    CHECK(q.first == 4 && q.end == 9);
    CHECK(!bk_quantity_next(&scan, &q));
    CHECK(!bk_quantity_next(&scan, &q)); /* asking again is safe */

    CHECK(first_of("more than 3.1 million", &q));
    CHECK(q.bound == BK_QUANTITY_AT_LEAST && q.bound_first == 0 && q.bound_end == 9);
    CHECK(q.value.exact && q.value.integer == 3100000);
    CHECK_STR(bk_quantity_bound_name(q.bound), "at-least");

    CHECK(first_of("\xE2\x82\xAC" "4,4 Mio", &q));
    CHECK(q.kind == BK_QUANTITY_MONEY && q.value.integer == 4400000);
    CHECK_STR(q.currency, "EUR");

    /* past 64 bits the value is a double, not a wrapped integer */
    CHECK(first_of("9.3 EB", &q));
    CHECK(!q.value.exact && q.value.number > 9.2e18 && q.value.number < 9.4e18);
    CHECK(first_of("999999999999 million million million", &q));
    CHECK(!q.value.exact && q.value.number > 9.9e29);

    CHECK(first_of("$10 to $15 million", &q));
    CHECK(q.has_high && q.value.integer == 10000000 && q.high.integer == 15000000);

    CHECK(!first_of("", &q));
    CHECK(!first_of("CVE-2014-0160 10.0.0.1 37% 24-hour 1.2 Tbps", &q));
    bk_quantity_start(&scan, "12 GB", 2); /* the length rules, not a terminator */
    CHECK(bk_quantity_next(&scan, &q) && q.end == 2 && q.kind == BK_QUANTITY_COUNT);
    return CHECK_DONE();
}
