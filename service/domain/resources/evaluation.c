/* Evaluations, their members and measures, and the paired answers they rest on. */
#include "private.h"

#define ARM(flags) ENUM("arm", "arm", flags, "treated", "Deltagare eller jämförelse.", "Treated or comparison.")
#define SHARE_LEVEL(flags)                                                                                             \
    ENUM("share_level", "share_level", flags, "named",                                                                 \
         "Hur resultatet delas: inte alls, bara sammanvägt med andra, eller med kommunens namn.",                      \
         "How the result is shared: not at all, only pooled with others, or under the municipality's name.")
#define MEMBER_SAMPLING(flags)                                                                                         \
    ENUM("sampling", "sampling", flags, "", "Urvalet när det avviker från mätningens; annars null.",                   \
         "The sampling when it differs from the measure's; otherwise null.")
#define MEASURE_INDICATOR(flags)                                                                                       \
    REF("indicator", "indicator", flags, "sam-01", "Indikatorn som jämförs.", "The indicator compared.")
#define MEASURE_GROUP(flags)                                                                                           \
    ENUM("respondent_group", "respondent_group", flags, "user", "Gruppen som svarar.", "The group that answers.")
#define MEASURE_ROLE(flags)                                                                                            \
    ENUM("role", "measure_role", flags, "confirmatory", "Bekräftande (anmäld i förväg) eller utforskande.",            \
         "Confirmatory (registered beforehand) or exploratory.")
#define MEASURE_SAMPLING(flags)                                                                                        \
    ENUM("sampling", "sampling", flags, "overlapping", "Om det är samma personer före och efter: avgör testet.",       \
         "Whether the same persons answer before and after: decides the test.")

static const struct field members[] = {
    REF("municipality", "municipality", NEEDED, "dk-991", "Kommunen.", "The municipality."),
    ARM(NEEDED),
    SHARE_LEVEL(NEEDED),
    MEMBER_SAMPLING(GIVEN),
    BOOLEAN("agreed", SURE, "true",
            "Om kommunen själv gått med på delningen; annars räknas den inte. Sätts av tjänsten.",
            "Whether the municipality itself agreed to the sharing; otherwise it does not count. Set by the service."),
};

static const struct field measures[] = {
    MEASURE_INDICATOR(NEEDED),
    MEASURE_GROUP(NEEDED),
    MEASURE_ROLE(NEEDED),
    MEASURE_SAMPLING(NEEDED),
};

static const struct field evaluation_fields[] = {
    KEY_CODE("ev-sam", "Utvärderingens kod.", "The evaluation's code."),
    OWNER("owner", NEEDED | FIXED, "dk-991", "Kommunen som äger utvärderingen, eller shared.",
          "The municipality that owns the evaluation, or shared."),
    REF("plan", "plan", GIVEN, "pl-sam", "Planen som utvärderas; null utan plan.", "The plan evaluated; null without."),
    TEXT("title", "200", NEEDED, "Samskabt styring: før- og eftermåling af gensidig tillid", "Utvärderingens titel.",
         "The evaluation's title."),
    REFS("actions", "action", "action", KEPT, "pl-sam-a2|pl-sam-a3|pl-sam-a4|pl-sam-a5", "Insatserna som utvärderas.",
         "The actions evaluated."),
    ENUMS("involvement_methods", "involvement_method", "involvement_method", KEPT,
          "citizen_interview|citizen_journey|workshop",
          "Hur invånare eller brukare deltog i dem; flera när de inte kan skiljas åt.",
          "How residents or users took part in them; several when they cannot be told apart."),
    CASE_STEP(""),
    ENUM("design", "evaluation_design", NEEDED, "did", "Före och efter, skillnad i skillnad, eller pilot.",
         "Before and after, difference-in-differences, or pilot."),
    ENUM("sampling", "sampling", NEEDED, "independent", "Urvalet när mätningen inte säger annat.",
         "The sampling unless a measure says otherwise."),
    PERIOD("before_period", NEEDED, "2021-05", "Perioden för förmätningen.", "Period of the before measurement."),
    PERIOD("after_period", NEEDED, "2022-10", "Perioden för eftermätningen.", "Period of the after measurement."),
    PERIODS("pre_periods", "pre_period", KEPT, "2020-05", "Tidigare perioder, för prov av parallella trender.",
            "Earlier periods, to test for parallel trends."),
    DECIMAL("alpha", "0", "1", KEPT, "0.05", "Signifikansnivå.", "Significance level."),
    ENUM("correction", "correction", KEPT, "holm", "Korrigering för många test.", "Correction for many tests."),
    DECIMAL("min_effect", NULL, NULL, GIVEN, "0.30", "Minsta skillnad av betydelse, i indikatorns enhet.",
            "Smallest difference that matters, in the indicator's unit."),
    ENUM("state", "evaluation_state", KEPT, "published", "Var i livscykeln utvärderingen är.",
         "Where in its life cycle the evaluation is."),
    AUDIENCE("public"),
    TIME("preregistered_at", GIVEN, "2021-04-12T08:00:00Z",
         "När mätningar, perioder och alfa låstes; resultat räknas inte dessförinnan.",
         "When measures, periods and alpha were fixed; no results are computed before."),
    WORD("declared_by", "200", GIVEN, "Universitetets forskere",
         "Rollen eller organisationen som försäkrar, aldrig ett namn.",
         "The role or organisation that declares, never a name."),
    DATE("declared_on", GIVEN, "2021-03-02", "Dagen för försäkran.", "The day of the declaration."),
    TEXT("declaration", "4000", GIVEN, "Forskerne har ingen del i ledelse eller drift.", "Försäkran om oberoende.",
         "The declaration of independence."),
    TEXT("interests", "4000", GIVEN, "Forskningen er betalt af Fremfærd.",
         "Intressen och jäv som uppgetts; null när inga finns.",
         "Interests and conflicts declared; null when there are none."),
    PARTS("members", members, "evaluation-members", KEPT, "dk-991:treated:named",
          "Kommunerna som ingår, i den mån läsaren får se dem.",
          "The municipalities in it, as far as the reader may see them."),
    REFS("involved", "involves", "municipality", SIEVE, "dk-991",
         "Kommunen som äger utvärderingen, eller en som ingår i den.",
         "The municipality that owns the evaluation, or one that is in it."),
    PARTS("measures", measures, "evaluation-measures", KEPT, "sam-01:user:confirmatory:overlapping",
          "Mätningarna som jämförs.", "The measures compared."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

static const struct expansion evaluation_expansions[] = {
    {"pilots", "pilots", "x.evaluation = v.code"},
};

const struct resource resource_evaluations = {
    .name = "evaluations",
    .list = "evaluations",
    .one = "evaluation",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_EVALUATION,
    .flags = WHOLE,
    .load_order = 23,
    .title_sv = "Utvärderingar",
    .title_en = "Evaluations",
    .sv = "Före- och eftermätningar i en eller flera kommuner. Resultat räknas ur observationerna och lagras aldrig.",
    .en = "Before and after measurements in one or several municipalities. Results are computed from observations and "
          "never stored.",
    FIELDS(evaluation_fields),
    EXPANSIONS(evaluation_expansions),
};

static const struct field evaluation_member_fields[] = {
    REF("evaluation", "evaluation", COLUMN_NEEDED, "ev-sam", "Utvärderingen.", "The evaluation."),
    REF("municipality", "municipality", COLUMN_NEEDED, "dk-991", "Kommunen som ingår.", "The municipality in it."),
    ARM(COLUMN_NEEDED),
    SHARE_LEVEL(COLUMN_NEEDED),
    MEMBER_SAMPLING(COLUMN),
};

const struct resource resource_evaluation_members = {
    .name = "evaluation-members",
    .list = "evaluation_members",
    .one = "evaluation_member",
    .identity = "evaluation,municipality",
    .group = GROUP_EVALUATION,
    .flags = RESOURCE_DATASET,
    .load_order = 24,
    .title_sv = "Utvärderingars medlemmar",
    .title_en = "Evaluation members",
    .sv = "Kommunerna i en utvärdering; läses som members i utvärderingen.",
    .en = "The municipalities of an evaluation; read as members of the evaluation.",
    FIELDS(evaluation_member_fields),
};

static const struct field evaluation_measure_fields[] = {
    REF("evaluation", "evaluation", COLUMN_NEEDED, "ev-sam", "Utvärderingen.", "The evaluation."),
    MEASURE_INDICATOR(COLUMN_NEEDED),
    MEASURE_GROUP(COLUMN_NEEDED),
    MEASURE_ROLE(COLUMN_NEEDED),
    MEASURE_SAMPLING(COLUMN_NEEDED),
};

const struct resource resource_evaluation_measures = {
    .name = "evaluation-measures",
    .list = "evaluation_measures",
    .one = "evaluation_measure",
    .identity = "evaluation,indicator,respondent_group",
    .group = GROUP_EVALUATION,
    .flags = RESOURCE_DATASET,
    .load_order = 25,
    .title_sv = "Utvärderingars mätningar",
    .title_en = "Evaluation measures",
    .sv = "Mätningarna i en utvärdering; läses som measures i utvärderingen.",
    .en = "The measures of an evaluation; read as measures of the evaluation.",
    FIELDS(evaluation_measure_fields),
};

#define MOMENT_COLUMN(name, low, high, example, sv, en) DECIMAL(name, low, high, COLUMN, example, sv, en)
#define PAIRS_COLUMN(name, flags, example, sv, en) INTEGER(name, "0", MOST_COUNT, flags, example, sv, en)

static const struct field paired_table_fields[] = {
    REF("evaluation", "evaluation", COLUMN_NEEDED, "ev-sam", "Utvärderingen.", "The evaluation."),
    REF("municipality", "municipality", COLUMN_NEEDED, "dk-991", "Kommunen.", "The municipality."),
    REF("indicator", "indicator", COLUMN_NEEDED, "sam-01", "Indikatorn.", "The indicator."),
    ENUM("respondent_group", "respondent_group", COLUMN_NEEDED, "user", "Gruppen som svarar.",
         "The group that answers."),
    PAIRS_COLUMN("n_pairs", COLUMN_NEEDED, "15", "Antal som svarade både före och efter.",
                 "Number who answered both before and after."),
    MOMENT_COLUMN("mean_before", NULL, NULL, "3.133", "Medelvärde före, bland dem med båda svaren.",
                  "Mean before, among those with both answers."),
    MOMENT_COLUMN("sd_before", "0", NULL, "0.933", "Standardavvikelse före.", "Standard deviation before."),
    MOMENT_COLUMN("mean_after", NULL, NULL, "3.511", "Medelvärde efter.", "Mean after."),
    MOMENT_COLUMN("sd_after", "0", NULL, "0.999", "Standardavvikelse efter.", "Standard deviation after."),
    MOMENT_COLUMN("correlation", "-1", "1", "0.552", "Korrelation mellan före och efter.",
                  "Correlation between before and after."),
    PAIRS_COLUMN("yes_yes", COLUMN, "4", "Antal ja både före och efter.", "Number of yes both before and after."),
    PAIRS_COLUMN("yes_no", COLUMN, "1", "Antal ja före och nej efter.", "Number of yes before and no after."),
    PAIRS_COLUMN("no_yes", COLUMN, "5", "Antal nej före och ja efter.", "Number of no before and yes after."),
    PAIRS_COLUMN("no_no", COLUMN, "5", "Antal nej både före och efter.", "Number of no both before and after."),
    PAIRS_COLUMN("n_before_only", COLUMN, "6", "Antal som bara svarade före.", "Number who answered before only."),
    PAIRS_COLUMN("n_after_only", COLUMN, "9", "Antal som bara svarade efter.", "Number who answered after only."),
};

const struct resource resource_paired_tables = {
    .name = "paired-tables",
    .list = "paired_tables",
    .one = "paired_table",
    .identity = "evaluation,municipality,indicator,respondent_group",
    .group = GROUP_EVALUATION,
    .flags = RESOURCE_DATASET,
    .load_order = 26,
    .title_sv = "Parade svar",
    .title_en = "Paired tables",
    .sv = "Sammanställning av dem som svarade både före och efter. Tas emot men visas aldrig utåt.",
    .en = "Summary of those who answered both before and after. Taken in but never public.",
    FIELDS(paired_table_fields),
};
