/* Who may do what. Until there are keys: everybody reads what is public, and with --demo whoever sits at the machine
 * itself may import. */
#include "private.h"

/* Whoever sends one of these speaks for somebody else, even when the connection comes from this machine: a proxy, or a
 * web page in a browser. */
static const char *const signs_of_others[] = {
    "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via", "Origin"};

static bool is_at_the_machine(const struct request *request) {
    for (size_t i = 0; i < sizeof signs_of_others / sizeof *signs_of_others; i++)
        if (request_header(request, signs_of_others[i]) != NULL) return false;
    return request->from_loopback;
}

bool access_authorise(struct request *request, struct error *err) {
    if (request_header(request, "Authorization") != NULL)
        return error_say(err, PROBLEM_KEY_REQUIRED, "Nyckeln är inte giltig.", "Nøglen er ikke gyldig.",
                         "The key is not valid.");
    if (request->route->scope == SCOPE_PUBLIC) return true;
    if (request->config->demo && is_at_the_machine(request)) return true;
    return error_say(
        err, PROBLEM_KEY_REQUIRED,
        "Utan nyckel kan man bara skriva när tjänsten körs med --demo, och bara från samma dator.",
        "Uden nøgle kan man kun skrive, når tjenesten kører med --demo, og kun fra samme maskine.",
        "Without a key, writing works only when the service runs with --demo, and only from its own machine.");
}

const struct tenant *request_tenant(const struct request *request) {
    return request->route->scope == SCOPE_IMPORT ? &store_operator : &store_public;
}
