#include "../../src/core/bk_scan.h"
#include "check.h"

static bk_scan scan;
static bk_finding finding;

static const char *first_of(const char *s) {
    bk_scan_start(&scan, s, strlen(s));
    return bk_scan_next(&scan, &finding) ? finding.value : "";
}

int main(void) {
    CHECK_STR(first_of("see hxxp://evil-site[.]com/a."), "http://evil-site.com/a");
    CHECK(finding.kind == BK_SCAN_URL && finding.defanged && finding.valid && !finding.why);
    CHECK(finding.first == 4 && finding.end == 28 && finding.n == 22);
    CHECK(!bk_scan_next(&scan, &finding));
    CHECK(!bk_scan_next(&scan, &finding)); /* asking again is safe */

    CHECK_STR(first_of("1.2.3.4/33"), "1.2.3.4");
    CHECK(finding.kind == BK_SCAN_IPV4);
    CHECK_STR(first_of("1.2.3.4/32"), "1.2.3.4/32");
    CHECK(finding.kind == BK_SCAN_CIDR);
    CHECK_STR(first_of("jane [at] Evil-Site[.]COM"), "jane@evil-site.com");
    CHECK(finding.kind == BK_SCAN_EMAIL);
    CHECK_STR(first_of("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"), "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3");
    CHECK(!finding.valid);
    CHECK_STR(finding.why, "checksum");
    CHECK_STR(bk_scan_kind_name(finding.kind), "btc");
    CHECK_STR(bk_scan_kind_name(BK_SCAN_TLP), "tlp");

    CHECK_STR(first_of(""), "");
    CHECK_STR(first_of("plain words, no more. 1.2 index.html 12:30"), "");
    bk_scan_start(&scan, "8.8.8.88", 7); /* the length rules, not a terminator */
    CHECK(bk_scan_next(&scan, &finding) && finding.end == 7);
    CHECK_STR(finding.value, "8.8.8.8");
    bk_scan_start(&scan, "a.com\0b.com", 11);
    CHECK(bk_scan_next(&scan, &finding) && bk_scan_next(&scan, &finding));
    CHECK_STR(finding.value, "b.com");

    CHECK(bk_scan_within("192.0.2.7", "192.0.2.0/24"));
    CHECK(bk_scan_within("192.0.2.7", "0.0.0.0/0"));
    CHECK(!bk_scan_within("192.0.2.7", "::/0"));
    CHECK(!bk_scan_within("192.0.2.7", "192.0.2.0/2400"));
    return CHECK_DONE();
}
