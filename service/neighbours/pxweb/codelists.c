/* Code lists of areas: those of one type, and the members of a peer group. */
#include <string.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "private.h"

#define VALUESET "vs_"
#define AGGREGATION "agg_"

/* In the order of the field tables. */
enum { AREA_CODE, AREA_NAME, AREA_TYPE };
enum { GROUP_CODE, GROUP_NAME, GROUP_MEMBERS };

static bool read_table(const struct request *request, const char *resource, const char *fields, enum lang lang,
                       struct table *table, struct error *err) {
    const struct parameter parameters[] = {{"fields", fields}, {"lang", lang_codes[lang]}};
    struct query query;
    return rows_query(request, resource_find(resource), parameters, 2, &query, err) &&
           rows_table(request, &query, table, err);
}

static bool read_areas(const struct request *request, enum lang lang, struct table *areas, struct error *err) {
    return read_table(request, "areas", "code,name,area_type", lang, areas, err);
}

static bool read_groups(const struct request *request, enum lang lang, struct table *groups, struct error *err) {
    return read_table(request, "peer-groups", "code,name,members", lang, groups, err);
}

/* A municipality is an area with its code. */
static void add_members(struct arena *arena, const char *members, struct codelist *codelist) {
    codelist->count = members_now(arena, members, &codelist->areas);
}

/* What areas of these types are called. */
static bool name_types(const struct request *request, const char *const *types, size_t count, enum lang lang,
                       const char ***names, struct error *err) {
    const struct field *field = resource_field(resource_find("areas"), "area_type");
    struct db *db;
    if (!request_borrow(request, &db, err)) return false;
    bool good = store_names(db, field, lang, types, count, names, err);
    store_return(db);
    return good;
}

static bool find_group(const struct request *request, const char *code, enum lang lang, struct codelist *codelist,
                       bool *is_there, struct error *err) {
    struct table groups;
    if (!read_groups(request, lang, &groups, err)) return false;
    for (size_t i = 0; i < groups.count; i++) {
        if (!text_equal(groups.rows[i][GROUP_CODE], code)) continue;
        *is_there = codelist->is_aggregation = true;
        codelist->group = groups.rows[i][GROUP_CODE];
        codelist->label = groups.rows[i][GROUP_NAME];
        add_members(request->arena, groups.rows[i][GROUP_MEMBERS], codelist);
    }
    return true;
}

static bool find_type(const struct request *request, const char *type, enum lang lang, struct codelist *codelist,
                      bool *is_there, struct error *err) {
    struct table areas;
    const char **names;
    size_t room = 0;
    if (!read_areas(request, lang, &areas, err) || !name_types(request, &type, 1, lang, &names, err)) return false;
    codelist->label = names[0] == NULL ? type : names[0];
    for (size_t i = 0; i < areas.count; i++) {
        if (!text_equal(areas.rows[i][AREA_TYPE], type)) continue;
        *is_there = true;
        codelist->areas = arena_grow(request->arena, codelist->areas, codelist->count, codelist->count + 1, &room,
                                     sizeof *codelist->areas);
        codelist->areas[codelist->count++] = areas.rows[i][AREA_CODE];
    }
    return true;
}

bool codelist_find(const struct request *request, const char *id, enum lang lang, struct codelist *codelist,
                   bool *is_there, struct error *err) {
    *codelist = (struct codelist){.id = id};
    *is_there = false;
    if (text_starts(id, AGGREGATION))
        return find_group(request, id + strlen(AGGREGATION), lang, codelist, is_there, err);
    return !text_starts(id, VALUESET) || find_type(request, id + strlen(VALUESET), lang, codelist, is_there, err);
}

/* ---- of a table ---- */

static void say_entry(struct text *json, const struct request *request, const char *id, const char *label,
                      const char *type, enum lang lang) {
    const struct link link = {"metadata", arena_printf(request->arena, "/codelists/%s", id)};
    say_next(json);
    text_add_char(json, '{');
    say_text(json, "id", id);
    say_text(json, "label", label);
    say_text(json, "type", type);
    say_links(json, request, lang, &link, 1);
    text_add_char(json, '}');
}

static bool has_area(const struct cube *outline, const char *code) {
    const struct category_set *areas = &outline->sets[CUBE_AREA];
    return category_find(areas, code) < areas->count;
}

static bool has_type(const struct cube *outline, const struct table *areas, const char *type) {
    for (size_t i = 0; i < areas->count; i++)
        if (text_equal(areas->rows[i][AREA_TYPE], type) && has_area(outline, areas->rows[i][AREA_CODE])) return true;
    return false;
}

static bool has_member(const struct request *request, const struct cube *outline, const char *const *group) {
    struct codelist members = {0};
    add_members(request->arena, group[GROUP_MEMBERS], &members);
    for (size_t i = 0; i < members.count; i++)
        if (has_area(outline, members.areas[i])) return true;
    return has_area(outline, group[GROUP_CODE]);
}

bool codelists_of(const struct request *request, const struct cube *outline, enum lang lang, const char **json,
                  struct error *err) {
    struct table areas, groups;
    struct text list = text_start(request->arena);
    const char *const *types;
    const char **names;
    size_t count = codelist_codes("area_type", &types);
    if (!read_areas(request, lang, &areas, err) || !read_groups(request, lang, &groups, err) ||
        !name_types(request, types, count, lang, &names, err))
        return false;
    text_add_char(&list, '[');
    for (size_t i = 0; i < count; i++)
        if (has_type(outline, &areas, types[i]))
            say_entry(&list, request, arena_printf(request->arena, VALUESET "%s", types[i]), names[i], "Valueset",
                      lang);
    for (size_t i = 0; i < groups.count; i++)
        if (has_member(request, outline, groups.rows[i]))
            say_entry(&list, request, arena_printf(request->arena, AGGREGATION "%s", groups.rows[i][GROUP_CODE]),
                      groups.rows[i][GROUP_NAME], "Aggregation", lang);
    text_add_char(&list, ']');
    *json = list.data;
    return true;
}

/* ---- one ---- */

static const char *name_of(const struct table *areas, const char *code) {
    for (size_t i = 0; i < areas->count; i++)
        if (text_equal(areas->rows[i][AREA_CODE], code)) return areas->rows[i][AREA_NAME];
    return code;
}

/* A value and the areas that it stands for. */
static void say_value(struct text *json, const char *code, const char *label, const char *const *areas, size_t count) {
    say_next(json);
    text_add_char(json, '{');
    say_text(json, "code", code);
    say_text(json, "label", label);
    text_add(json, ",\"valueMap\":[");
    for (size_t i = 0; i < count; i++) {
        say_next(json);
        text_add_json(json, areas[i]);
    }
    text_add(json, "]}");
}

static void say_values(struct text *json, const struct codelist *codelist, const struct table *areas) {
    text_add(json, ",\"values\":[");
    if (codelist->is_aggregation) say_value(json, codelist->group, codelist->label, codelist->areas, codelist->count);
    for (size_t i = 0; i < codelist->count && !codelist->is_aggregation; i++)
        say_value(json, codelist->areas[i], name_of(areas, codelist->areas[i]), &codelist->areas[i], 1);
    text_add_char(json, ']');
}

bool handle_pxweb_codelist(struct request *request, struct reply *reply, struct error *err) {
    static const struct pxweb_parameters none = {NULL, "lang", NULL};
    struct codelist codelist;
    struct table areas;
    enum lang lang;
    bool is_there;
    if (!pxweb_read(request, &none, &lang, err) ||
        !codelist_find(request, request->arguments[0], lang, &codelist, &is_there, err))
        return false;
    if (!is_there) return error_set(err, PROBLEM_NOT_FOUND);
    if (!read_areas(request, lang, &areas, err)) return false;
    const struct link self = {"self", arena_printf(request->arena, "/codelists/%s", codelist.id)};
    struct text json = text_start(request->arena);
    text_add_char(&json, '{');
    say_text(&json, "id", codelist.id);
    say_text(&json, "label", codelist.label);
    say_text(&json, "language", lang_codes[lang]);
    text_add(&json, ",\"languages\":[");
    for (int i = 0; i < LANG_COUNT; i++) text_printf(&json, "%s\"%s\"", i > 0 ? "," : "", lang_codes[i]);
    text_add_char(&json, ']');
    say_text(&json, "type", codelist.is_aggregation ? "Aggregation" : "Valueset");
    say_flag(&json, "elimination", false);
    say_values(&json, &codelist, &areas);
    say_links(&json, request, lang, &self, 1);
    say_reply(&json, lang, reply);
    return true;
}
