/* Which rows: filters, search, time of knowledge, the latest of each series, codes that name nothing. */
#include <string.h>

#include "base/text.h"
#include "domain/period.h"
#include "private.h"

static void add_range(struct select *select, const struct filter *filter) {
    bool lower = filter->test == FILTER_AT_LEAST;
    const char *value = filter->values[0], *type = select_type(filter->field->type), *column = filter->field->name;
    if (filter->field->type == FIELD_PERIOD) {
        char *date = arena_alloc(select->arena, 11);
        lower ? period_start_date(value, date) : period_end_date(value, date);
        value = date;
        type = "date";
        column = lower ? "period_start" : "period_end";
    }
    text_printf(&select->sql, "v.%s %s %s::%s", column, lower ? ">=" : "<=", select_parameter(select, value), type);
}

/* One value is compared as such: the planner knows what an index does for it, whatever the value. */
static void add_value(struct select *select, const struct filter *filter) {
    if (filter->field->flags & FIELD_LIST) {
        text_printf(&select->sql, "%s::text = any(v.%s)", select_parameter(select, filter->values[0]),
                    filter->field->name);
        return;
    }
    text_printf(&select->sql, "%s = %s::%s", select_comparable(select->arena, "v", filter->field, select->query->lang),
                select_parameter(select, filter->values[0]), select_type(filter->field->type));
}

/* What a computed value implies for columns that have an index; a count, which reads all there is, does without. */
static void add_implied(struct select *select, const struct filter *filter) {
    static const struct {
        const char *field, *value, *test;
    } implied[] = {
        {"freshness", "fresh", " and v.may_be_fresh"},
        {"freshness", "aging", " and v.may_be_aging"},
    };
    bool is_one = filter->test == FILTER_IN && filter->value_count == 1;
    bool has_columns = select->from_cursor && (select->query->resource->flags & RESOURCE_SERIES);
    for (size_t i = 0; is_one && has_columns && i < sizeof implied / sizeof *implied; i++)
        if (text_equal(filter->field->name, implied[i].field) && text_equal(filter->values[0], implied[i].value))
            text_add(&select->sql, implied[i].test);
}

void select_add_filter(struct select *select, const struct filter *filter) {
    add_implied(select, filter);
    text_add(&select->sql, " and ");
    if (filter->test != FILTER_IN) {
        add_range(select, filter);
        return;
    }
    bool is_overlap = (filter->field->flags & FIELD_LIST) && !select->is_open; /* has an index there */
    if (filter->value_count == 1 && !is_overlap) {
        add_value(select, filter);
        return;
    }
    const char *array = select_array(select->arena, filter->values, filter->value_count);
    const char *parameter = select_parameter(select, array);
    const char *type = select_type(filter->field->type);
    if (filter->field->type == FIELD_INTEGER && (filter->field->flags & FIELD_LIST)) type = "int";
    if (filter->field->flags & FIELD_LIST)
        text_printf(&select->sql, "v.%s && %s::%s[]", filter->field->name, parameter, type);
    else
        text_printf(&select->sql, "%s = any(%s::%s[])",
                    select_comparable(select->arena, "v", filter->field, select->query->lang), parameter, type);
}

static void add_search(struct select *select) {
    const struct resource *resource = select->query->resource;
    const char *parameter = select_parameter(select, select_like(select->arena, "%", select->query->search, "%"));
    const char *before = " and (";
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!(field->flags & FIELD_SEARCH)) continue;
        for (int lang = 0; lang < (field->type == FIELD_LABEL ? LANG_COUNT : 1); lang++) {
            const char *suffix = field->type == FIELD_LABEL ? arena_printf(select->arena, "_%s", lang_codes[lang]) : "";
            text_printf(&select->sql, "%sv.%s%s collate \"und-x-icu\" ilike %s", before, field->name, suffix,
                        parameter);
            before = " or ";
        }
    }
    text_add_char(&select->sql, ')');
}

/* What stood at a moment: a figure replaced later counts. */
static void add_as_of(struct select *select) {
    const char *at = select_parameter(select, select->query->as_of);
    text_printf(&select->sql, " and v.published_at <= %s::timestamptz and v.until > %s::timestamptz", at, at);
}

/* Which publication of a figure is meant (domain.md INV-2). */
void select_add_time_of_knowledge(struct select *select) {
    const struct query *query = select->query;
    if (!(query->resource->flags & RESOURCE_SERIES)) return;
    if (query->as_of != NULL)
        add_as_of(select);
    else if (!query->history)
        text_add(&select->sql, " and v.stands");
    if (query->updated_after != NULL)
        text_printf(&select->sql, " and v.published_at > %s::timestamptz",
                    select_parameter(select, query->updated_after));
}

/* Those on fields of which just these flags, among some, are set. */
static void add_filters(struct select *select, unsigned among, unsigned flags) {
    for (size_t i = 0; i < select->query->filter_count; i++)
        if ((select->query->filters[i].field->flags & among) == flags)
            select_add_filter(select, &select->query->filters[i]);
}

/* A forecast is not the latest before its period has begun. */
static void add_begun(struct select *select) {
    const char *as_of = select->query->as_of;
    text_add(&select->sql, " and v.has_begun");
    if (as_of != NULL)
        text_printf(&select->sql, " and v.period_start <= (%s::timestamptz at time zone 'Europe/Stockholm')::date",
                    select_parameter(select, as_of));
}

static void add_standing(struct select *select) {
    text_add(&select->sql, " where true");
    select_add_time_of_knowledge(select);
}

static void add_measured(struct select *select) {
    text_add(&select->sql, " where v.obs_status <> all ('{O,M,L}')");
    add_begun(select);
    select_add_time_of_knowledge(select);
}

/* ---- figures series by series ---- */

#define SERIES_KEY "indicator, area, respondent_group, sex, age_band"

/* The first columns of api.public_observations and its like, those of the key under other names: v has the key of the
 * series itself, whose order the planner knows. */
#define OTHER_COLUMNS                                                                                                  \
    "own_indicator, indicator_version, own_area, municipality, period, period_start, period_end, own_group, own_sex,"  \
    " own_age_band"

static const char *const series_key[] = {"indicator", "area", "respondent_group", "sex", "age_band"};
enum { SERIES_KEY_COUNT = sizeof series_key / sizeof *series_key };

bool select_is_in_order_of_series(const struct query *query) {
    for (size_t i = 0; i < SERIES_KEY_COUNT; i++)
        if (i >= query->sort_count || query->sorts[i].descending ||
            !text_equal(query->sorts[i].field->name, series_key[i]))
            return false;
    return true;
}

/* A page goes on in the series in which the one before it ended, or in the next. */
static void add_first_series(struct select *select) {
    const struct query *query = select->query;
    if (!select->from_cursor || query->after == NULL || !select_is_in_order_of_series(query)) return;
    text_add(&select->sql, " and (v.indicator, v.area, v.respondent_group, v.sex, v.age_band) >= (");
    for (size_t i = 0; i < SERIES_KEY_COUNT; i++)
        text_printf(&select->sql, "%s%s::text", i > 0 ? ", " : "", select_parameter(select, query->after[i]));
    text_add_char(&select->sql, ')');
}

/* Which parts may have figures of a series k, as its reader's keys say. */
static const char *gate_of_part(const char *part) {
    static const struct { const char *parts, *gate; } gates[] = {{"own", "k.is_own"}, {"partners", "k.has_partners"}};
    for (size_t i = 0; i < sizeof gates / sizeof *gates; i++)
        if (text_starts(part, gates[i].parts)) return gates[i].gate;
    return "not k.is_own";
}

/* Figures of a series, of the parts that may have some. */
static void add_figures_of_series(struct select *select) {
    if (select->parts == NULL) {
        text_printf(&select->sql, "select v.* from api.%s v", select->view);
        return;
    }
    text_add(&select->sql, "select v.* from (");
    for (size_t i = 0; select->parts[i] != NULL; i++) {
        text_printf(&select->sql, "%sselect v.*", i > 0 ? " union all " : "");
        select_add_cells(select, select->parts[i]);
        text_printf(&select->sql, " from api.%s_%s v where %s", select->parts[i], select->query->resource->list,
                    gate_of_part(select->parts[i]));
    }
    text_add(&select->sql, ") v");
}

/* Series as asked for, and of each its figures: the latest n measured ones, or those that fit. `offset 0` and `limit`
 * keep the planner from going another way. Filters that choose series and periods go inside, of the latest those on the
 * figure itself outside. A hidden figure (Q) was measured and counts. */
static void add_from_series(struct select *select) {
    const struct query *query = select->query;
    bool latest = query->latest || query->last_n > 0;
    if (select->from_cursor) select_walk_series(select);
    text_printf(&select->sql, " from ((select " SERIES_KEY "%s from api.%s v where true",
                select->parts == NULL ? "" : ", is_own, has_partners", select_series_keys(select));
    add_filters(select, FIELD_SERIES, FIELD_SERIES);
    add_first_series(select);
    text_add(&select->sql, ") k cross join lateral (");
    add_figures_of_series(select);
    if (latest)
        add_measured(select);
    else
        add_standing(select);
    text_add(&select->sql, " and (v.indicator, v.area, v.respondent_group, v.sex, v.age_band)"
                           " = (k.indicator, k.area, k.respondent_group, k.sex, k.age_band)");
    add_filters(select, FIELD_SERIES | FIELD_CELL, 0);
    if (!latest) add_filters(select, FIELD_CELL, FIELD_CELL);
    if (latest)
        text_printf(&select->sql,
                    " order by v.period_end desc, v.period_start desc, v.indicator_version desc limit %ld",
                    query->latest ? 1L : query->last_n);
    else
        text_add(&select->sql, " offset 0");
    text_add(&select->sql, ") w (" OTHER_COLUMNS ")) as v where true");
    if (latest) add_filters(select, FIELD_CELL, FIELD_CELL);
}

/* Facts of series choose few of them from a table twenty times as small; indicator and area have indexes of their own.
 */
static bool is_chosen_by_series(const struct query *query) {
    bool chosen = false;
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct field *field = query->filters[i].field;
        if (text_equal(field->name, "indicator") || text_equal(field->name, "area")) return false;
        chosen = chosen || (field->flags & FIELD_SERIES);
    }
    return chosen && (query->resource->flags & RESOURCE_SERIES) && select_is_in_order_of_series(query);
}

/* ---- figures in parts ---- */

/* Published figures have an index for each order that is served whole, others are sorted. */
static bool is_split(const struct select *select, const char *view) {
    bool is_published = select->reader == READER_PUBLIC || text_starts(view, "others");
    return is_published && (select->query->resource->flags & RESOURCE_PARTS) && select_is_split(select->query);
}

static bool is_in_parts(const struct select *select) {
    bool is_parted = select->parts != NULL || is_split(select, select->view);
    return select->from_cursor && is_parted && select->query->search == NULL;
}

/* A filter that names one's own alone leaves nothing of others' figures to search for. */
static void add_others_gate(struct select *select, const struct filter *filter) {
    static const struct {
        const char *field, *asks;
    } gates[] = {{"area", "has_others_areas"}, {"municipality", "has_others"}};
    for (size_t i = 0; i < sizeof gates / sizeof *gates; i++) {
        if (filter->test != FILTER_IN || !text_equal(filter->field->name, gates[i].field)) continue;
        const char *codes = select_array(select->arena, filter->values, filter->value_count);
        text_printf(&select->sql, " and (select api.%s(%s::text[]))", gates[i].asks, select_parameter(select, codes));
    }
}

static void add_others_gates(struct select *select, const char *view) {
    if (!text_starts(view, "others")) return;
    for (size_t i = 0; i < select->query->filter_count; i++) add_others_gate(select, &select->query->filters[i]);
}

/* What is asked for of a part: of a page no more than that. */
static void add_part(struct select *select, const char *view, enum span span) {
    select->span = span;
    text_add(&select->sql, "(select v.*");
    select_add_cells(select, view);
    text_printf(&select->sql, " from api.%s v", view);
    add_standing(select);
    add_others_gates(select, view);
    add_filters(select, 0, 0);
    select_add_condition(select);
    select_add_cursor(select);
    select_add_order(select);
    if (select->query->limit > 0) select_add_most(select);
    text_add_char(&select->sql, ')');
    select->span = SPAN_WHOLE;
}

static void add_part_in_spans(struct select *select, const char *view) {
    bool split = is_split(select, view);
    add_part(select, view, split ? SPAN_VALUES : SPAN_WHOLE);
    if (!split) return;
    text_add(&select->sql, " union all ");
    add_part(select, view, SPAN_NULLS);
}

static void add_from_parts(struct select *select) {
    const char *list = select->query->resource->list;
    text_add(&select->sql, " from (");
    if (select->parts == NULL) add_part_in_spans(select, select->view);
    for (size_t i = 0; select->parts != NULL && select->parts[i] != NULL; i++) {
        if (i > 0) text_add(&select->sql, " union all ");
        add_part_in_spans(select, arena_printf(select->arena, "%s_%s", select->parts[i], list));
    }
    text_add(&select->sql, ") v where true");
}

/* Whether it depends on the values how many figures are left, and so which index leads to them: of a few unusual ones
 * another than of most that there are. Where an indicator or a place is named, few are looked at in any case. */
static bool is_sieved(const struct query *query) {
    static const char *const short_ways[] = {"indicator", "area", "municipality"};
    bool is_figures = query->resource->flags & RESOURCE_SERIES; /* of which facts of series choose the series */
    bool sieved = query->where != NULL || query->search != NULL || query->updated_after != NULL || query->as_of != NULL;
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct field *field = query->filters[i].field;
        for (size_t way = 0; way < sizeof short_ways / sizeof *short_ways; way++)
            if (text_equal(field->name, short_ways[way])) return false;
        sieved = sieved || !is_figures || !(field->flags & FIELD_SERIES);
    }
    return sieved;
}

static void add_from_view(struct select *select) {
    bool walks = select->from_cursor && select->is_open && !(select->query->resource->flags & RESOURCE_PARTS);
    if (walks) select_walk_series(select);
    text_printf(&select->sql, " from api.%s v", select->view);
    add_standing(select);
    add_filters(select, 0, 0);
    select_add_condition(select);
}

static bool is_read_by_series(const struct query *query) {
    return query->latest || query->last_n > 0 || is_chosen_by_series(query);
}

bool select_is_planned_by_values(const struct query *query) {
    return (query->resource->flags & RESOURCE_PARTS) && !is_read_by_series(query) && is_sieved(query);
}

void select_add_from(struct select *select) {
    const struct query *query = select->query;
    if (select_is_planned_by_values(query)) select->planning = PLANNING_EACH;
    if (is_read_by_series(query)) {
        add_from_series(select);
        select_add_condition(select);
    } else if (is_in_parts(select)) {
        add_from_parts(select);
    } else {
        add_from_view(select);
    }
    if (query->search != NULL) add_search(select);
}

/* ---- how many ---- */

/* Whether facts of series alone choose the rows, so that what is known of each (tillit.published_series) may tell how
 * many they are. */
static bool chooses_series(const struct select *select) {
    const struct query *query = select->query;
    bool chooses = select->is_open && query->updated_after == NULL && query->search == NULL && query->where == NULL;
    for (size_t i = 0; i < query->filter_count; i++)
        chooses = chooses && (query->filters[i].field->flags & FIELD_SERIES);
    return chooses;
}

/* Whole series as they stand. */
static bool asks_for_series(const struct select *select) {
    const struct query *query = select->query;
    return chooses_series(select) && (query->resource->flags & RESOURCE_SERIES) && query->as_of == NULL &&
           !query->history;
}

/* All that was published, or what stood at a moment. An evaluator reads of some series other figures. */
static bool asks_for_publications(const struct select *select) {
    const struct query *query = select->query;
    bool is_figures = query->resource->flags & RESOURCE_SERIES, latest = query->latest || query->last_n > 0;
    bool is_member = select->parts != NULL && text_equal(select->parts[0], "others");
    bool is_published = select->reader == READER_PUBLIC || is_member;
    return chooses_series(select) && (query->resource->flags & RESOURCE_PARTS) && is_published && !latest &&
           (!is_figures || query->history || query->as_of != NULL);
}

static void add_rows_of_series(struct select *select) {
    const struct query *query = select->query;
    long most = query->latest ? 1 : query->last_n;
    if (most == 1)
        text_add(&select->sql, "v.any_measured::int");
    else if (most > 1)
        text_printf(&select->sql, "least(v.measured, %ld)", most);
    else
        text_add(&select->sql, "v.figures");
}

static void add_publications_of_series(struct select *select) {
    if (select->query->as_of == NULL) {
        text_add(&select->sql, "cardinality(v.published)");
        return;
    }
    const char *at = select_parameter(select, select->query->as_of);
    text_printf(&select->sql, "width_bucket(%s::timestamptz, v.published) - width_bucket(%s::timestamptz, v.replaced)",
                at, at);
}

static void add_sum(struct select *select, void add_rows(struct select *select), const char *series_keys) {
    text_add(&select->sql, "(select coalesce(sum(");
    add_rows(select);
    text_printf(&select->sql, "), 0) from api.%s v where true", series_keys);
    add_filters(select, 0, 0);
    text_add_char(&select->sql, ')');
}

/* Others' figures by their series; a member's other parts are counted. */
static void add_sum_of_parts(struct select *select) {
    text_add_char(&select->sql, '(');
    add_sum(select, add_publications_of_series, "others_series_keys");
    for (size_t i = 1; select->parts[i] != NULL; i++) {
        text_printf(&select->sql, " + (select count(*) from api.%s_%s v", select->parts[i],
                    select->query->resource->list);
        add_standing(select);
        add_filters(select, 0, 0);
        text_add_char(&select->sql, ')');
    }
    text_add_char(&select->sql, ')');
}

void select_add_total(struct select *select) {
    if (asks_for_series(select)) {
        add_sum(select, add_rows_of_series, select_series_keys(select));
    } else if (asks_for_publications(select) && select->parts == NULL) {
        add_sum(select, add_publications_of_series, select_series_keys(select));
    } else if (asks_for_publications(select)) {
        add_sum_of_parts(select);
    } else {
        text_add(&select->sql, "(select count(*)");
        select_add_from(select);
        text_add_char(&select->sql, ')');
    }
}

/* ---- codes that name nothing ---- */

/* The resource whose keys a filter's values are; NULL when they are no keys. */
static const struct resource *resource_of_filter(const struct query *query, const struct field *field) {
    if (field->type == FIELD_REF) return resource_of_relation(field->of);
    if (field->type == FIELD_OWNER) return resource_of_relation("municipality");
    bool own_key = query->resource->key != NULL && text_equal(field->name, query->resource->key);
    return own_key ? query->resource : NULL;
}

/* One code is looked up by its key; several are held against all that there are. */
static void add_unknown_value(struct select *select, struct text *parts, const struct filter *filter,
                              const struct resource *other) {
    const char *code = select_parameter(select, filter->values[0]);
    text_printf(parts,
                "select '%s|' || %s::text as code where %s::text <> 'shared' and not exists"
                " (select from api.%s x where x.%s::text = %s::text)",
                field_parameter(filter->field), code, code, select_view(select, other), other->key, code);
}

void select_add_unknown_codes(struct select *select) {
    const struct query *query = select->query;
    struct text parts = text_start(select->arena);
    for (size_t i = 0; i < query->filter_count && !query->lets_unknown; i++) {
        const struct filter *filter = &query->filters[i];
        const struct resource *other = resource_of_filter(query, filter->field);
        if (other == NULL || filter->test != FILTER_IN || filter->value_count == 0) continue;
        if (parts.length > 0) text_add(&parts, " union all ");
        if (filter->value_count == 1) {
            add_unknown_value(select, &parts, filter, other);
            continue;
        }
        const char *array = select_array(select->arena, filter->values, filter->value_count);
        text_printf(&parts,
                    "select '%s|' || c as code from unnest(%s::text[]) c where c <> 'shared' and not exists"
                    " (select from api.%s x where x.%s::text = c)",
                    field_parameter(filter->field), select_parameter(select, array), select_view(select, other),
                    other->key);
    }
    if (parts.length == 0)
        text_add(&select->sql, ", null");
    else
        text_printf(&select->sql, ", (select string_agg(code, ',') from (%s) u)", parts.data);
}
