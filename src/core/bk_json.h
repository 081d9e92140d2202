/* JSON, read strictly into a cJSON tree and written canonically.
 *
 * cJSON alone is too lax for evidence: it takes numbers as doubles, ends strings at a NUL, and lets
 * malformed text pass. So bk_json_scan.h checks first, and what cJSON cannot hold is kept beside
 * its tree. */
#ifndef BK_JSON_H
#define BK_JSON_H

#include "bk_json_scan.h"

#include <cJSON.h>

typedef struct bk_json {
    cJSON *root;
    bk_buf numbers; /* bk_json_number's; cJSON_Number nodes met in document order take the next one
                       each */
    bool
        has_nul; /* in strings and keys the bytes C0 80 stand for U+0000: see bk_json_restore_nul */
} bk_json;

/* Read p[0..n). `out` starts zeroed, and is so after an error; bk_json_free may be called again and
 * again. */
bk_code bk_json_parse(const char *p, size_t n, const bk_json_limits *limits, bk_json *out,
                      bk_error *err);
void bk_json_free(bk_json *json);

/* Append s[0..n) to `out` with U+0000 for C0 80. */
bk_code bk_json_restore_nul(bk_buf *out, const char *s, size_t n);

/* Append s[0..n) as a JSON string: only what must be is escaped. Ill-formed UTF-8 becomes U+FFFD
 * when `replace`, else gives BK_E_ENCODING with the 1-based position in s. */
bk_code bk_json_write_string(bk_buf *out, const char *s, size_t n, bool replace, bk_error *err);

#endif
