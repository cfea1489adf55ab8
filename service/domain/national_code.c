/* Codes of municipalities as their countries write them. */
#include "domain/national_code.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

enum { DANISH_DIGITS = 3 };

static bool is_digits(const char *text) { return *text != '\0' && text[strspn(text, "0123456789")] == '\0'; }

/* Danish codes have three digits, Swedish ones others: so digits alone tell the country. */
static const char *country_of(const char *digits) { return strlen(digits) == DANISH_DIGITS ? "dk-" : "se-"; }

const char *national_code(struct arena *arena, const char *code) {
    const char *digits = strlen(code) > strlen("se-") ? code + strlen("se-") : "";
    bool is_national = is_digits(digits) && text_starts(code, country_of(digits));
    return is_national ? arena_strdup(arena, digits) : code;
}

const char *national_code_area(struct arena *arena, const char *national) {
    return is_digits(national) ? arena_printf(arena, "%s%s", country_of(national), national) : national;
}
