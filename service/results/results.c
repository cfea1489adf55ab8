/* Results of calculations and analyses as JSON: doubles in the shortest form that reads back, never NaN. */
#include "results/results.h"

#include <stdlib.h>
#include <string.h>

void text_add_double(struct text *text, double value) {
    char digits[32];
    if (!isfinite(value)) {
        text_add(text, "null");
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value == 0 ? 0 : value);
        if (strtod(digits, NULL) == value) break;
    }
    text_add(text, digits);
}

/* Names are constants of ours, words too; what a client named is printed by out_name. */
static void start_member(struct run *run, const char *name) {
    char last = run->out.length == 0 ? '{' : run->out.data[run->out.length - 1];
    if (last != '{' && last != '[') text_add(&run->out, ", ");
    if (name != NULL) text_printf(&run->out, "\"%s\": ", name);
}

void out_number(struct run *run, const char *name, double value) {
    start_member(run, name);
    text_add_double(&run->out, value);
}

void out_word(struct run *run, const char *name, const char *word) {
    start_member(run, name);
    json_t *string = word == NULL ? json_null() : json_string(word);
    char *printed = json_dumps(string, JSON_ENCODE_ANY);
    text_add(&run->out, printed);
    free(printed);
    json_decref(string);
}

void out_boolean(struct run *run, const char *name, bool value) {
    start_member(run, name);
    text_add(&run->out, value ? "true" : "false");
}

void out_ternary(struct run *run, const char *name, enum ternary value) {
    static const char *const words[] = {[TERNARY_NULL] = "null", [TERNARY_NO] = "false", [TERNARY_YES] = "true"};
    start_member(run, name);
    text_add(&run->out, words[value]);
}

void out_interval(struct run *run, const char *name, struct interval interval) {
    start_member(run, name);
    if (!isfinite(interval.low) || !isfinite(interval.high)) {
        text_add(&run->out, "null");
        return;
    }
    text_add(&run->out, "{\"low\": ");
    text_add_double(&run->out, interval.low);
    text_add(&run->out, ", \"high\": ");
    text_add_double(&run->out, interval.high);
    text_add_char(&run->out, '}');
}

void out_object(struct run *run, const char *name) {
    start_member(run, name);
    text_add_char(&run->out, '{');
}

void out_list(struct run *run, const char *name) {
    start_member(run, name);
    text_add_char(&run->out, '[');
}

void out_end(struct run *run, char bracket) { text_add_char(&run->out, bracket); }

void out_effect(struct run *run, const struct effect *effect, struct effect_names names) {
    if (names.value != NULL) out_number(run, names.value, effect->value);
    if (names.se != NULL) out_number(run, names.se, effect->se);
    if (names.statistic != NULL) out_number(run, names.statistic, effect->statistic);
    if (names.df != NULL) out_number(run, names.df, effect->df);
    if (names.p_value != NULL) out_number(run, names.p_value, effect->p_value);
    if (names.ci != NULL) out_interval(run, names.ci, effect->ci);
}

void out_note(struct run *run, const struct note *note) {
    out_word(run, "method", stats_method_codes[note->method]);
    out_list(run, "warnings");
    for (int warning = 0; warning < WARNING_COUNT; warning++)
        if (note->warnings & WARNING_BIT(warning)) out_word(run, NULL, stats_warning_codes[warning]);
    out_end(run, ']');
    out_word(run, "reason", stats_reason_codes[note->reason]);
}
