/* The whole surface: routes of their own in one table, and those that every collection has. */
#include <pthread.h>
#include <stdlib.h>

#include "api/analyses.h"
#include "api/calculations.h"
#include "api/imports.h"
#include "api/reading.h"
#include "api/releases.h"
#include "api/writing.h"
#include "base/memory.h"
#include "base/text.h"
#include "formats/formats.h"
#include "neighbours/dcat.h"
#include "neighbours/kolada.h"
#include "neighbours/odata.h"
#include "neighbours/pxweb.h"
#include "pages/pages.h"
#include "private.h"

enum {
    AS_JSON = MEDIA_BIT(JSON),
    AS_EITHER = MEDIA_BIT(JSON) | MEDIA_BIT(HTML),
    ROWS_IN = MEDIA_BIT(CSV) | MEDIA_BIT(NDJSON) | MEDIA_BIT(JSON)
};

static const struct route own_routes[] = {
    {HTTP_GET, API_ROOT, handle_root, NULL, SCOPE_PUBLIC, AS_JSON, 0, BODY_NONE},
    {HTTP_GET, API_ROOT "/api-info", handle_api_info, NULL, SCOPE_PUBLIC, AS_JSON, 0, BODY_NONE},
    {HTTP_GET, API_ROOT "/limits", handle_limits, NULL, SCOPE_PUBLIC, AS_JSON, 0, BODY_NONE},
    {HTTP_GET, API_ROOT "/openapi.json", handle_openapi, NULL, SCOPE_PUBLIC, AS_JSON, 0, BODY_NONE},
    {HTTP_GET, "/problems/{slug}", handle_problem_type, NULL, SCOPE_PUBLIC, AS_EITHER, 0, BODY_NONE},
    {HTTP_GET, API_ROOT "/import-templates", handle_import_templates, NULL, SCOPE_PUBLIC, AS_JSON, 0, BODY_NONE},
    {HTTP_GET, API_ROOT "/import-templates/{dataset}", handle_import_template, NULL, SCOPE_PUBLIC, FORMATS_OF_TABLES, 0,
     BODY_NONE},
    {HTTP_POST, API_ROOT "/imports", handle_import, NULL, SCOPE_IMPORT, AS_JSON, ROWS_IN, BODY_SPOOL, .is_long = true},
};

static const struct neighbour *const neighbours[] = {&neighbour_kolada, &neighbour_pxweb, &neighbour_dcat,
                                                     &neighbour_odata};

enum { NEIGHBOUR_COUNT = sizeof neighbours / sizeof *neighbours };

enum { OWN_COUNT = sizeof own_routes / sizeof *own_routes };

static struct route *routes;
static size_t route_count, api_route_count; /* pages stand after the API */
static struct arena *patterns;

/* Who may read a resource. */
static enum scope scope_of(const struct resource *resource) {
    if (!(resource->flags & RESOURCE_ADMIN)) return SCOPE_PUBLIC;
    return text_equal(resource->name, "api-keys") ? SCOPE_KEYS : SCOPE_AUDIT;
}

static void add_route(struct route route) { routes[route_count++] = route; }

static unsigned formats_of(const struct resource *resource) {
    if (text_equal(resource->name, "observations")) return FORMATS_OF_FIGURES;
    return text_equal(resource->name, "areas") ? FORMATS_OF_AREAS : FORMATS_OF_LISTS;
}

static void add_collection(const struct resource *resource) {
    const char *path = arena_printf(patterns, "%s/%s", API_ROOT, resource->name);
    const char *object = arena_printf(patterns, "%s/{%s}", path, resource->key == NULL ? "" : resource->key);
    unsigned scope = scope_of(resource), as_patch = MEDIA_BIT(MERGE_PATCH);
    if (resource->flags & RESOURCE_COLLECTION)
        add_route((struct route){HTTP_GET, path, handle_list, resource, scope, formats_of(resource), 0, BODY_NONE});
    if (resource->flags & RESOURCE_WRITTEN)
        add_route((struct route){HTTP_POST, path, handle_create, resource, SCOPE_WRITE, AS_JSON, AS_JSON, BODY_MEMORY});
    if (resource->flags & RESOURCE_OBJECT)
        add_route((struct route){HTTP_GET, object, handle_object, resource, scope, AS_JSON, 0, BODY_NONE});
    if (scope == SCOPE_KEYS) {
        add_route((struct route){HTTP_POST, path, handle_create_key, resource, scope, AS_JSON, AS_JSON, BODY_MEMORY});
        add_route((struct route){HTTP_DELETE, object, handle_revoke_key, resource, scope, AS_JSON, 0, BODY_NONE});
    }
    if (!(resource->flags & RESOURCE_WRITTEN)) return;
    /* a release is published by a change: disclosure control walks whole tables */
    bool is_long = text_equal(resource->name, "releases");
    add_route((struct route){HTTP_PATCH, object, handle_change, resource, SCOPE_WRITE, AS_JSON, as_patch, BODY_MEMORY,
                             .is_long = is_long});
    add_route((struct route){HTTP_DELETE, object, handle_delete, resource, SCOPE_WRITE, AS_JSON, 0, BODY_NONE});
}

static void add_preview(const struct resource *releases) {
    add_route((struct route){HTTP_GET, API_ROOT "/releases/{code}/preview", handle_preview, releases, SCOPE_REASONS,
                             AS_JSON, 0, BODY_NONE, .is_long = true});
}

static void add_calculation(const struct calculation *calculation) {
    const char *path = arena_printf(patterns, "%s/calculations/%s", API_ROOT, calculation->name);
    add_route((struct route){HTTP_POST, path, handle_calculation, calculation, SCOPE_PUBLIC, AS_JSON, AS_JSON,
                             BODY_MEMORY, true});
}

static void add_analysis(const struct analysis *analysis) {
    const char *path = arena_printf(patterns, "%s/analyses/%s", API_ROOT, analysis->name);
    add_route((struct route){HTTP_GET, path, handle_analysis, analysis, SCOPE_PUBLIC, FORMATS_OF_TABLES, 0, BODY_NONE});
}

static void add_neighbour(const struct neighbour *neighbour) {
    for (size_t i = 0; i < neighbour->route_count; i++) add_route(neighbour->routes[i]);
}

/* The front door leads people to the explorer, and machines to the entrance of the API. */
static void add_page(const struct page_file *page) {
    bool is_front = text_equal(page->path, "/");
    unsigned produces = is_front ? AS_EITHER : 1u << page->media;
    add_route((struct route){HTTP_GET, page->path, is_front ? handle_front : page_handle, page, SCOPE_PUBLIC, produces,
                             .lasting = 1u << page->media});
}

enum { MOST_ROUTES_PER_RESOURCE = 5 };

static size_t most_routes(void) {
    size_t most = OWN_COUNT + 1 + analysis_count + calculation_count + MOST_ROUTES_PER_RESOURCE * resource_count;
    for (size_t i = 0; i < NEIGHBOUR_COUNT; i++) most += neighbours[i]->route_count;
    return most;
}

static void free_routes(void) {
    free(routes);
    arena_destroy(patterns);
}

static void build_routes(void) {
    patterns = arena_create();
    size_t page_count;
    const struct page_file *pages = pages_list(&page_count);
    routes = memory_zeroed(most_routes() + page_count, sizeof *routes);
    for (size_t i = 0; i < OWN_COUNT; i++) routes[route_count++] = own_routes[i];
    for (size_t i = 0; i < resource_count; i++) add_collection(resources[i]);
    add_preview(resource_find("releases"));
    for (size_t i = 0; i < analysis_count; i++) add_analysis(analyses[i]);
    for (size_t i = 0; i < calculation_count; i++) add_calculation(calculations[i]);
    api_route_count = route_count;
    for (size_t i = 0; i < NEIGHBOUR_COUNT; i++) add_neighbour(neighbours[i]);
    for (size_t i = 0; i < page_count; i++) add_page(&pages[i]);
    atexit(free_routes);
}

const struct route *api_routes(size_t *count) {
    size_t served;
    const struct route *all = served_routes(&served);
    *count = api_route_count;
    return all;
}

const struct route *served_routes(size_t *count) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, build_routes);
    *count = route_count;
    return routes;
}

const struct route *ops_routes(size_t *count) {
    static const struct route table[] = {
        {HTTP_GET, "/livez", handle_livez, NULL, SCOPE_PUBLIC, AS_JSON, 0, BODY_NONE},
        {HTTP_GET, "/readyz", handle_readyz, NULL, SCOPE_PUBLIC, AS_JSON, 0, BODY_NONE},
        {HTTP_GET, "/startupz", handle_startupz, NULL, SCOPE_PUBLIC, AS_JSON, 0, BODY_NONE},
        {HTTP_GET, "/metrics", handle_metrics, NULL, SCOPE_PUBLIC, MEDIA_BIT(METRICS), 0, BODY_NONE},
    };
    *count = sizeof table / sizeof *table;
    return table;
}

const struct dialect *const *api_dialects(size_t *count) {
    static const struct dialect *dialects[NEIGHBOUR_COUNT];
    *count = 0;
    for (size_t i = 0; i < NEIGHBOUR_COUNT; i++)
        if (neighbours[i]->dialect != NULL) dialects[(*count)++] = neighbours[i]->dialect;
    return dialects;
}

const struct act *api_acts(size_t *count) {
    static const struct act acts[] = {
        {"releases", "checked", release_check},
        {"releases", "published", release_publish},
        {"releases", "withdrawn", release_withdraw},
    };
    *count = sizeof acts / sizeof *acts;
    return acts;
}
