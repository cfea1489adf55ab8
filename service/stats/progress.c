/* Delivery of plans. */
#include "stats/progress.h"

#include <math.h>

const char *const stats_action_state_codes[] = {
    [ACTION_PLANNED] = "planned", [ACTION_IN_PROGRESS] = "in_progress", [ACTION_PAUSED] = "paused",
    [ACTION_DONE] = "done",       [ACTION_CANCELLED] = "cancelled",
};

const char *const stats_rag_codes[] = {
    [RAG_GREEN] = "green",
    [RAG_AMBER] = "amber",
    [RAG_RED] = "red",
};

const struct rag_limits stats_default_rag_limits = {.red_overdue_days = 30, .red_spi = 0.75, .amber_spi = 0.90};

double stats_expected_progress(double start_day, double end_day, double as_of_day) {
    if (as_of_day >= end_day) return 1;
    return as_of_day > start_day ? (as_of_day - start_day) / (end_day - start_day) : 0;
}

static double performance(double progress, double expected) { return expected > 0 ? progress / expected : NAN; }

/* A quotient such as 0.45/0.60 may fall a rounding short of the limit that it stands for. */
static bool is_below(double spi, double limit) { return spi < limit - 1e-12; }

static enum rag rag_of(const struct action_progress *action, struct rag_limits limits) {
    if (action->state == ACTION_CANCELLED) return RAG_NONE;
    if (action->state == ACTION_DONE) return RAG_GREEN;
    if (action->overdue_days > limits.red_overdue_days || is_below(action->spi, limits.red_spi)) return RAG_RED;
    if (action->overdue_days > 0 || is_below(action->spi, limits.amber_spi)) return RAG_AMBER;
    return action->state == ACTION_PAUSED ? RAG_AMBER : RAG_GREEN;
}

static void judge(struct action_progress *action, double as_of_day, struct rag_limits limits) {
    action->expected = stats_expected_progress(action->start_day, action->end_day, as_of_day);
    action->spi = performance(action->progress, action->expected);
    bool is_over = action->state == ACTION_DONE || action->state == ACTION_CANCELLED;
    action->overdue_days = is_over ? 0 : fmax(0, as_of_day - action->end_day);
    action->rag = rag_of(action, limits);
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
    plan.spi = performance(progress, expected);
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
