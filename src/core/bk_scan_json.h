/* Findings as JSON Lines, written at the speed of the scan. */
#ifndef BK_SCAN_JSON_H
#define BK_SCAN_JSON_H

#include "bk_mask.h"
#include "bk_scan_context.h"

/* What may be shown of a hit that tells of a person, or is a password as it is stored: its value is the first `value_n` bytes of what
 * was put out, its text those from `text` to the end. */
typedef struct bk_shown_hit {
    bool personal;
    size_t value_n, text;
} bk_shown_hit;
/* Put out, into an empty buffer, what may be shown of a hit with this value and this text. */
bk_shown_hit bk_scan_show(bk_veil *veil, const bk_scan_rules *rules, const bk_scan_piece *piece,
                          const bk_hit *hit, const char *value, size_t n, const char *text,
                          size_t text_n, bk_buf *out);

/* Append a finding as an object on a line of its own, its keys in order; `id` and `path` are what
 * is said of all of them: "\"id\":...," and "\"path\":...,". Personal values are masked by `veil`
 * and have a token of `maker`. */
bk_code bk_scan_json(const bk_scan_piece *piece, const bk_hit *hit, const bk_scan_rules *rules,
                     const bk_buf *id, const bk_buf *path, bk_mask_maker *maker, bk_veil *veil,
                     bk_buf *out);

#endif
