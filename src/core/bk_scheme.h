/* How a secret in a leaked record is stored, told by its form alone: Unix crypt(3) prefixes (crypt(5)),
 * RFC 2307 {SCHEME}s, the modular forms of Django, passlib, WordPress, MySQL, SQL Server, PostgreSQL and
 * others, bare digests by their length, in hexadecimal or base64. A bare digest of 128 bits may be MD5, NTLM or
 * MD4: its form does not tell, so neither do we; NTLM is what stands beside an LM hash. What is called plain may be a
 * hash of a form that has no marks of its own, as DES crypt's 13 letters. */
#ifndef BK_SCHEME_H
#define BK_SCHEME_H

#include <stddef.h>

typedef enum bk_scheme {
    BK_SCHEME_EMPTY,
    BK_SCHEME_PLAIN, /* no form that we know: as a rule the secret itself */
    BK_SCHEME_BCRYPT,
    BK_SCHEME_ARGON2,
    BK_SCHEME_SCRYPT,
    BK_SCHEME_YESCRYPT,
    BK_SCHEME_PBKDF2,
    BK_SCHEME_SHA512CRYPT,
    BK_SCHEME_SHA256CRYPT,
    BK_SCHEME_MD5CRYPT,
    BK_SCHEME_PHPASS, /* and Drupal's */
    BK_SCHEME_DJANGO, /* its salted digests; its PBKDF2, bcrypt and argon2 are those */
    BK_SCHEME_LDAP,
    BK_SCHEME_MYSQL, /* 4.1 and later: an asterisk and 40 digits */
    BK_SCHEME_MSSQL,
    BK_SCHEME_NTLM, /* behind an LM hash, as Windows's are dumped */
    BK_SCHEME_CRYPT, /* another $id$... */
    BK_SCHEME_RAW_64, /* MySQL before 4.1, Oracle before 11, half of another */
    BK_SCHEME_RAW_128,
    BK_SCHEME_RAW_160,
    BK_SCHEME_RAW_224,
    BK_SCHEME_RAW_256,
    BK_SCHEME_RAW_384,
    BK_SCHEME_RAW_512,
    BK_SCHEME_SALTED, /* a bare digest and, behind a colon, its salt */
    BK_SCHEMES
} bk_scheme;

bk_scheme bk_scheme_of(const char *p, size_t n);
/* "empty", "plain", "bcrypt", "raw-128"... */
const char *bk_scheme_name(bk_scheme scheme);

#endif
