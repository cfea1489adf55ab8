/* Life cycles (domain.md 2.5): which state of a resource may follow which. The state is the resource's field `state`.
 */
#ifndef DOMAIN_LIFE_CYCLE_H
#define DOMAIN_LIFE_CYCLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "domain/resource.h"

/* The state in which objects are created; NULL when the resource has no life cycle. */
const char *life_cycle_initial(const struct resource *resource);

/* Whether an object may go from one state to another. Staying where it is, is no move and always allowed. */
bool life_cycle_allows(const struct resource *resource, const char *from, const char *to);

/* The states that may follow `from`: "active, cancelled"; "" when none may. */
const char *life_cycle_moves(struct arena *arena, const struct resource *resource, const char *from);

#endif
