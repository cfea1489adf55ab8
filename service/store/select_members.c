/* What a row is made of: members as JSON, expanded objects, cells with their columns. */
#include <string.h>

#include "base/text.h"
#include "private.h"

/* ---- expressions of fields; `row` is the alias of the view: v, or x for expanded objects ---- */

static const char *all_labels(struct arena *arena, const char *row, const char *name) {
    return arena_printf(arena, "json_build_object('sv', %s.%s_sv, 'da', %s.%s_da, 'en', %s.%s_en)", row, name, row,
                        name, row, name);
}

static const char *time_text(struct arena *arena, const char *row, const char *name) {
    return arena_printf(arena, "api.time_text(%s.%s)", row, name);
}

static const char *interval_json(struct arena *arena, const char *row, const char *name) {
    return arena_printf(arena,
                        "case when %s.%s_low is not null or %s.%s_high is not null then"
                        " json_build_object('low', %s.%s_low, 'high', %s.%s_high) end",
                        row, name, row, name, row, name, row, name);
}

/* Codes of a reference list: their names in one language, or in all. */
static const char *codes_json(struct arena *arena, const char *row, const char *name, const struct query *query) {
    if (query->all_langs) return arena_printf(arena, "%s.%s", row, name);
    return arena_printf(
        arena,
        "(select json_agg(json_build_object('code', c->'code', 'sort', c->'sort', 'parent', c->'parent',"
        " 'valid_from', c->'valid_from', 'valid_to', c->'valid_to',"
        " 'name', coalesce(c->'names'->>'%s', c->'names'->>'en', c->'names'->>'sv')) order by n)"
        " from jsonb_array_elements(%s.%s) with ordinality e(c, n))",
        lang_codes[query->lang], row, name);
}

static const char *member_json(struct arena *arena, const char *row, const struct field *field,
                               const struct query *query) {
    switch (field->type) {
    case FIELD_LABEL:
        return query->all_langs ? all_labels(arena, row, field->name)
                                : select_label(arena, row, field->name, query->lang);
    case FIELD_TIME: return time_text(arena, row, field->name);
    case FIELD_INTERVAL: return interval_json(arena, row, field->name);
    case FIELD_CODES: return codes_json(arena, row, field->name, query);
    default: return arena_printf(arena, "%s.%s", row, field->name);
    }
}

static const char *member_name(const struct field *field, const struct query *query) {
    return field->type == FIELD_LABEL && query->all_langs ? field->plural : field->name;
}

/* ---- rows as JSON ---- */

static bool is_expanded(const struct query *query, const char *name) {
    for (size_t i = 0; i < query->expansion_count; i++)
        if (text_equal(query->expansions[i], name)) return true;
    return false;
}

/* All members of another resource's row x, without expansion. */
static void add_other_members(struct select *select, const struct resource *other) {
    bool first = true;
    for (size_t i = 0; i < other->field_count; i++) {
        const struct field *field = &other->fields[i];
        if ((field->flags & (FIELD_READ | FIELD_ASKED)) != FIELD_READ) continue;
        text_printf(&select->sql, "%s%s as \"%s\"", first ? "" : ", ",
                    member_json(select->arena, "x", field, select->query), member_name(field, select->query));
        first = false;
    }
}

static void add_expanded_relation(struct select *select, const struct field *field) {
    const struct resource *other = resource_of_relation(field->of);
    bool many = field->flags & FIELD_LIST;
    text_printf(&select->sql, "(select %s from (select ",
                many ? "coalesce(json_agg(row_to_json(e)), '[]')" : "row_to_json(e)");
    add_other_members(select, other);
    text_printf(&select->sql, " from api.%s x where x.%s = ", select_view(select, other), other->key);
    if (many) /* all of them, in the order of the codes */
        text_printf(&select->sql, "any(v.%s) order by array_position(v.%s, x.%s)", field->name, field->name,
                    other->key);
    else
        text_printf(&select->sql, "v.%s", field->name);
    text_printf(&select->sql, ") e) as \"%s\"", field->name);
}

static void add_children(struct select *select, const struct expansion *expansion) {
    const struct resource *other = resource_find(expansion->resource);
    text_add(&select->sql, "(select coalesce(json_agg(row_to_json(e)), '[]') from (select ");
    add_other_members(select, other);
    text_printf(&select->sql, " from api.%s x where %s order by x.%s limit %ld) e) as \"%s\"",
                select_view(select, other), expansion->condition, other->key, select->most_expanded, expansion->name);
}

/* What the codes of the row are called: [{member, code, name}]. */
static void add_row_labels(struct select *select) {
    const struct query *query = select->query;
    bool first = true;
    text_add(&select->sql, ", (select coalesce(json_agg(row_to_json(l)), '[]') from (values ");
    for (size_t i = 0; i < query->field_count; i++) {
        const struct field *field = query->fields[i];
        const char *name = field->flags & FIELD_LIST ? NULL : select_name_of_code(select->arena, field, query->lang);
        if (name == NULL) continue;
        text_printf(&select->sql, "%s('%s', v.%s::text, %s)", first ? "" : ", ", field->name, field->name, name);
        first = false;
    }
    if (first) text_add(&select->sql, "(null, null, null)");
    text_add(&select->sql, ") as l(member, code, name) where l.name is not null) as \"labels\"");
}

void select_add_json_row(struct select *select) {
    const struct query *query = select->query;
    text_add(&select->sql, "(select row_to_json(r) from (select ");
    for (size_t i = 0; i < query->field_count; i++) {
        const struct field *field = query->fields[i];
        if (i > 0) text_add(&select->sql, ", ");
        if (field->type == FIELD_REF && is_expanded(query, field->name))
            add_expanded_relation(select, field);
        else
            text_printf(&select->sql, "%s as \"%s\"", member_json(select->arena, "v", field, query),
                        member_name(field, query));
    }
    for (size_t i = 0; i < query->resource->expansion_count; i++) {
        if (!is_expanded(query, query->resource->expansions[i].name)) continue;
        text_add(&select->sql, ", ");
        add_children(select, &query->resource->expansions[i]);
    }
    if (query->labels != LABELS_CODES) add_row_labels(select);
    text_add(&select->sql, ") r)::text as \"row\"");
}

void select_add_child_counts(struct select *select) {
    for (size_t i = 0; i < select->query->resource->expansion_count; i++) {
        const struct expansion *expansion = &select->query->resource->expansions[i];
        if (!is_expanded(select->query, expansion->name)) continue;
        text_printf(&select->sql, ", (select count(*) from (select 1 from api.%s x where %s limit %ld) c)",
                    select_view(select, resource_find(expansion->resource)), expansion->condition,
                    select->most_expanded + 1);
    }
}

/* ---- rows as cells ---- */

static const char *objects_cell(struct arena *arena, const struct field *field) {
    struct text parts = text_start(arena);
    for (size_t i = 0; i < field->part_count; i++) text_printf(&parts, ", o->>'%s'", field->parts[i].name);
    return arena_printf(arena,
                        "(select string_agg(concat_ws(chr(%d)%s), chr(%d) order by n)"
                        " from jsonb_array_elements(v.%s) with ordinality e(o, n))",
                        COLUMN_PART_END, parts.data, COLUMN_ITEM_END, field->name);
}

const char *select_name_of_code(struct arena *arena, const struct field *field, enum lang lang) {
    if (field->type == FIELD_ENUM)
        return arena_printf(arena, "(select %s from api.reference_codes x where x.list = '%s' and x.code = v.%s)",
                            select_label(arena, "x", "name", lang), field->of, field->name);
    const struct resource *other = field->type == FIELD_REF ? resource_of_relation(field->of) : NULL;
    const struct field *name = other == NULL ? NULL : resource_field(other, "name");
    if (name == NULL && other != NULL) name = resource_field(other, "title");
    if (name == NULL) return NULL;
    const char *expression = name->type == FIELD_LABEL ? select_label(arena, "x", name->name, lang)
                                                       : arena_printf(arena, "x.%s", name->name);
    return arena_printf(arena, "(select %s from api.%s x where x.%s = v.%s)", expression, other->list, other->key,
                        field->name);
}

const char *select_cell(struct arena *arena, const struct field *field) {
    const char *name = field->name;
    switch (field->type) {
    case FIELD_PERSONS: return arena_printf(arena, "v.%s #>> '{}'", name);
    case FIELD_TIME: return time_text(arena, "v", name);
    case FIELD_OBJECTS: return objects_cell(arena, field);
    case FIELD_CODES:
        return arena_printf(arena,
                            "(select string_agg(c->>'code', chr(%d) order by n)"
                            " from jsonb_array_elements(v.%s) with ordinality e(c, n))",
                            COLUMN_ITEM_END, name);
    case FIELD_BOOLEAN: return arena_printf(arena, "v.%s::text", name); /* true, not t */
    default: break;
    }
    if (field->flags & FIELD_LIST) return arena_printf(arena, "array_to_string(v.%s, chr(%d))", name, COLUMN_ITEM_END);
    return arena_printf(arena, "v.%s", name);
}

/* The columns of a table, while their expressions are added to the statement. */
struct table {
    struct select *select;
    struct column *columns;
    struct cell_place *places;
    size_t count, own; /* own: not in `printed` */
    bool reads_printed;
    size_t from; /* where the last of `printed` stood */
};

static void add_cell(struct table *table, struct column column, const char *expression) {
    text_printf(&table->select->sql, "%s%s", table->own > 0 ? ", " : "", expression);
    table->places[table->count] = (struct cell_place){.at = table->own++};
    table->columns[table->count++] = column;
}

/* A column of the view as it is; false when the row has not printed it. */
static bool add_printed(struct table *table, struct column column, const char *name) {
    const struct resource *resource = table->select->query->resource;
    int at = table->reads_printed ? select_printed_place(resource, name, table->from) : -1;
    if (at < 0) return false;
    table->places[table->count] = (struct cell_place){.printed = true, .at = table->from = (size_t)at};
    table->columns[table->count++] = column;
    return true;
}

/* labels=names puts the name in place of the code, labels=both beside it. False when the field has no label. */
static bool add_labelled(struct table *table, const struct field *field) {
    struct arena *arena = table->select->arena;
    const struct query *query = table->select->query;
    const char *name = query->labels == LABELS_CODES || (field->flags & FIELD_LIST)
                           ? NULL
                           : select_name_of_code(arena, field, query->lang);
    if (name == NULL) return false;
    bool both = query->labels == LABELS_BOTH;
    if (both) add_cell(table, field_column(field, field->name), arena_printf(arena, "v.%s", field->name));
    add_cell(table, field_text_column(field, both ? arena_printf(arena, "%s_name", field->name) : field->name), name);
    return true;
}

static void add_interval(struct table *table, const struct field *field) {
    static const char *const bounds[] = {"low", "high"};
    struct arena *arena = table->select->arena;
    for (int i = 0; i < 2; i++) {
        const char *name = arena_printf(arena, "%s_%s", field->name, bounds[i]);
        struct column column = field_column(field, name);
        if (!add_printed(table, column, name)) add_cell(table, column, arena_printf(arena, "v.%s", name));
    }
}

static void add_label(struct table *table, const struct field *field) {
    struct arena *arena = table->select->arena;
    const struct query *query = table->select->query;
    for (int lang = 0; lang < LANG_COUNT && query->all_langs; lang++) {
        const char *name = arena_printf(arena, "%s_%s", field->name, lang_codes[lang]);
        add_cell(table, field_text_column(field, name), arena_printf(arena, "v.%s", name));
    }
    if (!query->all_langs)
        add_cell(table, field_text_column(field, field->name), select_label(arena, "v", field->name, query->lang));
}

static void add_field(struct table *table, const struct field *field) {
    if (add_labelled(table, field)) return;
    if (field->type == FIELD_INTERVAL)
        add_interval(table, field);
    else if (field->type == FIELD_LABEL)
        add_label(table, field);
    else if (!add_printed(table, field_column(field, field->name), field->name))
        add_cell(table, field_column(field, field->name), select_cell(table->select->arena, field));
}

enum { MOST_COLUMNS_OF_A_FIELD = LANG_COUNT };

static const struct column whole_row = {.name = "row", .type = COLUMN_JSON};
static const struct column feature[] = {
    {.name = "id"}, {.name = "geometry", .type = COLUMN_JSON}, {.name = "row", .type = COLUMN_JSON}};

/* An area lies somewhere itself; a figure where its area does, and has no name. */
static void add_feature(struct select *select) {
    bool is_area = resource_field(select->query->resource, "geometry") != NULL;
    text_add(&select->sql,
             is_area ? "v.code, v.geometry, " : "null, (select a.geometry from api.areas a where a.code = v.area), ");
    select_add_json_row(select);
}

static const struct cell_place places_of_others[] = {{.at = 0}, {.at = 1}, {.at = 2}};

static struct cells add_table(struct select *select) {
    const struct query *query = select->query;
    struct table table = {.select = select, .reads_printed = select_reads_printed(select)};
    size_t most = MOST_COLUMNS_OF_A_FIELD * query->field_count;
    table.columns = arena_alloc(select->arena, most * sizeof *table.columns);
    table.places = arena_alloc(select->arena, most * sizeof *table.places);
    for (size_t i = 0; i < query->field_count; i++) add_field(&table, query->fields[i]);
    struct cells cells = {.columns = table.columns, .places = table.places, .count = table.count, .own = table.own};
    if (!table.reads_printed) return cells;
    text_add(&select->sql, table.own > 0 ? ", v.printed" : "v.printed");
    cells.value_count = query->resource->printed_count;
    cells.values = arena_alloc(select->arena, cells.value_count * sizeof *cells.values);
    cells.line = text_start(select->arena);
    return cells;
}

struct cells select_add_columns(struct select *select, enum shape shape) {
    if (shape == SHAPE_OBJECTS) {
        select_add_json_row(select);
        return (struct cells){.columns = &whole_row, .places = places_of_others, .count = 1, .own = 1};
    }
    if (shape == SHAPE_FEATURES) {
        add_feature(select);
        return (struct cells){.columns = feature, .places = places_of_others, .count = 3, .own = 3};
    }
    return add_table(select);
}

/* ---- reading cells ---- */

/* What stands before the next separator has its end in its place. */
static const char *spelled(const struct field *field, char *text, size_t length) {
    if (field->type == FIELD_BOOLEAN) return *text == 't' ? "true" : "false";
    char *end = field->type == FIELD_TIME ? select_spell_time(text, length) : text + length;
    bool is_quoted = field->type == FIELD_PERSONS && *text == '"'; /* JSON: "<5" */
    end[is_quoted ? -1 : 0] = '\0';
    return is_quoted ? text + 1 : text;
}

static void read_printed(struct cells *cells, const PGresult *result, int row) {
    int column = (int)cells->own;
    cells->line.length = 0;
    text_add_bytes(&cells->line, PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column));
    select_split_printed((struct value){cells->line.data, cells->line.length}, cells->values, cells->value_count);
}

static const char *printed_cell(const struct cells *cells, size_t i) {
    struct value value = cells->values[cells->places[i].at];
    if (value.text == NULL) return NULL;
    return spelled(cells->columns[i].field, cells->line.data + (value.text - cells->line.data), value.length);
}

void select_read_cells(struct cells *cells, const PGresult *result, int row, const char **out) {
    bool has_printed = cells->values != NULL;
    if (has_printed) read_printed(cells, result, row);
    for (size_t i = 0; i < cells->count; i++) {
        int at = (int)cells->places[i].at;
        if (has_printed && cells->places[i].printed)
            out[i] = printed_cell(cells, i);
        else
            out[i] = PQgetisnull(result, row, at) ? NULL : PQgetvalue(result, row, at);
    }
}
