/* What mixed-effects models of studies with known standard errors share: how much true effects vary (domain.md A5 f,
 * A13, A14). */
#ifndef STATS_MIXED_H
#define STATS_MIXED_H

#include <stdbool.h>
#include <stddef.h>

struct study {
    double effect, se; /* se > 0 */
    double df;         /* of Student's test of it alone; 0: it has the normal one. Models take se as known */
};

/* Whether each se is above 0. */
bool stats_studies_have_errors(const struct study *studies, size_t study_count);

/* 1/(se² + tau2). */
double stats_study_weight(const struct study *study, double tau2);

struct spread {
    double tau2, q, df, p_value, i2; /* p_value null without df */
};

extern const struct spread stats_no_spread;

/* DerSimonian–Laird 1986, for moderators as Raudenbush 2009: τ² = max(0, (Q − df)/c), c = Σw(1 − leverage) with w =
 * 1/se², I² = max(0, (Q − df)/Q). q, df and c are those of the model fitted with w. */
struct spread stats_spread(double q, double df, double c);

/* By what the variances of a model with the weights 1/(se² + τ²) are multiplied, q being its weighted residual sum of
 * squares: q/df (Hartung and Knapp 2001; with moderators Knapp and Hartung 2003), never below 1 (Röver, Knapp and
 * Friede 2015). Tests are then Student's and Fisher's, with df. */
double stats_spread_scale(double q, double df);

#endif
