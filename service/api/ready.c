/* Whether the service can do its work: the database is there, and it is the one that the program was made for. */
#include <stdio.h>
#include <stdlib.h>

#include "api/imports.h"
#include "private.h"

bool api_is_ready(struct api *api, struct error *err) {
    if (!store_ready(api->store, err)) return false;
    if (!atomic_load(&api->statements_checked)) {
        const char *const *staged;
        size_t count = import_staged_columns(err->arena, &staged);
        if (!store_check_statements(api->store, staged, count, err)) return false;
        atomic_store(&api->statements_checked, true);
    }
    return true;
}

int api_check_statements(const struct config *config) {
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    struct api api = {.config = config, .store = store_create(config)};
    bool good = api_is_ready(&api, &err);
    if (good)
        printf("%d statements are what the program takes them for\n", SQL_END - 1);
    else
        fprintf(stderr, "tillit: %s\n", err.cause == NULL ? error_detail(&err, LANG_EN) : err.cause);
    store_destroy(api.store);
    arena_destroy(arena);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
