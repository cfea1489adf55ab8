/* Other systems' interfaces, so that their clients work here unchanged: what all neighbours are made of.
 *
 * A neighbour is a room: routes outside /tillit/v1 (struct route.is_foreign), its own way of telling refusals, and
 * handlers that read their clients' requests into the same struct query as the lists of the API and print the same rows
 * in another shape. None has a way of its own to figures, so that what is hidden stays hidden. */
#ifndef NEIGHBOURS_FRAME_H
#define NEIGHBOURS_FRAME_H

#include "domain/query.h"
#include "work/work.h"

/* What figures and catalogue may be used for: anything (CC0). */
#define PUBLIC_DOMAIN "http://creativecommons.org/publicdomain/zero/1.0/"

struct neighbour {
    const struct route *routes;
    size_t route_count;
    const struct dialect *dialect; /* NULL: refusals are problem+json */
};

/* ---- parameters.c ---- */

/* Refuses parameters that come with two values, in any case: the last would silently be meant. But for those whose
 * names begin like one of `lists` (NULL after the last), which take several. */
bool parameters_are_single(const struct request *request, const char *const lists[], struct error *err) must_check;

/* ---- rows.c: the rows of a resource, as the caller may see them ---- */

/* Reads the parameters that a list of the resource would take ("indicator", "ins-01,ins-02"). All rows, unless `limit`
 * is among them. */
bool rows_query(const struct request *request, const struct resource *resource, const struct parameter *parameters,
                size_t count, struct query *query, struct error *err) must_check;

/* Called for each row, with its cells (domain/column.h) in the order of the columns: valid until it returns. */
typedef void row_taker(void *state, const char *const *cells, size_t count);

/* Gives `take` all rows of the query. */
bool rows_each(const struct request *request, const struct query *query, row_taker *take, void *state,
               struct error *err) must_check;

/* The same kept in the request's memory: for lists that are small whatever is stored. */
struct table {
    const char *const **rows;
    size_t count;
};
bool rows_table(const struct request *request, const struct query *query, struct table *table,
                struct error *err) must_check;

/* The municipalities that are in a peer group until further notice, from the cell of its members. */
size_t members_now(struct arena *arena, const char *cell, const char ***codes);

/* How many rows the query has, wherever it begins and ends. */
bool rows_total(const struct request *request, const struct query *query, long *total, struct error *err) must_check;

#endif
