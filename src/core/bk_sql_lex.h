/* The pieces of SQL text: what bk_sqldump reads its statements with. */
#ifndef BK_SQL_LEX_H
#define BK_SQL_LEX_H

#include <stdbool.h>
#include <stddef.h>

/* A window while something in it is read; `at` moves. */
typedef struct bk_sql_cursor {
    const char *p;
    size_t n, at;
    bool last;      /* nothing follows the window */
    bool backslash; /* in '' it escapes */
} bk_sql_cursor;

typedef enum bk_sql_outcome {
    BK_SQL_DONE,
    BK_SQL_SHORT, /* the window ends too early to tell */
    BK_SQL_WRONG
} bk_sql_outcome;

typedef struct bk_sql_token {
    enum {
        BK_SQL_WORD,   /* a name, keyword or number */
        BK_SQL_NAME,   /* in backquotes, double quotes or brackets */
        BK_SQL_STRING, /* in single quotes */
        BK_SQL_MARK,   /* any other byte */
        BK_SQL_END
    } kind;
    size_t first, end; /* offsets in the window, without the quotes */
    char mark;
} bk_sql_token;

bool bk_sql_space(char c);
static inline char bk_sql_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
char bk_sql_unescaped(char c); /* what it says behind a backslash */
bool bk_sql_same(const char *a, size_t an, const char *b, size_t bn); /* whatever the ASCII case */

/* Over blanks and comments. */
bk_sql_outcome bk_sql_blanks(bk_sql_cursor *c);
/* *end: the offset behind the quote that closes what starts at `from`, behind the opening one. */
bk_sql_outcome bk_sql_closing(const bk_sql_cursor *c, size_t from, char quote, bool backslash,
                              size_t *end);
bk_sql_outcome bk_sql_next(bk_sql_cursor *c, bk_sql_token *t);
bool bk_sql_is(const bk_sql_cursor *c, const bk_sql_token *t, const char *word);
bool bk_sql_is_mark(const bk_sql_token *t, char mark);

#endif
