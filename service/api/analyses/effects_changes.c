/* effects: the change of each member in one measure (domain.md A5 a-e, g). */
#include <string.h>

#include "effects-private.h"
#include "stats/mean_change.h"

/* ---- finding ---- */

static bool is_of(const struct figure *figure, const struct measure *measure, const char *area) {
    return text_equal(figure->indicator, measure->indicator) && text_equal(figure->area, area) &&
           text_equal(figure->respondent_group, measure->group);
}

/* Of several versions in the period the newest, or that of the era of the figure it is to be compared with. */
static const struct figure *find_figure(const struct figure *figures, size_t count, const struct measure *measure,
                                        const char *area, const char *period, const struct figure *other) {
    const struct figure *found = NULL;
    for (size_t i = 0; period != NULL && i < count; i++) {
        const struct figure *figure = &figures[i];
        if (!is_of(figure, measure, area) || !text_equal(figure->period, period) || !figure_is_measured(figure))
            continue;
        if (other != NULL && figure->era == other->era) return figure;
        if (found == NULL || figure->era > found->era) found = figure;
    }
    return found;
}

/* Why the member has no change: a figure that the caller sees hidden is told so; of what pools are made of nothing is.
 */
static enum reason absence_of(const struct figure *figures, size_t count, const struct measure *measure,
                              const char *area, const struct design *design) {
    for (size_t i = 0; i < count; i++)
        if (is_of(&figures[i], measure, area) && analysis_is_hidden(&figures[i]) &&
            (text_equal(figures[i].period, design->before) || text_equal(figures[i].period, design->after)))
            return REASON_HIDDEN;
    return REASON_INSUFFICIENT;
}

static const struct pairs *find_pairs(const struct design *design, const struct measure *measure, const char *area) {
    for (size_t i = 0; i < design->pair_count; i++)
        if (text_equal(design->pairs[i].area, area) && text_equal(design->pairs[i].indicator, measure->indicator) &&
            text_equal(design->pairs[i].group, measure->group))
            return &design->pairs[i];
    return NULL;
}

/* ---- independent samples ---- */

/* Where all answered alike, what the interval stands for: no error at all would outweigh every other in a pool (A1). */
static double error_of(struct share share) {
    double conf_level = stats_default_levels.conf_level;
    struct interval ci = stats_share_wilson(share, conf_level);
    return share.x > 0 && share.x < share.n ? stats_share_se(share.x / share.n, share.n)
                                            : stats_se_of_margin((ci.high - ci.low) / 2, conf_level);
}

static double share_se(struct share before, struct share after) { return hypot(error_of(before), error_of(after)); }

static struct effect in_percent(const struct share_change *change, double se) {
    return (struct effect){.value = 100 * change->diff,
                           .se = 100 * se,
                           .statistic = change->z,
                           .df = NAN,
                           .p_value = change->p_value,
                           .ci = {100 * change->ci.low, 100 * change->ci.high}};
}

/* Counts, else moments, else standard errors. A census is no sample of the process either: counts and moments are used
 * without a finite correction (A1). */
static struct note independent_change(struct change *change, struct levels levels) {
    const struct figure *before = change->before, *after = change->after;
    struct share p, q;
    struct mean_group m, k;
    if (figure_share(before, &p) && figure_share(after, &q)) {
        struct share_change found = stats_share_change(p, q, before->is_effective || after->is_effective, levels);
        change->independent = in_percent(&found, share_se(p, q));
        change->p_method = found.p_method;
        change->size = found.cohens_h;
        return found.note;
    }
    if (figure_mean(before, &m) && figure_mean(after, &k)) {
        struct mean_change found = stats_mean_change(m, k, levels);
        change->independent = found.diff;
        change->size = found.hedges_g;
        return found.note;
    }
    change->independent = stats_difference(after->value, after->se, before->value, before->se, levels.conf_level);
    return (struct note){.method = METHOD_NORMAL, .reason = stats_effect_reason(&change->independent)};
}

/* ---- the same persons ---- */

/* Differences of a yes (1) and a no (0) are −1, 0 or 1. */
static struct mean_group share_differences(struct pair_counts counts) {
    double n = counts.yes_yes + counts.yes_no + counts.no_yes + counts.no_no;
    double sum = counts.no_yes - counts.yes_no, squares = counts.no_yes + counts.yes_no;
    return (struct mean_group){100 * sum / n, 100 * sqrt(fmax(0, squares - sum * sum / n) / (n - 1)), n};
}

bool effects_differences(const struct pairs *pairs, bool is_share, struct mean_group *group) {
    if (pairs->n < 2) return false;
    if (is_share)
        *group = share_differences(pairs->counts);
    else
        *group = (struct mean_group){pairs->mean_after - pairs->mean_before,
                                     stats_sd_of_differences(pairs->sd_before, pairs->sd_after, pairs->correlation),
                                     pairs->n};
    return !isnan(group->mean) && !isnan(group->sd);
}

static struct note paired_change(struct change *change, struct mean_group group, bool is_share, struct levels levels) {
    if (is_share) {
        struct share_change found = stats_share_change_paired(change->pairs->counts, levels);
        change->effect = in_percent(&found, group.sd / sqrt(group.n) / 100);
        change->p_method = found.p_method;
        change->size = NAN;
        return found.note;
    }
    struct mean_change found = stats_mean_change_paired(group.mean, group.sd, group.n, levels);
    change->effect = found.diff;
    change->size = found.dz;
    return found.note;
}

/* What those who left answered, from the earlier sample as a whole and those of it who stayed; NAN where the table is
 * of other persons than the sample. A share is rounded: its yes are counted. */
static double mean_of_leavers(const struct change *change, bool is_share, double stayers) {
    const struct figure *before = change->before;
    double leavers = change->pairs->n_before_only, all = change->pairs->n + leavers;
    if (!(leavers > 0) || (before->n_valid != all && !isnan(before->n_valid))) return NAN;
    if (!is_share) return (all * before->value - change->pairs->n * stayers) / leavers;
    double yes = before->x - (change->pairs->counts.yes_yes + change->pairs->counts.yes_no);
    return yes >= 0 && yes <= leavers ? 100 * yes / leavers : NAN;
}

static void count_leavers(struct change *change, bool is_share) {
    const struct pairs *pairs = change->pairs;
    double stayers = is_share ? 100 * (pairs->counts.yes_yes + pairs->counts.yes_no) / pairs->n : pairs->mean_before;
    change->attrition =
        stats_attrition(pairs->n, pairs->n_before_only, stayers, mean_of_leavers(change, is_share, stayers));
    change->note.warnings |= change->attrition.warnings;
}

/* ---- one member ---- */

static double least_n(const struct change *change) {
    if (change->pairs != NULL) return change->pairs->n;
    return fmin(change->before->n_valid, change->after->n_valid); /* fmin passes over NAN */
}

/* Counts and direction only: what is shown of it is decided when it is printed. */
static void keep_small(struct change *change) {
    double least = least_n(change);
    if (isnan(least)) return;
    change->note.warnings |= stats_small_n(least);
    change->is_counts_only = stats_is_counts_only(least);
    if (change->is_counts_only) change->note.reason = REASON_INSUFFICIENT;
}

static void compute(struct change *change, const struct measure *measure, struct levels levels) {
    bool is_share = measure->unit != NULL && text_equal(measure->unit, "pct");
    struct mean_group group;
    change->note = independent_change(change, levels);
    change->effect = change->independent;
    if (text_equal(change->sampling, "independent")) {
        change->pairs = NULL;
    } else if (change->pairs != NULL && effects_differences(change->pairs, is_share, &group)) {
        change->note = paired_change(change, group, is_share, levels);
        count_leavers(change, is_share);
    } else {
        change->pairs = NULL;
        change->note.warnings |= WARNING_BIT(WARNING_OVERLAP_UNHANDLED);
    }
    change->is_usable = isfinite(change->effect.value) && change->effect.se > 0;
    keep_small(change);
}

/* INV-7. A hidden member is never compared over a break: whether it is must not follow from asking twice. */
static bool refuses_break(const struct analysis_run *run, const struct figure *figures, size_t count, bool is_inside,
                          struct change *change) {
    if (!figures_break(figures, count, change->before, change->after)) return false;
    if (!is_inside && analysis_allows_break(run)) {
        change->note.warnings |= WARNING_BIT(WARNING_BREAK_BETWEEN);
        return false;
    }
    change->note.reason = REASON_BREAK_BETWEEN;
    return true;
}

static void use_pairs(struct analysis_run *run, const struct design *design, const struct change *change) {
    const struct pairs *pairs = change->pairs;
    if (pairs == NULL) return;
    run->is_synthetic = run->is_synthetic || pairs->is_synthetic;
    if (!pairs->is_readable) return;
    struct figure input = *change->before;
    input.table = "paired-tables";
    input.id = design->evaluation;
    input.period = NULL;
    input.revision = 0;
    input.release = NULL;
    input.n_valid = pairs->n;
    input.n_invited = NAN;
    analysis_use(run, &input);
}

/* Shown ones are inputs; of hidden ones only that they are invented is told. */
static void use_change(struct analysis_run *run, const struct design *design, const struct change *change) {
    const struct figure *const figures[] = {change->before, change->after, change->earlier};
    run->mode = NULL; /* modes are compared within a series only */
    for (size_t i = 0; i < 3; i++) {
        if (figures[i] == NULL) continue;
        if (change->member->is_shown) analysis_use(run, figures[i]);
        run->is_synthetic = run->is_synthetic || figures[i]->is_synthetic;
    }
    use_pairs(run, design, change);
}

/* is_inside: by the figures that pools are made of, not by those that the caller sees. */
static struct change change_of(struct analysis_run *run, const struct design *design, const struct measure *measure,
                               const struct participant *member, bool is_inside) {
    const struct figure *figures = is_inside ? design->hidden : design->shown;
    size_t count = is_inside ? design->hidden_count : design->shown_count;
    struct change change = {.member = member,
                            .sampling = member->sampling != NULL ? member->sampling : measure->sampling,
                            .effect = stats_effect_untested(NAN),
                            .independent = stats_effect_untested(NAN),
                            .size = NAN,
                            .adjusted_p = NAN,
                            .attrition = {0, NAN, NAN},
                            .note = {.reason = REASON_INSUFFICIENT}};
    change.after = find_figure(figures, count, measure, member->area, design->after, NULL);
    change.before = find_figure(figures, count, measure, member->area, design->before, change.after);
    change.after = find_figure(figures, count, measure, member->area, design->after, change.before);
    change.earlier = find_figure(figures, count, measure, member->area, design->earlier, change.before);
    change.pairs = find_pairs(design, measure, member->area);
    if (!is_inside && (change.before == NULL || change.after == NULL))
        change.note.reason = absence_of(figures, count, measure, member->area, design);
    if (change.before == NULL || change.after == NULL || refuses_break(run, figures, count, is_inside, &change)) {
        change.pairs = NULL;
        return change;
    }
    unsigned warnings = change.note.warnings;
    compute(&change, measure, run->result.levels);
    change.note.warnings |= warnings;
    return change;
}

void effects_changes(struct analysis_run *run, const struct design *design, struct measure *measure) {
    measure->changes = arena_alloc(run->result.arena, (design->member_count + 1) * sizeof *measure->changes);
    measure->pool_changes = arena_alloc(run->result.arena, (design->member_count + 1) * sizeof *measure->pool_changes);
    for (size_t i = 0; i < design->member_count; i++) {
        const struct participant *member = &design->members[i];
        measure->pool_changes[i] = change_of(run, design, measure, member, true);
        measure->changes[i] =
            member->is_pooled ? measure->pool_changes[i] : change_of(run, design, measure, member, false);
        if (member->is_shown || member->is_pooled) use_change(run, design, &measure->changes[i]);
    }
}
