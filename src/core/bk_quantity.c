#include "bk_quantity.h"

#include "bk_numeral.h"

#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static size_t letters_end(const bk_text_view *t, size_t at) {
    while (at < t->n && is_letter(t->p[at])) at++;
    return at;
}

typedef struct sign {
    const char *sign, *currency;
} sign;
static const sign signs[] = {
    {"$", "USD"},
    {"\xC2\xA3", "GBP"},
    {"\xE2\x82\xAC", "EUR"},
    {"\xC2\xA5", "JPY"},
    {"\xE2\x82\xB9", "INR"},
    {"\xE2\x82\xBF", "XBT"},
    {"\xE2\x82\xA9", "KRW"},
    {"\xE2\x82\xBD", "RUB"},
    {"\xE2\x82\xB4", "UAH"},
    {"\xE2\x82\xAA", "ILS"},
    {"\xE2\x82\xBA", "TRY"},
};

static const sign *sign_at(const bk_text_view *t, size_t at) {
    if (at >= t->n) return NULL;
    unsigned char c = (unsigned char)t->p[at];
    if (c != '$' && c != 0xC2 && c != 0xE2) return NULL;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (bk_qt_starts(t, at, signs[i].sign)) return &signs[i];
    }
    return NULL;
}

static void set_currency(bk_quantity *q, const char *currency) {
    memcpy(q->currency, currency, sizeof q->currency);
    q->kind = BK_QUANTITY_MONEY;
}

/* The unit after the number: bytes or a currency. False when the unit makes it no quantity. */
static bool unit_after(const bk_text_view *t, bk_numeral *x, bk_quantity *q, uint64_t *bytes) {
    size_t at = x->end, gap = bk_qt_space(t, at), e;
    if (at < t->n && t->p[at] == '%') return false;
    /* dates, times, addresses, lists */
    if (at + 1 < t->n && t->p[at] && strchr("/:@=.,#", t->p[at]) && bk_qt_wordish(t, at + 1) &&
        (strchr("/:@=#", t->p[at]) || is_digit(t->p[at + 1])))
        return false;
    const sign *money = sign_at(t, at);
    if (!money && gap && sign_at(t, at + gap) &&
        !is_digit(at + gap + 1 < t->n ? t->p[at + gap + 1] : 0) && t->p[at + gap] != '$')
        money = sign_at(t, at + gap);
    else if (money)
        gap = 0;
    if (money && !(x->form == BK_QUANTITY_WORDS)) {
        size_t after = at + gap + strlen(money->sign);
        if (!(after < t->n && is_digit(t->p[after]))) {
            set_currency(q, money->currency);
            x->end = after;
            return true;
        }
    }
    size_t hyphen = gap ? 0 : bk_qt_dash(t, at), start = at + gap + hyphen;
    const bk_qword *w = bk_qt_word(t, start, &e);
    if (!w) {
        if (!gap && !hyphen) return !bk_qt_wordish(t, at);
        /* "545,000 Russian rubles": whose money it is goes before its name */
        size_t e2;
        const bk_qword *named = gap && e > start && t->p[start] <= 'Z' && t->p[start] >= 'A' &&
                                        e < t->n && t->p[e] == ' '
                                    ? bk_qt_word(t, e + 1, &e2)
                                    : NULL;
        if (named && named->kind == BK_QW_MONEY && strcmp(named->currency, "GBP") != 0) {
            set_currency(q, named->currency);
            x->end = e2;
            return true;
        }
        /* "24-hour", "3,000-person", "555-0199": not the thing counted */
        return !(hyphen && bk_qt_wordish(t, start));
    }
    switch (w->kind) {
    case BK_QW_PERCENT:
        return !(e - start > 3 || bk_qt_starts(t, e, " cent"));
    case BK_QW_RATE:
        /* "Gb/s" and its like; "11 Tb of data" means bytes */
        return false;
    case BK_QW_BYTES:
    case BK_QW_BYTES_ONE:
    case BK_QW_BYTES_ALL:
        if (bk_qt_starts(t, e, "/s") || bk_qt_starts(t, e, " per second") ||
            bk_qt_starts(t, e, "ps"))
            return false;
        if (w->kind == BK_QW_BYTES && e - start == 2 && hyphen == 0 && x->form >= BK_QUANTITY_WORDS)
            return true;
        q->kind = BK_QUANTITY_VOLUME;
        *bytes = w->value;
        x->end = e;
        return true;
    case BK_QW_MONEY:
        if (strcmp(w->currency, "KRW") == 0 && x->form < BK_QUANTITY_GROUPED) return true;
        if (strcmp(w->currency, "GBP") == 0 && bk_qt_starts(t, e, " of ")) return true; /* weight */
        if (bk_qt_wordish(t, start) && t->p[start] == 'Y' && strcmp(w->currency, "CNY") == 0)
            return true;
        set_currency(q, w->currency);
        x->end = e;
        return true;
    case BK_QW_CODE: {
        bool upper =
            t->p[start] >= 'A' && t->p[start] <= 'Z' && t->p[e - 1] >= 'A' && t->p[e - 1] <= 'Z';
        if (!upper && strcmp(w->currency, "XBT") != 0) return gap || hyphen;
        set_currency(q, w->currency);
        x->end = e;
        return true;
    }
    case BK_QW_DOLLARISH: {
        size_t e2;
        const bk_qword *dollars =
            e - start > 1 && bk_qt_space(t, e) ? bk_qt_word(t, e + bk_qt_space(t, e), &e2) : NULL;
        if (dollars && dollars->kind == BK_QW_MONEY) {
            bool dollar = strcmp(dollars->currency, "USD") == 0;
            set_currency(q, dollar ? w->currency : dollars->currency);
            x->end = e2;
            return true;
        }
        return gap > 0;
    }
    default:
        return gap > 0;
    }
}

/* A byte unit read after a suffix would be "5 m b"; the number's own unit was taken in vague(). */
static bool finish(const bk_text_view *t, size_t first, size_t amount, const char *currency,
                   bk_quantity *q, size_t *resume) {
    bk_numeral x, y;
    uint64_t bytes = 1;
    *q = (bk_quantity){.first = first};
    if (!bk_numeral_read(t, amount, currency != NULL, &x)) return false;
    *resume = x.end;
    if (currency) set_currency(q, currency);
    /* a range: its second number carries the unit for both */
    bool range = false;
    size_t link = 0;
    size_t gap = bk_qt_space(t, x.end), hyphen = bk_qt_dash(t, x.end);
    bool between = first >= 8 && (t->p[first - 8] | 0x20) == 'b' &&
                   memcmp(t->p + first - 7, "etween ", 7) == 0;
    if (hyphen && !(x.form >= BK_QUANTITY_WORDS && x.form != BK_QUANTITY_MAGNITUDE)) {
        link = hyphen;
    } else if (gap && (bk_qt_starts(t, x.end + gap, "to ") ||
                       (between && bk_qt_starts(t, x.end + gap, "and ")))) {
        link = gap + (t->p[x.end + gap] == 't' ? 3 : 4);
    } else if (gap && bk_qt_dash(t, x.end + gap) &&
               bk_qt_space(t, x.end + gap + bk_qt_dash(t, x.end + gap))) {
        link = gap + bk_qt_dash(t, x.end + gap) +
               bk_qt_space(t, x.end + gap + bk_qt_dash(t, x.end + gap));
    }
    if (link && x.end + link < t->n && !x.unit_given && !x.unit) {
        const sign *again = sign_at(t, x.end + link);
        size_t second = x.end + link + (again ? strlen(again->sign) : 0);
        if (second < t->n && (is_digit(t->p[second]) || (link > 3 && is_letter(t->p[second]))) &&
            bk_numeral_read(t, second, currency != NULL, &y) && !y.unit &&
            y.bound == BK_QUANTITY_EXACT) {
            bool identifier =
                hyphen && bk_qt_dash(t, y.end) && y.end + 1 < t->n && is_digit(t->p[y.end + 1]);
            if (identifier) return false;
            /* "3 to 5 million", but "$900,000 to $1 million" */
            bool shares = y.form == BK_QUANTITY_MAGNITUDE && x.times == 1 &&
                          x.form < BK_QUANTITY_SUFFIX && x.form != BK_QUANTITY_GROUPED;
            bool suffixed = y.form == BK_QUANTITY_SUFFIX && x.form == BK_QUANTITY_DIGITS;
            if (shares || suffixed) x.times = y.times;
            bk_quantity_value low = bk_numeral_value(&x, 1, false),
                              high = bk_numeral_value(&y, 1, false);
            if (low.number < high.number) {
                range = true;
                if (x.form < y.form) x.form = y.form;
                x.end = y.end;
            } else if (hyphen) {
                return false; /* 2014-11, 555-0199 */
            } else {
                if (shares || suffixed) x.times = 1;
            }
        }
    }
    if (x.unit_given) {
        q->kind = BK_QUANTITY_VOLUME;
    } else if (x.unit) {
        set_currency(q, x.unit->currency);
    } else if (!currency) {
        bool ok = unit_after(t, &x, q, &bytes);
        if (!ok) return false;
    } else {
        size_t e;
        const bk_qword *w =
            bk_qt_space(t, x.end) ? bk_qt_word(t, x.end + bk_qt_space(t, x.end), &e) : NULL;
        if (w && (w->kind == BK_QW_CODE) && t->p[e - 1] <= 'Z' && strcmp(currency, "USD") == 0) {
            set_currency(q, w->currency); /* "$15 million CAD" */
            x.end = e;
        } else if (!w && !bk_qt_space(t, x.end) && bk_qt_wordish(t, x.end)) {
            return false;
        }
    }
    if (q->kind == BK_QUANTITY_MONEY && x.three_decimals && strcmp(q->currency, "EUR") == 0 &&
        x.decimals == 3) {
        x.decimals = 0;
        x.form = BK_QUANTITY_GROUPED;
    }
    if (x.comma_decimals && q->kind == BK_QUANTITY_COUNT && x.form < BK_QUANTITY_SUFFIX)
        return false;
    q->form = x.form;
    q->end = x.end;
    q->value = bk_numeral_value(&x, bytes, q->kind == BK_QUANTITY_VOLUME);
    if (range) {
        q->has_high = true;
        q->high = bk_numeral_value(&y, bytes, q->kind == BK_QUANTITY_VOLUME);
        q->bound = BK_QUANTITY_AT_LEAST;
    } else {
        q->bound = x.bound;
    }
    *resume = q->end;
    size_t edge;
    bk_quantity_bound said = bk_qword_bound_before(t->p, first, &edge);
    if (said != BK_QUANTITY_EXACT) {
        q->bound_first = edge;
        q->bound_end = first;
        while (q->bound_end > edge &&
               (t->p[q->bound_end - 1] == ' ' || t->p[q->bound_end - 1] == '\n'))
            q->bound_end--;
    } else if ((said = bk_qword_bound_after(t->p, t->n, q->end, &edge)) != BK_QUANTITY_EXACT) {
        q->bound_first = q->end + (t->p[q->end] == ' ' || t->p[q->end] == '-');
        q->bound_end = edge;
        *resume = edge;
    }
    if (said == BK_QUANTITY_AT_MOST && q->has_high) {
        q->value = q->high;
        q->has_high = false;
    }
    if (said != BK_QUANTITY_EXACT && !q->has_high && q->bound != BK_QUANTITY_AT_LEAST)
        q->bound = said;
    return true;
}

/* The article or multiplier that "million" alone needs: "a million". */
static bool article_before(const bk_text_view *t, size_t at, size_t *first) {
    if (at < 2 || t->p[at - 1] != ' ') return false;
    if ((t->p[at - 2] != 'a' && t->p[at - 2] != 'A') || (at >= 3 && bk_qt_wordish(t, at - 3)))
        return false;
    *first = at - 2;
    return true;
}

void bk_quantity_start(bk_quantity_scan *s, const char *p, size_t n) {
    *s = (bk_quantity_scan){.p = p, .n = n, .stop = n};
    bk_qword_glimpses(s->glimpses);
}

/* Money whose code or adjective stands before: "USD 5,000", "US$15m", "Rs 3 crore". `e` ends the
 * word. */
static bool money_word(const bk_text_view *t, size_t at, size_t e, const bk_qword *w,
                       bk_quantity *q, size_t *resume) {
    size_t next = e;
    if (w->kind == BK_QW_DOLLARISH) {
        if (next >= t->n || t->p[next] != '$') return false;
        if (next + 1 < t->n && t->p[next + 1] == ' ') next++;
        return finish(t, at, next + 1, w->currency, q, resume);
    }
    bool upper = t->p[at] >= 'A' && t->p[at] <= 'Z';
    if (!upper) return false;
    if (next < t->n && t->p[next] == '.' && strcmp(w->currency, "INR") == 0) next++;
    next += bk_qt_space(t, next);
    if (next >= t->n || !is_digit(t->p[next])) return false;
    return finish(t, at, next, w->currency, q, resume);
}

bool bk_quantity_next(bk_quantity_scan *s, bk_quantity *out) {
    bk_text_view t = {s->p, s->n};
    while (s->at < s->stop) {
        size_t at = s->at, resume = at, e;
        char c = t.p[at];
        const sign *money;
        if (c == ' ') { /* a sixth of all bytes */
            s->at++;
        } else if (is_digit(c)) {
            char before = at ? t.p[at - 1] : ' ';
            bool glued = before && strchr("#@/=&_+.:\\%", before) != NULL;
            if (!glued && finish(&t, at, at, NULL, out, &resume)) {
                s->at = resume;
                return true;
            }
            s->at = bk_qt_skip(&t, at);
        } else if (is_letter(c)) {
            size_t first = at;
            e = letters_end(&t, at);
            const bk_qword *w = bk_qword_glimpsed(s->glimpses, t.p + at, e - at)
                                    ? bk_qword_find(t.p + at, e - at)
                                    : NULL;
            bool parted = e < t.n && t.p[e] == ' ', found = false;
            bool whole = parted || !bk_qt_wordish(&t, e);
            if (w && (w->kind == BK_QW_CODE || w->kind == BK_QW_DOLLARISH)) {
                found = money_word(&t, at, e, w, out, &resume);
            } else if (w && whole) {
                switch (w->kind) {
                case BK_QW_ONES:
                case BK_QW_TENS:
                case BK_QW_VAGUE:
                case BK_QW_BYTES_ALL:
                    found = finish(&t, at, at, NULL, out, &resume);
                    break;
                case BK_QW_FEW:
                case BK_QW_HALF:
                    (void)article_before(&t, at, &first);
                    found = finish(&t, first, at, NULL, out, &resume);
                    break;
                case BK_QW_HUNDRED:
                case BK_QW_DOZEN:
                case BK_QW_MAGNITUDE:
                    found =
                        article_before(&t, at, &first) && finish(&t, first, at, NULL, out, &resume);
                    break;
                default:
                    break;
                }
            }
            if (found) {
                s->at = resume;
                return true;
            }
            /* plain prose goes on at the word's end; digits hanging on it are an identifier */
            bool hung = !parted && e < t.n &&
                        (!whole ||
                         (strchr("-./:@#=&+%", t.p[e]) && t.p[e] && e + 1 < t.n &&
                          (is_digit(t.p[e + 1]) || t.p[e + 1] == '/')));
            s->at = hung && !(resume > at) ? bk_qt_skip(&t, at) : resume > e ? resume : e;
        } else if (c == '+' && at + 1 < t.n && is_digit(t.p[at + 1])) {
            /* a telephone number, however it is spaced */
            at++;
            while (at < t.n && (is_digit(t.p[at]) || t.p[at] == ' ' || t.p[at] == '-' ||
                                t.p[at] == '(' || t.p[at] == ')'))
                at++;
            s->at = at;
        } else if ((money = sign_at(&t, at)) != NULL) {
            size_t amount = at + strlen(money->sign);
            if (bk_qt_space(&t, amount) == 1 && t.p[amount] == ' ') amount++;
            if (amount < t.n && (is_digit(t.p[amount])) &&
                finish(&t, at, amount, money->currency, out, &resume)) {
                s->at = resume;
                return true;
            }
            s->at = at + strlen(money->sign);
        } else {
            size_t n = bk_qt_wordish(&t, at);
            s->at = n > 1 ? bk_qt_skip(&t, at) : at + 1;
        }
    }
    return false;
}

const char *bk_quantity_kind_name(bk_quantity_kind kind) {
    static const char *const names[] = {"count", "volume", "money"};
    return names[kind];
}

const char *bk_quantity_form_name(bk_quantity_form form) {
    static const char *const names[] = {"digits",    "grouped", "decimal", "suffix",
                                        "magnitude", "words",   "vague"};
    return names[form];
}

const char *bk_quantity_bound_name(bk_quantity_bound bound) {
    static const char *const names[] = {NULL, "about", "at-least", "at-most"};
    return names[bound];
}
