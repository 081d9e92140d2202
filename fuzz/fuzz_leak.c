/* Any bytes as leaked records of each layout, whole and in pieces: the same records, whose values lie in the window or in
 * what the reader keeps. A layout is told of any bytes, or none. The same bytes as UTF-16 have the same characters in any
 * pieces. */
#include "../src/core/bk_leak_find.h"
#include "../src/core/bk_utf16.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bk_leak_classes classes;

static void name_classes(void) {
    static const bk_leak_class all[] = {{"email", true, false}, {"user", true, false}, {"secret", true, false},
                                        {"name", true, true},   {"site", false, false}, {"date", false, false},
                                        {"ip", true, false}};
    static const char *const columns[][3] = {{"email", "mail", "login"}, {"user", "username", "u"},
                                             {"secret", "password", "hash"}, {"name", "firstname", "lastname"},
                                             {"site", "url", "host"}, {"date", "created", "lastlogin"},
                                             {"ip", "address", "ipaddress"}};
    if (bk_leak_classes_start(&classes)) abort();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (bk_leak_classes_add(&classes, &all[i])) abort();
        for (size_t k = 0; k < 3; k++)
            if (bk_leak_classes_column(&classes, columns[i][k], strlen(columns[i][k]))) abort();
    }
}

static void digest_values(const bk_leak *l, uint64_t *digest) {
    for (int i = 0; i < classes.count; i++) {
        size_t n = 0;
        const char *p = bk_leak_get(l, i, &n);
        if (!p) continue;
        *digest = *digest * 31 + (uint64_t)i + n;
        for (size_t k = 0; k < n; k++) *digest = *digest * 31 + (unsigned char)p[k];
    }
}

/* A digest of all that is told. */
static uint64_t read_all(bk_leak_kind kind, const char *p, size_t size, bool odd, size_t piece) {
    bk_leak l = {.classes = &classes, .kind = kind, .line_most = 1 << 12, .record_most = 1 << 12,
                 .header = odd, .login = odd ? classes.user : classes.email,
                 .combo = {.separator = ":", .separator_n = 1, .secret_first = odd, .sites = size % 2},
                 .sql = {.backslash = odd},
                 .within = kind == BK_LEAK_JSON && size % 3 == 0,
                 .json = {.within = {.path = "data.users"}}};
    if (kind == BK_LEAK_TABLE) {
        bk_csv_dialect dialect = {.separator = ',', .quote = '"', .escape = odd ? '\\' : '\0'};
        int columns[] = {classes.email, classes.secret, -1, classes.user, classes.ip};
        bk_error err;
        if (bk_csv_start(&l.csv, &dialect, &err)) abort();
        if (bk_buf_add(&l.columns, (const char *)columns, (odd ? 2 : 5) * sizeof *columns)) abort();
    }
    uint64_t digest = 0;
    size_t from = 0, to = piece < size ? piece : size;
    for (;;) {
        size_t used;
        bk_leak_status status = bk_leak_next(&l, p + from, to - from, to == size, &used);
        if (used > to - from || status == BK_LEAK_NO_MEMORY) abort();
        if (status == BK_LEAK_RECORD) digest_values(&l, &digest);
        from += used;
        if (status == BK_LEAK_END) break;
        if (status == BK_LEAK_MORE) {
            if (to == size) abort();
            to = size - to < piece ? size : to + piece;
            continue;
        }
        if (l.position == 0 || l.position > size + 1) abort();
        digest = digest * 31 + l.position + (uint64_t)status * 7 + (status == BK_LEAK_BAD ? (uint64_t)l.why : 0);
    }
    digest = digest * 31 + l.strays;
    bk_leak_free(&l);
    return digest;
}

static void find(const char *p, size_t n, bool cut) {
    bk_leak_layout found = {.kind = BK_LEAK_KINDS};
    bk_code code = bk_leak_find(&classes, p, n, cut, &found);
    if (code && code != BK_E_TYPE && code != BK_E_EMPTY) abort();
    if (!code && (found.kind >= BK_LEAK_KINDS || found.seen > n + 1)) abort();
    size_t separator = found.combo.separator_n;
    if (!code && strlen(found.within) > BK_JSON_WITHIN) abort();
    if (!code && found.kind == BK_LEAK_COMBO && (!separator || separator > BK_COMBO_SEPARATOR)) abort();
    if (!code && found.kind == BK_LEAK_TABLE && (!found.columns.n || found.columns.n % sizeof(int))) abort();
    bk_leak_layout_free(&found);
}

static void widen(const char *p, size_t n, bool big, size_t piece) {
    bk_buf whole = {0}, pieces = {0};
    if (bk_utf16_read(p, n, big, true, &whole) != n) abort();
    for (size_t from = 0, to = 0; to < n;) {
        to = n - to < piece ? n : to + piece;
        from += bk_utf16_read(p + from, to - from, big, to == n, &pieces);
        if (from > to || (to == n && from < n)) abort();
    }
    if (whole.failed || pieces.failed || whole.n != pieces.n) abort();
    if (whole.n && memcmp(whole.p, pieces.p, whole.n) != 0) abort();
    bk_buf_free(&whole);
    bk_buf_free(&pieces);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    if (!classes.count) name_classes();
    bk_leak_kind kind = (bk_leak_kind)(data[0] % BK_LEAK_KINDS);
    const char *p = (const char *)data + 2;
    bool odd = data[0] & 128;
    size_t piece = data[1] % 64 + 1u;
    find(p, size - 2, odd);
    widen(p, size - 2, odd, piece);
    if (read_all(kind, p, size - 2, odd, size) != read_all(kind, p, size - 2, odd, piece)) abort();
    return 0;
}
