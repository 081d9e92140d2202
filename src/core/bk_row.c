#include "bk_row.h"

#include "bk_calendar.h"
#include "bk_hex.h"
#include "bk_json.h"

#include <stdio.h>
#include <string.h>

enum {
    ALLOCATED = BK_HASHER_ALGORITHMS_MAX,
    INODE,
    LINKS,
    MODIFIED,
    PATH,
    SIZE,
    TYPE,
    BLOCK = 4096 /* bytes that are not told to be sparse, for fewer on disk */
};

static const char *const others[BK_ROW_OTHERS] = {"allocated", "inode", "links", "modified",
                                                  "path",      "size",  "type"};

static void add(bk_row_form *form, const char *name, size_t what) {
    size_t i = form->count++;
    for (; i && strcmp(form->fields[i - 1].name, name) > 0; i--) form->fields[i] = form->fields[i - 1];
    form->fields[i].name = name;
    form->fields[i].what = (unsigned)what;
}

void bk_row_form_of(bk_row_form *form, const char *const *algorithms, size_t count) {
    form->count = 0;
    for (size_t i = 0; i < BK_ROW_OTHERS; i++) add(form, others[i], ALLOCATED + i);
    for (size_t i = 0; i < count; i++) add(form, algorithms[i], i);
}

static bool number(bk_row_value *v, int64_t n) {
    v->is_number = true;
    v->number = n;
    return true;
}

static bool string(bk_row_value *v, const char *p, size_t n) {
    v->p = p;
    v->n = n;
    return p != NULL;
}

/* As RFC 3339 in UTC, to the nanosecond where there are some. */
static size_t write_time(char *out, size_t room, const bk_fs_seen *seen) {
    int64_t day = bk_floor_div(seen->modified, BK_DAY), year;
    unsigned month, date, second = (unsigned)(seen->modified - day * BK_DAY);
    bk_civil(day, &year, &month, &date);
    int n = snprintf(out, room, "%lld-%02u-%02uT%02u:%02u:%02u", (long long)year, month, date,
                     second / 3600, second / 60 % 60, second % 60);
    if (seen->nanoseconds > 0) {
        n += snprintf(out + n, room - (size_t)n, ".%09ld", seen->nanoseconds);
        while (out[n - 1] == '0') n--;
    }
    out[n++] = 'Z';
    return (size_t)n;
}

static bool digest(bk_row_value *v, const bk_hasher_value *value) {
    if (value->err.code) return false;
    if (value->text) return string(v, value->p, value->n);
    bk_hex_write(v->room, value->p, value->n);
    return string(v, v->room, 2 * value->n);
}

bool bk_row_field(const bk_row_form *form, size_t i, const bk_hasher_row *row, bk_row_value *v) {
    unsigned what = form->fields[i].what;
    const bk_fs_seen *seen = &row->seen;
    v->name = form->fields[i].name;
    v->is_number = false;
    if (what < BK_HASHER_ALGORITHMS_MAX) return !row->err.code && digest(v, &row->values[what]);
    if (what == PATH) return string(v, row->path, strlen(row->path));
    if (what == TYPE) return string(v, row->type, row->type ? strlen(row->type) : 0);
    if (!row->err.code && what == SIZE) return number(v, (int64_t)row->size);
    if (!seen->inode) return false;
    switch (what) {
    case SIZE: return number(v, seen->size);
    case MODIFIED: return string(v, v->room, write_time(v->room, sizeof v->room, seen));
    case ALLOCATED: return seen->allocated < seen->size && seen->size > BLOCK && number(v, seen->allocated);
    case LINKS: return seen->links > 1 && number(v, (int64_t)seen->links);
    default:
        if (seen->links < 2) return false;
        (void)snprintf(v->room, sizeof v->room, "%llu:%llu", (unsigned long long)seen->device,
                       (unsigned long long)seen->inode);
        return string(v, v->room, strlen(v->room));
    }
}

bk_code bk_row_line(const bk_row_form *form, const bk_hasher_row *row, bk_buf *out, bk_error *err) {
    bk_row_value v;
    char mark = '{';
    for (size_t i = 0; i < form->count; i++) {
        if (!bk_row_field(form, i, row, &v)) continue;
        (void)bk_buf_add_char(out, mark);
        (void)bk_buf_add_char(out, '"');
        (void)bk_buf_add_string(out, v.name);
        (void)bk_buf_add(out, "\":", 2);
        bk_code code = BK_OK;
        if (v.is_number) {
            (void)snprintf(v.room, sizeof v.room, "%lld", (long long)v.number);
            (void)bk_buf_add_string(out, v.room);
        } else {
            code = bk_json_write_string(out, v.p, v.n, false, err);
        }
        if (code) return code;
        mark = ',';
    }
    (void)bk_buf_add_char(out, '}');
    return out->failed ? bk_fail(err, out->failed, 0, "out of memory") : BK_OK;
}
