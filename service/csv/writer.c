/* CSV rows as text. */
#include "csv/writer.h"

#include <string.h>

/* A text that itself looks guarded is guarded once more, so that each text comes back as it was. */
static bool is_formula(const char *value) {
    value += strspn(value, "'");
    return *value != '\0' && strchr("=+-@\t\r", *value) != NULL;
}

const char *csv_without_guard(const char *cell) { return *cell == '\'' && is_formula(cell) ? cell + 1 : cell; }

/* Spaces at the ends are quoted too, so that readers that trim leave them. */
static bool needs_quotes(const char *value, char separator) {
    const char special[] = {'"', '\r', '\n', separator, '\0'};
    size_t length = strlen(value);
    if (length == 0) return false;
    return strpbrk(value, special) != NULL || strchr(" \t", value[0]) != NULL ||
           strchr(" \t", value[length - 1]) != NULL;
}

void csv_add_cell(struct text *out, const char *value, bool is_number, char separator) {
    if (value == NULL) return;
    bool formula = !is_number && is_formula(value), quoted = needs_quotes(value, separator);
    if (quoted) text_add_char(out, '"');
    if (formula) text_add_char(out, '\'');
    if (!quoted) {
        text_add(out, value);
        return;
    }
    for (; *value != '\0'; value++) {
        if (*value == '"') text_add_char(out, '"');
        text_add_char(out, *value);
    }
    text_add_char(out, '"');
}

void csv_end_row(struct text *out) { text_add(out, "\r\n"); }

void csv_add_row(struct text *out, const char *const *values, size_t count, char separator) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0) text_add_char(out, separator);
        csv_add_cell(out, values[i], false, separator);
    }
    csv_end_row(out);
}
