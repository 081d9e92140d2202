#include "bk_scan_secret.h"

#include "bk_scan_internal.h"

typedef struct shape {
    const char *prefix;
    size_t least;     /* bytes behind it */
    const char *more; /* signs among these, beside letters and digits */
} shape;

/* As their issuers document them. */
static const shape tokens[] = {
    {"ghp_", 36, ""},       {"gho_", 36, ""},        {"ghu_", 36, ""},      {"ghs_", 36, ""},
    {"ghr_", 36, ""},       {"github_pat_", 22, "_"}, {"glpat-", 20, "_-"}, {"gldt-", 20, "_-"},
    {"glrt-", 20, "_-"},    {"xoxb-", 16, "-"},      {"xoxp-", 16, "-"},    {"xoxa-", 16, "-"},
    {"xoxr-", 16, "-"},     {"xoxs-", 16, "-"},      {"xapp-", 16, "-"},    {"AKIA", 16, ""},
    {"ASIA", 16, ""},       {"AIza", 35, "_-"},      {"ya29.", 20, "_-."},  {"sk_live_", 16, ""},
    {"sk_test_", 16, ""},   {"rk_live_", 16, ""},    {"rk_test_", 16, ""},  {"whsec_", 16, "+/="},
    {"sk-", 40, "_-"},      {"SG.", 40, "_-."},      {"npm_", 36, ""},      {"pypi-AgE", 32, "_-"},
    {"hf_", 30, ""},        {"dop_v1_", 64, ""},     {"shpat_", 32, ""},    {"shpss_", 32, ""},
    {"hvs.", 24, "_-"},     {"NRAK-", 27, ""},       {"xkeysib-", 60, "-"}, {"glsa_", 32, "_"},
    {"lin_api_", 32, ""},   {"sq0atp-", 22, "_-"},   {"sq0csp-", 43, "_-"}, {"figd_", 32, "_-"},
    {"AGE-SECRET-KEY-1", 40, ""}, {"eyJ", 28, "_-."}, /* {" in base 64: a JSON Web Token */
};

static const shape stored[] = {
    {"$2a$", 50, "$./"},    {"$2b$", 50, "$./"},      {"$2y$", 50, "$./"},
    {"$1$", 22, "$./"},     {"$5$", 43, "$./=,"},     {"$6$", 86, "$./=,"},
    {"$y$", 43, "$./"},     {"$7$", 43, "$./"},       {"$P$", 31, "./"},
    {"$H$", 31, "./"},      {"$apr1$", 22, "$./"},    {"$argon2", 40, "$./=,+-"},
    {"$scrypt$", 40, "$./=,+"}, {"$pbkdf2-", 40, "$./="},
};

/* Where what has one of these shapes and begins at `at` ends; 0 when nothing has. */
static size_t shaped(const shape *shapes, size_t count, const char *p, size_t n, size_t at) {
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(shapes[i].prefix), end = at + length;
        bool digit = !strchr(shapes[i].more, '-'); /* no words that hyphens join */
        if (n - at < length || memcmp(p + at, shapes[i].prefix, length) != 0) continue;
        while (end < n && ((bk_scan_classes[(unsigned char)p[end]] & BK_C_ALNUM) ||
                           (p[end] && strchr(shapes[i].more, p[end]))))
            digit = (bk_scan_classes[(unsigned char)p[end++]] & BK_C_DIGIT) || digit;
        while (p[end - 1] == '.' || p[end - 1] == ',') end--; /* of the sentence around it */
        if (digit && end - at >= length + shapes[i].least) return end;
    }
    return 0;
}
#define SHAPED(shapes, p, n, at) shaped(shapes, sizeof(shapes) / sizeof *(shapes), p, n, at)

static bool in_run(char c) {
    return (bk_scan_classes[(unsigned char)c] & BK_C_NAME) != 0;
}

/* All tokens have sixteen letters, digits, hyphens or underscores in a row, which a look at each
 * sixteenth byte finds. */
static bool next_token(const char *p, size_t n, size_t from, size_t *first, size_t *end) {
    enum { ROW = 16 };
    for (size_t at = from; n - at >= ROW;) {
        size_t row = at + ROW;
        while (row > at && in_run(p[row - 1])) row--;
        if (row > at) {
            at = row;
            continue;
        }
        size_t before = row; /* "SG." and the like end where the row begins */
        if (row > from && p[row - 1] == '.') before--;
        while (before < row && before > from && row - before < 5 && in_run(p[before - 1])) before--;
        for (size_t i = 0, starts[] = {before, row}; i < 2; i++) {
            *first = starts[i];
            *end = SHAPED(tokens, p, n, *first);
            if (*end) return true;
        }
        for (at += ROW; at < n && in_run(p[at]); at++) {}
    }
    return false;
}

static bool next_stored(const char *p, size_t n, size_t at, size_t *first, size_t *end) {
    for (const char *sign; at < n && (sign = memchr(p + at, '$', n - at)); at = *first + 1) {
        *first = (size_t)(sign - p);
        *end = SHAPED(stored, p, n, *first);
        if (*end) return true;
    }
    return false;
}

static bool is_at(const char *p, size_t n, size_t at, const char *word) {
    size_t length = strlen(word);
    return n - at >= length && memcmp(p + at, word, length) == 0;
}

/* -----BEGIN RSA PRIVATE KEY----- to -----END RSA PRIVATE KEY----- */
static bool next_key(const char *p, size_t n, size_t at, size_t *first, size_t *end) {
    static const char mark[] = "PRIVATE KEY", begin[] = "-----BEGIN ", stop[] = "-----END ";
    const size_t length = sizeof mark - 1;
    bool open = false;
    *end = n;
    for (size_t i = at; n - i >= length; i++) {
        const char *sign = memchr(p + i, 'P', n - i - length + 1);
        if (!sign) break;
        i = (size_t)(sign - p);
        if (memcmp(sign, mark, length) != 0) continue;
        size_t from = i;
        while (from > at && i - from < 32 && p[from] != '\n' &&
               !is_at(p, i, from, begin) && !is_at(p, i, from, stop))
            from--;
        if (!open && is_at(p, i, from, begin)) {
            *first = from;
            open = true;
        } else if (is_at(p, i, from, stop)) {
            if (!open) *first = at;
            *end = i + length;
            return true;
        }
    }
    return open;
}

bool bk_secret_next(const char *p, size_t n, size_t at, size_t *first, size_t *end) {
    static bool (*const ways[])(const char *, size_t, size_t, size_t *, size_t *) = {
        next_token, next_stored, next_key};
    bool any = false;
    if (at > n) return false;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        size_t from, to;
        if (!ways[i](p, n, at, &from, &to) || (any && from >= *first)) continue;
        *first = from;
        *end = to;
        any = true;
    }
    return any;
}
