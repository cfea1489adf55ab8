/* Difference-in-differences (T₂ − T₁) − (C₂ − C₁) of shares, means and panels (domain.md A6). The standard error
 * reflects the persons asked, not shocks to municipalities. */
#ifndef STATS_DID_H
#define STATS_DID_H

#include <stddef.h>

#include "stats/effect.h"
#include "stats/mean_change.h"

struct did {
    struct note note;
    struct effect effect;
};

struct did_shares {
    struct share treated_before, treated_after, control_before, control_after;
};

/* Var = Σp(1−p)/n over the cells; z. An empty cell: INSUFFICIENT. Several municipalities: stats_share_sum each cell. */
struct did stats_did_shares(struct did_shares cells, struct levels levels);
struct share stats_share_sum(const struct share *shares, size_t share_count);

/* The municipalities of one cell: mean weighted by n, Var = Σ(n_j/N)²·s_j²/n_j. */
struct mean_cell {
    const struct mean_group *groups;
    size_t group_count;
};
struct did_means {
    struct mean_cell treated_before, treated_after, control_before, control_after;
};

/* Var = Σs²/n; t with df = (Σv)²/Σ(v²/(n−1)), every group with its own n − 1. An n below 2: INSUFFICIENT. */
struct did stats_did_means(struct did_means cells, struct levels levels);

/* The same persons before and after: groups of differences (mean change, its sd, pairs); Welch's df. */
struct did stats_did_panel(struct mean_cell treated, struct mean_cell control, struct levels levels);

/* FEW_CLUSTERS when an arm has fewer than 5 municipalities, else 0. */
unsigned stats_few_clusters(size_t treated_count, size_t control_count);

/* PRETREND when the placebo, from the last earlier period to the before-wave, has p < 0.10, else 0. */
unsigned stats_pretrend(const struct effect *placebo);

#endif
