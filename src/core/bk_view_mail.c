/* The view of mail: the bodies of its parts in the encodings that their heads name (RFC 2045), and
 * of those that are pages what their references stand for. */
#include "bk_base64.h"
#include "bk_hex.h"
#include "bk_mime.h"
#include "bk_view_internal.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_MOST = 64 * 1024, BOUNDARY_MOST = VIEW_LINE - 8 };

struct view_mail {
    bool begun, mailbox; /* "From " lines begin messages */
    bool head;           /* in the fields of a part */
    bool line, empty;    /* at the beginning of a line; nothing stands on it so far but its end */
    bool blank;          /* the line before was empty */
    bk_mime_encoding encoding;
    bool page; /* what the part says is a page's */
    /* Where what a body says goes: to what comes out, or of a page to a view of its own, of which
     * `pages` is the view. */
    bk_view *to, *part, *pages;
    bk_buf *text, *out, staged;
    bk_buf fields;
    size_t open; /* multiparts, the outermost first; where each one's boundary ends in `marks` */
    size_t ends[BK_MIME_DEPTH_MAX];
    bk_buf marks;
    bool broken; /* the line's end before this line said nothing, and was at `end` */
    uint64_t end;
    /* characters of base64 that are no whole group yet */
    unsigned digits, bits;
    uint64_t at[4];
};

bool view_mail_new(bk_view *v) {
    view_mail *m = calloc(1, sizeof *m);
    v->mail = m;
    if (m) m->staged.secret = m->fields.secret = true;
    if (!m || !(m->part = bk_view_new(BK_VIEW_NONE)) || !(m->pages = bk_view_new(BK_VIEW_HTML))) {
        if (m) view_mail_free(v);
        return false;
    }
    m->head = m->line = m->empty = m->blank = true;
    return true;
}

void view_mail_free(bk_view *v) {
    bk_view_free(v->mail->part);
    bk_view_free(v->mail->pages);
    bk_buf_free(&v->mail->staged);
    bk_buf_free(&v->mail->fields);
    bk_buf_free(&v->mail->marks);
    free(v->mail);
}

static void go_to(bk_view *v, bool page) {
    view_mail *m = v->mail;
    m->page = page;
    m->to = page ? m->part : v;
    m->text = page ? &m->staged : m->out;
}

/* Give what of the part's page can be told; `all` of it where the part ends. */
static void tell_page(bk_view *v, bool all) {
    view_mail *m = v->mail;
    if (!m->page) return;
    size_t used = view_html(m->pages, m->staged.n ? m->staged.p : "", m->staged.n, all, m->out);
    view_through(v, m->pages, m->part);
    m->pages->from += used;
    bk_view_forget(m->part, m->pages->from);
    m->staged.n -= used;
    if (used) memmove(m->staged.p, m->staged.p + used, m->staged.n);
    if (m->part->failed) v->failed = m->part->failed;
    if (m->pages->failed) v->failed = m->pages->failed;
}

static void begin_head(view_mail *m) {
    m->head = true;
    m->fields.n = 0;
    m->fields.failed = BK_OK;
}

/* The fields are over: what is behind them? */
static void end_head(bk_view *v) {
    view_mail *m = v->mail;
    const char *head = m->fields.p ? m->fields.p : "";
    bk_mime_field field;
    bk_buf type = {0}, encoding = {0}, mark = {0};
    bool found = false;
    m->head = m->broken = false;
    m->encoding = BK_MIME_PLAIN;
    if (bk_mime_field_find(head, m->fields.n, "content-transfer-encoding", &field))
        (void)bk_mime_token(field.value, field.value_n, &encoding);
    if (bk_mime_field_find(head, m->fields.n, "content-type", &field)) {
        (void)bk_mime_token(field.value, field.value_n, &type);
        (void)bk_mime_parameter(field.value, field.value_n, "boundary", &mark, &found);
    }
    (void)bk_buf_add_char(&type, '\0');
    (void)bk_buf_add_char(&encoding, '\0');
    if (type.failed || encoding.failed) {
        v->failed = BK_E_MEMORY;
    } else if (strncmp(type.p, "multipart/", 10) == 0) {
        if (found && mark.n && mark.n <= BOUNDARY_MOST && m->open < BK_MIME_DEPTH_MAX) {
            if (bk_buf_add(&m->marks, mark.p, mark.n)) v->failed = m->marks.failed;
            m->ends[m->open++] = m->marks.n;
        }
    } else if (strcmp(encoding.p, "quoted-printable") == 0) {
        m->encoding = BK_MIME_QUOTED;
    } else if (strcmp(encoding.p, "base64") == 0) {
        m->encoding = BK_MIME_BASE64;
    } else if (strncmp(type.p, "message/", 8) == 0) {
        begin_head(m);
    }
    if (!v->failed && !m->head)
        go_to(v, strcmp(type.p, "text/html") == 0 || strcmp(type.p, "application/xhtml+xml") == 0);
    bk_buf_free(&type);
    bk_buf_free(&encoding);
    bk_buf_free(&mark);
}

/* A group of base64 that has ended, whole or not. Of one that is written in one piece the three
 * bytes are a part of a longer stretch. */
static void flush(view_mail *m) {
    bool whole = m->digits == 4 && m->at[3] - m->at[0] == 3;
    unsigned bits = m->digits < 4 ? m->bits << (6 * (4 - m->digits)) : m->bits;
    for (unsigned i = 0; i + 1 < m->digits; i++) {
        if (bk_buf_add_char(m->text, (char)(bits >> (16 - 8 * i) & 0xFF)))
            m->to->failed = m->text->failed;
        if (!whole)
            view_add(m->to, m->at[i], (size_t)(m->at[i + 1] - m->at[i]) + 1, 1, VIEW_WHOLE,
                     BK_CODING_BASE64);
    }
    if (whole) view_add(m->to, m->at[0], 4, 3, VIEW_SIXES, BK_CODING_BASE64);
    m->digits = m->bits = 0;
}

/* The body is over: the end of its last line, which said nothing, parts it from what follows. */
static void end_body(bk_view *v) {
    view_mail *m = v->mail;
    flush(m);
    if (m->broken) {
        if (bk_buf_add_char(m->text, '\n')) m->to->failed = m->text->failed;
        view_add(m->to, m->end, 1, 1, VIEW_WHOLE, BK_CODING_NONE);
    }
    tell_page(v, true);
    go_to(v, false);
    m->broken = false;
    m->encoding = BK_MIME_PLAIN;
}

/* Is the line p[0..n) a boundary of one of the open multiparts? The innermost is asked first. */
static bool boundary(view_mail *m, const char *p, size_t n) {
    if (n < 3 || p[0] != '-' || p[1] != '-') return false;
    for (size_t level = m->open; level-- > 0;) {
        size_t from = level ? m->ends[level - 1] : 0, length = m->ends[level] - from;
        size_t i = 2 + length;
        if (i > n || memcmp(p + 2, m->marks.p + from, length) != 0) continue;
        bool closing = n - i >= 2 && p[i] == '-' && p[i + 1] == '-';
        if (closing) i += 2;
        while (i < n && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n')) i++;
        if (i < n) continue;
        m->open = closing ? level : level + 1;
        m->marks.n = m->open ? m->ends[m->open - 1] : 0;
        m->head = false;
        if (!closing) begin_head(m);
        return true;
    }
    return false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* "From jane Sat Jan  3 01:05:34 1996" */
static bool from_line(const char *p, size_t n) {
    if (n < 5 || memcmp(p, "From ", 5) != 0) return false;
    for (size_t i = 7; i + 2 < n; i++) {
        if (p[i] == ':' && is_digit(p[i - 2]) && is_digit(p[i - 1]) && is_digit(p[i + 1]) &&
            is_digit(p[i + 2]))
            return true;
    }
    return false;
}

/* At the beginning of the line at p[i]: does it begin or end a part? How many bytes that takes, the
 * empty line behind a head, or SIZE_MAX when there are too few to tell. */
static size_t structure(bk_view *v, const char *p, size_t i, size_t n, bool last) {
    view_mail *m = v->mail;
    bool ends = m->head && (p[i] == '\r' || p[i] == '\n');
    if (p[i] != '-' && p[i] != 'F' && !ends) return 0;
    size_t most = n - i < VIEW_LINE ? n - i : VIEW_LINE;
    const char *end = memchr(p + i, '\n', most);
    if (!end && most < VIEW_LINE && !last) return SIZE_MAX;
    size_t line = end ? (size_t)(end - (p + i)) + 1 : most;
    if (ends && end && (line == 1 || (line == 2 && p[i] == '\r'))) {
        view_run(m->to, p, i, i + line, BK_CODING_NONE, m->text);
        m->blank = true;
        end_head(v);
        return line;
    }
    bool from = m->mailbox && m->blank && from_line(p + i, line);
    if (!from && !((end || most < VIEW_LINE) && boundary(m, p + i, line))) return 0;
    end_body(v);
    if (from) {
        m->open = m->marks.n = 0;
        begin_head(m);
    }
    return 0;
}

/* Each of the following takes what p[i..n) has of the line, or less, and returns how many bytes
 * that is; 0 when it is too little to tell. */

static size_t rest_of_line(const char *p, size_t i, size_t n) {
    const char *end = memchr(p + i, '\n', n - i);
    return end ? (size_t)(end - p) + 1 - i : n - i;
}

static size_t plain(view_mail *m, const char *p, size_t i, size_t n) {
    size_t line = rest_of_line(p, i, n);
    view_run(m->to, p, i, i + line, BK_CODING_NONE, m->text);
    return line;
}

/* "=40" */
static bool quoted_byte(const char *p, size_t n, char *said) {
    int high = n > 2 ? bk_hex_digit(p[1]) : -1, low = n > 2 ? bk_hex_digit(p[2]) : -1;
    if (high < 0 || low < 0) return false;
    *said = (char)(high << 4 | low);
    return true;
}

static size_t quoted(view_mail *m, const char *p, size_t i, size_t n, bool last) {
    size_t to = i;
    while (to < n && p[to] != '=' && p[to] != '\n') to++;
    if (to < n && p[to] == '\n') to++;
    if (to > i) {
        view_run(m->to, p, i, to, BK_CODING_QUOTED, m->text);
        m->broken = false;
        return to - i;
    }
    size_t most = n - i < VIEW_ESCAPE ? n - i : VIEW_ESCAPE, k = 1;
    if (most < VIEW_ESCAPE && !last) return 0;
    while (k < most && (p[i + k] == ' ' || p[i + k] == '\t')) k++;
    size_t lf = k < most && p[i + k] == '\r' ? k + 1 : k;
    if (lf < most && p[i + lf] == '\n') {
        m->broken = true; /* it says nothing */
        m->end = m->to->from + i + lf;
        return lf + 1;
    }
    char said = '=';
    m->broken = false;
    if (quoted_byte(p + i, most, &said)) {
        view_escape(m->to, i, i + 3, &said, 1, BK_CODING_QUOTED, m->text);
        return 3;
    }
    view_run(m->to, p, i, i + 1, BK_CODING_QUOTED, m->text);
    return 1;
}

/* p[i..n) in base64, as far as there are whole groups. */
static void digits(view_mail *m, const char *p, size_t i, size_t n) {
    if (bk_buf_reserve(m->text, n - i)) m->to->failed = m->text->failed;
    for (; !m->to->failed && i < n; i++) {
        int value = bk_base64_digit(p[i]);
        if (value < 0) {
            if (p[i] == '=') flush(m);
            continue;
        }
        m->bits = m->bits << 6 | (unsigned)value;
        m->at[m->digits++] = m->to->from + i;
        if (m->digits == 4) flush(m);
    }
}

static size_t base64(view_mail *m, const char *p, size_t i, size_t n) {
    size_t line = rest_of_line(p, i, n);
    digits(m, p, i, i + line);
    m->broken = p[i + line - 1] == '\n';
    m->end = m->to->from + i + line - 1;
    return line;
}

/* What an encoded word says whose text is p[i..n). */
static void word(view_mail *m, const char *p, size_t i, size_t n, bool in_base64) {
    if (in_base64) {
        digits(m, p, i, n);
        flush(m);
        return;
    }
    while (i < n) {
        size_t to = i;
        char said = ' ';
        while (to < n && p[to] != '=' && p[to] != '_') to++;
        view_run(m->to, p, i, to, BK_CODING_QUOTED, m->text);
        if (to == n) return;
        i = to + 1;
        if (p[to] == '=') i = quoted_byte(p + to, n - to, &said) ? to + 3 : to;
        if (i > to)
            view_escape(m->to, to, i, &said, 1, BK_CODING_QUOTED, m->text);
        else
            view_run(m->to, p, to, ++i, BK_CODING_QUOTED, m->text);
    }
}

/* Behind a word at p[i]: blanks, the end of a folded line too, up to the next one are none. */
static size_t to_next_word(const char *p, size_t i, size_t n) {
    size_t k = i;
    while (k < n && (p[k] == ' ' || p[k] == '\t' || p[k] == '\r' || p[k] == '\n')) k++;
    bool folded = k > i && (p[k - 1] == ' ' || p[k - 1] == '\t');
    return folded && n - k > 2 && p[k] == '=' && p[k + 1] == '?' ? k : i;
}

/* Of a field. */
static size_t field(view_mail *m, const char *p, size_t i, size_t n, bool last) {
    size_t line = rest_of_line(p, i, n), to = i;
    while (to < i + line && !(p[to] == '=' && (to + 1 == n || p[to + 1] == '?'))) to++;
    if (to > i) {
        view_run(m->to, p, i, to, BK_CODING_NONE, m->text);
        return to - i;
    }
    bk_mime_word w;
    size_t most = n - i < VIEW_LINE ? n - i : VIEW_LINE;
    if (most < VIEW_LINE && !last) return 0;
    if (!bk_mime_word_read(p + i, most, &w)) {
        view_run(m->to, p, i, i + 1, BK_CODING_NONE, m->text);
        return 1;
    }
    size_t text = (size_t)(w.text - p);
    word(m, p, text, text + w.text_n, w.how == 'b');
    return to_next_word(p, i + w.length, i + most) - i;
}

static void keep(view_mail *m, const char *p, size_t n) {
    size_t room = HEAD_MOST - m->fields.n;
    if (bk_buf_add(&m->fields, p, n < room ? n : room)) m->to->failed = m->fields.failed;
}

size_t view_mail_text(bk_view *v, const char *p, size_t n, bool last, bk_buf *out) {
    view_mail *m = v->mail;
    size_t i = 0;
    if (!m->begun && n < 5 && !last) return 0;
    if (!m->begun) m->mailbox = n >= 5 && memcmp(p, "From ", 5) == 0;
    m->begun = true;
    m->out = out;
    m->part->from = v->from;
    go_to(v, m->page);
    while (i < n && !v->failed && !m->to->failed) {
        size_t used = m->line ? structure(v, p, i, n, last) : 0;
        if (used == SIZE_MAX) break;
        i += used;
        if (used) continue;
        if (m->head)
            used = field(m, p, i, n, last);
        else if (m->encoding == BK_MIME_PLAIN)
            used = plain(m, p, i, n);
        else if (m->encoding == BK_MIME_QUOTED)
            used = quoted(m, p, i, n, last);
        else
            used = base64(m, p, i, n);
        m->line = false;
        if (!used) break;
        if (m->head) keep(m, p + i, used);
        for (size_t k = i; m->empty && k < i + used; k++) m->empty = p[k] == '\r' || p[k] == '\n';
        i += used;
        if (p[i - 1] != '\n') continue;
        m->line = true;
        m->blank = m->empty;
        m->empty = true;
    }
    if (last) flush(m);
    tell_page(v, last);
    return i;
}
