#include "bk_net_failure.h"

#include <openssl/x509_vfy.h>
#include <string.h>

static const struct {
    const char *name, *text;
    bool again;
} failures[] = {
#define ROW(NAME, name, again, text) {name, text, again},
    BK_NET_FAILURES(ROW)
#undef ROW
};

const char *bk_net_failure_name(bk_net_failure f) { return failures[f].name; }
const char *bk_net_failure_text(bk_net_failure f) { return failures[f].text; }
bool bk_net_failure_again(bk_net_failure f) { return failures[f].again; }

/* The chain's own verdict; that on the name is libcurl's, which has only words for it. */
static bk_net_failure certificate(CURL *easy, const char *text) {
    long verdict = 0;
    if (strstr(text, "subject name")) return BK_NET_WRONG_HOST;
    (void)curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verdict);
    if (verdict == X509_V_ERR_CERT_HAS_EXPIRED || verdict == X509_V_ERR_CERT_NOT_YET_VALID) {
        return BK_NET_EXPIRED;
    }
    return BK_NET_CERTIFICATE;
}

static bool connected(CURL *easy) {
    double seconds = 0;
    (void)curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME, &seconds);
    return seconds > 0;
}

bk_net_failure bk_net_failure_of(CURL *easy, CURLcode code, const char *text) {
    switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
        if (strstr(text, "HTTP/0.9")) return BK_NET_HTTP09;
        return connected(easy) ? BK_NET_HEADERS : BK_NET_REFUSED;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return BK_NET_RESOLVE;
    case CURLE_COULDNT_CONNECT:
        return BK_NET_CONNECT;
    case CURLE_OPERATION_TIMEDOUT:
        return connected(easy) ? BK_NET_WHOLE_TIME : BK_NET_CONNECT_TIME;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return certificate(easy, text);
    case CURLE_SSL_CACERT_BADFILE:
        return BK_NET_CERTIFICATE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_INITFAILED:
        return BK_NET_TLS;
    case CURLE_PARTIAL_FILE:
        return BK_NET_SHORT;
    case CURLE_RECV_ERROR: /* libcurl 7 has one code for both */
        return strstr(text, "chunked") ? BK_NET_CHUNK : BK_NET_RESET;
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return BK_NET_RESET;
    case CURLE_WEIRD_SERVER_REPLY:
        return BK_NET_HEADERS;
    case CURLE_OUT_OF_MEMORY:
        return BK_NET_MEMORY;
    default:
        return BK_NET_OTHER;
    }
}
