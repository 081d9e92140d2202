#include "bk_status.h"

#include <stdarg.h>
#include <stdio.h>

const char *bk_code_name(bk_code code) {
    static const char *const names[] = {"ok",    "memory", "limit", "syntax", "encoding", "range",
                                        "io",    "type",   "empty", "small",  "uniform", "changed"};
    size_t i = (size_t)code;
    return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

bk_code bk_fail(bk_error *err, bk_code code, size_t position, const char *format, ...) {
    if (err) {
        va_list ap;
        va_start(ap, format);
        err->code = code;
        err->position = position;
        (void)vsnprintf(err->message, sizeof err->message, format, ap);
        va_end(ap);
    }
    return code;
}

void bk_error_locate(const char *p, size_t n, size_t position, size_t *line, size_t *column) {
    size_t end = position ? position - 1 : 0;
    size_t lines = 1, start = 0;
    if (end > n) end = n;
    for (size_t i = 0; i < end; i++) {
        if (p[i] == '\n') {
            lines++;
            start = i + 1;
        }
    }
    *line = lines;
    *column = end - start + 1;
}
