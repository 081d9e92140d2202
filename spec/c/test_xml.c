#include "../../src/core/bk_xml.h"
#include "check.h"

#include <stdlib.h>

static bk_xml xml;
static bool sound;

static bk_code parse(const char *text, size_t nodes, size_t depth) {
    bk_xml_free(&xml);
    return bk_xml_parse(&xml, text, strlen(text), nodes, depth, &sound, NULL);
}

static const char *text_at(size_t i) {
    return bk_xml_chars(&xml, xml.nodes[i].data);
}

static void test_tree(void) {
    CHECK(parse("\n<?xml version=\"1.0\" encoding=\"utf-16\"?><a:b xmlns:a='urn:x' c='1' "
                "a:d='&lt;2&amp;3&#38;4&amp;amp;'>p<e/>q &amp; "
                "<![CDATA[<r>]]></a:b>",
                0, 0) == BK_OK);
    CHECK(sound);
    CHECK(xml.count == 5);
    CHECK_STR(bk_xml_chars(&xml, xml.nodes[1].name), "b");
    CHECK_STR(bk_xml_chars(&xml, xml.nodes[1].prefix), "a");
    CHECK_STR(bk_xml_chars(&xml, xml.nodes[1].space), "urn:x");
    CHECK(xml.nodes[1].end == 5 && xml.nodes[1].size == 2);
    CHECK_STR(bk_xml_chars(&xml, xml.attrs[1].prefix), "a");
    CHECK_STR(bk_xml_chars(&xml, xml.attrs[1].data), "<2&3&4&amp;");
    CHECK_STR(text_at(2), "p");
    CHECK_STR(bk_xml_chars(&xml, xml.nodes[3].name), "e");
    CHECK(bk_xml_chars(&xml, xml.nodes[3].prefix) == NULL);
    CHECK_STR(text_at(4), "q & <r>");
}

/* What a document declares is never expanded, wherever it is referred to. */
static void test_entities(void) {
    CHECK(parse("<!DOCTYPE a [<!ENTITY b \"bomb\"><!ENTITY c \"&b;&b;\"><!ENTITY f SYSTEM "
                "\"file:///etc/hostname\">]>"
                "<a d='x&c;y'>&c;&f;caf&eacute;&#x41;</a>",
                0, 0) == BK_OK);
    CHECK(xml.count == 3);
    CHECK_STR(text_at(2), "caf\xc3\xa9"
                          "A");
    for (size_t i = 0; i + 4 <= xml.chars.n; i++) CHECK(memcmp(xml.chars.p + i, "bomb", 4) != 0);
}

static void test_broken(void) {
    CHECK(parse("<a><b>x</a>", 0, 0) == BK_OK);
    CHECK(!sound);
    CHECK_STR(text_at(3), "x");
    CHECK(parse("", 0, 0) == BK_E_EMPTY);
    CHECK(parse(" \n ", 0, 0) == BK_E_EMPTY);
    CHECK(parse("no XML", 0, 0) == BK_E_EMPTY);
    CHECK(parse("<a>\xff\xfe</a>", 0, 0) == BK_OK);
}

static void test_limits(void) {
    CHECK(parse("<a><b><c/></b></a>", 3, 3) == BK_OK);
    CHECK(parse("<a><b><c/></b></a>", 2, 3) == BK_E_LIMIT);
    CHECK(parse("<a><b><c/></b></a>", 3, 2) == BK_E_LIMIT);
    enum { LEVELS = 100000 };
    char *deep = malloc(LEVELS * 3 + 1);
    if (!deep) abort();
    for (size_t i = 0; i < LEVELS; i++) memcpy(deep + 3 * i, "<a>", 3);
    deep[LEVELS * 3] = '\0';
    CHECK(parse(deep, 0, 0) == BK_E_LIMIT);
    free(deep);
}

int main(void) {
    test_tree();
    test_entities();
    test_broken();
    test_limits();
    bk_xml_free(&xml);
    return CHECK_DONE();
}
