/* The disclosure control of a publication. */
#ifndef API_RELEASES_PRIVATE_H
#define API_RELEASES_PRIVATE_H

#include "api/releases.h"
#include "store/store.h"

/* Marks the cells of a release that must be hidden for the sake of others. `exposure` is of those that follow
 * all the same. The figures of all are looked at, since a line may hold several municipalities; what comes out is but
 * marks. */
must_check bool publish_control(struct db *db, const char *const *release_and_time, struct exposure *exposure,
                                struct error *err);

#endif
