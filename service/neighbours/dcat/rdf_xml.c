/* Triples as RDF/XML. */
#include <string.h>

#include "private.h"

static void add_attribute(struct text *out, const char *name, const char *value) {
    text_printf(out, " %s=\"", name);
    text_add_xml(out, value);
    text_add_char(out, '"');
}

static void add_triple(struct text *out, const struct triple *triple) {
    text_printf(out, "    <%s", triple->predicate);
    if (!triple->is_text) {
        add_attribute(out, "rdf:resource", triple->object);
        text_add(out, "/>\n");
        return;
    }
    if (triple->lang != NULL) add_attribute(out, "xml:lang", triple->lang);
    if (triple->type != NULL) add_attribute(out, "rdf:datatype", graph_expanded(out->arena, triple->type));
    text_add_char(out, '>');
    text_add_xml(out, triple->object);
    text_printf(out, "</%s>\n", triple->predicate);
}

void write_rdf_xml(const struct graph *graph, struct text *out) {
    text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF");
    for (size_t i = 0; i < prefix_count; i++)
        add_attribute(out, arena_printf(out->arena, "xmlns:%s", prefixes[i].name), prefixes[i].address);
    text_add(out, ">\n");
    for (size_t first = 0, end; first < graph->count; first = end) {
        end = graph_subject_end(graph, first);
        text_add(out, "  <rdf:Description");
        add_attribute(out, "rdf:about", graph->triples[first].subject);
        text_add(out, ">\n");
        for (size_t i = first; i < end; i++) add_triple(out, &graph->triples[i]);
        text_add(out, "  </rdf:Description>\n");
    }
    text_add(out, "</rdf:RDF>\n");
}
