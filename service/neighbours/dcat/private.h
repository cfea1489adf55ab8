/* What the files of the catalogue share: one list of triples, and three ways to write it. */
#ifndef NEIGHBOURS_DCAT_PRIVATE_H
#define NEIGHBOURS_DCAT_PRIVATE_H

#include "base/text.h"
#include "neighbours/frame.h"

/* Names are written with these prefixes: X(prefix, address). */
#define DCAT_PREFIXES(X)                                                                                               \
    X("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")                                                            \
    X("dcat", "http://www.w3.org/ns/dcat#")                                                                            \
    X("dct", "http://purl.org/dc/terms/")                                                                              \
    X("foaf", "http://xmlns.com/foaf/0.1/")                                                                            \
    X("vcard", "http://www.w3.org/2006/vcard/ns#")                                                                     \
    X("dcatap", "http://data.europa.eu/r5r/")                                                                          \
    X("xsd", "http://www.w3.org/2001/XMLSchema#")

struct prefix {
    const char *name, *address;
};
extern const struct prefix prefixes[];
extern const size_t prefix_count;

/* The object is an address, or a text, in a language or of a type. */
struct triple {
    const char *subject;   /* address */
    const char *predicate; /* prefixed name */
    const char *object;
    bool is_text;
    const char *lang; /* of a text; NULL for none */
    const char *type; /* of a text, prefixed name; NULL for none */
};

/* Triples of one subject follow each other. */
struct graph {
    struct arena *arena;
    struct triple *triples;
    size_t count, room;
    const char *subject; /* of what is added */
};

/* ---- graph.c ---- */

/* What is added from now on is about that address, which is of that class (prefixed name). */
void graph_about(struct graph *graph, const char *subject, const char *class);
void graph_link(struct graph *graph, const char *predicate, const char *address);
/* A text; NULL adds nothing. */
void graph_text(struct graph *graph, const char *predicate, const char *text);
void graph_text_in(struct graph *graph, const char *predicate, enum lang lang, const char *text);
void graph_typed(struct graph *graph, const char *predicate, const char *type, const char *text);

/* The address that a prefixed name stands for. */
const char *graph_expanded(struct arena *arena, const char *name);

/* An address without what no address may hold. */
const char *graph_address(struct arena *arena, const char *address);

/* The end of the triples that have the subject of triple `first`. */
size_t graph_subject_end(const struct graph *graph, size_t first);

/* ---- catalogue.c: what there is to say ---- */

bool catalogue_fill(const struct request *request, struct graph *graph, struct error *err) must_check;

/* ---- turtle.c, rdf_xml.c, json_ld.c ---- */

void write_turtle(const struct graph *graph, struct text *out);
void write_rdf_xml(const struct graph *graph, struct text *out);
void write_json_ld(const struct graph *graph, struct text *out);

#endif
