/* The OpenAPI document as it is served: printed when it is first asked for, since that takes longer than to start, and
 * twenty times the memory that is kept of it. */
#include <malloc.h>
#include <pthread.h>

#include "api/openapi.h"
#include "api/surface.h"
#include "private.h"

/* Texts live as long as the program. */
static struct {
    pthread_mutex_t mutex;
    struct arena *kept;
    struct contract printed[LANG_COUNT];
} contracts = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void print(const struct api *api, enum lang lang, struct contract *contract) {
    struct arena *scratch = arena_create();
    const char *text =
        openapi_document(scratch, api->work.config, api->routes, api->route_count, lang, &contract->length);
    if (contracts.kept == NULL) contracts.kept = arena_create();
    contract->text = arena_strndup(contracts.kept, text, contract->length);
    arena_destroy(scratch);
    malloc_trim(0);
}

const struct contract *contract_in(const struct api *api, enum lang lang) {
    struct contract *contract = &contracts.printed[lang];
    pthread_mutex_lock(&contracts.mutex);
    if (contract->text == NULL) print(api, lang, contract);
    pthread_mutex_unlock(&contracts.mutex);
    return contract;
}
