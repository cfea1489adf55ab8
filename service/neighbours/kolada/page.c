/* What all replies of Kolada's interface are made of. */
#include "base/text.h"
#include "domain/parameters.h"
#include "private.h"

enum { MOST_PAGE = 1000000 };

bool paging_read(struct paging *paging, const struct parameter *parameter, struct error *err) {
    const struct {
        const char *name;
        long most, *number;
    } numbers[] = {{"page", MOST_PAGE, &paging->page}, {"per_page", KOLADA_MOST_ROWS, &paging->per_page}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (text_equal_fold(numbers[i].name, parameter->name)) {
            parameter_integer(parameter, 1, numbers[i].most, numbers[i].number, err);
            return true;
        }
    return false;
}

bool paging_has(const struct paging *paging, long row) { return row / paging->per_page + 1 == paging->page; }

/* The request's own address with another page. */
static const char *link_to_page(const struct request *request, long page) {
    static const char *const replaced[] = {"page"};
    struct text url = link_without(request, replaced, 1);
    link_add(&url, "page", arena_printf(request->arena, "%ld", page));
    return url.data;
}

void kolada_reply(const struct request *request, enum version version, const struct paging *paging, const char *values,
                  long count, bool more, struct reply *reply) {
    static const struct {
        const char *next, *previous;
    } names[] = {[KOLADA_V2] = {"next_page", "previous_page"}, [KOLADA_V3] = {"next_url", "previous_url"}};
    struct text json = text_start(request->arena);
    text_printf(&json, "{\"values\": [");
    text_add(&json, values);
    text_printf(&json, "], \"count\": %ld", count);
    kolada_text(&json, names[version].next, more ? link_to_page(request, paging->page + 1) : NULL);
    kolada_text(&json, names[version].previous, paging->page > 1 ? link_to_page(request, paging->page - 1) : NULL);
    text_add(&json, "}\n");
    reply_public_json(reply, json.data, json.length);
    reply->language = lang_codes[kolada_lang(request)];
}

bool ids_add(struct ids *ids, const char *name, const char *value, size_t most, struct error *err) {
    char **parts;
    size_t count = text_split(err->arena, value, ',', &parts);
    if (ids->count + count > most)
        return parameter_refuse(err, name, VIOLATION_TOO_MANY, arena_printf(err->arena, "%zu", most), NULL);
    ids->list = arena_grow(err->arena, ids->list, ids->count, ids->count + count, &ids->room, sizeof *ids->list);
    for (size_t i = 0; i < count; i++) {
        if (*parts[i] == '\0') return parameter_refuse(err, name, VIOLATION_EMPTY, NULL, NULL);
        if (!ids_have(ids, parts[i])) ids->list[ids->count++] = parts[i];
    }
    return true;
}

bool ids_have(const struct ids *ids, const char *id) {
    for (size_t i = 0; i < ids->count; i++)
        if (text_equal(ids->list[i], id)) return true;
    return false;
}

enum lang kolada_lang(const struct request *request) {
    return request_header(request, "Accept-Language") == NULL ? LANG_SV : request->lang;
}

bool refuse_unknown(const struct ids *ids, struct error *err) {
    struct text list = text_start(err->arena);
    for (size_t i = 0; i < ids->count; i++) text_add_item(&list, ids->list[i]);
    return error_say(err, PROBLEM_NOT_FOUND, arena_printf(err->arena, "Finns inte: %s.", list.data),
                     arena_printf(err->arena, "Findes ikke: %s.", list.data),
                     arena_printf(err->arena, "There is no such id: %s.", list.data));
}

void kolada_word(struct text *json, const char *name, const char *word) {
    bool is_first = json->length == 0 || json->data[json->length - 1] == '{';
    text_printf(json, "%s\"%s\": %s", is_first ? "" : ", ", name, word == NULL ? "null" : word);
}

void kolada_text(struct text *json, const char *name, const char *value) {
    if (value == NULL) {
        kolada_word(json, name, NULL);
        return;
    }
    kolada_word(json, name, "");
    text_add_json(json, value);
}
