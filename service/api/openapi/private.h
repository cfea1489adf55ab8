/* What the printers of the OpenAPI document share. */
#ifndef API_OPENAPI_PRIVATE_H
#define API_OPENAPI_PRIVATE_H

#include <jansson.h>

#include "domain/resource.h"
#include "formats/formats.h"
#include "work/work.h"

/* The document while it is being printed. */
struct printing {
    struct arena *arena;
    const struct config *config;
    const char *public_url;
    json_t *schemas, *responses, *parameters, *headers, *examples; /* of components */
};

/* ---- text.c: small pieces ---- */

/* Sets description (English) and x-description-sv; returns `object`. */
json_t *described(json_t *object, const char *sv, const char *en);

json_t *reference(struct printing *printing, const char *section, const char *name);

/* A closed object schema; `properties` is given up, all are required when `is_whole`. */
json_t *closed_object(json_t *properties, bool is_whole);

/* Says which members must be there, unless none must; `required` is given up; returns `schema`. */
json_t *requiring(json_t *schema, json_t *required);

/* "IndicatorVersion" of "indicator_version" or "indicator-versions". */
const char *pascal_case(struct arena *arena, const char *name);

json_t *strings(const char *const *list, size_t count);

/* The text of openapi/<name>, without the final line break. */
const char *embedded_text(struct arena *arena, const char *name);

/* ---- shared.c: components of what repeats ---- */

/* A component of that name; a number follows the name when another schema has it. `schema` is given up. */
json_t *shared_schema(struct printing *printing, const char *name, json_t *schema);

/* Parameters, replies and members of schemas that stand in the document more than once become components. */
void share_repeated(struct printing *printing, json_t *paths);

/* ---- schemas.c: from field tables ---- */

/* "string", or ["string", "null"]. */
json_t *type_name(const char *type, bool is_nullable);

/* What any value of a type is: type, format, pattern; of fields and of members. */
json_t *type_schema(enum field_type type, bool is_nullable);

/* One value of a field: what a filter takes, or an item of a list. */
json_t *value_schema(struct printing *printing, const struct field *field, bool is_nullable);

/* What clients write into a field: labels in three languages; null where nothing need be given. */
json_t *written_schema(struct printing *printing, const struct field *field, bool is_nullable);

/* Describes what a member of a body or a row means, unless the resource's own schema says so already. */
json_t *told_once(json_t *schema, const struct resource *resource, const struct field *field);

/* Names of codes: [{member, code, name}]. */
json_t *labels_schema(struct printing *printing);

/* An object of a resource as replies have it; a row of its dataset as imports take it, in components. */
json_t *resource_schema(struct printing *printing, const struct resource *resource);
json_t *row_schema(struct printing *printing, const struct resource *resource);

/* ---- examples.c: from the fields' examples ---- */

/* One value, from a cell of a CSV file. */
json_t *value_example(const struct field *field, const char *cell);

/* The first item that a filter could be given; never "". */
const char *filter_example(const struct field *field);

/* One value as a body has it: labels in three languages. */
json_t *written_example(const struct field *field, const char *cell);

json_t *resource_example(const struct resource *resource);

/* The name of the resource's example in components, where it is put. */
const char *shared_example(struct printing *printing, const struct resource *resource);
json_t *row_example(const struct resource *resource);

/* One row as a format may want it: cells with their columns, or the object (NULL where no format of objects is given).
 */
struct example_row {
    const struct column *columns;
    size_t count;
    const char *const *cells;
    const char *object;
    const char *title; /* of all rows */
};

/* As replies have it, or as imports take it; at most so many columns. */
struct example_row cells_example(struct arena *arena, const struct resource *resource, bool is_import, size_t most);

/* The row alone in that format. */
const char *format_example(struct arena *arena, enum media media, const struct example_row *row);

/* ---- parameters.c ---- */

/* Common parameters and headers of requests, into components. */
void add_common_parameters(struct printing *printing);

json_t *list_parameters(struct printing *printing, const struct resource *resource, unsigned produces);
json_t *object_parameters(struct printing *printing, const struct resource *resource, unsigned produces);

/* How the object is shown that a reply to a creation or a change holds. */
json_t *reply_parameters(struct printing *printing, const struct resource *resource, unsigned produces);

/* The one in the path of an object. */
json_t *key_parameter(struct printing *printing, const struct resource *resource);

/* format= for that set of formats, unless it holds one only. */
void add_format_parameter(struct printing *printing, json_t *parameters, unsigned produces);
json_t *parameter_reference(struct printing *printing, const char *name);

/* ---- replies.c ---- */

/* Headers, frames of lists, problems and what else replies are made of, into components. */
void add_common_replies(struct printing *printing);

/* A set of kinds of problems. */
typedef unsigned long problem_set;
#define PROBLEM_BIT(kind) (1ul << PROBLEM_##kind)

/* What can be met whatever is asked for, and says nothing about the operation: the reply `default`. */
#define ANYWHERE                                                                                                       \
    (PROBLEM_BIT(MALFORMED_REQUEST) | PROBLEM_BIT(INVALID_PARAMETERS) | PROBLEM_BIT(KEY_REQUIRED) |                    \
     PROBLEM_BIT(NOT_ACCEPTABLE) | PROBLEM_BIT(REQUEST_TIMEOUT) | PROBLEM_BIT(BODY_TOO_LARGE) |                        \
     PROBLEM_BIT(URL_TOO_LONG) | PROBLEM_BIT(TOO_MANY_REQUESTS) | PROBLEM_BIT(HEADERS_TOO_LARGE) |                     \
     PROBLEM_BIT(INTERNAL) | PROBLEM_BIT(UNAVAILABLE) | PROBLEM_BIT(DEADLINE_EXCEEDED))

/* What a question can be wrong in; said of what has no other refusal of its own. */
#define OF_QUESTION (PROBLEM_BIT(MALFORMED_REQUEST) | PROBLEM_BIT(INVALID_PARAMETERS))

/* ... whatever is sent along. */
#define WITH_BODY (ANYWHERE | PROBLEM_BIT(MALFORMED_BODY) | PROBLEM_BIT(UNSUPPORTED_MEDIA_TYPE))

/* What is the same wherever it is met: who may not, what is not there, who does not name the version that he changes.
 */
#define MET_ALIKE                                                                                                      \
    (PROBLEM_BIT(FORBIDDEN) | PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(STALE) | PROBLEM_BIT(PRECONDITION_REQUIRED))

/* Adds a reply per status, and `default` for those of `elsewhere` and MET_ALIKE. The examples name what is wrong in a
 * body by `place`: PLACE_COLUMN of a file, PLACE_POINTER of an object. */
void add_problems(struct printing *printing, json_t *responses, problem_set kinds, problem_set elsewhere,
                  enum place place);

/* The members of a page of a list: `items` is the schema of one, `example` one of them; both are given up. */
json_t *page_properties(struct printing *printing, const char *list, json_t *items, json_t *example);

/* What a good reply of a route is made of. */
struct good_reply {
    const char *sv, *en;
    json_t *schema, *example;   /* of JSON; no example where the parts of the schema have theirs */
    const char *shared_example; /* the name of one in components, instead of `example` */
    unsigned formats;           /* set of MEDIA_BIT: what else it comes in */
    struct example_row figure;  /* what those show that only observations come in: all their columns */
    bool has_etag, has_location;
};

json_t *good_response(struct printing *printing, const struct good_reply *reply);

/* ---- headings.c ---- */

/* What stands above an operation, in both languages; `tag` is the resource's group or one of those below. */
enum { TAG_IMPORTS = GROUP_COUNT, TAG_ANALYSES, TAG_CALCULATIONS, TAG_SERVICE, TAG_COUNT };

struct heading {
    const char *id;
    size_t tag;
    const char *summary_sv, *summary_en;
    const char *sv, *en;
};

/* The name of an operation, which generators make functions of: "listGoals". */
char *operation_id(struct arena *arena, const char *verb, const char *name);

json_t *headed(const struct heading *heading);

/* Who may call what says nothing else, and who may call an operation that does. */
json_t *common_security(void);
void add_security(json_t *operation, const struct route *route);

/* Tags in the order of the documentation, with their descriptions. */
json_t *operation_tags(void);

/* ---- operations.c ---- */

/* The operation of a route: generic from its resource, else from a table by method and pattern. */
json_t *operation_of(struct printing *printing, const struct route *route);

/* analyses.c */
json_t *analysis_operation(struct printing *printing, const struct route *route);

/* calculations.c */
json_t *calculation_operation(struct printing *printing, const struct route *route);

/* ---- bodies.c: what creating and changing take ---- */

json_t *new_schema(struct printing *printing, const struct resource *resource);
json_t *new_example(const struct resource *resource);

/* Whether what creates an object is a reply as well, as far as it goes: one example shows both. */
bool is_written_as_read(const struct resource *resource);
json_t *change_schema(struct printing *printing, const struct resource *resource);
json_t *change_example(const struct resource *resource);

/* ---- writing.c ---- */

/* The operation of a route that creates, changes or deletes objects of a resource. */
json_t *writing_operation(struct printing *printing, const struct route *route);

#endif
