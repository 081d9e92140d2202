/* The rows of the tables of an SQL dump that have a column of who or of a secret. */
#include "bk_leak_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
    AHEAD = 200,           /* rows of a table that nothing names the columns of, looked at for what they hold */
    AHEAD_BYTES = 4 << 20, /* and bytes */
    TABLES_BYTES = 1 << 20
};

/* Of such a table: followed by its name and the classes of its columns. */
typedef struct unnamed {
    size_t name_n, width;
} unnamed;

static bool is_wanted(const bk_leak *l) {
    const bk_leak_classes *c = l->classes;
    for (size_t i = 0; i < l->columns.n; i += sizeof(int)) {
        int class;
        memcpy(&class, l->columns.p + i, sizeof class);
        if (class >= 0 && (class == c->email || class == c->user || class == c->secret)) return true;
    }
    return false;
}

static void add_column(bk_leak *l, int class) {
    (void)bk_buf_add(&l->columns, (const char *)&class, sizeof class);
}

static bool recall(bk_leak *l, const char *name, size_t n) {
    const bk_buf *b = &l->tables.unnamed;
    for (size_t at = 0; at < b->n;) {
        unnamed u;
        memcpy(&u, b->p + at, sizeof u);
        at += sizeof u;
        if (u.name_n == n && (!n || memcmp(b->p + at, name, n) == 0)) {
            (void)bk_buf_add(&l->columns, b->p + at + n, u.width * sizeof(int));
            return true;
        }
        at += u.name_n + u.width * sizeof(int);
    }
    return false;
}

static void remember(bk_leak *l, const char *name, size_t n) {
    bk_buf *b = &l->tables.unnamed;
    unnamed u = {n, l->columns.n / sizeof(int)};
    if (b->n + sizeof u + n + l->columns.n > TABLES_BYTES) return; /* it is judged again */
    (void)bk_buf_add(b, (const char *)&u, sizeof u);
    (void)bk_buf_add(b, name, n);
    (void)bk_buf_add(b, l->columns.p, l->columns.n);
}

static void add_forms(const bk_leak *l, const bk_sqldump *row, bk_leak_forms *forms, size_t width) {
    for (size_t i = 0; i < row->count && i < width; i++) {
        bk_sqldump_field f = bk_sqldump_field_at(row, i);
        if (!f.null && f.size) bk_leak_forms_add(&forms[i], l->classes, row->values.p + f.first, f.size);
    }
}

/* The rows behind the current one, read ahead: whether enough of them are there. */
static bool look_ahead(const bk_leak *l, const bk_leak_window *w, bk_leak_forms *forms, size_t width) {
    const bk_sqldump *s = &l->sql;
    bk_sqldump ahead = {.backslash = s->backslash, .row_bytes = s->row_bytes, .fields_most = s->fields_most,
                        .state = s->state, .values = {.secret = true}};
    (void)bk_buf_add(&ahead.names, s->names.p, s->names.n);
    (void)bk_buf_add(&ahead.columns, s->columns.p, s->columns.n);
    size_t at = w->at, n, own_n, used;
    const char *name = bk_sqldump_name_at(s, 0, &n);
    bool enough = false;
    for (size_t rows = 1, others = 0; !enough;) {
        bk_sqldump_status status = bk_sqldump_next(&ahead, w->p + at, w->n - at, w->last, &used);
        at += used;
        if (status == BK_SQLDUMP_MORE || status == BK_SQLDUMP_END) {
            enough = status == BK_SQLDUMP_END || w->n - w->at > AHEAD_BYTES;
            break;
        }
        const char *own = bk_sqldump_name_at(&ahead, 0, &own_n);
        if (status == BK_SQLDUMP_ROW && own_n == n && (!n || memcmp(own, name, n) == 0)) {
            add_forms(l, &ahead, forms, width);
            rows++;
        }
        enough = rows == AHEAD || ++others == AHEAD;
    }
    bk_sqldump_free(&ahead);
    return enough;
}

/* Of a table whose columns neither the statement nor CREATE TABLE names; false when more bytes are needed. */
static bool by_form(bk_leak *l, const bk_leak_window *w) {
    size_t n, width = l->sql.count;
    const char *name = bk_sqldump_name_at(&l->sql, 0, &n);
    if (recall(l, name, n)) return true;
    bk_leak_forms *forms = calloc(width ? width : 1, sizeof *forms);
    if (!forms) {
        l->columns.failed = BK_E_MEMORY;
        return true;
    }
    add_forms(l, &l->sql, forms, width);
    bool enough = look_ahead(l, w, forms, width);
    for (size_t i = 0; enough && i < width; i++) add_column(l, bk_leak_forms_told(&forms[i]));
    free(forms);
    if (enough) remember(l, name, n);
    return enough;
}

/* The classes of the columns of the row's table; false when more bytes are needed. */
static bool know_columns(bk_leak *l, const bk_leak_window *w) {
    size_t count = bk_sqldump_columns(&l->sql), n;
    if (l->tables.told == l->sql.tables) return true;
    l->columns.n = 0;
    for (size_t i = 1; i <= count; i++) {
        const char *name = bk_sqldump_name_at(&l->sql, i, &n);
        add_column(l, bk_leak_class_of(l->classes, name, n));
    }
    if (!count && !by_form(l, w)) return false;
    l->tables.wanted = is_wanted(l);
    l->tables.told = l->sql.tables;
    return true;
}

static bk_leak_status row(bk_leak *l) {
    const bk_sqldump *s = &l->sql;
    if (!l->tables.wanted) return BK_LEAK_PASSED;
    if (s->count != l->columns.n / sizeof(int)) return bk_leak_bad(l, l->position, BK_TALLY_SYNTAX);
    for (size_t i = 0; i < s->count; i++) {
        int class;
        bk_sqldump_field f = bk_sqldump_field_at(s, i);
        memcpy(&class, l->columns.p + i * sizeof class, sizeof class);
        if (!f.null && f.size) bk_leak_put(l, class, s->values.p + f.first, 0, f.size);
    }
    return BK_LEAK_RECORD;
}

bk_leak_status bk_leak_next_sql(bk_leak *l, bk_leak_window *w) {
    if (!l->tables.pending) {
        size_t used, start = w->at;
        bk_sqldump_status status = bk_sqldump_next(&l->sql, w->p + start, w->n - start, w->last, &used);
        w->at += used;
        if (status == BK_SQLDUMP_MORE) return BK_LEAK_MORE;
        if (status == BK_SQLDUMP_END) return BK_LEAK_END;
        if (status == BK_SQLDUMP_BAD) {
            const bk_error *e = &l->sql.problem;
            if (e->code == BK_E_MEMORY) return BK_LEAK_NO_MEMORY;
            return bk_leak_bad(l, l->base + start + e->position, e->code == BK_E_LIMIT ? BK_TALLY_LONG : BK_TALLY_SYNTAX);
        }
        l->position = bk_leak_at(l, start + l->sql.first);
    }
    l->tables.pending = !know_columns(l, w);
    return l->tables.pending ? BK_LEAK_MORE : row(l);
}
