/* Kpis and their groups: indicators as each respondent group answers them, and focus areas. */
#include <string.h>

#include "base/text.h"
#include "private.h"

/* ---- kpis ---- */

/* In the order of the field table. */
enum { INDICATOR_CODE, INDICATOR_TRUSTERS, INDICATOR_FOCUS_AREAS, INDICATOR_NAME, INDICATOR_DESCRIPTION };

/* A kpi: an indicator, and the row of who has answered it; one that is not there answers nothing. */
struct entry {
    const char *const *indicator;
    const char *id, *title;
    size_t answer;
};

struct making {
    const struct request *request;
    enum version version;
    struct table indicators, focus_areas;
    struct rows *answered;
    struct entry *entries;
    size_t entry_count;
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
    for (size_t i = 0; i < count; i++) text_add_item(&area, focus_name(&making->focus_areas, list[i]));
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
    kolada_word(json, name, is_number ? (is_true ? "1" : "0") : (is_true ? "true" : "false"));
}

static const char *kpi_json(const struct making *making, const struct entry *entry, const char *about,
                            const char *area) {
    static const char *const of_others[] = {"auspice",          "perspective",         "publ_period",
                                            "publication_date", "ou_publication_date", "prel_publication_date"};
    struct text json = text_start(making->request->arena);
    const char *areas = rows_value(making->answered, entry->answer, ANSWERED_AREAS);
    text_add_char(&json, '{');
    kolada_text(&json, "id", entry->id);
    kolada_text(&json, "title", entry->title);
    kolada_text(&json, "description", about);
    add_flag(making, &json, "is_divided_by_gender", rows_flag(making->answered, entry->answer, ANSWERED_BY_SEX));
    kolada_text(&json, "municipality_type", areas == NULL ? "K" : areas);
    add_flag(making, &json, "has_ou_data", rows_flag(making->answered, entry->answer, ANSWERED_HAS_UNITS));
    kolada_text(&json, "operating_area", area);
    for (size_t i = 0; i < sizeof of_others / sizeof *of_others; i++) kolada_word(&json, of_others[i], NULL);
    text_add_char(&json, '}');
    return json.data;
}

static const char *group_name(const struct making *making, size_t answer) {
    static const size_t columns[] = {
        [LANG_SV] = ANSWERED_NAME_SV, [LANG_DA] = ANSWERED_NAME_DA, [LANG_EN] = ANSWERED_NAME_EN};
    const char *name = rows_value(making->answered, answer, columns[kolada_lang(making->request)]);
    return name == NULL ? rows_value(making->answered, answer, ANSWERED_RESPONDENT_GROUP) : name;
}

/* An indicator as its own group answers it, answered or not yet, and as each other group has. */
static void add_entries(struct making *making, const char *const *indicator) {
    struct arena *arena = making->request->arena;
    const char *code = indicator[INDICATOR_CODE], *own = kpi_own_group(arena, indicator[INDICATOR_TRUSTERS]);
    size_t count = rows_count(making->answered);
    struct entry *first = &making->entries[making->entry_count++];
    *first = (struct entry){indicator, code, indicator[INDICATOR_NAME], .answer = count};
    for (size_t i = 0; i < count; i++) {
        const char *group = rows_value(making->answered, i, ANSWERED_RESPONDENT_GROUP);
        if (!text_equal(rows_value(making->answered, i, ANSWERED_INDICATOR), code)) continue;
        if (text_equal(group, own))
            first->answer = i;
        else
            making->entries[making->entry_count++] =
                (struct entry){indicator, kpi_id(arena, code, group, own),
                               arena_printf(arena, "%s (%s)", indicator[INDICATOR_NAME], group_name(making, i)), i};
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

static bool make_entries(struct making *making, struct error *err) {
    const struct request *request = making->request;
    if (!read_labelled(request, "indicators", "code,trusters,focus_areas,name,description", &making->indicators, err) ||
        !read_labelled(request, "focus-areas", "code,name", &making->focus_areas, err) ||
        !read_answered(request, &making->answered, err))
        return false;
    size_t most = making->indicators.count + rows_count(making->answered) + 1;
    making->entries = arena_alloc(request->arena, most * sizeof *making->entries);
    for (size_t i = 0; i < making->indicators.count; i++) add_entries(making, making->indicators.rows[i]);
    return true;
}

static bool fill_kpis(const struct request *request, enum version version, struct items *items, struct error *err) {
    struct making making = {.request = request, .version = version};
    if (!make_entries(&making, err)) return false;
    for (size_t i = 0; i < making.entry_count; i++) {
        const struct entry *entry = &making.entries[i];
        const char *about = description(&making, entry->indicator);
        const char *area = operating_area(&making, entry->indicator[INDICATOR_FOCUS_AREAS]);
        *items_add(request->arena, items) =
            (struct item){entry->id, {entry->title, about, area}, kpi_json(&making, entry, about, area)};
    }
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

static const char *group_json(const struct making *making, const char *code, const char *title) {
    struct text json = text_start(making->request->arena);
    text_add_char(&json, '{');
    kolada_text(&json, "id", code);
    kolada_text(&json, "title", title);
    kolada_word(&json, "members", "[");
    for (size_t i = 0; i < making->entry_count; i++) {
        const struct entry *entry = &making->entries[i];
        if (has_code(json.arena, entry->indicator[INDICATOR_FOCUS_AREAS], code))
            kolada_member(&json, entry->id, entry->title);
    }
    text_add(&json, "]}");
    return json.data;
}

static bool fill_groups(const struct request *request, enum version version, struct items *items, struct error *err) {
    struct making making = {.request = request, .version = version};
    if (!make_entries(&making, err)) return false;
    for (size_t i = 0; i < making.focus_areas.count; i++) {
        const char *code = making.focus_areas.rows[i][FOCUS_CODE], *title = making.focus_areas.rows[i][FOCUS_NAME];
        *items_add(request->arena, items) = (struct item){code, {title}, group_json(&making, code, title)};
    }
    return true;
}

static const struct list_filter by_text[] = {{"title", true}, {"description", true}, {"operating_area", true}};

const struct list list_kpis[] = {{KOLADA_V2, by_text, 3, fill_kpis}, {KOLADA_V3, by_text, 3, fill_kpis}};
const struct list list_kpi_groups[] = {{KOLADA_V2, by_text, 1, fill_groups}, {KOLADA_V3, by_text, 1, fill_groups}};
