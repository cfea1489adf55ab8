/* What a failed statement means to the client: one table of SQLSTATE classes. */
#include <string.h>

#include "base/text.h"
#include "domain/resource.h"
#include "private.h"

static const struct {
    const char *prefix; /* the longest match counts: specific rows come first */
    enum problem problem;
    int retry_after_s;
} states[] = {
    {"23505", PROBLEM_CONFLICT, 0},     {"23503", PROBLEM_INVALID_BODY, 0}, {"23514", PROBLEM_INVALID_BODY, 0},
    {"23502", PROBLEM_INVALID_BODY, 0}, {"25006", PROBLEM_UNAVAILABLE, 2},  {"40001", PROBLEM_UNAVAILABLE, 1},
    {"40P01", PROBLEM_UNAVAILABLE, 1},  {"42501", PROBLEM_FORBIDDEN, 0},    {"53100", PROBLEM_OUT_OF_STORAGE, 0},
    {"53", PROBLEM_UNAVAILABLE, 2},     {"55P03", PROBLEM_UNAVAILABLE, 1},  {"57014", PROBLEM_UNAVAILABLE, 5},
    {"57P", PROBLEM_UNAVAILABLE, 2},    {"08P01", PROBLEM_INTERNAL, 0},     {"08", PROBLEM_UNAVAILABLE, 2},
    {"22", PROBLEM_INVALID_BODY, 0},    {"", PROBLEM_INTERNAL, 0},
};

enum { STATE_COUNT = sizeof states / sizeof *states };

/* The member that is the key of a table's rows. */
static const char *key_of_table(const char *table) {
    const struct resource *resource = table == NULL ? NULL : resource_of_relation(table);
    return resource == NULL || resource->key == NULL ? "" : resource->key;
}

bool rule_add(const char *words, enum problem kind, const char *pointer, struct error *err) {
    char **parts;
    size_t count = text_split(err->arena, words, '|', &parts);
    int code = violation_from_name(parts[0]);
    if (code < 0) return false;
    error_add(err, kind, PLACE_POINTER, pointer, 0, (enum violation_code)code, count > 1 ? parts[1] : NULL,
              count > 2 ? parts[2] : NULL);
    return true;
}

/* The field to blame: the column PostgreSQL names, else the middle of <table>_<field>_<check|fkey|key> or what stands
 * for it in <table>_pkey. */
static const char *field_to_blame(struct arena *arena, const PGresult *result) {
    const char *column = PQresultErrorField(result, PG_DIAG_COLUMN_NAME);
    if (column != NULL) return column;
    const char *table = PQresultErrorField(result, PG_DIAG_TABLE_NAME);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    if (constraint == NULL) return "";
    if (table != NULL && text_starts(constraint, table)) constraint += strlen(table);
    constraint += *constraint == '_';
    if (text_equal(constraint, "pkey")) return key_of_table(table);
    const char *end = strrchr(constraint, '_');
    return end == NULL ? constraint : arena_strndup(arena, constraint, (size_t)(end - constraint));
}

/* Our own triggers say in the DETAIL what is wrong, one "code|argument|argument" a line. */
static bool add_rules_in_words(const PGresult *result, enum problem problem, const char *pointer, struct error *err) {
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    char **lines;
    size_t known = 0, count = detail == NULL ? 0 : text_split(err->arena, detail, '\n', &lines);
    for (size_t i = 0; i < count; i++) known += rule_add(lines[i], problem, pointer, err);
    return known > 0;
}

/* Others name the column and say it in English; plain constraints have but a name, that store_explain_rules looks up.
 */
static void add_rule_by_name(const PGresult *result, enum problem problem, const char *pointer, struct error *err) {
    bool ours = PQresultErrorField(result, PG_DIAG_COLUMN_NAME) != NULL;
    error_add(err, problem, PLACE_POINTER, pointer, 0, VIOLATION_RULE,
              PQresultErrorField(result, ours ? PG_DIAG_MESSAGE_PRIMARY : PG_DIAG_CONSTRAINT_NAME),
              ours ? NULL : PQresultErrorField(result, PG_DIAG_TABLE_NAME));
}

static void add_rule(const PGresult *result, const char *state, enum problem problem, struct error *err) {
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    bool foreign = text_starts(state, "23503") && PQresultErrorField(result, PG_DIAG_COLUMN_NAME) == NULL;
    const char *pointer = arena_printf(err->arena, "/%s", field_to_blame(err->arena, result));
    if (text_starts(state, "23505"))
        error_add(err, problem, PLACE_POINTER, pointer, 0, VIOLATION_TAKEN, NULL, NULL);
    else if (text_starts(state, "23502"))
        error_add(err, problem, PLACE_POINTER, pointer, 0, VIOLATION_REQUIRED, NULL, NULL);
    else if (foreign)
        error_add(err, problem, PLACE_POINTER, pointer, 0, VIOLATION_UNKNOWN_CODE, "", NULL);
    else if (text_starts(state, "23") && !add_rules_in_words(result, problem, pointer, err))
        add_rule_by_name(result, problem, pointer, err);
    error_cause(err, problem, "%s %s", state, message == NULL ? "" : message);
}

/* The transaction came in the way of another; alone it may well succeed. */
static bool is_collision(const char *state) { return text_starts(state, "40001") || text_starts(state, "40P01"); }

void sqlstate_explain(const PGresult *result, PGconn *connection, struct error *err) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == NULL || PQstatus(connection) != CONNECTION_OK) {
        error_cause(err, PROBLEM_UNAVAILABLE, "database: %s", PQerrorMessage(connection));
        err->retry_after_s = 2;
        return;
    }
    for (size_t i = 0; i < STATE_COUNT; i++) {
        if (!text_starts(state, states[i].prefix)) continue;
        add_rule(result, state, states[i].problem, err);
        err->retry_after_s = states[i].retry_after_s;
        err->may_retry = is_collision(state);
        err->was_locked = text_starts(state, "55P03");
        err->was_slow = text_starts(state, "57014");
        return;
    }
}
