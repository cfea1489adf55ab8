/* What the verbs ask of the database before they begin. */
#include "private.h"
#include "store/store.h"

bool command_has_database(const struct config *config, struct store *store, struct error *err) {
    return store_check_role(config, err) && store_ready(store, err);
}

bool command_may_write(const struct config *config, struct store *store, struct error *err) {
    return command_has_database(config, store, err) && store_check_audit_keys(config, err);
}
