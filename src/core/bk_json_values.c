#include "bk_json_values.h"

#include "bk_json_plain.h"

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* From within a string to behind its end, or to the end of the bytes. */
static size_t in_string(bk_json_values *v, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (v->escaped) {
            v->escaped = false;
            continue;
        }
        i += bk_json_plain(p + i, n - i);
        if (i == n) break;
        if (p[i] == '\\') v->escaped = true;
        if (p[i] == '"') {
            v->string = false;
            return i + 1;
        }
    }
    return n;
}

/* What a byte outside of strings does within a value: whether it is the value's last, or (`before`) behind it. */
static bool ends(bk_json_values *v, char c, bool *before) {
    *before = false;
    if (c == '{' || c == '[') {
        v->depth++;
    } else if (c == '}' || c == ']') {
        if (!v->depth) return *before = true; /* the list's own */
        return --v->depth == 0;
    } else if (!v->depth && v->scalar && (c == ',' || is_space(c))) {
        return *before = true;
    }
    return false;
}

bk_json_values_status bk_json_values_next(bk_json_values *v, const char *p, size_t n, size_t *used) {
    size_t i = 0;
    for (; !v->inside && i < n; i++) {
        char c = p[i];
        if (is_space(c) || c == ',') continue;
        if (c == '[' && !v->begun) {
            v->begun = v->list = true;
        } else if (c == ']' && v->list && !v->closed) {
            v->closed = true;
            if (!v->once) continue;
            *used = i + 1;
            return BK_JSON_VALUES_MORE;
        } else {
            v->begun = v->inside = v->fresh = true;
            v->scalar = c != '{' && c != '[';
            *used = i;
            return BK_JSON_VALUES_BEGIN;
        }
    }
    while (v->inside && i < n) {
        bool before, stray = v->fresh && (p[i] == '}' || p[i] == ']');
        v->fresh = false;
        if (stray) {
            i++; /* a closing bracket of nothing: a bad value of its own */
        } else if (v->string) {
            i += in_string(v, p + i, n - i);
        } else if (p[i] == '"') {
            v->string = true;
            i++;
        } else if (ends(v, p[i], &before)) {
            v->inside = false;
            *used = i + !before;
            return BK_JSON_VALUES_END;
        } else {
            i++;
        }
    }
    *used = n;
    return BK_JSON_VALUES_MORE;
}
