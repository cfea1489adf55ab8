/* trust-gaps: tillitsglapp against a target, between areas, groups, forms and directions (domain.md A2). */
#include "index-private.h"
#include "stats/gap.h"
#include "stats/part_whole.h"

static const char *const types[] = {"target", "area", "group", "part_whole", "form", "mutual", "inside_out"};

static const struct field parameters[] = {
    PARAMETER("type", FIELD_TEXT, ASKED_NEEDED, NULL, "part_whole",
              "Slaget av glapp: target, area, group, part_whole, form, mutual eller inside_out.",
              "The kind of gap: target, area, group, part_whole, form, mutual or inside_out."),
    PARAMETER("indicator", FIELD_REF, ASKED, "indicator", "ins-01", "Indikatorn; behövs utom för form och inside_out.",
              "The indicator; needed but for form and inside_out."),
    PARAMETER("area", FIELD_REF, ASKED, "area", "se-9901-d2", "Området.", "The area."),
    PARAMETER("reference_area", FIELD_REF, ASKED_ONCE, "area", "se-9901",
              "Området att jämföra med; för part_whole är förval kommunen.",
              "The area to compare with; for part_whole default is the municipality."),
    PARAMETER("respondent_group", FIELD_ENUM, ASKED, "respondent_group", "resident", "Gruppen som svarat.",
              "The group that answered."),
    PARAMETER("reference_group", FIELD_ENUM, ASKED_ONCE, "respondent_group", "manager", "Gruppen att jämföra med.",
              "The group to compare with."),
    PARAMETER("period", FIELD_PERIOD, ASKED, NULL, "2024", "Perioden; förval är den senaste.",
              "The period; default is the newest."),
    ALLOW_BREAK,
};

static const char *const gap_directions[] = {"shortfall", "none", "surplus"};

static const struct member out[] = {
    {.name = "unit",
     .type = FIELD_TEXT,
     .flags = SHAPE_NULL,
     .example = "\"pct\"",
     .sv = "Enhet för värden och glapp.",
     .en = "Unit of values and gaps."},
    NUMBER_OUT("value", "35.8", "Värdet.", "The value."),
    INTERVAL_OUT("ci", "Värdets intervall.", "Interval of the value."),
    NUMBER_OUT("reference_value", "52.9", "Värdet det jämförs med.", "The value it is compared with."),
    {.name = "reference",
     .type = FIELD_TEXT,
     .flags = SHAPE_NULL,
     .example = "\"se-9901\"",
     .sv = "Området, gruppen, indikatorn eller målet det jämförs med, också när där ingen siffra finns (no_reference); "
           "för mutual indikator.grupp, eller vem→vem när ingen indikator mäter den tilliten.",
     .en = "The area, group, indicator or target it is compared with, also where that has no figure (no_reference); of "
           "mutual indicator.group, or who→whom when no indicator measures that trust."},
    NUMBER_OUT("gap", "17.1", "Glappet; positivt är ett underskott.", "The gap; positive is a shortfall."),
    WORD_OUT("gap_direction", "gap_direction", gap_directions, "\"shortfall\"",
             "Glappets riktning; den enda uppgiften när någon grupp har under tio svar.",
             "Direction of the gap; all that is told when a group has fewer than ten answers."),
    INTERVAL_OUT("gap_ci", "Glappets intervall.", "Interval of the gap."),
    NUMBER_OUT("gap_relative_pct", "8.8", "Glappet i procent av målet.", "The gap in percent of the target."),
    WORD_OUT("target_status", "target_status", stats_target_status_codes, "null", "Om målet är nått.",
             "Whether the target is met."),
    NUMBER_OUT("p_value", "0.0003", "Tvåsidigt p-värde.", "Two-sided p-value."),
    PART_OUT("lambda_part", "0.147", "Delens andel av svaren (part_whole).",
             "The part's share of the answers (part_whole)."),
    NUMBER_OUT("gap_rest_minus_part", "20.1", "Resten minus delen (part_whole).",
               "The rest minus the part (part_whole)."),
    INTERVAL_OUT("gap_rest_minus_part_ci", "Dess intervall.", "Its interval."),
};

/* What every type fills in; NAN and NULL are null. */
struct gap {
    const char *unit, *reference;
    double value, reference_value, gap, relative_pct, p_value, lambda_part, rest_gap;
    struct interval ci, gap_ci, rest_gap_ci;
    enum target_status status;
    bool is_counts_only; /* A5g */
    struct note note;
};

static const char *direction_of_gap(double gap) {
    if (isnan(gap)) return NULL;
    return gap > 0 ? "shortfall" : gap < 0 ? "surplus" : "none";
}

static struct gap no_gap(enum reason reason) {
    return (struct gap){.value = NAN,
                        .reference_value = NAN,
                        .gap = NAN,
                        .relative_pct = NAN,
                        .p_value = NAN,
                        .lambda_part = NAN,
                        .rest_gap = NAN,
                        .ci = stats_no_interval,
                        .gap_ci = stats_no_interval,
                        .rest_gap_ci = stats_no_interval,
                        .note = {.reason = reason}};
}

static void out_gap(struct analysis_run *run, const struct gap *gap) {
    struct run *item = &run->result;
    out_word(item, "unit", gap->unit);
    out_number(item, "value", gap->value);
    out_interval(item, "ci", gap->ci);
    out_number(item, "reference_value", gap->reference_value);
    out_word(item, "reference", gap->reference);
    out_number(item, "gap", gap->is_counts_only ? NAN : gap->gap);
    out_word(item, "gap_direction", direction_of_gap(gap->gap));
    out_interval(item, "gap_ci", gap->gap_ci);
    out_number(item, "gap_relative_pct", gap->relative_pct);
    out_word(item, "target_status", stats_target_status_codes[gap->status]);
    out_number(item, "p_value", gap->p_value);
    out_number(item, "lambda_part", gap->lambda_part);
    out_number(item, "gap_rest_minus_part", gap->rest_gap);
    out_interval(item, "gap_rest_minus_part_ci", gap->rest_gap_ci);
    run->note = gap->note;
}

/* ---- figures ---- */

static bool is_shown(const struct figure *figure) { return figure != NULL && !isnan(figure->value); }

/* The figure of an indicator, area and group: of the period, or the newest. NULL when there is none; one that is hidden
 * has no value, and is no input. */
static bool find_figure(struct analysis_run *run, const char *indicator, const char *area, const char *group,
                        const char *period, const struct figure **found, struct error *err) {
    const struct figure_choice choice = {indicator, area, period, group};
    struct figure *figures;
    size_t count;
    if (!analysis_figures(run, &choice, &figures, &count, err)) return false;
    *found = analysis_latest(figures, count);
    if (!is_shown(*found)) return true;
    analysis_use(run, *found);
    if (period == NULL && (*found)->freshness != NULL && text_equal((*found)->freshness, "stale"))
        run->warnings |= WARNING_BIT(WARNING_STALE);
    return true;
}

static struct interval scaled(struct interval interval, double factor) {
    return (struct interval){factor * interval.low, factor * interval.high};
}

static void fill_pair(struct gap *gap, const struct figure *focal, const struct figure *reference) {
    gap->unit = focal->unit;
    gap->value = focal->value;
    gap->ci = focal->ci;
    gap->reference_value = reference->value;
}

/* One side alone: its figure, and what was looked for beside it, `other`, which is hidden or not there (NULL). */
static struct gap lacking(const struct figure *focal, const struct figure *other, const char *reference) {
    struct gap gap = no_gap(other == NULL ? REASON_NO_REFERENCE : analysis_absence(other));
    gap.unit = focal->unit;
    gap.value = focal->value;
    gap.ci = focal->ci;
    gap.reference = reference;
    return gap;
}

/* A5g: below ten answers only which way it points. */
static void keep_small(struct gap *gap, const struct figure *focal, const struct figure *reference) {
    double least = fmin(focal->n_valid, reference->n_valid); /* fmin passes over NAN */
    if (isnan(least)) return;
    gap->note.warnings |= stats_small_n(least);
    if (!stats_is_counts_only(least)) return;
    gap->is_counts_only = true;
    gap->gap_ci = gap->rest_gap_ci = stats_no_interval;
    gap->p_value = gap->rest_gap = gap->relative_pct = NAN;
    gap->note.reason = REASON_INSUFFICIENT;
}

/* INV-7: a comparison over a break is refused, or warned about. True when it is refused. */
static bool refuses_break(struct analysis_run *run, struct gap *gap, const struct figure *focal,
                          const struct figure *reference) {
    const struct figure both[] = {*focal, *reference};
    if (!figures_break(both, 2, focal, reference)) return false;
    if (analysis_allows_break(run)) {
        run->warnings |= WARNING_BIT(WARNING_BREAK_BETWEEN);
        return false;
    }
    *gap = no_gap(REASON_BREAK_BETWEEN);
    fill_pair(gap, focal, reference);
    return true;
}

/* reference − focal of disjoint groups, by counts, by moments, else by standard errors. */
static struct gap compare(struct analysis_run *run, const struct figure *focal, const struct figure *reference,
                          enum direction direction) {
    struct gap gap = no_gap(REASON_NONE);
    struct share a, b;
    struct mean_group c, d;
    if (refuses_break(run, &gap, focal, reference)) return gap;
    fill_pair(&gap, focal, reference);
    if (figure_share(focal, &a) && figure_share(reference, &b)) {
        struct share_change change =
            stats_share_gap(b, a, focal->is_effective || reference->is_effective, direction, run->result.levels);
        gap.gap = 100 * change.diff;
        gap.gap_ci = scaled(change.ci, 100);
        gap.p_value = change.p_value;
        gap.note = change.note;
    } else if (figure_mean(focal, &c) && figure_mean(reference, &d)) {
        struct mean_change change = stats_mean_gap(d, c, direction, run->result.levels);
        gap.gap = change.diff.value;
        gap.gap_ci = change.diff.ci;
        gap.p_value = change.diff.p_value;
        gap.note = change.note;
    } else {
        struct effect effect =
            stats_difference(reference->value, reference->se, focal->value, focal->se, run->result.levels.conf_level);
        if (direction == DIRECTION_DOWN) effect = stats_effect_negated(effect);
        gap.gap = effect.value;
        gap.gap_ci = effect.ci;
        gap.p_value = effect.p_value;
        gap.note = (struct note){.method = METHOD_NORMAL, .reason = stats_effect_reason(&effect)};
    }
    keep_small(&gap, focal, reference);
    return gap;
}

/* Areas and groups may lie in one another, and then no test of two samples holds. */
static bool warn_of_overlap(struct analysis_run *run, const struct figure *a, const struct figure *b, struct gap *gap,
                            struct error *err) {
    const char *const asked[] = {a->area, a->respondent_group, b->area, b->respondent_group};
    struct rows *rows;
    if (!analysis_ask(run, SQL_ANALYSIS_OVERLAP, asked, 4, &rows, err)) return false;
    if (rows_flag(rows, 0, OVERLAP_IS_OVERLAPPING)) gap->note.warnings |= WARNING_BIT(WARNING_OVERLAP_UNHANDLED);
    return true;
}

/* The gap to a reference that may be hidden or not there; `name` is what was looked for. */
static bool compare_with(struct analysis_run *run, const struct figure *focal, const struct figure *reference,
                         const char *name, struct gap *gap, struct error *err) {
    bool is_there = is_shown(reference);
    *gap = is_there ? compare(run, focal, reference, focal->aim.direction) : lacking(focal, reference, name);
    gap->reference = name;
    return !is_there || warn_of_overlap(run, focal, reference, gap, err);
}

/* ---- one function per type; false with a violation ---- */

static bool needs(struct analysis_run *run, const char *const *names, size_t count, struct error *err) {
    for (size_t i = 0; i < count; i++)
        if (analysis_value(run, names[i]) == NULL)
            parameter_refuse(err, names[i], VIOLATION_NEEDED_WHEN,
                             arena_printf(err->arena, "type=%s", analysis_value(run, "type")), NULL);
    return !error_is_set(err);
}

/* *focal is NULL where there is nothing to go by; `gap` then says why. */
static bool focal_figure(struct analysis_run *run, struct gap *gap, const struct figure **focal, struct error *err) {
    static const char *const names[] = {"indicator", "area"};
    if (!needs(run, names, 2, err) ||
        !find_figure(run, analysis_value(run, "indicator"), analysis_value(run, "area"),
                     analysis_value(run, "respondent_group"), analysis_value(run, "period"), focal, err))
        return false;
    if (is_shown(*focal)) return true;
    gap->note.reason = analysis_absence(*focal);
    *focal = NULL;
    return true;
}

static bool find_target_gap(struct analysis_run *run, struct gap *gap, struct error *err) {
    const struct figure *focal;
    struct rows *rows;
    if (!focal_figure(run, gap, &focal, err)) return false;
    const char *const asked[] = {analysis_value(run, "indicator"), analysis_value(run, "area"),
                                 focal == NULL ? NULL : focal->respondent_group, run->today};
    if (!analysis_ask(run, SQL_ANALYSIS_TARGET, asked, 4, &rows, err)) return false;
    if (focal == NULL) return true;
    if (rows_count(rows) == 0) {
        *gap = lacking(focal, NULL, NULL);
        return true;
    }
    bool is_range = rows_value(rows, 0, DUE_TARGET_TARGET) == NULL;
    struct aim aim = focal->aim;
    aim.low = rows_number(rows, 0, is_range ? DUE_TARGET_TARGET_LOW : DUE_TARGET_TARGET);
    aim.high = rows_number(rows, 0, is_range ? DUE_TARGET_TARGET_HIGH : DUE_TARGET_TARGET);
    bool is_census = text_equal(focal->ci_method, "census");
    struct target_gap found =
        stats_target_gap(focal->value, is_census ? (struct interval){focal->value, focal->value} : focal->ci, aim);
    *gap = no_gap(REASON_NONE);
    gap->unit = focal->unit;
    gap->reference = rows_value(rows, 0, DUE_TARGET_CODE);
    gap->value = found.value;
    gap->ci = found.ci;
    gap->reference_value = is_range ? NAN : aim.low;
    gap->gap = found.gap;
    gap->gap_ci = found.gap_ci;
    gap->relative_pct = found.relative_pct;
    gap->status = found.status;
    gap->note = found.note;
    gap->note.warnings |= is_census ? WARNING_BIT(WARNING_CENSUS) : stats_small_n(focal->n_valid);
    return true;
}

static bool find_area_gap(struct analysis_run *run, struct gap *gap, struct error *err) {
    static const char *const names[] = {"reference_area"};
    const struct figure *focal, *reference;
    if (!needs(run, names, 1, err) || !focal_figure(run, gap, &focal, err)) return false;
    if (focal == NULL) return true;
    const char *other = analysis_value(run, "reference_area");
    return find_figure(run, focal->indicator, other, focal->respondent_group, focal->period, &reference, err) &&
           compare_with(run, focal, reference, other, gap, err);
}

static bool find_group_gap(struct analysis_run *run, struct gap *gap, struct error *err) {
    static const char *const names[] = {"respondent_group", "reference_group"};
    const struct figure *focal, *reference;
    if (!needs(run, names, 2, err) || !focal_figure(run, gap, &focal, err)) return false;
    if (focal == NULL) return true;
    const char *other = analysis_value(run, "reference_group");
    return find_figure(run, focal->indicator, focal->area, other, focal->period, &reference, err) &&
           compare_with(run, focal, reference, other, gap, err);
}

static void fill_part_whole(struct analysis_run *run, struct gap *gap, const struct figure *focal, struct share part,
                            struct share whole) {
    struct part_whole_gap found = stats_part_whole_gap(part, whole, focal->aim.direction, run->result.levels);
    gap->gap = 100 * found.gap_whole_minus_part;
    gap->gap_ci = scaled(found.gap_whole_minus_part_ci, 100);
    gap->rest_gap = 100 * found.gap_rest_minus_part;
    gap->rest_gap_ci = scaled(found.gap_rest_minus_part_ci, 100);
    gap->lambda_part = found.lambda_part;
    gap->p_value = found.p_value;
    gap->note = found.note;
}

/* Counts of both, the part within the whole: else they are no part and whole, whatever the tree says. Effective numbers
 * do not add up. */
static bool lies_within(const struct figure *part_figure, const struct figure *whole_figure, struct share *part,
                        struct share *whole) {
    if (part_figure->is_effective || whole_figure->is_effective) return false;
    if (!figure_share(part_figure, part) || !figure_share(whole_figure, whole)) return false;
    return part->n <= whole->n && part->x <= whole->x && part->n - part->x <= whole->n - whole->x;
}

static bool find_part_whole_gap(struct analysis_run *run, struct gap *gap, struct error *err) {
    const struct figure *focal, *whole_figure;
    const char *whole_area = analysis_value(run, "reference_area");
    struct rows *rows;
    if (!focal_figure(run, gap, &focal, err)) return false;
    const char *area = analysis_value(run, "area");
    if (whole_area == NULL) {
        if (!analysis_ask(run, SQL_ANALYSIS_PARENT, &area, 1, &rows, err)) return false;
        if (rows_count(rows) == 0) return parameter_refuse(err, "reference_area", VIOLATION_REQUIRED, NULL, NULL);
        whole_area = rows_value(rows, 0, PARENT_CODE);
    }
    if (focal == NULL) return true;
    if (!find_figure(run, focal->indicator, whole_area, focal->respondent_group, focal->period, &whole_figure, err))
        return false;
    if (!is_shown(whole_figure)) {
        *gap = lacking(focal, whole_figure, whole_area);
        return true;
    }
    struct share part, whole;
    *gap = compare(run, focal, whole_figure, focal->aim.direction);
    gap->reference = whole_area;
    if (gap->note.reason == REASON_BREAK_BETWEEN) return true;
    if (lies_within(focal, whole_figure, &part, &whole)) {
        fill_part_whole(run, gap, focal, part, whole);
        keep_small(gap, focal, whole_figure);
    } else {
        gap->note.warnings |= WARNING_BIT(WARNING_OVERLAP_UNHANDLED);
    }
    return true;
}

static bool find_mutual_gap(struct analysis_run *run, struct gap *gap, struct error *err) {
    static const char *const names[] = {"respondent_group"};
    const struct figure *there, *back;
    struct rows *rows;
    if (!needs(run, names, 1, err) || !focal_figure(run, gap, &there, err)) return false;
    if (there == NULL) return true;
    const char *const asked[] = {there->indicator, there->respondent_group, analysis_value(run, "reference_group")};
    if (!analysis_ask(run, SQL_ANALYSIS_REVERSE, asked, 3, &rows, err)) return false;
    const char *indicator = rows_value(rows, 0, REVERSE_INDICATOR),
               *group = rows_value(rows, 0, REVERSE_RESPONDENT_GROUP);
    const char *pair = indicator == NULL ? arena_printf(run->result.arena, "%s→%s", group, asked[1])
                                         : arena_printf(run->result.arena, "%s.%s", indicator, group);
    back = NULL;
    if (indicator != NULL && !find_figure(run, indicator, there->area, group, there->period, &back, err)) return false;
    if (!is_shown(back)) {
        *gap = lacking(there, back, pair);
        return true;
    }
    *gap = compare(run, back, there, DIRECTION_UP); /* A→B minus B→A */
    gap->value = there->value;
    gap->ci = there->ci;
    gap->reference_value = back->value;
    gap->reference = pair;
    return warn_of_overlap(run, there, back, gap, err);
}

/* ---- by scores ---- */

static bool index_of(struct analysis_run *run, const char *form, struct index *index, const char **code,
                     struct error *err) {
    struct rows *rows;
    *index = (struct index){.composite = {.index = NAN, .se = NAN, .note = {.reason = REASON_INSUFFICIENT}}};
    if (!analysis_ask(run, SQL_ANALYSIS_INDEX_OF, &form, 1, &rows, err)) return false;
    *code = rows_count(rows) == 0 ? NULL : rows_value(rows, 0, INDEX_CODE);
    return *code == NULL ||
           analysis_index(run, *code, analysis_value(run, "area"), analysis_value(run, "period"), index, err);
}

static struct gap between_scores(struct analysis_run *run, const struct index *a, const struct index *b) {
    struct gap gap = no_gap(REASON_INSUFFICIENT);
    if (isnan(a->composite.index) || isnan(b->composite.index)) {
        gap.note = isnan(a->composite.index) ? a->composite.note : b->composite.note;
        return gap;
    }
    struct effect effect = stats_difference(a->composite.index, a->composite.se, b->composite.index, b->composite.se,
                                            run->result.levels.conf_level);
    gap.unit = "index_0_100";
    gap.value = a->composite.index;
    gap.ci = a->composite.ci;
    gap.reference_value = b->composite.index;
    gap.gap = effect.value;
    gap.gap_ci = effect.ci;
    gap.p_value = effect.p_value;
    gap.note = (struct note){.method = METHOD_FIXED_GOALPOSTS,
                             .reason = stats_effect_reason(&effect),
                             .warnings = WARNING_BIT(WARNING_OVERLAP_UNHANDLED)};
    return gap;
}

static bool find_inside_out_gap(struct analysis_run *run, struct gap *gap, struct error *err) {
    static const char *const names[] = {"area"};
    struct index inside, outside;
    const char *inside_code, *outside_code;
    if (!needs(run, names, 1, err) || !index_of(run, NULL, &inside, &inside_code, err) ||
        !index_of(run, "institutional", &outside, &outside_code, err))
        return false;
    *gap = between_scores(run, &inside, &outside);
    gap->reference = outside_code;
    return true;
}

/* The form that is trusted most against the one that is trusted least. */
static bool find_form_gap(struct analysis_run *run, struct gap *gap, struct error *err) {
    static const char *const forms[] = {"institutional", "interpersonal", "social", "local"};
    static const char *const names[] = {"area"};
    struct index indices[4];
    const char *codes[4];
    size_t high = 4, low = 4;
    if (!needs(run, names, 1, err)) return false;
    for (size_t i = 0; i < 4; i++) {
        if (!index_of(run, forms[i], &indices[i], &codes[i], err)) return false;
        double value = indices[i].composite.index;
        if (isnan(value)) continue;
        if (high == 4 || value > indices[high].composite.index) high = i;
        if (low == 4 || value < indices[low].composite.index) low = i;
    }
    if (high == low) return true;
    *gap = between_scores(run, &indices[high], &indices[low]);
    gap->reference = arena_printf(run->result.arena, "%s − %s", codes[high], codes[low]);
    gap->note.warnings |= WARNING_BIT(WARNING_MULTIPLE_TESTS);
    return true;
}

static bool (*const finders[])(struct analysis_run *run, struct gap *gap, struct error *err) = {
    find_target_gap, find_area_gap,   find_group_gap,     find_part_whole_gap,
    find_form_gap,   find_mutual_gap, find_inside_out_gap};

static bool analyse(struct analysis_run *run, struct error *err) {
    const char *type = analysis_value(run, "type");
    struct gap gap = no_gap(REASON_INSUFFICIENT);
    struct text allowed = text_start(err->arena);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        text_add_item(&allowed, types[i]);
        if (!text_equal(types[i], type)) continue;
        if (!finders[i](run, &gap, err)) return false;
        out_gap(run, &gap);
        return true;
    }
    return parameter_refuse(err, "type", VIOLATION_NOT_SUPPORTED, allowed.data, NULL);
}

const struct analysis analysis_trust_gaps = {
    .name = "trust-gaps",
    .list = "trust_gaps",
    PARAMETERS(parameters),
    OUT(out),
    .analyse = analyse,
    .title_sv = "Tillitsglapp",
    .title_en = "Trust gaps",
    .sv = "Glapp mot mål, mellan områden, grupper, del och helhet, former, parter och inifrån och ut.",
    .en = "Gaps against targets, between areas, groups, part and whole, forms, parties, and inside and outside.",
};
