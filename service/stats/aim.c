/* Which of two values is better. */
#include "stats/aim.h"

#include <math.h>

const char *const stats_direction_codes[] = {
    [DIRECTION_NONE] = "none",
    [DIRECTION_UP] = "up",
    [DIRECTION_DOWN] = "down",
    [DIRECTION_RANGE] = "range",
};

double stats_aim_distance(struct aim aim, double value) {
    if (value < aim.low) return aim.low - value;
    return value > aim.high ? value - aim.high : 0;
}

double stats_aim_merit(struct aim aim, double value) {
    switch (aim.direction) {
    case DIRECTION_UP: return value;
    case DIRECTION_DOWN: return -value;
    case DIRECTION_RANGE: return -stats_aim_distance(aim, value);
    default: return NAN;
    }
}
