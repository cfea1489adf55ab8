/* Groups of studies. */
#include "stats/moderation.h"

#include <math.h>

#include "stats/adjust.h"
#include "stats/distribution.h"

struct model {
    const struct study *studies;
    const size_t *group_of;
    size_t count;
    struct group_effect *groups;
    size_t group_count;
    double conf_level;
};

static bool is_compared(const struct group_effect *group) { return group->count > 1; }

/* Means of the groups, counted from the first effect, so that equal ones leave no rounding behind. */
static void weigh(struct model *model, double tau2) {
    for (size_t g = 0; g < model->group_count; g++) model->groups[g].weight = model->groups[g].effect.value = 0;
    for (size_t i = 0; i < model->count; i++) {
        struct group_effect *group = &model->groups[model->group_of[i]];
        double weight = stats_study_weight(&model->studies[i], tau2);
        group->weight += weight;
        group->effect.value += weight * (model->studies[i].effect - model->studies[0].effect);
    }
    for (size_t g = 0; g < model->group_count; g++) model->groups[g].effect.value /= model->groups[g].weight;
}

static double residual(const struct model *model, size_t i, double tau2) {
    const struct study *study = &model->studies[i];
    double off = study->effect - model->studies[0].effect - model->groups[model->group_of[i]].effect.value;
    return stats_study_weight(study, tau2) * off * off;
}

/* Σw − Σw²/Σw of a group as 2·Σ_{i<j}w_i·w_j/Σw, which stays exact when one weight dwarfs the others. */
static double spread_of_weights(const struct model *model, size_t g) {
    double earlier = 0, products = 0;
    for (size_t i = 0; i < model->count; i++) {
        if (model->group_of[i] != g) continue;
        double weight = stats_study_weight(&model->studies[i], 0);
        products += weight * earlier;
        earlier += weight;
    }
    return 2 * products / earlier;
}

static double residuals(const struct model *model, size_t g, double tau2) {
    double sum = 0;
    for (size_t i = 0; i < model->count; i++)
        if (model->group_of[i] == g) sum += residual(model, i, tau2);
    return sum;
}

/* Fits with w = 1/se², and finds how much effects vary within groups. */
static struct spread find_spread(struct model *model) {
    double q = 0, df = 0, c = 0;
    weigh(model, 0);
    for (size_t g = 0; g < model->group_count; g++) {
        struct group_effect *group = &model->groups[g];
        if (group->count == 0) continue;
        double own = residuals(model, g, 0), spread = spread_of_weights(model, g);
        group->spread = stats_spread(own, (double)group->count - 1, spread);
        if (!is_compared(group)) continue;
        q += own;
        df += (double)group->count - 1;
        c += spread;
    }
    return stats_spread(q, df, c);
}

static double find_scale(const struct model *model, const struct spread *within) {
    double q = 0;
    for (size_t g = 0; g < model->group_count; g++)
        if (is_compared(&model->groups[g])) q += residuals(model, g, within->tau2);
    return stats_spread_scale(q, within->df);
}

/* A group of one tells its study and no more. */
static struct effect effect_of_one(const struct model *model, size_t g) {
    size_t i = 0;
    while (model->group_of[i] != g) i++;
    const struct study *study = &model->studies[i];
    return study->df > 0 ? stats_effect_student(study->effect, study->se, study->df, model->conf_level)
                         : stats_effect_normal(study->effect, study->se, model->conf_level);
}

static void tell_groups(struct model *model, const struct spread *within, double scale) {
    for (size_t g = 0; g < model->group_count; g++) {
        struct group_effect *group = &model->groups[g];
        if (group->count == 0) continue;
        group->effect = is_compared(group)
                            ? stats_effect_student(model->studies[0].effect + group->effect.value,
                                                   sqrt(scale / group->weight), within->df, model->conf_level)
                            : effect_of_one(model, g);
        if (!is_compared(group)) group->note.method = isnan(group->effect.df) ? METHOD_NORMAL : METHOD_STUDENT_T;
        group->spread.tau2 = is_compared(group) ? within->tau2 : NAN;
    }
}

/* Q between groups, before their values are counted from 0 again. */
static double between(const struct model *model) {
    double weights = 0, mean = 0, q = 0;
    for (size_t g = 0; g < model->group_count; g++) {
        if (!is_compared(&model->groups[g])) continue;
        weights += model->groups[g].weight;
        mean += model->groups[g].weight * model->groups[g].effect.value;
    }
    mean /= weights;
    for (size_t g = 0; g < model->group_count; g++) {
        double off = model->groups[g].effect.value - mean;
        if (is_compared(&model->groups[g])) q += model->groups[g].weight * off * off;
    }
    return q;
}

static size_t compare_pairs(const struct model *model, double scale, double df, struct group_pair *pairs) {
    size_t count = 0;
    for (size_t a = 0; a < model->group_count; a++)
        for (size_t b = a + 1; b < model->group_count; b++) {
            const struct group_effect *one = &model->groups[a], *other = &model->groups[b];
            if (!is_compared(one) || !is_compared(other)) continue;
            double se = sqrt(scale * (1 / one->weight + 1 / other->weight));
            pairs[count++] = (struct group_pair){
                .a = a,
                .b = b,
                .diff = stats_effect_student(other->effect.value - one->effect.value, se, df, model->conf_level)};
        }
    return count;
}

static void adjust_groups(struct group_effect *groups, size_t count, struct moderation_room room) {
    size_t tests = 0;
    for (size_t g = 0; g < count; g++)
        if (!isnan(groups[g].effect.p_value)) room.p_values[tests++] = groups[g].effect.p_value;
    stats_adjust_holm(room.p_values, tests, room.order, room.adjusted);
    tests = 0;
    for (size_t g = 0; g < count; g++)
        groups[g].adjusted_p = isnan(groups[g].effect.p_value) ? NAN : room.adjusted[tests++];
}

static void adjust_pairs(struct group_pair *pairs, size_t count, struct moderation_room room, double alpha) {
    for (size_t i = 0; i < count; i++) room.p_values[i] = pairs[i].diff.p_value;
    stats_adjust_holm(room.p_values, count, room.order, room.adjusted);
    for (size_t i = 0; i < count; i++) {
        pairs[i].adjusted_p = room.adjusted[i];
        pairs[i].is_carried = room.adjusted[i] < alpha;
    }
}

static void clear(struct group_effect *groups, size_t count) {
    for (size_t g = 0; g < count; g++)
        groups[g] =
            (struct group_effect){.effect = stats_effect_untested(NAN), .adjusted_p = NAN, .spread = stats_no_spread};
}

/* Counts the studies, says of each group whether it is enough, and how many are. */
static size_t count_studies(struct model *model) {
    size_t compared = 0;
    for (size_t i = 0; i < model->count; i++) model->groups[model->group_of[i]].count++;
    for (size_t g = 0; g < model->group_count; g++) {
        struct group_effect *group = &model->groups[g];
        group->note = (struct note){.method = METHOD_KNAPP_HARTUNG,
                                    .reason = is_compared(group) ? REASON_NONE : REASON_INSUFFICIENT,
                                    .warnings = group->count < 5 ? WARNING_BIT(WARNING_FEW_CLUSTERS) : 0};
        compared += is_compared(group);
    }
    return compared;
}

struct moderation stats_moderation(const struct study *studies, const size_t *group_of, size_t study_count,
                                   struct group_effect *groups, size_t group_count, struct group_pair *pairs,
                                   size_t *pair_count, struct moderation_room room, struct levels levels) {
    struct model model = {studies, group_of, study_count, groups, group_count, levels.conf_level};
    struct moderation found = {.note = {.method = METHOD_KNAPP_HARTUNG, .reason = REASON_INSUFFICIENT},
                               .within = stats_no_spread,
                               .q = NAN,
                               .df = NAN,
                               .f = NAN,
                               .p_value = NAN};
    *pair_count = 0;
    clear(groups, group_count);
    found.compared = count_studies(&model);
    if (!stats_studies_have_errors(studies, study_count)) found.note.reason = REASON_NO_UNCERTAINTY;
    if (study_count == 0 || found.note.reason == REASON_NO_UNCERTAINTY) return found;

    struct spread spread = find_spread(&model);
    weigh(&model, spread.tau2);
    double scale = find_scale(&model, &spread);
    if (found.compared > 0) found.within = spread;
    if (found.compared > 1) {
        found.note.reason = REASON_NONE;
        found.q = between(&model);
        found.df = (double)found.compared - 1;
        found.f = found.q / found.df / scale;
        found.p_value = stats_f_upper(found.f, found.df, spread.df);
        *pair_count = compare_pairs(&model, scale, spread.df, pairs);
        adjust_pairs(pairs, *pair_count, room, levels.alpha);
    }
    tell_groups(&model, &spread, scale);
    adjust_groups(groups, group_count, room);
    return found;
}
