/* The same sums over readings on a processor without AVX2. */
#define BK_PLAIN
#define bk_lattice_best plain_lattice_best
#define bk_lattice_sum plain_lattice_sum
#define bk_lattice_log plain_lattice_log
#include "../../src/core/bk_lattice.c"

#include "test_lattice.c"
