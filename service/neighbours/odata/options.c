/* System query options, and what headers ask for. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/quality.h"
#include "domain/parameters.h"
#include "private.h"

/* ---- $format, Accept, Prefer ---- */

/* One parameter of a media type: name, value. False when it is none of ours. */
static bool read_part(struct asking *asking, const char *part) {
    static const struct {
        const char *part;
        int metadata, is_exact; /* -1: says nothing of it */
    } parts[] = {
        {"metadata=none", METADATA_NONE, -1},
        {"metadata=minimal", METADATA_MINIMAL, -1},
        {"metadata=full", METADATA_FULL, -1},
        {"ieee754compatible=true", -1, true},
        {"ieee754compatible=false", -1, false},
        {"streaming=true", -1, -1},
        {"streaming=false", -1, -1},
        {"charset=utf-8", -1, -1},
    };
    static const char prefix[] = "odata.";
    if (strncasecmp(part, prefix, strlen(prefix)) == 0) part += strlen(prefix);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!text_equal_fold(parts[i].part, part)) continue;
        if (parts[i].metadata >= 0) asking->metadata = (enum metadata)parts[i].metadata;
        if (parts[i].is_exact >= 0) asking->is_exact = parts[i].is_exact;
        return true;
    }
    return false;
}

/* What the parameters of a media type say; false when some are none of ours. */
static bool read_parts(struct asking *asking, const char *media) {
    char **parts;
    struct arena *arena = asking->request->arena;
    size_t count = text_split(arena, media, ';', &parts);
    bool good = true;
    asking->metadata = METADATA_MINIMAL;
    asking->is_exact = false;
    for (size_t i = 1; i < count; i++) good = read_part(asking, text_trim(arena, parts[i])) && good;
    return good;
}

/* The range of Accept that the client likes best: which of them JSON is in, is no question where there is nothing else.
 */
static void read_accept(struct asking *asking) {
    const char *accept = request_header(asking->request, "Accept"), *best = "";
    struct arena *arena = asking->request->arena;
    char **ranges;
    int most = 0;
    size_t count = accept == NULL ? 0 : text_split(arena, accept, ',', &ranges);
    for (size_t i = 0; i < count; i++) {
        const char *parameters = ranges[i] + strcspn(ranges[i], ";");
        int quality = quality_find(parameters, strlen(parameters));
        if (quality <= most || strncasecmp(text_trim(arena, ranges[i]), "application/json", 16) != 0) continue;
        most = quality;
        best = ranges[i];
    }
    read_parts(asking, best);
}

/* odata.maxpagesize=100, or maxpagesize=100: a wish, which what is no number is none. */
static long page_size_of(const struct request *request) {
    static const char name[] = "maxpagesize=";
    const char *prefer = request_header(request, "Prefer"), *found = prefer == NULL ? NULL : strstr(prefer, name);
    long size = found == NULL ? 0 : strtol(found + strlen(name), NULL, 10);
    return size > 0 && size < ODATA_MOST_ROWS ? size : ODATA_MOST_ROWS;
}

/* ---- parameters ---- */

enum { MOST_TOP = 1000000000 };

typedef void read_option(struct asking *asking, const struct parameter *parameter, struct error *err);

static void read_top(struct asking *asking, const struct parameter *parameter, struct error *err) {
    parameter_integer(parameter, 0, MOST_TOP, &asking->top, err);
}

static void read_skip(struct asking *asking, const struct parameter *parameter, struct error *err) {
    parameter_integer(parameter, 0, asking->request->config->max_offset, &asking->skip, err);
}

static void read_count(struct asking *asking, const struct parameter *parameter, struct error *err) {
    parameter_boolean(parameter, &asking->counts, err);
}

static void read_lang(struct asking *asking, const struct parameter *parameter, struct error *err) {
    parameter_lang(parameter, &asking->lang, err);
}

static void read_filter(struct asking *asking, const struct parameter *parameter, struct error *err) {
    (void)err;
    asking->filter = parameter->value;
}

/* A phrase in quotes, without these; or a word: nothing that joins several, and no parenthesis. NULL for anything else.
 */
static const char *searched_text(struct arena *arena, const char *text) {
    static const char *const operators[] = {"AND", "OR", "NOT"};
    const char *search = text_trim(arena, text);
    size_t length = strlen(search);
    if (*search == '"')
        return length > 1 && strchr(search + 1, '"') == search + length - 1
                   ? arena_strndup(arena, search + 1, length - 2)
                   : NULL;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (text_equal(operators[i], search)) return NULL;
    return strpbrk(search, " \t\"()") == NULL ? search : NULL;
}

static void read_search(struct asking *asking, const struct parameter *parameter, struct error *err) {
    asking->search = searched_text(err->arena, parameter->value);
    if (!set_can_search(asking->set))
        odata_refuse(parameter->name, "$filter", err);
    else if (asking->search == NULL)
        odata_refuse(parameter->name, "word, \"several words\"", err);
}

static void read_order(struct asking *asking, const struct parameter *parameter, struct error *err) {
    (void)err;
    asking->order = parameter->value;
}

static void read_select(struct asking *asking, const struct parameter *parameter, struct error *err) {
    (void)err;
    asking->select = parameter->value;
}

static void read_skip_token(struct asking *asking, const struct parameter *parameter, struct error *err) {
    (void)err;
    asking->skip_token = parameter->value;
}

#define JSON_FORMATS "json, application/json; odata.metadata=none|minimal|full; IEEE754Compatible=true|false"

static void read_format(struct asking *asking, const struct parameter *parameter, struct error *err) {
    static const char *const names[] = {"json", "application/json", "xml", "application/xml"};
    const char *name = arena_strndup(err->arena, parameter->value, strcspn(parameter->value, ";"));
    asking->format = parameter->value;
    bool is_set = asking->set != NULL, is_known = read_parts(asking, parameter->value);
    for (size_t i = 0; i < sizeof names / sizeof *names && is_known; i++)
        if (text_equal(names[i], name) && !(is_set && text_ends(name, "xml"))) return;
    error_add(err, PROBLEM_NOT_ACCEPTABLE, PLACE_PARAMETER, parameter->name, 0, VIOLATION_NOT_SUPPORTED,
              is_set ? JSON_FORMATS : JSON_FORMATS ", xml", NULL);
}

static void refuse(struct asking *asking, const struct parameter *parameter, struct error *err) {
    (void)asking;
    odata_refuse(parameter->name, "$filter, $search, $select, $orderby, $top, $skip, $count, $format", err);
}

static const struct {
    const char *name;
    unsigned takes; /* of an address, any of them */
    read_option *read;
} options[] = {
    {"$filter", TAKES_FILTER, read_filter},   {"$search", TAKES_FILTER, read_search},
    {"$select", TAKES_SELECT, read_select},   {"$orderby", TAKES_ROWS, read_order},
    {"$top", TAKES_ROWS, read_top},           {"$skip", TAKES_ROWS, read_skip},
    {"$count", TAKES_ROWS, read_count},       {"$skiptoken", TAKES_ROWS, read_skip_token},
    {"$format", TAKES_FORMAT, read_format},   {"lang", TAKES_FORMAT, read_lang},
    {"$expand", TAKES_FORMAT, refuse},        {"$search", TAKES_FORMAT, refuse},
    {"$apply", TAKES_FORMAT, refuse},         {"$compute", TAKES_FORMAT, refuse},
    {"$index", TAKES_FORMAT, refuse},         {"$id", TAKES_FORMAT, refuse},
    {"$schemaversion", TAKES_FORMAT, refuse}, {"$deltatoken", TAKES_FORMAT, refuse},
};

enum { OPTION_COUNT = sizeof options / sizeof *options };

static size_t times_given(const struct request *request, const char *name) {
    size_t times = 0;
    for (size_t i = 0; i < request->parameter_count; i++) times += text_equal(request->parameters[i].name, name);
    return times;
}

static bool read_parameter(void *state, const struct parameter *parameter, struct error *err) {
    struct asking *asking = state;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!text_equal(options[i].name, parameter->name) || !(options[i].takes & asking->takes)) continue;
        if (times_given(asking->request, parameter->name) > 1)
            parameter_refuse(err, parameter->name, VIOLATION_DUPLICATE, NULL, NULL);
        else
            options[i].read(asking, parameter, err);
        return true;
    }
    return false;
}

static const char *names_of_parameters(const void *state, struct arena *arena) {
    const struct asking *asking = state;
    struct text names = text_start(arena);
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if ((options[i].takes & asking->takes) && options[i].read != refuse) text_add_item(&names, options[i].name);
    return names.data;
}

/* A client that takes no 4.0 is told so: 3 and earlier are another protocol. */
static bool check_version(const struct request *request, struct error *err) {
    const char *most = request_header(request, "OData-MaxVersion"), *sent = request_header(request, "OData-Version");
    bool is_low = most != NULL && strtol(most, NULL, 10) < 4;
    bool is_other = sent != NULL && !text_equal(sent, "4.0") && !text_equal(sent, "4.01");
    if (!is_low && !is_other) return true;
    return error_add(err, PROBLEM_INVALID_PARAMETERS, PLACE_HEADER, is_low ? "OData-MaxVersion" : "OData-Version", 0,
                     VIOLATION_OUT_OF_RANGE, "4.0", "4.01");
}

bool options_read(const struct request *request, const struct entity_set *set, unsigned takes, struct asking *asking,
                  struct error *err) {
    static const struct parameter_reader reader = {read_parameter, names_of_parameters};
    *asking = (struct asking){.request = request, .set = set, .takes = takes, .top = -1, .lang = request->lang};
    parameters_read(request->parameters, request->parameter_count, &reader, asking, err);
    if (asking->skip_token != NULL && asking->skip > 0)
        parameter_refuse(err, "$skiptoken", VIOLATION_EXCLUDES, "$skip", NULL);
    if (asking->format == NULL) read_accept(asking);
    asking->page_size = page_size_of(request);
    return !error_is_set(err) && check_version(request, err);
}

/* ---- the query ---- */

static const char *names_of_properties(struct arena *arena, const struct entity_set *set,
                                       bool (*has)(const struct property *property)) {
    struct text names = text_start(arena);
    for (size_t i = 0; i < set->property_count; i++)
        if (has == NULL || has(&set->properties[i])) text_add_item(&names, set->properties[i].name);
    return names.data;
}

/* "value desc": one of the order, as sort= has it. */
static bool add_sort(const struct asking *asking, const char *item, struct text *sort, struct error *err) {
    const char *name = text_trim(err->arena, item), *space = strchr(name, ' ');
    const char *direction = space == NULL ? "asc" : space + strspn(space, " ");
    if (space != NULL) name = arena_strndup(err->arena, name, (size_t)(space - name));
    const struct property *property = set_property(asking->set, name);
    if (strpbrk(name, "/()'") != NULL)
        return odata_refuse("$orderby", names_of_properties(err->arena, asking->set, property_can_sort), err);
    bool is_down = text_equal(direction, "desc");
    if (property == NULL || (!is_down && !text_equal(direction, "asc")))
        return parameter_refuse(err, "$orderby", VIOLATION_UNKNOWN_SORT, item,
                                names_of_properties(err->arena, asking->set, property_can_sort));
    if (!property_can_sort(property))
        return odata_refuse("$orderby", names_of_properties(err->arena, asking->set, property_can_sort), err);
    text_printf(sort, "%s%s%s", sort->length > 0 ? "," : "", is_down ? "-" : "", name);
    return true;
}

static bool read_sorts(const struct asking *asking, struct text *sort, struct error *err) {
    char **items;
    size_t count = asking->order == NULL ? 0 : text_split(err->arena, asking->order, ',', &items);
    bool good = true;
    for (size_t i = 0; i < count && good; i++) good = add_sort(asking, items[i], sort, err);
    return good;
}

static bool check_select(const struct asking *asking, struct error *err) {
    char **items;
    size_t count = asking->select == NULL ? 0 : text_split(err->arena, asking->select, ',', &items);
    for (size_t i = 0; i < count; i++) {
        const char *name = text_trim(err->arena, items[i]);
        if (strpbrk(name, "/()") != NULL) return odata_refuse("$select", "*", err);
        if (!text_equal(name, "*") && set_property(asking->set, name) == NULL)
            return parameter_refuse(err, "$select", VIOLATION_UNKNOWN_FIELD, name,
                                    names_of_properties(err->arena, asking->set, NULL));
    }
    return true;
}

bool options_selects(const struct asking *asking, const struct property *property) {
    char **items;
    struct arena *arena = asking->request->arena;
    size_t count = asking->select == NULL ? 0 : text_split(arena, asking->select, ',', &items);
    for (size_t i = 0; i < count; i++) {
        const char *name = text_trim(arena, items[i]);
        if (text_equal(name, "*") || text_equal(name, property->name)) return true;
    }
    return asking->select == NULL;
}

static bool is_sorted_by(const struct query *query, const struct field *field) {
    for (size_t i = 0; i < query->sort_count; i++)
        if (query->sorts[i].field == field) return true;
    return false;
}

static bool is_key(const struct asking *asking, const struct field *field) {
    for (size_t i = 0; i < asking->set->key_count && asking->metadata == METADATA_FULL; i++)
        if (asking->set->keys[i]->field == field) return true;
    return false;
}

/* What is selected, what tells one entity from the others where that is told, and what the next page begins after. */
static void choose_fields(const struct asking *asking, struct query *query) {
    const struct entity_set *set = asking->set;
    const struct resource *resource = set->resource;
    bool *wanted = arena_alloc(asking->request->arena, resource->field_count * sizeof *wanted);
    for (size_t i = 0; i < set->property_count; i++)
        if (options_selects(asking, &set->properties[i])) wanted[set->properties[i].field - resource->fields] = true;
    query->fields = arena_alloc(asking->request->arena, resource->field_count * sizeof *query->fields);
    query->field_count = 0;
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (wanted[i] || is_sorted_by(query, field) || is_key(asking, field))
            query->fields[query->field_count++] = field;
    }
}

bool options_query(const struct asking *asking, const struct condition *key, struct query *query, struct error *err) {
    const struct request *request = asking->request;
    const struct condition *condition = key;
    struct text sort = text_start(request->arena);
    struct parameter parameters[4] = {{"lang", lang_codes[asking->lang]}};
    size_t count = 1;
    bool good = check_select(asking, err) && read_sorts(asking, &sort, err);
    if (good && asking->filter != NULL) good = filter_read(request, asking->set, asking->filter, &condition, err);
    if (sort.length > 0) parameters[count++] = (struct parameter){"sort", sort.data};
    if (asking->search != NULL) parameters[count++] = (struct parameter){"q", asking->search};
    if (asking->skip_token != NULL) parameters[count++] = (struct parameter){"after", asking->skip_token};
    if (!good || !rows_query(request, asking->set->resource, parameters, count, query, err)) return false;
    if (condition != NULL) filter_apply(request->arena, condition, query);
    query->lets_unknown = query->nulls_are_least = true;
    query->offset = asking->skip;
    choose_fields(asking, query);
    return true;
}
