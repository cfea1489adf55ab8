/* Fisher's exact test. The probabilities rise to the mode and fall after it, so that those not above the observed one
 * make up two tails, each found by bisection instead of a walk over all tables. */
#include <math.h>
#include <stdbool.h>

#include "stats/distribution.h"
#include "stats/share_change.h"

struct tables {
    struct urn urn;
    double limit; /* of the log probability of a table that counts */
};

static bool counts(const struct tables *tables, double x) {
    return stats_urn_log_density(tables->urn, x) <= tables->limit;
}

/* The last table from `outer` towards `inner` that counts, when the outer one does and the inner one does not. */
static double bisect(const struct tables *tables, double outer, double inner) {
    while (fabs(inner - outer) > 1) {
        double middle = floor((outer + inner) / 2);
        if (counts(tables, middle))
            outer = middle;
        else
            inner = middle;
    }
    return outer;
}

double stats_fisher_exact(struct share a, struct share b) {
    struct urn urn = {.white = a.n, .black = b.n, .drawn = a.x + b.x};
    double lowest = fmax(0, urn.drawn - urn.black), highest = fmin(urn.drawn, urn.white);
    double mode =
        (double)floorl(((long double)urn.drawn + 1) * ((long double)urn.white + 1) / (urn.white + urn.black + 2));
    mode = fmin(fmax(mode, lowest), highest);
    struct tables tables = {.urn = urn, .limit = stats_urn_log_density(urn, a.x) + log1p(1e-7)};
    if (counts(&tables, mode)) return 1;
    double p = 0;
    if (counts(&tables, lowest)) p += stats_urn_lower(urn, bisect(&tables, lowest, mode));
    if (counts(&tables, highest)) p += stats_urn_upper(urn, bisect(&tables, highest, mode));
    return fmin(p, 1);
}
