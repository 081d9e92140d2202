/* The East Asian encodings. A lead byte whose partner is ASCII leaves that byte to stand for itself,
 * so that no markup is swallowed. */
#include "bk_charset_decode.h"
#include "bk_charset_tables.h"

/* What one step of a decoder found at p[0..n), n > 0, p[0] not ASCII. */
typedef struct step {
    uint32_t code;     /* 0: no character */
    uint32_t combined; /* a second one, or 0 */
    size_t used;
} step;

typedef step stepper(const unsigned char *p, size_t n);

static void run(const unsigned char *p, size_t n, bk_sink *to, stepper *next) {
    size_t i = 0;
    while (i < n) {
        if (p[i] < 0x80) {
            size_t ascii = bk_ascii_run(p + i, n - i);
            (void)bk_buf_add(to->out, (const char *)p + i, ascii);
            i += ascii;
            continue;
        }
        step s = next(p + i, n - i);
        if (s.code) {
            bk_sink_put(to, s.code);
            if (s.combined) bk_sink_put(to, s.combined);
        } else {
            bk_sink_bad(to, i);
        }
        i += s.used;
    }
}

static bool in(unsigned c, unsigned low, unsigned high) { return c >= low && c <= high; }

static step found(uint32_t code, size_t used) { return (step){.code = code, .used = used}; }
static step bad(size_t used) { return (step){.used = used}; }

/* No character of `used` bytes, the last of which is given back when it is ASCII. */
static step broken(const unsigned char *p, size_t used) {
    return bad(p[used - 1] < 0x80 ? used - 1 : used);
}

static step looked_up(const unsigned char *p, uint_least16_t c, size_t used) {
    return c == BK_CHARSET_NONE ? broken(p, used) : found(c, used);
}

/* ---- gb18030, and GBK, which decodes as it does ---- */

static step gb_four(const unsigned char *p) {
    uint32_t pointer = ((p[0] - 0x81u) * 10 + (p[1] - 0x30u)) * 1260 + (p[2] - 0x81u) * 10 +
                       (p[3] - 0x30u);
    if (pointer >= 189000 && pointer <= 1237575) return found(pointer - 189000 + 0x10000, 4);
    if (pointer > 39419) return bad(4);
    size_t low = 0, high = bk_charset_gb18030_ranges_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (bk_charset_gb18030_ranges[middle].first <= pointer)
            low = middle;
        else
            high = middle;
    }
    const bk_charset_range *r = &bk_charset_gb18030_ranges[low];
    return found(r->second + (pointer - r->first), 4);
}

static step gb18030(const unsigned char *p, size_t n) {
    if (p[0] == 0x80) return found(0x20AC, 1);
    if (p[0] == 0xFF || n < 2) return bad(1);
    if (in(p[1], 0x30, 0x39)) {
        if (n < 3) return bad(n);
        if (!in(p[2], 0x81, 0xFE)) return bad(1);
        if (n < 4) return bad(n);
        return in(p[3], 0x30, 0x39) ? gb_four(p) : bad(1);
    }
    if (!in(p[1], 0x40, 0x7E) && !in(p[1], 0x80, 0xFE)) return broken(p, 2);
    return looked_up(p, bk_charset_gb18030[p[0] - 0x81][p[1] - (p[1] < 0x7F ? 0x40 : 0x41)], 2);
}

/* ---- Big5 with the characters of Hong Kong ---- */

static step big5(const unsigned char *p, size_t n) {
    if (p[0] == 0x80 || p[0] == 0xFF || n < 2) return bad(1);
    if (!in(p[1], 0x40, 0x7E) && !in(p[1], 0xA1, 0xFE)) return broken(p, 2);
    unsigned trail = p[1] - (p[1] < 0x7F ? 0x40u : 0x62u);
    uint32_t pointer = (p[0] - 0x81u) * 157 + trail;
    switch (pointer) { /* four letters that Unicode has only with a combining mark */
    case 1133: return (step){0xCA, 0x304, 2};
    case 1135: return (step){0xCA, 0x30C, 2};
    case 1164: return (step){0xEA, 0x304, 2};
    case 1166: return (step){0xEA, 0x30C, 2};
    default: break;
    }
    uint32_t c = bk_charset_big5[p[0] - 0x81][trail];
    size_t low = 0, high = bk_charset_big5_plane2_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const bk_charset_range *r = &bk_charset_big5_plane2[middle];
        if (pointer >= r->first && pointer <= r->second) return found(0x20000 | c, 2);
        if (pointer < r->first)
            high = middle;
        else
            low = middle + 1;
    }
    return c == BK_CHARSET_NONE ? broken(p, 2) : found(c, 2);
}

/* ---- Japanese ---- */

static uint_least16_t jis0208(unsigned pointer) {
    return bk_charset_jis0208[pointer / 188][pointer % 188];
}

static step shift_jis(const unsigned char *p, size_t n) {
    if (p[0] == 0x80) return found(0x80, 1);
    if (in(p[0], 0xA1, 0xDF)) return found(0xFF61u + (p[0] - 0xA1u), 1);
    if (p[0] == 0xA0 || p[0] > 0xFC || n < 2) return bad(1);
    if (!in(p[1], 0x40, 0x7E) && !in(p[1], 0x80, 0xFC)) return broken(p, 2);
    unsigned pointer = (p[0] - (p[0] < 0xA0 ? 0x81u : 0xC1u)) * 188 + p[1] -
                       (p[1] < 0x7F ? 0x40u : 0x41u);
    if (in(pointer, 8836, 10715)) return found(0xE000u - 8836 + pointer, 2);
    return looked_up(p, jis0208(pointer), 2);
}

static step euc_jp(const unsigned char *p, size_t n) {
    if ((p[0] != 0x8E && !in(p[0], 0x8F, 0x8F) && !in(p[0], 0xA1, 0xFE)) || n < 2) return bad(1);
    if (p[0] == 0x8E && in(p[1], 0xA1, 0xDF)) return found(0xFF61u + (p[1] - 0xA1u), 2);
    if (p[0] == 0x8F && in(p[1], 0xA1, 0xFE)) {
        if (n < 3) return bad(2);
        if (!in(p[2], 0xA1, 0xFE)) return broken(p, 3);
        return looked_up(p, bk_charset_jis0212[p[1] - 0xA1][p[2] - 0xA1], 3);
    }
    if (p[0] < 0xA1 || !in(p[1], 0xA1, 0xFE)) return broken(p, 2);
    return looked_up(p, jis0208((p[0] - 0xA1u) * 94 + (p[1] - 0xA1u)), 2);
}

typedef enum jis_mode { ASCII, ROMAN, KATAKANA, DOUBLE, NONE } jis_mode;

/* The mode that an escape sequence of three bytes switches to. */
static jis_mode escaped(const unsigned char *p, size_t n) {
    if (n < 3) return NONE;
    if (p[1] == '(') {
        return p[2] == 'B' ? ASCII : p[2] == 'J' ? ROMAN : p[2] == 'I' ? KATAKANA : NONE;
    }
    return p[1] == '$' && (p[2] == '@' || p[2] == 'B') ? DOUBLE : NONE;
}

/* One character of ISO-2022-JP that is no escape sequence. */
static step iso_2022_jp(jis_mode mode, const unsigned char *p, size_t n) {
    unsigned c = p[0];
    switch (mode) {
    case KATAKANA: return in(c, 0x21, 0x5F) ? found(0xFF61u + (c - 0x21), 1) : bad(1);
    case DOUBLE:
        if (!in(c, 0x21, 0x7E)) return bad(1);
        if (n < 2 || p[1] == 0x1B) return bad(1);
        if (!in(p[1], 0x21, 0x7E)) return bad(2);
        c = jis0208((c - 0x21) * 94 + (p[1] - 0x21u));
        return c == BK_CHARSET_NONE ? bad(2) : found(c, 2);
    case ROMAN:
        if (c == 0x5C) return found(0xA5, 1);
        if (c == 0x7E) return found(0x203E, 1);
        break;
    default: break;
    }
    return c > 0x7F || c == 0x0E || c == 0x0F ? bad(1) : found(c, 1);
}

void bk_decode_iso_2022_jp(const unsigned char *p, size_t n, bk_sink *to) {
    jis_mode mode = ASCII;
    bool just_switched = false; /* two switches with nothing between hide something */
    size_t i = 0;
    while (i < n) {
        if (p[i] == 0x1B) {
            jis_mode next = escaped(p + i, n - i);
            if (next == NONE) {
                bk_sink_bad(to, i);
                just_switched = false;
                i += 1;
                continue;
            }
            if (just_switched) bk_sink_bad(to, i);
            just_switched = true;
            mode = next;
            i += 3;
            continue;
        }
        just_switched = false;
        if (p[i] == 0 && (mode == ASCII || mode == ROMAN)) { /* a step takes 0 for nothing */
            bk_sink_put(to, 0);
            i++;
            continue;
        }
        step s = iso_2022_jp(mode, p + i, n - i);
        if (s.code)
            bk_sink_put(to, s.code);
        else
            bk_sink_bad(to, i);
        i += s.used;
    }
}

/* ---- Korean ---- */

static step euc_kr(const unsigned char *p, size_t n) {
    if (p[0] == 0x80 || p[0] == 0xFF || n < 2) return bad(1);
    if (!in(p[1], 0x41, 0xFE)) return broken(p, 2);
    return looked_up(p, bk_charset_euc_kr[p[0] - 0x81][p[1] - 0x41], 2);
}

void bk_decode_gb18030(const unsigned char *p, size_t n, bk_sink *to) { run(p, n, to, gb18030); }
void bk_decode_big5(const unsigned char *p, size_t n, bk_sink *to) { run(p, n, to, big5); }
void bk_decode_shift_jis(const unsigned char *p, size_t n, bk_sink *to) { run(p, n, to, shift_jis); }
void bk_decode_euc_jp(const unsigned char *p, size_t n, bk_sink *to) { run(p, n, to, euc_jp); }
void bk_decode_euc_kr(const unsigned char *p, size_t n, bk_sink *to) { run(p, n, to, euc_kr); }
