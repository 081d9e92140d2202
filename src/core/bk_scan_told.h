/* What the words around it say is a secret or a person's: behind the name of a field or an option,
 * in a sentence about a password, before a mailbox, below a folder of people. */
#ifndef BK_SCAN_TOLD_H
#define BK_SCAN_TOLD_H

#include "bk_buf.h"
#include "bk_scan_rules.h"

/* Append to `spans` a bk_veiled (bk_scan_veil.h) of each in p[0..n), in no order; they may overlap. */
void bk_scan_told(const bk_scan_rules *rules, const char *p, size_t n, bk_buf *spans);

#endif
