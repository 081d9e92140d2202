/* Words, numbers and marks of a text, read at a byte position. */
#include "bk_date_expression.h"

#include <string.h>

/* U+00A0, the space that keeps "May 2021" on one line. */
static bool no_break_space(const finder *f, size_t i) {
    return bk_dx_byte(f, i) == 0xC2 && bk_dx_byte(f, i + 1) == 0xA0;
}

/* The length of a sign of UTF-8 that is no letter: Latin-1 signs, general punctuation. */
static size_t wide_sign(const finder *f, size_t i) {
    int c = bk_dx_byte(f, i);
    if (c == 0xC2) return bk_dx_byte(f, i + 1) < 0 ? 1 : 2;
    return c == 0xE2 && (bk_dx_byte(f, i + 1) | 1) == 0x81 && bk_dx_byte(f, i + 2) >= 0 ? 3 : 0;
}

bool bk_dx_in_word(const finder *f, size_t i) {
    int c = bk_dx_byte(f, i);
    if (c < 0x80 || c >= 0xC0) return bk_dx_letter(c) || bk_dx_digit(c);
    if (i > 0 && bk_dx_byte(f, i - 1) == 0xC2) return false; /* no-break space, Latin-1 signs */
    return !(i > 1 && bk_dx_byte(f, i - 2) == 0xE2 && bk_dx_byte(f, i - 1) <= 0x81);
}

/* A dash or an apostrophe of UTF-8 counts as its ASCII kin. */
static int plain_mark(const finder *f, size_t i) {
    if (bk_dx_byte(f, i) != 0xE2 || bk_dx_byte(f, i + 1) != 0x80) return 0;
    int c = bk_dx_byte(f, i + 2);
    return c >= 0x90 && c <= 0x95 ? '-' : c == 0x98 || c == 0x99 ? '\'' : 0;
}

/* Where the white space from byte `i` ends; a blank line counts as the end of the text. */
static size_t skip_space(const finder *f, size_t i) {
    unsigned lines = 0;
    for (;;) {
        int c = bk_dx_byte(f, i);
        if (c == '\n' && ++lines > 1) return f->n;
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            i++;
        } else if (no_break_space(f, i)) {
            i += 2;
        } else {
            return i;
        }
    }
}

static void read_number(const finder *f, token *t) {
    t->kind = T_NUMBER;
    while (bk_dx_digit(bk_dx_byte(f, t->end))) {
        if (t->digits++ < 12) t->value = t->value * 10 + (bk_dx_byte(f, t->end) - '0');
        t->end++;
    }
    int a = bk_dx_byte(f, t->end), b = bk_dx_byte(f, t->end + 1);
    if (!bk_dx_letter(a)) { /* 24. November */
        t->ordinal = a == '.' && t->digits <= 2 && f->lexicon->language->dotted && b == ' ';
        t->end += t->ordinal;
        return;
    }
    int s = a | 0x20, u = b | 0x20;
    if (s == 'e' && u == 'r' && t->value % 10 == 0 && t->digits > 1 && t->value) { /* 1990er */
        t->plural = true;
        t->end += 2;
        return;
    }
    bool two = bk_dx_letter(b) && !bk_dx_letter(bk_dx_byte(f, t->end + 2));
    if (two && ((s == 's' && u == 't') || (s == 'n' && u == 'd') || (s == 'r' && u == 'd') ||
                (s == 't' && u == 'h') || (s == 'e' && u == 'r'))) {
        t->ordinal = true;
        t->end += 2;
    } else if (a == 's' && !bk_dx_letter(b) && !bk_dx_digit(b)) {
        t->plural = true;
        t->end++;
    } else if (a == 'e' && !bk_dx_letter(b)) { /* 1e */
        t->ordinal = true;
        t->end++;
    }
}

/* Where the letters of ASCII from byte `i` on end. */
static size_t ascii_letters(const finder *f, size_t i) {
    while (i < f->n && (unsigned)(f->p[i] | 0x20) - 'a' < 26) i++;
    return i;
}

token bk_dx_token_at(const finder *f, size_t i) {
    token t = {.at = i, .end = i};
    int c = bk_dx_byte(f, i);
    if (c < 0) return t;
    if (bk_dx_digit(c)) {
        read_number(f, &t);
        return t;
    }
    size_t wide = c >= 0x80 ? wide_sign(f, i) : 0;
    if (bk_dx_letter(c) && !wide) {
        t.kind = T_WORD;
        t.capital = c < 'a' || c == 0xC3;
        do {
            t.end = ascii_letters(f, t.end + (c >= 0x80));
        } while ((c = bk_dx_byte(f, t.end)) >= 0x80 && !wide_sign(f, t.end));
        size_t end;
        t.entry = bk_date_lexicon_find(f->lexicon, f->p, f->n, i, t.end, &end);
        if (t.entry && (t.entry->flags & BK_WORD_CAPITAL) && !t.capital) t.entry = NULL;
        if (t.entry) t.end = end;
        return t;
    }
    t.kind = T_MARK;
    int plain = wide ? plain_mark(f, i) : 0;
    t.mark = plain ? plain : c;
    t.end = i + (wide ? wide : 1);
    return t;
}

const token *bk_dx_token(dx *x, unsigned i) {
    static const token none;
    if (i >= BK_DX_WINDOW) return &none;
    for (; x->n <= i; x->n++) {
        const token *last = &x->w[x->n - 1];
        size_t at = skip_space(x->f, last->end);
        token *t = &x->w[x->n];
        if (last->kind == T_END) {
            *t = *last;
            continue;
        }
        *t = bk_dx_token_at(x->f, at);
        t->glued = at == last->end && t->kind != T_END;
    }
    return &x->w[i];
}

token bk_dx_token_before(const finder *f, size_t i) {
    unsigned lines = 0;
    while (i > 0) {
        int c = (unsigned char)f->p[i - 1];
        if (c == '\n' && ++lines > 1) return (token){0};
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            i--;
        else if (i > 1 && no_break_space(f, i - 2))
            i -= 2;
        else
            break;
    }
    size_t from = i;
    while (from > 0 && i - from < 24 && bk_dx_letter((unsigned char)f->p[from - 1]) &&
           bk_dx_in_word(f, from - 1))
        from--;
    if (from == i) {
        while (from > 0 && i - from < 12 && bk_dx_digit((unsigned char)f->p[from - 1])) from--;
    }
    if (from == i && from > 0) from -= from > 2 && bk_dx_byte(f, from - 3) == 0xE2 ? 3 : 1;
    if (from >= i) return (token){0};
    token t = bk_dx_token_at(f, from);
    if (t.end > i) t.end = i; /* a phrase reaches no further than the word */
    return t;
}

const token *bk_dx_before(dx *x, unsigned i) {
    if (i > 0) return bk_dx_token(x, i - 1);
    if (!x->looked) {
        x->before = bk_dx_token_before(x->f, x->w[0].at);
        x->looked = true;
    }
    return &x->before;
}

token bk_dx_lead(dx *x, unsigned i) {
    token t = *bk_dx_before(x, i);
    bool about = false;
    for (int k = 0; k < 5; k++) { /* between on or about the 3rd */
        about = about || bk_dx_has(&t, BK_WORD_APPROX, 0);
        bool hedge = bk_dx_has(&t, BK_WORD_APPROX, 0) || bk_dx_glue(&t, BK_GLUE_THE) ||
                     (about && bk_dx_glue(&t, BK_GLUE_OR | BK_GLUE_ON | BK_GLUE_IN));
        if (!hedge) break;
        t = bk_dx_token_before(x->f, t.at);
    }
    return t;
}

unsigned bk_dx_hedged(dx *x, unsigned i) {
    for (int k = 0; k < 5; k++) {
        const token *t = bk_dx_token(x, i), *next = bk_dx_token(x, i + 1);
        bool on = bk_dx_glue(t, BK_GLUE_ON | BK_GLUE_IN);
        if (on && bk_dx_glue(next, BK_GLUE_OR) &&
            bk_dx_has(bk_dx_token(x, i + 2), BK_WORD_APPROX, 0))
            i += 3; /* on or about */
        else if (bk_dx_glue(t, BK_GLUE_AT) && bk_dx_is(x, next, "least"))
            i += 2;
        else if (on || bk_dx_has(t, BK_WORD_APPROX, 0) || bk_dx_glue(t, BK_GLUE_THE))
            i++;
        else
            break;
    }
    return i;
}

bool bk_dx_is(const dx *x, const token *t, const char *word) {
    size_t n = strlen(word);
    if (t->kind != T_WORD || t->end - t->at != n) return false;
    for (size_t i = 0; i < n; i++) {
        if ((x->f->p[t->at + i] | 0x20) != word[i]) return false;
    }
    return true;
}
