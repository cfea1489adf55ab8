/* Publication: what a release shows is decided once, on whole tables (domain.md A9), and then written down. */
#include "api/releases.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "private.h"
#include "stats/disclosure.h"

/* ---- disclosure control: no hidden cell follows from what is shown ---- */

enum known_column { OBSERVATION, REVISION, N, X, X_MOST, K, STATE };

static int64_t integer_of(const struct rows *rows, size_t row, size_t column, int64_t otherwise) {
    const char *text = rows_value(rows, row, column);
    return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

static void add_cells(struct disclosure *disclosure, const struct rows *known) {
    static const enum disclosure_state states[] = {DISCLOSURE_SHOWN, DISCLOSURE_HIDDEN, DISCLOSURE_OPEN};
    for (size_t i = 0; i < rows_count(known); i++) {
        const struct disclosure_cell cell = {.n = integer_of(known, i, N, 0),
                                             .x = integer_of(known, i, X, DISCLOSURE_NO_X),
                                             .x_most = integer_of(known, i, X_MOST, 0),
                                             .k = integer_of(known, i, K, 0),
                                             .state = states[integer_of(known, i, STATE, 1)]};
        stats_disclosure_add_cell(disclosure, &cell);
    }
}

static void add_lines(struct disclosure *disclosure, const struct rows *lines, struct arena *arena) {
    for (size_t i = 0; i < rows_count(lines); i++) {
        char **places;
        size_t count = text_split(arena, rows_value(lines, i, 1), ',', &places);
        size_t *children = arena_alloc(arena, count * sizeof *children);
        for (size_t j = 0; j < count; j++) children[j] = strtoull(places[j], NULL, 10);
        stats_disclosure_add_line(disclosure, (size_t)integer_of(lines, i, 0, 0), children, count,
                                  *rows_value(lines, i, 2) == 't');
    }
}

/* Those that the control marked, as arrays for publish_protect. */
static bool hide_marked(struct db *db, const char *code, const struct disclosure *disclosure, const struct rows *known,
                        struct arena *arena, struct error *err) {
    static const char *const reasons[] = {[DISCLOSURE_COMPLEMENTARY] = "complementary", [DISCLOSURE_AUDIT] = "audit"};
    struct text observations = text_start(arena), marks = text_start(arena);
    for (size_t i = 0; i < rows_count(known); i++) {
        enum disclosure_mark mark = stats_disclosure_mark(disclosure, i);
        if (mark == DISCLOSURE_UNMARKED) continue;
        const char *separator = observations.length > 0 ? "," : "";
        text_printf(&observations, "%s%s", separator, rows_value(known, i, OBSERVATION));
        text_printf(&marks, "%s%s", separator, reasons[mark]);
    }
    const char *const parameters[] = {code, arena_printf(arena, "{%s}", observations.data),
                                      arena_printf(arena, "{%s}", marks.data)};
    return store_run(db, "publish_protect", parameters, 3, NULL, err);
}

static bool control(struct db *db, const char *const *release_and_time, struct arena *arena, size_t *exposed,
                    struct error *err) {
    struct disclosure *disclosure = stats_disclosure_create(arena);
    struct rows *known, *lines;
    if (!store_run(db, "publish_known", release_and_time, 2, &known, err) ||
        !store_run(db, "publish_lines", release_and_time, 2, &lines, err))
        return false;
    add_cells(disclosure, known);
    add_lines(disclosure, lines, arena);
    return stats_disclosure_decide(disclosure, exposed, err) &&
           hide_marked(db, release_and_time[0], disclosure, known, arena, err);
}

/* The figures of all are needed: a line may hold several municipalities. What comes out is but marks. */
static bool protect(struct db *db, const char *const *release_and_time, size_t *exposed, struct error *err) {
    static const char *const on = "on";
    struct rows *before;
    struct arena *arena = arena_create();
    bool good =
        store_run(db, "publish_see", &on, 1, &before, err) && control(db, release_and_time, arena, exposed, err);
    if (good) {
        const char *was = rows_value(before, 0, 0);
        good = store_run(db, "publish_see", &was, 1, NULL, err);
    }
    arena_destroy(arena);
    return good;
}

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
    return store_run(db, "publish_mark", &code, 1, NULL, err) && protect(db, release_and_time, exposed, err);
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
    if (!store_borrow(request_api(request)->store, request_tenant(request), false, request->arena, &db, err))
        return false;
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
