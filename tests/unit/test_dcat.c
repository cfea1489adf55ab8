/* Triples in three forms, whatever their texts and addresses hold. */
#include <criterion/criterion.h>
#include <string.h>

#include "neighbours/dcat/private.h"

static const char odd[] = "a\x01\xEF\xBF\xBE<&>\"\\\n";

static const char *written(struct arena *arena, void (*write)(const struct graph *graph, struct text *out)) {
    struct graph graph = {.arena = arena};
    struct text out = text_start(arena);
    graph_about(&graph, "https://example.org/a b<\">", "dcat:Dataset");
    graph_text_in(&graph, "dct:title", LANG_SV, odd);
    graph_text(&graph, "dct:title", NULL);
    write(&graph, &out);
    return out.data;
}

Test(dcat, every_form_holds_any_text) {
    static const struct {
        void (*write)(const struct graph *graph, struct text *out);
        const char *text;
    } forms[] = {
        {write_rdf_xml, "xml:lang=\"sv\">a\xEF\xBF\xBD\xEF\xBF\xBD&lt;&amp;&gt;&quot;\\\n<"},
        {write_turtle, "\"a\\u0001\xEF\xBF\xBE<&>\\\"\\\\\\n\"@sv"},
        {write_json_ld, "\"a\\u0001\xEF\xBF\xBE<&>\\\"\\\\\\u000a\", \"@language\": \"sv\""},
    };
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *text = written(arena, forms[i].write);
        cr_expect_not_null(strstr(text, forms[i].text), "%s", text);
        cr_expect_not_null(strstr(text, "https://example.org/a%20b%3C%22%3E"), "%s", text);
    }
    arena_destroy(arena);
}
