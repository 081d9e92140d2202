#include "bk_charset.h"

#include "bk_charset_decode.h"
#include "bk_charset_tables.h"
#include "bk_utf8.h"

#include <string.h>

typedef struct row {
    const char *name;
    bk_decoder *decode; /* NULL: a byte is a character */
    unsigned single;    /* then: its row of bk_charset_single */
    const char *labels; /* each between two spaces */
} row;

/* The labels of the WHATWG Encoding Standard, section 4.2. */
static const row rows[] = {
    {"UTF-8", bk_decode_utf8, 0,
     " unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 "},
    {"IBM866", NULL, 0, " 866 cp866 csibm866 ibm866 "},
    {"ISO-8859-2", NULL, 1,
     " csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2 "},
    {"ISO-8859-3", NULL, 2,
     " csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3 "},
    {"ISO-8859-4", NULL, 3,
     " csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4 "},
    {"ISO-8859-5", NULL, 4,
     " csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5"
     " iso_8859-5:1988 "},
    {"ISO-8859-6", NULL, 5,
     " arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e"
     " iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 "},
    {"ISO-8859-7", NULL, 6,
     " csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597"
     " iso_8859-7 iso_8859-7:1987 sun_eu_greek "},
    {"ISO-8859-8", NULL, 7,
     " csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598"
     " iso_8859-8 iso_8859-8:1988 visual "},
    {"ISO-8859-8-I", NULL, 7, " csiso88598i iso-8859-8-i logical "},
    {"ISO-8859-10", NULL, 8,
     " csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6 "},
    {"ISO-8859-13", NULL, 9, " iso-8859-13 iso8859-13 iso885913 "},
    {"ISO-8859-14", NULL, 10, " iso-8859-14 iso8859-14 iso885914 "},
    {"ISO-8859-15", NULL, 11,
     " csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 "},
    {"ISO-8859-16", NULL, 12, " iso-8859-16 "},
    {"KOI8-R", NULL, 13, " cskoi8r koi koi8 koi8-r koi8_r "},
    {"KOI8-U", NULL, 14, " koi8-ru koi8-u "},
    {"macintosh", NULL, 15, " csmacintosh mac macintosh x-mac-roman "},
    {"windows-874", NULL, 16,
     " dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 "},
    {"windows-1250", NULL, 17, " cp1250 windows-1250 x-cp1250 "},
    {"windows-1251", NULL, 18, " cp1251 windows-1251 x-cp1251 "},
    {"windows-1252", NULL, 19,
     " ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1"
     " iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 "},
    {"windows-1253", NULL, 20, " cp1253 windows-1253 x-cp1253 "},
    {"windows-1254", NULL, 21,
     " cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5"
     " latin5 windows-1254 x-cp1254 "},
    {"windows-1255", NULL, 22, " cp1255 windows-1255 x-cp1255 "},
    {"windows-1256", NULL, 23, " cp1256 windows-1256 x-cp1256 "},
    {"windows-1257", NULL, 24, " cp1257 windows-1257 x-cp1257 "},
    {"windows-1258", NULL, 25, " cp1258 windows-1258 x-cp1258 "},
    {"x-mac-cyrillic", NULL, 26, " x-mac-cyrillic x-mac-ukrainian "},
    {"GBK", bk_decode_gb18030, 0,
     " chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk "},
    {"gb18030", bk_decode_gb18030, 0, " gb18030 "},
    {"Big5", bk_decode_big5, 0, " big5 big5-hkscs cn-big5 csbig5 x-x-big5 "},
    {"EUC-JP", bk_decode_euc_jp, 0, " cseucpkdfmtjapanese euc-jp x-euc-jp "},
    {"ISO-2022-JP", bk_decode_iso_2022_jp, 0, " csiso2022jp iso-2022-jp "},
    {"Shift_JIS", bk_decode_shift_jis, 0,
     " csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis "},
    {"EUC-KR", bk_decode_euc_kr, 0,
     " cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601"
     " ksc_5601 windows-949 "},
    {"replacement", bk_decode_replacement, 0,
     " csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement "},
    {"UTF-16BE", bk_decode_utf16be, 0, " unicodefffe utf-16be "},
    {"UTF-16LE", bk_decode_utf16le, 0,
     " csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le "},
    {"x-user-defined", bk_decode_user_defined, 0, " x-user-defined "},
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
            i += bk_ascii_run((const unsigned char *)p + i, n - i);
            continue;
        }
        size_t length = bk_utf8_length(p + i, n - i);
        if (!length) break;
        i += length;
    }
    *first = i;
    return i == n;
}

bk_code bk_charset_decode(const char *name, const char *p, size_t n, bk_buf *out, size_t *bad,
                          size_t *first, bk_error *err) {
    const row *r = NULL;
    *bad = *first = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && !r; i++) {
        if (strcmp(rows[i].name, name) == 0) r = &rows[i];
    }
    if (!r) return bk_fail(err, BK_E_TYPE, 0, "no encoding is called '%.40s'", name);
    bk_sink to = {.out = out};
    (void)bk_buf_reserve(out, n + n / 2);
    if (r->decode)
        r->decode((const unsigned char *)p, n, &to);
    else
        bk_decode_single((const unsigned char *)p, n, bk_charset_single[r->single], &to);
    *bad = to.bad;
    *first = to.first;
    if (out->failed) return bk_fail(err, out->failed, 0, "the decoded text is too large");
    return BK_OK;
}
