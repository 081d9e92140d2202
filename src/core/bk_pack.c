#include "bk_pack.h"

#include <string.h>

bk_code bk_pack_add(bk_buf *to, const bk_pack_item *item) {
    uint32_t n = (uint32_t)item->n;
    if (item->n > UINT32_MAX) return to->failed = BK_E_LIMIT;
    bk_buf_add_char(to, item->kind);
    switch (item->kind) {
    case 'i':
        bk_buf_add(to, (const char *)&item->integer, sizeof item->integer);
        break;
    case 'd':
        bk_buf_add(to, (const char *)&item->number, sizeof item->number);
        break;
    case 's':
        bk_buf_add(to, (const char *)&n, sizeof n);
        bk_buf_add(to, item->p, item->n);
        break;
    case 'a':
    case 'm':
        bk_buf_add(to, (const char *)&n, sizeof n);
        break;
    default:
        break;
    }
    return to->failed;
}

bool bk_pack_read(const char *p, size_t n, size_t *at, bk_pack_item *item) {
    uint32_t count;
    if (*at >= n) return false;
    *item = (bk_pack_item){.kind = p[(*at)++]};
    size_t left = n - *at;
    switch (item->kind) {
    case 'F':
    case 'T':
        return true;
    case 'i':
    case 'd':
        if (left < 8) return false;
        memcpy(item->kind == 'i' ? (void *)&item->integer : (void *)&item->number, p + *at, 8);
        *at += 8;
        return true;
    case 's':
    case 'a':
    case 'm':
        if (left < sizeof count) return false;
        memcpy(&count, p + *at, sizeof count);
        *at += sizeof count;
        item->n = count;
        if (count > left - sizeof count) return false;
        if (item->kind == 's') {
            item->p = p + *at;
            *at += count;
        }
        return true;
    default:
        return false;
    }
}

bool bk_pack_valid(const char *p, size_t n) {
    uint64_t left[BK_PACK_DEPTH + 1]; /* items still to come, by depth */
    bool map[BK_PACK_DEPTH + 1], key[BK_PACK_DEPTH + 1];
    size_t at = 0, depth = 0;
    left[0] = 1;
    map[0] = key[0] = false;
    for (;;) {
        bk_pack_item item;
        while (!left[depth]) {
            if (!depth) return at == n;
            depth--;
        }
        if (!bk_pack_read(p, n, &at, &item)) return false;
        left[depth]--;
        if (map[depth]) {
            if (key[depth] && item.kind != 's') return false;
            key[depth] = !key[depth];
        }
        if (item.kind == 'a' || item.kind == 'm') {
            if (++depth > BK_PACK_DEPTH) return false;
            map[depth] = key[depth] = item.kind == 'm';
            left[depth] = map[depth] ? 2 * (uint64_t)item.n : item.n;
        }
    }
}
