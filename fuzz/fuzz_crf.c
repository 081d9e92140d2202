/* Any bytes as a model: no crash, and spans stay inside the sentence, those of all readings in order and at most as many as
 * there is room for. */
#include "../src/core/bk_crf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char words[] = "Hackers stole 40 GB of records from Example Bank on Monday.";
    void *copy = malloc(size + 4); /* aligned, as a mapped file is */
    bk_crf m;
    bk_text t = {0};
    bk_columns c = {0};
    bk_crf_work *w = NULL;
    if (!copy) abort();
    memcpy(copy, data, size);
    if (bk_crf_parse(&m, copy, size, NULL)) goto done;
    w = bk_crf_work_new(&m);
    if (!w) abort();
    if (bk_text_tokens(&t, words, sizeof words - 1, NULL)) abort();
    if (bk_columns_new(&c, &t, &m.table, BK_COLUMNS_MAX - BK_COLUMN_OWN, NULL)) abort();
    for (uint32_t i = 0; i < m.layer_count; i++) {
        bk_crf_span spans[BK_SENTENCE_TOKENS];
        bk_crf_reason reasons[4];
        size_t n = bk_crf_spans(&m.layers[i], &c, 0, t.count - 1, i, w, spans);
        for (size_t k = 0; k < n; k++)
            if (spans[k].last >= t.count || spans[k].first > spans[k].last) abort();
        for (size_t room = 0; room < BK_SENTENCE_TOKENS; room += 7) {
            size_t likely =
                bk_crf_likely(&m.layers[i], &c, 0, t.count - 1, i, 1e-3f, w, spans, room);
            if (likely > room) abort();
            for (size_t k = 0; k < likely; k++)
                if (spans[k].last >= t.count || spans[k].first > spans[k].last ||
                    (k && spans[k].first < spans[k - 1].first))
                    abort();
        }
        bk_crf_why(&m.layers[i], &c, 1, 0, t.count - 1, 1, w, reasons, 4);
        const uint32_t features[3] = {1, 2, 3};
        int16_t sums[2 * BK_LABELS_MAX];
        uint8_t labels[2];
        float p[2];
        for (size_t k = 0; k < 2; k++)
            bk_crf_sums(&m.layers[i], &c, 1, 0, t.count - 1, features + k, 1 + k, w, sums + k * m.layers[i].labels);
        bk_crf_sequence(&m.layers[i], sums, 2, w, labels, p);
        if (strlen(bk_crf_name(&m.layers[i], 1)) > size) abort();
    }
done:
    bk_columns_free(&c);
    bk_text_free(&t);
    bk_crf_work_free(w);
    bk_crf_close(&m);
    free(copy);
    return 0;
}
