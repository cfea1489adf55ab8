/* The surface of the service: it joins the rooms to routes, decides who may pass, and tells about the service itself.
 */
#ifndef API_SURFACE_H
#define API_SURFACE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "cache/cache.h"
#include "work/work.h"

/* The OpenAPI document as it is served. */
struct contract {
    const char *text;
    size_t length;
};

/* What a service's handlers find in request->context. */
struct api {
    struct work work; /* first */
    const struct route *routes;
    size_t route_count;  /* of the API */
    size_t served_count; /* with the pages, which come after it */
    struct metrics *metrics;
    struct cache *cache; /* of replies; NULL when none are kept */
    struct cache *pages; /* of what does not change while the program runs */
    const struct contract *(*contract)(const struct api *api,
                                       enum lang lang); /* in a language of its texts: sv or en */
    atomic_bool draining;
    atomic_bool statements_checked;
};

/* All routes of the API, in the order of the documentation; built once, lives until the end of the program. */
const struct route *api_routes(size_t *count);

/* The same, and after them the neighbours and the pages for people, which the OpenAPI document leaves out. */
const struct route *served_routes(size_t *count);

/* How refusals are told below the addresses of neighbours. */
const struct dialect *const *api_dialects(size_t *count);

/* The page that tells a person of a problem: everywhere but below the API. */
bool problem_page(const struct request *request, const struct error *err, struct reply *page);

/* What a new state does beside being written: the acts of all rooms. */
const struct act *api_acts(size_t *count);

/* The routes of the operations port. */
const struct route *ops_routes(size_t *count);

/* Whether the database is there, its schema this program's, and each statement what the code takes it for, which is
 * asked until it has been answered once: PROBLEM_INTERNAL when one is not. */
bool api_is_ready(struct api *api, struct error *err) must_check;

/* May this request be served (before its body is read)? */
bool access_authorise(struct request *request, struct error *err);

/* Counters by route and status, latency by route. */
struct metrics *metrics_create(const struct route *routes, size_t count);
void metrics_destroy(struct metrics *metrics);
void metrics_count(void *context, const struct route *route, int status, double seconds);

#endif
