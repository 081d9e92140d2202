#include "bk_hasher_internal.h"

#include <stdlib.h>
#include <string.h>

enum { BUFFER = 65536 };

static bk_code value_of(const bk_digest *d, bk_hasher_value *value) {
    value->err.code = BK_OK;
    value->text = bk_digest_is_text(d);
    value->n = BK_DIGEST_BYTES_MAX;
    if (value->text) {
        bk_code code = bk_digest_text(d, value->p, &value->err);
        value->n = code ? 0 : strlen(value->p);
        return code;
    }
    return bk_digest_bytes(d, (unsigned char *)value->p, &value->n, &value->err);
}

static bk_code digest_parts(bk_hasher *h, bk_job *job, bk_parts *parts, bk_digest *digests,
                            char *buffer, bk_error *err) {
    bk_code code = BK_OK;
    for (size_t i = 0; i < h->count && !code; i++)
        code = bk_digest_copy(&digests[i], &h->templates[i], err);
    while (!code) {
        size_t n;
        if (h->closing) return bk_fail(err, BK_E_IO, 0, "stopped");
        code = bk_parts_read(parts, buffer, BUFFER, &n, err);
        if (code || n == 0) break;
        h->bytes += n;
        for (size_t i = 0; i < h->count && !code; i++)
            code = bk_digest_update(&digests[i], buffer, n, err);
    }
    for (size_t i = 0; i < h->count && !code; i++) (void)value_of(&digests[i], &job->values[i]);
    return code;
}

void *bk_hasher_work(void *hasher) {
    bk_hasher *h = hasher;
    bk_job *job;
    char *buffer = malloc(BUFFER);
    while ((job = bk_hasher_begin(h)) != NULL) {
        bk_digest digests[BK_HASHER_ALGORITHMS_MAX] = {0};
        bk_parts parts;
        bk_parts_init(&parts, job->parts, job->count);
        if (buffer)
            (void)digest_parts(h, job, &parts, digests, buffer, &job->row.err);
        else
            (void)bk_fail(&job->row.err, BK_E_MEMORY, 0, "out of memory");
        job->row.size = parts.size;
        job->row.modified = parts.before.st_mtim.tv_sec;
        job->row.nanoseconds = parts.before.st_mtim.tv_nsec;
        bk_parts_close(&parts);
        for (size_t i = 0; i < h->count; i++) bk_digest_close(&digests[i]);
        bk_hasher_finish(h, job);
    }
    free(buffer);
    return NULL;
}
