/* The opaque cursor: a fingerprint of the order, then each sort value as n or v<length>:<bytes>, in base64url. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/value.h"
#include "query-private.h"

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

/* As the database prints one, and takes it: neither words for the infinite nor what is too large or too small. */
static bool is_double(const char *value) {
    char *end;
    errno = 0;
    double number = strtod(value, &end);
    bool is_written = end != value && *end == '\0' && value[strspn(value, "0123456789+-.e")] == '\0';
    return is_written && errno == 0 && isfinite(number);
}

static bool value_fits(const struct field *field, const char *value) {
    switch (field->type) {
    case FIELD_INTEGER: return value_is_integer(value);
    case FIELD_DECIMAL: return value_is_decimal(value);
    case FIELD_DOUBLE: return is_double(value);
    case FIELD_DATE: return value_is_date(value);
    case FIELD_TIME: return value_is_time(value);
    case FIELD_BOOLEAN: return text_equal(value, "true") || text_equal(value, "false");
    case FIELD_UUID: return value_is_uuid(value);
    default: return text_is_utf8(value, strlen(value));
    }
}

bool cursor_decode(struct arena *arena, struct query *query, const char *cursor) {
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
