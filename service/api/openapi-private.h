/* What the printers of the OpenAPI document share. */
#ifndef API_OPENAPI_PRIVATE_H
#define API_OPENAPI_PRIVATE_H

#include <jansson.h>

#include "api/api.h"
#include "domain/resource.h"

/* The document while it is being printed. */
struct printing {
    struct arena *arena;
    const struct config *config;
    const char *public_url;
    json_t *schemas, *responses, *parameters, *headers; /* of components */
};

/* ---- openapi_text.c: small pieces ---- */

/* Sets description (English) and x-description-sv; returns `object`. */
json_t *described(json_t *object, const char *sv, const char *en);

json_t *reference(struct printing *printing, const char *section, const char *name);

/* A closed object schema; `properties` is given up, all are required when `is_whole`. */
json_t *closed_object(json_t *properties, bool is_whole);

/* "IndicatorVersion" of "indicator_version" or "indicator-versions". */
const char *pascal_case(struct arena *arena, const char *name);

json_t *strings(const char *const *list, size_t count);

/* The text of openapi/<name>, without the final line break. */
const char *embedded_text(struct arena *arena, const char *name);

/* ---- openapi_schemas.c: from field tables ---- */

/* One value of a field: what a filter takes, or an item of a list. */
json_t *value_schema(const struct field *field, bool is_nullable);

/* An object of a resource as replies have it, and a row of its dataset as imports take it. */
json_t *resource_schema(struct printing *printing, const struct resource *resource);
json_t *row_schema(struct printing *printing, const struct resource *resource);

/* ---- openapi_examples.c: from the fields' examples ---- */

/* One value, from a cell of a CSV file. */
json_t *value_example(const struct field *field, const char *cell);

/* The first item that a filter could be given; never "". */
const char *filter_example(const struct field *field);

json_t *resource_example(const struct resource *resource);
json_t *row_example(const struct resource *resource);

/* Header and one row: as replies have them, and as imports take them. */
const char *csv_example(struct arena *arena, const struct resource *resource, bool is_import);

/* A page of a list with one item, which is given up. */
json_t *page_example(struct printing *printing, const char *path, const char *list, json_t *item);

/* ---- openapi_parameters.c ---- */

/* Common parameters and headers of requests, into components. */
void add_common_parameters(struct printing *printing);

json_t *list_parameters(struct printing *printing, const struct resource *resource, unsigned produces);
json_t *object_parameters(struct printing *printing, const struct resource *resource, unsigned produces);

/* format= for that set of formats. */
json_t *format_parameter(struct printing *printing, unsigned produces);
json_t *parameter_reference(struct printing *printing, const char *name);

/* ---- openapi_replies.c ---- */

/* Headers, frames of lists, problems and what else replies are made of, into components. */
void add_common_replies(struct printing *printing);

/* A set of kinds of problems. */
typedef unsigned long problem_set;
#define PROBLEM_BIT(kind) (1ul << PROBLEM_##kind)

/* Adds a reply per status, and `default` for those of `elsewhere`. */
void add_problems(struct printing *printing, json_t *responses, problem_set kinds, problem_set elsewhere);

/* What a good reply of a route is made of. */
struct good_reply {
    const char *sv, *en;
    json_t *schema, *example; /* of JSON */
    const char *csv, *ndjson; /* examples; NULL when the route does not give them */
    bool has_page_headers, has_etag, has_language, has_file_name;
};

json_t *good_response(struct printing *printing, const struct good_reply *reply);

/* ---- openapi_operations.c ---- */

/* The operation of a route: generic from its resource, else from a table by method and pattern. */
json_t *operation_of(struct printing *printing, const struct route *route);

/* Tags in the order of the documentation, with their descriptions. */
json_t *operation_tags(void);

#endif
