/* Kpis and their groups: indicators as each respondent group answers them, and focus areas. */
#include <string.h>

#include "base/text.h"
#include "private.h"

/* ---- kpis ---- */

/* In the order of the field table. */
enum { INDICATOR_CODE, INDICATOR_TRUSTERS, INDICATOR_FOCUS_AREAS, INDICATOR_NAME, INDICATOR_DESCRIPTION };

struct making {
    const struct request *request;
    enum version version;
    enum lang lang;
    const struct rows *answered;
    const struct table *focus_areas;
    struct items *items;
};

/* In the order of the field table. */
enum { FOCUS_CODE, FOCUS_NAME };

static const char *focus_name(const struct table *focus_areas, const char *code) {
    for (size_t i = 0; i < focus_areas->count; i++)
        if (text_equal(focus_areas->rows[i][FOCUS_CODE], code)) return focus_areas->rows[i][FOCUS_NAME];
    return code;
}

/* Kolada's operating area is one text. */
static const char *operating_area(const struct making *making, const char *codes) {
    struct arena *arena = making->request->arena;
    struct text area = text_start(arena);
    char **list;
    size_t count = codes == NULL || *codes == '\0' ? 0 : text_split(arena, codes, COLUMN_ITEM_END, &list);
    for (size_t i = 0; i < count; i++) text_add_item(&area, focus_name(making->focus_areas, list[i]));
    return area.data;
}

/* What Kolada has no place for is one click away. */
static const char *description(const struct making *making, const char *const *row) {
    const char *address = request_link(
        making->request, arena_printf(making->request->arena, API_ROOT "/indicators/%s", row[INDICATOR_CODE]));
    return row[INDICATOR_DESCRIPTION] == NULL
               ? address
               : arena_printf(making->request->arena, "%s %s", row[INDICATOR_DESCRIPTION], address);
}

static void add_flag(const struct making *making, struct text *json, const char *name, bool is_true) {
    bool is_number = making->version == KOLADA_V2 && text_equal(name, "is_divided_by_gender");
    add_word(json, name, is_number ? (is_true ? "1" : "0") : (is_true ? "true" : "false"));
}

/* `answer` is a row of making->answered; rows that are not there answer nothing. */
static void add_kpi(const struct making *making, const char *const *row, const char *id, const char *title,
                    size_t answer) {
    struct text json = text_start(making->request->arena);
    const char *areas = rows_value(making->answered, answer, ANSWERED_AREAS);
    const char *about = description(making, row), *area = operating_area(making, row[INDICATOR_FOCUS_AREAS]);
    text_add_char(&json, '{');
    add_text(&json, "id", id);
    add_text(&json, "title", title);
    add_text(&json, "description", about);
    add_flag(making, &json, "is_divided_by_gender", rows_flag(making->answered, answer, ANSWERED_BY_SEX));
    add_text(&json, "municipality_type", areas == NULL ? "K" : areas);
    add_flag(making, &json, "has_ou_data", rows_flag(making->answered, answer, ANSWERED_HAS_UNITS));
    add_text(&json, "operating_area", area);
    static const char *const of_others[] = {"auspice",          "perspective",         "publ_period",
                                            "publication_date", "ou_publication_date", "prel_publication_date"};
    for (size_t i = 0; i < sizeof of_others / sizeof *of_others; i++) add_word(&json, of_others[i], NULL);
    text_add_char(&json, '}');
    *items_add(making->request->arena, making->items) = (struct item){id, {title, about, area}, json.data};
}

static const char *group_name(const struct making *making, size_t answer) {
    static const size_t columns[] = {
        [LANG_SV] = ANSWERED_NAME_SV, [LANG_DA] = ANSWERED_NAME_DA, [LANG_EN] = ANSWERED_NAME_EN};
    const char *name = rows_value(making->answered, answer, columns[making->lang]);
    return name == NULL ? rows_value(making->answered, answer, ANSWERED_RESPONDENT_GROUP) : name;
}

/* An indicator as its own group answers it, answered or not yet, and as each other group has. */
static void add_kpis(const struct making *making, const char *const *row) {
    struct arena *arena = making->request->arena;
    const char *own = kpi_own_group(arena, row[INDICATOR_TRUSTERS]);
    size_t count = rows_count(making->answered), of_own = count;
    for (size_t i = 0; i < count; i++)
        if (text_equal(rows_value(making->answered, i, ANSWERED_INDICATOR), row[INDICATOR_CODE]) &&
            text_equal(rows_value(making->answered, i, ANSWERED_RESPONDENT_GROUP), own))
            of_own = i;
    add_kpi(making, row, row[INDICATOR_CODE], row[INDICATOR_NAME], of_own);
    for (size_t i = 0; i < count; i++) {
        const char *group = rows_value(making->answered, i, ANSWERED_RESPONDENT_GROUP);
        if (i == of_own || !text_equal(rows_value(making->answered, i, ANSWERED_INDICATOR), row[INDICATOR_CODE]))
            continue;
        const char *title = arena_printf(arena, "%s (%s)", row[INDICATOR_NAME], group_name(making, i));
        add_kpi(making, row, kpi_id(arena, row[INDICATOR_CODE], group, own), title, i);
    }
}

static bool read_answered(const struct request *request, struct rows **rows, struct error *err) {
    struct db *db;
    if (!request_borrow(request, &db, err)) return false;
    bool good = store_run(db, SQL_KOLADA_SERIES, NULL, 0, rows, err);
    store_return(db);
    return good;
}

static bool read_labelled(const struct request *request, const char *resource, const char *fields, struct table *table,
                          struct error *err) {
    const struct parameter parameters[] = {{"fields", fields}, {"lang", lang_codes[kolada_lang(request)]}};
    struct query query;
    return rows_query(request, resource_find(resource), parameters, 2, &query, err) &&
           rows_table(request, &query, table, err);
}

static bool read_indicators(const struct request *request, struct table *indicators, struct error *err) {
    return read_labelled(request, "indicators", "code,trusters,focus_areas,name,description", indicators, err);
}

static bool read_focus_areas(const struct request *request, struct table *focus_areas, struct error *err) {
    return read_labelled(request, "focus-areas", "code,name", focus_areas, err);
}

static bool fill_kpis(const struct request *request, enum version version, struct items *items, struct error *err) {
    struct table indicators, focus_areas;
    struct rows *answered;
    if (!read_indicators(request, &indicators, err) || !read_focus_areas(request, &focus_areas, err) ||
        !read_answered(request, &answered, err))
        return false;
    const struct making making = {request, version, kolada_lang(request), answered, &focus_areas, items};
    for (size_t i = 0; i < indicators.count; i++) add_kpis(&making, indicators.rows[i]);
    return true;
}

/* ---- groups ---- */

static bool has_code(struct arena *arena, const char *codes, const char *code) {
    char **list;
    size_t count = codes == NULL ? 0 : text_split(arena, codes, COLUMN_ITEM_END, &list);
    for (size_t i = 0; i < count; i++)
        if (text_equal(list[i], code)) return true;
    return false;
}

static bool fill_groups(const struct request *request, enum version version, struct items *items, struct error *err) {
    struct arena *arena = request->arena;
    struct table indicators, focus_areas;
    (void)version;
    if (!read_indicators(request, &indicators, err) || !read_focus_areas(request, &focus_areas, err)) return false;
    for (size_t i = 0; i < focus_areas.count; i++) {
        const char *code = focus_areas.rows[i][FOCUS_CODE], *title = focus_areas.rows[i][FOCUS_NAME];
        struct text json = text_start(arena);
        text_add_char(&json, '{');
        add_text(&json, "id", code);
        add_text(&json, "title", title);
        add_word(&json, "members", "[");
        for (size_t j = 0; j < indicators.count; j++) {
            const char *const *row = indicators.rows[j];
            if (has_code(arena, row[INDICATOR_FOCUS_AREAS], code))
                add_member(&json, row[INDICATOR_CODE], row[INDICATOR_NAME]);
        }
        text_add(&json, "]}");
        *items_add(arena, items) = (struct item){code, {title}, json.data};
    }
    return true;
}

static const struct list_filter by_text[] = {{"title", true}, {"description", true}, {"operating_area", true}};

const struct list list_kpis[] = {{KOLADA_V2, by_text, 3, fill_kpis}, {KOLADA_V3, by_text, 3, fill_kpis}};
const struct list list_kpi_groups[] = {{KOLADA_V2, by_text, 1, fill_groups}, {KOLADA_V3, by_text, 1, fill_groups}};
