#include "bk_sqlite.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

bk_code bk_sqlite_failed(sqlite3 *db, bk_error *err) {
    bk_code code = BK_E_IO;
    switch (sqlite3_errcode(db) & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_TOOBIG:
        code = BK_E_LIMIT;
        break;
    case SQLITE_ERROR:
        code = BK_E_SYNTAX;
        break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        code = BK_E_TYPE;
        break;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
        code = BK_E_RANGE;
        break;
    case SQLITE_NOMEM:
        code = BK_E_MEMORY;
        break;
    default:
        break;
    }
    return bk_fail(err, code, 0, "%s", sqlite3_errmsg(db));
}

static bk_code set_up(bk_sqlite *s, bool create, int busy_ms, bk_error *err) {
    (void)sqlite3_extended_result_codes(s->db, 1);
    (void)sqlite3_busy_timeout(s->db, busy_ms);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    /* double-quoted strings are a trap: a misspelt column would be a text */
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    /* the header is read here, so that what is no database is told at once */
    const char *first = create ? "PRAGMA journal_mode = WAL" : "PRAGMA schema_version";
    /* while another makes the same database, SQLite gives up on the change to WAL without waiting */
    int waited = 0, status;
    while ((status = sqlite3_exec(s->db, first, NULL, NULL, NULL) & 0xFF) == SQLITE_BUSY && waited < busy_ms) {
        waited += sqlite3_sleep(10);
    }
    return status ? bk_sqlite_failed(s->db, err) : BK_OK;
}

static bk_code open_with(bk_sqlite *s, const char *path, int flags, bool create, int busy_ms,
                         bk_error *err) {
    bk_code code = BK_OK;
    if (sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_FULLMUTEX, NULL)) {
        code = s->db ? bk_sqlite_failed(s->db, err)
                     : bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    } else {
        code = set_up(s, create, busy_ms, err);
    }
    return code;
}

/* A folder that cannot be written to gives a reader no place for the index of the log, and needs none
 * when there is no log: then nobody is writing. */
static bool settled(const bk_sqlite *s, const char *path) {
    int failed = s->db ? sqlite3_errcode(s->db) & 0xFF : SQLITE_OK;
    if (failed != SQLITE_CANTOPEN && failed != SQLITE_READONLY) return false;
    char *wal = sqlite3_mprintf("%s-wal", path);
    bool none = wal && access(path, R_OK) == 0 && access(wal, F_OK) != 0;
    sqlite3_free(wal);
    return none;
}

static bk_code open_settled(bk_sqlite *s, const char *path, int busy_ms, bk_error *err) {
    static const char hex[] = "0123456789ABCDEF", scheme[] = "file:", query[] = "?immutable=1";
    char *uri = sqlite3_malloc64(3 * strlen(path) + sizeof scheme + sizeof query);
    if (!uri) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    memcpy(uri, scheme, sizeof scheme - 1);
    char *to = uri + sizeof scheme - 1;
    for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
        if (strchr("?#%", *p)) {
            *to++ = '%';
            *to++ = hex[*p >> 4];
            *to++ = hex[*p & 15];
        } else {
            *to++ = (char)*p;
        }
    }
    memcpy(to, query, sizeof query);
    bk_code code = open_with(s, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, false, busy_ms, err);
    sqlite3_free(uri);
    return code;
}

bk_code bk_sqlite_open(bk_sqlite *s, const char *path, bool create, bool write, int busy_ms,
                       bk_error *err) {
    int flags = write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (create) flags |= SQLITE_OPEN_CREATE;
    s->owner = (long)getpid();
    bk_code code = open_with(s, path, flags, create, busy_ms, err);
    if (code && !write && settled(s, path)) {
        (void)sqlite3_close_v2(s->db);
        s->db = NULL;
        code = open_settled(s, path, busy_ms, err);
    }
    if (code) bk_sqlite_close(s);
    return code;
}

void bk_sqlite_close(bk_sqlite *s) {
    if (s->db && s->owner == (long)getpid()) (void)sqlite3_close_v2(s->db);
    *s = (bk_sqlite){0};
}

bk_code bk_sqlite_prepare(bk_sqlite *s, const char *sql, size_t n, sqlite3_stmt **out, size_t *used,
                          bk_error *err) {
    const char *tail = sql;
    if (n > INT_MAX / 2) return bk_fail(err, BK_E_LIMIT, 0, "%zu bytes of SQL", n);
    if (sqlite3_prepare_v2(s->db, sql, (int)n, out, &tail)) {
        bk_code code = bk_sqlite_failed(s->db, err);
#if SQLITE_VERSION_NUMBER >= 3038000
        int at = sqlite3_error_offset(s->db);
        if (err && at >= 0) err->position = (size_t)at + 1;
#endif
        return code;
    }
    *used = (size_t)(tail - sql);
    return BK_OK;
}

bk_code bk_sqlite_step(sqlite3_stmt *statement, bool *row, bk_error *err) {
    int status = sqlite3_step(statement);
    *row = status == SQLITE_ROW;
    if (status == SQLITE_ROW || status == SQLITE_DONE) return BK_OK;
    bk_code code = bk_sqlite_failed(sqlite3_db_handle(statement), err);
    (void)sqlite3_reset(statement);
    return code;
}
