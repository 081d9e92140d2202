/* Records of leaked data, whatever their layout: a pull parser over a window of bytes. A record is what its fields hold,
 * by class; nothing of it is kept beyond the next call but in memory that is locked and wiped. */
#ifndef BK_LEAK_H
#define BK_LEAK_H

#include "bk_combo.h"
#include "bk_csv.h"
#include "bk_json_fields.h"
#include "bk_json_values.h"
#include "bk_json_within.h"
#include "bk_leak_classes.h"
#include "bk_sqldump.h"

typedef enum bk_leak_kind {
    BK_LEAK_COMBO,
    BK_LEAK_TABLE,  /* CSV in any dialect */
    BK_LEAK_JSONL,  /* an object a line */
    BK_LEAK_JSON,   /* a list of objects, or objects that follow one another */
    BK_LEAK_BLOCKS, /* logs of stealers: `Name: value` */
    BK_LEAK_SQL,
    BK_LEAK_KINDS
} bk_leak_kind;

enum { BK_LEAK_STRAYS = 8, BK_LEAK_DAY = 10 };

typedef enum bk_leak_status {
    BK_LEAK_RECORD,
    BK_LEAK_BAD,    /* one that could not be read: `position`, `why` */
    BK_LEAK_PASSED, /* a row of a table that has no column of who or of a secret */
    BK_LEAK_MORE,   /* the window ends too early: come again with more */
    BK_LEAK_END,
    BK_LEAK_NO_MEMORY
} bk_leak_status;

typedef struct bk_leak_value {
    const char *p; /* NULL: in `made`, at `first` */
    size_t first, n;
} bk_leak_value;

typedef struct bk_leak {
    /* what it is to read: set before the first call */
    const bk_leak_classes *classes;
    bk_leak_kind kind;
    bk_combo combo;
    int login; /* the class of who */
    bool within;        /* of JSON: records are what `json.within` leads to */
    bk_csv csv; /* started */
    bool header;
    bk_buf columns; /* of int: the class of each column or -1, of a table or of a table's rows in SQL */
    bk_sqldump sql;
    size_t line_most, record_most;
    /* the record, until the next call */
    uint64_t filled; /* a bit a class */
    bk_leak_value values[BK_LEAK_CLASSES];
    uint64_t position; /* in the input, 1-based */
    bk_tally_bad why;
    bk_buf made; /* values that stand so nowhere in the input */
    /* of logs: lines that are of no known name, and where the first are */
    uint64_t strays, stray_at[BK_LEAK_STRAYS];
    /* its own */
    uint64_t base; /* bytes before the window */
    bool begun, failed;
    uint64_t long_at; /* where a line began that is longer than it may be; 0: none */
    struct {
        bk_json_values values;
        bk_json_within within; /* its path is set before the first call */
        bool found;            /* the list is being read */
        bk_json_fields none;
        size_t looked;
        bool skipping;
        bk_buf leaves; /* of an object: see bk_leak_json.c */
    } json;
    struct {
        uint64_t seen, first; /* classes; the position */
        size_t lines;
        bool done; /* the next line begins another */
        int held;  /* the class of the line that does, or -1 */
        bk_buf value;
        uint64_t position;
    } block;
    struct {
        size_t told;   /* the statement whose columns those are, from 1 */
        bool wanted, pending; /* pending: a row waits for its table's columns */
        bk_buf unnamed; /* of tables whose columns nothing names: see bk_leak_sql.c */
    } tables;
} bk_leak;

/* The struct starts zeroed but for what it is to read. */
void bk_leak_free(bk_leak *l);
/* The next record of p[0..n); `last`: nothing follows the window. *used bytes are done with, whatever the status; after
 * BK_LEAK_MORE, what is left is kept by the caller. */
bk_leak_status bk_leak_next(bk_leak *l, const char *p, size_t n, bool last, size_t *used);

/* A value of the record, NULL for none. */
const char *bk_leak_get(const bk_leak *l, int class, size_t *n);
/* Who the record is of: an e-mail address, else a name. */
const char *bk_leak_who(const bk_leak *l, size_t *n);
/* The day that p[0..n) names, as YYYY-MM-DD: so written, or seconds since 1970. */
bool bk_leak_day(const char *p, size_t n, char day[BK_LEAK_DAY]);
/* Whether an address's domain is one of those p[0..n) lists, in lower case, each ended by a NUL, or below one. */
bool bk_leak_is_of(const char *address, size_t size, const char *p, size_t n);

/* What a value is by its form alone: the class, or -1; "secret" when it is stored as a hash. */
int bk_leak_form(const bk_leak_classes *c, const char *p, size_t n);
bool bk_leak_is_email(const char *p, size_t n);

/* A line of a log in its parts: the name and the value; false for a line without a name. */
bool bk_leak_block_line(const char *p, size_t n, bk_leak_value *name, bk_leak_value *value);
int bk_leak_block_class(const bk_leak_classes *c, const char *p, size_t n);

/* Which columns of rows without names hold what: counts of forms, told when they are four fifths of what is filled. */
typedef struct bk_leak_forms {
    size_t filled;
    struct {
        int class;
        size_t n;
    } of[4];
} bk_leak_forms;
void bk_leak_forms_add(bk_leak_forms *f, const bk_leak_classes *c, const char *p, size_t n);
int bk_leak_forms_told(const bk_leak_forms *f);

#endif
