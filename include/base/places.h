/* One of so many at a time. */
#ifndef BASE_PLACES_H
#define BASE_PLACES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Takes a place of `most`, waiting for one at most so long; false when none became free. Waiting is what keeps whoever
 * asks one thing after another: its last reply has been read before the place of it is given back. */
bool places_take(atomic_long *taken, long most, int64_t wait_ms);

void places_give(atomic_long *taken);

#endif
