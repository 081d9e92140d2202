#include "bk_sql_lex.h"

#include <string.h>

bool bk_sql_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

char bk_sql_unescaped(char c) {
    static const char from[] = "0bnrtZfv", to[] = "\0\b\n\r\t\032\f\v";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

bool bk_sql_same(const char *a, size_t an, const char *b, size_t bn) {
    if (an != bn) return false;
    for (size_t i = 0; i < an; i++)
        if (bk_sql_lower(a[i]) != bk_sql_lower(b[i])) return false;
    return true;
}

bk_sql_outcome bk_sql_blanks(bk_sql_cursor *c) {
    for (;;) {
        while (c->at < c->n && bk_sql_space(c->p[c->at])) c->at++;
        if (c->at == c->n) return c->last ? BK_SQL_DONE : BK_SQL_SHORT;
        const char *p = c->p + c->at;
        size_t left = c->n - c->at;
        if (left < 2 && !c->last && (*p == '-' || *p == '/')) return BK_SQL_SHORT;
        const char *end;
        if (left > 1 && p[0] == '-' && p[1] == '-') {
            end = memchr(p, '\n', left);
            if (!end && !c->last) return BK_SQL_SHORT;
            c->at = end ? (size_t)(end - c->p) + 1 : c->n;
        } else if (left > 1 && p[0] == '/' && p[1] == '*') {
            size_t i = 2;
            while (i + 1 < left && !(p[i] == '*' && p[i + 1] == '/')) i++;
            if (i + 1 >= left && !c->last) return BK_SQL_SHORT;
            c->at = i + 1 < left ? c->at + i + 2 : c->n;
        } else {
            return BK_SQL_DONE;
        }
    }
}

bk_sql_outcome bk_sql_closing(const bk_sql_cursor *c, size_t from, char quote, bool backslash,
                              size_t *end) {
    for (size_t i = from; i < c->n; i++) {
        if (c->p[i] == '\\' && backslash) {
            i++;
        } else if (c->p[i] == quote) {
            if (i + 1 == c->n && !c->last) return BK_SQL_SHORT;
            if (i + 1 < c->n && c->p[i + 1] == quote) {
                i++;
                continue;
            }
            *end = i + 1;
            return BK_SQL_DONE;
        }
    }
    return c->last ? BK_SQL_WRONG : BK_SQL_SHORT;
}

bk_sql_outcome bk_sql_next(bk_sql_cursor *c, bk_sql_token *t) {
    bk_sql_outcome o = bk_sql_blanks(c);
    if (o != BK_SQL_DONE) return o;
    *t = (bk_sql_token){.kind = BK_SQL_END, .first = c->at, .end = c->at};
    if (c->at == c->n) return BK_SQL_DONE;
    char first = c->p[c->at];
    char quote = first == '[' ? ']' : first;
    if (quote == '`' || quote == '"' || quote == ']' || quote == '\'') {
        o = bk_sql_closing(c, c->at + 1, quote, quote == '\'' && c->backslash, &c->at);
        t->kind = quote == '\'' ? BK_SQL_STRING : BK_SQL_NAME;
        t->first++;
        if (o == BK_SQL_WRONG) c->at = c->n;
        t->end = c->at - 1;
        return o;
    }
    if (is_word(first)) {
        while (c->at < c->n && is_word(c->p[c->at])) c->at++;
        if (c->at == c->n && !c->last) return BK_SQL_SHORT;
        t->kind = BK_SQL_WORD;
    } else {
        c->at++;
        t->kind = BK_SQL_MARK;
        t->mark = first;
    }
    t->end = c->at;
    return BK_SQL_DONE;
}

bool bk_sql_is(const bk_sql_cursor *c, const bk_sql_token *t, const char *word) {
    return t->kind == BK_SQL_WORD && bk_sql_same(c->p + t->first, t->end - t->first, word, strlen(word));
}

bool bk_sql_is_mark(const bk_sql_token *t, char mark) {
    return t->kind == BK_SQL_MARK && t->mark == mark;
}

