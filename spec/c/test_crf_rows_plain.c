/* The same sums on a processor without AVX2. */
#define BK_PLAIN
#define bk_crf_rows_new plain_rows_new
#define bk_crf_rows_free plain_rows_free
#define bk_crf_weights plain_weights
#define bk_crf_rows_sum plain_rows_sum
#define bk_crf_rows_sentence plain_rows_sentence
#include "../../src/core/bk_crf_rows.c"

#include "test_crf_rows.c"
