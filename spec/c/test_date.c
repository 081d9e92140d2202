#include "../../src/core/bk_calendar.h"
#include "../../src/core/bk_date.h"
#include "../../src/core/bk_date_find.h"
#include "check.h"

static const char *edtf(const char *s) {
    static bk_date d;
    bk_error err;
    return bk_date_parse(s, strlen(s), &d, &err) ? bk_code_name(err.code) : d.edtf;
}

static const char *first(const char *text) {
    static bk_date_mention m;
    static bk_date_lexicon lexicon;
    bk_date_lexicon_init(&lexicon, &bk_date_english);
    bk_date_finder f = {.p = text,
                        .n = strlen(text),
                        .lexicon = &lexicon,
                        .anchored = true,
                        .anchor = bk_days(2014, 12, 1)};
    return bk_date_find_next(&f, &m) ? m.date.edtf : "none";
}

int main(void) {
    CHECK(bk_days(1970, 1, 1) == 0 && bk_days(2000, 2, 29) == 11016 && bk_days(-1, 1, 1) == -719893);
    for (int64_t day = -1000000; day < 1000000; day += 997) {
        int64_t y;
        unsigned m, d;
        bk_civil(day, &y, &m, &d);
        CHECK(bk_days(y, m, d) == day);
    }
    CHECK(bk_weekday(bk_days(2014, 11, 25)) == 2);
    CHECK(bk_iso_weeks(2015) == 53 && bk_iso_weeks(2014) == 52);
    CHECK(bk_month_start(2014, 11, 2) == bk_days(2015, 1, 1));

    CHECK_STR(edtf("2014-11-25"), "2014-11-25");
    CHECK_STR(edtf("2014-02-30"), "range");
    CHECK_STR(edtf("2014-11-30T24:00"), "2014-11-30T24:00");
    CHECK_STR(edtf("2014-11-30T24:01"), "range");
    CHECK_STR(edtf("2016-12-31T23:59:60Z"), "2016-12-31T23:59:60Z");
    CHECK_STR(edtf("2014-W53"), "syntax");
    CHECK_STR(edtf("Sun, 06 Nov 1994 08:49:37 +9900"), "syntax");
    CHECK_STR(edtf(""), "empty");
    CHECK_STR(first("yesterday"), "2014-11-30");
    CHECK_STR(first("a fortnight ago"), "2014-11-17~");
    CHECK_STR(first("Thanksgiving"), "2014-11-27");
    CHECK_STR(first("Q3 2014"), "2014-35");
    CHECK_STR(first("the 1990s"), "199X");
    CHECK_STR(first("early November"), "2014-11-01~/2014-11-10~");
    CHECK_STR(first("3 p.m. ET on Monday"), "2014-12-01T20:00:00Z");
    CHECK_STR(first("May I march"), "none");
    return CHECK_DONE();
}
