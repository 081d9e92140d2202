/* Any bytes in every encoding: no crash, what comes out is UTF-8 and no larger than it may be. */
#include "../src/core/bk_charset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {"UTF-8",    "UTF-16LE", "UTF-16BE",    "gb18030",
                                        "Big5",     "EUC-JP",   "ISO-2022-JP", "Shift_JIS",
                                        "EUC-KR",   "KOI8-U",   "windows-874", "x-user-defined",
                                        "replacement"};
    const char *p = (const char *)data;
    size_t first, length;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bk_buf out = {0};
        bk_error err;
        size_t bad, at;
        if (bk_charset_decode(names[i], p, size, &out, &bad, &at, &err)) abort();
        if (!bk_charset_is_utf8(out.p ? out.p : "", out.n, &first)) abort();
        if (out.n > 4 * size || bad > 2 * size || at > size || !bad != !at) abort();
        bk_buf_free(&out);
    }
    for (int xml = 0; xml < 2; xml++) {
        const char *name = bk_charset_prescan(p, size, xml, &first, &length);
        if (name && !bk_charset_name(name, strlen(name))) abort();
        if (first + length > size) abort();
    }
    (void)bk_charset_name(p, size);
    if (!bk_charset_detect(p, size)) abort();
    return 0;
}
