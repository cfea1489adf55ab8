/* Parameters that take one value. */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "domain/parameters.h"
#include "neighbours/frame.h"

static bool is_list(const char *const lists[], const char *name) {
    for (size_t i = 0; lists[i] != NULL; i++)
        if (strncasecmp(lists[i], name, strlen(lists[i])) == 0) return true;
    return false;
}

static bool has_other_value(const struct request *request, const struct parameter *parameter) {
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *other = &request->parameters[i];
        if (text_equal_fold(other->name, parameter->name) && !text_equal(other->value, parameter->value)) return true;
    }
    return false;
}

bool parameters_are_single(const struct request *request, const char *const lists[], struct error *err) {
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *parameter = &request->parameters[i];
        if (!is_list(lists, parameter->name) && has_other_value(request, parameter))
            parameter_refuse(err, parameter->name, VIOLATION_DUPLICATE, NULL, NULL);
    }
    return !error_is_set(err);
}
