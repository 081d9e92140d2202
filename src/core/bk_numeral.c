#include "bk_numeral.h"

#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
/* Part of a word: letters, digits, and all UTF-8 but punctuation (U+00A0..BF, U+2000..20FF). */
size_t bk_qt_wordish(const bk_text_view *t, size_t at) {
    if (at >= t->n) return 0;
    unsigned char c = (unsigned char)t->p[at];
    if (is_digit((char)c) || is_letter((char)c) || c == '_') return 1;
    if (c < 0xC3 || (c == 0xE2 && at + 1 < t->n && (unsigned char)t->p[at + 1] < 0x84)) return 0;
    size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    return n <= t->n - at ? n : 0;
}
static size_t word_end(const bk_text_view *t, size_t at) {
    for (size_t n; (n = bk_qt_wordish(t, at)) != 0; at += n) {
    }
    return at;
}
static size_t letters_end(const bk_text_view *t, size_t at) {
    while (at < t->n && is_letter(t->p[at])) at++;
    return at;
}
bool bk_qt_starts(const bk_text_view *t, size_t at, const char *s) {
    size_t n = strlen(s);
    return n <= t->n - at && memcmp(t->p + at, s, n) == 0;
}
/* Past one space: plain, no-break, narrow or thin, or a line break. */
size_t bk_qt_space(const bk_text_view *t, size_t at) {
    if (at >= t->n) return 0;
    if (t->p[at] == ' ' || t->p[at] == '\n') return 1;
    if (bk_qt_starts(t, at, "\xC2\xA0")) return 2;
    if (bk_qt_starts(t, at, "\xE2\x80\xAF") || bk_qt_starts(t, at, "\xE2\x80\x89")) return 3;
    return 0;
}
size_t bk_qt_dash(const bk_text_view *t, size_t at) {
    if (at < t->n && t->p[at] == '-') return 1;
    if (at < t->n && (bk_qt_starts(t, at, "\xE2\x80\x93") || bk_qt_starts(t, at, "\xE2\x80\x91")))
        return 3;
    return 0;
}
/* The whole word of letters at `at`, when it is one of ours and stands by itself. */
const bk_qword *bk_qt_word(const bk_text_view *t, size_t at, size_t *end) {
    size_t e = letters_end(t, at);
    *end = e;
    if (e == at || bk_qt_wordish(t, e)) return NULL;
    return bk_qword_find(t->p + at, e - at);
}

/* A token that is no quantity is left whole, with all that hangs on it: "CVE-2014-0160",
 * "10.0.0.1:80". */
size_t bk_qt_skip(const bk_text_view *t, size_t at) {
    for (;;) {
        size_t e = word_end(t, at);
        if (e + 1 < t->n && e > at && t->p[e] == ',' && is_digit(t->p[e - 1]) &&
            is_digit(t->p[e + 1])) {
            at = e + 1;
            continue;
        }
        if (e < t->n && strchr("-./:@#=&+%", t->p[e]) && t->p[e] &&
            (bk_qt_wordish(t, e + 1) || t->p[e] == ':')) {
            if (bk_qt_starts(t, e, "://")) {
                while (e < t->n && (unsigned char)t->p[e] > ' ') e++;
                return e;
            }
            if (t->p[e] == ':' && !(e + 1 < t->n && is_digit(t->p[e + 1]))) return e + 1;
            at = e + 1;
            continue;
        }
        return e > at ? e : at + 1 < t->n ? at + 1 : t->n;
    }
}

static void times(bk_numeral *x, uint64_t factor) {
    uint64_t product;
    if (x->beyond > 1.0 || __builtin_mul_overflow(x->times, factor, &product)) {
        x->beyond *= (double)factor;
    } else {
        x->times = product;
    }
}

bk_quantity_value bk_numeral_value(const bk_numeral *x, uint64_t unit, bool whole) {
    bk_numeral y = *x;
    times(&y, unit);
    while (y.decimals && y.times % 10 == 0) {
        y.times /= 10;
        y.decimals--;
    }
    bk_quantity_value v = {0};
    uint64_t product, ten = 1;
    for (unsigned i = 0; i < y.decimals; i++) ten *= 10;
    if (y.beyond <= 1.0 && !__builtin_mul_overflow(y.mantissa, y.times, &product) &&
        product / ten <= INT64_MAX && (whole || product % ten == 0)) {
        v.exact = true;
        v.integer = (int64_t)(product / ten + (product % ten * 2 >= ten && ten > 1 ? 1 : 0));
        v.number = (double)v.integer;
        return v;
    }
    v.number = (double)y.mantissa * (double)y.times * y.beyond / (double)ten;
    return v;
}

/* Digits with their grouping and decimals. False: an identifier, a list or too long. */
static bool digits(const bk_text_view *t, size_t at, bk_numeral *x) {
    const char *p = t->p;
    size_t first = at, run;
    unsigned count = 0, groups = 0, twos = 0;
    uint64_t m = 0;
    while (at < t->n && is_digit(p[at])) {
        if (++count > 17) return false;
        m = m * 10 + (uint64_t)(p[at++] - '0');
    }
    x->form = BK_QUANTITY_DIGITS;
    bool dots = false;
    if (count <= 3 && at < t->n) {
        char separator = p[at];
        size_t width = separator == ',' || separator == '.' || separator == '\'' ? 1
                       : separator == ' '                                        ? 0
                                          : bk_qt_space(t, at);
        if (separator == ' ' && at + 3 < t->n && is_digit(p[at + 1])) width = 1;
        if (separator == '\n') width = 0;
        if (bk_qt_starts(t, at, "\xE2\x80\x99")) width = 3;
        char mark[3] = {0};
        if (width) memcpy(mark, p + at, width);
        uint64_t grouped = m;
        size_t g = at;
        bool good = true;
        unsigned all = count, last = 0;
        while (width && width <= t->n - g && memcmp(p + g, mark, width) == 0 && g + width < t->n &&
               is_digit(p[g + width])) {
            run = 0;
            uint64_t v = 0;
            while (g + width + run < t->n && is_digit(p[g + width + run]) && run < 4) {
                v = v * 10 + (uint64_t)(p[g + width + run] - '0');
                run++;
            }
            if (run < 2 || run > 3 || all + run > 18) {
                good = false;
                break;
            }
            if (run == 2) twos++;
            grouped = grouped * (run == 2 ? 100 : 1000) + v;
            all += (unsigned)run;
            last = (unsigned)run;
            groups++;
            g += width + run;
        }
        bool indian =
            separator == ',' && groups >= 2 && twos == groups - 1 && last == 3 && count <= 2;
        /* "25 000" but not "10 500": a plain space joins only noughts */
        if (separator == ' ' && grouped % 1000 != 0) good = false;
        if (good && groups && last == 3 && (twos == 0 || indian) &&
            !(separator == '.' && (groups < 2 || (groups == 3 && m <= 255)))) {
            /* a dotted quad is an address even where its parts have three digits each */
            m = grouped;
            at = g;
            x->form = BK_QUANTITY_GROUPED;
            dots = separator == '.';
        } else if (separator == '.' && groups > 1) {
            return false;
        } else if (separator == ',' && good && groups == 1 && last == 2) {
            x->comma_decimals = true;
        } else if (separator == ',' && groups) {
            return false;
        }
    }
    x->mantissa = m;
    if (x->form == BK_QUANTITY_DIGITS && at + 1 < t->n && p[at] == ',' && is_digit(p[at + 1]) &&
        !(at + 3 < t->n && is_digit(p[at + 3]) && is_digit(p[at + 2]))) {
        x->comma_decimals = true;
    }
    char point = x->comma_decimals || dots ? ',' : '.';
    if (at + 1 < t->n && p[at] == point && is_digit(p[at + 1])) {
        size_t d = at + 1;
        bool zeros = true;
        while (d < t->n && is_digit(p[d])) {
            if (d - at > 6 || x->mantissa > UINT64_C(1) << 58) return false;
            zeros = zeros && p[d] == '0';
            x->mantissa = x->mantissa * 10 + (uint64_t)(p[d] - '0');
            x->decimals++;
            d++;
        }
        if (d + 1 < t->n && (p[d] == '.' || p[d] == ',') && is_digit(p[d + 1])) return false;
        bool grouped = x->form == BK_QUANTITY_GROUPED;
        x->form = BK_QUANTITY_DECIMAL;
        x->three_decimals = !x->comma_decimals && !grouped && x->decimals == 3 && count <= 3;
        if (x->three_decimals && zeros && count >= 2) {
            /* "40.000": nobody gives three decimals that are all noughts */
            x->decimals = 0;
            x->three_decimals = false;
            x->form = BK_QUANTITY_GROUPED;
        }
        at = d;
    }
    /* 2½ million */
    static const struct {
        const char *sign;
        unsigned hundredths;
    } fractions[] = {{"\xC2\xBD", 50}, {"\xC2\xBC", 25}, {"\xC2\xBE", 75}};
    for (size_t i = 0; i < 3 && x->form == BK_QUANTITY_DIGITS && count < 10; i++) {
        if (at < t->n && bk_qt_starts(t, at, fractions[i].sign)) {
            x->mantissa = m * 100 + fractions[i].hundredths;
            x->decimals = 2;
            x->form = BK_QUANTITY_DECIMAL;
            at += 2;
        }
    }
    x->end = at;
    return at > first;
}

/* Magnitudes after a number: "million", "hundred thousand", and the attached or (money) loose k, m,
 * bn. False when the number is glued to something that makes it an identifier. */
static bool magnitudes(const bk_text_view *t, bk_numeral *x, bool money) {
    for (unsigned guard = 0; guard < 4; guard++) {
        size_t gap = bk_qt_space(t, x->end), hyphen = gap ? 0 : bk_qt_dash(t, x->end), e;
        if (gap && t->p[x->end] == '\n' && gap + x->end < t->n && t->p[x->end + gap] == '\n')
            return true;
        const bk_qword *w = bk_qt_word(t, x->end + gap + hyphen, &e);
        if (!w) {
            /* only letters up to a digit or such: an identifier unless apart */
            return gap || hyphen || !bk_qt_wordish(t, x->end);
        }
        bool upper_m = t->p[x->end + gap + hyphen] == 'M';
        switch (w->kind) {
        case BK_QW_HUNDRED:
        case BK_QW_DOZEN:
        case BK_QW_MAGNITUDE:
            times(x, w->value);
            x->end = e;
            if (x->form < BK_QUANTITY_MAGNITUDE) x->form = BK_QUANTITY_MAGNITUDE;
            continue;
        case BK_QW_VAGUE: /* "3 millions" */
            if (w->value < 100000) return gap || hyphen;
            times(x, w->value);
            x->end = e;
            if (x->form < BK_QUANTITY_MAGNITUDE) x->form = BK_QUANTITY_MAGNITUDE;
            continue;
        case BK_QW_SUFFIX:
            if (x->form > BK_QUANTITY_SUFFIX) return gap || hyphen;
            if (gap || hyphen) {
                bool word = e - (x->end + gap + hyphen) > 1;
                if (!word && !money) return true;
                if (!word && !upper_m && t->p[x->end + gap + hyphen] != 'm') return true;
            }
            times(x, w->value);
            x->end = e;
            x->form = e - (x->end) > 1 ? x->form : BK_QUANTITY_SUFFIX;
            continue;
        default:
            return true;
        }
    }
    return true;
}

/* Numerals in words: "forty-seven thousand three hundred and two", "two and a half million". */
static bool spelled(const bk_text_view *t, size_t at, bk_numeral *x) {
    uint64_t total = 0, current = 0;
    unsigned words = 0;
    size_t good = at;
    bool ones_ok = true, tens_ok = true, scaled = false;
    uint64_t least_magnitude = UINT64_MAX;
    while (words < 24) {
        size_t e;
        const bk_qword *w = bk_qt_word(t, at, &e);
        if (words && e - at == 3 && memcmp(t->p + at, "and", 3) == 0 && bk_qt_space(t, e)) {
            size_t after = e + bk_qt_space(t, e), e2;
            const bk_qword *next = bk_qt_word(t, after, &e2);
            if (bk_qt_starts(t, after, "a half ")) {
                const bk_qword *magnitude = bk_qt_word(t, after + 7, &e2);
                if (magnitude && magnitude->kind == BK_QW_MAGNITUDE && current && !total) {
                    x->mantissa = current * 10 + 5;
                    x->decimals = 1;
                    times(x, magnitude->value);
                    x->form = BK_QUANTITY_WORDS;
                    x->end = e2;
                    return true;
                }
            }
            if (!scaled || !next || (next->kind != BK_QW_ONES && next->kind != BK_QW_TENS)) break;
            at = after;
            continue;
        }
        if (!w) break;
        if (w->kind == BK_QW_ONES && ones_ok) {
            current += w->value;
            ones_ok = tens_ok = false;
        } else if (w->kind == BK_QW_TENS && tens_ok) {
            current += w->value;
            tens_ok = false;
        } else if ((w->kind == BK_QW_HUNDRED || w->kind == BK_QW_DOZEN) && words && current &&
                   current < 100) {
            current *= w->value;
            ones_ok = tens_ok = scaled = true;
        } else if (w->kind == BK_QW_MAGNITUDE && current && w->value < least_magnitude) {
            total += current * w->value;
            current = 0;
            least_magnitude = w->value;
            ones_ok = tens_ok = scaled = true;
        } else {
            break;
        }
        words++;
        good = e;
        size_t gap = bk_qt_space(t, e);
        if (!gap) gap = bk_qt_dash(t, e);
        if (!gap) break;
        at = e + gap;
        if (w->kind == BK_QW_TENS) ones_ok = true;
    }
    if (!words) return false;
    x->mantissa = total + current;
    x->form = BK_QUANTITY_WORDS;
    x->end = good;
    /* "one point five million" */
    if (!scaled && bk_qt_starts(t, good, " point ")) {
        size_t e;
        const bk_qword *w = bk_qt_word(t, good + 7, &e);
        if (w && w->kind == BK_QW_ONES && w->value < 10) {
            x->mantissa = x->mantissa * 10 + w->value;
            x->decimals = 1;
            x->end = e;
        }
    }
    return magnitudes(t, x, false);
}

/* "millions", "tens of thousands", "several hundred", "half a million". */
static bool vague(const bk_text_view *t, size_t at, const bk_qword *w, size_t e, bk_numeral *x) {
    x->mantissa = 1;
    x->form = BK_QUANTITY_VAGUE;
    x->end = e;
    if (w->kind == BK_QW_HALF || w->kind == BK_QW_FEW) {
        size_t next = e + (bk_qt_space(t, e) ? bk_qt_space(t, e) : bk_qt_dash(t, e)), e2;
        if (w->kind == BK_QW_FEW && bk_qt_starts(t, next, "of ") && w->value == 2) next += 3;
        if (w->kind == BK_QW_HALF && bk_qt_starts(t, next, "of ")) next += 3;
        if (w->kind == BK_QW_HALF && bk_qt_starts(t, next, "a ")) next += 2;
        if (w->kind == BK_QW_HALF && bk_qt_starts(t, next, "one ")) next += 4;
        const bk_qword *magnitude = bk_qt_word(t, next, &e2);
        if (!magnitude) return false;
        if (w->kind == BK_QW_HALF) {
            if (magnitude->kind != BK_QW_MAGNITUDE && magnitude->kind != BK_QW_DOZEN) return false;
            x->mantissa = magnitude->value / w->value;
            if (magnitude->kind == BK_QW_DOZEN) x->mantissa = 12 / w->value;
            x->form = BK_QUANTITY_MAGNITUDE;
            x->end = e2;
            return magnitudes(t, x, false);
        }
        if (magnitude->kind != BK_QW_MAGNITUDE && magnitude->kind != BK_QW_HUNDRED &&
            magnitude->kind != BK_QW_DOZEN && magnitude->kind != BK_QW_VAGUE)
            return false;
        x->bound = t->p[at] == 'c' || t->p[at] == 'C' ? BK_QUANTITY_ABOUT : BK_QUANTITY_AT_LEAST;
        x->mantissa = w->value;
        times(x, magnitude->value);
        x->end = e2;
        return magnitudes(t, x, false);
    }
    x->bound = BK_QUANTITY_AT_LEAST;
    x->mantissa = 2;
    times(x, w->value);
    if (w->kind == BK_QW_BYTES_ALL) {
        x->unit_given = true;
        x->unit = w;
        return true;
    }
    for (unsigned guard = 0; guard < 3; guard++) {
        size_t e2;
        if (!bk_qt_starts(t, x->end, " of ")) break;
        const bk_qword *next = bk_qt_word(t, x->end + 4, &e2);
        if (!next) break;
        if (next->kind == BK_QW_VAGUE) {
            times(x, next->value);
            x->end = e2;
        } else if (next->kind == BK_QW_BYTES_ALL) {
            times(x, next->value);
            x->unit = next;
            x->unit_given = true;
            x->end = e2;
            break;
        } else if (next->kind == BK_QW_MONEY) {
            x->unit = next;
            x->end = e2;
            break;
        } else {
            size_t e3;
            const bk_qword *money = next->kind == BK_QW_DOLLARISH && bk_qt_space(t, e2)
                                        ? bk_qt_word(t, e2 + 1, &e3)
                                        : NULL;
            if (money && money->kind == BK_QW_MONEY) {
                x->unit = strcmp(money->currency, "USD") == 0 ? next : money;
                x->end = e3;
            }
            break;
        }
    }
    return true;
}

/* One numeral of any form at `at`. */
bool bk_numeral_read(const bk_text_view *t, size_t at, bool money, bk_numeral *x) {
    *x = (bk_numeral){.times = 1, .beyond = 1.0};
    if (at >= t->n) return false;
    if (is_digit(t->p[at])) return digits(t, at, x) && magnitudes(t, x, money);
    size_t e;
    const bk_qword *w = bk_qt_word(t, at, &e);
    if (!w) return false;
    switch (w->kind) {
    case BK_QW_ONES:
    case BK_QW_TENS:
        return spelled(t, at, x);
    case BK_QW_VAGUE:
    case BK_QW_BYTES_ALL:
    case BK_QW_FEW:
    case BK_QW_HALF:
        return vague(t, at, w, e, x);
    case BK_QW_HUNDRED:
    case BK_QW_DOZEN:
    case BK_QW_MAGNITUDE:
        x->mantissa = w->value;
        x->form = BK_QUANTITY_MAGNITUDE;
        x->end = e;
        return magnitudes(t, x, money);
    default:
        return false;
    }
}
