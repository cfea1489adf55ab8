/* The addresses of the catalogue: one that a harvester asks for the form it wants, and one for each form. */
#include "neighbours/dcat.h"
#include "private.h"

static handler handle_catalogue;

#define READS(pattern, media)                                                                                          \
    { HTTP_GET, pattern, handle_catalogue, NULL, SCOPE_PUBLIC, media, 0, BODY_NONE, .is_foreign = true }

static const struct route routes[] = {
    READS("/datasets/dcat", MEDIA_BIT(RDF_XML) | MEDIA_BIT(TURTLE) | MEDIA_BIT(JSON_LD)),
    READS("/datasets/dcat.rdf", MEDIA_BIT(RDF_XML)),
    READS("/datasets/dcat.ttl", MEDIA_BIT(TURTLE)),
    READS("/datasets/dcat.jsonld", MEDIA_BIT(JSON_LD)),
};

static bool handle_catalogue(struct request *request, struct reply *reply, struct error *err) {
    static void (*const writers[MEDIA_COUNT])(const struct graph *graph, struct text *out) = {
        [MEDIA_RDF_XML] = write_rdf_xml, [MEDIA_TURTLE] = write_turtle, [MEDIA_JSON_LD] = write_json_ld};
    struct graph graph = {.arena = request->arena};
    struct text out = text_start(request->arena);
    if (!refuse_parameters(request, err) || !catalogue_fill(request, &graph, err)) return false;
    writers[request->media](&graph, &out);
    reply_public_json(reply, out.data, out.length);
    return true;
}

const struct neighbour neighbour_dcat = {.routes = routes, .route_count = sizeof routes / sizeof *routes};
