#include "bk_html_rules.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 40, LETTERS = 36 };

typedef enum kind { WORD, PREFIX, PART } kind;

typedef struct rule {
    char text[LONGEST + 1];
    unsigned char n, kind;
    uint16_t marks;
} rule;

typedef struct bucket {
    rule *rules;
    size_t count, capacity;
} bucket;

/* by first letter: words and prefixes in one, parts in the other */
struct bk_html_rules {
    bucket words[LETTERS], parts[LETTERS];
};

static int letter(char c) {
    if (c >= 'a' && c <= 'z') return c - 'a';
    if (c >= '0' && c <= '9') return 26 + (c - '0');
    return -1;
}

bk_html_rules *bk_html_rules_new(void) {
    return calloc(1, sizeof(bk_html_rules));
}

void bk_html_rules_free(bk_html_rules *rules) {
    if (!rules) return;
    for (size_t i = 0; i < LETTERS; i++) {
        free(rules->words[i].rules);
        free(rules->parts[i].rules);
    }
    free(rules);
}

bk_code bk_html_rules_add(bk_html_rules *rules, const char *pattern, size_t n, unsigned marks,
                          bk_error *err) {
    rule r = {.kind = WORD, .marks = (uint16_t)marks};
    if (n && pattern[0] == '~') {
        r.kind = PART;
        pattern++;
        n--;
    } else if (n && pattern[n - 1] == '*') {
        r.kind = PREFIX;
        n--;
    }
    bool valid = n >= 1 && n <= LONGEST;
    for (size_t i = 0; valid && i < n; i++) valid = letter(pattern[i]) >= 0;
    if (!valid) {
        return bk_fail(err, BK_E_SYNTAX, 0, "pattern '%.*s': 1 to 40 lower-case letters and digits",
                       (int)(n < 60 ? n : 60), pattern);
    }
    memcpy(r.text, pattern, n);
    r.n = (unsigned char)n;
    bucket *b = &(r.kind == PART ? rules->parts : rules->words)[letter(pattern[0])];
    if (b->count == b->capacity) {
        size_t wanted = b->capacity ? b->capacity * 2 : 8;
        rule *p = realloc(b->rules, wanted * sizeof *p);
        if (!p) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        b->rules = p;
        b->capacity = wanted;
    }
    b->rules[b->count++] = r;
    return BK_OK;
}

static unsigned match_word(const bk_html_rules *rules, const char *word, size_t n) {
    unsigned marks = 0;
    if (!n) return 0;
    const bucket *b = &rules->words[letter(word[0])];
    for (size_t i = 0; i < b->count; i++) {
        const rule *r = &b->rules[i];
        if ((r->kind == WORD ? n == r->n : n >= r->n) && memcmp(word, r->text, r->n) == 0) {
            marks |= r->marks;
        }
    }
    return marks;
}

static unsigned match_parts(const bk_html_rules *rules, const char *name, size_t n) {
    unsigned marks = 0;
    for (size_t at = 0; at < n; at++) {
        const bucket *b = &rules->parts[letter(name[at])];
        for (size_t i = 0; i < b->count; i++) {
            const rule *r = &b->rules[i];
            /* nearly all fail at the second letter */
            if (n - at >= r->n && (r->n < 2 || name[at + 1] == r->text[1]) && memcmp(name + at, r->text, r->n) == 0) {
                marks |= r->marks;
            }
        }
    }
    return marks;
}

unsigned bk_html_rules_match(const bk_html_rules *rules, const char *value) {
    char name[128]; /* longer names are cut: they are generated, and say nothing */
    size_t n = 0, word = 0;
    unsigned marks = 0;
    bool was_lower = false;
    for (const char *p = value;; p++) {
        char c = *p;
        bool upper = c >= 'A' && c <= 'Z';
        char low = upper ? (char)(c - 'A' + 'a') : c;
        bool alnum = letter(low) >= 0;
        if (!alnum || (upper && was_lower)) { /* fooBar is two words, FOO one */
            marks |= match_word(rules, name + word, n - word);
            word = n;
        }
        if (c == '\0' || c == ' ' || (c >= '\t' && c <= '\r')) {
            marks |= match_parts(rules, name, n);
            n = word = 0;
            if (c == '\0') return marks;
        }
        if (alnum && n < sizeof name) name[n++] = low;
        was_lower = alnum && !upper;
    }
}
