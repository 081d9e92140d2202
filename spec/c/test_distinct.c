#include "../../src/core/bk_distinct.h"
#include "../../src/core/bk_frequent.h"
#include "check.h"

static uint64_t mixed(uint64_t i) {
    return bk_distinct_hash((const char *)&i, sizeof i, 1);
}

int main(void) {
    bk_distinct a = {0}, b = {0};
    bk_error err;
    CHECK(bk_distinct_start(&a, BK_DISTINCT_K_LEAST - 1, &err) == BK_E_RANGE && !a.table);
    CHECK(bk_distinct_start(&a, 16, &err) == BK_OK && bk_distinct_start(&b, 16, &err) == BK_OK);

    /* of 1000 values each way, the 16 smallest hashes stay, and the 17th is the limit */
    uint64_t least[17] = {0};
    for (uint64_t i = 0; i < 1000; i++) {
        bk_distinct_add(&a, mixed(i), 1 + i % 2);
        bk_distinct_add(&b, mixed(999 - i), 1 + (999 - i) % 2);
    }
    for (size_t rank = 0; rank < 17; rank++) {
        uint64_t next = UINT64_MAX;
        for (uint64_t i = 0; i < 1000; i++) {
            if (mixed(i) < next && (!rank || mixed(i) > least[rank - 1])) next = mixed(i);
        }
        least[rank] = next;
    }
    bk_distinct_settle(&a);
    bk_distinct_settle(&b);
    CHECK(a.n == 16 && a.limit == least[16] && a.seen == 1500);
    bk_buf x = {0}, y = {0};
    CHECK(bk_distinct_save(&a, &x) == BK_OK && bk_distinct_save(&b, &y) == BK_OK);
    CHECK(x.n == 40 + 16 * 16 && x.n == y.n && memcmp(x.p, y.p, x.n) == 0);
    for (size_t i = 0; i < 16; i++) {
        uint64_t hash = 0;
        for (size_t j = 0; j < 8; j++)
            hash |= (uint64_t)(unsigned char)x.p[40 + 16 * i + j] << (8 * j);
        CHECK(hash == least[i]);
    }
    /* the same by parts that are merged as they are, the last values yet on their way into the table */
    bk_distinct parts = {0}, part = {0};
    CHECK(bk_distinct_start(&parts, 16, &err) == BK_OK && bk_distinct_start(&part, 16, &err) == BK_OK);
    for (uint64_t i = 0; i < 1000; i++) bk_distinct_add(i % 3 ? &parts : &part, mixed(i), 1 + i % 2);
    bk_distinct_merge(&parts, &part);
    bk_distinct_settle(&parts);
    y.n = 0;
    CHECK(bk_distinct_save(&parts, &y) == BK_OK && x.n == y.n && memcmp(x.p, y.p, x.n) == 0);
    bk_distinct_free(&parts);
    CHECK(bk_distinct_start(&parts, 16, &err) == BK_OK); /* few values, none of them in a table yet */
    bk_distinct_free(&part);
    CHECK(bk_distinct_start(&part, 16, &err) == BK_OK);
    for (uint64_t i = 0; i < 3; i++) bk_distinct_add(i ? &parts : &part, mixed(i), 1);
    bk_distinct_merge(&parts, &part);
    bk_distinct_settle(&parts);
    CHECK(parts.n == 3 && parts.seen == 3);
    bk_distinct_free(&parts);
    bk_distinct_free(&part);
    bk_distinct_overlap same = bk_distinct_compare(&a, &b);
    CHECK(same.sample_a == 16 && same.sample_b == 16 && same.sample_both == 16);
    bk_distinct_free(&b);
    CHECK(bk_distinct_load(&b, x.p, x.n, &err) == BK_OK && b.limit == a.limit && b.seen == a.seen);
    bk_distinct_free(&b);
    x.p[16] = 0; /* the limit falls below what is kept */
    memset(x.p + 16, 0, 8);
    CHECK(bk_distinct_load(&b, x.p, x.n, &err) == BK_E_SYNTAX && !b.table);
    bk_buf_free(&x);
    bk_buf_free(&y);
    bk_distinct_free(&a);
    bk_distinct_free(&a);

    bk_frequent f = {0}, g = {0};
    CHECK(bk_frequent_start(&f, 0, &err) == BK_E_RANGE && !f.table);
    CHECK(bk_frequent_start(&f, 2, &err) == BK_OK && bk_frequent_start(&g, 2, &err) == BK_OK);
    CHECK(bk_frequent_add(&f, "a", 1, 5) == BK_OK && bk_frequent_add(&f, "b", 1, 2) == BK_OK);
    CHECK(f.slack == 0 && bk_frequent_add(&f, "c", 1, 1) == BK_OK);
    /* the median of 5 and 2, the upper of the two, was taken off both */
    CHECK(f.slack == 5 && f.n == 1 && f.seen == 8);
    CHECK(bk_frequent_merge(&g, &f) == BK_OK && g.slack == 5 && g.seen == 8);
    bk_frequent_free(&f);
    bk_frequent_free(&f);
    bk_frequent_free(&g);
    return CHECK_DONE();
}
