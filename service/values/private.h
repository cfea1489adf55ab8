/* What the files of values share. */
#ifndef VALUES_PRIVATE_H
#define VALUES_PRIVATE_H

#include "values/values.h"

/* The place of an item or a part; columns of files have none below them. */
struct value_place place_below(struct arena *arena, const struct value_place *place, const char *member);

/* ---- geometry.c ---- */

enum { GEOMETRY_MOST_POSITIONS = 5000 };

/* A Point, Polygon or MultiPolygon as GeoJSON text: rings closed, turned as RFC 7946 wants them, coordinates in range
 * and to a centimetre. NULL with violations. Whether rings cross is not looked into. */
const char *value_geometry(const struct value_rules *rules, const struct raw_value *value,
                           const struct value_place *place, struct error *err);

#endif
