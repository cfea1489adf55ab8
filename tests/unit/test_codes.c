/* Codes that the formulas have names of their own for, and the states of the life cycles: each is one of its reference
 * list, and where the formula decides among all of them, the whole list. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "domain/life_cycle.h"
#include "domain/resource.h"
#include "stats/aim.h"
#include "stats/benchmark.h"
#include "stats/gap.h"
#include "stats/goal.h"
#include "stats/progress.h"
#include "stats/share_change.h"
#include "stats/trend.h"
#include "stats/trust_class.h"

static const struct {
    const char *list;
    const char *const *codes;
    size_t count;
    bool is_whole;
} vocabularies[] = {
    {"direction", stats_direction_codes, DIRECTION_COUNT, true},
    {"rag", stats_rag_codes, RAG_COUNT, true},
    {"action_state", stats_action_state_codes, ACTION_STATE_COUNT, true},
    {"trust_state", stats_trust_class_codes, TRUST_CLASS_COUNT, false},
    {"trust_strategy", stats_trust_strategy_codes, STRATEGY_COUNT, true},
    {"warning", stats_warning_codes, WARNING_COUNT, true},
    {"reason", stats_reason_codes, REASON_COUNT, true},
    {"method", stats_method_codes, METHOD_COUNT, true},
    {"p_method", stats_p_method_codes, P_METHOD_COUNT, true},
    {"trend_class", stats_trend_class_codes, TREND_COUNT, true},
    {"target_status", stats_target_status_codes, TARGET_COUNT, true},
    {"goal_status", stats_goal_status_codes, GOAL_COUNT, true},
    {"benchmark_band", stats_benchmark_band_codes, BAND_COUNT, true},
};

Test(codes, formulas_use_the_lists) {
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++) {
        const char *const *listed;
        size_t wanted = codelist_codes(vocabularies[i].list, &listed), named = 0;
        for (size_t j = 0; j < vocabularies[i].count; j++) {
            const char *code = vocabularies[i].codes[j];
            if (code == NULL) continue; /* none */
            named++;
            cr_expect(codelist_has(vocabularies[i].list, code), "%s: no code %s", vocabularies[i].list, code);
        }
        cr_expect(!vocabularies[i].is_whole || named == wanted, "%s: %zu of %zu codes", vocabularies[i].list, named,
                  wanted);
    }
}

/* Whether some move of the life cycle leads to the state. */
static bool is_reached(const struct resource *resource, const char *const *states, size_t count, const char *state) {
    for (size_t i = 0; i < count; i++)
        if (!text_equal(states[i], state) && life_cycle_allows(resource, states[i], state)) return true;
    return false;
}

/* A published release is embargoed until its time: the view says so, nobody moves it there. */
static bool is_told_by_time(const char *state) { return text_equal(state, "embargoed"); }

Test(codes, life_cycles_reach_every_state) {
    size_t cycles = 0;
    for (size_t i = 0; i < resource_count; i++) {
        const char *initial = life_cycle_initial(resources[i]);
        const struct field *field = resource_field(resources[i], "state");
        const char *const *states;
        if (initial == NULL || field == NULL || field->of == NULL) continue;
        size_t count = codelist_codes(field->of, &states);
        cycles++;
        cr_expect(codelist_has(field->of, initial), "%s: no state %s", resources[i]->name, initial);
        for (size_t j = 0; j < count; j++)
            cr_expect(text_equal(states[j], initial) || is_told_by_time(states[j]) ||
                          is_reached(resources[i], states, count, states[j]),
                      "%s: nothing leads to %s", resources[i]->name, states[j]);
    }
    cr_expect(cycles > 8, "%zu", cycles);
}
