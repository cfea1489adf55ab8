/* Query parameters and request headers: common ones in components, filters from field tables. */
#include <stdlib.h>
#include <string.h>

#include "api/analyses.h"
#include "base/text.h"
#include "domain/query.h"
#include "private.h"
#include "service-private.h"

/* `example` and words may be NULL where the schema has them. */
static json_t *parameter(const char *name, const char *in, json_t *schema, json_t *example, const char *sv,
                         const char *en) {
    json_t *object = json_pack("{s:s, s:s}", "name", name, "in", in);
    if (en != NULL) described(object, sv, en);
    if (text_equal(in, "path")) json_object_set_new(object, "required", json_true());
    json_object_set_new(object, "schema", schema);
    if (example != NULL) json_object_set_new(object, "example", example);
    return object;
}

json_t *parameter_reference(struct printing *printing, const char *name) {
    return reference(printing, "parameters", name);
}

/* A comma list: name=a,b */
static json_t *list_parameter(const char *name, json_t *items, json_t *example, long most, const char *sv,
                              const char *en) {
    json_t *schema =
        json_pack("{s:s, s:o, s:i, s:I}", "type", "array", "items", items, "minItems", 1, "maxItems", (json_int_t)most);
    json_t *object = parameter(name, "query", schema, example, sv, en);
    json_object_set_new(object, "explode", json_false());
    return object;
}

/* ---- common ones ---- */

static json_t *whole_number(const struct config *config, const char *name, long otherwise) {
    struct query_bounds bounds = query_bounds(config, name);
    json_t *schema = json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", (json_int_t)bounds.lowest, "maximum",
                               (json_int_t)bounds.highest);
    if (otherwise >= 0) json_object_set_new(schema, "default", json_integer(otherwise));
    return schema;
}

static json_t *text_schema(int longest) {
    return json_pack("{s:s, s:i, s:i}", "type", "string", "minLength", 1, "maxLength", longest);
}

static json_t *one_of(const char *const *words, size_t count) {
    return json_pack("{s:s, s:o}", "type", "string", "enum", strings(words, count));
}

static json_t *time_or_date(void) {
    return json_pack("{s:s, s:s}", "type", "string", "pattern",
                     "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}.*)?$");
}

static void add_component(struct printing *printing, const char *key, json_t *object) {
    json_object_set_new(printing->parameters, key, object);
}

static void add_paging(struct printing *printing) {
    const struct config *config = printing->config;
    add_component(printing, "limit",
                  parameter("limit", "query", whole_number(config, "limit", config->default_page), json_integer(20),
                            "Antal rader på sidan. Andra format än JSON ger alla rader när den inte anges.",
                            "Rows of the page. Other formats than JSON give all rows when it is not given."));
    add_component(printing, "offset",
                  parameter("offset", "query", whole_number(config, "offset", 0), json_integer(0),
                            "Antal rader att hoppa över. Följ hellre länken next, som inte har någon gräns.",
                            "Rows to skip. Better follow the link next, which has no limit."));
    add_component(printing, "after",
                  parameter("after", "query", text_schema(4096), json_string("aW5kaWNhdG9ycytjb2RlQGVuO3Y2Omlucy0wMQ"),
                            "Markör ur _meta.next_after i föregående sida; kan inte förenas med offset.",
                            "Cursor from _meta.next_after of the page before; cannot be combined with offset."));
}

static void add_search_and_language(struct printing *printing) {
    add_component(printing, "q",
                  parameter("q", "query", text_schema(QUERY_LONGEST_SEARCH), json_string("trust"),
                            "Söker i koder, namn och texter, på alla språk, utan hänsyn till stora och små bokstäver.",
                            "Searches codes, names and texts, in all languages, whatever the case."));
    add_component(printing, "lang",
                  parameter("lang", "query", one_of(query_langs, LANG_COUNT + 1), json_string("en"),
                            "Språk för benämningar; går före Accept-Language. all ger names i stället för name.",
                            "Language of labels; goes before Accept-Language. all gives names instead of name."));
}

/* How results of analyses are presented. */
static void add_presentation(struct printing *printing) {
    json_t *digits = json_pack("{s:s, s:i, s:i}", "type", "integer", "minimum", 1, "maximum", ANALYSIS_MOST_DIGITS);
    json_t *list = json_pack("{s:s, s:s}", "type", "string", "pattern", "^[a-z][a-z0-9_]*$");
    add_component(printing, "digits",
                  parameter("digits", "query", digits, json_integer(3),
                            "Värdesiffror i talen; heltal och siffror före decimaltecknet står kvar.",
                            "Significant digits of numbers; whole numbers and digits before the point stay."));
    add_component(printing, "language", lang_parameter(printing));
    add_component(printing, "shares",
                  parameter("shares", "query", one_of(analysis_shares, 2), json_string("percent"),
                            "Andelar som 0–1 (share, förval) eller 0–100 (percent), som indikatorer i procent.",
                            "Shares as 0–1 (share, the default) or 0–100 (percent), as indicators in percent."));
    add_component(printing, "unfold",
                  parameter("unfold", "query", list, json_string("inputs"),
                            "I tabeller: listan som får en rad för vart och ett av sina objekt.",
                            "In tables: the list that has a row for each of its objects."));
}

static void add_request_headers(struct printing *printing) {
    /* any text: what is no trace is passed over, as W3C wants it, never refused */
    json_t *schema = json_pack("{s:s}", "type", "string");
    add_component(
        printing, "trace",
        parameter("traceparent", "header", schema,
                  json_string("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                  "Spårningskontext (W3C). Fortsätts och ges tillbaka; utan en läsbar börjar ett nytt spår.",
                  "Trace context (W3C). Continued and returned; without a readable one a new trace is started."));
}

static void add_preconditions(struct printing *printing) {
    json_t *tag = json_pack("{s:s, s:i, s:i}", "type", "string", "minLength", 1, "maxLength", 4096);
    json_t *if_match = parameter("If-Match", "header", tag, json_string("\"1-8f3a6c1d2b4e5f60\""),
                                 "ETag ur det svar som ändringen bygger på: utan den 428, och 412 när posten har "
                                 "ändrats sedan dess.",
                                 "ETag of the reply that the change rests on: 428 without it, and 412 when the record "
                                 "has changed since.");
    json_object_set_new(if_match, "required", json_true());
    add_component(printing, "if-match", if_match);
    add_component(
        printing, "idempotency-key",
        parameter("Idempotency-Key", "header", json_pack("{s:s, s:s}", "type", "string", "pattern", "^[!-~]{8,128}$"),
                  json_string("3f0c0a9e-7d0b-4a52-9f7e-0d6a2b1c4e55"),
                  "Samma nyckel och kropp en gång till, inom ett dygn, ger det första svaret i stället för en "
                  "ny post; en annan kropp ger 422. Pågår den första fortfarande blir det 409.",
                  "The same key and body once more, within a day, gives the first reply instead of a new "
                  "record; another body gives 422. While the first is still running it is 409."));
}

static void add_time_of_figures(struct printing *printing) {
    add_component(printing, "last_n",
                  parameter("last_n", "query", whole_number(printing->config, "last_n", -1), json_integer(5),
                            "De sista n mätta perioderna i varje serie.",
                            "The last n measured periods of each series."));
    add_component(printing, "as_of",
                  parameter("as_of", "query", time_or_date(), json_string("2025-05-01T00:00:00Z"),
                            "Vad som var känt vid den tiden (RFC 3339) eller dagen.",
                            "What was known at that time (RFC 3339) or day."));
    add_component(
        printing, "updated_after",
        parameter("updated_after", "query", time_or_date(), json_string("2025-08-01T00:00:00Z"),
                  "Bara det som publicerats efter den tiden eller dagen (at i /changes); av den egna kommunens siffror "
                  "det som lämnats efter den (recorded_at).",
                  "Only what was published after that time or day (at in /changes); of one's own municipality's "
                  "figures what was recorded after it (recorded_at)."));
    add_component(printing, "history",
                  parameter("history", "query", json_pack("{s:s, s:b}", "type", "boolean", "default", 0), json_true(),
                            "Också siffror som har ersatts.", "Figures that have been replaced as well."));
    add_component(printing, "totals",
                  parameter("totals", "query", json_pack("{s:s, s:b}", "type", "boolean", "default", 0), json_true(),
                            "Bara siffror om alla, inte efter kön eller ålder (sex och age_band _T).",
                            "Figures about everybody only, not by sex or age (sex and age_band _T)."));
    add_component(printing, "labels",
                  parameter("labels", "query", one_of(query_labels, LABELS_COUNT), json_string("codes"),
                            "Koder, benämningar eller bådadera; benämningar ensamma bara i tabeller.",
                            "Codes, names or both; names alone in tables only."));
}

void add_common_parameters(struct printing *printing) {
    add_paging(printing);
    add_search_and_language(printing);
    add_presentation(printing);
    add_request_headers(printing);
    add_preconditions(printing);
    add_time_of_figures(printing);
}

/* ---- format ---- */

void add_format_parameter(struct printing *printing, json_t *parameters, unsigned produces) {
    static const unsigned usual =
        1u << MEDIA_JSON | 1u << MEDIA_CSV | 1u << MEDIA_CSV_EXCEL | 1u << MEDIA_XLSX; /* in the name of the rest */
    const char *names[MEDIA_COUNT];
    size_t count = 0;
    bool is_usual = (produces & usual) == usual;
    struct text key = text_start(printing->arena);
    text_add(&key, is_usual ? "format" : "format-of");
    for (int media = 0; media < MEDIA_COUNT; media++) {
        if (!(produces & (1u << media)) || media_types[media].format == NULL) continue;
        names[count++] = media_types[media].format;
        if (!is_usual || !(usual & 1u << media)) text_printf(&key, "-%s", media_types[media].format);
    }
    if (count < 2) return;
    if (json_object_get(printing->parameters, key.data) == NULL)
        add_component(printing, key.data,
                      parameter("format", "query", one_of(names, count), json_string(names[0]),
                                "Svarets format; går före Accept. Andra format än JSON ger allt.",
                                "Format of the reply; goes before Accept. Other formats than JSON give all."));
    json_array_append_new(parameters, parameter_reference(printing, key.data));
}

/* ---- those that name fields ---- */

static json_t *names_parameter(const char *name, json_t *allowed, json_t *example, const char *sv, const char *en) {
    json_t *items = json_pack("{s:s, s:o}", "type", "string", "enum", allowed);
    json_t *object = list_parameter(name, items, example, 0, sv, en);
    json_object_del(json_object_get(object, "schema"), "maxItems");
    json_object_del(json_object_get(object, "schema"), "minItems");
    return object;
}

static json_t *fields_with(const struct resource *resource, unsigned flag) {
    json_t *names = json_array();
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & flag) json_array_append_new(names, json_string(resource->fields[i].name));
    return names;
}

/* What nothing is sorted by is told to whoever asks for it. */
static json_t *sort_parameter(struct printing *printing, const struct resource *resource) {
    char **names;
    size_t count = text_split(printing->arena, resource->sort, ',', &names);
    json_t *items = json_pack("{s:s, s:s}", "type", "string", "pattern", "^-?[a-z][a-z0-9_]*$");
    json_t *parameter =
        list_parameter("sort", items, strings((const char *const *)names, count), printing->config->max_values,
                       arena_printf(printing->arena, "Annars %s.", resource->sort),
                       arena_printf(printing->arena, "Otherwise %s.", resource->sort));
    json_t *order = described(json_incref(json_object_get(parameter, "schema")),
                              "Fält i ordning, ur fields utom listor och objekt; minus vänder.",
                              "Members in order, of fields but lists and objects; a minus reverses.");
    json_object_set_new(parameter, "schema", shared_schema(printing, "SortOrder", order));
    return parameter;
}

/* A comma list of members that the schema of the reply has. */
static json_t *member_names(struct printing *printing, const char *name, json_t *example, const char *sv,
                            const char *en) {
    json_t *items = json_pack("{s:s, s:s}", "type", "string", "pattern", "^[a-z][a-z0-9_]*$");
    json_t *parameter = list_parameter(name, items, example, printing->config->max_values, sv, en);
    json_t *names = described(json_incref(json_object_get(parameter, "schema")), "Medlemmar.", "Members.");
    json_object_set_new(parameter, "schema", shared_schema(printing, "MemberNames", names));
    return parameter;
}

/* Which members there are says the schema of the reply. */
static json_t *fields_parameter(struct printing *printing, const struct resource *resource) {
    json_t *allowed = fields_with(resource, FIELD_READ), *first = json_pack("[O]", json_array_get(allowed, 0));
    json_decref(allowed);
    return member_names(printing, "fields", first, "Bara dessa av postens medlemmar i svaret.",
                        "Only these of the record's members in the reply.");
}

static json_t *expand_parameter(struct printing *printing, const struct resource *resource) {
    const struct field *municipality = resource_field(resource, "municipality");
    if (resource->expansion_count == 0 && municipality != NULL && (municipality->flags & FIELD_EXPAND))
        return member_names(printing, "expand", json_pack("[s]", "municipality"),
                            "Objekt i stället för koder, i de medlemmar som kan hålla ett; en nivå.",
                            "Objects instead of codes, in the members that may hold one; one level.");
    json_t *allowed = fields_with(resource, FIELD_EXPAND), *example = json_array();
    for (size_t i = 0; i < resource->expansion_count; i++)
        json_array_append_new(allowed, json_string(resource->expansions[i].name));
    size_t last = json_array_size(allowed) - 1;
    json_array_append(example, json_array_get(allowed, last));
    return names_parameter("expand", allowed, example, "Objekt i stället för koder; en nivå.",
                           "Objects instead of codes; one level.");
}

/* ---- filters ---- */

static json_t *filter_items(struct printing *printing, const struct field *field, bool may_be_latest) {
    json_t *items = value_schema(printing, field, false);
    if (!may_be_latest) return items;
    json_decref(items);
    return json_pack("{s:s, s:s}", "type", "string", "pattern",
                     "^(latest|[1-9][0-9]{3}(-(S[12]|Q[1-4]|0[1-9]|1[0-2]))?)$");
}

/* The example of a filter: the first item, not a list. */
static json_t *filter_value(struct arena *arena, const struct field *field) {
    const char *cell = filter_example(field);
    struct field single = *field;
    single.flags &= ~(unsigned)FIELD_LIST;
    return value_example(&single, arena_strndup(arena, cell, strcspn(cell, "|")));
}

static void leave_to_field(json_t *value) {
    static const char *const told_by_field[] = {"minimum", "maximum", "maxLength"};
    for (size_t i = 0; i < sizeof told_by_field / sizeof *told_by_field; i++) json_object_del(value, told_by_field[i]);
}

/* Whether only the field knows an example: of something that there is, of a word, or of numbers that begin late. */
static bool has_own_example(const struct resource *resource, const struct field *field) {
    bool is_key = resource->key != NULL && text_equal(field->name, resource->key);
    bool names_another = field->type == FIELD_REF || field->type == FIELD_CODE || field->type == FIELD_UUID ||
                         field->type == FIELD_OWNER || field->type == FIELD_TEXT;
    bool begins_late = field->min != NULL && strtod(field->min, NULL) > 1;
    return (names_another && !is_key) || begins_late;
}

/* A value of that type, whatever the field. */
static json_t *ordinary_value(const struct field *field) {
    bool is_code = field->type == FIELD_REF || field->type == FIELD_OWNER;
    const struct field any = {.type = is_code ? FIELD_CODE : field->type, .example = ""};
    return value_example(&any, filter_example(&any));
}

/* "CodeFilter": the values of a filter, as a schema that filters by values of that kind share; what they may be at most
 * says the field itself. */
static json_t *filter_schema(struct printing *printing, const struct field *field, bool may_be_latest, json_t *schema) {
    struct arena *arena = printing->arena;
    json_t *items = json_object_get(schema, "items");
    const char *path = json_string_value(json_object_get(items, "$ref"));
    const char *format = json_string_value(json_object_get(items, "format"));
    if (field->type == FIELD_ENUM) {
        json_t *words = json_pack("{s:s, s:O}", "type", "array", "items", items);
        json_decref(schema);
        return words;
    }
    leave_to_field(items);
    json_object_set_new(schema, "examples", json_pack("[[o]]", ordinary_value(field)));
    const char *kind = path != NULL     ? strrchr(path, '/') + 1
                       : may_be_latest  ? "PeriodOrLatest"
                       : format != NULL ? format
                                        : json_string_value(json_object_get(items, "type"));
    return shared_schema(printing, arena_printf(arena, "%sFilter", pascal_case(arena, kind)),
                         described(schema, "Flera värden, med komma, betyder något av dem.",
                                   "Several values, with commas, mean any of them."));
}

static json_t *filter_parameter(struct printing *printing, const struct resource *resource, const struct field *field) {
    bool may_be_latest = (resource->flags & RESOURCE_SERIES) && field->type == FIELD_PERIOD;
    json_t *filter = list_parameter(field_parameter(field), filter_items(printing, field, may_be_latest),
                                    json_pack("[o]", filter_value(printing->arena, field)),
                                    printing->config->max_values, NULL, NULL);
    if (field->type == FIELD_ENUM) described(filter, "Något av dem.", "Any.");
    json_t *schema = json_incref(json_object_get(filter, "schema"));
    json_object_set_new(filter, "schema", filter_schema(printing, field, may_be_latest, schema));
    if (!has_own_example(resource, field)) json_object_del(filter, "example");
    return filter;
}

static const struct {
    const char *suffix, *kind, *sv, *en;
} tests[] = {
    {"", NULL, NULL, NULL},
    {"_min", "Least", "Minst.", "At least."},
    {"_max", "Most", "Högst.", "At most."},
    {"_from", "From", "Tidigast.", "Not before."},
    {"_to", "To", "Senast.", "Not after."},
};

enum { TEST_COUNT = sizeof tests / sizeof *tests };

/* "DateFrom": one end of a range, as a schema that ranges of values of that kind share. */
static json_t *bound_schema(struct printing *printing, json_t *value, const struct field *field, size_t test) {
    const char *format = json_string_value(json_object_get(value, "format"));
    const char *kind = format != NULL ? format : json_string_value(json_object_get(value, "type"));
    leave_to_field(value);
    json_object_set_new(value, "examples", json_pack("[o]", ordinary_value(field)));
    return shared_schema(printing,
                         arena_printf(printing->arena, "%s%s", pascal_case(printing->arena, kind), tests[test].kind),
                         described(value, tests[test].sv, tests[test].en));
}

/* What its end means says the schema, unless the type has a name of its own. */
static json_t *range_parameter(struct printing *printing, const struct resource *resource, const struct field *field,
                               const char *name, size_t test) {
    json_t *value = value_schema(printing, field, false), *example = filter_value(printing->arena, field);
    if (json_object_get(value, "$ref") != NULL)
        return parameter(name, "query", value, example, tests[test].sv, tests[test].en);
    if (!has_own_example(resource, field)) {
        json_decref(example);
        example = NULL;
    }
    return parameter(name, "query", bound_schema(printing, value, field, test), example, NULL, NULL);
}

/* The field that a parameter filters by, and the test that its ending stands for. */
static const struct field *field_of_parameter(const struct resource *resource, const char *name, size_t *test) {
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        const char *stem = field_parameter(field);
        if (!(field->flags & FIELD_FILTER) || !text_starts(name, stem)) continue;
        for (*test = 0; *test < TEST_COUNT; ++*test)
            if (text_equal(name + strlen(stem), tests[*test].suffix)) return field;
    }
    return NULL;
}

static json_t *named_parameter(struct printing *printing, const struct resource *resource, const char *name) {
    size_t test;
    if (text_equal(name, "sort")) return sort_parameter(printing, resource);
    if (text_equal(name, "fields")) return fields_parameter(printing, resource);
    if (text_equal(name, "expand")) return expand_parameter(printing, resource);
    const struct field *field = field_of_parameter(resource, name, &test);
    if (field == NULL) return parameter_reference(printing, name);
    return test > 0 ? range_parameter(printing, resource, field, name, test)
                    : filter_parameter(printing, resource, field);
}

static void add_trace_parameter(struct printing *printing, json_t *parameters) {
    json_array_append_new(parameters, parameter_reference(printing, "trace"));
}

/* What is asked for in the query. */
static json_t *query_parameters(struct printing *printing, const struct resource *resource,
                                const struct query_limits *limits, unsigned produces) {
    const char *const *names;
    json_t *parameters = json_array();
    size_t count = query_parameter_names(printing->arena, resource, limits, &names);
    for (size_t i = 0; i < count; i++)
        if (text_equal(names[i], "format"))
            add_format_parameter(printing, parameters, produces);
        else
            json_array_append_new(parameters, named_parameter(printing, resource, names[i]));
    return parameters;
}

json_t *list_parameters(struct printing *printing, const struct resource *resource, unsigned produces) {
    const struct query_limits limits = {.config = printing->config};
    json_t *parameters = query_parameters(printing, resource, &limits, produces);
    add_trace_parameter(printing, parameters);
    return parameters;
}

json_t *key_parameter(struct printing *printing, const struct resource *resource) {
    const struct field *key = resource_field(resource, resource->key);
    return parameter(key->name, "path", value_schema(printing, key, false), ordinary_value(key),
                     "Det som skiljer posten från andra.", "What tells the record from others.");
}

json_t *reply_parameters(struct printing *printing, const struct resource *resource, unsigned produces) {
    const struct query_limits limits = {.is_object = true, .is_new = true, .config = printing->config};
    return query_parameters(printing, resource, &limits, produces);
}

json_t *object_parameters(struct printing *printing, const struct resource *resource, unsigned produces) {
    const struct query_limits limits = {.is_object = true, .config = printing->config};
    json_t *parameters = query_parameters(printing, resource, &limits, produces);
    json_array_insert_new(parameters, 0, key_parameter(printing, resource));
    add_trace_parameter(printing, parameters);
    return parameters;
}
