#include "bk_scan_rules.h"

#include "bk_scan_internal.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { NETWORKS_MAX = 256, WORDS_MAX = 64, KEY_MAX = 160 };

typedef struct network {
    unsigned char bytes[16];
    int size, bits; /* 4 or 16 bytes */
    unsigned char why;
} network;

typedef struct entry {
    char *key; /* the table's number, then the key; NULL: free */
    size_t n;
    unsigned char why;
} entry;

struct bk_scan_rules {
    char *reasons[BK_WHY_MOST];
    size_t reason_count;
    network networks[NETWORKS_MAX]; /* the narrowest first */
    size_t network_count;
    bool first_octet[256];         /* of the IPv4 networks */
    const entry *words[WORDS_MAX]; /* looked for in what stands around */
    size_t word_count;
    entry *entries;
    size_t count, capacity; /* a power of 2 */
    bool may[1 << 12]; /* whether a key of this table, length and last two bytes may be there */
};

static const char *const names[BK_WHY_TABLES] = {
    NULL,        "checksum", "punycode", "tld",    "public-suffix", "too-long", "path",   "case",
    "file-name", "member",   "version",  "number", "repeated",      "escape",   "chance",
    "unnamed"};

const char *bk_scan_why(const bk_scan_rules *rules, unsigned char why) {
    if (why < BK_WHY_TABLES) return names[why];
    return rules && why - BK_WHY_TABLES < (int)rules->reason_count
               ? rules->reasons[why - BK_WHY_TABLES]
               : NULL;
}

bk_scan_rules *bk_scan_rules_new(void) {
    return calloc(1, sizeof(bk_scan_rules));
}

void bk_scan_rules_free(bk_scan_rules *rules) {
    if (!rules) return;
    for (size_t i = 0; i < rules->reason_count; i++) free(rules->reasons[i]);
    for (size_t i = 0; i < rules->capacity; i++) free(rules->entries[i].key);
    free(rules->entries);
    free(rules);
}

static size_t hash_of(char table, const char *key, size_t n) {
    uint64_t h = 0xCBF29CE484222325u ^ (unsigned char)table; /* FNV-1a */
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)key[i]) * 0x100000001B3u;
    return (size_t)(h ^ h >> 32);
}

/* The place of a key, or the free one where it belongs. */
static entry *place(entry *entries, size_t capacity, char table, const char *key, size_t n) {
    size_t i = hash_of(table, key, n);
    for (;; i++) {
        entry *e = &entries[i & (capacity - 1)];
        if (!e->key || (e->n == n && e->key[0] == table && memcmp(e->key + 1, key, n) == 0))
            return e;
    }
}

/* Most keys that are looked for are in no table: this says so without a hash over all of them. */
static size_t hint(char table, const char *key, size_t n) {
    unsigned last = (unsigned char)key[n - 1], before = n > 1 ? (unsigned char)key[n - 2] : 0;
    return (n * 31 + last * 7 + before * 131 + (unsigned char)table * 211u) & ((1 << 12) - 1);
}

static const entry *find(const bk_scan_rules *rules, bk_scan_table table, const char *key,
                         size_t n) {
    if (!n || !rules->may[hint((char)table, key, n)]) return NULL;
    const entry *e = place(rules->entries, rules->capacity, (char)table, key, n);
    return e->key ? e : NULL;
}

static unsigned char look_up(const bk_scan_rules *rules, bk_scan_table table, const char *key,
                             size_t n) {
    const entry *e = find(rules, table, key, n);
    return e ? e->why : 0;
}

/* of those that are looked for within what stands around */
static bool is_word(char table) {
    return table == BK_TABLE_DIGEST_WORD || table == BK_TABLE_PHONE_WORD ||
           table == BK_TABLE_CAMPAIGN_WORD;
}

static bk_code grow(bk_scan_rules *rules, bk_error *err) {
    size_t capacity = rules->capacity ? rules->capacity * 2 : 256;
    entry *entries = calloc(capacity, sizeof *entries);
    if (!entries) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    for (size_t i = 0; i < rules->capacity; i++) {
        entry *old = &rules->entries[i];
        if (old->key) *place(entries, capacity, old->key[0], old->key + 1, old->n) = *old;
    }
    free(rules->entries);
    rules->entries = entries;
    rules->capacity = capacity;
    return BK_OK;
}

static int reason_number(bk_scan_rules *rules, const char *reason) {
    size_t i = 0;
    while (i < rules->reason_count && strcmp(rules->reasons[i], reason) != 0) i++;
    if (i == rules->reason_count) {
        if (BK_WHY_TABLES + i == BK_WHY_MOST) return -1;
        size_t n = strlen(reason) + 1;
        rules->reasons[i] = malloc(n);
        if (!rules->reasons[i]) return -1;
        memcpy(rules->reasons[i], reason, n);
        rules->reason_count++;
    }
    return (int)(BK_WHY_TABLES + i);
}

static int family_of(const char *address, size_t n, unsigned char bytes[16]) {
    char text[INET6_ADDRSTRLEN];
    if (n >= sizeof text) return 0;
    memcpy(text, address, n);
    text[n] = '\0';
    if (inet_pton(AF_INET, text, bytes) == 1) return 4;
    return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

/* "address" or "address/bits" */
static bool read_network(const char *text, network *out) {
    size_t n = strcspn(text, "/");
    out->size = family_of(text, n, out->bytes);
    out->bits = out->size * 8;
    if (!out->size || !text[n]) return out->size != 0;
    int value = 0, digits = 0;
    for (const char *c = text + n + 1; *c; c++, digits++) {
        if (*c < '0' || *c > '9' || digits == 3) return false;
        value = value * 10 + (*c - '0');
    }
    if (!digits || value > out->bits) return false;
    out->bits = value;
    return true;
}

static bool lies_in(const network *a, const network *in) {
    if (a->size != in->size || a->bits < in->bits) return false;
    int whole = in->bits / 8, rest = in->bits % 8;
    if (memcmp(a->bytes, in->bytes, (size_t)whole) != 0) return false;
    unsigned mask = rest ? (0xFFu << (8 - rest)) & 0xFFu : 0;
    return !rest || (a->bytes[whole] & mask) == (in->bytes[whole] & mask);
}

bool bk_scan_within(const char *address, const char *cidr) {
    network a, b;
    return read_network(address, &a) && read_network(cidr, &b) && lies_in(&a, &b);
}

static bk_code add_network(bk_scan_rules *rules, const char *key, unsigned char why,
                           bk_error *err) {
    network new;
    if (!read_network(key, &new)) return bk_fail(err, BK_E_SYNTAX, 0, "no network: %s", key);
    if (rules->network_count == NETWORKS_MAX)
        return bk_fail(err, BK_E_LIMIT, 0, "too many networks");
    new.why = why;
    size_t i = rules->network_count++;
    for (; i > 0 && rules->networks[i - 1].bits < new.bits; i--)
        rules->networks[i] = rules->networks[i - 1];
    rules->networks[i] = new;
    if (new.size == 4) {
        unsigned from = new.bytes[0], count = new.bits >= 8 ? 1u : 1u << (8 - new.bits);
        for (unsigned k = 0; k < count && from + k < 256; k++) rules->first_octet[from + k] = true;
    }
    return BK_OK;
}

bk_code bk_scan_rules_add(bk_scan_rules *rules, bk_scan_table table, const char *key, size_t n,
                          const char *reason, bk_error *err) {
    static const unsigned char own[BK_TABLES] = {[BK_TABLE_VERSION_WORD] = BK_WHY_VERSION,
                                                 [BK_TABLE_FILE_ENDING] = BK_WHY_FILE_NAME,
                                                 [BK_TABLE_MEMBER] = BK_WHY_MEMBER};
    for (const char *c = reason; c && *c; c++) {
        if ((*c < 'a' || *c > 'z') && *c != '-')
            return bk_fail(err, BK_E_SYNTAX, 0, "a reason of small letters and hyphens expected");
    }
    int why = reason ? reason_number(rules, reason) : own[table];
    if (why < 0) return bk_fail(err, BK_E_LIMIT, 0, "too many reasons");
    if (n == 0 || n > KEY_MAX)
        return bk_fail(err, BK_E_RANGE, 0, "a key of 1 to %d bytes expected", KEY_MAX);
    if (table == BK_TABLE_NETWORK) return add_network(rules, key, (unsigned char)why, err);
    bool word = is_word((char)table);
    if (word && rules->word_count == WORDS_MAX)
        return bk_fail(err, BK_E_LIMIT, 0, "too many words");
    if (rules->count * 2 >= rules->capacity) {
        /* the list of words points into the table */
        bk_code failed = grow(rules, err);
        if (failed) return failed;
        rules->word_count = 0;
        for (size_t i = 0; i < rules->capacity; i++) {
            const entry *e = &rules->entries[i];
            if (e->key && is_word(e->key[0])) rules->words[rules->word_count++] = e;
        }
    }
    entry *e = place(rules->entries, rules->capacity, (char)table, key, n);
    if (e->key) return BK_OK; /* the first reason stays */
    e->key = malloc(n + 1);
    if (!e->key) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    e->key[0] = (char)table;
    memcpy(e->key + 1, key, n);
    e->n = n;
    e->why = (unsigned char)why;
    rules->count++;
    rules->may[hint((char)table, key, n)] = true;
    if (word) rules->words[rules->word_count++] = e;
    return BK_OK;
}

static unsigned char of_network(const bk_scan_rules *rules, const char *text) {
    network a;
    unsigned octet = 0;
    const char *c = text;
    while (*c >= '0' && *c <= '9' && octet < 256) octet = octet * 10 + (unsigned)(*c++ - '0');
    if (*c == '.' && (octet > 255 || !rules->first_octet[octet])) return 0; /* as most are */
    if (!read_network(text, &a)) return 0;
    for (size_t i = 0; i < rules->network_count; i++) {
        if (lies_in(&a, &rules->networks[i])) return rules->networks[i].why;
    }
    return 0;
}

/* A name, or one that it lies below. */
static unsigned char of_name(const bk_scan_rules *rules, const char *host, size_t n) {
    size_t at = 0;
    while (at < n) {
        unsigned char why = look_up(rules, BK_TABLE_NAME, host + at, n - at);
        if (why) return why;
        const char *dot = memchr(host + at, '.', n - at);
        if (!dot) return 0;
        at = (size_t)(dot - host) + 1;
    }
    return 0;
}

/* What stands before `at`, in lower case and without the signs between it and there: at most 32
 * bytes of letters and blanks, which `text` holds. */
static size_t words_before(const bk_scan *s, size_t at, const char *signs, char text[32]) {
    size_t end = at, low = at > 32 ? at - 32 : 0;
    while (end > low && s->p[end - 1] && strchr(signs, s->p[end - 1])) end--;
    size_t from = end;
    while (from > low && (bk_scan_is(s, from - 1, BK_C_ALPHA) || s->p[from - 1] == ' ')) from--;
    for (size_t i = from; i < end; i++) text[i - from] = bk_scan_lower(s->p[i]);
    return end - from;
}

static const entry *ends_in_word(const bk_scan_rules *rules, bk_scan_table table, const char *text,
                                 size_t n) {
    const entry *best = NULL;
    for (size_t i = 0; i < rules->word_count; i++) {
        const entry *e = rules->words[i];
        if (e->key[0] != (char)table || e->n > n || memcmp(text + n - e->n, e->key + 1, e->n) != 0)
            continue;
        if (!best || e->n > best->n) best = e;
    }
    return best;
}

bool bk_scan_listed(const bk_scan_rules *rules, bk_scan_table table, const char *p, size_t n) {
    return rules && find(rules, table, p, n) != NULL;
}

bool bk_scan_has_word(const bk_scan_rules *rules, bk_scan_table table, const char *p, size_t n) {
    for (size_t i = 0; rules && i < rules->word_count; i++) {
        const entry *e = rules->words[i];
        if (e->key[0] != (char)table) continue;
        for (size_t k = 0; k + e->n <= n; k++) {
            if (memcmp(p + k, e->key + 1, e->n) == 0) return true;
        }
    }
    return false;
}

/* The id of a campaign stands by a word that says so, or by another id of ATT&CK: T1059, G0032. */
static unsigned char of_campaign(const bk_scan_rules *rules, const bk_scan *s,
                                 const bk_finding *f) {
    enum { NEAR = 64 };
    size_t from = f->first > NEAR ? f->first - NEAR : 0;
    size_t to = s->n - f->end > NEAR ? f->end + NEAR : s->n, n = 0;
    char text[2 * NEAR + 8];
    for (size_t i = from; i < to; i++) {
        text[n++] = bk_scan_lower(s->p[i]);
        if ((s->p[i] == 'T' || s->p[i] == 'G' || s->p[i] == 'S') &&
            !bk_scan_is_before(s, i, BK_C_ALNUM) && bk_scan_run(s, i + 1, BK_C_ALNUM, 5) == 4 &&
            bk_scan_run(s, i + 1, BK_C_DIGIT, 4) == 4)
            return 0;
    }
    return bk_scan_has_word(rules, BK_TABLE_CAMPAIGN_WORD, text, n) ? 0 : BK_WHY_UNNAMED;
}

static unsigned char of_address(const bk_scan_rules *rules, const bk_scan *s, const bk_finding *f) {
    unsigned char why = of_network(rules, f->value);
    if (why || f->defanged || f->kind != BK_SCAN_IPV4) return why;
    char text[32] = {0};
    size_t n = words_before(s, f->first, " .:", text), from = n;
    while (from > 0 && text[from - 1] != ' ') from--;
    return look_up(rules, BK_TABLE_VERSION_WORD, text + from, n - from);
}

static unsigned char of_domain(const bk_scan_rules *rules, const bk_scan *s, const bk_finding *f) {
    unsigned char why = of_name(rules, f->value, f->n);
    if (why || f->defanged) return why;
    char before = f->first ? s->p[f->first - 1] : '\0';
    if (before == '\\' ||
        (before == '/' && f->first > 1 && bk_scan_is(s, f->first - 2, BK_C_ALNUM)))
        return BK_WHY_PATH;
    size_t tld = f->n, dots = 0;
    bool small = false, great = false;
    while (tld > 0 && f->value[tld - 1] != '.') tld--;
    for (size_t i = f->first; i < f->end; i++) {
        char c = s->p[i];
        small = small || (c >= 'a' && c <= 'z');
        great = great || (i >= f->first + tld && c >= 'A' && c <= 'Z');
        dots += c == '.';
    }
    if (small && great)
        return BK_WHY_CASE; /* Agent.AG, System.Net: a name is written in one case */
    if (dots != 1) return 0;
    why = look_up(rules, BK_TABLE_FILE_ENDING, f->value + tld, f->n - tld);
    if (!why) why = look_up(rules, BK_TABLE_MEMBER, f->value + tld, f->n - tld);
    if (!why && bk_scan_at(s, f->end) == '(') why = BK_WHY_MEMBER;
    return why;
}

static unsigned char of_host(const bk_scan_rules *rules, const bk_finding *f) {
    const char *host = f->value + f->host;
    char address[48];
    size_t numeric = 0;
    while (numeric < f->host_n &&
           (host[numeric] == '.' || (host[numeric] >= '0' && host[numeric] <= '9')))
        numeric++;
    if ((numeric == f->host_n || memchr(host, ':', f->host_n)) && f->host_n < sizeof address) {
        memcpy(address, host, f->host_n);
        address[f->host_n] = '\0';
        return of_network(rules, address);
    }
    unsigned char why = of_name(rules, host, f->host_n);
    /* a namespace that somebody defanged is an address to him */
    if (why && f->kind == BK_SCAN_URL && f->defanged &&
        strcmp(bk_scan_why(rules, why), "namespace") == 0)
        return 0;
    return why;
}

static unsigned char of_digest(const bk_scan_rules *rules, const bk_scan *s, const bk_finding *f) {
    size_t same = 1, digits = 0;
    while (same < f->n && f->value[same] == f->value[0]) same++;
    if (same == f->n) return BK_WHY_REPEATED;
    while (digits < f->n && f->value[digits] >= '0' && f->value[digits] <= '9') digits++;
    if (f->kind == BK_SCAN_MD5 && digits == f->n) return BK_WHY_NUMBER;
    char text[32] = {0};
    size_t n = words_before(s, f->first, " \t:=|\"'`*", text);
    const entry *word = n ? ends_in_word(rules, BK_TABLE_DIGEST_WORD, text, n) : NULL;
    return word ? word->why : 0;
}

/* What has a few signs comes about by itself where any bytes stand: "q.sr", "~/t", "AS7". There its neighbourhood has
 * controls, of which text in no encoding has two. */
static bool by_chance(const bk_scan *s, const bk_finding *f) {
    enum { SHORT = 6, NEAR = 32 };
    if (f->n > SHORT || f->defanged) return false;
    size_t from = f->first > NEAR ? f->first - NEAR : 0, controls = 0;
    size_t to = s->n - f->end > NEAR ? f->end + NEAR : s->n;
    for (size_t i = from; i < to; i++) {
        unsigned char c = (unsigned char)s->p[i];
        controls += (c > 0 && c < '\t') || (c > '\r' && c < ' ' && c != 0x1B) || c == 0x7F;
    }
    return controls >= 2;
}

static unsigned char look_alike(const bk_scan_rules *rules, const bk_scan *s, const bk_finding *f) {
    unsigned char why = f->n <= KEY_MAX ? look_up(rules, BK_TABLE_VALUE, f->value, f->n) : 0;
    if (why) return why;
    switch (f->kind) {
    case BK_SCAN_IPV4:
    case BK_SCAN_IPV6:
    case BK_SCAN_CIDR:
        return of_address(rules, s, f);
    case BK_SCAN_DOMAIN:
        return of_domain(rules, s, f);
    case BK_SCAN_URL:
    case BK_SCAN_EMAIL:
        return of_host(rules, f);
    case BK_SCAN_MD5:
    case BK_SCAN_SHA1:
    case BK_SCAN_SHA256:
    case BK_SCAN_SHA512:
        return of_digest(rules, s, f);
    case BK_SCAN_ATTACK:
        return f->value[0] == 'C' ? of_campaign(rules, s, f) : 0;
    default:
        return 0;
    }
}

unsigned char bk_scan_judge(const bk_scan_rules *rules, const bk_scan *s, const bk_finding *f) {
    unsigned char why = look_alike(rules, s, f);
    return why || !by_chance(s, f) ? why : BK_WHY_CHANCE;
}

bool bk_scan_hidden_field(const bk_scan_rules *rules, const char *p, size_t n, bool secret) {
    char name[48];
    size_t m = 0;
    for (size_t i = 0; i < n && m < sizeof name; i++) {
        if (bk_scan_classes[(unsigned char)p[i]] & BK_C_ALNUM) name[m++] = bk_scan_lower(p[i]);
    }
    return m && (bk_scan_listed(rules, BK_TABLE_SECRET, name, m) ||
                 (!secret && bk_scan_listed(rules, BK_TABLE_COLUMN, name, m)));
}
