/* Rows of the public's views as JSON objects, written here from their members: row_to_json gives the same text, but
 * takes three times what reading the members takes, finding out anew for each row how each of them is written. */
#include <string.h>

#include "base/text.h"
#include "private.h"

/* How a member becomes JSON text. */
enum writing {
    WRITING_NONE,   /* by row_to_json only */
    WRITING_QUOTED, /* codes, periods, dates: nothing in them needs an escape */
    WRITING_NUMBER, /* as it is printed */
    WRITING_JSON,   /* as it is printed: JSON already */
    WRITING_BOOLEAN,
    WRITING_TIME,
    WRITING_INTERVAL, /* two columns */
    WRITING_ENCODED   /* by the database: what may need an escape */
};

static enum writing writing_of(const struct field *field) {
    static const enum writing by_type[] = {
        [FIELD_CODE] = WRITING_QUOTED,    [FIELD_UUID] = WRITING_QUOTED,     [FIELD_TEXT] = WRITING_ENCODED,
        [FIELD_ENUM] = WRITING_QUOTED,    [FIELD_REF] = WRITING_QUOTED,      [FIELD_OWNER] = WRITING_QUOTED,
        [FIELD_INTEGER] = WRITING_NUMBER, [FIELD_PERSONS] = WRITING_JSON,    [FIELD_DECIMAL] = WRITING_NUMBER,
        [FIELD_DOUBLE] = WRITING_NUMBER,  [FIELD_BOOLEAN] = WRITING_BOOLEAN, [FIELD_DATE] = WRITING_QUOTED,
        [FIELD_TIME] = WRITING_TIME,      [FIELD_PERIOD] = WRITING_QUOTED,   [FIELD_INTERVAL] = WRITING_INTERVAL,
        [FIELD_LABEL] = WRITING_NONE,     [FIELD_OBJECTS] = WRITING_NONE,    [FIELD_CODES] = WRITING_NONE,
        [FIELD_GEOMETRY] = WRITING_NONE,
    };
    return field->flags & FIELD_LIST ? WRITING_ENCODED : by_type[field->type];
}

bool select_has_members(const struct select *select) {
    const struct query *query = select->query;
    bool has = select->is_open && query->expansion_count == 0;
    for (size_t i = 0; i < query->field_count; i++) has = has && writing_of(query->fields[i]) != WRITING_NONE;
    return has;
}

void select_add_members(struct select *select) {
    for (size_t i = 0; i < select->query->field_count; i++) {
        const struct field *field = select->query->fields[i];
        enum writing writing = writing_of(field);
        if (writing == WRITING_INTERVAL)
            text_printf(&select->sql, ", v.%s_low, v.%s_high", field->name, field->name);
        else if (writing == WRITING_ENCODED)
            text_printf(&select->sql, ", to_json(v.%s)::text", field->name);
        else
            text_printf(&select->sql, ", v.%s", field->name);
    }
}

/* ---- writing ---- */

static const char *cell(const PGresult *result, int row, int column) {
    return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

static void write_quoted(struct text *out, const char *value) {
    text_add_char(out, '"');
    text_add(out, value);
    text_add_char(out, '"');
}

/* NaN and infinities are no JSON numbers. */
static void write_number(struct text *out, const char *value) {
    const char *first = *value == '-' ? value + 1 : value;
    if (*first >= '0' && *first <= '9')
        text_add(out, value);
    else
        write_quoted(out, value);
}

static void write_bound(struct text *out, const char *value) {
    if (value == NULL)
        text_add(out, "null");
    else
        write_number(out, value);
}

static void write_interval(struct text *out, const char *low, const char *high) {
    if (low == NULL && high == NULL) {
        text_add(out, "null");
        return;
    }
    text_add(out, "{\"low\" : ");
    write_bound(out, low);
    text_add(out, ", \"high\" : ");
    write_bound(out, high);
    text_add_char(out, '}');
}

static void write_value(struct text *out, enum writing writing, const char *value) {
    if (value == NULL)
        text_add(out, "null");
    else if (writing == WRITING_QUOTED)
        write_quoted(out, value);
    else if (writing == WRITING_NUMBER)
        write_number(out, value);
    else if (writing == WRITING_BOOLEAN)
        text_add(out, *value == 't' ? "true" : "false");
    else if (writing == WRITING_TIME)
        write_quoted(out, select_time(out->arena, value));
    else
        text_add(out, value);
}

void select_write_object(struct text *out, const struct query *query, const PGresult *result, int row) {
    int column = PQnfields(result) - (int)select_member_columns(query);
    for (size_t i = 0; i < query->field_count; i++) {
        const struct field *field = query->fields[i];
        enum writing writing = writing_of(field);
        text_add(out, i == 0 ? "{\"" : ",\"");
        text_add(out, field->name);
        text_add(out, "\":");
        if (writing == WRITING_INTERVAL) {
            write_interval(out, cell(result, row, column), cell(result, row, column + 1));
            column += 2;
        } else {
            write_value(out, writing, cell(result, row, column++));
        }
    }
    text_add_char(out, '}');
}

size_t select_member_columns(const struct query *query) {
    size_t count = query->field_count;
    for (size_t i = 0; i < query->field_count; i++) count += writing_of(query->fields[i]) == WRITING_INTERVAL;
    return count;
}

const char *select_time(struct arena *arena, const char *printed) {
    char *time = arena_strdup(arena, printed);
    char *space = strchr(time, ' '), *zone = strrchr(time, '+');
    if (space != NULL) *space = 'T';
    if (zone != NULL) *zone = '\0';
    return arena_printf(arena, "%sZ", time);
}
