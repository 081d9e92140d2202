#include "bk_net_transfer.h"
#include "../core/bk_hex.h"
#include "bk_net_address.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#if OPENSSL_VERSION_NUMBER >= 0x30000000L
#define PEER_CERTIFICATE SSL_get1_peer_certificate
#else
#define PEER_CERTIFICATE SSL_get_peer_certificate
#endif

enum { HEADER_BYTES = 256 * 1024, ROOM_MAX = 1 << 20, BUFFER_BYTES = 100 * 1024, KEPT_BYTES = 1 << 18 };

static curl_socket_t on_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
    bk_net_transfer *t = data;
    if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
    if (!t->allow_private && !bk_net_is_public(&address->addr)) {
        t->failure = BK_NET_PRIVATE;
        return CURL_SOCKET_BAD;
    }
    int s = socket(address->family, address->socktype, address->protocol);
    if (s >= 0) (void)fcntl(s, F_SETFD, FD_CLOEXEC);
    return s;
}

/* The value of a header field in a head as received; the first of that name. */
static const char *field(const bk_buf *head, const char *name, size_t *n) {
    size_t length = strlen(name);
    for (size_t i = 0; i < head->n;) {
        const char *line = head->p + i;
        const char *end = memchr(line, '\n', head->n - i);
        size_t width = end ? (size_t)(end - line) : head->n - i;
        i += width + 1;
        if (width <= length || line[length] != ':') continue;
        if (strncasecmp(line, name, length) != 0) continue;
        const char *value = line + length + 1;
        const char *stop = line + width;
        while (value < stop && (*value == ' ' || *value == '\t')) value++;
        while (stop > value && (stop[-1] == '\r' || stop[-1] == ' ' || stop[-1] == '\t')) stop--;
        *n = (size_t)(stop - value);
        return value;
    }
    *n = 0;
    return NULL;
}

/* The connection's certificate can only be asked for while the transfer has the connection. */
static void note_certificate(bk_net_transfer *t) {
    struct curl_tlssessioninfo *session = NULL;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (curl_easy_getinfo(t->easy, CURLINFO_TLS_SSL_PTR, &session) || !session) return;
    if (session->backend != CURLSSLBACKEND_OPENSSL || !session->internals) return;
    X509 *certificate = PEER_CERTIFICATE(session->internals);
    if (!certificate) return;
    if (X509_digest(certificate, EVP_sha256(), digest, &n) && n == 32)
        bk_hex_write(t->certificate, digest, n);
    X509_free(certificate);
}

static size_t on_header(char *p, size_t size, size_t n, void *data) {
    bk_net_transfer *t = data;
    (void)size; /* always 1 */
    t->heard = bk_net_clock();
    if (t->failure == BK_NET_PRIVATE) t->failure = BK_NET_NONE; /* another address of the name held */
    if (n >= 5 && memcmp(p, "HTTP/", 5) == 0 && !t->body_begun) {
        t->headers.n = 0; /* what an interim answer said is done with */
        t->head_done = false;
    }
    if (t->head_done) return n; /* trailers come after the body and say nothing we use */
    if (bk_buf_add(&t->headers, p, n)) {
        t->failure = t->headers.failed == BK_E_LIMIT ? BK_NET_HEADERS : BK_NET_MEMORY;
        return 0;
    }
    if (n <= 2 && (*p == '\r' || *p == '\n')) {
        long status = 0;
        (void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
        t->head_done = status >= 200;
        if (t->head_done) {
            note_certificate(t);
            /* from here on, for the sign that on_debug looks for: before, libcurl would word a dozen
             * remarks that nobody reads */
            (void)curl_easy_setopt(t->easy, CURLOPT_VERBOSE, 1L);
        }
    }
    return n;
}

/* Read digits and go past them, and past the byte behind them when it is `then`. */
static bool number(const char **p, const char *stop, char then, uint64_t *value) {
    const char *start = *p;
    *value = 0;
    while (*p < stop && **p >= '0' && **p <= '9' && *value < UINT64_MAX / 16) {
        *value = *value * 10 + (uint64_t)(*(*p)++ - '0');
    }
    if (*p == start) return false;
    if (then && (*p == stop || *(*p)++ != then)) return false;
    return true;
}

/* "bytes FIRST-LAST/WHOLE" that starts where our bytes end, and reaches the end: a server may give
 * less than it is asked for. A WHOLE of "*" is one that it does not know. */
static bool goes_on(const bk_net_transfer *t) {
    size_t n;
    uint64_t first, last, whole;
    const char *p = field(&t->headers, "content-range", &n);
    if (!p || n < 7 || strncasecmp(p, "bytes ", 6) != 0) return false;
    const char *stop = p + n;
    p += 6;
    if (!number(&p, stop, '-', &first) || first != t->prefix.n) return false;
    if (!number(&p, stop, '/', &last)) return false;
    if (p < stop && *p == '*') return true;
    return number(&p, stop, '\0', &whole) && p == stop && last + 1 == whole;
}

static bk_net_failure of_content(bk_content_status status) {
    static const bk_net_failure of[] = {[BK_CONTENT_OK] = BK_NET_NONE,
                                        [BK_CONTENT_DAMAGED] = BK_NET_ENCODING,
                                        [BK_CONTENT_SIZE] = BK_NET_SIZE,
                                        [BK_CONTENT_RATIO] = BK_NET_RATIO,
                                        [BK_CONTENT_MEMORY] = BK_NET_MEMORY};
    return of[status];
}

static bk_net_failure begin_body(bk_net_transfer *t) {
    size_t n;
    long status = 0;
    t->body_begun = true;
    (void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    const char *coding = field(&t->headers, "content-encoding", &n);
    bk_net_failure failed = of_content(bk_content_begin(&t->body, coding, n));
    curl_off_t length = 0;
    (void)curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    /* a length is only a claim: room is made for a modest one */
    if (length > 0 && length <= ROOM_MAX && (size_t)length <= t->body.most) {
        (void)bk_buf_reserve(&t->body.raw, (size_t)length);
    }
    if (failed || status != 206) return failed;
    if (!t->prefix.n || !goes_on(t)) return BK_NET_RANGE;
    return of_content(bk_content_add(&t->body, t->prefix.p, t->prefix.n));
}

static size_t on_body(char *p, size_t size, size_t n, void *data) {
    bk_net_transfer *t = data;
    (void)size;
    t->heard = bk_net_clock();
    if (!t->body_begun) t->failure = begin_body(t);
    if (!t->failure) t->failure = of_content(bk_content_add(&t->body, p, n));
    return t->failure ? 0 : n;
}

/* The only sign that libcurl gives of bytes past the end of an answer. */
static int on_debug(CURL *easy, curl_infotype type, char *p, size_t n, void *data) {
    static const char sign[] = "Excess found";
    bk_net_transfer *t = data;
    (void)easy;
    if (type == CURLINFO_TEXT && n > sizeof sign && memcmp(p, sign, sizeof sign - 1) == 0) {
        t->excess = true;
    }
    return 0;
}

static CURLcode set_headers(bk_net_transfer *t, const bk_net_request *q) {
    /* what we unpack ourselves; libcurl would do it without a cap, and hide what was sent */
    struct curl_slist *list = curl_slist_append(NULL, "Accept-Encoding: gzip, deflate");
    if (!list) return CURLE_OUT_OF_MEMORY;
    t->list = list;
    for (size_t i = 0; i < q->n_headers; i++) {
        if (!curl_slist_append(list, q->headers[i])) return CURLE_OUT_OF_MEMORY;
    }
    if (!q->n_prefix) return CURLE_OK;
    char range[64];
    (void)snprintf(range, sizeof range, "Range: bytes=%zu-", q->n_prefix);
    if (!curl_slist_append(list, range)) return CURLE_OUT_OF_MEMORY;
    if (!q->validator) return CURLE_OK;
    size_t room = strlen(q->validator) + 16;
    char *line = malloc(room);
    if (!line) return CURLE_OUT_OF_MEMORY;
    (void)snprintf(line, room, "If-Range: %s", q->validator);
    list = curl_slist_append(list, line);
    free(line);
    return list ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

/* An option that this libcurl refuses is a failure: a check that is not in force must not go
 * unseen. */
static CURLcode set_up(bk_net_transfer *t, const bk_net_request *q) {
    CURL *c = t->easy;
    CURLcode code = set_headers(t, q);
#define SET(option, value)                                                                         \
    if (!code) code = curl_easy_setopt(c, option, value)
    SET(CURLOPT_ERRORBUFFER, t->text);
    SET(CURLOPT_PRIVATE, t);
    SET(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
#else
    SET(CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    SET(CURLOPT_HTTP09_ALLOWED, 0L);
    SET(CURLOPT_URL, q->url);
    SET(CURLOPT_USERAGENT, q->user_agent);
    SET(CURLOPT_PROXY, ""); /* through a proxy we would not see where we connect to */
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_TIMEOUT_MS, q->whole_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, q->connect_ms);
    SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    SET(CURLOPT_BUFFERSIZE, (long)BUFFER_BYTES);
    SET(CURLOPT_HTTPHEADER, t->list);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (q->ca) SET(CURLOPT_CAINFO, q->ca);
    if (q->user) {
        SET(CURLOPT_USERPWD, q->user);
        SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    }
    SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
    SET(CURLOPT_OPENSOCKETDATA, t);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, t);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, t);
    SET(CURLOPT_DEBUGFUNCTION, on_debug);
    SET(CURLOPT_DEBUGDATA, t);
#undef SET
    return code;
}

bk_net_transfer *bk_net_transfer_new(bk_net_transfer *t, const bk_net_request *q, int64_t id,
                                     bk_error *err) {
    if (!t) t = calloc(1, sizeof *t);
    if (!t) {
        (void)bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        return NULL;
    }
    t->id = id;
    t->headers.cap = HEADER_BYTES;
    t->body.most = q->most;
    t->body.ratio = q->ratio;
    t->allow_private = q->allow_private;
    t->first_ms = q->first_ms;
    t->stall_ms = q->stall_ms;
    t->heard = bk_net_clock();
    t->easy = curl_easy_init();
    CURLcode code = t->easy ? CURLE_OK : CURLE_OUT_OF_MEMORY;
    if (q->n_prefix && bk_buf_add(&t->prefix, q->prefix, q->n_prefix)) code = CURLE_OUT_OF_MEMORY;
    if (!code) code = set_up(t, q);
    if (!code) return t;
    (void)bk_fail(err, code == CURLE_OUT_OF_MEMORY ? BK_E_MEMORY : BK_E_IO, 0, "%s",
                  curl_easy_strerror(code));
    bk_net_transfer_free(t);
    return NULL;
}

void bk_net_transfer_free(bk_net_transfer *t) {
    if (!t) return;
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->list);
    bk_buf_free(&t->headers);
    bk_buf_free(&t->prefix);
    bk_content_free(&t->body);
    free(t);
}

static bk_buf emptied(bk_buf *b) {
    if (b->capacity > KEPT_BYTES) bk_buf_free(b);
    return (bk_buf){.p = b->p, .capacity = b->capacity};
}

void bk_net_transfer_clear(bk_net_transfer *t) {
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->list);
    bk_buf_free(&t->prefix);
    bk_buf headers = emptied(&t->headers), raw = emptied(&t->body.raw);
    t->body.raw = (bk_buf){0};
    bk_content_free(&t->body);
    *t = (bk_net_transfer){.headers = headers, .body.raw = raw};
}

void bk_net_transfer_finish(bk_net_transfer *t, CURLcode code) {
    t->finished = true;
    (void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &t->status);
    if (code == CURLE_OK) {
        if (!t->failure && !t->body_begun && t->status == 206) t->failure = BK_NET_RANGE;
        if (!t->failure) t->failure = of_content(bk_content_end(&t->body));
        if (!t->failure && t->excess) t->failure = BK_NET_EXCESS;
    } else if (!t->failure) {
        t->failure = bk_net_failure_of(t->easy, code, t->text);
    }
}

int64_t bk_net_transfer_patience(bk_net_transfer *t, int64_t now) {
    if (!t->head_done) {
        double connected = 0;
        (void)curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME, &connected);
        if (connected <= 0) return t->first_ms; /* the time to connect is libcurl's to watch */
        if (!t->asked) t->asked = now;
        int64_t left = t->asked + t->first_ms - now;
        if (left <= 0) t->failure = BK_NET_FIRST_TIME;
        return left;
    }
    int64_t left = t->heard + t->stall_ms - now;
    if (left <= 0) t->failure = BK_NET_STALL_TIME;
    return left;
}
