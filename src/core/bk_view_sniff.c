/* Containers by their beginning. What only resembles one (a log that starts with "[2014-", prose
 * that says "insert into") is none: taken for what it is not, a file would be read wrongly. */
#include "bk_charset.h"
#include "bk_json_token.h"
#include "bk_sql_lex.h"
#include "bk_view.h"

#include <string.h>

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* `word`, in lower case, at p whatever its case there */
static bool word_at(const char *p, const char *end, const char *word) {
    size_t n = strlen(word);
    return (size_t)(end - p) >= n && bk_sql_same(p, n, word, n);
}

/* ---- HTML ---- */

/* Over blanks, comments and declarations of XML; *xml: there was one. */
static const char *to_element(const char *p, const char *end, bool *xml) {
    for (;;) {
        p = bk_json_space(p, end);
        bool comment = word_at(p, end, "<!--"), instruction = word_at(p, end, "<?xml");
        if (!comment && !instruction) return p;
        *xml = *xml || instruction;
        const char *close = comment ? "-->" : "?>";
        p += 4;
        while (p < end && !word_at(p, end, close)) p++;
        if (p < end) p += strlen(close);
    }
}

/* A document's first element; of another, one that is closed, or some element within it. */
static bool is_html(const char *p, const char *end) {
    static const char *const first[] = {"<!doctype", "<html", "<rss", "<feed", "<rdf:rdf"};
    bool xml = false;
    p = to_element(p, end, &xml);
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        const char *behind = p + strlen(first[i]);
        if (word_at(p, end, first[i]) &&
            (behind == end || bk_sql_space(*behind) || *behind == '>'))
            return true;
    }
    if (xml || end - p < 2 || *p != '<' || !is_letter(p[1])) return xml;
    while (++p < end && (is_letter(*p) || (*p >= '0' && *p <= '9') || *p == ':' || *p == '-')) {}
    if (p == end || !(bk_sql_space(*p) || *p == '>' || *p == '/')) return false;
    for (; (p = memchr(p, '<', (size_t)(end - p))) != NULL; p++) {
        if (end - p > 2 && p[1] == '/' && is_letter(p[2])) return true;
    }
    return false;
}

/* ---- mail ---- */

/* Fields up to an empty line or the end of what there is, two of them such as mail has. */
static bool is_mail(const char *p, const char *end) {
    static const char *const known[] = {
        "from:",       "to:",          "cc:",           "subject:",     "date:",
        "received:",   "message-id:",  "mime-version:", "return-path:", "delivered-to:",
        "in-reply-to:", "content-type:", "content-transfer-encoding:"};
    unsigned seen = 0, count = 0;
    bool mailbox = end - p > 5 && memcmp(p, "From ", 5) == 0;
    for (bool first = true; p < end; first = false) {
        const char *lf = memchr(p, '\n', (size_t)(end - p)), *stop = lf ? lf : end;
        if (stop == p || (stop == p + 1 && *p == '\r')) break;
        bool more = (*p == ' ' || *p == '\t') && !first;
        if (!more && !(first && mailbox)) {
            const char *name = p;
            while (name < stop && *name > ' ' && *name < 127 && *name != ':') name++;
            if (name == p || (name < stop ? *name != ':' : lf != NULL)) return false;
            for (unsigned i = 0; i < sizeof known / sizeof *known; i++) {
                if (!word_at(p, stop, known[i]) || seen >> i & 1) continue;
                seen |= 1U << i;
                count++;
            }
        }
        p = lf ? lf + 1 : end;
    }
    return count >= 2;
}

/* ---- JSON ---- */

/* From an opening quote to behind the closing one, or the end of what there is; NULL when it is no
 * string. Its bytes may be no UTF-8: dumps hold what people typed. */
static const char *string(const char *p, const char *end) {
    for (p++; p < end && *p != '"'; p++) {
        if ((unsigned char)*p < 0x20) return NULL;
        if (*p == '\\' && ++p == end) return end;
    }
    return p < end ? p + 1 : end;
}

/* Tokens in an order that JSON has, through the first value and behind it the beginning of another
 * one or nothing; what breaks off at the end of what there is holds as far. */
static bool is_json(const char *p, const char *end) {
    enum { DEPTH = 64 };
    char open[DEPTH];
    size_t depth = 0;
    bool value = true, empty = false; /* a value must follow; or the bracket may be closed */
    if (p == end || (*p != '{' && *p != '[')) return false;
    do {
        p = bk_json_space(p, end);
        if (p == end) return true;
        bool object = depth && open[depth - 1] == '{';
        if ((*p == '}' || *p == ']') && depth && (!value || empty)) {
            if ((*p == '}') != object) return false;
            p++;
            depth--;
            value = empty = false;
            continue;
        }
        if (!value) {
            if (*p++ != ',') return false;
            value = true;
            empty = false;
            continue;
        }
        if (object) {
            const char *behind = *p == '"' ? string(p, end) : NULL;
            if (!behind) return false;
            p = bk_json_space(behind, end);
            if (p == end) return true;
            if (*p++ != ':') return false;
            p = bk_json_space(p, end);
            if (p == end) return true;
        }
        empty = false;
        if (*p == '{' || *p == '[') {
            if (depth == DEPTH) return true;
            open[depth++] = *p++;
            value = empty = true;
            continue;
        }
        bool integer;
        const char *behind = *p == '"'       ? string(p, end)
                             : is_letter(*p) ? bk_json_word(p, end)
                                             : bk_json_number_end(p, end, &integer);
        if (!behind) return *p != '"' && end - p < 5; /* cut off */
        p = behind;
        value = false;
    } while (depth);
    p = bk_json_space(p, end);
    return p == end || *p == '{' || *p == '[';
}

/* ---- SQL ---- */

/* The next token in the place of one before. */
static bool next(bk_sql_cursor *c, bk_sql_token *t) {
    return bk_sql_next(c, t) == BK_SQL_DONE && t->kind != BK_SQL_END;
}

/* A name, with those of what it is in: `db`.`t`, [dbo].[t] */
static bool name(bk_sql_cursor *c, bk_sql_token *t) {
    do {
        if (!next(c, t) || (t->kind != BK_SQL_WORD && t->kind != BK_SQL_NAME)) return false;
        if (!next(c, t)) return false;
    } while (bk_sql_is_mark(t, '.'));
    return true;
}

/* To behind the parenthesis that closes the one at the cursor. */
static bool over_list(bk_sql_cursor *c, bk_sql_token *t) {
    for (size_t depth = 1; depth;) {
        if (!next(c, t)) return false;
        if (bk_sql_is_mark(t, '(')) depth++;
        if (bk_sql_is_mark(t, ')')) depth--;
    }
    return next(c, t);
}

/* INSERT INTO t (a, b) VALUES (; CREATE TABLE t (; COPY t (a, b) FROM stdin */
static bool is_statement(bk_sql_cursor c, bk_sql_token t) {
    if (bk_sql_is(&c, &t, "create")) {
        if (!next(&c, &t) || !bk_sql_is(&c, &t, "table")) return false;
        bk_sql_cursor behind = c;
        if (next(&behind, &t) && bk_sql_is(&behind, &t, "if") && next(&behind, &t) &&
            next(&behind, &t))
            c = behind; /* IF NOT EXISTS */
        return name(&c, &t) && bk_sql_is_mark(&t, '(');
    }
    bool copies = bk_sql_is(&c, &t, "copy");
    if (!copies) {
        if (!bk_sql_is(&c, &t, "insert") && !bk_sql_is(&c, &t, "replace")) return false;
        bk_sql_cursor behind = c;
        if (!next(&behind, &t)) return false;
        if (bk_sql_is(&behind, &t, "ignore") && !next(&behind, &t)) return false;
        if (bk_sql_is(&behind, &t, "into")) c = behind;
        else if (t.kind != BK_SQL_NAME) return false; /* SQL Server needs no INTO */
    }
    if (!name(&c, &t)) return false;
    if (bk_sql_is_mark(&t, '(') && !over_list(&c, &t)) return false;
    if (copies) return bk_sql_is(&c, &t, "from") && next(&c, &t) && bk_sql_is(&c, &t, "stdin");
    return bk_sql_is(&c, &t, "values") && next(&c, &t) && bk_sql_is_mark(&t, '(');
}

static bool has(const char *p, const char *end, const char *word) {
    for (; p < end; p++) {
        if (word_at(p, end, word)) return true;
    }
    return false;
}

static bk_view_kind sql(const char *p, const char *end) {
    static const char *const begins[] = {"create", "insert", "replace", "copy", "drop",   "set",
                                         "lock",   "begin",  "use",     "pragma", "start", "alter",
                                         "select", "if"};
    static const char *const mysql[] = {"-- mysql dump", "-- mariadb dump", "/*!", ") engine",
                                        "insert into `"};
    bk_sql_cursor c = {p, (size_t)(end - p), 0, true, false};
    bk_sql_token t;
    bool known = false;
    do { /* behind a comment that is a statement to MySQL */
        if (!next(&c, &t)) return BK_VIEW_NONE;
    } while (bk_sql_is_mark(&t, ';'));
    for (size_t i = 0; i < sizeof begins / sizeof *begins && !known; i++)
        known = bk_sql_is(&c, &t, begins[i]);
    if (!known && !bk_sql_is_mark(&t, '\\')) return BK_VIEW_NONE; /* \restrict of pg_dump */
    bool begins_here = true;
    do {
        bool begins_line = begins_here || p[t.first - 1] == '\n';
        if (t.kind == BK_SQL_WORD && begins_line && is_statement(c, t)) {
            for (size_t i = 0; i < sizeof mysql / sizeof *mysql; i++) {
                if (has(p, end, mysql[i])) return BK_VIEW_MYSQL;
            }
            return BK_VIEW_SQL;
        }
        begins_here = bk_sql_is_mark(&t, ';');
    } while (next(&c, &t));
    return BK_VIEW_NONE;
}

/* Of UTF-16: by its characters. */
static bk_view_kind sniff_wide(const char *name, const char *p, size_t n) {
    bk_buf text = {.secret = true};
    size_t bad, first;
    bk_error err;
    bk_code failed = bk_charset_decode(name, p, n, &text, &bad, &first, &err);
    bk_view_kind kind = failed || !text.n ? BK_VIEW_NONE : bk_view_sniff(text.p, text.n);
    bk_buf_free(&text);
    return kind == BK_VIEW_MAIL ? BK_VIEW_NONE : kind; /* no mail is written so */
}

bk_view_kind bk_view_sniff(const char *p, size_t n) {
    if (n > BK_VIEW_SNIFF) n = BK_VIEW_SNIFF;
    const char *end = p + n;
    bool big;
    size_t mark = bk_view_wide(p, n, &big);
    if (mark != SIZE_MAX)
        return sniff_wide(big ? "UTF-16BE" : "UTF-16LE", p + mark, (n - mark) & ~(size_t)1);
    if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) p += 3;
    p = bk_json_space(p, end);
    if (p == end || memchr(p, '\0', (size_t)(end - p))) return BK_VIEW_NONE;
    if (is_json(p, end)) return BK_VIEW_JSON;
    if (is_html(p, end)) return BK_VIEW_HTML;
    if (is_mail(p, end)) return BK_VIEW_MAIL;
    return sql(p, end);
}
