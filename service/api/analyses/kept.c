/* What the items of one request share: a statement costs more to plan than to run, so figures are read for all values
 * that were asked for when the first item needs some of them, and no statement runs twice. */
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* ---- rows ---- */

struct kept_rows {
    struct kept_rows *next;
    enum statement statement;
    const char **parameters;
    size_t count;
    struct rows *rows;
};

static bool same(const char *a, const char *b) { return (a == NULL && b == NULL) || text_equal(a, b); }

static bool is_asked_before(const struct kept_rows *kept, enum statement statement, const char *const *parameters,
                            size_t count) {
    bool is_same = kept->statement == statement && kept->count == count;
    for (size_t i = 0; is_same && i < count; i++) is_same = same(kept->parameters[i], parameters[i]);
    return is_same;
}

bool analysis_ask(struct analysis_run *run, enum statement statement, const char *const *parameters, size_t count,
                  struct rows **rows, struct error *err) {
    struct arena *arena = run->result.arena;
    for (struct kept_rows *kept = run->rows; kept != NULL; kept = kept->next) {
        if (!is_asked_before(kept, statement, parameters, count)) continue;
        *rows = kept->rows;
        return true;
    }
    if (!store_run_chosen(run->db, statement, parameters, count, rows, err)) return false;
    struct kept_rows *kept = arena_alloc(arena, sizeof *kept);
    *kept = (struct kept_rows){run->rows, statement, arena_alloc(arena, (count + 1) * sizeof *kept->parameters), count,
                               *rows};
    memcpy(kept->parameters, parameters, count * sizeof *kept->parameters);
    run->rows = kept;
    return true;
}

/* ---- figures ---- */

struct codes {
    char **items; /* NULL: all there are */
    size_t count;
};

/* The figures of some lists, as the statement gave them, and their places by indicator and area. */
struct kept_figures {
    struct kept_figures *next;
    struct codes indicators, areas, periods;
    struct figure *figures;
    size_t count;
    const struct figure **places;
};

static struct codes codes_of(struct arena *arena, const char *list) {
    struct codes codes = {0};
    if (list != NULL) codes.count = text_split(arena, list, ',', &codes.items);
    return codes;
}

static bool has_code(const struct codes *codes, const char *code) {
    for (size_t i = 0; i < codes->count; i++)
        if (text_equal(codes->items[i], code)) return true;
    return codes->items == NULL;
}

static bool has_codes(const struct codes *codes, const struct codes *wanted) {
    if (wanted->items == NULL) return codes->items == NULL;
    for (size_t i = 0; i < wanted->count; i++)
        if (!has_code(codes, wanted->items[i])) return false;
    return true;
}

static int compare_series(const struct figure *a, const struct figure *b) {
    int order = strcmp(a->indicator, b->indicator);
    return order != 0 ? order : strcmp(a->area, b->area);
}

static int compare_places(const void *a, const void *b) {
    const struct figure *first = *(const struct figure *const *)a, *second = *(const struct figure *const *)b;
    int order = compare_series(first, second);
    return order != 0 ? order : (first > second) - (first < second);
}

static int compare_position(const void *a, const void *b) {
    const struct figure *first = *(const struct figure *const *)a, *second = *(const struct figure *const *)b;
    return (first > second) - (first < second);
}

static struct figure_choice widened(const struct analysis_run *run, const struct figure_choice *choice) {
    const char *areas = analysis_widened(run, "area", choice->areas);
    return (struct figure_choice){.indicators = analysis_widened(run, "indicator", choice->indicators),
                                  .areas = analysis_widened(run, "municipality", areas),
                                  .periods = analysis_widened(run, "period", choice->periods)};
}

static bool read_figures(struct analysis_run *run, const struct figure_choice *choice, struct kept_figures **read,
                         struct error *err) {
    struct arena *arena = run->result.arena;
    const struct figure_choice wide = widened(run, choice);
    struct kept_figures *kept = arena_alloc(arena, sizeof *kept);
    *kept = (struct kept_figures){.next = run->figures,
                                  .indicators = codes_of(arena, wide.indicators),
                                  .areas = codes_of(arena, wide.areas),
                                  .periods = codes_of(arena, wide.periods)};
    if (!analysis_figures_by(run, run->db, SQL_ANALYSIS_FIGURES, &wide, &kept->figures, &kept->count, err))
        return false;
    kept->places = arena_alloc(arena, (kept->count + 1) * sizeof *kept->places);
    for (size_t i = 0; i < kept->count; i++) kept->places[i] = &kept->figures[i];
    qsort(kept->places, kept->count, sizeof *kept->places, compare_places);
    *read = run->figures = kept;
    return true;
}

/* What a choice means, of what is kept; `figures` is NULL while they are only counted. */
struct selection {
    const struct kept_figures *kept;
    struct codes indicators, areas, periods;
    const char *group;
    const struct figure **figures;
    size_t count;
};

static bool keep_figures(struct analysis_run *run, const struct figure_choice *choice, struct selection *selection,
                         struct error *err) {
    struct kept_figures *kept = run->figures;
    *selection = (struct selection){.indicators = codes_of(run->result.arena, choice->indicators),
                                    .areas = codes_of(run->result.arena, choice->areas),
                                    .periods = codes_of(run->result.arena, choice->periods),
                                    .group = choice->group};
    while (kept != NULL &&
           !(has_codes(&kept->indicators, &selection->indicators) && has_codes(&kept->areas, &selection->areas) &&
             (kept->periods.items == NULL || has_codes(&kept->periods, &selection->periods))))
        kept = kept->next;
    if (kept == NULL && !read_figures(run, choice, &kept, err)) return false;
    selection->kept = kept;
    return true;
}

bool analysis_expect(struct analysis_run *run, const char *indicators, const char *areas, struct error *err) {
    const struct figure_choice choice = {.indicators = indicators, .areas = areas};
    struct selection selection;
    return keep_figures(run, &choice, &selection, err);
}

/* The first place of a series, or where it would be. */
static size_t first_place(const struct kept_figures *kept, const struct figure *series) {
    size_t low = 0, high = kept->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_series(kept->places[middle], series) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void select_series(struct selection *selection, const char *indicator, const char *area) {
    const struct kept_figures *kept = selection->kept;
    const struct figure series = {.indicator = indicator, .area = area};
    for (size_t i = first_place(kept, &series); i < kept->count; i++) {
        const struct figure *figure = kept->places[i];
        if (compare_series(figure, &series) != 0) return;
        if (selection->group != NULL && !text_equal(figure->respondent_group, selection->group)) continue;
        if (!has_code(&selection->periods, figure->period)) continue;
        if (selection->figures != NULL) selection->figures[selection->count] = figure;
        selection->count++;
    }
}

static void select_all(struct selection *selection) {
    selection->count = 0;
    for (size_t i = 0; i < selection->indicators.count; i++)
        for (size_t j = 0; j < selection->areas.count; j++)
            select_series(selection, selection->indicators.items[i], selection->areas.items[j]);
}

/* In the order of the statement, each once. */
static size_t copy_selected(struct selection *selection, struct figure *figures) {
    size_t kept = 0;
    qsort(selection->figures, selection->count, sizeof *selection->figures, compare_position);
    for (size_t i = 0; i < selection->count; i++)
        if (i == 0 || selection->figures[i] != selection->figures[i - 1]) figures[kept++] = *selection->figures[i];
    return kept;
}

bool analysis_figures(struct analysis_run *run, const struct figure_choice *choice, struct figure **figures,
                      size_t *count, struct error *err) {
    struct selection selection;
    if (!keep_figures(run, choice, &selection, err)) return false;
    select_all(&selection);
    *figures = arena_alloc(run->result.arena, (selection.count + 1) * sizeof **figures);
    selection.figures = arena_alloc(run->result.arena, (selection.count + 1) * sizeof *selection.figures);
    select_all(&selection);
    *count = copy_selected(&selection, *figures);
    return true;
}
