/* What the catalogue says: who publishes, a dataset for each focus area and one for all figures, in every format that
 * figures leave in, and the service that they come from. */
#include <string.h>

#include "formats/formats.h"
#include "private.h"

#define AUTHORITY "http://publications.europa.eu/resource/authority/"
#define ADDRESS "/datasets/dcat"

struct telling {
    const struct request *request;
    struct graph *graph;
    struct table focus_areas;
    const char *modified; /* when something was published last; NULL: never */
};

/* The address of a thing in the catalogue. */
static const char *thing(const struct telling *telling, const char *name) {
    return arena_printf(telling->request->arena, "%s#%s", request_link(telling->request, ADDRESS), name);
}

/* ---- words ---- */

struct words {
    const char *in[LANG_COUNT];
};

static void tell(struct graph *graph, const char *predicate, const struct words *words) {
    for (int lang = 0; lang < LANG_COUNT; lang++) graph_text_in(graph, predicate, (enum lang)lang, words->in[lang]);
}

static const struct words catalogue_title = {
    {[LANG_SV] = "Tillit till kommuner", [LANG_DA] = "Tillid til kommuner", [LANG_EN] = "Trust in municipalities"}};
static const struct words catalogue_description = {
    {[LANG_SV] = "Siffror om tillit till kommuner: invånares, brukares, medarbetares och politikers.",
     [LANG_DA] = "Tal om tillid til kommuner: borgeres, brugeres, medarbejderes og politikeres.",
     [LANG_EN] = "Figures on trust in municipalities: of residents, users, employees and politicians."}};
static const struct words all_title = {{[LANG_SV] = "Alla siffror om tillit till kommuner",
                                        [LANG_DA] = "Alle tal om tillid til kommuner",
                                        [LANG_EN] = "All figures on trust in municipalities"}};
static const struct words service_title = {
    {[LANG_SV] = "Tillits API", [LANG_DA] = "Tillits API", [LANG_EN] = "Tillit's API"}};
static const struct words service_description = {
    {[LANG_SV] = "REST-API utan nyckel för alla publicerade siffror, med osäkerhet, status och källa.",
     [LANG_DA] = "REST-API uden nøgle til alle offentliggjorte tal, med usikkerhed, status og kilde.",
     [LANG_EN] = "REST API without a key for all published figures, with uncertainty, status and source."}};
static const struct words keywords = {{[LANG_SV] = "tillit", [LANG_DA] = "tillid", [LANG_EN] = "trust"}};

/* ---- what several things say ---- */

static void tell_languages(struct graph *graph) {
    static const char *const languages[] = {AUTHORITY "language/SWE", AUTHORITY "language/DAN",
                                            AUTHORITY "language/ENG"};
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) graph_link(graph, "dct:language", languages[i]);
}

static void tell_subject(struct graph *graph) {
    tell(graph, "dcat:keyword", &keywords);
    graph_link(graph, "dcat:theme", AUTHORITY "data-theme/GOVE");
    graph_link(graph, "dcat:theme", AUTHORITY "data-theme/SOCI");
}

static void tell_places(struct graph *graph) {
    graph_link(graph, "dct:spatial", AUTHORITY "country/SWE");
    graph_link(graph, "dct:spatial", AUTHORITY "country/DNK");
}

static void tell_publisher(const struct telling *telling) {
    graph_link(telling->graph, "dct:publisher", thing(telling, "publisher"));
}

static void tell_modified(const struct telling *telling) {
    graph_typed(telling->graph, "dct:modified", "xsd:dateTime", telling->modified);
}

/* ---- distributions ---- */

/* What Europe calls the files of a media type; NULL where it has no word. */
static const char *file_type(const char *media_type) {
    static const struct {
        const char *media_type, *file_type;
    } types[] = {
        {"text/csv", AUTHORITY "file-type/CSV"},
        {"application/json", AUTHORITY "file-type/JSON"},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", AUTHORITY "file-type/XLSX"},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (text_equal(types[i].media_type, media_type)) return types[i].file_type;
    return NULL;
}

/* `code`: of the focus area; NULL: all figures. */
static const char *figures_address(const struct telling *telling, const char *code, const struct media_type *type) {
    struct arena *arena = telling->request->arena;
    const char *chosen = code == NULL ? "" : arena_printf(arena, "focus_area=%s&", code);
    return request_link(telling->request,
                        arena_printf(arena, API_ROOT "/observations?%sformat=%s", chosen, type->format));
}

static const char *distribution_of(const struct telling *telling, const char *name, const struct media_type *type) {
    return thing(telling, arena_printf(telling->request->arena, "%s-%s", name, type->format));
}

static void tell_distribution(const struct telling *telling, const char *name, const char *code,
                              const struct words *title, const struct format *format) {
    struct graph *graph = telling->graph;
    const struct media_type *type = &media_types[format->media];
    const char *address = figures_address(telling, code, type), *file = file_type(type->type);
    graph_about(graph, distribution_of(telling, name, type), "dcat:Distribution");
    graph_text(graph, "dct:title", type->format);
    tell(graph, "dct:description", title);
    graph_link(graph, "dcat:accessURL", address);
    if (format->leaving != LEAVES_PAGED) graph_link(graph, "dcat:downloadURL", address);
    graph_link(graph, "dcat:accessService", thing(telling, "service"));
    graph_link(graph, "dcat:mediaType",
               arena_printf(graph->arena, "http://www.iana.org/assignments/media-types/%s", type->type));
    if (file != NULL) graph_link(graph, "dct:format", file);
    graph_link(graph, "dct:license", PUBLIC_DOMAIN);
    graph_link(graph, "dcatap:availability", AUTHORITY "planned-availability/STABLE");
    tell_modified(telling);
}

/* ---- datasets ---- */

/* What leaves as a whole is refused beyond so many cells: no form of a dataset that grows. Nor is a map, of one period.
 */
static bool is_unbounded(const struct format *format) {
    return format->leaving != LEAVES_WHOLE && format->shape != SHAPE_FEATURES;
}

static void tell_dataset(const struct telling *telling, const char *name, const char *code, const struct words *title,
                         const struct words *description) {
    struct graph *graph = telling->graph;
    const char *page =
        code == NULL ? API_ROOT "/indicators" : arena_printf(graph->arena, API_ROOT "/indicators?focus_area=%s", code);
    graph_about(graph, thing(telling, name), "dcat:Dataset");
    tell(graph, "dct:title", title);
    tell(graph, "dct:description", description);
    graph_text(graph, "dct:identifier", thing(telling, name));
    tell_publisher(telling);
    graph_link(graph, "dcat:contactPoint", thing(telling, "contact"));
    tell_subject(graph);
    graph_link(graph, "dct:accessRights", AUTHORITY "access-right/PUBLIC");
    graph_link(graph, "dct:accrualPeriodicity", AUTHORITY "frequency/IRREG");
    tell_places(graph);
    graph_link(graph, "dcat:landingPage", request_link(telling->request, page));
    tell_languages(graph);
    tell_modified(telling);
    for (size_t i = 0; i < format_count; i++)
        if (is_unbounded(&formats[i]))
            graph_link(graph, "dcat:distribution", distribution_of(telling, name, &media_types[formats[i].media]));
    for (size_t i = 0; i < format_count; i++)
        if (is_unbounded(&formats[i])) tell_distribution(telling, name, code, title, &formats[i]);
}

/* Labels in all languages: a column for each. */
enum { FOCUS_CODE, FOCUS_NAME, FOCUS_DESCRIPTION = FOCUS_NAME + LANG_COUNT };

static struct words words_of(const char *const *row, int first) {
    struct words words;
    for (int lang = 0; lang < LANG_COUNT; lang++) words.in[lang] = row[first + lang];
    return words;
}

static void tell_focus_area(const struct telling *telling, const char *const *row) {
    struct words name = words_of(row, FOCUS_NAME), description = words_of(row, FOCUS_DESCRIPTION);
    bool is_described = false;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        is_described = is_described || description.in[lang] != NULL;
        if (name.in[lang] != NULL)
            name.in[lang] = arena_printf(telling->request->arena, "%s: %s", catalogue_title.in[lang], name.in[lang]);
    }
    tell_dataset(telling, row[FOCUS_CODE], row[FOCUS_CODE], &name, is_described ? &description : &name);
}

/* ---- the catalogue ---- */

static void tell_catalogue(const struct telling *telling) {
    struct graph *graph = telling->graph;
    graph_about(graph, thing(telling, "catalogue"), "dcat:Catalog");
    tell(graph, "dct:title", &catalogue_title);
    tell(graph, "dct:description", &catalogue_description);
    tell_publisher(telling);
    graph_link(graph, "dct:license", PUBLIC_DOMAIN);
    graph_link(graph, "foaf:homepage", request_link(telling->request, "/"));
    graph_link(graph, "dcat:themeTaxonomy", AUTHORITY "data-theme");
    tell_languages(graph);
    tell_places(graph);
    tell_modified(telling);
    graph_link(graph, "dcat:service", thing(telling, "service"));
    graph_link(graph, "dcat:dataset", thing(telling, "figures"));
    for (size_t i = 0; i < telling->focus_areas.count; i++)
        graph_link(graph, "dcat:dataset", thing(telling, telling->focus_areas.rows[i][FOCUS_CODE]));
}

static void tell_who(const struct telling *telling) {
    const struct config *config = telling->request->config;
    struct graph *graph = telling->graph;
    graph_about(graph, thing(telling, "publisher"), "foaf:Agent");
    graph_text(graph, "foaf:name", config->organisation);
    graph_link(graph, "dct:type", "http://purl.org/adms/publishertype/LocalAuthority");
    graph_about(graph, thing(telling, "contact"), "vcard:Organization");
    graph_link(graph, "rdf:type", graph_expanded(graph->arena, "vcard:Kind")); /* which it is, for who does not infer */
    graph_text(graph, "vcard:fn", config->organisation);
    graph_link(graph, "vcard:hasEmail", arena_printf(graph->arena, "mailto:%s", config->contact_email));
}

static void tell_service(const struct telling *telling) {
    struct graph *graph = telling->graph;
    graph_about(graph, thing(telling, "service"), "dcat:DataService");
    tell(graph, "dct:title", &service_title);
    tell(graph, "dct:description", &service_description);
    graph_link(graph, "dcat:endpointURL", request_link(telling->request, API_ROOT));
    graph_link(graph, "dcat:endpointDescription", request_link(telling->request, API_ROOT "/openapi.json"));
    tell_publisher(telling);
    graph_link(graph, "dcat:contactPoint", thing(telling, "contact"));
    tell_subject(graph);
    graph_link(graph, "dct:license", PUBLIC_DOMAIN);
    graph_link(graph, "dct:accessRights", AUTHORITY "access-right/PUBLIC");
    graph_link(graph, "dcat:servesDataset", thing(telling, "figures"));
    for (size_t i = 0; i < telling->focus_areas.count; i++)
        graph_link(graph, "dcat:servesDataset", thing(telling, telling->focus_areas.rows[i][FOCUS_CODE]));
}

/* ---- what the database knows ---- */

static bool read_focus_areas(struct telling *telling, struct error *err) {
    static const struct parameter parameters[] = {{"fields", "code,name,description"}, {"lang", "all"}};
    struct query query;
    return rows_query(telling->request, resource_find("focus-areas"), parameters, 2, &query, err) &&
           rows_table(telling->request, &query, &telling->focus_areas, err);
}

static bool read_modified(struct telling *telling, struct error *err) {
    static const struct parameter parameters[] = {{"fields", "at"}, {"sort", "-at"}, {"limit", "1"}};
    struct query query;
    struct table last;
    if (!rows_query(telling->request, resource_find("changes"), parameters, 3, &query, err) ||
        !rows_table(telling->request, &query, &last, err))
        return false;
    telling->modified = last.count == 0 ? NULL : last.rows[0][0];
    return true;
}

bool catalogue_fill(const struct request *request, struct graph *graph, struct error *err) {
    struct telling telling = {.request = request, .graph = graph};
    if (!read_focus_areas(&telling, err) || !read_modified(&telling, err)) return false;
    tell_catalogue(&telling);
    tell_who(&telling);
    tell_service(&telling);
    tell_dataset(&telling, "figures", NULL, &all_title, &catalogue_description);
    for (size_t i = 0; i < telling.focus_areas.count; i++) tell_focus_area(&telling, telling.focus_areas.rows[i]);
    return true;
}
