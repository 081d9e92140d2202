/* Numbers of persons: telephones, cards, accounts, national ids. Each is checked by the rules of
 * who gives it out. */
#include "bk_scan_internal.h"
#include "bk_scan_plans.h"

#include <string.h>

/* Nothing that the number could be a part of goes before `at`. */
static bool stands_alone(const bk_scan *s, size_t at) {
    char c = bk_scan_before(s, at);
    if (bk_scan_is_before(s, at, BK_C_NAME) || c == '+' || c == '$') return false;
    return !((c == '.' || c == '/') && bk_scan_is_before(s, at - 1, BK_C_DIGIT));
}

static bool ends_alone(const bk_scan *s, size_t end) {
    char c = bk_scan_at(s, end);
    if (bk_scan_is(s, end, BK_C_ALNUM) || c == '_') return false;
    return !((c == '-' || c == '.' || c == '/') && bk_scan_is(s, end + 1, BK_C_DIGIT));
}

/* ---- cards ---- */

static bool luhn(const char *digits, size_t n) {
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned d = (unsigned)(digits[n - 1 - i] - '0');
        if (i % 2) d = d > 4 ? 2 * d - 9 : 2 * d;
        sum += d;
    }
    return sum % 10 == 0;
}

/* In one run, or in groups with one sign between all of them. */
static bool card(const bk_scan *s, size_t at, bk_finding *f) {
    char digits[20], gap = '\0';
    size_t n = 0, i = at, good = 0, good_end = 0, whole = 0, whole_end = 0;
    if (at < s->at || !stands_alone(s, at)) return false;
    while (n < 19 && bk_scan_is(s, i, BK_C_DIGIT)) {
        digits[n++] = s->p[i++];
        if (bk_scan_is(s, i, BK_C_DIGIT)) continue;
        if (n >= 13 && ends_alone(s, i) && (bk_plan_card(digits) >> n & 1)) {
            whole = n, whole_end = i;
            if (luhn(digits, n)) good = n, good_end = i;
        }
        char c = bk_scan_at(s, i);
        if ((c != ' ' && c != '-') || (gap && c != gap) || !bk_scan_is(s, i + 1, BK_C_DIGIT)) break;
        gap = c;
        i++;
    }
    /* groups that stand in a row of groups, and do not hold */
    char before = bk_scan_before(s, at);
    if (!whole ||
        (!good && (before == ' ' || before == '-') && bk_scan_is_before(s, at - 1, BK_C_DIGIT)))
        return false;
    bk_finding_begin(f, BK_SCAN_CARD, at);
    f->end = good ? good_end : whole_end;
    if (!good) f->why = BK_WHY_CHECKSUM;
    bk_finding_add(f, digits, good ? good : whole);
    return true;
}

/* ---- accounts ---- */

static bool mod97(const char *iban, size_t n) {
    unsigned rest = 0;
    for (size_t i = 0; i < n; i++) {
        char c = iban[(i + 4) % n];
        unsigned value = c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'A') + 10;
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
}

/* A blank, a hyphen or a no-break space between groups: its bytes, 0 for none. */
static size_t group_gap(const bk_scan *s, size_t at) {
    char c = bk_scan_at(s, at);
    return c == ' ' || c == '-' ? 1 : bk_scan_word(s, at, "\xC2\xA0") ? 2 : 0;
}

/* In one run, or with one such sign after every fourth (ISO 13616 prints it with blanks), in any
 * case. What is written in another way than with capitals and blanks is one if the check digits
 * hold. */
static bool iban(const bk_scan *s, size_t at, bk_finding *f) {
    char text[36];
    if (at < s->at || !stands_alone(s, at)) return false;
    for (size_t k = 0; k < 4; k++) text[k] = bk_scan_upper(s->p[at + k]);
    const char *structure = bk_plan_account(text);
    if (!structure) return false;
    size_t n = 4, i = at + 4, gap = group_gap(s, i);
    bool usual = s->people || !gap || s->p[i] == ' ';
    for (const char *c = structure; *c; c++) {
        size_t count = 0;
        while (*c >= '0' && *c <= '9') count = count * 10 + (size_t)(*c++ - '0');
        for (; count > 0; count--, n++) {
            if (gap && n % 4 == 0) {
                if (group_gap(s, i) != gap || s->p[i] != s->p[at + 4]) return false;
                i += gap;
            }
            char x = bk_scan_upper(bk_scan_at(s, i++));
            bool digit = x >= '0' && x <= '9', letter = x >= 'A' && x <= 'Z';
            if (n == sizeof text || !(digit ? *c != 'a' : letter && *c != 'n')) return false;
            usual = usual && (s->people || x == s->p[i - 1]);
            text[n] = x;
        }
    }
    bool holds = mod97(text, n);
    usual = usual && (s->people || (text[0] == s->p[at] && text[1] == s->p[at + 1]));
    if (bk_scan_is(s, i, BK_C_NAME) || !(holds || usual)) return false;
    bk_finding_begin(f, BK_SCAN_IBAN, at);
    f->end = i;
    bk_finding_add(f, text, n);
    if (!holds) f->why = BK_WHY_CHECKSUM;
    return true;
}

/* ---- national ids ---- */

/* HMRC, NIM39110: AB 12 34 56 C */
static bool nino(const bk_scan *s, size_t at, bk_finding *f) {
    char text[9];
    size_t i = at + 2, n = 2;
    if (at < s->at || s->p[at] > 'Z' || s->p[at + 1] > 'Z' || !stands_alone(s, at)) return false;
    memcpy(text, s->p + at, 2);
    for (; n < 9; n++, i++) {
        if (n % 2 == 0 && bk_scan_at(s, i) == ' ') i++;
        if (n < 8 && !bk_scan_is(s, i, BK_C_DIGIT)) return false;
        text[n] = bk_scan_at(s, i);
    }
    static const char *const none[] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
    if (strchr("DFIQUV", text[0]) || strchr("DFIOQUV", text[1]) || text[8] < 'A' || text[8] > 'D')
        return false;
    for (size_t k = 0; k < sizeof none / sizeof *none; k++) {
        if (memcmp(text, none[k], 2) == 0) return false;
    }
    if (bk_scan_is(s, i, BK_C_NAME)) return false;
    bk_finding_begin(f, BK_SCAN_NINO, at);
    f->end = i;
    bk_finding_add(f, text, sizeof text);
    return true;
}

/* Social Security Administration, "The SSN numbering scheme" and its randomization of 2011 */
static bool ssn(const bk_scan *s, size_t at, bk_finding *f) {
    const char *p = s->p + at;
    if (at < s->at || !stands_alone(s, at) || bk_scan_run(s, at + 7, BK_C_DIGIT, 5) != 4)
        return false;
    if (bk_scan_at(s, at + 11) == '-' || !ends_alone(s, at + 11)) return false;
    if (p[0] == '9' || memcmp(p, "000", 3) == 0 || memcmp(p, "666", 3) == 0 ||
        memcmp(p + 4, "00", 2) == 0 || memcmp(p + 7, "0000", 4) == 0)
        return false;
    bk_finding_begin(f, BK_SCAN_SSN, at);
    f->end = at + 11;
    bk_finding_add(f, p, 11);
    return true;
}

/* ---- telephones ---- */

/* Digits, and between them at most two of the signs that groups are set apart with. "(0)" is no
 * part of an international number; `open` brackets stand before it. Fills `digits` (at most 16 of
 * them) and `ends`, where the number would end after each. */
static size_t dialled(const bk_scan *s, size_t at, bool international, size_t open, char digits[16],
                      size_t ends[16]) {
    size_t n = 0, i = at;
    for (;;) {
        while (n < 16 && bk_scan_is(s, i, BK_C_DIGIT)) {
            digits[n] = s->p[i++];
            ends[n++] = i;
        }
        size_t gap = i;
        if (international && bk_scan_word(s, bk_scan_at(s, i) == ' ' ? i + 1 : i, "(0)")) {
            i += bk_scan_at(s, i) == ' ' ? 4 : 3;
            if (bk_scan_at(s, i) == ' ') i++;
        } else {
            while (i - gap < 2 && bk_scan_at(s, i) && strchr(" -./()", s->p[i])) {
                open += s->p[i] == '(';
                if (s->p[i] == ')' && open-- == 0) return n;
                i++;
            }
        }
        if (n == 16 || i == gap || !bk_scan_is(s, i, BK_C_DIGIT)) return n;
    }
}

static bool international(const bk_scan *s, size_t at, size_t sign, bk_finding *f) {
    char digits[16] = {0};
    size_t ends[16] = {0};
    bk_plan plan;
    size_t n = dialled(s, at + sign, true, 0, digits, ends),
           code = bk_plan_country(digits, n, &plan);
    if (!code) return false;
    const char *rest = digits + code + plan.zero;
    if (digits[0] == '1' && rest[3] < '2') return false; /* an exchange of North America */
    const size_t least = code + plan.zero + plan.least, most = code + plan.zero + plan.most;
    for (size_t k = n < most ? n : most; k >= least && k - plan.zero <= 15; k--) {
        if (!ends_alone(s, ends[k - 1])) continue;
        bk_finding_begin(f, BK_SCAN_PHONE, at);
        f->end = ends[k - 1];
        bk_finding_add(f, "+", 1);
        bk_finding_add(f, digits, code);
        bk_finding_add(f, rest, k - code - plan.zero);
        return true;
    }
    return false;
}

/* Whether a word for a telephone stands within 24 bytes before, on the same line. */
static bool is_called_a_phone(const bk_scan *s, size_t at) {
    char text[24];
    size_t n = 0, from = at > sizeof text ? at - sizeof text : 0;
    for (size_t i = from; i < at; i++) {
        if (s->p[i] == '\n')
            n = 0;
        else
            text[n++] = bk_scan_lower(s->p[i]);
    }
    return bk_scan_has_word(s->rules, BK_TABLE_PHONE_WORD, text, n);
}

/* As it is dialled within a country: beginning with 0, or the ten digits of North America. */
static bool national(const bk_scan *s, size_t at, bk_finding *f) {
    char digits[16] = {0};
    size_t ends[16] = {0}, first = at;
    if (bk_scan_before(s, at) == '(') first--;
    if (first < s->at || !stands_alone(s, first)) return false;
    char before = bk_scan_before(s, first);
    if ((before == ':' || before == ',') && bk_scan_is_before(s, first - 1, BK_C_DIGIT))
        return false; /* 12:07 */
    if (s->p[at] == '0' && s->p[at + 1] == '0')
        return international(s, at, 2, f) && is_called_a_phone(s, first);
    size_t n = dialled(s, at, false, at - first, digits, ends);
    bool american = digits[0] > '1' && n == 10 && digits[3] > '1';
    if (!(american || (digits[0] == '0' && n >= 9 && n <= 12)) || !ends_alone(s, ends[n - 1]) ||
        !is_called_a_phone(s, first))
        return false;
    /* the bracket that stands before the number closes within it */
    if (first < at && bk_scan_at(s, ends[2]) != ')' && bk_scan_at(s, ends[3]) != ')' &&
        bk_scan_at(s, ends[4]) != ')')
        return false;
    bk_finding_begin(f, BK_SCAN_PHONE, first);
    f->end = ends[n - 1];
    if (american) bk_finding_add(f, "+1", 2);
    bk_finding_add(f, digits, n);
    return true;
}

bool bk_scan_person(bk_scan *s, size_t q, bk_finding *f) {
    const char *p = s->p + q;
    if (*p == '-') return ssn(s, q - 6, f);
    if (p[-1] == '+')
        return q - 1 >= s->at && stands_alone(s, q - 1) && international(s, q - 1, 1, f);
    if (q >= 3 && bk_scan_is(s, q - 3, BK_C_ALPHA) && bk_scan_is(s, q - 2, BK_C_ALPHA) &&
        (iban(s, q - 3, f) || nino(s, q - 3, f)))
        return true;
    if (q >= 5 && p[-3] == ' ' && bk_scan_is(s, q - 4, BK_C_ALPHA) && nino(s, q - 5, f))
        return true;
    if (*p == ' ') return false;
    size_t at = bk_scan_back(s, q, BK_C_DIGIT, 13);
    if (q - at == 12) return card(s, at, f);
    if (q - at == 1 && s->p[at] == '0') return national(s, at, f);
    if (at == q) { /* the third group of a card: 1234 1234 1, 1234 123456 1 */
        size_t second = bk_scan_back(s, q - 1, BK_C_DIGIT, 7);
        return second > 4 && card(s, bk_scan_back(s, second - 1, BK_C_DIGIT, 5), f);
    }
    if (q - at != 3 || q < 11) return false;
    /* 555-555-1234, (555) 555-1234 */
    size_t gap = q - 7;
    while (q - 7 - gap < 2 && !bk_scan_is_before(s, gap, BK_C_DIGIT)) gap--;
    size_t area = bk_scan_back(s, gap, BK_C_DIGIT, 4);
    return gap - area == 3 && national(s, area, f);
}
