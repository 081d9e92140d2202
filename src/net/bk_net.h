/* One HTTP(S) request over libcurl, made so that a hostile address can do little: only http and
 * https, also after a redirect; certificates are always checked; an address that is not public is
 * refused when connecting (so that a name that resolves to one does not help); sizes and times are
 * capped. libcurl's callbacks only fill capped buffers. */
#ifndef BK_NET_H
#define BK_NET_H

#include "../core/bk_buf.h"

#include <stdbool.h>
#include <sys/socket.h>

typedef struct bk_net_request {
    const char *url, *user_agent;
    const char
        *ca; /* a file of certificates to trust instead of the system's; NULL: the system's */
    long timeout_ms, connect_ms;
    size_t max_bytes; /* of the body, after decompression */
    long redirects;
    bool allow_private;
} bk_net_request;

typedef enum bk_net_failure {
    BK_NET_NONE,
    BK_NET_REFUSED,     /* an address that is not public, or a protocol that is not http or https */
    BK_NET_CERTIFICATE, /* the server's certificate does not hold */
    BK_NET_LIMIT,       /* too large, too slow, too many redirects */
    BK_NET_IO           /* anything else: no such host, no connection, a broken answer */
} bk_net_failure;

typedef struct bk_net_response {
    long status;
    bk_buf headers; /* of the last answer, as received */
    bk_buf body;
    bk_buf final_url; /* NUL-terminated */
    bool address_refused;
} bk_net_response;

/* `out` starts zeroed; bk_net_free also after a failure. */
bk_net_failure bk_net_get(const bk_net_request *request, bk_net_response *out, bk_error *err);
void bk_net_free(bk_net_response *r);

/* Whether an address is one that anybody on the internet reaches (IANA special-purpose registries).
 */
bool bk_net_is_public(const struct sockaddr *address);

#endif
