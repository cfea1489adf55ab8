/* Everything that can be decided before the body is read: one table of steps, in the order of refusals of api.md 5. */
#include <string.h>

#include "base/text.h"
#include "http-private.h"
#include "negotiate-private.h"

static bool check_target(struct exchange *exchange) {
    if (exchange->url_too_long) return error_set(&exchange->err, PROBLEM_URL_TOO_LONG);
    return exchange->target_fault == TARGET_FINE || target_refuse(exchange->target_fault, &exchange->err);
}

static bool check_head(struct exchange *exchange) {
    return head_is_plain(&exchange->head) ||
           error_say(&exchange->err, PROBLEM_MALFORMED_REQUEST,
                     "Ett huvud är vikt över flera rader, har inget namn, innehåller nolltecknet eller slutar inte med "
                     "CR LF.",
                     "En header er foldet over flere linjer, har intet navn, indeholder nultegnet eller slutter ikke "
                     "med CR LF.",
                     "A header is folded over several lines, has no name, holds the NUL character or does not end with "
                     "CR LF.");
}

/* libmicrohttpd reads chunks and trailers so leniently that nothing after them is read as a request. */
static bool check_headers(struct exchange *exchange) {
    bool is_fine = headers_check(&exchange->headers, exchange->request.config, exchange->is_http_1_1,
                                 &exchange->framing, &exchange->err) &&
                   check_head(exchange);
    if (!is_fine || exchange->framing.content_length == BODY_LENGTH_UNKNOWN) exchange->must_close = true;
    return is_fine;
}

static bool say_not_found(struct exchange *exchange) {
    struct arena *arena = exchange->arena;
    const char *suggestion = route_table_suggest(&exchange->server->routes, arena, exchange->request.path);
    if (suggestion == NULL) return error_set(&exchange->err, PROBLEM_NOT_FOUND);
    suggestion = request_link(&exchange->request, target_encode(arena, suggestion));
    return error_say(&exchange->err, PROBLEM_NOT_FOUND,
                     arena_printf(arena, "Adressen finns inte. Menades %s ?", suggestion),
                     arena_printf(arena, "Adressen findes ikke. Mente du %s ?", suggestion),
                     arena_printf(arena, "There is no such address. Did you mean %s ?", suggestion));
}

static bool match_path(struct exchange *exchange) {
    exchange->is_options = text_equal(exchange->method_name, "OPTIONS");
    if (exchange->is_options && text_equal(exchange->request.path, "*")) return true;
    exchange->pattern = route_table_match(&exchange->server->routes, exchange->arena, exchange->request.path,
                                          exchange->request.arguments);
    return exchange->pattern != NULL || say_not_found(exchange);
}

static bool match_method(struct exchange *exchange) {
    if (exchange->is_options) return true;
    const char *name = exchange->method_name;
    exchange->request.is_head = text_equal(name, "HEAD");
    if (exchange->request.is_head) name = http_method_names[HTTP_GET];
    for (int method = 0; method < HTTP_METHOD_COUNT; method++) {
        if (!text_equal(name, http_method_names[method])) continue;
        exchange->request.method = (enum http_method)method;
        exchange->request.route = exchange->pattern->routes[method];
    }
    return exchange->request.route != NULL || error_set(&exchange->err, PROBLEM_METHOD_NOT_ALLOWED);
}

/* The value of `format`; NULL when absent, or when it is not for us to choose from. */
static const char *find_format(const struct exchange *exchange) {
    const struct target *target = &exchange->target;
    if (exchange->request.route->is_foreign) return NULL;
    if (!negotiate_has_formats(exchange->request.route->produces)) return NULL;
    for (size_t i = 0; i < target->parameter_count; i++)
        if (text_equal(target->parameters[i].name, "format")) return target->parameters[i].value;
    return NULL;
}

/* `format` has been dealt with: the handler does not see it. */
static void take_format_out(struct exchange *exchange) {
    struct target *target = &exchange->target;
    size_t kept = 0;
    if (find_format(exchange) == NULL) return;
    for (size_t i = 0; i < target->parameter_count; i++)
        if (!text_equal(target->parameters[i].name, "format")) target->parameters[kept++] = target->parameters[i];
    target->parameter_count = kept;
}

static void offer_parameters(struct exchange *exchange) {
    exchange->request.parameters = exchange->target.parameters;
    exchange->request.parameter_count = exchange->target.parameter_count;
}

static bool authorise(struct exchange *exchange) {
    const struct http_service *service = &exchange->server->service;
    offer_parameters(exchange);
    bool is_let_in = service->authorise == NULL || service->authorise(&exchange->request, &exchange->err);
    if (!limit_account(exchange)) return false;
    return is_let_in || error_set(&exchange->err, PROBLEM_KEY_REQUIRED);
}

static bool refuse_content_type(struct exchange *exchange) {
    const char *types = negotiate_types(exchange->arena, exchange->request.route->accepts);
    return error_add(&exchange->err, PROBLEM_UNSUPPORTED_MEDIA_TYPE, PLACE_HEADER, "Content-Type", 0,
                     VIOLATION_NOT_SUPPORTED, types, NULL);
}

static bool check_content_type(struct exchange *exchange) {
    const struct route *route = exchange->request.route;
    const char *type = headers_get(&exchange->headers, "Content-Type");
    const char *coding = headers_get(&exchange->headers, "Content-Encoding");
    if (exchange->framing.content_length == 0 || route->body == BODY_NONE) return true;
    if (coding != NULL && !text_equal_fold(coding, "identity"))
        return error_add(&exchange->err, PROBLEM_UNSUPPORTED_MEDIA_TYPE, PLACE_HEADER, "Content-Encoding", 0,
                         VIOLATION_NOT_SUPPORTED, "identity", NULL);
    int media = type == NULL ? -1 : negotiate_content_type(type, route->accepts);
    if (media < 0) return refuse_content_type(exchange);
    exchange->request.body_media = (enum media)media;
    return true;
}

static bool refuse_accept(struct exchange *exchange) {
    const char *types = negotiate_types(exchange->arena, exchange->request.route->produces);
    return error_add(&exchange->err, PROBLEM_NOT_ACCEPTABLE, PLACE_HEADER, "Accept", 0, VIOLATION_NOT_SUPPORTED, types,
                     NULL);
}

/* Whether the object itself exists comes before the format it is wanted in: its handler knows. */
static bool may_be_missing(struct exchange *exchange) {
    exchange->asks_handler = exchange->request.route->method == HTTP_GET && exchange->request.arguments[0] != NULL;
    return exchange->asks_handler;
}

/* An unknown format is told with the other parameters. */
static bool negotiate(struct exchange *exchange) {
    unsigned produces = exchange->request.route->produces;
    const char *format = find_format(exchange);
    if (format == NULL) {
        int media = negotiate_accept(headers_get(&exchange->headers, "Accept"), produces);
        if (media < 0) return refuse_accept(exchange) || may_be_missing(exchange);
        exchange->request.media = (enum media)media;
        return true;
    }
    int media = negotiate_format(format, produces);
    exchange->request.media = media < 0 ? MEDIA_JSON : (enum media)media;
    if (media < 0)
        error_add(&exchange->err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, "format", 0, VIOLATION_NOT_SUPPORTED,
                  negotiate_formats(exchange->arena, produces), NULL);
    return true;
}

static size_t times_named(const struct target *target, size_t kept, const char *name) {
    size_t times = 0;
    for (size_t i = 0; i < kept; i++) times += text_equal(target->parameters[i].name, name);
    return times;
}

/* Each name is refused once, however often it is repeated, and the handler, who tells what else is wrong, sees each
 * name once: here alone is decided about repetition. */
static void refuse_repeated(struct exchange *exchange) {
    struct target *target = &exchange->target;
    const char **refused = arena_alloc(exchange->arena, (target->parameter_count + 1) * sizeof *refused);
    size_t kept = 0, refused_count = 0;
    for (size_t i = 0; i < target->parameter_count; i++) {
        const struct parameter parameter = target->parameters[i];
        bool is_told = false;
        for (size_t j = 0; j < refused_count; j++) is_told = is_told || text_equal(refused[j], parameter.name);
        if (times_named(target, kept, parameter.name) == 0) {
            target->parameters[kept++] = parameter;
        } else if (!is_told) {
            refused[refused_count++] = parameter.name;
            error_add(&exchange->err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, parameter.name, 0,
                      VIOLATION_DUPLICATE, NULL, arena_printf(exchange->arena, "%s=a,b", parameter.name));
        }
    }
    target->parameter_count = kept;
}

/* One question has one form, in whichever order it was asked. */
static void order_parameters(struct target *target) {
    for (size_t i = 1; i < target->parameter_count; i++) {
        const struct parameter moved = target->parameters[i];
        size_t place = i;
        for (; place > 0 && strcmp(target->parameters[place - 1].name, moved.name) > 0; place--)
            target->parameters[place] = target->parameters[place - 1];
        target->parameters[place] = moved;
    }
}

/* What the clients of another system send is bounded by the length of the address. */
static bool check_parameters(struct exchange *exchange) {
    const struct target *target = &exchange->target;
    long most = exchange->request.config->max_parameters;
    if (exchange->request.route->is_foreign) return true; /* offered when authorised */
    if (target->parameter_count > (size_t)most)
        return error_add(&exchange->err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, target->parameters[most].name, 0,
                         VIOLATION_TOO_MANY, arena_printf(exchange->arena, "%ld", most), NULL);
    refuse_repeated(exchange);
    take_format_out(exchange);
    order_parameters(&exchange->target);
    offer_parameters(exchange);
    /* a handler that only reads names the rest, so that everything is told at once */
    if (error_is_set(&exchange->err)) exchange->asks_handler = exchange->request.route->method == HTTP_GET;
    return exchange->asks_handler || !error_is_set(&exchange->err);
}

static const struct {
    bool (*passes)(struct exchange *exchange);
    bool needs_route;
} steps[] = {
    {check_headers, false},   {limit_address, false}, {check_target, false},      {match_path, false},
    {match_method, false},    {authorise, true},      {check_content_type, true}, {negotiate, true},
    {check_parameters, true}, {intake_open, false},
};

/* Refusals speak the language that the answer would have spoken. Of a target that is at fault no parameter is sure. */
static enum lang choose_lang(const struct exchange *exchange) {
    const struct target *target = &exchange->target;
    for (size_t i = 0; exchange->target_fault == TARGET_FINE && i < target->parameter_count; i++) {
        int lang = text_equal(target->parameters[i].name, "lang") ? lang_from_code(target->parameters[i].value) : -1;
        if (lang >= 0) return (enum lang)lang;
    }
    return lang_negotiate(headers_get(&exchange->headers, "Accept-Language"), LANG_EN);
}

bool exchange_decide(struct exchange *exchange) {
    exchange->request.lang = choose_lang(exchange);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].needs_route && exchange->is_options) continue;
        if (!steps[i].passes(exchange)) return false;
    }
    return true;
}
