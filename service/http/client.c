/* Where a connection comes from. */
#include <netinet/in.h>
#include <string.h>

#include "http-private.h"

struct address client_address(const struct sockaddr *socket_address) {
    struct address address = {0};
    if (socket_address == NULL) return address;
    if (socket_address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, socket_address, sizeof v4);
        memset(address.bytes + 10, 0xFF, 2);
        memcpy(address.bytes + 12, &v4.sin_addr, 4);
    } else if (socket_address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, socket_address, sizeof v6);
        memcpy(address.bytes, &v6.sin6_addr, sizeof address.bytes);
    }
    return address;
}

bool client_is_bounded(const struct http_server *server, const struct address *address) {
    const struct http_service *service = &server->service;
    return service->has_limits && !address_is_listed(address, service->config->trusted_proxies) &&
           !address_is_listed(address, service->config->unlimited_addresses);
}
