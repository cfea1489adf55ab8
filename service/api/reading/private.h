/* What the files of reading share. */
#ifndef API_READING_PRIVATE_H
#define API_READING_PRIVATE_H

#include "api/reading.h"
#include "domain/query.h"

/* ---- query.c ---- */

/* Whether rows leave page by page. */
bool reading_is_page(const struct request *request);

/* The parameters against the resource's field table. */
bool reading_query(struct request *request, bool is_object, struct query *query, struct error *err) must_check;

void reading_set_language(struct reply *reply, const struct query *query);

#endif
