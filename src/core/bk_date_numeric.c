/* Dates in figures, and years alone, told from all the other numbers by their company. */
#include "bk_date_expression.h"

#include <string.h>

static bool valid(int64_t y, int64_t m, int64_t d) {
    return m >= 1 && m <= 12 && d >= 1 && d <= bk_month_days(y, (unsigned)m);
}

/* Both readings of a numeric date: [2019-02-05,2019-05-02]. */
static void both(int64_t one, int64_t other, when *w) {
    bk_date a, b;
    bk_date_day(&a, one < other ? one : other);
    bk_date_day(&b, one < other ? other : one);
    w->d = a;
    w->d.hi = b.hi;
    w->d.precision = BK_PRECISION_SET;
    size_t n = strlen(a.edtf), k = strlen(b.edtf);
    w->d.edtf[0] = '[';
    memcpy(w->d.edtf + 1, a.edtf, n);
    w->d.edtf[n + 1] = ',';
    memcpy(w->d.edtf + n + 2, b.edtf, k);
    memcpy(w->d.edtf + n + 2 + k, "]", 2);
    w->kind = BK_MENTION_SET;
}

/* Day and month in the order that the custom, the separator or the document has. */
static bool in_order(const finder *f, int64_t y, int64_t first, int64_t second, int separator,
                     when *w, parts *p) {
    bool dmy = valid(y, second, first), mdy = valid(y, first, second);
    if (separator == '.') mdy = mdy && !dmy; /* the German custom */
    if (dmy && mdy && first != second) {
        if (f->order == BK_ORDER_DMY) mdy = false;
        if (f->order == BK_ORDER_MDY) dmy = false;
    }
    if (!dmy && !mdy) return false;
    *p = (parts){.year = y,
                 .month = (int)(dmy ? second : first),
                 .day = (int)(dmy ? first : second),
                 .has_year = true};
    if (dmy && mdy && first != second)
        both(bk_days(y, (unsigned)first, (unsigned)second),
             bk_days(y, (unsigned)second, (unsigned)first), w);
    else
        bk_date_day(&w->d, bk_days(y, (unsigned)p->month, (unsigned)p->day));
    return true;
}

/* 20161016, where nothing else clings to it. */
static unsigned compact(dx *x, unsigned i, when *w) {
    const token *t = bk_dx_token(x, i);
    int64_t y = t->value / 10000, m = t->value / 100 % 100, d = t->value % 100;
    int after = bk_dx_byte(x->f, t->end), before = t->at ? bk_dx_byte(x->f, t->at - 1) : ' ';
    if (y < 1990 || y > 2039 || !valid(y, m, d) || t->ordinal || t->plural) return 0;
    if (after > 0 && !strchr(" .,;:-\n\r\t", after)) return 0;
    if (!strchr(" -\n\t", before)) return 0;
    bk_date_day(&w->d, bk_days(y, (unsigned)m, (unsigned)d));
    return i + 1;
}

/* What stands before day/month without a year, to tell it from 24/7 and 3/4. */
static bool led_in(dx *x, unsigned i) {
    const token *b = bk_dx_before(x, i);
    if (b->kind == T_END && i == 0) return false;
    return bk_dx_glue(b, BK_GLUE_ON | BK_GLUE_FROM | BK_GLUE_BETWEEN) ||
           bk_dx_has(b, BK_WORD_BOUND, 0) || bk_dx_has(b, BK_WORD_WEEKDAY, 0) ||
           bk_dx_has(b, BK_WORD_DIRECTION, BK_WORD_OBJECT) ||
           (bk_dx_has(b, BK_WORD_WHICH, 0) && b->end - b->at == 4) ||
           (i > 0 && (b->mark == '-' || bk_dx_glue(b, BK_GLUE_TO | BK_GLUE_AND)));
}

/* 22/04, and 7.6 behind a weekday */
static unsigned yearless(dx *x, unsigned i, int separator, when *w, parts *p) {
    const token *a = bk_dx_token(x, i), *b = bk_dx_token(x, i + 2);
    const token *lead = bk_dx_before(x, i);
    if (separator == '-' || a->digits > 2 || b->digits > 2 || b->plural || b->ordinal) return 0;
    if (separator == '.' && !bk_dx_has(lead, BK_WORD_WEEKDAY, 0)) return 0;
    if (!led_in(x, i) || bk_dx_month(x, i + 3)) return 0; /* on 10/11 November */
    int after = bk_dx_byte(x->f, b->end);
    if (after == '%' || after == separator || bk_dx_letter(after)) return 0;
    int64_t first = a->value, second = b->value;
    bool dmy = valid(2000, second, first), mdy = valid(2000, first, second);
    if (!dmy && !mdy) return 0;
    if (dmy && mdy && first != second && x->f->order == BK_ORDER_DMY) mdy = false;
    if (dmy && mdy && first != second && x->f->order == BK_ORDER_MDY) dmy = false;
    int weekday = bk_dx_has(lead, BK_WORD_WEEKDAY, 0) ? lead->entry->value : 0;
    if (dmy && mdy && first != second && weekday && x->f->anchored) { /* the weekday settles it */
        int64_t y = bk_dx_nearest_year(x->f, (int)second, (int)first, weekday);
        int64_t v = bk_dx_nearest_year(x->f, (int)first, (int)second, weekday);
        bool d_fits =
            bk_weekday(bk_days(y, (unsigned)second, (unsigned)first)) == (unsigned)weekday;
        bool m_fits =
            bk_weekday(bk_days(v, (unsigned)first, (unsigned)second)) == (unsigned)weekday;
        if (d_fits != m_fits) *(d_fits ? &mdy : &dmy) = false;
    }
    *p = (parts){.month = (int)(dmy ? second : first),
                 .day = (int)(dmy ? first : second),
                 .weekday = weekday};
    if (dmy && mdy && first != second && x->f->anchored) {
        int64_t y = bk_dx_nearest_year(x->f, (int)first, (int)second, 0);
        int64_t v = bk_dx_nearest_year(x->f, (int)second, (int)first, 0);
        both(bk_days(y, (unsigned)first, (unsigned)second),
             bk_days(v, (unsigned)second, (unsigned)first), w);
        return i + 3;
    }
    if (dmy && mdy && first != second) return 0;
    return bk_dx_settle(x->f, p, w) ? i + 3 : 0;
}

/* 2015-12, 12-2015, 7/2014: a month and its year */
static unsigned month_of_year(dx *x, unsigned i, when *w, parts *p) {
    const token *a = bk_dx_token(x, i), *b = bk_dx_token(x, i + 2), *y = NULL, *m = NULL;
    int separator = bk_dx_token(x, i + 1)->mark, after = bk_dx_byte(x->f, b->end);
    if (bk_dx_plausible_year(a) && b->digits <= 2 && separator != '.') {
        y = a;
        m = b;
    } else if (bk_dx_plausible_year(b) && a->digits <= 2) {
        y = b;
        m = a;
    }
    bool en_dash = bk_dx_token(x, i + 1)->end - bk_dx_token(x, i + 1)->at > 1; /* 2009–12 */
    if (!y || en_dash || m->ordinal || m->plural || m->value < 1 || m->value > 12) return 0;
    if (y == a && b->digits == 2 && b->value == a->value % 100 + 1 && separator == '/') return 0;
    if (after == separator || bk_dx_letter(after) || after == '%' || after == '_') return 0;
    if (separator == '.' && a->digits != 2) return 0; /* 7.2014 is rather a version */
    const token *lead = bk_dx_before(x, i);
    if (lead->mark == separator || (lead->kind == T_NUMBER && i == 0)) return 0;
    *p = (parts){.year = y->value, .month = (int)m->value, .has_year = true};
    bk_date_month(&w->d, y->value, (unsigned)m->value);
    return i + 3;
}

static bool of_path(int c) {
    return bk_dx_letter(c) || bk_dx_digit(c) || (c > 0 && strchr("./\\_-~*", c));
}

bool bk_dx_endless(const finder *f, size_t end) {
    if (end < 1 || f->n - end < 3 || memcmp(f->p + end, "/..", 3) != 0) return false;
    int last = bk_dx_byte(f, end - 1);
    return (bk_dx_digit(last) || strchr("~?%XZ", last)) && !of_path(bk_dx_byte(f, end + 3));
}

bool bk_dx_beginless(const finder *f, size_t at) {
    return at >= 3 && memcmp(f->p + at - 3, "../", 3) == 0 && bk_dx_digit(bk_dx_byte(f, at)) &&
           !(at > 3 && of_path(bk_dx_byte(f, at - 4)));
}

/* Does a slash and another date follow, or an open end: 2014-11-25/2014-12-02, 2014-11-25/..? */
static bool another(const finder *f, size_t slash) {
    if (bk_dx_byte(f, slash) != '/') return false;
    if (bk_dx_endless(f, slash)) return true;
    token year = bk_dx_token_at(f, slash + 1);
    return bk_dx_plausible_year(&year) && bk_dx_byte(f, year.end) == '-';
}

/* The index behind the token that holds the byte before `end`; the window goes on there. */
static unsigned cut(dx *x, unsigned i, size_t end) {
    unsigned e = i;
    while (bk_dx_token(x, e)->kind != T_END && bk_dx_token(x, e)->end < end) e++;
    if (bk_dx_token(x, e)->kind == T_END) return 0;
    x->w[e].end = end;
    if (x->n > e + 1) x->n = e + 1;
    return e + 1;
}

/* 2014-11-24~, 2014-11?, 2014-11-XX: EDTF that says its doubt. A question mark may end a sentence,
 * "2014-11~2014-12" is a range, and a share has its sign. */
static unsigned doubtful(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    size_t at = bk_dx_token(x, i)->at, end = at;
    while (bk_dx_digit(bk_dx_byte(f, end)) || bk_dx_byte(f, end) == '-' ||
           bk_dx_byte(f, end) == 'X')
        end++;
    bool masked = memchr(f->p + at, 'X', end - at) != NULL;
    int mark = bk_dx_byte(f, end), after = bk_dx_byte(f, end + 1);
    bool asks = mark == '?' && !(after == ',' || after == ';' || after == '/') &&
                !(after == ' ' && bk_dx_byte(f, end + 2) >= 'a' && bk_dx_byte(f, end + 2) != 0x7F);
    if (mark == '~' || (mark == '?' && !asks) || (mark == '%' && end == at + 10))
        end++;
    else if (!masked)
        return 0;
    after = bk_dx_byte(f, end);
    if (bk_dx_digit(after) || bk_dx_letter(after) || after == '_' || after == '-') return 0;
    return bk_date_parse_edtf(f->p + at, end - at, &w->d, NULL) == BK_OK ? cut(x, i, end) : 0;
}

/* 2014-11-25, 2014-11-25T10:00:00Z, 2014-11-25 10:00 */
static unsigned iso(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i);
    if (t->digits != 4 || !bk_dx_digit(bk_dx_byte(f, t->end + 1))) return 0;
    size_t end = t->at + 10;
    if (bk_dx_byte(f, end) == ' ' && bk_date_parse(f->p + t->at, 10, &w->d, NULL) == BK_OK &&
        w->d.precision == BK_PRECISION_DAY)
        return i + 5; /* the clock behind it is read as any other */
    end = t->end;
    while (end < f->n && end - t->at < 40 &&
           (bk_dx_digit(bk_dx_byte(f, end)) || (f->p[end] && strchr("-:.+,TZtz ", f->p[end]))))
        end++;
    size_t day_end = 0;
    bk_date whole, day;
    for (; end > t->at + 9; end--) { /* the longest prefix that is a date */
        if (!bk_dx_digit(bk_dx_byte(f, end - 1)) && bk_dx_byte(f, end - 1) != 'Z') continue;
        if (bk_dx_letter(bk_dx_byte(f, end)) || bk_dx_digit(bk_dx_byte(f, end))) continue;
        int after = bk_dx_byte(f, end); /* a part of a name: 2021-05-14-report.html, 2021-05-14/ */
        if (after > 0 && strchr("-_/\\", after) && end == t->at + 10 && !another(f, end)) continue;
        if (bk_date_parse(f->p + t->at, end - t->at, &whole, NULL) == BK_OK &&
            whole.precision <= BK_PRECISION_DAY && !memchr(f->p + t->at, '/', end - t->at)) {
            day_end = end;
            break;
        }
    }
    if (!day_end) return 0;
    w->d = whole;
    unsigned e = cut(x, i, day_end);
    if (whole.precision < BK_PRECISION_DAY) {
        w->kind = BK_MENTION_TIME;
        if (bk_date_parse(f->p + t->at, 10, &day, NULL) == BK_OK && day_end > t->at + 10) {
            w->base[0] = (bk_date_base){.first = t->at, .end = t->at + 10, .date = day};
            w->bases = 1;
        }
    }
    return e;
}

/* 10.11.2014 of a piece of software */
static bool version(dx *x, unsigned i) {
    const token *b = bk_dx_before(x, i);
    return bk_dx_is(x, b, "version") || bk_dx_is(x, b, "v") || bk_dx_is(x, b, "build") ||
           bk_dx_is(x, b, "release");
}

unsigned bk_dx_numeric(dx *x, unsigned i, when *w, parts *p) {
    const token *a = bk_dx_token(x, i);
    *p = (parts){0};
    if (a->ordinal || a->plural) return 0;
    if (a->digits == 8) return compact(x, i, w);
    const token *mark = bk_dx_token(x, i + 1), *b = bk_dx_token(x, i + 2);
    int separator = mark->mark;
    if (a->digits == 4 && !separator && b->kind == T_NUMBER && mark->kind == T_NUMBER &&
        mark->digits == 2 && b->digits == 2 && valid(a->value, mark->value, b->value) &&
        bk_dx_plausible_year(a) && !b->ordinal && !b->plural) { /* 2016 10 16 */
        bk_date_day(&w->d, bk_days(a->value, (unsigned)mark->value, (unsigned)b->value));
        return i + 3;
    }
    if (a->digits == 4 && separator == '-' && mark->glued && b->glued) {
        unsigned e = doubtful(x, i, w);
        if (e) return e;
    }
    if (!mark->glued || !b->glued || b->kind != T_NUMBER || b->ordinal || !separator ||
        !strchr("/.-", separator))
        return 0;
    if (separator == '-') {
        unsigned e = iso(x, i, w);
        if (e) return e;
    }
    const token *second = bk_dx_token(x, i + 3), *c = bk_dx_token(x, i + 4);
    bool three = second->mark == separator && second->glued && c->kind == T_NUMBER && c->glued;
    if (!three) {
        if (b->plural) return 0;
        unsigned e = month_of_year(x, i, w, p);
        return e ? e : yearless(x, i, separator, w, p);
    }
    int after = bk_dx_byte(x->f, c->end);
    if (c->ordinal || c->plural || b->digits > 2 || bk_dx_letter(after) || after == '/' ||
        ((after == '.' || after == '-') && bk_dx_digit(bk_dx_byte(x->f, c->end + 1)) &&
         !(after == '-' && bk_dx_token(x, i + 6)->digits <= 2 &&
           bk_dx_token(x, i + 7)->mark == separator)))
        return 0;
    if (a->digits == 4 && c->digits <= 2) { /* 2014/11/25, 2018-7-6 */
        if (version(x, i) || after == '-' || after == '_' || after == '\\' ||
            !bk_dx_plausible_year(a) || !valid(a->value, b->value, c->value))
            return 0;
        *p = (parts){
            .year = a->value, .month = (int)b->value, .day = (int)c->value, .has_year = true};
        bk_date_day(&w->d, bk_days(a->value, (unsigned)b->value, (unsigned)c->value));
        return i + 5;
    }
    bool dashed =
        separator == '-' && (c->value > 31 || bk_dx_has(bk_dx_before(x, i), BK_WORD_WEEKDAY, 0));
    bool dotted = separator == '.' && x->f->lexicon->language->dotted; /* 24.11.14 */
    bool two = c->digits == 2 && (separator == '/' || dashed || dotted); /* 10-31-74 */
    if (a->digits > 2 || (c->digits != 4 && !two)) return 0;
    int64_t y = c->digits == 4 ? c->value : bk_dx_full_year(x->f, c->value);
    if (y < 1000 || y > 2200 || (separator == '.' && version(x, i))) return 0;
    return in_order(x->f, y, a->value, b->value, separator, w, p) ? i + 5 : 0;
}

static bool is_one_of(const dx *x, const token *t, const char *const words[]) {
    for (size_t i = 0; words[i]; i++) {
        if (bk_dx_is(x, t, words[i])) return true;
    }
    return false;
}

/* "2010 employees", "from 1500 to 2000 customers": what is counted behind a number, which is no
 * year. */
static bool counts_things(dx *x, unsigned i) {
    static const char *const no_things[] = {"is",  "was",  "has",   "this", "as", "its",
                                            "his", "does", "hours", "us",   NULL};
    const token *t = bk_dx_token(x, i + 1), *other = bk_dx_token(x, i + 2);
    if ((bk_dx_glue(t, BK_GLUE_AND | BK_GLUE_OR | BK_GLUE_TO) || t->mark == '-') &&
        other->kind == T_NUMBER && other->digits == 4)
        t = bk_dx_token(x, i + 3);
    return t->kind == T_WORD && !t->capital && t->end - t->at > 3 && x->f->p[t->end - 1] == 's' &&
           x->f->p[t->end - 2] != 's' && !is_one_of(x, t, no_things) &&
           bk_dx_kind_of(t) != BK_WORD_BOUND;
}

/* Does "and" before token `i` join it to another year: "in 2009 and 2011", not "port 2014 and
 * 1433"? */
static bool joins_years(dx *x, unsigned i, const token *and) {
    const token before = i > 1 ? *bk_dx_before(x, i - 1) : bk_dx_token_before(x->f, and->at);
    int64_t apart = bk_dx_token(x, i)->value - before.value;
    return bk_dx_plausible_year(&before) && before.value >= 1500 && apart > -60 && apart < 60;
}

/* A year that stands alone must look like one: by what stands before it, and by what does not
 * follow. */
static bool year_in_context(dx *x, unsigned i) {
    static const char *const sizes[] = {
        "about",   "than", "least", "most",    "nearly", "over",    "almost",   "some",  "port",
        "version", "room", "page",  "windows", "office", "server",  "exchange", "event", "id",
        "rfc",     "usc",  "pid",   "error",   "code",   "section", NULL};
    static const char *const leads[] = {"through", "summer", "winter", "spring", "autumn",
                                        "fall",    "year",   "years",  "late",   "early",
                                        "mid",     "about",  "around", "circa",  NULL};
    const token *t = bk_dx_token(x, i);
    const finder *f = x->f;
    if (t->value < 1100 || t->value > 2100) return false;
    int c = bk_dx_byte(f, t->end);
    if ((c == '.' || c == ',' || c == ':' || c == '-') && bk_dx_digit(bk_dx_byte(f, t->end + 1)))
        return false;
    if (c > 0 && strchr("%/@_=\\", c)) return false;
    const token *b = bk_dx_before(x, i);
    int any = BK_GLUE_OF | BK_GLUE_IN | BK_GLUE_FROM | BK_GLUE_TO | BK_GLUE_BETWEEN | BK_GLUE_LEAD;
    bool least = i > 0 && bk_dx_is(x, b, "least"); /* since at least 2012 */
    bool led = bk_dx_glue(b, any) || least ||
               (bk_dx_glue(b, BK_GLUE_AND | BK_GLUE_OR) && joins_years(x, i, b)) ||
               bk_dx_has(b, BK_WORD_BOUND, 0) || bk_dx_has(b, BK_WORD_DIRECTION, BK_WORD_OBJECT) ||
               is_one_of(x, b, leads);
    if (is_one_of(x, b, (const char *const[]){"about", "around", NULL}) && t->value < 1900)
        led = false;
    bool bracket = b->mark == '(' || b->mark == '[';
    if (bracket && (t->value < 1900 || t->value > 2039 || /* sshd[1987] */
                    (b->at > 0 && bk_dx_in_word(f, b->at - 1))))
        return false;
    if ((t->value < 1900 || t->value > 2039) && !led && !bracket) return false;
    bool counted_thing = counts_things(x, i);
    /* "the 2021 figures", "the group's 2021 campaigns" are of that year */
    bool owned = bk_dx_glue(b, BK_GLUE_THE) || bk_dx_is(x, b, "s");
    if (owned && t->value >= 1500) return true;
    bool surely = bk_dx_glue(b, BK_GLUE_IN) || bk_dx_has(b, BK_WORD_BOUND, 0);
    if (led || bracket) return !counted_thing || surely;
    if (b->kind == T_MARK && !(b->mark && strchr(",.;\")", b->mark)) && b->end != t->at &&
        b->mark < 0x80 && b->mark != '-' && b->mark != '#' && b->mark != '*')
        return false;
    if (b->kind == T_NUMBER || (b->kind == T_WORD && is_one_of(x, b, sizes))) return false;
    if (b->end == t->at && b->kind != T_END && b->kind == T_MARK && b->mark != '"' &&
        b->mark != '\'' && b->mark < 0x80)
        return false; /* glued to a mark: a part of something longer */
    return !counted_thing;
}

/* The second year of 2013/14: two digits that go on from the first within a generation. */
static bool years_cut(dx *x, const token *t, const token *two, int64_t *last) {
    if (!bk_dx_plausible_year(t) || two->kind != T_NUMBER || two->digits != 2 || two->ordinal ||
        two->plural)
        return false;
    int c = bk_dx_byte(x->f, two->end);
    if (c > 0 && (strchr("-/_%", c) || bk_dx_letter(c))) return false;
    int64_t year = 2100;
    unsigned m, d;
    if (x->f->anchored) bk_civil(x->f->anchor, &year, &m, &d);
    *last = t->value - t->value % 100 + two->value;
    return *last > t->value && *last < t->value + 20 && *last <= year + 2;
}

unsigned bk_dx_year_alone(dx *x, unsigned i, when *w) {
    const token *t = bk_dx_token(x, i);
    if (t->kind == T_NUMBER && t->digits >= 1 && t->digits <= 4 && !t->ordinal && !t->plural &&
        bk_dx_has(bk_dx_token(x, i + 1), BK_WORD_ERA, 0) && t->value > 0 &&
        !bk_dx_token(x, i + 1)->glued) { /* 490 BC */
        bk_date_year(&w->d, bk_dx_token(x, i + 1)->entry->value < 0 ? 1 - t->value : t->value);
        return i + 2;
    }
    const token *quote = bk_dx_before(x, i);
    if (t->digits == 2 && quote->mark == '\'' && t->glued + (i == 0) && !t->ordinal && !t->plural &&
        quote->end == t->at && quote->at > 0 && x->f->p[quote->at - 1] == ' ' &&
        bk_dx_byte(x->f, t->end) != '\'') { /* in '89 */
        bk_date_year(&w->d, bk_dx_full_year(x->f, t->value));
        return i + 1;
    }
    if (t->digits != 4 || t->ordinal) return 0;
    if (t->plural) return bk_dx_decade(x, i, w); /* the 1990s */
    const token *b = bk_dx_before(x, i);
    /* the second of 1962-1975, where the first was no part of the expression */
    bool behind = i > 0 &&
                  (b->mark == '-' || b->mark == '~' || bk_dx_glue(b, BK_GLUE_TO | BK_GLUE_AND)) &&
                  bk_dx_plausible_year(t);
    const token *dash = bk_dx_token(x, i + 1), *other = bk_dx_token(x, i + 2);
    bool ahead = (dash->mark == '-' || dash->mark == '~') && bk_dx_plausible_year(t) &&
                 bk_dx_plausible_year(other) && other->value > t->value &&
                 other->value < t->value + 120;
    ahead = ahead || (bk_dx_plausible_year(t) && bk_dx_endless(x->f, t->end)); /* 2014/.. */
    int64_t last;
    if ((dash->mark == '-' || dash->mark == '/') && dash->glued && other->glued &&
        years_cut(x, t, other, &last)) { /* 2013/14, 1990-94 */
        bk_date from, to;
        bk_date_year(&from, t->value);
        bk_date_year(&to, last);
        bk_date_join(&w->d, &from, &to);
        w->kind = BK_MENTION_RANGE;
        w->bases = 2;
        w->base[0] = (bk_date_base){.first = t->at, .end = t->end, .date = from};
        w->base[1] = (bk_date_base){.first = other->at, .end = other->end, .date = to};
        return i + 3;
    }
    if (behind && counts_things(x, i)) return 0;
    if (!behind && (!ahead || counts_things(x, i)) && !year_in_context(x, i)) return 0;
    bk_date_year(&w->d, t->value);
    return i + 1;
}
