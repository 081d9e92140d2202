/* Indicators in any bytes: addresses, names, digests, identifiers, coins.
 *
 * A scan is a pull iterator over borrowed bytes: bk_scan_next gives the next finding, in order and
 * without overlap. One pass from left to right: runs of letters and digits are the anchors, and
 * only a run that can begin something is looked at more than once, a bounded number of times. Where
 * several kinds fit, the longest wins: url, email, domain or address, then the single tokens.
 *
 * Values are canonical and refanged ("hxxp://evil[.]example" is "http://evil.example"). Names need
 * a top-level domain of the Public Suffix List (libpsl's built-in copy). Names in other scripts
 * than ASCII are read in their xn-- form only. */
#ifndef BK_SCAN_H
#define BK_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum bk_scan_kind {
    BK_SCAN_IPV4,
    BK_SCAN_IPV6,
    BK_SCAN_CIDR,
    BK_SCAN_DOMAIN,
    BK_SCAN_ONION,
    BK_SCAN_URL,
    BK_SCAN_EMAIL,
    BK_SCAN_MD5,
    BK_SCAN_SHA1,
    BK_SCAN_SHA256,
    BK_SCAN_SHA512,
    BK_SCAN_CVE,
    BK_SCAN_CWE,
    BK_SCAN_ATTACK,
    BK_SCAN_ASN,
    BK_SCAN_MAC,
    BK_SCAN_BTC,
    BK_SCAN_ETH,
    BK_SCAN_TLP,
    BK_SCAN_KINDS
} bk_scan_kind;

enum { BK_SCAN_VALUE_MAX = 4096 };

typedef struct bk_finding {
    size_t first, end; /* bytes[first..end) */
    bk_scan_kind kind;
    bool defanged;
    bool valid;      /* what can be checked holds */
    const char *why; /* why it is not valid: "checksum", "tld", "too-long"; else NULL */
    size_t n;        /* bytes of `value`, of a longer one the first */
    char value[BK_SCAN_VALUE_MAX + 1];
} bk_finding;

typedef struct bk_scan {
    const char *p;
    size_t n, at;
    size_t run_end;       /* of the run that `at` lies in */
    size_t tried;         /* what lies before was looked at as a name already */
    unsigned run_classes; /* of the bytes of the run, together */
    struct {
        char text[24];
        bool known;
    } tlds[64]; /* answers of the suffix list */
} bk_scan;

void bk_scan_start(bk_scan *s, const char *p, size_t n);
/* false at the end of the bytes; `f` needs no initial value */
bool bk_scan_next(bk_scan *s, bk_finding *f);

const char *bk_scan_kind_name(bk_scan_kind kind);

/* Whether an IPv4 or IPv6 address (or the network `address` names as address/bits) lies in the
 * network `cidr` ("192.0.2.0/24"); false when either is not well-formed or the families differ. */
bool bk_scan_within(const char *address, const char *cidr);

#endif
