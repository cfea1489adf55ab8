/* JSON of the interface's own objects, and the parameters that every address takes. */
#include <string.h>

#include "base/text.h"
#include "domain/parameters.h"
#include "private.h"

void say_next(struct text *json) {
    if (strchr("[{", json->data[json->length - 1]) == NULL) text_add_char(json, ',');
}

static void begin_member(struct text *json, const char *name) {
    say_next(json);
    text_printf(json, "\"%s\":", name);
}

void say_text(struct text *json, const char *name, const char *value) {
    begin_member(json, name);
    if (value == NULL)
        text_add(json, "null");
    else
        text_add_json(json, value);
}

void say_number(struct text *json, const char *name, size_t value) {
    begin_member(json, name);
    text_printf(json, "%zu", value);
}

void say_flag(struct text *json, const char *name, bool is_true) {
    begin_member(json, name);
    text_add(json, is_true ? "true" : "false");
}

void say_links(struct text *json, const struct request *request, enum lang lang, const struct link *links,
               size_t count) {
    begin_member(json, "links");
    text_add_char(json, '[');
    for (size_t i = 0; i < count; i++) {
        const char *sign = strchr(links[i].path, '?') == NULL ? "?" : "&";
        say_next(json);
        text_add_char(json, '{');
        say_text(json, "rel", links[i].rel);
        say_text(json, "hreflang", lang_codes[lang]);
        const char *path =
            arena_printf(request->arena, PXWEB_ROOT "%s%slang=%s", links[i].path, sign, lang_codes[lang]);
        say_text(json, "href", request_link(request, path));
        text_add_char(json, '}');
    }
    text_add_char(json, ']');
}

void say_reply(struct text *json, enum lang lang, struct reply *reply) {
    text_add(json, "}\n");
    reply_public_json(reply, json->data, json->length);
    reply->content_type = media_types[MEDIA_JSON].content_type;
    reply->language = lang_codes[lang];
}

bool pxweb_boolean(const struct parameter *parameter, bool *is_true, struct error *err) {
    const struct parameter lower = {parameter->name, text_lower(err->arena, parameter->value)};
    return parameter_boolean(&lower, is_true, err);
}

/* ---- parameters ---- */

struct reading {
    const struct pxweb_parameters *parameters;
    enum lang *lang;
};

static bool read_one(void *state, const struct parameter *parameter, struct error *err) {
    struct reading *reading = state;
    if (text_equal_fold(parameter->name, "lang")) {
        parameter_lang(parameter, reading->lang, err);
        return true;
    }
    const struct pxweb_parameters *parameters = reading->parameters;
    return parameters->read != NULL && parameters->read(parameters->state, parameter, err);
}

static const char *names_of(const void *state, struct arena *arena) {
    const struct reading *reading = state;
    (void)arena;
    return reading->parameters->names;
}

bool pxweb_read(const struct request *request, const struct pxweb_parameters *parameters, enum lang *lang,
                struct error *err) {
    static const struct parameter_reader reader = {read_one, names_of};
    struct reading reading = {parameters, lang};
    static const char *const lists[] = {"valueCodes[", NULL};
    *lang = request->lang;
    return parameters_are_single(request, lists, err) &&
           parameters_read(request->parameters, request->parameter_count, &reader, &reading, err);
}
