/* What the codes of errors say. */
#include <criterion/criterion.h>

#include "words/words.h"

Test(words, fill_in_their_arguments_in_every_language) {
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    error_add(&err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, "limit", 0, VIOLATION_OUT_OF_RANGE, "1", "1000");
    cr_expect_str_eq(violation_detail(arena, &err.violations[0], LANG_SV), "Ska ligga mellan 1 och 1000.");
    cr_expect_str_eq(violation_detail(arena, &err.violations[0], LANG_EN), "Must lie between 1 and 1000.");
    struct violation unknown = {.code = VIOLATION_UNKNOWN_CODE, .arguments = {"x", "a, b"}};
    cr_expect_str_eq(violation_detail(arena, &unknown, LANG_EN), "Unknown code \"x\". Allowed: a, b.");
    unknown.arguments[1] = NULL;
    cr_expect_str_eq(violation_detail(arena, &unknown, LANG_EN), "Unknown code \"x\".");
    arena_destroy(arena);
}

Test(words, are_there_for_every_kind_and_code_in_every_language) {
    for (int kind = PROBLEM_NONE + 1; kind < PROBLEM_COUNT; kind++)
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            cr_expect_not_null(problem_title((enum problem)kind, (enum lang)lang));
            cr_expect_not_null(problem_explanation((enum problem)kind, (enum lang)lang));
        }
    for (int code = 0; code < VIOLATION_COUNT; code++)
        for (int lang = 0; lang < LANG_COUNT; lang++)
            cr_expect_not_null(violation_words((enum violation_code)code, (enum lang)lang), "%s in %s",
                               violation_code_name((enum violation_code)code), lang_codes[lang]);
}
