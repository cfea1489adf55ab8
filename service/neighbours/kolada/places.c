/* Municipalities, their groups, and the units within them. */
#include <string.h>

#include "base/text.h"
#include "private.h"

static bool read_areas(const struct request *request, const char *types, struct table *table, struct error *err) {
    const struct parameter parameters[] = {{"fields", "code,name,area_type,municipality"}, {"area_type", types}};
    struct query query;
    return rows_query(request, resource_find("areas"), parameters, 2, &query, err) &&
           rows_table(request, &query, table, err);
}

/* In the order of the field table. */
enum { AREA_CODE, AREA_NAME, AREA_TYPE, AREA_MUNICIPALITY };

/* ---- municipalities, regions, countries ---- */

/* Kolada has two types: municipalities, and regions, among them the country. */
static const char *type_of(const char *area_type) { return text_equal(area_type, "municipality") ? "K" : "L"; }

static void add_municipality(struct arena *arena, struct items *items, const char *const *row) {
    const char *id = national_code(arena, row[AREA_CODE]), *type = type_of(row[AREA_TYPE]);
    struct text json = text_start(arena);
    text_add_char(&json, '{');
    kolada_text(&json, "id", id);
    kolada_text(&json, "title", row[AREA_NAME]);
    kolada_text(&json, "type", type);
    text_add_char(&json, '}');
    *items_add(arena, items) = (struct item){id, {row[AREA_NAME], type}, json.data};
}

static bool fill_municipalities(const struct request *request, enum version version, struct items *items,
                                struct error *err) {
    struct table areas;
    (void)version;
    if (!read_areas(request, "municipality,region,country", &areas, err)) return false;
    for (size_t i = 0; i < areas.count; i++) add_municipality(request->arena, items, areas.rows[i]);
    return true;
}

/* ---- groups of municipalities ---- */

enum { GROUP_CODE, GROUP_NAME, GROUP_MEMBERS };

static const char *name_of(const struct table *areas, const char *code) {
    for (size_t i = 0; i < areas->count; i++)
        if (text_equal(areas->rows[i][AREA_CODE], code)) return areas->rows[i][AREA_NAME];
    return NULL;
}

void kolada_member(struct text *json, const char *id, const char *title) {
    if (json->data[json->length - 1] == '}') text_add(json, ", ");
    text_add_char(json, '{');
    kolada_text(json, "member_id", id);
    kolada_text(json, "member_title", title);
    text_add_char(json, '}');
}

static void add_members(struct text *json, const struct table *areas, const char *members) {
    const char **codes;
    size_t count = members_now(json->arena, members, &codes);
    for (size_t i = 0; i < count; i++)
        kolada_member(json, national_code(json->arena, codes[i]), name_of(areas, codes[i]));
}

static bool fill_municipality_groups(const struct request *request, enum version version, struct items *items,
                                     struct error *err) {
    static const struct parameter fields = {"fields", "code,name,members"};
    struct arena *arena = request->arena;
    struct table groups, areas;
    struct query query;
    (void)version;
    if (!rows_query(request, resource_find("peer-groups"), &fields, 1, &query, err)) return false;
    query.lang = kolada_lang(request);
    if (!rows_table(request, &query, &groups, err) || !read_areas(request, "municipality", &areas, err)) return false;
    for (size_t i = 0; i < groups.count; i++) {
        const char *const *row = groups.rows[i];
        struct text json = text_start(arena);
        text_add_char(&json, '{');
        kolada_text(&json, "id", row[GROUP_CODE]);
        kolada_text(&json, "title", row[GROUP_NAME]);
        kolada_word(&json, "members", "[");
        add_members(&json, &areas, row[GROUP_MEMBERS]);
        text_add(&json, "]}");
        *items_add(arena, items) = (struct item){row[GROUP_CODE], {row[GROUP_NAME]}, json.data};
    }
    return true;
}

/* ---- units ---- */

static bool fill_units(const struct request *request, enum version version, struct items *items, struct error *err) {
    struct arena *arena = request->arena;
    struct table areas;
    (void)version;
    if (!read_areas(request, UNIT_TYPES, &areas, err)) return false;
    for (size_t i = 0; i < areas.count; i++) {
        const char *const *row = areas.rows[i];
        const char *municipality = row[AREA_MUNICIPALITY] == NULL ? NULL : national_code(arena, row[AREA_MUNICIPALITY]);
        struct text json = text_start(arena);
        text_add_char(&json, '{');
        kolada_text(&json, "id", row[AREA_CODE]);
        kolada_text(&json, "title", row[AREA_NAME]);
        kolada_text(&json, "municipality", municipality);
        text_add_char(&json, '}');
        *items_add(arena, items) = (struct item){row[AREA_CODE], {row[AREA_NAME], municipality}, json.data};
    }
    return true;
}

static const struct list_filter by_title_and_type[] = {{"title", true}, {"type", false}};
static const struct list_filter by_title[] = {{"title", true}};
static const struct list_filter by_title_and_municipality[] = {{"title", true}, {"municipality", false}};

#define IN_BOTH_VERSIONS(filters, fill)                                                                                \
    {                                                                                                                  \
        {KOLADA_V2, filters, sizeof filters / sizeof *filters, fill},                                                  \
            {KOLADA_V3, filters, sizeof filters / sizeof *filters, fill},                                              \
    }

const struct list list_municipalities[] = IN_BOTH_VERSIONS(by_title_and_type, fill_municipalities);
const struct list list_municipality_groups[] = IN_BOTH_VERSIONS(by_title, fill_municipality_groups);
const struct list list_units[] = IN_BOTH_VERSIONS(by_title_and_municipality, fill_units);
