#include "bk_leak_classes.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

bk_code bk_leak_classes_start(bk_leak_classes *c) {
    c->email = c->user = c->secret = c->site = c->date = c->ip = -1;
    return BK_OK;
}

void bk_leak_classes_free(bk_leak_classes *c) {
    free(c->columns);
    c->columns = NULL;
    c->room = c->known = 0;
}

int bk_leak_class_named(const bk_leak_classes *c, const char *name) {
    for (int i = 0; i < c->count; i++)
        if (strcmp(c->all[i].name, name) == 0) return i;
    return -1;
}

bk_code bk_leak_classes_add(bk_leak_classes *c, const bk_leak_class *class) {
    const struct {
        const char *name;
        int *at;
    } named[] = {{"email", &c->email}, {"user", &c->user}, {"secret", &c->secret},
                 {"site", &c->site},   {"date", &c->date}, {"ip", &c->ip}};
    if (c->count == BK_LEAK_CLASSES) return BK_E_LIMIT;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strcmp(named[i].name, class->name) == 0) *named[i].at = c->count;
    c->all[c->count++] = *class;
    return BK_OK;
}

/* The letter of ASCII that a letter of Latin-1 is without its mark, from U+00C0 on; a blank for none. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";

/* A letter of Russian in UTF-8, U+0410 to U+044F, as a byte: 0xC0 to 0xDF, whatever its case; 0 for none. */
static char russian(unsigned char first, unsigned char next) {
    unsigned c = (first & 0x1Fu) << 6 | (next & 0x3F);
    if ((first & 0xFE) != 0xD0 || (next & 0xC0) != 0x80 || c < 0x410 || c > 0x44F) return '\0';
    return (char)(0xC0 | ((c - 0x410) & 0x1F));
}

/* The next letter or digit of p[at..n), in lower case and without marks, in UTF-8 or Latin-1; 0 for a byte that is none. */
static char letter_at(const char *p, size_t n, size_t *at) {
    unsigned char c = (unsigned char)p[(*at)++];
    char other = *at < n ? russian(c, (unsigned char)p[*at]) : '\0';
    if (other) {
        ++*at;
        return other;
    }
    if (c == 0xC3 && *at < n && ((unsigned char)p[*at] & 0xC0) == 0x80) c = (unsigned char)p[(*at)++] | 0x40;
    if (c >= 0xC0) return latin[c - 0xC0] == ' ' ? '\0' : latin[c - 0xC0];
    if ((unsigned)((c | 32) - 'a') < 26) return (char)(c | 32);
    return (unsigned)(c - '0') < 10 ? (char)c : '\0';
}

/* 0 for a name of no letters or digits, or of too many. */
static uint64_t hash_of(const char *p, size_t n) {
    char plain[BK_LEAK_COLUMN];
    size_t k = 0, at = 0;
    while (at < n) {
        char c = letter_at(p, n, &at);
        if (!c) continue;
        if (k == sizeof plain) return 0;
        plain[k++] = c;
    }
    return k ? XXH3_64bits(plain, k) | 1 : 0;
}

static bk_leak_column *place(const bk_leak_classes *c, uint64_t hash) {
    for (size_t i = (hash >> 1) & (c->room - 1);; i = (i + 1) & (c->room - 1)) {
        if (!c->columns[i].hash || c->columns[i].hash == hash) return &c->columns[i];
    }
}

static bk_code grow(bk_leak_classes *c) {
    bk_leak_classes more = {.room = c->room ? 2 * c->room : 512};
    more.columns = calloc(more.room, sizeof *more.columns);
    if (!more.columns) return BK_E_MEMORY;
    for (size_t i = 0; i < c->room; i++)
        if (c->columns[i].hash) *place(&more, c->columns[i].hash) = c->columns[i];
    free(c->columns);
    c->columns = more.columns;
    c->room = more.room;
    return BK_OK;
}

bk_code bk_leak_classes_column(bk_leak_classes *c, const char *p, size_t n) {
    uint64_t hash = hash_of(p, n);
    if (!hash || !c->count) return BK_E_LIMIT;
    if (2 * c->known >= c->room && grow(c)) return BK_E_MEMORY;
    bk_leak_column *at = place(c, hash);
    c->known += !at->hash;
    *at = (bk_leak_column){hash, c->count - 1};
    return BK_OK;
}

int bk_leak_class_of(const bk_leak_classes *c, const char *p, size_t n) {
    uint64_t hash = n && c->room ? hash_of(p, n) : 0;
    if (!hash) return -1;
    const bk_leak_column *at = place(c, hash);
    return at->hash ? at->class : -1;
}
