/* Single figures: estimates, difference-of-published. */
#include "private.h"
#include "stats/estimate.h"

static const struct member weighted_parts[] = {
    {.name = "weight",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_NEEDED | SHAPE_ABOVE,
     FROM_ZERO,
     .example = "1",
     .sv = "Vikt per svar.",
     .en = "Weight of an answer."},
    BASE_IN("n", "50", "Svar med den vikten.", "Answers of that weight."),
    COUNT_IN("x", "30", "Ja bland dem.", "Yes among them."),
};
static const struct member weighted_in[] = {
    LIST_IN("groups", weighted_parts, "Svar efter vikt.", "Answers by weight.")};
static const struct member published_in[] = {
    SHARE_IN("p", "0.4", "Publicerad andel.", "Published share."),
    {.name = "moe95",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_NEEDED,
     SHARE_RANGE,
     .example = "0.05",
     .sv = "Osäkerhetstal: halva 95-procentsintervallet.",
     .en = "Margin of error: half the 95 percent interval."},
};
static const struct member share_in[] = {COUNT_IN("x", "12", "Ja.", "Yes."), BASE_IN("n", "18", "Svar.", "Answers.")};
static const struct member finite_in[] = {
    COUNT_IN("x", "12", "Ja.", "Yes."),
    BASE_IN("n", "18", "Svar.", "Answers."),
    BASE_IN("population_size", "24", "Alla som kunde svara.", "Everybody who could have answered."),
};

static const struct member estimate_out[] = {
    NUMBER_OUT("n", "18", "Svar.", "Answers."),
    NUMBER_OUT("p", "0.667", "Andelen.", "The share."),
    INTERVAL_OUT("ci", "Intervallet.", "The interval."),
    NUMBER_OUT("se", "0.056", "Medelfelet.", "The standard error."),
    NUMBER_OUT("n_eff", "90", "Effektivt antal svar (weighted, published).",
               "Effective number of answers (weighted, published)."),
    NUMBER_OUT("deff", "1.1", "Designeffekt (weighted).", "Design effect (weighted)."),
    NUMBER_OUT("se_linearised", "0.053", "Linjäriserat medelfel (weighted).", "Linearised standard error (weighted)."),
    NUMBER_OUT("n_star", "69", "Antal svar efter korrektion för populationen (finite).",
               "Answers after the correction for the population (finite)."),
};

static void out_estimate(struct run *run, const struct estimate *estimate) {
    out_number(run, "n", estimate->n);
    out_number(run, "p", estimate->p);
    out_interval(run, "ci", estimate->ci);
    out_number(run, "se", estimate->se);
    out_number(run, "n_eff", estimate->n_eff);
    out_number(run, "deff", estimate->deff);
    out_number(run, "se_linearised", estimate->se_linearised);
    out_number(run, "n_star", estimate->n_star);
    out_note(run, &estimate->note);
}

static void compute_weighted(struct run *run) {
    size_t count;
    const json_t *list = in_list(run->in, "groups", &count);
    struct weight_group *groups = arena_alloc(run->arena, count * sizeof *groups);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        groups[i] = (struct weight_group){in_number(item, "weight"), in_share(item, "x", "n")};
    }
    struct estimate estimate = stats_estimate_weighted(groups, count, run->levels.conf_level);
    out_estimate(run, &estimate);
}

static void compute_published(struct run *run) {
    struct estimate estimate =
        stats_estimate_published(in_number(run->in, "p"), in_number(run->in, "moe95"), run->levels.conf_level);
    out_estimate(run, &estimate);
}

static void compute_share(struct run *run) {
    struct estimate estimate = stats_estimate_share(in_share(run->in, "x", "n"), run->levels.conf_level);
    out_estimate(run, &estimate);
}

static void compute_finite(struct run *run) {
    struct share share = in_share(run->in, "x", "n");
    double population = in_number(run->in, "population_size");
    if (share.n > population) {
        in_refuse(run, "/n", VIOLATION_ABOVE, "population_size", arena_printf(run->arena, "%.15g", population));
        return;
    }
    struct estimate estimate = stats_estimate_finite(share, population, run->levels.conf_level);
    out_estimate(run, &estimate);
}

static const struct variant estimate_variants[] = {
    {"weighted", SHAPES(weighted_in), SHAPES(estimate_out), compute_weighted},
    {"published", SHAPES(published_in), SHAPES(estimate_out), compute_published},
    {"finite", SHAPES(finite_in), SHAPES(estimate_out), compute_finite},
    {"share", SHAPES(share_in), SHAPES(estimate_out), compute_share},
};
const struct calculation calculation_estimates = {
    .name = "estimates",
    .chosen_by = "method",
    .chosen_sv = "Vad siffran bygger på.",
    .chosen_en = "What the figure rests on.",
    VARIANTS(estimate_variants),
    .title_sv = "En andel med osäkerhet",
    .title_en = "A share with its uncertainty",
    .sv = "Intervall för en andel: ur antal, vägda svar, publicerat osäkerhetstal eller en ändlig grupp.",
    .en = "Interval of a share: from counts, weighted answers, a published margin of error or a finite group.",
};

/* ---- difference-of-published ---- */

static const struct member difference_in[] = {
    OBJECT_IN("a", published_in, "Den ena.", "The one."),
    OBJECT_IN("b", published_in, "Den andra.", "The other."),
};
static const struct member difference_out[] = {
    NUMBER_OUT("diff", "0.05", "a − b.", "a − b."),
    NUMBER_OUT("se", "0.036", "Skillnadens medelfel.", "Standard error of the difference."),
    NUMBER_OUT("z", "1.39", "z.", "z."),
    NUMBER_OUT("p_value", "0.166", "Tvåsidigt p-värde.", "Two-sided p-value."),
    INTERVAL_OUT("ci", "Normalintervall.", "Normal interval."),
};

static void compute_difference(struct run *run) {
    const json_t *a = json_object_get(run->in, "a"), *b = json_object_get(run->in, "b");
    struct effect effect =
        stats_difference(in_number(a, "p"), stats_se_of_margin(in_number(a, "moe95"), 0.95), in_number(b, "p"),
                         stats_se_of_margin(in_number(b, "moe95"), 0.95), run->levels.conf_level);
    const struct note note = {.method = METHOD_NORMAL, .reason = stats_effect_reason(&effect)};
    out_effect(run, &effect, (struct effect_names){"diff", "se", "z", NULL, "p_value", "ci"});
    out_note(run, &note);
}

static const struct variant difference_variants[] = {
    {NULL, SHAPES(difference_in), SHAPES(difference_out), compute_difference}};
const struct calculation calculation_difference_of_published = {
    .name = "difference-of-published",
    VARIANTS(difference_variants),
    .title_sv = "Skillnad mellan publicerade andelar",
    .title_en = "Difference of published shares",
    .sv = "Två publicerade andelar med osäkerhetstal: skillnaden och om den är säkerställd.",
    .en = "Two published shares with margins of error: the difference and whether it is significant.",
};
