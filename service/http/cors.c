/* Cross-origin use: reading, and posting what stores nothing, is open to pages of every origin as long as no key is
 * sent along; with a key it and writing are open to the origins in the settings. */
#include <string.h>

#include "base/text.h"
#include "http-private.h"

/* Those of OData are what its clients in a browser read and send with every request. */
static const char exposed[] =
    "Age, Allow, Content-Disposition, ETag, Link, Location, OData-Version, Preference-Applied, RateLimit, "
    "RateLimit-Policy, Retry-After, Total-Count, traceparent, Warning, WWW-Authenticate";
static const char allowed_headers[] = "Accept, Accept-Language, Content-Type, If-None-Match, OData-MaxVersion, "
                                      "OData-Version, Prefer, traceparent, tracestate";
static const char more_headers[] = "Authorization, If-Match, Idempotency-Key";

static bool is_open(const struct route *route) {
    return route != NULL && (route->method == HTTP_GET || route->cross_origin);
}

static bool is_listed(const char *list, const char *origin) {
    size_t length = strlen(origin);
    for (const char *item = list; *item != '\0';) {
        size_t item_length = strcspn(item, ",");
        if (item_length == length && strncmp(item, origin, length) == 0) return true;
        item += item_length + (item[item_length] == ',');
    }
    return false;
}

/* The page's origin when it may send a key; else NULL. */
static const char *trusted_origin(const struct exchange *exchange) {
    const char *origin = headers_get(&exchange->headers, "Origin");
    if (origin == NULL || *origin == '\0') return NULL;
    return is_listed(exchange->request.config->cors_origins, origin) ? origin : NULL;
}

static bool is_for_everybody(const struct exchange *exchange) {
    const struct route *route = exchange->request.route;
    return headers_get(&exchange->headers, "Authorization") == NULL && (route == NULL || is_open(route));
}

bool cors_depends_on_origin(const struct exchange *exchange) {
    return *exchange->request.config->cors_origins != '\0' && (exchange->is_options || !is_for_everybody(exchange));
}

static const char *methods_for(const struct exchange *exchange, bool all) {
    struct text methods = text_start(exchange->arena);
    for (int method = 0; exchange->pattern != NULL && method < HTTP_METHOD_COUNT; method++) {
        const struct route *route = exchange->pattern->routes[method];
        if (route == NULL || (!all && !is_open(route))) continue;
        text_add_item(&methods, http_method_names[method]);
        if (method == HTTP_GET) text_add_item(&methods, "HEAD");
    }
    return methods.data;
}

static void add_preflight(struct exchange *exchange) {
    const char *origin = trusted_origin(exchange);
    const char *methods = methods_for(exchange, origin != NULL);
    if (*methods == '\0') return;
    outgoing_add(exchange, "Access-Control-Allow-Origin", origin == NULL ? "*" : origin);
    outgoing_add(exchange, "Access-Control-Allow-Methods", methods);
    outgoing_add(exchange, "Access-Control-Allow-Headers",
                 origin == NULL ? allowed_headers
                                : arena_printf(exchange->arena, "%s, %s", allowed_headers, more_headers));
    outgoing_add(exchange, "Access-Control-Max-Age", "86400");
}

void cors_add_headers(struct exchange *exchange) {
    if (exchange->is_options) {
        if (cors_depends_on_origin(exchange)) outgoing_add(exchange, "Vary", "Origin");
        add_preflight(exchange);
        return;
    }
    const char *origin = is_for_everybody(exchange) ? "*" : trusted_origin(exchange);
    if (origin == NULL) return;
    outgoing_add(exchange, "Access-Control-Allow-Origin", origin);
    outgoing_add(exchange, "Access-Control-Expose-Headers", exposed);
}
