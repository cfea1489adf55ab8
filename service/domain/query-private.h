/* What the readers of a query share. */
#ifndef DOMAIN_QUERY_PRIVATE_H
#define DOMAIN_QUERY_PRIVATE_H

#include "domain/parameters.h"
#include "domain/query.h"

/* A query being read. */
enum { TOTALS_COUNT = 2 };

struct reading {
    const struct query_limits *limits;
    struct query *query;
    struct error *err;
    struct filter *filters;
    bool offset_given;
    bool totals;        /* totals=true */
    const char *cursor; /* after=, NULL when not given */
};

/* query_filters.c: reads a filter; false when the resource has none of that name. */
bool reading_filter(struct reading *reading, const struct parameter *parameter);

/* totals=true: nobody is told apart by sex or age. */
void reading_finish_totals(struct reading *reading);

/* The parameters that filter by a field, added to `names`; returns the new count. */
size_t filter_add_names(struct arena *arena, const struct field *field, const char **names, size_t count);

/* query_cursor.c: sets query->after from a cursor of ours; false when it is none. */
bool cursor_decode(struct arena *arena, struct query *query, const char *cursor);

#endif
