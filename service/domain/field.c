/* The few questions asked of a field. */
#include "domain/resource.h"

const char *field_parameter(const struct field *field) {
    return field->parameter != NULL ? field->parameter : field->name;
}

bool field_is_number(const struct field *field) {
    return field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL || field->type == FIELD_DOUBLE;
}

bool field_is_time(const struct field *field) {
    return field->type == FIELD_DATE || field->type == FIELD_TIME || field->type == FIELD_PERIOD;
}
