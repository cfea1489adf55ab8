/* Delivery of a plan: progress of actions against time, red-amber-green (domain.md A10). */
#ifndef STATS_PROGRESS_H
#define STATS_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/codes.h"

enum action_state {
    ACTION_PLANNED,
    ACTION_IN_PROGRESS,
    ACTION_PAUSED,
    ACTION_DONE,
    ACTION_CANCELLED,
    ACTION_STATE_COUNT
};
extern const char *const stats_action_state_codes[ACTION_STATE_COUNT];

enum rag { RAG_NONE, RAG_GREEN, RAG_AMBER, RAG_RED, RAG_COUNT };
extern const char *const stats_rag_codes[RAG_COUNT];

/* Below these SPIs, in percent, or more days overdue than that, an action is red or amber. */
struct rag_limits {
    int red_overdue_days;
    unsigned red_spi_pct, amber_spi_pct;
};
extern const struct rag_limits stats_default_rag_limits; /* 30, 75, 90 */

/* Dates are day numbers on any scale, whole ones, start <= end; weight > 0; progress 0-1. The traffic light is that of
 * exact arithmetic on the shortest decimal that reads back as `progress`; stored actions are judged by tillit.rag, and
 * tests/api compares both. */
struct action_progress {
    double weight, start_day, end_day, progress; /* in */
    enum action_state state;
    double expected, spi, overdue_days; /* out; spi null before the start */
    enum rag rag;                       /* out; none when cancelled */
};

/* All over the actions that are not cancelled; null when there is none, spi also when nothing is expected yet. */
struct plan_progress {
    struct note note;
    double progress, expected, spi;
};

/* Elapsed share of [start, end], 0-1; a period of no days is over when it begins. */
double stats_expected_progress(double start_day, double end_day, double as_of_day);

/* Fills each action and sums up. */
struct plan_progress stats_plan_progress(struct action_progress *actions, size_t action_count, double as_of_day,
                                         struct rag_limits limits);

struct milestone_weight {
    double weight;
    bool is_met;
};

/* Σw·met/Σw; null without milestones. */
double stats_milestone_progress(const struct milestone_weight *milestones, size_t milestone_count);

#endif
