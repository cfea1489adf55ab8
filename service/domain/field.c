/* The few questions asked of a field. */
#include "base/lang.h"
#include "base/text.h"
#include "domain/resource.h"

const char *field_cell_example(const struct field *field) { return field->type == FIELD_DOUBLE ? "" : field->example; }

const char *field_parameter(const struct field *field) {
    return field->parameter != NULL ? field->parameter : field->name;
}

bool field_is_number(const struct field *field) {
    bool number = field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL || field->type == FIELD_DOUBLE;
    return number && !(field->flags & FIELD_LIST);
}

bool field_is_time(const struct field *field) {
    /* of periods only a figure's own has its days in the view: period_start, period_end */
    bool own_period = field->type == FIELD_PERIOD && text_equal(field->name, "period");
    return field->type == FIELD_DATE || field->type == FIELD_TIME || own_period;
}

bool field_is_column(const struct field *field) { return (field->flags & FIELD_WRITE) && field->rows == NULL; }

int field_languages(const struct field *field) {
    if (field->type != FIELD_LABEL || !(field->flags & FIELD_REQUIRED)) return 0;
    return field->min == NULL ? LANG_COUNT : 1;
}
