/* Codes of municipalities as their countries write them: "0123" is se-0123, "101" is dk-101. */
#ifndef DOMAIN_NATIONAL_CODE_H
#define DOMAIN_NATIONAL_CODE_H

#include "base/arena.h"

/* The national code of an area's code, and back; what is none stays as it is. */
const char *national_code(struct arena *arena, const char *code);
const char *national_code_area(struct arena *arena, const char *national);

#endif
