#include "bk_warc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bk_code fail(bk_warc *w, bk_error *err, bk_code code, const char *what) {
    w->ended = true;
    return bk_fail(err, code, (size_t)(w->base + w->fed - (w->in_n - w->in_at)) + 1, "%s", what);
}

static bk_code start(bk_warc *w, bk_error *err) {
    w->in = malloc(BK_WARC_CHUNK);
    w->out = malloc(BK_WARC_CHUNK);
    w->open = true;
    w->head.cap = BK_WARC_HEAD_MAX;
    if (w->in && w->out) return BK_OK;
    bk_warc_close(w);
    return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
}

bk_code bk_warc_open_file(bk_warc *w, const char *path, uint64_t offset, bk_error *err) {
    if (offset > INT64_MAX) return bk_fail(err, BK_E_RANGE, 0, "no such place in a file");
    w->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (w->fd < 0 || (offset && lseek(w->fd, (off_t)offset, SEEK_SET) < 0)) {
        int failed = errno;
        if (w->fd >= 0) (void)close(w->fd);
        return bk_fail(err, BK_E_IO, 0, "%s", strerror(failed));
    }
    w->base = offset;
    return start(w, err);
}

bk_code bk_warc_open_bytes(bk_warc *w, const char *p, size_t n, bk_error *err) {
    w->fd = -1;
    w->bytes = p;
    w->n_bytes = n;
    return start(w, err);
}

void bk_warc_close(bk_warc *w) {
    if (!w->open) return;
    if (w->fd >= 0) (void)close(w->fd);
    if (w->unpacking) (void)inflateEnd(&w->z);
    free(w->in);
    free(w->out);
    bk_buf_free(&w->head);
    *w = (bk_warc){0};
}

/* More input; in_n is 0 at its end. */
static bk_code more_input(bk_warc *w, bk_error *err) {
    w->in_at = w->in_n = 0;
    if (w->fd < 0) {
        size_t left = w->n_bytes - (size_t)w->fed;
        w->in_n = left < BK_WARC_CHUNK ? left : BK_WARC_CHUNK;
        if (w->in_n) memcpy(w->in, w->bytes + w->fed, w->in_n);
    } else {
        ssize_t got;
        do {
            got = read(w->fd, w->in, BK_WARC_CHUNK);
        } while (got < 0 && errno == EINTR);
        if (got < 0) return fail(w, err, BK_E_IO, strerror(errno));
        w->in_n = (size_t)got;
    }
    if (!w->fed && w->in_n) w->gzip = (unsigned char)w->in[0] == 0x1F;
    w->fed += w->in_n;
    return BK_OK;
}

static bk_code more_unpacked(bk_warc *w, bk_error *err) {
    while (w->out_n == 0) {
        if (w->in_at == w->in_n) {
            bk_code code = more_input(w, err);
            if (code) return code;
            if (w->in_n == 0) {
                return w->unpacking ? fail(w, err, BK_E_SYNTAX, "the gzip stream is cut off")
                                    : BK_OK;
            }
        }
        if (!w->unpacking) { /* a member begins */
            w->z = (z_stream){0};
            if (inflateInit2(&w->z, 15 + 16) != Z_OK) {
                return fail(w, err, BK_E_MEMORY, "out of memory");
            }
            w->unpacking = true;
            w->member = w->base + w->fed - (w->in_n - w->in_at);
        }
        w->z.next_in = (Bytef *)(w->in + w->in_at);
        w->z.avail_in = (uInt)(w->in_n - w->in_at);
        w->z.next_out = (Bytef *)w->out;
        w->z.avail_out = BK_WARC_CHUNK;
        int status = inflate(&w->z, Z_NO_FLUSH);
        w->in_at = w->in_n - w->z.avail_in;
        w->out_n = BK_WARC_CHUNK - w->z.avail_out;
        if (status == Z_STREAM_END) {
            (void)inflateEnd(&w->z);
            w->unpacking = false;
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            return fail(w, err, BK_E_SYNTAX, "the gzip stream is damaged");
        }
    }
    return BK_OK;
}

/* The bytes that come next, at least one of them unless the input is at its end. */
static bk_code peek(bk_warc *w, const char **p, size_t *n, bk_error *err) {
    bk_code code = BK_OK;
    if (w->out_at < w->out_n) {
        *p = w->out + w->out_at;
        *n = w->out_n - w->out_at;
        return BK_OK;
    }
    if (!w->gzip) {
        if (w->in_at == w->in_n) code = more_input(w, err);
        if (code) return code;
        if (!w->gzip) {
            *p = w->in + w->in_at;
            *n = w->in_n - w->in_at;
            return BK_OK;
        }
    }
    w->out_at = w->out_n = 0;
    code = more_unpacked(w, err);
    *p = w->out;
    *n = w->out_n;
    return code;
}

static void skip(bk_warc *w, size_t n) {
    if (w->gzip) {
        w->out_at += n;
    } else {
        w->in_at += n;
    }
}

bk_code bk_warc_block(bk_warc *w, char *p, size_t n, size_t *got, bk_error *err) {
    *got = 0;
    while (w->left && *got < n) {
        const char *from;
        size_t there;
        bk_code code = peek(w, &from, &there, err);
        if (code) return code;
        if (!there) return fail(w, err, BK_E_SYNTAX, "the record is cut off");
        if (there > w->left) there = (size_t)w->left;
        if (there > n - *got) there = n - *got;
        if (p) memcpy(p + *got, from, there);
        skip(w, there);
        *got += there;
        w->left -= there;
    }
    return BK_OK;
}

/* Append the next line to the head, its end included; *n is its length without the end. */
static bk_code line(bk_warc *w, size_t *n, bk_error *err) {
    size_t start_at = w->head.n;
    for (;;) {
        const char *p;
        size_t there;
        bk_code code = peek(w, &p, &there, err);
        if (code) return code;
        if (!there) return fail(w, err, BK_E_SYNTAX, "the record's head is cut off");
        const char *end = memchr(p, '\n', there);
        size_t take = end ? (size_t)(end - p) + 1 : there;
        if (bk_buf_add(&w->head, p, take)) {
            return fail(w, err, w->head.failed, "the record's head is too long");
        }
        skip(w, take);
        if (end) break;
    }
    *n = w->head.n - start_at - 1;
    if (*n && w->head.p[start_at + *n - 1] == '\r') --*n;
    return BK_OK;
}

static bool is_token(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool bk_warc_field_next(const bk_buf *head, size_t *at, bk_warc_field *field) {
    while (*at < head->n) {
        const char *p = head->p + *at;
        const char *limit = head->p + head->n;
        const char *stop = p;
        do { /* the line, and those that start with a blank, go together */
            const char *end = memchr(stop, '\n', (size_t)(limit - stop));
            stop = end ? end + 1 : limit;
        } while (stop < limit && (*stop == ' ' || *stop == '\t'));
        *at = (size_t)(stop - head->p);
        const char *name = p;
        while (p < stop && is_token(*p)) p++;
        if (p == name || p == stop || *p != ':') continue;
        const char *value = p + 1;
        while (value < stop && is_blank(*value)) value++;
        while (stop > value && is_blank(stop[-1])) stop--;
        *field = (bk_warc_field){.name = name,
                                 .value = value,
                                 .n_name = (size_t)(p - name),
                                 .n_value = (size_t)(stop - value)};
        return true;
    }
    return false;
}

static bool is_named(const bk_warc_field *f, const char *name) {
    return f->n_name == strlen(name) && strncasecmp(f->name, name, f->n_name) == 0;
}

static bool read_length(const bk_warc_field *f, uint64_t *length) {
    *length = 0;
    for (size_t i = 0; i < f->n_value; i++) {
        char c = f->value[i];
        if (c < '0' || c > '9' || *length > INT64_MAX / 16) return false;
        *length = *length * 10 + (uint64_t)(c - '0');
    }
    return f->n_value > 0;
}

/* The fields that every record has (5.2 to 5.5). */
static bk_code check_head(bk_warc *w, bk_error *err) {
    static const char *const wanted[] = {"WARC-Record-ID", "WARC-Date", "WARC-Type",
                                         "Content-Length"};
    bool seen[4] = {false};
    bk_warc_field f;
    for (size_t at = 0; bk_warc_field_next(&w->head, &at, &f);) {
        for (size_t i = 0; i < 4; i++) {
            if (!is_named(&f, wanted[i])) continue;
            if (i == 3 && seen[i]) return fail(w, err, BK_E_SYNTAX, "two Content-Lengths");
            if (i == 3 && !read_length(&f, &w->length)) {
                return fail(w, err, BK_E_SYNTAX, "the Content-Length is no number");
            }
            seen[i] = true;
        }
    }
    for (size_t i = 0; i < 4; i++) {
        if (seen[i]) continue;
        w->ended = true;
        return bk_fail(err, BK_E_SYNTAX, (size_t)w->offset + 1, "the record has no %s", wanted[i]);
    }
    return BK_OK;
}

/* Line ends between records; false at the end of the input. */
static bk_code between(bk_warc *w, bool *there, bk_error *err) {
    for (;;) {
        const char *p;
        size_t n, i = 0;
        bk_code code = peek(w, &p, &n, err);
        if (code) return code;
        while (i < n && (p[i] == '\r' || p[i] == '\n')) i++;
        skip(w, i);
        *there = n > 0;
        if (i < n || !n) return BK_OK;
    }
}

bk_code bk_warc_next(bk_warc *w, bk_error *err) {
    size_t n = 0, got;
    bool there = false;
    if (w->ended) return BK_E_EMPTY;
    while (w->left) {
        bk_code code = bk_warc_block(w, NULL, SIZE_MAX / 2, &got, err);
        if (code) return code;
    }
    bk_code code = between(w, &there, err);
    if (code) return code;
    if (!there) {
        w->ended = true;
        return BK_E_EMPTY;
    }
    w->offset = w->gzip ? w->member : w->base + w->fed - (w->in_n - w->in_at);
    w->head.n = 0;
    code = line(w, &n, err);
    if (code) return code;
    if (n < 8 || n > 12 || memcmp(w->head.p, "WARC/", 5) != 0) {
        w->ended = true;
        return bk_fail(err, BK_E_SYNTAX, (size_t)w->offset + 1, "no WARC record starts here");
    }
    memcpy(w->version, w->head.p + 5, n - 5);
    w->version[n - 5] = '\0';
    w->head.n = 0;
    do {
        code = line(w, &n, err);
        if (code) return code;
    } while (n);
    w->length = 0;
    code = check_head(w, err);
    if (!code) w->left = w->length;
    return code;
}

/* ---- writing ---- */

static bk_code add_field(bk_buf *b, const bk_warc_field *f, bk_error *err) {
    bool fine = f->n_name > 0;
    for (size_t i = 0; i < f->n_name; i++) fine = fine && is_token(f->name[i]);
    if (!fine) return bk_fail(err, BK_E_SYNTAX, 0, "a field's name is no token");
    for (size_t i = 0; i < f->n_value; i++) {
        unsigned char c = (unsigned char)f->value[i];
        if (c < 0x20 || c == 0x7F) {
            return bk_fail(err, BK_E_SYNTAX, 0, "a field's value holds a control character");
        }
    }
    (void)bk_buf_add(b, f->name, f->n_name);
    (void)bk_buf_add(b, ": ", 2);
    (void)bk_buf_add(b, f->value, f->n_value);
    (void)bk_buf_add(b, "\r\n", 2);
    return BK_OK;
}

static bk_code pack(bk_buf *out, z_stream *z, const char *p, size_t n, int flush) {
    union { /* zlib takes a pointer that it does not write through */
        const char *in;
        Bytef *z_in;
    } from = {.in = p};
    int status;
    z->next_in = from.z_in;
    do {
        if (z->avail_in == 0 && n) { /* zlib counts in 32 bits */
            z->avail_in = n > (1U << 30) ? 1U << 30 : (uInt)n;
            n -= z->avail_in;
        }
        if (bk_buf_reserve(out, BK_WARC_CHUNK)) return out->failed;
        z->next_out = (Bytef *)(out->p + out->n);
        z->avail_out = BK_WARC_CHUNK;
        status = deflate(z, n ? Z_NO_FLUSH : flush);
        out->n += BK_WARC_CHUNK - z->avail_out;
    } while (n || z->avail_in || z->avail_out == 0 || (flush == Z_FINISH && status == Z_OK));
    return BK_OK;
}

static bk_code pack_record(bk_buf *out, const bk_buf *head, const char *block, size_t n) {
    z_stream z = {0};
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY)) {
        return BK_E_MEMORY;
    }
    bk_code code = pack(out, &z, head->p, head->n, Z_NO_FLUSH);
    if (!code && n) code = pack(out, &z, block, n, Z_NO_FLUSH);
    if (!code) code = pack(out, &z, "\r\n\r\n", 4, Z_FINISH);
    (void)deflateEnd(&z);
    return code;
}

bk_code bk_warc_record(bk_buf *out, const bk_warc_field *fields, size_t n_fields, const char *block,
                       size_t n, bool gzip, bk_error *err) {
    bk_buf head = {0};
    char digits[24];
    size_t at = sizeof digits;
    bk_code code = BK_OK;
    (void)bk_buf_add_string(&head, "WARC/1.1\r\n");
    for (size_t i = 0; !code && i < n_fields; i++) code = add_field(&head, &fields[i], err);
    size_t left = n;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    (void)bk_buf_add_string(&head, "Content-Length: ");
    (void)bk_buf_add(&head, digits + at, sizeof digits - at);
    (void)bk_buf_add_string(&head, "\r\n\r\n");
    if (!code && head.failed) code = bk_fail(err, head.failed, 0, "out of memory");
    if (!code) {
        bk_code failed = BK_OK;
        if (gzip) {
            failed = pack_record(out, &head, block, n);
        } else {
            (void)bk_buf_add(out, head.p, head.n);
            (void)bk_buf_add(out, block, n);
            failed = bk_buf_add(out, "\r\n\r\n", 4);
        }
        if (failed) code = bk_fail(err, failed, 0, "out of memory");
    }
    bk_buf_free(&head);
    return code;
}
