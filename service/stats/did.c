/* Difference-in-differences. */
#include "stats/did.h"

#include <math.h>

static struct did concluded(enum method method, struct effect effect, double smallest_n) {
    return (struct did){
        .note = {.method = method, .reason = stats_effect_reason(&effect), .warnings = stats_small_n(smallest_n)},
        .effect = effect};
}

static struct did insufficient(enum method method, double smallest_n) {
    struct did did = concluded(method, stats_effect_untested(NAN), smallest_n);
    did.note.reason = REASON_INSUFFICIENT;
    return did;
}

struct share stats_share_sum(const struct share *shares, size_t share_count) {
    struct share sum = {0};
    for (size_t i = 0; i < share_count; i++) {
        sum.x += shares[i].x;
        sum.n += shares[i].n;
    }
    return sum;
}

static double variance_of(struct share cell) { return cell.x / cell.n * ((cell.n - cell.x) / cell.n) / cell.n; }

struct did stats_did_shares(struct did_shares cells, struct levels levels) {
    const struct share all[] = {cells.treated_before, cells.treated_after, cells.control_before, cells.control_after};
    const double signs[] = {-1, 1, 1, -1};
    double smallest = INFINITY, value = 0, variance = 0;
    for (size_t i = 0; i < 4; i++) {
        smallest = fmin(smallest, all[i].n);
        value += signs[i] * (all[i].x / all[i].n);
        variance += variance_of(all[i]);
    }
    if (smallest <= 0) return insufficient(METHOD_DID_SHARE, smallest);
    return concluded(METHOD_DID_SHARE, stats_effect_normal(value, sqrt(variance), levels.conf_level), smallest);
}

/* A linear contrast of means, gathered cell by cell. */
struct contrast {
    double value, variance, squares /* Σv²/(n−1) */, smallest_n;
};

static void add_cell(struct contrast *contrast, double sign, struct mean_cell cell) {
    double total = 0;
    for (size_t i = 0; i < cell.group_count; i++) total += cell.groups[i].n;
    for (size_t i = 0; i < cell.group_count; i++) {
        const struct mean_group *group = &cell.groups[i];
        double weight = group->n / total;
        double v = weight * weight * group->sd * group->sd / group->n;
        contrast->value += sign * weight * group->mean;
        contrast->variance += v;
        contrast->squares += v * v / (group->n - 1);
        contrast->smallest_n = fmin(contrast->smallest_n, group->n);
    }
    if (cell.group_count == 0) contrast->smallest_n = 0;
}

static struct did conclude_contrast(enum method method, const struct contrast *contrast, struct levels levels) {
    if (contrast->smallest_n < 2) return insufficient(method, contrast->smallest_n);
    double df = contrast->variance * contrast->variance / contrast->squares;
    struct effect effect = stats_effect_student(contrast->value, sqrt(contrast->variance), df, levels.conf_level);
    return concluded(method, effect, contrast->smallest_n);
}

struct did stats_did_means(struct did_means cells, struct levels levels) {
    struct contrast contrast = {.smallest_n = INFINITY};
    add_cell(&contrast, 1, cells.treated_after);
    add_cell(&contrast, -1, cells.treated_before);
    add_cell(&contrast, -1, cells.control_after);
    add_cell(&contrast, 1, cells.control_before);
    return conclude_contrast(METHOD_DID_MEAN, &contrast, levels);
}

struct did stats_did_panel(struct mean_cell treated, struct mean_cell control, struct levels levels) {
    struct contrast contrast = {.smallest_n = INFINITY};
    add_cell(&contrast, 1, treated);
    add_cell(&contrast, -1, control);
    return conclude_contrast(METHOD_DID_PANEL, &contrast, levels);
}

unsigned stats_few_clusters(size_t treated_count, size_t control_count) {
    return treated_count < 5 || control_count < 5 ? WARNING_BIT(WARNING_FEW_CLUSTERS) : 0;
}

unsigned stats_pretrend(const struct effect *placebo) {
    return placebo->p_value < 0.10 ? WARNING_BIT(WARNING_PRETREND) : 0;
}
