#include "bk_scan_internal.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define D (BK_C_DIGIT | BK_C_HEX)
#define H (BK_C_ALPHA | BK_C_HEX)
#define A BK_C_ALPHA
const unsigned char bk_scan_classes[256] = {
    ['0'] = D,        ['1'] = D, ['2'] = D, ['3'] = D, ['4'] = D, ['5'] = D, ['6'] = D,
    ['7'] = D,        ['8'] = D, ['9'] = D, ['a'] = H, ['b'] = H, ['c'] = H, ['d'] = H,
    ['e'] = H,        ['f'] = H, ['g'] = A, ['h'] = A, ['i'] = A, ['j'] = A, ['k'] = A,
    ['l'] = A,        ['m'] = A, ['n'] = A, ['o'] = A, ['p'] = A, ['q'] = A, ['r'] = A,
    ['s'] = A,        ['t'] = A, ['u'] = A, ['v'] = A, ['w'] = A, ['x'] = A, ['y'] = A,
    ['z'] = A,        ['A'] = H, ['B'] = H, ['C'] = H, ['D'] = H, ['E'] = H, ['F'] = H,
    ['G'] = A,        ['H'] = A, ['I'] = A, ['J'] = A, ['K'] = A, ['L'] = A, ['M'] = A,
    ['N'] = A,        ['O'] = A, ['P'] = A, ['Q'] = A, ['R'] = A, ['S'] = A, ['T'] = A,
    ['U'] = A,        ['V'] = A, ['W'] = A, ['X'] = A, ['Y'] = A, ['Z'] = A, ['-'] = BK_C_JOIN,
    ['_'] = BK_C_JOIN};
#undef D
#undef H
#undef A

static const char *const kind_names[BK_SCAN_KINDS] = {
    "ipv4",   "ipv6", "cidr", "domain", "onion", "url", "email", "md5", "sha1", "sha256",
    "sha512", "cve",  "cwe",  "attack", "asn",   "mac", "btc",   "eth", "tlp"};

const char *bk_scan_kind_name(bk_scan_kind kind) {
    return kind_names[kind];
}

bool bk_scan_word(const bk_scan *s, size_t at, const char *word) {
    size_t i = 0;
    for (; word[i]; i++) {
        if (at + i >= s->n || bk_scan_lower(s->p[at + i]) != word[i]) return false;
    }
    return true;
}

void bk_finding_begin(bk_finding *f, bk_scan_kind kind, size_t first) {
    f->first = first;
    f->end = first;
    f->kind = kind;
    f->defanged = false;
    f->valid = true;
    f->why = NULL;
    f->n = 0;
    f->value[0] = '\0';
}

void bk_finding_add(bk_finding *f, const char *p, size_t n) {
    if (n > BK_SCAN_VALUE_MAX - f->n) {
        n = BK_SCAN_VALUE_MAX - f->n;
        f->valid = false;
        f->why = "too-long";
    }
    memcpy(f->value + f->n, p, n);
    f->n += n;
    f->value[f->n] = '\0';
}

void bk_finding_add_lower(bk_finding *f, const char *p, size_t n) {
    size_t from = f->n;
    bk_finding_add(f, p, n);
    for (size_t i = from; i < f->n; i++) f->value[i] = bk_scan_lower(f->value[i]);
}

void bk_scan_start(bk_scan *s, const char *p, size_t n) {
    memset(s, 0, sizeof *s);
    s->p = p;
    s->n = n;
}

/* What may follow a run that begins a name, an address or a URL. */
static bool leads_on(const bk_scan *s, size_t end) {
    switch (bk_scan_at(s, end)) {
    case '.':
    case '@':
    case ':':
    case '[':
    case '(':
    case '{':
    case '<':
    case '\\':
    case '+':
    case '%':
    case '=':
    case '&':
    case '\'':
    case '*':
        return true;
    case ' ': {
        char c = bk_scan_at(s, end + 1);
        return c == '[' || c == '(' || c == '{' || c == '.' || c == ':';
    }
    default:
        return false;
    }
}

bool bk_scan_next(bk_scan *s, bk_finding *f) {
    while (s->at < s->n) {
        size_t at = s->at;
        if (!bk_scan_is(s, at, BK_C_ALNUM)) {
            if (s->p[at] == ':' && bk_scan_at(s, at + 1) == ':' &&
                bk_scan_is(s, at + 2, BK_C_HEX) &&
                (at == 0 || (!bk_scan_is(s, at - 1, BK_C_NAME) && s->p[at - 1] != ':')) &&
                bk_scan_colon(s, at, f)) {
                s->at = f->end;
                return true;
            }
            s->at++;
            continue;
        }
        if (at >= s->run_end) {
            unsigned classes = 0;
            size_t end = at;
            while (end < s->n) {
                unsigned class = bk_scan_classes[(unsigned char)s->p[end]];
                if (!class) break;
                classes |= class;
                end++;
            }
            s->run_end = end;
            s->run_classes = classes;
        }
        if (at >= s->tried && leads_on(s, s->run_end)) {
            if (bk_scan_name(s, at, f) ||
                ((bk_scan_at(s, s->run_end) == ':' || bk_scan_word(s, s->run_end, "[:")) &&
                 bk_scan_colon(s, at, f))) {
                s->at = f->end;
                return true;
            }
        }
        /* every token has a digit in its run, but for "TLP:RED" and "CVE 2014-0160" */
        if (s->run_classes & (BK_C_DIGIT | BK_C_JOIN) || s->run_end - at == 3) {
            if (bk_scan_token(s, at, f)) {
                s->at = f->end;
                return true;
            }
            while (bk_scan_is(s, at, BK_C_ALNUM)) at++;
            s->at = at;
        } else {
            s->at = s->run_end;
        }
    }
    return false;
}

static int family_of(const char *address, size_t n, unsigned char bytes[16]) {
    char text[INET6_ADDRSTRLEN];
    if (n >= sizeof text) return 0;
    memcpy(text, address, n);
    text[n] = '\0';
    if (inet_pton(AF_INET, text, bytes) == 1) return 4;
    return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

static bool bits_of(const char *slash, int most, int *bits) {
    *bits = most;
    if (!*slash) return true;
    int value = 0, digits = 0;
    for (const char *c = slash + 1; *c; c++, digits++) {
        if (*c < '0' || *c > '9' || digits == 3) return false;
        value = value * 10 + (*c - '0');
    }
    *bits = value;
    return digits > 0 && value <= most;
}

bool bk_scan_within(const char *address, const char *cidr) {
    unsigned char a[16], b[16];
    size_t address_length = strcspn(address, "/"), cidr_length = strcspn(cidr, "/");
    int size = family_of(address, address_length, a);
    if (!size || family_of(cidr, cidr_length, b) != size) return false;
    int bits, own;
    if (!bits_of(cidr + cidr_length, size * 8, &bits)) return false;
    if (!bits_of(address + address_length, size * 8, &own) || own < bits) return false;
    int whole = bits / 8, rest = bits % 8;
    if (memcmp(a, b, (size_t)whole) != 0) return false;
    if (!rest) return true;
    unsigned mask = (0xFFu << (8 - rest)) & 0xFFu;
    return (a[whole] & mask) == (b[whole] & mask);
}
