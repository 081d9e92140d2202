/* The element and attribute names that reading a page looks at; all others are BK_TAG_OTHER, or are not kept. Names
 * that start with the same letter stand together: that is how they are found. */
#ifndef BK_DOM_NAMES_H
#define BK_DOM_NAMES_H

#include <stddef.h>
#include <stdint.h>

/* How an element takes part in the flow of text, and in building the tree (HTML Standard, 13.2.4.2, 13.2.6). */
enum {
    BK_FLOW_BLOCK = 1,      /* starts and ends a paragraph */
    BK_FLOW_NONE = 2,       /* its content is never text: scripts, forms' controls, embedded objects */
    BK_TREE_VOID = 4,       /* has no content and no end tag */
    BK_TREE_CLOSES_P = 8,   /* cannot stand in a paragraph: its start tag ends one */
    BK_TREE_SPECIAL = 16,   /* an end tag of another name does not reach through it */
    BK_TREE_SCOPE = 32,     /* no end tag of a block reaches through it */
    BK_TREE_HEAD = 64,      /* can stand in head */
    BK_TREE_BREAKOUT = 128, /* its start tag ends svg and math */
    BK_TREE_GAP = 256       /* white space right within it is none of the text */
};

/* Short for the table. */
#define BK_B (BK_FLOW_BLOCK | BK_TREE_SPECIAL)
#define BK_P (BK_B | BK_TREE_CLOSES_P)
#define BK_X (BK_P | BK_TREE_BREAKOUT)
#define BK_V (BK_TREE_VOID | BK_TREE_SPECIAL)
#define BK_N BK_FLOW_NONE
#define BK_O BK_TREE_BREAKOUT
#define BK_T (BK_B | BK_TREE_GAP)
#define BK_C (BK_TREE_SCOPE | BK_TREE_SPECIAL)

#define BK_TAGS(X) \
    X(A, "a", 0) X(ADDRESS, "address", BK_P) X(AMP_IFRAME, "amp-iframe", BK_N) X(APPLET, "applet", BK_N | BK_C) \
    X(AREA, "area", BK_V) X(ARTICLE, "article", BK_P) X(ASIDE, "aside", BK_P) X(AUDIO, "audio", BK_N) \
    X(B, "b", BK_O) X(BASE, "base", BK_V | BK_TREE_HEAD) X(BASEFONT, "basefont", BK_V | BK_TREE_HEAD) \
    X(BGSOUND, "bgsound", BK_V | BK_TREE_HEAD) X(BIG, "big", BK_O) X(BLOCKQUOTE, "blockquote", BK_X) \
    X(BODY, "body", BK_B | BK_O) X(BR, "br", BK_V | BK_O) X(BUTTON, "button", BK_N | BK_TREE_SPECIAL) \
    X(CANVAS, "canvas", BK_N) X(CAPTION, "caption", BK_B | BK_C) X(CENTER, "center", BK_X) X(CITE, "cite", 0) \
    X(CODE, "code", BK_O) X(COL, "col", BK_V) X(COLGROUP, "colgroup", BK_T) \
    X(DD, "dd", BK_X) X(DESC, "desc", BK_N) X(DETAILS, "details", BK_P) X(DIALOG, "dialog", BK_P) \
    X(DIR, "dir", BK_P) X(DIV, "div", BK_X) X(DL, "dl", BK_X | BK_TREE_GAP) X(DT, "dt", BK_X) \
    X(EM, "em", BK_O) X(EMBED, "embed", BK_V | BK_N | BK_O) \
    X(FIELDSET, "fieldset", BK_P) X(FIGCAPTION, "figcaption", BK_P) X(FIGURE, "figure", BK_P) X(FONT, "font", 0) \
    X(FOOTER, "footer", BK_P) X(FOREIGNOBJECT, "foreignobject", BK_N) X(FORM, "form", BK_P) X(FRAME, "frame", BK_V) \
    X(FRAMESET, "frameset", BK_B) \
    X(H1, "h1", BK_X) X(H2, "h2", BK_X) X(H3, "h3", BK_X) X(H4, "h4", BK_X) X(H5, "h5", BK_X) X(H6, "h6", BK_X) \
    X(HEAD, "head", BK_N | BK_TREE_SPECIAL | BK_O | BK_TREE_GAP) X(HEADER, "header", BK_P) X(HGROUP, "hgroup", BK_P) \
    X(HR, "hr", BK_X | BK_TREE_VOID) X(HTML, "html", BK_B | BK_C | BK_TREE_GAP) \
    X(I, "i", BK_O) X(IFRAME, "iframe", BK_N | BK_TREE_SPECIAL) X(IMAGE, "image", BK_TREE_VOID) \
    X(IMG, "img", BK_V | BK_O) X(INPUT, "input", BK_V | BK_N) \
    X(KEYGEN, "keygen", BK_V) X(LABEL, "label", 0) X(LEGEND, "legend", BK_FLOW_BLOCK) X(LI, "li", BK_X) \
    X(LINK, "link", BK_V | BK_TREE_HEAD) X(LISTING, "listing", BK_X) \
    X(MAIN, "main", BK_P) X(MARQUEE, "marquee", BK_C) X(MATH, "math", BK_N) X(MENU, "menu", BK_X) \
    X(META, "meta", BK_V | BK_TREE_HEAD | BK_O) X(MI, "mi", BK_N) X(MN, "mn", BK_N) X(MO, "mo", BK_N) \
    X(MS, "ms", BK_N) X(MTEXT, "mtext", BK_N) \
    X(NAV, "nav", BK_P) X(NOBR, "nobr", BK_O) X(NOEMBED, "noembed", BK_N | BK_TREE_SPECIAL) \
    X(NOFRAMES, "noframes", BK_N | BK_TREE_SPECIAL | BK_TREE_HEAD) \
    X(NOSCRIPT, "noscript", BK_N | BK_TREE_SPECIAL | BK_TREE_HEAD) \
    X(OBJECT, "object", BK_N | BK_C) X(OL, "ol", BK_X | BK_TREE_GAP) X(OPTGROUP, "optgroup", BK_N) \
    X(OPTION, "option", BK_N) X(P, "p", BK_X) X(PARAM, "param", BK_V) X(PICTURE, "picture", 0) \
    X(PLAINTEXT, "plaintext", BK_P) X(PRE, "pre", BK_X) X(RP, "rp", BK_N) X(RT, "rt", 0) X(RUBY, "ruby", BK_O) \
    X(S, "s", BK_O) X(SCRIPT, "script", BK_N | BK_TREE_SPECIAL | BK_TREE_HEAD) X(SEARCH, "search", BK_P) \
    X(SECTION, "section", BK_P) X(SELECT, "select", BK_N | BK_TREE_SPECIAL) X(SMALL, "small", BK_O) \
    X(SOURCE, "source", BK_V) X(SPAN, "span", BK_O) X(STRIKE, "strike", BK_O) X(STRONG, "strong", BK_O) \
    X(STYLE, "style", BK_N | BK_TREE_SPECIAL | BK_TREE_HEAD) X(SUB, "sub", BK_O) X(SUMMARY, "summary", BK_P) \
    X(SUP, "sup", BK_O) X(SVG, "svg", BK_N) X(TABLE, "table", BK_X | BK_TREE_SCOPE | BK_TREE_GAP) \
    X(TBODY, "tbody", BK_T) X(TD, "td", BK_B | BK_C) \
    X(TEMPLATE, "template", BK_N | BK_C | BK_TREE_HEAD) X(TEXTAREA, "textarea", BK_N | BK_TREE_SPECIAL) \
    X(TFOOT, "tfoot", BK_T) X(TH, "th", BK_B | BK_C) X(THEAD, "thead", BK_T) X(TIME, "time", 0) \
    X(TITLE, "title", BK_N | BK_TREE_SPECIAL | BK_TREE_HEAD) X(TR, "tr", BK_T) X(TRACK, "track", BK_V) \
    X(TT, "tt", BK_O) X(U, "u", BK_O) X(UL, "ul", BK_X | BK_TREE_GAP) X(VAR, "var", BK_O) X(VIDEO, "video", BK_N) \
    X(WBR, "wbr", BK_V) X(XMP, "xmp", BK_N | BK_P)

#define BK_ATTRS(X) \
    X(ALT, "alt") X(ARIA_HIDDEN, "aria-hidden") X(ARIA_LABEL, "aria-label") X(CLASS, "class") \
    X(CONTENT, "content") X(DATA_TESTID, "data-testid") X(DATETIME, "datetime") \
    X(HIDDEN, "hidden") X(HREF, "href") X(HREFLANG, "hreflang") X(HTTP_EQUIV, "http-equiv") X(ID, "id") \
    X(ITEMPROP, "itemprop") X(ITEMTYPE, "itemtype") X(LANG, "lang") X(NAME, "name") \
    X(PROPERTY, "property") X(PUBDATE, "pubdate") X(REL, "rel") X(ROLE, "role") \
    X(STYLE, "style") X(TITLE, "title") X(TYPE, "type")

typedef enum bk_tag {
    BK_TAG_TEXT = 0,
    BK_TAG_OTHER,
#define BK_TAG_ENUM(id, name, flow) BK_TAG_##id,
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

/* By name, in any case. */
bk_tag bk_tag_of(const char *p, size_t n);
bk_attr bk_attr_of(const char *p, size_t n);

/* The flags of an element. */
extern const uint16_t bk_tag_flows[BK_TAG_COUNT];
static inline unsigned bk_tag_flow(unsigned tag) { return bk_tag_flows[tag]; }

#endif
