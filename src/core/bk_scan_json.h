/* Findings as JSON Lines, written at the speed of the scan. */
#ifndef BK_SCAN_JSON_H
#define BK_SCAN_JSON_H

#include "bk_mask.h"
#include "bk_scan_piece.h"

/* Whether it tells of a person: such values leave breachkit masked. */
bool bk_scan_personal(bk_scan_kind kind, const char *value, size_t n);

/* Append a finding as an object on a line of its own, its keys in order; `id` and `path` are what
 * is said of all of them: "\"id\":...," and "\"path\":...,". Personal values are masked and have a
 * token under `key`. */
bk_code bk_scan_json(const bk_scan_piece *piece, const bk_hit *hit, const bk_scan_rules *rules,
                     const bk_buf *id, const bk_buf *path, bk_mask_maker *maker, bk_buf *out);

#endif
