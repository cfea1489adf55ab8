/* Rows of a reader's views as JSON objects, written here from their members: row_to_json gives the same text, but takes
 * three times what reading the members takes, finding out anew for each row how each of them is written. What is
 * printed already (struct resource, `printed`) is read as one column, which takes half of the rest; other rows beside
 * such have the same columns in one record, `cells`, which the server carries through a statement as one value. */
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
    WRITING_INTERVAL, /* two values */
    WRITING_ENCODED   /* by the database: what may need an escape */
};

enum {
    PRINTED_LEAST = 8, /* of fewer members than these, each is a column */
    SLACK = 4,         /* what is written around a value, or null in its place */
    INTERVAL_SLACK = 32
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
    bool has = select->is_open && query->expansion_count == 0 && query->labels == LABELS_CODES;
    for (size_t i = 0; i < query->field_count; i++) has = has && writing_of(query->fields[i]) != WRITING_NONE;
    return has;
}

/* ---- which values a row brings ---- */

static bool is_worth_printed(const struct query *query) {
    return query->resource->printed != NULL && query->field_count >= PRINTED_LEAST;
}

bool select_reads_printed(const struct select *select) {
    return select->reader == READER_PUBLIC && is_worth_printed(select->query);
}

/* A search is asked of the view itself, not of its parts. */
static bool reads_cells(const struct select *select) {
    return select->parts != NULL && select->query->search == NULL && is_worth_printed(select->query);
}

void select_add_cells(struct select *select, const char *part) {
    const struct resource *resource = select->query->resource;
    if (!select->has_cells) return;
    if (text_starts(part, "others")) {
        text_add(&select->sql, ", null::record as cells");
        return;
    }
    for (size_t i = 0; i < resource->printed_count; i++)
        text_printf(&select->sql, "%sv.%s", i == 0 ? ", row(" : ", ", resource->printed[i]);
    text_add(&select->sql, ") as cells");
}

int select_printed_place(const struct resource *resource, const char *column, size_t from) {
    for (size_t i = 0; i < resource->printed_count; i++) {
        size_t at = (from + i) % resource->printed_count;
        if (text_equal(resource->printed[at], column)) return (int)at;
    }
    return -1;
}

/* The column of a member, of an interval that of its low end. */
static const char *column_of(struct arena *arena, const struct field *field) {
    return field->type == FIELD_INTERVAL ? arena_printf(arena, "%s_low", field->name) : field->name;
}

static void add_column(struct select *select, const struct field *field, enum writing writing) {
    if (writing == WRITING_INTERVAL)
        text_printf(&select->sql, ", v.%s_low, v.%s_high", field->name, field->name);
    else if (writing == WRITING_ENCODED)
        text_printf(&select->sql, ", to_json(v.%s)::text", field->name);
    else
        text_printf(&select->sql, ", v.%s", field->name);
}

static int place_of(const struct select *select, const struct members *members, const char *column, size_t from) {
    return members->reads_printed ? select_printed_place(select->query->resource, column, from) : -1;
}

static void add_member(struct select *select, struct members *members, const struct field *field, size_t *from) {
    struct member *member = &members->list[members->count++];
    enum writing writing = writing_of(field);
    struct text before = text_start(select->arena);
    text_add(&before, members->count == 1 ? "{\"" : ",\"");
    text_add(&before, field->name);
    text_add(&before, "\":");
    *member = (struct member){.field = field, .before = before.data, .before_length = before.length};
    members->text_most += member->before_length + (writing == WRITING_INTERVAL ? INTERVAL_SLACK : SLACK);
    int printed = place_of(select, members, column_of(select->arena, field), *from);
    if (printed >= 0) {
        member->printed = true;
        member->value = *from = (size_t)printed;
        return;
    }
    member->value = members->columns;
    members->columns += writing == WRITING_INTERVAL ? 2 : 1;
    add_column(select, field, writing);
}

/* A row's values are its columns, in their order, and then those of `printed` or `cells`, the last columns. */
struct members select_add_members(struct select *select) {
    const struct query *query = select->query;
    struct members members = {.reads_cells = reads_cells(select), .text_most = sizeof "}", .arena = select->arena};
    members.reads_printed = members.reads_cells || select_reads_printed(select);
    select->has_cells = members.reads_cells;
    members.list = arena_alloc(select->arena, query->field_count * sizeof *members.list);
    size_t from = 0, printed_count = members.reads_printed ? query->resource->printed_count : 0;
    for (size_t i = 0; i < query->field_count; i++) add_member(select, &members, query->fields[i], &from);
    for (size_t i = 0; i < members.count; i++) members.list[i].value += members.list[i].printed ? members.columns : 0;
    if (members.reads_printed) text_add(&select->sql, ", v.printed");
    if (members.reads_cells) text_add(&select->sql, ", v.cells");
    members.value_count = members.columns + printed_count;
    members.values = arena_alloc(select->arena, members.value_count * sizeof *members.values);
    return members;
}

/* Codes, numbers and the like are printed alike as a member and by themselves. */
static bool is_printed_alike(const struct field *field) {
    enum writing writing = writing_of(field);
    return writing == WRITING_QUOTED || writing == WRITING_NUMBER || writing == WRITING_TIME;
}

bool select_find_value(const struct select *select, const struct members *members, const struct field *field,
                       size_t *value) {
    if (!is_printed_alike(field)) return false;
    for (size_t i = 0; i < members->count; i++) {
        *value = members->list[i].value;
        if (members->list[i].field == field) return true;
    }
    int printed = place_of(select, members, field->name, 0);
    *value = members->columns + (size_t)printed;
    return printed >= 0;
}

/* ---- reading ---- */

static struct value read_column(const PGresult *result, int row, int column) {
    if (PQgetisnull(result, row, column)) return (struct value){0};
    return (struct value){PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column)};
}

/* Nothing stands for null: no text in `printed` is empty. */
void select_split_printed(struct value printed, struct value *values, size_t count) {
    const char *at = printed.text, *end = at + printed.length;
    for (size_t i = 0; i < count; i++) {
        const char *stop = at < end ? memchr(at, COLUMN_PART_END, (size_t)(end - at)) : NULL;
        if (stop == NULL) stop = end;
        values[i] = (struct value){stop == at ? NULL : at, (size_t)(stop - at)};
        at = stop < end ? stop + 1 : end;
    }
}

/* A value between quotes, in which a quote or a backslash is there twice; where it ends. */
static const char *read_quoted(struct arena *arena, const char *at, const char *end, struct value *value) {
    const char *start = at;
    bool doubles = false;
    for (; at < end && (*at != '"' || (at + 1 < end && at[1] == '"')); at++) {
        if (*at != '"' && *at != '\\') continue;
        doubles = true;
        at++;
    }
    *value = (struct value){start, (size_t)(at - start)};
    if (!doubles) return at + 1;
    char *plain = arena_alloc(arena, value->length);
    *value = (struct value){plain, 0};
    for (const char *from = start; from < at; from++) {
        if (*from == '"' || *from == '\\') from++;
        plain[value->length++] = *from;
    }
    return at + 1;
}

/* (ins-01,,"2025-04-10 06:00:00+00",t): a record as the server prints it; nothing stands for null. */
static void split_cells(struct arena *arena, struct value cells, struct value *values, size_t count) {
    const char *at = cells.text + 1, *end = cells.text + cells.length;
    for (size_t i = 0; i < count; i++) {
        if (at < end && *at == '"') {
            at = read_quoted(arena, at + 1, end, &values[i]) + 1;
            continue;
        }
        const char *stop = at;
        while (stop < end && *stop != ',' && *stop != ')') stop++;
        values[i] = (struct value){stop == at ? NULL : at, (size_t)(stop - at)};
        at = stop + 1;
    }
}

size_t select_read_values(struct members *members, const PGresult *result, int row, int first) {
    size_t length = 0;
    for (size_t i = 0; i < members->columns; i++) {
        members->values[i] = read_column(result, row, first + (int)i);
        length += members->values[i].length;
    }
    if (!members->reads_printed) return length;
    struct value *values = members->values + members->columns;
    size_t count = members->value_count - members->columns;
    int column = first + (int)members->columns;
    struct value printed = read_column(result, row, column);
    bool is_record = printed.text == NULL && members->reads_cells;
    if (is_record) printed = read_column(result, row, column + 1);
    if (is_record)
        split_cells(members->arena, printed, values, count);
    else
        select_split_printed(printed, values, count);
    return length + printed.length;
}

/* ---- writing, where there is room for it ---- */

static char *put(char *at, const char *bytes, size_t length) {
    memcpy(at, bytes, length);
    return at + length;
}

static char *put_null(char *at) { return put(at, "null", 4); }

static char *put_quoted(char *at, struct value value) {
    *at++ = '"';
    at = put(at, value.text, value.length);
    *at++ = '"';
    return at;
}

/* NaN and infinities are no JSON numbers. */
static char *put_number(char *at, struct value value) {
    const char *first = *value.text == '-' ? value.text + 1 : value.text;
    bool is_number = *first >= '0' && *first <= '9';
    return is_number ? put(at, value.text, value.length) : put_quoted(at, value);
}

static char *put_bound(char *at, struct value value) {
    return value.text == NULL ? put_null(at) : put_number(at, value);
}

static char *put_interval(char *at, struct value low, struct value high) {
    if (low.text == NULL && high.text == NULL) return put_null(at);
    at = put_bound(put(at, "{\"low\" : ", 9), low);
    at = put_bound(put(at, ", \"high\" : ", 11), high);
    *at++ = '}';
    return at;
}

/* "2025-04-10 06:00:00+00" */
char *select_spell_time(char *time, size_t length) {
    char *space = memchr(time, ' ', length), *zone = memchr(time, '+', length);
    if (space != NULL) *space = 'T';
    return put(zone != NULL ? zone : time + length, "Z", 1);
}

static char *put_time(char *at, struct value value) {
    put(at, value.text, value.length);
    return select_spell_time(at, value.length);
}

static char *put_quoted_time(char *at, struct value value) {
    at = put_time(put(at, "\"", 1), value);
    return put(at, "\"", 1);
}

static char *put_value(char *at, enum writing writing, struct value value) {
    if (value.text == NULL) return put_null(at);
    if (writing == WRITING_QUOTED) return put_quoted(at, value);
    if (writing == WRITING_NUMBER) return put_number(at, value);
    if (writing == WRITING_TIME) return put_quoted_time(at, value);
    if (writing == WRITING_BOOLEAN) return *value.text == 't' ? put(at, "true", 4) : put(at, "false", 5);
    return put(at, value.text, value.length);
}

static char *put_member(char *at, const struct member *member, const struct value *value) {
    enum writing writing = writing_of(member->field);
    at = put(at, member->before, member->before_length);
    return writing == WRITING_INTERVAL ? put_interval(at, value[0], value[1]) : put_value(at, writing, value[0]);
}

void select_write_object(struct text *out, struct members *members, const PGresult *result, int row, int first) {
    text_reserve(out, members->text_most + select_read_values(members, result, row, first));
    char *at = out->data + out->length;
    for (size_t i = 0; i < members->count; i++)
        at = put_member(at, &members->list[i], &members->values[members->list[i].value]);
    at = put(at, "}", 1);
    *at = '\0';
    out->length = (size_t)(at - out->data);
}

const char *select_time(struct arena *arena, struct value printed) {
    char *time = arena_alloc(arena, printed.length + sizeof "Z");
    *put_time(time, printed) = '\0';
    return time;
}
