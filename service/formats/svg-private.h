/* Pictures of figures: what svg_series.c takes from a cube and svg.c draws. */
#ifndef FORMATS_SVG_PRIVATE_H
#define FORMATS_SVG_PRIVATE_H

#include "formats/cube.h"

struct svg_point {
    const char *period;
    double at;               /* the middle of the period, in years */
    double value, low, high; /* NAN: not known */
    const char *status;      /* as in the cube */
    bool is_break, is_forecast;
    size_t run; /* a line joins points of one run only */
};

struct svg_series {
    const char *label; /* what tells it from the others; "" when it is alone */
    struct svg_point *points;
    size_t count;
};

/* Every series with a figure, hidden ones too, in the order of the cube. */
size_t svg_series_of(const struct cube *cube, struct svg_series **series);

#endif
