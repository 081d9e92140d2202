#include "bk_text.h"

#include <stdbool.h>
#include <string.h>

/* Before a full stop these end no sentence when what follows could belong to them. */
static const char *const titles[] = {"mr",   "mrs", "ms",  "dr",     "prof", "gen", "sen", "rep",
                                     "gov",  "sgt", "col", "capt",   "lt",   "st",  "rev", "hon",
                                     "pres", "vs",  "fig", "approx", "al",   "eg",  "ie",  "cf",
                                     "mt",   "no",  "nos", "vol",    "pp",   NULL};
static const char *const shortened[] = {
    "jan",  "feb",  "mar",  "apr",  "jun",  "jul",  "aug", "sep",   "sept", "oct",
    "nov",  "dec",  "inc",  "corp", "ltd",  "co",   "llc", "bros",  "jr",   "sr",
    "dept", "univ", "assn", "etc",  "ave",  "blvd", "est", "calif", "mass", "conn",
    "fla",  "tenn", "wash", "ariz", "mich", "pa",   "va",  NULL};
/* A capital word that rarely goes on a name: after "Inc." or "U.S." it starts a new sentence. */
static const char *const starters[] = {
    "the",  "a",     "an",        "it",          "its",   "he",    "she",   "they",      "we",
    "i",    "you",   "this",      "that",        "these", "those", "in",    "on",        "at",
    "but",  "and",   "however",   "if",          "when",  "while", "after", "before",    "as",
    "for",  "since", "there",     "here",        "some",  "many",  "most",  "more",      "what",
    "why",  "how",   "who",       "our",         "their", "his",   "her",   "according", "last",
    "also", "then",  "with",      "by",          "from",  "to",    "so",    "no",        "not",
    "one",  "both",  "officials", "researchers", NULL};

static bool among(const bk_text *t, const bk_token *k, const char *const list[]) {
    char folded[16];
    if (k->n >= sizeof folded) return false;
    size_t n = bk_text_fold(folded, t->p + k->at, k->n);
    folded[n] = '\0';
    for (; *list; list++)
        if (folded[0] == (*list)[0] && strcmp(folded, *list) == 0) return true;
    return false;
}

static bool is(const bk_text *t, const bk_token *k, const char *s) {
    size_t n = strlen(s);
    return k->n == n && memcmp(t->p + k->at, s, n) == 0;
}

static bool closes(const bk_text *t, const bk_token *k) {
    return (k->flags & BK_TOKEN_GLUED) && (k->flags & BK_TOKEN_PUNCT) &&
           (is(t, k, "\"") || is(t, k, "'") || is(t, k, ")") || is(t, k, "]") ||
            is(t, k, "\xE2\x80\x9D") || is(t, k, "\xE2\x80\x99") || is(t, k, "\xC2\xBB"));
}

static bool bullet(const bk_text *t, const bk_token *k) {
    return is(t, k, "\xE2\x80\xA2") || is(t, k, "*") || is(t, k, "-") || is(t, k, "\xE2\x97\x8F");
}

/* Can `k` begin a sentence? */
static bool begins(const bk_text *t, const bk_token *k) {
    if (k->flags & (BK_TOKEN_CAPITAL | BK_TOKEN_NUMBER | BK_TOKEN_FOREIGN | BK_TOKEN_PUNCT)) {
        return !(k->flags & BK_TOKEN_PUNCT) ||
               !(is(t, k, ",") || is(t, k, ";") || is(t, k, ":") || is(t, k, ")") || is(t, k, "."));
    }
    for (uint32_t i = 0; i < k->n; i++) /* iPhone, eBay; @handle, #tag */
        if ((t->p[k->at + i] >= 'A' && t->p[k->at + i] <= 'Z') ||
            (i == 0 && strchr("#@", t->p[k->at])))
            return true;
    return false;
}

/* Does the mark at `i` (the last closing quote after it at `last`) end a sentence, `last` + 1
 * following? */
static bool ends(const bk_text *t, size_t from, size_t i, size_t last) {
    const bk_token *k = &t->tokens[i], *next = &t->tokens[last + 1];
    if (!begins(t, next)) return false;
    if (!is(t, k, ".") || i == from) return true;
    const bk_token *before = &t->tokens[i - 1];
    if (last > i || !(before->flags & BK_TOKEN_WORD) || (before->flags & BK_TOKEN_HYPHEN))
        return true;
    bool initial = before->n == 1 && (before->flags & BK_TOKEN_CAPITAL) && !is(t, before, "I");
    if (initial || among(t, before, titles)) {
        /* "no" is a number's mark only before a number */
        if (is(t, before, "no") || is(t, before, "No")) return !(next->flags & BK_TOKEN_NUMBER);
        return false;
    }
    if (among(t, before, shortened))
        return (next->flags & BK_TOKEN_CAPITAL) && among(t, next, starters);
    return true;
}

static bool starts_line(const bk_text *t, size_t i) {
    return !i || (t->tokens[i].flags & BK_TOKEN_LINE);
}

/* "By Jane Doe", on a line of its own. */
static bool is_byline(const bk_text *t, size_t i) {
    return starts_line(t, i) && i + 1 < t->count && (is(t, &t->tokens[i], "By") || is(t, &t->tokens[i], "BY")) &&
           (t->tokens[i + 1].flags & BK_TOKEN_CAPITAL) && !(t->tokens[i + 1].flags & BK_TOKEN_LINE);
}

/* Is the line that ends with token `i` one of a report's head, that no full stop ends: a title with a byline behind it, a
 * byline, a name and a date ("The Harrow Post, 21 November 2023")? */
static bool ends_head_line(const bk_text *t, size_t from, size_t i) {
    enum { SHORT = 12 };
    const bk_token *k = &t->tokens[i], *next = &t->tokens[i + 1];
    if (!(next->flags & BK_TOKEN_LINE)) return false;
    if (is_byline(t, i + 1)) return true;
    if (i - from >= SHORT || !starts_line(t, from)) return false;
    bool year = (k->flags & BK_TOKEN_NUMBER) && k->n == 4 && (t->p[k->at] == '1' || t->p[k->at] == '2');
    return is_byline(t, from) || (year && (next->flags & BK_TOKEN_CAPITAL));
}

size_t bk_text_sentence(const bk_text *t, size_t from) {
    size_t i = from, soft = from; /* soft: where an endless one is cut */
    for (;; i++) {
        if (i + 1 >= t->count) return t->count - 1;
        const bk_token *k = &t->tokens[i], *next = &t->tokens[i + 1];
        if (next->flags & BK_TOKEN_PARAGRAPH) return i;
        if ((next->flags & BK_TOKEN_LINE) && (next->flags & BK_TOKEN_PUNCT) && bullet(t, next))
            return i;
        if (ends_head_line(t, from, i)) return i;
        if ((next->flags & BK_TOKEN_LINE) || is(t, k, ";")) soft = i;
        if (i - from + 1 >= BK_SENTENCE_TOKENS) return soft > from ? soft : i;
        if (k->flags & BK_TOKEN_PUNCT) {
            bool mark = is(t, k, ".") || is(t, k, "?") || is(t, k, "!") || is(t, k, "...") ||
                        is(t, k, "\xE2\x80\xA6") || is(t, k, "\xE3\x80\x82");
            if (!mark) continue;
            size_t last = i;
            while (last + 1 < t->count && last - from + 2 < BK_SENTENCE_TOKENS &&
                   closes(t, &t->tokens[last + 1]) &&
                   !(t->tokens[last + 1].flags & BK_TOKEN_PARAGRAPH))
                last++;
            if (last + 1 >= t->count || (t->tokens[last + 1].flags & BK_TOKEN_PARAGRAPH) ||
                ends(t, from, i, last))
                return last;
            i = last;
        } else if ((k->flags & BK_TOKEN_WORD) && t->p[k->at + k->n - 1] == '.') {
            /* "U.S." holds its own full stop */
            if ((next->flags & BK_TOKEN_CAPITAL) && among(t, next, starters)) return i;
        }
    }
}
