/* One transfer of a pool: its libcurl handle, and the callbacks that fill its buffers. */
#ifndef BK_NET_TRANSFER_H
#define BK_NET_TRANSFER_H

#include "bk_net.h"

/* `t` is one to use again, or NULL; it is freed when that fails. */
bk_net_transfer *bk_net_transfer_new(bk_net_transfer *t, const bk_net_request *q, int64_t id,
                                     bk_error *err);
void bk_net_transfer_free(bk_net_transfer *t);
/* Made empty, to be used again with its smaller buffers; not with its handle, which libcurl 7.88 does
 * not take again for HTTP/2. */
void bk_net_transfer_clear(bk_net_transfer *t);

/* libcurl is done with it. */
void bk_net_transfer_finish(bk_net_transfer *t, CURLcode code);
/* Milliseconds until the next limit on time passes; at or below 0 it has, and the failure is set. */
int64_t bk_net_transfer_patience(bk_net_transfer *t, int64_t now);

#endif
