/* JSON bodies: the first line names a resource or a calculation, whose tables judge the rest. */
#include "api/calculations/private.h"
#include "api/writing/private.h"
#include "fuzz.h"

static const struct calculation *find_calculation(const char *name) {
    for (size_t i = 0; i < calculation_count; i++)
        if (text_equal(calculations[i]->name, name)) return calculations[i];
    return NULL;
}

/* Whoever is without a fault is stored: every value has been checked. */
static void read_members(const struct request *request, const json_t *object) {
    struct body body = {0};
    struct error faults = error_start(request->arena);
    body_read(request, object, NULL, &body, &faults);
    must(body.count > 0 && body.records[0]->resource == request->route->subject);
    must(!error_is_set(&faults) || is_refusal(&faults));
    for (size_t i = 0; i < body.count; i++) must(!body.records[i]->is_faulty || error_is_set(&faults));
}

static void read_calculation(const struct calculation *calculation, const json_t *object, struct arena *arena) {
    struct error err = error_start(arena);
    bool is_good = calculation_check(calculation, object, settings(), &err) != NULL;
    must(is_good != error_is_set(&err) && (is_good || is_refusal(&err)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_watched();
    struct request request = request_start(arena);
    struct error err = error_start(arena);
    const uint8_t *end = memchr(data, '\n', size);
    const char *name = arena_strndup(arena, (const char *)data, end == NULL ? 0 : (size_t)(end - data));
    const struct calculation *calculation = find_calculation(name);
    const struct route route = {.subject = choose_resource(name)};
    const json_t *object;
    request.route = &route;
    if (end != NULL) {
        request.body_length = size - (size_t)(end + 1 - data);
        request.body = arena_strndup(arena, (const char *)end + 1, request.body_length);
    }
    if (!body_parse(&request, &object, &err))
        must(is_refusal(&err));
    else if (calculation != NULL)
        read_calculation(calculation, object, arena);
    else
        read_members(&request, object);
    arena_destroy(arena);
    return 0;
}
