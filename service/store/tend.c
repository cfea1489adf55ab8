/* What the administrator's connection does beside migrations: housekeeping that PostgreSQL comes to by itself in time,
 * done at once, and copies of generated figures. */
#include "base/embedded.h"
#include "base/text.h"
#include "private.h"

#define COPIES "sql/bench/copies.sql"

static bool run(PGconn *connection, const char *sql, struct error *err) {
    PGresult *result = PQexec(connection, sql);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return good || error_cause(err, PROBLEM_UNAVAILABLE, "database: %s", PQerrorMessage(connection));
}

bool store_tend(const struct config *config, struct error *err) {
    PGconn *connection = PQconnectdb(config->db_admin);
    /* tables of others are passed over with a warning */
    bool good = run(connection, "set client_min_messages = error", err) &&
                run(connection, "set role tillit_owner", err) && run(connection, "vacuum (analyze)", err);
    PQfinish(connection);
    return good;
}

bool store_copy_figures(const struct config *config, long copies, struct error *err) {
    PGconn *connection = PQconnectdb(config->db_admin);
    const char *begin =
        arena_printf(err->arena, "begin; set local client_min_messages = error; set local bench.copies = %ld", copies);
    bool good = run(connection, begin, err) && run(connection, embedded_file(COPIES)->text, err) &&
                run(connection, "commit", err);
    PQfinish(connection);
    return good;
}
