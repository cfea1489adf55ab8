/* trust-classes: trust, lack of trust or mistrust in an area (domain.md A3), from two items or, as a proxy, from one.
 *
 * The tables behind are read by their municipality's members only, by its readers as far as observations show them the
 * figures that the tables belong to. Others get the class, its certainty, basis and strategy where domain.md 5 lets
 * them, and which table (its period, its group) they rest on, of the answers as they stood when the figure was
 * published; never the shares. */
#include "private.h"
#include "stats/trust_class.h"

static const struct field parameters[] = {
    PARAMETER("area", FIELD_REF, ASKED_NEEDED, "area", "se-9901-d2", "Området.", "The area."),
    PARAMETER("period", FIELD_PERIOD, ASKED, NULL, "2024", "Perioden; förval är den senaste.",
              "The period; default is the newest."),
    PARAMETER("respondent_group", FIELD_ENUM, ASKED, "respondent_group", "resident", "Gruppen som svarat.",
              "The group that answered."),
};

static const char *const class_rules[] = {"mistrust_before_trust"};

static const struct member out[] = {
    NUMBER_OUT("n", "95", "Klassade svar.", "Classified answers."),
    TRUST_SHARES_OUT,
    TRUST_CLASS_OUT,
    WORD_OUT("class_rule", "class_rule", class_rules, "\"mistrust_before_trust\"", "Vad som avgör klassen.",
             "What decides the class."),
    PART_OUT("theta_trust", "0.6", "p_trust från vilken klassen är trust.", "From this p_trust on it is trust."),
    PART_OUT("theta_mistrust", "0.2", "p_mistrust från vilken klassen är mistrust.",
             "From this p_mistrust on it is mistrust."),
    COUNT_OUT("least_answers", "30", "Svar som en klass behöver.", "Answers that a class needs."),
};

enum { LEAST_PUBLIC = 100 }; /* answers behind the published class of a district (domain.md 5) */

/* A table of answers: two items, else one item and its bands; rows NULL when there is none. */
struct answer_source {
    struct rows *rows;
    bool is_two_item, is_told;
};

/* ---- who may see what ---- */

static void take(struct answer_source *source, struct rows *rows) {
    *source = (struct answer_source){.rows = rows};
    source->is_two_item = rows_value(rows, 0, ANSWERS_BANDING) == NULL;
    source->is_told = rows_flag(rows, 0, ANSWERS_IS_TOLD);
}

/* The newest table, two items before one: hidden or not, so that no older one stands in for it. */
static bool find_source(struct analysis_run *run, struct answer_source *source, struct error *err) {
    static const enum statement statements[] = {SQL_ANALYSIS_TWO_ITEMS, SQL_ANALYSIS_ONE_ITEM};
    const char *const asked[] = {analysis_value(run, "area"), analysis_value(run, "period"),
                                 analysis_value(run, "respondent_group"), run->today, run->as_of};
    struct rows *rows;
    for (size_t i = 0; i < 2; i++) {
        if (!store_run_chosen(run->db, statements[i], asked, 5, &rows, err)) return false;
        if (rows_count(rows) == 0) continue;
        take(source, rows);
        return true;
    }
    return true;
}

/* The newest published one. */
static bool find_published(struct analysis_run *run, struct answer_source *source, struct error *err) {
    const struct tenant *tenant = request_tenant(run->request);
    const char *municipality = text_equal(tenant->municipality, "") ? NULL : tenant->municipality;
    const char *const asked[] = {analysis_value(run, "area"),
                                 analysis_value(run, "period"),
                                 analysis_value(run, "respondent_group"),
                                 run->today,
                                 run->as_of,
                                 municipality};
    struct rows *rows;
    if (!analysis_ask_inside(run, SQL_ANALYSIS_PUBLISHED_CLASSES, asked, 6, &rows, err)) return false;
    if (rows_count(rows) > 0) take(source, rows);
    return true;
}

/* The class of a municipality or a larger area is for everybody; of a smaller one when its municipality had decided so,
 * and has not taken it back, the class is certain and rests on a hundred answers. */
static bool may_tell(struct analysis_run *run, const struct trust_profile *profile, bool *may, struct error *err) {
    const char *const area = analysis_value(run, "area");
    struct rows *rows;
    if (!store_run(run->db, SQL_ANALYSIS_CLASS_SHOWN, &area, 1, &rows, err)) return false;
    bool is_large = rows_flag(rows, 0, CLASS_SHOWN_IS_LARGE), is_decided = rows_flag(rows, 0, CLASS_SHOWN_PUBLISHES);
    *may = is_large || (is_decided && profile->certain == TERNARY_YES && profile->n >= LEAST_PUBLIC);
    return true;
}

/* ---- the class ---- */

static struct trust_bands bands_of(const char *banding) {
    static const struct {
        const char *code;
        struct trust_bands bands;
    } all[] = {{"som3", {{0, 3}, {4, 6}, {7, 10}}},
               {"oecd", {{0, 4}, {5, 5}, {6, 10}}},
               {"good4", {{1, 1}, {2, 2}, {3, 4}}},
               {"agree5", {{1, 1}, {2, 3}, {4, 5}}}};
    size_t i = 0;
    while (i + 1 < sizeof all / sizeof *all && !text_equal(all[i].code, banding)) i++;
    return all[i].bands;
}

static struct trust_profile profile_of_item(struct arena *arena, const struct rows *rows, double conf_level) {
    size_t count = rows_count(rows);
    double *numbers = arena_alloc(arena, 2 * count * sizeof *numbers);
    struct balance balance;
    for (size_t i = 0; i < count; i++) {
        numbers[i] = rows_number(rows, i, ANSWERS_OPTION_VALUE);
        numbers[count + i] = rows_number(rows, i, ANSWERS_COUNT);
    }
    struct trust_profile profile = stats_trust_single_item((struct answers){numbers, numbers + count, count},
                                                           bands_of(rows_value(rows, 0, ANSWERS_BANDING)),
                                                           stats_default_thresholds, conf_level, &balance);
    profile.ambivalent = (struct share_figure){NAN, stats_no_interval};
    return profile;
}

static struct trust_profile profile_of(struct analysis_run *run, const struct answer_source *source) {
    struct trust_counts counts = {0};
    double conf_level = run->result.levels.conf_level;
    const struct rows *rows = source->rows;
    if (rows != NULL && !source->is_two_item) return profile_of_item(run->result.arena, rows, conf_level);
    if (rows != NULL)
        counts = (struct trust_counts){.trust = rows_number(rows, 0, ANSWERS_TRUST_YES_HARM_NO),
                                       .ambivalent = rows_number(rows, 0, ANSWERS_TRUST_YES_HARM_YES),
                                       .lack = rows_number(rows, 0, ANSWERS_TRUST_NO_HARM_NO),
                                       .mistrust = rows_number(rows, 0, ANSWERS_TRUST_NO_HARM_YES)};
    return stats_trust_two_item(counts, stats_default_thresholds, conf_level);
}

/* n: NAN for those who are told no count. */
static void use_source(struct analysis_run *run, const struct answer_source *source, double n) {
    const struct rows *rows = source->rows;
    bool two = source->is_two_item;
    const struct figure table = {.table = two ? "two-item-tables" : "response-counts",
                                 .indicator = rows_value(rows, 0, ANSWERS_INDICATOR),
                                 .indicator_version = rows_value(rows, 0, ANSWERS_INDICATOR_VERSION),
                                 .area = rows_value(rows, 0, ANSWERS_AREA),
                                 .period = rows_value(rows, 0, ANSWERS_PERIOD),
                                 .respondent_group = rows_value(rows, 0, ANSWERS_RESPONDENT_GROUP),
                                 .sex = rows_value(rows, 0, ANSWERS_SEX),
                                 .age_band = rows_value(rows, 0, ANSWERS_AGE_BAND),
                                 .revision = two ? 0 : rows_whole(rows, 0, ANSWERS_REVISION),
                                 .release = rows_value(rows, 0, ANSWERS_RELEASE),
                                 .n_valid = n,
                                 .n_invited = NAN,
                                 .is_synthetic = rows_flag(rows, 0, ANSWERS_IS_SYNTHETIC)};
    analysis_use(run, &table);
}

static void out_profile(struct analysis_run *run, const struct trust_profile *profile) {
    out_number(&run->result, "n", profile->n);
    out_trust_shares(&run->result, profile);
    out_trust_class(&run->result, profile);
    out_word(&run->result, "class_rule", class_rules[0]);
    out_number(&run->result, "theta_trust", stats_default_thresholds.trust);
    out_number(&run->result, "theta_mistrust", stats_default_thresholds.mistrust);
    out_number(&run->result, "least_answers", TRUST_CLASS_LEAST_ANSWERS);
    run->note = profile->note;
}

/* Shares come from tables that are never public: an outsider is told the class at most. */
static void keep_inside(struct trust_profile *profile, bool may_tell_class) {
    static const struct share_figure none = {NAN, {NAN, NAN}};
    profile->n = profile->net_trust = NAN;
    profile->trust = profile->lack = profile->mistrust = profile->ambivalent = none;
    if (may_tell_class) return;
    *profile =
        stats_trust_two_item((struct trust_counts){0}, stats_default_thresholds, stats_default_levels.conf_level);
    profile->n = NAN;
    profile->trust_class = TRUST_CLASS_NONE;
    profile->note = (struct note){.reason = REASON_INSUFFICIENT};
}

/* What somebody else may know: asked for as an operator, judged here. */
static bool analyse_outside(struct analysis_run *run, struct error *err) {
    struct answer_source source = {0};
    bool may = false;
    if (!find_published(run, &source, err)) return false;
    struct trust_profile profile = profile_of(run, &source);
    if (source.rows != NULL && source.is_told && !may_tell(run, &profile, &may, err)) return false;
    if (may) use_source(run, &source, NAN);
    keep_inside(&profile, may);
    out_profile(run, &profile);
    return true;
}

static void analyse_inside(struct analysis_run *run, const struct answer_source *source) {
    struct trust_profile profile = {0};
    if (source->is_told) {
        profile = profile_of(run, source);
        use_source(run, source, profile.n);
    } else {
        keep_inside(&profile, false);
        profile.note.reason = REASON_HIDDEN;
    }
    out_profile(run, &profile);
}

static bool analyse(struct analysis_run *run, struct error *err) {
    struct answer_source source = {0};
    if (analysis_has_key(run) && !find_source(run, &source, err)) return false;
    if (source.rows == NULL) return analyse_outside(run, err);
    analyse_inside(run, &source);
    return true;
}

const struct analysis analysis_trust_classes = {
    .name = "trust-classes",
    .list = "trust_classes",
    PARAMETERS(parameters),
    OUT(out),
    .analyse = analyse,
    .title_sv = "Tillit, bristande tillit eller misstro",
    .title_en = "Trust, lack of trust or mistrust",
    .sv = "Klassen för ett område eller en grupp, och strategin som passar.",
    .en = "The class of an area or a group, and the strategy that fits.",
};
