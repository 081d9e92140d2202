#include "bk_crf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct reader {
    const uint32_t *w;
    size_t n;
} reader;

/* A part of the file: `count` words at the offset that word `at` holds. */
static const uint32_t *part(const reader *r, size_t at, uint64_t count) {
    uint32_t offset = r->w[at];
    return offset <= r->n && count <= r->n - offset ? r->w + offset : NULL;
}

static const char *text(const reader *r, size_t at, size_t n) {
    const uint32_t *p = part(r, at, (n + 3) / 4);
    return n ? (const char *)p : NULL;
}

static float number(uint32_t word) {
    float f;
    memcpy(&f, &word, sizeof f);
    return f;
}

static bool power_of_two(uint32_t n) {
    return n && !(n & (n - 1));
}

/* Tell how many columns the templates ask for: that there may be, and no more features than there is room for. */
static bool survey_templates(bk_crf_layer *l) {
    size_t features = 0;
    for (size_t t = 0; t < l->template_count; t++) {
        const bk_template *m = &l->templates[t];
        if (!m->n || m->n > BK_TEMPLATE_CELLS) return false;
        for (unsigned k = 0; k < m->n; k++) {
            if (m->column[k] >= BK_COLUMNS_MAX) return false;
            if (m->column[k] >= l->columns) l->columns = m->column[k] + 1u;
        }
        int wide = m->offset[1] - m->offset[0] + 1;
        features += !m->bag ? 1 : wide > 0 ? (size_t)wide : 0;
    }
    return features <= BK_CRF_FEATURES;
}

enum { LAYER_WORDS = 20, HEADER_WORDS = 8 };

static bool read_layer(const reader *r, uint32_t at, bk_crf_layer *l) {
    if (at > r->n || r->n - at < LAYER_WORDS) return false;
    const uint32_t *w = r->w + at;
    *l = (bk_crf_layer){.labels = w[0],
                        .template_count = w[1],
                        .rows = w[2],
                        .width = w[3],
                        .shifts = w[4],
                        .groups = w[5],
                        .calibrated = w[6],
                        .unit = number(w[7]),
                        .bias = number(w[8]),
                        .chain = w[9]};
    l->names_length = w[11];
    if (!l->labels || l->labels > BK_LABELS_MAX || !l->rows || !l->shifts) return false;
    if (l->width < BK_CRF_CHECK + l->labels || l->width > BK_LABELS_MAX || l->width % BK_CRF_LANES ||
        (uint64_t)l->rows * l->width > INT32_MAX)
        return false;
    uint64_t square = (uint64_t)l->labels * l->labels;
    l->names = text(r, at + 10, l->names_length);
    l->after = (const float *)(const void *)part(r, at + 12, square);
    l->after_exp = (const float *)(const void *)part(r, at + 13, square);
    l->begin = (const float *)(const void *)part(r, at + 14, l->labels);
    l->templates = (const bk_template *)(const void *)part(r, at + 15, 3ull * l->template_count);
    l->shift = (const uint16_t *)(const void *)part(r, at + 16, (l->shifts + 1ull) / 2);
    l->row = (const int8_t *)part(r, at + 17, (uint64_t)l->rows * l->width / 4);
    l->group = part(r, at + 18, 2ull * l->groups);
    l->calibration = (const float *)(const void *)part(r, at + 19, 2ull * l->calibrated);
    return l->names && !l->names[l->names_length - 1] && l->after && l->after_exp && l->begin &&
           l->templates && l->shift && l->row && l->group && l->calibration &&
           survey_templates(l);
}

bk_code bk_crf_parse(bk_crf *m, const void *p, size_t n, bk_error *err) {
    *m = (bk_crf){0};
    reader r = {p, n / 4};
    if (r.n < HEADER_WORDS || r.w[0] != BK_CRF_MAGIC)
        return bk_fail(err, BK_E_TYPE, 1, "no model of this machine's byte order");
    if (r.w[1] != BK_CRF_FORMAT)
        return bk_fail(err, BK_E_TYPE, 5, "a model of format %u, not %u", (unsigned)r.w[1],
                       (unsigned)BK_CRF_FORMAT);
    m->table = (bk_word_table){part(&r, 4, (uint64_t)r.w[3] * BK_WORD_SLOT), r.w[3], NULL};
    m->version_length = r.w[6];
    m->version = text(&r, 5, m->version_length);
    m->layer_count = r.w[7];
    if (r.w[2] != r.n || !m->table.cells || (r.w[3] && !power_of_two(r.w[3])) || !m->version ||
        m->layer_count > BK_CRF_LAYERS || r.n < HEADER_WORDS + m->layer_count)
        return bk_fail(err, BK_E_SYNTAX, 9, "the model is cut off or damaged");
    for (uint32_t i = 0; i < m->layer_count; i++)
        if (!read_layer(&r, r.w[HEADER_WORDS + i], &m->layers[i]))
            return bk_fail(err, BK_E_SYNTAX, 0, "layer %u of the model is damaged",
                           (unsigned)i + 1);
    bk_word_table_know(&m->table, m->known);
    m->file = p;
    m->words = r.n;
    return BK_OK;
}

bk_code bk_crf_open(bk_crf *m, const char *path, bk_error *err) {
    *m = (bk_crf){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return bk_fail(err, BK_E_IO, 0, "cannot open: %s", strerror(errno));
    struct stat st;
    bk_code code;
    void *p = MAP_FAILED;
    if (fstat(fd, &st) == 0 && st.st_size > 0)
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (p == MAP_FAILED) return bk_fail(err, BK_E_IO, 0, "cannot be mapped");
    code = bk_crf_parse(m, p, (size_t)st.st_size, err);
    if (code) {
        munmap(p, (size_t)st.st_size);
        *m = (bk_crf){0};
        return code;
    }
    m->mapped = true;
    return BK_OK;
}

void bk_crf_close(bk_crf *m) {
    if (m->mapped) munmap((void *)(uintptr_t)m->file, m->words * 4);
    *m = (bk_crf){0};
}
