/* tillit bench-data: a set of figures to measure with, the same each time, made by the database that holds it.
 *
 * The figures go through the tables, checks and triggers of an import, and are published release by release with the
 * statements of a publication: what is said about few persons is hidden. Only the search for figures that follow from
 * others is left out: no figure of the set is the sum or the mean of others, so that there is nothing to find. The
 * largest set is the one below it ten times over: copies, written without checks that their originals have passed. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "private.h"
#include "store/store.h"
#include "work/work.h"

/* Figures: indicators times municipalities times two groups times twenty years. */
static const struct size {
    const char *rows;
    long indicators, municipalities; /* that figures are made for */
    long copies;                     /* of each indicator */
} sizes[] = {{"2300", 5, 12, 0},
             {"23000", 20, 29, 0},
             {"230000", 50, 116, 0},
             {"2320000", 200, 290, 0},
             {"23200000", 200, 290, 9}};

enum { SIZE_COUNT = sizeof sizes / sizeof *sizes, FIRST_YEAR = 2005, LAST_YEAR = 2024 };
enum { INDICATORS_AT_A_TIME = 5 }; /* of a statement: a check keeps each of its rows in memory until its end */

static const struct size *find_size(const char *rows) {
    for (size_t i = 0; i < SIZE_COUNT; i++)
        if (text_equal(sizes[i].rows, rows)) return &sizes[i];
    return NULL;
}

static int refuse_size(const char *rows) {
    fprintf(stderr, "tillit: bench-data wants --rows, not \"%s\": one of", rows);
    for (size_t i = 0; i < SIZE_COUNT; i++) fprintf(stderr, "%s %s", i == 0 ? "" : ",", sizes[i].rows);
    fputc('\n', stderr);
    return EXIT_WRONG_CALL;
}

/* ---- what is there ---- */

enum state { STATE_NOTHING, STATE_FIGURES, STATE_PUBLISHED, STATE_COPIED, STATE_OTHER };

static bool read_state(struct db *db, const struct size *size, enum state *state, struct error *err) {
    struct rows *rows;
    if (!store_run(db, SQL_BENCH_STATE, NULL, 0, &rows, err)) return false;
    long indicators = rows_whole(rows, 0, BENCH_INDICATORS);
    bool is_original = indicators == size->indicators, is_whole = indicators == size->indicators * (1 + size->copies);
    bool is_published = rows_flag(rows, 0, BENCH_IS_PUBLISHED);
    if (rows_flag(rows, 0, BENCH_IS_EMPTY))
        *state = STATE_NOTHING;
    else if (rows_whole(rows, 0, BENCH_MUNICIPALITIES) != size->municipalities)
        *state = STATE_OTHER;
    else if (is_whole && is_published)
        *state = STATE_COPIED;
    else if (is_original && is_published)
        *state = STATE_PUBLISHED;
    else
        *state = is_original && rows_flag(rows, 0, BENCH_HAS_FIGURES) ? STATE_FIGURES : STATE_OTHER;
    return true;
}

/* ---- the steps, each a transaction, in the order of the states they lead to ---- */

struct bench {
    const struct config *config;
    struct store *store;
    struct arena *arena;
    const struct size *size;
    double start_s;
};

static void say(const struct bench *bench, const char *what) {
    fprintf(stderr, "tillit: bench-data %s: %s (%.0f s)\n", bench->size->rows, what, clock_now_s() - bench->start_s);
}

static bool add_figures(struct db *db, const struct size *size, struct error *err) {
    for (long first = 1; first <= size->indicators; first += INDICATORS_AT_A_TIME) {
        long last = first + INDICATORS_AT_A_TIME - 1;
        const char *const range[] = {
            arena_printf(err->arena, "%ld", first),
            arena_printf(err->arena, "%ld", last < size->indicators ? last : size->indicators)};
        if (!store_run(db, SQL_BENCH_FIGURES, range, 2, NULL, err)) return false;
    }
    return true;
}

static bool fill(struct db *db, const struct size *size, struct error *err) {
    const char *municipalities = arena_printf(err->arena, "%ld", size->municipalities);
    const char *indicators = arena_printf(err->arena, "%ld", size->indicators);
    return store_run(db, SQL_BENCH_PLACES, &municipalities, 1, NULL, err) &&
           store_run(db, SQL_BENCH_INDICATORS, &indicators, 1, NULL, err) &&
           store_run(db, SQL_BENCH_VERSIONS, &indicators, 1, NULL, err) && add_figures(db, size, err);
}

/* Each year's figures become known in the April after it. */
static bool publish_year(struct db *db, int year, struct error *err) {
    static const enum statement steps[] = {SQL_PUBLISH_CELLS, SQL_PUBLISH_CLASSES, SQL_PUBLISH_RELEASE};
    const char *const release_and_time[] = {arena_printf(err->arena, "rel-bench-%d", year),
                                            arena_printf(err->arena, "%d-04-10T06:00:00Z", year + 1)};
    if (!store_run(db, SQL_PUBLISH_MARK, release_and_time, 1, NULL, err)) return false;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!store_run_chosen(db, steps[i], release_and_time, 2, NULL, err)) return false;
    return true;
}

static bool publish(struct db *db, const struct size *size, struct error *err) {
    (void)size;
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++)
        if (!publish_year(db, year, err)) return false;
    return true;
}

typedef bool step(struct db *db, const struct size *size, struct error *err);

static bool take(const struct bench *bench, step *act, struct error *err) {
    struct db *db;
    bool good = work_borrow(bench->store, &store_console, true, bench->arena, &db, err) && act(db, bench->size, err) &&
                store_commit(db, err);
    if (good) store_return(db);
    return good;
}

static bool take_fill(const struct bench *bench, struct error *err) { return take(bench, fill, err); }

static bool take_publish(const struct bench *bench, struct error *err) { return take(bench, publish, err); }

static bool take_copies(const struct bench *bench, struct error *err) {
    return bench->size->copies == 0 || store_copy_figures(bench->config, bench->size->copies, err);
}

static bool ask_state(const struct bench *bench, enum state *state, struct error *err) {
    struct db *db;
    if (!work_borrow(bench->store, &store_console, true, bench->arena, &db, err)) return false;
    bool good = read_state(db, bench->size, state, err);
    store_return(db);
    return good;
}

static bool refuse_other(const struct bench *bench, struct error *err) {
    const char *detail =
        arena_printf(err->arena, "the database holds something else than the %s generated figures", bench->size->rows);
    return error_say(err, PROBLEM_CONFLICT, detail, detail, detail);
}

/* By the state that a step leads on from. */
static const struct {
    bool (*take)(const struct bench *bench, struct error *err);
    const char *said;
} steps[] = {
    [STATE_NOTHING] = {take_fill, "figures are stored"},
    [STATE_FIGURES] = {take_publish, "figures are published"},
    [STATE_PUBLISHED] = {take_copies, "figures are copied"},
};

static bool make(const struct bench *bench, struct error *err) {
    enum state state;
    if (!ask_state(bench, &state, err)) return false;
    if (state == STATE_OTHER) return refuse_other(bench, err);
    for (; state < STATE_COPIED; state++) {
        if (!steps[state].take(bench, err)) return false;
        say(bench, steps[state].said);
        /* nothing measured is worth anything before the planner knows what there is */
        if (!store_tend(bench->config, err)) return false;
    }
    say(bench, "ready");
    return true;
}

int bench_data_command(const struct config *config) {
    const struct size *size = find_size(config->bench_rows);
    if (size == NULL) return refuse_size(config->bench_rows);
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    const struct bench bench = {config, store_create(config), arena, size, clock_now_s()};
    int code = EXIT_SUCCESS;
    if (!command_has_database(config, bench.store, &err) || !make(&bench, &err)) code = command_show_error(arena, &err);
    arena_destroy(arena);
    store_destroy(bench.store);
    return code;
}
