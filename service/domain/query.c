/* A list request: query parameters read against a resource's field table. */
#include "query-private.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "domain/period.h"
#include "domain/value.h"

typedef void read_function(struct reading *reading, const struct parameter *parameter);

/* ---- single parameters ---- */

const char *const query_labels[LABELS_COUNT] = {"codes", "names", "both"};
const char *const query_langs[LANG_COUNT + 1] = {"sv", "da", "en", "all"}; /* lang_codes, and all */

struct query_bounds query_bounds(const struct config *config, const char *name) {
    if (text_equal(name, "offset")) return (struct query_bounds){0, config->max_offset};
    return (struct query_bounds){1, config->max_page};
}

static void read_number(struct reading *reading, const struct parameter *parameter, long *number) {
    struct query_bounds bounds = query_bounds(reading->limits->config, parameter->name);
    parameter_integer(parameter, bounds.lowest, bounds.highest, number, reading->err);
}

static void read_limit(struct reading *reading, const struct parameter *parameter) {
    read_number(reading, parameter, &reading->query->limit);
}

static void read_offset(struct reading *reading, const struct parameter *parameter) {
    reading->offset_given = true;
    read_number(reading, parameter, &reading->query->offset);
}

static void read_last_n(struct reading *reading, const struct parameter *parameter) {
    read_number(reading, parameter, &reading->query->last_n);
}

static void read_lang(struct reading *reading, const struct parameter *parameter) {
    if (reading->limits->shape == SHAPE_FIGURES) { /* labels stand in one language */
        parameter_lang(parameter, &reading->query->lang, reading->err);
        return;
    }
    int word = parameter_word(parameter, query_langs, LANG_COUNT + 1, reading->err);
    if (word == LANG_COUNT)
        reading->query->all_langs = true;
    else if (word >= 0)
        reading->query->lang = (enum lang)word;
}

static void read_search(struct reading *reading, const struct parameter *parameter) {
    const char *search = text_nfc(reading->err->arena, parameter->value);
    size_t length = text_characters(search);
    if (length == 0)
        parameter_refuse(reading->err, parameter->name, VIOLATION_EMPTY, NULL, NULL);
    else if (length > QUERY_LONGEST_SEARCH)
        parameter_refuse(reading->err, parameter->name, VIOLATION_TOO_LONG,
                         arena_printf(reading->err->arena, "%d", QUERY_LONGEST_SEARCH), NULL);
    else
        reading->query->search = search;
}

static void read_as_of(struct reading *reading, const struct parameter *parameter) {
    parameter_moment(parameter, &reading->query->as_of, reading->err);
}

static void read_updated_after(struct reading *reading, const struct parameter *parameter) {
    parameter_moment(parameter, &reading->query->updated_after, reading->err);
}

static void read_history(struct reading *reading, const struct parameter *parameter) {
    parameter_boolean(parameter, &reading->query->history, reading->err);
}

static void read_labels(struct reading *reading, const struct parameter *parameter) {
    int word = parameter_word(parameter, query_labels, LABELS_COUNT, reading->err);
    bool in_place = reading->limits->shape == SHAPE_TABLE || reading->limits->shape == SHAPE_ANY;
    if (word == LABELS_NAMES && !in_place) /* members of objects keep what they are */
        parameter_refuse(reading->err, parameter->name, VIOLATION_NOT_SUPPORTED, "codes, both", NULL);
    else if (word >= 0)
        reading->query->labels = (enum labels)word;
}

static void read_totals(struct reading *reading, const struct parameter *parameter) {
    parameter_boolean(parameter, &reading->totals, reading->err);
}

/* Read once the order is known. */
static void read_after(struct reading *reading, const struct parameter *parameter) {
    reading->cursor = parameter->value;
}

/* ---- lists of names ---- */

static const char *words_of_fields(struct reading *reading, unsigned flag) {
    const struct resource *resource = reading->query->resource;
    struct text words = text_start(reading->err->arena);
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & flag) text_add_item(&words, resource->fields[i].name);
    return words.data;
}

static const struct field *named_field(const struct resource *resource, const char *name, unsigned flag) {
    const struct field *field = resource_field(resource, name);
    return field != NULL && (field->flags & flag) ? field : NULL;
}

static void read_fields(struct reading *reading, const struct parameter *parameter) {
    struct query *query = reading->query;
    char **names;
    size_t count = text_split(reading->err->arena, parameter->value, ',', &names);
    bool *wanted = arena_alloc(reading->err->arena, query->resource->field_count * sizeof *wanted);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = named_field(query->resource, names[i], FIELD_READ);
        if (field == NULL)
            parameter_refuse(reading->err, parameter->name, VIOLATION_UNKNOWN_FIELD, names[i],
                             words_of_fields(reading, FIELD_READ));
        else
            wanted[field - query->resource->fields] = true;
    }
    query->field_count = 0;
    for (size_t i = 0; i < query->resource->field_count; i++)
        if (wanted[i]) query->fields[query->field_count++] = &query->resource->fields[i];
}

static bool already_sorted(const struct query *query, const struct field *field) {
    for (size_t i = 0; i < query->sort_count; i++)
        if (query->sorts[i].field == field) return true;
    return false;
}

static void add_sorts(struct reading *reading, const char *list, unsigned flag) {
    struct query *query = reading->query;
    char **names;
    size_t count = text_split(reading->err->arena, list, ',', &names);
    struct sort *sorts = arena_alloc(reading->err->arena, (query->sort_count + count) * sizeof *sorts);
    if (query->sort_count > 0) memcpy(sorts, query->sorts, query->sort_count * sizeof *sorts);
    query->sorts = sorts;
    for (size_t i = 0; i < count; i++) {
        bool descending = names[i][0] == '-';
        const struct field *field = named_field(query->resource, names[i] + descending, flag);
        if (field == NULL)
            parameter_refuse(reading->err, "sort", VIOLATION_UNKNOWN_SORT, names[i],
                             words_of_fields(reading, FIELD_SORT));
        else if (!already_sorted(query, field))
            sorts[query->sort_count++] = (struct sort){field, descending};
    }
}

static void read_sort(struct reading *reading, const struct parameter *parameter) {
    add_sorts(reading, parameter->value, FIELD_SORT);
}

static const char *words_of_expansions(struct arena *arena, const struct resource *resource) {
    struct text words = text_start(arena);
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & FIELD_EXPAND) text_add_item(&words, resource->fields[i].name);
    for (size_t i = 0; i < resource->expansion_count; i++) text_add_item(&words, resource->expansions[i].name);
    return words.data;
}

static bool is_expansion(const struct resource *resource, const char *name) {
    if (named_field(resource, name, FIELD_EXPAND) != NULL) return true;
    for (size_t i = 0; i < resource->expansion_count; i++)
        if (text_equal(resource->expansions[i].name, name)) return true;
    return false;
}

static bool is_among(const char *const *names, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(names[i], name)) return true;
    return false;
}

/* What is named twice in the list is expanded once. */
static void read_expand(struct reading *reading, const struct parameter *parameter) {
    struct query *query = reading->query;
    char **names;
    size_t count = text_split(reading->err->arena, parameter->value, ',', &names), kept = 0;
    const char **known = arena_alloc(reading->err->arena, count * sizeof *known);
    for (size_t i = 0; i < count; i++) {
        if (!is_expansion(query->resource, names[i]))
            parameter_refuse(reading->err, parameter->name, VIOLATION_UNKNOWN_EXPANSION, names[i],
                             words_of_expansions(reading->err->arena, query->resource));
        else if (!is_among(known, kept, names[i]))
            known[kept++] = names[i];
    }
    query->expansions = known;
    query->expansion_count = kept;
}

/* ---- the table of parameters that are no filters ---- */

enum availability { LISTS = 1, OBJECTS = 2, SERIES = 4, KNOWN = 8 };

static const struct {
    const char *name;
    unsigned where;
    read_function *read;
} parameters_table[] = {
    {"limit", LISTS, read_limit},
    {"offset", LISTS, read_offset},
    {"after", LISTS, read_after},
    {"sort", LISTS, read_sort},
    {"fields", LISTS | OBJECTS, read_fields},
    {"expand", LISTS | OBJECTS, read_expand},
    {"q", LISTS, read_search},
    {"lang", LISTS | OBJECTS, read_lang},
    {"last_n", SERIES, read_last_n},
    {"as_of", SERIES | KNOWN, read_as_of},
    {"updated_after", SERIES, read_updated_after},
    {"history", SERIES, read_history},
    {"labels", SERIES, read_labels},
    {"totals", SERIES, read_totals},
};

enum { TABLE_SIZE = sizeof parameters_table / sizeof *parameters_table };

/* What would have no effect on some shapes is refused there, with the formats in which it has one. */
static const struct {
    read_function *read;
    enum shape without[SHAPE_FEATURES]; /* SHAPE_ANY ends them */
    const char *formats;
} of_some_shapes[] = {
    {read_expand, {SHAPE_TABLE, SHAPE_FIGURES, SHAPE_FEATURES}, "format=json, ndjson"},
    {read_fields, {SHAPE_FIGURES}, "format=json, ndjson, csv, csv-excel, xlsx, geojson"},
    {read_labels, {SHAPE_FIGURES, SHAPE_FEATURES}, "format=json, ndjson, csv, csv-excel, xlsx"},
};

/* The formats that the parameter is for; NULL when the shape is one of those. */
static const char *formats_instead(size_t row, enum shape shape) {
    for (size_t i = 0; i < sizeof of_some_shapes / sizeof *of_some_shapes; i++) {
        if (of_some_shapes[i].read != parameters_table[row].read) continue;
        for (const enum shape *without = of_some_shapes[i].without; *without != SHAPE_ANY; without++)
            if (*without == shape) return of_some_shapes[i].formats;
    }
    return NULL;
}

/* In one format or another. */
static bool is_known(const struct resource *resource, const struct query_limits *limits, size_t row) {
    unsigned here = limits->is_object ? OBJECTS : LISTS;
    if (!limits->is_object && (resource->flags & RESOURCE_SERIES)) here |= SERIES;
    if ((resource->flags & RESOURCE_KNOWN) && !limits->is_new) here |= KNOWN;
    if (!(parameters_table[row].where & here)) return false;
    if (parameters_table[row].read == read_search) return resource_can_search(resource);
    if (parameters_table[row].read == read_expand) {
        struct arena *arena = arena_create();
        bool any = *words_of_expansions(arena, resource) != '\0';
        arena_destroy(arena);
        return any;
    }
    return true;
}

size_t query_parameter_names(struct arena *arena, const struct resource *resource, const struct query_limits *limits,
                             const char *const **names) {
    const char **list = arena_alloc(arena, (TABLE_SIZE + 3 * resource->field_count + 1) * sizeof *list);
    size_t count = 0;
    if (!limits->is_object)
        for (size_t i = 0; i < resource->field_count; i++)
            if (resource->fields[i].flags & FIELD_FILTER)
                count = filter_add_names(arena, &resource->fields[i], list, count);
    for (size_t row = 0; row < TABLE_SIZE; row++)
        if (is_known(resource, limits, row) && formats_instead(row, limits->shape) == NULL)
            list[count++] = parameters_table[row].name;
    list[count++] = "format";
    *names = list;
    return count;
}

static const char *names_of_parameters(const void *state, struct arena *arena) {
    const struct reading *reading = state;
    const char *const *names;
    size_t count = query_parameter_names(arena, reading->query->resource, reading->limits, &names);
    struct text words = text_start(arena);
    for (size_t i = 0; i < count; i++) text_add_item(&words, names[i]);
    return words.data;
}

static bool read_parameter(void *state, const struct parameter *parameter, struct error *err) {
    struct reading *reading = state;
    (void)err; /* the reading's own */
    for (size_t row = 0; row < TABLE_SIZE; row++) {
        if (!text_equal(parameters_table[row].name, parameter->name)) continue;
        if (!is_known(reading->query->resource, reading->limits, row)) break;
        const char *formats = formats_instead(row, reading->limits->shape);
        if (formats == NULL)
            parameters_table[row].read(reading, parameter);
        else
            parameter_refuse(reading->err, parameter->name, VIOLATION_ONLY_WHEN, formats, NULL);
        return true;
    }
    return !reading->limits->is_object && reading_filter(reading, parameter);
}

/* ---- what concerns several parameters ---- */

static void start_query(struct reading *reading, const struct resource *resource, size_t parameter_count) {
    struct arena *arena = reading->err->arena;
    *reading->query = (struct query){.resource = resource, .lang = reading->limits->lang};
    reading->query->limit = reading->limits->is_stream ? 0 : reading->limits->config->default_page;
    reading->filters = arena_alloc(arena, (parameter_count + TOTALS_COUNT + 1) * sizeof *reading->filters);
    reading->query->filters = reading->filters;
    reading->query->fields = arena_alloc(arena, resource->field_count * sizeof *reading->query->fields);
    for (size_t i = 0; i < resource->field_count; i++)
        if ((resource->fields[i].flags & (FIELD_READ | FIELD_ASKED)) == FIELD_READ)
            reading->query->fields[reading->query->field_count++] = &resource->fields[i];
}

/* What was asked for leaves ties to the default order, and that to `tie`: the whole is total, so pages never overlap.
 */
static void finish_sorts(struct reading *reading) {
    const struct resource *resource = reading->query->resource;
    add_sorts(reading, resource->sort, ~0u);
    add_sorts(reading, resource->tie, ~0u);
}

static void finish_cursor(struct reading *reading) {
    if (reading->offset_given) parameter_refuse(reading->err, "after", VIOLATION_EXCLUDES, "offset", NULL);
    if (!cursor_decode(reading->err->arena, reading->query, reading->cursor))
        parameter_refuse(reading->err, "after", VIOLATION_NOT_A_CURSOR, NULL, NULL);
}

/* An expanded relation is part of the reply, whatever fields= says. */
static void add_expanded_fields(struct reading *reading) {
    struct query *query = reading->query;
    const struct resource *resource = query->resource;
    size_t kept = 0, old = query->field_count;
    const struct field **fields = arena_alloc(reading->err->arena, resource->field_count * sizeof *fields);
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        bool wanted = false;
        for (size_t j = 0; j < old; j++) wanted = wanted || query->fields[j] == field;
        for (size_t j = 0; j < query->expansion_count; j++)
            wanted = wanted || ((field->flags & FIELD_EXPAND) && text_equal(query->expansions[j], field->name));
        if (wanted) fields[kept++] = field;
    }
    query->fields = fields;
    query->field_count = kept;
}

/* On a map a place has one figure of each series: those of one period. */
static void check_one_period(struct reading *reading) {
    const struct query *query = reading->query;
    size_t periods = query->latest;
    if (reading->limits->shape != SHAPE_FEATURES || !(query->resource->flags & RESOURCE_SERIES)) return;
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].field->type == FIELD_PERIOD && query->filters[i].test == FILTER_IN)
            periods += query->filters[i].value_count;
    if (periods == 0)
        parameter_refuse(reading->err, "period", VIOLATION_NEEDED_WHEN, "format=geojson", NULL);
    else if (periods > 1)
        parameter_refuse(reading->err, "period", VIOLATION_TOO_MANY, "1", NULL);
}

static void check_combinations(struct reading *reading) {
    const struct query *query = reading->query;
    const struct {
        bool both;
        const char *parameter, *other;
    } pairs[] = {
        {query->latest && query->last_n > 0, "period", "last_n"},
        {query->history && query->as_of != NULL, "history", "as_of"},
        {query->history && (query->latest || query->last_n > 0), "history", query->latest ? "period" : "last_n"},
        {query->updated_after != NULL && (query->latest || query->last_n > 0), "updated_after",
         query->latest ? "period" : "last_n"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].both) parameter_refuse(reading->err, pairs[i].parameter, VIOLATION_EXCLUDES, pairs[i].other, NULL);
}

bool query_read(const struct resource *resource, const struct parameter *parameters, size_t count,
                const struct query_limits *limits, struct query *query, struct error *err) {
    struct reading reading = {.limits = limits, .query = query, .err = err};
    static const struct parameter_reader reader = {read_parameter, names_of_parameters};
    start_query(&reading, resource, count);
    parameters_read(parameters, count, &reader, &reading, err);
    reading_finish_totals(&reading);
    if (query->expansion_count > 0) add_expanded_fields(&reading);
    finish_sorts(&reading);
    if (reading.cursor != NULL) finish_cursor(&reading);
    check_combinations(&reading);
    check_one_period(&reading);
    return !error_is_set(err);
}
