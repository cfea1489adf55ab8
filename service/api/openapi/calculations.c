/* Operations of calculations. */
#include <string.h>

#include "members-private.h"

/* ---- a variant's body and result ---- */

static const char *schema_name(struct printing *printing, const struct calculation *calculation,
                               const struct variant *variant, const char *ending) {
    const char *word = variant->word == NULL ? "" : pascal_case(printing->arena, variant->word);
    return arena_printf(printing->arena, "%s%s%s", pascal_case(printing->arena, calculation->name), word, ending);
}

static json_t *input_schema(struct printing *printing, const struct calculation *calculation,
                            const struct variant *variant) {
    const char *const word[] = {variant->word};
    const struct member choice = {.name = calculation->chosen_by,
                                  .type = FIELD_ENUM,
                                  .flags = SHAPE_NEEDED,
                                  WORDS(word),
                                  .sv = calculation->chosen_sv,
                                  .en = calculation->chosen_en};
    const struct member *lists[] = {&choice, variant->in, calculation_levels};
    const size_t counts[] = {calculation->chosen_by != NULL, variant->in_count, CALCULATION_LEVEL_COUNT};
    return members_schema(printing, lists, counts, 3, false);
}

static json_t *result_schema(struct printing *printing, const struct variant *variant) {
    const struct member *lists[] = {variant->out, calculation_notes};
    const size_t counts[] = {variant->out_count, CALCULATION_NOTE_COUNT};
    return members_schema(printing, lists, counts, 2, true);
}

/* Whether all variants give the same members. */
static bool has_one_result(const struct calculation *calculation) {
    for (size_t i = 1; i < calculation->variant_count; i++)
        if (calculation->variants[i].out != calculation->variants[0].out) return false;
    return true;
}

static const char *direction_of(bool is_result) { return is_result ? "Result" : "Input"; }

static json_t *variant_schema(struct printing *printing, const struct calculation *calculation,
                              const struct variant *variant, const char *name, bool is_result) {
    json_t *schema = is_result ? result_schema(printing, variant) : input_schema(printing, calculation, variant);
    json_object_set_new(printing->schemas, name, described(schema, calculation->title_sv, calculation->title_en));
    return reference(printing, "schemas", name);
}

/* One schema per variant, by name; several of them as one of. */
static json_t *variants_schema(struct printing *printing, const struct calculation *calculation, bool is_result) {
    struct arena *arena = printing->arena;
    const char *ending = direction_of(is_result);
    const char *name = arena_printf(arena, "%s%s", pascal_case(arena, calculation->name), ending);
    if (calculation->variant_count == 1 || (is_result && has_one_result(calculation)))
        return variant_schema(printing, calculation, &calculation->variants[0], name, is_result);
    json_t *all = json_array();
    for (size_t i = 0; i < calculation->variant_count; i++) {
        const struct variant *variant = &calculation->variants[i];
        const char *own = schema_name(printing, calculation, variant, ending);
        json_array_append_new(all, variant_schema(printing, calculation, variant, own, is_result));
    }
    return shared_schema(printing, name,
                         described(json_pack("{s:o}", is_result ? "anyOf" : "oneOf", all), calculation->title_sv,
                                   calculation->title_en));
}

/* ---- the operation ---- */

json_t *calculation_operation(struct printing *printing, const struct route *route) {
    const struct calculation *calculation = route->subject;
    const struct variant *first = &calculation->variants[0];
    const struct heading heading = {.id = operation_id(printing->arena, "calculate", calculation->name),
                                    .tag = TAG_CALCULATIONS,
                                    .summary_sv = calculation->title_sv,
                                    .summary_en = calculation->title_en,
                                    .sv = calculation->sv,
                                    .en = calculation->en};
    json_t *in = members_example(first->in, first->in_count), *out = members_example(first->out, first->out_count);
    if (first->word != NULL) json_object_set_new(in, calculation->chosen_by, json_string(first->word));
    json_t *notes = members_example(calculation_notes, CALCULATION_NOTE_COUNT);
    json_object_update(out, notes);
    json_decref(notes);
    const struct good_reply reply = {.sv = "Resultatet.",
                                     .en = "The result.",
                                     .schema = variants_schema(printing, calculation, true),
                                     .example = out};
    json_t *operation = headed(&heading), *responses = json_object();
    add_security(operation, route);
    json_object_set_new(operation, "parameters", json_pack("[o]", parameter_reference(printing, "trace")));
    json_t *content = json_pack("{s:{s:o, s:o}}", media_types[MEDIA_JSON].type, "schema",
                                variants_schema(printing, calculation, false), "example", in);
    json_object_set_new(operation, "requestBody", json_pack("{s:b, s:o}", "required", 1, "content", content));
    json_object_set_new(responses, "200", good_response(printing, &reply));
    add_problems(printing, responses, PROBLEM_BIT(INVALID_BODY), WITH_BODY, PLACE_POINTER);
    json_object_set_new(operation, "responses", responses);
    return operation;
}
