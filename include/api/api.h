/* The surface of the service: every route, and what the handlers share. */
#ifndef API_API_H
#define API_API_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "work/work.h"

/* What a service's handlers find in request->context. */
struct api {
    struct work work; /* first */
    const struct route *routes;
    size_t route_count;
    struct metrics *metrics;
    const char *openapi; /* the document, printed once at start */
    size_t openapi_length;
    atomic_bool draining;
};

/* All routes of the API, in the order of the documentation; built once, lives until the end of the program. */
const struct route *api_routes(size_t *count);

/* What a new state does beside being written: the acts of all rooms. */
const struct act *api_acts(size_t *count);

/* The routes of the operations port. */
const struct route *ops_routes(size_t *count);

/* Starts everything, serves until SIGINT or SIGTERM, drains, stops. Returns the exit code. */
int api_serve(const struct config *config);

#endif
