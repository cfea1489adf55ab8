/* Gaps against targets and over groups. */
#include "stats/gap.h"

#include <math.h>

const char *const stats_target_status_codes[] = {
    [TARGET_MET] = "met",
    [TARGET_MET_UNCERTAIN] = "met_uncertain",
    [TARGET_NOT_MET_UNCERTAIN] = "not_met_uncertain",
    [TARGET_NOT_MET] = "not_met",
};

static double gap_of(double value, struct aim target) {
    switch (target.direction) {
    case DIRECTION_UP: return target.low - value;
    case DIRECTION_DOWN: return value - target.low;
    case DIRECTION_RANGE: return stats_aim_distance(target, value);
    default: return NAN;
    }
}

/* The values that meet the target. */
static struct interval fulfilling(struct aim target) {
    return (struct interval){.low = target.direction == DIRECTION_DOWN ? -INFINITY : target.low,
                             .high = target.direction == DIRECTION_UP ? INFINITY : target.high};
}

static bool is_inside(double value, struct interval interval) {
    return value >= interval.low && value <= interval.high;
}

static bool overlaps(struct interval a, struct interval b) { return a.low <= b.high && b.low <= a.high; }

static enum target_status status_of(double value, struct interval ci, struct aim target) {
    struct interval met = fulfilling(target);
    if (is_inside(ci.low, met) && is_inside(ci.high, met)) return TARGET_MET;
    if (is_inside(value, met)) return TARGET_MET_UNCERTAIN;
    return overlaps(ci, met) ? TARGET_NOT_MET_UNCERTAIN : TARGET_NOT_MET;
}

/* The gap is monotone for UP and DOWN, and for RANGE it is 0 where the interval meets the target. */
static struct interval gaps_of(struct interval ci, struct aim target) {
    double a = gap_of(ci.low, target), b = gap_of(ci.high, target);
    bool reaches_zero = target.direction == DIRECTION_RANGE && overlaps(ci, fulfilling(target));
    return (struct interval){.low = reaches_zero ? 0 : fmin(a, b), .high = fmax(a, b)};
}

static double relative_pct(double gap, struct aim target) {
    if (target.direction == DIRECTION_RANGE || target.low == 0) return NAN;
    return 100 * gap / fabs(target.low);
}

struct target_gap stats_target_gap(double value, struct interval ci, struct aim target) {
    struct target_gap result = {.note = {.method = METHOD_TARGET_DISTANCE},
                                .value = value,
                                .ci = ci,
                                .gap = gap_of(value, target),
                                .gap_ci = stats_no_interval};
    result.relative_pct = relative_pct(result.gap, target);
    if (target.direction == DIRECTION_NONE) {
        result.note.reason = REASON_NO_DIRECTION;
        return result;
    }
    if (isnan(ci.low) || isnan(ci.high)) {
        result.note.reason = REASON_NO_UNCERTAINTY;
        result.note.warnings |= WARNING_BIT(WARNING_NO_UNCERTAINTY);
        return result;
    }
    result.gap_ci = gaps_of(ci, target);
    result.status = status_of(value, ci, target);
    if (isnan(result.relative_pct)) result.note.reason = REASON_NO_BASE;
    return result;
}

double stats_gap_decompose(struct group_gap *groups, size_t group_count, struct aim target) {
    double sum = 0;
    for (size_t i = 0; i < group_count; i++) {
        groups[i].contribution = groups[i].population_share * gap_of(groups[i].value, target);
        sum += groups[i].contribution;
    }
    for (size_t i = 0; i < group_count; i++) groups[i].share = sum != 0 ? groups[i].contribution / sum : NAN;
    return sum;
}

struct range_gap stats_range_gap(const double *values, size_t value_count) {
    struct range_gap range = {.note = {.warnings = WARNING_BIT(WARNING_MULTIPLE_TESTS)}};
    for (size_t i = 1; i < value_count; i++) {
        if (values[i] > values[range.highest]) range.highest = i;
        if (values[i] < values[range.lowest]) range.lowest = i;
    }
    range.gap = values[range.highest] - values[range.lowest];
    return range;
}
