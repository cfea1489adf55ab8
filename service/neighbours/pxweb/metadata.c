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
    /* as the contract spells it, and as pxwebpy reads it */
    static const char *const spellings[] = {"codelists", "codeLists"};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        text_printf(&json, ",\"%s\":%s", spellings[i], dimension == CUBE_AREA ? codelists : "[]");
    text_add_char(&json, '}');
    return json.data;
}

static bool extend(const struct request *request, const struct px_table *table, enum lang lang, struct cube *outline,
                   struct error *err) {
    const struct config *config = request->config;
    const char *codelists;
    if (!codelists_of(request, outline, lang, &codelists, err)) return false;
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++)
        outline->sets[i].extension = extension_of(request, outline, i, codelists);
    struct text json = text_start(request->arena);
    text_add(&json, "{\"px\":{");
    say_text(&json, "tableid", table->id);
    say_text(&json, "language", lang_codes[lang]);
    say_flag(&json, "official-statistics", false);
    text_add(&json, "},\"contact\":[{");
    say_text(&json, "organization", config->organisation);
    say_text(&json, "mail", config->contact_email);
    say_text(&json, "raw", arena_printf(request->arena, "%s, %s", config->organisation, config->contact_email));
    text_add(&json, "}]}");
    outline->extension = json.data;
    return true;
}

/* ---- metadata ---- */

/* Clients send the format along, of which there is one. */
static bool read_asked(void *state, const struct parameter *parameter, struct error *err) {
    static const char *const only[] = {"json-stat2"};
    bool *of_default = state;
    if (text_equal_fold(parameter->name, "outputFormat"))
        parameter_word(parameter, only, 1, err);
    else if (text_equal_fold(parameter->name, "defaultSelection"))
        pxweb_boolean(parameter, of_default, err);
    else
        return false;
    return true;
}

static void keep_chosen(struct cube *outline, const struct chosen *chosen) {
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        struct category_set *set = &outline->sets[i];
        size_t kept = 0, size = cube_size(outline, i);
        for (size_t j = 0; j < size; j++) {
            if (!chosen->of[i][j]) continue;
            if (i == CUBE_CONTENTS)
                outline->contents[kept++] = outline->contents[j];
            else
                set->categories[kept++] = set->categories[j];
        }
        *(i == CUBE_CONTENTS ? &outline->content_count : &set->count) = kept;
    }
}

/* Of what is given when nothing is chosen, as if there was no more. */
static bool keep_default(const struct request *request, enum lang lang, struct cube *outline, struct error *err) {
    const struct selection nothing = {0};
    struct chosen chosen;
    if (!selection_resolve(request, outline, &nothing, lang, &chosen, err)) return false;
    keep_chosen(outline, &chosen);
    return true;
}

bool handle_pxweb_metadata(struct request *request, struct reply *reply, struct error *err) {
    bool of_default = false;
    const struct pxweb_parameters parameters = {read_asked, "lang, outputFormat, defaultSelection", &of_default};
    enum lang lang;
    struct px_table table;
    struct cube outline;
    if (!pxweb_read(request, &parameters, &lang, err) ||
        !px_table_find(request, request->arguments[0], lang, &table, err) ||
        !px_outline(request, &table, lang, &outline, err) || !extend(request, &table, lang, &outline, err) ||
        (of_default && !keep_default(request, lang, &outline, err)))
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
