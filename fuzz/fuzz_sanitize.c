/* Any bytes as HTML: no crash, and what comes out is well-formed: tags of allowed names only, each value
 * quoted, everything closed; reading it again changes nothing. The first line is the base. */
#include "../src/core/bk_charset.h"
#include "../src/core/bk_sanitize.h"
#include "../src/core/bk_uri.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/* p[at] is past a tag's name: attributes of allowed names, addresses of allowed schemes, then the end. */
static size_t check_attributes(const char *p, size_t n, size_t at) {
    while (at < n && p[at] == ' ' && p[at + 1] != '/') {
        size_t name = ++at;
        while (at < n && is_letter(p[at])) at++;
        size_t length = at - name;
        bool address = (length == 4 && memcmp(p + name, "href", 4) == 0) ||
                       (length == 3 && memcmp(p + name, "src", 3) == 0);
        bool other = length == 5 && (memcmp(p + name, "title", 5) == 0 || memcmp(p + name, "class", 5) == 0);
        if (!address && !other) abort();
        if (at + 1 >= n || p[at] != '=' || p[at + 1] != '"') abort();
        const char *value = p + at + 2, *close = memchr(value, '"', n - at - 2);
        if (!close) abort();
        size_t scheme = bk_uri_scheme(value, (size_t)(close - value));
        if (address && scheme && (value[0] | 32) != 'h' && (value[0] | 32) != 'm') abort();
        if (memchr(value, '<', (size_t)(close - value))) abort();
        at = (size_t)(close - p) + 1;
    }
    if (at + 1 < n && p[at] == ' ' && p[at + 1] == '/') at += 2;
    if (at >= n || p[at] != '>') abort();
    return at + 1;
}

static void check_tags(const char *p, size_t n) {
    size_t i = 0;
    while (i < n) {
        if (p[i] == '>') abort();
        if (p[i++] != '<') continue;
        if (i < n && p[i] == '/') i++;
        if (i >= n || !is_letter(p[i])) abort();
        while (i < n && is_letter(p[i])) i++;
        i = check_attributes(p, n, i);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const bk_sanitize_rules rules = {.elements = " a b p div img table tr td li ul br ",
                                            .empty = " br img ",
                                            .dropped = " script style svg ",
                                            .attributes = " href src title class ",
                                            .addresses = " href src ",
                                            .schemes = " http https mailto "};
    const char *p = (const char *)data;
    const char *line = memchr(p, '\n', size);
    size_t base = line ? (size_t)(line - p) : 0, bad;
    if (!bk_charset_is_utf8(p, size, &bad)) return 0;
    bk_buf once = {0}, twice = {0}, address = {0};
    if (bk_sanitize(p, size, p, base, &rules, &once)) abort();
    if (!bk_charset_is_utf8(once.p ? once.p : "", once.n, &bad)) abort();
    check_tags(once.p ? once.p : "", once.n);
    if (bk_sanitize(once.p ? once.p : "", once.n, "", 0, &rules, &twice)) abort();
    if (twice.n > once.n + 16 * 200 * 8) abort();
    if (bk_uri_resolve(p, base, p + base, size - base, &address)) abort();
    bk_buf_free(&once);
    bk_buf_free(&twice);
    bk_buf_free(&address);
    return 0;
}
