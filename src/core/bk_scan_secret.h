/* Secrets that are known by how they are written, whatever stands around: tokens of services, JSON
 * Web Tokens, stored passwords (crypt), private keys. */
#ifndef BK_SCAN_SECRET_H
#define BK_SCAN_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* The first in p[at..n), as p[*first..*end). A private key of which only the end is there begins at
 * `at`, one of which only the beginning is ends at `n`. */
bool bk_secret_next(const char *p, size_t n, size_t at, size_t *first, size_t *end);

#endif
