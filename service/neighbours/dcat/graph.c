/* One list of triples. */
#include <string.h>

#include "private.h"

const struct prefix prefixes[] = {
#define X(name, address) {name, address},
    DCAT_PREFIXES(X)
#undef X
};
const size_t prefix_count = sizeof prefixes / sizeof *prefixes;

static void add(struct graph *graph, struct triple triple) {
    triple.subject = graph->subject;
    graph->triples =
        arena_grow(graph->arena, graph->triples, graph->count, graph->count + 1, &graph->room, sizeof *graph->triples);
    graph->triples[graph->count++] = triple;
}

void graph_about(struct graph *graph, const char *subject, const char *class) {
    graph->subject = graph_address(graph->arena, subject);
    graph_link(graph, "rdf:type", graph_expanded(graph->arena, class));
}

void graph_link(struct graph *graph, const char *predicate, const char *address) {
    add(graph, (struct triple){.predicate = predicate, .object = graph_address(graph->arena, address)});
}

void graph_text(struct graph *graph, const char *predicate, const char *text) {
    if (text != NULL) add(graph, (struct triple){.predicate = predicate, .object = text, .is_text = true});
}

void graph_text_in(struct graph *graph, const char *predicate, enum lang lang, const char *text) {
    if (text == NULL) return;
    add(graph, (struct triple){.predicate = predicate, .object = text, .is_text = true, .lang = lang_codes[lang]});
}

void graph_typed(struct graph *graph, const char *predicate, const char *type, const char *text) {
    if (text == NULL) return;
    add(graph, (struct triple){.predicate = predicate, .object = text, .is_text = true, .type = type});
}

const char *graph_expanded(struct arena *arena, const char *name) {
    const char *colon = strchr(name, ':');
    for (size_t i = 0; i < prefix_count; i++)
        if (strncmp(prefixes[i].name, name, (size_t)(colon - name)) == 0 && prefixes[i].name[colon - name] == '\0')
            return arena_printf(arena, "%s%s", prefixes[i].address, colon + 1);
    return name;
}

const char *graph_address(struct arena *arena, const char *address) {
    struct text clean = text_start(arena);
    for (const char *at = address; *at != '\0'; at++) {
        if ((unsigned char)*at <= ' ' || strchr("<>\"{}|\\^`", *at) != NULL)
            text_printf(&clean, "%%%02X", (unsigned char)*at);
        else
            text_add_char(&clean, *at);
    }
    return clean.data;
}

size_t graph_subject_end(const struct graph *graph, size_t first) {
    size_t end = first;
    while (end < graph->count && text_equal(graph->triples[end].subject, graph->triples[first].subject)) end++;
    return end;
}
