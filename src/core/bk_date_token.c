/* Words, numbers and marks of a text, read at a byte position; nothing is kept. */
#include "bk_date_expression.h"

#include <string.h>

/* U+00A0, the space that keeps "May 2021" on one line. */
static bool no_break_space(const finder *f, size_t i) {
    return byte(f, i) == 0xC2 && byte(f, i + 1) == 0xA0;
}

/* The length of a sign of UTF-8 that is no letter: Latin-1 signs, general punctuation. */
static size_t wide_sign(const finder *f, size_t i) {
    int c = byte(f, i);
    if (c == 0xC2) return byte(f, i + 1) < 0 ? 1 : 2;
    return c == 0xE2 && (byte(f, i + 1) | 1) == 0x81 && byte(f, i + 2) >= 0 ? 3 : 0;
}

bool bk_dx_in_word(const finder *f, size_t i) {
    int c = byte(f, i);
    if (c < 0x80 || c >= 0xC0) return letter(c) || digit(c);
    if (i > 0 && byte(f, i - 1) == 0xC2) return false; /* no-break space and Latin-1 signs */
    return !(i > 1 && byte(f, i - 2) == 0xE2 && byte(f, i - 1) <= 0x81); /* quotes, dashes */
}

size_t bk_dx_utf8_mark(const finder *f, size_t i, int *as) {
    if (byte(f, i) != 0xE2 || byte(f, i + 1) != 0x80) return 0;
    int c = byte(f, i + 2);
    *as = c >= 0x90 && c <= 0x95 ? '-' : c == 0x98 || c == 0x99 ? '\'' : 0;
    return *as ? 3 : 0;
}

size_t bk_dx_skip_space(const finder *f, size_t i) {
    unsigned lines = 0;
    for (;;) {
        int c = byte(f, i);
        if (c == '\n' && ++lines > 1) return f->n; /* a paragraph ends an expression */
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            i++;
        } else if (no_break_space(f, i)) {
            i += 2;
        } else {
            return i;
        }
    }
}

token bk_dx_token_at(const finder *f, size_t i) {
    token t = {.at = i, .end = i};
    int c = byte(f, i), as;
    if (c < 0) return t;
    if (digit(c)) {
        t.kind = T_NUMBER;
        while (digit(byte(f, t.end))) {
            if (t.digits++ < 12) t.value = t.value * 10 + (byte(f, t.end) - '0');
            t.end++;
        }
        int s = byte(f, t.end) | 0x20, u = byte(f, t.end + 1) | 0x20;
        bool two_letters =
            letter(byte(f, t.end)) && letter(byte(f, t.end + 1)) && !letter(byte(f, t.end + 2));
        if (two_letters && ((s == 's' && u == 't') || (s == 'n' && u == 'd') ||
                            (s == 'r' && u == 'd') || (s == 't' && u == 'h'))) {
            t.ordinal = true;
            t.end += 2;
        } else if (byte(f, t.end) == 's' && !letter(byte(f, t.end + 1)) &&
                   !digit(byte(f, t.end + 1))) {
            t.plural = true;
            t.end++;
        }
        return t;
    }
    if (letter(c) && (c < 0x80 || !wide_sign(f, i))) {
        t.kind = T_WORD;
        t.capital = c < 'a';
        for (int e = c; letter(e) && (e < 0x80 || !wide_sign(f, t.end)); e = byte(f, t.end))
            t.end++;
        t.word = bk_date_word_of(f->p + i, t.end - i);
        return t;
    }
    t.kind = T_MARK;
    size_t wide = bk_dx_utf8_mark(f, i, &as);
    t.mark = wide ? as : c;
    if (!wide) wide = wide_sign(f, i);
    t.end = i + (wide ? wide : 1);
    return t;
}

token bk_dx_next(const finder *f, const token *t) {
    return bk_dx_token_at(f, bk_dx_skip_space(f, t->end));
}

bool bk_dx_is_word(const finder *f, const token *t, const char *word) {
    size_t n = strlen(word);
    if (t->kind != T_WORD || t->end - t->at != n) return false;
    for (size_t i = 0; i < n; i++) {
        if ((f->p[t->at + i] | 0x20) != word[i]) return false;
    }
    return true;
}

bool bk_dx_is_one_of(const finder *f, const token *t, const char *const words[]) {
    for (size_t i = 0; words[i]; i++) {
        if (bk_dx_is_word(f, t, words[i])) return true;
    }
    return false;
}

token bk_dx_before(const finder *f, size_t i) {
    while (i > 0) {
        if (strchr(" \t\n\r", f->p[i - 1]))
            i--;
        else if (i > 1 && no_break_space(f, i - 2))
            i -= 2;
        else
            break;
    }
    size_t from = i;
    while (from > 0 && i - from < 24 && letter((unsigned char)f->p[from - 1]) &&
           bk_dx_in_word(f, from - 1))
        from--;
    if (from == i && from > 0) from -= from > 2 && byte(f, from - 3) == 0xE2 ? 3 : 1;
    return from < i ? bk_dx_token_at(f, from) : (token){0};
}
