/* What many handlers refuse. */
#include "domain/parameters.h"
#include "work/work.h"

static bool read_none(void *state, const struct parameter *parameter, struct error *err) {
    (void)state, (void)parameter, (void)err;
    return false;
}

static const char *names_of_none(const void *state, struct arena *arena) {
    (void)state, (void)arena;
    return "format"; /* read before any handler */
}

bool refuse_parameters(const struct request *request, struct error *err) {
    static const struct parameter_reader reader = {read_none, names_of_none};
    return parameters_read(request->parameters, request->parameter_count, &reader, NULL, err);
}

static bool read_lang(void *state, const struct parameter *parameter, struct error *err) {
    if (!text_equal(parameter->name, "lang")) return false;
    parameter_lang(parameter, state, err);
    return true;
}

static const char *names_of_lang(const void *state, struct arena *arena) {
    (void)state, (void)arena;
    return "format, lang";
}

bool read_lang_only(const struct request *request, enum lang *lang, struct error *err) {
    static const struct parameter_reader reader = {read_lang, names_of_lang};
    *lang = request->lang;
    parameters_read(request->parameters, request->parameter_count, &reader, lang, err);
    /* the tables speak Swedish and English */
    if (*lang == LANG_DA) *lang = LANG_EN;
    return !error_is_set(err);
}

/* Keys are lower case with hyphens: say so to whoever spelled one otherwise. It tells nothing about what exists. */
bool suggest_spelling(const struct request *request, struct error *err) {
    char *right = text_lower(request->arena, request->arguments[0]);
    for (char *at = right; *at != '\0'; at++)
        if (*at == '_') *at = '-';
    if (text_equal(right, request->arguments[0])) return false;
    const char *sv = arena_printf(request->arena, "Koder skrivs med små bokstäver och bindestreck: %s.", right);
    const char *da = arena_printf(request->arena, "Koder skrives med små bogstaver og bindestreger: %s.", right);
    const char *en = arena_printf(request->arena, "Codes are written in lower case with hyphens: %s.", right);
    for (int lang = 0; lang < LANG_COUNT; lang++) err->detail[lang] = lang == LANG_SV ? sv : lang == LANG_DA ? da : en;
    return false;
}
