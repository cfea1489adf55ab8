/* Effects of studies that fall into groups, pooled within and compared between them (domain.md A13). */
#ifndef STATS_MODERATION_H
#define STATS_MODERATION_H

#include "stats/effect.h"
#include "stats/mixed.h"

struct group_effect {
    size_t count;
    struct effect effect; /* t with the df of the model; of a group of one its study's own */
    double adjusted_p;    /* Holm, among the groups */
    struct spread spread; /* within the group; tau2 is the model's */
    double weight;        /* Σ 1/(se² + τ²) */
    struct note note;     /* FEW_CLUSTERS up to four; INSUFFICIENT: no study, or one alone, which is not compared */
};

struct group_pair {
    size_t a, b;
    struct effect diff; /* b − a, t */
    double adjusted_p;  /* Holm, among the pairs */
    bool is_carried;    /* adjusted_p < alpha: so that the interval does not hold 0 either */
};

struct moderation {
    struct note note;
    size_t compared;          /* groups of two studies or more */
    struct spread within;     /* of the groups compared */
    double q, df, f, p_value; /* between them; f on df and within.df */
};

/* Room for `order` and two arrays of p-values: as many as there are groups, or pairs, whichever is more. */
struct moderation_room {
    size_t *order;
    double *p_values, *adjusted;
};

/* y = μ_group + u + e. One τ² for all groups of two studies or more (stats_spread; Borenstein, Hedges, Higgins and
 * Rothstein 2009, chapter 19), c = Σ_g(Σw − Σw²/Σw). With w* = 1/(se² + τ²): μ_g = Σw*y/Σw*, se² = scale/Σw*
 * (stats_spread_scale), Student with df = k − groups. Between them Q = Σ_g W*_g(μ_g − μ̄)², F = Q/(scale·(G − 1)) on
 * G − 1 and df. R: lm(y ~ 0 + group, weights = w*). group_of: the group of each study. `pairs` has room for all pairs
 * of groups; pair_count is how many were compared. Fewer than two groups to compare: INSUFFICIENT; an se that is not
 * above 0: NO_UNCERTAINTY and nothing else. */
struct moderation stats_moderation(const struct study *studies, const size_t *group_of, size_t study_count,
                                   struct group_effect *groups, size_t group_count, struct group_pair *pairs,
                                   size_t *pair_count, struct moderation_room room, struct levels levels);

#endif
