/* The resource tables: consistent in themselves, with the reference lists and with the demonstration data. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "domain/resource.h"
#include "domain/value.h"
#include "values/values.h"

static struct arena *arena;

static void open_arena(void) { arena = arena_create(); }
static void close_arena(void) { arena_destroy(arena); }

TestSuite(resources, .init = open_arena, .fini = close_arena);

typedef void field_check(const struct resource *resource, const struct field *field);

static void each_part(const struct resource *resource, const struct field *fields, size_t count, field_check *check) {
    for (size_t i = 0; i < count; i++) {
        check(resource, &fields[i]);
        each_part(resource, fields[i].parts, fields[i].part_count, check);
    }
}

static void each_field(field_check *check) {
    for (size_t i = 0; i < resource_count; i++)
        each_part(resources[i], resources[i]->fields, resources[i]->field_count, check);
}

static void has_its_list(const struct resource *resource, const struct field *field) {
    const char *const *codes;
    if (field->type != FIELD_ENUM) return;
    cr_expect(codelist_codes(field->of, &codes) > 0, "%s.%s: no list %s", resource->name, field->name, field->of);
}

Test(resources, enumerations_have_lists) { each_field(has_its_list); }

static void has_its_relation(const struct resource *resource, const struct field *field) {
    if (field->type != FIELD_REF) return;
    const struct resource *other = resource_of_relation(field->of);
    cr_expect(other != NULL, "%s.%s: no relation %s", resource->name, field->name, field->of);
    if (other != NULL && (field->flags & FIELD_EXPAND))
        cr_expect(other->key != NULL, "%s.%s: %s cannot be expanded", resource->name, field->name, other->name);
}

Test(resources, relations_have_resources) { each_field(has_its_relation); }

static void is_described(const struct resource *resource, const struct field *field) {
    cr_expect(field->sv != NULL && *field->sv != '\0', "%s.%s: no Swedish", resource->name, field->name);
    cr_expect(field->en != NULL && *field->en != '\0', "%s.%s: no English", resource->name, field->name);
    cr_expect(field->example != NULL, "%s.%s: no example", resource->name, field->name);
    cr_expect(text_ends(field->sv, ".") && text_ends(field->en, "."), "%s.%s: no sentence", resource->name,
              field->name);
}

Test(resources, fields_are_described) { each_field(is_described); }

static void has_sound_flags(const struct resource *resource, const struct field *field) {
    unsigned flags = field->flags;
    bool used = flags & (FIELD_READ | FIELD_WRITE | FIELD_HELPER);
    cr_expect(used, "%s.%s: of no use", resource->name, field->name);
    cr_expect(!((flags & FIELD_HELPER) && (flags & (FIELD_READ | FIELD_WRITE))), "%s.%s", resource->name, field->name);
    cr_expect(!((flags & FIELD_REQUIRED) && !(flags & FIELD_WRITE)), "%s.%s", resource->name, field->name);
    cr_expect(!((flags & FIELD_PRESENT) && (flags & FIELD_READ) && *field->example == '\0' && !(flags & FIELD_LIST)),
              "%s.%s is never null but its example is", resource->name, field->name);
    cr_expect(!((flags & FIELD_LIST) && (flags & FIELD_SORT)), "%s.%s", resource->name, field->name);
    cr_expect((field->type == FIELD_LABEL) == (field->plural != NULL), "%s.%s: plural", resource->name, field->name);
}

Test(resources, flags_are_sound) { each_field(has_sound_flags); }

/* As a cell of a file. */
static void has_valid_objects(const struct resource *resource, const struct field *field) {
    struct error err = error_start(arena);
    const struct value_rules rules = {.arena = arena, .is_file = true};
    const struct value_place place = {.place = PLACE_COLUMN, .name = field->name, .line = 1};
    const struct raw_value cell = {.text = field->example};
    cr_expect(value_list(&rules, field, &cell, &place, &err) != NULL, "%s.%s: bad example %s", resource->name,
              field->name, field->example);
}

static void has_a_valid_example(const struct resource *resource, const struct field *field) {
    if (*field->example == '\0') return;
    if (field->type == FIELD_OBJECTS) {
        has_valid_objects(resource, field);
        return;
    }
    struct error err = error_start(arena);
    struct origin origin = {PROBLEM_INVALID_BODY, PLACE_COLUMN, field->name, 0, false};
    bool many = (field->flags & FIELD_LIST) || field->type == FIELD_INTERVAL;
    char **items;
    size_t count = text_split(arena, field->example, !many ? '\0' : field->type == FIELD_INTERVAL ? ':' : '|', &items);
    for (size_t i = 0; i < count; i++) {
        const char *value = value_check(field, many ? items[i] : field->example, &origin, &err);
        cr_expect(value != NULL, "%s.%s: bad example %s", resource->name, field->name, items[i]);
    }
}

Test(resources, examples_are_valid) { each_field(has_a_valid_example); }

static void expect_columns(const struct resource *resource, const char *what, const char *list) {
    char **names;
    if (list == NULL) return;
    size_t count = text_split(arena, list, ',', &names);
    for (size_t i = 0; i < count; i++) {
        const char *name = names[i] + (names[i][0] == '-');
        cr_expect(resource_field(resource, name) != NULL, "%s: %s names no field %s", resource->name, what, name);
    }
}

Test(resources, orders_and_identities_are_fields) {
    for (size_t i = 0; i < resource_count; i++) {
        const struct resource *resource = resources[i];
        expect_columns(resource, "identity", resource->identity);
        expect_columns(resource, "sort", resource->sort);
        expect_columns(resource, "tie", resource->tie);
        expect_columns(resource, "key", resource->key);
        bool is_list = resource->flags & RESOURCE_COLLECTION, is_data = resource->flags & RESOURCE_DATASET;
        cr_expect(!is_list || (resource->sort != NULL && resource->tie != NULL), "%s: no order", resource->name);
        cr_expect(is_data == (resource->identity != NULL && resource->load_order > 0), "%s", resource->name);
        cr_expect(!(resource->flags & RESOURCE_OBJECT) || resource->key != NULL, "%s: no key", resource->name);
    }
}

static void expect_filter_once(const struct resource *resource, size_t number) {
    const char *parameter = field_parameter(&resource->fields[number]);
    for (size_t i = 0; i < number; i++) {
        cr_expect(!text_equal(resource->fields[i].name, resource->fields[number].name), "%s.%s twice", resource->name,
                  resource->fields[number].name);
        if ((resource->fields[i].flags & FIELD_FILTER) && (resource->fields[number].flags & FIELD_FILTER))
            cr_expect(!text_equal(field_parameter(&resource->fields[i]), parameter), "%s: two filters %s",
                      resource->name, parameter);
    }
}

Test(resources, names_are_unique) {
    for (size_t i = 0; i < resource_count; i++) {
        cr_expect_eq(resource_find(resources[i]->name), resources[i], "%s twice", resources[i]->name);
        cr_expect_eq(resource_of_relation(resources[i]->one), resources[i], "%s twice", resources[i]->one);
        for (size_t j = 0; j < resources[i]->field_count; j++) expect_filter_once(resources[i], j);
    }
}

/* A filter must not take the name of a parameter that every list has. */
Test(resources, filters_leave_common_parameters_alone) {
    static const char *const taken[] = {"limit", "offset", "after", "sort", "fields", "expand", "q", "lang", "format"};
    for (size_t i = 0; i < resource_count; i++)
        for (size_t j = 0; j < resources[i]->field_count; j++)
            for (size_t k = 0; k < sizeof taken / sizeof *taken; k++)
                cr_expect(!(resources[i]->fields[j].flags & FIELD_FILTER) ||
                              !text_equal(field_parameter(&resources[i]->fields[j]), taken[k]),
                          "%s: filter %s", resources[i]->name, taken[k]);
}

Test(resources, expansions_have_resources) {
    for (size_t i = 0; i < resource_count; i++)
        for (size_t j = 0; j < resources[i]->expansion_count; j++) {
            const struct resource *other = resource_find(resources[i]->expansions[j].resource);
            cr_expect(other != NULL && other->key != NULL, "%s: %s", resources[i]->name,
                      resources[i]->expansions[j].name);
        }
}

/* ---- the demonstration data ---- */

enum { MOST_CELLS = 64 };

static FILE *open_rows(const char *folder, const char *dataset) {
    const char *here = strstr(__FILE__, "tests/unit/");
    return fopen(arena_printf(arena, "%.*s%s/%s.csv", (int)(here - __FILE__), __FILE__, folder, dataset), "rb");
}

/* The rows that the demonstration adds, or those that it takes from the catalogue. */
static char *demo_text(const char *dataset) {
    FILE *file = open_rows("demo", dataset);
    if (file == NULL) file = open_rows("catalogue", dataset);
    cr_assert(file != NULL, "no %s.csv", dataset);
    char *text = arena_alloc(arena, 1 << 20);
    text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* Takes one line apart; the text is changed. Returns the number of cells, 0 at the end. */
static size_t next_row(char **at, char *cells[MOST_CELLS]) {
    char *in = *at, *out = *at;
    size_t count = 0;
    bool quoted = false;
    if (*in == '\0') return 0;
    cells[count++] = out;
    for (; *in != '\0' && (quoted || *in != '\n'); in++) {
        if (*in == '"') {
            if (quoted && in[1] == '"')
                *out++ = *in++;
            else
                quoted = !quoted;
        } else if (*in == ',' && !quoted) {
            *out++ = '\0';
            cells[count++] = out;
        } else {
            *out++ = *in;
        }
    }
    *at = *in == '\n' ? in + 1 : in;
    *out = '\0';
    return count;
}

static bool is_column(char *const *header, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(header[i], name)) return true;
    return false;
}

/* The columns that clients may leave out of the demonstration's files. */
static bool may_be_absent(const char *dataset, const char *column) {
    static const char *const absent[][2] = {{"areas", "valid_to"},
                                            {"areas", "predecessors"},
                                            {"areas", "succession_note"},
                                            {"goals", "state_reason"},
                                            {"peer-groups", "owner"}};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        if (text_equal(absent[i][0], dataset) && text_equal(absent[i][1], column)) return true;
    return false;
}

static const char *const no_suffix[] = {""}, *const languages[] = {"_sv", "_da", "_en"};

static void expect_header(const struct resource *resource, char *const *header, size_t count) {
    size_t writable = 0;
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!field_is_column(field)) continue;
        bool label = field->type == FIELD_LABEL;
        for (size_t j = 0; j < (label ? 3u : 1u); j++) {
            const char *name = arena_printf(arena, "%s%s", field->name, (label ? languages : no_suffix)[j]);
            bool there = is_column(header, count, name);
            cr_expect(there || may_be_absent(resource->name, name), "%s.csv lacks %s", resource->name, name);
            writable += there;
        }
    }
    cr_expect_eq(writable, count, "%s.csv has columns that no field takes", resource->name);
}

/* Whether a row holds the examples of all fields. */
static bool is_example(const struct resource *resource, char *const *header, char *const *cells, size_t count) {
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        const char *name = field->type == FIELD_LABEL ? arena_printf(arena, "%s_en", field->name) : field->name;
        /* a release is shown as publishers make it; the demonstration's are the operator's */
        bool is_shown_otherwise = text_equal(resource->name, "releases") && text_equal(name, "owner");
        if (!field_is_column(field) || is_shown_otherwise) continue;
        for (size_t j = 0; j < count; j++)
            if (text_equal(header[j], name) && !text_equal(cells[j], field_cell_example(field))) return false;
    }
    return true;
}

Test(resources, demonstration_data_can_be_imported) {
    for (size_t i = 0; i < resource_count; i++) {
        const struct resource *resource = resources[i];
        if (!(resource->flags & RESOURCE_DATASET)) continue;
        char *header[MOST_CELLS], *cells[MOST_CELLS], *at = demo_text(resource->name);
        size_t count = next_row(&at, header);
        expect_header(resource, header, count);
        bool found = false;
        while (!found && next_row(&at, cells) == count) found = is_example(resource, header, cells, count);
        cr_expect(found, "%s: the examples are no row of the demonstration data", resource->name);
    }
}

static void is_not_for_writing(const struct resource *resource, const struct field *field) {
    bool owned = text_equal(field->name, "created_at") || text_equal(field->name, "updated_at") ||
                 text_equal(field->name, "ci_method") || text_equal(field->name, "status_auto");
    cr_expect(!owned || !(field->flags & FIELD_WRITE), "%s.%s", resource->name, field->name);
}

Test(resources, what_the_service_computes_cannot_be_written) { each_field(is_not_for_writing); }
