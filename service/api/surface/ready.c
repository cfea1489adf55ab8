/* Whether the service can do its work: the database is there, and it is the one that the program was made for. */
#include "api/imports.h"
#include "api/surface.h"

bool api_is_ready(struct api *api, struct error *err) {
    bool is_known = atomic_load(&api->statements_checked);
    if (!is_known && !store_check_roles(api->work.config, err)) return false;
    if (!store_ready(api->work.store, err)) return false;
    if (!is_known) {
        const char *const *staged;
        size_t count = import_staged_columns(err->arena, &staged);
        if (!store_check_statements(api->work.store, staged, count, err)) return false;
        atomic_store(&api->statements_checked, true);
    }
    return true;
}
