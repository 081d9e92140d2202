#include "bk_lanes.h"

#include <string.h>

#if defined __x86_64__
#include "bk_lanes_message.h"

#include <cpuid.h>

/* RFC 1321: floor(2^32 abs(sin(i + 1))). */
static const uint32_t md5_sines[64] = {
    0xd76aa478u, 0xe8c7b756u, 0x242070dbu, 0xc1bdceeeu, 0xf57c0fafu, 0x4787c62au, 0xa8304613u, 0xfd469501u,
    0x698098d8u, 0x8b44f7afu, 0xffff5bb1u, 0x895cd7beu, 0x6b901122u, 0xfd987193u, 0xa679438eu, 0x49b40821u,
    0xf61e2562u, 0xc040b340u, 0x265e5a51u, 0xe9b6c7aau, 0xd62f105du, 0x02441453u, 0xd8a1e681u, 0xe7d3fbc8u,
    0x21e1cde6u, 0xc33707d6u, 0xf4d50d87u, 0x455a14edu, 0xa9e3e905u, 0xfcefa3f8u, 0x676f02d9u, 0x8d2a4c8au,
    0xfffa3942u, 0x8771f681u, 0x6d9d6122u, 0xfde5380cu, 0xa4beea44u, 0x4bdecfa9u, 0xf6bb4b60u, 0xbebfbc70u,
    0x289b7ec6u, 0xeaa127fau, 0xd4ef3085u, 0x04881d05u, 0xd9d4d039u, 0xe6db99e5u, 0x1fa27cf8u, 0xc4ac5665u,
    0xf4292244u, 0x432aff97u, 0xab9423a7u, 0xfc93a039u, 0x655b59c3u, 0x8f0ccc92u, 0xffeff47du, 0x85845dd1u,
    0x6fa87e4fu, 0xfe2ce6e0u, 0xa3014314u, 0x4e0811a1u, 0xf7537e82u, 0xbd3af235u, 0x2ad7d2bbu, 0xeb86d391u};
/* FIPS 180-4: the first 32 bits of the fractions of the cube roots of the first 64 primes. */
static const uint32_t sha256_roots[64] = {
    0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u,
    0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u,
    0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau,
    0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u,
    0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u,
    0xa2bfe8a1u, 0xa81a664bu, 0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u,
    0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
    0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u};

#define WIDE 8
#define TARGET __attribute__((target("avx2")))
#define FUNCTION(name) name##_8
#define MESSAGE(m, p, at, big) message_avx2((__m256i *)(m), p, at, big)
#include "bk_lanes_body.h"

#define WIDE 16
#define TARGET __attribute__((target("avx512f,avx512bw")))
#define FUNCTION(name) name##_16
#define MESSAGE(m, p, at, big) message_avx512((__m512i *)(m), p, at, big)
#define TERNARY(x, y, z, table)                                                                    \
    (words) _mm512_ternarylogic_epi32((__m512i)(x), (__m512i)(y), (__m512i)(z), table)
#define ROTATE(x, k) (words) _mm512_rol_epi32((__m512i)(x), k)
#include "bk_lanes_body.h"
#endif

static bool has_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
}

static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2");
}

static bool has_avx2_and_sha(void) {
    unsigned a, b = 0, c, d;
    return has_avx2() && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & 1u << 29);
}

typedef struct way {
    const char *name;
    unsigned wide;
    bool (*can)(void);   /* NULL: always */
    bk_lanes_fn *fns[3]; /* NULL: OpenSSL's */
} way;

static const way ways[] = {
#if defined __x86_64__
    {"avx512", 16, has_avx512, {md5_16, sha1_16, sha256_16}},
    /* the instructions for SHA-256 do as much on one stream as eight lanes; sixteen do twice that */
    {"avx2-sha", 8, has_avx2_and_sha, {md5_8, sha1_8, NULL}},
    {"avx2", 8, has_avx2, {md5_8, sha1_8, sha256_8}},
#endif
    {.name = "single", .wide = 1}};

enum { MD5, SHA1, SHA256 };

struct bk_lanes_algorithm {
    const char *name;
    unsigned fn, words;
    bool big_endian;
    uint32_t start[8];
};

static const struct bk_lanes_algorithm algorithms[] = {
    {"md5", MD5, 4, false, {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u}},
    {"sha1", SHA1, 5, true, {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u}},
    {"sha224", SHA256, 7, true,
     {0xc1059ed8u, 0x367cd507u, 0x3070dd17u, 0xf70e5939u, 0xffc00b31u, 0x68581511u, 0x64f98fa7u,
      0xbefa4fa4u}},
    {"sha256", SHA256, 8, true,
     {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu,
      0x5be0cd19u}}};

const char *bk_lanes_way(size_t i) {
    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        if ((!ways[k].can || ways[k].can()) && i-- == 0) return ways[k].name;
    }
    return NULL;
}

static const way *find(const char *name) {
    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        if (strcmp(ways[k].name, name) == 0 && (!ways[k].can || ways[k].can())) return &ways[k];
    }
    return NULL;
}

unsigned bk_lanes_wide(const char *name) {
    const way *w = find(name);
    return w ? w->wide : 0;
}

bool bk_lanes_open(bk_lanes *l, const char *algorithm, const char *name) {
    const way *w = find(name);
    *l = (bk_lanes){0};
    for (size_t i = 0; w && i < sizeof algorithms / sizeof *algorithms; i++) {
        if (strcmp(algorithms[i].name, algorithm) != 0) continue;
        l->algorithm = &algorithms[i];
        l->fn = w->fns[algorithms[i].fn];
    }
    return l->fn != NULL;
}

bool bk_lanes_big_endian(const bk_lanes *l) {
    return l->algorithm->big_endian;
}

void bk_lanes_start(bk_lanes *l, unsigned lane) {
    for (unsigned i = 0; i < 8; i++) l->state[BK_LANES_MAX * i + lane] = l->algorithm->start[i];
}

void bk_lanes_feed(bk_lanes *l, const unsigned char *const p[], size_t blocks) {
    l->fn(l->state, p, blocks);
}

size_t bk_lanes_pad(unsigned char out[2 * BK_LANES_BLOCK], const unsigned char *rest, size_t n,
                    uint64_t total, bool big_endian) {
    size_t blocks = n < BK_LANES_BLOCK - 8 ? 1 : 2;
    unsigned char *end = out + blocks * BK_LANES_BLOCK;
    memset(out, 0, blocks * BK_LANES_BLOCK);
    if (n) memcpy(out, rest, n);
    out[n] = 0x80;
    for (int i = 0; i < 8; i++) {
        unsigned char byte = (unsigned char)(total << 3 >> 8 * i);
        *(big_endian ? end - 1 - i : end - 8 + i) = byte;
    }
    return blocks;
}

size_t bk_lanes_digest(const bk_lanes *l, unsigned lane, unsigned char out[BK_LANES_BYTES_MAX]) {
    for (unsigned i = 0; i < l->algorithm->words; i++) {
        uint32_t word = l->state[BK_LANES_MAX * i + lane];
        for (unsigned k = 0; k < 4; k++)
            out[4 * i + (l->algorithm->big_endian ? 3 - k : k)] = (unsigned char)(word >> 8 * k);
    }
    return 4 * (size_t)l->algorithm->words;
}
