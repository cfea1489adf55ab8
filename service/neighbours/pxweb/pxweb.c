/* Addresses of PxWebApi 2, and what it says of itself. Its refusals are problem+json, as ours. */
#include "neighbours/pxweb.h"

#include "base/text.h"
#include "private.h"

enum {
    AS_JSON = MEDIA_BIT(JSON),
    AS_DATA = MEDIA_BIT(JSON) | MEDIA_BIT(JSON_STAT) | MEDIA_BIT(CSV) | MEDIA_BIT(PX) | MEDIA_BIT(XLSX)
};

#define READS(path, handler, produces)                                                                                 \
    { HTTP_GET, PXWEB_ROOT path, handler, NULL, SCOPE_PUBLIC, produces, 0, BODY_NONE, .is_foreign = true }

static const struct route routes[] = {
    READS("/config", handle_pxweb_config, AS_JSON),
    READS("/tables", handle_pxweb_tables, AS_JSON),
    READS("/tables/{id}", handle_pxweb_table, AS_JSON),
    READS("/tables/{id}/metadata", handle_pxweb_metadata, AS_JSON | MEDIA_BIT(JSON_STAT)),
    READS("/tables/{id}/defaultselection", handle_pxweb_default_selection, AS_JSON),
    READS("/tables/{id}/data", handle_pxweb_data, AS_DATA),
    {HTTP_POST, PXWEB_ROOT "/tables/{id}/data", handle_pxweb_data, NULL, SCOPE_PUBLIC, AS_DATA, AS_JSON, BODY_MEMORY,
     .cross_origin = true, .is_foreign = true},
    READS("/codelists/{id}", handle_pxweb_codelist, AS_JSON),
};

const struct neighbour neighbour_pxweb = {routes, sizeof routes / sizeof *routes, NULL};

/* There is no limit on calls; clients divide by what stands here, and one takes 0 for a wait before every call. */
enum { CALLS_PER_WINDOW = 1000, WINDOW_S = 10 };

static void say_languages(struct text *json) {
    static const char *const labels[LANG_COUNT] = {"Svenska", "Dansk", "English"};
    text_add(json, ",\"languages\":[");
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        say_next(json);
        text_add_char(json, '{');
        say_text(json, "id", lang_codes[lang]);
        say_text(json, "label", labels[lang]);
        text_add_char(json, '}');
    }
    text_add_char(json, ']');
}

bool handle_pxweb_config(struct request *request, struct reply *reply, struct error *err) {
    static const struct pxweb_parameters none = {NULL, "lang", NULL};
    enum lang lang;
    if (!pxweb_read(request, &none, &lang, err)) return false;
    struct text json = text_start(request->arena);
    text_add_char(&json, '{');
    say_text(&json, "apiVersion", "2.0.0");
    say_text(&json, "appVersion", TILLIT_VERSION);
    say_languages(&json);
    say_text(&json, "defaultLanguage", lang_codes[LANG_SV]);
    say_number(&json, "maxDataCells", (size_t)request->config->max_cube_cells);
    say_number(&json, "maxCallsPerTimeWindow", CALLS_PER_WINDOW);
    say_number(&json, "timeWindow", WINDOW_S);
    say_text(&json, "license", PUBLIC_DOMAIN);
    say_text(&json, "defaultDataFormat", "json-stat2");
    text_add(&json,
             ",\"dataFormats\":[\"json-stat2\",\"csv\",\"px\",\"xlsx\"],\"sourceReferences\":[],\"features\":[]");
    say_reply(&json, lang, reply);
    return true;
}
