/* Dates in figures, and years alone, told from all the other numbers by their company. */
#include "bk_date_expression.h"

#include <stdio.h>
#include <string.h>

size_t bk_dx_numeric_date(const finder *f, token t, bk_date *out, bk_mention_kind *kind) {
    int separator = byte(f, t.end);
    if ((separator != '/' && separator != '.' && separator != '-') || t.ordinal || t.plural)
        return 0;
    token b = bk_dx_token_at(f, t.end + 1);
    if (b.kind != T_NUMBER || byte(f, b.end) != separator || b.digits > 2 || b.ordinal) return 0;
    token c = bk_dx_token_at(f, b.end + 1);
    if (c.kind != T_NUMBER || c.ordinal || c.plural) return 0;
    int goes_on = byte(f, c.end);
    if (letter(goes_on) || goes_on == '/' ||
        ((goes_on == '.' || goes_on == '-') && digit(byte(f, c.end + 1))))
        return 0;
    int64_t y, first = t.value, second = b.value;
    if (t.digits == 4 && c.digits <= 2) { /* 2014/11/25 */
        if (second < 1 || second > 12 || c.value < 1 ||
            c.value > bk_month_days(t.value, (unsigned)second))
            return 0;
        bk_date_day(out, bk_days(t.value, (unsigned)second, (unsigned)c.value));
        return c.end;
    }
    if (t.digits > 2 || (c.digits != 4 && !(c.digits == 2 && separator == '/'))) return 0;
    y = c.digits == 4 ? c.value : c.value + (c.value < 50 ? 2000 : 1900);
    if (y < 1000 || y > 2200) return 0;
    bool dmy =
        second >= 1 && second <= 12 && first >= 1 && first <= bk_month_days(y, (unsigned)second);
    bool mdy =
        first >= 1 && first <= 12 && second >= 1 && second <= bk_month_days(y, (unsigned)first);
    if (separator == '.') mdy = false; /* the German custom */
    if (dmy && mdy && first != second) {
        if (f->order == BK_ORDER_DMY) mdy = false;
        if (f->order == BK_ORDER_MDY) dmy = false;
    }
    if (dmy && mdy && first != second) {
        bk_date other;
        bk_date_day(out, bk_days(y, (unsigned)first, (unsigned)second));
        bk_date_day(&other, bk_days(y, (unsigned)second, (unsigned)first));
        if (other.lo < out->lo) {
            bk_date swap = *out;
            *out = other;
            other = swap;
        }
        char text[BK_EDTF_MAX];
        (void)snprintf(text, sizeof text, "[%.40s,%.40s]", out->edtf, other.edtf);
        memcpy(out->edtf, text, strlen(text) + 1);
        out->hi = other.hi;
        out->precision = BK_PRECISION_SET;
        *kind = BK_MENTION_SET;
        return c.end;
    }
    if (dmy)
        bk_date_day(out, bk_days(y, (unsigned)second, (unsigned)first));
    else if (mdy)
        bk_date_day(out, bk_days(y, (unsigned)first, (unsigned)second));
    else
        return 0;
    return c.end;
}

size_t bk_dx_iso_date(const finder *f, const token *t, bk_date *out, bk_mention_kind *kind) {
    if (t->digits != 4 || byte(f, t->end) != '-' || !digit(byte(f, t->end + 1))) return 0;
    size_t end = t->end;
    while (end < f->n && end - t->at < 40 &&
           (digit(byte(f, end)) || (f->p[end] && strchr("-:.+,TZtz ", f->p[end]))))
        end++;
    for (; end > t->at + 9; end--) { /* the longest prefix that is a date */
        if (!digit(byte(f, end - 1)) && byte(f, end - 1) != 'Z') continue;
        if (letter(byte(f, end)) || digit(byte(f, end))) continue;
        if (bk_date_parse(f->p + t->at, end - t->at, out, NULL) == BK_OK &&
            out->precision <= BK_PRECISION_DAY) {
            int after = byte(f, end); /* a part of a name: 2021-05-14-report.html, 2021-05-14/ */
            if (out->precision == BK_PRECISION_DAY && after > 0 && strchr("-_/\\", after)) return 0;
            if (out->precision < BK_PRECISION_DAY) *kind = BK_MENTION_TIME;
            return end;
        }
    }
    return 0;
}

/* A year that stands alone must look like one: by what stands before it, and by what does not
 * follow. */
static bool year_in_context(const finder *f, const token *t) {
    static const char *const leads[] = {"in",     "since", "by",     "during",  "from",    "until",
                                        "before", "after", "of",     "for",     "year",    "and",
                                        "to",     "or",    "till",   "through", "between", "late",
                                        "early",  "mid",   "circa",  "summer",  "winter",  "spring",
                                        "autumn", "fall",  "around", NULL};
    /* what is counted after a number of four digits, and no year: "2010 employees" */
    static const char *const no_things[] = {"is",  "was",  "has",   "this", "as", "its",
                                            "his", "does", "hours", "us",   NULL};
    static const char *const sizes[] = {"about",    "than",   "least",   "most",   "nearly",
                                        "over",     "almost", "some",    "port",   "version",
                                        "room",     "page",   "windows", "office", "server",
                                        "exchange", "event",  "id",      NULL};
    if (t->value < 1000 || t->value > 2100) return false;
    int c = byte(f, t->end);
    if ((c == '.' || c == ',' || c == ':' || c == '-') && digit(byte(f, t->end + 1))) return false;
    if (c > 0 && strchr("%/@_=\\", c)) return false;
    token b = bk_dx_before(f, t->at);
    token following = bk_dx_next(f, t);
    bool led = b.kind == T_WORD && bk_dx_is_one_of(f, &b, leads);
    bool bracket = b.mark == '(' || b.mark == '[';
    if (t->value < 1900 && !led && !bracket) return false;
    bool counted_thing = following.kind == T_WORD && !following.capital &&
                         following.end - following.at > 3 && f->p[following.end - 1] == 's' &&
                         f->p[following.end - 2] != 's' &&
                         !bk_dx_is_one_of(f, &following, no_things);
    if (led || bracket)
        return !counted_thing || bk_dx_is_word(f, &b, "in") || bk_dx_is_word(f, &b, "since");
    if (b.kind == T_MARK && b.mark != ',' && b.mark != '.' && b.mark != ';' && b.mark != '"' &&
        b.mark != ')')
        return false;
    if (b.kind == T_NUMBER || (b.kind == T_WORD && bk_dx_is_one_of(f, &b, sizes))) return false;
    if (b.end == t->at && b.kind != T_END)
        return false; /* glued to a mark: a part of something longer */
    return !counted_thing;
}

/* The second of 1962-1975, which is two mentions. */
static bool after_year(const finder *f, const token *b, const token *t) {
    if (b->mark != '-' || b->end != t->at || b->at < 4) return false;
    token first = bk_dx_token_at(f, b->at - 4);
    return bk_dx_plausible_year(&first) && first.end == b->at && first.value < t->value &&
           t->value < first.value + 120 && !(b->at > 4 && digit(byte(f, b->at - 5))) &&
           byte(f, t->end) != '-';
}

size_t bk_dx_year_alone(const finder *f, const token *t, bk_date *out, bk_mention_kind *kind) {
    if (t->digits != 4 || t->ordinal) return 0;
    if (t->plural) { /* the 1990s */
        if (t->value % 10 || t->value < 1500 || t->value > 2100) return 0;
        bk_date_span(out, bk_days(t->value, 1, 1), bk_days(t->value + 10, 1, 1));
        (void)snprintf(out->edtf, sizeof out->edtf, "%03dX", (int)(t->value / 10));
        out->precision = BK_PRECISION_DECADE;
        return t->end;
    }
    token b = bk_dx_before(f, t->at);
    token dash = bk_dx_token_at(f, t->end);
    token other = dash.mark == '-' ? bk_dx_token_at(f, dash.end) : (token){0};
    bool years = bk_dx_plausible_year(t) && bk_dx_plausible_year(&other) &&
                 other.value > t->value && other.value < t->value + 120 &&
                 byte(f, other.end) != '-';
    bool led = bk_dx_is_word(f, &b, "from") || bk_dx_is_word(f, &b, "between");
    if (led && !years) { /* from 2007 to 2009, between 2007 and 2009 */
        token join = bk_dx_next(f, t);
        if (bk_dx_is_one_of(f, &join,
                            (const char *const[]){"to", "and", "until", "till", "through", NULL})) {
            other = bk_dx_next(f, &join);
            years = bk_dx_plausible_year(t) && bk_dx_plausible_year(&other) &&
                    other.value > t->value && byte(f, other.end) != '-';
        }
    }
    if (years && led) {
        bk_date_span(out, bk_days(t->value, 1, 1), bk_days(other.value + 1, 1, 1));
        (void)snprintf(out->edtf, sizeof out->edtf, "%04d/%04d", (int)t->value, (int)other.value);
        *kind = BK_MENTION_RANGE;
        return other.end;
    }
    if (!years && !year_in_context(f, t) && !after_year(f, &b, t)) return 0;
    bk_date_year(out, t->value);
    return t->end;
}
