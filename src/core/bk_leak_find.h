/* How leaked records are laid out, told by the beginning of a file. */
#ifndef BK_LEAK_FIND_H
#define BK_LEAK_FIND_H

#include "bk_csv_sniff.h"
#include "bk_leak.h"

enum { BK_LEAK_SAMPLE = BK_CSV_SAMPLE, BK_LEAK_SAMPLE_LINES = 500 };

typedef struct bk_leak_layout {
    bk_leak_kind kind;
    size_t seen, of; /* by what it is told: so many of so many lines; names of a header; columns */
    bool list;       /* JSON: a list, not objects that follow one another */
    char within[BK_JSON_WITHIN + 1]; /* JSON: the path to the list within each object, or "" */
    /* of lists of logins */
    bk_combo combo;
    bool email; /* who is an e-mail address in most lines */
    /* of tables: `header` names the columns, else their classes are those of what they hold */
    bk_csv_sniffed csv;
    bool header;
    bk_buf columns; /* of int: a class each, or -1 */
    bk_buf names;   /* the header's, each ended by a NUL: none holds one */
    /* of SQL: "mysql", "postgresql", "sqlserver", "sqlite", "standard" */
    const char *dialect;
} bk_leak_layout;

/* The layout of p[0..n), of which BK_LEAK_SAMPLE bytes are looked at; `cut`: the file goes on behind. BK_E_TYPE when it is
 * none, BK_E_EMPTY when there is nothing but white space, BK_E_MEMORY. `out` starts zeroed and is freed by the caller, also
 * after an error; it has no bytes of values. */
bk_code bk_leak_find(const bk_leak_classes *c, const char *p, size_t n, bool cut, bk_leak_layout *out);
void bk_leak_layout_free(bk_leak_layout *l);

#endif
