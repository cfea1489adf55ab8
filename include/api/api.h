/* The surface of the service: every route, and what the handlers share. */
#ifndef API_API_H
#define API_API_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/config.h"
#include "http/http.h"
#include "store/store.h"

#define API_ROOT "/tillit/v1"

/* Who may call a route (struct route.scope). */
enum scope {
    SCOPE_PUBLIC = 1, /* everybody */
    SCOPE_IMPORT,     /* editors for their municipality, operators */
    SCOPE_WRITE,      /* editors of the municipality that owns the object, operators what is shared */
    SCOPE_KEYS,       /* admins of a municipality, operators */
    SCOPE_REASONS,    /* editors of the municipality that owns the object, operators */
    SCOPE_AUDIT       /* admins of a municipality, operators */
};

/* What a service's handlers find in request->context. */
struct api {
    const struct config *config;
    struct store *store;
    struct token_verifier *verifier; /* of access tokens; NULL when OpenID Connect is not configured */
    const struct route *routes;
    size_t route_count;
    struct metrics *metrics;
    const char *openapi; /* the document, printed once at start */
    size_t openapi_length;
    atomic_bool draining;
    atomic_bool statements_checked;
};

/* All routes of the API, in the order of the documentation; built once, lives until the end of the program. */
const struct route *api_routes(size_t *count);

/* The routes of the operations port. */
const struct route *ops_routes(size_t *count);

/* Starts everything, serves until SIGINT or SIGTERM, drains, stops. Returns the exit code. */
int api_serve(const struct config *config);

/* Prints whether the database has every statement as the program takes it for. Returns the exit code. */
int api_check_statements(const struct config *config);

#endif
