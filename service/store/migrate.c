/* The schema, brought to what this binary was built with: roles, migrations, reference lists, views.
 *
 * Everything runs on one connection of the administrator under an advisory lock, so that several starters wait for
 * one another. Migrations go forward only and each is a transaction; lists and views are made anew when they differ. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/text.h"
#include "private.h"

#define MIGRATIONS "sql/migrations/"
#define VIEWS "sql/views/"
#define REFERENCE_LISTS "sql/reference-lists.csv"

enum { WAIT_FOR_DATABASE_MS = 60000, RETRY_MS = 500 };

struct migrator {
    FILE *out;
    PGconn *connection;
    struct arena *arena;
    struct error *err;
};

/* ---- the administrator's connection ---- */

static bool fail(struct migrator *migrator, const char *what) {
    return error_cause(migrator->err, PROBLEM_UNAVAILABLE, "%s: %s", what, PQerrorMessage(migrator->connection));
}

static void release_result(void *result) { PQclear(result); }

static PGresult *ask(struct migrator *migrator, const char *what, const char *sql, const char *const *values,
                     int count) {
    PGresult *result = PQexecParams(migrator->connection, sql, count, NULL, values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);
    arena_defer(migrator->arena, release_result, result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_COPY_IN) return result;
    fail(migrator, what);
    return NULL;
}

/* Several statements, without parameters. */
static bool run(struct migrator *migrator, const char *what, const char *sql) {
    PGresult *result = PQexec(migrator->connection, sql);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
    PQclear(result);
    return good || fail(migrator, what);
}

static bool connect_admin(struct migrator *migrator, const struct config *config) {
    int64_t deadline_ms = clock_now_ms() + WAIT_FOR_DATABASE_MS;
    for (bool said = false;; said = true) {
        migrator->connection = PQconnectdb(config->db_admin);
        if (PQstatus(migrator->connection) == CONNECTION_OK) break;
        if (clock_now_ms() > deadline_ms) return fail(migrator, "the database cannot be reached");
        if (!said) fprintf(migrator->out, "waiting for the database: %s", PQerrorMessage(migrator->connection));
        PQfinish(migrator->connection);
        clock_sleep_ms(RETRY_MS);
    }
    return run(migrator, "session",
               "set client_min_messages = warning; set lock_timeout = '30s'; set timezone = 'UTC';"
               "select pg_advisory_lock(hashtext('tillit migrate'))");
}

/* ---- roles ---- */

static const struct embedded *find_file(const char *name) {
    for (size_t i = 0; i < embedded_count; i++)
        if (text_equal(embedded_files[i].name, name)) return &embedded_files[i];
    abort(); /* the build put it there */
}

/* The value of an option of a connection string, NULL when it has none. */
static char *option_of(struct arena *arena, const char *conninfo, const char *keyword) {
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    char *value = NULL;
    for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++)
        if (text_equal(option->keyword, keyword) && option->val != NULL) value = arena_strdup(arena, option->val);
    PQconninfoFree(options);
    return value;
}

/* The password in the service's own connection string becomes the role's; it travels only as a SCRAM verifier. */
static bool set_password(struct migrator *migrator, const char *role, const char *conninfo) {
    const char *password = option_of(migrator->arena, conninfo, "password");
    if (password == NULL) return true;
    char *verifier = PQencryptPasswordConn(migrator->connection, password, role, "scram-sha-256");
    if (verifier == NULL) return fail(migrator, "password");
    char *literal = PQescapeLiteral(migrator->connection, verifier, strlen(verifier));
    bool good = run(migrator, role, arena_printf(migrator->arena, "alter role %s password %s", role, literal));
    PQfreemem(literal);
    PQfreemem(verifier);
    return good;
}

static bool prepare_roles(struct migrator *migrator, const struct config *config) {
    return run(migrator, "sql/roles.sql", find_file("sql/roles.sql")->text) &&
           set_password(migrator, "tillit_app", config->db_app) &&
           set_password(migrator, "tillit_public", config->db_public) &&
           run(migrator, "tillit.migration",
               "set role tillit_owner; create schema if not exists tillit;"
               "create table if not exists tillit.migration (name text primary key, checksum text not null,"
               " applied_at timestamptz not null default now());"
               "grant select on tillit.migration to tillit_app");
}

/* ---- steps that are remembered by name and checksum ---- */

static const char *checksum_of(struct arena *arena, const struct embedded *const *files, size_t count) {
    unsigned char hash[16];
    char *hex = arena_alloc(arena, sizeof hash * 2 + 1);
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < count; i++)
        crypto_generichash_update(&state, (const unsigned char *)files[i]->text, files[i]->length);
    crypto_generichash_final(&state, hash, sizeof hash);
    return sodium_bin2hex(hex, sizeof hash * 2 + 1, hash, sizeof hash);
}

/* The checksum applied under that name; "" when none is. */
static const char *applied_checksum(struct migrator *migrator, const char *name) {
    PGresult *result = ask(migrator, name, "select checksum from tillit.migration where name = $1", &name, 1);
    if (result == NULL) return NULL;
    return PQntuples(result) == 0 ? "" : PQgetvalue(result, 0, 0);
}

static bool remember(struct migrator *migrator, const char *name, const char *checksum) {
    const char *const values[] = {name, checksum};
    return ask(migrator, name,
               "insert into tillit.migration (name, checksum) values ($1, $2)"
               " on conflict (name) do update set checksum = excluded.checksum, applied_at = now()",
               values, 2) != NULL;
}

typedef bool action(struct migrator *migrator, const struct embedded *const *files, size_t count);

/* Runs a step in one transaction and remembers it. */
static bool apply(struct migrator *migrator, const char *name, const char *checksum, action *act,
                  const struct embedded *const *files, size_t count) {
    fprintf(migrator->out, "applying %s\n", name);
    if (run(migrator, name, "begin; set local role tillit_owner") && act(migrator, files, count) &&
        remember(migrator, name, checksum))
        return run(migrator, name, "commit");
    run(migrator, name, "rollback");
    return false;
}

static bool run_files(struct migrator *migrator, const struct embedded *const *files, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!run(migrator, files[i]->name, files[i]->text)) return false;
    return true;
}

static size_t files_under(struct arena *arena, const char *folder, const struct embedded *const **files) {
    const struct embedded **found = arena_alloc(arena, embedded_count * sizeof *found);
    size_t count = 0;
    for (size_t i = 0; i < embedded_count; i++)
        if (text_starts(embedded_files[i].name, folder)) found[count++] = &embedded_files[i];
    *files = found;
    return count;
}

/* A migration that was applied must be the one this binary holds: history is not rewritten. */
static bool migrate_forward(struct migrator *migrator) {
    const struct embedded *const *files;
    size_t count = files_under(migrator->arena, MIGRATIONS, &files);
    for (size_t i = 0; i < count; i++) {
        const char *checksum = checksum_of(migrator->arena, &files[i], 1);
        const char *applied = applied_checksum(migrator, files[i]->name);
        if (applied == NULL) return false;
        if (text_equal(applied, checksum)) continue;
        if (*applied != '\0')
            return error_cause(migrator->err, PROBLEM_INTERNAL,
                               "%s was applied in another form: this database belongs to another version",
                               files[i]->name);
        if (!apply(migrator, files[i]->name, checksum, run_files, &files[i], 1)) return false;
    }
    return true;
}

/* A step that is repeated whenever its files have changed. */
static bool repeat(struct migrator *migrator, const char *name, action *act, const struct embedded *const *files,
                   size_t count) {
    const char *checksum = checksum_of(migrator->arena, files, count);
    const char *applied = applied_checksum(migrator, name);
    if (applied == NULL) return false;
    return text_equal(applied, checksum) || apply(migrator, name, checksum, act, files, count);
}

static bool load_reference_lists(struct migrator *migrator, const struct embedded *const *files, size_t count) {
    (void)count;
    if (!run(migrator, REFERENCE_LISTS,
             "create temporary table incoming (list text, code text, sort int, parent text, name_sv text, name_da text,"
             " name_en text) on commit drop"))
        return false;
    if (ask(migrator, REFERENCE_LISTS, "copy incoming from stdin (format csv, header)", NULL, 0) == NULL) return false;
    if (PQputCopyData(migrator->connection, files[0]->text, (int)files[0]->length) != 1 ||
        PQputCopyEnd(migrator->connection, NULL) != 1)
        return fail(migrator, REFERENCE_LISTS);
    for (PGresult *result; (result = PQgetResult(migrator->connection)) != NULL;) {
        bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
        if (!good) return fail(migrator, REFERENCE_LISTS);
    }
    return run(migrator, REFERENCE_LISTS,
               "insert into tillit.reference_code (list, code, sort, parent, name_sv, name_da, name_en)"
               " select list, code, sort, parent, name_sv, name_da, name_en from incoming order by list, sort"
               " on conflict (list, code) do update set sort = excluded.sort, parent = excluded.parent,"
               " name_sv = excluded.name_sv, name_da = excluded.name_da, name_en = excluded.name_en");
}

static bool migrate(struct migrator *migrator, const struct config *config) {
    const struct embedded *const *views;
    const struct embedded *lists[] = {find_file(REFERENCE_LISTS)};
    size_t view_count = files_under(migrator->arena, VIEWS, &views);
    if (sodium_init() < 0) return error_cause(migrator->err, PROBLEM_INTERNAL, "libsodium does not start");
    return connect_admin(migrator, config) && prepare_roles(migrator, config) && migrate_forward(migrator) &&
           repeat(migrator, REFERENCE_LISTS, load_reference_lists, lists, 1) &&
           repeat(migrator, VIEWS, run_files, views, view_count);
}

/* Made here, so that whoever starts the service for the first time has nothing to do by hand. */
static bool prepare_audit_key(const struct config *config, FILE *out, struct error *err) {
    bool created = false;
    if (*config->audit_key_file == '\0') return true;
    if (!audit_keys_create(config->audit_key_file, &created, err)) return false;
    if (created)
        fprintf(out, "made %s: keep a copy, nothing else can verify the audit trail\n", config->audit_key_file);
    return store_check_audit_keys(config, err);
}

bool store_migrate(const struct config *config, FILE *out, struct error *err) {
    struct migrator migrator = {.out = out, .arena = arena_create(), .err = err};
    bool good = migrate(&migrator, config) && prepare_audit_key(config, out, err);
    arena_destroy(migrator.arena);
    PQfinish(migrator.connection);
    return good;
}

/* ---- is the schema ours? ---- */

/* What a database of this version has applied: the last migration, the lists, the views. */
static bool is_applied(struct db *db, const char *name, const char *checksum, struct error *err) {
    const char *const values[] = {name, checksum};
    PGresult *result =
        db_exec(db, "select exists (select from tillit.migration where name = $1 and checksum = $2)", values, 2, err);
    if (result == NULL) return false;
    return *PQgetvalue(result, 0, 0) == 't' ||
           error_cause(err, PROBLEM_UNAVAILABLE, "%s is not this version's: run `tillit migrate`", name);
}

static bool is_ours(struct db *db, struct arena *arena, struct error *err) {
    const struct embedded *const *migrations, *const *views;
    const struct embedded *lists = find_file(REFERENCE_LISTS);
    size_t count = files_under(arena, MIGRATIONS, &migrations), view_count = files_under(arena, VIEWS, &views);
    const struct embedded *const *last = &migrations[count - 1];
    return is_applied(db, (*last)->name, checksum_of(arena, last, 1), err) &&
           is_applied(db, REFERENCE_LISTS, checksum_of(arena, &lists, 1), err) &&
           is_applied(db, VIEWS, checksum_of(arena, views, view_count), err);
}

bool store_ready(struct store *store, struct error *err) {
    struct arena *arena = arena_create();
    struct db *db;
    bool good = store_borrow(store, &store_operator, false, arena, &db, err) && is_ours(db, arena, err);
    arena_destroy(arena);
    return good;
}
