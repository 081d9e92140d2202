/* What the files of the views share. */
#ifndef BK_VIEW_INTERNAL_H
#define BK_VIEW_INTERNAL_H

#include "bk_view.h"

enum {
    VIEW_ESCAPE = 64, /* bytes that an escape is looked for in */
    VIEW_LINE = 256   /* of a line, those by which a boundary is known */
};

typedef enum view_how {
    VIEW_BYTES, /* byte for byte */
    VIEW_WHOLE, /* each of its bytes is all of what is written */
    VIEW_PAIRS, /* two bytes written for each */
    VIEW_SIXES  /* six bits of it for each byte written, from the first on */
} view_how;

/* A stretch of what came out, up to the next span. */
typedef struct view_span {
    uint64_t at, from; /* its first byte; where that is written */
    uint32_t width;    /* bytes written, of VIEW_WHOLE */
    uint8_t how, coding;
} view_span;

typedef enum view_sql {
    SQL_TOP,
    SQL_STRING, /* in '' */
    SQL_DOUBLE, /* in "" */
    SQL_NAME,   /* in `` */
    SQL_LINE,   /* a comment that ends with its line */
    SQL_BLOCK,
    SQL_COPY_HEAD, /* behind the semicolon of COPY ... FROM stdin */
    SQL_COPY
} view_sql;

typedef struct view_mail view_mail;

struct bk_view {
    bk_view_kind kind;
    uint64_t out, from; /* bytes that came out; those of the container that are done with */
    bk_buf spans;       /* of view_span */
    size_t forgotten;   /* spans before it are not needed */
    bk_code failed;
    /* SQL */
    view_sql sql;
    bool escapes;   /* the string that is open has backslashes */
    bool line;      /* nothing of the line was read */
    char before[2]; /* what stands before, outside of quotes */
    uint8_t said;   /* letters of COPY that begin the statement, one more for all of them */
    uint8_t tail;   /* letters of "FROM stdin" in which it ends so far */
    view_mail *mail;
    /* of one in UTF-16: its characters as UTF-8, those that `inner` is not done with in `text` */
    bk_view *units, *inner;
    bk_buf text;
    size_t mark; /* bytes before the characters */
    bool big;
    bool narrow; /* its bytes are no UTF-16, whatever they look like */
};

/* What p[from..to) says: as it stands, or `said`. The positions are of the bytes that were given to
 * bk_view_read, which adds them to those done with. */
void view_run(bk_view *v, const char *p, size_t from, size_t to, bk_view_coding coding,
              bk_buf *out);
void view_escape(bk_view *v, size_t from, size_t to, const char *said, size_t n,
                 bk_view_coding coding, bk_buf *out);
/* What came out last, n bytes, is written at `from` of the container. */
void view_add(bk_view *v, uint64_t from, size_t width, size_t n, view_how how,
              bk_view_coding coding);

/* What came out of `inner` since, whose container is what came out of `outer`, came out of `v`,
 * whose container is that of `outer`. */
void view_through(bk_view *v, bk_view *inner, const bk_view *outer);

/* Each returns how many of the bytes it is done with. */
size_t view_html(bk_view *v, const char *p, size_t n, bool last, bk_buf *out);
size_t view_json(bk_view *v, const char *p, size_t n, bool last, bk_buf *out);
size_t view_sql_text(bk_view *v, const char *p, size_t n, bool last, bk_buf *out);
size_t view_mail_text(bk_view *v, const char *p, size_t n, bool last, bk_buf *out);

bool view_mail_new(bk_view *v);
void view_mail_free(bk_view *v);

#endif
