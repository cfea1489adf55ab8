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

bool handle_metrics(struct request *request, struct reply *reply, struct error *err) {
    (void)err;
    struct api *api = request_api(request);
    struct text out = text_start(request->arena);
    text_add(&out, "# HELP tillit_build_info The version that runs.\n# TYPE tillit_build_info gauge\n");
    text_add(&out, "tillit_build_info{version=\"" TILLIT_VERSION "\"} 1\n");
    text_add(&out, "# HELP tillit_pool_connections Database connections.\n# TYPE tillit_pool_connections gauge\n");
    for (int i = 0; i < STORE_POOL_COUNT; i++) write_pool(&out, api->work.store, (enum store_pool)i);
    write_standby(&out, api->work.store);
    metrics_write(api->metrics, &out);
    reply_body(reply, out.data, out.length);
    return true;
}
