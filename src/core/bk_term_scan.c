#include "bk_term_scan.h"

#include <string.h>

void bk_term_scan_start(bk_term_scan *s, const char *p, size_t n) {
    *s = (bk_term_scan){.p = p, .n = n, .fresh = true};
}

static bool digit(unsigned char c) {
    return c >= '0' && c <= '9';
}

static bool letter(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of the non-ASCII letter at s->p[i], or 0: punctuation (U+0080..U+00BF, U+2000..U+206F,
 * U+3000..U+303F, U+FE00..U+FFFF) ends a word, all else in UTF-8 is taken for letters. */
static size_t wide_letter(const bk_term_scan *s, size_t i) {
    unsigned char c = (unsigned char)s->p[i];
    if (c < 0xC2 || c > 0xF4) return 0;
    size_t length = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (length > s->n - i) return 0;
    for (size_t k = 1; k < length; k++) {
        if (((unsigned char)s->p[i + k] & 0xC0) != 0x80) return 0;
    }
    unsigned char d = (unsigned char)s->p[i + 1];
    if (c == 0xC2) return 0;
    if (c == 0xE2 && (d == 0x80 || d == 0x81)) return 0;
    if (c == 0xE3 && d == 0x80) return 0;
    if (c == 0xEF && d >= 0xB8) return 0;
    return length;
}

/* Bytes of an apostrophe (' or U+2019) at i, or 0. */
static size_t apostrophe(const bk_term_scan *s, size_t i) {
    if (i < s->n && s->p[i] == '\'') return 1;
    return s->n - i >= 3 && memcmp(s->p + i, "\xE2\x80\x99", 3) == 0 ? 3 : 0;
}

static void put(bk_term *out, const char *p, size_t n) {
    if (out->n + n > BK_TERM_MOST) return;
    memcpy(out->p + out->n, p, n);
    out->n += n;
}

static void put_folded(bk_term *out, const char *p, size_t length) {
    char c[4];
    memcpy(c, p, length);
    unsigned char second = length == 2 ? (unsigned char)c[1] : 0;
    if (length == 1 && c[0] >= 'A' && c[0] <= 'Z') {
        c[0] = (char)(c[0] + 32);
    } else if ((unsigned char)c[0] == 0xC3 && second >= 0x80 && second <= 0x9E && second != 0x97) {
        c[1] = (char)(second + 0x20); /* U+00C0..U+00DE */
    }
    put(out, c, length);
}

/* "companies" and "company", "breaches" and "breach", "hackers" and "hacker" are one term. */
static void fold_plural(bk_term *out) {
    size_t n = out->n;
    const char *p = out->p;
    if (n < 4 || p[n - 1] != 's') return;
    char before = p[n - 2];
    if (before == 's' || before == 'u' || before == 'i') return;
    if (n > 4 && before == 'e' && p[n - 3] == 'i') {
        out->n = n - 2;
        out->p[n - 3] = 'y';
    } else if (before == 'e' &&
               (p[n - 3] == 'x' || (n > 5 && p[n - 3] == 's' && p[n - 4] == 's') ||
                (n > 5 && p[n - 3] == 'h' && (p[n - 4] == 'c' || p[n - 4] == 's')))) {
        out->n = n - 2;
    } else {
        out->n = n - 1;
    }
}

/* Digits from s->at: "270,000" loses its commas, "3.7" keeps its point. */
static size_t scan_figure(const bk_term_scan *s, size_t i, bk_term *out) {
    bool point = false;
    while (i < s->n) {
        unsigned char c = (unsigned char)s->p[i];
        bool more = i + 1 < s->n && digit((unsigned char)s->p[i + 1]);
        if (digit(c)) {
            put(out, s->p + i, 1);
        } else if (c == ',' && more && s->n - i > 3 && digit((unsigned char)s->p[i + 3]) &&
                   digit((unsigned char)s->p[i + 2])) {
            /* a thousands mark */
        } else if (c == '.' && more) {
            point = true;
            put(out, ".", 1);
        } else {
            break;
        }
        i++;
    }
    bool year =
        !point && out->n == 4 && (memcmp(out->p, "19", 2) == 0 || memcmp(out->p, "20", 2) == 0);
    out->kind = year ? BK_TERM_YEAR : BK_TERM_FIGURE;
    return i;
}

static size_t scan_word(const bk_term_scan *s, size_t i, bk_term *out) {
    bool code = false;
    out->kind = BK_TERM_WORD;
    while (i < s->n) {
        unsigned char c = (unsigned char)s->p[i];
        size_t length = letter(c) || digit(c) ? 1 : wide_letter(s, i);
        if (length) {
            put_folded(out, s->p + i, length);
            i += length;
            /* "CVE-2017-5638", "MS17-010": a hyphen before a digit belongs to a code */
        } else if (c == '-' && i + 1 < s->n && digit((unsigned char)s->p[i + 1])) {
            code = true;
            put(out, "-", 1);
            i++;
        } else {
            break;
        }
    }
    if (code) {
        out->kind = BK_TERM_CODE;
    } else {
        fold_plural(out);
    }
    return i;
}

bool bk_term_scan_next(bk_term_scan *s, bk_term *out) {
    while (s->at < s->n) {
        unsigned char c = (unsigned char)s->p[s->at];
        bool word = letter(c) || wide_letter(s, s->at);
        if (!word && !digit(c)) {
            s->fresh = s->fresh || c == '.' || c == '!' || c == '?' || c == ':' || c == '\n' ||
                       c == '"' ||
                       (c == 0xE2 && s->n - s->at >= 3 &&
                        (memcmp(s->p + s->at, "\xE2\x80\x9C", 3) == 0 ||
                         memcmp(s->p + s->at, "\xE2\x80\xA2", 3) == 0));
            s->at++;
            continue;
        }
        out->n = 0;
        out->initial = s->fresh;
        out->capital =
            (c >= 'A' && c <= 'Z') || (c == 0xC3 && (unsigned char)s->p[s->at + 1] <= 0x9E);
        s->fresh = false;
        s->at = word ? scan_word(s, s->at, out) : scan_figure(s, s->at, out);
        size_t mark = apostrophe(s, s->at);
        if (mark) { /* "Sony's", "don't": what follows the apostrophe is no word */
            size_t i = s->at + mark;
            while (i < s->n && letter((unsigned char)s->p[i]) && i - s->at - mark < 3) i++;
            if (i == s->n || !letter((unsigned char)s->p[i])) s->at = i;
        }
        if (out->n > 1) return true;
    }
    return false;
}
