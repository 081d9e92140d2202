#include "bk_net.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { HEADER_BYTES = 256 * 1024 };

static bool public4(uint32_t a) {
    static const struct {
        uint32_t net;
        int bits;
    } special[] = {{0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},
                   {0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24},
                   {0xC0586300, 24}, {0xC0A80000, 16}, {0xC6120000, 15}, {0xC6336400, 24},
                   {0xCB007100, 24}, {0xE0000000, 3}};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        if ((a ^ special[i].net) >> (32 - special[i].bits) == 0) return false;
    }
    return true;
}

static uint32_t big32(const unsigned char *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

bool bk_net_is_public(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return public4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6) return false;
    struct sockaddr_in6 in6;
    memcpy(&in6, address, sizeof in6);
    const unsigned char *a = in6.sin6_addr.s6_addr;
    /* forms that carry an IPv4 address are judged by it */
    static const unsigned char nat64[12] = {0x00, 0x64, 0xFF, 0x9B};
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    if (memcmp(a, nat64, 12) == 0 || memcmp(a, mapped, 12) == 0) return public4(big32(a + 12));
    if (a[0] == 0x20 && a[1] == 0x02) return public4(big32(a + 2));
    if (big32(a) == 0x20010000 || big32(a) == 0x20010DB8) return false; /* Teredo, documentation */
    return (a[0] & 0xE0) == 0x20; /* 2000::/3 is all that is global unicast */
}

static curl_socket_t on_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
    bk_net_response *r = data;
    if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
    if (!bk_net_is_public(&address->addr)) {
        r->address_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype, address->protocol);
}

static size_t on_body(char *p, size_t size, size_t n, void *data) {
    bk_net_response *r = data;
    (void)size; /* always 1 */
    return bk_buf_add(&r->body, p, n) ? 0 : n;
}

static size_t on_header(char *p, size_t size, size_t n, void *data) {
    bk_net_response *r = data;
    (void)size;
    if (n >= 5 &&
        memcmp(p, "HTTP/", 5) == 0) { /* a new answer: what the redirect said is done with */
        r->headers.n = 0;
        r->body.n = 0;
    }
    return bk_buf_add(&r->headers, p, n) ? 0 : n;
}

static bk_net_failure failure(CURLcode code, const bk_net_response *r, bk_error *err,
                              const char *text) {
    bk_net_failure kind;
    if (r->address_refused) {
        (void)bk_fail(err, BK_E_RANGE, 0,
                      "it leads to an address that is not public (allow_private permits it)");
        return BK_NET_REFUSED;
    }
    if (r->body.failed == BK_E_LIMIT) {
        (void)bk_fail(err, BK_E_LIMIT, 0, "the answer is larger than %zu bytes", r->body.cap);
        return BK_NET_LIMIT;
    }
    switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
        kind = BK_NET_REFUSED;
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        kind = BK_NET_CERTIFICATE;
        break;
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_TOO_MANY_REDIRECTS:
        kind = BK_NET_LIMIT;
        break;
    default:
        kind = BK_NET_IO;
        break;
    }
    (void)bk_fail(err, kind == BK_NET_LIMIT ? BK_E_LIMIT : BK_E_IO, 0, "%s",
                  *text ? text : curl_easy_strerror(code));
    return kind;
}

/* An option that this libcurl refuses is a failure: a check that is not in force must not go
 * unseen. */
static CURLcode set_up(CURL *c, const bk_net_request *q, bk_net_response *r, char *text) {
    CURLcode code = CURLE_OK;
#define SET(option, value)                                                                         \
    if (!code) code = curl_easy_setopt(c, option, value)
    SET(CURLOPT_ERRORBUFFER, text);
    SET(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    SET(CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
    SET(CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
    SET(CURLOPT_URL, q->url);
    SET(CURLOPT_USERAGENT, q->user_agent);
    SET(CURLOPT_PROXY, ""); /* through a proxy we would not see where we connect to */
    SET(CURLOPT_FOLLOWLOCATION, 1L);
    SET(CURLOPT_MAXREDIRS, q->redirects);
    SET(CURLOPT_TIMEOUT_MS, q->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, q->connect_ms);
    SET(CURLOPT_ACCEPT_ENCODING, "");
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (q->ca) SET(CURLOPT_CAINFO, q->ca);
    if (!q->allow_private) {
        SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
        SET(CURLOPT_OPENSOCKETDATA, r);
    }
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, r);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, r);
#undef SET
    return code;
}

bk_net_failure bk_net_get(const bk_net_request *request, bk_net_response *out, bk_error *err) {
    char text[CURL_ERROR_SIZE] = "";
    bk_net_failure result = BK_NET_NONE;
    char *final_url = NULL;
    CURL *c = curl_easy_init();
    if (!c) {
        (void)bk_fail(err, BK_E_MEMORY, 0, "libcurl cannot start");
        return BK_NET_IO;
    }
    out->body.cap = request->max_bytes;
    out->headers.cap = HEADER_BYTES;
    CURLcode code = set_up(c, request, out, text);
    if (!code) code = curl_easy_perform(c);
    if (code) {
        result = failure(code, out, err, text);
    } else {
        (void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &out->status);
        (void)curl_easy_getinfo(c, CURLINFO_EFFECTIVE_URL, &final_url);
        (void)bk_buf_add_string(&out->final_url, final_url ? final_url : request->url);
        if (bk_buf_add_char(&out->final_url, '\0')) {
            (void)bk_fail(err, BK_E_MEMORY, 0, "out of memory");
            result = BK_NET_IO;
        }
    }
    curl_easy_cleanup(c);
    return result;
}

void bk_net_free(bk_net_response *r) {
    bk_buf_free(&r->headers);
    bk_buf_free(&r->body);
    bk_buf_free(&r->final_url);
    *r = (bk_net_response){0};
}
