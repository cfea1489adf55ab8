/* What a field is as a column. */
#include "domain/column.h"

static enum column_type type_of(const struct field *field) {
    if ((field->flags & FIELD_LIST) || field->type == FIELD_OBJECTS || field->type == FIELD_CODES) return COLUMN_LIST;
    if (field->type == FIELD_BOOLEAN) return COLUMN_BOOLEAN;
    return field_is_number(field) || field->type == FIELD_INTERVAL ? COLUMN_NUMBER : COLUMN_TEXT;
}

static enum column_role role_of(const struct field *field) {
    static const enum column_role roles[] = {
        [FIELD_CODE] = COLUMN_DIMENSION,     [FIELD_UUID] = COLUMN_DIMENSION,    [FIELD_TEXT] = COLUMN_ATTRIBUTE,
        [FIELD_LABEL] = COLUMN_ATTRIBUTE,    [FIELD_ENUM] = COLUMN_DIMENSION,    [FIELD_REF] = COLUMN_DIMENSION,
        [FIELD_OWNER] = COLUMN_DIMENSION,    [FIELD_INTEGER] = COLUMN_MEASURE,   [FIELD_PERSONS] = COLUMN_MEASURE,
        [FIELD_DECIMAL] = COLUMN_MEASURE,    [FIELD_DOUBLE] = COLUMN_MEASURE,    [FIELD_BOOLEAN] = COLUMN_ATTRIBUTE,
        [FIELD_DATE] = COLUMN_TIME,          [FIELD_TIME] = COLUMN_TIME,         [FIELD_PERIOD] = COLUMN_TIME,
        [FIELD_INTERVAL] = COLUMN_MEASURE,   [FIELD_OBJECTS] = COLUMN_ATTRIBUTE, [FIELD_CODES] = COLUMN_ATTRIBUTE,
        [FIELD_GEOMETRY] = COLUMN_ATTRIBUTE,
    };
    return field->flags & FIELD_LIST ? COLUMN_ATTRIBUTE : roles[field->type];
}

struct column field_column(const struct field *field, const char *name) {
    return (struct column){name, field, type_of(field), role_of(field)};
}

struct column field_text_column(const struct field *field, const char *name) {
    return (struct column){name, field, COLUMN_TEXT, COLUMN_ATTRIBUTE};
}

const char *field_cell(struct arena *arena, const struct field *field, const char *text) {
    if (text == NULL || type_of(field) != COLUMN_LIST) return text;
    char *cell = arena_strdup(arena, text);
    for (char *at = cell; *at != '\0'; at++) {
        if (*at == '|') *at = COLUMN_ITEM_END;
        if (*at == ':' && field->type == FIELD_OBJECTS) *at = COLUMN_PART_END;
    }
    return cell;
}
