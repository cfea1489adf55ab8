/* The machine-readable contract, printed from the tables that serve the requests. */
#ifndef API_OPENAPI_H
#define API_OPENAPI_H

#include <stddef.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/lang.h"
#include "http/http.h"

/* The OpenAPI 3.1 document of these routes as JSON text that ends with a line break, its words in Swedish (LANG_SV) or
 * else in English; the same tables and settings give the same bytes. Lives in `arena`. */
char *openapi_document(struct arena *arena, const struct config *config, const struct route *routes, size_t count,
                       enum lang lang, size_t *length);

#endif
