/* What an indicator aims at, and which of two values is better (domain.md 2.2 `direction`, A2). */
#ifndef STATS_AIM_H
#define STATS_AIM_H

enum direction { DIRECTION_NONE, DIRECTION_UP, DIRECTION_DOWN, DIRECTION_RANGE, DIRECTION_COUNT };
extern const char *const stats_direction_codes[DIRECTION_COUNT]; /* DIRECTION_NONE is "none", not null */

/* low <= high in the indicator's unit. A target value stands in both; what needs a direction only leaves them 0. */
struct aim {
    enum direction direction;
    double low, high;
};

/* How far value is outside [low, high] of the aim; 0 inside. The direction does not matter. */
double stats_aim_distance(struct aim aim, double value);

/* A number that is larger the better the value: value, -value, -distance; NAN for DIRECTION_NONE. */
double stats_aim_merit(struct aim aim, double value);

#endif
