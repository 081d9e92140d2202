#include "bk_scan_veil.h"

#include "bk_mask.h"
#include "bk_pages.h"
#include "bk_scan_internal.h"
#include "bk_scan_secret.h"

#include <stdlib.h>
#include <string.h>

struct bk_veil {
    bk_scan scan;
    bk_finding found;
    bk_buf plain;  /* what is looked at, without percent-encoding */
    bk_buf places; /* where each byte of it is written, as uint32_t, and where the last ends */
    bk_buf hidden; /* spans of it that are hidden whatever the scan finds, by where they begin */
    bk_buf shown, before; /* the one of a second look */
};

bk_veil *bk_veil_new(const bk_scan_rules *rules) {
    bk_veil *v = calloc(1, sizeof *v);
    if (!v) return NULL;
    bk_scan_start(&v->scan, "", 0, rules);
    v->scan.people = true;
    v->plain.secret = v->shown.secret = v->before.secret = true;
    return v;
}

void bk_veil_free(bk_veil *v) {
    if (!v) return;
    bk_buf_free(&v->plain);
    bk_buf_free(&v->places);
    bk_buf_free(&v->hidden);
    bk_buf_free(&v->shown);
    bk_buf_free(&v->before);
    bk_wipe(v, sizeof *v);
    free(v);
}

enum { NAME_MOST = 48 };

/* p[i] may be the second check digit of an account (IBAN), which may go on in letters alone. */
static bool begins_account(const char *p, size_t i) {
    const unsigned char *classes = bk_scan_classes, *q = (const unsigned char *)p + i;
    return i >= 3 && (classes[q[-1]] & BK_C_DIGIT) && (classes[q[-2]] & BK_C_ALPHA) &&
           (classes[q[-3]] & BK_C_ALPHA) && !(i > 3 && (classes[q[-4]] & BK_C_ALNUM));
}

/* Whether a scan may find a value of a person's: a mailbox has an @, however it is written, an account
 * begins as one, and other numbers have six digits with none of the signs that break them between. */
static bool may_hold_value(const char *p, size_t n) {
    enum { DIGIT = 1, BREAK, OPEN, PERCENT, AT };
    static const unsigned char roles[256] = {
        ['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT,
        ['5'] = DIGIT, ['6'] = DIGIT, ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT,
        [';'] = BREAK, [','] = BREAK, ['&'] = BREAK, ['='] = BREAK, ['?'] = BREAK,
        ['#'] = BREAK, ['|'] = BREAK, ['"'] = BREAK, ['('] = OPEN,  ['['] = OPEN,
        ['{'] = OPEN,  ['<'] = OPEN,  ['%'] = PERCENT, ['@'] = AT,
    };
    for (size_t i = 0, digits = 0; i < n; i++) {
        unsigned role = roles[(unsigned char)p[i]];
        size_t word = i + 1 < n && p[i + 1] == ' ' ? i + 2 : i + 1; /* "(at)", "[ @ ]" */
        if (role == AT || (role == OPEN && word < n && memchr("@aA", p[word], 3)) ||
            (role == DIGIT && (++digits == 6 || begins_account(p, i))) ||
            (role == PERCENT && n - i > 2 && memcmp(p + i, "%40", 3) == 0))
            return true;
        if (role == BREAK) digits = 0;
    }
    return false;
}

/* What tells of a person has one of these signs, or six digits, or is a secret by its look. */
static bool may_tell(const char *p, size_t n) {
    size_t digits = 0, colons = 0;
    bool sign = false;
    for (size_t i = 0; i < n; i++) {
        digits += p[i] >= '0' && p[i] <= '9';
        sign |= p[i] == '@' || p[i] == '[' || p[i] == '(' || p[i] == '=';
        colons += p[i] == ':' || p[i] == ';' || p[i] == '|';
    }
    size_t first, end;
    return sign || digits >= 6 || colons >= 3 || (n >= 3 && memchr(p, '%', n - 2) != NULL) ||
           may_hold_value(p, n) || bk_secret_next(p, n, 0, &first, &end);
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = bk_scan_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* a letter or digit is before and behind */
static bool is_within(const char *p, size_t n, size_t i) {
    return i > 0 && i + 1 < n && (bk_scan_classes[(unsigned char)p[i - 1]] & BK_C_ALNUM) &&
           (bk_scan_classes[(unsigned char)p[i + 1]] & BK_C_ALNUM);
}

/* `pluses`: those between letters or digits are blanks, as forms have them. */
static void undo_percents(bk_veil *v, const char *p, size_t n, bool pluses) {
    v->plain.n = v->places.n = 0;
    if (bk_buf_reserve(&v->plain, n) || bk_buf_reserve(&v->places, (n + 1) * sizeof(uint32_t)))
        return;
    char *plain = v->plain.p;
    uint32_t *places = (uint32_t *)(void *)v->places.p; /* malloc aligns it */
    size_t m = 0;
    if (n && !memchr(p, '%', n) && !pluses) {
        memcpy(plain, p, n);
        for (; m < n; m++) places[m] = (uint32_t)m;
    }
    for (size_t i = m; i < n; m++) {
        char c = p[i];
        places[m] = (uint32_t)i++;
        if (c == '%' && n - i >= 2) {
            int high = hex_digit(p[i]), low = hex_digit(p[i + 1]), byte = high * 16 + low;
            if (high >= 0 && low >= 0 && byte >= ' ' && byte != 0x7F) {
                c = (char)byte;
                i += 2;
            }
        }
        if (c == '+' && pluses && is_within(p, n, places[m])) c = ' ';
        plain[m] = c;
    }
    places[m] = (uint32_t)n;
    v->plain.n = m;
    v->places.n = (m + 1) * sizeof *places;
}

typedef struct span {
    size_t first, end;
} span;

static void add_span(bk_veil *v, size_t first, size_t end) {
    span s = {first, end};
    if (end > first) (void)bk_buf_add(&v->hidden, (const char *)&s, sizeof s);
}

static bool in_word(char c) {
    return (unsigned char)c > ' ' && !strchr("?#\"<>", c);
}

/* Who is named before the host of an address ("bob:secret" of "ftp://bob:secret@"), and behind it
 * and a sign that comes again, as lists of stolen logins have it ("bob:secret" of
 * "https://example.com/login:bob:secret"). */
static void add_accounts(bk_veil *v) {
    const char *p = v->plain.p;
    size_t n = v->plain.n, word = 0; /* where the last one ends */
    for (size_t at = 0; at + 3 < n; at++) {
        const char *sign = memchr(p + at, ':', n - at - 3);
        if (!sign) return;
        at = (size_t)(sign - p);
        if (p[at + 1] != '/' || p[at + 2] != '/') continue;
        size_t user = 0, segment = 0, end = at + 3;
        for (; end < n && in_word(p[end]) && p[end] != '/'; end++) {
            if (p[end] == '@') user = end;
        }
        if (user) add_span(v, at + 3, user);
        if (at < word) continue; /* an address within another */
        for (; end < n && in_word(p[end]); end++) {
            if (p[end] == '/') segment = end;
        }
        word = end;
        for (size_t i = segment; segment && i < end; i++) {
            if (!memchr(":;|", p[i], 3)) continue;
            if (i + 1 < end && memchr(p + i + 1, p[i], end - i - 1)) add_span(v, i + 1, end);
            break;
        }
    }
}

/* What is behind the name of a field that is hidden: "x" of "?password=x". */
static void add_fields(bk_veil *v) {
    const bk_scan_rules *rules = v->scan.rules;
    const char *p = v->plain.p;
    const uint32_t *places = (const uint32_t *)(const void *)v->places.p; /* malloc aligns it */
    size_t n = v->plain.n;
    if (!rules) return;
    for (size_t i = 0; i + 1 < n; i++) {
        const char *sign = memchr(p + i, '=', n - i - 1);
        if (!sign) return;
        i = (size_t)(sign - p);
        size_t from = i, end = i + 1;
        while (from && i - from < NAME_MOST &&
               ((bk_scan_classes[(unsigned char)p[from - 1]] & BK_C_NAME) || p[from - 1] == '.'))
            from--;
        if (!from || !memchr("?&;#", p[from - 1], 4) ||
            !bk_scan_hidden_field(rules, p + from, i - from, false))
            continue;
        /* one that is percent-encoded ends nothing */
        while (end < n && (places[end + 1] - places[end] > 1 ||
                           ((unsigned char)p[end] > ' ' && !strchr("&;#\"<>", p[end]))))
            end++;
        add_span(v, i + 1, end);
        i = end - 1;
    }
}

static int by_first(const void *a, const void *b) {
    const span *x = a, *y = b;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    return (x->end < y->end) - (x->end > y->end); /* the longer first */
}

/* What is hidden in `plain`, whatever the scan finds; how many spans. */
static size_t look_for_hidden(bk_veil *v) {
    size_t end = 0;
    v->hidden.n = 0;
    add_accounts(v);
    add_fields(v);
    for (size_t first; bk_secret_next(v->plain.p, v->plain.n, end, &first, &end);)
        add_span(v, first, end);
    size_t count = v->hidden.n / sizeof(span);
    if (count > 1) qsort(v->hidden.p, count, sizeof(span), by_first);
    return count;
}

static bool next_value(bk_veil *v) {
    while (bk_scan_next(&v->scan, &v->found)) {
        /* a number that does not hold is a number like others */
        if (bk_scan_personal(v->found.kind) && v->found.why != BK_WHY_CHECKSUM) return true;
    }
    return false;
}

static bool first_value(bk_veil *v) {
    size_t n = v->plain.n;
    if (!may_hold_value(v->plain.p, n)) return false;
    bk_scan_go(&v->scan, v->plain.p, n, 0, n, 0);
    return next_value(v);
}

/* p[0..n) into `shown`, with what is found in it masked; false when there is nothing. */
static bool hide(bk_veil *v, const char *p, size_t n, bool pluses) {
    bk_buf *out = &v->shown;
    size_t done = 0; /* bytes of `p` */
    out->n = 0;
    undo_percents(v, p, n, pluses);
    if (v->plain.failed || v->places.failed) return false;
    const char *plain = v->plain.p;
    const uint32_t *places = (const uint32_t *)(const void *)v->places.p; /* malloc aligns it */
    const bk_finding *f = &v->found;
    size_t left = look_for_hidden(v);
    const span *next = (const span *)(const void *)v->hidden.p; /* malloc aligns it */
    bool value = first_value(v), any = value || left;
    while (value || left) {
        bool first = left && (!value || next->first <= f->first);
        span s = first ? *next : (span){f->first, f->end};
        const char *sign = NULL;
        if (!first && f->kind == BK_SCAN_EMAIL)
            sign = memchr(plain + s.first, '@', s.end - s.first);
        if (sign) s.end = (size_t)(sign - plain);
        if (places[s.first] >= done) {
            (void)bk_buf_add(out, p + done, places[s.first] - done);
            if (first || sign)
                (void)bk_buf_add(out, "***", 3);
            else
                (void)bk_mask_shown(bk_scan_kind_name(f->kind), f->value, f->n, out);
        }
        if (places[s.end] > done) done = places[s.end];
        if (first)
            next++, left--;
        else
            value = next_value(v);
    }
    (void)bk_buf_add(out, p + done, n - done);
    return any;
}

static void find(bk_veil *v, const char *p, size_t n, bool pluses, bk_buf *spans, bk_buf *shown) {
    undo_percents(v, p, n, pluses);
    size_t count = v->plain.failed || v->places.failed ? 0 : look_for_hidden(v);
    if (v->plain.failed || v->places.failed || v->hidden.failed) {
        spans->failed = BK_E_MEMORY;
        return;
    }
    const uint32_t *places = (const uint32_t *)(const void *)v->places.p; /* malloc aligns it */
    const span *hidden = (const span *)(const void *)v->hidden.p;
    const bk_finding *f = &v->found;
    bk_scan_go(&v->scan, v->plain.p, v->plain.n, 0, v->plain.n, 0);
    while (bk_scan_next(&v->scan, &v->found)) {
        if (!bk_scan_personal(f->kind)) continue;
        bk_veiled s = {places[f->first], places[f->end], shown->n, 0};
        (void)bk_mask_shown(bk_scan_kind_name(f->kind), f->value, f->n, shown);
        s.shown_n = shown->n - s.shown;
        (void)bk_buf_add(spans, (const char *)&s, sizeof s);
    }
    for (size_t i = 0; i < count; i++) {
        bk_veiled s = {places[hidden[i].first], places[hidden[i].end], 0, 0};
        (void)bk_buf_add(spans, (const char *)&s, sizeof s);
    }
}

void bk_veil_find(bk_veil *v, const char *p, size_t n, bk_buf *spans, bk_buf *shown) {
    find(v, p, n, false, spans, shown);
    if (memchr(p, '+', n)) find(v, p, n, true, spans, shown);
}

/* with a user before the host, or a mailbox anywhere, whatever its host */
static bool has_sign(const char *p, size_t n) {
    if (memchr(p, '@', n)) return true;
    for (size_t i = 0; i + 3 <= n; i++) {
        const char *sign = memchr(p + i, '%', n - i - 2);
        if (!sign) return false;
        if (memcmp(sign, "%40", 3) == 0) return true;
        i = (size_t)(sign - p);
    }
    return false;
}

bool bk_veil_may(bk_scan_kind kind) {
    switch (kind) {
    case BK_SCAN_URL:
    case BK_SCAN_PATH:
    case BK_SCAN_REGISTRY:
    case BK_SCAN_AGENT:
    case BK_SCAN_YARA:
        return true;
    default:
        return bk_scan_personal(kind);
    }
}

bool bk_veil_show(bk_veil *v, bk_scan_kind kind, const char *p, size_t n, bk_buf *out) {
    if (!bk_veil_may(kind)) return false;
    if (bk_scan_personal(kind)) {
        (void)bk_mask_shown(bk_scan_kind_name(kind), p, n, out);
        return true;
    }
    if (!may_tell(p, n)) return false;
    bool personal = hide(v, p, n, false), url = kind == BK_SCAN_URL;
    if (url && v->shown.n && memchr(v->shown.p, '+', v->shown.n)) {
        /* numbers of forms; mailboxes, which may have a plus, are masked by now */
        bk_buf look = v->before;
        v->before = v->shown;
        v->shown = look;
        personal = hide(v, v->before.p, v->before.n, true) || personal;
    }
    personal = personal || (url && has_sign(p, n));
    if (personal && url)
        (void)bk_mask_shown("url", v->shown.p, v->shown.n, out);
    else if (personal)
        (void)bk_buf_add(out, v->shown.p, v->shown.n);
    if (v->plain.failed || v->places.failed || v->hidden.failed || v->shown.failed ||
        v->before.failed)
        out->failed = BK_E_MEMORY;
    return personal || out->failed;
}
