/* Why a fetch came to nothing: one list makes the names, and says what is worth another try. */
#ifndef BK_NET_FAILURE_H
#define BK_NET_FAILURE_H

#include <curl/curl.h>
#include <stdbool.h>

/* X(NAME, name in Lua, may another try help, what happened) */
#define BK_NET_FAILURES(X)                                                                         \
    X(NONE, "ok", false, "")                                                                       \
    X(REFUSED, "refused", false, "only http and https are fetched")                                \
    X(PRIVATE, "refused", false,                                                                   \
      "it leads to an address that is not public (--allow-private, in Lua allow_private, "         \
      "permits it)")                                                                               \
    X(RESOLVE, "resolve", true, "no such host")                                                    \
    X(CONNECT, "connect", true, "no connection")                                                   \
    X(CONNECT_TIME, "connect-timeout", true, "no connection within the time for it")               \
    X(FIRST_TIME, "first-byte-timeout", true, "no complete answer head within the time for it")    \
    X(STALL_TIME, "stall-timeout", true, "the answer stopped halfway")                             \
    X(WHOLE_TIME, "timeout", false, "not done within the time for the whole")                      \
    X(TLS, "tls", false, "no secure connection")                                                   \
    X(CERTIFICATE, "certificate", false, "the server's certificate is not trusted")                \
    X(EXPIRED, "certificate-expired", false, "the server's certificate is out of its time")        \
    X(WRONG_HOST, "certificate-host", false, "the server's certificate is for another host")       \
    X(RESET, "reset", true, "the connection was cut")                                              \
    X(SHORT, "truncated", true, "the connection ended before the answer did")                      \
    X(EXCESS, "excess", false, "more bytes came than the answer said it has")                      \
    X(CHUNK, "chunk", false, "the answer's chunks are broken")                                     \
    X(HEADERS, "headers", false, "the answer's head is broken")                                    \
    X(HTTP09, "http09", false, "the answer has no head (HTTP/0.9)")                                \
    X(ENCODING, "encoding", false, "the answer's compression is damaged or not one we asked for")  \
    X(SIZE, "size", false, "the answer is larger than allowed")                                    \
    X(RATIO, "ratio", false, "the answer unpacks to suspiciously much")                            \
    X(RANGE, "range", true, "the server does not go on where it was asked to")                     \
    X(MEMORY, "memory", false, "out of memory")                                                    \
    X(OTHER, "io", false, "the transfer failed")

typedef enum bk_net_failure {
#define BK_NET_ENUM(NAME, name, again, text) BK_NET_##NAME,
    BK_NET_FAILURES(BK_NET_ENUM)
#undef BK_NET_ENUM
} bk_net_failure;

const char *bk_net_failure_name(bk_net_failure f);
const char *bk_net_failure_text(bk_net_failure f);
bool bk_net_failure_again(bk_net_failure f);

/* What libcurl's code means, with what it wrote into its error buffer. */
bk_net_failure bk_net_failure_of(CURL *easy, CURLcode code, const char *text);

#endif
