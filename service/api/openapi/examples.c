/* Examples composed from those of the fields, with labels in English.
 *
 * Circle with bodies.c and schemas.c: where a record is created from the members it is read with, one example serves
 * both; bodies.c knows where, and describes bodies by the schemas that show these examples. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "domain/codelist.h"
#include "private.h"

static json_t *object_example(const struct field *field, const char *cell) {
    json_t *object = json_object();
    for (size_t i = 0; i < field->part_count; i++) {
        size_t length = strcspn(cell, ":");
        char *part = memory_given(strndup(cell, length));
        bool is_added = *cell == '\0' && !(field->parts[i].flags & FIELD_WRITE); /* by the service: not in cells */
        json_object_set_new(object, field->parts[i].name,
                            value_example(&field->parts[i], is_added ? field->parts[i].example : part));
        free(part);
        cell += length + (cell[length] == ':');
    }
    return object;
}

static json_t *interval_example(const char *cell) {
    return json_pack("{s:f, s:f}", "low", strtod(cell, NULL), "high", strtod(strchr(cell, ':') + 1, NULL));
}

/* The first two codes of the list whose first is `first`, named by themselves: their labels are in the database. */
static json_t *codes_example(void) {
    const char *const *codes;
    json_t *array = json_array();
    size_t count = codelist_codes("trust_form", &codes);
    for (size_t i = 0; i < count && i < 2; i++)
        json_array_append_new(array, json_pack("{s:s, s:i, s:n, s:s, s:n, s:s}", "code", codes[i], "sort", (int)i + 1,
                                               "parent", "valid_from", "2018-01-01", "valid_to", "name", codes[i]));
    return array;
}

static json_t *item_example(const struct field *field, const char *cell) {
    switch (field->type) {
    case FIELD_PERSONS:
    case FIELD_INTEGER: return json_integer(strtoll(cell, NULL, 10));
    case FIELD_DECIMAL:
    case FIELD_DOUBLE:
        return strchr(cell, '.') == NULL ? json_integer(strtoll(cell, NULL, 10)) : json_real(strtod(cell, NULL));
    case FIELD_BOOLEAN: return json_boolean(text_equal(cell, "true"));
    case FIELD_OBJECTS: return object_example(field, cell);
    case FIELD_GEOMETRY: return json_loads(cell, 0, NULL);
    default: return json_string(cell);
    }
}

static json_t *list_example(const struct field *field, const char *cell) {
    json_t *array = json_array();
    while (*cell != '\0') {
        size_t length = strcspn(cell, "|");
        char *item = memory_given(strndup(cell, length));
        json_array_append_new(array, item_example(field, item));
        free(item);
        cell += length + (cell[length] == '|');
    }
    return array;
}

json_t *value_example(const struct field *field, const char *cell) {
    if (field->type == FIELD_CODES) return codes_example();
    if (field->flags & FIELD_LIST) return list_example(field, cell);
    if (*cell == '\0') return json_null();
    if (field->type == FIELD_INTERVAL) return interval_example(cell);
    return item_example(field, cell);
}

/* What stands in for an empty example. */
static const char *const ordinary[] = {
    [FIELD_CODE] = "ins-01",
    [FIELD_UUID] = "019777c0-9800-759f-aa48-ade00516f74c",
    [FIELD_TEXT] = "Kommunstaben",
    [FIELD_LABEL] = "trust",
    [FIELD_ENUM] = "",
    [FIELD_REF] = "",
    [FIELD_OWNER] = "shared",
    [FIELD_INTEGER] = "1",
    [FIELD_PERSONS] = "1",
    [FIELD_DECIMAL] = "1",
    [FIELD_DOUBLE] = "1",
    [FIELD_BOOLEAN] = "true",
    [FIELD_DATE] = "2025-06-30",
    [FIELD_TIME] = "2025-06-30T08:00:00Z",
    [FIELD_PERIOD] = "2024",
};

const char *filter_example(const struct field *field) {
    if (*field->example != '\0') return field->example;
    if (field->type == FIELD_REF) {
        const struct resource *other = resource_of_relation(field->of);
        return resource_field(other, other->key)->example;
    }
    const char *const *codes;
    if (field->type == FIELD_ENUM && codelist_codes(field->of, &codes) > 0) return codes[0];
    return ordinary[field->type];
}

/* Labels get their English example in every language: the words of the others are in the demonstration data. */
static json_t *languages_example(const struct field *field, const char *cell) {
    json_t *languages = json_object();
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_object_set_new(languages, lang_codes[lang], value_example(field, cell));
    return languages;
}

/* Without the parts that the service adds. */
static json_t *written_objects(const struct field *field, json_t *objects) {
    for (size_t i = 0; i < field->part_count; i++)
        for (size_t k = 0; k < json_array_size(objects); k++)
            if (!(field->parts[i].flags & FIELD_WRITE))
                json_object_del(json_array_get(objects, k), field->parts[i].name);
    return objects;
}

json_t *written_example(const struct field *field, const char *cell) {
    if (field->type == FIELD_LABEL) return languages_example(field, cell);
    return written_objects(field, value_example(field, cell));
}

json_t *resource_example(const struct resource *resource) {
    json_t *object = json_object();
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (field->flags & FIELD_READ) json_object_set_new(object, field->name, value_example(field, field->example));
    }
    return object;
}

const char *shared_example(struct printing *printing, const struct resource *resource) {
    const char *name = arena_printf(printing->arena, "%sExample", pascal_case(printing->arena, resource->one));
    json_t *value = is_written_as_read(resource) ? new_example(resource) : resource_example(resource);
    json_object_set_new(printing->examples, name, json_pack("{s:o}", "value", value));
    return name;
}

static void add_label_cells(json_t *row, const struct field *field) {
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        char name[80];
        snprintf(name, sizeof name, "%s_%s", field->name, lang_codes[lang]);
        json_object_set_new(row, name, value_example(field, field->example));
    }
}

json_t *row_example(const struct resource *resource) {
    json_t *row = json_object();
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!field_is_column(field)) continue;
        if (field->type == FIELD_LABEL)
            add_label_cells(row, field);
        else
            json_object_set_new(row, field->name, value_example(field, field_cell_example(field)));
    }
    return row;
}

/* ---- cells ---- */

struct table {
    struct arena *arena;
    struct column *columns;
    const char **cells;
    size_t count;
};

static void add_cell(struct table *table, const struct field *field, const char *name, const char *cell) {
    table->columns[table->count] = field_column(field, name);
    table->cells[table->count++] = field_cell(table->arena, field, cell);
}

static void add_interval(struct table *table, const struct field *field) {
    struct arena *arena = table->arena;
    const char *colon = strchr(field->example, ':');
    add_cell(table, field, arena_printf(arena, "%s_low", field->name),
             arena_strndup(arena, field->example, (size_t)(colon - field->example)));
    add_cell(table, field, arena_printf(arena, "%s_high", field->name), colon + 1);
}

static void add_languages(struct table *table, const struct field *field) {
    for (int lang = 0; lang < LANG_COUNT; lang++)
        add_cell(table, field, arena_printf(table->arena, "%s_%s", field->name, lang_codes[lang]), field->example);
}

static const char *example_cell(const struct field *field, bool is_import) {
    if (field->type == FIELD_CODES) return "institutional|interpersonal";
    return is_import ? field_cell_example(field) : field->example;
}

static void add_field(struct table *table, const struct field *field, bool is_import) {
    if (field->type == FIELD_INTERVAL)
        add_interval(table, field);
    else if (field->type == FIELD_LABEL && is_import)
        add_languages(table, field);
    else
        add_cell(table, field, field->name, example_cell(field, is_import));
}

struct example_row cells_example(struct arena *arena, const struct resource *resource, bool is_import, size_t most) {
    struct table table = {.arena = arena};
    table.columns = arena_alloc(arena, LANG_COUNT * resource->field_count * sizeof *table.columns);
    table.cells = arena_alloc(arena, LANG_COUNT * resource->field_count * sizeof *table.cells);
    for (size_t i = 0; i < resource->field_count && most > 0; i++)
        if (is_import ? field_is_column(&resource->fields[i]) : (resource->fields[i].flags & FIELD_READ) != 0) {
            add_field(&table, &resource->fields[i], is_import);
            most--;
        }
    return (struct example_row){table.columns, table.count, table.cells, NULL, resource->title_en};
}

/* How every such file begins: the rest is for no reader's eyes. */
static const char spooled_example[] = "PK";

/* The least of its kind: a reader of the contract learns nothing from its shapes. */
static const char picture_example[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

static const char *cube_example(struct arena *arena, const struct format *format, const struct example_row *row) {
    struct text out = text_start(arena);
    struct cube cube = cube_start(arena, LANG_EN, row->columns, row->count, SIZE_MAX);
    cube.title = row->title;
    cube.content_count = 1;
    if (cube_add(&cube, row->cells) && cube_lay(&cube)) format->writer->cube(&out, &cube);
    return out.data;
}

const char *format_example(struct arena *arena, enum media media, const struct example_row *row) {
    const struct format *format = format_of(media);
    if (format->writer->is_looked_at) return picture_example;
    if (format->leaving == LEAVES_WHOLE) return cube_example(arena, format, row);
    if (format->leaving == LEAVES_SPOOLED) return spooled_example;
    struct writer writer = writer_open(arena, format, row->columns, row->count, NULL);
    writer_row(&writer, format->shape == SHAPE_OBJECTS ? &row->object : row->cells);
    writer_finish(&writer);
    return writer.out.data;
}
