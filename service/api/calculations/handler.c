/* POST /calculations/{name}: body checked, computed, answered; nothing is stored and no database is asked. */
#include "private.h"

#define CALCULATIONS(X)                                                                                                \
    X(trust_distributions)                                                                                             \
    X(trust_classes)                                                                                                   \
    X(target_gaps)                                                                                                     \
    X(part_whole_gaps)                                                                                                 \
    X(share_changes)                                                                                                   \
    X(mean_changes)                                                                                                    \
    X(differences_in_differences)                                                                                      \
    X(pooled_effects)                                                                                                  \
    X(p_value_adjustments)                                                                                             \
    X(minimum_detectable_effects)                                                                                      \
    X(estimates)                                                                                                       \
    X(difference_of_published)                                                                                         \
    X(trends)                                                                                                          \
    X(composite_indices)                                                                                               \
    X(benchmarks)                                                                                                      \
    X(retentions)                                                                                                      \
    X(suppressions)                                                                                                    \
    X(plan_progresses)                                                                                                 \
    X(goal_achievements)

#define X(name) extern const struct calculation calculation_##name;
CALCULATIONS(X)
#undef X

const struct calculation *const calculations[] = {
#define X(name) &calculation_##name,
    CALCULATIONS(X)
#undef X
};
const size_t calculation_count = sizeof calculations / sizeof *calculations;

const struct member calculation_notes[CALCULATION_NOTE_COUNT] = {NOTE_OUT};

static struct levels levels_of(const json_t *body) {
    return (struct levels){in_number_or(body, "alpha", stats_default_levels.alpha),
                           in_number_or(body, "conf_level", stats_default_levels.conf_level),
                           in_number_or(body, "power", stats_default_levels.power)};
}

bool handle_calculation(struct request *request, struct reply *reply, struct error *err) {
    const struct calculation *calculation = request->route->subject;
    const json_t *body;
    if (!refuse_parameters(request, err) || !body_parse(request, &body, err)) return false;
    const struct variant *variant = calculation_check(calculation, body, request->config, err);
    if (variant == NULL) return false;
    struct run run = {request->arena, request->config, body, levels_of(body), sink_json(request->arena), err};
    out_object(&run, NULL);
    variant->compute(&run);
    if (error_is_set(err)) return false;
    out_end(&run, '}');
    struct text *out = sink_text(run.out);
    text_add_char(out, '\n');
    reply_body(reply, out->data, out->length);
    return true;
}
