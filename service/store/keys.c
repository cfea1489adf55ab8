/* API keys as the database knows them: by hash. */
#include "store/store.h"

bool store_find_key(struct store *store, const char *client, struct arena *arena, const char *hash,
                    struct stored_key *key, struct error *err) {
    /* finding out who asks comes before anybody is a tenant */
    const struct tenant nobody_yet = {.municipality = "", .account = "", .client = client};
    const char *const parameters[] = {hash};
    struct rows *rows;
    struct db *db;
    *key = (struct stored_key){.code = NULL};
    if (!store_borrow(store, &nobody_yet, false, arena, &db, err)) return false;
    bool good = store_run(db, SQL_KEY_FIND, parameters, 1, &rows, err);
    store_return(db);
    if (!good || rows_count(rows) == 0) return good;
    *key = (struct stored_key){.code = rows_value(rows, 0, FOUND_KEY_CODE),
                               .role = rows_value(rows, 0, FOUND_KEY_ROLE),
                               .municipality = rows_value(rows, 0, FOUND_KEY_MUNICIPALITY),
                               .evaluation = rows_value(rows, 0, FOUND_KEY_EVALUATION),
                               .hash = rows_value(rows, 0, FOUND_KEY_HASH)};
    return true;
}

bool store_create_key(struct db *db, const struct stored_key *key, const char **code, struct error *err) {
    const char *const parameters[] = {key->role,  key->municipality, key->evaluation,
                                      key->label, key->expires_at,   key->hash};
    struct rows *rows;
    if (!store_run(db, SQL_KEY_CREATE, parameters, sizeof parameters / sizeof *parameters, &rows, err)) return false;
    *code = rows_value(rows, 0, MADE_KEY_CODE);
    return true;
}

bool store_revoke_key(struct db *db, const char *code, struct error *err) {
    const char *const parameters[] = {code};
    struct rows *rows;
    if (!store_run(db, SQL_KEY_REVOKE, parameters, 1, &rows, err)) return false;
    return rows_count(rows) > 0 || error_set(err, PROBLEM_NOT_FOUND);
}
