/* What a whole request finds in the place of two libraries: libmicrohttpd without a network, and libpq without a
 * server. Their functions are defined here, and the program's come first when symbols are bound, as in
 * service/http/server.c.
 *
 * The libpq opens connections, takes what opens and ends a transaction, what sets a session, and what is to be
 * prepared; it answers nothing that is asked: there the service finds the database away. */
#ifndef FUZZ_REQUEST_LIBRARIES_H
#define FUZZ_REQUEST_LIBRARIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/parameter.h"

enum { WIRE_MOST_HEADERS = 100 };

/* The head of a request in one piece of memory, as libmicrohttpd cuts it up (service/http/head-private.h). */
struct wire {
    char *method, *target;
    const char *version;
    struct parameter headers[WIRE_MOST_HEADERS];
    size_t header_count;
    size_t size;
};

struct wire_head {
    const char *method, *target;
    struct parameter headers[WIRE_MOST_HEADERS];
    size_t header_count;
};

void wire_lay(struct arena *arena, const struct wire_head *head, struct wire *wire);

/* The request that libmicrohttpd is asked about from now on, and what the service keeps of its connection. */
void wire_offer(const struct wire *wire, void *connection);

/* How many statements were not sent so far. */
size_t statements_refused(void);

#endif
