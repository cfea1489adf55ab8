/* What the files of api share. */
#ifndef API_PRIVATE_H
#define API_PRIVATE_H

#include "api/api.h"
#include "auth/principal.h"
#include "base/text.h"
#include "domain/resource.h"

typedef bool handler(struct request *request, struct reply *reply, struct error *err);

/* crud.c: the generic handlers; route->subject is the resource. */
handler handle_list, handle_object;

/* write.c: the generic handlers of resources that are written. */
handler handle_create, handle_change, handle_delete;

/* keys.c: keys are made and revoked in a way of their own. */
handler handle_create_key, handle_revoke_key;

/* meta.c: the service about itself. */
/* For routes that take no parameters: false with a violation for each. */
bool refuse_parameters(const struct request *request, struct error *err);

handler handle_root, handle_api_info, handle_limits, handle_openapi, handle_problem_type;

/* calculations.c; route->subject is the calculation. */
handler handle_calculation;

/* publish.c */
handler handle_preview;

/* analyses.c; route->subject is the analysis. */
handler handle_analysis;

/* ops.c */
handler handle_livez, handle_readyz, handle_startupz, handle_metrics;

/* Tells whoever spelled a code otherwise how codes are spelled; returns false. */
bool suggest_spelling(const struct request *request, struct error *err);

/* collection.c: the frame around every list. */
struct collection {
    const char *list;  /* member that holds the list */
    const char *items; /* JSON objects without brackets */
    size_t items_length;
    long count, total, limit;
    long offset;            /* -1: continued by cursor */
    const char *next_after; /* NULL on the last page */
};

/* Fills the reply: body with _meta and _links, Link and Total-Count headers. */
void collection_reply(const struct request *request, const struct collection *collection, struct reply *reply);

/* access.c: may this request be served (before its body is read)? */
bool access_authorise(struct request *request, struct error *err);

/* 403 unless the caller may do that at `where` (principal_may). */
bool access_may(const struct request *request, enum action action, const char *where, struct error *err) must_check;

/* The same for writing an object of the route's resource that belongs to `owner`: a municipality's code or "shared". */
bool access_may_write(const struct request *request, const char *owner, struct error *err) must_check;

/* evaluation_part.c: whether a request is a municipality's change of its own part in another's evaluation. */
bool evaluation_part_is_own(const struct request *request, struct db *db, const char *owner, bool *is_own,
                            struct error *err) must_check;

/* Who is asking; NULL without a key. */
const struct principal *request_principal(const struct request *request);

/* Who a request acts for. */
const struct tenant *request_tenant(const struct request *request);

/* audit.c: what the audit trail calls a request to that route. */
const char *audit_action(const struct route *route);

/* The refusal of someone whose key is known becomes an event, in a transaction of its own; where the database is away,
 * a line in the log. Handlers have given their connection back by then. */
void audit_refusal(struct request *request, int status);

/* A connection for whom the request acts, until its deadline (store_borrow). */
bool request_borrow(const struct request *request, struct db **db, struct error *err) must_check;

static inline struct api *request_api(const struct request *request) { return request->context; }

/* Sets a JSON body of public data that every cache may keep. */
void reply_public_json(struct reply *reply, const char *body, size_t length);

/* ready.c: whether the database is there, its schema this program's, and each statement what the code takes it for,
 * which is asked until it has been answered once: PROBLEM_INTERNAL when one is not. */
bool api_is_ready(struct api *api, struct error *err) must_check;

/* metrics.c: counters by route and status, latency by route. */
struct metrics *metrics_create(const struct route *routes, size_t count);
void metrics_destroy(struct metrics *metrics);
void metrics_count(void *context, const struct route *route, int status, double seconds);
void metrics_write(const struct metrics *metrics, struct text *out);

#endif
