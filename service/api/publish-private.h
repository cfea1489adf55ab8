/* The disclosure control of a publication. */
#ifndef API_PUBLISH_PRIVATE_H
#define API_PUBLISH_PRIVATE_H

#include "private.h"

/* Marks the cells of a release that must be hidden for the sake of others. `exposed` is the number of those that follow
 * all the same. The figures of all are looked at, since a line may hold several municipalities; what comes out is but
 * marks. */
must_check bool publish_control(struct db *db, const char *const *release_and_time, size_t *exposed, struct error *err);

#endif
