/* How far a goal has come by its indicator (domain.md A10). */
#ifndef STATS_GOAL_H
#define STATS_GOAL_H

#include <stdbool.h>

#include "stats/aim.h"
#include "stats/codes.h"
#include "stats/interval.h"

enum goal_status {
    GOAL_NONE,
    GOAL_ACHIEVED,
    GOAL_ON_TRACK,
    GOAL_BEHIND,
    GOAL_WRONG_WAY,
    GOAL_NO_DETECTABLE_CHANGE,
    GOAL_NOT_MEASURED, /* since the baseline: said by whoever looks for the figures */
    GOAL_COUNT
};
extern const char *const stats_goal_status_codes[GOAL_COUNT];

/* Values and errors in the indicator's unit, days on any scale. Errors and days may be NAN: what needs them is null. */
struct goal {
    double baseline, baseline_se, current, current_se;
    struct aim target;
    double baseline_day, target_day, as_of_day;
    bool has_current_ci; /* else the interval is the normal one of its error */
    struct interval current_ci;
};

struct goal_achievement {
    struct note note;
    double achievement, clamped; /* (current−baseline)/(target−baseline); RANGE: 1 − distance/distance at baseline;
                                    null when the baseline meets the target */
    double expected;             /* elapsed share of the time, 0-1 */
    double change, z, p_value;   /* change/√(se_b² + se_c²); null when that is 0 */
    enum ternary change_detectable; /* p < alpha; without any error, whether there is a change */
    enum goal_status status;
};

/* Status: ACHIEVED when the target is met with certainty (A2), else NO_DETECTABLE_CHANGE, WRONG_WAY at A <= 0, ON_TRACK
 * at A >= 0.9 of expected, BEHIND. Baseline on the target: achievement null, NO_DISTANCE. */
struct goal_achievement stats_goal_achievement(struct goal goal, struct levels levels);

/* Of figures that say nothing: no achievement, no test. */
struct goal_achievement stats_goal_untested(enum goal_status status, enum reason reason);

/* What delivery and effect say together; no claim of causation. */
enum contribution {
    CONTRIBUTION_PLAUSIBLE,
    CONTRIBUTION_REVISIT_THEORY,
    CONTRIBUTION_IMPLEMENTATION_FAILURE,
    CONTRIBUTION_OTHER_CAUSES,
    CONTRIBUTION_COUNT
};
extern const char *const stats_contribution_codes[CONTRIBUTION_COUNT];
enum contribution stats_contribution(bool is_delivered, bool has_effect);

#endif
