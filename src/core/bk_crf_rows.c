#include "bk_crf_rows.h"

#include <stdlib.h>
#include <string.h>

enum { LANES = 8, BLOCKS_MAX = BK_LABELS_MAX / LANES, NARROW = 2 };
enum { FEATURES_MAX = 512, ADDED_AT_ONCE = 63 }; /* rows of 512 at most that 16 bits hold */
enum { ROWS = 4096, FILTER_BITS = 20 };
enum { GROUPS_MAX = 32, BANKS = 3, ENTRY_BITS = 12, AHEAD = 4, REACH_MAX = 128 };
/* The columns whose values mostly follow from the word, the topic and the type at hand; only the
 * speed depends on it. */
enum { OF_THE_WORD = BK_COLUMN_OWN + 9 };

typedef uint16_t lanes __attribute__((vector_size(2 * LANES)));

/* A template: where its cells are in the window, from the token's row on. */
typedef struct recipe {
    uint32_t seed;
    uint8_t n, bag;
    int16_t from, to; /* of a bag that is looked up for each token */
    uint8_t group;    /* of one that is kept by word */
    int32_t at[BK_TEMPLATE_CELLS];
} recipe;

/* Recipes that look from the same places: token i gets the row of the word at i + d for d of
 * from..to. A bank is a sum that 16 bits hold. */
typedef struct group {
    int from, to;
    unsigned bank;
} group;

struct bk_crf_rows {
    const bk_crf_layer *layer;
    size_t blocks;  /* NARROW or BLOCKS_MAX, of a row */
    uint8_t *maybe; /* a bit for each feature that may have weights, by its first bits */
    lanes *rows;    /* of features met often: ROWS of them, by their last bits */
    uint32_t feature[ROWS], missed[ROWS]; /* whose row it is; what was met last without one */
    const lanes *row[FEATURES_MAX];
    uint32_t features[FEATURES_MAX], left[FEATURES_MAX];
    const uint16_t *weights[FEATURES_MAX]; /* of those left */
    uint8_t counts[FEATURES_MAX];
    uint64_t sentence_keys[BK_SENTENCE_TOKENS + 2 * REACH_MAX];
    /* a sentence: rows of the columns that templates name, those of the word first, and `reach`
     * rows beyond either end */
    size_t columns, of_word, reach, kept_reach;
    uint8_t column[BK_COLUMNS_MAX];
    uint64_t salt[BK_COLUMNS_MAX];
    uint32_t *window;
    recipe *rest; /* looked up for each token */
    size_t rest_count;
    /* what is kept by word */
    recipe *kept;
    size_t kept_count, group_count, banks;
    group groups[GROUPS_MAX];
    unsigned bank_load[BANKS];
    uint64_t *keys;   /* of the cells that an entry's rows were made from; 0 for none */
    uint32_t *some;   /* which groups' rows are not all 0 */
    lanes *kept_rows; /* entries * groups * blocks */
    lanes (*total)[BK_SENTENCE_TOKENS][BLOCKS_MAX]; /* by bank */
};

const uint16_t *bk_crf_weights(const bk_crf_layer *l, uint32_t feature, size_t *n) {
    *n = 0;
    size_t mask = l->slots - 1;
    for (size_t i = feature & mask, tries = 0; tries < l->slots; i = (i + 1) & mask, tries++) {
        const uint32_t *slot = l->slot + 2 * i;
        size_t count = slot[1] & 63, at = slot[1] >> 6;
        if (!count) return NULL;
        if (slot[0] == feature) {
            if (at + count > l->weight_count) return NULL;
            *n = count;
            return l->weight + at;
        }
    }
    return NULL;
}

static bool may_have_weights(const bk_crf_rows *r, uint32_t feature) {
    uint32_t bit = feature >> (32 - FILTER_BITS);
    return r->maybe[bit / 8] >> (bit % 8) & 1;
}

/* Which columns the templates name, those of the word first, and how far they look. */
static void survey(bk_crf_rows *r) {
    const bk_crf_layer *l = r->layer;
    bool named[BK_COLUMNS_MAX] = {false};
    for (size_t t = 0; t < l->template_count; t++) {
        const bk_template *m = &l->templates[t];
        for (unsigned k = 0; k < m->n; k++) {
            size_t d = (size_t)abs(m->offset[k]);
            named[m->column[k]] = true;
            if (d > r->reach) r->reach = d;
        }
        if (m->bag && (size_t)abs(m->offset[1]) > r->reach) r->reach = (size_t)abs(m->offset[1]);
    }
    uint64_t salt = 0x9E3779B97F4A7C15u;
    for (unsigned k = 0; k < BK_COLUMNS_MAX; k++) {
        if (!named[k]) continue;
        salt = (salt ^ salt >> 29) * 0xBF58476D1CE4E5B9u;
        r->salt[r->columns] = salt | 1u;
        r->column[r->columns++] = (uint8_t)k;
        if (k < OF_THE_WORD) r->of_word = r->columns;
    }
}

/* The group that looks from from..to, with room for one more recipe; -1 for none. */
static int group_for(bk_crf_rows *r, int from, int to) {
    unsigned load = (unsigned)(to - from + 1);
    for (size_t k = 0; k < r->group_count; k++) {
        unsigned bank = r->groups[k].bank;
        if (r->groups[k].from != from || r->groups[k].to != to) continue;
        if (r->bank_load[bank] + load > ADDED_AT_ONCE) continue;
        r->bank_load[bank] += load;
        return (int)k;
    }
    if (r->group_count == GROUPS_MAX) return -1;
    for (unsigned bank = 0; bank < BANKS; bank++) {
        if (r->bank_load[bank] + load > ADDED_AT_ONCE) continue;
        r->bank_load[bank] += load;
        if (bank >= r->banks) r->banks = bank + 1u;
        r->groups[r->group_count] = (group){from, to, bank};
        return (int)r->group_count++;
    }
    return -1;
}

/* Which templates are kept by word, and which looked up. */
static void part(bk_crf_rows *r) {
    const bk_crf_layer *l = r->layer;
    int where[BK_COLUMNS_MAX] = {0};
    for (size_t k = 0; k < r->columns; k++) where[r->column[k]] = (int)k;
    for (uint32_t t = 0; t < l->template_count; t++) {
        const bk_template *m = &l->templates[t];
        recipe made = {.seed = bk_feature_seed(t), .n = m->n, .bag = m->bag};
        int from = m->offset[0], to = m->bag ? m->offset[1] : from, found = -1;
        bool of_one_word = from <= to;
        for (unsigned k = 0; k < m->n; k++)
            of_one_word = of_one_word && m->column[k] < OF_THE_WORD && (m->bag || m->offset[k] == from);
        if (of_one_word) found = group_for(r, from, to);
        for (unsigned k = 0; k < m->n; k++) {
            bool stays = found >= 0 || m->bag;
            made.at[k] =
                where[m->column[k]] + (stays ? 0 : m->offset[k] * (int32_t)r->columns);
        }
        made.from = (int16_t)from;
        made.to = (int16_t)to;
        if (found < 0) {
            r->rest[r->rest_count++] = made;
            continue;
        }
        made.group = (uint8_t)found;
        r->kept[r->kept_count++] = made;
        if (!m->bag && (size_t)abs(from) > r->kept_reach) r->kept_reach = (size_t)abs(from);
    }
}

bk_crf_rows *bk_crf_rows_new(const bk_crf_layer *l) {
    bk_crf_rows *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->layer = l;
    r->blocks = l->labels > NARROW * LANES ? BLOCKS_MAX : NARROW;
    survey(r);
    size_t room = l->template_count + 1;
    r->maybe = calloc(1u << FILTER_BITS >> 3, 1);
    r->rows = calloc(ROWS * r->blocks, sizeof *r->rows);
    r->rest = calloc(room, sizeof *r->rest);
    r->window = calloc((BK_SENTENCE_TOKENS + 2 * r->reach + 1) * (r->columns + 1), sizeof(uint32_t));
    r->kept = calloc(room, sizeof *r->kept);
    if (!r->maybe || !r->rows || !r->rest || !r->window || !r->kept) goto failed;
    part(r);
    size_t entries = (size_t)1 << ENTRY_BITS;
    r->total = calloc(r->banks + 1, sizeof *r->total);
    r->keys = calloc(entries, sizeof *r->keys);
    r->some = calloc(entries, sizeof *r->some);
    r->kept_rows = calloc(entries * (r->group_count + 1) * r->blocks, sizeof *r->kept_rows);
    if (!r->total || !r->keys || !r->some || !r->kept_rows) goto failed;
    /* empty: no feature with these last bits is kept there */
    for (uint32_t i = 0; i < ROWS; i++) r->feature[i] = r->missed[i] = i ^ 1;
    for (size_t i = 0; i < l->slots; i++) {
        uint32_t bit = l->slot[2 * i] >> (32 - FILTER_BITS);
        if (l->slot[2 * i + 1] & 63) r->maybe[bit / 8] |= (uint8_t)(1u << bit % 8);
    }
    return r;
failed:
    bk_crf_rows_free(r);
    return NULL;
}

void bk_crf_rows_free(bk_crf_rows *r) {
    if (!r) return;
    free(r->maybe);
    free(r->rows);
    free(r->rest);
    free(r->window);
    free(r->total);
    free(r->kept);
    free(r->keys);
    free(r->some);
    free(r->kept_rows);
    free(r);
}

static void add_rows(const lanes *const *rows, size_t n, size_t blocks, int32_t *sum) {
    for (size_t from = 0; from < n; from += ADDED_AT_ONCE) {
        lanes total[BLOCKS_MAX] = {0};
        size_t to = n - from < ADDED_AT_ONCE ? n : from + ADDED_AT_ONCE;
        for (size_t i = from; i < to; i++)
            for (size_t b = 0; b < blocks; b++) total[b] += rows[i][b];
        for (size_t j = 0; j < blocks * LANES; j++) sum[j] += (int16_t)total[j / LANES][j % LANES];
    }
}

/* The model is larger than the caches: what will be read is asked for as soon as it is known. */
static void await(bk_crf_rows *r, size_t at, uint32_t feature) {
    __builtin_prefetch(r->layer->slot + 2 * (feature & (r->layer->slots - 1)));
    r->left[at] = feature;
}

/* Find the weights of the features left; those without any leave. `of`, where given, is something
 * of each that goes along. */
static size_t find_weights(bk_crf_rows *r, size_t left, uint8_t *of) {
    size_t kept = 0;
    for (size_t i = 0; i < left; i++) {
        size_t count;
        const uint16_t *weights = bk_crf_weights(r->layer, r->left[i], &count);
        if (!count) continue;
        __builtin_prefetch(weights);
        r->left[kept] = r->left[i];
        r->weights[kept] = weights;
        if (of) of[kept] = of[i];
        r->counts[kept++] = (uint8_t)count;
    }
    return kept;
}

/* A feature that had no row before and was missed already gets one. */
static void keep_row(bk_crf_rows *r, uint32_t feature, const uint16_t *weights, size_t count) {
    size_t at = feature & (ROWS - 1);
    if (r->missed[at] != feature) {
        r->missed[at] = feature;
        return;
    }
    uint16_t row[BK_LABELS_MAX] = {0};
    for (size_t k = 0; k < count; k++)
        row[weights[k] >> 10] = (uint16_t)(row[weights[k] >> 10] + (weights[k] & 1023) - 512);
    r->feature[at] = feature;
    memcpy(r->rows + at * r->blocks, row, r->blocks * sizeof *r->rows);
}

/* Add to `sum`, which has all BK_LABELS_MAX labels. */
static void add_features(bk_crf_rows *r, const uint32_t *features, size_t n, int32_t *sum) {
    size_t hits = 0, left = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t feature = features[i];
        size_t at = feature & (ROWS - 1);
        if (r->feature[at] == feature) {
            r->row[hits] = r->rows + at * r->blocks;
            __builtin_prefetch(r->row[hits++]);
        } else if (may_have_weights(r, feature)) {
            await(r, left++, feature);
        }
    }
    if (r->blocks == NARROW)
        add_rows(r->row, hits, NARROW, sum);
    else
        add_rows(r->row, hits, BLOCKS_MAX, sum);
    left = find_weights(r, left, NULL);
    for (size_t i = 0; i < left; i++) {
        const uint16_t *weights = r->weights[i];
        for (size_t k = 0; k < r->counts[i]; k++)
            sum[weights[k] >> 10] += (weights[k] & 1023) - 512;
        keep_row(r, r->left[i], weights, r->counts[i]);
    }
}

void bk_crf_rows_sum(bk_crf_rows *r, const uint32_t *features, size_t n, int32_t *sum) {
    memset(sum, 0, BK_LABELS_MAX * sizeof *sum);
    add_features(r, features, n < FEATURES_MAX ? n : FEATURES_MAX, sum);
}

/* The sentence's rows, and those beyond its ends. */
static void fill_window(bk_crf_rows *r, const bk_columns *c, size_t lo, size_t n) {
    size_t width = r->columns;
    uint32_t *at = r->window;
    for (size_t k = 0; k < r->reach * width; k++) *at++ = BK_CELL_BEFORE;
    for (size_t k = 0; k < width; k++) {
        const uint32_t *from = c->cells + r->column[k] * c->rows + lo;
        for (size_t i = 0; i < n; i++) at[i * width + k] = from[i];
    }
    at += n * width;
    for (size_t k = 0; k < r->reach * width; k++) *at++ = BK_CELL_BEYOND;
}

static bool feature_of(const recipe *m, const uint32_t *row, uint32_t *feature) {
    uint32_t h = m->seed;
    for (unsigned k = 0; k < m->n; k++) {
        uint32_t v = row[m->at[k]];
        if (!v) return false;
        h = bk_feature_mix(h, v);
    }
    *feature = h;
    return true;
}

/* Make an entry: the rows of the word at `row`. */
static inline void make_entry(bk_crf_rows *r, size_t entry, const uint32_t *row, size_t blocks) {
    lanes *out = r->kept_rows + entry * r->group_count * blocks;
    uint8_t of[FEATURES_MAX];
    size_t left = 0;
    memset(out, 0, r->group_count * blocks * sizeof *out);
    uint32_t some = 0;
    for (size_t k = 0; k < r->kept_count; k++) {
        const recipe *m = &r->kept[k];
        uint32_t feature;
        if (!feature_of(m, row, &feature) || (m->bag && row[m->at[0]] >= BK_CELL_BEFORE)) continue;
        size_t at = feature & (ROWS - 1);
        if (r->feature[at] == feature) {
            for (size_t b = 0; b < blocks; b++) out[m->group * blocks + b] += r->rows[at * blocks + b];
            some |= 1u << m->group;
        } else if (may_have_weights(r, feature) && left < FEATURES_MAX) {
            of[left] = m->group;
            await(r, left++, feature);
        }
    }
    left = find_weights(r, left, of);
    for (size_t k = 0; k < left; k++) {
        const uint16_t *weights = r->weights[k];
        lanes *sum = out + of[k] * blocks;
        some |= 1u << of[k];
        keep_row(r, r->left[k], weights, r->counts[k]);
        for (size_t i = 0; i < r->counts[k]; i++) {
            size_t label = weights[i] >> 10;
            if (label < blocks * LANES)
                sum[label / LANES][label % LANES] += (uint16_t)((weights[i] & 1023) - 512);
        }
    }
    r->some[entry] = some;
}

static uint64_t key_of(const bk_crf_rows *r, const uint32_t *row) {
    uint64_t key = 0;
    for (size_t k = 0; k < r->of_word; k++) key += row[k] * r->salt[k];
    key = (key ^ key >> 29) * 0xBF58476D1CE4E5B9u;
    return key ? key : 1;
}

/* Add what is kept of the words to the tokens that look at them. */
static inline void add_kept(bk_crf_rows *r, size_t n, size_t blocks) {
    ptrdiff_t pad = (ptrdiff_t)r->kept_reach;
    size_t all = n + 2 * r->kept_reach, entry_size = r->group_count * blocks;
    const uint32_t *row = r->window + (r->reach - r->kept_reach) * r->columns;
    for (size_t k = 0; k < all; k++) r->sentence_keys[k] = key_of(r, row + k * r->columns);
    for (ptrdiff_t p = -pad; p < (ptrdiff_t)n + pad; p++, row += r->columns) {
        size_t k = (size_t)(p + pad);
        uint64_t key = r->sentence_keys[k];
        size_t entry = key >> (64 - ENTRY_BITS);
        if (k + AHEAD < all) {
            const lanes *next =
                r->kept_rows + (r->sentence_keys[k + AHEAD] >> (64 - ENTRY_BITS)) * entry_size;
            for (size_t b = 0; b < entry_size; b += 4) __builtin_prefetch(next + b);
        }
        if (r->keys[entry] != key) {
            make_entry(r, entry, row, blocks);
            r->keys[entry] = key;
        }
        for (uint32_t some = r->some[entry]; some; some &= some - 1) {
            size_t g = (size_t)__builtin_ctz(some);
            const lanes *add = r->kept_rows + (entry * r->group_count + g) * blocks;
            ptrdiff_t first = p - r->groups[g].to, last = p - r->groups[g].from;
            if (first < 0) first = 0;
            if (last >= (ptrdiff_t)n) last = (ptrdiff_t)n - 1;
            lanes(*total)[BLOCKS_MAX] = r->total[r->groups[g].bank];
            for (ptrdiff_t i = first; i <= last; i++)
                for (size_t b = 0; b < blocks; b++) total[i][b] += add[b];
        }
    }
}

/* The features of the token at `row` that are not kept by word; their number. */
static size_t rest_of(bk_crf_rows *r, const uint32_t *row) {
    size_t k = 0;
    for (size_t t = 0; t < r->rest_count; t++) {
        const recipe *m = &r->rest[t];
        if (!m->bag) {
            if (k < FEATURES_MAX && feature_of(m, row, &r->features[k])) k++;
            continue;
        }
        for (int d = m->from; d <= m->to && k < FEATURES_MAX; d++) {
            uint32_t v = row[d * (ptrdiff_t)r->columns + m->at[0]];
            if (v && v < BK_CELL_BEFORE) r->features[k++] = bk_feature_mix(m->seed, v);
        }
    }
    return k;
}

void bk_crf_rows_sentence(bk_crf_rows *r, const bk_columns *c, size_t lo, size_t hi,
                          int32_t (*sums)[BK_LABELS_MAX]) {
    size_t n = hi - lo + 1;
    fill_window(r, c, lo, n);
    for (size_t b = 0; b < r->banks; b++) memset(r->total[b], 0, n * sizeof r->total[b][0]);
    if (r->blocks == NARROW)
        add_kept(r, n, NARROW);
    else
        add_kept(r, n, BLOCKS_MAX);
    const uint32_t *row = r->window + r->reach * r->columns;
    for (size_t i = 0; i < n; i++, row += r->columns) {
        memset(sums[i], 0, sizeof sums[i]);
        for (size_t b = 0; b < r->banks; b++)
            for (size_t j = 0; j < r->layer->labels; j++)
                sums[i][j] += (int16_t)r->total[b][i][j / LANES][j % LANES];
        add_features(r, r->features, rest_of(r, row), sums[i]);
    }
}
