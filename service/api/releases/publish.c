/* Publication: what a release shows is decided once, on whole tables (domain.md A9), and then written down. */
#include "api/releases.h"

#include <string.h>

#include "private.h"
#include "work/work.h"

/* ---- the steps ---- */

bool publish_decide(struct db *db, const char *code, const char *at, const char **time, size_t *exposed,
                    struct error *err) {
    const char *const parameters[] = {code, at};
    struct rows *held;
    *time = NULL;
    *exposed = 0;
    if (!store_run(db, "publish_hold", parameters, 2, &held, err)) return false;
    if (rows_count(held) == 0) return true; /* published already */
    *time = rows_value(held, 0, 0);
    const char *const release_and_time[] = {code, *time};
    return store_run(db, "publish_lock", &code, 1, NULL, err) && store_run(db, "publish_mark", &code, 1, NULL, err) &&
           publish_control(db, release_and_time, exposed, err);
}

/* What cannot be hidden must not be published: its owner raises k, withholds more, or waits for more answers. */
static bool refuse_exposed(size_t exposed, struct error *err) {
    if (exposed == 0) return true;
    return error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, "/state", 0, VIOLATION_EXPOSED,
                     arena_printf(err->arena, "%zu", exposed), NULL);
}

bool publish_release(struct db *db, const char *code, const char *at, struct error *err) {
    static const char *const steps[] = {"publish_order", "publish_close", "publish_cells", "publish_classes",
                                        "publish_release"};
    const char *time;
    size_t exposed;
    if (!publish_decide(db, code, at, &time, &exposed, err)) return false;
    if (time == NULL) return true;
    if (!refuse_exposed(exposed, err)) return false;
    const char *const release_and_time[] = {code, time};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!store_run(db, steps[i], release_and_time, 2, NULL, err)) return false;
    return true;
}

/* ---- the life cycle ---- */

bool release_check(struct db *db, const char *code, struct error *err) {
    const char *time;
    size_t exposed;
    return publish_decide(db, code, NULL, &time, &exposed, err) && refuse_exposed(exposed, err) &&
           store_run(db, "publish_checked", &code, 1, NULL, err);
}

bool release_publish(struct db *db, const char *code, struct error *err) {
    struct rows *figures;
    if (!store_run(db, "publish_figures", &code, 1, &figures, err)) return false;
    if (*rows_value(figures, 0, 0) == '0')
        return error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, "/state", 0, VIOLATION_NOTHING_TO_PUBLISH, NULL,
                         NULL);
    return publish_release(db, code, NULL, err);
}

bool release_withdraw(struct db *db, const char *code, struct error *err) {
    static const char *const steps[] = {"withdraw_cells", "withdraw_reopen", "withdraw_blank", "withdraw_release"};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!store_run(db, steps[i], &code, 1, NULL, err)) return false;
    return true;
}

/* ---- GET /releases/{code}/preview ---- */

static bool decide(struct db *db, const char *code, struct rows **rows, size_t *exposed, struct error *err) {
    const char *time;
    return publish_decide(db, code, NULL, &time, exposed, err) && store_run(db, "publish_preview", &code, 1, rows, err);
}

/* What the release would hide and why; nothing stays of the trial. */
bool handle_preview(struct request *request, struct reply *reply, struct error *err) {
    struct db *db;
    struct rows *rows;
    size_t exposed;
    if (!refuse_parameters(request, err)) return false;
    if (!request_borrow(request, &db, err)) return false;
    bool good = decide(db, request->arguments[0], &rows, &exposed, err);
    store_return(db);
    if (!good) return false;
    const char *body = arena_printf(request->arena,
                                    "{\"release\": \"%s\", \"n_cells\": %s, \"n_hidden\": %s, "
                                    "\"n_exposed\": %zu, \"hidden_cells\": %s}\n",
                                    rows_value(rows, 0, 0), rows_value(rows, 0, 1), rows_value(rows, 0, 2), exposed,
                                    rows_value(rows, 0, 3));
    reply_body(reply, body, strlen(body));
    reply->revision = 0;
    reply->cache_control = HTTP_CACHE_PRIVATE;
    return true;
}
