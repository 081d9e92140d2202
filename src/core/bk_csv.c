#include "bk_csv.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_ROW = 1 << 20, DEFAULT_FIELDS = 65536 };

/* What a part of the row came to. */
typedef enum outcome { DONE, SHORT, GIVEN_UP } outcome;

/* One row while it is read. */
typedef struct row {
    bk_csv *csv;
    const char *p;
    size_t n, at;
    bool last;    /* p[n] is the end of the input */
    size_t quote; /* offset of the quote that is open, or SIZE_MAX */
    bool ended;   /* by a line end, or the end of the input */
} row;

bk_code bk_csv_start(bk_csv *csv, const bk_csv_dialect *dialect, bk_error *err) {
    const bk_csv_dialect *d = dialect;
    const char own[] = {d->separator, d->quote, d->escape};
    for (size_t i = 0; i < sizeof own; i++) {
        if (own[i] == '\r' || own[i] == '\n' || (own[i] && i && own[i] == own[0])) {
            return bk_fail(err, BK_E_RANGE, 0,
                           "separator, quote and escape must differ, and be no line ends");
        }
    }
    if (d->quote && d->quote == d->escape) {
        return bk_fail(err, BK_E_RANGE, 0, "a doubled quote needs no escape");
    }
    csv->dialect = *d;
    if (!csv->row_bytes) csv->row_bytes = DEFAULT_ROW;
    if (!csv->fields_most) csv->fields_most = DEFAULT_FIELDS;
    memset(csv->special, 0, sizeof csv->special);
    csv->special[(unsigned char)d->separator] = 1;
    if (d->line != BK_CSV_CR) csv->special['\n'] = 1;
    csv->special['\r'] = 1;
    if (d->escape) csv->special[(unsigned char)d->escape] = 1;
    return BK_OK;
}

void bk_csv_free(bk_csv *csv) {
    free(csv->fields);
    bk_buf_free(&csv->scratch);
    csv->fields = NULL;
    csv->count = csv->capacity = 0;
}

/* The length of the line end at p[at], 0 for none; *unsure when the window ends too early to tell. */
static size_t line_end(const bk_csv *csv, const char *p, size_t n, size_t at, bool last,
                       bool *unsure) {
    bk_csv_line line = csv->dialect.line;
    if (p[at] == '\n') return line == BK_CSV_ANY || line == BK_CSV_LF;
    if (p[at] != '\r') return 0;
    if (line == BK_CSV_CR) return 1;
    if (at + 1 == n) {
        *unsure = !last;
        return line != BK_CSV_CRLF; /* at the very end it can be nothing else */
    }
    if (p[at + 1] == '\n') return 2;
    return line == BK_CSV_ANY;
}

static outcome give_up(row *r, bk_code code, size_t at, const char *why) {
    (void)bk_fail(&r->csv->problem, code, at + 1, "%s", why);
    return GIVEN_UP;
}

static void complain(row *r, size_t at, const char *why) {
    if (!r->csv->problem.code) (void)bk_fail(&r->csv->problem, BK_E_SYNTAX, at + 1, "%s", why);
}

/* A field that is made of pieces: the first piece stays where it is until a second one comes. */
static void add_piece(row *r, bk_csv_field *f, size_t first, size_t size) {
    bk_csv *csv = r->csv;
    if (!f->copied && f->size == 0) {
        f->first = first;
        f->size = size;
        return;
    }
    if (!size) return;
    if (!f->copied) {
        size_t start = csv->scratch.n;
        (void)bk_buf_add(&csv->scratch, r->p + f->first, f->size);
        f->first = start;
        f->copied = true;
    }
    (void)bk_buf_add(&csv->scratch, r->p + first, size);
    f->size += size;
}

/* Is the character after an escape one that needs it? */
static bool is_escapable(const bk_csv *csv, char c) {
    const bk_csv_dialect *d = &csv->dialect;
    return c == d->escape || c == d->separator || c == '\n' || c == '\r' ||
           (d->quote && c == d->quote);
}

/* r->at is on an escape, the piece before it has begun at `from`. */
static outcome escaped(row *r, bk_csv_field *f, size_t *from) {
    if (r->at + 1 >= r->n && !r->last) return SHORT;
    if (r->at + 1 < r->n && is_escapable(r->csv, r->p[r->at + 1])) {
        add_piece(r, f, *from, r->at - *from);
        *from = r->at + 1;
        r->at += 2;
    } else {
        r->at++;
    }
    return DONE;
}

/* Up to the separator or line end, which is passed over. */
static outcome bare(row *r, bk_csv_field *f) {
    const bk_csv *csv = r->csv;
    size_t from = r->at;
    for (;;) {
        while (r->at < r->n && !csv->special[(unsigned char)r->p[r->at]]) r->at++;
        if (r->at >= r->n) {
            if (!r->last) return SHORT;
            add_piece(r, f, from, r->n - from);
            r->ended = true;
            return DONE;
        }
        char c = r->p[r->at];
        if (c == csv->dialect.separator) {
            add_piece(r, f, from, r->at++ - from);
            return DONE;
        }
        bool unsure = false;
        size_t length = line_end(csv, r->p, r->n, r->at, r->last, &unsure);
        if (unsure) return SHORT;
        if (length) {
            add_piece(r, f, from, r->at - from);
            r->at += length;
            r->ended = true;
            return DONE;
        }
        if (c == csv->dialect.escape && c) {
            outcome o = escaped(r, f, &from);
            if (o) return o;
        } else {
            r->at++;
        }
    }
}

/* r->at is on the opening quote. */
static outcome quoted(row *r, bk_csv_field *f) {
    const bk_csv_dialect *d = &r->csv->dialect;
    size_t from = r->at + 1;
    r->quote = r->at++;
    f->quoted = true;
    for (;;) {
        if (d->escape) {
            while (r->at < r->n && r->p[r->at] != d->quote && r->p[r->at] != d->escape) r->at++;
        } else {
            const char *next = memchr(r->p + r->at, d->quote, r->n - r->at);
            r->at = next ? (size_t)(next - r->p) : r->n;
        }
        if (r->at >= r->n) {
            if (!r->last) return SHORT;
            return give_up(r, BK_E_SYNTAX, r->quote, "a quote is never closed");
        }
        if (r->p[r->at] != d->quote) {
            outcome o = escaped(r, f, &from);
            if (o) return o;
            continue;
        }
        if (r->at + 1 >= r->n && !r->last) return SHORT;
        if (r->at + 1 < r->n && r->p[r->at + 1] == d->quote) {
            add_piece(r, f, from, r->at + 1 - from);
            r->at += 2;
            from = r->at;
            continue;
        }
        add_piece(r, f, from, r->at++ - from);
        r->quote = SIZE_MAX;
        break;
    }
    /* what follows the closing quote belongs to the field, as spreadsheets read it */
    size_t closed = r->at, size = f->size;
    outcome o = bare(r, f);
    if (!o && f->size > size) complain(r, closed, "text follows a closing quote");
    return o;
}

static bk_csv_field *new_field(bk_csv *csv) {
    if (csv->count == csv->capacity) {
        size_t more = csv->capacity ? csv->capacity * 2 : 32;
        bk_csv_field *fields = realloc(csv->fields, more * sizeof *fields);
        if (!fields) return NULL;
        csv->fields = fields;
        csv->capacity = more;
    }
    csv->fields[csv->count] = (bk_csv_field){.first = 0};
    return &csv->fields[csv->count++];
}

static outcome read_row(row *r) {
    bk_csv *csv = r->csv;
    const bk_csv_dialect *d = &csv->dialect;
    while (!r->ended) {
        if (csv->count >= csv->fields_most) {
            return give_up(r, BK_E_LIMIT, r->at, "the record has too many fields");
        }
        bk_csv_field *f = new_field(csv);
        if (!f) return give_up(r, BK_E_MEMORY, r->at, "out of memory");
        size_t at = r->at;
        while (d->skip_space && at < r->n && (r->p[at] == ' ' || r->p[at] == '\t') &&
               r->p[at] != d->separator) {
            at++;
        }
        if (at >= r->n && !r->last) return SHORT;
        bool opens = d->quote && at < r->n && r->p[at] == d->quote;
        if (opens) r->at = at;
        outcome o = opens ? quoted(r, f) : bare(r, f);
        if (o) return o;
        if (csv->scratch.failed) return give_up(r, BK_E_MEMORY, r->at, "out of memory");
    }
    return DONE;
}

/* Past the next line end from `at` on; the rest of the line is skipped when it is not in the window. */
static size_t next_line(bk_csv *csv, const char *p, size_t n, size_t at, bool last) {
    csv->skipping = false;
    for (; at < n; at++) {
        bool unsure = false;
        size_t length = line_end(csv, p, n, at, last, &unsure);
        if (unsure) break;
        if (length) return at + length;
    }
    csv->skipping = !last;
    return at;
}

bk_csv_status bk_csv_next(bk_csv *csv, const char *p, size_t n, bool last, size_t *used) {
    size_t start = 0;
    csv->count = 0;
    csv->scratch.n = 0;
    csv->problem = (bk_error){0};
    *used = 0;
    if (csv->skipping) start = next_line(csv, p, n, 0, last);
    bool unsure = false;
    while (!csv->skipping && start < n) { /* empty lines */
        size_t length = line_end(csv, p, n, start, last, &unsure);
        if (unsure || !length) break;
        start += length;
    }
    *used = csv->first = start;
    if (csv->skipping || unsure || (start >= n && !last)) return BK_CSV_MORE;
    if (start >= n) return BK_CSV_END;
    row r = {.csv = csv, .p = p, .n = n, .at = start, .last = last, .quote = SIZE_MAX};
    bool full = n - start > csv->row_bytes;
    if (full) {
        r.n = start + csv->row_bytes;
        r.last = false;
    }
    outcome o = read_row(&r);
    if (o == SHORT && !full) return BK_CSV_MORE;
    if (o == SHORT) {
        if (r.quote != SIZE_MAX)
            (void)give_up(&r, BK_E_SYNTAX, r.quote,
                          "a quote is not closed within the longest record");
        else
            (void)give_up(&r, BK_E_LIMIT, start, "the record is too long");
    }
    if (o != DONE) {
        /* an open quote is taken for a slip in its line: what follows the line is read again */
        size_t from = r.quote != SIZE_MAX ? r.quote : r.at;
        *used = next_line(csv, p, n, from, last);
        csv->count = 0;
        return BK_CSV_BAD;
    }
    *used = r.at;
    return BK_CSV_ROW;
}
