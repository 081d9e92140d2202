/* One transfer of a pool: its libcurl handle, and the callbacks that fill its buffers. */
#ifndef BK_NET_TRANSFER_H
#define BK_NET_TRANSFER_H

#include "bk_net.h"

/* `easy` is a handle to use again, or NULL. */
bk_net_transfer *bk_net_transfer_new(const bk_net_request *q, int64_t id, CURL *easy,
                                     bk_error *err);
/* Gives back the handle, which is the caller's now. */
CURL *bk_net_transfer_free(bk_net_transfer *t);

/* libcurl is done with it. */
void bk_net_transfer_finish(bk_net_transfer *t, CURLcode code);
/* Milliseconds until the next limit on time passes; at or below 0 it has, and the failure is set. */
int64_t bk_net_transfer_patience(bk_net_transfer *t, int64_t now);

#endif
