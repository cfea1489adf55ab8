/* Results as JSON: doubles in the shortest form that reads back, never NaN. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

static struct json_sink *json_of(struct sink *sink) { return (struct json_sink *)sink; }

/* Names are constants of ours. */
static void start_member(struct json_sink *json, const char *name) {
    struct text *out = &json->out;
    char last = out->length == 0 ? '[' : out->data[out->length - 1];
    if (last != '{' && last != '[') text_add(out, json->style->after_item);
    if (name != NULL) text_printf(out, "\"%s\"%s", name, json->style->after_name);
}

static void begin(struct sink *sink, const char *name, enum group group) {
    start_member(json_of(sink), name);
    text_add_char(&json_of(sink)->out, group == GROUP_LIST ? '[' : '{');
}

static void end(struct sink *sink, enum group group) {
    text_add_char(&json_of(sink)->out, group == GROUP_LIST ? ']' : '}');
}

/* The library's own escapes. */
static void add_dumped(struct text *out, json_t *value, size_t flags) {
    char *printed = json_dumps(value, JSON_ENCODE_ANY | flags);
    text_add(out, printed);
    free(printed);
    json_decref(value);
}

static void add_member(struct sink *sink, const char *name, const struct value *value) {
    struct json_sink *json = json_of(sink);
    start_member(json, name);
    if (value->kind == VALUE_NUMBER && isfinite(value->number))
        json->style->add_number(&json->out, value->number);
    else if (value->kind == VALUE_WORD && value->word != NULL)
        add_dumped(&json->out, json_string(value->word), 0);
    else if (value->kind == VALUE_BOOLEAN)
        text_add(&json->out, value->is_true ? "true" : "false");
    else
        text_add(&json->out, "null");
}

static struct text *text_of(struct sink *sink) { return &json_of(sink)->out; }

static const struct sink_type sink_type_json = {begin, add_member, end, text_of};

struct sink *sink_json(struct arena *arena) {
    static const struct json_style style = {", ", ": ", text_add_double};
    struct json_sink *json = arena_alloc(arena, sizeof *json);
    *json = (struct json_sink){{&sink_type_json}, &style, text_start(arena)};
    return &json->sink;
}

enum { DIGITS_OF_CELLS = 17 };

static void add_cell_number(struct text *text, double value) {
    struct text shortest = text_start(text->arena);
    text_add_double(&shortest, value);
    if (strpbrk(shortest.data, ".e") != NULL)
        add_dumped(text, json_real(value), JSON_REAL_PRECISION(DIGITS_OF_CELLS));
    else
        text_add(text, shortest.data);
}

struct json_sink json_sink_for_cell(struct arena *arena) {
    static const struct json_style style = {",", ":", add_cell_number};
    return (struct json_sink){{&sink_type_json}, &style, text_start(arena)};
}
