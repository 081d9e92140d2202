#include "bk_net_address.h"

#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

static bool public4(uint32_t a) {
    static const struct {
        uint32_t net;
        int bits;
    } special[] = {{0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},
                   {0xA83F8110, 32}, /* 168.63.129.16: metadata of Azure, in a public range */
                   {0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24},
                   {0xC0586300, 24}, {0xC0A80000, 16}, {0xC6120000, 15}, {0xC6336400, 24},
                   {0xCB007100, 24}, {0xE0000000, 3}};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        if ((a ^ special[i].net) >> (32 - special[i].bits) == 0) return false;
    }
    return true;
}

static uint32_t big32(const unsigned char *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool public6(const unsigned char *a) {
    static const unsigned char nat64[12] = {0x00, 0x64, 0xFF, 0x9B};
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    uint32_t first = big32(a);
    if (memcmp(a, nat64, 12) == 0 || memcmp(a, mapped, 12) == 0) return public4(big32(a + 12));
    if (first >> 16 == 0x2002) return public4(big32(a + 2));
    if (first >> 9 == 0x20010000 >> 9) return false;  /* 2001::/23: Teredo, benchmarks, ORCHID */
    if (first == 0x20010DB8) return false;            /* documentation */
    if (first >> 12 == 0x3FFF0000 >> 12) return false; /* documentation, RFC 9637 */
    if ((big32(a + 8) & ~0x02000000U) == 0x00005EFE && !public4(big32(a + 12))) return false;
    return (a[0] & 0xE0) == 0x20; /* 2000::/3 is all that is global unicast */
}

bool bk_net_is_public(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return public4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6) return false;
    struct sockaddr_in6 in6;
    memcpy(&in6, address, sizeof in6);
    return public6(in6.sin6_addr.s6_addr);
}
