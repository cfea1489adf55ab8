/* Every statement against what the code takes it for. The build knows what a statement's head names; what the statement
 * gives, only the database knows. */
#include "base/embedded.h"
#include "base/text.h"
#include "private.h"

static const char *list_of_columns(struct arena *arena, const PGresult *given) {
    struct text list = text_start(arena);
    for (int i = 0; i < PQnfields(given); i++) text_add_item(&list, PQfname(given, i));
    return list.data;
}

static bool has_columns(const struct embedded_statement *statement, const PGresult *given) {
    bool same = (size_t)PQnfields(given) == statement->column_count;
    for (size_t i = 0; same && i < statement->column_count; i++)
        same = text_equal(PQfname(given, (int)i), statement->columns[i]);
    return same;
}

static bool refuse_columns(const struct embedded_statement *statement, const PGresult *given, struct error *err) {
    struct text named = text_start(err->arena);
    for (size_t i = 0; i < statement->column_count; i++) text_add_item(&named, statement->columns[i]);
    return error_cause(err, PROBLEM_INTERNAL, "statement %s: its columns are %s, expected are %s", statement->name,
                       list_of_columns(err->arena, given), named.data);
}

static bool compare(const struct embedded_statement *statement, const PGresult *given, struct error *err) {
    int parameters = PQnparams(given);
    /* GCOVR_EXCL_START: both are of the same file; the suite store asks this of each */
    if ((size_t)parameters != statement->parameters)
        return error_cause(err, PROBLEM_INTERNAL, "statement %s: its parameters are %d, expected are %zu",
                           statement->name, parameters, statement->parameters);
    /* GCOVR_EXCL_STOP */
    return statement->columns == NULL || has_columns(statement, given) || refuse_columns(statement, given, err);
}

/* What was sent next; the statement is said with whatever went wrong. */
static PGresult *answer_for(struct db *db, const struct embedded_statement *statement, struct error *err) {
    struct error found = error_start(err->arena);
    PGresult *result = db_collect(db, &found);
    if (result == NULL)
        error_cause(err, found.kind == PROBLEM_UNAVAILABLE ? PROBLEM_UNAVAILABLE : PROBLEM_INTERNAL, "statement %s: %s",
                    statement->name, found.cause == NULL ? "no answer" : found.cause);
    return result;
}

static bool check(struct db *db, const struct embedded_statement *statement, struct error *err) {
    if (answer_for(db, statement, err) == NULL) return false;
    const PGresult *given = answer_for(db, statement, err);
    return given != NULL && compare(statement, given, err);
}

/* All questions go out before the first answer is read: one wait for the network instead of two for each statement. The
 * unnamed statement leaves nothing behind. */
static bool ask_all(PGconn *connection) {
    bool good = PQenterPipelineMode(connection);
    for (int i = SQL_NONE + 1; good && i < SQL_END; i++)
        good = PQsendPrepare(connection, "", embedded_statements[i].text, 0, NULL) &&
               PQsendDescribePrepared(connection, "");
    return good && PQpipelineSync(connection);
}

static bool end_asking(struct db *db) {
    bool broken = false;
    PGresult *end = db_next(db, &broken);
    PQclear(end);
    return end != NULL && PQexitPipelineMode(db->slot->connection);
}

/* A connection that is left in the midst of its answers is closed by store_return. */
static bool check_all(struct db *db, const char *const *staged, size_t count, struct error *err) {
    PGconn *connection = db->slot->connection;
    if (db_command(db, stage_table(db->arena, staged, count), err) == NULL) return false;
    bool sent = ask_all(connection);
    for (int i = SQL_NONE + 1; sent && i < SQL_END; i++)
        if (!check(db, &embedded_statements[i], err)) return false;
    if (sent && end_asking(db)) return true;
    return error_cause(err, PROBLEM_UNAVAILABLE, "database: %s", PQerrorMessage(connection));
}

bool store_check_statements(struct store *store, const char *const *staged, size_t count, struct error *err) {
    struct arena *arena = arena_create();
    struct db *db;
    bool good = store_borrow(store, &store_operator, false, arena, &db, err);
    if (good) good = check_all(db, staged, count, err);
    arena_destroy(arena);
    return good;
}
