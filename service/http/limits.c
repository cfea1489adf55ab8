/* Who may ask how much: requests a minute of an address or a key, requests at a time of who comes through a proxy. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "http-private.h"

enum { WINDOW_S = 60, BUSY_S = 1 };

/* Each proxy adds at the end who has asked it, so that the last address that is no proxy's own is the client's;
 * whatever stands before it anybody may have written. What cannot be read ends the search. */
static void find_client(struct exchange *exchange) {
    const char *proxies = exchange->request.config->trusted_proxies;
    const char *list = headers_get(&exchange->headers, "X-Forwarded-For");
    char **hops;
    size_t count = list == NULL ? 0 : text_split(exchange->arena, list, ',', &hops);
    struct address hop;
    while (count > 0 && address_is_listed(&exchange->address, proxies) &&
           address_read(text_trim(exchange->arena, hops[count - 1]), &hop)) {
        exchange->address = hop;
        count--;
    }
}

static bool refuse(struct exchange *exchange, int wait_s) {
    error_replace(&exchange->err, PROBLEM_TOO_MANY_REQUESTS);
    exchange->err.retry_after_s = wait_s;
    return false;
}

/* The connection is the proxy's: what of it the client has in hand is this request. */
static bool hold(struct exchange *exchange, const struct client_id *id) {
    struct clients *clients = exchange->server->clients;
    exchange->holder = clients_enter(clients, id);
    size_t most = (size_t)exchange->request.config->max_connections_per_address;
    return clients_held(clients, id) <= most || refuse(exchange, BUSY_S);
}

static bool use(struct exchange *exchange, const struct client_id *id, long per_minute, int count) {
    static const char *const policies[] = {
        [SHARE_ADDRESS] = "address", [SHARE_KEY] = "key", [SHARE_GUESSES] = "invalid-keys"};
    if (per_minute == 0) return true;
    exchange->policy = policies[id->share];
    return clients_use(exchange->server->clients, id, per_minute, count, clock_now_ms() * 1000, &exchange->quota) ||
           refuse(exchange, exchange->quota.wait_s);
}

/* A key counts as one that is not valid until it is known to be. */
bool limit_address(struct exchange *exchange) {
    const struct config *config = exchange->request.config;
    exchange->address = exchange->connection->address;
    if (!exchange->server->service.has_limits) return true;
    find_client(exchange);
    bool is_forwarded = memcmp(&exchange->address, &exchange->connection->address, sizeof exchange->address) != 0;
    if (is_forwarded) {
        char *name = arena_alloc(exchange->arena, ADDRESS_TEXT_SIZE);
        address_write(&exchange->address, name);
        exchange->request.client = name;
    }
    exchange->is_limited = client_is_bounded(exchange->server, &exchange->address);
    if (!exchange->is_limited) return true;
    bool has_key = headers_get(&exchange->headers, "Authorization") != NULL;
    const struct client_id id = client_of_address(SHARE_ADDRESS, &exchange->address);
    const struct client_id payer = client_of_address(has_key ? SHARE_GUESSES : SHARE_ADDRESS, &exchange->address);
    return (!is_forwarded || hold(exchange, &id)) && use(exchange, &payer, config->rate_per_address, 1);
}

static void give_back_guess(struct exchange *exchange) {
    const struct client_id id = client_of_address(SHARE_GUESSES, &exchange->address);
    if (exchange->policy == NULL) return;
    clients_use(exchange->server->clients, &id, exchange->request.config->rate_per_address, -1, clock_now_ms() * 1000,
                &exchange->quota);
    exchange->policy = NULL;
}

bool limit_account(struct exchange *exchange) {
    const char *account = exchange->request.account;
    if (!exchange->is_limited || account == NULL) return true;
    const struct client_id id = client_of_account(account);
    give_back_guess(exchange);
    return use(exchange, &id, exchange->request.config->rate_per_key, 1);
}

/* As draft-ietf-httpapi-ratelimit-headers-10 spells them. */
void limit_add_headers(struct exchange *exchange) {
    const struct quota *quota = &exchange->quota;
    struct arena *arena = exchange->arena;
    if (exchange->policy == NULL) return;
    outgoing_add(exchange, "RateLimit-Policy",
                 arena_printf(arena, "\"%s\";q=%ld;w=%d", exchange->policy, quota->most, WINDOW_S));
    outgoing_add(exchange, "RateLimit",
                 arena_printf(arena, "\"%s\";r=%ld;t=%d", exchange->policy, quota->remaining, quota->reset_s));
}

void limit_leave(struct exchange *exchange) { clients_leave(exchange->server->clients, exchange->holder); }
