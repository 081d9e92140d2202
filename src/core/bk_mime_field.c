/* Fields of a message's head and what stands in them. */
#include "bk_charset.h"
#include "bk_hex.h"
#include "bk_mime.h"

#include <string.h>

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool same(const char *p, size_t n, const char *word) {
    for (size_t i = 0; i < n; i++) {
        if (lower(p[i]) != word[i]) return false; /* also at the word's end */
    }
    return word[n] == '\0';
}

static size_t line_end(const char *p, size_t n, size_t at) {
    const char *end = memchr(p + at, '\n', n - at);
    return end ? (size_t)(end - p) + 1 : n;
}

bool bk_mime_field_next(const char *p, size_t n, size_t *at, bk_mime_field *field) {
    while (*at < n) {
        size_t start = *at, stop = line_end(p, n, start);
        while (stop < n && (p[stop] == ' ' || p[stop] == '\t')) stop = line_end(p, n, stop);
        *at = stop;
        size_t name = start;
        while (name < stop && p[name] > ' ' && p[name] != ':' && p[name] != 127) name++;
        size_t colon = name;
        while (colon < stop && (p[colon] == ' ' || p[colon] == '\t')) colon++;
        if (name == start || colon == stop || p[colon] != ':') continue;
        size_t first = colon + 1, last = stop;
        while (first < last && space(p[first])) first++;
        while (last > first && space(p[last - 1])) last--;
        *field = (bk_mime_field){p + start, p + first, name - start, last - first};
        return true;
    }
    return false;
}

bool bk_mime_field_find(const char *p, size_t n, const char *name, bk_mime_field *field) {
    size_t at = 0;
    while (bk_mime_field_next(p, n, &at, field)) {
        if (same(field->name, field->name_n, name)) return true;
    }
    return false;
}

bk_code bk_mime_unfold(const char *p, size_t n, bk_buf *out) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] != '\n' && p[i] != '\r') (void)bk_buf_add_char(out, p[i]);
    }
    return out->failed;
}

/* Append bytes of a charset that somebody named (NULL: nobody did). */
static bk_code add_decoded(const char *label, size_t label_n, const char *p, size_t n, bk_buf *out) {
    size_t bad, first;
    bk_error err;
    const char *name = label ? bk_charset_name(label, label_n) : NULL;
    if (!name) name = bk_charset_detect(p, n);
    return bk_charset_decode(name, p, n, out, &bad, &first, &err);
}

/* ---- encoded words ---- */

/* "=?charset*language?Q?text?=" at p; what stands in `text` may hold blanks, as some senders have it.
 * The standard allows 75 bytes, senders take more; without an end to it, text of marks is quadratic. */
bool bk_mime_word_read(const char *p, size_t n, bk_mime_word *w) {
    enum { WORD_MAX = 2048 };
    if (n > WORD_MAX) n = WORD_MAX;
    if (n < 8 || p[0] != '=' || p[1] != '?') return false;
    const char *charset = p + 2, *mark = memchr(charset, '?', n - 2);
    if (!mark || mark == charset || (size_t)(mark - p) + 5 > n || mark[2] != '?') return false;
    w->how = lower(mark[1]);
    if (w->how != 'b' && w->how != 'q') return false;
    w->charset = charset;
    w->charset_n = (size_t)(mark - charset);
    const char *language = memchr(charset, '*', w->charset_n);
    if (language) w->charset_n = (size_t)(language - charset);
    for (size_t i = 0; i < w->charset_n; i++) {
        if (charset[i] <= ' ') return false;
    }
    w->text = mark + 3;
    for (const char *q = w->text; q + 1 < p + n; q++) {
        if (*q == '\n') return false;
        if (*q == '?' && q[1] == '=') {
            w->text_n = (size_t)(q - w->text);
            w->length = (size_t)(q + 2 - p);
            return true;
        }
    }
    return false;
}

static bk_code add_word(const bk_mime_word *w, bk_buf *raw) {
    if (w->how == 'b') return bk_mime_decode(BK_MIME_BASE64, w->text, w->text_n, raw);
    for (size_t i = 0; i < w->text_n; i++) {
        int high = w->text[i] == '=' && i + 2 < w->text_n ? bk_hex_digit(w->text[i + 1]) : -1;
        int low = high >= 0 ? bk_hex_digit(w->text[i + 2]) : -1;
        if (low >= 0) {
            (void)bk_buf_add_char(raw, (char)(high << 4 | low));
            i += 2;
        } else {
            (void)bk_buf_add_char(raw, w->text[i] == '_' ? ' ' : w->text[i]);
        }
    }
    return raw->failed;
}

bk_code bk_mime_words(const char *p, size_t n, bk_buf *out) {
    bk_buf raw = {0};
    bk_mime_word w, pending = {0}; /* words of one charset side by side are decoded as one: a character may be split */
    size_t plain = 0, i = 0;
    while (i < n && !raw.failed && !out->failed) {
        if (p[i] != '=' || !bk_mime_word_read(p + i, n - i, &w)) {
            i++;
            continue;
        }
        size_t gap = plain;
        while (gap < i && space(p[gap])) gap++;
        bool beside = pending.charset && gap == i; /* blanks between two words are none */
        if (pending.charset && !(beside && pending.charset_n == w.charset_n &&
                                 memcmp(pending.charset, w.charset, w.charset_n) == 0)) {
            (void)add_decoded(pending.charset, pending.charset_n, raw.p ? raw.p : "", raw.n, out);
            raw.n = 0;
        }
        if (!beside) {
            bk_buf line = {0};
            (void)bk_mime_unfold(p + plain, i - plain, &line);
            (void)add_decoded(NULL, 0, line.p ? line.p : "", line.n, out);
            bk_buf_free(&line);
        }
        (void)add_word(&w, &raw);
        pending = w;
        i += w.length;
        plain = i;
    }
    if (pending.charset) {
        (void)add_decoded(pending.charset, pending.charset_n, raw.p ? raw.p : "", raw.n, out);
    }
    raw.n = 0;
    (void)bk_mime_unfold(p + plain, n - plain, &raw);
    (void)add_decoded(NULL, 0, raw.p ? raw.p : "", raw.n, out);
    bk_code failed = raw.failed ? raw.failed : out->failed;
    bk_buf_free(&raw);
    return failed;
}

/* ---- structured values ---- */

/* past blanks and (comments (nested)) */
static size_t skip_blank(const char *p, size_t n, size_t at) {
    unsigned open = 0;
    for (; at < n; at++) {
        if (open && p[at] == '\\' && at + 1 < n) at++;
        else if (p[at] == '(') open++;
        else if (open && p[at] == ')') open--;
        else if (!open && !space(p[at])) break;
    }
    return at;
}

bk_code bk_mime_token(const char *p, size_t n, bk_buf *out) {
    for (size_t at = skip_blank(p, n, 0); at < n && p[at] != ';' && !space(p[at]) && p[at] != '('; at++) {
        if (p[at] != '"') (void)bk_buf_add_char(out, lower(p[at]));
    }
    return out->failed;
}

typedef struct parameter {
    const char *name, *value;
    size_t name_n, value_n;
    bool quoted;
} parameter;

/* The next "; name=value" from *at on. */
static bool next_parameter(const char *p, size_t n, size_t *at, parameter *out) {
    for (;;) {
        /* to the next semicolon that is in no quotes and no comment */
        for (bool quotes = false; *at < n && (quotes || p[*at] != ';'); (*at)++) {
            if (p[*at] == '"') quotes = !quotes;
            if (p[*at] == '\\' && quotes && *at + 1 < n) (*at)++;
        }
        if (*at >= n) return false;
        size_t name = skip_blank(p, n, *at + 1), stop = name;
        while (stop < n && !space(p[stop]) && p[stop] != '=' && p[stop] != ';' && p[stop] != '(') stop++;
        size_t equals = skip_blank(p, n, stop);
        *at = stop;
        if (stop == name || equals >= n || p[equals] != '=') continue;
        size_t value = skip_blank(p, n, equals + 1), last = value;
        *out = (parameter){.name = p + name, .name_n = stop - name};
        if (value < n && p[value] == '"') {
            out->quoted = true;
            for (last = ++value; last < n && p[last] != '"'; last++) {
                if (p[last] == '\\' && last + 1 < n) last++;
            }
            if (last > n) last = n;
            *at = last < n ? last + 1 : n;
        } else {
            while (last < n && p[last] != ';' && !space(p[last])) last++;
            *at = last;
        }
        out->value = p + value;
        out->value_n = last - value;
        return true;
    }
}

static bk_code add_percent(const char *p, size_t n, bk_buf *out) {
    for (size_t i = 0; i < n; i++) {
        int high = p[i] == '%' && i + 2 < n ? bk_hex_digit(p[i + 1]) : -1;
        int low = high >= 0 ? bk_hex_digit(p[i + 2]) : -1;
        if (low >= 0) {
            (void)bk_buf_add_char(out, (char)(high << 4 | low));
            i += 2;
        } else {
            (void)bk_buf_add_char(out, p[i]);
        }
    }
    return out->failed;
}

static bk_code add_value(const parameter *v, bk_buf *out) {
    for (size_t i = 0; i < v->value_n; i++) {
        if (v->quoted && v->value[i] == '\\' && i + 1 < v->value_n) i++;
        if (v->value[i] != '\r' && v->value[i] != '\n') (void)bk_buf_add_char(out, v->value[i]);
    }
    return out->failed;
}

/* RFC 2231: is v's name `name`, `name*`, `name*3` or `name*3*`? -1 no, else the piece's number (0 where
 * there is none); *coded for a closing asterisk, *pieces where there is a number. */
static long piece_of(const parameter *v, const char *name, bool *coded, bool *pieces) {
    size_t n = v->name_n, known = strlen(name);
    *coded = *pieces = false;
    if (n < known || !same(v->name, known, name)) return -1;
    if (n == known) return 0;
    if (v->name[known] != '*') return -1;
    *coded = v->name[n - 1] == '*';
    size_t i = known + 1, stop = *coded ? n - 1 : n;
    if (*coded && n == known + 1) return 0;
    long number = 0;
    if (i >= stop || stop - i > 4) return -1;
    for (; i < stop; i++) {
        if (v->name[i] < '0' || v->name[i] > '9') return -1;
        number = number * 10 + (v->name[i] - '0');
    }
    *pieces = true;
    return number;
}

/* The charset that "charset'language'text" starts with: its length, and where the text is. */
static size_t charset_of(const parameter *v, size_t *text) {
    const char *one = memchr(v->value, '\'', v->value_n);
    size_t at = one ? (size_t)(one - v->value) + 1 : 0;
    const char *two = one ? memchr(v->value + at, '\'', v->value_n - at) : NULL;
    *text = two ? (size_t)(two - v->value) + 1 : 0;
    return two ? at - 1 : 0;
}

bk_code bk_mime_parameter(const char *p, size_t n, const char *name, bk_buf *out, bool *found) {
    enum { MOST = 100, LONGEST = 64 * 1024 };
    bk_buf raw = {0};
    const char *charset = NULL;
    size_t charset_n = 0;
    bool coded, pieces, any_coded = false, whole = false;
    *found = false;
    if (n > LONGEST) n = LONGEST;
    /* pieces may come in any order */
    for (long want = 0; want < MOST && !whole; want++) {
        bool here = false;
        size_t at = 0;
        parameter v;
        while (!here && next_parameter(p, n, &at, &v)) {
            long number = piece_of(&v, name, &coded, &pieces);
            if (number != want) continue;
            here = true;
            size_t text = 0;
            if (coded && number == 0) {
                charset_n = charset_of(&v, &text);
                charset = charset_n ? v.value : NULL;
            }
            any_coded = any_coded || coded;
            if (coded) (void)add_percent(v.value + text, v.value_n - text, &raw);
            else (void)add_value(&v, &raw);
            whole = !pieces;
        }
        if (!here) break;
        *found = true;
    }
    bk_code failed = raw.failed;
    const char *bytes = raw.p ? raw.p : "";
    if (!failed && *found) {
        /* encoded words do not belong in parameters, and are there all the same */
        failed = any_coded ? add_decoded(charset, charset_n, bytes, raw.n, out)
                           : bk_mime_words(bytes, raw.n, out);
    }
    bk_buf_free(&raw);
    return failed;
}
