/* What the codes of include/base/error.h say, in three languages. The words stand in no header: a changed one rebuilds
 * one file. */
#ifndef WORDS_WORDS_H
#define WORDS_WORDS_H

#include "base/error.h"

const char *problem_title(enum problem kind, enum lang lang);
const char *problem_explanation(enum problem kind, enum lang lang);

/* The words of a code before its arguments are filled in. */
const char *violation_words(enum violation_code code, enum lang lang);

/* The violation in words. */
const char *violation_detail(struct arena *arena, const struct violation *violation, enum lang lang);

/* The detail in words: the case's own sentence or the kind's explanation. */
const char *error_detail(const struct error *err, enum lang lang);

#endif
