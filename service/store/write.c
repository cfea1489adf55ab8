/* Writing one row: statements from field tables, values as one JSON object, refusals undone and told. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/value.h"
#include "private.h"

/* ---- reading what is to be changed ---- */

/* "t."code" = $1": by the column itself, so that its index is used. */
static const char *key_condition(struct arena *arena, const struct resource *resource) {
    const char *cast = text_equal(resource->key, "id") ? "::uuid" : "";
    return arena_printf(arena, "t.\"%s\" = $1%s", resource->key, cast);
}

/* Whether a text can be a key at all; the database would complain about a UUID that is none. */
static bool can_be_key(const struct resource *resource, const char *key) {
    return !text_equal(resource->key, "id") || value_is_uuid(key);
}

bool store_lock(struct db *db, const struct resource *resource, const char *key, const char **row, int64_t *revision,
                struct error *err) {
    const char *sql =
        arena_printf(db->arena, "select to_jsonb(t)::text, t.row_version from tillit.\"%s\" t where %s for update",
                     resource->one, key_condition(db->arena, resource));
    if (!can_be_key(resource, key)) return error_set(err, PROBLEM_NOT_FOUND);
    PGresult *result = db_exec(db, sql, &key, 1, err);
    if (result == NULL) return false;
    if (PQntuples(result) == 0) return error_set(err, PROBLEM_NOT_FOUND);
    *row = PQgetvalue(result, 0, 0);
    *revision = strtoll(PQgetvalue(result, 0, 1), NULL, 10);
    return true;
}

bool store_row(struct db *db, const struct resource *resource, const char *key, const char **row, struct error *err) {
    const char *sql = arena_printf(db->arena, "select to_jsonb(t)::text from tillit.\"%s\" t where %s", resource->one,
                                   key_condition(db->arena, resource));
    *row = NULL;
    if (!can_be_key(resource, key)) return true;
    PGresult *result = db_exec(db, sql, &key, 1, err);
    if (result == NULL) return false;
    if (PQntuples(result) > 0) *row = PQgetvalue(result, 0, 0);
    return true;
}

bool store_next_code(struct db *db, const struct resource *resource, const char *parent, long least, const char **code,
                     struct error *err) {
    const char *lock =
        arena_printf(db->arena, "select from tillit.\"%s\" t where t.code = $1 for no key update", resource->code_of);
    const char *sql = arena_printf(
        db->arena,
        "select $1 || (greatest(max(substr(t.code, length($1) + 1)::int), $2::int) + 1) from tillit.\"%s\" t"
        " where t.\"%s\" = $3 and starts_with(t.code, $1) and substr(t.code, length($1) + 1) ~ '^[0-9]{1,6}$'",
        resource->one, resource->code_of);
    const char *const parameters[] = {arena_printf(db->arena, "%s-%s", parent, resource->code_infix),
                                      arena_printf(db->arena, "%ld", least), parent};
    if (db_exec(db, lock, &parent, 1, err) == NULL) return false;
    PGresult *result = db_exec(db, sql, parameters, 3, err);
    if (result != NULL) *code = PQgetvalue(result, 0, 0);
    return result != NULL;
}

/* ---- statements ---- */

/* Runs a statement so that the transaction survives its refusal. */
static PGresult *attempt(struct db *db, const char *sql, const char *const *parameters, size_t count,
                         struct error *err) {
    if (db_command(db, "savepoint row", err) == NULL) return NULL;
    PGresult *result = db_exec(db, sql, parameters, count, err);
    if (result != NULL) return db_command(db, "release savepoint row", err) == NULL ? NULL : result;
    struct error ignored = error_start(db->arena);
    bool may_go_on = !err->may_retry && PQstatus(db->slot->connection) == CONNECTION_OK;
    if (may_go_on && db_command(db, "rollback to savepoint row", &ignored) != NULL) store_explain_rules(db, err);
    return NULL;
}

static void add_names(struct text *sql, const struct written *row, const char *before) {
    for (size_t i = 0; i < row->column_count; i++)
        text_printf(sql, "%s%s\"%s\"", i > 0 ? ", " : "", before, row->columns[i]);
}

/* `rows`: a JSON array of what row->values is one of. */
static PGresult *insert(struct db *db, const struct written *row, const char *rows, struct error *err) {
    struct text sql = text_start(db->arena);
    text_printf(&sql, "insert into tillit.\"%s\" as t (", row->resource->one);
    add_names(&sql, row, "");
    text_add(&sql, ") select ");
    add_names(&sql, row, "r.");
    text_printf(&sql, " from jsonb_populate_recordset(null::tillit.\"%s\", $1::jsonb) r returning t.\"%s\"",
                row->resource->one, row->resource->key);
    return attempt(db, sql.data, &rows, 1, err);
}

bool store_insert(struct db *db, const struct written *row, const char **key, struct error *err) {
    PGresult *result = insert(db, row, arena_printf(db->arena, "[%s]", row->values), err);
    if (result != NULL) *key = PQgetvalue(result, 0, 0);
    return result != NULL;
}

bool store_insert_all(struct db *db, const struct written *like, const char *rows, struct error *err) {
    return insert(db, like, rows, err) != NULL;
}

bool store_update(struct db *db, const struct written *row, const char *key, struct error *err) {
    const char *const parameters[] = {key, row->values};
    struct text sql = text_start(db->arena);
    if (row->column_count + row->defaulted_count == 0) return true;
    text_printf(&sql, "update tillit.\"%s\" t set ", row->resource->one);
    for (size_t i = 0; i < row->column_count; i++)
        text_printf(&sql, "%s\"%s\" = r.\"%s\"", i > 0 ? ", " : "", row->columns[i], row->columns[i]);
    for (size_t i = 0; i < row->defaulted_count; i++)
        text_printf(&sql, "%s\"%s\" = default", i + row->column_count > 0 ? ", " : "", row->defaulted[i]);
    text_printf(&sql, " from jsonb_populate_record(null::tillit.\"%s\", $2::jsonb) r where %s", row->resource->one,
                key_condition(db->arena, row->resource));
    return attempt(db, sql.data, parameters, 2, err) != NULL;
}

/* ---- deleting ---- */

/* What others call it: "goals". Tables that nobody sees have no name. */
static const char *name_of_table(const char *table) {
    const struct resource *resource = resource_of_relation(table);
    return resource == NULL ? table : resource->name;
}

static bool check_references(struct db *db, const struct resource *resource, const char *key, struct error *err) {
    const char *const parameters[] = {resource->one, key};
    struct rows *rows;
    if (!store_run(db, SQL_WRITE_REFERENCES, parameters, 2, &rows, err)) return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        error_add(err, PROBLEM_CONFLICT, PLACE_POINTER, "", 0, VIOLATION_REFERRED,
                  arena_printf(err->arena, "%s (%s)", name_of_table(rows_value(rows, i, REFERRER_BY_TABLE)),
                               rows_value(rows, i, REFERRER_HOW_OFTEN)),
                  rows_value(rows, i, REFERRER_KEYS));
    return rows_count(rows) == 0;
}

/* A reference that the caller does not see. */
static bool refuse_hidden_reference(const struct error *refusal, struct error *err) {
    if (refusal->violation_count == 0) {
        err->retry_after_s = refusal->retry_after_s;
        err->may_retry = refusal->may_retry;
        return error_cause(err, refusal->kind, "%s", refusal->cause == NULL ? "delete" : refusal->cause);
    }
    if (refusal->violations[0].code != VIOLATION_UNKNOWN_CODE) {
        *err = *refusal;
        return false;
    }
    return error_say(err, PROBLEM_CONFLICT, "Andra poster hör till den här: den kan inte tas bort.",
                     "Andre poster hører til denne: den kan ikke slettes.",
                     "Other records belong to this one: it cannot be deleted.");
}

bool store_delete(struct db *db, const struct resource *resource, const char *key, struct error *err) {
    struct error refusal = error_start(err->arena);
    const char *sql = arena_printf(db->arena, "delete from tillit.\"%s\" t where %s", resource->one,
                                   key_condition(db->arena, resource));
    if (!check_references(db, resource, key, err)) return false;
    return attempt(db, sql, &key, 1, &refusal) != NULL || refuse_hidden_reference(&refusal, err);
}

/* ---- rows that are parts of an object ---- */

struct parts {
    const struct resource *resource;
    char **identity; /* the first names the object */
    size_t identity_count;
};

static bool is_identity(const struct parts *parts, const char *name) {
    for (size_t i = 0; i < parts->identity_count; i++)
        if (text_equal(parts->identity[i], name)) return true;
    return false;
}

/* "r."a" = t."a" and ..." without the column that names the object. */
static void add_match(struct text *sql, const struct parts *parts) {
    for (size_t i = 1; i < parts->identity_count; i++)
        text_printf(sql, "%sr.\"%s\" = t.\"%s\"", i > 1 ? " and " : "", parts->identity[i], parts->identity[i]);
}

static void add_columns(struct text *sql, const struct parts *parts, const char *row, bool with_identity) {
    size_t count = 0;
    for (size_t i = 0; i < parts->resource->field_count; i++) {
        const char *name = parts->resource->fields[i].name;
        if (text_equal(name, parts->identity[0]) || (!with_identity && is_identity(parts, name))) continue;
        text_printf(sql, "%s%s\"%s\"", count++ > 0 ? ", " : "", row, name);
    }
}

static void add_given(struct text *sql, const struct parts *parts) {
    text_printf(sql, "jsonb_populate_recordset(null::tillit.\"%s\", $2::jsonb) r", parts->resource->one);
}

static const char *delete_sql(struct arena *arena, const struct parts *parts) {
    struct text sql = text_start(arena);
    text_printf(&sql, "delete from tillit.\"%s\" t where t.\"%s\" = $1::text and not exists (select from ",
                parts->resource->one, parts->identity[0]);
    add_given(&sql, parts);
    text_add(&sql, " where ");
    add_match(&sql, parts);
    text_add(&sql, ")");
    return sql.data;
}

static const char *update_sql(struct arena *arena, const struct parts *parts) {
    struct text sql = text_start(arena);
    text_printf(&sql, "update tillit.\"%s\" t set (", parts->resource->one);
    add_columns(&sql, parts, "", false);
    text_add(&sql, ") = row(");
    add_columns(&sql, parts, "r.", false);
    text_add(&sql, ") from ");
    add_given(&sql, parts);
    text_printf(&sql, " where t.\"%s\" = $1::text and ", parts->identity[0]);
    add_match(&sql, parts);
    text_add(&sql, " and row(");
    add_columns(&sql, parts, "t.", false);
    text_add(&sql, ") is distinct from row(");
    add_columns(&sql, parts, "r.", false);
    text_add(&sql, ")");
    return sql.data;
}

static const char *insert_sql(struct arena *arena, const struct parts *parts) {
    struct text sql = text_start(arena);
    text_printf(&sql, "insert into tillit.\"%s\" (\"%s\", ", parts->resource->one, parts->identity[0]);
    add_columns(&sql, parts, "", true);
    text_add(&sql, ") select $1::text, ");
    add_columns(&sql, parts, "r.", true);
    text_add(&sql, " from ");
    add_given(&sql, parts);
    text_printf(&sql, " where not exists (select from tillit.\"%s\" t where t.\"%s\" = $1::text and ",
                parts->resource->one, parts->identity[0]);
    add_match(&sql, parts);
    text_add(&sql, ")");
    return sql.data;
}

bool store_replace_parts(struct db *db, const struct resource *resource, const char *key, const char *rows,
                         struct error *err) {
    const char *const parameters[] = {key, rows};
    struct parts parts = {.resource = resource};
    parts.identity_count = text_split(db->arena, resource->identity, ',', &parts.identity);
    return attempt(db, delete_sql(db->arena, &parts), parameters, 2, err) != NULL &&
           attempt(db, update_sql(db->arena, &parts), parameters, 2, err) != NULL &&
           attempt(db, insert_sql(db->arena, &parts), parameters, 2, err) != NULL;
}

/* ---- waiting ---- */

bool store_wait_for_locks(struct db *db, long most_ms, struct error *err) {
    const char *const parameters[] = {
        arena_printf(db->arena, "%ld", most_ms > 0 ? most_ms : db->store_config->statement_timeout_ms)};
    return db_exec(db, "select set_config('lock_timeout', $1, true)", parameters, 1, err) != NULL;
}
