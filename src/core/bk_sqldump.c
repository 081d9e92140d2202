#include "bk_sqldump.h"

#include "bk_hex.h"
#include "bk_sql_lex.h"

#include <stdint.h>
#include <string.h>

enum { DEFAULT_ROW = 1 << 20, DEFAULT_FIELDS = 65536, TABLES_KNOWN = 1 << 20 };

enum state { TOP, LINE_COMMENT, STATEMENT, ROWS, AFTER_ROW, COPIED };

typedef struct known_table {
    size_t first, count; /* in `known`, of bk_sqldump_name: the table and its columns */
} known_table;

void bk_sqldump_free(bk_sqldump *s) {
    bk_buf *const all[] = {&s->values, &s->fields, &s->names, &s->columns, &s->known, &s->list};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) bk_buf_free(all[i]);
    s->count = 0;
}

static void add_name(bk_buf *names, bk_buf *columns, const char *p, size_t n) {
    bk_sqldump_name name = {names->n, n};
    (void)bk_buf_add(names, p, n);
    (void)bk_buf_add(columns, (const char *)&name, sizeof name);
}

/* A table's name, of which the last part counts: `schema`.`name`. *t is the token behind it. */
static bk_sql_outcome table_name(bk_sql_cursor *c, bk_sql_token *t, bk_sql_token *name) {
    for (;;) {
        if (t->kind != BK_SQL_WORD && t->kind != BK_SQL_NAME) return BK_SQL_WRONG;
        *name = *t;
        bk_sql_outcome o = bk_sql_next(c, t);
        if (o != BK_SQL_DONE || !bk_sql_is_mark(t, '.')) return o;
        o = bk_sql_next(c, t);
        if (o != BK_SQL_DONE) return o;
    }
}

/* What `(a, b)` lists, to `columns`; the opening one is read. */
static bk_sql_outcome name_list(bk_sql_cursor *c, bk_buf *names, bk_buf *columns) {
    bk_sql_token t;
    for (;;) {
        bk_sql_outcome o = bk_sql_next(c, &t);
        if (o != BK_SQL_DONE) return o;
        if (bk_sql_is_mark(&t, ')')) return BK_SQL_DONE;
        if (bk_sql_is_mark(&t, ',')) continue;
        if (t.kind != BK_SQL_WORD && t.kind != BK_SQL_NAME) return BK_SQL_WRONG;
        add_name(names, columns, c->p + t.first, t.end - t.first);
    }
}

/* Columns of CREATE TABLE: the first token of each part, unless it begins a constraint. */
static bk_sql_outcome definition_list(bk_sql_cursor *c, bk_buf *names, bk_buf *columns) {
    static const char *const constraints[] = {"primary", "unique",  "key",   "index", "constraint",
                                              "foreign", "fulltext", "check", "spatial"};
    bk_sql_token t;
    int depth = 1;
    bool first = true;
    for (;;) {
        bk_sql_outcome o = bk_sql_next(c, &t);
        if (o != BK_SQL_DONE) return o;
        if (t.kind == BK_SQL_END) return BK_SQL_WRONG;
        if (bk_sql_is_mark(&t, '(')) depth++;
        if (bk_sql_is_mark(&t, ')') && --depth == 0) return BK_SQL_DONE;
        bool name = first && (t.kind == BK_SQL_NAME || t.kind == BK_SQL_WORD);
        for (size_t i = 0; i < sizeof constraints / sizeof *constraints && name; i++)
            name = !bk_sql_is(c, &t, constraints[i]);
        if (name) add_name(names, columns, c->p + t.first, t.end - t.first);
        first = depth == 1 && bk_sql_is_mark(&t, ',');
    }
}

static bk_sqldump_name name_in(const bk_buf *columns, size_t i) {
    bk_sqldump_name name;
    memcpy(&name, columns->p + i * sizeof name, sizeof name);
    return name;
}

size_t bk_sqldump_columns(const bk_sqldump *s) {
    size_t n = s->columns.n / sizeof(bk_sqldump_name);
    return n ? n - 1 : 0;
}

const char *bk_sqldump_name_at(const bk_sqldump *s, size_t i, size_t *size) {
    bk_sqldump_name name = name_in(&s->columns, i);
    *size = name.size;
    return name.size ? s->names.p + name.first : "";
}

bk_sqldump_field bk_sqldump_field_at(const bk_sqldump *s, size_t i) {
    bk_sqldump_field f;
    memcpy(&f, s->fields.p + i * sizeof f, sizeof f);
    return f;
}

/* Columns that the statement does not list are those of the last CREATE TABLE of that name. */
static void known_columns(bk_sqldump *s) {
    size_t size;
    if (s->names.failed || s->columns.failed) return; /* the row tells */
    const char *table = bk_sqldump_name_at(s, 0, &size);
    for (size_t i = s->list.n / sizeof(known_table); i-- > 0;) {
        known_table k;
        memcpy(&k, s->list.p + i * sizeof k, sizeof k);
        bk_sqldump_name name;
        memcpy(&name, s->known.p + k.first, sizeof name);
        const char *bytes = s->known.p + k.first + (k.count + 1) * sizeof name;
        if (!bk_sql_same(bytes + name.first, name.size, table, size)) continue;
        for (size_t j = 1; j <= k.count; j++) {
            memcpy(&name, s->known.p + k.first + j * sizeof name, sizeof name);
            add_name(&s->names, &s->columns, bytes + name.first, name.size);
        }
        return;
    }
}

static void remember(bk_sqldump *s) {
    if (s->known.n > TABLES_KNOWN || s->names.failed || s->columns.failed) return;
    known_table k = {s->known.n, bk_sqldump_columns(s)};
    if (bk_buf_add(&s->known, s->columns.p, s->columns.n) || bk_buf_add(&s->known, s->names.p, s->names.n)) return;
    (void)bk_buf_add(&s->list, (const char *)&k, sizeof k);
}

/* The head of a statement: on BK_SQL_DONE the state is what follows it. */
static bk_sql_outcome statement(bk_sqldump *s, bk_sql_cursor *c) {
    bk_sql_token t, name;
    size_t start = c->at;
    s->state = STATEMENT;
    s->quote = 0;
    bk_sql_outcome o = bk_sql_next(c, &t);
    if (o != BK_SQL_DONE) return o;
    bool insert = bk_sql_is(c, &t, "insert") || bk_sql_is(c, &t, "replace"), create = bk_sql_is(c, &t, "create"),
         copy = bk_sql_is(c, &t, "copy");
    if (!insert && !create && !copy) {
        c->at = start;
        return BK_SQL_DONE;
    }
    do {
        if ((o = bk_sql_next(c, &t)) != BK_SQL_DONE) return o;
        if (create && bk_sql_is(c, &t, "table")) create = insert = copy = false; /* what follows is the name */
        else if (create && !bk_sql_is(c, &t, "temporary") && !bk_sql_is(c, &t, "unlogged")) return BK_SQL_DONE;
    } while (create || (insert && (bk_sql_is(c, &t, "into") || bk_sql_is(c, &t, "ignore") || bk_sql_is(c, &t, "delayed") ||
                                   bk_sql_is(c, &t, "low_priority") || bk_sql_is(c, &t, "or") ||
                                   bk_sql_is(c, &t, "replace"))));
    bool defines = !insert && !copy;
    while (defines && (bk_sql_is(c, &t, "table") || bk_sql_is(c, &t, "if") || bk_sql_is(c, &t, "not") || bk_sql_is(c, &t, "exists")))
        if ((o = bk_sql_next(c, &t)) != BK_SQL_DONE) return o;
    s->names.n = s->columns.n = 0;
    if ((o = table_name(c, &t, &name)) != BK_SQL_DONE) return o == BK_SQL_WRONG ? BK_SQL_DONE : o;
    add_name(&s->names, &s->columns, c->p + name.first, name.end - name.first);
    if (bk_sql_is_mark(&t, '(')) {
        o = (defines ? definition_list : name_list)(c, &s->names, &s->columns);
        if (o != BK_SQL_DONE) return o == BK_SQL_WRONG ? BK_SQL_DONE : o;
        if (!defines && (o = bk_sql_next(c, &t)) != BK_SQL_DONE) return o;
    } else if (!defines) {
        known_columns(s);
    }
    if (defines) {
        remember(s);
        return BK_SQL_DONE;
    }
    if (insert && (bk_sql_is(c, &t, "values") || bk_sql_is(c, &t, "value"))) {
        s->tables++;
        s->state = ROWS;
    } else if (copy && bk_sql_is(c, &t, "from")) {
        if ((o = bk_sql_next(c, &t)) != BK_SQL_DONE) return o;
        if (!bk_sql_is(c, &t, "stdin")) return BK_SQL_DONE;
        const char *end = memchr(c->p + c->at, '\n', c->n - c->at);
        if (!end) return c->last ? BK_SQL_DONE : BK_SQL_SHORT;
        c->at = (size_t)(end - c->p) + 1;
        s->tables++;
        s->state = COPIED;
    }
    return BK_SQL_DONE;
}

/* Over a statement that holds no rows, to behind its semicolon; SQL Server's statements end in a line with
 * GO, or where the next INSERT begins a line. */
static bk_sql_outcome pass_statement(bk_sqldump *s, bk_sql_cursor *c) {
    for (; c->at < c->n; c->at++) {
        char ch = c->p[c->at];
        if (s->quote) {
            if (ch == '\\' && s->backslash && s->quote == '\'') {
                if (c->at + 1 == c->n && !c->last) break; /* the next one comes with the next window */
                if (c->at + 1 < c->n) c->at++;
            } else if (ch == s->quote) {
                s->quote = 0;
            }
        } else if (ch == '\'' || ch == '"' || ch == '`') {
            s->quote = ch;
        } else if (ch == ';') {
            c->at++;
            s->state = TOP;
            return BK_SQL_DONE;
        } else if (ch == '\n') {
            size_t left = c->n - c->at - 1;
            const char *line = c->p + c->at + 1;
            if (left < 7 && !c->last) return BK_SQL_SHORT;
            bool go = left >= 2 && bk_sql_same(line, 2, "GO", 2) && (left == 2 || bk_sql_space(line[2]));
            if (go || (left >= 7 && bk_sql_same(line, 7, "insert ", 7))) {
                c->at += go ? 3 : 1;
                s->state = TOP;
                return BK_SQL_DONE;
            }
        }
    }
    return c->last ? BK_SQL_DONE : BK_SQL_SHORT;
}

/* The string p[0..n) between its quotes, to the values. */
static void add_string(bk_sqldump *s, const char *p, size_t n, char quote, bool backslash) {
    for (size_t i = 0; i < n;) {
        size_t run = i;
        while (run < n && p[run] != quote && !(backslash && p[run] == '\\')) run++;
        (void)bk_buf_add(&s->values, p + i, run - i);
        if (run == n) return;
        bool escape = p[run] == '\\' && backslash && run + 1 < n;
        (void)bk_buf_add_char(&s->values, escape ? bk_sql_unescaped(p[run + 1]) : p[run]);
        i = run + (run + 1 < n ? 2 : 1); /* a quote is doubled */
    }
}

static void add_hex(bk_sqldump *s, const char *p, size_t n) {
    for (size_t i = n % 2; i + 1 < n; i += 2)
        (void)bk_buf_add_char(&s->values, (char)(bk_hex_digit(p[i]) << 4 | bk_hex_digit(p[i + 1])));
}

static bool all_hex(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (bk_hex_digit(p[i]) < 0) return false;
    return n > 0;
}

static void add_field(bk_sqldump *s, size_t first, bool null) {
    bk_sqldump_field f = {first, s->values.n - first, null};
    (void)bk_buf_add(&s->fields, (const char *)&f, sizeof f);
    s->count++;
}

/* One byte for each p[0..n) among the values from `first` on: what SQLite means by replace(X, '\n', char(10)). */
static void replace_all(bk_buf *values, size_t first, const char *p, size_t n, char with) {
    size_t to = first;
    for (size_t i = first; i < values->n;) {
        bool same = values->n - i >= n && memcmp(values->p + i, p, n) == 0;
        values->p[to++] = same ? with : values->p[i];
        i += same ? n : 1;
    }
    values->n = to;
}

/* A value of a row, up to the comma or the parenthesis behind it. */
static bk_sql_outcome value(bk_sqldump *s, bk_sql_cursor *c) {
    size_t first = s->values.n, start = SIZE_MAX, end = 0;
    int depth = 0;
    bool text = false, null = false, bytes = false; /* a string was its value; ... */
    int replacements = 0; /* replace(..., pattern, char(N)): of CR and of LF, as SQLite writes it */
    const char *pattern = NULL;
    size_t pattern_n = 0;
    for (;;) {
        bk_sql_token t;
        size_t before = c->at;
        bk_sql_outcome o = bk_sql_next(c, &t);
        if (o != BK_SQL_DONE) return o;
        if (t.kind == BK_SQL_END) return BK_SQL_WRONG;
        if (!depth && (bk_sql_is_mark(&t, ',') || bk_sql_is_mark(&t, ')'))) {
            c->at = before;
            (void)bk_sql_blanks(c);
            break;
        }
        if (bk_sql_is_mark(&t, '(')) depth++;
        if (bk_sql_is_mark(&t, ')')) depth--;
        if (bk_sql_is_mark(&t, ';') && !depth) return BK_SQL_WRONG;
        if (start == SIZE_MAX) start = t.first - (t.kind == BK_SQL_STRING || t.kind == BK_SQL_NAME);
        end = c->at;
        const char *p = c->p + t.first;
        size_t n = t.end - t.first;
        /* N'', E'', X'', _utf8'': the letter stands right before the quote */
        if (t.kind == BK_SQL_WORD && c->at < c->n && c->p[c->at] == '\'' && !text) {
            bool escaping = s->backslash || (n == 1 && bk_sql_lower(*p) == 'e');
            bool hex = n == 1 && bk_sql_lower(*p) == 'x';
            size_t from = c->at + 1, behind;
            o = bk_sql_closing(c, from, '\'', escaping, &behind);
            if (o == BK_SQL_WRONG) c->at = c->n;
            if (o != BK_SQL_DONE) return o;
            if (hex && all_hex(c->p + from, behind - 1 - from))
                add_hex(s, c->p + from, behind - 1 - from);
            else
                add_string(s, c->p + from, behind - 1 - from, '\'', escaping);
            c->at = behind;
            text = true;
        } else if (t.kind == BK_SQL_STRING && !text) {
            add_string(s, p, n, '\'', s->backslash);
            text = true;
        } else if (t.kind == BK_SQL_STRING && replacements) {
            pattern = p;
            pattern_n = n;
        } else if (bk_sql_is(c, &t, "replace") && !text && replacements < 2) {
            replacements++;
        } else if (pattern && (bk_sql_is(c, &t, "10") || bk_sql_is(c, &t, "13"))) {
            if (pattern_n) replace_all(&s->values, first, pattern, pattern_n, p[1] == '0' ? '\n' : '\r');
            pattern = NULL;
            replacements--; /* each is done once: a row of many costs no more */
        } else if (t.kind == BK_SQL_NAME && !text && c->p[t.first - 1] == '"') {
            add_string(s, p, n, '"', s->backslash); /* MySQL's other quotes */
            text = true;
        } else if (t.kind == BK_SQL_WORD && n > 2 && p[0] == '0' && bk_sql_lower(p[1]) == 'x' &&
                   all_hex(p + 2, n - 2) && !text) {
            add_hex(s, p + 2, n - 2);
            bytes = true;
        } else if (bk_sql_is(c, &t, "null") && !depth) {
            null = true;
        }
    }
    if (text || bytes) null = false;
    else if (!null && start != SIZE_MAX) (void)bk_buf_add(&s->values, c->p + start, end - start);
    add_field(s, first, null);
    return BK_SQL_DONE;
}

/* A row in parentheses. */
static bk_sql_outcome row(bk_sqldump *s, bk_sql_cursor *c) {
    bk_sql_token t;
    bk_sql_outcome o = bk_sql_next(c, &t);
    if (o != BK_SQL_DONE) return o;
    if (!bk_sql_is_mark(&t, '(')) return BK_SQL_WRONG;
    s->first = t.first;
    for (;;) {
        if (s->count == s->fields_most) return BK_SQL_WRONG;
        if ((o = value(s, c)) != BK_SQL_DONE) return o;
        if ((o = bk_sql_next(c, &t)) != BK_SQL_DONE) return o;
        if (bk_sql_is_mark(&t, ')')) return BK_SQL_DONE;
        if (!bk_sql_is_mark(&t, ',')) return BK_SQL_WRONG;
    }
}

/* A line of COPY: tabs between, \N for NULL, backslashes escape. */
static void copied(bk_sqldump *s, const char *p, size_t n) {
    size_t from = 0;
    for (size_t i = 0; i <= n; i++) {
        if (i < n && p[i] != '\t') continue;
        size_t first = s->values.n;
        bool null = i - from == 2 && p[from] == '\\' && p[from + 1] == 'N';
        if (!null) add_string(s, p + from, i - from, '\\', true);
        add_field(s, first, null);
        from = i + 1;
        if (s->count == s->fields_most) return;
    }
}

static bk_sqldump_status bad(bk_sqldump *s, bk_code code, size_t position, const char *message) {
    (void)bk_fail(&s->problem, code, position, "%s", message);
    return BK_SQLDUMP_BAD;
}

static bk_sqldump_status found(bk_sqldump *s) {
    bk_code failed = s->values.failed       ? s->values.failed
                     : s->fields.failed     ? s->fields.failed
                     : s->names.failed      ? s->names.failed
                                            : s->columns.failed;
    return failed ? bad(s, failed, s->first + 1, "out of memory") : BK_SQLDUMP_ROW;
}

/* One step at the state that the parser is in; BK_SQLDUMP_END means: go on. */
static bk_sqldump_status step(bk_sqldump *s, bk_sql_cursor *c) {
    size_t start = c->at;
    bk_sql_outcome o = BK_SQL_DONE;
    s->values.n = s->fields.n = s->count = 0;
    if (s->state == COPIED) {
        const char *end = memchr(c->p + c->at, '\n', c->n - c->at);
        if (!end && !c->last) {
            o = BK_SQL_SHORT;
        } else {
            size_t n = end ? (size_t)(end - c->p) - c->at : c->n - c->at;
            c->at += n + (end != NULL);
            if (n && c->p[start + n - 1] == '\r') n--;
            if (n == 2 && memcmp(c->p + start, "\\.", 2) == 0) {
                s->state = TOP;
                return BK_SQLDUMP_END;
            }
            if (!end) return bad(s, BK_E_SYNTAX, start + 1, "the dump ends within COPY");
            s->first = start;
            copied(s, c->p + start, n);
            return found(s);
        }
    } else if (s->state == ROWS) {
        o = bk_sql_blanks(c);
        start = c->at;
        if (o == BK_SQL_DONE) o = row(s, c);
        if (o == BK_SQL_DONE) {
            s->state = AFTER_ROW;
            return found(s);
        }
        if (o == BK_SQL_WRONG) {
            bool cut = c->last && c->at >= c->n;
            s->state = cut ? TOP : STATEMENT;
            s->quote = 0;
            return bad(s, BK_E_SYNTAX, start + 1,
                       cut ? "the dump ends within a row" : "no row where one is expected");
        }
    } else if (s->state == AFTER_ROW) {
        bk_sql_token t;
        o = bk_sql_next(c, &t);
        if (o == BK_SQL_DONE) {
            s->state = bk_sql_is_mark(&t, ',') ? ROWS : bk_sql_is_mark(&t, ';') || t.kind == BK_SQL_END ? TOP : STATEMENT;
            /* SQL Server ends statements by the line */
            if (s->state == STATEMENT && t.kind == BK_SQL_WORD) {
                c->at = t.first;
                s->state = TOP;
            }
            return BK_SQLDUMP_END;
        }
    } else if (s->state == LINE_COMMENT) {
        const char *end = memchr(c->p + c->at, '\n', c->n - c->at);
        if (end) s->state = TOP;
        c->at = end ? (size_t)(end - c->p) + 1 : c->n;
        return end || c->last ? BK_SQLDUMP_END : BK_SQLDUMP_MORE;
    } else if (s->state == STATEMENT) {
        o = pass_statement(s, c);
        if (o == BK_SQL_DONE) return BK_SQLDUMP_END;
        if (o == BK_SQL_SHORT) start = c->at; /* what was passed over is done with */
    } else {
        o = bk_sql_blanks(c);
        if (o == BK_SQL_DONE && c->at < c->n) {
            start = c->at;
            char ch = c->p[c->at];
            if (ch == ';' || ch == '#') { /* MySQL's other comments */
                const char *end = ch == '#' ? memchr(c->p + c->at, '\n', c->n - c->at) : NULL;
                s->state = ch == '#' && !end ? LINE_COMMENT : TOP;
                c->at = ch == ';' ? c->at + 1 : end ? (size_t)(end - c->p) + 1 : c->n;
                return BK_SQLDUMP_END;
            }
            o = statement(s, c);
            if (o == BK_SQL_DONE) return BK_SQLDUMP_END;
            s->state = TOP;
        } else if (o == BK_SQL_DONE) {
            return BK_SQLDUMP_END;
        }
        if (o == BK_SQL_WRONG) {
            s->state = STATEMENT;
            return BK_SQLDUMP_END;
        }
    }
    if (o == BK_SQL_WRONG) { /* a quote that never closes */
        c->at = c->n;
        s->state = TOP;
        return bad(s, BK_E_SYNTAX, start + 1, "the dump ends within a quoted text");
    }
    c->at = start;
    if (c->n - start <= s->row_bytes) return BK_SQLDUMP_MORE;
    /* longer than it may be: pass over what it is, quotes or not, to the next semicolon */
    s->state = STATEMENT;
    s->quote = 0;
    c->at = c->n;
    return bad(s, BK_E_LIMIT, start + 1, "a row or statement is longer than the limit");
}

bk_sqldump_status bk_sqldump_next(bk_sqldump *s, const char *p, size_t n, bool last, size_t *used) {
    bk_sql_cursor c = {p, n, 0, last, s->backslash};
    if (!s->row_bytes) s->row_bytes = DEFAULT_ROW;
    if (!s->fields_most) s->fields_most = DEFAULT_FIELDS;
    bk_sqldump_status status = BK_SQLDUMP_END;
    while (status == BK_SQLDUMP_END && (c.at < n || !last)) status = step(s, &c);
    if (status == BK_SQLDUMP_END && s->state == ROWS) {
        s->state = TOP;
        status = bad(s, BK_E_SYNTAX, n, "the dump ends where a row is expected");
    }
    *used = c.at;
    return status;
}
