/* What many handlers refuse. */
#include "work/work.h"

bool refuse_parameters(const struct request *request, struct error *err) {
    for (size_t i = 0; i < request->parameter_count; i++)
        error_add(err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, request->parameters[i].name, 0,
                  VIOLATION_UNKNOWN_PARAMETER, "format", NULL);
    return !error_is_set(err);
}

bool read_lang_only(const struct request *request, enum lang *lang, struct error *err) {
    *lang = request->lang;
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *parameter = &request->parameters[i];
        int found = lang_from_code(parameter->value);
        if (!text_equal(parameter->name, "lang"))
            error_add(err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, parameter->name, 0, VIOLATION_UNKNOWN_PARAMETER,
                      "format, lang", NULL);
        else if (found < 0)
            error_add(err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, "lang", 0, VIOLATION_NOT_SUPPORTED,
                      "sv, da, en", NULL);
        else
            *lang = (enum lang)found;
    }
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
