/* The variance between studies. */
#include "stats/mixed.h"

#include <math.h>

#include "stats/distribution.h"

const struct spread stats_no_spread = {.tau2 = NAN, .q = NAN, .df = NAN, .p_value = NAN, .i2 = NAN};

bool stats_studies_have_errors(const struct study *studies, size_t study_count) {
    for (size_t i = 0; i < study_count; i++)
        if (!(studies[i].se > 0)) return false;
    return true;
}

double stats_study_weight(const struct study *study, double tau2) { return 1 / (study->se * study->se + tau2); }

struct spread stats_spread(double q, double df, double c) {
    double excess = fmax(0, q - df);
    return (struct spread){.tau2 = excess > 0 ? excess / c : 0,
                           .q = q,
                           .df = df,
                           .p_value = df > 0 ? stats_chi_square_upper(q, df) : NAN,
                           .i2 = excess > 0 ? excess / q : 0};
}

double stats_spread_scale(double q, double df) { return fmax(1, q / df); }
