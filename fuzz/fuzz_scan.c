/* Any bytes: findings lie in the bytes, in order, without overlap; values end where they say; pieces
 * give what the whole gives; something is shown in place of what tells of a person; and what stands
 * around is found, whatever is told there. */
#include "../src/core/bk_scan_context.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* of text in UTF-16, which is found beside the rest */
static void check_wide(const bk_hit *hit, size_t size) {
    if (hit->end <= hit->first || hit->end > size ||
        hit->end - hit->first != 2 * (uint64_t)hit->text_n)
        abort();
}

static void check_veil(const bk_finding *f) {
    static bk_veil *veil;
    bk_buf out = {0};
    if (!veil && !(veil = bk_veil_new(NULL))) abort();
    bool personal = bk_veil_show(veil, f->kind, f->value, f->n, &out);
    if (out.failed || personal != (out.n > 0) || (personal && !bk_veil_may(f->kind))) abort();
    bk_buf_free(&out);
}

static void check_context(const bk_scan_piece *piece, const bk_hit *hit) {
    static const struct {
        bk_scan_table table;
        const char *key;
    } keys[] = {{BK_TABLE_SECRET, "pw"},     {BK_TABLE_COLUMN, "name"},     {BK_TABLE_OPTION, "curl"},
                {BK_TABLE_OPTION, "curl -u"}, {BK_TABLE_SAYS_WORD, "is"},   {BK_TABLE_HEADER, "to"},
                {BK_TABLE_NOBODY, "public"}, {BK_TABLE_PEOPLE_FOLDER, "home"}};
    static bk_veil *veil;
    static bk_scan_rules *rules;
    static bk_context context;
    if (!veil) {
        rules = bk_scan_rules_new();
        for (size_t i = 0; rules && i < sizeof keys / sizeof *keys; i++) {
            bk_error err;
            (void)bk_scan_rules_add(rules, keys[i].table, keys[i].key, strlen(keys[i].key), NULL, &err);
        }
        veil = bk_veil_new(rules);
    }
    if (!veil || bk_scan_context(veil, rules, piece, hit, 60, &context)) abort();
    if (context.before.n > 60 * 4 || context.after.n > 60 * 4) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bk_scan s;
    static bk_finding f;
    size_t at = 0, next = 0;
    bk_scan_run *run = NULL;
    const bk_scan_piece *piece = NULL;
    bk_scan_options options = {.piece = 1 + (size ? data[0] : 0), .suppressed = true};
    bk_error err;
    if (bk_scan_run_bytes(&run, (const char *)data, size, &options, &err)) abort();
    bk_scan_start(&s, (const char *)data, size, NULL);
    while (bk_scan_next(&s, &f)) {
        if (f.first < at || f.end <= f.first || f.end > size) abort();
        if (f.n == 0 || f.n > BK_SCAN_VALUE_MAX || f.value[f.n] != '\0') abort();
        at = f.end;
        check_veil(&f);
        while (!piece || next == piece->hit_count || piece->hits[next].wide) {
            if (piece && next < piece->hit_count) {
                check_wide(&piece->hits[next++], size);
                continue;
            }
            next = 0;
            if (bk_scan_run_next(run, &piece, &err) || !piece) abort();
        }
        const bk_hit *hit = &piece->hits[next++];
        if (hit->first != f.first || hit->end != f.end || hit->kind != f.kind || hit->n != f.n ||
            memcmp(piece->values.p + hit->value, f.value, f.n) != 0)
            abort();
        check_context(piece, hit);
    }
    bk_scan_run_close(run);
    return 0;
}
