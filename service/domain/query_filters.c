/* Filters of a query: name=a,b and the ranges name_min, name_max, name_from, name_to. */
#include <string.h>

#include "base/text.h"
#include "domain/value.h"
#include "query-private.h"

static const char *filter_value(struct reading *reading, const struct field *field, const char *name,
                                const char *value) {
    if (field->type == FIELD_OWNER && text_equal(value, "shared")) return value;
    return parameter_check(field, name, value, reading->err);
}

/* A day stands for its first or last moment where a time is compared. */
static const char *moment_of_day(struct arena *arena, enum filter_test test, const char *day) {
    return arena_printf(arena, "%sT%s", day, test == FILTER_AT_LEAST ? "00:00:00Z" : "23:59:59.999999Z");
}

static void add_filter(struct reading *reading, const struct field *field, enum filter_test test,
                       const struct parameter *parameter) {
    struct arena *arena = reading->err->arena;
    char **parts;
    size_t count;
    if (!parameter_values(parameter, test == FILTER_IN, reading->limits->config->max_values, &parts, &count,
                          reading->err))
        return;
    const char **values = arena_alloc(arena, count * sizeof *values);
    size_t good = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_day = field->type == FIELD_TIME && test != FILTER_IN && value_is_date(parts[i]);
        const char *value =
            is_day ? moment_of_day(arena, test, parts[i]) : filter_value(reading, field, parameter->name, parts[i]);
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

bool reading_filter(struct reading *reading, const struct parameter *parameter) {
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

/* Filtered by it already? */
static bool is_asked(const struct query *query, const struct field *field) {
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].field == field) return true;
    return false;
}

void reading_finish_totals(struct reading *reading) {
    static const char *const told_apart[TOTALS_COUNT] = {"sex", "age_band"}, *const total[] = {"_T"};
    struct query *query = reading->query;
    for (size_t i = 0; reading->totals && i < TOTALS_COUNT; i++) {
        const struct field *field = resource_field(query->resource, told_apart[i]);
        if (field == NULL) continue;
        if (is_asked(query, field))
            parameter_refuse(reading->err, "totals", VIOLATION_EXCLUDES, told_apart[i], NULL);
        else
            reading->filters[query->filter_count++] = (struct filter){field, FILTER_IN, total, 1};
    }
}

size_t filter_add_names(struct arena *arena, const struct field *field, const char **names, size_t count) {
    names[count++] = field_parameter(field);
    for (size_t range = 0; range < RANGE_COUNT; range++)
        if (ranges[range].fits(field))
            names[count++] = arena_printf(arena, "%s%s", field_parameter(field), ranges[range].suffix);
    return count;
}
