/* Links of a process and levels of governance. */
#include "stats/chain.h"

#include <math.h>

struct weakest_link stats_weakest_link(const struct mean_group *links, size_t link_count, struct levels levels) {
    struct weakest_link result = {.note = {.method = METHOD_WELCH, .reason = REASON_INSUFFICIENT},
                                  .difference = stats_effect_untested(NAN)};
    if (link_count < 2) return result;
    result.weakest = links[1].mean < links[0].mean;
    result.second = 1 - result.weakest;
    for (size_t i = 2; i < link_count; i++) {
        if (links[i].mean < links[result.weakest].mean) {
            result.second = result.weakest;
            result.weakest = i;
        } else if (links[i].mean < links[result.second].mean) {
            result.second = i;
        }
    }
    struct mean_change change = stats_mean_change(links[result.weakest], links[result.second], levels);
    result.note = change.note;
    result.difference = change.diff;
    if (change.note.reason == REASON_NONE)
        result.is_clear = change.diff.p_value < levels.alpha ? TERNARY_YES : TERNARY_NO;
    return result;
}

static double shown_share(struct chain_level level, double n) {
    return level.n_respondents < 5 ? NAN : n / level.n_respondents;
}

struct chain_shares stats_chain_shares(struct chain_level level) {
    return (struct chain_shares){.stated = shown_share(level, level.n_stated),
                                 .known = shown_share(level, level.n_known),
                                 .practised = shown_share(level, level.n_practised),
                                 .experienced = shown_share(level, level.n_experienced)};
}

static double deciding_count(const struct chain_level *level) {
    return isnan(level->n_practised) ? level->n_experienced : level->n_practised;
}

static bool is_measured(const struct chain_level *level) {
    return level->n_respondents > 0 && !isnan(deciding_count(level));
}

static bool is_held(const struct chain_level *level) {
    return deciding_count(level) >= CHAIN_LIMIT * level->n_respondents;
}

struct chain_hold stats_chain_hold(struct chain_level level, double conf_level) {
    struct chain_hold hold = {.p = shown_share(level, deciding_count(&level)),
                              .ci = {NAN, NAN},
                              .holds = TERNARY_NULL,
                              .is_clear = TERNARY_NULL};
    if (isnan(hold.p)) return hold;
    hold.ci = stats_wilson(hold.p, level.n_respondents, conf_level);
    hold.holds = is_held(&level) ? TERNARY_YES : TERNARY_NO;
    hold.is_clear = hold.ci.low > CHAIN_LIMIT || hold.ci.high < CHAIN_LIMIT ? TERNARY_YES : TERNARY_NO;
    return hold;
}

struct chain_reach stats_chain_reach(const struct chain_level *levels, size_t level_count) {
    struct chain_reach reach = {.reach = NAN, .first_break = level_count};
    for (size_t i = 0; i < level_count; i++) {
        if (!is_measured(&levels[i])) continue;
        reach.measured++;
        if (reach.first_break < level_count) continue;
        if (is_held(&levels[i]))
            reach.held++;
        else
            reach.first_break = i;
    }
    if (reach.measured == 0) reach.note.reason = REASON_INSUFFICIENT;
    if (reach.measured > 0) reach.reach = (double)reach.held / (double)reach.measured;
    return reach;
}
