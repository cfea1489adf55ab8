/* What a row is made of: members as JSON, expanded objects, columns of a CSV file. */
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
        if (!(field->flags & FIELD_READ)) continue;
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
    text_printf(&select->sql, " from api.%s x where x.%s = ", other->list, other->key);
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
    text_printf(&select->sql, " from api.%s x where %s order by x.%s limit %ld) e) as \"%s\"", other->list,
                expansion->condition, other->key, select->most_expanded, expansion->name);
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
    text_add(&select->sql, ") r)::text as \"row\"");
}

void select_add_child_counts(struct select *select) {
    for (size_t i = 0; i < select->query->resource->expansion_count; i++) {
        const struct expansion *expansion = &select->query->resource->expansions[i];
        if (!is_expanded(select->query, expansion->name)) continue;
        text_printf(&select->sql, ", (select count(*) from (select 1 from api.%s x where %s limit %ld) c)",
                    resource_find(expansion->resource)->list, expansion->condition, select->most_expanded + 1);
    }
}

/* ---- rows as CSV columns ---- */

static const char *objects_csv(struct arena *arena, const struct field *field) {
    struct text parts = text_start(arena);
    for (size_t i = 0; i < field->part_count; i++) text_printf(&parts, ", o->>'%s'", field->parts[i].name);
    return arena_printf(arena,
                        "(select string_agg(concat_ws(':'%s), '|' order by n)"
                        " from jsonb_array_elements(v.%s) with ordinality e(o, n))",
                        parts.data, field->name);
}

struct column {
    const char *name;
    const char *expression;
    bool is_number;
};

static void add_column(struct column *columns, size_t *count, const char *name, const char *expression, bool number) {
    columns[(*count)++] = (struct column){name, expression, number};
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

/* labels=names puts the name in place of the code, labels=both beside it. False when the field has no label. */
static bool add_labelled(struct arena *arena, const struct query *query, const struct field *field,
                         struct column *columns, size_t *count) {
    const char *name = query->labels == LABELS_CODES || (field->flags & FIELD_LIST)
                           ? NULL
                           : select_name_of_code(arena, field, query->lang);
    if (name == NULL) return false;
    bool both = query->labels == LABELS_BOTH;
    if (both) add_column(columns, count, field->name, arena_printf(arena, "v.%s", field->name), false);
    add_column(columns, count, both ? arena_printf(arena, "%s_name", field->name) : field->name, name, false);
    return true;
}

const char *select_cell(struct arena *arena, const struct field *field) {
    const char *name = field->name;
    switch (field->type) {
    case FIELD_PERSONS: return arena_printf(arena, "v.%s #>> '{}'", name);
    case FIELD_TIME: return time_text(arena, "v", name);
    case FIELD_OBJECTS: return objects_csv(arena, field);
    case FIELD_CODES:
        return arena_printf(arena,
                            "(select string_agg(c->>'code', '|' order by n)"
                            " from jsonb_array_elements(v.%s) with ordinality e(c, n))",
                            name);
    case FIELD_BOOLEAN: return arena_printf(arena, "v.%s::text", name); /* true, not t */
    default: break;
    }
    if (field->flags & FIELD_LIST) return arena_printf(arena, "array_to_string(v.%s, '|')", name);
    return arena_printf(arena, "v.%s", name);
}

static void add_csv_field(struct arena *arena, const struct query *query, const struct field *field,
                          struct column *columns, size_t *count) {
    if (add_labelled(arena, query, field, columns, count)) return;
    static const char *const bounds[] = {"low", "high"};
    if (field->type == FIELD_INTERVAL) {
        for (int i = 0; i < 2; i++) {
            const char *name = arena_printf(arena, "%s_%s", field->name, bounds[i]);
            add_column(columns, count, name, arena_printf(arena, "v.%s", name), true);
        }
    } else if (field->type == FIELD_LABEL && query->all_langs) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const char *name = arena_printf(arena, "%s_%s", field->name, lang_codes[lang]);
            add_column(columns, count, name, arena_printf(arena, "v.%s", name), false);
        }
    } else if (field->type == FIELD_LABEL) {
        add_column(columns, count, field->name, select_label(arena, "v", field->name, query->lang), false);
    } else {
        add_column(columns, count, field->name, select_cell(arena, field), field_is_number(field));
    }
}

static size_t csv_columns(struct arena *arena, const struct query *query, struct column **columns) {
    size_t count = 0;
    *columns = arena_alloc(arena, 3 * query->field_count * sizeof **columns);
    for (size_t i = 0; i < query->field_count; i++) add_csv_field(arena, query, query->fields[i], *columns, &count);
    return count;
}

size_t select_csv_columns(struct arena *arena, const struct query *query, const char *const **names,
                          const bool **numbers) {
    struct column *columns;
    size_t count = csv_columns(arena, query, &columns);
    const char **name_list = arena_alloc(arena, count * sizeof *name_list);
    bool *number_list = arena_alloc(arena, count * sizeof *number_list);
    for (size_t i = 0; i < count; i++) {
        name_list[i] = columns[i].name;
        number_list[i] = columns[i].is_number;
    }
    *names = name_list;
    *numbers = number_list;
    return count;
}

void select_add_csv_columns(struct select *select) {
    struct column *columns;
    size_t count = csv_columns(select->arena, select->query, &columns);
    for (size_t i = 0; i < count; i++) text_printf(&select->sql, "%s%s", i > 0 ? ", " : "", columns[i].expression);
}
