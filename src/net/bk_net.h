/* HTTP(S) transfers over libcurl's multi interface, made so that a hostile address can do little:
 * only http and https; certificates are always checked; an address that is not public is refused
 * when connecting (so that a name that resolves to one does not help); sizes, ratios and times are
 * capped; no cookies, no proxy from the environment, no redirect followed (who asks decides on each).
 * libcurl's callbacks only fill capped buffers. */
#ifndef BK_NET_H
#define BK_NET_H

#include "../core/bk_content.h"
#include "bk_net_failure.h"

#include <stdint.h>

typedef struct bk_net_request {
    const char *url, *user_agent;
    const char *ca;   /* a file of certificates to trust instead of the system's, or NULL */
    const char *user; /* "name:password" for basic authentication, or NULL */
    const char *const *headers; /* "Name: value", ended by NULL; or NULL */
    size_t n_headers;
    const char *prefix; /* bytes of the body that are here already: the rest is asked for */
    size_t n_prefix;
    const char *validator; /* for If-Range, with a prefix */
    long connect_ms, first_ms, stall_ms, whole_ms;
    size_t most, ratio;
    bool allow_private;
} bk_net_request;

typedef struct bk_net_transfer {
    CURL *easy;
    struct curl_slist *list;
    int64_t id;
    bk_buf headers; /* of the last answer, as received */
    bk_buf prefix;
    bk_content body;
    bk_net_failure failure;
    long status;
    long first_ms, stall_ms;
    int64_t asked, heard; /* milliseconds: when a connection was seen, when bytes last came */
    bool head_done, body_begun, finished, allow_private, excess;
    char certificate[65]; /* SHA-256 of the server's certificate in hex, or "" */
    char text[CURL_ERROR_SIZE];
} bk_net_transfer;

typedef struct bk_net_pool {
    CURLM *multi;
    bk_net_request settings; /* what all requests have in common; who adds one starts from it */
    bk_net_transfer **transfers;
    size_t n, room;
    bk_net_transfer *spare[16]; /* to use again, with their buffers */
    size_t n_spare;
    int64_t next_id;
    long owner; /* process id: a forked child never speaks on its parent's connections */
} bk_net_pool;

/* `p` starts zeroed. At most `kept` idle connections stay open. */
bk_code bk_net_pool_open(bk_net_pool *p, long kept, bk_error *err);
void bk_net_pool_close(bk_net_pool *p);

/* Start a transfer; `id` is how it is known. */
bk_code bk_net_pool_add(bk_net_pool *p, const bk_net_request *q, int64_t *id, bk_error *err);
/* Work for at most `wait_ms`, or until something finished. */
bk_code bk_net_pool_step(bk_net_pool *p, int wait_ms, bk_error *err);
/* A finished transfer, NULL when there is none. It stays the pool's until it is dropped. */
bk_net_transfer *bk_net_pool_finished(const bk_net_pool *p);
/* End a transfer, finished or not. */
void bk_net_pool_drop(bk_net_pool *p, int64_t id);

/* Milliseconds on a clock that never goes back. */
int64_t bk_net_clock(void);

#endif
