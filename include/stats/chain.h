/* The weakest link of a process and the reach of steering (domain.md A12). */
#ifndef STATS_CHAIN_H
#define STATS_CHAIN_H

#include <stddef.h>

#include "stats/mean_change.h"

struct weakest_link {
    struct note note;
    size_t weakest, second; /* positions of the two smallest means, the first of equals; meaningless if INSUFFICIENT */
    struct effect difference; /* second − weakest, Welch */
    enum ternary is_clear;    /* p < alpha; null when there is no test */
};

/* The smallest mean against the second smallest. Fewer than two links, or an n below 2 in these: INSUFFICIENT. */
struct weakest_link stats_weakest_link(const struct mean_group *links, size_t link_count, struct levels levels);

/* One governance level: respondents and how many of them say that the steering is stated, known, practised,
 * experienced; NAN where it was not measured. */
struct chain_level {
    double n_respondents, n_stated, n_known, n_practised, n_experienced;
};

struct chain_shares {
    double stated, known, practised, experienced; /* 0-1; null when not measured or below 5 respondents */
};
struct chain_shares stats_chain_shares(struct chain_level level);

/* From which share on a level holds what was decided. */
#define CHAIN_LIMIT 0.5

/* What decides whether a level holds: the share who practise it, or, where that was not measured, who experience it:
 * the users' own level. Wilson's interval; clear when the limit lies outside it. Null when not measured or below 5
 * respondents. */
struct chain_hold {
    double p;
    struct interval ci;
    enum ternary holds, is_clear;
};
struct chain_hold stats_chain_hold(struct chain_level level, double conf_level);

/* Levels from the top that hold, without a gap, over the levels where it was measured; levels below 5 respondents
 * count. Levels without a measurement are passed over. */
struct chain_reach {
    struct note note; /* INSUFFICIENT when nothing was measured */
    double reach;
    size_t held, measured;
    size_t first_break; /* position of the first level that fails; level_count when none does */
};
struct chain_reach stats_chain_reach(const struct chain_level *levels, size_t level_count);

#endif
