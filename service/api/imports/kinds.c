/* What is special about the datasets that are more than rows of one table. */
#include "api/releases.h"
#include "base/text.h"
#include "private.h"

/* ---- releases ---- */

/* Files say planned or published, or what is stored; what lies between is reached by the life cycle. */
static void release_row(struct import *import, struct error *err) {
    const char *state = import->values[import_slot(import, "state")];
    const char *at = import->values[import_slot(import, "published_at")];
    if (at != NULL && (state == NULL || text_equal(state, "planned")))
        import_fault(import, "published_at", VIOLATION_EXCLUDES, "state planned", NULL, err);
}

static bool publish_due(struct import *import, struct error *err) {
    struct rows *due;
    struct import_report *report = import->report;
    if (!store_run(import->db, SQL_IMPORT_RELEASES_DUE, NULL, 0, &due, err)) return false;
    for (size_t i = 0; i < rows_count(due); i++) {
        if (!publish_release(import->db, rows_value(due, i, DUE_RELEASE_CODE),
                             rows_value(due, i, DUE_RELEASE_WANTED_AT), err))
            return false;
        if (report->unchanged == 0) continue;
        report->unchanged--;
        report->revised++;
    }
    return import->job->figures_follow || import_warn_rows(import, SQL_IMPORT_RELEASES_IDLE, "nothing_to_publish", err);
}

static const char *const release_columns[] = {"state", "published_at", NULL};
static const char *const release_wishes[] = {"wanted_state", "wanted_at", NULL};

/* ---- actions ---- */

/* Where milestones tell the progress, a file that comes back has it as it was shown: it is compared, not stored. */
static void action_row(struct import *import, struct error *err) {
    (void)err;
    int source = import_slot(import, "progress_source"), progress = import_slot(import, "progress");
    if (source < 0 || progress < 0 || !says(import->values[source], "milestones")) return;
    import->values[import_slot(import, "shown_progress")] = import->values[progress];
    import->values[progress] = NULL;
}

static bool keep_progress(struct import *import, struct error *err) {
    return import_slot(import, "progress") < 0 || store_run(import->db, SQL_IMPORT_ACTIONS, NULL, 0, NULL, err);
}

static const char *const action_extra[] = {"shown_progress", NULL};

/* ---- response counts and life tables ---- */

static bool make_figures(struct import *import, const struct made_of *of, struct error *err) {
    const struct resource *observations = resource_find("observations");
    return counts_make_figures(import, of, observations, import_kind_of(observations), err);
}

static bool make_of_counts(struct import *import, struct error *err) {
    static const struct made_of counts = {SQL_IMPORT_COUNTS_FIGURES, MADE_FIGURE_COLUMNS, "count"};
    return make_figures(import, &counts, err);
}

static bool make_of_life_tables(struct import *import, struct error *err) {
    static const struct made_of tables = {SQL_IMPORT_RETAINED_FIGURES, RETAINED_FIGURE_COLUMNS, "at_risk"};
    return make_figures(import, &tables, err);
}

static bool warn_of_counts(struct import *import, struct error *err) {
    return import_warn_rows(import, SQL_IMPORT_COUNTS_DIFFER, "figure_differs", err);
}

static bool warn_of_life_tables(struct import *import, struct error *err) {
    return import_warn_rows(import, SQL_IMPORT_RETAINED_DIFFER, "figure_differs", err);
}

/* ---- observations ---- */

static bool warn_of_areas(struct import *import, struct error *err) {
    return import_warn_rows(import, SQL_IMPORT_AREA_VALIDITY, "outside_validity", err);
}

static bool warn_of_figures(struct import *import, struct error *err) {
    return import_warn_rows(import, SQL_IMPORT_ADDITIVITY, "non_additive", err) && warn_of_areas(import, err);
}

/* ---- what is stored and yet to be thought over ---- */

static bool warn_of_goals(struct import *import, struct error *err) {
    return import_warn_rows(import, SQL_IMPORT_GOALS_UNREACHED, "target_not_reached", err);
}

static bool warn_of_ideas(struct import *import, struct error *err) {
    return import_warn_rows(import, SQL_IMPORT_IDEAS_UNTRIED, "not_tried", err);
}

static bool warn_of_plans(struct import *import, struct error *err) {
    return import_warn_rows(import, SQL_IMPORT_PLANS_OPEN, "actions_open", err);
}

static bool warn_of_units(struct import *import, struct error *err) {
    return import_warn_rows(import, SQL_IMPORT_UNITS_ELSEWHERE, "code_elsewhere", err);
}

/* ---- the table ---- */

static const char *const figure_extra[] = {"n_eff", "ci_level",    "ci_method", "incomplete",
                                           "given", "observation", NULL};

static const struct import_kind kinds[] = {
    {
        .dataset = "observations",
        .extra = figure_extra,
        .all_columns = true,
        .open = figures_open,
        .row = figures_row,
        .recognise = SQL_IMPORT_OBSERVATIONS_KNOWN,
        .prepare = SQL_IMPORT_OBSERVATIONS_ABSENT,
        .absent_stays = true,
        .check = SQL_CHECK_OBSERVATIONS,
        .merge = SQL_IMPORT_OBSERVATIONS,
        .finish = warn_of_figures,
    },
    {
        .dataset = "response-counts",
        .all_columns = true,
        .open = figures_open,
        .row = figure_tables_row,
        .complete = make_of_counts,
        .check = SQL_CHECK_RESPONSE_COUNTS,
        .merge = SQL_IMPORT_RESPONSE_COUNTS,
        .finish = warn_of_counts,
    },
    {
        .dataset = "life-table-rows",
        .all_columns = true,
        .open = figures_open,
        .row = figure_tables_row,
        .complete = make_of_life_tables,
        .check = SQL_CHECK_LIFE_TABLE_ROWS,
        .merge = SQL_IMPORT_LIFE_TABLE_ROWS,
        .finish = warn_of_life_tables,
    },
    {
        .dataset = "two-item-tables",
        .finish = warn_of_areas,
    },
    {
        .dataset = "actions",
        .extra = action_extra,
        .row = action_row,
        .complete = keep_progress,
        .check = SQL_CHECK_ACTIONS,
        .verify = SQL_VERIFY_ACTIONS,
    },
    {
        .dataset = "milestones",
        .verify = SQL_VERIFY_MILESTONES,
    },
    {
        .dataset = "goals",
        .verify = SQL_VERIFY_GOALS,
        .finish = warn_of_goals,
    },
    {
        .dataset = "ideas",
        .finish = warn_of_ideas,
    },
    {
        .dataset = "plans",
        .finish = warn_of_plans,
    },
    {
        .dataset = "org-units",
        .finish = warn_of_units,
    },
    {
        .dataset = "releases",
        .more = release_columns,
        .extra = release_wishes,
        .row = release_row,
        .prepare = SQL_IMPORT_RELEASES,
        .check = SQL_CHECK_RELEASES,
        .finish = publish_due,
    },
};

const struct import_kind *import_kind_of(const struct resource *resource) {
    static const struct import_kind plain = {.dataset = ""};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_equal(kinds[i].dataset, resource->name)) return &kinds[i];
    return &plain;
}

size_t import_staged_columns(struct arena *arena, const char *const **columns) {
    size_t most = 0;
    struct import all = {.arena = arena};
    for (size_t i = 0; i < resource_count; i++) most += LANG_COUNT * resources[i]->field_count + MOST_MORE;
    most += MOST_MORE; /* Kolada's */
    all.staged = arena_alloc(arena, most * sizeof *all.staged);
    for (size_t i = 0; i < resource_count; i++) {
        const struct import_kind *kind = import_kind_of(resources[i]);
        const char *const *allowed;
        size_t count = columns_allowed(arena, resources[i], &allowed);
        for (size_t j = 0; *kind->dataset != '\0' && j < count; j++) import_stage(&all, allowed[j]);
        import_stage_list(&all, kind->more);
        import_stage_list(&all, kind->extra);
    }
    import_stage_list(&all, kolada_columns);
    *columns = all.staged;
    return all.staged_count;
}

/* ---- datasets by name ---- */

static const char kolada[] = "kolada";

const struct resource *import_dataset(const char *name, enum import_format *format) {
    bool is_kolada = text_equal(name, kolada);
    const struct resource *resource = resource_find(is_kolada ? "observations" : name);
    if (resource == NULL || !(resource->flags & RESOURCE_DATASET)) return NULL;
    if (is_kolada) *format = IMPORT_KOLADA;
    return resource;
}

const char *import_dataset_names(struct arena *arena) {
    struct text names = text_start(arena);
    for (size_t i = 0; i < resource_count; i++)
        if (resources[i]->flags & RESOURCE_DATASET) text_add_item(&names, resources[i]->name);
    text_add_item(&names, kolada);
    return names.data;
}
