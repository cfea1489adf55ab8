/* In which order, and where to go on. */
#include "base/text.h"
#include "private.h"

/* Whether rows without a value come before the others. */
static bool nulls_come_first(const struct query *query, const struct sort *sort) {
    return query->nulls_are_least && !sort->descending && !(sort->field->flags & FIELD_PRESENT);
}

static const char *direction_of(const struct query *query, const struct sort *sort) {
    if (sort->descending) return " desc nulls last";
    return nulls_come_first(query, sort) ? " nulls first" : "";
}

const char *select_collated(struct arena *arena, const struct field *field, const char *value, enum lang lang) {
    bool is_text = field->type == FIELD_TEXT || field->type == FIELD_LABEL;
    return is_text ? arena_printf(arena, "%s collate \"%s-x-icu\"", value, lang_codes[lang]) : value;
}

static const char *sort_expression(struct arena *arena, const struct sort *sort, enum lang lang) {
    return select_collated(arena, sort->field, select_comparable(arena, "v", sort->field, lang), lang);
}

void select_add_order(struct select *select) {
    const struct query *query = select->query;
    for (size_t i = 0; i < query->sort_count; i++)
        text_printf(&select->sql, "%s%s%s", i == 0 ? " order by " : ", ",
                    sort_expression(select->arena, &query->sorts[i], query->lang),
                    direction_of(query, &query->sorts[i]));
}

void select_add_most(struct select *select) {
    long most = 21;
    while (most < select->query->offset + select->query->limit + 1) most = most < 1000 ? most * 5 - 4 : most * 10;
    text_printf(&select->sql, " limit %ld", most);
}

void select_add_sort_value(struct select *select, const struct sort *sort) {
    text_printf(&select->sql, ", (%s)::text", select_comparable(select->arena, "v", sort->field, select->query->lang));
}

/* When all sort the same way and nothing is null, a row comparison does, which an index can serve. */
static bool cursor_is_simple(const struct query *query) {
    for (size_t i = 0; i < query->sort_count; i++) {
        bool present = query->sorts[i].field->flags & FIELD_PRESENT;
        if (query->after[i] == NULL || !present || query->sorts[i].descending != query->sorts[0].descending)
            return false;
    }
    return true;
}

static void add_simple_cursor(struct select *select, const char *const *places) {
    const struct query *query = select->query;
    text_add(&select->sql, " and (");
    for (size_t i = 0; i < query->sort_count; i++)
        text_printf(&select->sql, "%s%s", i > 0 ? ", " : "",
                    sort_expression(select->arena, &query->sorts[i], query->lang));
    text_printf(&select->sql, ") %s (", query->sorts[0].descending ? "<" : ">");
    for (size_t i = 0; i < query->sort_count; i++) text_printf(&select->sql, "%s%s", i > 0 ? ", " : "", places[i]);
    text_add(&select->sql, ")");
}

/* After the cursor in one sort. */
static void add_behind(struct select *select, const struct sort *sort, const char *value, const char *place) {
    const char *sign = sort->descending ? "<" : ">";
    bool nulls_first = nulls_come_first(select->query, sort);
    if (place == NULL && nulls_first)
        text_printf(&select->sql, "%s is not null", value);
    else if (place == NULL)
        text_add(&select->sql, "false");
    else if (nulls_first)
        text_printf(&select->sql, "%s %s %s", value, sign, place);
    else
        text_printf(&select->sql, "(%s %s %s or %s is null)", value, sign, place, value);
}

/* One alternative: equal up to sort `last`, and after the cursor there. `places` are NULL for null. */
static void add_alternative(struct select *select, const char *const *places, size_t last) {
    const struct query *query = select->query;
    for (size_t i = 0; i <= last; i++) {
        const char *value = sort_expression(select->arena, &query->sorts[i], query->lang);
        text_add(&select->sql, i > 0 ? " and " : "(");
        if (i == last)
            add_behind(select, &query->sorts[i], value, places[i]);
        else if (places[i] == NULL)
            text_printf(&select->sql, "%s is null", value);
        else
            text_printf(&select->sql, "%s = %s", value, places[i]);
    }
    text_add_char(&select->sql, ')');
}

static bool nulls_come_last(const struct query *query, const struct sort *sort) {
    return !(sort->field->flags & FIELD_PRESENT) && !nulls_come_first(query, sort);
}

bool select_is_split(const struct query *query) {
    return query->limit > 0 && query->after != NULL && query->after[0] != NULL &&
           nulls_come_last(query, &query->sorts[0]);
}

/* All alternatives lie from the cursor's first value on, unless what has none comes last and is asked for as well: said
 * by itself, an index can begin there. */
static void add_start(struct select *select, const char *place) {
    const struct sort *first = &select->query->sorts[0];
    bool has_last = nulls_come_last(select->query, first);
    const char *value = sort_expression(select->arena, first, select->query->lang);
    if (place == NULL && has_last)
        text_printf(&select->sql, " and %s is null", value);
    else if (place != NULL && (!has_last || select->span == SPAN_VALUES))
        text_printf(&select->sql, " and %s %s %s", value, first->descending ? "<=" : ">=", place);
}

static void add_nulls(struct select *select) {
    const struct query *query = select->query;
    text_printf(&select->sql, " and %s is null", sort_expression(select->arena, &query->sorts[0], query->lang));
}

void select_add_cursor(struct select *select) {
    const struct query *query = select->query;
    if (query->after == NULL) return;
    if (select->span == SPAN_NULLS) {
        add_nulls(select);
        return;
    }
    const char **places = arena_alloc(select->arena, query->sort_count * sizeof *places);
    for (size_t i = 0; i < query->sort_count; i++)
        if (query->after[i] != NULL)
            places[i] = arena_printf(select->arena, "%s::%s", select_parameter(select, query->after[i]),
                                     select_type(query->sorts[i].field->type));
    if (cursor_is_simple(query)) {
        add_simple_cursor(select, places);
        return;
    }
    add_start(select, places[0]);
    text_add(&select->sql, " and (");
    for (size_t i = 0; i < query->sort_count; i++) {
        if (i > 0) text_add(&select->sql, " or ");
        add_alternative(select, places, i);
    }
    text_add_char(&select->sql, ')');
}
