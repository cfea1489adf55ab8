/* trust-classes: trust, lack of trust or mistrust in an area (domain.md A3). */
#include "analyses-private.h"
#include "stats/trust_class.h"

static const struct field parameters[] = {
    PARAMETER("area", FIELD_REF, ASKED_NEEDED, "area", "se-9901-d2", "Området.", "The area."),
    PARAMETER("period", FIELD_PERIOD, ASKED, NULL, "2024", "Perioden; förval är den senaste.",
              "The period; default is the newest."),
    PARAMETER("respondent_group", FIELD_ENUM, ASKED, "respondent_group", "resident", "Gruppen som svarat.",
              "The group that answered."),
};

#define SHARE_OUT(name, example, sv, en)                                                                               \
    NUMBER_OUT(name, example, sv, en), INTERVAL_OUT(name "_ci", "Wilsons intervall.", "Wilson's interval.")
static const char *const bases[] = {"two_item", "single_item_proxy"};

static const struct member out[] = {
    NUMBER_OUT("n", "95", "Klassade svar.", "Classified answers."),
    SHARE_OUT("p_trust", "0.326", "Andel tillit.", "Share of trust."),
    SHARE_OUT("p_lack", "0.421", "Andel bristande tillit.", "Share of lack of trust."),
    SHARE_OUT("p_mistrust", "0.221", "Andel misstro.", "Share of mistrust."),
    SHARE_OUT("p_ambivalent", "0.032", "Andel motstridiga.", "Share of ambivalent answers."),
    NUMBER_OUT("net_trust", "0.105", "p_trust − p_mistrust.", "p_trust − p_mistrust."),
    WORD_OUT("trust_class", stats_trust_class_codes, "\"mistrust\"", "Klassen.", "The class."),
    BOOLEAN_OUT("class_certain", "false", "Om intervallen är entydiga.", "Whether the intervals agree."),
    WORD_OUT("class_basis", bases, "\"two_item\"", "Vad indelningen bygger på.", "What the division rests on."),
    WORD_OUT("strategy", stats_trust_strategy_codes, "\"competence\"", "Strategin som passar klassen.",
             "The strategy that fits the class."),
};

enum { INDICATOR, AREA, PERIOD, GROUP, SEX, AGE, YES_NO, YES_YES, NO_NO, NO_YES };

static void use_table(struct analysis_run *run, const struct rows *rows) {
    const struct figure table = {.indicator = rows_value(rows, 0, INDICATOR),
                                 .area = rows_value(rows, 0, AREA),
                                 .period = rows_value(rows, 0, PERIOD),
                                 .respondent_group = rows_value(rows, 0, GROUP),
                                 .sex = rows_value(rows, 0, SEX),
                                 .age_band = rows_value(rows, 0, AGE)};
    analysis_use(run, &table);
}

static void out_profile(struct analysis_run *run, const struct trust_profile *profile) {
    static const struct {
        const char *name, *ci;
    } names[] = {{"p_trust", "p_trust_ci"},
                 {"p_lack", "p_lack_ci"},
                 {"p_mistrust", "p_mistrust_ci"},
                 {"p_ambivalent", "p_ambivalent_ci"}};
    const struct share_figure *const figures[] = {&profile->trust, &profile->lack, &profile->mistrust,
                                                  &profile->ambivalent};
    out_number(&run->run, "n", profile->n);
    for (size_t i = 0; i < 4; i++) {
        out_number(&run->run, names[i].name, figures[i]->p);
        out_interval(&run->run, names[i].ci, figures[i]->ci);
    }
    out_number(&run->run, "net_trust", profile->net_trust);
    out_word(&run->run, "trust_class", stats_trust_class_codes[profile->trust_class]);
    out_ternary(&run->run, "class_certain", profile->certain);
    out_word(&run->run, "class_basis", stats_method_codes[profile->note.method]);
    out_word(&run->run, "strategy", stats_trust_strategy_codes[profile->strategy]);
    run->note = profile->note;
}

static bool analyse(struct analysis_run *run, struct error *err) {
    const char *const asked[] = {analysis_value(run, "area"), analysis_value(run, "period"),
                                 analysis_value(run, "respondent_group"), run->today};
    struct rows *rows;
    if (!store_run(run->db, "analysis_two_items", asked, 4, &rows, err)) return false;
    struct trust_counts counts = {0};
    if (rows_count(rows) > 0) {
        counts = (struct trust_counts){.trust = number_of(rows_value(rows, 0, YES_NO)),
                                       .ambivalent = number_of(rows_value(rows, 0, YES_YES)),
                                       .lack = number_of(rows_value(rows, 0, NO_NO)),
                                       .mistrust = number_of(rows_value(rows, 0, NO_YES))};
        use_table(run, rows);
    }
    struct trust_profile profile = stats_trust_two_item(counts, stats_default_thresholds, run->run.levels.conf_level);
    out_profile(run, &profile);
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
