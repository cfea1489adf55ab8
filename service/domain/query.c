/* A list request: query parameters read against a resource's field table. */
#include "domain/query.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "domain/period.h"
#include "domain/value.h"


struct reading {
    const struct query_limits *limits;
    struct query *query;
    struct error *err;
    struct filter *filters;
    bool offset_given;
};

typedef void reader(struct reading *reading, const struct parameter *parameter);

static void violation(struct reading *reading, const char *parameter, enum violation_code code, const char *a,
                      const char *b) {
    error_add(reading->err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, parameter, 0, code, a, b);
}

/* ---- single parameters ---- */

static bool read_number(struct reading *reading, const struct parameter *parameter, long lowest, long highest,
                        long *number) {
    if (!value_is_integer(parameter->value)) {
        violation(reading, parameter->name, VIOLATION_NOT_AN_INTEGER, NULL, NULL);
        return false;
    }
    long parsed = strtol(parameter->value, NULL, 10);
    if (parsed >= lowest && parsed <= highest) {
        *number = parsed;
        return true;
    }
    struct arena *arena = reading->err->arena;
    violation(reading, parameter->name, VIOLATION_OUT_OF_RANGE, arena_printf(arena, "%ld", lowest),
              arena_printf(arena, "%ld", highest));
    return false;
}

static void read_limit(struct reading *reading, const struct parameter *parameter) {
    read_number(reading, parameter, 1, reading->limits->config->max_page, &reading->query->limit);
}

static void read_offset(struct reading *reading, const struct parameter *parameter) {
    reading->offset_given = true;
    read_number(reading, parameter, 0, reading->limits->config->max_offset, &reading->query->offset);
}

static void read_last_n(struct reading *reading, const struct parameter *parameter) {
    read_number(reading, parameter, 1, reading->limits->config->max_page, &reading->query->last_n);
}

static void read_lang(struct reading *reading, const struct parameter *parameter) {
    int lang = lang_from_code(parameter->value);
    if (text_equal(parameter->value, "all"))
        reading->query->all_langs = true;
    else if (lang >= 0)
        reading->query->lang = (enum lang)lang;
    else
        violation(reading, parameter->name, VIOLATION_UNKNOWN_CODE, parameter->value, "sv, da, en, all");
}

static void read_search(struct reading *reading, const struct parameter *parameter) {
    size_t length = text_characters(parameter->value);
    if (length == 0)
        violation(reading, parameter->name, VIOLATION_EMPTY, NULL, NULL);
    else if (length > 200)
        violation(reading, parameter->name, VIOLATION_TOO_LONG, "200", NULL);
    else
        reading->query->search = parameter->value;
}

static bool read_time(struct reading *reading, const struct parameter *parameter, const char **time) {
    if (!value_is_time(parameter->value) && !value_is_date(parameter->value)) {
        violation(reading, parameter->name, VIOLATION_NOT_A_TIME, NULL, NULL);
        return false;
    }
    bool is_date = value_is_date(parameter->value);
    *time = is_date ? arena_printf(reading->err->arena, "%sT00:00:00Z", parameter->value) : parameter->value;
    return true;
}

static void read_as_of(struct reading *reading, const struct parameter *parameter) {
    read_time(reading, parameter, &reading->query->as_of);
}

static void read_updated_after(struct reading *reading, const struct parameter *parameter) {
    read_time(reading, parameter, &reading->query->updated_after);
}

static void read_history(struct reading *reading, const struct parameter *parameter) {
    bool on = text_equal(parameter->value, "true");
    if (!on && !text_equal(parameter->value, "false"))
        violation(reading, parameter->name, VIOLATION_NOT_A_BOOLEAN, NULL, NULL);
    reading->query->history = on;
}

static void read_labels(struct reading *reading, const struct parameter *parameter) {
    static const char *const names[] = {"codes", "names", "both"};
    for (int i = 0; i < 3; i++) {
        if (!text_equal(parameter->value, names[i])) continue;
        reading->query->labels = (enum labels)i;
        return;
    }
    violation(reading, parameter->name, VIOLATION_UNKNOWN_CODE, parameter->value, "codes, names, both");
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
            violation(reading, parameter->name, VIOLATION_UNKNOWN_FIELD, names[i], words_of_fields(reading, FIELD_READ));
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
            violation(reading, "sort", VIOLATION_UNKNOWN_SORT, names[i], words_of_fields(reading, FIELD_SORT));
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

static void read_expand(struct reading *reading, const struct parameter *parameter) {
    struct query *query = reading->query;
    char **names;
    size_t count = text_split(reading->err->arena, parameter->value, ',', &names);
    const char **known = arena_alloc(reading->err->arena, count * sizeof *known);
    for (size_t i = 0; i < count; i++) {
        if (is_expansion(query->resource, names[i]))
            known[query->expansion_count++] = names[i];
        else
            violation(reading, parameter->name, VIOLATION_UNKNOWN_EXPANSION, names[i],
                      words_of_expansions(reading->err->arena, query->resource));
    }
    query->expansions = known;
}

/* ---- the cursor: a fingerprint of the order, then each value as n or v<length>:<bytes> ---- */

static const char *fingerprint(struct arena *arena, const struct query *query) {
    struct text order = text_start(arena);
    text_add(&order, query->resource->name);
    for (size_t i = 0; i < query->sort_count; i++)
        text_printf(&order, "%c%s", query->sorts[i].descending ? '-' : '+', query->sorts[i].field->name);
    text_printf(&order, "@%s;", lang_codes[query->lang]);
    return order.data;
}

const char *query_cursor(struct arena *arena, const struct query *query, const char *const *values) {
    struct text plain = text_start(arena);
    text_add(&plain, fingerprint(arena, query));
    for (size_t i = 0; i < query->sort_count; i++) {
        if (values[i] == NULL)
            text_add(&plain, "n");
        else
            text_printf(&plain, "v%zu:%s", strlen(values[i]), values[i]);
    }
    return text_to_base64url(arena, plain.data, plain.length);
}

/* Takes one value off *at; false when the cursor is not of our making. */
static bool take_value(struct arena *arena, const char **at, const char *end, const char **value) {
    *value = NULL;
    if (*at < end && **at == 'n') {
        (*at)++;
        return true;
    }
    if (*at >= end || **at != 'v') return false;
    char *colon;
    unsigned long length = strtoul(*at + 1, &colon, 10);
    if (*colon != ':' || length > (unsigned long)(end - colon - 1)) return false;
    *value = arena_strndup(arena, colon + 1, length);
    *at = colon + 1 + length;
    return true;
}

static bool value_fits(const struct field *field, const char *value) {
    switch (field->type) {
    case FIELD_INTEGER: return value_is_integer(value);
    case FIELD_DECIMAL: return value_is_decimal(value);
    case FIELD_DOUBLE: return strspn(value, "0123456789+-.e") == strlen(value) && *value != '\0';
    case FIELD_DATE: return value_is_date(value);
    case FIELD_TIME: return value_is_time(value);
    case FIELD_BOOLEAN: return text_equal(value, "true") || text_equal(value, "false");
    case FIELD_UUID: return value_is_uuid(value);
    default: return text_is_utf8(value, strlen(value));
    }
}

static bool decode_cursor(struct arena *arena, struct query *query, const char *cursor) {
    size_t length;
    const char *plain = text_from_base64url(arena, cursor, &length);
    const char *order = fingerprint(arena, query);
    if (plain == NULL || !text_starts(plain, order)) return false;
    const char **values = arena_alloc(arena, query->sort_count * sizeof *values);
    const char *at = plain + strlen(order), *end = plain + length;
    for (size_t i = 0; i < query->sort_count; i++) {
        if (!take_value(arena, &at, end, &values[i])) return false;
        if (values[i] != NULL && !value_fits(query->sorts[i].field, values[i])) return false;
    }
    query->after = values;
    return at == end;
}

/* ---- filters ---- */

static const char *filter_value(struct reading *reading, const struct field *field, const char *name,
                                const char *value) {
    struct origin origin = {PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, name, 0, false};
    if (field->type != FIELD_OWNER || !text_equal(value, "shared")) return value_check(field, value, &origin, reading->err);
    return value;
}

static void add_filter(struct reading *reading, const struct field *field, enum filter_test test,
                       const struct parameter *parameter) {
    struct arena *arena = reading->err->arena;
    char **parts;
    char *whole[1] = {(char *)(uintptr_t)parameter->value};
    size_t count = 1;
    if (test == FILTER_IN)
        count = text_split(arena, parameter->value, ',', &parts);
    else
        parts = whole;
    long most = reading->limits->config->max_values;
    if (count > (size_t)most) {
        violation(reading, parameter->name, VIOLATION_TOO_MANY, arena_printf(arena, "%ld", most), NULL);
        return;
    }
    const char **values = arena_alloc(arena, count * sizeof *values);
    size_t good = 0;
    for (size_t i = 0; i < count; i++) {
        const char *value = filter_value(reading, field, parameter->name, parts[i]);
        if (value != NULL) values[good++] = value;
    }
    reading->filters[reading->query->filter_count++] = (struct filter){field, test, values, good};
}

static const struct {
    const char *suffix;
    enum filter_test test;
    bool (*fits)(const struct field *field);
} ranges[] = {
    {"_min", FILTER_AT_LEAST, field_is_number},
    {"_max", FILTER_AT_MOST, field_is_number},
    {"_from", FILTER_AT_LEAST, field_is_time},
    {"_to", FILTER_AT_MOST, field_is_time},
};

enum { RANGE_COUNT = sizeof ranges / sizeof *ranges };

static bool names_range(const struct field *field, size_t range, const char *name) {
    const char *stem = field_parameter(field);
    size_t length = strlen(stem);
    return ranges[range].fits(field) && strncmp(name, stem, length) == 0 &&
           text_equal(name + length, ranges[range].suffix);
}

static bool read_filter(struct reading *reading, const struct parameter *parameter) {
    const struct resource *resource = reading->query->resource;
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!(field->flags & FIELD_FILTER)) continue;
        if (text_equal(field_parameter(field), parameter->name)) {
            bool latest = (resource->flags & RESOURCE_SERIES) && field->type == FIELD_PERIOD &&
                          text_equal(parameter->value, "latest");
            if (latest)
                reading->query->latest = true;
            else
                add_filter(reading, field, FILTER_IN, parameter);
            return true;
        }
        for (size_t range = 0; range < RANGE_COUNT; range++) {
            if (!names_range(field, range, parameter->name)) continue;
            add_filter(reading, field, ranges[range].test, parameter);
            return true;
        }
    }
    return false;
}

/* ---- the table of parameters that are no filters ---- */

enum availability { LISTS = 1, OBJECTS = 2, SERIES = 4 };

static const struct {
    const char *name;
    unsigned where;
    reader *read; /* NULL: read elsewhere */
} parameters_table[] = {
    {"limit", LISTS, read_limit},
    {"offset", LISTS, read_offset},
    {"after", LISTS, NULL}, /* once the order is known */
    {"sort", LISTS, read_sort},
    {"fields", LISTS | OBJECTS, read_fields},
    {"expand", LISTS | OBJECTS, read_expand},
    {"q", LISTS, read_search},
    {"lang", LISTS | OBJECTS, read_lang},
    {"last_n", SERIES, read_last_n},
    {"as_of", SERIES, read_as_of},
    {"updated_after", SERIES, read_updated_after},
    {"history", SERIES, read_history},
    {"labels", SERIES, read_labels},
};

enum { TABLE_SIZE = sizeof parameters_table / sizeof *parameters_table };

static bool has_search(const struct resource *resource) {
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & FIELD_SEARCH) return true;
    return false;
}

static bool is_available(const struct resource *resource, const struct query_limits *limits, size_t row) {
    unsigned here = limits->is_object ? OBJECTS : LISTS;
    if (!limits->is_object && (resource->flags & RESOURCE_SERIES)) here |= SERIES;
    if (!(parameters_table[row].where & here)) return false;
    if (parameters_table[row].read == read_labels) return !limits->no_labels;
    if (parameters_table[row].read == read_search) return has_search(resource);
    if (parameters_table[row].read == read_expand) {
        struct arena *arena = arena_create();
        bool any = *words_of_expansions(arena, resource) != '\0';
        arena_destroy(arena);
        return any;
    }
    return true;
}

static size_t add_filter_names(struct arena *arena, const struct field *field, const char **names, size_t count) {
    names[count++] = field_parameter(field);
    for (size_t range = 0; range < RANGE_COUNT; range++)
        if (ranges[range].fits(field))
            names[count++] = arena_printf(arena, "%s%s", field_parameter(field), ranges[range].suffix);
    return count;
}

size_t query_parameter_names(struct arena *arena, const struct resource *resource, const struct query_limits *limits,
                             const char *const **names) {
    const char **list = arena_alloc(arena, (TABLE_SIZE + 3 * resource->field_count + 1) * sizeof *list);
    size_t count = 0;
    if (!limits->is_object)
        for (size_t i = 0; i < resource->field_count; i++)
            if (resource->fields[i].flags & FIELD_FILTER) count = add_filter_names(arena, &resource->fields[i], list, count);
    for (size_t row = 0; row < TABLE_SIZE; row++)
        if (is_available(resource, limits, row)) list[count++] = parameters_table[row].name;
    list[count++] = "format";
    *names = list;
    return count;
}

static void refuse_unknown(struct reading *reading, const struct parameter *parameter) {
    const char *const *names;
    struct arena *arena = reading->err->arena;
    size_t count = query_parameter_names(arena, reading->query->resource, reading->limits, &names);
    struct text words = text_start(arena);
    for (size_t i = 0; i < count; i++) text_add_item(&words, names[i]);
    violation(reading, parameter->name, VIOLATION_UNKNOWN_PARAMETER, words.data, NULL);
}

static void read_parameter(struct reading *reading, const struct parameter *parameter) {
    for (size_t row = 0; row < TABLE_SIZE; row++) {
        if (!text_equal(parameters_table[row].name, parameter->name)) continue;
        if (!is_available(reading->query->resource, reading->limits, row)) break;
        if (parameters_table[row].read != NULL) parameters_table[row].read(reading, parameter);
        return;
    }
    if (reading->limits->is_object || !read_filter(reading, parameter)) refuse_unknown(reading, parameter);
}

/* ---- what concerns several parameters ---- */

static void start_query(struct reading *reading, const struct resource *resource, size_t parameter_count) {
    struct arena *arena = reading->err->arena;
    *reading->query = (struct query){.resource = resource, .lang = reading->limits->lang};
    reading->query->limit = reading->limits->is_stream ? 0 : reading->limits->config->default_page;
    reading->filters = arena_alloc(arena, (parameter_count + 1) * sizeof *reading->filters);
    reading->query->filters = reading->filters;
    reading->query->fields = arena_alloc(arena, resource->field_count * sizeof *reading->query->fields);
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & FIELD_READ)
            reading->query->fields[reading->query->field_count++] = &resource->fields[i];
}

/* What was asked for leaves ties to the default order, and that to `tie`: the whole is total, so pages never overlap. */
static void finish_sorts(struct reading *reading) {
    const struct resource *resource = reading->query->resource;
    add_sorts(reading, resource->sort, ~0u);
    add_sorts(reading, resource->tie, ~0u);
}

static void finish_cursor(struct reading *reading, const char *cursor) {
    if (reading->offset_given) violation(reading, "after", VIOLATION_EXCLUDES, "offset", NULL);
    if (!decode_cursor(reading->err->arena, reading->query, cursor))
        violation(reading, "after", VIOLATION_NOT_A_CURSOR, NULL, NULL);
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
        if (pairs[i].both) violation(reading, pairs[i].parameter, VIOLATION_EXCLUDES, pairs[i].other, NULL);
}

bool query_read(const struct resource *resource, const struct parameter *parameters, size_t count,
                const struct query_limits *limits, struct query *query, struct error *err) {
    struct reading reading = {.limits = limits, .query = query, .err = err};
    const char *cursor = NULL;
    start_query(&reading, resource, count);
    for (size_t i = 0; i < count; i++) {
        read_parameter(&reading, &parameters[i]);
        if (!limits->is_object && text_equal(parameters[i].name, "after")) cursor = parameters[i].value;
    }
    finish_sorts(&reading);
    if (cursor != NULL) finish_cursor(&reading, cursor);
    check_combinations(&reading);
    return !error_is_set(err);
}
