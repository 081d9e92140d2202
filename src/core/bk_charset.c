#include "bk_charset.h"
#include "bk_utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

typedef struct row {
    const char *name;
    const char *iconv;  /* what the system calls it */
    const char *labels; /* each between two spaces */
} row;

/* The labels of the WHATWG Encoding Standard, section 4.2. Where the system's table of the same name
 * is narrower than the standard's, its superset is asked for (CP932 for Shift_JIS, and so on). */
static const row rows[] = {
    {"UTF-8", "UTF-8", " unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 "},
    {"IBM866", "IBM866", " 866 cp866 csibm866 ibm866 "},
    {"ISO-8859-2", "ISO-8859-2",
     " csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2 "},
    {"ISO-8859-3", "ISO-8859-3",
     " csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3 "},
    {"ISO-8859-4", "ISO-8859-4",
     " csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4 "},
    {"ISO-8859-5", "ISO-8859-5",
     " csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5"
     " iso_8859-5:1988 "},
    {"ISO-8859-6", "ISO-8859-6",
     " arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e"
     " iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 "},
    {"ISO-8859-7", "ISO-8859-7",
     " csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597"
     " iso_8859-7 iso_8859-7:1987 sun_eu_greek "},
    {"ISO-8859-8", "ISO-8859-8",
     " csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598"
     " iso_8859-8 iso_8859-8:1988 visual "},
    {"ISO-8859-8-I", "ISO-8859-8", " csiso88598i iso-8859-8-i logical "},
    {"ISO-8859-10", "ISO-8859-10",
     " csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6 "},
    {"ISO-8859-13", "ISO-8859-13", " iso-8859-13 iso8859-13 iso885913 "},
    {"ISO-8859-14", "ISO-8859-14", " iso-8859-14 iso8859-14 iso885914 "},
    {"ISO-8859-15", "ISO-8859-15",
     " csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 "},
    {"ISO-8859-16", "ISO-8859-16", " iso-8859-16 "},
    {"KOI8-R", "KOI8-R", " cskoi8r koi koi8 koi8-r koi8_r "},
    {"KOI8-U", "KOI8-U", " koi8-ru koi8-u "},
    {"macintosh", "MACINTOSH", " csmacintosh mac macintosh x-mac-roman "},
    {"windows-874", "CP874",
     " dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 "},
    {"windows-1250", "CP1250", " cp1250 windows-1250 x-cp1250 "},
    {"windows-1251", "CP1251", " cp1251 windows-1251 x-cp1251 "},
    {"windows-1252", "CP1252",
     " ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1"
     " iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 "},
    {"windows-1253", "CP1253", " cp1253 windows-1253 x-cp1253 "},
    {"windows-1254", "CP1254",
     " cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5"
     " latin5 windows-1254 x-cp1254 "},
    {"windows-1255", "CP1255", " cp1255 windows-1255 x-cp1255 "},
    {"windows-1256", "CP1256", " cp1256 windows-1256 x-cp1256 "},
    {"windows-1257", "CP1257", " cp1257 windows-1257 x-cp1257 "},
    {"windows-1258", "CP1258", " cp1258 windows-1258 x-cp1258 "},
    {"x-mac-cyrillic", "MAC-UK", " x-mac-cyrillic x-mac-ukrainian "},
    {"GBK", "GB18030",
     " chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk "},
    {"gb18030", "GB18030", " gb18030 "},
    {"Big5", "BIG5-HKSCS", " big5 big5-hkscs cn-big5 csbig5 x-x-big5 "},
    {"EUC-JP", "EUC-JP-MS", " cseucpkdfmtjapanese euc-jp x-euc-jp "},
    {"ISO-2022-JP", "ISO-2022-JP", " csiso2022jp iso-2022-jp "},
    {"Shift_JIS", "CP932",
     " csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis "},
    {"EUC-KR", "UHC",
     " cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601"
     " ksc_5601 windows-949 "},
    {"replacement", NULL,
     " csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement "},
    {"UTF-16BE", "UTF-16BE", " unicodefffe utf-16be "},
    {"UTF-16LE", "UTF-16LE",
     " csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le "},
    {"x-user-defined", NULL, " x-user-defined "},
};

const char *bk_charset_name(const char *label, size_t n) {
    char wanted[48] = " ";
    size_t m = 1;
    while (n && ((unsigned char)label[0] <= ' ')) {
        label++;
        n--;
    }
    while (n && ((unsigned char)label[n - 1] <= ' ')) n--;
    if (!n || n > sizeof wanted - 3) return NULL;
    for (size_t i = 0; i < n; i++) {
        char c = label[i];
        if ((unsigned char)c <= ' ') return NULL;
        wanted[m++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    wanted[m++] = ' ';
    wanted[m] = '\0';
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strstr(rows[i].labels, wanted)) return rows[i].name;
    }
    return NULL;
}

const char *bk_charset_mark(const char *p, size_t n, size_t *length) {
    *length = 0;
    if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) return *length = 3, "UTF-8";
    if (n >= 2 && memcmp(p, "\xFE\xFF", 2) == 0) return *length = 2, "UTF-16BE";
    if (n >= 2 && memcmp(p, "\xFF\xFE", 2) == 0) return *length = 2, "UTF-16LE";
    return NULL;
}

bool bk_charset_is_utf8(const char *p, size_t n, size_t *first) {
    size_t i = 0;
    while (i < n) {
        if ((unsigned char)p[i] < 0x80) {
            i++;
            continue;
        }
        size_t length = bk_utf8_length(p + i, n - i);
        if (!length) break;
        i += length;
    }
    *first = i;
    return i == n;
}

static void replace(bk_buf *out, size_t at, size_t *bad, size_t *first) {
    if (!(*bad)++) *first = at + 1;
    bk_buf_add_utf8(out, 0xFFFD);
}

static void decode_utf8(const char *p, size_t n, bk_buf *out, size_t *bad, size_t *first) {
    size_t start = 0, i = 0;
    while (i < n) {
        size_t length = (unsigned char)p[i] < 0x80 ? 1 : bk_utf8_length(p + i, n - i);
        if (length) {
            i += length;
            continue;
        }
        bk_buf_add(out, p + start, i - start);
        replace(out, i, bad, first);
        i += bk_utf8_bad_length(p + i, n - i);
        start = i;
    }
    bk_buf_add(out, p + start, n - start);
}

static bool is_single_byte(const char *name) {
    return strncmp(name, "windows-", 8) == 0 || strncmp(name, "ISO-8859", 8) == 0;
}

/* One step where iconv stopped at p[0..n): how many bytes to pass over, written out or replaced. */
static size_t pass_over(const char *name, const char *p, size_t n, bk_buf *out, size_t at,
                        size_t *bad, size_t *first) {
    unsigned char c = (unsigned char)p[0];
    /* the standard's single-byte tables map what the vendor left open in 80 to 9F to itself */
    if (c >= 0x80 && c <= 0x9F && is_single_byte(name)) {
        bk_buf_add_utf8(out, c);
        return 1;
    }
    replace(out, at, bad, first);
    if (strncmp(name, "UTF-16", 6) == 0) return n < 2 ? n : 2;
    if (is_single_byte(name) || n < 2) return 1;
    /* a character that is not in the table goes whole; but a lead byte before ASCII leaves the ASCII
     * byte to stand for itself, so that no markup is swallowed */
    if (c == 0x8F && n >= 3 && strcmp(name, "EUC-JP") == 0 && (unsigned char)p[1] >= 0x80 &&
        (unsigned char)p[2] >= 0x80) {
        return 3;
    }
    return c > 0x80 && (unsigned char)p[1] >= 0x80 ? 2 : 1;
}

/* Bytes for which the system's table is not the standard's. */
static const struct {
    const char *name;
    unsigned char byte;
    uint16_t codepoint;
} differ[] = {{"KOI8-U", 0xAE, 0x45E},    {"KOI8-U", 0xBE, 0x40E},
              {"macintosh", 0xC6, 0x2206}, {"macintosh", 0xF0, 0xF8FF},
              {"windows-1255", 0xCA, 0x5BA}, {"x-mac-cyrillic", 0xFF, 0x20AC}};

static unsigned long own_codepoint(const char *name, char c) {
    for (size_t i = 0; i < sizeof differ / sizeof *differ; i++) {
        if (differ[i].byte == (unsigned char)c && strcmp(differ[i].name, name) == 0) {
            return differ[i].codepoint;
        }
    }
    return 0;
}

static bool differs(const char *name) {
    for (size_t i = 0; i < sizeof differ / sizeof *differ; i++) {
        if (strcmp(differ[i].name, name) == 0) return true;
    }
    return false;
}

/* How far p[0..n) may be handed to iconv. */
static size_t until_own(const char *name, const char *p, size_t n) {
    size_t i = 0;
    while (i < n && !own_codepoint(name, p[i])) i++;
    return i;
}

static bk_code decode_iconv(const row *r, const char *p, size_t n, bk_buf *out, size_t *bad,
                            size_t *first, bk_error *err) {
    iconv_t cd = iconv_open("UTF-8", r->iconv);
    if (cd == (iconv_t)-1) {
        return bk_fail(err, BK_E_TYPE, 0, "this system cannot decode %s", r->name);
    }
    bool special = differs(r->name);
    size_t at = 0;
    while (at < n && !bk_buf_reserve(out, 4096)) {
        /* iconv takes a non-const pointer and does not write through it */
        union {
            const char *in;
            char *iconv_in;
        } from = {.in = p + at};
        size_t left = n - at, room = out->capacity - out->n;
        if (special) left = until_own(r->name, p + at, left);
        if (special && left == 0) {
            bk_buf_add_utf8(out, own_codepoint(r->name, p[at++]));
            continue;
        }
        size_t whole = left;
        char *to = out->p + out->n;
        size_t result = iconv(cd, &from.iconv_in, &left, &to, &room);
        int why = errno;
        out->n = (size_t)(to - out->p);
        at += whole - left;
        if (result != (size_t)-1 || (why == E2BIG)) continue;
        if (why == EINVAL) { /* cut off in the middle of a character */
            replace(out, at, bad, first);
            break;
        }
        at += pass_over(r->name, p + at, n - at, out, at, bad, first);
    }
    /* encodings with combining marks hold the last letter back until they are told it was the last */
    if (!bk_buf_reserve(out, 16)) {
        char *to = out->p + out->n;
        size_t room = out->capacity - out->n;
        (void)iconv(cd, NULL, NULL, &to, &room);
        out->n = (size_t)(to - out->p);
    }
    (void)iconv_close(cd);
    return BK_OK;
}

bk_code bk_charset_decode(const char *name, const char *p, size_t n, bk_buf *out, size_t *bad,
                          size_t *first, bk_error *err) {
    const row *r = NULL;
    *bad = *first = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && !r; i++) {
        if (strcmp(rows[i].name, name) == 0) r = &rows[i];
    }
    if (!r) return bk_fail(err, BK_E_TYPE, 0, "no encoding is called '%.40s'", name);
    bk_code code = BK_OK;
    if (r == &rows[0]) {
        decode_utf8(p, n, out, bad, first);
    } else if (strcmp(name, "x-user-defined") == 0) {
        for (size_t i = 0; i < n; i++) {
            unsigned char c = (unsigned char)p[i];
            bk_buf_add_utf8(out, c < 0x80 ? c : 0xF780ul + (c - 0x80u));
        }
    } else if (!r->iconv) {
        /* encodings that hide ASCII from filters: the standard refuses to decode them */
        if (n) replace(out, 0, bad, first);
    } else {
        code = decode_iconv(r, p, n, out, bad, first, err);
    }
    if (out->failed) return bk_fail(err, out->failed, 0, "the decoded text is too large");
    return code;
}
