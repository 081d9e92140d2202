#include "bk_leak_find_internal.h"

#include "bk_json_token.h"
#include "bk_leak_internal.h"

#include <string.h>

enum { MOST_LINES = BK_LEAK_SAMPLE_LINES };

void bk_leak_layout_free(bk_leak_layout *l) {
    bk_buf_free(&l->columns);
    bk_buf_free(&l->names);
}

/* The lines of the sample that have something, and are there to their end. */
static void split(bk_leak_sample *s) {
    const char *end = s->p + s->n;
    for (const char *p = s->p; p < end && s->lines < MOST_LINES;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        if (!stop && s->cut && s->lines) break;
        size_t n = (size_t)((stop ? stop : end) - p);
        if (n && p[n - 1] == '\r') n--;
        if (n) s->line[s->lines++] = (bk_leak_value){p, 0, n};
        p = stop ? stop + 1 : end;
    }
}

/* ---- JSON ---- */

static bool is_object(const char *p, size_t n, bk_code *code) {
    const bk_json_limits limits = {.replace = true};
    bk_json_fields none = {0};
    bk_json_slice found[1];
    while (n && bk_leak_space(*p)) p++, n--;
    if (!n || *p != '{') return false;
    *code = bk_json_fields_start(&none, NULL);
    bool is = !*code && !bk_json_project(p, n, &limits, &none, found, NULL);
    bk_json_fields_free(&none);
    return is;
}

/* Whether the first value of the sample is an object, or goes on behind it. */
static bool begins_with_object(const bk_leak_sample *s, bk_code *code) {
    bk_json_values v = {0};
    size_t used, from = 0, at = 0;
    for (;;) {
        bk_json_values_status status = bk_json_values_next(&v, s->p + at, s->n - at, &used);
        at += used;
        if (status == BK_JSON_VALUES_BEGIN) from = at;
        if (status == BK_JSON_VALUES_END) return is_object(s->p + from, at - from, code);
        if (status == BK_JSON_VALUES_MORE) return v.inside;
    }
}

static bool is_json(const bk_leak_sample *s, bk_leak_layout *out, bk_code *code) {
    const char *p = s->p, *end = p + s->n;
    while (p < end && bk_leak_space(*p)) p++;
    if (p == end || (*p != '{' && *p != '[')) return false;
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    out->kind = BK_LEAK_JSONL;
    if (is_object(p, (size_t)((stop ? stop : end) - p), code)) return true;
    const char *next = p + 1;
    while (next < end && bk_leak_space(*next)) next++;
    out->kind = BK_LEAK_JSON;
    out->list = *p == '[';
    return next < end && *next == (out->list ? '{' : '"') && begins_with_object(s, code);
}

static bool of_json(const bk_leak_sample *s, const bk_leak_classes *c, bk_leak_layout *out, bk_code *code) {
    if (!is_json(s, out, code)) return false;
    if (!out->list) bk_leak_find_within(s, c, out->within);
    if (*out->within) out->kind = BK_LEAK_JSON;
    return true;
}

/* ---- logs of stealers ---- */

/* Blocks of `Name: value`, of which one at least tells both who and a secret. */
static bool of_blocks(const bk_leak_sample *s, const bk_leak_classes *c, bk_leak_layout *out) {
    uint64_t seen = 0;
    bool whole = false;
    out->kind = BK_LEAK_BLOCKS;
    out->seen = out->of = 0;
    for (size_t i = 0; i < s->lines; i++) {
        bk_leak_value name, value;
        const bk_leak_value *line = &s->line[i];
        bool named = bk_leak_block_line(line->p, line->n, &name, &value), told = false;
        int class = named ? bk_leak_block_class(c, name.p, name.n) : -1;
        for (size_t k = 0; k < line->n && !told; k++) told = bk_leak_sign(line->p[k]);
        out->of += told;
        out->seen += named;
        if (class < 0) continue;
        if (seen >> class & 1) seen = 0;
        seen |= UINT64_C(1) << class;
        bool who = (c->email >= 0 && seen >> c->email & 1) || (c->user >= 0 && seen >> c->user & 1);
        whole = whole || (who && c->secret >= 0 && seen >> c->secret & 1);
    }
    return whole && 2 * out->seen >= out->of;
}

/* ---- tables ---- */

/* What the rows of a table came to. */
typedef struct table {
    size_t rows, whole, width; /* whole: of the first one's width */
    int *classes;              /* of the first row's names */
    size_t known;
    bool named;                /* the first row's values have no form that records have */
    bk_leak_forms *forms, *below; /* by column; of all rows, and of those below the first */
} table;

static const char *value_of(const bk_csv *csv, const char *p, size_t i) {
    const bk_csv_field *f = &csv->fields[i];
    return f->size ? (f->copied ? csv->scratch.p : p) + f->first : "";
}

static bk_code first_row(table *t, const bk_leak_classes *c, const bk_csv *csv, const char *p, bk_leak_layout *out) {
    t->width = csv->count;
    t->classes = malloc(t->width * sizeof *t->classes);
    t->forms = calloc(2 * t->width, sizeof *t->forms);
    if (!t->classes || !t->forms) return BK_E_MEMORY;
    t->below = t->forms + t->width;
    t->named = true;
    for (size_t i = 0; i < t->width; i++) {
        const char *name = value_of(csv, p, i);
        size_t n = csv->fields[i].size;
        t->classes[i] = bk_leak_class_of(c, name, n);
        t->known += t->classes[i] >= 0;
        t->named = t->named && bk_leak_form(c, name, n) < 0;
        (void)bk_buf_add(&out->names, name, strnlen(name, n));
        (void)bk_buf_add_char(&out->names, '\0');
    }
    return out->names.failed;
}

static void add_row(table *t, const bk_leak_classes *c, const bk_csv *csv, const char *p) {
    t->whole += csv->count == t->width;
    for (size_t i = 0; i < t->width && i < csv->count; i++) {
        const char *value = value_of(csv, p, i);
        bk_leak_forms_add(&t->forms[i], c, value, csv->fields[i].size);
        if (t->rows) bk_leak_forms_add(&t->below[i], c, value, csv->fields[i].size);
    }
    t->rows++;
}

static bk_code read_rows(const bk_leak_sample *s, const bk_leak_classes *c, bk_csv *csv, table *t, bk_leak_layout *out) {
    size_t at = 0, used;
    bk_code code = BK_OK;
    while (t->rows < MOST_LINES && !code) {
        bk_csv_status status = bk_csv_next(csv, s->p + at, s->n - at, true, &used);
        if (status == BK_CSV_BAD && csv->problem.code == BK_E_MEMORY) return BK_E_MEMORY;
        if (status != BK_CSV_ROW && status != BK_CSV_BAD) break;
        if (status == BK_CSV_ROW) {
            if (!t->rows) code = first_row(t, c, csv, s->p + at, out);
            if (!code) add_row(t, c, csv, s->p + at);
        }
        at += used;
    }
    return code;
}

/* A header of which two names are known, or one where the column below it shows what the others are. One that holds a value of
 * a record's form is a record, whatever its words are called: Lua would have it in plain. */
static bool has_header(const table *t, const bk_leak_classes *c) {
    if (t->width < 2 || !t->known || !t->named) return false;
    if (t->known >= 2) return true;
    bool people = false;
    for (size_t i = 0; i < t->width; i++) people = people || (c->email >= 0 && bk_leak_forms_told(&t->below[i]) == c->email);
    return people && t->rows > 1;
}

static bool told(const table *t, const bk_leak_classes *c, bk_leak_layout *out) {
    bool people = false;
    out->of = t->width;
    out->seen = t->known;
    out->header = has_header(t, c);
    for (size_t i = 0; i < t->width; i++) {
        int form = bk_leak_forms_told(out->header ? &t->below[i] : &t->forms[i]);
        /* what a column is named says more than what it holds, but for addresses of e-mail */
        bool by_name = out->header && t->classes[i] >= 0 && (form < 0 || form != c->email);
        int class = by_name ? t->classes[i] : form;
        people = people || (class >= 0 && class == c->email);
        (void)bk_buf_add(&out->columns, (const char *)&class, sizeof class);
    }
    return out->header || (t->width >= 3 && 10 * t->whole >= 9 * t->rows && people);
}

/* A header whose names are known, or rows of at least three equal parts of which one is an e-mail address. */
static bool of_table(const bk_leak_sample *s, const bk_leak_classes *c, bk_leak_layout *out, bk_code *code) {
    bk_csv_given none = {0};
    bk_csv csv = {.scratch = {.secret = true}};
    table t = {0};
    bool is = false;
    out->kind = BK_LEAK_TABLE;
    *code = bk_csv_sniff(s->p, s->n, s->cut, &none, &out->csv, NULL);
    if (!*code) *code = bk_csv_start(&csv, &out->csv.dialect, NULL);
    if (!*code) *code = read_rows(s, c, &csv, &t, out);
    if (!*code && t.rows) is = told(&t, c, out);
    if (!*code) *code = out->columns.failed;
    bk_csv_free(&csv);
    free(t.classes);
    free(t.forms);
    return is;
}

/* ---- which of them ---- */

/* Takes over what another layout has. */
static void become(bk_leak_layout *out, bk_leak_layout *other) {
    bk_leak_layout_free(out);
    *out = *other;
    *other = (bk_leak_layout){0};
}

static bk_code of_lines(const bk_leak_sample *s, const bk_leak_classes *c, bk_leak_layout *out) {
    bk_code code = BK_OK;
    bk_leak_layout combo = {0};
    if (of_blocks(s, c, out)) return BK_OK;
    bool named = of_table(s, c, out, &code);
    if (code || (named && out->header)) return code;
    double people;
    bool listed = bk_leak_find_combo(s, c, &combo, &people);
    /* what a table and a list have between their parts: columns say more, but of a site, who and a secret */
    bool same = listed && combo.combo.separator_n == 1 && combo.combo.separator[0] == out->csv.dialect.separator;
    same = same && !(combo.combo.sites && out->of == 3);
    if (named && (!listed || same)) return BK_OK;
    if (listed && (people >= 0.5 || !named)) become(out, &combo);
    return listed || named ? BK_OK : BK_E_TYPE;
}

bk_code bk_leak_find(const bk_leak_classes *c, const char *p, size_t n, bool cut, bk_leak_layout *out) {
    bk_code code = BK_OK;
    out->names.secret = true; /* the first row may be no header */
    if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) p += 3, n -= 3;
    cut = cut || n > BK_LEAK_SAMPLE;
    bk_leak_sample s = {.p = p, .n = n < BK_LEAK_SAMPLE ? n : BK_LEAK_SAMPLE, .cut = cut};
    split(&s);
    size_t blank = 0;
    while (blank < s.n && bk_leak_space(p[blank])) blank++;
    if (blank == s.n) return BK_E_EMPTY;
    if (of_json(&s, c, out, &code) || code) return code;
    if (bk_leak_find_sql(&s, out)) return BK_OK;
    return of_lines(&s, c, out);
}
