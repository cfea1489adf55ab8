/* CSV rows as text. */
#include "csv/writer.h"

/* A text that itself looks guarded is guarded once more, so that each text comes back as it was. */
static bool is_formula(const char *value) {
    while (*value == '\'') value++;
    return *value == '=' || *value == '+' || *value == '-' || *value == '@' || *value == '\t' || *value == '\r';
}

const char *csv_without_guard(const char *cell) { return *cell == '\'' && is_formula(cell) ? cell + 1 : cell; }

static bool is_space(char byte) { return byte == ' ' || byte == '\t'; }

/* Spaces at the ends are quoted too, so that readers that trim leave them. Each byte is looked at once: a row has forty
 * short cells. */
static bool needs_quotes(const char *value, char separator, size_t *length) {
    bool is_special = false;
    const char *at = value;
    for (; *at != '\0'; at++) is_special = is_special || *at == separator || *at == '"' || *at == '\r' || *at == '\n';
    *length = (size_t)(at - value);
    return is_special || (at > value && (is_space(*value) || is_space(at[-1])));
}

void csv_add_cell(struct text *out, const char *value, bool is_number, char separator) {
    size_t length;
    if (value == NULL) return;
    bool formula = !is_number && is_formula(value), quoted = needs_quotes(value, separator, &length);
    if (quoted) text_add_char(out, '"');
    if (formula) text_add_char(out, '\'');
    if (!quoted) {
        text_add_bytes(out, value, length);
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
