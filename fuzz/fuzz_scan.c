/* Any bytes: findings lie in the bytes, in order, without overlap; values end where they say; pieces
 * give what the whole gives; and something is shown in place of what tells of a person. */
#include "../src/core/bk_scan_piece.h"
#include "../src/core/bk_scan_veil.h"

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
    }
    bk_scan_run_close(run);
    return 0;
}
