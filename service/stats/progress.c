/* Delivery of plans. */
#include "stats/progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *const stats_action_state_codes[] = {
    [ACTION_PLANNED] = "planned", [ACTION_IN_PROGRESS] = "in_progress", [ACTION_PAUSED] = "paused",
    [ACTION_DONE] = "done",       [ACTION_CANCELLED] = "cancelled",
};

const char *const stats_rag_codes[] = {
    [RAG_GREEN] = "green",
    [RAG_AMBER] = "amber",
    [RAG_RED] = "red",
};

const struct rag_limits stats_default_rag_limits = {.red_overdue_days = 30, .red_spi_pct = 75, .amber_spi_pct = 90};

double stats_expected_progress(double start_day, double end_day, double as_of_day) {
    if (as_of_day >= end_day) return 1;
    return as_of_day > start_day ? (as_of_day - start_day) / (end_day - start_day) : 0;
}

__extension__ typedef unsigned __int128 wide;

/* The shortest decimal that reads back: value = digits / 10^places. */
struct decimal {
    unsigned long long digits;
    int places;
};

enum { MOST_DIGITS = 17, NUMBER_SIZE = 32 };

static struct decimal read_decimal(const char *number) {
    struct decimal decimal = {0, 0};
    bool is_fraction = false;
    for (; *number != '\0' && *number != 'e'; number++) {
        if (*number == '.') {
            is_fraction = true;
            continue;
        }
        decimal.digits = decimal.digits * 10 + (unsigned long long)(*number - '0');
        decimal.places += is_fraction;
    }
    if (*number == 'e') decimal.places -= (int)strtol(number + 1, NULL, 10);
    return decimal;
}

static struct decimal decimal_of(double value) {
    char number[NUMBER_SIZE];
    int digits = 1;
    do snprintf(number, sizeof number, "%.*e", digits - 1, value);
    while (strtod(number, NULL) != value && ++digits <= MOST_DIGITS);
    return read_decimal(number);
}

static wide power_of_ten(int exponent) {
    wide power = 1;
    for (; exponent > 0; exponent--) power *= 10;
    return power;
}

/* progress/expected as a quotient of whole numbers; the divisor is 0 when nothing is expected. */
struct ratio {
    wide dividend, divisor;
};

/* Of more places nothing is left: that is far below a day's share of ten thousand years. */
enum { MOST_PLACES = 24 };

static struct ratio ratio_of(const struct action_progress *action, double as_of_day) {
    bool is_over = as_of_day >= action->end_day, is_due = action->expected > 0;
    wide days = is_over ? 1 : (wide)(action->end_day - action->start_day);
    wide elapsed = is_over ? 1 : is_due ? (wide)(as_of_day - action->start_day) : 0;
    struct decimal progress = decimal_of(action->progress);
    if (progress.places > MOST_PLACES) progress = (struct decimal){0, 0};
    return (struct ratio){(wide)progress.digits * days, elapsed * power_of_ten(progress.places)};
}

static double quotient(struct ratio ratio) {
    return ratio.divisor > 0 ? (double)((long double)ratio.dividend / (long double)ratio.divisor) : NAN;
}

static bool is_below(struct ratio ratio, unsigned limit_pct) {
    return ratio.divisor > 0 && ratio.dividend * 100 < ratio.divisor * limit_pct;
}

static enum rag rag_of(const struct action_progress *action, struct ratio performance, struct rag_limits limits) {
    if (action->state == ACTION_CANCELLED) return RAG_NONE;
    if (action->state == ACTION_DONE) return RAG_GREEN;
    if (action->overdue_days > limits.red_overdue_days || is_below(performance, limits.red_spi_pct)) return RAG_RED;
    if (action->overdue_days > 0 || is_below(performance, limits.amber_spi_pct)) return RAG_AMBER;
    return action->state == ACTION_PAUSED ? RAG_AMBER : RAG_GREEN;
}

static void judge(struct action_progress *action, double as_of_day, struct rag_limits limits) {
    action->expected = stats_expected_progress(action->start_day, action->end_day, as_of_day);
    struct ratio performance = ratio_of(action, as_of_day);
    action->spi = quotient(performance);
    bool is_over = action->state == ACTION_DONE || action->state == ACTION_CANCELLED;
    action->overdue_days = is_over ? 0 : fmax(0, as_of_day - action->end_day);
    action->rag = rag_of(action, performance, limits);
}

struct plan_progress stats_plan_progress(struct action_progress *actions, size_t action_count, double as_of_day,
                                         struct rag_limits limits) {
    double weights = 0, progress = 0, expected = 0;
    for (size_t i = 0; i < action_count; i++) {
        struct action_progress *action = &actions[i];
        judge(action, as_of_day, limits);
        if (action->state == ACTION_CANCELLED) continue;
        weights += action->weight;
        progress += action->weight * action->progress;
        expected += action->weight * action->expected;
    }
    struct plan_progress plan = {
        .note = {.method = METHOD_WEIGHTED_PROGRESS}, .progress = NAN, .expected = NAN, .spi = NAN};
    if (weights <= 0) {
        plan.note.reason = REASON_INSUFFICIENT;
        return plan;
    }
    plan.progress = progress / weights;
    plan.expected = expected / weights;
    plan.spi = expected > 0 ? progress / expected : NAN;
    for (size_t i = 0; i < action_count; i++)
        if (isnan(actions[i].spi)) plan.note.reason = REASON_NOT_BEGUN;
    return plan;
}

double stats_milestone_progress(const struct milestone_weight *milestones, size_t milestone_count) {
    double weights = 0, met = 0;
    for (size_t i = 0; i < milestone_count; i++) {
        weights += milestones[i].weight;
        if (milestones[i].is_met) met += milestones[i].weight;
    }
    return weights > 0 ? met / weights : NAN;
}
