/* Triples as Turtle. */
#include "private.h"

static void add_text(struct text *out, const char *text) {
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"}};
    text_add_char(out, '"');
    for (; *text != '\0'; text++) {
        const char *escape = NULL;
        for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
            if (escapes[i].c == *text) escape = escapes[i].escape;
        if (escape != NULL)
            text_add(out, escape);
        else if ((unsigned char)*text < ' ')
            text_printf(out, "\\u%04X", (unsigned char)*text);
        else
            text_add_char(out, *text);
    }
    text_add_char(out, '"');
}

static void add_object(struct text *out, const struct triple *triple) {
    if (!triple->is_text) {
        text_printf(out, "<%s>", triple->object);
        return;
    }
    add_text(out, triple->object);
    if (triple->lang != NULL) text_printf(out, "@%s", triple->lang);
    if (triple->type != NULL) text_printf(out, "^^%s", triple->type);
}

void write_turtle(const struct graph *graph, struct text *out) {
    for (size_t i = 0; i < prefix_count; i++)
        text_printf(out, "@prefix %s: <%s> .\n", prefixes[i].name, prefixes[i].address);
    for (size_t first = 0, end; first < graph->count; first = end) {
        end = graph_subject_end(graph, first);
        text_printf(out, "\n<%s>\n", graph->triples[first].subject);
        for (size_t i = first; i < end; i++) {
            text_printf(out, "    %s ", graph->triples[i].predicate);
            add_object(out, &graph->triples[i]);
            text_add(out, i + 1 == end ? " .\n" : " ;\n");
        }
    }
}
