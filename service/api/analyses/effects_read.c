/* effects: who takes part, and their figures, as far as the caller may have them. */
#include "effects-private.h"

/* ---- an evaluation ---- */

static void take_frame(struct analysis_run *run, const struct rows *rows, struct design *design) {
    if (rows_count(rows) == 0) return;
    design->before = rows_value(rows, 0, FRAME_BEFORE_PERIOD);
    design->after = rows_value(rows, 0, FRAME_AFTER_PERIOD);
    design->earlier = rows_value(rows, 0, FRAME_EARLIER_PERIOD);
    design->correction = rows_value(rows, 0, FRAME_CORRECTION);
    design->has_comparison = text_equal(rows_value(rows, 0, FRAME_DESIGN), "did");
    design->is_registered = rows_flag(rows, 0, FRAME_IS_REGISTERED);
    run->result.levels.alpha = rows_number(rows, 0, FRAME_ALPHA);
}

static void take_measures(struct analysis_run *run, const struct rows *rows, struct measure **measures, size_t *count) {
    *count = rows_count(rows);
    *measures = arena_alloc(run->result.arena, (*count + 1) * sizeof **measures);
    for (size_t i = 0; i < *count; i++)
        (*measures)[i] =
            (struct measure){.indicator = rows_value(rows, i, MEASURE_INDICATOR),
                             .group = rows_value(rows, i, MEASURE_RESPONDENT_GROUP),
                             .role = rows_value(rows, i, MEASURE_ROLE),
                             .sampling = rows_value(rows, i, MEASURE_SAMPLING),
                             .unit = rows_value(rows, i, MEASURE_UNIT),
                             .is_confirmatory = text_equal(rows_value(rows, i, MEASURE_ROLE), "confirmatory")};
}

/* What was registered. Of another evaluation there are no measures. */
static bool read_frame(struct analysis_run *run, struct design *design, struct measure **measures, size_t *count,
                       struct error *err) {
    const char *const asked[] = {design->evaluation, run->as_of};
    struct store_question questions[] = {QUESTION(SQL_ANALYSIS_EVALUATION, asked, 2),
                                         QUESTION(SQL_ANALYSIS_MEASURES, asked, 1)};
    if (!store_run_together(run->db, questions, 2, err)) return false;
    take_frame(run, questions[0].rows, design);
    if (design->is_registered) take_measures(run, questions[1].rows, measures, count);
    return true;
}

static void take_members(struct analysis_run *run, const struct rows *rows, struct design *design) {
    const struct tenant *tenant = request_tenant(run->request);
    design->member_count = rows_count(rows);
    design->members = arena_alloc(run->result.arena, (design->member_count + 1) * sizeof *design->members);
    for (size_t i = 0; i < design->member_count; i++) {
        const char *level = rows_value(rows, i, PARTICIPANT_SHARE_LEVEL),
                   *municipality = rows_value(rows, i, PARTICIPANT_MUNICIPALITY);
        bool is_own = tenant->is_operator || text_equal(municipality, tenant->municipality);
        bool is_named = text_equal(level, "named"), is_shown = is_own || is_named;
        bool is_pooled_only = text_equal(level, "pooled_only");
        design->members[i] = (struct participant){.area = municipality,
                                                  .sampling = rows_value(rows, i, PARTICIPANT_SAMPLING),
                                                  .is_treated = rows_flag(rows, i, PARTICIPANT_IS_TREATED),
                                                  .is_named = is_named,
                                                  .is_shown = is_shown,
                                                  .is_pooled_only = is_pooled_only,
                                                  .is_pooled = !is_shown && is_pooled_only};
    }
}

static void take_pairs(struct analysis_run *run, const struct rows *rows, struct pairs **pairs, size_t *count) {
    *count = rows_count(rows);
    *pairs = arena_alloc(run->result.arena, (*count + 1) * sizeof **pairs);
#define NUMBER(column) rows_number(rows, i, column)
    for (size_t i = 0; i < *count; i++)
        (*pairs)[i] = (struct pairs){
            .area = rows_value(rows, i, PAIR_MUNICIPALITY),
            .indicator = rows_value(rows, i, PAIR_INDICATOR),
            .group = rows_value(rows, i, PAIR_RESPONDENT_GROUP),
            .n = NUMBER(PAIR_N_PAIRS),
            .mean_before = NUMBER(PAIR_MEAN_BEFORE),
            .sd_before = NUMBER(PAIR_SD_BEFORE),
            .mean_after = NUMBER(PAIR_MEAN_AFTER),
            .sd_after = NUMBER(PAIR_SD_AFTER),
            .correlation = NUMBER(PAIR_CORRELATION),
            .counts = {NUMBER(PAIR_YES_YES), NUMBER(PAIR_YES_NO), NUMBER(PAIR_NO_YES), NUMBER(PAIR_NO_NO)},
            .n_before_only = NUMBER(PAIR_N_BEFORE_ONLY),
            .n_after_only = NUMBER(PAIR_N_AFTER_ONLY),
            .is_told = rows_flag(rows, i, PAIR_IS_TOLD),
            .is_synthetic = rows_flag(rows, i, PAIR_IS_FICTIONAL)};
#undef NUMBER
}

/* On the caller's connection. */
static bool read_pairs(struct analysis_run *run, const char *const *asked, struct pairs **pairs, size_t *count,
                       struct error *err) {
    struct rows *rows;
    if (!store_run(run->db, SQL_ANALYSIS_PAIRS, asked, 5, &rows, err)) return false;
    take_pairs(run, rows, pairs, count);
    return true;
}

/* Which of them the caller may read himself. */
static bool mark_readable(struct analysis_run *run, struct design *design, struct error *err) {
    const char *const asked[] = {design->evaluation, NULL, NULL, NULL, NULL};
    struct pairs *own;
    size_t count;
    if (!analysis_has_key(run)) return true;
    if (!read_pairs(run, asked, &own, &count, err)) return false;
    for (size_t i = 0; i < design->pair_count; i++)
        for (size_t j = 0; j < count; j++)
            if (own[j].is_told && text_equal(design->pairs[i].area, own[j].area) &&
                text_equal(design->pairs[i].indicator, own[j].indicator) &&
                text_equal(design->pairs[i].group, own[j].group))
                design->pairs[i].is_readable = true;
    return true;
}

static const char *areas_of(struct arena *arena, const struct design *design, bool shown) {
    struct text list = text_start(arena);
    for (size_t i = 0; i < design->member_count; i++)
        if (shown ? design->members[i].is_shown : design->members[i].is_pooled_only)
            text_printf(&list, "%s%s", list.length > 0 ? "," : "", design->members[i].area);
    return list.length == 0 ? "" : list.data;
}

static const char *indicators_of(struct arena *arena, const struct measure *measures, size_t count) {
    struct text list = text_start(arena);
    for (size_t i = 0; i < count; i++) text_printf(&list, "%s%s", i > 0 ? "," : "", measures[i].indicator);
    return list.length == 0 ? "" : list.data;
}

/* Members, paired tables, and the figures of those who are only pooled. */
static bool read_inside(struct analysis_run *run, struct db *inside, struct design *design, const char *indicators,
                        struct error *err) {
    const char *const asked[] = {design->evaluation, NULL, NULL, NULL, NULL};
    struct store_question questions[] = {QUESTION(SQL_ANALYSIS_MEMBERS, asked, 1),
                                         QUESTION(SQL_ANALYSIS_PAIRS, asked, 5)};
    if (!store_run_together(inside, questions, 2, err)) return false;
    take_members(run, questions[0].rows, design);
    take_pairs(run, questions[1].rows, &design->pairs, &design->pair_count);
    const struct figure_choice choice = {.indicators = indicators, .areas = areas_of(run->result.arena, design, false)};
    const char *as_of = run->as_of;
    run->as_of = NULL;
    bool good = analysis_figures_by(run, inside, SQL_ANALYSIS_POOLED_FIGURES, &choice, &design->hidden,
                                    &design->hidden_count, err);
    run->as_of = as_of;
    return good;
}

static bool read_evaluation(struct analysis_run *run, struct design *design, struct measure **measures, size_t *count,
                            struct error *err) {
    struct db *inside;
    if (!read_frame(run, design, measures, count, err)) return false;
    if (!design->is_registered) return true;
    if (!analysis_go_inside(run, &inside, err)) return false;
    const char *indicators = indicators_of(run->result.arena, *measures, *count);
    if (!read_inside(run, inside, design, indicators, err)) {
        store_return(inside);
        return false;
    }
    const struct figure_choice choice = {.indicators = indicators, .areas = areas_of(run->result.arena, design, true)};
    return analysis_come_back(run, inside, err) && mark_readable(run, design, err) &&
           analysis_figures(run, &choice, &design->shown, &design->shown_count, err);
}

/* ---- two periods of one area ---- */

static double answers_in(const struct design *design, const char *group, const char *period) {
    for (size_t i = 0; i < design->shown_count; i++)
        if (text_equal(design->shown[i].respondent_group, group) && text_equal(design->shown[i].period, period) &&
            !isnan(design->shown[i].value))
            return isnan(design->shown[i].n_valid) ? 0 : design->shown[i].n_valid;
    return -1;
}

/* The group with most answers in both periods. */
static const char *largest_group(const struct design *design) {
    const char *best = design->shown_count == 0 ? "_T" : design->shown[0].respondent_group;
    double most = -1;
    for (size_t i = 0; i < design->shown_count; i++) {
        const char *group = design->shown[i].respondent_group;
        double least = fmin(answers_in(design, group, design->before), answers_in(design, group, design->after));
        if (least <= most) continue;
        most = least;
        best = group;
    }
    return best;
}

static bool read_periods(struct analysis_run *run, struct design *design, struct measure **measures, size_t *count,
                         struct error *err) {
    const char *indicator = analysis_value(run, "indicator"), *area = analysis_value(run, "area");
    const char *sampling = analysis_value(run, "sampling"), *group = analysis_value(run, "respondent_group");
    const struct figure_choice choice = {indicator, area, NULL, group};
    design->before = analysis_value(run, "period_before");
    design->after = analysis_value(run, "period_after");
    design->correction = "none";
    design->is_registered = true;
    design->member_count = 1;
    design->members = arena_alloc(run->result.arena, sizeof *design->members);
    design->members[0] = (struct participant){.area = area, .is_treated = true, .is_named = true, .is_shown = true};
    const char *const asked[] = {NULL, area, indicator, design->before, design->after};
    if (!analysis_figures(run, &choice, &design->shown, &design->shown_count, err)) return false;
    if (analysis_has_key(run) && !text_equal(sampling, "independent") &&
        !read_pairs(run, asked, &design->pairs, &design->pair_count, err))
        return false;
    for (size_t i = 0; i < design->pair_count; i++) design->pairs[i].is_readable = design->pairs[i].is_told;
    *count = 1;
    *measures = arena_alloc(run->result.arena, sizeof **measures);
    **measures = (struct measure){.indicator = indicator,
                                  .group = group != NULL ? group : largest_group(design),
                                  .sampling = sampling,
                                  .unit = design->shown_count == 0 ? NULL : design->shown[0].unit};
    return true;
}

bool effects_read_design(struct analysis_run *run, const char *evaluation, struct design *design,
                         struct measure **measures, size_t *count, struct error *err) {
    *design = (struct design){.evaluation = evaluation};
    *count = 0;
    return design->evaluation != NULL ? read_evaluation(run, design, measures, count, err)
                                      : read_periods(run, design, measures, count, err);
}
