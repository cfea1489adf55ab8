/* What the files of api share. */
#ifndef API_PRIVATE_H
#define API_PRIVATE_H

#include "api/api.h"
#include "work/work.h"

/* meta.c: the service about itself. */
handler handle_root, handle_api_info, handle_limits, handle_openapi, handle_problem_type;

/* ops.c */
handler handle_livez, handle_readyz, handle_startupz, handle_metrics;

/* access.c: may this request be served (before its body is read)? */
bool access_authorise(struct request *request, struct error *err);

static inline struct api *request_api(const struct request *request) { return request->context; }

/* metrics.c: counters by route and status, latency by route. */
struct metrics *metrics_create(const struct route *routes, size_t count);
void metrics_destroy(struct metrics *metrics);
void metrics_count(void *context, const struct route *route, int status, double seconds);
void metrics_write(const struct metrics *metrics, struct text *out);

#endif
