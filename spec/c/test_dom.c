#include "../../src/core/bk_dom.h"
#include "check.h"

#include <stdlib.h>

/* The tree in one line: div[...] for an element, words as they are, {words} of a link, | between texts. */
static const char *show(const char *page, size_t n) {
    static const char *const names[] = {"", "?",
#define NAME(id, name, flow) name,
                                        BK_TAGS(NAME)
#undef NAME
    };
    static char line[4096];
    size_t at = 0;
    bk_dom dom = {0};
    uint32_t open[64], depth = 0;
    if (bk_dom_parse(&dom, page, n, 0, NULL)) return "(failed)";
    for (uint32_t i = 1; i <= dom.count; i++) {
        while (depth && i == dom.nodes[open[depth - 1]].end) {
            at += (size_t)snprintf(line + at, sizeof line - at, "]");
            depth--;
        }
        if (i == dom.count || at > sizeof line - 200 || depth == 64) break;
        const bk_dom_node *node = &dom.nodes[i];
        if (node->tag == BK_TAG_TEXT) {
            const char *text = bk_dom_chars(&dom, node->data);
            at += (size_t)snprintf(line + at, sizeof line - at, node->flags & BK_DOM_LINKED ? "{%s}" : "%s|", text);
        } else {
            at += (size_t)snprintf(line + at, sizeof line - at, "%s[", names[node->tag]);
            open[depth++] = i;
        }
    }
    line[at] = '\0';
    bk_dom_free(&dom);
    return line;
}

static void test_cases(void) {
    static const char *const cases[][2] = {
        /* paragraphs and what ends them */
        {"<p>a<p>b<div>c</div>d", "p[a|]p[b|]div[c|]d|"},
        {"<p>a<span>b<p>c", "p[a|span[b|]]p[c|]"},
        {"a</p>b", "a|p[]b|"},
        {"<p><button><p>a</button>b", "p[button[p[]]b|]"},
        {"<h1>a<h2>b</h3>c", "h1[a|]h2[b|]c|"},
        {"<div>a</section>b</div>c", "div[ab|]c|"},
        {"<ul><li>a<li>b<ul><li>c</ul>d</ul>e", "ul[li[a|]li[b|ul[li[c|]]d|]]e|"},
        {"<li>a<div><li>b", "li[a|div[]]li[b|]"},
        {"<dl><dt>a<dd>b<dt>c</dl>", "dl[dt[a|]dd[b|]dt[c|]]"},
        /* tables */
        {"<table><td>a<td>b<tr><th>c</table>d", "table[tr[td[a|]td[b|]]tr[th[c|]]]d|"},
        {"<table><tr><td>a<table><tr><td>b</table>c</table>d", "table[tr[td[a|table[tr[td[b|]]]c|]]]d|"},
        {"<table><tbody><tr><td><p>a</table><p>b", "table[tbody[tr[td[p[a|]]]]]p[b|]"},
        {"<div><td>a</div>b</table>", "div[a|]b|"},
        {"<table><tr><td><div>a</td>b</tr></table>", "table[tr[td[div[a|]]b|]]"},
        {"<table><table><td>a", "table[]table[tr[td[a|]]]"},
        {"<p>a<table><tr><td></p>b</table>c", "p[a|]table[tr[td[p[]b|]]]c|"},
        /* links: text knows whether one holds it, also where the markup crosses a block */
        {"<a href=x>a<b>b</b></a>c", "a[{a}b[{b}]]c|"},
        {"<a name=x>a", "a[a|]"},
        {"<a href=x>a<a href=y>b", "a[{a}]a[{b}]"},
        {"<a href=x>a<div>b</a>c</div>d", "a[{a}div[{b}c|]d|]"},
        {"<a href=x>a<table><td>b</a>c</table>d", "a[{a}table[tr[td[{bc}]]]{d}]"},
        {"<b>a<p>b</b>c", "b[a|p[bc|]]"},
        /* head and body */
        {"<html><head><title>a&amp;b</title><p>c", "html[head[title[a&b|]]p[c|]]"},
        {"<title>a</title><meta name=b>c", "title[a|]meta[]c|"},
        {"<head><link></head><body>a</body></html>b", "head[link[]]body[ab|]"},
        {"<p>a<body class=x>b<html>c", "p[abc|]"},
        /* raw text, of which only titles and linked data are kept */
        {"<script>a</script>b<style><p></style>c", "script[]b|style[]c|"},
        {"<script type=application/ld+json>{\"a\":1}</script>", "script[{\"a\":1}|]"},
        {"<textarea><p>a</textarea>b<iframe><p></iframe>c", "textarea[]b|iframe[]c|"},
        {"<noscript><img>a</noscript>b<plaintext>c</p>", "noscript[]b|plaintext[c</p>|]"},
        {"<select><option>a<option>b<div>c</select>d", "select[option[]option[div[]]]d|"},
        /* svg and math */
        {"a<svg><title>b</title><path/><g>c</svg>d", "a|svg[title[]?[]?[]]d|"},
        {"<svg><script>a</script>b<p>c", "svg[script[]]p[c|]"},
        {"<svg><![CDATA[<p>]]></svg>a<![CDATA[b]]>", "svg[]a|"},
        {"<div><svg><g>a</div>b", "div[svg[?[]]]b|"},
        /* text */
        {"a<!-- x -->b<br>\n <b>c</b> <i>d</i>\n<p>\n", "ab|br[]b[c|] |i[d|]\n|p[]"},
        {"<p>a\r\nb\rc&lt;&euro;&#x41", "p[a\nb\nc<€A|]"},
        {"a < b </ b>c", "a < b c|"},
        {"<p", ""},
        {"<p>a<b class=\"", "p[a|]"},
        {"<x-y>a<z-z>b</x-y>c", "?[a|?[b|]]c|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_STR(show(cases[i][0], strlen(cases[i][0])), cases[i][1]);
    }
    CHECK_STR(show("<p>a\0b<p title=\"\0\">", 19), "p[ab|]p[]");
}

static void test_attributes(void) {
    static const char page[] = "<a HREF='?a=1&amp;b&lt=2' href=x class rel=\"a\0b\" onclick=y id= 'q'>";
    bk_dom dom = {0};
    CHECK(bk_dom_parse(&dom, page, sizeof page - 1, 0, NULL) == BK_OK);
    CHECK_STR(bk_dom_attribute(&dom, 1, BK_ATTR_HREF), "?a=1&b&lt=2");
    CHECK_STR(bk_dom_attribute(&dom, 1, BK_ATTR_CLASS), "");
    CHECK_STR(bk_dom_attribute(&dom, 1, BK_ATTR_REL), "a\xEF\xBF\xBD" "b");
    CHECK_STR(bk_dom_attribute(&dom, 1, BK_ATTR_ID), "q");
    CHECK(bk_dom_attribute(&dom, 1, BK_ATTR_NAME) == NULL);
    CHECK(dom.nodes[1].size == 4);
    bk_dom_free(&dom);
}

/* Every name of the tables is found, in any case. */
static void test_names(void) {
#define TAG(id, name, flow) CHECK(bk_tag_of(name, sizeof name - 1) == BK_TAG_##id);
    BK_TAGS(TAG)
#define ATTR(id, name) CHECK(bk_attr_of(name, sizeof name - 1) == BK_ATTR_##id);
    BK_ATTRS(ATTR)
    CHECK(bk_tag_of("ArTicle", 7) == BK_TAG_ARTICLE);
    CHECK(bk_tag_of("articles", 8) == BK_TAG_OTHER && bk_tag_of("", 0) == BK_TAG_OTHER);
    CHECK(bk_attr_of("HREF", 4) == BK_ATTR_HREF);
    CHECK(bk_attr_of("onclick", 7) == BK_ATTR_NONE && bk_attr_of("=", 1) == BK_ATTR_NONE);
}

/* What is too deep stands beside its parent; its end tags close nothing else. */
static void test_depth(void) {
    bk_buf page = {0};
    bk_dom dom = {0};
    bk_buf_add_string(&page, "<section>");
    for (int i = 0; i < 100000; i++) bk_buf_add_string(&page, "<div>");
    bk_buf_add_string(&page, "a<script>b</script>");
    for (int i = 0; i < 100000; i++) bk_buf_add_string(&page, "</div>");
    bk_buf_add_string(&page, "c</section>d");
    CHECK(bk_dom_parse(&dom, page.p, page.n, 0, NULL) == BK_OK);
    bk_buf text = {0};
    bk_dom_text(&dom, 1, 0, &text);
    bk_buf_add_char(&text, '\0');
    CHECK_STR(text.p, "a c");
    CHECK(dom.nodes[1].end == dom.count - 1);
    uint32_t deepest = 0;
    for (uint32_t i = 1; i < dom.count; i++) {
        uint32_t depth = 0;
        for (uint32_t k = i; k && depth < 1000; k = dom.nodes[k].parent) depth++;
        if (depth > deepest) deepest = depth;
    }
    CHECK(deepest == 513);
    bk_buf_free(&text);
    bk_buf_free(&page);
    bk_dom_free(&dom);
}

int main(void) {
    test_cases();
    test_attributes();
    test_names();
    test_depth();
    return CHECK_DONE();
}
