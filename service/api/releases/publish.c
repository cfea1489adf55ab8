/* Publication: what a release shows is decided once, on whole tables (domain.md A9), and then written down. */
#include "api/releases.h"

#include <string.h>

#include "private.h"
#include "work/work.h"

/* ---- the steps ---- */

bool publish_decide(struct db *db, const char *code, const char *at, const char **time, struct exposure *exposure,
                    struct error *err) {
    const char *const parameters[] = {code, at};
    struct rows *held;
    *time = NULL;
    *exposure = (struct exposure){0};
    if (!store_run(db, SQL_PUBLISH_HOLD, parameters, 2, &held, err)) return false;
    if (rows_count(held) == 0) return true; /* published already */
    *time = rows_value(held, 0, HOLD_PUBLISHED_AT);
    const char *const release_and_time[] = {code, *time};
    return store_run(db, SQL_PUBLISH_LOCK, &code, 1, NULL, err) &&
           store_run(db, SQL_PUBLISH_ANEW, &code, 1, NULL, err) &&
           store_run(db, SQL_PUBLISH_MARK, &code, 1, NULL, err) && publish_control(db, release_and_time, exposure, err);
}

/* What cannot be hidden must not be published: its owner raises k, withholds more, or waits for more answers. */
static bool refuse_exposed(const struct exposure *exposure, struct error *err) {
    if (exposure->overlapping != NULL)
        error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, "/state", 0, VIOLATION_OVERLAPPING, exposure->overlapping,
                  NULL);
    if (exposure->count == 0) return true;
    return error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, "/state", 0, VIOLATION_EXPOSED,
                     arena_printf(err->arena, "%zu", exposure->count), NULL);
}

/* Most releases replace nothing. */
static bool close_former(struct db *db, const char *const *release_and_time, struct error *err) {
    struct rows *former;
    return store_run(db, SQL_PUBLISH_ORDER, release_and_time, 2, &former, err) &&
           (rows_count(former) == 0 || store_run(db, SQL_PUBLISH_CLOSE, release_and_time, 2, NULL, err));
}

bool publish_release(struct db *db, const char *code, const char *at, struct error *err) {
    static const enum statement steps[] = {SQL_PUBLISH_CELLS, SQL_PUBLISH_CLASSES, SQL_PUBLISH_RELEASE};
    const char *time;
    struct exposure exposure;
    if (!publish_decide(db, code, at, &time, &exposure, err)) return false;
    if (time == NULL) return true;
    if (!refuse_exposed(&exposure, err)) return false;
    const char *const release_and_time[] = {code, time};
    if (!close_former(db, release_and_time, err)) return false;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!store_run_chosen(db, steps[i], release_and_time, 2, NULL, err)) return false;
    return true;
}

/* ---- the life cycle ---- */

bool release_check(struct db *db, const char *code, struct error *err) {
    const char *time;
    struct exposure exposure;
    return publish_decide(db, code, NULL, &time, &exposure, err) && refuse_exposed(&exposure, err) &&
           store_run(db, SQL_PUBLISH_CHECKED, &code, 1, NULL, err);
}

bool release_publish(struct db *db, const char *code, struct error *err) {
    struct rows *figures;
    if (!store_run(db, SQL_PUBLISH_FIGURES, &code, 1, &figures, err)) return false;
    if (rows_whole(figures, 0, RELEASE_SIZE_N_FIGURES) == 0)
        return error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, "/state", 0, VIOLATION_NOTHING_TO_PUBLISH, NULL,
                         NULL);
    return publish_release(db, code, NULL, err);
}

bool release_withdraw(struct db *db, const char *code, struct error *err) {
    static const enum statement steps[] = {SQL_WITHDRAW_CELLS, SQL_WITHDRAW_REOPEN, SQL_WITHDRAW_BLANK,
                                           SQL_WITHDRAW_RELEASE};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!store_run_chosen(db, steps[i], &code, 1, NULL, err)) return false;
    return true;
}

/* ---- GET /releases/{code}/preview ---- */

static bool decide(struct db *db, const char *code, struct rows **rows, struct exposure *exposure, struct error *err) {
    const char *time;
    return publish_decide(db, code, NULL, &time, exposure, err) &&
           store_run(db, SQL_PUBLISH_PREVIEW, &code, 1, rows, err);
}

/* What the release would hide and why; nothing stays of the trial. */
bool handle_preview(struct request *request, struct reply *reply, struct error *err) {
    struct db *db;
    struct rows *rows;
    struct exposure exposure;
    if (!refuse_parameters(request, err)) return false;
    if (!request_borrow(request, &db, err)) return false;
    bool good = decide(db, request->arguments[0], &rows, &exposure, err);
    store_return(db);
    if (!good) return false;
    const char *body =
        arena_printf(request->arena,
                     "{\"release\": \"%s\", \"n_cells\": %s, \"n_hidden\": %s, "
                     "\"n_exposed\": %zu, \"hidden_cells\": %s}\n",
                     rows_value(rows, 0, PREVIEW_RELEASE), rows_value(rows, 0, PREVIEW_N_CELLS),
                     rows_value(rows, 0, PREVIEW_N_HIDDEN), exposure.count, rows_value(rows, 0, PREVIEW_HIDDEN_CELLS));
    reply_body(reply, body, strlen(body));
    reply->revision = rows_whole(rows, 0, PREVIEW_ROW_VERSION); /* so that what was looked at can be published */
    reply->cache_control = HTTP_CACHE_PRIVATE;
    return true;
}
