/* The element and attribute names that reading a page looks at; all others are BK_TAG_OTHER, or are
 * not kept. Both lists are sorted by name: the lookup is a binary search. */
#ifndef BK_DOM_NAMES_H
#define BK_DOM_NAMES_H

#include <stdint.h>

#define BK_TAGS(X) \
    X(A, "a") X(ADDRESS, "address") X(AMP_IFRAME, "amp-iframe") X(ARTICLE, "article") \
    X(ASIDE, "aside") X(AUDIO, "audio") X(B, "b") X(BASE, "base") X(BLOCKQUOTE, "blockquote") \
    X(BODY, "body") X(BR, "br") X(BUTTON, "button") X(CANVAS, "canvas") X(CAPTION, "caption") \
    X(CENTER, "center") X(CITE, "cite") X(CODE, "code") X(DD, "dd") X(DETAILS, "details") \
    X(DIALOG, "dialog") X(DIV, "div") X(DL, "dl") X(DT, "dt") X(EM, "em") X(EMBED, "embed") \
    X(FIELDSET, "fieldset") X(FIGCAPTION, "figcaption") X(FIGURE, "figure") X(FOOTER, "footer") \
    X(FORM, "form") X(H1, "h1") X(H2, "h2") X(H3, "h3") X(H4, "h4") X(H5, "h5") X(H6, "h6") \
    X(HEAD, "head") X(HEADER, "header") X(HR, "hr") X(HTML, "html") X(I, "i") \
    X(IFRAME, "iframe") X(IMG, "img") X(INPUT, "input") X(LABEL, "label") X(LEGEND, "legend") \
    X(LI, "li") X(LINK, "link") X(MAIN, "main") X(MENU, "menu") X(META, "meta") X(NAV, "nav") \
    X(NOSCRIPT, "noscript") X(OBJECT, "object") X(OL, "ol") X(OPTION, "option") X(P, "p") \
    X(PICTURE, "picture") X(PRE, "pre") X(SCRIPT, "script") X(SECTION, "section") \
    X(SELECT, "select") X(SPAN, "span") X(STRONG, "strong") X(STYLE, "style") \
    X(SUMMARY, "summary") X(SUP, "sup") X(SVG, "svg") X(TABLE, "table") X(TBODY, "tbody") \
    X(TD, "td") X(TEMPLATE, "template") X(TEXTAREA, "textarea") X(TFOOT, "tfoot") X(TH, "th") \
    X(THEAD, "thead") X(TIME, "time") X(TITLE, "title") X(TR, "tr") X(UL, "ul") X(VIDEO, "video")

#define BK_ATTRS(X) \
    X(ALT, "alt") X(ARIA_HIDDEN, "aria-hidden") X(ARIA_LABEL, "aria-label") X(CLASS, "class") \
    X(CONTENT, "content") X(DATA_TESTID, "data-testid") X(DATETIME, "datetime") \
    X(HIDDEN, "hidden") X(HREF, "href") X(HTTP_EQUIV, "http-equiv") X(ID, "id") \
    X(ITEMPROP, "itemprop") X(ITEMTYPE, "itemtype") X(LANG, "lang") X(NAME, "name") \
    X(PROPERTY, "property") X(PUBDATE, "pubdate") X(REL, "rel") X(ROLE, "role") \
    X(STYLE, "style") X(TYPE, "type")

typedef enum bk_tag {
    BK_TAG_TEXT = 0,
    BK_TAG_OTHER,
#define BK_TAG_ENUM(id, name) BK_TAG_##id,
    BK_TAGS(BK_TAG_ENUM)
#undef BK_TAG_ENUM
    BK_TAG_COUNT
} bk_tag;

typedef enum bk_attr {
    BK_ATTR_NONE = 0,
#define BK_ATTR_ENUM(id, name) BK_ATTR_##id,
    BK_ATTRS(BK_ATTR_ENUM)
#undef BK_ATTR_ENUM
    BK_ATTR_COUNT
} bk_attr;

/* By lower-case name. */
bk_tag bk_tag_of(const char *name);
bk_attr bk_attr_of(const char *name);

/* How an element takes part in the flow of text. */
enum {
    BK_FLOW_BLOCK = 1, /* starts and ends a paragraph */
    BK_FLOW_NONE = 2,  /* its content is never text: scripts, forms' controls, embedded objects */
    BK_FLOW_LEAF = 4   /* usually a paragraph in itself: p, li, h1, td, blockquote... */
};
unsigned bk_tag_flow(bk_tag tag);

#endif
