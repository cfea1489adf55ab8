/* The operations port: is the process alive, is it ready, what does it count. */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "private.h"

static bool say(struct reply *reply, int status, const char *body) {
    reply->status = status;
    reply_body(reply, body, strlen(body));
    return true;
}

bool handle_livez(struct request *request, struct reply *reply, struct error *err) {
    (void)request;
    (void)err;
    return say(reply, 200, "{\"status\": \"ok\"}\n");
}

/* Each check is named; the cause of a failure goes to the log, not to the reply. */
static bool handle_readiness(struct request *request, struct reply *reply, bool check_drain) {
    struct api *api = request_api(request);
    struct error err = error_start(request->arena);
    bool database = api_is_ready(api, &err);
    bool draining = check_drain && api->draining;
    const char *body = arena_printf(
        request->arena, "{\"status\": \"%s\", \"checks\": {\"database\": \"%s\", \"draining\": %s}}\n",
        database && !draining ? "ok" : "unavailable", database ? "ok" : "unavailable", draining ? "true" : "false");
    if (!database) log_warning("not ready", "%s", err.cause == NULL ? "" : err.cause);
    return say(reply, database && !draining ? 200 : 503, body);
}

bool handle_readyz(struct request *request, struct reply *reply, struct error *err) {
    (void)err;
    return handle_readiness(request, reply, true);
}

bool handle_startupz(struct request *request, struct reply *reply, struct error *err) {
    (void)err;
    return handle_readiness(request, reply, false);
}

static const char *const pool_names[] = {
    [STORE_POOL_PUBLIC] = "public", [STORE_POOL_APP] = "app", [STORE_POOL_READ] = "read"};

static void write_pool(struct text *out, struct store *store, enum store_pool pool) {
    struct store_state state = store_state(store, pool);
    if (state.most == 0) return;
    text_printf(out, "tillit_pool_connections{pool=\"%s\",state=\"open\"} %d\n", pool_names[pool], state.open);
    text_printf(out, "tillit_pool_connections{pool=\"%s\",state=\"busy\"} %d\n", pool_names[pool], state.busy);
    text_printf(out, "tillit_pool_connections{pool=\"%s\",state=\"most\"} %d\n", pool_names[pool], state.most);
}

static void write_waiting(struct text *out, struct store *store, enum store_pool pool) {
    struct store_state state = store_state(store, pool);
    if (state.most > 0) text_printf(out, "tillit_pool_waiting{pool=\"%s\"} %d\n", pool_names[pool], state.waiting);
}

static void write_standby(struct text *out, struct store *store) {
    static const char *const results[] = {
        [STANDBY_READ] = "read", [STANDBY_BEHIND] = "behind", [STANDBY_AWAY] = "away", [STANDBY_LEFT] = "left"};
    if (store_state(store, STORE_POOL_READ).most == 0) return;
    text_add(out,
             "# HELP tillit_standby_requests_total Keyless requests by how they found a standby; all but read were "
             "answered by the primary.\n# TYPE tillit_standby_requests_total counter\n");
    for (int i = 0; i < STANDBY_RESULTS; i++)
        text_printf(out, "tillit_standby_requests_total{result=\"%s\"} %lu\n", results[i],
                    store_standby(store, (enum standby_result)i));
}

static void write_counter(struct text *out, const char *name, const char *help, uint64_t count) {
    text_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %llu\n", name, help, name, name, (unsigned long long)count);
}

static void write_gauge(struct text *out, const char *name, const char *help, size_t value) {
    text_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %zu\n", name, help, name, name, value);
}

static void write_cache(struct text *out, struct cache *cache) {
    const struct cache_counts counts = cache_count(cache);
    const struct {
        const char *result;
        uint64_t count;
    } results[] = {{"hit", counts.hits},
                   {"miss", counts.misses},
                   {"shared", counts.shared},
                   {"pass", counts.passed},
                   {"stale", counts.stale}};
    text_add(out, "# HELP tillit_cache_requests_total Keyless requests by what the kept replies had for them.\n"
                  "# TYPE tillit_cache_requests_total counter\n");
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        text_printf(out, "tillit_cache_requests_total{result=\"%s\"} %llu\n", results[i].result,
                    (unsigned long long)results[i].count);
    write_counter(out, "tillit_cache_changes_total", "Times that all kept replies went out of date.", counts.changes);
    write_counter(out, "tillit_cache_evictions_total", "Kept replies that made room for others.", counts.evictions);
    write_gauge(out, "tillit_cache_entries", "Replies that are kept.", counts.entries);
    write_gauge(out, "tillit_cache_bytes", "Bytes of the replies that are kept.", counts.bytes);
    write_gauge(out, "tillit_cache_trusted", "Whether changes of the data are heard of, so that replies are kept.",
                counts.is_trusted);
}

bool handle_metrics(struct request *request, struct reply *reply, struct error *err) {
    (void)err;
    struct api *api = request_api(request);
    struct text out = text_start(request->arena);
    text_add(&out, "# HELP tillit_build_info The version that runs.\n# TYPE tillit_build_info gauge\n");
    text_add(&out, "tillit_build_info{version=\"" TILLIT_VERSION "\"} 1\n");
    text_add(&out, "# HELP tillit_pool_connections Database connections.\n# TYPE tillit_pool_connections gauge\n");
    for (int i = 0; i < STORE_POOL_COUNT; i++) write_pool(&out, api->work.store, (enum store_pool)i);
    text_add(&out, "# HELP tillit_pool_waiting Requests in line for a connection.\n# TYPE tillit_pool_waiting gauge\n");
    for (int i = 0; i < STORE_POOL_COUNT; i++) write_waiting(&out, api->work.store, (enum store_pool)i);
    write_standby(&out, api->work.store);
    if (api->cache != NULL) write_cache(&out, api->cache);
    metrics_write(api->metrics, &out);
    reply_body(reply, out.data, out.length);
    return true;
}
