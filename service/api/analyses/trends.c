/* trends: a series over time, from its last break on (domain.md A4). */
#include "domain/period.h"
#include "private.h"
#include "stats/share_change.h"

static const struct field parameters[] = {
    PARAMETER("indicator", FIELD_REF, ASKED_NEEDED, "indicator", "ins-01", "Indikatorn.", "The indicator."),
    PARAMETER("area", FIELD_REF, ASKED_NEEDED, "area", "se-9901", "Området.", "The area."),
    PARAMETER("respondent_group", FIELD_ENUM, ASKED, "respondent_group", "resident",
              "Gruppen; förval är den som har flest punkter.", "The group; default is the one with most points."),
    {.name = "alpha",
     .type = FIELD_DECIMAL,
     .flags = ASKED_ONCE,
     .min = "0",
     .max = "1",
     .example = "0.05",
     .sv = "Signifikansnivå; förval 0.05.",
     .en = "Significance level; default 0.05."},
};

static const struct member step_parts[] = {
    {.name = "from_period",
     .type = FIELD_PERIOD,
     .flags = SHAPE_NULL,
     .example = "\"2023\"",
     .sv = "Från.",
     .en = "From."},
    {.name = "to_period", .type = FIELD_PERIOD, .flags = SHAPE_NULL, .example = "\"2024\"", .sv = "Till.", .en = "To."},
    NUMBER_OUT("diff", "1.2", "Det senaste steget, i indikatorns enhet.", "The newest step, in the indicator's unit."),
    INTERVAL_OUT("ci", "Stegets intervall.", "Interval of the step."),
    NUMBER_OUT("p_value", "0.3", "Tvåsidigt p-värde.", "Two-sided p-value."),
};
static const struct member out[] = {
    TREND_OUT,
    OBJECT_OUT("latest_step", step_parts, "Det senaste steget.", "The newest step."),
};

/* The longest run of figures of one group (they come ordered by group). */
static size_t longest_group(const struct figure *figures, size_t count, size_t *length) {
    size_t best = 0, start = 0;
    *length = 0;
    for (size_t i = 0; i <= count; i++) {
        if (i < count && text_equal(figures[i].respondent_group, figures[start].respondent_group)) continue;
        if (i - start > *length) {
            *length = i - start;
            best = start;
        }
        start = i;
    }
    return best;
}

/* Tells why the step has no test. */
static enum reason out_step(struct analysis_run *run, const struct figure *const *used, size_t count) {
    struct effect step = stats_effect_untested(NAN);
    enum reason reason = REASON_INSUFFICIENT;
    struct share before, after;
    struct mean_group mean_before, mean_after;
    const struct figure *from = count >= 2 ? used[count - 2] : NULL, *to = count >= 2 ? used[count - 1] : NULL;
    if (from != NULL && figure_share(from, &before) && figure_share(to, &after)) {
        bool is_effective = from->is_effective || to->is_effective;
        struct share_change change = stats_share_change(before, after, is_effective, run->result.levels);
        step.value = 100 * change.diff;
        step.ci = (struct interval){100 * change.ci.low, 100 * change.ci.high};
        step.p_value = change.p_value;
        reason = change.note.reason;
    } else if (from != NULL && figure_mean(from, &mean_before) && figure_mean(to, &mean_after)) {
        step = stats_mean_change(mean_before, mean_after, run->result.levels).diff;
        reason = stats_effect_reason(&step);
    } else if (from != NULL) {
        step = stats_difference(to->value, to->se, from->value, from->se, run->result.levels.conf_level);
        reason = stats_effect_reason(&step);
    }
    double least = from == NULL ? NAN : fmin(from->n_valid, to->n_valid); /* passes over NAN */
    run->warnings |= stats_small_n(least);
    if (stats_is_counts_only(least)) { /* A5g */
        step = stats_effect_untested(step.value);
        reason = REASON_INSUFFICIENT;
    }
    out_object(&run->result, "latest_step");
    out_word(&run->result, "from_period", from == NULL ? NULL : from->period);
    out_word(&run->result, "to_period", from == NULL ? NULL : to->period);
    out_number(&run->result, "diff", step.value);
    out_interval(&run->result, "ci", step.ci);
    out_number(&run->result, "p_value", step.p_value);
    out_end(&run->result, '}');
    return isnan(step.p_value) ? reason : REASON_NONE;
}

static bool analyse(struct analysis_run *run, struct error *err) {
    const struct figure_choice choice = {.indicators = analysis_value(run, "indicator"),
                                         .areas = analysis_value(run, "area"),
                                         .group = analysis_value(run, "respondent_group")};
    const char *alpha = analysis_value(run, "alpha");
    struct aim aim = {.direction = DIRECTION_NONE};
    struct figure *figures;
    size_t count;
    if (!analysis_figures(run, &choice, &figures, &count, err)) return false;
    if (alpha != NULL) run->result.levels.alpha = number_of_text(alpha);
    size_t start = longest_group(figures, count, &count);
    const struct figure **used = arena_alloc(run->result.arena, (count + 1) * sizeof(struct figure *));
    struct trend_point *points = arena_alloc(run->result.arena, (count + 1) * sizeof *points);
    const char **periods = arena_alloc(run->result.arena, (count + 1) * sizeof *periods);
    size_t hidden, kept = analysis_line(figures + start, count, used, &hidden);
    if (kept > 0 && !analysis_aim(run, used[kept - 1], &aim, err)) return false;
    for (size_t i = 0; i < kept; i++) {
        points[i] = (struct trend_point){used[i]->period_start_year, used[i]->value, used[i]->se, i == 0};
        periods[i] = used[i]->period;
        analysis_use(run, used[i]);
    }
    struct trend trend = stats_trend(points, kept, aim, run->result.levels);
    out_trend(&run->result, &trend, periods);
    enum reason step_reason = out_step(run, used, kept);
    run->note = trend.note;
    if (trend.note.reason == REASON_NONE) run->note.reason = step_reason;
    /* of an irregular indicator a year may stand beside its halves: the same persons */
    if (period_any_overlap(periods, kept)) run->note.warnings |= WARNING_BIT(WARNING_OVERLAP_UNHANDLED);
    if (trend.note.reason == REASON_INSUFFICIENT && hidden > 0) run->note.reason = REASON_HIDDEN;
    return true;
}

const struct analysis analysis_trends = {
    .name = "trends",
    .list = "trends",
    PARAMETERS(parameters),
    OUT(out),
    .analyse = analyse,
    .title_sv = "Trender",
    .title_en = "Trends",
    .sv = "Linjär trend vägd efter osäkerhet, från det sista seriebrottet, och det senaste steget.",
    .en = "Linear trend weighted by uncertainty, from the last series break on, and the newest step.",
};
