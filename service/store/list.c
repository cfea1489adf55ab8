/* Reading resources: pages, single objects and streams. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "domain/parameters.h"
#include "private.h"

static const char *cell(const PGresult *result, int row, int column) {
    return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

/* ---- pages ---- */

/* Columns: row, total, unknown codes, counts of expanded lists, sort values. On a view for a reader (RESOURCE_OPEN) the
 * state of the data instead of the total, and no unknown codes. */
enum { COLUMN_ROW, COLUMN_TOTAL, COLUMN_UNKNOWN, COLUMN_REST };

/* When members are values: the state, members, and the sort values that are not among these. */
enum { COLUMN_STATE, COLUMN_MEMBERS };

enum { AFTER_ROWS = 1024 }; /* what follows them in the text, mostly */

struct page_select {
    struct select select;
    bool is_series; /* is_of_one_series: neither the state of the data nor where the next page begins is asked for */
    bool has_members;
    struct members members;
    int own_sorts; /* sort values that are columns of their own, the last ones */
};

/* Of all rows, wherever the page begins. */
static void add_total(struct select *select) {
    select->from_cursor = false;
    select_add_total(select);
    select->from_cursor = true;
}

static bool names_codes(const struct filter *filter) {
    return filter->test == FILTER_IN && (filter->field->type == FIELD_REF || filter->field->type == FIELD_OWNER);
}

/* Figures of one indicator in one area, from the first: so few that one page mostly holds them all, and rows that are
 * found know every code that was asked for. The state of the data and the place of the next page, which only others
 * need, would take half of the statement's time. */
static bool is_of_one_series(const struct query *query) {
    bool has_indicator = false, has_area = false;
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct filter *filter = &query->filters[i];
        if (!names_codes(filter)) continue;
        if (filter->value_count != 1) return false;
        has_indicator = has_indicator || text_equal(filter->field->name, "indicator");
        has_area = has_area || text_equal(filter->field->name, "area");
    }
    return has_indicator && has_area && query->after == NULL && (query->resource->flags & RESOURCE_SERIES);
}

static const char *state_column(const struct page_select *page) {
    return page->is_series ? "null" : select_state(&page->select);
}

static void add_row(struct page_select *page) {
    struct select *select = &page->select;
    select_add_json_row(select);
    text_add(&select->sql, ", ");
    if (select->is_open) {
        text_printf(&select->sql, "%s, null", state_column(page));
    } else {
        add_total(select);
        select_add_unknown_codes(select);
    }
    select_add_child_counts(select);
}

static bool find_sort_value(const struct page_select *page, const struct sort *sort, size_t *value) {
    return page->has_members && select_find_value(&page->select, &page->members, sort->field, value);
}

static void add_sort_values(struct page_select *page) {
    size_t value;
    for (size_t i = 0; i < page->select.query->sort_count && !page->is_series; i++) {
        if (find_sort_value(page, &page->select.query->sorts[i], &value)) continue;
        select_add_sort_value(&page->select, &page->select.query->sorts[i]);
        page->own_sorts++;
    }
}

static void add_rows(struct page_select *page) {
    struct select *select = &page->select;
    select->from_cursor = true;
    text_add(&select->sql, "select ");
    if (page->has_members) {
        text_add(&select->sql, state_column(page));
        page->members = select_add_members(select);
    } else {
        add_row(page);
    }
    add_sort_values(page);
    select_add_from(select);
    select_add_cursor(select);
    select_add_order(select);
}

/* What a filter or a cursor leaves is not known from the statement, but that a page of all there is needs an order that
 * an index has is. What walks the series in their order goes no farther than its page, whatever the server thinks. */
static bool is_priced_once(const struct query *query) {
    bool is_of_all = query->filter_count == 0 && query->where == NULL && query->after == NULL;
    return is_of_all && !select_is_in_order_of_series(query);
}

/* Of the values that are asked for the server knows how rare they are among what is published. A member's own revisions
 * are read whole for many a page, which is not too much. */
static bool is_priced(const struct select *select) {
    const struct query *query = select->query;
    bool by_values = select->reader == READER_PUBLIC && select_is_planned_by_values(query);
    return select->is_open && (by_values || is_priced_once(query));
}

static struct page_select select_page(struct db *db, const struct query *query, bool is_series, enum reads parts) {
    struct page_select page = {.select = select_start(db, query)};
    struct select *select = &page.select;
    select_read_parts(select, parts);
    page.has_members = select_has_members(select);
    page.is_series = is_series;
    if (select->is_open) text_add(&select->sql, "select * from (");
    add_rows(&page);
    if (query->offset > 0)
        text_printf(&select->sql, " offset %s::bigint",
                    select_parameter(select, arena_printf(select->arena, "%ld", query->offset)));
    if (select->is_open) {
        select_add_most(select);
        text_add(&select->sql, ") page");
    }
    text_printf(&select->sql, " limit %s::bigint",
                select_parameter(select, arena_printf(select->arena, "%ld", query->limit + 1)));
    select->is_page = is_priced(select);
    return page;
}

/* A page without rows says nothing about unknown codes, nor, unless it is the first one, about the total: ask for these
 * alone. */
static PGresult *ask_totals(struct db *db, const struct query *query, struct error *err) {
    struct select select = select_start(db, query);
    bool is_first = query->after == NULL && query->offset == 0;
    text_add(&select.sql, is_first ? "select null, 0" : "select null, ");
    if (!is_first) select_add_total(&select);
    select_add_unknown_codes(&select);
    return db_select(db, &select, err);
}

/* How many rows there are in the state of the data in which they are counted; a state told apart from that of the page
 * by the clock or by a publication in between counts for the next page. */
static bool count_rows(struct db *db, const struct select *count, long *total, struct error *err) {
    PGresult *result = db_select(db, count, err);
    if (result == NULL) return false;
    *total = strtol(cell(result, 0, 0), NULL, 10);
    totals_keep(db->totals, count, cell(result, 0, 1), *total);
    return true;
}

static bool find_total(struct db *db, const struct query *query, const char *state, long *total, struct error *err) {
    struct select count = select_start(db, query);
    text_add(&count.sql, "select ");
    select_add_total(&count);
    text_printf(&count.sql, ", %s", select_state(&count));
    return totals_find(db->totals, &count, state, total) || count_rows(db, &count, total, err);
}

/* The page tells it when it is the last one and the first or not empty. */
static bool page_total(struct db *db, const struct query *query, const PGresult *totals, int rows, bool more,
                       const char *state, long *total, struct error *err) {
    bool is_whole = !more && query->after == NULL;
    if (totals == NULL && !is_whole) return find_total(db, query, state, total, err);
    *total = totals == NULL ? query->offset + rows : strtol(cell(totals, 0, COLUMN_TOTAL), NULL, 10);
    return true;
}

static const char *words_of_known(struct arena *arena, const struct query *query, const char *parameter) {
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct field *field = query->filters[i].field;
        if (!text_equal(field_parameter(field), parameter)) continue;
        const struct resource *other = field->type == FIELD_REF     ? resource_of_relation(field->of)
                                       : field->type == FIELD_OWNER ? resource_of_relation("municipality")
                                                                    : query->resource;
        return resource_codes(arena, other);
    }
    return "";
}

/* "parameter|code,parameter|code" */
static void refuse_unknown(const struct query *query, const char *pairs, struct error *err) {
    char **list;
    size_t count = text_split(err->arena, pairs, ',', &list);
    for (size_t i = 0; i < count; i++) {
        char *bar = strchr(list[i], '|');
        if (bar == NULL) continue;
        *bar = '\0';
        parameter_refuse(err, list[i], VIOLATION_UNKNOWN_CODE, bar + 1, words_of_known(err->arena, query, list[i]));
    }
}

static bool refuse_unknown_first(struct db *db, const struct query *query, struct error *err) {
    struct select select = select_start(db, query);
    text_add(&select.sql, "select null, null");
    select_add_unknown_codes(&select);
    if (select.parameter_count == 0) return true;
    PGresult *result = db_select(db, &select, err);
    if (result == NULL) return false;
    const char *unknown = cell(result, 0, COLUMN_UNKNOWN);
    if (unknown != NULL) refuse_unknown(query, unknown, err);
    return unknown == NULL;
}

/* ---- codes that are known to name something, as long as the data are in the same state ---- */

static struct select known_code(struct db *db, const struct query *query, const struct filter *filter, size_t value) {
    struct select known = select_start(db, query);
    text_printf(&known.sql, "known %s", field_parameter(filter->field));
    select_parameter(&known, filter->values[value]);
    return known;
}

static bool are_known(struct db *db, const struct query *query, const char *state) {
    long one;
    for (size_t i = 0; i < query->filter_count; i++)
        for (size_t value = 0; value < query->filters[i].value_count && names_codes(&query->filters[i]); value++) {
            struct select known = known_code(db, query, &query->filters[i], value);
            if (!totals_find(db->totals, &known, state, &one)) return false;
        }
    return true;
}

static void keep_known(struct db *db, const struct query *query, const char *state) {
    for (size_t i = 0; i < query->filter_count; i++)
        for (size_t value = 0; value < query->filters[i].value_count && names_codes(&query->filters[i]); value++) {
            struct select known = known_code(db, query, &query->filters[i], value);
            totals_keep(db->totals, &known, state, 1);
        }
}

/* What published rows name is known as long as the data are in that state. */
static bool check_codes(struct db *db, const struct query *query, const char *state, struct error *err) {
    if (query->lets_unknown || are_known(db, query, state)) return true;
    if (!refuse_unknown_first(db, query, err)) return false;
    keep_known(db, query, state);
    return true;
}

static bool check_child_counts(struct db *db, const struct query *query, const PGresult *result, int rows,
                               struct error *err) {
    long most = db->store_config->max_expanded;
    int column = COLUMN_REST;
    for (size_t i = 0; i < query->resource->expansion_count; i++) {
        bool asked = false;
        for (size_t j = 0; j < query->expansion_count; j++)
            asked = asked || text_equal(query->expansions[j], query->resource->expansions[i].name);
        if (!asked) continue;
        for (int row = 0; row < rows; row++)
            if (strtol(PQgetvalue(result, row, column), NULL, 10) > most)
                return parameter_refuse(err, "expand", VIOLATION_TOO_MANY, arena_printf(err->arena, "%ld", most), NULL);
        column++;
    }
    return true;
}

static struct value own_sort_value(const PGresult *result, int row, int column) {
    const char *text = cell(result, row, column);
    return (struct value){text, text == NULL ? 0 : strlen(text)};
}

static const char *sort_text(struct arena *arena, const struct sort *sort, struct value value) {
    if (value.text == NULL) return NULL;
    return sort->field->type == FIELD_TIME ? select_time(arena, value) : arena_strndup(arena, value.text, value.length);
}

static const char *const *sort_values(struct page_select *page, const PGresult *result, int row) {
    const struct query *query = page->select.query;
    struct arena *arena = page->select.arena;
    const char **values = arena_alloc(arena, query->sort_count * sizeof *values);
    int own = PQnfields(result) - page->own_sorts;
    if (page->has_members) select_read_values(&page->members, result, row, COLUMN_MEMBERS);
    for (size_t i = 0; i < query->sort_count; i++) {
        size_t place;
        bool found = find_sort_value(page, &query->sorts[i], &place);
        struct value value = found ? page->members.values[place] : own_sort_value(result, row, own++);
        values[i] = sort_text(arena, &query->sorts[i], value);
    }
    return values;
}

/* At most as long as this, so that what is written is not moved while it grows. */
static size_t room_for(const struct page_select *page, const PGresult *result, int rows) {
    size_t room = (size_t)rows * (page->members.text_most + 1);
    int columns = PQnfields(result);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) room += (size_t)PQgetlength(result, row, column);
    return room;
}

static void write_rows(struct page_select *page, const PGresult *result, int rows, struct text *items) {
    text_reserve(items, room_for(page, result, rows) + AFTER_ROWS);
    for (int row = 0; row < rows; row++) {
        if (row > 0) text_add_char(items, ',');
        if (page->has_members)
            select_write_object(items, &page->members, result, row, COLUMN_MEMBERS);
        else
            text_add_bytes(items, PQgetvalue(result, row, COLUMN_ROW), (size_t)PQgetlength(result, row, COLUMN_ROW));
    }
}

/* What the first row says of the data's state; NULL without rows, and where it is not asked. */
static const char *state_of(const struct page_select *page, const PGresult *result, int rows) {
    if (!page->select.is_open || rows == 0) return NULL;
    return cell(result, 0, page->has_members ? COLUMN_STATE : COLUMN_TOTAL);
}

static bool look_back(struct db *db, const struct query *query, struct error *err) {
    return !(query->resource->flags & RESOURCE_KNOWN) || store_look_back(db, query->as_of, err);
}

/* ---- parts of a member's page that are empty, for all that is known: the page itself proves it, or is asked anew ----
 */

/* Whether any figure that is not published to everybody is published to the member: a count like others. */
static struct select count_shared(struct db *db, const struct query *query) {
    struct select count = select_start(db, query);
    text_printf(&count.sql, "select exists (select from api.partners_observations v)::int, %s", select_state(&count));
    return count;
}

/* That there are such is kept whatever the state of the data: what was shared once mostly stays so. */
static struct select shared_once(struct db *db, const struct query *query) {
    struct select once = count_shared(db, query);
    select_parameter(&once, db->municipality);
    return once;
}

static const char *const any_state = "";

static enum reads expected_parts(struct db *db, const struct query *query) {
    long one;
    if (db->reader != READER_MEMBER) return PARTS_ALL;
    if (select_names_one(query, db->municipality)) return PARTS_OWN;
    struct select once = shared_once(db, query);
    bool is_shared = is_of_one_series(query) || totals_find(db->totals, &once, any_state, &one);
    return is_shared ? PARTS_ALL : PARTS_UNSHARED;
}

/* Nobody shares with the member in this state of the data; asked once for each. */
static bool find_unshared(struct db *db, const struct query *query, const char *state, bool *unshared,
                          struct error *err) {
    long shared;
    struct select count = count_shared(db, query), once = shared_once(db, query);
    if (!totals_find(db->totals, &count, state, &shared) && !count_rows(db, &count, &shared, err)) return false;
    if (shared > 0) totals_keep(db->totals, &once, any_state, shared);
    *unshared = totals_find(db->totals, &count, state, &shared) && shared == 0;
    return true;
}

/* A place that has a figure of one's own is one's own, as is every other figure of it. */
static bool is_proven(struct db *db, const struct page_select *page, const PGresult *result, bool *proven,
                      struct error *err) {
    const struct select *select = &page->select;
    int rows = PQntuples(result);
    *proven = select->reads == PARTS_ALL || (select->reads == PARTS_OWN && rows > 0);
    if (*proven || rows == 0) return true;
    return find_unshared(db, select->query, state_of(page, result, rows), proven, err);
}

static PGresult *ask_parts(struct db *db, const struct query *query, enum reads parts, struct page_select *page,
                           struct error *err) {
    *page = select_page(db, query, is_of_one_series(query), parts);
    PGresult *result = db_select(db, &page->select, err);
    bool is_more = result != NULL && page->is_series && PQntuples(result) > query->limit;
    if (!is_more) return result;
    *page = select_page(db, query, false, parts);
    return db_select(db, &page->select, err);
}

static PGresult *ask_page(struct db *db, const struct query *query, struct page_select *page, struct error *err) {
    bool proven;
    PGresult *result = ask_parts(db, query, expected_parts(db, query), page, err);
    if (result == NULL || !is_proven(db, page, result, &proven, err)) return NULL;
    return proven ? result : ask_parts(db, query, PARTS_ALL, page, err);
}

/* *totals: the result that has the total and the unknown codes in it, NULL when there is none. */
static bool tell_totals(struct db *db, const struct page_select *page, const PGresult *result, const PGresult **totals,
                        struct error *err) {
    bool is_empty = PQntuples(result) == 0;
    *totals = is_empty ? ask_totals(db, page->select.query, err) : page->select.is_open ? NULL : result;
    return *totals != NULL || !is_empty;
}

bool store_list(struct db *db, const struct query *query, struct text *items, struct page *page, struct error *err) {
    if (!look_back(db, query, err)) return false;
    struct page_select asked;
    PGresult *result = ask_page(db, query, &asked, err);
    if (result == NULL) return false;
    int rows = PQntuples(result);
    bool more = rows > query->limit;
    if (more) rows = (int)query->limit;
    const char *state = state_of(&asked, result, rows);
    const PGresult *totals;
    if (!tell_totals(db, &asked, result, &totals, err)) return false;
    const char *unknown = totals == NULL ? NULL : cell(totals, 0, COLUMN_UNKNOWN);
    if (unknown != NULL) refuse_unknown(query, unknown, err);
    if (state != NULL && !check_codes(db, query, state, err)) return false;
    if (!check_child_counts(db, query, result, rows, err) || error_is_set(err)) return false;
    *page = (struct page){.count = rows};
    write_rows(&asked, result, rows, items);
    if (!page_total(db, query, totals, rows, more, state, &page->total, err)) return false;
    if (more) page->last = sort_values(&asked, result, rows - 1);
    return true;
}

/* ---- one object ---- */

bool store_unknown(struct db *db, const struct resource *resource, const char *const *keys, size_t count,
                   struct rows **unknown, struct error *err) {
    struct store_question question = {.resource = resource, .parameters = keys, .count = count};
    if (!store_run_together(db, &question, 1, err)) return false;
    *unknown = question.rows;
    return true;
}

bool store_object(struct db *db, const struct query *query, const char *key, const char **json, int64_t *revision,
                  struct error *err) {
    if (!look_back(db, query, err)) return false;
    struct select select = select_start(db, query);
    text_add(&select.sql, "select ");
    select_add_json_row(&select);
    text_add(&select.sql, ", v.row_version, null");
    select_add_child_counts(&select);
    text_printf(&select.sql, " from api.%s v where v.%s::text = %s", select.view, query->resource->key,
                select_parameter(&select, key));
    PGresult *result = db_select(db, &select, err);
    if (result == NULL) return false;
    if (PQntuples(result) == 0) return error_set(err, PROBLEM_NOT_FOUND);
    if (!check_child_counts(db, query, result, 1, err)) return false;
    *json = PQgetvalue(result, 0, 0);
    *revision = strtoll(PQgetvalue(result, 0, 1), NULL, 10);
    return true;
}

/* The column that says whose an object is; what has none is shared by all. */
static const char *owner_column(const struct resource *resource) {
    if (resource_field(resource, "owner") != NULL) return "v.owner::text";
    return resource_field(resource, "municipality") != NULL ? "v.municipality::text" : "'shared'";
}

bool store_owner(struct db *db, const struct resource *resource, const char *key, const char **owner,
                 struct error *err) {
    const char *sql = arena_printf(db->arena, "select %s from api.%s v where v.%s::text = $1", owner_column(resource),
                                   resource->list, resource->key);
    PGresult *result = db_exec(db, sql, &key, 1, err);
    if (result == NULL) return false;
    if (PQntuples(result) == 0) return error_set(err, PROBLEM_NOT_FOUND);
    *owner = cell(result, 0, 0);
    return true;
}

/* ---- streams ---- */

struct stream {
    struct db *db;
    const struct query *query;
    struct cells cells;
    PGresult *current;
    int state; /* of the last stream_next */
};

/* A stream cannot be refused once it has begun: what is expanded is counted before. */
static bool check_children_first(struct db *db, const struct query *query, struct error *err) {
    struct select select = select_start(db, query);
    text_add(&select.sql, "select null, null, null");
    size_t before = select.sql.length;
    select_add_child_counts(&select);
    if (select.sql.length == before) return true;
    select_add_from(&select);
    PGresult *result = db_select(db, &select, err);
    return result != NULL && check_child_counts(db, query, result, PQntuples(result), err);
}

static void add_window(struct select *select) {
    const struct query *query = select->query;
    if (query->limit > 0)
        text_printf(&select->sql, " limit %s::bigint",
                    select_parameter(select, arena_printf(select->arena, "%ld", query->limit)));
    if (query->offset > 0)
        text_printf(&select->sql, " offset %s::bigint",
                    select_parameter(select, arena_printf(select->arena, "%ld", query->offset)));
}

static void close_deferred(void *stream) { stream_close(stream); }

bool store_stream(struct db *db, const struct query *query, enum shape shape, struct stream **stream,
                  struct error *err) {
    if (!look_back(db, query, err) || !refuse_unknown_first(db, query, err) || !check_children_first(db, query, err))
        return false;
    struct select select = select_start(db, query);
    struct stream *opened = arena_alloc(db->arena, sizeof *opened);
    *opened = (struct stream){.db = db, .query = query, .state = 1};
    select.from_cursor = true;
    select.is_page = query->is_page && is_priced(&select);
    text_add(&select.sql, select.is_page ? "select * from (select " : "select ");
    opened->cells = select_add_columns(&select, shape);
    select_add_from(&select);
    select_add_cursor(&select);
    select_add_order(&select);
    if (select.is_page) {
        select_add_most(&select);
        text_add(&select.sql, ") page");
    }
    add_window(&select);
    if (!db_send_select(db, &select, err)) return false;
    arena_defer(db->arena, close_deferred, opened);
    *stream = opened;
    return true;
}

size_t stream_columns(const struct stream *stream, const struct column **columns) {
    *columns = stream->cells.columns;
    return stream->cells.count;
}

/* Reads the protocol to its end, so that the connection can be used again. */
static int end_of_stream(struct stream *stream) {
    bool broken = false;
    for (PGresult *rest; (rest = db_next(stream->db, &broken)) != NULL;) PQclear(rest);
    return broken ? -1 : 0;
}

int stream_next(struct stream *stream, const char **cells) {
    bool broken = false;
    if (stream->state != 1) return stream->state;
    PQclear(stream->current);
    stream->current = db_next(stream->db, &broken);
    ExecStatusType status = stream->current == NULL ? PGRES_EMPTY_QUERY : PQresultStatus(stream->current);
    if (status == PGRES_SINGLE_TUPLE) {
        select_read_cells(&stream->cells, stream->current, 0, cells);
        return 1;
    }
    if (status == PGRES_TUPLES_OK && !broken) return stream->state = end_of_stream(stream);
    log_error("export", "broken off: %s", broken ? "no answer in time" : PQresultErrorMessage(stream->current));
    return stream->state = -1;
}

void stream_close(struct stream *stream) {
    PQclear(stream->current);
    stream->current = NULL;
    store_return(stream->db);
}
