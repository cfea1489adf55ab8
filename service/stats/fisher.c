/* Fisher's exact test. The probabilities of the tables are walked from the most probable one outwards by their ratios,
 * until they vanish: exact ratios keep more digits than phyper, which is off by 1e-9 at 0 of 1 against 6566 of 6566. */
#include <float.h>
#include <math.h>

#include "stats/share_change.h"

/* The tables with given margins are numbered by how many of the `row` answers are among the `column` yes. */
struct margins {
    double row, column, others; /* others: answers of the other row */
    long lowest, highest, mode;
};

static struct margins margins_of(struct share a, struct share b) {
    struct margins m = {.row = a.n, .column = a.x + b.x, .others = b.n};
    double mode = floor((m.column + 1) * ((m.row + 1) / (m.row + m.others + 2)));
    m.lowest = (long)fmax(0, m.column - m.others);
    m.highest = (long)fmin(m.column, m.row);
    m.mode = (long)fmin(fmax(mode, (double)m.lowest), (double)m.highest);
    return m;
}

/* P(table k + 1)/P(table k). */
static double rise(const struct margins *m, long table) {
    double k = (double)table;
    return (m->row - k) / (k + 1) * ((m->column - k) / (m->others - m->column + k + 1));
}

/* Sums over one side of the mode, in units of the probability at the mode. */
struct sums {
    double all, counted;
};

/* From the mode (excluded) up or down to the end or to where nothing is left. */
static struct sums walk(const struct margins *m, int step, double limit) {
    struct sums sums = {0};
    double weight = 1;
    long end = step > 0 ? m->highest : m->lowest;
    for (long k = m->mode; k != end && weight >= DBL_MIN; k += step) {
        weight = step > 0 ? weight * rise(m, k) : weight / rise(m, k - 1);
        sums.all += weight;
        if (weight <= limit) sums.counted += weight;
    }
    return sums;
}

/* P(table x)/P(mode); 0 when it is too small for a double. */
static double weight_at(const struct margins *m, long x) {
    double weight = 1;
    for (long k = m->mode; k < x && weight >= DBL_MIN; k++) weight *= rise(m, k);
    for (long k = m->mode; k > x && weight >= DBL_MIN; k--) weight /= rise(m, k - 1);
    return weight >= DBL_MIN ? weight : 0;
}

double stats_fisher_exact(struct share a, struct share b) {
    struct margins m = margins_of(a, b);
    double limit = weight_at(&m, (long)a.x) * (1 + 1e-7);
    if (limit >= 1) return 1;
    struct sums up = walk(&m, 1, limit), down = walk(&m, -1, limit);
    return fmin((up.counted + down.counted) / (1 + up.all + down.all), 1);
}
