/* Delivery of plans, goals by their indicators, chains of governance. */
#include "test_stats.h"

#include "stats/chain.h"
#include "stats/fidelity.h"
#include "stats/goal.h"
#include "stats/progress.h"

/* 100 days from day 0, one line a case: as_of, progress, state, then expected, overdue, rag. */
static const struct action_case {
    double as_of, progress;
    enum action_state state;
    double expected, overdue;
    enum rag rag;
} action_cases[] = {
    {-5, 0, ACTION_PLANNED, 0, 0, RAG_GREEN},
    {50, 0.5, ACTION_IN_PROGRESS, 0.5, 0, RAG_GREEN},
    {50, 0.45, ACTION_IN_PROGRESS, 0.5, 0, RAG_GREEN},
    {50, 0.44, ACTION_IN_PROGRESS, 0.5, 0, RAG_AMBER},
    {60, 0.45, ACTION_IN_PROGRESS, 0.6, 0, RAG_AMBER},
    {50, 0.37, ACTION_IN_PROGRESS, 0.5, 0, RAG_RED},
    {50, 0.5, ACTION_PAUSED, 0.5, 0, RAG_AMBER},
    {50, 0.1, ACTION_PAUSED, 0.5, 0, RAG_RED},
    {100, 0.95, ACTION_IN_PROGRESS, 1, 0, RAG_GREEN},
    {130, 0.95, ACTION_IN_PROGRESS, 1, 30, RAG_AMBER},
    {131, 0.95, ACTION_IN_PROGRESS, 1, 31, RAG_RED},
    {200, 1, ACTION_DONE, 1, 0, RAG_GREEN},
    {200, 0.2, ACTION_CANCELLED, 1, 0, RAG_NONE},
    {40, 0.3, ACTION_IN_PROGRESS, 0.4, 0, RAG_AMBER},
    {40, 0.2999999999999999, ACTION_IN_PROGRESS, 0.4, 0, RAG_RED},
    {40, 0.36, ACTION_IN_PROGRESS, 0.4, 0, RAG_GREEN},
    {40, 0.35999999999999999, ACTION_IN_PROGRESS, 0.4, 0, RAG_GREEN},
    {40, 0.3599999999999999, ACTION_IN_PROGRESS, 0.4, 0, RAG_AMBER},
    {1, 1e-30, ACTION_IN_PROGRESS, 0.01, 0, RAG_RED},
    {1, 0, ACTION_IN_PROGRESS, 0.01, 0, RAG_RED},
    {0, 1e-30, ACTION_IN_PROGRESS, 0, 0, RAG_GREEN},
    {100, 0.75, ACTION_IN_PROGRESS, 1, 0, RAG_AMBER},
};

Test(progress, rag) {
    for (size_t i = 0; i < sizeof action_cases / sizeof *action_cases; i++) {
        const struct action_case *expected = &action_cases[i];
        struct action_progress action = {
            .weight = 1, .start_day = 0, .end_day = 100, .progress = expected->progress, .state = expected->state};
        stats_plan_progress(&action, 1, expected->as_of, stats_default_rag_limits);
        expect_near(action.expected, expected->expected);
        expect_near(action.overdue_days, expected->overdue);
        cr_expect_eq(action.rag, expected->rag, "case %zu", i);
        cr_expect_eq(isnan(action.spi), expected->expected == 0, "case %zu", i);
    }
}

Test(progress, plan) {
    struct action_progress actions[] = {
        {1, 0, 100, 0.5, ACTION_IN_PROGRESS}, {3, 50, 150, 0.1, ACTION_IN_PROGRESS}, {9, 0, 10, 0, ACTION_CANCELLED}};
    struct plan_progress plan = stats_plan_progress(actions, 3, 75, stats_default_rag_limits);
    expect_near(plan.progress, 0.2);
    expect_near(plan.expected, (0.75 + 3 * 0.25) / 4);
    expect_near(plan.spi, 0.8 / 1.5);
    struct plan_progress early = stats_plan_progress(actions, 2, -1, stats_default_rag_limits);
    cr_expect(early.expected == 0 && isnan(early.spi));
    struct plan_progress empty = stats_plan_progress(actions + 2, 1, 75, stats_default_rag_limits);
    cr_expect(isnan(empty.progress) && empty.note.reason == REASON_INSUFFICIENT);
    cr_expect(stats_expected_progress(10, 10, 9) == 0 && stats_expected_progress(10, 10, 10) == 1);
}

Test(progress, milestones) {
    const struct milestone_weight milestones[] = {{1, true}, {3, false}, {1, true}};
    expect_near(stats_milestone_progress(milestones, 3), 0.4);
    expect_null(stats_milestone_progress(milestones, 0));
}

static struct goal_achievement achieve(double baseline, double current, double se, double as_of) {
    struct goal goal = {baseline, se, current, se, {DIRECTION_UP, 60, 60}, 0, 100, as_of};
    return stats_goal_achievement(goal, stats_default_levels);
}

Test(goal, status) {
    cr_expect(achieve(50, 64, 1, 50).status == GOAL_ACHIEVED);
    cr_expect(achieve(50, 61, 1, 50).status == GOAL_ON_TRACK);
    cr_expect(achieve(50, 54.5, 1, 50).status == GOAL_ON_TRACK);
    cr_expect(achieve(50, 54.4, 1, 50).status == GOAL_BEHIND);
    struct goal fine = {0, 0.001, 0.045, 0.001, {DIRECTION_UP, 0.1, 0.1}, 0, 100, 50}; /* 0.45 = 0.9·0.5 */
    cr_expect(stats_goal_achievement(fine, stats_default_levels).status == GOAL_ON_TRACK);
    cr_expect(achieve(50, 45, 1, 50).status == GOAL_WRONG_WAY);
    cr_expect(achieve(50, 52, 1, 10).status == GOAL_NO_DETECTABLE_CHANGE);
    cr_expect(achieve(50, 48, 1, 10).status == GOAL_NO_DETECTABLE_CHANGE);
}

Test(goal, figures) {
    struct goal_achievement result = achieve(50, 56, 2, 25);
    expect_near(result.achievement, 0.6);
    expect_near(result.expected, 0.25);
    expect_near(result.change, 6);
    expect_near(result.z, 6 / sqrt(8));
    cr_expect(result.change_detectable == TERNARY_YES);
    struct goal_achievement over = achieve(50, 62, 2, 25), under = achieve(50, 44, 2, 25);
    cr_expect(over.clamped == 1 && under.clamped == 0);
    expect_near(over.achievement, 1.2);
    struct goal falling = {30, 1, 25, 1, {DIRECTION_DOWN, 20, 20}, 0, 100, 50};
    expect_near(stats_goal_achievement(falling, stats_default_levels).achievement, 0.5);
    struct goal ranged = {-3, 0.2, -1, 0.2, {DIRECTION_RANGE, 0, 2}, 0, 100, 50};
    expect_near(stats_goal_achievement(ranged, stats_default_levels).achievement, 2.0 / 3);
}

Test(goal, absent_inputs) {
    struct goal_achievement no_date = achieve(50, 56, 1, NAN), no_se = achieve(50, 56, NAN, 50);
    cr_expect(isnan(no_date.expected) && no_date.status == GOAL_NONE && no_date.change_detectable == TERNARY_YES);
    cr_expect(achieve(50, 64, 1, NAN).status == GOAL_ACHIEVED);
    cr_expect(isnan(no_se.z) && isnan(no_se.p_value) && no_se.change_detectable == TERNARY_NULL);
    cr_expect(no_se.status == GOAL_NONE && no_se.note.reason == REASON_NO_UNCERTAINTY);
    expect_near(no_se.achievement, 0.6);
    struct goal_achievement there = achieve(60, 62, 2, 50);
    cr_expect(isnan(there.achievement) && isnan(there.clamped) && there.note.reason == REASON_NO_DISTANCE);
}

/* Registers have no error: a change is a change, and the target is met or not. */
Test(goal, registers) {
    struct goal_achievement moved = achieve(50, 56, 0, 50), still = achieve(50, 50, 0, 50),
                            met = achieve(50, 60, 0, 50);
    cr_expect(isnan(moved.z) && moved.change_detectable == TERNARY_YES && moved.status == GOAL_ON_TRACK);
    cr_expect(still.change_detectable == TERNARY_NO && still.status == GOAL_NO_DETECTABLE_CHANGE);
    cr_expect(met.status == GOAL_ACHIEVED && met.note.reason == REASON_NO_VARIANCE);
}

Test(goal, contribution) {
    cr_expect(stats_contribution(true, true) == CONTRIBUTION_PLAUSIBLE);
    cr_expect(stats_contribution(true, false) == CONTRIBUTION_REVISIT_THEORY);
    cr_expect(stats_contribution(false, false) == CONTRIBUTION_IMPLEMENTATION_FAILURE);
    cr_expect(stats_contribution(false, true) == CONTRIBUTION_OTHER_CAUSES);
    for (int i = 0; i < CONTRIBUTION_COUNT; i++) cr_expect(stats_contribution_codes[i] != NULL);
}

Test(chain, weakest_link) {
    static const struct mean_group links[] = {{4, 1, 40}, {3.9, 1, 40}, {3, 1, 40}, {3.6, 1, 40}};
    struct weakest_link link = stats_weakest_link(links, 4, stats_default_levels);
    cr_expect(link.weakest == 2 && link.second == 3 && link.is_clear == TERNARY_YES);
    expect_near(link.difference.statistic, 0.6 / sqrt(0.05));
    struct weakest_link pair = stats_weakest_link(links, 2, stats_default_levels);
    cr_expect(pair.weakest == 1 && pair.second == 0 && pair.is_clear == TERNARY_NO);
    cr_expect(stats_weakest_link(links, 1, stats_default_levels).note.reason == REASON_INSUFFICIENT);
    static const struct mean_group sure[] = {{4, 0, 40}, {3, 0, 40}};
    cr_expect(stats_weakest_link(sure, 2, stats_default_levels).is_clear == TERNARY_NULL);
}

Test(chain, hold) {
    static const struct {
        struct chain_level level;
        double p, low, high;
        enum ternary holds, is_clear;
    } cases[] = {
        {{10, 10, 10, 8, 7}, 0.8, 0.490162, 0.943318, TERNARY_YES, TERNARY_NO},
        {{40, 30, 20, 30, 8}, 0.75, 0.598060, 0.858129, TERNARY_YES, TERNARY_YES},
        {{41, NAN, NAN, NAN, 24}, 24.0 / 41, 0.433671, 0.722435, TERNARY_YES, TERNARY_NO}, /* the users' own level */
        {{20, 20, 10, 2, 20}, 0.1, 0.027866, 0.301034, TERNARY_NO, TERNARY_YES},           /* practised decides */
        {{4, 4, 4, 4, 4}, NAN, NAN, NAN, TERNARY_NULL, TERNARY_NULL},
        {{20, 20, 18, NAN, NAN}, NAN, NAN, NAN, TERNARY_NULL, TERNARY_NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct chain_hold hold = stats_chain_hold(cases[i].level, 0.95);
        bool is_null = isnan(cases[i].p);
        cr_expect(is_null ? isnan(hold.p) : fabs(hold.p - cases[i].p) < 1e-9, "%zu", i);
        cr_expect(is_null ? isnan(hold.ci.low) : fabs(hold.ci.low - cases[i].low) < 1e-6, "%zu", i);
        cr_expect(is_null ? isnan(hold.ci.high) : fabs(hold.ci.high - cases[i].high) < 1e-6, "%zu", i);
        cr_expect(hold.holds == cases[i].holds && hold.is_clear == cases[i].is_clear, "%zu", i);
    }
    static const struct chain_level levels[] = {{10, 10, 10, 8, 7}, {31, NAN, 24, 14, NAN}, {41, NAN, NAN, NAN, 24}};
    struct chain_reach reach = stats_chain_reach(levels, 3);
    cr_expect(reach.held == 1 && reach.measured == 3 && reach.first_break == 1);
}

Test(chain, reach) {
    static const struct chain_level levels[] = {
        {10, 10, 10, 8, 7}, {4, 4, 4, 2, 2}, {20, 20, 18, NAN, NAN}, {30, 25, 20, 12, 8}, {40, 30, 20, 30, 8}};
    struct chain_reach reach = stats_chain_reach(levels, 5);
    expect_near(reach.reach, 0.5);
    cr_expect(reach.held == 2 && reach.measured == 4 && reach.first_break == 3);
    cr_expect(stats_chain_reach(levels, 3).reach == 1 && stats_chain_reach(levels, 3).first_break == 3);
    struct chain_reach none = stats_chain_reach(levels + 2, 1);
    cr_expect(isnan(none.reach) && none.note.reason == REASON_INSUFFICIENT);
    expect_near(stats_chain_shares(levels[0]).practised, 0.8);
    expect_null(stats_chain_shares(levels[1]).practised);
    expect_null(stats_chain_shares(levels[2]).practised);
}

Test(fidelity, scores) {
    static const double scores[] = {3, 4, 4, 2, 4, 3, 4, 4}; /* of 1-4 */
    double percents[8];
    for (size_t i = 0; i < 8; i++) percents[i] = stats_percent_of_possible(scores[i], 1, 4);
    expect_near(percents[3], 100.0 / 3);
    struct mean_estimate fidelity = stats_fidelity(percents, 8, 0.95);
    expect_near(fidelity.mean, 250.0 / 3);
    cr_expect(fabs(fidelity.se - 8.908708) < 1e-6);
    cr_expect(fabs(fidelity.ci.low - 62.267586) < 1e-6);
    expect_near(fidelity.ci.high, 100); /* the scale ends there */
    struct mean_estimate low = stats_fidelity((const double[]){0, 10, 5}, 3, 0.95);
    expect_near(low.ci.low, 0);
    expect_near(low.mean, 5);
    struct mean_estimate alone = stats_fidelity(percents, 1, 0.95);
    expect_null(alone.se);
    expect_null(alone.ci.low);
    cr_expect(alone.note.reason == REASON_INSUFFICIENT && alone.mean == percents[0]);
    cr_expect(isnan(stats_fidelity(percents, 0, 0.95).mean));
    cr_expect(stats_fidelity((const double[]){50, 50}, 2, 0.95).note.reason == REASON_NO_VARIANCE);
}
