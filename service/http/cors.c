/* Cross-origin use: reading, and posting what stores nothing, is open to pages of every origin as long as no key is
 * sent along; with a key no origin is. */
#include "base/text.h"
#include "http-private.h"

static const char exposed[] = "ETag, Link, Total-Count, traceparent, RateLimit";
static const char allowed_headers[] = "Accept, Accept-Language, Content-Type, If-None-Match, traceparent, tracestate";

static bool is_open(const struct route *route) {
    return route != NULL && (route->method == HTTP_GET || route->cross_origin);
}

static const char *open_methods(const struct exchange *exchange) {
    struct text methods = text_start(exchange->arena);
    for (int method = 0; exchange->pattern != NULL && method < HTTP_METHOD_COUNT; method++) {
        if (!is_open(exchange->pattern->routes[method])) continue;
        text_add_item(&methods, http_method_names[method]);
        if (method == HTTP_GET) text_add_item(&methods, "HEAD");
    }
    return methods.data;
}

static void add_preflight(struct exchange *exchange) {
    const char *methods = open_methods(exchange);
    if (*methods == '\0') return;
    outgoing_add(exchange, "Access-Control-Allow-Origin", "*");
    outgoing_add(exchange, "Access-Control-Allow-Methods", methods);
    outgoing_add(exchange, "Access-Control-Allow-Headers", allowed_headers);
    outgoing_add(exchange, "Access-Control-Max-Age", "86400");
}

void cors_add_headers(struct exchange *exchange) {
    const struct route *route = exchange->request.route;
    if (exchange->is_options) {
        add_preflight(exchange);
        return;
    }
    if (headers_get(&exchange->headers, "Authorization") != NULL || (route != NULL && !is_open(route))) return;
    outgoing_add(exchange, "Access-Control-Allow-Origin", "*");
    outgoing_add(exchange, "Access-Control-Expose-Headers", exposed);
}
