#include "bk_bencode.h"

#include <string.h>

void bk_bencode_start(bk_bencode *b, const char *p, size_t n, size_t at, size_t depth_most) {
    b->p = p;
    b->n = n;
    b->at = at < n ? at : n;
    b->depth = 0;
    b->depth_most = depth_most < BK_BENCODE_DEPTH_MAX ? depth_most : BK_BENCODE_DEPTH_MAX;
    b->done = false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bk_code cut_off(const bk_bencode *b, bk_error *err) {
    return bk_fail(err, BK_E_SYNTAX, b->n + 1, "bencoding is cut off");
}

/* Digits from *at up to `end`, which is passed over; the magnitude is at most `most`. */
static bk_code read_digits(const bk_bencode *b, size_t *at, char end, uint64_t most, uint64_t *value, bk_error *err) {
    size_t i = *at;
    uint64_t v = 0;
    if (i < b->n && !is_digit(b->p[i])) return bk_fail(err, BK_E_SYNTAX, i + 1, "a digit is missing in bencoding");
    if (i + 1 < b->n && b->p[i] == '0' && is_digit(b->p[i + 1])) {
        return bk_fail(err, BK_E_SYNTAX, i + 1, "a number of bencoding begins with 0");
    }
    for (; i < b->n && is_digit(b->p[i]); i++) {
        uint64_t digit = (uint64_t)(b->p[i] - '0');
        if (v > (most - digit) / 10) return bk_fail(err, BK_E_RANGE, *at + 1, "a number of bencoding is out of range");
        v = v * 10 + digit;
    }
    if (i >= b->n) return cut_off(b, err);
    if (b->p[i] != end) return bk_fail(err, BK_E_SYNTAX, i + 1, "a number of bencoding does not end in '%c'", end);
    *at = i + 1;
    *value = v;
    return BK_OK;
}

static bk_code read_integer(bk_bencode *b, bk_bencode_token *token, bk_error *err) {
    size_t at = b->at + 1;
    bool negative = at < b->n && b->p[at] == '-';
    uint64_t most = (uint64_t)INT64_MAX, v = 0;
    if (negative) {
        at++;
        most++;
    }
    bk_code code = read_digits(b, &at, 'e', most, &v, err);
    if (code) return code;
    if (negative && v == 0) return bk_fail(err, BK_E_SYNTAX, b->at + 1, "bencoding has no negative zero");
    token->kind = BK_BENCODE_INTEGER;
    token->integer = !negative ? (int64_t)v : v > (uint64_t)INT64_MAX ? INT64_MIN : -(int64_t)v;
    token->size = at - b->at;
    return BK_OK;
}

static bk_code read_string(bk_bencode *b, bk_bencode_token *token, bk_error *err) {
    size_t at = b->at;
    uint64_t length = 0;
    bk_code code = read_digits(b, &at, ':', (uint64_t)INT64_MAX, &length, err);
    if (code) return code;
    if (length > b->n - at) {
        return bk_fail(err, BK_E_SYNTAX, b->at + 1, "a string of bencoding is longer than what is left");
    }
    token->kind = BK_BENCODE_STRING;
    token->text = b->p + at;
    token->n_text = (size_t)length;
    token->size = at - b->at + token->n_text;
    return BK_OK;
}

static bk_bencode_order order_of(const bk_bencode_frame *frame, const bk_bencode_token *token) {
    if (!frame->key) return BK_BENCODE_SORTED;
    size_t least = frame->n_key < token->n_text ? frame->n_key : token->n_text;
    int by = memcmp(frame->key, token->text, least);
    if (by == 0 && frame->n_key == token->n_text) return BK_BENCODE_DUPLICATE;
    return by > 0 || (by == 0 && frame->n_key > token->n_text) ? BK_BENCODE_UNSORTED : BK_BENCODE_SORTED;
}

static bk_code open_one(bk_bencode *b, bk_bencode_token *token, bool dictionary, bk_error *err) {
    if (b->depth >= b->depth_most) {
        return bk_fail(err, BK_E_LIMIT, b->at + 1, "bencoding is nested deeper than %zu", b->depth_most);
    }
    b->stack[b->depth++] = (bk_bencode_frame){.first = b->at, .dictionary = dictionary};
    token->kind = dictionary ? BK_BENCODE_DICTIONARY : BK_BENCODE_LIST;
    token->size = 1;
    return BK_OK;
}

static bk_code close_one(bk_bencode *b, bk_bencode_token *token, bk_error *err) {
    if (!b->depth) return bk_fail(err, BK_E_SYNTAX, b->at + 1, "nothing is open that bencoding could close");
    const bk_bencode_frame *frame = &b->stack[b->depth - 1];
    if (frame->valued) return bk_fail(err, BK_E_SYNTAX, b->at + 1, "a key of bencoding has no value");
    b->depth--;
    token->kind = BK_BENCODE_CLOSE;
    token->first = frame->first;
    token->size = b->at + 1 - frame->first;
    return BK_OK;
}

bk_code bk_bencode_next(bk_bencode *b, bk_bencode_token *token, bk_error *err) {
    *token = (bk_bencode_token){.kind = BK_BENCODE_END, .first = b->at};
    if (b->done) return BK_OK;
    if (b->at >= b->n) return cut_off(b, err);
    bk_bencode_frame *frame = b->depth ? &b->stack[b->depth - 1] : NULL;
    bool key = frame && frame->dictionary && !frame->valued;
    char c = b->p[b->at];
    bk_code code;
    if (c == 'e') code = close_one(b, token, err);
    else if (key && !is_digit(c)) code = bk_fail(err, BK_E_SYNTAX, b->at + 1, "a key of bencoding is no string");
    else if (is_digit(c)) code = read_string(b, token, err);
    else if (c == 'i') code = read_integer(b, token, err);
    else if (c == 'l' || c == 'd') code = open_one(b, token, c == 'd', err);
    else code = bk_fail(err, BK_E_SYNTAX, b->at + 1, "no value of bencoding begins like this");
    if (code) return code;
    if (frame && token->kind != BK_BENCODE_CLOSE) frame->valued = key;
    if (key && token->kind == BK_BENCODE_STRING) {
        token->kind = BK_BENCODE_KEY;
        token->order = order_of(frame, token);
        frame->key = token->text;
        frame->n_key = token->n_text;
    }
    b->at = token->first + token->size;
    b->done = b->depth == 0;
    return BK_OK;
}

bk_code bk_bencode_skip(bk_bencode *b, bk_bencode_token *token, bk_error *err) {
    if ((token->kind != BK_BENCODE_LIST && token->kind != BK_BENCODE_DICTIONARY) || !b->depth) return BK_OK;
    size_t outside = b->depth - 1;
    do {
        bk_code code = bk_bencode_next(b, token, err);
        if (code) return code;
    } while (b->depth > outside);
    return BK_OK;
}
