#include "bk_scheme.h"

#include "bk_hex.h"

#include <stdbool.h>
#include <string.h>

static const char *const NAMES[BK_SCHEMES] = {
    "empty",       "plain",  "bcrypt", "argon2", "scrypt", "yescrypt", "pbkdf2",  "sha512crypt",
    "sha256crypt", "md5crypt", "phpass", "django", "ldap",   "mysql",  "mssql",   "ntlm",
    "crypt",       "raw-64", "raw-128", "raw-160", "raw-224",  "raw-256", "raw-384", "raw-512", "salted"};

/* A prefix, and how long the whole is at least. */
static const struct form {
    const char *prefix;
    unsigned char least;
    bk_scheme scheme;
} FORMS[] = {
    {"$2$", 59, BK_SCHEME_BCRYPT},
    {"$2a$", 60, BK_SCHEME_BCRYPT},
    {"$2b$", 60, BK_SCHEME_BCRYPT},
    {"$2x$", 60, BK_SCHEME_BCRYPT},
    {"$2y$", 60, BK_SCHEME_BCRYPT},
    {"bcrypt$", 60, BK_SCHEME_BCRYPT},
    {"bcrypt_sha256$", 60, BK_SCHEME_BCRYPT},
    {"$bcrypt-sha256$", 60, BK_SCHEME_BCRYPT},
    {"$wp$2", 60, BK_SCHEME_BCRYPT}, /* WordPress 6.8 */
    {"$argon2", 30, BK_SCHEME_ARGON2},
    {"argon2$", 30, BK_SCHEME_ARGON2},
    {"$scrypt$", 30, BK_SCHEME_SCRYPT},
    {"scrypt$", 30, BK_SCHEME_SCRYPT},
    {"SCRYPT:", 30, BK_SCHEME_SCRYPT},
    {"scrypt:", 30, BK_SCHEME_SCRYPT}, /* Werkzeug */
    {"$7$", 30, BK_SCHEME_SCRYPT},
    {"$y$", 30, BK_SCHEME_YESCRYPT},
    {"$gy$", 30, BK_SCHEME_YESCRYPT},
    {"pbkdf2_sha", 30, BK_SCHEME_PBKDF2},
    {"$pbkdf2", 30, BK_SCHEME_PBKDF2},
    {"{PBKDF2", 30, BK_SCHEME_PBKDF2},
    {"pbkdf2:sha", 30, BK_SCHEME_PBKDF2},
    {"sha1:64000:", 30, BK_SCHEME_PBKDF2},
    {":pbkdf2:", 30, BK_SCHEME_PBKDF2}, /* MediaWiki */
    {"grub.pbkdf2.", 30, BK_SCHEME_PBKDF2},
    {"$p5k2$", 30, BK_SCHEME_PBKDF2},
    {"{PKCS5S2}", 40, BK_SCHEME_PBKDF2}, /* Atlassian */
    {"SCRAM-SHA-", 60, BK_SCHEME_PBKDF2}, /* RFC 5803, PostgreSQL */
    {"$scram$", 30, BK_SCHEME_PBKDF2},
    {"$6$", 90, BK_SCHEME_SHA512CRYPT},
    {"$5$", 47, BK_SCHEME_SHA256CRYPT},
    {"$1$", 26, BK_SCHEME_MD5CRYPT},
    {"$apr1$", 28, BK_SCHEME_MD5CRYPT},
    {"$P$", 34, BK_SCHEME_PHPASS},
    {"$H$", 34, BK_SCHEME_PHPASS},
    {"$S$", 55, BK_SCHEME_PHPASS},
    {"sha1$", 46, BK_SCHEME_DJANGO},
    {"md5$", 36, BK_SCHEME_DJANGO},
    {"sha256$", 70, BK_SCHEME_DJANGO},
    {"sha512$", 130, BK_SCHEME_DJANGO},
    {"{SSHA", 30, BK_SCHEME_LDAP},
    {"{SHA", 30, BK_SCHEME_LDAP},
    {"{SMD5}", 26, BK_SCHEME_LDAP},
    {"{MD5}", 26, BK_SCHEME_LDAP},
    {"{CRYPT}", 20, BK_SCHEME_LDAP},
    {"{crypt}", 20, BK_SCHEME_LDAP},
    {"{ssha}", 30, BK_SCHEME_LDAP},
    {"{sha}", 30, BK_SCHEME_LDAP},
    {"0x0100", 54, BK_SCHEME_MSSQL},
    {"0x0200", 142, BK_SCHEME_MSSQL},
    {"{FSHP", 40, BK_SCHEME_CRYPT},
};

static const struct raw {
    unsigned char digits;
    bk_scheme scheme;
} RAWS[] = {{32, BK_SCHEME_RAW_128}, {40, BK_SCHEME_RAW_160}, {56, BK_SCHEME_RAW_224},
            {64, BK_SCHEME_RAW_256}, {96, BK_SCHEME_RAW_384}, {128, BK_SCHEME_RAW_512}};

static size_t hex_run(const char *p, size_t n) {
    size_t i = 0;
    while (i < n && bk_hex_digit(p[i]) >= 0) i++;
    return i;
}

static bk_scheme raw_of(size_t digits) {
    for (size_t i = 0; i < sizeof RAWS / sizeof *RAWS; i++) {
        if (digits == RAWS[i].digits) return RAWS[i].scheme;
    }
    return BK_SCHEME_PLAIN;
}

static bool in_base64(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/* A digest in base64, padded; and ASP.NET Identity's, which begins with the number of its version. */
static bk_scheme of_base64(const char *p, size_t n) {
    static const struct {
        unsigned char length, padding;
        bk_scheme scheme;
    } forms[] = {{24, 2, BK_SCHEME_RAW_128}, {28, 1, BK_SCHEME_RAW_160}, {44, 1, BK_SCHEME_RAW_256},
                 {88, 2, BK_SCHEME_RAW_512}, {68, 2, BK_SCHEME_PBKDF2},  {84, 2, BK_SCHEME_PBKDF2}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        size_t body = forms[i].length - (size_t)forms[i].padding, k = 0;
        if (n != forms[i].length) continue;
        while (k < body && in_base64(p[k])) k++;
        bool ours = forms[i].scheme != BK_SCHEME_PBKDF2 || (p[0] == 'A' && (n == 68 || memcmp(p, "AQAAAA", 6) == 0));
        if (k < body || !ours) break;
        while (k < n && p[k] == '=') k++;
        if (k == n) return forms[i].scheme;
    }
    return BK_SCHEME_PLAIN;
}

/* $id$..., an id of small letters, digits and hyphens. */
static bool is_modular(const char *p, size_t n) {
    size_t i = 1;
    if (p[0] != '$') return false;
    while (i < n && i < 20 && ((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= '0' && p[i] <= '9') || p[i] == '-')) i++;
    return i > 1 && i < n && (p[i] == '$' || p[i] == ',') && memchr(p + i + 1, '$', n - i - 1);
}

/* LM:NTLM, after a number where the line began with a name, and with what follows in such dumps. */
static bool is_ntlm(const char *p, size_t n) {
    size_t at = 0;
    while (at < n && at < 8 && p[at] >= '0' && p[at] <= '9') at++;
    bool numbered = at > 0 && at < n && p[at] == ':';
    at = numbered ? at + 1 : 0;
    if (n - at < 65 || hex_run(p + at, n - at) != 32 || p[at + 32] != ':') return false;
    if (hex_run(p + at + 33, n - at - 33) != 32) return false;
    /* the LM hash of nothing, which most have; another pair is one only where such a dump has it */
    static const char nothing[] = "aad3b435b51404eeaad3b435b51404ee";
    for (size_t i = 0; i < 32 && !numbered; i++)
        if ((p[i] | 32) != nothing[i] && p[i] != nothing[i]) return false;
    return true;
}

bk_scheme bk_scheme_of(const char *p, size_t n) {
    if (n < 20) { /* no other form is shorter */
        bool half = n == 16 && hex_run(p, n) == n;
        for (size_t i = 0; half && i < n; i++)
            if (p[i] > '9') return BK_SCHEME_RAW_64;
        return n ? BK_SCHEME_PLAIN : BK_SCHEME_EMPTY;
    }
    if (n >= 65 && is_ntlm(p, n)) return BK_SCHEME_NTLM;
    if (p[0] == '*' && n == 41 && hex_run(p + 1, 40) == 40) return BK_SCHEME_MYSQL;
    size_t hex = hex_run(p, n);
    bk_scheme raw = raw_of(hex);
    if (raw != BK_SCHEME_PLAIN && hex == n) return raw;
    if (raw != BK_SCHEME_PLAIN && p[hex] == ':' && n > hex + 1) return BK_SCHEME_SALTED;
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        size_t k = strlen(FORMS[i].prefix);
        if (n >= FORMS[i].least && p[0] == FORMS[i].prefix[0] && memcmp(p, FORMS[i].prefix, k) == 0)
            return FORMS[i].scheme;
    }
    if (n >= 30 && is_modular(p, n)) return BK_SCHEME_CRYPT;
    if ((n == 35 && memcmp(p, "md5", 3) == 0 && hex_run(p + 3, 32) == 32) || /* PostgreSQL: with the name as salt */
        (n == 62 && memcmp(p, "S:", 2) == 0 && hex_run(p + 2, 60) == 60) ||  /* Oracle 11 */
        (n > 35 && memcmp(p, ":B:", 3) == 0))                                /* MediaWiki */
        return BK_SCHEME_SALTED;
    return of_base64(p, n);
}

const char *bk_scheme_name(bk_scheme scheme) {
    return (unsigned)scheme < BK_SCHEMES ? NAMES[scheme] : "unknown";
}
