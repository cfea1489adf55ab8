/* composite-indices: an index of its components' newest figures (domain.md A7), here and for other analyses. */
#include "index-private.h"

static const struct field parameters[] = {
    {.name = "indicator",
     .parameter = "index",
     .type = FIELD_REF,
     .flags = ASKED_NEEDED,
     .of = "indicator",
     .example = "ix-inst",
     .sv = "Indexet, en indikator med delar.",
     .en = "The index, an indicator with components."},
    PARAMETER("area", FIELD_REF, ASKED_NEEDED, "area", "se-9901", "Området.", "The area."),
    PARAMETER("period", FIELD_PERIOD, ASKED, NULL, "2024", "Perioden; förval är den senaste som någon del har.",
              "The period; default is the newest that some component has."),
};

static const struct member out[] = {
    INDEX_OUT,
    PART_OUT("least_coverage", "0.6667", "weight_coverage från vilken ett index ges.",
             "The weight_coverage an index needs."),
};

static const char *component_list(struct arena *arena, const struct rows *rows) {
    struct text list = text_start(arena);
    for (size_t i = 0; i < rows_count(rows); i++)
        text_printf(&list, "%s%s", i > 0 ? "," : "", rows_value(rows, i, COMPONENT_INDICATOR));
    return list.data;
}

/* The newest period among the figures that end last: an index compares what was measured together. */
static const char *newest_period(const struct figure *figures, size_t count) {
    const struct figure *newest = analysis_latest(figures, count);
    return newest == NULL ? NULL : newest->period;
}

/* Of several in the period, the one that tells most. No period: nothing is shown of any. */
static const struct figure *figure_of(const struct figure *figures, size_t count, const char *indicator,
                                      const char *period) {
    const struct figure *best = NULL;
    for (size_t i = 0; period != NULL && i < count; i++) {
        if (!text_equal(figures[i].indicator, indicator) || !text_equal(figures[i].period, period)) continue;
        if (best == NULL || figure_tells_more(&figures[i], best)) best = &figures[i];
    }
    return best;
}

bool analysis_index(struct analysis_run *run, const char *index, const char *area, const char *period,
                    struct index *result, struct error *err) {
    struct rows *rows;
    struct figure *figures;
    size_t figure_count;
    if (!analysis_ask(run, SQL_ANALYSIS_COMPONENTS, &index, 1, &rows, err)) return false;
    size_t count = rows_count(rows);
    const struct figure_choice choice = {
        .indicators = component_list(run->result.arena, rows), .areas = area, .periods = period};
    if (!analysis_figures(run, &choice, &figures, &figure_count, err)) return false;
    bool has_hidden = false;
    *result = (struct index){.count = count, .period = period == NULL ? newest_period(figures, figure_count) : period};
    result->codes = arena_alloc(run->result.arena, (count + 1) * sizeof *result->codes);
    result->components = arena_alloc(run->result.arena, (count + 1) * sizeof *result->components);
    for (size_t i = 0; i < count; i++) {
        const struct figure *figure =
            figure_of(figures, figure_count, rows_value(rows, i, COMPONENT_INDICATOR), result->period);
        struct component *component = &result->components[i];
        result->codes[i] = rows_value(rows, i, COMPONENT_INDICATOR);
        *component = (struct component){.value = NAN,
                                        .se = NAN,
                                        .goalpost_high = 1,
                                        .weight = rows_number(rows, i, COMPONENT_WEIGHT),
                                        .aim.direction = DIRECTION_UP};
        has_hidden = has_hidden || analysis_absence(figure) == REASON_HIDDEN;
        if (figure == NULL || isnan(figure->value)) continue;
        component->value = figure->value;
        component->se = figure->se;
        component->goalpost_low = figure->goalpost_low;
        component->goalpost_high = figure->goalpost_high;
        if (!analysis_aim(run, figure, &component->aim, err)) return false;
        run->mode = NULL; /* parts are added up, not compared */
        analysis_use(run, figure);
    }
    result->composite =
        stats_composite(result->components, count, COMPOSITE_LEAST_COVERAGE, run->result.levels.conf_level);
    if (isnan(result->composite.index) && has_hidden) result->composite.note.reason = REASON_HIDDEN;
    result->composite.note.warnings |= WARNING_BIT(WARNING_OVERLAP_UNHANDLED);
    return true;
}

static bool analyse(struct analysis_run *run, struct error *err) {
    struct index index;
    if (!analysis_index(run, analysis_value(run, "index"), analysis_value(run, "area"), analysis_value(run, "period"),
                        &index, err))
        return false;
    if (index.count == 0)
        return parameter_refuse(err, "index", VIOLATION_UNKNOWN_CODE, analysis_value(run, "index"),
                                "/tillit/v1/indicator-versions?statistic=index&fields=indicator");
    out_index(&run->result, &index.composite, index.components, index.codes, index.count);
    out_number(&run->result, "least_coverage", COMPOSITE_LEAST_COVERAGE);
    run->note = index.composite.note;
    return true;
}

const struct analysis analysis_composite_indices = {
    .name = "composite-indices",
    .list = "composite_indices",
    .unfolded = "scores",
    PARAMETERS(parameters),
    OUT(out),
    .analyse = analyse,
    .title_sv = "Sammansatta index",
    .title_en = "Composite indices",
    .sv = "Ett index per form av tillit, med sina delar; minst två tredjedelar av vikten måste finnas.",
    .en = "One index per form of trust, with its components; at least two thirds of the weight must be there.",
};
