/* What the files of the surface share. */
#ifndef API_SURFACE_PRIVATE_H
#define API_SURFACE_PRIVATE_H

#include "api/surface.h"

/* meta.c: the service about itself. */
handler handle_root, handle_api_info, handle_limits, handle_openapi, handle_problem_type;

/* front.c: where people and machines part. */
handler handle_front;

/* ops.c */
handler handle_livez, handle_readyz, handle_startupz, handle_metrics;

static inline struct api *request_api(const struct request *request) { return request->context; }

/* metrics.c */
void metrics_write(const struct metrics *metrics, struct text *out);

#endif
