/* Names and what is built of them: domains, IPv4 addresses and networks, mail addresses, URLs. */
#include "bk_scan_idn.h"
#include "bk_scan_internal.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <string.h>

enum { NAME_MAX_BYTES = 253, LABEL_MAX = 63, LOCAL_MAX = 64, USER_MAX = 128, NAME_READ = 1024 };

typedef struct name {
    size_t end;    /* in the bytes, without trailing joiners */
    size_t looked; /* how far it was read */
    size_t labels;
    size_t n, last; /* bytes of text; where the last label begins */
    size_t joined;  /* how many labels there are up to the last one with an underscore */
    bool defanged, numeric, overlong;
    bool misshapen; /* a label is empty or too long, or has a hyphen at an end */
    bool foreign;   /* a label is the xn-- form of one, or was written in other letters */
    bool cased;     /* bk_idn_host */
    char text[NAME_MAX_BYTES + 2];
} name;

static void keep(name *h, const char *p, size_t n) {
    if (n > NAME_MAX_BYTES - h->n) {
        n = NAME_MAX_BYTES - h->n;
        h->overlong = true;
    }
    memcpy(h->text + h->n, p, n);
    h->n += n;
}

/* The last label is read to its end; `joined`: it has a hyphen or an underscore. */
static void end_label(name *h, const char *label, size_t n, bool joined) {
    h->misshapen = h->misshapen || n == 0 || n > LABEL_MAX;
    if (!joined || n == 0) return;
    h->misshapen = h->misshapen || label[0] == '-' || label[n - 1] == '-';
    if (memchr(label, '_', n)) h->joined = h->labels;
    h->foreign = h->foreign || (n > 3 && label[2] == '-' && label[3] == '-' &&
                                (label[0] | 32) == 'x' && (label[1] | 32) == 'n');
}

static void read_name(const bk_scan *s, size_t at, name *h) {
    /* nothing so long is a name, but it is passed over as one */
    size_t stop = s->n - at < NAME_READ ? s->n : at + NAME_READ;
    size_t begin = at, label, n; /* what is yet to be kept; the last label */
    bool joined;
    memset(h, 0, offsetof(name, text));
    h->numeric = true;
    for (;;) {
        label = at;
        n = bk_scan_run(s, at, BK_C_NAME, stop - at);
        joined = bk_scan_run(s, at, BK_C_ALNUM, n) < n;
        h->numeric = h->numeric && bk_scan_run(s, at, BK_C_DIGIT, n) == n;
        h->labels++;
        at += n;
        size_t dot = bk_scan_dot(s, at, &h->defanged);
        if (!dot && h->numeric && bk_scan_at(s, at) == ' ' && bk_scan_at(s, at + 1) == '.' &&
            bk_scan_at(s, at + 2) == ' ' && bk_scan_is(s, at + 3, BK_C_DIGIT)) {
            dot = 3; /* 192 . 0 . 2 . 1 */
            h->defanged = true;
        }
        if (!dot || at >= stop) break;
        end_label(h, s->p + label, n, joined);
        if (s->p[at] != '.' || dot > 1) {
            keep(h, s->p + begin, at - begin);
            keep(h, ".", 1);
            begin = at + dot;
        }
        at += dot;
    }
    keep(h, s->p + begin, at - begin);
    h->last = h->n < n ? 0 : h->n - n;
    h->looked = h->end = at;
    while (h->n > h->last && !h->overlong &&
           (h->text[h->n - 1] == '-' || h->text[h->n - 1] == '_')) {
        h->n--;
        h->end--;
    }
    end_label(h, h->text + h->last, h->n - h->last, joined);
    h->text[h->n] = '\0';
}

/* The same of one in letters beyond ASCII, in its xn-- form; false when it is none. */
static bool read_foreign(const bk_scan *s, size_t at, name *h) {
    bk_idn_host host;
    if (!bk_idn_read(s, at, &host)) return false;
    size_t dot = host.n;
    while (dot > 0 && host.text[dot - 1] != '.') dot--;
    memset(h, 0, offsetof(name, text));
    h->end = h->looked = host.end;
    h->n = host.n;
    h->last = dot;
    for (size_t i = 0; i <= host.n; i++) {
        h->text[i] = host.text[i];
        h->labels += host.text[i] == '.' || i == host.n;
        if (host.text[i] == '_') h->joined = h->labels + 1;
    }
    h->defanged = host.defanged;
    h->cased = host.cased;
    h->foreign = true;
    return true;
}

static bool known_tld(bk_scan *s, const char *label, size_t n) {
    char lower[sizeof s->tlds[0].text];
    if (n < 2 || n >= sizeof lower) return false;
    unsigned hash = (unsigned)n;
    for (size_t i = 0; i < n; i++) {
        lower[i] = bk_scan_lower(label[i]);
        hash = hash * 31 + (unsigned char)lower[i];
    }
    lower[n] = '\0';
    size_t slot = hash % (sizeof s->tlds / sizeof *s->tlds);
    if (strcmp(s->tlds[slot].text, lower) != 0) {
        const psl_ctx_t *psl = psl_builtin();
        memcpy(s->tlds[slot].text, lower, n + 1);
        s->tlds[slot].known =
            psl && psl_is_public_suffix2(psl, lower, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
    }
    return s->tlds[slot].known;
}

static bool is_suffix(bk_scan *s, const char *lower, size_t n) {
    const psl_ctx_t *psl = psl_builtin();
    if (!psl || n >= sizeof s->suffixes[0].text)
        return psl && psl_is_public_suffix2(psl, lower, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
    unsigned hash = (unsigned)n;
    for (size_t i = 0; i < n; i++) hash = hash * 31 + (unsigned char)lower[i];
    size_t slot = hash % (sizeof s->suffixes / sizeof *s->suffixes);
    if (strcmp(s->suffixes[slot].text, lower) != 0) {
        memcpy(s->suffixes[slot].text, lower, n + 1);
        s->suffixes[slot].suffix =
            psl_is_public_suffix2(psl, lower, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
    }
    return s->suffixes[slot].suffix;
}

static bool is_ipv4(const name *h) {
    if (!h->numeric || h->labels != 4 || h->n > 15) return false;
    unsigned value = 0;
    size_t digits = 0;
    for (size_t i = 0; i <= h->n; i++) {
        char c = h->text[i];
        if (c == '.' || c == '\0') {
            if (!digits || digits > 3 || value > 255) return false;
            if (digits > 1 && h->text[i - digits] == '0') return false;
            value = 0;
            digits = 0;
        } else {
            value = value * 10 + (unsigned)(c - '0');
            digits++;
        }
    }
    return true;
}

/* Of well-formed labels; underscores in front of the last two only. */
static bool is_host(const name *h) {
    return !h->overlong && !h->misshapen && h->labels >= 2 && h->joined + 2 <= h->labels;
}

static bool has_known_tld(bk_scan *s, const name *h) {
    return is_host(h) && known_tld(s, h->text + h->last, h->n - h->last);
}

/* How many bytes before `at` are a letter of Latin, Greek, Cyrillic, Hebrew or Arabic, in UTF-8 or
 * Latin-1: what follows is a part of its word. Scripts written without blanks may end where a name
 * begins. */
static size_t letter_before(const bk_scan *s, size_t at) {
    unsigned char last = (unsigned char)bk_scan_before(s, at);
    if (last < 0x80) return 0;
    unsigned char lead = at > 1 ? (unsigned char)s->p[at - 2] : ' ';
    if (last < 0xC0) return lead >= 0xC3 && lead < 0xE0 ? 2 : 0;
    /* Latin-1, unless it is among bytes that are no text */
    bool text = (lead >= ' ' && lead < 0x7F) || lead == '\n' || lead == '\t' || lead >= 0xC0;
    return text && last < 0xFE && last != 0xD7 && last != 0xF7 ? 1 : 0;
}

static int hex_value(const bk_scan *s, size_t at) {
    char c = bk_scan_lower(bk_scan_at(s, at));
    if (!bk_scan_is(s, at, BK_C_HEX)) return -1;
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* What "%2B" before `at` stands for, -1 when nothing such is there */
static int escaped_before(const bk_scan *s, size_t at) {
    if (at < 3 || s->p[at - 3] != '%') return -1;
    int high = hex_value(s, at - 2), low = hex_value(s, at - 1);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool in_mailbox(int c) {
    return c > 0 && c < 0x80 &&
           ((bk_scan_classes[c] & BK_C_NAME) || c == '.' || c == '+' || c == '\'');
}

/* The bytes of a mailbox's last sign before `at`: itself, percent-encoded or a letter of another
 * script; 0 when there is none. */
static size_t sign_before(const bk_scan *s, size_t at) {
    int code = escaped_before(s, at);
    if (code >= 0) return in_mailbox(code) || code >= 0x80 ? 3 : 0;
    return in_mailbox(bk_scan_before(s, at)) ? 1 : letter_before(s, at);
}

/* Where a mailbox begins that goes on at `at`, if signs that no name has are before that: letters
 * of other scripts or percent-encoded ones; else `at`. `text` is what is between, without the
 * encoding; *n is more than LOCAL_MAX when it is too long. */
static size_t mailbox_start(const bk_scan *s, size_t at, char text[LOCAL_MAX], size_t *n) {
    size_t from = at, sign;
    bool odd = false;
    *n = 0;
    while (at - from < 3 * LOCAL_MAX && (sign = sign_before(s, from)) > 0) {
        from -= sign;
        odd = odd || s->p[from] == '%' || (unsigned char)s->p[from] >= 0x80;
    }
    if (!odd) return at;
    size_t start = at;
    for (size_t i = from; i < at; i++) {
        char c = s->p[i];
        size_t begin = i;
        if (c == '%') c = (char)escaped_before(s, i += 3), i--;
        bool first = (unsigned char)c >= 0x80 || (bk_scan_classes[(unsigned char)c] & BK_C_ALNUM);
        if (*n == 0 && !first) continue;
        if (*n == 0) start = begin;
        if (*n < LOCAL_MAX) text[*n] = c;
        ++*n;
    }
    return start;
}

static bool ends_authority(char c) {
    return c == '/' || c == '?' || c == '#';
}

bool bk_scan_in_user_info(const bk_scan *s, size_t at) {
    size_t i = at, stop = s->n - at < USER_MAX ? s->n : at + USER_MAX;
    while (i < stop && s->p[i] != '@' && bk_scan_is(s, i, BK_C_PLAIN) && !ends_authority(s->p[i]))
        i++;
    if (i == stop || s->p[i] != '@') return false;
    for (i = at; i > 0 && at - i < USER_MAX && !ends_authority(s->p[i - 1]); i--) {
        if (bk_scan_is_before(s, i, BK_C_ENDS)) return false;
    }
    return i > 3 && s->p[i - 1] == '/' && s->p[i - 2] == '/' && s->p[i - 3] == ':' &&
           !(i >= 9 && bk_scan_word(s, i - 9, "mailto://"));
}

static void begin_from(bk_finding *f, bk_scan_kind kind, size_t at, const name *h) {
    bk_finding_begin(f, kind, at);
    f->end = h->end;
    f->defanged = h->defanged;
    bk_finding_add_lower(f, h->text, h->n);
}

static bool onion(const name *h, const char *lower) {
    if (h->n - h->last != 5 || strcmp(lower + h->last, "onion") != 0) return false;
    size_t begin = h->last - 1, n = 0;
    while (begin > 0 && lower[begin - 1] != '.') begin--, n++;
    if (n != 16 && n != 56) return false;
    for (size_t i = begin; i < begin + n; i++) {
        if (!((lower[i] >= 'a' && lower[i] <= 'z') || (lower[i] >= '2' && lower[i] <= '7')))
            return false;
    }
    return true;
}

static bool address(const bk_scan *s, size_t at, const name *h, bk_finding *f) {
    begin_from(f, BK_SCAN_IPV4, at, h);
    if (bk_scan_at(s, h->end) == '/' && bk_scan_is(s, h->end + 1, BK_C_DIGIT)) {
        size_t i = h->end + 1;
        unsigned bits = 0;
        while (i < h->end + 4 && bk_scan_is(s, i, BK_C_DIGIT))
            bits = bits * 10 + (unsigned)(s->p[i++] - '0');
        if (bits <= 32 && !bk_scan_is(s, i, BK_C_NAME) && bk_scan_at(s, i) != '/') {
            f->kind = BK_SCAN_CIDR;
            bk_finding_add(f, s->p + h->end, i - h->end);
            f->end = i;
        }
    }
    return true;
}

/* Does a mailbox go on behind byte `end`, whatever its host is: @corp.internal, but not @853? */
static bool before_host(const bk_scan *s, size_t end) {
    bool defanged = false;
    size_t gap = bk_scan_arroba_written(s, end, &defanged), i = end + gap;
    while (gap && bk_scan_is(s, i, BK_C_DIGIT)) i++;
    bool port = i > end + gap && !bk_scan_is(s, i, BK_C_NAME) &&
                !(bk_scan_at(s, i) == '.' && bk_scan_is(s, i + 1, BK_C_NAME));
    return gap && !port;
}

static bool domain(bk_scan *s, size_t at, const name *h, bk_finding *f) {
    if (!is_host(h) || letter_before(s, at) || bk_scan_in_user_info(s, at)) return false;
    if (h->n - h->last == 5 && bk_scan_lower(h->text[h->last]) == 'o') {
        begin_from(f, BK_SCAN_ONION, at, h);
        if (onion(h, f->value)) {
            const char *key = f->value + h->last - 57;
            if (h->last >= 57 && (h->last == 57 || key[-1] == '.') && !memchr(key, '.', 56) &&
                !bk_scan_onion3(key)) {
                f->why = BK_WHY_CHECKSUM;
            }
            return true;
        }
        if (strcmp(f->value + h->last, "onion") == 0) return false;
    }
    if (!known_tld(s, h->text + h->last, h->n - h->last) || before_host(s, h->end)) return false;
    begin_from(f, BK_SCAN_DOMAIN, at, h);
    if (!s->people && h->labels <= 3 && is_suffix(s, f->value, f->n)) f->why = BK_WHY_PUBLIC_SUFFIX;
    if (h->foreign && h->cased) f->why = BK_WHY_CASE;
    if (h->foreign && !bk_idn_holds(f->value)) f->why = BK_WHY_PUNYCODE;
    if (at > 1 && s->p[at - 1] == '=' && bk_scan_word(s, at, "40") &&
        bk_scan_is_before(s, at - 1, BK_C_NAME))
        f->why = BK_WHY_ESCAPE;
    return true;
}

static bool email(bk_scan *s, size_t at, size_t local_end, const char *local, size_t local_n,
                  bool defanged, bk_finding *f) {
    size_t gap = bk_scan_arroba(s, local_end, &defanged);
    if (!gap || local_n > LOCAL_MAX) return false;
    char odd[LOCAL_MAX];
    size_t odd_n;
    at = mailbox_start(s, at, odd, &odd_n);
    local_n += odd_n;
    if (local_n == 0 || local_n > LOCAL_MAX || at < s->at || bk_scan_in_user_info(s, at))
        return false;
    name h;
    read_name(s, local_end + gap, &h);
    bool known = has_known_tld(s, &h);
    if ((!known || (unsigned char)bk_scan_at(s, h.looked) >= 0x80) && bk_idn_behind(s, h.looked)) {
        name foreign;
        if (read_foreign(s, local_end + gap, &foreign) && has_known_tld(s, &foreign)) {
            h = foreign;
            known = true;
        }
    }
    if (!known) return false;
    bk_finding_begin(f, BK_SCAN_EMAIL, at);
    f->end = h.end;
    f->defanged = defanged || h.defanged;
    bk_finding_add(f, odd, odd_n);
    bk_finding_add(f, local, local_n - odd_n);
    bk_finding_add(f, "@", 1);
    f->host = f->n;
    f->host_n = h.n;
    bk_finding_add_lower(f, h.text, h.n);
    if (h.foreign && !bk_idn_holds(f->value + f->host)) f->why = BK_WHY_PUNYCODE;
    return true;
}

/* Signs that a mailbox may have and a name may not: "j.doe+news", "o'neil" */
static bool email_with_signs(bk_scan *s, size_t at, size_t from, bool defanged, bk_finding *f) {
    size_t end = from;
    while (end - at <= LOCAL_MAX && (bk_scan_is(s, end, BK_C_NAME) || bk_scan_at(s, end) == '+' ||
                                     bk_scan_at(s, end) == '\'' || bk_scan_at(s, end) == '.'))
        end++;
    return email(s, at, end, s->p + at, end - at, defanged, f);
}

static bool ends_tail(const bk_scan *s, size_t i, bool back) {
    unsigned char c = (unsigned char)s->p[i];
    if (c < 0x80) return (bk_scan_classes[c] & BK_C_ENDS) || (c == '\\' && !back);
    if (c == 0xE2) return (unsigned char)bk_scan_at(s, i + 1) == 0x80; /* quotes, dashes, ... */
    return c == 0xC2 &&
           (unsigned char)bk_scan_at(s, i + 1) <= 0xBF; /* no-break space, guillemets */
}

/* Path, query and fragment. */
static size_t tail(const bk_scan *s, size_t i, bool back, bk_finding *f) {
    size_t open = 0, shut = 0, stop = f->first + BK_SCAN_AHEAD / 2;
    bool quoted = f->first > 0 && s->p[f->first - 1] == '\'';
    while (i < s->n && i < stop) {
        size_t plain = bk_scan_run(s, i, BK_C_PLAIN, stop - i);
        if (plain) {
            bk_finding_add(f, s->p + i, plain);
            i += plain;
            continue;
        }
        char c = s->p[i];
        size_t dot =
            c == '[' || c == '(' || c == '{' || c == '\\' ? bk_scan_dot(s, i, &f->defanged) : 0;
        if (dot) {
            bk_finding_add(f, ".", 1);
            i += dot;
            continue;
        }
        if (c == '[' && bk_scan_at(s, i + 1) == '/' && bk_scan_at(s, i + 2) == ']') {
            f->defanged = true;
            bk_finding_add(f, "/", 1);
            i += 3;
            continue;
        }
        if (ends_tail(s, i, back) || (quoted && c == '\'')) break;
        open += c == '(';
        shut += c == ')';
        bk_finding_add(f, c == '\\' ? "/" : &c, 1);
        i++;
    }
    /* what belongs to the sentence around it */
    while (!f->why) {
        char c = f->n ? f->value[f->n - 1] : '\0';
        bool closing = c == ')' && shut > open;
        if (!closing && !(bk_scan_classes[(unsigned char)c] & BK_C_TRAILS)) break;
        shut -= closing;
        f->n--;
        i--;
    }
    f->value[f->n] = '\0';
    return i;
}

/* "[2001:db8::1]" as a host: appended as it is written, its end or 0 */
static size_t bracketed_address(const bk_scan *s, size_t at, bk_finding *f) {
    size_t end = at + 1;
    char text[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    while (bk_scan_is(s, end, BK_C_HEX) || bk_scan_at(s, end) == ':' || bk_scan_at(s, end) == '.') {
        if (end - at == sizeof text) return 0;
        text[end - at - 1] = s->p[end];
        end++;
    }
    if (bk_scan_at(s, end) != ']') return 0;
    text[end - at - 1] = '\0';
    if (inet_pton(AF_INET6, text, bytes) != 1) return 0;
    bk_finding_add_lower(f, s->p + at, end + 1 - at);
    return end + 1;
}

static bool is_onion(const name *h) {
    return h->n - h->last == 5 &&
           bk_scan_word(&(bk_scan){.p = h->text, .n = h->n}, h->last, "onion");
}

static bool url(bk_scan *s, size_t at, bk_finding *f) {
    const char *scheme = NULL;
    bool defanged = false;
    size_t gap = s->people ? 0 : bk_scan_scheme(s, at, &scheme, &defanged);
    if (!gap) return false;
    size_t host = at + gap, user = host;
    bool back = s->p[host - 1] == '\\';
    while (user < s->n && user - host < USER_MAX && s->p[user] != '@' && s->p[user] != '/' &&
           !ends_tail(s, user, false))
        user++;
    bk_finding_begin(f, BK_SCAN_URL, at);
    bk_finding_add(f, scheme, strlen(scheme));
    bk_finding_add(f, "://", 3);
    if (user > host && bk_scan_at(s, user) == '@' && bk_scan_is(s, user + 1, BK_C_ALNUM)) {
        bk_finding_add(f, s->p + host, user + 1 - host);
        host = user + 1;
    }
    name h = {0};
    f->host = f->n;
    size_t end = bk_scan_at(s, host) == '[' ? bracketed_address(s, host, f) : 0;
    bool known = end > 0;
    if (known) {
        f->host_n = f->n - f->host - 2;
        f->host++;
    } else {
        bool high = (unsigned char)bk_scan_at(s, host) >= 0x80;
        if (!high && !bk_scan_is(s, host, BK_C_ALNUM)) return false;
        read_name(s, host, &h);
        if (bk_idn_behind(s, h.looked) && !read_foreign(s, host, &h) && high) return false;
        if (h.overlong) return false;
        bk_finding_add_lower(f, h.text, h.n);
        f->host_n = h.n;
        end = h.end;
        known = is_ipv4(&h) || is_onion(&h) || has_known_tld(s, &h);
        if (h.foreign && known && !bk_idn_holds(f->value + f->host)) f->why = BK_WHY_PUNYCODE;
    }
    size_t port = 0;
    if (bk_scan_at(s, end) == ':') port = 1;
    if (bk_scan_word(s, end, "[:]")) port = 3;
    if (port && bk_scan_is(s, end + port, BK_C_DIGIT)) {
        defanged = defanged || port == 3;
        size_t n = bk_scan_run(s, end + port, BK_C_DIGIT, 5);
        bk_finding_add(f, ":", 1);
        bk_finding_add(f, s->p + end + port, n);
        end += port + n;
    }
    char c = bk_scan_at(s, end);
    if (c == '/' || c == '?' || c == '#' || (c == '\\' && back) || bk_scan_word(s, end, "[/]"))
        end = tail(s, end, back, f);
    f->end = end;
    f->defanged = f->defanged || defanged || h.defanged;
    if (!f->why && !known) f->why = BK_WHY_TLD;
    return true;
}

/* 0a1b.2c3d.4e5f, as switches print it */
static bool dotted_mac(const bk_scan *s, size_t at, bk_finding *f) {
    bool letter = false;
    for (size_t i = 0; i < 14; i++) {
        letter = letter || bk_scan_is(s, at + i, BK_C_ALPHA);
        bool right = i % 5 == 4 ? bk_scan_at(s, at + i) == '.' : bk_scan_is(s, at + i, BK_C_HEX);
        if (!right) return false;
    }
    if (!letter) return false; /* groups of a decimal number */
    char next = bk_scan_at(s, at + 14);
    if (bk_scan_is(s, at + 14, BK_C_NAME) || (next == '.' && bk_scan_is(s, at + 15, BK_C_ALNUM)))
        return false;
    if (bk_scan_before(s, at) == '.' || bk_scan_is_before(s, at, BK_C_NAME)) return false;
    bk_finding_begin(f, BK_SCAN_MAC, at);
    for (size_t i = 0; i < 14; i += i % 5 == 2 ? 3 : 2) {
        if (f->n) bk_finding_add(f, ":", 1);
        bk_finding_add_lower(f, s->p + at + i, 2);
    }
    f->end = at + 14;
    return true;
}

static bool foreign_domain(bk_scan *s, size_t at, bk_finding *f) {
    name h;
    return at >= s->at && read_foreign(s, at, &h) && domain(s, at, &h, f);
}

bool bk_scan_name(bk_scan *s, size_t at, bk_finding *f) {
    if (s->named == at + 1) return false;
    s->named = at + 1;
    size_t run = bk_scan_run(s, at, BK_C_NAME, LOCAL_MAX + 1);
    char next = bk_scan_at(s, at + run);
    if (run <= LOCAL_MAX && (!bk_scan_is(s, at + run, BK_C_LINKS) ||
                             (next == ' ' && !bk_scan_is(s, at + run + 1, BK_C_LINKS))))
        return false; /* nothing joins it to what follows */
    if ((next == ':' || next == '[' || next == '(' || next == '{' || next == ' ' || next == '*') &&
        url(s, at, f))
        return true;
    name h;
    read_name(s, at, &h);
    if (h.end == at) return false;
    if (!h.overlong && email(s, at, h.looked, h.text, h.n, h.defanged, f)) return true;
    bool high = bk_idn_before(s, at) || (unsigned char)bk_scan_at(s, h.looked) >= 0x80;
    if (high && foreign_domain(s, bk_idn_start(s, at), f)) return true;
    next = bk_scan_at(s, h.looked);
    if ((next == '+' || next == '\'') && h.n < LOCAL_MAX &&
        email_with_signs(s, at, h.looked, h.defanged, f))
        return true;
    if (is_ipv4(&h)) return address(s, at, &h, f);
    return domain(s, at, &h, f) || (next != '.' && dotted_mac(s, at, f)) ||
           (bk_idn_behind(s, h.looked) && foreign_domain(s, bk_idn_start(s, at), f));
}

size_t bk_scan_name_start(const bk_scan *s, size_t end) {
    size_t at = bk_scan_back(s, end, BK_C_NAME, LOCAL_MAX + 1);
    if (end - at > LOCAL_MAX) return end;
    /* within "a.b.c" it is the a's, unless something else ended there */
    while (bk_scan_before(s, at) == '.' && at > 1 && bk_scan_is_before(s, at - 1, BK_C_NAME)) {
        size_t from = bk_scan_back(s, at - 1, BK_C_NAME, LOCAL_MAX + 1);
        if (at - 1 - from > LOCAL_MAX || end - from > 2 * NAME_MAX_BYTES - LOCAL_MAX) return end;
        at = from;
    }
    /* not "2F" of "%2Fa.b" */
    if (bk_scan_before(s, at) == '%' && bk_scan_is(s, at + 2, BK_C_ALNUM) &&
        escaped_before(s, at + 2) >= 0)
        at += 2;
    while (at < end && !bk_scan_is(s, at, BK_C_ALNUM)) at++;
    return at;
}

/* The name that begins at `at` and reaches `end`, or a mailbox that begins before it. */
static bool name_or_mailbox(bk_scan *s, size_t at, size_t end, bk_finding *f) {
    char before = bk_scan_before(s, at);
    if ((before == '+' || before == '\'') && bk_scan_is_before(s, at - 1, BK_C_ALNUM)) {
        /* within "jane+x.y@": the mailbox begins earlier */
        size_t from = at;
        while (end - from < LOCAL_MAX && in_mailbox(bk_scan_before(s, from))) from--;
        while (from < at && !bk_scan_is(s, from, BK_C_ALNUM)) from++;
        if (from >= s->at && email_with_signs(s, from, from, false, f)) return true;
    }
    return at >= s->at && bk_scan_name(s, at, f);
}

/* A mailbox whose @ is at `sign`, as one or percent-encoded. */
static bool mailbox(bk_scan *s, size_t sign, bk_finding *f) {
    if ((unsigned char)bk_scan_before(s, sign) >= 0x80)
        return email(s, sign, sign, "", 0, false, f);
    size_t at = bk_scan_name_start(s, sign);
    return at < sign && name_or_mailbox(s, at, sign, f);
}

/* A name whose label before the joint at `q` ends in a letter beyond ASCII. */
static bool foreign_joined(bk_scan *s, size_t q, bk_finding *f) {
    size_t end = q;
    while (end && q - end < 4 && !bk_idn_before(s, end)) end--;
    if (!bk_idn_before(s, end)) return false;
    size_t at = bk_idn_start(s, end);
    return at < end && foreign_domain(s, at, f);
}

bool bk_scan_joined(bk_scan *s, size_t q, bk_finding *f) {
    char sign = s->p[q];
    if (sign == '@' && (unsigned char)bk_scan_before(s, q) >= 0x80) return mailbox(s, q, f);
    /* the run that the joint ends: not more than a bracket, a colon and a blank before it */
    size_t end = bk_scan_is(s, q, BK_C_NAME) ? q - 1 : q;
    if ((sign == ']' || sign == ')') && bk_scan_is_before(s, q, BK_C_NAME))
        end = q - 2; /* http[s] */
    for (int i = 0; i < 3 && end > 0 && !bk_scan_is_before(s, end, BK_C_NAME); i++) {
        if (bk_scan_before(s, end) == '*') break;
        end--;
    }
    size_t at = bk_scan_name_start(s, end);
    if (at < end) {
        if (at >= 3 && bk_scan_word(s, at - 3, "%40") && mailbox(s, at - 3, f)) return true;
        if (name_or_mailbox(s, at, end, f)) return true;
        if (sign == ':' && bk_scan_at(s, end) == '[' && bk_scan_is_before(s, end, BK_C_HEX)) {
            /* 2606:4700[:]:1 */
            at = end;
            while (end - at < 45 &&
                   (bk_scan_is_before(s, at, BK_C_HEX) || bk_scan_before(s, at) == ':'))
                at--;
            return at >= s->at && !bk_scan_is_before(s, at, BK_C_NAME) && bk_scan_ipv6(s, at, f);
        }
    }
    if (q > 2 && ((s->p[q - 1] | s->p[q - 2] | s->p[q - 3]) & 0x80) && foreign_joined(s, q, f))
        return true;
    if (sign != '/' && sign != '\\' && sign != '[') return false;
    /* "x_http://", "h**p://": a scheme that no name begins with */
    size_t scheme = end;
    while (end - scheme < 8 &&
           (bk_scan_is_before(s, scheme, BK_C_ALPHA) || bk_scan_before(s, scheme) == '*'))
        scheme--;
    return scheme < end && scheme != at && scheme >= s->at && url(s, scheme, f);
}
