#include "bk_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What a scanner needs to know of a code point: enough for news text, no tables. */
typedef enum kind { SPACE, LETTER, DIGIT, MARK } kind;

static bool is_ascii_letter(unsigned char c) {
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static kind ascii_kind(unsigned char c) {
    if (c >= '0' && c <= '9') return DIGIT;
    if (is_ascii_letter(c) || c == '_') return LETTER;
    if (c <= ' ' || c == 0x7F) return SPACE;
    return MARK;
}

/* The code point at p[0..n) and its length; a byte that starts none is a code point of its own. */
static uint32_t decode(const char *p, size_t n, size_t *length) {
    const unsigned char *u = (const unsigned char *)p;
    size_t k = u[0] < 0x80   ? 1
               : u[0] < 0xC2 ? 0
               : u[0] < 0xE0 ? 2
               : u[0] < 0xF0 ? 3
               : u[0] < 0xF5 ? 4
                             : 0;
    *length = 1;
    if (k <= 1) return u[0] < 0x80 ? u[0] : 0xFFFD;
    if (k > n) return 0xFFFD;
    uint32_t c = u[0] & (0x7Fu >> k);
    for (size_t i = 1; i < k; i++) {
        if ((u[i] & 0xC0) != 0x80) return 0xFFFD;
        c = c << 6 | (u[i] & 0x3F);
    }
    *length = k;
    return c;
}

static kind wide_kind(uint32_t c) {
    if (c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 ||
        c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF)
        return SPACE;
    if (c == 0xAA || c == 0xB5 || c == 0xBA) return LETTER;
    if (c < 0xC0 || c == 0xD7 || c == 0xF7) return MARK;
    if ((c >= 0x2010 && c <= 0x206F) || (c >= 0x20A0 && c <= 0x20CF) ||
        (c >= 0x2190 && c <= 0x2BFF) || (c >= 0x3001 && c <= 0x303F) ||
        (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20))
        return MARK;
    return LETTER;
}

static inline kind kind_at(const char *p, size_t n, uint32_t *c, size_t *length) {
    if (!((unsigned char)*p & 0x80)) {
        *c = (unsigned char)*p;
        *length = 1;
        return ascii_kind((unsigned char)*p);
    }
    *c = decode(p, n, length);
    return wide_kind(*c);
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
static bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

char bk_text_lower(char c) {
    return is_upper(c) ? (char)(c | 0x20) : c;
}

static bool is_capital(uint32_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
           (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F);
}

size_t bk_text_fold(char *out, const char *p, size_t n) {
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c == 0xE2 && i + 2 < n && (unsigned char)p[i + 1] == 0x80 &&
            (unsigned char)p[i + 2] == 0x99) {
            out[k++] = '\'';
            i += 2;
        } else if (c == 0xC3 && i + 1 < n) {
            unsigned char d = (unsigned char)p[++i];
            out[k++] = (char)c;
            out[k++] = (char)(d >= 0x80 && d <= 0x9E && d != 0x97 ? d + 0x20 : d);
        } else {
            out[k++] = bk_text_lower((char)c);
        }
    }
    return k;
}

bool bk_text_folds_to(const char *p, size_t n, const char *folded, size_t length) {
    if (n == length && memcmp(p, folded, n) == 0) return true; /* most words are small letters */
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c < 0x80) {
            if (k == length || folded[k++] != bk_text_lower((char)c)) return false;
            continue;
        }
        char out[3];
        size_t step = 1;
        if (c == 0xC3 && i + 1 < n)
            step = 2;
        else if (i + 2 < n && memcmp(p + i, "\xE2\x80\x99", 3) == 0)
            step = 3;
        size_t m = bk_text_fold(out, p + i, step);
        if (m > length - k || memcmp(folded + k, out, m) != 0) return false;
        k += m;
        i += step - 1;
    }
    return k == length;
}

/* FNV-1a over the folded bytes, without writing them anywhere. */
uint32_t bk_text_hash(const char *p, size_t n) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c < 0x80) {
            c = (unsigned char)bk_text_lower((char)c);
        } else if (c == 0xE2 && i + 2 < n && (unsigned char)p[i + 1] == 0x80 &&
                   (unsigned char)p[i + 2] == 0x99) {
            c = '\'';
            i += 2;
        } else if (c == 0xC3 && i + 1 < n) {
            h = (h ^ c) * 16777619u;
            unsigned char d = (unsigned char)p[++i];
            c = (unsigned char)(d >= 0x80 && d <= 0x9E && d != 0x97 ? d + 0x20 : d);
        }
        h = (h ^ c) * 16777619u;
    }
    return h;
}

void bk_text_free(bk_text *t) {
    free(t->tokens);
    *t = (bk_text){0};
}

/* How many tokens a text is likely to have, or the first part of a long one. */
static size_t likely_count(size_t bytes) {
    enum { BYTES_A_TOKEN = 4, PART = 1 << 18 };
    return (bytes < PART ? bytes : PART) / BYTES_A_TOKEN + 64;
}

static bk_code add(bk_text *t, size_t at, size_t n, uint32_t flags) {
    if (t->count == t->capacity) {
        size_t grown = t->capacity ? t->capacity + t->capacity / 2 : likely_count(t->n);
        if (grown > SIZE_MAX / sizeof *t->tokens) return BK_E_LIMIT;
        bk_token *p = realloc(t->tokens, grown * sizeof *p);
        if (!p) return BK_E_MEMORY;
        t->tokens = p;
        t->capacity = grown;
    }
    t->tokens[t->count++] =
        (bk_token){(uint32_t)at, (uint32_t)n, bk_text_hash(t->p + at, n), flags};
    return BK_OK;
}

/* ’ as an apostrophe */
static size_t apostrophe(const char *p, size_t n) {
    if (*p == '\'') return 1;
    return n > 2 && memcmp(p, "\xE2\x80\x99", 3) == 0 ? 3 : 0;
}

/* The end of a URL that starts at `i`: up to white space, a quote or an angle bracket, without the
 * punctuation of the sentence around it. */
static size_t url_end(const char *p, size_t n, size_t i) {
    while (i < n) {
        uint32_t c;
        size_t k;
        if (kind_at(p + i, n - i, &c, &k) == SPACE || c == '<' || c == '>' || c == '"' ||
            (c >= 0x2018 && c <= 0x201F))
            break;
        i += k;
    }
    while (i > 0 && strchr(".,;:!?)]}'", p[i - 1])) i--;
    return i;
}

typedef struct scan {
    size_t letters, capitals;
    bool address, foreign;
} scan;

/* The end of the word or number that starts at `start`. */
static size_t word_end(const char *p, size_t n, size_t start, scan *s) {
    size_t i = start, part = start; /* part: where the run since the last dot began */
    bool dotted = false;            /* U.S., e.g. */
    while (i < n) {
        uint32_t c;
        size_t k, a;
        if (is_ascii_letter((unsigned char)p[i])) { /* most bytes of a text */
            s->letters++;
            s->capitals += is_upper(p[i++]);
            continue;
        }
        kind what = kind_at(p + i, n - i, &c, &k);
        if (what == LETTER || what == DIGIT) {
            if (what == LETTER && c != '_') {
                s->letters++;
                s->capitals += is_capital(c);
                if (i == start && c >= 0x250) s->foreign = true;
            }
            i += k;
            continue;
        }
        if (what == SPACE || i + 1 >= n) {
            if (c == '.' && dotted && i == part + 1) i++;
            break;
        }
        char before = p[i - 1], after = p[i + 1];
        kind next = (unsigned char)after < 0x80 ? ascii_kind((unsigned char)after) : MARK;
        if (c == '.') {
            bool single = i == part + 1 && ascii_kind((unsigned char)before) == LETTER;
            if (single && (next == LETTER || dotted)) {
                dotted = true;
                i++;
                part = i;
                if (next != LETTER) break;
            } else if (is_digit(before) && is_digit(after)) {
                part = ++i;
            } else if (next == LETTER || next == DIGIT) {
                /* a lost space after a full stop is no domain */
                if (is_lower(before) && is_upper(after) && i + 2 < n && !is_upper(p[i + 2])) break;
                s->address = true;
                part = ++i;
            } else {
                break;
            }
        } else if (c == ',') {
            if (!(is_digit(before) && i + 3 < n && is_digit(after) && is_digit(p[i + 2]) &&
                  is_digit(p[i + 3]) && (i + 4 >= n || !is_digit(p[i + 4]))))
                break;
            i++;
        } else if (c == '-') {
            if (next != DIGIT) break;
            i++;
        } else if (c == '@') {
            if (next != LETTER && next != DIGIT) break;
            s->address = true;
            i++;
        } else if (c == '&') {
            if (!is_upper(before) || !is_upper(after)) break;
            i++;
        } else if (c == ':') {
            if (i + 2 < n && after == '/' && p[i + 2] == '/' && i - start <= 6) {
                s->address = true;
                return url_end(p, n, i);
            }
            if (!(is_digit(before) && is_digit(after))) break;
            i++; /* 14:30 */
        } else if ((a = apostrophe(p + i, n - i)) > 0) {
            uint32_t d = 0;
            size_t m = 1;
            if (i + a >= n || kind_at(p + i + a, n - i - a, &d, &m) != LETTER) break;
            if (d == 's' || d == 'S') {
                uint32_t e;
                size_t at = i + a + m, l;
                kind follows = at < n ? kind_at(p + at, n - at, &e, &l) : SPACE;
                if (follows != LETTER && follows != DIGIT) break;
            }
            i += a;
        } else {
            break;
        }
    }
    if (i - start > 4 && memcmp(p + start, "www.", 4) == 0) {
        s->address = true;
        return url_end(p, n, start);
    }
    return i;
}

bk_code bk_text_tokens(bk_text *t, const char *p, size_t n, bk_error *err) {
    *t = (bk_text){.p = p, .n = n};
    if (n >= UINT32_MAX - 1) return bk_fail(err, BK_E_LIMIT, 0, "the text is longer than 4 GB");
    size_t i = 0;
    unsigned lines = 0;
    bool space = true, hyphen = false;
    while (i < n) {
        uint32_t c;
        size_t k;
        kind what = kind_at(p + i, n - i, &c, &k);
        if (what == SPACE) {
            lines += c == '\n' || c == 0x2028 || (c == '\r' && !(i + 1 < n && p[i + 1] == '\n'));
            if (c == 0x2029) lines += 2;
            space = true;
            i += k;
            continue;
        }
        uint32_t flags = (space ? 0 : BK_TOKEN_GLUED) | (lines ? BK_TOKEN_LINE : 0) |
                         (lines > 1 ? BK_TOKEN_PARAGRAPH : 0) | (hyphen ? BK_TOKEN_HYPHEN : 0);
        size_t end = i + k, word = i, a;
        if ((c == '#' || c == '@') && i + 1 < n) {
            uint32_t d;
            size_t m;
            kind next = kind_at(p + i + 1, n - i - 1, &d, &m);
            if (next == LETTER) {
                what = LETTER;
                c = d;
                word = i + 1;
            }
        }
        hyphen = false;
        if (what == LETTER || what == DIGIT) {
            scan s = {0};
            end = word_end(p, n, word, &s);
            flags |= what == DIGIT ? BK_TOKEN_NUMBER : BK_TOKEN_WORD;
            if (is_capital(c)) flags |= BK_TOKEN_CAPITAL;
            if (s.capitals > 1 && s.capitals == s.letters) flags |= BK_TOKEN_UPPER;
            if (s.address) flags |= BK_TOKEN_ADDRESS;
            if (s.foreign) flags |= BK_TOKEN_FOREIGN;
            if (end + 1 < n && p[end] == '-') {
                uint32_t d;
                size_t m;
                if (kind_at(p + end + 1, n - end - 1, &d, &m) == LETTER) hyphen = true;
            }
        } else {
            flags |= BK_TOKEN_PUNCT;
            if (c == '.') {
                while (end < n && p[end] == '.') end++;
            } else if ((a = apostrophe(p + i, n - i)) > 0 && !space && i + a < n &&
                       (p[i + a] == 's' || p[i + a] == 'S')) {
                uint32_t d;
                size_t m, at = i + a + 1;
                kind follows = at < n ? kind_at(p + at, n - at, &d, &m) : SPACE;
                if (follows != LETTER && follows != DIGIT) {
                    end = at;
                    flags = (flags & ~(uint32_t)BK_TOKEN_PUNCT) | BK_TOKEN_WORD;
                }
            }
        }
        bk_code code = add(t, i, end - i, flags);
        if (code) {
            bk_text_free(t);
            return bk_fail(err, code, i + 1, "no room for the tokens of %zu bytes", n);
        }
        i = end + (hyphen ? 1 : 0);
        space = false;
        lines = 0;
    }
    return BK_OK;
}
