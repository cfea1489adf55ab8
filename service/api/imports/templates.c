/* What a dataset's file looks like: its columns and their rules, a header, an example row. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "api/imports.h"
#include "base/text.h"
#include "domain/codelist.h"
#include "domain/value.h"
#include "formats/formats.h"
#include "private.h"

static const char *in_lang(enum lang lang, const char *sv, const char *en) { return lang == LANG_SV ? sv : en; }

/* ---- columns ---- */

static const char *const json_types[] = {
    [FIELD_CODE] = "code",       [FIELD_UUID] = "uuid",       [FIELD_TEXT] = "text",
    [FIELD_LABEL] = "text",      [FIELD_ENUM] = "code",       [FIELD_REF] = "code",
    [FIELD_OWNER] = "code",      [FIELD_INTEGER] = "integer", [FIELD_DECIMAL] = "decimal",
    [FIELD_DOUBLE] = "decimal",  [FIELD_BOOLEAN] = "boolean", [FIELD_DATE] = "date",
    [FIELD_TIME] = "time",       [FIELD_PERIOD] = "period",   [FIELD_INTERVAL] = "interval",
    [FIELD_OBJECTS] = "objects", [FIELD_CODES] = "codes",     [FIELD_GEOMETRY] = "geometry",
};

static json_t *text_or_null(const char *text) {
    return text == NULL || *text == '\0' ? json_null() : json_string(text);
}

static json_t *allowed_json(const struct field *field) {
    const char *const *codes;
    if (field->type != FIELD_ENUM) return json_null();
    json_t *allowed = json_array();
    size_t count = codelist_codes(field->of, &codes);
    for (size_t i = 0; i < count; i++) json_array_append_new(allowed, json_string(codes[i]));
    return allowed;
}

/* "a(n) area", "municipality:adopted_on": where codes come from, how objects are written. */
static json_t *form_json(struct arena *arena, const struct field *field) {
    return json_string(field->type == FIELD_ENUM ? arena_printf(arena, "a code of %s", field->of)
                                                 : value_type_words(arena, field));
}

static json_t *column_json(struct arena *arena, const struct resource *resource, const struct field *field,
                           const char *name, const char *example, enum lang lang) {
    bool is_key = resource->key != NULL && text_equal(field->name, resource->key) && field->type == FIELD_CODE;
    bool is_list = (field->flags & FIELD_LIST) || field->type == FIELD_OBJECTS;
    json_t *column =
        json_pack("{s:s, s:s, s:o, s:b, s:b}", "name", name, "type", json_types[field->type], "form",
                  form_json(arena, field), "required", (field->flags & FIELD_REQUIRED) || is_key, "list", is_list);
    json_object_set_new(column, "allowed", allowed_json(field));
    json_object_set_new(column, "min", text_or_null(field->min));
    json_object_set_new(column, "max", text_or_null(field->max));
    json_object_set_new(column, "description", json_string(in_lang(lang, field->sv, field->en)));
    json_object_set_new(column, "example", text_or_null(example));
    return column;
}

/* Calls `each` for every column, labels once per language. The examples of labels are English. */
typedef void each_column(void *state, const struct field *field, const char *name, const char *example);

static void walk_columns(struct arena *arena, const struct resource *resource, each_column *each, void *state) {
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!field_is_column(field)) continue;
        for (int lang = 0; lang < LANG_COUNT && field->type == FIELD_LABEL; lang++)
            each(state, field, arena_printf(arena, "%s_%s", field->name, lang_codes[lang]), field_cell_example(field));
        if (field->type != FIELD_LABEL) each(state, field, field->name, field_cell_example(field));
    }
}

/* ---- one template ---- */

struct table {
    struct arena *arena;
    const struct resource *resource;
    enum lang lang;
    json_t *columns, *header, *example;
    struct column *cells;
    const char **examples;
    size_t count;
};

static void add_json(void *state, const struct field *field, const char *name, const char *example) {
    struct table *table = state;
    json_array_append_new(table->columns,
                          column_json(table->arena, table->resource, field, name, example, table->lang));
    json_array_append_new(table->header, json_string(name));
    json_array_append_new(table->example, text_or_null(example));
}

static void add_cells(void *state, const struct field *field, const char *name, const char *example) {
    struct table *table = state;
    table->cells[table->count] = field_column(field, name);
    table->examples[table->count++] = field_cell(table->arena, field, example);
}

static json_t *template_json(const struct request *request, const struct resource *resource, enum lang lang) {
    struct table table = {.arena = request->arena, .resource = resource, .lang = lang};
    table.columns = json_array();
    table.header = json_array();
    table.example = json_array();
    walk_columns(request->arena, resource, add_json, &table);
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "dataset", resource->name, "title",
                     in_lang(lang, resource->title_sv, resource->title_en), "description",
                     in_lang(lang, resource->sv, resource->en), "header", table.header, "example_row", table.example,
                     "columns", table.columns);
}

static bool template_table(const struct request *request, const struct resource *resource, enum lang lang,
                           struct reply *reply, struct error *err) {
    struct table table = {.arena = request->arena};
    size_t most = LANG_COUNT * resource->field_count;
    table.cells = arena_alloc(request->arena, most * sizeof *table.cells);
    table.examples = arena_alloc(request->arena, most * sizeof *table.examples);
    walk_columns(request->arena, resource, add_cells, &table);
    struct about about = request_about(request, in_lang(lang, resource->title_sv, resource->title_en), lang);
    struct writer writer = writer_open(request->arena, format_of(request->media), table.cells, table.count, &about);
    writer_row(&writer, table.examples);
    return reply_table(request, &writer, resource->name, reply, err);
}

static const char *printed(const struct request *request, json_t *json) {
    char *text = json_dumps(json, JSON_COMPACT);
    const char *copy = arena_strdup(request->arena, text);
    free(text);
    json_decref(json);
    return copy;
}

bool handle_import_template(struct request *request, struct reply *reply, struct error *err) {
    enum lang lang;
    const struct resource *resource = resource_find(request->arguments[0]);
    if (resource == NULL || !(resource->flags & RESOURCE_DATASET)) return error_replace(err, PROBLEM_NOT_FOUND);
    if (!read_lang_only(request, &lang, err)) return false;
    if (format_of(request->media)->shape == SHAPE_TABLE) return template_table(request, resource, lang, reply, err);
    const char *json = printed(request, template_json(request, resource, lang));
    reply_public_json(reply, json, strlen(json));
    reply->language = lang_codes[lang];
    return true;
}

/* ---- all of them ---- */

static json_t *entry_json(const struct request *request, const struct resource *resource, enum lang lang) {
    const char *path = arena_printf(request->arena, "%s/import-templates/%s", API_ROOT, resource->name);
    return json_pack("{s:s, s:s, s:s, s:{s:{s:s, s:s, s:s}}}", "dataset", resource->name, "title",
                     in_lang(lang, resource->title_sv, resource->title_en), "description",
                     in_lang(lang, resource->sv, resource->en), "_links", "self", "href", request_link(request, path),
                     "rel", "self", "method", "GET");
}

/* The frame of every collection; there is one page. */
bool handle_import_templates(struct request *request, struct reply *reply, struct error *err) {
    enum lang lang;
    struct text json = collection_start(request, "import_templates", 0);
    long count = 0;
    if (!read_lang_only(request, &lang, err)) return false;
    for (size_t i = 0; i < resource_count; i++) {
        if (!(resources[i]->flags & RESOURCE_DATASET)) continue;
        if (count++ > 0) text_add_char(&json, ',');
        text_add(&json, printed(request, entry_json(request, resources[i], lang)));
    }
    const struct collection collection = {.count = count, .total = count, .limit = count};
    collection_reply(request, &collection, &json, reply);
    reply->language = lang_codes[lang];
    return true;
}
