/* Tables: an indicator's, or a focus area's over its indicators. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/parameters.h"
#include "private.h"

/* In the order of the field tables. */
enum { INDICATOR_CODE, INDICATOR_NAME, INDICATOR_DESCRIPTION, INDICATOR_STATE, INDICATOR_UPDATED };
enum { FOCUS_CODE, FOCUS_NAME, FOCUS_DESCRIPTION, FOCUS_UPDATED };

struct tables {
    struct px_table *list;
    size_t count, room;
};

static struct px_table *add_table(struct arena *arena, struct tables *tables) {
    tables->list =
        arena_grow(arena, tables->list, tables->count, tables->count + 1, &tables->room, sizeof *tables->list);
    return &tables->list[tables->count++];
}

static bool read_catalogue(const struct request *request, const char *resource, const char *fields, enum lang lang,
                           struct table *table, struct error *err) {
    const struct parameter parameters[] = {{"fields", fields}, {"lang", lang_codes[lang]}};
    struct query query;
    return rows_query(request, resource_find(resource), parameters, 2, &query, err) &&
           rows_table(request, &query, table, err);
}

static bool read_tables(const struct request *request, enum lang lang, struct tables *tables, struct error *err) {
    struct table indicators, areas;
    if (!read_catalogue(request, "indicators", "code,name,description,state,updated_at", lang, &indicators, err) ||
        !read_catalogue(request, "focus-areas", "code,name,description,updated_at", lang, &areas, err))
        return false;
    for (size_t i = 0; i < indicators.count; i++) {
        const char *const *row = indicators.rows[i];
        *add_table(request->arena, tables) = (struct px_table){row[INDICATOR_CODE],
                                                               row[INDICATOR_NAME],
                                                               row[INDICATOR_DESCRIPTION],
                                                               row[INDICATOR_UPDATED],
                                                               text_equal(row[INDICATOR_STATE], "deprecated"),
                                                               false,
                                                               NULL,
                                                               NULL};
    }
    for (size_t i = 0; i < areas.count; i++) {
        const char *const *row = areas.rows[i];
        *add_table(request->arena, tables) = (struct px_table){
            row[FOCUS_CODE], row[FOCUS_NAME], row[FOCUS_DESCRIPTION], row[FOCUS_UPDATED], false, true, NULL, NULL};
    }
    return true;
}

bool px_table_find(const struct request *request, const char *id, enum lang lang, struct px_table *table,
                   struct error *err) {
    struct tables tables = {0};
    if (!read_tables(request, lang, &tables, err)) return false;
    for (size_t i = 0; i < tables.count; i++) {
        if (!text_equal(tables.list[i].id, id)) continue;
        *table = tables.list[i];
        return true;
    }
    return error_set(err, PROBLEM_NOT_FOUND);
}

/* ---- figures ---- */

bool px_table_query(const struct request *request, const struct px_table *table, enum lang lang,
                    const struct parameter *filters, size_t count, struct query *query, struct error *err) {
    struct parameter *parameters = arena_alloc(request->arena, (count + 3) * sizeof *parameters);
    if (count > 0) memcpy(parameters, filters, count * sizeof *parameters);
    parameters[count++] = (struct parameter){table->is_group ? "focus_area" : "indicator", table->id};
    parameters[count++] = (struct parameter){"fields", CUBE_FIELDS};
    parameters[count++] = (struct parameter){"lang", lang_codes[lang]};
    return rows_query(request, resource_find("observations"), parameters, count, query, err);
}

/* ---- outlines ---- */

static void prepare_outline(struct cube *cube, void *table) {
    cube_outline(cube);
    cube->without_indicator = !((const struct px_table *)table)->is_group;
}

/* Evaluators and operators see other revisions than are published: only the figures tell what these are about. */
static bool read_outline(const struct request *request, const struct px_table *table, enum lang lang,
                         struct cube *outline, struct error *err) {
    struct px_table copy = *table;
    struct query query;
    return px_table_query(request, table, lang, NULL, 0, &query, err) &&
           request_cube(request, &query, prepare_outline, &copy, outline, err);
}

/* The table's indicators, as PostgreSQL writes an array of codes. */
static bool list_indicators(const struct request *request, const struct px_table *table, const char **array,
                            struct error *err) {
    const struct parameter parameters[] = {{"fields", "code"}, {table->is_group ? "focus_area" : "code", table->id}};
    struct query query;
    struct table indicators;
    struct text list = text_start(request->arena);
    if (!rows_query(request, resource_find("indicators"), parameters, 2, &query, err) ||
        !rows_table(request, &query, &indicators, err))
        return false;
    for (size_t i = 0; i < indicators.count; i++)
        text_printf(&list, "%s%s", i == 0 ? "" : ",", indicators.rows[i][INDICATOR_CODE]);
    *array = arena_printf(request->arena, "{%s}", list.data);
    return true;
}

/* From what is known of series, whatever the number of their figures. */
static bool find_outline(const struct request *request, const struct px_table *table, enum statement statement,
                         enum lang lang, struct cube *outline, struct error *err) {
    const char *indicators;
    struct rows *rows;
    struct db *db;
    if (!list_indicators(request, table, &indicators, err) || !request_borrow(request, &db, err)) return false;
    bool good = store_run_chosen(db, statement, &indicators, 1, &rows, err);
    store_return(db);
    if (!good || !request_outline(request, statement, rows, lang, outline, err)) return false;
    outline->without_indicator = !table->is_group;
    return true;
}

bool px_outline(const struct request *request, const struct px_table *table, enum lang lang, struct cube *outline,
                struct error *err) {
    const struct tenant *tenant = request_tenant(request);
    enum statement statement = tenant->is_public ? SQL_PXWEB_OUTLINE : SQL_PXWEB_MEMBER_OUTLINE;
    bool is_read = tenant->is_operator || tenant->evaluation != NULL;
    if (!(is_read ? read_outline(request, table, lang, outline, err)
                  : find_outline(request, table, statement, lang, outline, err)))
        return false;
    outline->title = table->label;
    return outline->sets[CUBE_AREA].count > 0 || error_set(err, PROBLEM_NOT_FOUND);
}

/* ---- replies ---- */

static void say_variables(struct text *json, const struct px_table *table, const struct cube *words) {
    say_next(json);
    text_add(json, "\"variableNames\":[");
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        if (i == CUBE_INDICATOR && !table->is_group) continue;
        say_next(json);
        text_add_json(json, cube_dimension_label(words, i));
    }
    text_add_char(json, ']');
}

/* The members of a table; `outline` is NULL in lists. A reader was met that ends at periods that are null. */
static void say_table(struct text *json, const struct request *request, const struct px_table *table, enum lang lang,
                      const struct cube *outline) {
    const struct cube words = {.lang = lang};
    const char *path = arena_printf(request->arena, "/tables/%s", table->id);
    const struct link links[] = {{"self", path},
                                 {"metadata", arena_printf(request->arena, "%s/metadata", path)},
                                 {"data", arena_printf(request->arena, "%s/data", path)}};
    say_text(json, "type", "Table");
    say_text(json, "id", table->id);
    say_text(json, "label", table->label);
    say_text(json, "description", table->description == NULL ? "" : table->description);
    say_text(json, "updated", outline == NULL ? table->updated : outline->updated);
    say_text(json, "category", "public");
    say_flag(json, "discontinued", table->is_discontinued);
    say_variables(json, table, &words);
    if (table->first_period != NULL) {
        say_text(json, "firstPeriod", table->first_period);
        say_text(json, "lastPeriod", table->last_period);
    }
    say_links(json, request, lang, links, sizeof links / sizeof *links);
}

bool handle_pxweb_table(struct request *request, struct reply *reply, struct error *err) {
    static const struct pxweb_parameters none = {NULL, "lang", NULL};
    enum lang lang;
    struct px_table table = {0};
    struct cube outline;
    if (!pxweb_read(request, &none, &lang, err) || !px_table_find(request, request->arguments[0], lang, &table, err) ||
        !px_outline(request, &table, lang, &outline, err))
        return false;
    table.first_period = cube_category_code(&outline, CUBE_PERIOD, 0);
    table.last_period = cube_category_code(&outline, CUBE_PERIOD, cube_size(&outline, CUBE_PERIOD) - 1);
    struct text json = text_start(request->arena);
    text_add_char(&json, '{');
    say_text(&json, "language", lang_codes[lang]);
    say_table(&json, request, &table, lang, &outline);
    say_reply(&json, lang, reply);
    return true;
}

/* ---- the list ---- */

enum { DEFAULT_PAGE_SIZE = 20, MOST_PAGE_SIZE = 100000, MOST_PAGES = 1000000, MOST_DAYS = 100000 };

struct listing {
    const char *search;
    long past_days, page, page_size; /* past_days 0: whenever */
    bool with_discontinued;
};

static bool read_listing(void *state, const struct parameter *parameter, struct error *err) {
    struct listing *listing = state;
    const char *name = text_lower(err->arena, parameter->name);
    if (text_equal(name, "query"))
        listing->search = parameter->value;
    else if (text_equal(name, "pastdays"))
        parameter_integer(parameter, 1, MOST_DAYS, &listing->past_days, err);
    else if (text_equal(name, "pagenumber"))
        parameter_integer(parameter, 1, MOST_PAGES, &listing->page, err);
    else if (text_equal(name, "pagesize"))
        parameter_integer(parameter, 1, MOST_PAGE_SIZE, &listing->page_size, err);
    else if (text_equal(name, "includediscontinued"))
        pxweb_boolean(parameter, &listing->with_discontinued, err);
    else
        return false;
    return true;
}

static bool is_found(struct arena *arena, const struct px_table *table, const char *search) {
    const char *const texts[] = {table->id, table->label, table->description};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] != NULL && text_contains_fold(arena, texts[i], search)) return true;
    return false;
}

static bool is_listed(struct arena *arena, const struct listing *listing, const struct px_table *table,
                      const char *since) {
    if (table->is_discontinued && !listing->with_discontinued) return false;
    if (since != NULL && (table->updated == NULL || strcmp(table->updated, since) < 0)) return false;
    return listing->search == NULL || is_found(arena, table, listing->search);
}

/* The day so many days ago; NULL for none. */
static bool find_day(const struct request *request, long past_days, const char **day, struct error *err) {
    const char *const days[] = {arena_printf(request->arena, "%ld", past_days)};
    struct rows *rows;
    struct db *db;
    *day = NULL;
    if (past_days == 0) return true;
    if (!request_borrow(request, &db, err)) return false;
    bool good = store_run(db, SQL_PXWEB_DAYS_AGO, days, 1, &rows, err);
    store_return(db);
    if (good) *day = rows_value(rows, 0, AGO_DAY);
    return good;
}

static bool keep_listed(const struct request *request, struct tables *tables, const struct listing *listing,
                        struct error *err) {
    const char *since;
    size_t kept = 0;
    if (!find_day(request, listing->past_days, &since, err)) return false;
    for (size_t i = 0; i < tables->count; i++)
        if (is_listed(request->arena, listing, &tables->list[i], since)) tables->list[kept++] = tables->list[i];
    tables->count = kept;
    return true;
}

static struct px_table *table_of(struct px_table *tables, size_t count, const char *id) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(tables[i].id, id)) return &tables[i];
    return NULL;
}

/* The first and last period of each, where everybody sees the same figures; others ask for the table itself. */
static bool find_periods(const struct request *request, struct px_table *tables, size_t count, struct error *err) {
    struct text ids = text_start(request->arena);
    struct rows *rows;
    struct db *db;
    if (!request_tenant(request)->is_public) return true;
    for (size_t i = 0; i < count; i++) text_printf(&ids, "%s%s", i == 0 ? "{" : ",", tables[i].id);
    text_add_char(&ids, '}');
    const char *const parameters[] = {ids.data};
    if (!request_borrow(request, &db, err)) return false;
    bool good = store_run(db, SQL_PXWEB_PERIODS, parameters, 1, &rows, err);
    store_return(db);
    for (size_t i = 0; good && i < rows_count(rows); i++) {
        struct px_table *table = table_of(tables, count, rows_value(rows, i, SPANNED_ID));
        if (table == NULL) continue;
        table->first_period = rows_value(rows, i, SPANNED_FIRST_PERIOD);
        table->last_period = rows_value(rows, i, SPANNED_LAST_PERIOD);
    }
    return good;
}

/* The address of a page of the same list, below the root. */
static const char *page_path(const struct request *request, size_t page) {
    static const char *const replaced[] = {"lang", "pageNumber"};
    struct text url = link_without(request, replaced, sizeof replaced / sizeof *replaced);
    link_add(&url, "pageNumber", arena_printf(request->arena, "%zu", page));
    return url.data + strlen(request_link(request, PXWEB_ROOT));
}

static void say_page(struct text *json, const struct request *request, const struct listing *listing, size_t total,
                     enum lang lang) {
    size_t size = (size_t)listing->page_size, page = (size_t)listing->page;
    size_t pages = size == 0 ? 0 : (total + size - 1) / size;
    const struct {
        const char *rel;
        size_t page;
        bool is_there;
    } all[] = {{"self", page, true},
               {"first", 1, pages > 0},
               {"prev", page > pages ? pages : page - 1, page > 1 && pages > 0},
               {"next", page + 1, page < pages},
               {"last", pages, pages > 0}};
    struct link links[sizeof all / sizeof *all];
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].is_there) links[count++] = (struct link){all[i].rel, page_path(request, all[i].page)};
    text_add(json, ",\"page\":{");
    say_number(json, "pageNumber", page);
    say_number(json, "pageSize", size);
    say_number(json, "totalElements", total);
    say_number(json, "totalPages", pages);
    say_links(json, request, lang, links, count);
    text_add_char(json, '}');
    say_links(json, request, lang, links, 1);
}

bool handle_pxweb_tables(struct request *request, struct reply *reply, struct error *err) {
    struct listing listing = {.page = 1, .page_size = DEFAULT_PAGE_SIZE};
    const struct pxweb_parameters parameters = {
        read_listing, "lang, query, pastDays, includeDiscontinued, pageNumber, pageSize", &listing};
    struct tables tables = {0};
    enum lang lang;
    if (!pxweb_read(request, &parameters, &lang, err) || !read_tables(request, lang, &tables, err) ||
        !keep_listed(request, &tables, &listing, err))
        return false;
    size_t size = (size_t)listing.page_size, first = (size_t)(listing.page - 1) * size;
    if (first > tables.count) first = tables.count;
    size_t end = tables.count - first < size ? tables.count : first + size;
    if (first < end && !find_periods(request, tables.list + first, end - first, err)) return false;
    struct text json = text_start(request->arena);
    text_add_char(&json, '{');
    say_text(&json, "language", lang_codes[lang]);
    text_add(&json, ",\"tables\":[");
    for (size_t i = first; i < end; i++) {
        say_next(&json);
        text_add_char(&json, '{');
        say_table(&json, request, &tables.list[i], lang, NULL);
        text_add_char(&json, '}');
    }
    text_add_char(&json, ']');
    say_page(&json, request, &listing, tables.count, lang);
    say_reply(&json, lang, reply);
    return true;
}
