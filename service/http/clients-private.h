/* What each client has in hand and has used up: connections at a time, requests a minute.
 *
 * A client is the account of a key, or an address. What is kept of one is forgotten when it has nothing in hand and
 * nothing used up; there is room for so many, and whoever comes beyond that is not counted. */
#ifndef HTTP_CLIENTS_PRIVATE_H
#define HTTP_CLIENTS_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

/* What is counted of whom. */
enum share {
    SHARE_ADDRESS, /* an address, without a key */
    SHARE_KEY,     /* an account */
    SHARE_GUESSES  /* keys that were not valid, of an address */
};

struct client_id {
    enum share share;
    unsigned char bytes[ADDRESS_BYTES]; /* of the address, or a hash of the account's name */
};

struct client_id client_of_address(enum share share, const struct address *address);
struct client_id client_of_account(const char *account);

struct clients;
struct client;

struct clients *clients_create(void);
void clients_destroy(struct clients *clients);

/* One more in hand of that client; NULL when there is no room to remember it. Ended by clients_leave. */
struct client *clients_enter(struct clients *clients, const struct client_id *id);
void clients_leave(struct clients *clients, struct client *client);

/* How much a client has in hand. */
size_t clients_held(struct clients *clients, const struct client_id *id);

/* What a client is told of its quota. */
struct quota {
    long most, remaining;
    int reset_s; /* until all of it is there again */
    int wait_s;  /* until the next request is let through; 0: now */
};

/* Uses `count` requests of the client's `per_minute`, which flow back evenly, at the time now_us, or gives them back
 * (-1): false when they are not there, and then nothing is used. Fills `quota` either way. */
bool clients_use(struct clients *clients, const struct client_id *id, long per_minute, int count, int64_t now_us,
                 struct quota *quota);

#endif
