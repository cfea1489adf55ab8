/* Addresses of the internet, and lists of them as settings hold them: "10.0.0.0/8, 2001:db8::/32, ::1". */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <stdbool.h>

enum { ADDRESS_BYTES = 16, ADDRESS_TEXT_SIZE = 46 }; /* INET6_ADDRSTRLEN */

/* IPv6; an IPv4 address as ::ffff:a.b.c.d. */
struct address {
    unsigned char bytes[ADDRESS_BYTES];
};

/* Reads "192.0.2.1" or "2001:db8::1"; false when it is neither. */
bool address_read(const char *text, struct address *address);

/* In the form that address_read takes. */
void address_write(const struct address *address, char text[ADDRESS_TEXT_SIZE]);

/* What one subscriber has: the address, of IPv6 its first 64 bits (RFC 6177). */
struct address address_of_site(const struct address *address);

/* Whether every item of the list is an address or a network; an empty list is. */
bool address_list_is_valid(const char *list);

/* Whether a valid list holds the address. */
bool address_is_listed(const struct address *address, const char *list);

#endif
