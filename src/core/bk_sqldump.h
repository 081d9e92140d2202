/* The rows of SQL dumps, as mysqldump, pg_dump, sqlite3's .dump and SQL Server's scripts write them: INSERT
 * (also REPLACE) with any number of rows, and PostgreSQL's COPY ... FROM stdin. Columns are those that the
 * statement lists, else those of the table's CREATE TABLE.
 *
 * A pull parser over a window, as bk_csv is. Nothing is executed; what is no row is passed over. Values are
 * decoded: doubled quotes, backslashes where the dialect has them (and in E'' and COPY always), 0x and X''
 * as bytes; of a function call or a cast the first string in it is the value, else its text. */
#ifndef BK_SQLDUMP_H
#define BK_SQLDUMP_H

#include "bk_buf.h"

#include <stdbool.h>

typedef struct bk_sqldump_field {
    size_t first, size; /* in `values` */
    bool null;
} bk_sqldump_field;

typedef struct bk_sqldump_name {
    size_t first, size; /* in the buffer of names */
} bk_sqldump_name;

typedef struct bk_sqldump {
    bool backslash;     /* a backslash in '' escapes: MySQL */
    size_t row_bytes;   /* longest row or head of a statement; 0: a megabyte */
    size_t fields_most; /* 0: 65536 */
    /* the row that bk_sqldump_next found, until it is called again */
    bk_buf values, fields; /* of bytes; of bk_sqldump_field */
    size_t count, first;   /* fields; offset of the row's first byte in the window */
    /* its table, until a row of another one comes */
    bk_buf names, columns; /* the table's name comes first; of bk_sqldump_name */
    size_t tables;         /* statements that began rows so far: another number, another table or columns */
    bk_error problem;      /* of BK_SQLDUMP_BAD; position is 1-based in the window */
    /* its own */
    int state;
    char quote;         /* the one that is open in what is passed over */
    bk_buf known, list; /* of what CREATE TABLE told: names, and runs of names by table */
} bk_sqldump;

typedef enum bk_sqldump_status {
    BK_SQLDUMP_ROW,
    BK_SQLDUMP_BAD,  /* a row that could not be read: BK_E_SYNTAX (cut off, or not SQL), BK_E_LIMIT,
                        BK_E_MEMORY; go on with the next */
    BK_SQLDUMP_MORE, /* the window ends too early: come again with more */
    BK_SQLDUMP_END
} bk_sqldump_status;

/* The struct starts zeroed but for the first three. */
void bk_sqldump_free(bk_sqldump *s);

/* The next row of p[0..n); `last`: nothing follows the window. *used bytes are done with, whatever the
 * status; after MORE, what is left is kept by the caller. */
bk_sqldump_status bk_sqldump_next(bk_sqldump *s, const char *p, size_t n, bool last, size_t *used);

size_t bk_sqldump_columns(const bk_sqldump *s);
/* The table's name (i 0) or the i-th column's, from 1. */
const char *bk_sqldump_name_at(const bk_sqldump *s, size_t i, size_t *size);
bk_sqldump_field bk_sqldump_field_at(const bk_sqldump *s, size_t i);

#endif
