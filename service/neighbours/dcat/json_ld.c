/* Triples as JSON-LD, its context inline: whoever reads it need not fetch anything. */
#include "private.h"

static void add_member(struct text *out, const char *name, const char *value) {
    text_printf(out, "\"%s\": ", name);
    text_add_json(out, value);
}

static void add_object(struct text *out, const struct triple *triple) {
    text_add_char(out, '{');
    add_member(out, triple->is_text ? "@value" : "@id", triple->object);
    if (triple->lang != NULL) {
        text_add(out, ", ");
        add_member(out, "@language", triple->lang);
    }
    if (triple->type != NULL) {
        text_add(out, ", ");
        add_member(out, "@type", triple->type);
    }
    text_add_char(out, '}');
}

static bool stands_before(const struct graph *graph, size_t first, size_t place) {
    for (size_t i = first; i < place; i++)
        if (text_equal(graph->triples[i].predicate, graph->triples[place].predicate)) return true;
    return false;
}

/* All objects of a predicate are one list. */
static void add_objects(const struct graph *graph, size_t first, size_t end, struct text *out) {
    const char *predicate = graph->triples[first].predicate;
    text_printf(out, ",\n   \"%s\": [", predicate);
    for (size_t i = first; i < end; i++) {
        if (!text_equal(graph->triples[i].predicate, predicate)) continue;
        if (i > first) text_add(out, ", ");
        add_object(out, &graph->triples[i]);
    }
    text_add_char(out, ']');
}

void write_json_ld(const struct graph *graph, struct text *out) {
    text_add(out, "{\"@context\": {");
    for (size_t i = 0; i < prefix_count; i++) {
        if (i > 0) text_add(out, ", ");
        add_member(out, prefixes[i].name, prefixes[i].address);
    }
    text_add(out, "},\n \"@graph\": [");
    for (size_t first = 0, end; first < graph->count; first = end) {
        end = graph_subject_end(graph, first);
        text_add(out, first > 0 ? ",\n  {" : "\n  {");
        add_member(out, "@id", graph->triples[first].subject);
        for (size_t i = first; i < end; i++)
            if (!stands_before(graph, first, i)) add_objects(graph, i, end, out);
        text_add_char(out, '}');
    }
    text_add(out, "]}\n");
}
