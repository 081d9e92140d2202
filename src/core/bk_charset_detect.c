/* Guessing an encoding from bytes alone: by which two-byte characters are common in running text,
 * and for Cyrillic by which half of the alphabet is the small letters. Rough on purpose: it is asked
 * only when neither the bytes, nor the sender, nor the document name an encoding. */
#include "bk_charset.h"

#include <string.h>

enum { SAMPLE = 65536 };

typedef struct tally {
    size_t pairs, common, bad;
} tally;

static bool in(unsigned c, unsigned low, unsigned high) { return c >= low && c <= high; }

/* What a two-byte encoding makes of lead byte a and trail byte b. */
typedef enum verdict { BAD, RARE, COMMON, SINGLE } verdict;

static verdict shift_jis(unsigned a, unsigned b) {
    if (in(a, 0xA1, 0xDF)) return SINGLE; /* half-width katakana */
    if (!in(a, 0x81, 0x9F) && !in(a, 0xE0, 0xFC)) return BAD;
    if (!in(b, 0x40, 0x7E) && !in(b, 0x80, 0xFC)) return BAD;
    return a == 0x82 || a == 0x83 || in(a, 0x88, 0x97) ? COMMON : RARE;
}

static verdict euc_jp(unsigned a, unsigned b) {
    if (a == 0x8E) return in(b, 0xA1, 0xDF) ? RARE : BAD;
    if (!in(a, 0xA1, 0xFE) || !in(b, 0xA1, 0xFE)) return BAD;
    return a == 0xA4 || a == 0xA5 ? COMMON : RARE; /* kana: no Japanese text is without */
}

static verdict gbk(unsigned a, unsigned b) {
    if (!in(a, 0x81, 0xFE) || !in(b, 0x40, 0xFE) || b == 0x7F) return BAD;
    return in(a, 0xB0, 0xD7) && b >= 0xA1 ? COMMON : RARE;
}

static verdict big5(unsigned a, unsigned b) {
    if (!in(a, 0x81, 0xFE) || (!in(b, 0x40, 0x7E) && !in(b, 0xA1, 0xFE))) return BAD;
    return in(a, 0xA4, 0xC6) ? COMMON : RARE;
}

static verdict euc_kr(unsigned a, unsigned b) {
    if (!in(a, 0x81, 0xFE) || !in(b, 0x41, 0xFE)) return BAD;
    return in(a, 0xB0, 0xC8) && b >= 0xA1 ? COMMON : RARE;
}

static tally count(verdict (*judge)(unsigned, unsigned), const unsigned char *p, size_t n) {
    tally t = {0};
    for (size_t i = 0; i + 1 < n; i++) {
        if (p[i] < 0x80) continue;
        switch (judge(p[i], p[i + 1])) {
        case BAD: t.bad++; break;
        case SINGLE: t.pairs++; break;
        case COMMON: t.common++; /* fall through */
        case RARE:
            t.pairs++;
            i++;
            break;
        }
    }
    return t;
}

static const char *two_bytes(const unsigned char *p, size_t n) {
    /* in order of how telling the common characters are, with the share that settles it */
    static const struct {
        const char *name;
        verdict (*judge)(unsigned, unsigned);
        double share;
    } candidates[] = {{"EUC-JP", euc_jp, 0.25},
                      {"EUC-KR", euc_kr, 0.85},
                      {"Shift_JIS", shift_jis, 0.75},
                      {"GBK", gbk, 0.7},
                      {"Big5", big5, 0.7}};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        tally t = count(candidates[i].judge, p, n);
        if (t.pairs >= 4 && t.bad * 50 <= t.pairs &&
            (double)t.common >= candidates[i].share * (double)t.pairs) {
            return candidates[i].name;
        }
    }
    return NULL;
}

static const char *cyrillic(const unsigned char *p, size_t n) {
    size_t row[16] = {0}, ascii = 0, high = 0, runs = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = p[i];
        if (c >= 0x80) {
            row[c >> 4]++;
            high++;
            runs += i > 0 && p[i - 1] >= 0x80;
        } else {
            ascii += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
    }
    /* words made of high bytes: accents in Latin text stand alone */
    if (high < 8 || runs * 2 < high || high * 20 < ascii) return NULL;
    size_t c = row[12] + row[13], e = row[14] + row[15];
    if (row[8] + row[10] + row[14] > high / 2 && row[8] + row[10] > e) return "IBM866";
    if (row[13] + row[14] > (high * 3) / 4 && row[11] + row[12] > row[15]) return "ISO-8859-5";
    if (c + e < (high * 3) / 4) return NULL;
    return e >= c ? "windows-1251" : "KOI8-R";
}

const char *bk_charset_detect(const char *text, size_t n) {
    size_t first, zeros[2] = {0};
    const unsigned char *p = (const unsigned char *)text;
    size_t sample = n < SAMPLE ? n : SAMPLE;
    for (size_t i = 0; i < sample; i++) zeros[i % 2] += p[i] == 0;
    /* UTF-16 of a Latin script without a mark: every other byte is zero */
    if (n >= 8 && zeros[1] * 5 > sample && zeros[0] * 20 < sample) return "UTF-16LE";
    if (n >= 8 && zeros[0] * 5 > sample && zeros[1] * 20 < sample) return "UTF-16BE";
    if (bk_charset_is_utf8(text, n, &first)) {
        static const char *const escapes[] = {"\x1B$B", "\x1B$@", "\x1B(J"};
        for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
            for (size_t k = 0; k + 3 <= sample; k++) {
                if (memcmp(text + k, escapes[i], 3) == 0) return "ISO-2022-JP";
            }
        }
        return "UTF-8";
    }
    /* mostly UTF-8 with a broken byte or two: a cut or a bad paste, not another encoding */
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < sample;) {
        if (p[i] < 0x80) {
            i++;
            continue;
        }
        size_t length;
        if (bk_charset_is_utf8(text + i, sample - i < 4 ? sample - i : 4, &length) || length) {
            good++;
            i += length;
        } else {
            bad++;
            i++;
        }
    }
    if (good > bad && good > 1) return "UTF-8";
    const char *name = two_bytes(p, sample);
    if (!name) name = cyrillic(p, sample);
    return name ? name : "windows-1252";
}
