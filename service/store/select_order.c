/* In which order, and where to go on. */
#include "base/text.h"
#include "private.h"

/* Free text sorts by the rules of the language; codes, enumerations and periods by their bytes. */
static const char *sort_expression(struct arena *arena, const struct sort *sort, enum lang lang) {
    const char *value = select_comparable(arena, "v", sort->field, lang);
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
            text_printf(&select->sql, "(%s %s %s or %s is null)", value, query->sorts[i].descending ? "<" : ">",
                        places[i], value);
    }
    text_add_char(&select->sql, ')');
}

/* All alternatives lie from the cursor's first value on: said by itself, an index can begin there. */
static void add_start(struct select *select, const char *place) {
    const struct sort *first = &select->query->sorts[0];
    if (select->query->after[0] == NULL || !(first->field->flags & FIELD_PRESENT)) return;
    text_printf(&select->sql, " and %s %s %s", sort_expression(select->arena, first, select->query->lang),
                first->descending ? "<=" : ">=", place);
}

void select_add_cursor(struct select *select) {
    const struct query *query = select->query;
    if (query->after == NULL) return;
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
