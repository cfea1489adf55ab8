/* Before and after of a share, independent or paired samples (domain.md A5 a, b). Shares are 0-1, effects after −
 * before, tests two-sided. */
#ifndef STATS_SHARE_CHANGE_H
#define STATS_SHARE_CHANGE_H

#include <stdbool.h>

#include "stats/codes.h"
#include "stats/interval.h"

enum p_method { P_METHOD_NONE, P_METHOD_POOLED_Z, P_METHOD_FISHER_EXACT, P_METHOD_MCNEMAR_EXACT, P_METHOD_COUNT };
extern const char *const stats_p_method_codes[P_METHOD_COUNT];

/* What the sampling does not give is NAN: z, cohens_h, mde of paired samples, n, phi_corrected of independent ones. */
struct share_change {
    struct note note;
    double p_before, p_after, diff;
    struct interval ci;
    double p_value;
    enum p_method p_method;
    double z;        /* pooled; null when everybody or nobody answered yes */
    double cohens_h; /* 2·asin√p₂ − 2·asin√p₁ */
    double mde;      /* minimum detectable change from p_before with these n; null at p_before 0 or 1 */
    double n, phi_corrected;
};

/* Newcombe's interval (1998, method 10; statsmodels confint_proportions_2indep(method='newcomb')) and pooled z, or
 * Fisher's exact test when the smallest expected cell is below 5. Weighted: n is n_eff, x = p·n_eff, no Fisher. An n of
 * 0: INSUFFICIENT. */
struct share_change stats_share_change(struct share before, struct share after, bool is_weighted, struct levels levels);

/* The same persons before and after; whole numbers. */
struct pair_counts {
    double yes_yes, yes_no, no_yes, no_no;
};

/* Newcombe's interval for paired shares (1998, method 10 of the paired paper; R biostatUZH confIntPairedProportion) and
 * the exact McNemar test, p 1 without discordant pairs. phi_corrected is 0 when a margin is empty. No pair:
 * INSUFFICIENT.
 */
struct share_change stats_share_change_paired(struct pair_counts pairs, struct levels levels);

/* Two-sided p of Fisher's exact test: the sum of the probabilities of all tables with these margins that are at most
 * that of the observed one, relative tolerance 1e-7. Whole numbers. R: fisher.test. At most some 40 standard deviations
 * of tables are visited, a million of them when both n are 1e9; p below 1e-300 may come out as 0. */
double stats_fisher_exact(struct share a, struct share b);

#endif
