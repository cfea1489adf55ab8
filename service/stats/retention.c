/* Housing retention. */
#include "stats/retention.h"

#include <math.h>

#include "stats/distribution.h"

static struct retention empty_retention(enum method method, double month, double n) {
    return (struct retention){.note = {.method = method, .warnings = stats_small_n(n)},
                              .month = month,
                              .survival = NAN,
                              .se_greenwood = NAN,
                              .ci = stats_no_interval};
}

static struct retention refused(struct retention retention, enum reason reason) {
    retention.note.reason = reason;
    return retention;
}

/* S^exp(±zθ) with θ = √Σ/|ln S|. */
static struct interval log_log(double log_survival, double greenwood, double conf_level) {
    double theta = sqrt(greenwood) / -log_survival;
    struct interval reach = stats_normal(0, theta, conf_level);
    return (struct interval){.low = exp(log_survival * exp(reach.high)), .high = exp(log_survival * exp(reach.low))};
}

struct retention stats_retention(const struct life_table_row *rows, size_t row_count, double month, double conf_level) {
    struct retention retention = empty_retention(METHOD_KAPLAN_MEIER, month, row_count ? rows[0].at_risk : 0);
    if (row_count == 0) return refused(retention, REASON_INSUFFICIENT);
    if (month > rows[row_count - 1].month) {
        retention.note.warnings |= WARNING_BIT(WARNING_BEYOND_FOLLOW_UP);
        return refused(retention, REASON_BEYOND_FOLLOW_UP);
    }
    double survival = 1, log_survival = 0, greenwood = 0;
    for (size_t i = 0; i < row_count && rows[i].month <= month; i++) {
        double at_risk = rows[i].at_risk, exits = rows[i].exits;
        if (exits <= 0) continue;
        survival *= (at_risk - exits) / at_risk;
        log_survival += log1p(-exits / at_risk);
        greenwood += exits / at_risk / (at_risk - exits);
    }
    retention.survival = survival;
    retention.se_greenwood = survival > 0 ? survival * sqrt(greenwood) : 0;
    if (survival <= 0 || greenwood <= 0) return refused(retention, REASON_NO_VARIANCE);
    retention.ci = log_log(log_survival, greenwood, conf_level);
    return retention;
}

struct retention stats_retention_crude(struct share housed, double month, double conf_level) {
    struct retention retention = empty_retention(METHOD_CRUDE, month, housed.n);
    retention.note.warnings |= WARNING_BIT(WARNING_CRUDE_SHARE);
    if (housed.n <= 0) return refused(retention, REASON_INSUFFICIENT);
    retention.survival = housed.x / housed.n;
    retention.se_greenwood = sqrt(housed.x / housed.n * ((housed.n - housed.x) / housed.n) / housed.n);
    retention.ci = stats_share_wilson(housed, conf_level);
    return retention;
}
