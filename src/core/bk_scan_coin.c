/* The checksums of addresses: Base58Check, Bech32 (BIP 173) and Bech32m (BIP 350), EIP-55, onion
 * v3. */
#include "bk_scan_internal.h"

#include <openssl/evp.h>
#include <string.h>

static bool sha256(const unsigned char *p, size_t n, unsigned char out[32]) {
    return EVP_Digest(p, n, out, NULL, EVP_sha256(), NULL) == 1;
}

bool bk_scan_base58check(const char *p, size_t n) {
    static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    unsigned char bytes[25] = {0}, hash[32];
    size_t zeros = 0, ones = 0;
    for (size_t i = 0; i < n; i++) {
        const char *digit = memchr(alphabet, p[i], 58);
        if (!digit) return false;
        unsigned carry = (unsigned)(digit - alphabet);
        for (size_t j = sizeof bytes; j-- > 0;) {
            carry += 58u * bytes[j];
            bytes[j] = (unsigned char)(carry & 0xFF);
            carry >>= 8;
        }
        if (carry) return false; /* more than 25 bytes */
    }
    while (ones < n && p[ones] == '1') ones++;
    while (zeros < sizeof bytes && !bytes[zeros]) zeros++;
    if (ones != zeros || (bytes[0] != 0 && bytes[0] != 5)) return false;
    return sha256(bytes, 21, hash) && sha256(hash, 32, hash) && memcmp(hash, bytes + 21, 4) == 0;
}

bool bk_scan_bech32(const char *p, size_t n) {
    static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                         0x2a1462b3};
    /* "bc" expanded, then version, program and checksum */
    unsigned char values[96] = {3, 3, 0, 2, 3};
    size_t count = 5;
    bool lower = false, upper = false;
    if (n < 14 || n > 74) return false;
    for (size_t i = 0; i < n; i++) {
        char c = bk_scan_lower(p[i]);
        lower = lower || (p[i] >= 'a' && p[i] <= 'z');
        upper = upper || (p[i] >= 'A' && p[i] <= 'Z');
        if (i < 3) continue;
        const char *digit = memchr(alphabet, c, 32);
        if (!digit) return false;
        values[count++] = (unsigned char)(digit - alphabet);
    }
    if (lower && upper) return false;
    uint32_t check = 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t top = check >> 25;
        check = (check & 0x1ffffff) << 5 ^ values[i];
        for (unsigned j = 0; j < 5; j++) {
            if (top >> j & 1) check ^= generator[j];
        }
    }
    unsigned version = values[5];
    size_t program = (count - 6 - 6) * 5 / 8;
    if (version > 16 || program < 2 || program > 40) return false;
    if (version == 0 && program != 20 && program != 32) return false;
    return check == (version == 0 ? 1u : 0x2bc830a3u);
}

/* Keccak-256 as Ethereum uses it (padding 0x01, not SHA-3's 0x06), of at most one block. */
static void keccak256(const char *p, size_t n, unsigned char out[32]) {
    static const uint64_t rounds[24] = {
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
        0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};
    static const unsigned turns[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                       27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
    static const unsigned lanes[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                       15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
    unsigned char block[136] = {0};
    uint64_t a[25] = {0};
    memcpy(block, p, n);
    block[n] = 0x01;
    block[135] |= 0x80;
    for (size_t i = 0; i < 136; i++) a[i / 8] |= (uint64_t)block[i] << (8 * (i % 8));
    for (size_t round = 0; round < 24; round++) {
        uint64_t c[5];
        for (size_t x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (size_t x = 0; x < 5; x++) {
            uint64_t next = c[(x + 1) % 5], d = c[(x + 4) % 5] ^ (next << 1 | next >> 63);
            for (size_t y = 0; y < 25; y += 5) a[y + x] ^= d;
        }
        uint64_t moved = a[1];
        for (size_t i = 0; i < 24; i++) {
            uint64_t kept = a[lanes[i]];
            a[lanes[i]] = moved << turns[i] | moved >> (64 - turns[i]);
            moved = kept;
        }
        for (size_t y = 0; y < 25; y += 5) {
            for (size_t x = 0; x < 5; x++) c[x] = a[y + x];
            for (size_t x = 0; x < 5; x++) a[y + x] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
        }
        a[0] ^= rounds[round];
    }
    for (size_t i = 0; i < 32; i++) out[i] = (unsigned char)(a[i / 8] >> (8 * (i % 8)));
}

bool bk_scan_eip55(const char hex[40]) {
    char lower[40];
    unsigned char hash[32];
    bool has_lower = false, has_upper = false;
    for (size_t i = 0; i < 40; i++) {
        lower[i] = bk_scan_lower(hex[i]);
        has_lower = has_lower || (hex[i] >= 'a' && hex[i] <= 'f');
        has_upper = has_upper || (hex[i] >= 'A' && hex[i] <= 'F');
    }
    if (!has_lower || !has_upper) return true; /* written without the checksum */
    keccak256(lower, 40, hash);
    for (size_t i = 0; i < 40; i++) {
        if (lower[i] < 'a') continue;
        unsigned nibble = i % 2 ? hash[i / 2] & 15u : hash[i / 2] >> 4;
        if ((nibble >= 8) != (hex[i] != lower[i])) return false;
    }
    return true;
}

/* Monero's base 58: blocks of 8 bytes as 11 digits, the rest apart (CryptoNote standard 7, "Keys
 * and addresses"). */
bool bk_scan_monero(const char *p, size_t n, bool *known) {
    static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    unsigned char bytes[80] = {0}, hash[32];
    size_t made = 0;
    *known = false;
    for (size_t i = 0; i < n; i += 11) {
        size_t digits = n - i < 11 ? n - i : 11,
               size = digits == 11 ? 8 : 5; /* 7 digits are 5 bytes */
        uint64_t value = 0;
        for (size_t k = 0; k < digits; k++) {
            const char *digit = memchr(alphabet, p[i + k], 58);
            if (!digit) return false;
            uint64_t add = (uint64_t)(digit - alphabet);
            if (value > (UINT64_MAX - add) / 58) return false;
            value = value * 58 + add;
        }
        if (size == 5 && value >> 40) return false;
        for (size_t k = 0; k < size; k++)
            bytes[made++] = (unsigned char)(value >> (8 * (size - 1 - k)));
    }
    /* a standard address, a subaddress, or one with a payment id */
    *known = n == 95 ? bytes[0] == 18 || bytes[0] == 42 : bytes[0] == 19;
    keccak256((const char *)bytes, made - 4, hash);
    return memcmp(hash, bytes + made - 4, 4) == 0;
}

bool bk_scan_onion3(const char *name) {
    unsigned char bytes[35] = {0}, hash[32], input[48] = ".onion checksum";
    uint32_t held = 0;
    unsigned bits = 0;
    size_t n = 0;
    for (size_t i = 0; i < 56; i++) {
        char c = name[i];
        unsigned value;
        if (c >= 'a' && c <= 'z') {
            value = (unsigned)(c - 'a');
        } else if (c >= '2' && c <= '7') {
            value = (unsigned)(c - '2') + 26;
        } else {
            return false;
        }
        held = (held << 5 | value) & 0xFFF;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes[n++] = (unsigned char)(held >> bits & 0xFF);
        }
    }
    memcpy(input + 15, bytes, 32);
    input[47] = 3;
    if (bytes[34] != 3 || EVP_Digest(input, sizeof input, hash, NULL, EVP_sha3_256(), NULL) != 1)
        return false;
    return hash[0] == bytes[32] && hash[1] == bytes[33];
}
