/* Before and after of a mean, independent or paired samples, and who left in between (domain.md A5 c, d, e). */
#ifndef STATS_MEAN_CHANGE_H
#define STATS_MEAN_CHANGE_H

#include "stats/effect.h"

/* sd >= 0 of n >= 2 answers (n − 1 in the denominator). */
struct mean_group {
    double mean, sd, n;
};

/* n below 2: only diff.value, INSUFFICIENT; no variance: se 0 and no test, NO_VARIANCE. */
struct mean_change {
    struct note note;
    struct effect diff; /* after − before */
    double hedges_g;    /* independent: (1 − 3/(4(n₁+n₂−2) − 1))·d/s_pooled */
    double sd_diff, dz; /* paired: of the differences, and d/sd_diff */
};

/* Welch's test and interval. R: t.test; scipy: ttest_ind_from_stats(equal_var=False). */
struct mean_change stats_mean_change(struct mean_group before, struct mean_group after, struct levels levels);

/* n pairs whose differences have the standard deviation sd_diff: Student with n − 1 df. R: t.test(paired = TRUE). */
struct mean_change stats_mean_change_paired(double diff, double sd_diff, double n, struct levels levels);

/* √(s₁² + s₂² − 2rs₁s₂), −1 <= r <= 1. */
double stats_sd_of_differences(double sd_before, double sd_after, double correlation);

/* Who left: share of the earlier sample that is gone, null without an earlier sample, and how its mean differed then.
 * More than 0.30: HIGH_ATTRITION. */
struct attrition {
    unsigned warnings;
    double share, leavers_minus_stayers;
};
struct attrition stats_attrition(double n_both, double n_before_only, double mean_stayers, double mean_leavers);

#endif
