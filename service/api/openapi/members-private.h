/* Tables of members as JSON Schemas and examples. */
#ifndef API_OPENAPI_MEMBERS_PRIVATE_H
#define API_OPENAPI_MEMBERS_PRIVATE_H

#include "api/analyses.h"
#include "api/calculations.h"
#include "private.h"

/* A closed object of all members of the lists; a result has them all, a body those that are needed. */
json_t *members_schema(struct printing *printing, const struct member *const *lists, const size_t *counts,
                       size_t list_count, bool is_result);

json_t *members_example(const struct member *members, size_t count);

#endif
