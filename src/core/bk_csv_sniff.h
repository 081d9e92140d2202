/* The dialect of a CSV file, found by trying: each candidate reads a sample, and the one whose records agree best wins. */
#ifndef BK_CSV_SNIFF_H
#define BK_CSV_SNIFF_H

#include "bk_csv.h"

enum { BK_CSV_SAMPLE = 65536, BK_CSV_SAMPLE_RECORDS = 500 };

/* What is known of the dialect, which is not looked for. */
typedef struct bk_csv_given {
    bool separator, quote, escape, line, skip_space; /* known, as `dialect` has them */
    bk_csv_dialect dialect;
} bk_csv_given;

typedef struct bk_csv_sniffed {
    bk_csv_dialect dialect;
    size_t width; /* fields of most records */
    bool null;    /* \N stands somewhere, as COPY and SELECT INTO OUTFILE write what is absent */
} bk_csv_sniffed;

/* Of p[0..n), the beginning of a file without a byte order mark; `cut`: it goes on. BK_E_RANGE for what is given when that is
 * no dialect, BK_E_MEMORY. Nothing of the sample is kept. */
bk_code bk_csv_sniff(const char *p, size_t n, bool cut, const bk_csv_given *given, bk_csv_sniffed *out, bk_error *err);

#endif
