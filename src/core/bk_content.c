#include "bk_content.h"

#include <string.h>

enum { FLOOR = 1 << 20, STEP = 1 << 16 };

static bool is_word(const char *p, size_t n, const char *word) {
    if (strlen(word) != n) return false;
    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + ('a' - 'A'));
        if (c != word[i]) return false;
    }
    return true;
}

bk_content_status bk_content_begin(bk_content *b, const char *coding, size_t n) {
    b->raw.cap = b->unpacked.cap = b->most;
    if (n == 0 || is_word(coding, n, "identity")) {
        b->coding = BK_CONTENT_IDENTITY;
    } else if (is_word(coding, n, "gzip") || is_word(coding, n, "x-gzip")) {
        b->coding = BK_CONTENT_GZIP;
    } else if (is_word(coding, n, "deflate")) {
        b->coding = BK_CONTENT_DEFLATE;
    } else {
        return BK_CONTENT_DAMAGED;
    }
    return BK_CONTENT_OK;
}

/* "deflate" is zlib's format (RFC 9110), and some servers send the bare stream. */
static bool open_zlib(bk_content *b) {
    int bits = 15 + 16;
    if (b->coding == BK_CONTENT_DEFLATE) {
        unsigned head = (unsigned)(unsigned char)b->raw.p[0] << 8 | (unsigned char)b->raw.p[1];
        bits = (head >> 8 & 15) == 8 && head % 31 == 0 ? 15 : -15;
    }
    b->open = inflateInit2(&b->z, bits) == Z_OK;
    return b->open;
}

/* Behind its end another member may follow (RFC 1952), now or in a later piece; anything else is padding. */
static bool goes_on(bk_content *b) {
    bool member = b->ended && b->coding == BK_CONTENT_GZIP && b->fed < b->raw.n &&
                  (unsigned char)b->raw.p[b->fed] == 0x1F;
    if (member && inflateReset(&b->z) == Z_OK) b->ended = false;
    return !b->ended;
}

/* Give zlib what is new, and take all that it has: it may hold output back when the input is used up,
 * and past the last byte that is allowed one more tells whether there is more. */
static bk_content_status unpack(bk_content *b) {
    union { /* zlib takes a pointer that it does not write through */
        const char *in;
        Bytef *z_in;
    } from;
    bool full = false;
    while (goes_on(b) && (b->fed < b->raw.n || full)) {
        Bytef extra = 0;
        size_t left = b->raw.n - b->fed, room = b->most - b->unpacked.n;
        if (room > STEP) room = STEP;
        if (room && bk_buf_reserve(&b->unpacked, room)) return BK_CONTENT_MEMORY;
        from.in = b->raw.p + b->fed;
        b->z.next_in = from.z_in;
        b->z.avail_in = left > STEP ? STEP : (uInt)left;
        b->z.next_out = room ? (Bytef *)(b->unpacked.p + b->unpacked.n) : &extra;
        b->z.avail_out = room ? (uInt)room : 1;
        uInt given = b->z.avail_in, space = b->z.avail_out;
        int status = inflate(&b->z, Z_NO_FLUSH);
        size_t got = space - b->z.avail_out;
        full = b->z.avail_out == 0;
        b->fed += given - b->z.avail_in;
        if (got && !room) return BK_CONTENT_SIZE;
        b->unpacked.n += got;
        if (b->unpacked.n > FLOOR && b->unpacked.n / b->ratio > b->raw.n) return BK_CONTENT_RATIO;
        if (status == Z_STREAM_END) {
            b->ended = true;
        } else if (status == Z_BUF_ERROR) {
            full = false; /* nothing was held back */
        } else if (status != Z_OK) {
            return BK_CONTENT_DAMAGED;
        }
    }
    return BK_CONTENT_OK;
}

bk_content_status bk_content_add(bk_content *b, const char *p, size_t n) {
    if (bk_buf_add(&b->raw, p, n)) {
        return b->raw.failed == BK_E_LIMIT ? BK_CONTENT_SIZE : BK_CONTENT_MEMORY;
    }
    if (!b->coding || b->raw.n < 2) return BK_CONTENT_OK;
    if (!b->open && !open_zlib(b)) return BK_CONTENT_MEMORY;
    return unpack(b);
}

bk_content_status bk_content_end(bk_content *b) {
    return b->coding && b->raw.n && !b->ended ? BK_CONTENT_DAMAGED : BK_CONTENT_OK;
}

const bk_buf *bk_content_bytes(const bk_content *b) {
    return b->coding ? &b->unpacked : &b->raw;
}

void bk_content_free(bk_content *b) {
    if (b->open) (void)inflateEnd(&b->z);
    bk_buf_free(&b->raw);
    bk_buf_free(&b->unpacked);
    *b = (bk_content){.most = b->most, .ratio = b->ratio};
}
