/* target-gaps and part-whole-gaps. */
#include "private.h"
#include "stats/gap.h"
#include "stats/part_whole.h"

static const char *const target_directions[] = {"up", "down", "range"};
static const char *const directions[] = {"up", "down"};

/* ---- target-gaps ---- */

#define OPTIONAL(name_, range, example_, sv_, en_)                                                                     \
    { .name = name_, .type = FIELD_DOUBLE, range, .example = example_, .sv = sv_, .en = en_ }

static const struct member target_in[] = {
    {.name = "x", .type = FIELD_INTEGER, .example = "34", .sv = "Antal som svarat ja; med n.", .en = "Yes; with n."},
    {.name = "n",
     .type = FIELD_INTEGER,
     .low = 1,
     .example = "95",
     .sv = "Giltiga svar; med x.",
     .en = "Valid answers; with x."},
    {.name = "value",
     .type = FIELD_DOUBLE,
     ANY_RANGE,
     .sv = "Värdet; med se eller ci.",
     .en = "The value; with se or ci."},
    {.name = "se", .type = FIELD_DOUBLE, FROM_ZERO, .sv = "Värdets medelfel.", .en = "Standard error of the value."},
    {.name = "ci", .type = FIELD_INTERVAL, .sv = "Värdets intervall.", .en = "Interval of the value."},
    {.name = "target",
     .type = FIELD_DOUBLE,
     ANY_RANGE,
     .example = "0.5",
     .sv = "Målvärdet för up och down.",
     .en = "The target for up and down."},
    {.name = "target_low",
     .type = FIELD_DOUBLE,
     ANY_RANGE,
     .sv = "Målintervallets undre gräns för range.",
     .en = "Lower limit of the target interval for range."},
    {.name = "target_high",
     .type = FIELD_DOUBLE,
     ANY_RANGE,
     .sv = "Målintervallets övre gräns för range.",
     .en = "Upper limit of the target interval for range."},
    WORD_IN("direction", target_directions, "\"up\"", "Om högre är bättre, lägre, eller ett intervall är målet.",
            "Whether higher is better, lower is, or an interval is the target."),
};

static const struct member target_out[] = {
    NUMBER_OUT("value", "0.358", "Värdet.", "The value."),
    INTERVAL_OUT("ci", "Värdets intervall.", "Interval of the value."),
    NUMBER_OUT("gap", "0.142", "Glappet; positivt är ett underskott.", "The gap; positive is a shortfall."),
    INTERVAL_OUT("gap_ci", "Glappets intervall.", "Interval of the gap."),
    NUMBER_OUT("gap_relative_pct", "28.4", "Glappet i procent av målet.", "The gap in percent of the target."),
    WORD_OUT("target_status", "target_status", stats_target_status_codes, "\"not_met\"", "Om målet är nått.",
             "Whether the target is met."),
};

/* Members that belong together: all of one set and none of the others. */
static bool check_sets(struct run *run) {
    static const char *const sets[][2] = {{"x", "n"}, {"value", "se"}, {"value", "ci"}};
    static const char *const members[] = {"x", "n", "value", "se", "ci"};
    for (size_t i = 0; i < 3; i++) {
        size_t given = 0;
        for (size_t j = 0; j < 5; j++) given += in_has(run->in, members[j]);
        if (given == 2 && in_has(run->in, sets[i][0]) && in_has(run->in, sets[i][1])) return true;
    }
    in_refuse(run, "", VIOLATION_ONE_OF, "x + n, value + se, value + ci", NULL);
    return false;
}

static bool check_target(struct run *run, bool is_range) {
    static const char *const names[] = {"target", "target_low", "target_high"};
    bool good = true;
    for (size_t i = 0; i < 3; i++) {
        bool wanted = is_range == (i > 0), given = in_has(run->in, names[i]);
        if (wanted == given) continue;
        in_refuse(run, arena_printf(run->arena, "/%s", names[i]), wanted ? VIOLATION_REQUIRED : VIOLATION_EXCLUDES,
                  wanted ? NULL : "direction", NULL);
        good = false;
    }
    if (good && is_range && in_number(run->in, "target_low") > in_number(run->in, "target_high")) {
        in_refuse(run, "/target_high", VIOLATION_INTERVAL_ORDER, "target_low", NULL);
        good = false;
    }
    return good;
}

static double value_of(const struct run *run, struct interval *ci) {
    double value = in_number(run->in, "value"), se = in_number(run->in, "se");
    if (in_has(run->in, "x")) {
        struct share share = in_share(run->in, "x", "n");
        *ci = stats_share_wilson(share, run->levels.conf_level);
        return share.x / share.n;
    }
    *ci = isnan(se) ? in_interval(run->in, "ci") : stats_normal(value, se, run->levels.conf_level);
    return value;
}

static void compute_target(struct run *run) {
    struct aim aim = {.direction =
                          (enum direction)in_code(run->in, "direction", stats_direction_codes, DIRECTION_COUNT)};
    bool is_range = aim.direction == DIRECTION_RANGE, good = check_sets(run);
    if (!check_target(run, is_range) || !good) return;
    aim.low = in_number(run->in, is_range ? "target_low" : "target");
    aim.high = in_number(run->in, is_range ? "target_high" : "target");
    struct interval ci;
    double value = value_of(run, &ci);
    if (in_has(run->in, "ci") && (value < ci.low || value > ci.high)) {
        in_refuse(run, "/value", VIOLATION_OUTSIDE_INTERVAL, arena_printf(run->arena, "%.15g", ci.low),
                  arena_printf(run->arena, "%.15g", ci.high));
        return;
    }
    struct target_gap gap = stats_target_gap(value, ci, aim);
    if (in_has(run->in, "n")) gap.note.warnings |= stats_small_n(in_number(run->in, "n"));
    out_number(run, "value", gap.value);
    out_interval(run, "ci", gap.ci);
    out_number(run, "gap", gap.gap);
    out_interval(run, "gap_ci", gap.gap_ci);
    out_number(run, "gap_relative_pct", gap.relative_pct);
    out_word(run, "target_status", stats_target_status_codes[gap.status]);
    out_note(run, &gap.note);
}

static const struct variant target_variants[] = {{NULL, SHAPES(target_in), SHAPES(target_out), compute_target}};

const struct calculation calculation_target_gaps = {
    .name = "target-gaps",
    VARIANTS(target_variants),
    .title_sv = "Glapp mot ett mål",
    .title_en = "Gap against a target",
    .sv = "Hur långt ett värde är från sitt mål, med osäkerhet, och om målet är nått.",
    .en = "How far a value is from its target, with uncertainty, and whether the target is met.",
};

/* ---- part-whole-gaps ---- */

static const struct member part_whole_in[] = {
    COUNT_IN("x_part", "34", "Ja i delen.", "Yes in the part."),
    BASE_IN("n_part", "95", "Svar i delen.", "Answers in the part."),
    COUNT_IN("x_whole", "343", "Ja i helheten, delen inräknad.", "Yes in the whole, the part included."),
    BASE_IN("n_whole", "648", "Svar i helheten, delen inräknad.", "Answers in the whole, the part included."),
    {.name = "direction",
     .type = FIELD_ENUM,
     WORDS(directions),
     .example = "\"up\"",
     .otherwise = "\"up\"",
     .sv = "Om högre är bättre eller lägre.",
     .en = "Whether higher is better or lower."},
};

static const struct member rest_parts[] = {
    COUNT_OUT("x", "309", "Ja i resten.", "Yes in the rest."),
    COUNT_OUT("n", "553", "Svar i resten.", "Answers in the rest."),
    NUMBER_OUT("p", "0.559", "Andelen i resten.", "Share in the rest."),
};

static const struct member part_whole_out[] = {
    OBJECT_OUT("rest", rest_parts, "Helheten utan delen.", "The whole without the part."),
    NUMBER_OUT("part_p", "0.358", "Delens andel.", "Share of the part."),
    NUMBER_OUT("whole_p", "0.529", "Helhetens andel.", "Share of the whole."),
    NUMBER_OUT("lambda_part", "0.147", "n_part/n_whole.", "n_part/n_whole."),
    NUMBER_OUT("gap_rest_minus_part", "0.2009", "Resten minus delen.", "The rest minus the part."),
    INTERVAL_OUT("gap_rest_minus_part_ci", "Newcombes intervall.", "Newcombe's interval."),
    NUMBER_OUT("gap_whole_minus_part", "0.1714", "Helheten minus delen.", "The whole minus the part."),
    INTERVAL_OUT("gap_whole_minus_part_ci", "Intervallet gånger 1 − lambda_part.",
                 "The interval times 1 − lambda_part."),
    NUMBER_OUT("z", "3.61", "Testet av resten mot delen.", "The test of the rest against the part."),
    NUMBER_OUT("p_value", "0.0003", "Tvåsidigt p-värde.", "Two-sided p-value."),
    WORD_OUT("p_method", "p_method", stats_p_method_codes, "\"pooled_z\"", "Testet.", "The test."),
};

static void refuse_more(struct run *run, const char *part, const char *whole) {
    in_refuse(run, arena_printf(run->arena, "/%s", part), VIOLATION_ABOVE, whole,
              arena_printf(run->arena, "%.15g", in_number(run->in, whole)));
}

/* The part lies in the whole: its yes and its no. */
static bool check_part(struct run *run, struct share part, struct share whole) {
    if (part.x > whole.x) refuse_more(run, "x_part", "x_whole");
    if (part.n > whole.n) refuse_more(run, "n_part", "n_whole");
    if (part.x <= whole.x && part.n <= whole.n && part.n - part.x > whole.n - whole.x)
        in_refuse(run, "/n_part", VIOLATION_ABOVE, "x_part + n_whole − x_whole",
                  arena_printf(run->arena, "%.15g", part.x + whole.n - whole.x));
    return !error_is_set(run->err);
}

static void compute_part_whole(struct run *run) {
    struct share part = in_share(run->in, "x_part", "n_part"), whole = in_share(run->in, "x_whole", "n_whole");
    int direction = in_code(run->in, "direction", stats_direction_codes, DIRECTION_COUNT);
    if (!check_part(run, part, whole)) return;
    struct part_whole_gap gap =
        stats_part_whole_gap(part, whole, direction < 0 ? DIRECTION_UP : (enum direction)direction, run->levels);
    out_object(run, "rest");
    out_number(run, "x", gap.rest.x);
    out_number(run, "n", gap.rest.n);
    out_number(run, "p", gap.rest_p);
    out_end(run, '}');
    out_number(run, "part_p", gap.part_p);
    out_number(run, "whole_p", gap.whole_p);
    out_number(run, "lambda_part", gap.lambda_part);
    out_number(run, "gap_rest_minus_part", gap.gap_rest_minus_part);
    out_interval(run, "gap_rest_minus_part_ci", gap.gap_rest_minus_part_ci);
    out_number(run, "gap_whole_minus_part", gap.gap_whole_minus_part);
    out_interval(run, "gap_whole_minus_part_ci", gap.gap_whole_minus_part_ci);
    out_number(run, "z", gap.z);
    out_number(run, "p_value", gap.p_value);
    out_word(run, "p_method", stats_p_method_codes[gap.p_method]);
    out_note(run, &gap.note);
}

static const struct variant part_whole_variants[] = {
    {NULL, SHAPES(part_whole_in), SHAPES(part_whole_out), compute_part_whole}};

const struct calculation calculation_part_whole_gaps = {
    .name = "part-whole-gaps",
    VARIANTS(part_whole_variants),
    .title_sv = "Glapp mellan en del och helheten",
    .title_en = "Gap between a part and the whole",
    .sv = "Ett distrikt mot kommunen det hör till: stickproven överlappar, så resten prövas mot delen.",
    .en = "A district against its municipality: the samples overlap, so the rest is tested against the part.",
};
