#include "../../src/core/bk_pack.h"
#include "../../src/core/bk_timeline.h"
#include "../../src/core/bk_timeline_time.h"
#include "check.h"

#include <stdlib.h>

static void test_intern(void) {
    bk_intern s = {.seed = 1};
    uint32_t id, again;
    size_t n;
    CHECK(bk_intern_get(&s, 0, &n) == NULL && bk_intern_get(&s, 1, &n) == NULL);
    CHECK(bk_intern_add(&s, "", 0, &id) == BK_OK && id == 1);
    CHECK(bk_intern_get(&s, 1, &n) != NULL && n == 0);
    for (unsigned i = 0; i < 5000; i++) {
        CHECK(bk_intern_add(&s, &i, sizeof i, &id) == BK_OK && id == i + 2);
    }
    for (unsigned i = 0; i < 5000; i += 7) {
        CHECK(bk_intern_add(&s, &i, sizeof i, &again) == BK_OK && again == i + 2);
        CHECK(memcmp(bk_intern_get(&s, again, &n), &i, sizeof i) == 0 && n == sizeof i);
    }
    CHECK(bk_intern_get(&s, id + 1, &n) == NULL && n == 0);
    bk_intern_free(&s);
}

static bool valid(const char *p, size_t n) {
    return bk_pack_valid(p, n);
}

static void test_pack(void) {
    CHECK(valid("T", 1) && valid("F", 1));
    CHECK(valid("i\0\0\0\0\0\0\0\0", 9) && !valid("i\0\0\0\0\0\0\0", 8));
    CHECK(valid("s\2\0\0\0ab", 7) && !valid("s\3\0\0\0ab", 7) && !valid("s\2\0\0\0abc", 8));
    CHECK(valid("a\2\0\0\0TF", 7) && !valid("a\3\0\0\0TF", 7));
    CHECK(valid("m\1\0\0\0s\1\0\0\0kT", 12) && !valid("m\1\0\0\0TT", 7));
    CHECK(!valid("", 0) && !valid("x", 1) && !valid("a\xff\xff\xff\xff", 5));
    char deep[5 * 40 + 1];
    for (int i = 0; i < 40; i++) memcpy(deep + i * 5, "a\1\0\0\0", 5);
    deep[200] = 'T';
    CHECK(!valid(deep, sizeof deep));
    CHECK(valid(deep + 5 * 8, sizeof deep - 5 * 8));
    CHECK(!valid(deep + 5 * 7, sizeof deep - 5 * 7));
}

static void test_time(void) {
    static const struct {
        const char *text;
        int64_t t;
        bool zoned;
    } rows[] = {{"1970-01-01", 0, false},
                {"2000-02-29T00:00:00Z", 951782400, true},
                {"1969-12-31T23:59:59Z", -1, true},
                {"0000-01-01", -62167219200, false},
                {"-0001-12-31", -62167305600, false},
                {"9999-12-31", 253402214400, false},
                {"Y12345-06-07", 327416947200, false},
                {"Y-12345-02-28T01:00:00Z", -451732719600, true},
                {"Y200000000000-01-01", 6311390337832780800, false},
                {"2014-11-24 10:00-0130", 1416787200 + 11 * 3600 + 1800, true},
                {"2014-11-24T24:00:00Z", 1416873600, true},
                {"2014-11-24T23:59:60Z", 1416873600, true},
                {"2014-11-24T10:00:00", 1416787200 + 36000, false}};
    char edtf[BK_EDTF_MAX];
    int64_t t;
    bool zoned;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(bk_time_read(rows[i].text, strlen(rows[i].text), &t, &zoned));
        CHECK(t == rows[i].t && zoned == rows[i].zoned);
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows;
         i++) { /* the short way says what the long does */
        bk_date d;
        int64_t lo, hi;
        if (!bk_time_plain(rows[i].text, strlen(rows[i].text), &lo, &hi)) continue;
        CHECK(bk_date_parse(rows[i].text, strlen(rows[i].text), &d, NULL) == BK_OK);
        CHECK(d.lo == lo && d.hi == hi && d.zoned == rows[i].zoned);
    }
    static const char *const bad[] = {"2014-02-29",
                                      "2014-00-10",
                                      "2014-11-31",
                                      "14-11-24",
                                      "2014-11-24T",
                                      "2014-11-24T24:00:01Z",
                                      "2014-11-24T10:60:00Z",
                                      "2014-11-24T10:00:61Z",
                                      "2014-11-24x",
                                      "2014-11",
                                      "2014-11-24~",
                                      "2014-11-24/2014-11-25",
                                      "XXXX-11-24",
                                      "2014-11-24T10:00:00+99:00",
                                      ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(!bk_time_read(bad[i], strlen(bad[i]), &t, &zoned));
    }
    static const struct {
        int64_t lo, hi;
        bool zoned;
        const char *edtf;
    } spans[] = {
        {BK_TIME_MIN, BK_TIME_MAX, true, ""},
        {1416787200, BK_TIME_MAX, true, "2014-11-24/.."},
        {BK_TIME_MIN, 1416787200, true, "../2014-11-23"},
        {1414800000, 1417392000, true, "2014-11"},
        {1388534400, 1420070400, true, "2014"},
        {1417392000, 1420070400, true, "2014-12"},
        {1416787200, 1416873600, true, "2014-11-24"},
        {1416787200, 1416787200 + 3 * 86400, true, "2014-11-24/2014-11-26"},
        {0, 1, true, "1970-01-01T00:00:00Z"},
        {0, 1, false, "1970-01-01T00:00:00"},
        {0, 60, false, "1970-01-01T00:00:00/1970-01-01T00:00:59"},
        {-BK_TIME_LAST, BK_TIME_LAST, true, "Y-200414790942-06-11/Y200414794881-07-22"},
    };
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        size_t n = bk_time_edtf(spans[i].lo, spans[i].hi, spans[i].zoned, edtf);
        CHECK_STR(edtf, spans[i].edtf);
        CHECK(n == strlen(edtf));
    }
    static const char *const floating[] = {"2014-11-24T10:00",
                                           "2014-11-24T10:00:00/2014-11-25T11:00"};
    static const char *const fixed[] = {
        "2014-11-24T10:00Z", "2014-11-24T10:00:00+01:00", "2014-11-24", "about Tuesday", "T", ""};
    for (size_t i = 0; i < 2; i++) CHECK(bk_time_floating(floating[i], strlen(floating[i])));
    for (size_t i = 0; i < 6; i++) CHECK(!bk_time_floating(fixed[i], strlen(fixed[i])));
}

/* Shapes that a search could drown in; of n events each. */
typedef enum shape { POINTS, NESTED, IN_ONE, SINCE, UNTIL, COMB, SHAPES } shape;

static void fill(bk_timeline *tl, shape s, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        bk_event e = {.lo = i, .hi = i + 1};
        switch (s) {
        case NESTED: /* each within the one before */
            e.hi = 2 * n - i;
            break;
        case IN_ONE: /* all within the first */
            if (!i) e.hi = n;
            break;
        case SINCE:
            e.hi = BK_TIME_MAX;
            break;
        case UNTIL:
            e.lo = BK_TIME_MIN;
            break;
        case COMB: /* of each hundred one reaches to the end, one comes from the start */
            if (i % 100 == 0) e.hi = n;
            if (i % 100 == 50) e.lo = BK_TIME_MIN;
            break;
        default:
            break;
        }
        if (bk_timeline_add(tl, &e, NULL)) CHECK(false);
    }
    CHECK(bk_timeline_settle(tl) == BK_OK);
}

static uint64_t log2_of(uint64_t x) {
    uint64_t bits = 0;
    while (x >>= 1) bits++;
    return bits;
}

static bool lies(const bk_event *e, int64_t a, int64_t b, bool certain) {
    return certain ? e->lo >= a && e->hi <= b : e->lo < b && e->hi > a;
}

/* What is found is what a plain search finds, in order, and its cost does not grow with n. */
static void test_cost(void) {
    for (shape s = POINTS; s < SHAPES; s++) {
        for (int64_t n = 1000; n <= 100000; n *= 10) {
            bk_timeline tl = {0};
            fill(&tl, s, n);
            const int64_t ends[] = {BK_TIME_MIN, -5,    0,         1,     n / 3,
                                    n / 3 + 1,   n - 1, n + n / 2, 3 * n, BK_TIME_MAX};
            enum { ENDS = sizeof ends / sizeof *ends };
            for (size_t ask = 0; ask < ENDS * ENDS * 2; ask++) {
                int64_t a = ends[ask / 2 / ENDS], b = ends[ask / 2 % ENDS];
                bool certain = ask & 1;
                if (a >= b) continue;
                bk_timeline_query q = bk_timeline_ask(&tl, a, b, certain);
                uint64_t k = 0;
                size_t plain = 0, i = 0;
                bool right = true;
                for (; (i = bk_timeline_next(&tl, &q, i)) < q.end; i++, k++) {
                    while (plain < i && !lies(&tl.events[plain], a, b, certain)) plain++;
                    right = right && plain++ == i;
                }
                while (plain < tl.n && !lies(&tl.events[plain], a, b, certain)) plain++;
                CHECK(right && plain == tl.n);
                uint64_t each = 2 * log2_of((uint64_t)n / (k + 1) + 1) + 64;
                CHECK(q.steps <= 4 * log2_of((uint64_t)n) + 128 + k * each);
                CHECK(q.steps <= 2 * (uint64_t)n);
            }
            uint32_t found[5];
            size_t count;
            CHECK(bk_timeline_nearest(&tl, n / 2, n / 2 + 1, 5, found, &count) == BK_OK &&
                  count == 5);
            bk_timeline_free(&tl);
        }
    }
}

typedef struct memory {
    char p[65536];
    size_t n, at;
} memory;

static bk_code to_memory(void *to, const void *p, size_t n) {
    memory *m = to;
    if (n > sizeof m->p - m->n) return BK_E_LIMIT;
    memcpy(m->p + m->n, p, n);
    m->n += n;
    return BK_OK;
}

static bk_code from_memory(void *from, void *p, size_t n) {
    memory *m = from;
    if (n > m->n - m->at) return BK_E_IO;
    memcpy(p, m->p + m->at, n);
    m->at += n;
    return BK_OK;
}

static void add(bk_timeline *tl, int64_t lo, int64_t hi, const char *what) {
    bk_event e = {.lo = lo, .hi = hi};
    CHECK(bk_intern_add(&tl->strings, what, strlen(what), &e.what) == BK_OK);
    CHECK(bk_timeline_add(tl, &e, NULL) == BK_OK);
}

static void test_extremes(void) {
    bk_timeline tl = {0};
    bk_error err;
    CHECK(bk_timeline_settle(&tl) == BK_OK && tl.dated == 0);
    bk_timeline_query all = bk_timeline_ask(&tl, BK_TIME_MIN, BK_TIME_MAX, false);
    CHECK(bk_timeline_next(&tl, &all, 0) == 0 && all.end == 0);
    CHECK(bk_timeline_add(&tl, &(bk_event){.lo = 1, .hi = 1}, &err) == BK_E_RANGE);
    CHECK(bk_timeline_add(&tl, &(bk_event){.lo = BK_TIME_MAX, .hi = BK_TIME_MAX}, &err) ==
          BK_E_RANGE);
    CHECK(bk_timeline_add(&tl, &(bk_event){.lo = BK_TIME_MIN, .hi = -BK_TIME_LAST - 1}, &err) ==
          BK_E_RANGE);
    add(&tl, BK_TIME_MIN, BK_TIME_MAX, "undated");
    add(&tl, BK_TIME_LAST, BK_TIME_MAX, "last");
    add(&tl, -BK_TIME_LAST, -BK_TIME_LAST + 1, "first");
    for (int i = 0; i < 100; i++) add(&tl, BK_TIME_MIN, BK_TIME_MAX, "undated");
    add(&tl, BK_TIME_MIN, 0, "before");
    CHECK(bk_timeline_settle(&tl) == BK_OK);
    CHECK(tl.n == 104 && tl.dated == 3);
    CHECK(tl.events[0].lo == -BK_TIME_LAST && tl.events[1].hi == 0 &&
          tl.events[2].hi == BK_TIME_MAX);
    uint32_t found[4];
    size_t count;
    CHECK(bk_timeline_nearest(&tl, 5, 6, 4, found, &count) == BK_OK && count == 3);
    CHECK(found[0] == 1 && found[1] == 2 && found[2] == 0);
    bk_timeline_free(&tl);
    CHECK(tl.events == NULL && tl.n == 0);
}

static void test_file(void) {
    static memory m;
    bk_timeline tl = {0}, back = {0};
    bk_error err;
    for (int i = 0; i < 50; i++) add(&tl, (i * 37) % 50, 60, i % 2 ? "odd" : "even");
    CHECK(bk_timeline_settle(&tl) == BK_OK);
    CHECK(bk_timeline_save(&tl, to_memory, &m) == BK_OK);
    CHECK(bk_timeline_load(&back, from_memory, &m, m.n, &err) == BK_OK);
    CHECK(back.n == 50 && back.dated == 50 &&
          memcmp(back.events, tl.events, 50 * sizeof(bk_event)) == 0);
    add(&back, 7, 8, "even");
    CHECK(back.strings.count ==
          tl.strings.count); /* the table of a loaded timeline knows its strings */
    bk_timeline_free(&back);
    for (size_t size = 0; size < m.n; size++) {
        m.at = 0;
        CHECK(bk_timeline_load(&back, from_memory, &m, size, &err) != BK_OK);
        CHECK(back.events == NULL);
    }
    bk_timeline_free(&tl);
}

int main(void) {
    test_intern();
    test_pack();
    test_time();
    test_extremes();
    test_cost();
    test_file();
    return CHECK_DONE();
}
