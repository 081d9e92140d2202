/* What looks like an indicator and is none: tables of values, names, networks and words, each with
 * the reason, compiled once and then only read. A finding that one of them matches is kept back
 * with that reason. */
#ifndef BK_SCAN_RULES_H
#define BK_SCAN_RULES_H

#include "bk_status.h"

#include <stdbool.h>
#include <stddef.h>

/* Reasons that need no table. The tables' own come behind BK_WHY_TABLES. */
enum bk_scan_why {
    BK_WHY_NONE,
    BK_WHY_CHECKSUM,      /* "checksum" */
    BK_WHY_PUNYCODE,      /* "punycode": xn-- and nothing that it could stand for */
    BK_WHY_TLD,           /* "tld": no top-level domain */
    BK_WHY_PUBLIC_SUFFIX, /* "public-suffix": "co.uk" is nobody's */
    BK_WHY_TOO_LONG,      /* "too-long" */
    BK_WHY_PATH,          /* "path": a part of a file's or page's path */
    BK_WHY_CASE,          /* "case": Agent.AG */
    BK_WHY_FILE_NAME,     /* "file-name": setup.py */
    BK_WHY_MEMBER,        /* "member": user.name */
    BK_WHY_VERSION,       /* "version": version 8.1.2.3 */
    BK_WHY_NUMBER,        /* "number": decimal digits only */
    BK_WHY_REPEATED,      /* "repeated": one digit again and again */
    BK_WHY_ESCAPE,        /* "escape": ann=40evil-site.com, of a mail that was encoded */
    BK_WHY_CHANCE,        /* "chance": q.sr among bytes that are no text */
    BK_WHY_UNNAMED,       /* "unnamed": C0024, and nothing near says that it is a campaign */
    BK_WHY_TABLES,
    BK_WHY_MOST = 64
};

typedef enum bk_scan_table {
    BK_TABLE_VALUE,        /* a canonical value */
    BK_TABLE_NAME,         /* a name, and what lies below it */
    BK_TABLE_NETWORK,      /* 192.0.2.0/24 */
    BK_TABLE_DIGEST_WORD,  /* in front of a digest that is of something else than a file */
    BK_TABLE_VERSION_WORD, /* in front of an address that is a version */
    BK_TABLE_FILE_ENDING,  /* a top-level domain that is also a file's ending */
    BK_TABLE_MEMBER,       /* a top-level domain that is also a member in programs */
    BK_TABLE_PHONE_WORD,   /* in front of a telephone number written without its country */
    BK_TABLE_AGENT,        /* a product that user agents begin with */
    BK_TABLE_FOLDER,       /* at the root of a Unix file system */
    BK_TABLE_COLUMN,       /* the name of a field with what tells of a person */
    BK_TABLE_SECRET,       /* of one with a secret: the last word of such a name */
    BK_TABLE_CAMPAIGN_WORD, /* near the id of a campaign, which looks like a part's number */
    BK_TABLE_OPTION,        /* a program, and "program -x" for each option that takes a secret */
    BK_TABLE_SAYS_WORD,     /* between what a secret is called and the secret */
    BK_TABLE_HEADER,        /* a field of mail with mailboxes */
    BK_TABLE_PEOPLE_FOLDER, /* whose folders are called by people */
    BK_TABLE_NOBODY,        /* such a folder that is nobody's */
    BK_TABLES
} bk_scan_table;

typedef struct bk_scan_rules bk_scan_rules;
struct bk_scan;
struct bk_finding;

bk_scan_rules *bk_scan_rules_new(void); /* NULL without memory */
void bk_scan_rules_free(bk_scan_rules *rules);
/* Words and names in lower case, reasons in small letters and hyphens. `reason` is for tables whose reason is not one of bk_scan_why's,
 * else NULL. BK_E_MEMORY; BK_E_LIMIT for too many reasons; BK_E_SYNTAX for a network that is none.
 */
bk_code bk_scan_rules_add(bk_scan_rules *rules, bk_scan_table table, const char *key, size_t n,
                          const char *reason, bk_error *err);

/* 0, or why the finding is held to be none. */
unsigned char bk_scan_judge(const bk_scan_rules *rules, const struct bk_scan *s,
                            const struct bk_finding *f);
/* NULL for 0. */
const char *bk_scan_why(const bk_scan_rules *rules, unsigned char why);
/* Whether a word of a table (of words near a telephone or a campaign) is in p[0..n), and whether p[0..n) is in a table. Both
 * false without rules. */
bool bk_scan_has_word(const bk_scan_rules *rules, bk_scan_table table, const char *p, size_t n);
bool bk_scan_listed(const bk_scan_rules *rules, bk_scan_table table, const char *p, size_t n);
/* Whether p[0..n) names a field that is hidden, whatever its case and signs: one with a secret, or, unless `secret`, with what
 * tells of a person. */
bool bk_scan_hidden_field(const bk_scan_rules *rules, const char *p, size_t n, bool secret);

/* Whether an IPv4 or IPv6 address (or the network `address` names as address/bits) lies in the
 * network `cidr`
 * ("192.0.2.0/24"); false when either is not well-formed or the families differ. */
bool bk_scan_within(const char *address, const char *cidr);

#endif
