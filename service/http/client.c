/* Who is asking. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "http-private.h"

const char *client_address(struct MHD_Connection *mhd, char name[CLIENT_SIZE]) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == NULL || info->client_addr == NULL) return "unknown";
    if (info->client_addr->sa_family == AF_INET) {
        struct sockaddr_in address;
        memcpy(&address, info->client_addr, sizeof address);
        return inet_ntop(AF_INET, &address.sin_addr, name, CLIENT_SIZE);
    }
    if (info->client_addr->sa_family != AF_INET6) return "unknown";
    struct sockaddr_in6 address;
    memcpy(&address, info->client_addr, sizeof address);
    const unsigned char *last_four = &address.sin6_addr.s6_addr[12];
    if (IN6_IS_ADDR_V4MAPPED(&address.sin6_addr)) return inet_ntop(AF_INET, last_four, name, CLIENT_SIZE);
    return inet_ntop(AF_INET6, &address.sin6_addr, name, CLIENT_SIZE);
}
