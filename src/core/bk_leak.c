#include "bk_leak_internal.h"

#include "bk_calendar.h"
#include "bk_sql_lex.h"

#include <stdio.h>
#include <string.h>

static bk_buf *const *buffers(bk_leak *l, bk_buf *all[static 7]) {
    bk_buf *const list[] = {&l->made, &l->block.value, &l->json.leaves, &l->tables.unnamed, &l->columns, &l->csv.scratch,
                            &l->sql.values};
    memcpy(all, list, sizeof list);
    return all;
}

void bk_leak_free(bk_leak *l) {
    bk_buf *all[7];
    bk_csv_free(&l->csv);
    bk_sqldump_free(&l->sql);
    bk_json_fields_free(&l->json.none);
    buffers(l, all);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) bk_buf_free(all[i]);
    l->filled = 0;
}

bool bk_leak_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool bk_leak_sign(char c) {
    return (unsigned)((c | 32) - 'a') < 26 || (unsigned)(c - '0') < 10;
}

uint64_t bk_leak_at(const bk_leak *l, size_t offset) {
    return l->base + offset + 1;
}

bk_leak_status bk_leak_bad(bk_leak *l, uint64_t position, bk_tally_bad why) {
    l->position = position;
    l->why = why;
    return BK_LEAK_BAD;
}

const char *bk_leak_get(const bk_leak *l, int class, size_t *n) {
    if (class < 0 || !(l->filled >> class & 1)) return NULL;
    const bk_leak_value *v = &l->values[class];
    *n = v->n;
    return v->p ? v->p : v->n ? l->made.p + v->first : "";
}

const char *bk_leak_who(const bk_leak *l, size_t *n) {
    const char *email = bk_leak_get(l, l->classes->email, n);
    return email ? email : bk_leak_get(l, l->classes->user, n);
}

/* The value that is there, a blank and this one. */
static void join(bk_leak *l, int class, const char *p, size_t first, size_t n) {
    bk_leak_value *v = &l->values[class];
    size_t start = l->made.n;
    if (bk_buf_reserve(&l->made, v->n + n + 1)) return;
    (void)bk_buf_add(&l->made, v->p ? v->p : l->made.p + v->first, v->n);
    (void)bk_buf_add_char(&l->made, ' ');
    (void)bk_buf_add(&l->made, p ? p : l->made.p + first, n);
    *v = (bk_leak_value){NULL, start, l->made.n - start};
}

void bk_leak_put(bk_leak *l, int class, const char *p, size_t first, size_t n) {
    if (class < 0 || !n) return;
    if (l->filled >> class & 1) {
        if (l->classes->all[class].joined) join(l, class, p, first, n);
        return;
    }
    l->filled |= UINT64_C(1) << class;
    l->values[class] = (bk_leak_value){p, first, n};
}

void bk_leak_put_copy(bk_leak *l, int class, const char *p, size_t n) {
    size_t first = l->made.n;
    if (!bk_buf_add(&l->made, p, n)) bk_leak_put(l, class, NULL, first, n);
}

bk_leak_status bk_leak_line(bk_leak *l, bk_leak_window *w, const char **line, size_t *n) {
    const char *from = w->p + w->at;
    size_t left = w->n - w->at;
    const char *end = left ? memchr(from, '\n', left) : NULL;
    if (!left && w->last && !l->long_at) return BK_LEAK_END;
    if (!end && !w->last) {
        if (!l->long_at && left <= l->line_most) return BK_LEAK_MORE;
        if (!l->long_at) l->long_at = bk_leak_at(l, w->at);
        w->at = w->n;
        return BK_LEAK_MORE;
    }
    uint64_t position = l->long_at ? l->long_at : bk_leak_at(l, w->at);
    *line = from;
    *n = end ? (size_t)(end - from) : left;
    w->at += *n + (end != NULL);
    if (l->long_at || *n > l->line_most) {
        l->long_at = 0;
        return bk_leak_bad(l, position, BK_TALLY_LONG);
    }
    l->position = position;
    return BK_LEAK_RECORD;
}

static bk_leak_status next_combo(bk_leak *l, bk_leak_window *w) {
    const char *line;
    size_t n;
    bk_combo_record r;
    for (;;) {
        bk_leak_status status = bk_leak_line(l, w, &line, &n);
        if (status != BK_LEAK_RECORD) return status;
        if (n > 1 || (n && *line != '\r')) break;
    }
    bk_tally_bad bad = n > BK_COMBO_LINE ? BK_TALLY_LONG : bk_combo_read(&l->combo, line, n, &r);
    if (bad != BK_TALLY_BADS) return bk_leak_bad(l, l->position, bad);
    if (r.site_n && l->classes->site >= 0) bk_leak_put_host(l, r.site, r.site_n);
    bool named = l->login == l->classes->email && !memchr(r.login, '@', r.login_n);
    bk_leak_put(l, named ? l->classes->user : l->login, r.login, 0, r.login_n);
    /* an empty secret is one here: that it is empty is counted */
    int secret = l->classes->secret;
    if (secret >= 0 && secret != l->login) {
        l->filled |= UINT64_C(1) << secret;
        l->values[secret] = (bk_leak_value){r.secret, 0, r.secret_n};
    }
    return BK_LEAK_RECORD;
}

static bk_leak_status next_row(bk_leak *l, bk_leak_window *w) {
    size_t used, width = l->columns.n / sizeof(int);
    for (;;) {
        const char *p = w->p + w->at;
        bk_csv *csv = &l->csv;
        bk_csv_status status = bk_csv_next(csv, p, w->n - w->at, w->last, &used);
        size_t start = w->at;
        w->at += used;
        if (status == BK_CSV_MORE) return BK_LEAK_MORE;
        if (status == BK_CSV_END) return BK_LEAK_END;
        if (status == BK_CSV_BAD) {
            if (csv->problem.code == BK_E_MEMORY) return BK_LEAK_NO_MEMORY;
            return bk_leak_bad(l, l->base + start + csv->problem.position,
                               csv->problem.code == BK_E_LIMIT ? BK_TALLY_LONG : BK_TALLY_SYNTAX);
        }
        if (l->header) {
            l->header = false;
            continue;
        }
        l->position = bk_leak_at(l, start + csv->first);
        if (csv->problem.code || csv->count != width) return bk_leak_bad(l, l->position, BK_TALLY_SYNTAX);
        for (size_t i = 0; i < width; i++) {
            int class;
            const bk_csv_field *f = &csv->fields[i];
            memcpy(&class, l->columns.p + i * sizeof class, sizeof class);
            if (class >= 0 && f->size) bk_leak_put(l, class, (f->copied ? csv->scratch.p : p) + f->first, 0, f->size);
        }
        return BK_LEAK_RECORD;
    }
}

static void begin(bk_leak *l) {
    bk_buf *all[7];
    buffers(l, all);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!all[i]->p) all[i]->secret = true;
    l->block.held = -1;
    l->begun = true;
}

bk_leak_status bk_leak_next(bk_leak *l, const char *p, size_t n, bool last, size_t *used) {
    static bk_leak_status (*const readers[BK_LEAK_KINDS])(bk_leak *, bk_leak_window *) = {
        [BK_LEAK_COMBO] = next_combo,          [BK_LEAK_TABLE] = next_row,
        [BK_LEAK_JSONL] = bk_leak_next_jsonl,  [BK_LEAK_JSON] = bk_leak_next_json,
        [BK_LEAK_BLOCKS] = bk_leak_next_block, [BK_LEAK_SQL] = bk_leak_next_sql};
    bk_leak_window w = {p, n, 0, last};
    *used = 0;
    if (!l->begun) {
        if (n < 3 && !last) return BK_LEAK_MORE;
        begin(l);
        if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) w.at = 3; /* a byte order mark */
    }
    /* a block grows over several calls */
    if (l->kind != BK_LEAK_BLOCKS && !l->tables.pending) {
        l->filled = 0;
        l->made.n = 0;
    }
    bk_leak_status status = readers[l->kind](l, &w);
    *used = w.at;
    l->base += w.at;
    return l->made.failed || l->columns.failed ? BK_LEAK_NO_MEMORY : status;
}

bool bk_leak_day(const char *p, size_t n, char day[BK_LEAK_DAY]) {
    static const char form[] = "dddd-dd-dd";
    size_t i = 0;
    while (i < BK_LEAK_DAY && i < n && (form[i] == 'd' ? (unsigned)(p[i] - '0') < 10 : p[i] == '-')) i++;
    if (i == BK_LEAK_DAY) {
        memcpy(day, p, BK_LEAK_DAY);
        return memcmp(day, "0000-00-00", BK_LEAK_DAY) != 0;
    }
    int64_t seconds = 0, year;
    unsigned month, of_month;
    char text[32];
    for (i = 0; i < n && i < 11 && (unsigned)(p[i] - '0') < 10; i++) seconds = seconds * 10 + (p[i] - '0');
    if (i != n || n < 9 || n > 10) return false;
    bk_civil(seconds / BK_DAY, &year, &month, &of_month);
    (void)snprintf(text, sizeof text, "%04d-%02u-%02u", (int)year, month, of_month);
    memcpy(day, text, BK_LEAK_DAY);
    return true;
}

bool bk_leak_is_of(const char *address, size_t size, const char *p, size_t n) {
    size_t at = size;
    while (at && address[at - 1] != '@') at--;
    if (!at) return false;
    const char *domain = address + at;
    size_t length = size - at;
    for (size_t i = 0; i < n;) {
        size_t k = strlen(p + i), same = 0;
        while (same < k && same < length && bk_sql_lower(domain[length - 1 - same]) == p[i + k - 1 - same]) same++;
        if (same == k && k && (k == length || domain[length - k - 1] == '.')) return true;
        i += k + 1;
    }
    return false;
}

/* ^[^%s@]+@[^%s@]+%.[^%s@]+$ without what parts fields: RFC 5322 has those within quotes alone. */
bool bk_leak_is_email(const char *p, size_t n) {
    const char *at = n ? memchr(p, '@', n) : NULL;
    if (!at || at == p) return false;
    size_t dot = 0, first = (size_t)(at - p) + 1;
    for (size_t i = 0; i < n; i++) {
        if (bk_leak_space(p[i]) || (i >= first && p[i] == '@') || (p[i] && strchr(",;:|<>()\"", p[i]))) return false;
        if (i > first && i + 1 < n && p[i] == '.') dot = i;
    }
    return dot > 0;
}

static size_t digits(const char *p, size_t n) {
    size_t i = 0;
    while (i < n && (unsigned)(p[i] - '0') < 10) i++;
    return i;
}

static bool is_ip(const char *p, size_t n) {
    for (int part = 0; part < 4; part++) {
        size_t k = digits(p, n);
        bool dot = part < 3;
        if (!k || (dot ? k == n || p[k] != '.' : k != n)) return false;
        p += k + dot;
        n -= k + dot;
    }
    return true;
}

int bk_leak_form(const bk_leak_classes *c, const char *p, size_t n) {
    char day[BK_LEAK_DAY];
    if (bk_leak_is_email(p, n)) return c->email;
    if (is_ip(p, n)) return c->ip;
    bool dated = n >= BK_LEAK_DAY && digits(p, 5) == 4 && p[4] == '-' && digits(p + 5, 3) == 2 && p[7] == '-';
    if (dated && (bk_leak_day(p, n, day) || memcmp(p, "0000-00-00", BK_LEAK_DAY) == 0)) return c->date;
    bk_scheme scheme = bk_scheme_of(p, n);
    return scheme == BK_SCHEME_PLAIN || scheme == BK_SCHEME_EMPTY ? -1 : c->secret;
}

void bk_leak_forms_add(bk_leak_forms *f, const bk_leak_classes *c, const char *p, size_t n) {
    if (!n) return;
    int class = bk_leak_form(c, p, n);
    f->filled++;
    for (size_t i = 0; class >= 0 && i < sizeof f->of / sizeof *f->of; i++) {
        if (f->of[i].n && f->of[i].class != class) continue;
        f->of[i].class = class;
        f->of[i].n++;
        return;
    }
}

int bk_leak_forms_told(const bk_leak_forms *f) {
    for (size_t i = 0; i < sizeof f->of / sizeof *f->of; i++)
        if (f->of[i].n && (double)f->of[i].n >= 0.8 * (double)f->filled) return f->of[i].class;
    return -1;
}
