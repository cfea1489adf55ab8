/* SQL from const tables: every identifier is a compile-time constant of a field table, every value a parameter. */
#include <string.h>

#include "base/text.h"
#include "domain/period.h"
#include "private.h"

enum { FIRST_PARAMETERS = 16 };

struct select select_start(struct arena *arena, const struct query *query, const struct config *config) {
    struct select select = {.sql = text_start(arena), .query = query, .arena = arena};
    select.parameter_capacity = FIRST_PARAMETERS;
    select.parameters = arena_alloc(arena, FIRST_PARAMETERS * sizeof *select.parameters);
    select.most_expanded = config->max_expanded;
    return select;
}

const char *select_parameter(struct select *select, const char *value) {
    if (select->parameter_count == select->parameter_capacity) {
        const char **larger = arena_alloc(select->arena, 2 * select->parameter_capacity * sizeof *larger);
        memcpy(larger, select->parameters, select->parameter_count * sizeof *larger);
        select->parameters = larger;
        select->parameter_capacity *= 2;
    }
    select->parameters[select->parameter_count++] = value;
    return arena_printf(select->arena, "$%zu", select->parameter_count);
}

/* ---- expressions of fields; `row` is the alias of the view: v, or x for expanded objects ---- */

/* The text in the query's language; fallback en, then sv (api.md 2). */
static const char *label(struct arena *arena, const char *row, const char *name, enum lang lang) {
    return arena_printf(arena, "coalesce(%s.%s_%s, %s.%s_en, %s.%s_sv)", row, name, lang_codes[lang], row, name, row,
                        name);
}

static const char *all_labels(struct arena *arena, const char *row, const char *name) {
    return arena_printf(arena, "json_build_object('sv', %s.%s_sv, 'da', %s.%s_da, 'en', %s.%s_en)", row, name, row, name,
                        row, name);
}

static const char *time_text(struct arena *arena, const char *row, const char *name) {
    return arena_printf(arena, "to_char(%s.%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')", row, name);
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
    return arena_printf(arena,
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
        return query->all_langs ? all_labels(arena, row, field->name) : label(arena, row, field->name, query->lang);
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
        text_printf(&select->sql, "%s%s as \"%s\"", first ? "" : ", ", member_json(select->arena, "x", field, select->query),
                    member_name(field, select->query));
        first = false;
    }
}

static void add_expanded_relation(struct select *select, const struct field *field) {
    const struct resource *other = resource_of_relation(field->of);
    bool many = field->flags & FIELD_LIST;
    text_printf(&select->sql, "(select %s from (select ", many ? "coalesce(json_agg(row_to_json(e)), '[]')" : "row_to_json(e)");
    add_other_members(select, other);
    text_printf(&select->sql, " from api.%s x where x.%s = %s order by x.%s limit %ld) e) as \"%s\"", other->list,
                other->key, arena_printf(select->arena, many ? "any(v.%s)" : "v.%s", field->name), other->key,
                select->most_expanded, field->name);
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

/* What a code is called: of the reference list, or the name or title of the resource; NULL when it has none. */
static const char *name_of_code(struct arena *arena, const struct query *query, const struct field *field) {
    if (field->type == FIELD_ENUM)
        return arena_printf(arena, "(select %s from api.reference_codes x where x.list = '%s' and x.code = v.%s)",
                            label(arena, "x", "name", query->lang), field->of, field->name);
    const struct resource *other = field->type == FIELD_REF ? resource_of_relation(field->of) : NULL;
    const struct field *name = other == NULL ? NULL : resource_field(other, "name");
    if (name == NULL && other != NULL) name = resource_field(other, "title");
    if (name == NULL) return NULL;
    const char *expression = name->type == FIELD_LABEL ? label(arena, "x", name->name, query->lang)
                                                       : arena_printf(arena, "x.%s", name->name);
    return arena_printf(arena, "(select %s from api.%s x where x.%s = v.%s)", expression, other->list, other->key,
                        field->name);
}

/* labels=names puts the name in place of the code, labels=both beside it. False when the field has no label. */
static bool add_labelled(struct arena *arena, const struct query *query, const struct field *field,
                         struct column *columns, size_t *count) {
    const char *name = query->labels == LABELS_CODES || (field->flags & FIELD_LIST) ? NULL : name_of_code(arena, query, field);
    if (name == NULL) return false;
    bool both = query->labels == LABELS_BOTH;
    if (both) add_column(columns, count, field->name, arena_printf(arena, "v.%s", field->name), false);
    add_column(columns, count, both ? arena_printf(arena, "%s_name", field->name) : field->name, name, false);
    return true;
}

static void add_csv_field(struct arena *arena, const struct query *query, const struct field *field,
                          struct column *columns, size_t *count) {
    if (add_labelled(arena, query, field, columns, count)) return;
    static const char *const bounds[] = {"low", "high"};
    const char *plain = arena_printf(arena, "v.%s", field->name);
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
        add_column(columns, count, field->name, label(arena, "v", field->name, query->lang), false);
    } else if (field->type == FIELD_TIME) {
        add_column(columns, count, field->name, time_text(arena, "v", field->name), false);
    } else if (field->type == FIELD_OBJECTS) {
        add_column(columns, count, field->name, objects_csv(arena, field), false);
    } else if (field->type == FIELD_CODES) {
        const char *codes = "(select string_agg(c->>'code', '|' order by n) from jsonb_array_elements(v.%s) with ordinality e(c, n))";
        struct text expression = text_start(arena);
        text_add_bytes(&expression, codes, (size_t)(strstr(codes, "%s") - codes));
        text_add(&expression, field->name);
        text_add(&expression, strstr(codes, "%s") + 2);
        add_column(columns, count, field->name, expression.data, false);
    } else if (field->flags & FIELD_LIST) {
        add_column(columns, count, field->name, arena_printf(arena, "array_to_string(v.%s, '|')", field->name), false);
    } else {
        bool is_boolean = field->type == FIELD_BOOLEAN; /* true, not t */
        add_column(columns, count, field->name, is_boolean ? arena_printf(arena, "%s::text", plain) : plain,
                   field_is_number(field));
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

/* ---- conditions ---- */

/* {"a","b"}: an array literal, quotes and backslashes escaped. */
static const char *array_literal(struct arena *arena, const char *const *values, size_t count) {
    struct text array = text_start(arena);
    text_add_char(&array, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) text_add_char(&array, ',');
        text_add_char(&array, '"');
        for (const char *at = values[i]; *at != '\0'; at++) {
            if (*at == '"' || *at == '\\') text_add_char(&array, '\\');
            text_add_char(&array, *at);
        }
        text_add_char(&array, '"');
    }
    text_add_char(&array, '}');
    return array.data;
}

static const char *const sql_types[] = {
    [FIELD_CODE] = "text",     [FIELD_UUID] = "text",   [FIELD_TEXT] = "text",          [FIELD_LABEL] = "text",
    [FIELD_ENUM] = "text",     [FIELD_REF] = "text",    [FIELD_OWNER] = "text",         [FIELD_INTEGER] = "bigint",
    [FIELD_DECIMAL] = "numeric", [FIELD_DOUBLE] = "double precision", [FIELD_BOOLEAN] = "boolean", [FIELD_DATE] = "date",
    [FIELD_TIME] = "timestamptz", [FIELD_PERIOD] = "text", [FIELD_INTERVAL] = "double precision",
    [FIELD_OBJECTS] = "jsonb", [FIELD_CODES] = "jsonb",
};

/* The value as the column compares it: codes of UUIDs are text on both sides. */
static const char *comparable(struct arena *arena, const char *row, const struct field *field, enum lang lang) {
    if (field->type == FIELD_LABEL) return label(arena, row, field->name, lang);
    if (field->type == FIELD_UUID) return arena_printf(arena, "%s.%s::text", row, field->name);
    return arena_printf(arena, "%s.%s", row, field->name);
}

static void add_range(struct select *select, const struct filter *filter) {
    bool lower = filter->test == FILTER_AT_LEAST;
    const char *value = filter->values[0], *type = sql_types[filter->field->type], *column = filter->field->name;
    if (filter->field->type == FIELD_PERIOD) {
        char *date = arena_alloc(select->arena, 11);
        lower ? period_start_date(value, date) : period_end_date(value, date);
        value = date;
        type = "date";
        column = lower ? "period_start" : "period_end";
    }
    text_printf(&select->sql, "v.%s %s %s::%s", column, lower ? ">=" : "<=", select_parameter(select, value), type);
}

static void add_filter(struct select *select, const struct filter *filter) {
    text_add(&select->sql, " and ");
    if (filter->test != FILTER_IN) {
        add_range(select, filter);
        return;
    }
    const char *array = array_literal(select->arena, filter->values, filter->value_count);
    const char *parameter = select_parameter(select, array);
    const char *type = sql_types[filter->field->type];
    if (filter->field->type == FIELD_INTEGER && (filter->field->flags & FIELD_LIST)) type = "int";
    if (filter->field->flags & FIELD_LIST)
        text_printf(&select->sql, "v.%s && %s::%s[]", filter->field->name, parameter, type);
    else
        text_printf(&select->sql, "%s = any(%s::%s[])",
                    comparable(select->arena, "v", filter->field, select->query->lang), parameter, type);
}

static const char *like_pattern(struct arena *arena, const char *search) {
    struct text pattern = text_start(arena);
    text_add_char(&pattern, '%');
    for (; *search != '\0'; search++) {
        if (strchr("%_\\", *search) != NULL) text_add_char(&pattern, '\\');
        text_add_char(&pattern, *search);
    }
    text_add_char(&pattern, '%');
    return pattern.data;
}

static void add_search(struct select *select) {
    const struct resource *resource = select->query->resource;
    const char *parameter = select_parameter(select, like_pattern(select->arena, select->query->search));
    const char *before = " and (";
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!(field->flags & FIELD_SEARCH)) continue;
        for (int lang = 0; lang < (field->type == FIELD_LABEL ? LANG_COUNT : 1); lang++) {
            const char *suffix = field->type == FIELD_LABEL ? arena_printf(select->arena, "_%s", lang_codes[lang]) : "";
            text_printf(&select->sql, "%sv.%s%s collate \"und-x-icu\" ilike %s", before, field->name, suffix, parameter);
            before = " or ";
        }
    }
    text_add_char(&select->sql, ')');
}

/* Which publication of a figure is meant (domain.md INV-2). */
static void add_time_of_knowledge(struct select *select) {
    const struct query *query = select->query;
    if (!(query->resource->flags & RESOURCE_SERIES)) return;
    if (query->as_of != NULL) {
        const char *at = select_parameter(select, query->as_of);
        text_printf(&select->sql,
                    " and v.published_at <= %s::timestamptz and (v.replaced_at is null or v.replaced_at > %s::timestamptz)",
                    at, at);
    } else if (!query->history) {
        text_add(&select->sql, " and v.replaced_at is null");
    }
    if (query->updated_after != NULL)
        text_printf(&select->sql, " and v.published_at > %s::timestamptz", select_parameter(select, query->updated_after));
}

static void add_filters(struct select *select, unsigned cell_flag) {
    for (size_t i = 0; i < select->query->filter_count; i++)
        if ((select->query->filters[i].field->flags & FIELD_CELL) == cell_flag)
            add_filter(select, &select->query->filters[i]);
}

/* The last n measured figures per series: filters that choose series and periods go inside, those on the figure
 * itself outside. A hidden figure (Q) was measured and counts. */
static void add_from_latest(struct select *select) {
    const struct query *query = select->query;
    text_printf(&select->sql,
                " from (select v.*, row_number() over (partition by v.indicator, v.area, v.respondent_group, v.sex,"
                " v.age_band order by v.period_end desc, v.period_start desc, v.indicator_version desc) as nth from api.%s v"
                " where v.obs_status <> all ('{O,M,L}')",
                query->resource->list);
    add_time_of_knowledge(select);
    add_filters(select, 0);
    text_printf(&select->sql, ") v where v.nth <= %ld", query->latest ? 1L : query->last_n);
    add_filters(select, FIELD_CELL);
    if (query->search != NULL) add_search(select);
}

void select_add_from(struct select *select) {
    if (select->query->latest || select->query->last_n > 0) {
        add_from_latest(select);
        return;
    }
    text_printf(&select->sql, " from api.%s v where true", select->query->resource->list);
    add_time_of_knowledge(select);
    add_filters(select, 0);
    add_filters(select, FIELD_CELL);
    if (select->query->search != NULL) add_search(select);
}

/* ---- order and cursor ---- */

/* Free text sorts by the rules of the language; codes, enumerations and periods by their bytes. */
static const char *sort_expression(struct arena *arena, const struct sort *sort, enum lang lang) {
    const char *value = comparable(arena, "v", sort->field, lang);
    bool is_text = sort->field->type == FIELD_TEXT || sort->field->type == FIELD_LABEL;
    return is_text ? arena_printf(arena, "%s collate \"%s-x-icu\"", value, lang_codes[lang]) : value;
}

void select_add_order(struct select *select) {
    const struct query *query = select->query;
    for (size_t i = 0; i < query->sort_count; i++)
        text_printf(&select->sql, "%s%s%s", i == 0 ? " order by " : ", ",
                    sort_expression(select->arena, &query->sorts[i], query->lang),
                    query->sorts[i].descending ? " desc nulls last" : "");
}

void select_add_sort_values(struct select *select) {
    const struct query *query = select->query;
    for (size_t i = 0; i < query->sort_count; i++) {
        const struct field *field = query->sorts[i].field;
        if (field->type == FIELD_TIME)
            text_printf(&select->sql, ", to_char(v.%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')", field->name);
        else if (field->type == FIELD_BOOLEAN)
            text_printf(&select->sql, ", case when v.%s then 'true' else 'false' end", field->name);
        else
            text_printf(&select->sql, ", (%s)::text", comparable(select->arena, "v", field, query->lang));
    }
}

/* When all sort the same way and nothing is null, a row comparison does, which an index can serve. */
static bool cursor_is_simple(const struct query *query) {
    for (size_t i = 0; i < query->sort_count; i++) {
        bool present = query->sorts[i].field->flags & FIELD_PRESENT;
        if (query->after[i] == NULL || !present || query->sorts[i].descending != query->sorts[0].descending) return false;
    }
    return true;
}

static void add_simple_cursor(struct select *select, const char *const *places) {
    const struct query *query = select->query;
    text_add(&select->sql, " and (");
    for (size_t i = 0; i < query->sort_count; i++)
        text_printf(&select->sql, "%s%s", i > 0 ? ", " : "", sort_expression(select->arena, &query->sorts[i], query->lang));
    text_printf(&select->sql, ") %s (", query->sorts[0].descending ? "<" : ">");
    for (size_t i = 0; i < query->sort_count; i++) text_printf(&select->sql, "%s%s", i > 0 ? ", " : "", places[i]);
    text_add(&select->sql, ")");
}

/* One alternative: equal up to sort `last`, and after the cursor there. Nulls come last. */
static void add_alternative(struct select *select, const char *const *places, size_t last) {
    const struct query *query = select->query;
    for (size_t i = 0; i <= last; i++) {
        const char *value = sort_expression(select->arena, &query->sorts[i], query->lang);
        text_add(&select->sql, i > 0 ? " and " : "(");
        if (i < last && query->after[i] == NULL)
            text_printf(&select->sql, "%s is null", value);
        else if (i < last)
            text_printf(&select->sql, "%s = %s", value, places[i]);
        else if (query->after[i] == NULL)
            text_add(&select->sql, "false");
        else
            text_printf(&select->sql, "(%s %s %s or %s is null)", value, query->sorts[i].descending ? "<" : ">", places[i],
                        value);
    }
    text_add_char(&select->sql, ')');
}

void select_add_cursor(struct select *select) {
    const struct query *query = select->query;
    if (query->after == NULL) return;
    const char **places = arena_alloc(select->arena, query->sort_count * sizeof *places);
    for (size_t i = 0; i < query->sort_count; i++)
        if (query->after[i] != NULL)
            places[i] = arena_printf(select->arena, "%s::%s", select_parameter(select, query->after[i]),
                                     sql_types[query->sorts[i].field->type]);
    if (cursor_is_simple(query)) {
        add_simple_cursor(select, places);
        return;
    }
    text_add(&select->sql, " and (");
    for (size_t i = 0; i < query->sort_count; i++) {
        if (i > 0) text_add(&select->sql, " or ");
        add_alternative(select, places, i);
    }
    text_add_char(&select->sql, ')');
}

/* ---- codes that name nothing ---- */

/* The resource whose keys a filter's values are; NULL when they are no keys. */
static const struct resource *resource_of_filter(const struct query *query, const struct field *field) {
    if (field->type == FIELD_REF) return resource_of_relation(field->of);
    if (field->type == FIELD_OWNER) return resource_of_relation("municipality");
    bool own_key = query->resource->key != NULL && text_equal(field->name, query->resource->key);
    return own_key ? query->resource : NULL;
}

void select_add_unknown_codes(struct select *select) {
    const struct query *query = select->query;
    struct text parts = text_start(select->arena);
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct filter *filter = &query->filters[i];
        const struct resource *other = resource_of_filter(query, filter->field);
        if (other == NULL || filter->test != FILTER_IN || filter->value_count == 0) continue;
        const char *array = array_literal(select->arena, filter->values, filter->value_count);
        text_printf(&parts,
                    "%sselect '%s|' || c as code from unnest(%s::text[]) c where c <> 'shared' and not exists"
                    " (select from api.%s x where x.%s::text = c)",
                    parts.length > 0 ? " union all " : "", field_parameter(filter->field), select_parameter(select, array),
                    other->list, other->key);
    }
    if (parts.length == 0)
        text_add(&select->sql, ", null");
    else
        text_printf(&select->sql, ", (select string_agg(code, ',') from (%s) u)", parts.data);
}
