/* What imports take and give. */
#include <stdint.h>
#include <stdlib.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "service-private.h"

static json_t *word(const char *sv, const char *en) { return described(json_pack("{s:s}", "type", "string"), sv, en); }

static json_t *count_of(const char *sv, const char *en) {
    return described(json_pack("{s:s, s:i}", "type", "integer", "minimum", 0), sv, en);
}

static json_t *named(struct printing *printing, const char *name, json_t *schema) {
    json_object_set_new(printing->schemas, name, schema);
    return reference(printing, "schemas", name);
}

/* The datasets that can be handed in. */
static json_t *dataset_schema(bool has_kolada) {
    json_t *names = json_array();
    for (size_t i = 0; i < resource_count; i++)
        if (resources[i]->flags & RESOURCE_DATASET) json_array_append_new(names, json_string(resources[i]->name));
    if (has_kolada) json_array_append_new(names, json_string("kolada"));
    return json_pack("{s:s, s:o}", "type", "string", "enum", names);
}

static json_t *dataset_parameter(const char *in, const char *example) {
    json_t *parameter = json_pack("{s:s, s:s, s:b, s:o, s:s}", "name", "dataset", "in", in, "required", 1, "schema",
                                  dataset_schema(text_equal(in, "query")), "example", example);
    return described(parameter, "Datasetet: en samling, eller en av dem som bara kan lämnas.",
                     "The dataset: a collection, or one of those that can only be handed in.");
}

json_t *lang_parameter(struct printing *printing) {
    (void)printing;
    json_t *parameter = json_pack("{s:s, s:s, s:{s:s, s:o}, s:s}", "name", "lang", "in", "query", "schema", "type",
                                  "string", "enum", strings(lang_codes, LANG_COUNT), "example", "en");
    return described(parameter, "Språk för texter i svaret; går före Accept-Language.",
                     "Language of texts in the reply; goes before Accept-Language.");
}

/* ---- templates ---- */

/* A small one, so that the example can be whole. */
#define TEMPLATE "evaluation-members"

static json_t *maybe(const char *type, const char *sv, const char *en) {
    return described(json_pack("{s:[s, s]}", "type", type, "null"), sv, en);
}

static json_t *flag(const char *sv, const char *en) { return described(json_pack("{s:s}", "type", "boolean"), sv, en); }

static json_t *list_of(json_t *items, const char *sv, const char *en) {
    return described(json_pack("{s:s, s:o}", "type", "array", "items", items), sv, en);
}

static json_t *column_schema(void) {
    json_t *properties = json_object();
    json_object_set_new(properties, "name", word("Kolumnens namn.", "Name of the column."));
    json_object_set_new(properties, "type", word("Slag av värde, för program.", "Kind of value, for programs."));
    json_object_set_new(properties, "form",
                        word("Vad som får stå där, på engelska.", "What may stand there, in words."));
    json_object_set_new(properties, "required", flag("Om kolumnen måste finnas.", "Whether the column must be there."));
    json_object_set_new(properties, "list", flag("Om värdena skiljs med |.", "Whether values are separated by |."));
    json_t *allowed = maybe("array", "Tillåtna koder; null när det inte är en kodlista.",
                            "Allowed codes; null unless of a reference list.");
    json_object_set_new(allowed, "items", json_pack("{s:s}", "type", "string"));
    json_object_set_new(properties, "allowed", allowed);
    json_object_set_new(properties, "min",
                        maybe("string", "Minsta värde; null utan gräns.", "Least value; null for none."));
    json_object_set_new(properties, "max",
                        maybe("string", "Största värde, eller antal tecken; null utan gräns.",
                              "Largest value, or number of characters; null for none."));
    json_object_set_new(properties, "description", word("Vad kolumnen betyder.", "What the column means."));
    json_object_set_new(properties, "example",
                        maybe("string", "Ett exempel som det står i CSV; null för en tom cell.",
                              "An example as it stands in CSV; null for an empty cell."));
    return described(closed_object(properties, true), "En kolumn.", "A column.");
}

static json_t *template_schema(struct printing *printing) {
    json_object_set_new(printing->schemas, "ImportColumn", column_schema());
    json_t *properties = json_object();
    json_object_set_new(properties, "dataset", word("Datasetet.", "The dataset."));
    json_object_set_new(properties, "title", word("Vad det heter.", "What it is called."));
    json_object_set_new(properties, "description", word("Vad det är.", "What it is."));
    json_object_set_new(
        properties, "header",
        list_of(json_pack("{s:s}", "type", "string"), "Kolumnernas namn.", "The names of the columns."));
    json_object_set_new(properties, "example_row",
                        list_of(json_pack("{s:[s, s]}", "type", "string", "null"), "En rad, som cellerna står i CSV.",
                                "A row, as the cells stand in CSV."));
    json_object_set_new(properties, "columns",
                        list_of(reference(printing, "schemas", "ImportColumn"), "Kolumnerna, i valfri ordning i filen.",
                                "The columns, in any order in the file."));
    return named(printing, "ImportTemplate",
                 described(closed_object(properties, true), "Mallen för ett dataset.", "The template of a dataset."));
}

static json_t *column_example(struct arena *arena, const struct field *field) {
    const char *const *codes;
    size_t count = field->type == FIELD_ENUM ? codelist_codes(field->of, &codes) : 0;
    const char *form =
        arena_printf(arena, "%s %s", field->type == FIELD_ENUM ? "a code of" : "the code of a(n)", field->of);
    json_t *column = json_pack("{s:s, s:s, s:s, s:b, s:b}", "name", field->name, "type", "code", "form", form,
                               "required", (field->flags & FIELD_REQUIRED) != 0, "list", 0);
    json_object_set_new(column, "allowed", count > 0 ? strings(codes, count) : json_null());
    json_object_set_new(column, "min", json_null());
    json_object_set_new(column, "max", json_null());
    json_object_set_new(column, "description", json_string(field->en));
    json_object_set_new(column, "example", value_example(field, field->example));
    return column;
}

static json_t *template_example(struct printing *printing) {
    const struct resource *resource = resource_find(TEMPLATE);
    json_t *header = json_array(), *row = json_array(), *columns = json_array();
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        json_array_append_new(header, json_string(field->name));
        json_array_append_new(row, value_example(field, field->example));
        json_array_append_new(columns, column_example(printing->arena, field));
    }
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "dataset", resource->name, "title", resource->title_en,
                     "description", resource->en, "header", header, "example_row", row, "columns", columns);
}

static json_t *template_parameters(struct printing *printing) {
    return json_pack("[o, o]", dataset_parameter("path", TEMPLATE), lang_parameter(printing));
}

const struct own_content content_import_template = {
    .sv = "Mallen.",
    .en = "The template.",
    .schema = template_schema,
    .example = template_example,
    .is_table = true,
    .parameters = template_parameters,
};

static json_t *template_in_list(struct printing *printing) {
    const struct resource *resource = resource_find(TEMPLATE);
    const char *path = API_ROOT "/import-templates";
    return json_pack("{s:s, s:s, s:s, s:{s:{s:s, s:s, s:s}}}", "dataset", TEMPLATE, "title", resource->title_en,
                     "description", resource->en, "_links", "self", "href",
                     arena_printf(printing->arena, "%s%s/%s", printing->public_url, path, TEMPLATE), "rel", "self",
                     "method", "GET");
}

static json_t *templates_schema(struct printing *printing) {
    json_t *item = json_object();
    json_t *links = json_pack("{s:o}", "self", reference(printing, "schemas", "Linked"));
    json_object_set_new(item, "dataset", word("Datasetet.", "The dataset."));
    json_object_set_new(item, "title", word("Vad det heter.", "What it is called."));
    json_object_set_new(item, "description", word("Vad det är.", "What it is."));
    json_object_set_new(item, "_links",
                        named(printing, "LinksOfImportTemplate",
                              described(closed_object(links, true), "Mallens adress.", "The template's address.")));
    json_t *listed = named(printing, "ListedImportTemplate",
                           described(closed_object(item, true), "En mall i listan.", "A template of the list."));
    json_t *properties = page_properties(printing, "import_templates", listed, template_in_list(printing));
    return named(printing, "ImportTemplatePage",
                 described(closed_object(properties, true), "Alla mallar, på en sida.", "All templates, on one page."));
}

static json_t *templates_parameters(struct printing *printing) { return json_pack("[o]", lang_parameter(printing)); }

const struct own_content content_import_templates = {
    .sv = "Mallarna.", .en = "The templates.", .schema = templates_schema, .parameters = templates_parameters};

/* ---- imports ---- */

static json_t *import_parameters(struct printing *printing) {
    json_t *dry_run = json_pack("{s:s, s:s, s:{s:s, s:b}, s:b}", "name", "dry_run", "in", "query", "schema", "type",
                                "boolean", "default", 0, "example", 1);
    const struct field *release = resource_field(resource_find("observations"), "release");
    json_t *attach = json_pack("{s:s, s:s, s:o, s:s}", "name", "release", "in", "query", "schema",
                               value_schema(printing, release, false), "example", release->example);
    described(dry_run, "Pröva allt utan att spara.", "Try everything without storing.");
    described(attach, "Publiceringen som siffror utan egen hör till; bara för observations.",
              "The release that figures without one of their own belong to; for observations only.");
    return json_pack("[o, o, o, o]", dataset_parameter("query", "observations"), dry_run, attach,
                     lang_parameter(printing));
}

static json_t *rows_schema(struct printing *printing) {
    json_t *kinds = json_array();
    for (size_t i = 0; i < resource_count; i++) {
        if (!(resources[i]->flags & RESOURCE_DATASET)) continue;
        json_array_append_new(kinds, row_schema(printing, resources[i]));
    }
    json_t *row = named(
        printing, "ImportRow",
        described(json_pack("{s:o}", "anyOf", kinds),
                  "En rad av något dataset. Tal, perioder och sanningsvärden får också vara text, en benämning får "
                  "stå i kolumner som name_sv, och det som bara läses får komma tillbaka som det var.",
                  "A row of some dataset. Numbers, periods and truth values may be texts as well, a label may "
                  "stand in columns such as name_sv, and what is only read may come back as it was."));
    json_t *schema = json_pack("{s:s, s:i, s:o}", "type", "array", "minItems", 1, "items", row);
    return named(printing, "ImportRows", described(schema, "Rader av ett dataset.", "Rows of one dataset."));
}

/* What dataset=kolada takes; the rows are as Kolada prints them. */
static json_t *pages_schema(struct printing *printing) {
    static const char *const around[] = {"next_url", "previous_url", "next_page", "previous_page"};
    json_t *values = json_pack("{s:s, s:{s:s}}", "type", "array", "items", "type", "object");
    json_t *members =
        json_pack("{s:o, s:o}", "values",
                  described(values, "Koladas rader, eller nyckeltal.", "Kolada's rows, or kpis."), "count",
                  described(json_pack("{s:s}", "type", "integer"), "Sidans antal rader; läses inte.",
                            "Rows of the page; not read."));
    for (size_t i = 0; i < sizeof around / sizeof *around; i++)
        json_object_set_new(members, around[i],
                            described(json_pack("{s:[s, s]}", "type", "string", "null"), "En annan sida; läses inte.",
                                      "Another page; not read."));
    json_t *schema = json_pack("{s:s, s:[s], s:o, s:b}", "type", "object", "required", "values", "properties", members,
                               "additionalProperties", 0);
    return named(printing, "KoladaPage",
                 described(schema, "Data eller nyckeltal som Kolada ger dem (v3, v2): dataset=kolada.",
                           "Data or kpis as Kolada gives them (v3, v2): dataset=kolada."));
}

static json_t *body_schema(struct printing *printing) {
    json_t *forms = json_pack("[o, o]", rows_schema(printing), pages_schema(printing));
    return named(printing, "ImportBody",
                 described(json_pack("{s:o}", "anyOf", forms), "Rader, eller en sida från Kolada.",
                           "Rows, or a page from Kolada."));
}

static json_t *text_media(const char *example) {
    return json_pack("{s:{s:s}, s:s}", "schema", "type", "string", "example", example);
}

/* What every row needs, and a figure: the other columns stand in the example of CSV. */
static const char *shortest_line(struct arena *arena, const json_t *row) {
    static const char *const names[] = {"indicator", "area", "period", "respondent_group", "value"};
    json_t *shortest = json_object();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_object_set(shortest, names[i], json_object_get(row, names[i]));
    char *line = json_dumps(shortest, JSON_COMPACT | JSON_REAL_PRECISION(16));
    arena_defer(arena, free, line);
    json_decref(shortest);
    return arena_printf(arena, "%s\n", line);
}

static json_t *import_body(struct printing *printing) {
    const struct resource *resource = resource_find("observations");
    const struct example_row cells = cells_example(printing->arena, resource, true, SIZE_MAX);
    json_t *row = row_example(resource);
    json_t *content = json_object();
    json_object_set_new(content, media_types[MEDIA_CSV].type,
                        text_media(format_example(printing->arena, MEDIA_CSV, &cells)));
    json_object_set_new(content, media_types[MEDIA_NDJSON].type, text_media(shortest_line(printing->arena, row)));
    json_object_set_new(content, media_types[MEDIA_JSON].type,
                        json_pack("{s:o, s:[o]}", "schema", body_schema(printing), "example", row));
    json_t *body = json_pack("{s:b, s:o}", "required", 1, "content", content);
    return described(body, "Raderna. CSV i UTF-8 med rubrik; listor skilda med |, tom cell är null.",
                     "The rows. CSV in UTF-8 with a header; lists separated by |, an empty cell is null.");
}

static json_t *warning_schema(void) {
    json_t *properties = json_object();
    json_object_set_new(properties, "line", count_of("Raden i filen.", "The line of the file."));
    json_object_set_new(properties, "column", word("Kolumnen.", "The column."));
    json_object_set_new(properties, "code", word("Vad det gäller, för program.", "What it is about, for programs."));
    json_object_set_new(properties, "detail", word("Vad det gäller, för människor.", "What it is about, for people."));
    return described(closed_object(properties, true), "Något märkligt som inte hindrar.",
                     "Something odd that does not stop it.");
}

static json_t *report_schema(struct printing *printing) {
    json_t *properties = json_object();
    json_object_set_new(printing->schemas, "ImportWarning", warning_schema());
    json_object_set_new(properties, "dataset", word("Datasetet.", "The dataset."));
    json_object_set_new(properties, "dry_run",
                        described(json_pack("{s:s}", "type", "boolean"), "Sant när ingenting sparades.",
                                  "True when nothing was stored."));
    json_object_set_new(properties, "rows", count_of("Rader i filen.", "Rows of the file."));
    json_object_set_new(properties, "inserted", count_of("Nya poster.", "New records."));
    json_object_set_new(properties, "revised", count_of("Ändrade poster.", "Changed records."));
    json_object_set_new(properties, "unchanged",
                        count_of("Poster som redan var så.", "Records that were like this already."));
    json_object_set_new(
        properties, "warnings",
        described(json_pack("{s:s, s:o}", "type", "array", "items", reference(printing, "schemas", "ImportWarning")),
                  "Märkligheter, högst 100.", "Oddities, at most 100."));
    json_object_set_new(properties, "warnings_total", count_of("Antal märkligheter.", "Number of oddities."));
    return named(printing, "ImportReport",
                 described(closed_object(properties, true), "Vad importen gjorde.", "What the import did."));
}

static json_t *report_example(struct printing *printing) {
    (void)printing;
    return json_pack("{s:s, s:b, s:i, s:i, s:i, s:i, s:[], s:i}", "dataset", "observations", "dry_run", 0, "rows", 577,
                     "inserted", 572, "revised", 5, "unchanged", 0, "warnings", "warnings_total", 0);
}

const struct own_content content_imports = {
    .sv = "Vad importen gjorde.",
    .en = "What the import did.",
    .schema = report_schema,
    .example = report_example,
    .parameters = import_parameters,
    .body = import_body,
};
