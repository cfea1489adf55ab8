/* Cursors behind the fingerprint of their order, which a fuzzer would not guess: the first line is a sort order of
 * observations, the rest what the cursor says of the last row. */
#include "domain/query-private.h"
#include "fuzz.h"

static bool read_order(struct arena *arena, const char *sort, struct query *query) {
    const struct query_limits limits = {.config = settings()};
    const struct parameter parameter = {"sort", sort};
    struct error err = error_start(arena);
    return query_read(resource_find("observations"), &parameter, *sort != '\0', &limits, query, &err);
}

/* The fingerprint with these bytes after it. */
static const char *cursor_of(struct arena *arena, const struct query *query, const char *bytes, size_t length) {
    struct text plain = text_start(arena);
    const char **nothing = arena_alloc(arena, query->sort_count * sizeof *nothing);
    size_t start;
    const char *first = text_from_base64url(arena, query_cursor(arena, query, nothing), &start);
    must(first != NULL && start > query->sort_count);
    text_add_bytes(&plain, first, start - query->sort_count); /* an n for each value */
    text_add_bytes(&plain, bytes, length);
    return text_to_base64url(arena, plain.data, plain.length);
}

/* What is accepted is what a cursor of ours says. */
static void judge(struct arena *arena, struct query *query) {
    const char *const *values = query->after;
    must(cursor_decode(arena, query, query_cursor(arena, query, values)));
    for (size_t i = 0; i < query->sort_count; i++) {
        must((values[i] == NULL) == (query->after[i] == NULL));
        must(values[i] == NULL || text_equal(values[i], query->after[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_watched();
    struct query query;
    char *text = arena_strndup(arena, (const char *)data, size), *start = text;
    const char *sort = take_line(&text);
    if (text != NULL && read_order(arena, sort, &query)) {
        const char *cursor = cursor_of(arena, &query, text, size - (size_t)(text - start));
        if (cursor_decode(arena, &query, cursor)) judge(arena, &query);
    }
    arena_destroy(arena);
    return 0;
}
