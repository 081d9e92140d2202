/* SQLite, as little of it as stores and cases need: a connection in WAL mode, statements with bound
 * values, errors as bk_error. A database may come from anywhere, so it is opened defensively: no
 * schema of its can call what it should not, nor write to SQLite's own tables. No callbacks. */
#ifndef BK_SQLITE_H
#define BK_SQLITE_H

#include "../core/bk_status.h"

#include <sqlite3.h>
#include <stdbool.h>

typedef struct bk_sqlite {
    sqlite3 *db; /* NULL when closed */
    long owner;  /* process id: a forked child must not touch its parent's locks */
} bk_sqlite;

/* `s` starts zeroed. With `create` a file that is not there is made, and WAL mode is set; without
 * `write` nothing can be changed, and a folder that cannot be written to will do. A writer that meets another waits at most `busy_ms`. */
bk_code bk_sqlite_open(bk_sqlite *s, const char *path, bool create, bool write, int busy_ms,
                       bk_error *err);
/* Statements that are still open keep what they need until they are finalized. */
void bk_sqlite_close(bk_sqlite *s);

/* One statement of a text; *used is where the next one starts. A text without one gives NULL. */
bk_code bk_sqlite_prepare(bk_sqlite *s, const char *sql, size_t n, sqlite3_stmt **out, size_t *used,
                          bk_error *err);
/* *row: there is one to be read; else the statement is done. */
bk_code bk_sqlite_step(sqlite3_stmt *statement, bool *row, bk_error *err);

/* What the connection failed with last: BK_E_LIMIT for a database that stays locked, BK_E_SYNTAX
 * for SQL that is wrong, BK_E_TYPE for a file that is none or is damaged, BK_E_RANGE for a constraint
 * that does not hold, BK_E_MEMORY, else BK_E_IO. */
bk_code bk_sqlite_failed(sqlite3 *db, bk_error *err);

#endif
