/* Any bytes: a date parsed has ordered bounds and prints what parses again to the same bounds; mentions of every language
 * lie in the text, in order, without overlap, and what they mean parses to the bounds that they carry. */
#include "../src/core/bk_date.h"
#include "../src/core/bk_date_find.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    bk_date d, again;
    if (bk_date_parse(text, size, &d, NULL) == BK_OK) {
        if (d.lo >= d.hi) abort();
        if (bk_date_parse(d.edtf, strlen(d.edtf), &again, NULL) != BK_OK) abort();
        /* RFC 3339 cannot leave out the seconds: a zoned minute prints as its first second */
        bool minute = d.zoned && d.precision == BK_PRECISION_MINUTE;
        if (again.lo != d.lo || (again.hi != d.hi && !(minute && again.hi < d.hi))) abort();
    }
    if (bk_date_parse_edtf(text, size, &d, NULL) == BK_OK && d.lo >= d.hi) abort();
    static const bk_date_language *const languages[] = {&bk_date_english, &bk_date_german, &bk_date_french,
                                                        &bk_date_spanish, &bk_date_dutch};
    static bk_date_lexicon lexicons[5];
    if (!lexicons[0].language)
        for (int i = 0; i < 5; i++) bk_date_lexicon_init(&lexicons[i], languages[i]);
    bk_date_finder f = {.p = text,
                        .n = size,
                        .lexicon = &lexicons[size % 9 > 4 ? 0 : size % 9],
                        .anchored = size % 2 == 0,
                        .timed = size % 4 == 0,
                        .anchor = 16400};
    bk_date_mention m;
    size_t at = 0;
    bk_date_find_order(&f);
    bk_date_find_story(&f);
    bk_date_finders both = {.first = f, .last = f, .approximate = size % 7 == 0};
    if (size % 5 == 0) both.last.anchor += 30;
    while (bk_date_find_either(&both, &m)) {
        if (m.first < at || m.end <= m.first || m.end > size) abort();
        if (m.date.lo > m.date.hi || m.bases > BK_MENTION_BASES) abort();
        for (unsigned i = 0; i < m.bases; i++)
            if (m.base[i].first < m.first || m.base[i].end > m.end || m.base[i].end <= m.base[i].first) abort();
        if (m.kind == BK_MENTION_EVENT) {
            if (m.event_first <= m.first || m.event_end > m.end) abort();
        } else if (!m.date.yearless) {
            if (bk_date_parse(m.date.edtf, strlen(m.date.edtf), &d, NULL) != BK_OK) abort();
            bool times = strchr(m.date.edtf, 'T') != NULL;
            if (d.lo != m.date.lo || (!times && d.hi != m.date.hi)) abort();
        }
        at = m.end;
    }
    return 0;
}
