/* Housekeeping of the database that PostgreSQL does by itself in time, done at once. */
#include "base/text.h"
#include "private.h"

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
