/* What a table holds: its dimensions as JSON-stat without figures, and what is given when nothing is chosen. */
#include "base/text.h"
#include "domain/parameters.h"
#include "private.h"

/* ---- extensions of dimensions ---- */

static const char *extension_of(const struct request *request, const struct cube *outline, size_t dimension,
                                const char *codelists) {
    struct text json = text_start(request->arena);
    size_t all = elimination_of(outline, dimension);
    bool is_eliminated = all < cube_size(outline, dimension);
    text_add_char(&json, '{');
    say_flag(&json, "elimination", is_eliminated);
    if (is_eliminated) say_text(&json, "eliminationValueCode", cube_category_code(outline, dimension, all));
    say_text(&json, "show", "value");
    text_printf(&json, ",\"codeLists\":");
    text_add(&json, dimension == CUBE_AREA ? codelists : "[]");
    text_add_char(&json, '}');
    return json.data;
}

static bool extend(const struct request *request, const struct px_table *table, enum lang lang, struct cube *outline,
                   struct error *err) {
    const char *codelists;
    if (!codelists_of(request, outline, lang, &codelists, err)) return false;
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++)
        outline->sets[i].extension = extension_of(request, outline, i, codelists);
    struct text json = text_start(request->arena);
    text_add(&json, "{\"px\":{");
    say_text(&json, "tableid", table->id);
    say_text(&json, "language", lang_codes[lang]);
    text_add(&json, "}}");
    outline->extension = json.data;
    return true;
}

/* ---- metadata ---- */

/* Clients send these along; there is one format, and what is described is always all there is. */
static bool read_ignored(void *state, const struct parameter *parameter, struct error *err) {
    static const char *const only[] = {"json-stat2"};
    bool flag;
    (void)state;
    if (text_equal_fold(parameter->name, "outputFormat"))
        parameter_word(parameter, only, 1, err);
    else if (text_equal_fold(parameter->name, "defaultSelection"))
        pxweb_boolean(parameter, &flag, err);
    else
        return false;
    return true;
}

bool handle_pxweb_metadata(struct request *request, struct reply *reply, struct error *err) {
    static const struct pxweb_parameters parameters = {read_ignored, "lang, outputFormat, defaultSelection", NULL};
    enum lang lang;
    struct px_table table;
    struct cube outline;
    if (!pxweb_read(request, &parameters, &lang, err) ||
        !px_table_find(request, request->arguments[0], lang, &table, err) ||
        !px_outline(request, &table, lang, &outline, err) || !extend(request, &table, lang, &outline, err))
        return false;
    struct text json = text_start(request->arena);
    format_of(MEDIA_JSON_STAT)->writer->cube(&json, &outline);
    reply_public_json(reply, json.data, json.length);
    reply->content_type = media_types[MEDIA_JSON].content_type;
    reply->language = lang_codes[lang];
    return true;
}

/* ---- the default selection ---- */

static void say_dimension(struct text *json, const struct cube *outline, const struct chosen *chosen,
                          size_t dimension) {
    say_next(json);
    text_add_char(json, '{');
    say_text(json, "variableCode", cube_dimension_id(dimension));
    text_add(json, ",\"valueCodes\":[");
    for (size_t i = 0; i < cube_size(outline, dimension); i++) {
        if (!chosen->of[dimension][i]) continue;
        say_next(json);
        text_add_json(json, cube_category_code(outline, dimension, i));
    }
    text_add(json, "]}");
}

bool handle_pxweb_default_selection(struct request *request, struct reply *reply, struct error *err) {
    static const struct pxweb_parameters none = {NULL, "lang", NULL};
    const struct selection nothing = {0};
    enum lang lang;
    struct px_table table;
    struct cube outline;
    struct chosen chosen;
    if (!pxweb_read(request, &none, &lang, err) || !px_table_find(request, request->arguments[0], lang, &table, err) ||
        !px_outline(request, &table, lang, &outline, err) ||
        !selection_resolve(request, &outline, &nothing, lang, &chosen, err))
        return false;
    const struct link self = {"self", arena_printf(request->arena, "/tables/%s/defaultselection", table.id)};
    struct text json = text_start(request->arena);
    text_add(&json, "{\"selection\":[");
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++)
        if (cube_has(&outline, i)) say_dimension(&json, &outline, &chosen, i);
    text_add_char(&json, ']');
    say_text(&json, "language", lang_codes[lang]);
    say_links(&json, request, lang, &self, 1);
    say_reply(&json, lang, reply);
    return true;
}
