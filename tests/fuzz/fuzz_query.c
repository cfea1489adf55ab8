/* Query strings of lists: the first line names the resource, the rest is what stands behind the question mark, decoded.
 */
#include "domain/query.h"
#include "fuzz.h"

static void judge(struct arena *arena, const struct query *query) {
    must(query->sort_count > 0 && query->field_count > 0 && query->limit >= 0 && query->offset >= 0);
    for (size_t i = 0; i < query->filter_count; i++) {
        must(query->filters[i].value_count > 0 && query->filters[i].field != NULL);
        for (size_t j = 0; j < query->filters[i].value_count; j++) must(query->filters[i].values[j] != NULL);
    }
    must(query->after == NULL || query_cursor(arena, query, query->after) != NULL);
}

static void read_as(struct arena *arena, const struct resource *resource, const char *text,
                    struct query_limits limits) {
    struct query query;
    struct error err = error_start(arena);
    size_t count;
    const struct parameter *parameters = parameters_of(arena, text, &count);
    limits.config = settings();
    bool is_good = query_read(resource, parameters, count, &limits, &query, &err);
    must(is_good != error_is_set(&err) && (is_good || is_refusal(&err)));
    if (is_good) judge(arena, &query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct query_limits shapes[] = {
        {.lang = LANG_SV}, {.is_stream = true, .shape = SHAPE_TABLE}, {.is_object = true}, {.shape = SHAPE_FEATURES}};
    struct arena *arena = arena_watched();
    char *text = arena_strndup(arena, (const char *)data, size);
    const struct resource *resource = choose_resource(take_line(&text));
    bool is_list = (resource->flags & RESOURCE_COLLECTION) && text != NULL; /* others are never asked for as one */
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes && is_list; i++) read_as(arena, resource, text, shapes[i]);
    arena_destroy(arena);
    return 0;
}
