/* Effects together and before they exist: pooled-effects, p-value-adjustments, minimum-detectable-effects. */
#include "private.h"
#include "stats/adjust.h"
#include "stats/power.h"

/* ---- pooled-effects ---- */

static const struct member study_parts[] = {
    {.name = "code",
     .type = FIELD_TEXT,
     .flags = SHAPE_NEEDED,
     .example = "\"dk-991\"",
     .sv = "Namn på bidraget.",
     .en = "Name of the contribution."},
    NUMBER_IN("effect", "0.2", "Effekten.", "The effect."),
    {.name = "se",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_NEEDED | SHAPE_ABOVE,
     FROM_ZERO,
     .example = "0.1",
     .sv = "Dess medelfel, över 0.",
     .en = "Its standard error, above 0."},
};
static const struct member pooled_in[] = {
    LIST_IN("effects", study_parts, "Effekter att väga samman.", "Effects to pool.")};

static const struct member pooled_out[] = {FIXED_MODEL_OUT, HETEROGENEITY_OUT, RANDOM_MODEL_OUT};

static void compute_pooled(struct run *run) {
    size_t count;
    const json_t *list = in_list(run->in, "effects", &count);
    struct study *studies = arena_alloc(run->arena, count * sizeof *studies);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        studies[i] = (struct study){in_number(item, "effect"), in_number(item, "se")};
    }
    struct pooled_effect pooled = stats_pool(studies, count, run->levels);
    out_pooled_model(run, "fixed", &pooled.fixed);
    out_heterogeneity(run, &pooled.spread);
    out_pooled_model(run, "random", &pooled.random);
    if (pooled.note.reason == REASON_NONE && isnan(pooled.spread.p_value))
        pooled.note.reason = REASON_INSUFFICIENT; /* one alone does not differ from others */
    out_note(run, &pooled.note);
}

static const struct variant pooled_variants[] = {{NULL, SHAPES(pooled_in), SHAPES(pooled_out), compute_pooled}};
const struct calculation calculation_pooled_effects = {
    .name = "pooled-effects",
    VARIANTS(pooled_variants),
    .title_sv = "Sammanvägd effekt",
    .title_en = "Pooled effect",
    .sv = "Effekter från flera kommuner vägda samman, med fix och slumpmässig modell.",
    .en = "Effects of several municipalities pooled, by the fixed and the random model.",
};

/* ---- p-value-adjustments ---- */

static const struct member adjust_in[] = {
    {.name = "p_values",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_NEEDED | SHAPE_LIST,
     SHARE_RANGE,
     .example = "[0.01, 0.04, 0.03, 0.2]",
     .sv = "p-värden i en familj av test.",
     .en = "p-values of one family of tests."},
};
static const struct member adjust_out[] = {
    {.name = "holm_p_values",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_LIST,
     .example = "[0.04, 0.09, 0.09, 0.2]",
     .sv = "Holms justering, i samma ordning.",
     .en = "Holm's adjustment, in the same order."},
    {.name = "bh_p_values",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_LIST,
     .example = "[0.04, 0.053, 0.053, 0.2]",
     .sv = "Benjamini–Hochbergs justering, i samma ordning.",
     .en = "Benjamini–Hochberg's adjustment, in the same order."},
};

static void out_numbers(struct run *run, const char *name, const double *numbers, size_t count) {
    out_list(run, name);
    for (size_t i = 0; i < count; i++) out_number(run, NULL, numbers[i]);
    out_end(run, ']');
}

static void compute_adjust(struct run *run) {
    size_t count;
    const double *p_values = in_numbers(run, "p_values", &count);
    size_t *order = arena_alloc(run->arena, count * sizeof *order);
    double *adjusted = arena_alloc(run->arena, count * sizeof *adjusted);
    const struct note note = {.method = METHOD_HOLM_AND_BH};
    stats_adjust_holm(p_values, count, order, adjusted);
    out_numbers(run, "holm_p_values", adjusted, count);
    stats_adjust_bh(p_values, count, order, adjusted);
    out_numbers(run, "bh_p_values", adjusted, count);
    out_note(run, &note);
}

static const struct variant adjust_variants[] = {{NULL, SHAPES(adjust_in), SHAPES(adjust_out), compute_adjust}};
const struct calculation calculation_p_value_adjustments = {
    .name = "p-value-adjustments",
    VARIANTS(adjust_variants),
    .title_sv = "p-värden vid många test",
    .title_en = "p-values of many tests",
    .sv = "p-värden justerade för att många test görs: Holm och Benjamini–Hochberg.",
    .en = "p-values adjusted for many tests: Holm and Benjamini–Hochberg.",
};

/* ---- minimum-detectable-effects ---- */

#define OPTIONAL_N(name_)                                                                                              \
    {                                                                                                                  \
        .name = name_, .type = FIELD_INTEGER, .low = 1, .example = "100", .sv = "Svar; eller effect.",                 \
        .en = "Answers; or effect."                                                                                    \
    }
#define DEFF                                                                                                           \
    {                                                                                                                  \
        .name = "deff", .type = FIELD_DOUBLE, .flags = SHAPE_ABOVE, FROM_ZERO, .example = "1", .otherwise = "1",       \
        .sv = "Designeffekt.", .en = "Design effect."                                                                  \
    }
#define EFFECT                                                                                                         \
    {                                                                                                                  \
        .name = "effect", .type = FIELD_DOUBLE, .flags = SHAPE_ABOVE, FROM_ZERO,                                       \
        .sv = "Effekt som ska kunna upptäckas, i stället för n: då ges n_required.",                                   \
        .en = "Effect that is to be detected, instead of n: then n_required is given."                                 \
    }
static const struct member mde_share_in[] = {SHARE_IN("p1", "0.4", "Andelen före.", "Share before."), OPTIONAL_N("n1"),
                                             OPTIONAL_N("n2"), DEFF, EFFECT};
static const struct member mde_mean_in[] = {SPREAD_IN("sd", "1", "Standardavvikelse.", "Standard deviation."),
                                            OPTIONAL_N("n1"), OPTIONAL_N("n2"), DEFF, EFFECT};
static const struct member mde_paired_in[] = {
    SPREAD_IN("sd_diff", "1", "Skillnadernas standardavvikelse.", "Standard deviation of the differences."),
    OPTIONAL_N("n"), EFFECT};
static const struct member mde_share_parts[] = {SHARE_IN("p", "0.4", "Andel.", "Share."), OPTIONAL_N("n")};
static const struct member mde_mean_parts[] = {SPREAD_IN("sd", "1", "Standardavvikelse.", "Standard deviation."),
                                               OPTIONAL_N("n")};
#define MDE_CELLS(parts)                                                                                               \
    OBJECT_IN("treated_before", parts, "De som deltar, före.", "Treated, before."),                                    \
        OBJECT_IN("treated_after", parts, "De som deltar, efter.", "Treated, after."),                                 \
        OBJECT_IN("control_before", parts, "Jämförelsen, före.", "Control, before."),                                  \
        OBJECT_IN("control_after", parts, "Jämförelsen, efter.", "Control, after.")
static const struct member mde_did_share_in[] = {MDE_CELLS(mde_share_parts), DEFF, EFFECT};
static const struct member mde_did_mean_in[] = {MDE_CELLS(mde_mean_parts), DEFF, EFFECT};

static const struct member mde_out[] = {
    NUMBER_OUT("mde", "0.194", "Minsta effekt som kan upptäckas; null när effect är given.",
               "Smallest detectable effect; null when effect is given."),
    NUMBER_OUT("n_required", "95", "Svar som behövs i varje cell; null utan effect.",
               "Answers needed in each cell; null without effect."),
};

/* A member that says how many: given without an effect, and only then. */
static void check_n(struct run *run, const json_t *object, const char *pointer, const char *name) {
    bool has_effect = in_has(run->in, "effect"), has_n = in_has(object, name);
    const char *at = arena_printf(run->arena, "%s/%s", pointer, name);
    if (has_effect && has_n) in_refuse(run, at, VIOLATION_EXCLUDES, "effect", NULL);
    if (!has_effect && !has_n) in_refuse(run, at, VIOLATION_REQUIRED, NULL, NULL);
}

static void out_power(struct run *run, const struct power_cell *cells, size_t count) {
    if (error_is_set(run->err)) return;
    double deff = in_number_or(run->in, "deff", 1), effect = in_number(run->in, "effect");
    bool has_effect = !isnan(effect);
    struct note note = {.method = METHOD_POWER_NORMAL};
    double least = INFINITY, mde = has_effect ? NAN : stats_mde(cells, count, deff, run->levels);
    double n_required = has_effect ? stats_n_required(cells, count, effect, deff, run->levels) : NAN;
    for (size_t i = 0; i < count; i++) least = fmin(least, has_effect ? n_required : cells[i].n);
    if (isnan(has_effect ? n_required : mde)) note.reason = REASON_NO_VARIANCE;
    note.warnings = isnan(least) ? 0 : stats_small_n(least);
    out_number(run, "mde", mde);
    out_number(run, "n_required", n_required);
    out_note(run, &note);
}

static void compute_two_samples(struct run *run, double variance) {
    check_n(run, run->in, "", "n1");
    check_n(run, run->in, "", "n2");
    const struct power_cell cells[] = {{variance, in_number(run->in, "n1")}, {variance, in_number(run->in, "n2")}};
    out_power(run, cells, 2);
}

static void compute_mde_share(struct run *run) {
    double p = in_number(run->in, "p1");
    compute_two_samples(run, p * (1 - p));
}

static void compute_mde_mean(struct run *run) {
    double sd = in_number(run->in, "sd");
    compute_two_samples(run, sd * sd);
}

static void compute_mde_paired(struct run *run) {
    double sd = in_number(run->in, "sd_diff");
    check_n(run, run->in, "", "n");
    const struct power_cell cell = {sd * sd, in_number(run->in, "n")};
    out_power(run, &cell, 1);
}

static double variance_of(const json_t *cell) {
    double p = in_number(cell, "p"), sd = in_number(cell, "sd");
    return isnan(p) ? sd * sd : p * (1 - p);
}

static void compute_mde_did(struct run *run) {
    static const char *const names[] = {"treated_before", "treated_after", "control_before", "control_after"};
    struct power_cell cells[4];
    for (size_t i = 0; i < 4; i++) {
        const json_t *cell = json_object_get(run->in, names[i]);
        check_n(run, cell, arena_printf(run->arena, "/%s", names[i]), "n");
        cells[i] = (struct power_cell){variance_of(cell), in_number(cell, "n")};
    }
    out_power(run, cells, 4);
}

static const struct variant mde_variants[] = {
    {"share", SHAPES(mde_share_in), SHAPES(mde_out), compute_mde_share},
    {"mean", SHAPES(mde_mean_in), SHAPES(mde_out), compute_mde_mean},
    {"paired", SHAPES(mde_paired_in), SHAPES(mde_out), compute_mde_paired},
    {"did_share", SHAPES(mde_did_share_in), SHAPES(mde_out), compute_mde_did},
    {"did_mean", SHAPES(mde_did_mean_in), SHAPES(mde_out), compute_mde_did},
};
const struct calculation calculation_minimum_detectable_effects = {
    .name = "minimum-detectable-effects",
    .chosen_by = "measure",
    .chosen_sv = "Vad som ska mätas och hur.",
    .chosen_en = "What is to be measured, and how.",
    VARIANTS(mde_variants),
    .title_sv = "Minsta effekt som kan upptäckas",
    .title_en = "Minimum detectable effect",
    .sv = "Före start: vilken effekt en mätning kan upptäcka med sina n, eller hur många svar som behövs.",
    .en = "Before the start: which effect a measurement can detect with its n, or how many answers it needs.",
};
