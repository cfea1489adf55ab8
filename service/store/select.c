/* SQL from const tables: every identifier is a compile-time constant of a field table, every value a parameter. */
#include <string.h>

#include "base/text.h"
#include "private.h"

enum { FIRST_PARAMETERS = 16 };

static const char *const readers[] = {[READER_PUBLIC] = "public",
                                      [READER_MEMBER] = "member",
                                      [READER_EVALUATOR] = "evaluator",
                                      [READER_OPERATOR] = "operator"};

/* The parts of what a reader reads in several, each in its order by itself. What an evaluator reads of others' figures
 * are revisions, which no change tells. */
static const char *const member_parts[] = {"others", "partners", "own", NULL};
static const char *const evaluator_parts[] = {"others_unshared", "partners_unshared", "own", "shared", NULL};

static const char *const unshared_parts[] = {"others", "own", NULL};
static const char *const own_part[] = {"own", NULL};

static const char *const *parts_of(const struct select *select) {
    unsigned flags = select->query->resource->flags;
    bool one = select->reader == READER_PUBLIC || select->reader == READER_OPERATOR || !(flags & RESOURCE_PARTS);
    if (one) return NULL;
    return select->reader == READER_EVALUATOR && (flags & RESOURCE_SERIES) ? evaluator_parts : member_parts;
}

static bool names_release(const struct query *query) {
    for (size_t i = 0; i < query->filter_count; i++)
        if (text_equal(query->filters[i].field->name, "release")) return true;
    return false;
}

/* Figures of one's own are there twice: as they stand now and, when a release is named, as it published them. */
static void choose_view(struct select *select) {
    const struct query *query = select->query;
    const char *reader = readers[select->reader];
    bool is_figures = query->resource->flags & RESOURCE_SERIES;
    if (is_figures && select->reader != READER_PUBLIC && names_release(query))
        reader = "released";
    else
        select->parts = parts_of(select);
    select->view = arena_printf(select->arena, "%s_%s", reader, query->resource->list);
}

void select_read_parts(struct select *select, enum reads parts) {
    bool is_parted = select->reader == READER_MEMBER && select->parts != NULL && select->query->search == NULL;
    if (!is_parted || parts == PARTS_ALL) return;
    select->parts = parts == PARTS_OWN ? own_part : unshared_parts;
    select->reads = parts;
}

bool select_names_one(const struct query *query, const char *municipality) {
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct filter *filter = &query->filters[i];
        bool is_place = text_equal(filter->field->name, "municipality") || text_equal(filter->field->name, "area");
        bool is_one = filter->test == FILTER_IN && filter->value_count == 1;
        if (is_place && is_one && text_equal(filter->values[0], municipality)) return true;
    }
    return false;
}

const char *select_view(const struct select *select, const struct resource *resource) {
    bool is_then = select->query->as_of != NULL && (resource->flags & RESOURCE_KNOWN);
    return is_then ? arena_printf(select->arena, "known_%s", resource->list) : resource->list;
}

const char *select_series_keys(const struct select *select) {
    const char *reader = select->reads == PARTS_OWN ? own_part[0] : readers[select->reader];
    return arena_printf(select->arena, "%s_series_keys", reader);
}

void select_walk_series(struct select *select) {
    if (select->reader != READER_PUBLIC) select->planning = PLANNING_WALK;
}

const char *select_state(const struct select *select) {
    return select->reader == READER_PUBLIC ? "(select g.state from api.generation g)"
                                           : "(select g.state from api.member_generation g)";
}

struct select select_start(const struct db *db, const struct query *query) {
    struct arena *arena = db->arena;
    struct select select = {.sql = text_start(arena), .query = query, .arena = arena, .reader = db->reader};
    select.is_open = query->resource->flags & RESOURCE_OPEN;
    select.parameter_capacity = FIRST_PARAMETERS;
    select.parameters = arena_alloc(arena, FIRST_PARAMETERS * sizeof *select.parameters);
    select.most_expanded = db->store_config->max_expanded;
    select.view = select_view(&select, query->resource);
    if (select.is_open) choose_view(&select);
    select.planning = select.is_open ? PLANNING_ONCE : PLANNING_AUTO;
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

/* The text in the query's language; fallback en, then sv, then da (api.md 2). */
const char *select_label(struct arena *arena, const char *row, const char *name, enum lang lang) {
    return arena_printf(arena, "coalesce(%s.%s_%s, %s.%s_en, %s.%s_sv, %s.%s_da)", row, name, lang_codes[lang], row,
                        name, row, name, row, name);
}

const char *select_type(enum field_type type) {
    static const char *const types[] = {
        [FIELD_CODE] = "text",
        [FIELD_UUID] = "text",
        [FIELD_TEXT] = "text",
        [FIELD_LABEL] = "text",
        [FIELD_ENUM] = "text",
        [FIELD_REF] = "text",
        [FIELD_OWNER] = "text",
        [FIELD_INTEGER] = "bigint",
        [FIELD_PERSONS] = "jsonb",
        [FIELD_DECIMAL] = "numeric",
        [FIELD_DOUBLE] = "double precision",
        [FIELD_BOOLEAN] = "boolean",
        [FIELD_DATE] = "date",
        [FIELD_TIME] = "timestamptz",
        [FIELD_PERIOD] = "text",
        [FIELD_INTERVAL] = "double precision",
        [FIELD_OBJECTS] = "jsonb",
        [FIELD_CODES] = "jsonb",
        [FIELD_GEOMETRY] = "jsonb",
    };
    return types[type];
}

/* The value as the column compares it: codes of UUIDs are text on both sides. */
const char *select_comparable(struct arena *arena, const char *row, const struct field *field, enum lang lang) {
    if (field->type == FIELD_LABEL) return select_label(arena, row, field->name, lang);
    if (field->type == FIELD_UUID) return arena_printf(arena, "%s.%s::text", row, field->name);
    return arena_printf(arena, "%s.%s", row, field->name);
}

/* {"a","b"}: an array literal, quotes and backslashes escaped. */
const char *select_array(struct arena *arena, const char *const *values, size_t count) {
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

struct pipe_step select_unknown(struct arena *arena, const struct resource *resource, const char *const *keys,
                                size_t count) {
    const char **array = arena_alloc(arena, sizeof *array);
    *array = select_array(arena, keys, count);
    return (struct pipe_step){.sql = arena_printf(arena,
                                                  "select c from unnest($1::text[]) with ordinality k(c, n)"
                                                  " where not exists (select from api.%s v where v.%s::text = c)"
                                                  " order by n",
                                                  resource->list, resource->key),
                              .parameters = array,
                              .count = 1};
}

const char *select_like(struct arena *arena, const char *before, const char *text, const char *after) {
    struct text pattern = text_start(arena);
    text_add(&pattern, before);
    for (; *text != '\0'; text++) {
        if (strchr("%_\\", *text) != NULL) text_add_char(&pattern, '\\');
        text_add_char(&pattern, *text);
    }
    text_add(&pattern, after);
    return pattern.data;
}
