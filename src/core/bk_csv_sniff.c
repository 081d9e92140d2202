#include "bk_csv_sniff.h"

#include <string.h>

enum { SEPARATORS = 8, LINES = 2, QUOTES = 2, RECORDS = BK_CSV_SAMPLE_RECORDS };

typedef struct sample {
    const char *p;
    size_t n;
    bool cut;
} sample;

static bool is_space(char c) { /* %s */
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_among(char c, const char *signs) {
    return c && strchr(signs, c);
}

static size_t count_of(const sample *s, char c) {
    size_t n = 0;
    for (const char *p = s->p, *end = p + s->n; (p = memchr(p, c, (size_t)(end - p))); p++) n++;
    return n;
}

static bool has(const sample *s, char c) {
    return s->n && memchr(s->p, c, s->n);
}

/* A field that a wrong separator would not have left: a separator inside it is a number's, or followed by a blank, as
 * in prose. */
static bool is_clean(const char *p, size_t n) {
    bool number = n > 0, prose = true, any = false;
    for (size_t i = 0; i < n; i++) {
        number = number && ((unsigned)(p[i] - '0') < 10 || is_among(p[i], "-+.,"));
        if (is_among(p[i], "\t\x1f")) any = true, prose = false;
        if (!is_among(p[i], ",;|")) continue;
        any = true;
        if (i + 1 < n && !is_space(p[i + 1])) prose = false;
    }
    return !any || number || prose;
}

static bool begins_quoted(const char *p, size_t n) {
    size_t i = 0;
    while (i < n && is_space(p[i])) i++;
    return i < n && (p[i] == '"' || p[i] == '\'');
}

/* What a candidate's records came to. */
typedef struct tally {
    size_t records, first, cells, clean, quotes, problems;
    size_t widths[RECORDS], times[RECORDS], kinds; /* how many records have how many fields */
} tally;

typedef struct row {
    size_t width, clean, quotes;
} row;

static void add(tally *t, const row *r) {
    size_t i = 0;
    if (!t->records++) t->first = r->width;
    while (i < t->kinds && t->widths[i] != r->width) i++;
    if (i == t->kinds) t->widths[t->kinds] = r->width, t->times[t->kinds++] = 0;
    t->times[i]++;
    t->cells += r->width;
    t->clean += r->clean;
    t->quotes += r->quotes;
}

static row row_of(const bk_csv *csv, const char *p) {
    row r = {.width = csv->count};
    for (size_t i = 0; i < csv->count; i++) {
        const bk_csv_field *f = &csv->fields[i];
        const char *value = f->size ? (f->copied ? csv->scratch.p : p) + f->first : "";
        r.clean += is_clean(value, f->size);
        r.quotes += begins_quoted(value, f->size);
    }
    return r;
}

static bk_code read_records(const sample *s, bk_csv *csv, tally *t) {
    size_t at = 0, used, read = 0;
    row before = {0};
    while (read < RECORDS) {
        bk_csv_status status = bk_csv_next(csv, s->p + at, s->n - at, true, &used);
        if (status == BK_CSV_BAD && csv->problem.code == BK_E_MEMORY) return BK_E_MEMORY;
        if (status != BK_CSV_ROW && status != BK_CSV_BAD) break;
        /* the end of a sample is no proof that a quote is open */
        if (status == BK_CSV_BAD && (!s->cut || at + csv->problem.position < s->n / 2)) t->problems++;
        if (status == BK_CSV_ROW) {
            if (read++) add(t, &before);
            before = row_of(csv, s->p + at);
            t->problems += csv->problem.code != BK_OK;
        }
        at += used;
    }
    /* the last one may be cut in two */
    if (read && !(s->cut && read > 1 && read < RECORDS)) add(t, &before);
    return BK_OK;
}

/* Are there lines, which no line end parts? */
static bool has_lines(const sample *s) {
    const char *end = s->n ? memchr(s->p, '\n', s->n) : NULL;
    return end && end + 1 < s->p + s->n;
}

/* How much a candidate is worth that text has of itself. */
static double rarity(char separator) {
    return separator == '^' || separator == '~' ? 0.8 : separator == ':' ? 0.6 : 1;
}

/* How alike a candidate's records are, from 0 to 1. */
static bk_code judge(const sample *s, const bk_csv_dialect *d, double *value, size_t *width, bk_error *err) {
    bk_csv csv = {.scratch = {.secret = true}};
    tally t;
    *value = 0;
    *width = 0;
    memset(&t, 0, sizeof t);
    bk_code code = bk_csv_start(&csv, d, err);
    if (!code && (code = read_records(s, &csv, &t))) (void)bk_fail(err, code, 0, "out of memory");
    bk_csv_free(&csv);
    if (code || !t.cells) return code;
    size_t most = 0;
    for (size_t i = 0; i < t.kinds; i++) {
        if (t.times[i] < most || (t.times[i] == most && t.widths[i] < *width)) continue;
        most = t.times[i];
        *width = t.widths[i];
    }
    double cells = (double)t.cells, records = (double)t.records, alike = (double)most / records;
    double problems = (double)t.problems / records;
    if (t.first != *width) alike /= 2; /* the header is the first to agree with the rest */
    double v = alike * alike * ((double)t.clean / cells) * (1 - (double)t.quotes / cells / 2) *
               (1 - (problems < 1 ? problems : 1) / 2);
    if (t.records == 1 && has_lines(s)) v /= 2;
    /* one column is what any separator gives that does not occur */
    *value = *width > 1 ? v * (1 - 0.5 / (double)*width) * rarity(d->separator) : 0.12 * v;
    return BK_OK;
}

/* The line ends that the sample could have, the likelier first. */
static size_t line_ends(const sample *s, bk_csv_line lines[static LINES]) {
    size_t lf = count_of(s, '\n'), both = 0;
    for (size_t i = 1; i < s->n; i++) both += s->p[i] == '\n' && s->p[i - 1] == '\r';
    lines[0] = lf || !has(s, '\r') ? BK_CSV_LF : BK_CSV_CR;
    lines[1] = BK_CSV_CRLF;
    return both > 0 && both < lf ? 2 : 1;
}

/* Values as COPY and SELECT INTO OUTFILE write them: \N for none, no quotes, backslashes. */
static bool is_copied(const sample *s) {
    for (size_t i = 0; i + 2 < s->n; i++) {
        if (s->p[i] == '\\' && s->p[i + 1] == 'N' && (!i || is_among(s->p[i - 1], "\t\n")) &&
            is_among(s->p[i + 2], "\t\r\n"))
            return true;
    }
    return false;
}

/* `\"` inside a quoted field: followed by what no field goes on with after its closing quote. */
static bool is_escaping(const sample *s, char separator, char quote) {
    size_t inside = 0, closing = 0;
    for (size_t i = 0; i + 2 < s->n; i++) {
        if (s->p[i] != '\\' || s->p[i + 1] != quote) continue;
        char after = s->p[i + 2];
        if (after == separator || after == '\r' || after == '\n') closing++;
        else inside++;
        i += 2;
    }
    return inside > 0 && inside >= closing;
}

static bool has_space_before_quote(const sample *s, char separator, char quote) {
    const char *end = s->p + s->n;
    for (const char *p = s->p; (p = memchr(p, separator, (size_t)(end - p)));) {
        const char *q = ++p;
        while (q < end && (*q == ' ' || *q == '\t')) q++;
        if (q > p && q < end && *q == quote) return true;
    }
    return false;
}

static bk_csv_dialect candidate(const sample *s, const bk_csv_given *given, bk_csv_line line, char quote,
                                char separator) {
    bk_csv_dialect d = {.line = line, .quote = quote, .separator = separator};
    if (!given->quote && separator == '\t' && is_copied(s)) {
        d.quote = '\0';
        d.escape = '\\';
    }
    if (given->escape) d.escape = given->dialect.escape;
    else if (!d.escape && d.quote && is_escaping(s, separator, d.quote)) d.escape = '\\';
    if (given->skip_space) d.skip_space = given->dialect.skip_space;
    else d.skip_space = d.quote && has_space_before_quote(s, separator, d.quote);
    return d;
}

bk_code bk_csv_sniff(const char *p, size_t n, bool cut, const bk_csv_given *given, bk_csv_sniffed *out,
                     bk_error *err) {
    /* the likelier first: it wins when two are as good */
    static const char usual[SEPARATORS] = {',', ';', '\t', '|', '\x1f', '^', '~', ':'};
    sample s = {p, n, cut};
    bk_csv_line lines[LINES] = {given->dialect.line};
    char quotes[QUOTES] = {'"', '\''}, separators[SEPARATORS] = {given->dialect.separator};
    size_t line_n = given->line ? 1 : line_ends(&s, lines), quote_n = 1, separator_n = given->separator;
    if (given->quote) quotes[0] = given->dialect.quote;
    else if (has(&s, '\'') && !has(&s, '"')) quote_n = 2;
    for (size_t i = 0; i < SEPARATORS && !given->separator; i++)
        if (has(&s, usual[i])) separators[separator_n++] = usual[i];
    if (!separator_n) { /* nothing to tell candidates by */
        separators[separator_n++] = ',';
        line_n = quote_n = 1;
    }
    double best = -1;
    *out = (bk_csv_sniffed){0};
    for (size_t l = 0; l < line_n; l++) {
        for (size_t q = 0; q < quote_n; q++) {
            for (size_t k = 0; k < separator_n; k++) {
                double value;
                size_t width;
                bk_csv_dialect d = candidate(&s, given, lines[l], quotes[q], separators[k]);
                bk_code code = judge(&s, &d, &value, &width, err);
                if (code) return code;
                if (value <= best + 1e-9) continue;
                best = value;
                out->dialect = d;
                out->width = width;
            }
        }
    }
    for (size_t i = 0; i + 1 < n && !out->null; i++) out->null = p[i] == '\\' && p[i + 1] == 'N';
    return BK_OK;
}
