/* Signatures of sets of hashes, from which their likeness is estimated.
 *
 * MinHash: a set's signature is the least hash of each of `size` bins that the hashes fall into
 * (one-permutation hashing: Li, Owen and Zhang, NIPS 2012); an empty bin takes the value of a bin
 * that it chooses by hashing (optimal densification: Shrivastava, ICML 2017). 16 bits of each are
 * kept (b-bit minwise hashing: Li and König, WWW 2010). Two signatures agree in a place as often as
 * the Jaccard index of their sets says.
 *
 * SimHash: each of 64 bits is the majority's among the hashes (Charikar, STOC 2002); the Hamming
 * distance of two grows with the angle between the sets. */
#ifndef BK_MINHASH_H
#define BK_MINHASH_H

#include <stddef.h>
#include <stdint.h>

enum { BK_MINHASH_MAX = 1024 };

/* `hashes` are spread well; one that stands twice counts once. `size` is at most BK_MINHASH_MAX.
 * The signature of no hash is all zeros, and means nothing. */
void bk_minhash(const uint64_t *hashes, size_t n, uint16_t *signature, size_t size);
/* Of the Jaccard index; standard error sqrt(j (1 - j) / size), more for sets smaller than `size`.
 */
double bk_minhash_estimate(const uint16_t *a, const uint16_t *b, size_t size);
/* The key of a band of `rows` values, `band` from 0: equal where all of them are. */
uint32_t bk_minhash_band(const uint16_t *signature, size_t band, size_t rows);

/* One that stands k times counts k times. 0 for no hash. */
uint64_t bk_simhash(const uint64_t *hashes, size_t n);

#endif
