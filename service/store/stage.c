/* Rows on their way in: the temporary table `staging`, filled by COPY, and the checks that one look at all rows allows.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "private.h"

enum { COPY_BUFFER = 256 * 1024 };

struct copy {
    size_t columns;
    size_t length;
    char buffer[COPY_BUFFER];
};

/* ---- filling ---- */

static void release_copy(void *copy) { free(copy); }

const char *stage_table(struct arena *arena, const char *const *columns, size_t count) {
    struct text sql = text_start(arena);
    text_add(&sql, "create temporary table staging (line int");
    for (size_t i = 0; i < count; i++) text_printf(&sql, ", \"%s\" text collate \"C\"", columns[i]);
    text_add(&sql, ") on commit drop");
    return sql.data;
}

/* Sorting and hashing a million staged rows needs more than the usual memory. What the planner has to know of them,
 * some thousands tell: whether a column is empty, and about how many codes it has. */
static const char *stage_sql(struct arena *arena, const struct staging *staging) {
    return arena_printf(arena,
                        "set local work_mem = '64MB'; set local default_statistics_target = 20; %s;"
                        " copy staging from stdin",
                        stage_table(arena, staging->columns, staging->count));
}

bool store_stage(struct db *db, const struct staging *staging, struct error *err) {
    if (db_command(db, stage_sql(db->arena, staging), err) == NULL) return false;
    db->copy = memory_take(sizeof *db->copy);
    db->copy->columns = staging->count;
    db->copy->length = 0;
    arena_defer(db->arena, release_copy, db->copy);
    return true;
}

static bool flush(struct db *db, struct error *err) {
    struct copy *copy = db->copy;
    int sent = PQputCopyData(db->slot->connection, copy->buffer, (int)copy->length);
    copy->length = 0;
    if (sent == 1) return true;
    err->retry_after_s = 2;
    return error_cause(err, PROBLEM_UNAVAILABLE, "database: %s", PQerrorMessage(db->slot->connection));
}

static bool put(struct db *db, const char *bytes, size_t length, struct error *err) {
    while (length > 0) {
        struct copy *copy = db->copy;
        size_t room = COPY_BUFFER - copy->length, part = length < room ? length : room;
        memcpy(copy->buffer + copy->length, bytes, part);
        copy->length += part;
        bytes += part;
        length -= part;
        if (copy->length == COPY_BUFFER && !flush(db, err)) return false;
    }
    return true;
}

/* COPY's text format: backslash, line ends and TAB are escaped. */
static bool put_value(struct db *db, const char *value, struct error *err) {
    if (value == NULL) return put(db, "\\N", 2, err);
    while (*value != '\0') {
        size_t plain = strcspn(value, "\\\n\r\t");
        if (!put(db, value, plain, err)) return false;
        value += plain;
        if (*value == '\0') break;
        const char escaped[] = {'\\', *value == '\n' ? 'n' : *value == '\r' ? 'r' : *value == '\t' ? 't' : '\\'};
        if (!put(db, escaped, sizeof escaped, err)) return false;
        value++;
    }
    return true;
}

bool store_stage_row(struct db *db, long line, const char *const *values, struct error *err) {
    char number[24];
    int length = snprintf(number, sizeof number, "%ld", line);
    if (!put(db, number, (size_t)length, err)) return false;
    for (size_t i = 0; i < db->copy->columns; i++)
        if (!put(db, "\t", 1, err) || !put_value(db, values[i], err)) return false;
    return put(db, "\n", 1, err);
}

bool store_stage_end(struct db *db, struct error *err) {
    if (!flush(db, err)) return false;
    if (PQputCopyEnd(db->slot->connection, NULL) != 1)
        return error_cause(err, PROBLEM_UNAVAILABLE, "database: %s", PQerrorMessage(db->slot->connection));
    return db_collect(db, err) != NULL && db_command(db, "analyze staging", err) != NULL;
}

bool store_stage_filled(struct db *db, const char *column, struct error *err) {
    return db_command(db, arena_printf(db->arena, "analyze staging (\"%s\")", column), err) != NULL;
}

/* ---- rows that repeat another ---- */

static const char *identity_list(struct arena *arena, const struct resource *resource) {
    char **parts;
    size_t count = text_split(arena, resource->identity, ',', &parts);
    struct text list = text_start(arena);
    for (size_t i = 0; i < count; i++) text_add_item(&list, arena_printf(arena, "s.\"%s\"", parts[i]));
    return list.data;
}

static const char *first_of_identity(struct arena *arena, const struct resource *resource) {
    return arena_strndup(arena, resource->identity, strcspn(resource->identity, ","));
}

/* Hashes find out cheaply that nothing repeats, which is nearly always so. */
static bool may_repeat(struct db *db, const char *identity, bool *repeats, struct error *err) {
    const char *sql = arena_printf(db->arena,
                                   "select exists (select from staging s group by hash_record_extended(row(%s), 0)"
                                   " having count(*) > 1)",
                                   identity);
    PGresult *result = db_exec(db, sql, NULL, 0, err);
    if (result != NULL) *repeats = *PQgetvalue(result, 0, 0) == 't';
    return result != NULL;
}

/* Rows line, column, argument, total and perhaps a second argument, as violations of one code. */
void stage_add_violations(const PGresult *result, enum violation_code code, struct error *err) {
    int rows = PQntuples(result);
    bool second = PQnfields(result) > 4;
    for (int row = 0; row < rows; row++)
        error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, PQgetvalue(result, row, 1),
                  strtol(PQgetvalue(result, row, 0), NULL, 10), code, PQgetvalue(result, row, 2),
                  second ? PQgetvalue(result, row, 4) : "");
    if (rows > 0) err->violation_total += (size_t)strtol(PQgetvalue(result, 0, 3), NULL, 10) - (size_t)rows;
}

static bool check_repeated(struct db *db, const struct resource *resource, struct error *err) {
    const char *identity = identity_list(db->arena, resource), *first = first_of_identity(db->arena, resource);
    bool repeats = false;
    if (!may_repeat(db, identity, &repeats, err)) return false;
    if (!repeats) return true;
    const char *sql =
        arena_printf(db->arena,
                     "select line, '%s', first, count(*) over () from (select s.line,"
                     " first_value(s.line) over (partition by %s order by s.line) as first"
                     " from staging s where s.\"%s\" is not null) n where line <> first order by line limit %d",
                     first, identity, first, ERROR_MOST_VIOLATIONS);
    PGresult *result = db_exec(db, sql, NULL, 0, err);
    if (result != NULL) stage_add_violations(result, VIOLATION_REPEATED_ROW, err);
    return result != NULL;
}

/* ---- codes that name nothing visible ---- */

static bool is_relation(const struct field *field) { return field->type == FIELD_REF || field->type == FIELD_OWNER; }

static const struct resource *related(const struct field *field) {
    return resource_of_relation(field->type == FIELD_OWNER ? "municipality" : field->of);
}

/* The codes of one column: `value` of lateral row v. */
static const char *codes_of(struct arena *arena, const char *column, const struct field *field, const char *part) {
    if (part != NULL)
        return arena_printf(
            arena, "jsonb_array_elements(s.\"%s\"::jsonb) e(o) cross join lateral (select e.o->>'%s') v(value)", column,
            part);
    if (field->flags & FIELD_LIST) return arena_printf(arena, "unnest(s.\"%s\"::text[]) v(value)", column);
    return arena_printf(arena, "(select s.\"%s\") v(value)", column);
}

/* A row may name another row of the same file, such as an area its parent. */
static void add_relation(struct text *sql, const struct staging *staging, const char *column, const struct field *field,
                         const struct field *code, const char *part) {
    const struct resource *other = related(code);
    text_printf(sql,
                "%sselect s.line, '%s' as \"column\", v.value, '%s' as known from staging s"
                " cross join lateral %s where s.\"%s\" is not null"
                " and v.value collate \"C\" not in (select (x.%s::text) collate \"C\" from api.%s x)",
                sql->length > 0 ? " union all " : "", column, resource_codes(sql->arena, other),
                codes_of(sql->arena, column, field, part), column, other->key, other->list);
    if (code->type == FIELD_OWNER) text_add(sql, " and v.value <> 'shared'");
    if (other == staging->resource)
        text_printf(sql, " and v.value collate \"C\" not in (select o.%s from staging o where o.%s is not null)",
                    other->key, other->key);
}

static void add_relations(struct text *sql, const struct staging *staging, const char *column) {
    const struct field *field = resource_field(staging->resource, column);
    if (field == NULL) return;
    if (is_relation(field)) add_relation(sql, staging, column, field, field, NULL);
    for (size_t i = 0; i < field->part_count; i++)
        if (is_relation(&field->parts[i]))
            add_relation(sql, staging, column, field, &field->parts[i], field->parts[i].name);
}

static bool check_codes(struct db *db, const struct staging *staging, struct error *err) {
    struct text relations = text_start(db->arena);
    for (size_t i = 0; i < staging->count; i++) add_relations(&relations, staging, staging->columns[i]);
    if (relations.length == 0) return true;
    const char *sql =
        arena_printf(db->arena,
                     "select line, \"column\", value, count(*) over (), known from (%s) u order by line, \"column\""
                     " limit %d",
                     relations.data, ERROR_MOST_VIOLATIONS);
    PGresult *result = db_exec(db, sql, NULL, 0, err);
    if (result != NULL) stage_add_violations(result, VIOLATION_UNKNOWN_CODE, err);
    return result != NULL;
}

bool store_stage_check(struct db *db, const struct staging *staging, struct error *err) {
    return check_repeated(db, staging->resource, err) && check_codes(db, staging, err) && !error_is_set(err);
}
