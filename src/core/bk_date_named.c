/* Quarters, halves and holidays. */
#include "bk_date_expression.h"

#include <stdio.h>

size_t bk_dx_quarter(const finder *f, token t, bk_date *out) {
    int64_t index;
    int months;
    token after;
    int c = byte(f, t.at) | 0x20;
    if (t.kind == T_WORD && t.end - t.at == 1 && (c == 'q' || c == 'h') && digit(byte(f, t.end))) {
        token n = bk_dx_token_at(f, t.end);
        index = n.value;
        months = c == 'q' ? 3 : 6;
        after = bk_dx_next(f, &n);
    } else {
        if (t.kind == T_WORD && t.word.kind == BK_WORD_ORDINAL)
            index = t.word.value;
        else if (t.kind == T_NUMBER && t.ordinal)
            index = t.value;
        else
            return 0;
        token unit = bk_dx_next(f, &t);
        if (unit.word.kind != BK_WORD_UNIT ||
            (unit.word.value != BK_UNIT_QUARTER && unit.word.value != BK_UNIT_HALF))
            return 0;
        months = unit.word.value == BK_UNIT_QUARTER ? 3 : 6;
        after = bk_dx_next(f, &unit);
    }
    if (after.mark == ',' || bk_dx_is_word(f, &after, "of")) after = bk_dx_next(f, &after);
    if (index < 1 || index > 12 / months || !bk_dx_plausible_year(&after)) return 0;
    int first = (int)(index - 1) * months + 1;
    bk_date_span(out, bk_month_start(after.value, first, 0),
                 bk_month_start(after.value, first, months));
    (void)snprintf(out->edtf, sizeof out->edtf, "%04d-%02d", (int)after.value,
                   (int)(index + (months == 3 ? 32 : 39)));
    out->precision = BK_PRECISION_SEASON;
    return after.end;
}

size_t bk_dx_holiday(const finder *f, const token *t, bk_date *out) {
    if (!t->capital || t->kind != T_WORD) return 0;
    for (size_t i = 0; i < bk_holiday_count; i++) {
        const char *name = bk_holidays[i].name;
        size_t at = t->at, k = 0;
        int as;
        for (; name[k]; k++) {
            size_t wide = bk_dx_utf8_mark(f, at, &as);
            int c = wide ? as : byte(f, at);
            if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != name[k]) break;
            at += wide ? wide : 1;
        }
        if (name[k] || letter(byte(f, at))) continue;
        parts p = {.month = bk_holidays[i].month,
                   .day = bk_holidays[i].day ? bk_holidays[i].day : 25};
        token following = {.end = at};
        size_t end = bk_dx_year_after(f, bk_dx_next(f, &following), &p, at);
        if (!p.has_year && !f->anchored) return 0;
        bk_date_day(out,
                    bk_holiday_day(&bk_holidays[i],
                                   p.has_year ? p.year : bk_dx_nearest_year(f, p.month, p.day, 0)));
        return end;
    }
    return 0;
}
