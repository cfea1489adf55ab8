/* Addresses of the internet and lists of them. */
#include "base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { V4_BITS = 32, V6_BITS = 128, SITE_BYTES = 8, ITEM_SIZE = 64 };

static const unsigned char v4_prefix[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static bool is_v4(const struct address *address) { return memcmp(address->bytes, v4_prefix, sizeof v4_prefix) == 0; }

bool address_read(const char *text, struct address *address) {
    memcpy(address->bytes, v4_prefix, sizeof v4_prefix);
    return inet_pton(AF_INET, text, address->bytes + sizeof v4_prefix) == 1 ||
           inet_pton(AF_INET6, text, address->bytes) == 1;
}

void address_write(const struct address *address, char text[ADDRESS_TEXT_SIZE]) {
    if (is_v4(address))
        inet_ntop(AF_INET, address->bytes + sizeof v4_prefix, text, ADDRESS_TEXT_SIZE);
    else
        inet_ntop(AF_INET6, address->bytes, text, ADDRESS_TEXT_SIZE);
}

struct address address_of_site(const struct address *address) {
    struct address site = *address;
    if (!is_v4(address)) memset(site.bytes + SITE_BYTES, 0, ADDRESS_BYTES - SITE_BYTES);
    return site;
}

struct network {
    struct address address;
    int bits;
};

/* "192.0.2.0/24": without a slash the one address. */
static bool read_network(const char *text, size_t length, struct network *network) {
    char item[ITEM_SIZE];
    if (length >= sizeof item) return false;
    memcpy(item, text, length);
    item[length] = '\0';
    char *slash = strchr(item, '/'), *end = NULL;
    if (slash != NULL) *slash = '\0';
    if (!address_read(item, &network->address)) return false;
    int most = strchr(item, ':') == NULL ? V4_BITS : V6_BITS;
    long bits = slash == NULL ? most : strtol(slash + 1, &end, 10);
    if (slash != NULL && (slash[1] < '0' || slash[1] > '9' || *end != '\0')) return false;
    network->bits = (int)bits + V6_BITS - most;
    return bits <= most;
}

static bool holds(const struct network *network, const struct address *address) {
    size_t whole = (size_t)network->bits / 8;
    int rest = network->bits % 8;
    if (memcmp(network->address.bytes, address->bytes, whole) != 0) return false;
    return rest == 0 || ((network->address.bytes[whole] ^ address->bytes[whole]) >> (8 - rest)) == 0;
}

/* The next item of the list, past commas and spaces; false at its end. */
static bool next_item(const char **list, size_t *length) {
    static const char between[] = ", ";
    *list += strspn(*list, between);
    *length = strcspn(*list, between);
    return *length > 0;
}

bool address_list_is_valid(const char *list) {
    struct network network;
    size_t length;
    for (; next_item(&list, &length); list += length)
        if (!read_network(list, length, &network)) return false;
    return true;
}

bool address_is_listed(const struct address *address, const char *list) {
    struct network network;
    size_t length;
    for (; next_item(&list, &length); list += length)
        if (read_network(list, length, &network) && holds(&network, address)) return true;
    return false;
}
