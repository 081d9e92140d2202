/* Names in other scripts than ASCII, in UTF-8, and their xn-- form (IDNA 2008 as UTS 46 maps to it;
 * libidn2, which libpsl needs too). */
#ifndef BK_SCAN_IDN_H
#define BK_SCAN_IDN_H

#include "bk_buf.h"
#include "bk_scan.h"

enum { BK_IDN_HOST_MAX = 253 };

typedef struct bk_idn_host {
    size_t end; /* in the bytes, without trailing joiners */
    size_t n;
    char text[BK_IDN_HOST_MAX + 1]; /* labels in their xn-- form, lower case */
    bool defanged;
    bool cased; /* the last label has capitals and the first has none: words around a full stop */
} bk_idn_host;

/* Where the labels begin that go on at `at`. */
size_t bk_idn_start(const bk_scan *s, size_t at);
/* The host at `at`, if it has letters beyond ASCII and a form in ASCII. */
bool bk_idn_read(const bk_scan *s, size_t at, bk_idn_host *out);
/* Whether the labels of a host that begin with "xn--" stand for something. */
bool bk_idn_holds(const char *host);
/* Of a domain or URL whose host has such labels: the host as it is read, appended; `mixed`: a label
 * of it has letters of two of the scripts whose letters look alike. */
bool bk_idn_unicode(bk_scan_kind kind, const char *value, size_t n, bk_buf *out, bool *mixed);

#endif
