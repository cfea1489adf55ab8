/* Starting, serving until a signal, draining, stopping. */
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "api/surface.h"
#include "auth/token.h"
#include "base/crash.h"
#include "base/log.h"
#include "private.h"

enum { OPS_DRAIN_MS = 5000, PAGES_BYTES = 32 * 1024 * 1024 };

static const char *const log_levels[] = {"debug", "info", "warning", "error"};

static void set_log_level(const char *level) {
    for (int i = 0; i < 4; i++)
        if (strcmp(level, log_levels[i]) == 0) log_set_level((enum log_level)i);
}

static void log_stranger(const char *sentence) { log_warning("settings", "%s", sentence); }

static bool start_api(struct api *api, const char *public_url, struct http_server **server, struct error *err) {
    const struct config *config = api->work.config;
    struct http_service service = {
        .name = "api",
        .host = config->host,
        .port = (int)config->port,
        .public_url = public_url,
        .config = config,
        .routes = api->routes,
        .route_count = api->served_count,
        .context = api,
        .authorise = access_authorise,
        .refused = audit_refusal,
        .served = metrics_count,
        .problem_page = problem_page,
        .listener = inherited_listener("api"),
        .has_limits = true,
        .cache = api->cache,
        .lasting = api->pages,
        .cors = true,
    };
    service.dialects = api_dialects(&service.dialect_count);
    return http_start(&service, server, err);
}

static bool start_ops(struct api *api, struct http_server **server, struct error *err) {
    const struct config *config = api->work.config;
    struct http_service service = {
        .name = "ops",
        .host = config->ops_host,
        .port = (int)config->ops_port,
        .public_url = "",
        .listener = inherited_listener("ops"),
        .config = config,
        .context = api,
    };
    service.routes = ops_routes(&service.route_count);
    return http_start(&service, server, err);
}

/* Signals are blocked before any thread starts, so that only this wait gets them. */
static void block_signals(sigset_t *signals) {
    sigemptyset(signals);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Returns the signal. Settings that are not good are no reason to stop: those in force go on to be. */
static int serve_until_signal(struct api *api, sigset_t *signals, struct http_server *server, char **arguments) {
    int received;
    log_info("serving", "port %d", http_port(server));
    tell_manager("READY=1");
    while (sigwait(signals, &received) != 0 || (received == SIGHUP && !successor_can_start(arguments)))
        log_error("settings", "not started anew: the settings are not good, those in force stay so");
    log_info("stopping", "signal %d: draining for at most %ld ms", received, api->work.config->drain_ms);
    tell_manager(received == SIGHUP ? "RELOADING=1" : "STOPPING=1");
    api->draining = true;
    return received;
}

/* The operations port answers until the last request of the API is done; then what it is answering has its own time. */
static void stop_servers(struct http_server *server, struct http_server *ops, long drain_ms) {
    http_stop(server, drain_ms);
    http_stop(ops, drain_ms < OPS_DRAIN_MS ? drain_ms : OPS_DRAIN_MS);
}

/* Reading needs no key, so that an operator without one is told and served; a key that is open to others is a fault. */
static bool check_audit_key(const struct config *config, struct error *err) {
    if (*config->audit_key_file != '\0') return store_check_audit_keys(config, err);
    log_warning("audit key", "TILLIT_AUDIT_KEY_FILE is not set: the service reads, but nothing can be written");
    return true;
}

/* A database that is away, or not migrated yet, is asked when it is there: before the service says that it is ready. */
static bool check_database(struct api *api, struct error *err) {
    struct error found = error_start(err->arena);
    if (api_is_ready(api, &found)) return true;
    log_warning("not ready", "%s", found.cause);
    return found.kind != PROBLEM_INTERNAL || error_cause(err, PROBLEM_INTERNAL, "%s", found.cause);
}

static void tell_changed(void *cache, int64_t until_ms) { cache_change(cache, until_ms); }

static void tell_trusted(void *cache, int64_t until_ms) { cache_trust(cache, until_ms); }

/* Nothing that is kept outlives what it was made of: the store tells what changes. */
static bool start_cache(struct api *api, struct error *err) {
    const struct config *config = api->work.config;
    if (config->cache_bytes == 0) return true;
    api->cache = cache_create((size_t)config->cache_bytes, config->cache_stale_s);
    const struct store_watcher watcher = {api->cache, tell_changed, tell_trusted};
    return store_watch(api->work.store, &watcher, err);
}

/* Pages are part of the program: they are packed once. */
static void start_pages(struct api *api) {
    api->pages = cache_create(PAGES_BYTES, 0);
    cache_trust(api->pages, INT64_MAX);
}

int command_serve(const struct config *config, char **arguments) {
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    struct http_server *server = NULL, *ops = NULL;
    struct api api = {.work = {.config = config, .store = store_create(config)}, .contract = contract_in};
    struct token_rules rules;
    sigset_t signals;
    if (sodium_init() < 0) abort();
    set_log_level(config->log_level);
    config_tell_strangers(log_stranger);
    crash_install();
    block_signals(&signals);
    api.work.acts = api_acts(&api.work.act_count);
    api.routes = api_routes(&api.route_count);
    if (token_rules_read(config, &rules)) api.work.verifier = token_verifier_create(&rules);
    served_routes(&api.served_count);
    start_pages(&api);
    api.metrics = metrics_create(api.routes, api.served_count);
    const char *public_url =
        *config->public_url != '\0' ? config->public_url : arena_printf(arena, "http://localhost:%ld", config->port);
    bool started = check_database(&api, &err) && check_audit_key(config, &err) && start_cache(&api, &err) &&
                   start_api(&api, public_url, &server, &err) && start_ops(&api, &ops, &err);
    int ended_by = 0, listener = -1, ops_listener = -1;
    if (started)
        ended_by = serve_until_signal(&api, &signals, server, arguments);
    else
        command_say_error(&err);
    if (ended_by == SIGHUP) {
        listener = http_keep_listener(server);
        ops_listener = http_keep_listener(ops);
    }
    stop_servers(server, ops, config->drain_ms);
    token_verifier_destroy(api.work.verifier);
    store_destroy(api.work.store);
    cache_destroy(api.cache);
    cache_destroy(api.pages);
    metrics_destroy(api.metrics);
    arena_destroy(arena);
    if (ended_by == SIGHUP) {
        hand_over(arguments, listener, ops_listener);
        return EXIT_FAILURE;
    }
    return started ? EXIT_SUCCESS : EXIT_FAILURE;
}
