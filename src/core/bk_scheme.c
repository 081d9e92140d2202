#include "bk_scheme.h"

#include "bk_hex.h"

#include <stdbool.h>
#include <string.h>

static const char *const NAMES[BK_SCHEMES] = {
    "empty",       "plain",  "bcrypt", "argon2", "scrypt", "yescrypt", "pbkdf2",  "sha512crypt",
    "sha256crypt", "md5crypt", "phpass", "django", "ldap",   "mysql",  "mssql",   "raw-128",
    "raw-160",     "raw-224", "raw-256", "raw-384", "raw-512", "salted"};

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
    {"$argon2", 30, BK_SCHEME_ARGON2},
    {"argon2$", 30, BK_SCHEME_ARGON2},
    {"$scrypt$", 30, BK_SCHEME_SCRYPT},
    {"scrypt$", 30, BK_SCHEME_SCRYPT},
    {"SCRYPT:", 30, BK_SCHEME_SCRYPT},
    {"$7$", 30, BK_SCHEME_SCRYPT},
    {"$y$", 30, BK_SCHEME_YESCRYPT},
    {"$gy$", 30, BK_SCHEME_YESCRYPT},
    {"pbkdf2_sha", 30, BK_SCHEME_PBKDF2},
    {"$pbkdf2", 30, BK_SCHEME_PBKDF2},
    {"{PBKDF2", 30, BK_SCHEME_PBKDF2},
    {"pbkdf2:sha", 30, BK_SCHEME_PBKDF2},
    {"sha1:64000:", 30, BK_SCHEME_PBKDF2},
    {"$6$", 90, BK_SCHEME_SHA512CRYPT},
    {"$5$", 47, BK_SCHEME_SHA256CRYPT},
    {"$1$", 26, BK_SCHEME_MD5CRYPT},
    {"$apr1$", 28, BK_SCHEME_MD5CRYPT},
    {"$P$", 34, BK_SCHEME_PHPASS},
    {"$H$", 34, BK_SCHEME_PHPASS},
    {"$S$", 55, BK_SCHEME_PHPASS},
    {"sha1$", 46, BK_SCHEME_DJANGO},
    {"md5$", 36, BK_SCHEME_DJANGO},
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

bk_scheme bk_scheme_of(const char *p, size_t n) {
    if (n < 20) return n ? BK_SCHEME_PLAIN : BK_SCHEME_EMPTY; /* no form is shorter */
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
    return BK_SCHEME_PLAIN;
}

const char *bk_scheme_name(bk_scheme scheme) {
    return (unsigned)scheme < BK_SCHEMES ? NAMES[scheme] : "unknown";
}
