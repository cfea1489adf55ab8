/* Filters of a query: name=a,b and the ranges name_min, name_max, name_from, name_to. */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "domain/value.h"
#include "query-private.h"

void reading_refuse(struct reading *reading, const char *parameter, enum violation_code code, const char *a,
                    const char *b) {
    error_add(reading->err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, parameter, 0, code, a, b);
}

static const char *filter_value(struct reading *reading, const struct field *field, const char *name,
                                const char *value) {
    struct origin origin = {PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, name, 0, false};
    if (field->type == FIELD_OWNER && text_equal(value, "shared")) return value;
    return value_check(field, value, &origin, reading->err);
}

/* A day stands for its first or last moment where a time is compared. */
static const char *moment_of_day(struct arena *arena, enum filter_test test, const char *day) {
    return arena_printf(arena, "%sT%s", day, test == FILTER_AT_LEAST ? "00:00:00Z" : "23:59:59.999999Z");
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
        reading_refuse(reading, parameter->name, VIOLATION_TOO_MANY, arena_printf(arena, "%ld", most), NULL);
        return;
    }
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

size_t filter_add_names(struct arena *arena, const struct field *field, const char **names, size_t count) {
    names[count++] = field_parameter(field);
    for (size_t range = 0; range < RANGE_COUNT; range++)
        if (ranges[range].fits(field))
            names[count++] = arena_printf(arena, "%s%s", field_parameter(field), ranges[range].suffix);
    return count;
}
