/* Any bytes: no crash; what is accepted is written and read back the same; fields are found in just what is accepted, the
 * fast way and the strict one. */
#include "../src/core/bk_json.h"
#include "../src/core/bk_json_fields.h"
#include "../src/core/bk_number.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fields(const char *p, size_t n, const bk_json_limits *limits, bool accepted) {
    bk_json_fields f = {0};
    bk_json_slice fast[3], strict[3];
    bk_error err;
    int at = 0;
    if (bk_json_fields_start(&f, &err) || bk_json_fields_add(&f, &at, "a", 1, true, &err) ||
        bk_json_fields_add(&f, &at, "b", 1, true, &err) || bk_json_fields_add(&f, &at, "b", 1, false, &err) ||
        bk_json_fields_add(&f, &at, "c", 1, true, &err))
        abort();
    (void)bk_json_project(p, n / 2, limits, &f, fast, &err); /* the keys of what came before are guessed again */
    bool one = bk_json_project(p, n, limits, &f, fast, &err) == BK_OK;
    bool other = bk_json_project_strictly(p, n, limits, &f, strict, &err) == BK_OK;
    if (one != accepted || other != accepted) abort();
    for (int i = 0; accepted && i < f.fields; i++) {
        bk_json value = {0};
        if (fast[i].from != strict[i].from || fast[i].to != strict[i].to || fast[i].to > n) abort();
        if (!fast[i].to) continue;
        if (bk_json_parse(p + fast[i].from, fast[i].to - fast[i].from, limits, &value, &err)) abort();
        bk_json_free(&value);
    }
    bk_json_fields_free(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    for (int replace = 0; replace < 2; replace++) {
        bk_json_limits limits = {.bytes = 1 << 20, .values = 100000, .replace = replace};
        bk_json json = {0};
        bk_error err;
        const char *p = (const char *)data;
        if (bk_json_parse(p, size, &limits, &json, &err)) {
            if (err.position > size + 1 || json.root) abort();
            fields(p, size, &limits, false);
            continue;
        }
        fields(p, size, &limits, true);
        if (json.root->type == cJSON_String) {
            bk_buf a = {0}, b = {0};
            if (bk_json_restore_nul(&a, json.root->valuestring, strlen(json.root->valuestring)))
                abort();
            if (bk_json_write_string(&b, a.p, a.n, false, &err)) abort();
            bk_json again = {0};
            if (bk_json_parse(b.p, b.n, &limits, &again, &err)) abort();
            if (strcmp(again.root->valuestring, json.root->valuestring) != 0) abort();
            bk_json_free(&again);
            bk_buf_free(&a);
            bk_buf_free(&b);
        }
        for (size_t i = 0; i < json.numbers.n / sizeof(bk_json_number); i++) {
            bk_json_number x;
            char text[BK_NUMBER_MAX];
            memcpy(&x, json.numbers.p + i * sizeof x, sizeof x);
            if (x.is_integer) continue;
            size_t n = bk_number_format(x.as.real, text);
            double again = bk_number_parse(text, n);
            if (memcmp(&again, &x.as.real, sizeof again) != 0) abort();
        }
        (void)bk_json_key_position(p, size, 2);
        bk_json_free(&json);
    }
    return 0;
}
