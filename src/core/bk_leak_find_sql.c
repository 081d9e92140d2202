/* Which dialect of SQL the statements of a sample are in. */
#include "bk_leak_find_internal.h"

#include "bk_leak_internal.h"
#include "bk_sql_lex.h"

#include <string.h>

/* Does p[0..n) begin with a keyword, whatever its case, and white space? How long both are, or 0. */
static size_t keyword(const char *p, size_t n, const char *word) {
    size_t k = strlen(word), from = k;
    if (n <= k || !bk_sql_same(p, k, word, k)) return 0;
    while (k < n && bk_leak_space(p[k])) k++;
    return k > from ? k : 0;
}

static bool is_upper_or_space(char c) {
    return bk_leak_space(c) || (unsigned)((c | 32) - 'a') < 26;
}

enum { WORDS = 256 /* bytes of them between INSERT and INTO */ };

/* INSERT ... INTO, with words between as IGNORE; INSERT [table], as SQL Server has it. */
static bool is_insert(const char *p, size_t n) {
    size_t k = keyword(p, n, "INSERT"), most = k + WORDS;
    if (!k) return false;
    if (k < n && p[k] == '[') return true;
    for (; k < n && k < most && is_upper_or_space(p[k]); k++)
        if (keyword(p + k, n - k, "INTO")) return true;
    return false;
}

/* COPY table (columns) FROM stdin, on one line. */
static bool is_copy(const char *p, size_t n) {
    size_t k = keyword(p, n, "COPY");
    for (; k && k < n && p[k] != '\n'; k++) {
        size_t from = keyword(p + k, n - k, "FROM");
        if (from && n - k - from >= 5 && bk_sql_same(p + k + from, 5, "STDIN", 5)) return true;
    }
    return false;
}

static bool is_pair(const char *p, size_t n, const char *first, const char *second) {
    size_t k = keyword(p, n, first);
    return k && keyword(p + k, n - k, second);
}

static bool is_statement(const char *p, size_t n) {
    return is_insert(p, n) || is_copy(p, n) || is_pair(p, n, "REPLACE", "INTO") || is_pair(p, n, "CREATE", "TABLE");
}

/* What tells a dialect at the beginning of a line: `begin`, then bytes of a kind, then `end`. */
typedef struct mark {
    const char *dialect, *begin;
    enum { NOTHING, DIGIT, CAPITALS, NAME, ANYTHING } between;
    const char *end;
} mark;

static const mark marks[] = {
    {"mysql", "-- MySQL dump", NOTHING, ""},
    {"mysql", "-- MariaDB dump", NOTHING, ""},
    {"mysql", "-- phpMyAdmin", NOTHING, ""},
    {"mysql", "/*!", DIGIT, ""},
    {"mysql", ") ENGINE=", NOTHING, ""},
    {"mysql", ") ENGINE =", NOTHING, ""},
    {"mysql", "INSERT ", CAPITALS, "INTO `"},
    {"mysql", "REPLACE INTO `", NOTHING, ""},
    {"postgresql", "COPY ", ANYTHING, " FROM stdin;"},
    {"postgresql", "-- PostgreSQL", NOTHING, ""},
    {"postgresql", "SET standard_conforming_strings", NOTHING, ""},
    {"sqlserver", "USE [", NOTHING, ""},
    {"sqlserver", "SET IDENTITY_INSERT ", NOTHING, ""},
    {"sqlserver", "", NAME, "["},
    {"sqlite", "PRAGMA foreign_keys", NOTHING, ""},
};

static bool is_capital(char c) {
    return c == ' ' || (unsigned)(c - 'A') < 26;
}

static bool matches(const mark *m, const char *p, size_t n) {
    size_t k = strlen(m->begin), end = strlen(m->end), from = k;
    if (n < k || memcmp(p, m->begin, k) != 0) return false;
    if (m->between == NOTHING) return true;
    if (m->between == DIGIT) return k < n && (unsigned)(p[k] - '0') < 10;
    for (; k + end <= n; k++) {
        bool some = k > from || m->between == CAPITALS;
        if (some && memcmp(p + k, m->end, end) == 0) return true;
        if (p[k] == '\n' || (m->between != ANYTHING && !is_capital(p[k]))) return false;
    }
    return false;
}

static const char *dialect_of(const char *p, size_t n) {
    while (n && (*p == ' ' || *p == '\t')) p++, n--;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (matches(&marks[i], p, n)) return marks[i].dialect;
    return NULL;
}

/* Is \' within strings rather than at their ends? */
static bool escapes_quotes(const bk_leak_sample *s) {
    size_t within = 0, ends = 0;
    for (size_t i = 0; i + 2 < s->n; i++) {
        if (s->p[i] != '\\' || s->p[i + 1] != '\'') continue;
        size_t k = i + 2;
        within += bk_leak_space(s->p[k]) || bk_leak_sign(s->p[k]);
        while (k < s->n && bk_leak_space(s->p[k])) k++;
        ends += k < s->n && (s->p[k] == ',' || s->p[k] == ')');
    }
    return within > ends;
}

bool bk_leak_find_sql(const bk_leak_sample *s, bk_leak_layout *out) {
    bool statement = false;
    out->dialect = NULL;
    for (const char *p = s->p, *end = p + s->n; p && p < end && !(statement && out->dialect);) {
        size_t n = (size_t)(end - p), blank = 0;
        while (blank < n && bk_leak_space(p[blank])) blank++;
        statement = statement || is_statement(p + blank, n - blank);
        if (!out->dialect) out->dialect = dialect_of(p, n);
        p = memchr(p, '\n', n);
        if (p) p++;
    }
    if (!statement) return false;
    if (!out->dialect) out->dialect = escapes_quotes(s) ? "mysql" : "standard";
    out->kind = BK_LEAK_SQL;
    return true;
}
