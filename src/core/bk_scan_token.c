/* Single tokens: digests, identifiers, coins; and what colons hold together: MAC and IPv6. */
#include "bk_scan_internal.h"

#include <arpa/inet.h>
#include <string.h>

static size_t digits_at(const bk_scan *s, size_t at) {
    size_t i = at;
    while (bk_scan_is(s, i, BK_C_DIGIT)) i++;
    return i - at;
}

static unsigned number(const char *p, size_t n) {
    unsigned value = 0;
    for (size_t i = 0; i < n; i++) value = value * 10 + (unsigned)(p[i] - '0');
    return value;
}

/* "-", "_", a blank, or a hyphen beyond ASCII */
static size_t hyphen(const bk_scan *s, size_t at) {
    char c = bk_scan_at(s, at);
    if (c == '-' || c == '_' || c == ' ') return 1;
    return bk_scan_word(s, at, "\xE2\x80\x90") || bk_scan_word(s, at, "\xE2\x80\x91") ? 3 : 0;
}

static bool flaw(const bk_scan *s, size_t at, bk_finding *f) {
    size_t gap = hyphen(s, at + 3), year = at + 3 + gap;
    if (!gap || digits_at(s, year) != 4) return false;
    size_t second = hyphen(s, year + 4), serial = year + 4 + second;
    size_t n = digits_at(s, serial);
    unsigned y = number(s->p + year, 4);
    if (!second || n < 4 || n > 19 || bk_scan_is(s, serial + n, BK_C_ALPHA) || y < 1999 || y > 2099)
        return false;
    bk_finding_begin(f, BK_SCAN_CVE, at);
    bk_finding_add(f, "CVE-", 4);
    bk_finding_add(f, s->p + year, 4);
    bk_finding_add(f, "-", 1);
    bk_finding_add(f, s->p + serial, n);
    f->end = serial + n;
    return true;
}

static bool weakness(const bk_scan *s, size_t at, bk_finding *f) {
    size_t gap = hyphen(s, at + 3), n = digits_at(s, at + 3 + gap);
    if (!gap || n < 1 || n > 4 || bk_scan_is(s, at + 3 + gap + n, BK_C_ALPHA)) return false;
    bk_finding_begin(f, BK_SCAN_CWE, at);
    bk_finding_add(f, "CWE-", 4);
    bk_finding_add(f, s->p + at + 3 + gap, n);
    f->end = at + 3 + gap + n;
    return true;
}

static bool tlp(const bk_scan *s, size_t at, bk_finding *f) {
    static const char *const levels[] = {"red", "amber+strict", "amber", "green", "clear", "white"};
    size_t i = at + 3;
    if (bk_scan_at(s, i) == ':' || bk_scan_at(s, i) == '-') i++;
    if (bk_scan_at(s, i) == ' ') i++;
    if (i == at + 3) return false;
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
        size_t n = strlen(levels[l]);
        if (!bk_scan_word(s, i, levels[l]) || bk_scan_is(s, i + n, BK_C_ALNUM)) continue;
        bk_finding_begin(f, BK_SCAN_TLP, at);
        bk_finding_add(f, "TLP:", 4);
        bk_finding_add(f, levels[l], n);
        for (size_t k = 0; k < f->n; k++) f->value[k] = bk_scan_upper(f->value[k]);
        f->end = i + n;
        return true;
    }
    return false;
}

/* MITRE ATT&CK: the ranges in use, so that a T1000 of a film is not a technique */
static const struct {
    char prefix[3];
    unsigned n, least, most;
} attack_ids[] = {{"TA", 2, 1, 43}, {"TA", 2, 100, 111},  {"T", 1, 1001, 1999},
                  {"T", 1, 800, 899}, {"G", 1, 1, 199},   {"G", 1, 1001, 1199},
                  {"S", 1, 1, 699}, {"S", 1, 1001, 1399}, {"C", 1, 1, 99}};

static bool attack(const bk_scan *s, size_t at, size_t end, bk_finding *f) {
    for (size_t i = 0; i < sizeof attack_ids / sizeof *attack_ids; i++) {
        size_t n = attack_ids[i].n;
        if (end - at != n + 4 || memcmp(s->p + at, attack_ids[i].prefix, n) != 0) continue;
        if (digits_at(s, at + n) != 4) continue;
        unsigned id = number(s->p + at + n, 4);
        if (id < attack_ids[i].least || id > attack_ids[i].most) continue;
        bool technique = n == 1 && s->p[at] == 'T';
        if (technique && bk_scan_at(s, end) == '.' && bk_scan_is(s, end + 1, BK_C_DIGIT)) {
            if (digits_at(s, end + 1) != 3 || bk_scan_is(s, end + 4, BK_C_ALPHA)) return false;
            end += 4;
        }
        bk_finding_begin(f, BK_SCAN_ATTACK, at);
        bk_finding_add(f, s->p + at, end - at);
        f->end = end;
        return true;
    }
    return false;
}

static bool asn(const bk_scan *s, size_t at, size_t end, bk_finding *f) {
    if (!bk_scan_word(s, at, "as")) return false;
    size_t digits = at + 2;
    if (bk_scan_lower(bk_scan_at(s, digits)) == 'n') digits++;
    if (digits == end && end - at == 3) { /* ASN 4711 */
        if (bk_scan_at(s, digits) == ' ') digits++;
        end = digits + digits_at(s, digits);
    }
    if (digits >= end || bk_scan_is(s, end, BK_C_ALPHA)) return false;
    size_t n = digits_at(s, digits);
    if (digits + n != end || n > 10 || s->p[digits] == '0') return false;
    uint64_t value = 0;
    for (size_t i = digits; i < end; i++) value = value * 10 + (uint64_t)(s->p[i] - '0');
    if (value > UINT32_MAX) return false;
    /* ASN1 is a notation, and "as4" of a text nothing */
    if (n == 1 && (digits > at + 2 || s->p[at] == 'a')) return false;
    bk_finding_begin(f, BK_SCAN_ASN, at);
    bk_finding_add(f, "AS", 2);
    bk_finding_add(f, s->p + digits, n);
    f->end = end;
    return true;
}

static bool mac(const bk_scan *s, size_t at, char sign, bk_finding *f) {
    for (size_t i = 0; i < 17; i++) {
        bool right = i % 3 == 2 ? bk_scan_at(s, at + i) == sign : bk_scan_is(s, at + i, BK_C_HEX);
        if (!right) return false;
    }
    if (bk_scan_is(s, at + 17, BK_C_ALNUM) || bk_scan_at(s, at + 17) == sign) return false;
    if (bk_scan_before(s, at) == sign || bk_scan_is_before(s, at, BK_C_ALNUM)) return false;
    size_t digits = 0;
    for (size_t i = 0; i < 17; i++) digits += bk_scan_is(s, at + i, BK_C_DIGIT);
    if (sign == '-' && digits == 12) return false; /* numbers */
    bk_finding_begin(f, BK_SCAN_MAC, at);
    bk_finding_add_lower(f, s->p + at, 17);
    for (size_t i = 2; i < 17; i += 3) f->value[i] = ':';
    f->end = at + 17;
    return true;
}

static bool digest(const bk_scan *s, size_t at, size_t end, bk_finding *f) {
    bk_scan_kind kind;
    switch (end - at) {
    case 32:
        kind = BK_SCAN_MD5;
        break;
    case 40:
        kind = BK_SCAN_SHA1;
        break;
    case 64:
        kind = BK_SCAN_SHA256;
        break;
    case 128:
        kind = BK_SCAN_SHA512;
        break;
    default:
        return false;
    }
    for (size_t i = at; i < end; i++) {
        if (!bk_scan_is(s, i, BK_C_HEX)) return false;
    }
    if (bk_scan_at(s, end) == '@' && bk_scan_in_user_info(s, at)) return false; /* a password */
    bk_finding_begin(f, kind, at);
    bk_finding_add_lower(f, s->p + at, end - at);
    f->end = end;
    return true;
}

static bool has_both_cases(const char *p, size_t n) {
    bool lower = false, upper = false;
    for (size_t i = 0; i < n; i++) {
        lower = lower || (p[i] >= 'a' && p[i] <= 'z');
        upper = upper || (p[i] >= 'A' && p[i] <= 'Z');
    }
    return lower && upper;
}

static bool is_base58(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '0' || p[i] == 'O' || p[i] == 'I' || p[i] == 'l') return false;
    }
    return true;
}

static bool coin(const bk_scan *s, size_t at, size_t end, bk_finding *f) {
    size_t n = end - at;
    const char *p = s->p + at;
    bool holds, known = true;
    if (n == 42 && p[0] == '0' && p[1] == 'x') {
        if (bk_scan_run(s, at + 2, BK_C_HEX, 40) != 40) return false;
        bk_finding_begin(f, BK_SCAN_ETH, at);
        holds = bk_scan_eip55(p + 2);
        bk_finding_add(f, p, n);
    } else if (n >= 42 && n <= 74 && bk_scan_word(s, at, "bc1")) {
        bk_finding_begin(f, BK_SCAN_BTC, at);
        holds = bk_scan_bech32(p, n);
        bk_finding_add_lower(f, p, n);
    } else if (n >= 26 && n <= 35 && (p[0] == '1' || p[0] == '3')) {
        if (!is_base58(p, n) || !has_both_cases(p, n)) return false;
        bk_finding_begin(f, BK_SCAN_BTC, at);
        holds = bk_scan_base58check(p, n);
        bk_finding_add(f, p, n);
    } else if ((n == 95 || n == 106) && (p[0] == '4' || p[0] == '8')) {
        if (!is_base58(p, n) || !has_both_cases(p, n)) return false;
        bk_finding_begin(f, BK_SCAN_XMR, at);
        holds = bk_scan_monero(p, n, &known);
        bk_finding_add(f, p, n);
    } else {
        return false;
    }
    if (!known) return false;
    if (!holds) f->why = BK_WHY_CHECKSUM;
    f->end = end;
    return true;
}

/* "T1" and 70 hex digits; without the T1, as older versions print it, where "TLSH" stands before */
static bool tlsh(const bk_scan *s, size_t at, size_t end, bk_finding *f) {
    size_t hex =
        end - at == 72 && bk_scan_upper(s->p[at]) == 'T' && s->p[at + 1] == '1' ? at + 2 : at;
    if (end - hex != 70 || bk_scan_run(s, hex, BK_C_HEX, 70) != 70) return false;
    if (hex == at) {
        size_t word = at;
        while (at - word < 4 && word > 0 && strchr(" :=\t|\"'", s->p[word - 1])) word--;
        if (word < 4 || !bk_scan_word(s, word - 4, "tlsh")) return false;
    }
    bk_finding_begin(f, BK_SCAN_TLSH, at);
    bk_finding_add(f, "T1", 2);
    bk_finding_add(f, s->p + hex, 70);
    for (size_t i = 0; i < f->n; i++) f->value[i] = bk_scan_upper(f->value[i]);
    f->end = end;
    return true;
}

static bool token_at(const bk_scan *s, size_t at, bk_finding *f) {
    size_t n = bk_scan_run(s, at, BK_C_ALNUM, 129), end = at + n;
    if (n > 128) return false;
    if (n == 3) {
        switch (bk_scan_lower(s->p[at])) {
        case 'c':
            if (bk_scan_word(s, at, "cve")) return flaw(s, at, f);
            return bk_scan_word(s, at, "cwe") && weakness(s, at, f);
        case 'a':
            return asn(s, at, end, f);
        case 't':
            return bk_scan_word(s, at, "tlp") && tlp(s, at, f);
        default:
            return false;
        }
    }
    if (n < 26) {
        switch (s->p[at]) {
        case 'a':
        case 'A':
            return asn(s, at, end, f);
        case 'T':
        case 'G':
        case 'S':
        case 'C':
            return attack(s, at, end, f);
        default:
            return false;
        }
    }
    return digest(s, at, end, f) || coin(s, at, end, f) || tlsh(s, at, end, f);
}

bool bk_scan_token(bk_scan *s, size_t q, bk_finding *f) {
    size_t at = q;
    /* "CVE-2014": not more than a hyphen of three bytes lies between */
    for (int i = 0; i < 3 && at > 0 && !bk_scan_is_before(s, at, BK_C_ALNUM); i++) at--;
    at = bk_scan_back(s, at, BK_C_ALNUM, 26);
    if (at < s->at || bk_scan_is_before(s, at, BK_C_ALNUM)) return false;
    /* what it is a part of goes before */
    size_t begin = bk_scan_name_start(s, at + 1);
    if (begin <= at && begin >= s->at && bk_scan_name(s, begin, f)) return true;
    return token_at(s, at, f);
}

/* ssdeep: a block size, that is 3 doubled again and again, and two digests in base 64 */
bool bk_scan_fuzzy(bk_scan *s, size_t q, bk_finding *f) {
    size_t colon = q - 3, at = bk_scan_back(s, colon, BK_C_DIGIT, 10), n = colon - at;
    char last = s->p[colon - 1];
    if (last % 2 != 0 && last != '3') return false;
    if (at < s->at || n == 10 || bk_scan_is_before(s, at, BK_C_NAME)) return false;
    unsigned size = number(s->p + at, n);
    while (size > 3 && size % 2 == 0) size /= 2;
    if (size != 3 || s->p[at] == '0') return false;
    size_t end = colon + 1, lengths[2] = {0, 0};
    for (int part = 0; part < 2; part++) {
        size_t from = end;
        while (end - from <= 64 && (bk_scan_is(s, end, BK_C_ALNUM) || bk_scan_at(s, end) == '+' ||
                                    bk_scan_at(s, end) == '/'))
            end++;
        lengths[part] = end - from;
        if (part == 0 && (bk_scan_at(s, end++) != ':')) return false;
    }
    if (bk_scan_run(s, colon + 1, BK_C_DIGIT, 65) == lengths[0]) return false; /* a number */
    if (lengths[0] < 6 || lengths[0] > 64 || lengths[1] < 3 || lengths[1] > 64) return false;
    bk_finding_begin(f, BK_SCAN_SSDEEP, at);
    bk_finding_add(f, s->p + at, end - at);
    f->end = end;
    return true;
}

bool bk_scan_ipv6(const bk_scan *s, size_t at, bk_finding *f) {
    char text[64];
    size_t n = 0, i = at, colons = 0, groups = 0;
    bool digit = false, defanged = false;
    while (i < s->n && n + 2 < sizeof text) {
        char c = s->p[i];
        if (bk_scan_is(s, i, BK_C_HEX)) {
            digit = digit || bk_scan_is(s, i, BK_C_DIGIT);
            groups += n == 0 || text[n - 1] == ':';
        } else if (c == ':') {
            colons++;
        } else if (c != '.' && c != '[') {
            break;
        } else if ((bk_scan_word(s, i, "[:]") || bk_scan_word(s, i, "[.]")) &&
                   bk_scan_is(s, i + 3, BK_C_HEX)) {
            c = s->p[i + 1];
            i += 2;
            defanged = true;
            colons += c == ':';
        } else if (bk_scan_word(s, i, "[::]") && bk_scan_is(s, i + 4, BK_C_HEX)) {
            text[n++] = c = ':';
            i += 3;
            defanged = true;
            colons += 2;
        } else if (c != '.') {
            break;
        }
        text[n++] = c;
        i++;
    }
    while (n > 0 && (text[n - 1] == '.' || (text[n - 1] == ':' && (n < 2 || text[n - 2] != ':')))) {
        colons -= text[n - 1] == ':';
        n--;
        i--;
    }
    text[n] = '\0';
    if (n < 2 || colons < 2 || bk_scan_is(s, i, BK_C_NAME)) return false;
    if (strstr(text, "::")) {
        /* a::b of a program, 6::9 of a script */
        size_t first = strspn(text, "0123456789abcdefABCDEF");
        bool network = bk_scan_at(s, i) == '/' && bk_scan_is(s, i + 1, BK_C_DIGIT);
        if (groups < 3 && !digit) return false;
        if (groups == 1 && first == 0 && !network && strcmp(text, "::1") != 0) return false;
        if (groups == 2 && first < 3) return false;
        if (groups < 2 && text[n - 1] == ':' && !network) return false;
    } else if (colons < 6) {
        return false; /* without "::" there are eight groups, or six and an IPv4 address */
    }
    unsigned char bytes[16];
    char canonical[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, text, bytes) != 1) return false;
    if (!inet_ntop(AF_INET6, bytes, canonical, sizeof canonical)) return false;
    bk_finding_begin(f, BK_SCAN_IPV6, at);
    f->defanged = defanged;
    bk_finding_add(f, canonical, strlen(canonical));
    size_t bits = bk_scan_at(s, i) == '/' ? digits_at(s, i + 1) : 0;
    if (bits > 0 && bits < 4 && number(s->p + i + 1, bits) <= 128) {
        f->kind = BK_SCAN_CIDR;
        bk_finding_add(f, s->p + i, bits + 1);
        i += bits + 1;
    }
    f->end = i;
    return true;
}

bool bk_scan_colon(bk_scan *s, size_t q, bk_finding *f) {
    if (s->p[q] == '-') return q >= 8 && q - 8 >= s->at && mac(s, q - 8, '-', f);
    size_t at = q + 1;
    while (at > 0 && q - at + 1 < 45 &&
           (bk_scan_is_before(s, at, BK_C_HEX) || bk_scan_before(s, at) == ':'))
        at--;
    if (bk_scan_is_before(s, at, BK_C_NAME)) { /* the "d" of "id:2001:db8::1" */
        while (at < q && s->p[at] != ':') at++;
        if (bk_scan_at(s, at + 1) == ':' || at == q) return false;
    }
    if (bk_scan_at(s, at) == ':' && bk_scan_at(s, at + 1) != ':') at++;
    if (at < s->at || at > q) return false;
    return mac(s, at, ':', f) || bk_scan_ipv6(s, at, f);
}
