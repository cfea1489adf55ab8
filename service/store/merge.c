/* Staged rows into the resource's table by one statement, put together from const tables and the table's own columns.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "domain/codelist.h"
#include "domain/life_cycle.h"
#include "private.h"

/* Naming refused rows costs a merge each: it stops after so many, or so long. */
enum { MOST_NAMED = 20, NAMING_MS = 10000 };

/* A staged column and how its cells become values of the table. */
struct target {
    const char *name;
    const char *expression; /* of staging row s */
    bool in_identity;
    bool fixed; /* written at creation only */
};

struct merge {
    const struct resource *resource;
    const char *one; /* the table */
    struct target *targets;
    size_t count;
    char **identity;
    size_t identity_count;
    bool given; /* rows came with some of the columns each */
    bool counts_versions;
    const char *owners; /* whether row t is the asker's; NULL when the table says nothing of it */
};

/* ---- what the table is like ---- */

static const char *expression_of(struct arena *arena, const char *name, const struct rows *columns, size_t row) {
    const char *type = rows_value(columns, row, TABLE_COLUMN_TYPE),
               *otherwise = rows_value(columns, row, TABLE_COLUMN_OTHERWISE);
    const char *cast = arena_printf(arena, "s.\"%s\"::%s", name, type);
    return otherwise == NULL ? cast : arena_printf(arena, "coalesce(%s, %s)", cast, otherwise);
}

static bool find_column(const struct rows *columns, const char *name, size_t *row) {
    for (*row = 0; *row < rows_count(columns); (*row)++)
        if (text_equal(rows_value(columns, *row, TABLE_COLUMN_NAME), name)) return true;
    return false;
}

/* By the columns that say whose a row is: of an evaluation's members both count. A resource without is the operator's.
 */
static const char *owners_of(struct arena *arena, const struct rows *columns, bool is_resource) {
    static const char *const names[] = {"owner", "municipality"};
    struct text owners = text_start(arena);
    size_t row;
    for (size_t i = 0; i < 2; i++)
        if (find_column(columns, names[i], &row))
            text_printf(&owners, "%stillit.sees(t.\"%s\"::text)", owners.length > 0 ? " or " : "", names[i]);
    if (owners.length == 0) return is_resource ? "tillit.is_operator()" : NULL;
    return owners.data;
}

static bool is_in(char *const *names, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(names[i], name)) return true;
    return false;
}

static bool read_table(struct db *db, const struct staging *staging, struct merge *merge, struct error *err) {
    struct rows *columns;
    const char *const table[] = {staging->resource->one};
    size_t row;
    if (!store_run(db, SQL_IMPORT_COLUMNS, table, 1, &columns, err)) return false;
    *merge = (struct merge){.resource = staging->resource, .one = staging->resource->one};
    merge->given = staging->given;
    merge->identity_count = text_split(db->arena, staging->resource->identity, ',', &merge->identity);
    merge->targets = arena_alloc(db->arena, staging->count * sizeof *merge->targets);
    merge->counts_versions = find_column(columns, "row_version", &row);
    merge->owners = owners_of(db->arena, columns, merge->counts_versions);
    for (size_t i = 0; i < staging->count; i++) {
        const char *name = staging->columns[i];
        const struct field *field = resource_field(staging->resource, name);
        /* GCOVR_EXCL_START: on a schema that lacks it the service is not ready */
        if (!find_column(columns, name, &row))
            return error_cause(err, PROBLEM_INTERNAL, "table %s has no column %s", merge->one, name);
        /* GCOVR_EXCL_STOP */
        merge->targets[merge->count++] = (struct target){
            .name = name,
            .expression = expression_of(db->arena, name, columns, row),
            .in_identity = is_in(merge->identity, merge->identity_count, name),
            .fixed = field != NULL && (field->flags & FIELD_ONCE),
        };
    }
    return true;
}

/* ---- the statement ---- */

/* "t.a = s.a and t.b = s.b" */
static void add_match(struct text *sql, const struct merge *merge, const char *row) {
    for (size_t i = 0; i < merge->identity_count; i++)
        text_printf(sql, "%s%s.\"%s\" = s.\"%s\"", i > 0 ? " and " : "", row, merge->identity[i], merge->identity[i]);
}

static bool is_changeable(const struct target *target) { return !target->in_identity && !target->fixed; }

enum role { ROLE_ALL, ROLE_CHANGEABLE, ROLE_FIXED, ROLE_CONTENT };

static bool has_role(const struct target *target, enum role role) {
    switch (role) {
    case ROLE_CHANGEABLE: return is_changeable(target);
    case ROLE_FIXED: return target->fixed && !target->in_identity;
    case ROLE_CONTENT: return !target->in_identity;
    default: return true;
    }
}

/* A row's value for a column; `otherwise` when it came without. */
static void add_given(struct text *sql, const struct merge *merge, const char *row, const char *name, const char *value,
                      const char *otherwise) {
    if (merge->given)
        text_printf(sql, "case when strpos(%s.given, '|%s|') > 0 then %s else %s end", row, name, value, otherwise);
    else
        text_add(sql, value);
}

/* What a stored row t becomes: the values of staged row s, as columns or as what makes them. */
static void add_values(struct text *sql, const struct merge *merge, bool as_columns) {
    const char *separator = "";
    for (size_t i = 0; i < merge->count; i++) {
        const struct target *target = &merge->targets[i];
        if (!is_changeable(target)) continue;
        const char *column = arena_printf(sql->arena, "s.\"%s\"", target->name);
        text_add(sql, separator);
        add_given(sql, merge, "s", target->name, as_columns ? column : target->expression,
                  arena_printf(sql->arena, "t.\"%s\"", target->name));
        separator = ", ";
    }
}

/* The columns of a role, each between `before` and `after`; returns how many. */
static size_t add_columns(struct text *sql, const struct merge *merge, enum role role, const char *before) {
    size_t count = 0;
    for (size_t i = 0; i < merge->count; i++) {
        if (!has_role(&merge->targets[i], role)) continue;
        text_printf(sql, "%s%s\"%s\"", count++ > 0 ? ", " : "", before, merge->targets[i].name);
    }
    return count;
}

static bool has_content(const struct merge *merge) {
    for (size_t i = 0; i < merge->count; i++)
        if (has_role(&merge->targets[i], ROLE_CONTENT)) return true;
    return false;
}

/* The hash of the columns that row `given` came with, as they are stored in t or as staged row s would store them. */
static void add_content(struct text *sql, const struct merge *merge, const char *given, bool is_stored) {
    const char *separator = "";
    text_add(sql, "hash_record_extended(row(");
    for (size_t i = 0; i < merge->count; i++) {
        const struct target *target = &merge->targets[i];
        if (!has_role(target, ROLE_CONTENT)) continue;
        const char *stored = arena_printf(sql->arena, "t.\"%s\"", target->name);
        text_add(sql, separator);
        add_given(sql, merge, given, target->name, is_stored ? stored : target->expression, "null");
        separator = ", ";
    }
    text_add(sql, "), 0)");
}

/* Whoever leaves the id out identifies a row by its content, so that the same file twice changes nothing. Rows that
 * came with other columns are compared by these: there are few such sets in a file. */
static void add_known_content(struct text *sql, const struct merge *merge) {
    const char *given = merge->given ? "g.given" : "''";
    text_printf(sql, "known as materialized (select min(t.id::text)::uuid as id, %s as given, ", given);
    add_content(sql, merge, "g", true);
    text_printf(sql, " as content from tillit.\"%s\" t", merge->one);
    if (merge->given)
        text_add(sql, " cross join (select distinct given from staging where id is null) g");
    else
        text_add(sql, " where exists (select from staging where id is null)");
    text_add(sql, " group by 2, 3), staged as materialized (select s.line");
    for (size_t i = 0; i < merge->count; i++) {
        const struct target *target = &merge->targets[i];
        if (!target->in_identity) text_printf(sql, ", %s as \"%s\"", target->expression, target->name);
    }
    text_printf(sql, ", coalesce(s.id::uuid, (select k.id from known k where k.given = %s and k.content = ",
                merge->given ? "s.given" : "''");
    add_content(sql, merge, "s", false);
    text_add(sql, "), tillit.uuid7()) as id");
}

static void add_staged(struct text *sql, const struct merge *merge) {
    text_add(sql, "with ");
    if (text_equal(merge->resource->identity, "id") && has_content(merge)) {
        add_known_content(sql, merge);
    } else {
        text_add(sql, "staged as materialized (select s.line");
        for (size_t i = 0; i < merge->count; i++)
            text_printf(sql, ", %s as \"%s\"", merge->targets[i].expression, merge->targets[i].name);
    }
    if (merge->given) text_add(sql, ", s.given");
}

/* A trigger may still find that nothing has changed (a target rounded to its decimals): then the version stays. */
static void add_changed(struct text *sql, const struct merge *merge) {
    struct text ignored = text_start(sql->arena);
    if (add_columns(&ignored, merge, ROLE_CHANGEABLE, "") == 0) {
        text_add(sql, "changed as (select false as really where false)");
        return;
    }
    text_printf(sql, "changed as (update tillit.\"%s\" t set (", merge->one);
    add_columns(sql, merge, ROLE_CHANGEABLE, "");
    text_add(sql, ") = row(");
    add_values(sql, merge, true);
    text_printf(sql, ") from staged s join tillit.\"%s\" o on ", merge->one);
    add_match(sql, merge, "o");
    text_add(sql, " where ");
    add_match(sql, merge, "t");
    text_add(sql, " and row(");
    add_columns(sql, merge, ROLE_CHANGEABLE, "t.");
    text_add(sql, ") is distinct from row(");
    add_values(sql, merge, true);
    text_printf(sql, ") returning %s as really)", merge->counts_versions ? "t.row_version > o.row_version" : "true");
}

static void add_added(struct text *sql, const struct merge *merge) {
    text_printf(sql, "added as (insert into tillit.\"%s\" (", merge->one);
    add_columns(sql, merge, ROLE_ALL, "");
    text_add(sql, ") select ");
    add_columns(sql, merge, ROLE_ALL, "s.");
    text_printf(sql, " from staged s where not exists (select from tillit.\"%s\" t where ", merge->one);
    add_match(sql, merge, "t");
    text_add(sql, ") order by s.line returning 1)");
}

/* $1: the last line, $2: lines to leave out. */
static const char *merge_sql(struct arena *arena, const struct merge *merge) {
    struct text sql = text_start(arena);
    add_staged(&sql, merge);
    text_add(&sql, " from staging s where s.line <= $1::int and s.line <> all ($2::int[])), ");
    add_changed(&sql, merge);
    text_add(&sql, ", ");
    add_added(&sql, merge);
    text_add(&sql, " select (select count(*) from added), (select count(*) from changed where really),"
                   " (select count(*) from staged)");
    return sql.data;
}

/* ---- what is fixed at creation ---- */

static void add_fixed(struct text *sql, const struct merge *merge, const struct target *target) {
    text_printf(sql,
                "%sselect s.line, '%s' as \"column\", t.\"%s\"::text as stored from staging s join tillit.\"%s\" t on ",
                sql->length > 0 ? " union all " : "", target->name, target->name, merge->one);
    for (size_t i = 0; i < merge->count; i++)
        if (merge->targets[i].in_identity)
            text_printf(sql, "t.\"%s\" = %s and ", merge->targets[i].name, merge->targets[i].expression);
    text_printf(sql, "s.\"%s\" is not null and t.\"%s\" is distinct from %s", target->name, target->name,
                target->expression);
}

static bool check_fixed(struct db *db, const struct merge *merge, struct error *err) {
    struct text parts = text_start(db->arena);
    for (size_t i = 0; i < merge->count; i++)
        if (has_role(&merge->targets[i], ROLE_FIXED)) add_fixed(&parts, merge, &merge->targets[i]);
    if (parts.length == 0) return true;
    const char *sql =
        arena_printf(db->arena, "select line, \"column\", stored, count(*) over () from (%s) f order by line limit %d",
                     parts.data, ERROR_MOST_VIOLATIONS);
    PGresult *result = db_exec(db, sql, NULL, 0, err);
    if (result != NULL) stage_add_violations(result, VIOLATION_FIXED, err);
    return result != NULL && !error_is_set(err);
}

/* ---- moves of a life cycle ---- */

/* The pairs of states that a stored row may go through: "('draft','adopted')". */
static const char *allowed_moves(struct arena *arena, const struct resource *resource, const struct field *state) {
    const char *const *codes;
    size_t count = codelist_codes(state->of, &codes);
    struct text pairs = text_start(arena);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            if (life_cycle_allows(resource, codes[i], codes[j]))
                text_printf(&pairs, "%s('%s','%s')", pairs.length > 0 ? "," : "", codes[i], codes[j]);
    return pairs.data;
}

static const struct target *find_target(const struct merge *merge, const char *name) {
    for (size_t i = 0; i < merge->count; i++)
        if (text_equal(merge->targets[i].name, name)) return &merge->targets[i];
    return NULL;
}

/* What may follow a stored state, in words: "case t.state::text when 'draft' then 'adopted, cancelled' ... end". */
static const char *moves_in_words(struct arena *arena, const struct resource *resource, const struct field *state) {
    const char *const *codes;
    size_t count = codelist_codes(state->of, &codes);
    struct text words = text_start(arena);
    text_add(&words, "case t.state::text");
    for (size_t i = 0; i < count; i++)
        text_printf(&words, " when '%s' then '%s'", codes[i], life_cycle_moves(arena, resource, codes[i]));
    text_add(&words, " end");
    return words.data;
}

/* New rows may be in any state: archives are loaded. Stored ones go on from where they are. */
static bool check_moves(struct db *db, const struct merge *merge, struct error *err) {
    const struct target *state = find_target(merge, "state");
    if (state == NULL || life_cycle_initial(merge->resource) == NULL) return true;
    const struct field *field = resource_field(merge->resource, "state");
    struct text sql = text_start(db->arena);
    text_printf(&sql, "select s.line, 'state', t.state, count(*) over (), %s from staging s join tillit.\"%s\" t on ",
                moves_in_words(db->arena, merge->resource, field), merge->one);
    for (size_t i = 0; i < merge->count; i++)
        if (merge->targets[i].in_identity)
            text_printf(&sql, "t.\"%s\" = %s and ", merge->targets[i].name, merge->targets[i].expression);
    if (merge->given) text_add(&sql, "strpos(s.given, '|state|') > 0 and ");
    text_printf(&sql, "(t.state::text, %s::text) not in (values %s) order by s.line limit %d", state->expression,
                allowed_moves(db->arena, merge->resource, field), ERROR_MOST_VIOLATIONS);
    PGresult *result = db_exec(db, sql.data, NULL, 0, err);
    if (result != NULL) stage_add_violations(result, VIOLATION_NOT_A_MOVE, err);
    return result != NULL && !error_is_set(err);
}

/* ---- rows of others ---- */

/* A row that the sender sees and may not change would stay as it is without a word: row-level security leaves it out.
 */
static bool check_owned(struct db *db, const struct merge *merge, struct error *err) {
    struct text sql = text_start(db->arena), ignored = text_start(db->arena);
    if (merge->owners == NULL || add_columns(&ignored, merge, ROLE_CHANGEABLE, "") == 0) return true;
    text_printf(&sql, "select s.line, '%s', '', count(*) over () from staging s join tillit.\"%s\" t on ",
                merge->identity[0], merge->one);
    for (size_t i = 0; i < merge->count; i++)
        if (merge->targets[i].in_identity)
            text_printf(&sql, "t.\"%s\" = %s and ", merge->targets[i].name, merge->targets[i].expression);
    text_printf(&sql, "not (%s) and row(", merge->owners);
    add_columns(&sql, merge, ROLE_CHANGEABLE, "t.");
    text_add(&sql, ") is distinct from row(");
    add_values(&sql, merge, false);
    text_printf(&sql, ") order by s.line limit %d", ERROR_MOST_VIOLATIONS);
    PGresult *result = db_exec(db, sql.data, NULL, 0, err);
    if (result != NULL) stage_add_violations(result, VIOLATION_NOT_YOURS, err);
    return result != NULL && !error_is_set(err);
}

/* ---- running it, and naming the rows that the database refuses ---- */

struct attempt {
    struct db *db;
    const struct staging *staging;
    const char *sql;
    struct text excluded; /* "{3,17" */
};

static bool try_merge(struct attempt *attempt, long last, PGresult **result, struct error *err) {
    const char *const parameters[] = {arena_printf(attempt->db->arena, "%ld", last),
                                      arena_printf(attempt->db->arena, "%s}", attempt->excluded.data)};
    if (db_command(attempt->db, "savepoint merge", err) == NULL) return false;
    *result = db_exec(attempt->db, attempt->sql, parameters, 2, err);
    if (*result != NULL) return true;
    if (PQstatus(attempt->db->slot->connection) == CONNECTION_OK) {
        struct error ignored = error_start(attempt->db->arena);
        db_command(attempt->db, "rollback to savepoint merge", &ignored);
    }
    return false;
}

/* Whether the rows up to a line can be merged; nothing stays. */
static bool fits(struct attempt *attempt, long last) {
    struct error ignored = error_start(attempt->db->arena);
    PGresult *result = NULL;
    bool good = try_merge(attempt, last, &result, &ignored);
    if (good) db_command(attempt->db, "rollback to savepoint merge", &ignored);
    return good;
}

/* The first line that cannot be merged, between low (fits) and high (does not). */
static long first_refused(struct attempt *attempt, long low, long high) {
    while (high - low > 1) {
        long middle = low + (high - low) / 2;
        if (fits(attempt, middle))
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* What the row says in a column: the database does not repeat a key that row-level security may hide. */
static const char *staged_value(struct attempt *attempt, const char *column, long line, struct error *err) {
    struct arena *arena = attempt->db->arena;
    const char *const parameters[] = {arena_printf(arena, "%ld", line)};
    for (size_t i = 0; i < attempt->staging->count; i++) {
        if (!text_equal(attempt->staging->columns[i], column)) continue;
        const char *sql = arena_printf(arena, "select coalesce(\"%s\", '') from staging where line = $1::int",
                                       attempt->staging->columns[i]);
        PGresult *result = db_exec(attempt->db, sql, parameters, 1, err);
        return result != NULL && PQntuples(result) == 1 ? PQgetvalue(result, 0, 0) : "";
    }
    return "";
}

/* The refusal's own violations, at their line; without any, the cause is the row as a whole. */
static void name_row(struct attempt *attempt, struct error *refusal, long line, struct error *err) {
    struct error ignored = error_start(attempt->db->arena);
    store_explain_rules(attempt->db, refusal);
    if (refusal->violation_count == 0)
        error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, "", line, VIOLATION_OUT_OF_BOUNDS, NULL, NULL);
    for (size_t i = 0; i < refusal->violation_count; i++) {
        const struct violation *violation = &refusal->violations[i];
        const char *name = violation->name + (*violation->name == '/'), *argument = violation->arguments[0];
        if (violation->code == VIOLATION_UNKNOWN_CODE) argument = staged_value(attempt, name, line, &ignored);
        error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, name, line, violation->code, argument,
                  violation->arguments[1]);
    }
}

static bool is_of_the_rows(const struct error *refusal) {
    return refusal->kind == PROBLEM_INVALID_BODY || refusal->kind == PROBLEM_CONFLICT;
}

static void name_refused(struct attempt *attempt, long last, struct error *refusal, struct error *err) {
    int64_t deadline_ms = clock_now_ms() + NAMING_MS;
    long low = 0;
    for (int named = 0; named < MOST_NAMED && clock_now_ms() < deadline_ms && is_of_the_rows(refusal); named++) {
        long line = first_refused(attempt, low, last);
        PGresult *result = NULL;
        *refusal = error_start(attempt->db->arena);
        if (try_merge(attempt, line, &result, refusal)) return; /* gone: somebody else has written meanwhile */
        name_row(attempt, refusal, line, err);
        text_printf(&attempt->excluded, "%s%ld", attempt->excluded.length > 1 ? "," : "", line);
        low = line;
        *refusal = error_start(attempt->db->arena);
        if (try_merge(attempt, last, &result, refusal)) return;
    }
}

static bool refuse_merge(struct attempt *attempt, long last, struct error *refusal, struct error *err) {
    if (!is_of_the_rows(refusal)) {
        err->retry_after_s = refusal->retry_after_s;
        err->may_retry = refusal->may_retry;
        return error_cause(err, refusal->kind, "%s", refusal->cause == NULL ? "merge" : refusal->cause);
    }
    error_cause(err, PROBLEM_INVALID_BODY, "%s", refusal->cause == NULL ? "merge" : refusal->cause);
    name_refused(attempt, last, refusal, err);
    return false;
}

static bool last_line(struct db *db, long *last, struct error *err) {
    PGresult *result = db_exec(db, "select coalesce(max(line), 0) from staging", NULL, 0, err);
    if (result != NULL) *last = strtol(PQgetvalue(result, 0, 0), NULL, 10);
    return result != NULL;
}

bool store_merge(struct db *db, const struct staging *staging, struct merged *merged, struct error *err) {
    struct merge merge;
    struct attempt attempt = {.db = db, .staging = staging, .excluded = text_start(db->arena)};
    struct error refusal = error_start(db->arena);
    PGresult *result = NULL;
    long last;
    if (!read_table(db, staging, &merge, err) || !check_fixed(db, &merge, err) || !check_moves(db, &merge, err) ||
        !check_owned(db, &merge, err) || !last_line(db, &last, err))
        return false;
    attempt.sql = merge_sql(db->arena, &merge);
    text_add(&attempt.excluded, "{");
    if (!try_merge(&attempt, last, &result, &refusal)) return refuse_merge(&attempt, last, &refusal, err);
    merged->inserted = strtol(PQgetvalue(result, 0, 0), NULL, 10);
    merged->revised = strtol(PQgetvalue(result, 0, 1), NULL, 10);
    merged->unchanged = strtol(PQgetvalue(result, 0, 2), NULL, 10) - merged->inserted - merged->revised;
    return true;
}
