/* What the settings say of the database: before it is asked, and whose its connections turn out to be. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "private.h"

static const struct {
    const char *name, *role; /* NULL: the administrator, whoever that is */
    size_t offset;
    bool may_be_away; /* what is read there is read elsewhere then */
} strings[] = {
    {"TILLIT_DB_APP", "tillit_app", offsetof(struct config, db_app), false},
    {"TILLIT_DB_PUBLIC", "tillit_public", offsetof(struct config, db_public), false},
    {"TILLIT_DB_READ", "tillit_public", offsetof(struct config, db_read), true},
    {"TILLIT_DB_LISTEN", "tillit_app", offsetof(struct config, db_listen), true},
    {"TILLIT_DB_ADMIN", NULL, offsetof(struct config, db_admin), false},
};

enum { STRING_COUNT = sizeof strings / sizeof *strings };

static const char *string_at(const struct config *config, size_t place) {
    return *(const char *const *)((const char *)config + strings[place].offset);
}

/* ---- before the database is asked ---- */

/* libpq quotes what it does not understand, which may be half a password: only an option's name is told. */
static void tell(FILE *faults, const char *name, const char *why) {
    static const char unknown[] = "invalid connection option \"";
    const char *option = why != NULL && text_starts(why, unknown) ? why + strlen(unknown) : "";
    size_t length = strspn(option, "abcdefghijklmnopqrstuvwxyz_");
    bool is_word = length > 0 && option[length] == '"';
    fprintf(faults, "tillit: %s is no connection string of libpq such as host=/run/postgresql dbname=tillit", name);
    if (is_word) fprintf(faults, ": it has no option %.*s", (int)length, option);
    fputc('\n', faults);
}

bool store_check_strings(const struct config *config, FILE *faults) {
    bool good = true;
    for (size_t i = 0; i < STRING_COUNT; i++) {
        char *why = NULL;
        PQconninfoOption *options = PQconninfoParse(string_at(config, i), &why);
        if (options == NULL) tell(faults, strings[i].name, why);
        good = good && options != NULL;
        PQconninfoFree(options);
        PQfreemem(why);
    }
    return good;
}

/* ---- whose they are ---- */

static bool is_of_role(PGconn *connection, size_t place, int64_t deadline_ms, struct error *err) {
    PGresult *answer = connection_ask(connection, "select current_user", deadline_ms);
    bool told = PQresultStatus(answer) == PGRES_TUPLES_OK;
    const char *role = told ? arena_strdup(err->arena, PQgetvalue(answer, 0, 0)) : "";
    PQclear(answer);
    if (!told) return error_cause(err, PROBLEM_UNAVAILABLE, "database: %s", PQerrorMessage(connection));
    return text_equal(role, strings[place].role) ||
           error_cause(err, PROBLEM_INTERNAL,
                       "%s connects as %s, has to as %s: the role is what the database protects by",
                       strings[place].name, role, strings[place].role);
}

static bool check_role(const struct config *config, size_t place, struct error *err) {
    struct error found = error_start(err->arena);
    int64_t deadline_ms = clock_now_ms() + config->queue_wait_ms;
    PGconn *connection = connection_open(string_at(config, place), config, deadline_ms, &found);
    bool good = connection != NULL && is_of_role(connection, place, deadline_ms, &found);
    PQfinish(connection);
    if (good || (strings[place].may_be_away && found.kind == PROBLEM_UNAVAILABLE)) return true;
    return found.kind == PROBLEM_INTERNAL ? error_cause(err, found.kind, "%s", found.cause)
                                          : error_cause(err, found.kind, "%s: %s", strings[place].name, found.cause);
}

bool store_check_role(const struct config *config, struct error *err) { return check_role(config, 0, err); }

bool store_check_roles(const struct config *config, struct error *err) {
    for (size_t i = 0; i < STRING_COUNT; i++)
        if (strings[i].role != NULL && *string_at(config, i) != '\0' && !check_role(config, i, err)) return false;
    return true;
}
