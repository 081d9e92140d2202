/* Records of comma-separated values in any dialect: a pull parser over a window of bytes, so that a
 * file of any size is read in the memory of its longest record. RFC 4180, and what files make of it:
 * other separators, quotes and line ends, escaped quotes, text after a closing quote. */
#ifndef BK_CSV_H
#define BK_CSV_H

#include "bk_buf.h"

#include <stdint.h>

typedef enum bk_csv_line {
    BK_CSV_ANY,  /* LF, CR LF and CR each end a record */
    BK_CSV_LF,   /* LF, alone or after CR; a CR elsewhere is data */
    BK_CSV_CRLF, /* only both; either alone is data */
    BK_CSV_CR    /* CR; LF is data */
} bk_csv_line;

typedef struct bk_csv_dialect {
    char separator;
    char quote;      /* 0: none */
    char escape;     /* 0: none; makes separator, quote, line end and itself data. A doubled quote is
                        one in any dialect */
    bool skip_space; /* spaces and tabs before a field's quote are not data */
    bk_csv_line line;
} bk_csv_dialect;

typedef struct bk_csv_field {
    size_t first, size; /* offset in the window, or in `scratch` when `copied` */
    bool copied, quoted;
} bk_csv_field;

typedef struct bk_csv {
    bk_csv_dialect dialect;
    size_t row_bytes; /* longest record */
    size_t fields_most;
    /* the record that bk_csv_next found, until it is called again */
    bk_csv_field *fields;
    size_t count, first; /* fields; offset of its first byte in the window */
    bk_buf scratch;
    bk_error problem; /* code BK_OK when all was well; position is 1-based in the window */
    /* its own */
    size_t capacity;
    bool skipping; /* the rest of a line that was given up */
    uint8_t special[256];
} bk_csv;

typedef enum bk_csv_status {
    BK_CSV_ROW,  /* a record; a `problem` it has does not keep its fields from being usable */
    BK_CSV_BAD,  /* no record, for the `problem`: BK_E_SYNTAX (a quote that is never closed),
                    BK_E_LIMIT, BK_E_MEMORY; go on with the next */
    BK_CSV_MORE, /* the window ends in the middle of a record: come again with more */
    BK_CSV_END
} bk_csv_status;

/* Fails with BK_E_RANGE when separator, quote and escape are not different, or are line ends. The
 * struct starts zeroed but for the limits (0: a megabyte, 65536 fields). */
bk_code bk_csv_start(bk_csv *csv, const bk_csv_dialect *dialect, bk_error *err);
void bk_csv_free(bk_csv *csv);

/* The next record of p[0..n); `last`: nothing follows the window. *used bytes are done with, whatever
 * the status; empty lines are passed over. */
bk_csv_status bk_csv_next(bk_csv *csv, const char *p, size_t n, bool last, size_t *used);

#endif
