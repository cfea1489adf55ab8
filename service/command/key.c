/* tillit key: create, list, revoke. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "auth/key.h"
#include "csv/writer.h"
#include "domain/privacy.h"
#include "domain/value.h"
#include "key-private.h"
#include "work/work.h"

/* ---- create ---- */

/* What the flags say, by their place in the table. */
enum { FLAG_ROLE, FLAG_MUNICIPALITY, FLAG_EVALUATION, FLAG_LABEL, FLAG_EXPIRES, FLAG_COUNT };
static const char *const flags[FLAG_COUNT] = {"--role", "--municipality", "--evaluation", "--label", "--expires"};

static int read_flags(const struct key_call *call, const char *values[FLAG_COUNT]) {
    for (int i = 0; i < call->count; i += 2) {
        int flag = 0;
        while (flag < FLAG_COUNT && !text_equal(flags[flag], call->words[i])) flag++;
        if (flag == FLAG_COUNT) return command_wrong_call("key create does not know ", call->words[i]);
        if (i + 1 == call->count) return command_wrong_call("a value is missing after ", call->words[i]);
        if (values[flag] != NULL) return command_wrong_call("given twice: ", call->words[i]);
        values[flag] = call->words[i + 1];
    }
    return EXIT_SUCCESS;
}

static const char *role_codes(struct arena *arena) {
    struct text codes = text_start(arena);
    for (int role = 0; role < ROLE_COUNT; role++) text_add_item(&codes, role_code((enum role)role));
    return codes.data;
}

/* What a grant of the role names must be given, and nothing else. */
static int check_flags(const struct key_call *call, const char *const values[FLAG_COUNT]) {
    int role = values[FLAG_ROLE] == NULL ? -1 : role_from_code(values[FLAG_ROLE]);
    if (role < 0) return command_wrong_call("--role is one of ", role_codes(call->arena));
    enum grant_scope scope = role_scope((enum role)role);
    if (values[FLAG_MUNICIPALITY] == NULL && scope == GRANT_MUNICIPALITY)
        return command_wrong_call("--municipality is missing: whose key it is of role ", values[FLAG_ROLE]);
    if (values[FLAG_EVALUATION] == NULL && scope == GRANT_EVALUATION)
        return command_wrong_call("--evaluation is missing: which one it is for", "");
    if ((values[FLAG_MUNICIPALITY] != NULL) != (scope == GRANT_MUNICIPALITY))
        return command_wrong_call("--municipality belongs to reader, editor, publisher and admin", "");
    if ((values[FLAG_EVALUATION] != NULL) != (scope == GRANT_EVALUATION))
        return command_wrong_call("--evaluation belongs to evaluator", "");
    if (values[FLAG_EXPIRES] != NULL && !value_is_date(values[FLAG_EXPIRES]))
        return command_wrong_call("--expires is a date such as 2026-01-01, not ", values[FLAG_EXPIRES]);
    if (values[FLAG_LABEL] != NULL && privacy_check(values[FLAG_LABEL]) != NULL)
        return command_wrong_call("--label holds something that looks like personal data", "");
    return EXIT_SUCCESS;
}

static bool store_new_key(const struct key_call *call, const char *const values[FLAG_COUNT], const char *text,
                          const char **code, struct error *err) {
    char hash[KEY_HASH_SIZE];
    struct db *db;
    key_hash(text, hash);
    const struct stored_key key = {.role = values[FLAG_ROLE],
                                   .municipality = values[FLAG_MUNICIPALITY],
                                   .evaluation = values[FLAG_EVALUATION],
                                   .label = values[FLAG_LABEL],
                                   .expires_at = values[FLAG_EXPIRES],
                                   .hash = hash};
    return work_borrow(call->store, &store_operator, false, call->arena, &db, err) &&
           store_create_key(db, &key, code, err) && key_audit(db, "create", *code, err) && store_commit(db, err);
}

/* The database tells columns: here they are flags with their values. */
static void name_flags(struct error *err, const char *const values[FLAG_COUNT]) {
    for (size_t i = 0; i < err->violation_count; i++)
        for (int flag = 0; flag < FLAG_COUNT; flag++) {
            struct violation *violation = &err->violations[i];
            if (*violation->name != '/' || !text_equal(violation->name + 1, flags[flag] + 2)) continue;
            violation->name = flags[flag];
            if (violation->code == VIOLATION_UNKNOWN_CODE) violation->arguments[0] = values[flag];
        }
}

static int create(const struct key_call *call) {
    const char *values[FLAG_COUNT] = {NULL}, *code;
    char text[KEY_TEXT_SIZE];
    struct error err = error_start(call->arena);
    int status = read_flags(call, values);
    if (status == EXIT_SUCCESS) status = check_flags(call, values);
    if (status != EXIT_SUCCESS) return status;
    key_create(text);
    if (command_may_write(call->config, call->store, &err) && store_new_key(call, values, text, &code, &err)) {
        fprintf(stderr, "tillit: %s was created; this is the only time that the key is shown\n", code);
        printf("%s\n", text);
    } else {
        name_flags(&err, values);
        status = command_show_error(call->arena, &err);
    }
    key_wipe(text);
    return status;
}

/* ---- list, revoke ---- */

static int list(const struct key_call *call) {
    struct error err = error_start(call->arena);
    struct rows *rows;
    struct db *db;
    if (call->count > 0) return command_wrong_call("key list does not understand ", call->words[0]);
    if (!command_has_database(call->config, call->store, &err) ||
        !work_borrow(call->store, &store_operator, false, call->arena, &db, &err) ||
        !store_run(db, SQL_KEY_LIST, NULL, 0, &rows, &err))
        return command_show_error(call->arena, &err);
    struct text out = text_start(call->arena);
    const char *cells[LISTED_KEY_COLUMNS];
    for (size_t column = 0; column < LISTED_KEY_COLUMNS; column++) cells[column] = rows_name(rows, column);
    csv_add_row(&out, cells, LISTED_KEY_COLUMNS, ',');
    for (size_t row = 0; row < rows_count(rows); row++) {
        for (size_t column = 0; column < LISTED_KEY_COLUMNS; column++) cells[column] = rows_value(rows, row, column);
        csv_add_row(&out, cells, LISTED_KEY_COLUMNS, ',');
    }
    fputs(out.data, stdout);
    return EXIT_SUCCESS;
}

static int revoke(const struct key_call *call) {
    struct error err = error_start(call->arena);
    struct db *db;
    if (call->count != 1) return command_wrong_call("key revoke wants the code of a key", "");
    if (!command_may_write(call->config, call->store, &err) ||
        !work_borrow(call->store, &store_operator, false, call->arena, &db, &err))
        return command_show_error(call->arena, &err);
    if (!store_revoke_key(db, call->words[0], &err) && err.kind == PROBLEM_NOT_FOUND) {
        fprintf(stderr, "tillit: there is no key %s that is not revoked; `tillit key list` shows them\n",
                call->words[0]);
        return EXIT_REFUSED;
    }
    if (error_is_set(&err) || !key_audit(db, "revoke", call->words[0], &err) || !store_commit(db, &err))
        return command_show_error(call->arena, &err);
    fprintf(stderr, "tillit: %s is revoked\n", call->words[0]);
    return EXIT_SUCCESS;
}

static const struct {
    const char *name;
    int (*run)(const struct key_call *call);
} verbs[] = {{"create", create},
             {"list", list},
             {"revoke", revoke},
             {"create-demo", key_create_demo},
             {"create-bench", key_create_bench}};

int key_command(const struct config *config, char **words, int count) {
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (!text_equal(verbs[i].name, words[0])) continue;
        if (sodium_init() < 0) return EXIT_WRONG_CALL;
        const struct key_call call = {config, store_create(config), arena_create(), words + 1, count - 1};
        int status = verbs[i].run(&call);
        arena_destroy(call.arena);
        store_destroy(call.store);
        return status;
    }
    return command_wrong_call("key create, list, revoke, create-demo or create-bench, not key ", words[0]);
}
