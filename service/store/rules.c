/* The rules of the database in codes: asked for a row, or told by one that was refused. */
#include <string.h>

#include "base/text.h"
#include "domain/value.h"
#include "private.h"

/* A text of the client's is repeated only when it can be a code. */
static const char *shown(const char *argument) { return argument == NULL || value_is_word(argument) ? argument : ""; }

static void add_broken(const struct rows *rows, size_t i, struct error *err) {
    const char *name = rows_value(rows, i, BROKEN_RULE_CODE), *argument = rows_value(rows, i, BROKEN_RULE_ARGUMENT0);
    const char *pointer = arena_printf(err->arena, "/%s", rows_value(rows, i, BROKEN_RULE_FIELD));
    int code = violation_from_name(name);
    if (code == VIOLATION_UNKNOWN_CODE) argument = shown(argument);
    error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, pointer, 0,
              code < 0 ? VIOLATION_RULE : (enum violation_code)code, code < 0 && argument == NULL ? name : argument,
              rows_value(rows, i, BROKEN_RULE_ARGUMENT1));
}

bool store_broken_rules(struct db *db, const struct written *row, const char *before, struct error *err) {
    const char *const parameters[] = {row->resource->one, before == NULL ? "{}" : before,
                                      select_array(db->arena, row->defaulted, row->defaulted_count), row->values,
                                      select_array(db->arena, row->unknown, row->unknown_count)};
    struct rows *rows;
    if (!store_run(db, SQL_WRITE_BROKEN_RULES, parameters, 5, &rows, err)) return false;
    for (size_t i = 0; i < rows_count(rows); i++) add_broken(rows, i, err);
    return true;
}

/* VIOLATION_RULE with a table as its second argument names a constraint of it in the first. */
static void explain_rule(struct db *db, struct violation *violation) {
    const char *const parameters[] = {violation->arguments[1], violation->arguments[0]};
    struct error ignored = error_start(db->arena), words = error_start(db->arena);
    struct rows *rows;
    if (!store_run(db, SQL_WRITE_RULE_WORDS, parameters, 2, &rows, &ignored) || rows_count(rows) == 0) return;
    const char *comment = rows_value(rows, 0, RULE_WORDS_WORDS);
    if (comment == NULL || !rule_add(comment, PROBLEM_INVALID_BODY, violation->name, &words)) return;
    violation->code = words.violations[0].code;
    memcpy(violation->arguments, words.violations[0].arguments, sizeof violation->arguments);
}

void store_explain_rules(struct db *db, struct error *err) {
    for (size_t i = 0; i < err->violation_count; i++)
        if (err->violations[i].code == VIOLATION_RULE && err->violations[i].arguments[1] != NULL)
            explain_rule(db, &err->violations[i]);
}
