/* Lists of what the figures are about: small whatever is stored, so each is made as a whole and then searched. */
#include <string.h>

#include "base/text.h"
#include "domain/parameters.h"
#include "private.h"

enum { MOST_FILTERS = 3 };

struct asking {
    const struct list *list;
    struct paging paging;
    const char *wanted[MOST_FILTERS]; /* by filter; NULL: any */
};

static bool read_parameter(void *state, const struct parameter *parameter, struct error *err) {
    struct asking *asking = state;
    if (paging_read(&asking->paging, parameter, err)) return true;
    for (size_t i = 0; i < asking->list->filter_count; i++)
        if (text_equal_fold(asking->list->filters[i].name, parameter->name)) {
            asking->wanted[i] = parameter->value;
            return true;
        }
    return false;
}

static const char *names_of_parameters(const void *state, struct arena *arena) {
    const struct asking *asking = state;
    struct text names = text_start(arena);
    text_add(&names, "page, per_page");
    for (size_t i = 0; i < asking->list->filter_count; i++) text_add_item(&names, asking->list->filters[i].name);
    return names.data;
}

static bool fits(struct arena *arena, const struct asking *asking, const struct item *item) {
    for (size_t i = 0; i < asking->list->filter_count; i++) {
        const char *wanted = asking->wanted[i], *text = item->texts[i] == NULL ? "" : item->texts[i];
        if (wanted == NULL) continue;
        bool found = asking->list->filters[i].is_search ? text_contains_fold(arena, text, wanted)
                                                        : text_equal_fold(text, wanted);
        if (!found) return false;
    }
    return true;
}

static void reply_items(const struct request *request, const struct asking *asking, const struct ids *ids,
                        const struct items *items, struct reply *reply) {
    struct text values = text_start(request->arena);
    long found = 0, count = 0;
    for (size_t i = 0; i < items->count; i++) {
        const struct item *item = &items->list[i];
        if (ids->count > 0 && !ids_have(ids, item->id)) continue;
        if (!fits(request->arena, asking, item) || !paging_has(&asking->paging, found++)) continue;
        if (count++ > 0) text_add(&values, ", ");
        text_add(&values, item->json);
    }
    bool more = found > asking->paging.page * asking->paging.per_page;
    kolada_reply(request, asking->list->version, &asking->paging, values.data, count, more, reply);
}

static bool are_all_unknown(const struct ids *ids, const struct items *items) {
    for (size_t i = 0; i < items->count; i++)
        if (ids_have(ids, items->list[i].id)) return false;
    return ids->count > 0;
}

bool handle_items(struct request *request, struct reply *reply, struct error *err) {
    static const struct parameter_reader reader = {read_parameter, names_of_parameters};
    static const char *const none[] = {NULL};
    const struct list *list = request->route->subject;
    struct asking asking = {.list = list, .paging = {1, KOLADA_MOST_ROWS}};
    struct items items = {0};
    struct ids ids = {0};
    if (!parameters_are_single(request, none, err)) return false;
    parameters_read(request->parameters, request->parameter_count, &reader, &asking, err);
    size_t most = list->version == KOLADA_V3 ? KOLADA_MOST_IDS : (size_t)request->config->max_values;
    if (request->arguments[0] != NULL) ids_add(&ids, "id", request->arguments[0], most, err);
    if (error_is_set(err) || !list->fill(request, list->version, &items, err)) return false;
    if (are_all_unknown(&ids, &items)) return refuse_unknown(&ids, err);
    reply_items(request, &asking, &ids, &items, reply);
    return true;
}

struct item *items_add(struct arena *arena, struct items *items) {
    items->list = arena_grow(arena, items->list, items->count, items->count + 1, &items->room, sizeof *items->list);
    return &items->list[items->count++];
}
