/* Results printed to a sink, member by member. */
#include "results/results.h"

static void out_value(struct run *run, const char *name, struct value value) { sink_member(run->out, name, &value); }

void out_number(struct run *run, const char *name, double value) {
    out_value(run, name, (struct value){.kind = VALUE_NUMBER, .number = value});
}

void out_word(struct run *run, const char *name, const char *word) {
    out_value(run, name, (struct value){.kind = VALUE_WORD, .word = word});
}

void out_boolean(struct run *run, const char *name, bool value) {
    out_value(run, name, (struct value){.kind = VALUE_BOOLEAN, .is_true = value});
}

void out_ternary(struct run *run, const char *name, enum ternary value) {
    static const struct value values[] = {[TERNARY_NULL] = {.kind = VALUE_NULL},
                                          [TERNARY_NO] = {.kind = VALUE_BOOLEAN, .is_true = false},
                                          [TERNARY_YES] = {.kind = VALUE_BOOLEAN, .is_true = true}};
    out_value(run, name, values[value]);
}

void out_interval(struct run *run, const char *name, struct interval interval) {
    if (!isfinite(interval.low) || !isfinite(interval.high)) {
        out_value(run, name, (struct value){.kind = VALUE_NULL});
        return;
    }
    out_object(run, name);
    out_number(run, "low", interval.low);
    out_number(run, "high", interval.high);
    out_end(run, '}');
}

void out_object(struct run *run, const char *name) { sink_begin(run->out, name, GROUP_OBJECT); }

void out_list(struct run *run, const char *name) { sink_begin(run->out, name, GROUP_LIST); }

void out_end(struct run *run, char bracket) { sink_end(run->out, bracket == ']' ? GROUP_LIST : GROUP_OBJECT); }

void out_effect(struct run *run, const struct effect *effect, struct effect_names names) {
    if (names.value != NULL) out_number(run, names.value, effect->value);
    if (names.se != NULL) out_number(run, names.se, effect->se);
    if (names.statistic != NULL) out_number(run, names.statistic, effect->statistic);
    if (names.df != NULL) out_number(run, names.df, effect->df);
    if (names.p_value != NULL) out_number(run, names.p_value, effect->p_value);
    if (names.ci != NULL) out_interval(run, names.ci, effect->ci);
}
