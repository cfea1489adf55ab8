/* What the OpenAPI document says that an operation may answer. */
#ifndef FUZZ_REQUEST_CONTRACT_H
#define FUZZ_REQUEST_CONTRACT_H

#include <stdbool.h>

#include "api/surface.h"
#include "http/http.h"

/* Reads the document that the service would give. */
void contract_read(const struct api *api);

/* Whether the document has the route. */
bool contract_has(const struct route *route);

/* Whether the route may answer so: "" for no body. Other types than those of problems are left to what the route
 * produces, since the document names only some of its formats. */
bool contract_allows(const struct route *route, int status, const char *type);

#endif
