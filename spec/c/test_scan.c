#include "../../src/core/bk_scan.h"
#include "check.h"

static bk_scan scan;
static bk_finding finding;

static const char *first_of(const char *s) {
    bk_scan_start(&scan, s, strlen(s), NULL);
    return bk_scan_next(&scan, &finding) ? finding.value : "";
}

/* Every marker that runs here gives the masks of the portable one. */
static void check_markers(void) {
    static const char some[] =
        "a.b@c://d[.]e (dot) 8 . 8 12:34:56:78 T1059 CVE-2014 AS3356 ASN 3 rule tlp HKLM\\ "
        "C:\\x \\\\ab ~/ /etc 4012 8888 415-555-1234 (415) 555-1234 GB82 AB 12 123-45- +4 020 %\\ "
        "curl/7 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1234567890123 *[tt] \xE2\x80\x91"
        "1 a\\.b a.]b ";
    static unsigned char bytes[1 << 14];
    unsigned state = 1;
    for (size_t i = 0; i < sizeof bytes;) { /* shreds of what is interesting, and anything */
        state = state * 1664525u + 1013904223u;
        size_t from = (state >> 8) % (sizeof some - 1), n = 1 + (state >> 24) % 40;
        for (size_t k = 0; k < n && i < sizeof bytes; k++)
            bytes[i++] =
                (unsigned char)(state >> 30
                                    ? (unsigned)(unsigned char)some[(from + k) % (sizeof some - 1)]
                                    : state >> (k % 24));
    }
    bk_scan_mark *mark;
    for (size_t m = 0; (mark = bk_scan_marker(m)) != NULL; m++) {
        bk_scan_carry ours = {0}, theirs = {0};
        for (size_t at = m; at + BK_SCAN_MARKED <= sizeof bytes; at += BK_SCAN_MARKED) {
            bk_scan_anchors expected, got;
            bk_scan_mark_portable(bytes + at, &ours, &expected);
            mark(bytes + at, &theirs, &got);
            CHECK(memcmp(&expected, &got, sizeof got) == 0);
        }
        CHECK(memcmp(&ours, &theirs, sizeof ours) == 0);
    }
}

/* The same findings by every marker. */
static void check_portable(void) {
    static const char text[] =
        "hxxp://evil-site[.]com/a CVE-2014-0160 at 8.8.8.8 jane@evil-site.com "
        "2606:4700::1111 C:\\x\\y.exe d41d8cd98f00b204e9800998ecf8427e 4012888888881881";
    static bk_scan other;
    static bk_finding theirs;
    bk_scan_start(&scan, text, sizeof text - 1, NULL);
    bk_scan_start(&other, "", 0, NULL);
    other.mark = bk_scan_mark_portable;
    bk_scan_go(&other, text, sizeof text - 1, 0, sizeof text - 1, 0);
    int n = 0;
    while (bk_scan_next(&scan, &finding)) {
        CHECK(bk_scan_next(&other, &theirs));
        CHECK(finding.first == theirs.first && finding.end == theirs.end &&
              finding.kind == theirs.kind);
        n++;
    }
    CHECK(!bk_scan_next(&other, &theirs));
    CHECK(n == 8);
}

int main(void) {
    check_markers();
    check_portable();
    CHECK_STR(first_of("see hxxp://evil-site[.]com/a."), "http://evil-site.com/a");
    CHECK(finding.kind == BK_SCAN_URL && finding.defanged && !finding.why);
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
    CHECK_STR(bk_scan_why(NULL, finding.why), "checksum");
    CHECK_STR(bk_scan_kind_name(finding.kind), "btc");
    CHECK_STR(bk_scan_kind_name(BK_SCAN_TLP), "tlp");

    CHECK_STR(first_of(""), "");
    CHECK_STR(first_of("plain words, no more. 1.2 index.html 12:30"), "");
    bk_scan_start(&scan, "8.8.8.88", 7, NULL); /* the length rules, not a terminator */
    CHECK(bk_scan_next(&scan, &finding) && finding.end == 7);
    CHECK_STR(finding.value, "8.8.8.8");
    bk_scan_start(&scan, "a.com\0b.com", 11, NULL);
    CHECK(bk_scan_next(&scan, &finding) && bk_scan_next(&scan, &finding));
    CHECK_STR(finding.value, "b.com");

    CHECK(bk_scan_within("192.0.2.7", "192.0.2.0/24"));
    CHECK(bk_scan_within("192.0.2.7", "0.0.0.0/0"));
    CHECK(!bk_scan_within("192.0.2.7", "::/0"));
    CHECK(!bk_scan_within("192.0.2.7", "192.0.2.0/2400"));
    return CHECK_DONE();
}
