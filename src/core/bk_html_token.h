/* A page's bytes as tokens, as the HTML Standard (13.2.5) tells them apart: a pull iterator that copies nothing and
 * allocates nothing. A token's strings are spans of the page; bk_html_decode makes characters of them, when somebody
 * wants them.
 *
 * The bytes are taken to be UTF-8 and are never refused. Parse errors are not reported: a reader of pages does not
 * ask for them. Of a tag's attributes the first BK_HTML_ATTRIBUTES are kept, equal names too: the first one counts. */
#ifndef BK_HTML_TOKEN_H
#define BK_HTML_TOKEN_H

#include "bk_html_decode.h"

enum { BK_HTML_ATTRIBUTES = 256 };

typedef struct bk_html_span {
    const char *p; /* NULL: absent */
    size_t n;
} bk_html_span;

typedef enum bk_html_kind {
    BK_HTML_EOF = 0,
    BK_HTML_TEXT, /* data; a run of text can come as several tokens */
    BK_HTML_START,
    BK_HTML_END,
    BK_HTML_COMMENT,
    BK_HTML_DOCTYPE
} bk_html_kind;

/* What text is made of where the tokenizer stands: the consumer sets it after a start tag. */
typedef enum bk_html_model {
    BK_HTML_DATA = 0,
    BK_HTML_RCDATA,   /* title, textarea: references, but no tags other than the own end tag */
    BK_HTML_RAWTEXT,  /* style, xmp, iframe, noembed, noframes, noscript */
    BK_HTML_SCRIPT,   /* script: with comments that can hide its end tag */
    BK_HTML_PLAINTEXT,
    BK_HTML_CDATA     /* within <![CDATA[ of foreign content */
} bk_html_model;

typedef struct bk_html_attribute {
    bk_html_span name, value; /* decode name with LOWER | NUL_MARK, value with REFERENCES | ATTRIBUTE | NUL_MARK */
} bk_html_attribute;

typedef struct bk_html_token {
    bk_html_kind kind;
    bk_html_span name; /* of tags and doctypes: decode with LOWER | NUL_MARK */
    bk_html_span data; /* of text: decode with `how`; of comments: with NUL_MARK */
    unsigned how;
    bool self_closing, quirks; /* quirks: the doctype is broken */
    bk_html_span public_id, system_id; /* of a doctype: decode with NUL_MARK */
    size_t count;
    bk_html_attribute attributes[BK_HTML_ATTRIBUTES];
} bk_html_token;

typedef struct bk_html_tokenizer {
    const char *p, *end;
    bk_html_model model;
    bk_html_span last; /* name of the last start tag: what ends RCDATA, RAWTEXT and scripts */
    bool foreign;      /* <![CDATA[ opens a section: set by the consumer within svg and math */
} bk_html_tokenizer;

/* Start at p[0..n), which must outlive the tokenizer: *t = bk_html_tokens(p, n). */
bk_html_tokenizer bk_html_tokens(const char *p, size_t n);
/* The next token; BK_HTML_EOF at the end, and ever after. */
bk_html_kind bk_html_next(bk_html_tokenizer *t, bk_html_token *token);

/* White space as HTML has it. */
static inline bool bk_html_is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Is the span `lower` but for the case of its letters? `lower` is lower-case and has n bytes. */
bool bk_html_same(const char *p, const char *lower, size_t n);

#endif
