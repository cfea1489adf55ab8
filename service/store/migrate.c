/* The schema, brought to what this binary was built with: roles, then the steps of the table below.
 *
 * Everything runs on one connection of the administrator under an advisory lock, so that several starters wait for
 * one another. Each step is a transaction, remembered by name and checksum. The base and migrations are applied once
 * and go forward only; functions, lists and views are made anew when they differ. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/text.h"
#include "private.h"

#define BASE "sql/schema/"
#define REFERENCE_LISTS "sql/reference-lists.csv"

enum { WAIT_FOR_DATABASE_MS = 60000, RETRY_MS = 500 };

struct migrator {
    FILE *out;
    PGconn *connection;
    struct arena *arena;
    struct error *err;
    size_t step; /* in the table of steps */
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
    return run(migrator, "sql/roles.sql", embedded_file("sql/roles.sql")->text) &&
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

static bool forget_later(struct migrator *migrator);

/* Runs a step in one transaction and remembers it. */
static bool apply(struct migrator *migrator, const char *name, const char *checksum, action *act,
                  const struct embedded *const *files, size_t count) {
    fprintf(migrator->out, "applying %s\n", name);
    if (run(migrator, name, "begin; set local role tillit_owner") && act(migrator, files, count) &&
        remember(migrator, name, checksum) && forget_later(migrator))
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

/* What was applied once must be what this binary holds: history is not rewritten. */
static bool once(struct migrator *migrator, const char *name, action *act, const struct embedded *const *files,
                 size_t count) {
    const char *checksum = checksum_of(migrator->arena, files, count);
    const char *applied = applied_checksum(migrator, name);
    if (applied == NULL) return false;
    if (text_equal(applied, checksum)) return true;
    if (*applied == '\0') return apply(migrator, name, checksum, act, files, count);
    return error_cause(migrator->err, PROBLEM_INTERNAL,
                       "%s was applied in another form: this database belongs to another version", name);
}

static bool each_once(struct migrator *migrator, const char *name, action *act, const struct embedded *const *files,
                      size_t count) {
    (void)name;
    for (size_t i = 0; i < count; i++)
        if (!once(migrator, files[i]->name, act, &files[i], 1)) return false;
    return true;
}

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

/* ---- the steps, in order ---- */

/* In a folder the files run in the order of their names. */
static const struct step {
    const char *name; /* of a file, or of a folder with its slash */
    bool (*when)(struct migrator *migrator, const char *name, action *act, const struct embedded *const *files,
                 size_t count);
    action *act;
} steps[] = {
    {"sql/functions/foundation/", repeat, run_files}, /* constraints, triggers and policies of tables rest on them */
    {BASE, once, run_files},
    {"sql/migrations/", each_once, run_files},
    {"sql/functions/over_tables/", repeat, run_files},
    {REFERENCE_LISTS, repeat, load_reference_lists},
    {"sql/views/", repeat, run_files},
};
enum { STEP_COUNT = sizeof steps / sizeof *steps };

/* What a step drops with cascade later ones have made: they are taken again, also when this run is cut short. */
static bool forget_later(struct migrator *migrator) {
    for (size_t i = migrator->step + 1; i < STEP_COUNT; i++)
        if (steps[i].when == repeat &&
            ask(migrator, steps[i].name, "delete from tillit.migration where name = $1", &steps[i].name, 1) == NULL)
            return false;
    return true;
}

static bool take_step(struct migrator *migrator, const struct step *step) {
    const struct embedded *const *files;
    size_t count = files_under(migrator->arena, step->name, &files);
    return step->when(migrator, step->name, step->act, files, count);
}

static bool take_steps(struct migrator *migrator) {
    for (migrator->step = 0; migrator->step < STEP_COUNT; migrator->step++)
        if (!take_step(migrator, &steps[migrator->step])) return false;
    return true;
}

/* ---- databases from before the base ---- */

/* Up to this one migrations were applied one by one; together they made what the base makes. The checksum is over all
 * that such a database has applied. */
#define LAST_BEFORE_BASE "sql/migrations/0022_disclosure.sql"
#define CHECKSUM_BEFORE_BASE "635a545374f534aebd8b12d62d87c5a1"

static bool remember_base(struct migrator *migrator) {
    const struct embedded *const *files;
    size_t count = files_under(migrator->arena, BASE, &files);
    fprintf(migrator->out, "%s stands for the migrations up to " LAST_BEFORE_BASE "\n", BASE);
    return remember(migrator, BASE, checksum_of(migrator->arena, files, count));
}

/* Takes a database at the last of them as one that has the base. */
static bool recognise_base(struct migrator *migrator) {
    const char *const values[] = {BASE, LAST_BEFORE_BASE};
    PGresult *result = ask(migrator, "tillit.migration",
                           "select max(name collate \"C\"),"
                           " md5(string_agg(name || ' ' || checksum, ',' order by name collate \"C\"))"
                           " from tillit.migration where name collate \"C\" between 'sql/migrations/' and $2"
                           " and not exists (select from tillit.migration where name = $1)",
                           values, 2);
    if (result == NULL) return false;
    if (PQgetisnull(result, 0, 0)) return true;
    return text_equal(PQgetvalue(result, 0, 1), CHECKSUM_BEFORE_BASE)
               ? remember_base(migrator)
               : error_cause(migrator->err, PROBLEM_INTERNAL,
                             "this database stands at %s, or has it in another form; this program goes on "
                             "from " LAST_BEFORE_BASE
                             ": bring it there with a program that holds the single migrations (docs/operations.md),"
                             " then run `tillit migrate` again",
                             PQgetvalue(result, 0, 0));
}

/* ---- databases of later versions ---- */

static const char *array_of_migrations(struct migrator *migrator) {
    const struct embedded *const *files;
    size_t count = files_under(migrator->arena, "sql/migrations/", &files);
    struct text names = text_start(migrator->arena);
    for (size_t i = 0; i < count; i++) text_add_item(&names, files[i]->name);
    return arena_printf(migrator->arena, "{%s}", names.data);
}

/* Its functions and views would be replaced by former ones, that know nothing of what its tables have become. */
static bool refuse_later(struct migrator *migrator) {
    const char *const values[] = {array_of_migrations(migrator), LAST_BEFORE_BASE};
    PGresult *there = ask(migrator, "tillit.migration", "select to_regclass('tillit.migration') is not null", NULL, 0);
    if (there == NULL || *PQgetvalue(there, 0, 0) != 't') return there != NULL;
    PGresult *later =
        ask(migrator, "tillit.migration",
            "select max(name collate \"C\") from tillit.migration"
            " where name like 'sql/migrations/%' and name collate \"C\" > $2 and name <> all ($1::text[])",
            values, 2);
    if (later == NULL) return false;
    return PQgetisnull(later, 0, 0) ||
           error_cause(migrator->err, PROBLEM_INTERNAL,
                       "this database has %s, which this program does not: it belongs to a later version, and stays as "
                       "it is",
                       PQgetvalue(later, 0, 0));
}

static bool migrate(struct migrator *migrator, const struct config *config) {
    if (sodium_init() < 0) return error_cause(migrator->err, PROBLEM_INTERNAL, "libsodium does not start");
    return connect_admin(migrator, config) && refuse_later(migrator) && prepare_roles(migrator, config) &&
           recognise_base(migrator) && take_steps(migrator);
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

static bool is_applied(struct db *db, struct arena *arena, const char *name, const struct embedded *const *files,
                       size_t count, struct error *err) {
    const char *const values[] = {name, checksum_of(arena, files, count)};
    PGresult *result =
        db_exec(db, "select exists (select from tillit.migration where name = $1 and checksum = $2)", values, 2, err);
    if (result == NULL) return false;
    return *PQgetvalue(result, 0, 0) == 't' ||
           error_cause(err, PROBLEM_UNAVAILABLE, "%s is not this version's: run `tillit migrate`", name);
}

/* A step of files that are remembered one by one is known by its last. */
static bool is_taken(struct db *db, struct arena *arena, const struct step *step, struct error *err) {
    const struct embedded *const *files;
    size_t count = files_under(arena, step->name, &files);
    if (step->when != each_once) return is_applied(db, arena, step->name, files, count, err);
    return count == 0 || is_applied(db, arena, files[count - 1]->name, &files[count - 1], 1, err);
}

static bool is_ours(struct db *db, struct arena *arena, struct error *err) {
    for (size_t i = 0; i < STEP_COUNT; i++)
        if (!is_taken(db, arena, &steps[i], err)) return false;
    return true;
}

/* The first that is asked for is the ledger. */
static bool lacks_ledger(const char *cause) {
    return cause != NULL && (text_starts(cause, "42P01") || text_starts(cause, "3F000"));
}

bool store_ready(struct store *store, struct error *err) {
    struct arena *arena = arena_create();
    struct db *db;
    bool good = store_borrow(store, &store_operator, false, arena, &db, err) && is_ours(db, arena, err);
    arena_destroy(arena);
    if (!good && err->kind != PROBLEM_UNAVAILABLE) {
        const char *cause = err->cause;
        error_replace(err, PROBLEM_UNAVAILABLE);
        err->cause = lacks_ledger(cause) ? "the database holds nothing of Tillit's yet: run `tillit migrate`" : cause;
    }
    return good;
}
