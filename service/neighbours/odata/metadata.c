/* What there is: the service document, and the schema as CSDL in XML (OData 4.0) and JSON (4.01). */
#include <string.h>

#include "private.h"

/* ---- the service document ---- */

bool handle_odata_service(struct request *request, struct reply *reply, struct error *err) {
    struct asking asking;
    struct entity_sets sets = sets_make(request->arena);
    struct text json = text_start(request->arena);
    if (!options_read(request, NULL, TAKES_FORMAT, &asking, err)) return false;
    text_add_char(&json, '{');
    if (asking.metadata != METADATA_NONE) {
        text_add(&json, "\"@odata.context\":");
        text_add_json(&json, odata_link(request, "$metadata"));
        text_add_char(&json, ',');
    }
    text_add(&json, "\"value\":[");
    for (size_t i = 0; i < sets.count; i++)
        text_printf(&json, "%s\n{\"name\":\"%s\",\"kind\":\"EntitySet\",\"url\":\"%s\"}", i > 0 ? "," : "",
                    sets.list[i].name, sets.list[i].name);
    text_add(&json, "]}\n");
    odata_reply(&asking, &json, reply);
    return true;
}

/* ---- what both forms say ---- */

/* Vocabularies go by their full names and are not referred to: Olingo's client fetches whatever is, and waits. */
#define CORE "Org.OData.Core.V1."
#define CAPABILITIES "Org.OData.Capabilities.V1."

static const char *about(const struct field *field, enum lang lang) { return lang == LANG_EN ? field->en : field->sv; }

static const char *title_of(const struct resource *resource, enum lang lang) {
    return lang == LANG_EN ? resource->en : resource->sv;
}

/* What may not be filtered, or not sorted. */
static const struct {
    const char *term, *list;
    bool (*can)(const struct property *property);
} restrictions[] = {
    {"FilterRestrictions", "NonFilterableProperties", property_can_filter},
    {"SortRestrictions", "NonSortableProperties", property_can_sort},
};

enum { RESTRICTION_COUNT = sizeof restrictions / sizeof *restrictions };

/* What a set does or does not; NULL: none does. */
static const struct {
    const char *term, *member;
    bool (*can)(const struct entity_set *set);
} abilities[] = {
    {"ExpandRestrictions", "Expandable", NULL}, {"SearchRestrictions", "Searchable", set_can_search},
    {"InsertRestrictions", "Insertable", NULL}, {"UpdateRestrictions", "Updatable", NULL},
    {"DeleteRestrictions", "Deletable", NULL},
};

enum { ABILITY_COUNT = sizeof abilities / sizeof *abilities };

static bool is_able(const struct entity_set *set, size_t which) {
    return abilities[which].can != NULL && abilities[which].can(set);
}

/* What $search does not take, where there is one. */
static const char *const no_searches[] = {"AND", "OR", "NOT", "group"};

enum { NO_SEARCH_COUNT = sizeof no_searches / sizeof *no_searches };

/* ---- XML ---- */

static void xml_description(struct text *xml, const char *description) {
    text_add(xml, "<Annotation Term=\"" CORE "Description\" String=\"");
    text_add_xml(xml, description);
    text_add(xml, "\"/>");
}

static void xml_property(struct text *xml, const struct property *property, enum lang lang) {
    text_printf(xml, "<Property Name=\"%s\" Type=\"%s\"%s%s>", property->name, property_type(property),
                property_may_be_null(property) ? "" : " Nullable=\"false\"",
                text_equal(property_type(property), "Edm.Decimal")          ? " Scale=\"variable\""
                : text_equal(property_type(property), "Edm.DateTimeOffset") ? " Precision=\"6\""
                                                                            : "");
    xml_description(xml, about(property->field, lang));
    text_add(xml, "</Property>\n");
}

static void xml_type(struct text *xml, const struct entity_set *set, enum lang lang) {
    text_printf(xml, "<EntityType Name=\"%s\">\n<Key>", set->type);
    for (size_t i = 0; i < set->key_count; i++) text_printf(xml, "<PropertyRef Name=\"%s\"/>", set->keys[i]->name);
    text_add(xml, "</Key>\n");
    for (size_t i = 0; i < set->property_count; i++) xml_property(xml, &set->properties[i], lang);
    text_add(xml, "</EntityType>\n");
}

/* A list of none is left out: Olingo's client cannot read one. */
static bool is_restricted(const struct entity_set *set, size_t which) {
    for (size_t i = 0; i < set->property_count; i++)
        if (!restrictions[which].can(&set->properties[i])) return true;
    return false;
}

static void xml_restriction(struct text *xml, const struct entity_set *set, size_t which) {
    if (!is_restricted(set, which)) return;
    text_printf(xml, "<Annotation Term=\"" CAPABILITIES "%s\"><Record><PropertyValue Property=\"%s\"><Collection>",
                restrictions[which].term, restrictions[which].list);
    for (size_t i = 0; i < set->property_count; i++)
        if (!restrictions[which].can(&set->properties[i]))
            text_printf(xml, "<PropertyPath>%s</PropertyPath>", set->properties[i].name);
    text_add(xml, "</Collection></PropertyValue></Record></Annotation>\n");
}

static void xml_no_searches(struct text *xml) {
    text_add(xml, "<PropertyValue Property=\"UnsupportedExpressions\"><EnumMember>");
    for (size_t i = 0; i < NO_SEARCH_COUNT; i++)
        text_printf(xml, "%s" CAPABILITIES "SearchExpressions/%s", i > 0 ? " " : "", no_searches[i]);
    text_add(xml, "</EnumMember></PropertyValue>");
}

static void xml_ability(struct text *xml, const struct entity_set *set, size_t which) {
    bool is_able_to = is_able(set, which);
    text_printf(xml, "<Annotation Term=\"" CAPABILITIES "%s\"><Record><PropertyValue Property=\"%s\" Bool=\"%s\"/>",
                abilities[which].term, abilities[which].member, is_able_to ? "true" : "false");
    if (is_able_to) xml_no_searches(xml);
    text_add(xml, "</Record></Annotation>\n");
}

static void xml_set(struct text *xml, const struct entity_set *set, enum lang lang) {
    text_printf(xml, "<EntitySet Name=\"%s\" EntityType=\"" ODATA_NAMESPACE ".%s\">\n", set->name, set->type);
    xml_description(xml, title_of(set->resource, lang));
    for (size_t i = 0; i < RESTRICTION_COUNT; i++) xml_restriction(xml, set, i);
    for (size_t i = 0; i < ABILITY_COUNT; i++) xml_ability(xml, set, i);
    text_add(xml, "</EntitySet>\n");
}

static void xml_container(struct text *xml, const struct entity_sets *sets, enum lang lang) {
    text_add(xml, "<EntityContainer Name=\"Container\">\n");
    for (size_t i = 0; i < sets->count; i++) xml_set(xml, &sets->list[i], lang);
    text_add(xml, "<Annotation Term=\"" CAPABILITIES "ConformanceLevel\">"
                  "<EnumMember>" CAPABILITIES "ConformanceLevelType/Minimal</EnumMember></Annotation>\n"
                  "<Annotation Term=\"" CAPABILITIES "FilterFunctions\"><Collection>");
    for (size_t i = 0; filter_function(i) != NULL; i++) text_printf(xml, "<String>%s</String>", filter_function(i));
    text_add(xml, "</Collection></Annotation>\n</EntityContainer>\n");
}

static void write_xml(struct text *xml, const struct entity_sets *sets, enum lang lang) {
    text_add(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<edmx:Edmx xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\" Version=\"4.0\">\n");
    text_add(
        xml,
        "<edmx:DataServices>\n<Schema xmlns=\"http://docs.oasis-open.org/odata/ns/edm\" Namespace=\"" ODATA_NAMESPACE
        "\">\n");
    for (size_t i = 0; i < sets->count; i++) xml_type(xml, &sets->list[i], lang);
    xml_container(xml, sets, lang);
    text_add(xml, "</Schema>\n</edmx:DataServices>\n</edmx:Edmx>\n");
}

/* ---- JSON ---- */

static void say_name(struct text *json, const char *name) {
    if (strchr("{[", json->data[json->length - 1]) == NULL) text_add_char(json, ',');
    text_printf(json, "\n\"%s\":", name);
}

static void say_text(struct text *json, const char *name, const char *value) {
    say_name(json, name);
    text_add_json(json, value);
}

static void say_property(struct text *json, const struct property *property, enum lang lang) {
    const char *type = property_type(property);
    say_name(json, property->name);
    text_add_char(json, '{');
    if (!text_equal(type, "Edm.String")) say_text(json, "$Type", type);
    if (property_may_be_null(property)) {
        say_name(json, "$Nullable");
        text_add(json, "true");
    }
    if (text_equal(type, "Edm.DateTimeOffset")) {
        say_name(json, "$Precision");
        text_add(json, "6");
    }
    say_text(json, "@" CORE "Description", about(property->field, lang));
    text_add_char(json, '}');
}

static void say_type(struct text *json, const struct entity_set *set, enum lang lang) {
    say_name(json, set->type);
    text_add(json, "{\"$Kind\":\"EntityType\",\"$Key\":[");
    for (size_t i = 0; i < set->key_count; i++) text_printf(json, "%s\"%s\"", i > 0 ? "," : "", set->keys[i]->name);
    text_add_char(json, ']');
    for (size_t i = 0; i < set->property_count; i++) say_property(json, &set->properties[i], lang);
    text_add_char(json, '}');
}

static void say_restriction(struct text *json, const struct entity_set *set, size_t which) {
    if (!is_restricted(set, which)) return;
    say_name(json, arena_printf(json->arena, "@" CAPABILITIES "%s", restrictions[which].term));
    text_printf(json, "{\"%s\":[", restrictions[which].list);
    const char *before = "";
    for (size_t i = 0; i < set->property_count; i++) {
        if (restrictions[which].can(&set->properties[i])) continue;
        text_printf(json, "%s\"%s\"", before, set->properties[i].name);
        before = ",";
    }
    text_add(json, "]}");
}

static void say_ability(struct text *json, const struct entity_set *set, size_t which) {
    bool is_able_to = is_able(set, which);
    say_name(json, arena_printf(json->arena, "@" CAPABILITIES "%s", abilities[which].term));
    text_printf(json, "{\"%s\":%s", abilities[which].member, is_able_to ? "true" : "false");
    if (is_able_to) text_add(json, ",\"UnsupportedExpressions\":\"");
    for (size_t i = 0; i < NO_SEARCH_COUNT && is_able_to; i++)
        text_printf(json, "%s%s", i > 0 ? "," : "", no_searches[i]);
    text_add(json, is_able_to ? "\"}" : "}");
}

static void say_set(struct text *json, const struct entity_set *set, enum lang lang) {
    say_name(json, set->name);
    text_printf(json, "{\"$Collection\":true,\"$Type\":\"" ODATA_NAMESPACE ".%s\"", set->type);
    say_text(json, "@" CORE "Description", title_of(set->resource, lang));
    for (size_t i = 0; i < RESTRICTION_COUNT; i++) say_restriction(json, set, i);
    for (size_t i = 0; i < ABILITY_COUNT; i++) say_ability(json, set, i);
    text_add_char(json, '}');
}

static void say_container(struct text *json, const struct entity_sets *sets, enum lang lang) {
    say_name(json, "Container");
    text_add(json, "{\"$Kind\":\"EntityContainer\"");
    for (size_t i = 0; i < sets->count; i++) say_set(json, &sets->list[i], lang);
    say_text(json, "@" CAPABILITIES "ConformanceLevel", "Minimal");
    say_name(json, "@" CAPABILITIES "FilterFunctions");
    text_add_char(json, '[');
    for (size_t i = 0; filter_function(i) != NULL; i++)
        text_printf(json, "%s\"%s\"", i > 0 ? "," : "", filter_function(i));
    text_add_char(json, ']');
    text_add_char(json, '}');
}

static void write_json(struct text *json, const struct entity_sets *sets, enum lang lang) {
    text_add(json, "{\"$Version\":\"4.0\",\"$EntityContainer\":\"" ODATA_NAMESPACE ".Container\"");
    say_name(json, ODATA_NAMESPACE);
    text_add_char(json, '{');
    for (size_t i = 0; i < sets->count; i++) say_type(json, &sets->list[i], lang);
    say_container(json, sets, lang);
    text_add(json, "}}\n");
}

/* XML for all who know it, and who take anything: programs that ask for JSON first mean the rows. */
static bool wants_json(const struct asking *asking) {
    const char *accept = request_header(asking->request, "Accept");
    if (asking->format != NULL) return strstr(asking->format, "json") != NULL;
    return accept != NULL && strstr(accept, "json") != NULL && strstr(accept, "xml") == NULL;
}

bool handle_odata_metadata(struct request *request, struct reply *reply, struct error *err) {
    struct asking asking;
    struct entity_sets sets = sets_make(request->arena);
    struct text text = text_start(request->arena);
    if (!options_read(request, NULL, TAKES_FORMAT, &asking, err)) return false;
    bool is_json = wants_json(&asking);
    (is_json ? write_json : write_xml)(&text, &sets, asking.lang);
    reply_public_json(reply, text.data, text.length);
    reply->content_type = is_json ? media_types[MEDIA_JSON].content_type : media_types[MEDIA_XML].content_type;
    reply->language = lang_codes[asking.lang];
    odata_version(reply);
    return true;
}
