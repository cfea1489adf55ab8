/* Reading any resource, from its field table: route->subject. */
#ifndef API_READING_H
#define API_READING_H

#include "domain/query.h"
#include "formats/cube.h"
#include "work/work.h"

handler handle_list, handle_object;

/* Observations of a query as a cube, laid and named, for the way of leaving as a whole. `prepare` (may be NULL) sees it
 * before the first row. Refused as a violation of `format` when it has too many cells, or two figures for one. */
typedef void cube_preparer(struct cube *cube, void *state);
bool reading_cube(const struct request *request, const struct query *query, cube_preparer *prepare, void *state,
                  struct cube *cube, struct error *err) must_check;

/* One of config.max_exports at a time, until the reply has left. */
bool reading_take_slot(const struct request *request, struct error *err) must_check;

#endif
