#include "bk_scan_idn.h"

#include "bk_scan_internal.h"
#include "bk_utf8.h"

#include <idn2.h>
#include <stdlib.h>

static unsigned long code_at(const char *p, size_t n) {
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    unsigned long c = (unsigned char)p[0] & masks[n];
    for (size_t i = 1; i < n; i++) c = c << 6 | ((unsigned char)p[i] & 0x3F);
    return c;
}

/* Letters and marks, and no signs that stand around words: the blocks that have them. What they
 * have beside these, libidn2 refuses. */
static bool is_letter(unsigned long c) {
    static const struct {
        unsigned long first, last;
    } blocks[] = {{0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x37D},    {0x37F, 0x559},
                  {0x560, 0x588},   {0x591, 0x60B},   {0x610, 0x61A},   {0x620, 0x6D3},
                  {0x6D5, 0x963},   {0x966, 0x1FFF},  {0x2C00, 0x2DFF}, {0x3005, 0x3007},
                  {0x3041, 0xD7FF}, {0xF900, 0xFDFF}, {0xFE70, 0xFEFE}, {0xFF10, 0xFF19},
                  {0xFF21, 0xFF3A}, {0xFF41, 0xFF5A}, {0xFF66, 0xFFDC}, {0x10000, 0x1EFFF},
                  {0x20000, 0x3FFFF}};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        if (c <= blocks[i].last) return c >= blocks[i].first;
    }
    return false;
}

/* The bytes of a letter beyond ASCII at `at`, and of one before it. */
static size_t letter(const bk_scan *s, size_t at) {
    if (at >= s->n || (unsigned char)s->p[at] < 0xC0) return 0;
    size_t n = bk_utf8_length(s->p + at, s->n - at);
    return n > 1 && is_letter(code_at(s->p + at, n)) ? n : 0;
}

static size_t letter_before(const bk_scan *s, size_t at) {
    size_t n = 1;
    while (n < 4 && n < at && ((unsigned char)s->p[at - n] & 0xC0) == 0x80) n++;
    return n <= at && letter(s, at - n) == n ? n : 0;
}

/* In scripts written without blanks a name may begin or end at any letter: between one of them and
 * ASCII it does. */
static bool parts(size_t wide) {
    return wide > 2;
}

bool bk_idn_behind_sign(const bk_scan *s, size_t at) {
    for (size_t i = at + 1; i < at + 6 && i < s->n && s->p[i] != ' '; i++) { /* [dot] */
        if ((unsigned char)s->p[i] >= 0x80) return true;
    }
    return false;
}

size_t bk_idn_start(const bk_scan *s, size_t at) {
    size_t least = at > BK_IDN_HOST_MAX ? at - BK_IDN_HOST_MAX : 0, n;
    while (at > least) {
        if ((n = letter_before(s, at)) > 0) {
            if (parts(n) && bk_scan_is(s, at, BK_C_NAME)) break;
            at -= n;
        } else if (bk_scan_is_before(s, at, BK_C_NAME)) {
            at--;
        } else if (bk_scan_before(s, at) == '.' &&
                   (bk_scan_is_before(s, at - 1, BK_C_NAME) || letter_before(s, at - 1))) {
            at--;
        } else {
            break;
        }
    }
    while (bk_scan_is(s, at, BK_C_JOIN) || bk_scan_at(s, at) == '.') at++;
    return at;
}

/* A full stop of any script, or one that is defanged, with a label behind it; 0. */
static size_t dot(const bk_scan *s, size_t at, bool *defanged) {
    static const struct {
        const char *written;
        bool defanged;
    } dots[] = {{".", false},     {"[.]", true},          {"(.)", true},          {"[dot]", true},
                {"(dot)", true},  {"\\.", true},          {"{.}", true},
                {"\xE3\x80\x82", false}, {"\xEF\xBC\x8E", false}, {"\xEF\xBD\xA1", false}};
    if (!bk_scan_is(s, at, BK_C_LINKS) && (unsigned char)bk_scan_at(s, at) < 0xE3) return 0;
    for (size_t i = 0; i < sizeof dots / sizeof *dots; i++) {
        size_t n = strlen(dots[i].written);
        if (s->p[at] != dots[i].written[0] || !bk_scan_word(s, at, dots[i].written)) continue;
        if (!bk_scan_is(s, at + n, BK_C_NAME) && !letter(s, at + n)) continue;
        *defanged = *defanged || dots[i].defanged;
        return n;
    }
    return 0;
}

/* The ASCII form of a host, as the rules of today have it, or those before them for what is
 * registered though they refuse it (signs). NULL when it has none; free it with idn2_free. */
static char *to_ascii(const char *host) {
    uint8_t *out = NULL;
    const uint8_t *p = (const uint8_t *)host;
    if (idn2_lookup_u8(p, &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK &&
        idn2_lookup_u8(p, &out, IDN2_NFC_INPUT | IDN2_TRANSITIONAL) != IDN2_OK)
        return NULL;
    return (char *)out;
}

/* What stands at `at` is text, a byte of which is all that is looked at where it is no letter. */
static bool is_text(const bk_scan *s, size_t at) {
    unsigned char c = at < s->n ? (unsigned char)s->p[at] : ' ';
    return c >= 0x80 ? bk_utf8_length(s->p + at, s->n - at) > 0
                     : c >= ' ' ? c != 0x7F : c == '\t' || c == '\n' || c == '\r';
}

static bool is_text_before(const bk_scan *s, size_t at) {
    size_t n = 1;
    while (n < 4 && n < at && ((unsigned char)s->p[at - n] & 0xC0) == 0x80) n++;
    return !at || ((unsigned char)s->p[at - n] < 0x80 ? n == 1 && is_text(s, at - 1)
                                                      : bk_utf8_length(s->p + at - n, n) == n);
}

/* Whether p[0..n) is written otherwise than the label of `host` that is its `last` or its first. */
static bool is_cased(const char *host, const char *p, size_t n, bool last) {
    char *lower = NULL;
    if (idn2_to_unicode_8z8z(host, &lower, 0) != IDN2_OK) return false;
    const char *end = last ? lower + strlen(lower) : strchr(lower, '.');
    const char *label = last ? strrchr(lower, '.') + 1 : lower;
    bool same = end && (size_t)(end - label) == n && memcmp(label, p, n) == 0;
    idn2_free(lower);
    return !same;
}

bool bk_idn_read(const bk_scan *s, size_t at, bk_idn_host *out) {
    enum { WRITTEN_MAX = 4 * BK_IDN_HOST_MAX };
    char text[WRITTEN_MAX + 8];
    size_t n = 0, label = 0, first = 0, width, i = at;
    bool high = false, small = false; /* ASCII is in the label */
    /* two bytes that look like a letter are common among bytes that are no text */
    if (!is_text_before(s, at)) return false;
    out->defanged = false;
    while (n < WRITTEN_MAX) {
        if (bk_scan_is(s, i, BK_C_NAME)) {
            text[n++] = s->p[i++];
            small = true;
        } else if ((width = letter(s, i)) > 0 && !(parts(width) && small)) {
            memcpy(text + n, s->p + i, width);
            n += width;
            i += width;
            high = true;
        } else if (n > label && (width = dot(s, i, &out->defanged)) > 0) {
            if (!first) first = n;
            text[n++] = '.';
            i += width;
            label = n;
            small = false;
        } else {
            break;
        }
    }
    while (n > label && (text[n - 1] == '-' || text[n - 1] == '_')) n--, i--;
    if (!high || !first || n == label || n >= WRITTEN_MAX) return false;
    if (!is_text(s, i)) return false;
    text[n] = '\0';
    char *ascii = to_ascii(text);
    out->n = ascii ? strlen(ascii) : 0;
    out->end = i;
    bool fits = out->n > 0 && out->n <= BK_IDN_HOST_MAX;
    if (fits) {
        memcpy(out->text, ascii, out->n + 1);
        out->cased = is_cased(ascii, text + label, n - label, true) &&
                     !is_cased(ascii, text, first, false);
    }
    idn2_free(ascii);
    return fits;
}

bool bk_idn_holds(const char *host) {
    char *ascii = to_ascii(host);
    idn2_free(ascii);
    return ascii != NULL;
}

/* Latin, Greek, Cyrillic, Armenian: a bit each, 0 for others. */
static unsigned script_of(unsigned long c) {
    if ((c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x250) || (c >= 0x1E00 && c < 0x1F00)) return 1;
    if ((c >= 0x370 && c < 0x400) || (c >= 0x1F00 && c < 0x2000)) return 2;
    if (c >= 0x400 && c < 0x530) return 4;
    return c >= 0x531 && c < 0x590 ? 8 : 0;
}

static bool mixes(const char *host) {
    unsigned scripts = 0;
    for (size_t n; *host; host += n) {
        n = bk_utf8_length(host, strlen(host));
        if (!n) return false;
        if (*host == '.') scripts = 0;
        scripts |= script_of(code_at(host, n));
        if (scripts & (scripts - 1)) return true;
    }
    return false;
}

bool bk_idn_unicode(bk_scan_kind kind, const char *value, size_t n, bk_buf *out, bool *mixed) {
    char host[BK_IDN_HOST_MAX + 1], *text = NULL;
    size_t from = 0, end = n;
    *mixed = false;
    if (kind != BK_SCAN_DOMAIN && kind != BK_SCAN_URL) return false;
    if (kind == BK_SCAN_URL) {
        const char *colon = memchr(value, ':', n);
        from = colon ? (size_t)(colon - value) + 3 : n;
        for (end = from; end < n && !strchr("/?#", value[end]); end++) {
            if (value[end] == '@') from = end + 1;
        }
    }
    if (from >= end || end - from > BK_IDN_HOST_MAX) return false;
    memcpy(host, value + from, end - from);
    host[end - from] = '\0';
    host[strcspn(host, ":")] = '\0';
    if (!strstr(host, "xn--") || idn2_to_unicode_8z8z(host, &text, 0) != IDN2_OK) return false;
    bool differs = strcmp(text, host) != 0;
    *mixed = differs && mixes(text);
    if (differs) (void)bk_buf_add_string(out, text);
    idn2_free(text);
    return differs;
}
