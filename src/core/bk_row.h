/* A manifest's row of a digested file: its fields in the order of their names, as values or as the line
 * of JSON that is printed and sealed. */
#ifndef BK_ROW_H
#define BK_ROW_H

#include "bk_buf.h"
#include "bk_hasher.h"

enum { BK_ROW_OTHERS = 7 }; /* fields that are no digests */

typedef struct bk_row_form {
    size_t count;
    struct {
        const char *name;
        unsigned what; /* a digest by its number, or one of the others after them */
    } fields[BK_HASHER_ALGORITHMS_MAX + BK_ROW_OTHERS];
} bk_row_form;

typedef struct bk_row_value {
    const char *name;
    bool is_number;
    int64_t number;
    const char *p; /* or a string, which lives as long as the row and this */
    size_t n;
    char room[2 * BK_DIGEST_BYTES_MAX + 1];
} bk_row_value;

/* The names are the caller's. */
void bk_row_form_of(bk_row_form *form, const char *const *algorithms, size_t count);
/* The field that is number `i` from 0; false where the row has none. */
bool bk_row_field(const bk_row_form *form, size_t i, const bk_hasher_row *row, bk_row_value *v);
/* Append the line, without an end. BK_E_ENCODING when the path is no UTF-8; BK_E_MEMORY. */
bk_code bk_row_line(const bk_row_form *form, const bk_hasher_row *row, bk_buf *out, bk_error *err);

#endif
