/* How personal values are shown without being told, and the tokens that join them. */
#ifndef BK_MASK_H
#define BK_MASK_H

#include "bk_buf.h"

enum { BK_MASK_KEY = 32, BK_MASK_TOKEN = 32 };

/* Append the masked form of a value: "email" j***@e***.com; "url" without what stands
 * before the @ of its host, nor mailboxes in its path and query; "tracker"
 * the host, "announce" and little else; "phone" its country's code; "card" the last four digits;
 * "iban" its country; any other kind three stars. */
bk_code bk_mask_shown(const char *kind, const char *p, size_t n, bk_buf *out);

/* What makes tokens under a key: HMAC-SHA-256 (RFC 2104) of the kind, a zero byte and the value,
 * the first 128 bits of it as lower-case hex digits and a zero. NULL without memory; false when the
 * library refuses. */
typedef struct bk_mask_maker bk_mask_maker;
bk_mask_maker *bk_mask_maker_new(const unsigned char key[BK_MASK_KEY]);
bool bk_mask_token(bk_mask_maker *maker, const char *kind, const char *p, size_t n,
                   char token[BK_MASK_TOKEN + 1]);
void bk_mask_maker_free(bk_mask_maker *maker);

/* The key in a file of 32 bytes that only its owner may read; one that is not there is made of
 * random bytes. BK_E_IO; BK_E_TYPE when it is something else. */
bk_code bk_mask_key_file(const char *path, unsigned char key[BK_MASK_KEY], bk_error *err);

#endif
