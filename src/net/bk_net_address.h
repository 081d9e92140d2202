/* Which addresses anybody on the internet reaches, after the IANA special-purpose registries
 * (RFC 6890 and its successors). Everything else is where an attacker would like to be sent. */
#ifndef BK_NET_ADDRESS_H
#define BK_NET_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* Forms that carry an IPv4 address (mapped, NAT64, 6to4, ISATAP) are judged by it. */
bool bk_net_is_public(const struct sockaddr *address);

#endif
