#include "bk_scan_context.h"

#include "bk_scan_told.h"
#include "bk_scan_wide.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What is looked at: the finding is p[hit..hit_end), the context p[from..hit) and p[hit_end..to). */
typedef struct area {
    const char *p;
    size_t n, from, hit, hit_end, to;
    bool cut; /* something stands before it */
} area;

static bool is_in(char c, const char *set) {
    return c && strchr(set, c) != NULL;
}

/* ---- the area ---- */

static bool continues(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

static area of_bytes(const bk_scan_piece *piece, const bk_hit *hit, size_t most) {
    size_t first = (size_t)(hit->first - piece->offset), end = (size_t)(hit->end - piece->offset);
    size_t start = first > BK_SCAN_AROUND ? first - BK_SCAN_AROUND : 0;
    size_t stop = piece->n - end > BK_SCAN_AROUND ? end + BK_SCAN_AROUND : piece->n;
    area a = {piece->p + start, stop - start, 0, first - start, end - start, 0,
              piece->offset + start > 0};
    a.from = a.hit > most ? a.hit - most : 0;
    a.to = a.n - a.hit_end > most ? a.hit_end + most : a.n;
    /* whole characters */
    for (int i = 0; i < 3 && a.from && a.from < a.hit && continues(a.p[a.from]); i++) a.from++;
    for (int i = 0; i < 3 && a.to < a.n && a.to > a.hit_end && continues(a.p[a.to]); i++) a.to--;
    return a;
}

/* The unit of UTF-16 at `at`, 0 where the text ends: at what no text has. */
static unsigned unit(const bk_scan_piece *piece, size_t at, bool big) {
    const unsigned char *p = (const unsigned char *)piece->p + at;
    if (at + 2 > piece->n) return 0;
    unsigned u = big ? (unsigned)p[0] << 8 | p[1] : (unsigned)p[1] << 8 | p[0];
    bool text = u >= ' ' ? u != 0x7F && u < 0xFFFE : u == '\t' || u == '\n' || u == '\r';
    return text ? u : 0;
}

/* The code point whose units begin at `at`, which is put behind them; 0 where the text ends. */
static unsigned long code_point(const bk_scan_piece *piece, size_t *at, bool big) {
    unsigned long u = unit(piece, *at, big);
    if (!u || (u >= 0xDC00 && u < 0xE000)) return 0;
    *at += 2;
    if (u < 0xD800 || u >= 0xE000) return u;
    unsigned low = unit(piece, *at, big);
    if (low < 0xDC00 || low >= 0xE000) return 0;
    *at += 2;
    return 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
}

/* Of UTF-16, as UTF-8 in `out`. */
static area of_wide(const bk_scan_piece *piece, const bk_hit *hit, size_t most, bk_buf *out) {
    enum { AROUND = BK_SCAN_AROUND / 2 }; /* units */
    bool big = hit->wide == 2;
    size_t first = (size_t)(hit->first - piece->offset), end = (size_t)(hit->end - piece->offset);
    size_t start = first, behind = 0, n;
    while (start >= 2 && first - start < 2 * AROUND && unit(piece, start - 2, big)) start -= 2;
    if (start < first && unit(piece, start, big) >> 10 == 0xDC00 >> 10) start += 2;
    area a = {.cut = start >= 2 && unit(piece, start - 2, big)};
    out->n = 0;
    for (size_t at = start, step; at < first; at = step) {
        step = at;
        unsigned long c = code_point(piece, &step, big);
        if (!c) { /* half a pair */
            out->n = a.from = 0;
            step = at + 2;
            continue;
        }
        (void)bk_buf_add_utf8(out, c);
        if ((first - at) / 2 > most) a.from = out->n;
    }
    a.hit = out->n;
    const char *text = bk_hit_text(piece, hit, &n);
    (void)bk_buf_add(out, text, n);
    a.hit_end = a.to = out->n;
    for (size_t at = end; behind < AROUND; behind++) {
        unsigned long c = code_point(piece, &at, big);
        if (!c) break;
        (void)bk_buf_add_utf8(out, c);
        if (behind < most) a.to = out->n;
    }
    a.p = out->p;
    a.n = out->n;
    return a;
}

/* ---- what is hidden in it ---- */

static void hide(bk_buf *spans, size_t first, size_t end) {
    bk_veiled s = {first, end, 0, 0};
    if (end > first) (void)bk_buf_add(spans, (const char *)&s, sizeof s);
}

static bool ends_line(char c) {
    return c == '\n' || c == '\r';
}

static bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* p[first..end) stands by itself: between separators or in quotes, or with no blank between it and a
 * separator, as prose has it. */
static bool is_field(const area *a, size_t first, size_t end) {
    static const char tight[] = ",;:|";
    if (first && is_in(a->p[first - 1], tight)) return true;
    if (end + 1 < a->n && is_in(a->p[end], tight) && !is_in(a->p[end + 1], " \t\r\n")) return true;
    while (first && a->p[first - 1] == ' ') first--;
    while (end < a->n && a->p[end] == ' ') end++;
    return (!first || is_in(a->p[first - 1], ",;:|=>'\"`\t\r\n")) &&
           (end == a->n || is_in(a->p[end], ",;:|<&'\"`\t\r\n"));
}

/* All fields of the line around `at` but the names of columns; returns its end. */
static size_t hide_record(const area *a, const bk_scan_rules *rules, size_t at, bk_buf *spans) {
    static const char separators[] = ",;:|=<>'\"`\t\r\n(){}[]&";
    size_t line = at, end = at;
    while (line && !ends_line(a->p[line - 1])) line--;
    while (end < a->n && !ends_line(a->p[end])) end++;
    for (size_t i = line; i < end; i++) {
        size_t from = i;
        while (i < end && !is_in(a->p[i], separators)) i++;
        size_t to = i;
        while (from < to && a->p[from] == ' ') from++;
        while (to > from && a->p[to - 1] == ' ') to--;
        bool key = i < end && (a->p[i] == '=' || (i + 1 < end && a->p[i] == '"' && a->p[i + 1] == ':'));
        if (!key || !bk_scan_hidden_field(rules, a->p + from, to - from, false)) hide(spans, from, to);
    }
    return end;
}

/* A row of values begins with the parenthesis at `at`, as statements of SQL have it. */
static bool begins_row(const area *a, size_t at) {
    const char *p = a->p;
    size_t before = at, end = at;
    if (p[at] != '(' || at + 1 == a->n || !is_in(p[at + 1], "0123456789'\"-N")) return false;
    while (end < a->n && !is_in(p[end], ",)\r\n")) end++;
    if (end == a->n || p[end] != ',') return false;
    while (before && p[before - 1] == ' ') before--;
    if (!before || ends_line(p[before - 1])) { /* a line of its own */
        while (end < a->n && !ends_line(p[end])) end++;
        return p[end - 2] == ')' && is_in(p[end - 1], ",;");
    }
    bool next = before > 1 && p[before - 1] == ',' && p[before - 2] == ')';
    return next || (before >= 6 && strncasecmp(p + before - 6, "values", 6) == 0);
}

static void hide_records(const area *a, const bk_scan_rules *rules, size_t values, bk_buf *spans) {
    size_t done = 0;
    for (size_t i = 0; i < values; i++) {
        bk_veiled s;
        memcpy(&s, spans->p + i * sizeof s, sizeof s);
        /* a token of a service stands in no record; a password as it is stored does */
        bool personal = s.shown_n || a->p[s.first] == '$';
        if (personal && s.first >= done && is_field(a, s.first, s.end))
            done = hide_record(a, rules, s.first, spans);
    }
    for (size_t i = done = 0; i < a->n; i++) {
        if (i >= done && begins_row(a, i)) done = hide_record(a, rules, i, spans);
    }
}

/* A word of which nobody knows how it begins. */
static void hide_cut(const area *a, bk_buf *spans) {
    size_t end = 0;
    while (a->cut && end < a->n && (unsigned char)a->p[end] > ' ' &&
           !is_in(a->p[end], ",;&'\"<>[]{}|\x7F"))
        end++;
    hide(spans, 0, end);
}

/* Text in UTF-16 among bytes. */
static void hide_wide(const area *a, bk_context *out) {
    bk_wide run;
    size_t at = 0;
    while (bk_wide_next(a->p, a->n, &at, &run, &out->wide))
        hide(&out->spans, run.first, run.first + 2 * out->wide.n);
}

/* ---- what may be shown ---- */

/* by where they begin, the longer first; of two that are the same the one that is shown as what it
 * is */
static int by_place(const void *a, const void *b) {
    const bk_veiled *x = a, *y = b;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    if (x->end != y->end) return x->end > y->end ? -1 : 1;
    return (x->shown_n < y->shown_n) - (x->shown_n > y->shown_n);
}

static bk_context_side show(const area *a, size_t from, size_t to, const bk_buf *spans,
                            bk_buf *shown) {
    const bk_veiled *s = (const bk_veiled *)(const void *)spans->p; /* malloc aligns it */
    size_t count = spans->n / sizeof *s, done = from;
    bk_context_side side = {.p = a->p + from, .n = to - from, .shown = shown->n};
    for (size_t i = 0; i < count && done < to; i++) {
        if (s[i].end <= done || s[i].first >= to) continue;
        if (s[i].first >= done || !side.hidden) {
            if (s[i].first > done) (void)bk_buf_add(shown, a->p + done, s[i].first - done);
            if (s[i].shown_n)
                (void)bk_buf_add(shown, shown->p + s[i].shown, s[i].shown_n);
            else
                (void)bk_buf_add(shown, "***", 3);
        }
        side.hidden = true;
        done = s[i].end;
    }
    if (done < to) (void)bk_buf_add(shown, a->p + done, to - done);
    side.shown_n = shown->n - side.shown;
    return side;
}

bk_code bk_scan_context(bk_veil *veil, const bk_scan_rules *rules, const bk_scan_piece *piece,
                        const bk_hit *hit, size_t most, bk_context *out) {
    area a = hit->wide ? of_wide(piece, hit, most, &out->wide) : of_bytes(piece, hit, most);
    out->shown.n = out->spans.n = 0;
    bk_veil_find(veil, a.p, a.n, &out->spans, &out->shown);
    size_t values = out->spans.n / sizeof(bk_veiled);
    hide_records(&a, rules, values, &out->spans);
    bk_scan_told(rules, a.p, a.n, &out->spans);
    hide_cut(&a, &out->spans);
    if (!hit->wide) hide_wide(&a, out);
    if (out->spans.n)
        qsort(out->spans.p, out->spans.n / sizeof(bk_veiled), sizeof(bk_veiled), by_place);
    /* what is copied lies in the buffer that it is copied to: there must be room for all */
    (void)bk_buf_reserve(&out->shown, 2 * (a.n + out->shown.n) + out->spans.n);
    if (out->wide.failed || out->spans.failed || out->shown.failed) return BK_E_MEMORY;
    out->before = show(&a, a.from, a.hit, &out->spans, &out->shown);
    out->after = show(&a, a.hit_end, a.to, &out->spans, &out->shown);
    return out->shown.failed;
}

/* ---- passwords as they are stored ---- */

/* The character at a position of the source, 0 where none of ASCII is. */
static char at(const bk_scan_piece *piece, const bk_hit *hit, uint64_t place) {
    if (place < piece->offset || place - piece->offset + (hit->wide > 0) >= piece->n)
        return '\0';
    const char *p = piece->p + (place - piece->offset);
    if (!hit->wide) return *p;
    return p[hit->wide == 1] ? '\0' : p[hit->wide == 2];
}

/* Whether the rest of the record that goes on from `place`, its end or the 512 characters before or
 * behind it, has a mailbox. */
static bool has_mailbox(const bk_scan_piece *piece, const bk_hit *hit, uint64_t place, bool back,
                        char quote, bool spaceless) {
    const uint64_t step = hit->wide ? 2 : 1;
    bool found = false;
    for (int i = 0; i < 512 && place >= piece->offset + step; i++) {
        char c = at(piece, hit, place);
        if (!c || ends_line(c) || (c == ' ' && spaceless)) break;
        if (quote == '"' && is_in(c, "{}[]")) return false; /* JSON */
        if (quote == '\'' && is_in(c, back ? "(" : ")")) break;
        if (c == '@' && is_alnum(at(piece, hit, place - step)))
            found = found || is_alnum(at(piece, hit, place + step));
        place = back ? place - step : place + step;
    }
    return found;
}

/* The character before a position, 0 where none is. */
static char before(const bk_scan_piece *piece, const bk_hit *hit, uint64_t place) {
    const uint64_t step = hit->wide ? 2 : 1;
    return place < piece->offset + step ? '\0' : at(piece, hit, place - step);
}

/* Whether the name of a field with a secret stands before `end`: `"password":"`, "pass = ". The hash
 * of a file is called a hash as well. */
static bool is_named(const bk_scan_rules *rules, const bk_scan_piece *piece, const bk_hit *hit,
                     uint64_t end) {
    const uint64_t step = hit->wide ? 2 : 1;
    char name[48], c;
    size_t n = sizeof name;
    if (is_in(before(piece, hit, end), "'\"`")) end -= step;
    while (before(piece, hit, end) == ' ') end -= step;
    if (!is_in(before(piece, hit, end), ":=")) return false;
    end -= step;
    while (is_in(before(piece, hit, end), " '\"`")) end -= step;
    for (; n && (is_alnum(c = before(piece, hit, end)) || is_in(c, "_-")); end -= step)
        name[--n] = c;
    bool is_hash = sizeof name - n == 4 && strncasecmp(name + n, "hash", 4) == 0;
    return !is_hash && bk_scan_hidden_field(rules, name + n, sizeof name - n, true);
}

bool bk_scan_is_stored(const bk_scan_rules *rules, const bk_scan_piece *piece,
                       const bk_hit *hit) {
    const uint64_t step = hit->wide ? 2 : 1;
    if (hit->kind < BK_SCAN_MD5 || hit->kind > BK_SCAN_SHA512) return false;
    if (is_named(rules, piece, hit, hit->first)) return true;
    uint64_t from = hit->first, after = hit->end;
    char quote = before(piece, hit, from);
    if (is_in(quote, "'\"") && at(piece, hit, after) == quote) {
        from -= step;
        after += step;
    } else {
        quote = '\0';
    }
    char sign = before(piece, hit, from), next = at(piece, hit, after);
    bool begins = !sign || is_in(sign, ",:;|\t(\r\n");
    if (!begins || (next && !is_in(next, ",:;|\t)\r\n"))) return false;
    bool spaceless = sign == ':' || next == ':';
    bool first = !sign || ends_line(sign);
    return (!first && has_mailbox(piece, hit, from - step, true, quote, spaceless)) ||
           has_mailbox(piece, hit, after, false, quote, spaceless);
}

void bk_context_free(bk_context *context) {
    bk_buf_free(&context->shown);
    bk_buf_free(&context->wide);
    bk_buf_free(&context->spans);
}
