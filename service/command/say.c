/* What the verbs say when they end badly. */
#include <stdio.h>

#include "private.h"
#include "words/words.h"

int command_wrong_call(const char *what, const char *word) {
    fprintf(stderr, "tillit: %s%s; `tillit --help` explains\n", what, word);
    return EXIT_WRONG_CALL;
}

void command_say_error(const struct error *err) {
    fprintf(stderr, "tillit: %s\n", err->cause == NULL ? error_detail(err, LANG_EN) : err->cause);
}

int command_show_error(struct arena *arena, const struct error *err) {
    for (size_t i = 0; i < err->violation_count; i++) {
        const struct violation *violation = &err->violations[i];
        fprintf(stderr, "tillit: %s: %s\n", violation->name, violation_detail(arena, violation, LANG_EN));
    }
    if (err->violation_count == 0)
        fprintf(stderr, "tillit: %s\n",
                problem_status(err->kind) < 500 || err->cause == NULL ? error_detail(err, LANG_EN) : err->cause);
    return problem_status(err->kind) < 500 ? EXIT_REFUSED : EXIT_WRONG_CALL;
}
