/* OData: the first line names the entity set, the second is the query string, decoded, the third a key as it stands in
 * the parentheses of an address. */
#include "fuzz.h"
#include "http/http-private.h"
#include "neighbours/odata/private.h"

/* Every test has a field and values of the set; every tree only such tests. */
static void judge(const struct condition *condition) {
    if (condition->kind == CONDITION_TEST) must(condition->field != NULL && condition->value_count > 0);
    for (size_t i = 0; condition->kind != CONDITION_TEST && i < condition->part_count; i++) judge(condition->parts[i]);
}

static void try_options(struct request *request, const struct entity_set *set, const char *text) {
    enum { ALL = TAKES_FORMAT | TAKES_SELECT | TAKES_ROWS | TAKES_FILTER };
    struct asking asking;
    struct query query;
    struct error err = error_start(request->arena);
    request->parameters = parameters_of(request->arena, text, &request->parameter_count);
    bool is_good = options_read(request, set, ALL, &asking, &err) && options_query(&asking, NULL, &query, &err);
    must(is_good != error_is_set(&err) && (is_good || is_refusal(&err)));
    if (is_good && query.where != NULL) judge(query.where);
    if (is_good) must(query.field_count > 0 && query.sort_count > 0);
}

static void try_key(const struct request *request, const struct entity_set *set, const char *text) {
    const struct condition *condition;
    struct error err = error_start(request->arena);
    if (filter_read_key(request, set, text, &condition, &err))
        judge(condition);
    else
        must(is_refusal(&err));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_watched();
    struct exchange exchange = {.headers = headers_start(arena, 1)};
    struct request request = request_start(arena);
    struct entity_sets sets = sets_make(arena);
    char *text = arena_strndup(arena, (const char *)data, size);
    const char *name = take_line(&text), *options = take_line(&text), *key = take_line(&text);
    const struct entity_set *set = set_find(arena, name);
    if (set == NULL) set = &sets.list[choose(name, sets.count)];
    request.connection = &exchange;
    if (options != NULL) try_options(&request, set, options);
    if (key != NULL && text_is_utf8(key, strlen(key))) try_key(&request, set, key);
    arena_destroy(arena);
    return 0;
}
