/* Views that undo escapes in place: character references, JSON, SQL. */
#include "bk_html_decode.h"
#include "bk_json_token.h"
#include "bk_sql_lex.h"
#include "bk_view_internal.h"

#include <string.h>

size_t view_html(bk_view *v, const char *p, size_t n, bool last, bk_buf *out) {
    size_t run = 0, i = 0;
    for (const char *next; (next = memchr(p + i, '&', n - i)) != NULL;) {
        i = (size_t)(next - p);
        view_run(v, p, run, i, BK_CODING_HTML, out);
        run = i;
        size_t most = n - i < VIEW_ESCAPE ? n - i : VIEW_ESCAPE, before = out->n;
        if (most < VIEW_ESCAPE && !last) return i;
        /* as in an attribute: nobody means a sign by "&copy=1" */
        size_t used = bk_html_reference(next, most, BK_HTML_REFERENCES | BK_HTML_ATTRIBUTE, out);
        view_add(v, v->from + i, used, out->n - before, VIEW_WHOLE, BK_CODING_HTML);
        run += used;
        i = used ? run : i + 1;
    }
    view_run(v, p, run, n, BK_CODING_HTML, out);
    return n;
}

size_t view_json(bk_view *v, const char *p, size_t n, bool last, bk_buf *out) {
    enum { PAIR = 12 }; /* \ud83d\ude00 */
    size_t run = 0, i = 0;
    for (const char *next; (next = memchr(p + i, '\\', n - i)) != NULL;) {
        i = (size_t)(next - p);
        view_run(v, p, run, i, BK_CODING_JSON, out);
        run = i;
        if (n - i < PAIR && !last) return i;
        unsigned long c;
        const char *behind = bk_json_escape(next, p + n, &c);
        size_t before = out->n;
        if (behind) {
            (void)bk_buf_add_utf8(out, c);
            run = (size_t)(behind - p);
            view_add(v, v->from + i, run - i, out->n - before, VIEW_WHOLE, BK_CODING_JSON);
        }
        i = behind ? run : i + 1;
    }
    view_run(v, p, run, n, BK_CODING_JSON, out);
    return n;
}

/* ---- SQL ---- */

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Outside of quotes and comments: what opens one, and whether the statement is COPY FROM stdin. */
static void see(bk_view *v, char c, char next) {
    static const char copy[] = "copy", source[] = "fromstdin";
    char low = bk_sql_lower(c);
    if (c == '\'') {
        bool e = bk_sql_lower(v->before[1]) == 'e' && !is_word(v->before[0]);
        v->escapes = v->kind == BK_VIEW_MYSQL || e;
        v->sql = SQL_STRING;
    } else if (c == '"' || c == '`') {
        v->escapes = v->kind == BK_VIEW_MYSQL && c == '"';
        v->sql = c == '"' ? SQL_DOUBLE : SQL_NAME;
    } else if ((c == '-' && next == '-') || (c == '/' && next == '*')) {
        v->sql = c == '-' ? SQL_LINE : SQL_BLOCK;
    } else if (c == ';') {
        bool copies = v->said > sizeof copy - 1 && v->tail == sizeof source - 1;
        v->sql = copies ? SQL_COPY_HEAD : SQL_TOP;
        v->said = v->tail = 0;
    } else if (v->said == sizeof copy - 1) { /* the word must end here */
        v->said = is_word(c) ? UINT8_MAX : (uint8_t)sizeof copy;
        v->tail = 0;
    } else if (v->said == sizeof copy) { /* how much of the source's name the statement ends in */
        if (v->tail < sizeof source - 1 && low == source[v->tail])
            v->tail++;
        else if (!bk_sql_space(c))
            v->tail = low == source[0];
    } else if (c == '\n') {
        v->said = 0; /* each line may begin a statement */
    } else if (v->said < sizeof copy - 1 && !(v->said == 0 && bk_sql_space(c))) {
        v->said = low == copy[v->said] ? (uint8_t)(v->said + 1) : UINT8_MAX;
    }
    v->before[0] = v->before[1];
    v->before[1] = c;
}

/* Where the bytes end that say themselves in the state that the view is in: at its closing sign or
 * at a backslash that escapes. */
static size_t plain(const bk_view *v, const char *p, size_t n, size_t i) {
    static const char closing[] = {0, '\'', '"', '`', '\n', '*', '\n', '\n'};
    char close = closing[v->sql];
    bool escapes = v->sql == SQL_COPY || (v->escapes && v->sql <= SQL_DOUBLE);
    if (v->sql == SQL_TOP) return i;
    if (!escapes) {
        const char *at = memchr(p + i, close, n - i);
        return at ? (size_t)(at - p) : n;
    }
    while (i < n && p[i] != close && p[i] != '\\') i++;
    return i;
}

/* The byte at p[i], for which plain() stopped: how many bytes are done with, and whether what they
 * say is `*said`, else themselves. */
static size_t sign(bk_view *v, const char *p, size_t n, size_t i, char *said, bool *undone) {
    char c = p[i], next = i + 1 < n ? p[i + 1] : '\0';
    *undone = false;
    if (c == '\\' && v->sql != SQL_TOP) {
        bool copied = v->sql == SQL_COPY;
        if (copied && v->line && next == '.') { /* "\." ends the rows */
            v->sql = SQL_TOP;
            return 2;
        }
        *said = bk_sql_unescaped(next);
        *undone = i + 1 < n && !(copied ? next == 'N' : next == '%' || next == '_');
        return i + 1 < n ? 2 : 1;
    }
    switch (v->sql) {
    case SQL_TOP: see(v, c, next); return 1;
    case SQL_STRING:
    case SQL_DOUBLE:
        *said = c;
        *undone = next == c && i + 1 < n;
        if (*undone) return 2;
        v->sql = SQL_TOP;
        return 1;
    case SQL_BLOCK:
        if (next == '/') v->sql = SQL_TOP;
        return next == '/' ? 2 : 1;
    case SQL_COPY_HEAD: v->sql = SQL_COPY; return 1;
    case SQL_COPY: return 1;
    default:
        v->sql = SQL_TOP;
        if (c == '\n') see(v, c, next);
        return 1;
    }
}

size_t view_sql_text(bk_view *v, const char *p, size_t n, bool last, bk_buf *out) {
    size_t run = 0, i = 0;
    while (i < n) {
        size_t from = i;
        i = plain(v, p, n, i);
        if (i > from) v->line = false;
        if (i == n || (i + 1 == n && !last)) break;
        char said;
        bool undone;
        size_t used = sign(v, p, n, i, &said, &undone);
        if (undone) {
            view_run(v, p, run, i, BK_CODING_SQL, out);
            view_escape(v, i, i + used, &said, 1, BK_CODING_SQL, out);
            run = i + used;
        }
        v->line = p[i] == '\n';
        i += used;
    }
    view_run(v, p, run, i, BK_CODING_SQL, out);
    return i;
}
