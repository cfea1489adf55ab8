/* Goals by their indicators. */
#include "stats/goal.h"

#include <math.h>

#include "stats/effect.h"
#include "stats/gap.h"
#include "stats/progress.h"

const char *const stats_goal_status_codes[] = {
    [GOAL_ACHIEVED] = "achieved",
    [GOAL_ON_TRACK] = "on_track",
    [GOAL_BEHIND] = "behind",
    [GOAL_WRONG_WAY] = "wrong_way",
    [GOAL_NO_DETECTABLE_CHANGE] = "no_detectable_change",
    [GOAL_NOT_MEASURED] = "not_measured",
};

const char *const stats_contribution_codes[] = {
    [CONTRIBUTION_PLAUSIBLE] = "plausible_contribution",
    [CONTRIBUTION_REVISIT_THEORY] = "revisit_theory_of_change",
    [CONTRIBUTION_IMPLEMENTATION_FAILURE] = "implementation_failure",
    [CONTRIBUTION_OTHER_CAUSES] = "other_causes",
};

enum contribution stats_contribution(bool is_delivered, bool has_effect) {
    static const enum contribution table[2][2] = {
        {CONTRIBUTION_IMPLEMENTATION_FAILURE, CONTRIBUTION_OTHER_CAUSES},
        {CONTRIBUTION_REVISIT_THEORY, CONTRIBUTION_PLAUSIBLE},
    };
    return table[is_delivered][has_effect];
}

static double range_achievement(const struct goal *goal) {
    double at_baseline = stats_aim_distance(goal->target, goal->baseline);
    return at_baseline > 0 ? 1 - stats_aim_distance(goal->target, goal->current) / at_baseline : NAN;
}

static double achievement(const struct goal *goal) {
    if (goal->target.direction == DIRECTION_RANGE) return range_achievement(goal);
    double way = goal->target.low - goal->baseline;
    bool is_up = goal->target.direction == DIRECTION_UP, is_down = goal->target.direction == DIRECTION_DOWN;
    bool is_there = way == 0 || (is_up && way < 0) || (is_down && way > 0); /* the baseline: there is no way to go */
    return is_there ? NAN : (goal->current - goal->baseline) / way;
}

static double elapsed(const struct goal *goal) {
    if (isnan(goal->baseline_day) || isnan(goal->target_day) || isnan(goal->as_of_day)) return NAN;
    return stats_expected_progress(goal->baseline_day, goal->target_day, goal->as_of_day);
}

static enum ternary is_detectable(const struct effect *change, double alpha) {
    if (isnan(change->se)) return TERNARY_NULL;
    bool is_change = change->se > 0 ? change->p_value < alpha : change->value != 0;
    return is_change ? TERNARY_YES : TERNARY_NO;
}

static bool is_met(const struct goal *goal, double conf_level) {
    struct interval ci =
        goal->has_current_ci ? goal->current_ci : stats_normal(goal->current, goal->current_se, conf_level);
    return stats_target_gap(goal->current, ci, goal->target).status == TARGET_MET;
}

static enum goal_status status_of(const struct goal_achievement *result) {
    if (result->change_detectable == TERNARY_NO) return GOAL_NO_DETECTABLE_CHANGE;
    if (result->change_detectable == TERNARY_NULL || isnan(result->achievement)) return GOAL_NONE;
    if (result->achievement <= 0) return GOAL_WRONG_WAY;
    if (isnan(result->expected)) return GOAL_NONE;
    /* values are decimals: their quotient may fall a rounding short of the limit that it stands for */
    return result->achievement >= 0.9 * result->expected - 1e-12 ? GOAL_ON_TRACK : GOAL_BEHIND;
}

static enum reason reason_of(const struct goal_achievement *result, const struct effect *change) {
    if (isnan(result->achievement)) return REASON_NO_DISTANCE;
    enum reason reason = stats_effect_reason(change);
    return reason == REASON_NONE && isnan(result->expected) ? REASON_NO_DATES : reason;
}

struct goal_achievement stats_goal_untested(enum goal_status status, enum reason reason) {
    return (struct goal_achievement){.note = {.reason = reason},
                                     .achievement = NAN,
                                     .clamped = NAN,
                                     .expected = NAN,
                                     .change = NAN,
                                     .z = NAN,
                                     .p_value = NAN,
                                     .status = status};
}

struct goal_achievement stats_goal_achievement(struct goal goal, struct levels levels) {
    struct effect change =
        stats_difference(goal.current, goal.current_se, goal.baseline, goal.baseline_se, levels.conf_level);
    struct goal_achievement result = {.note = {.method = METHOD_TARGET_DISTANCE},
                                      .achievement = achievement(&goal),
                                      .expected = elapsed(&goal),
                                      .change = change.value,
                                      .z = change.statistic,
                                      .p_value = change.p_value,
                                      .change_detectable = is_detectable(&change, levels.alpha)};
    result.clamped = isnan(result.achievement) ? NAN : fmin(fmax(result.achievement, 0), 1);
    result.status = is_met(&goal, levels.conf_level) ? GOAL_ACHIEVED : status_of(&result);
    result.note.reason = reason_of(&result, &change);
    return result;
}
