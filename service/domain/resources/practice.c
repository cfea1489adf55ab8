/* The quality of practice: fidelity to models, and what is found beside figures. */
#include "private.h"

static const struct field fidelity_items[] = {
    ENUM("principle", "fidelity_principle", NEEDED, "separation", "Principen, en av modellens.",
         "The principle, one of the model's."),
    DECIMAL("score", NULL, NULL, NEEDED, "3", "Betyget, på skalan.", "The score, on the scale."),
};

static const struct field fidelity_assessment_fields[] = {
    KEY_CODE("fid-9902-egen", "Bedömningens kod.", "The assessment's code."),
    OWNING_MUNICIPALITY("se-9902"),
    REF("plan", "plan", GIVEN, "pl-sund", "Planen som den hör till; null utan plan.",
        "The plan that it belongs to; null without."),
    ENUM("model", "fidelity_principle", NEEDED, "housing_first", "Modellen, en rot i listan fidelity_principle.",
         "The model, a root of the list fidelity_principle."),
    DATE("assessed_on", NEEDED, "2025-03-10", "Dagen för bedömningen.", "The day of the assessment."),
    ENUM("rater", "rater_role", NEEDED, "own_unit", "Rollen som bedömt, aldrig en person.",
         "The role that rated, never a person."),
    INTEGER("n_raters", "1", MOST_COUNT, KEPT, "3", "Antal som bedömt; minst fem när medarbetare eller brukare svarat.",
            "Number who rated; at least five where employees or users answered."),
    DECIMAL("scale_low", NULL, NULL, NEEDED, "1", "Skalans lägsta betyg.", "The lowest score of the scale."),
    DECIMAL("scale_high", NULL, NULL, NEEDED, "4", "Skalans högsta betyg.", "The highest score of the scale."),
    OBJECTS("items", fidelity_items, NEEDED,
            "housing_right:4|choice_and_control:4|separation:3|recovery:3|harm_reduction:4|active_engagement:4|person_"
            "centred:3|flexible_support:3",
            "Betyg för varje princip.", "A score for each principle."),
    TEXT("summary", "10000", GIVEN, "Boende och stöd är skilda åt, men inte i namnet.", "Vad bedömningen säger.",
         "What the assessment says."),
    AUDIENCE("internal"),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_fidelity_assessments = {
    .name = "fidelity-assessments",
    .list = "fidelity_assessments",
    .one = "fidelity_assessment",
    .key = "code",
    .identity = "code",
    .sort = "-assessed_on",
    .tie = "code",
    .group = GROUP_EVALUATION,
    .flags = WHOLE,
    .load_order = 41,
    .title_sv = "Bedömningar av programtrohet",
    .title_en = "Fidelity assessments",
    .sv = "Hur nära praktiken är en modell, princip för princip: Bostad först, Samskabt styring, eller ett ledarskap "
          "för tillit. Om verksamheter, aldrig personer.",
    .en =
        "How close practice is to a model, principle by principle: Housing First, Samskabt styring, or leadership for "
        "trust. About organisations, never persons.",
    FIELDS(fidelity_assessment_fields),
};

static const struct field qualitative_finding_fields[] = {
    KEY_CODE("qf-9902-nycklar", "Kod.", "Code."),
    OWNING_MUNICIPALITY("se-9902"),
    REF("plan", "plan", GIVEN, "pl-sund", "Planen som den hör till; null utan plan.",
        "The plan that it belongs to; null without."),
    REF("evaluation", "evaluation", GIVEN, "", "Utvärderingen som den hör till; null utan utvärdering.",
        "The evaluation that it belongs to; null without."),
    REF("area", "area", GIVEN, "se-9902-d2", "Området som den gäller; null för hela kommunen.",
        "The area that it is about; null for the whole municipality."),
    ENUM("source", "qualitative_source", NEEDED, "interview", "Hur den kom fram.", "How it was found."),
    ENUM("governance_level", "governance_level", NEEDED, "user", "Nivån där det sades.",
         "The level where it was said."),
    ENUM("respondent_group", "respondent_group", KEPT, "tenant", "Gruppen som sade det.", "The group that said it."),
    DATE("collected_on", NEEDED, "2025-05-14", "Dagen då det samlats in.", "The day it had been collected."),
    WORD("theme", "200", NEEDED, "Nycklar", "Temat.", "The theme."),
    TEXT("summary", "10000", NEEDED, "De boende vill själva bestämma vem som har nyckel.",
         "Vad som sades, sammanfattat; aldrig ett citat som någon känns igen på.",
         "What was said, in summary; never a quotation that gives somebody away."),
    INTEGER("n_said", "5", MOST_COUNT, GIVEN, "7",
            "Hur många som sade det, minst fem (unga: tio); null när det inte sägs.",
            "How many said so, at least five (youth: ten); null when it is not told."),
    ENUM("uncounted_reason", "uncounted_reason", GIVEN, "", "Varför antalet inte sägs; null när det sägs.",
         "Why the number is not told; null when it is."),
    REFS("indicators", "indicator", "indicator", KEPT, "bof-01", "Indikatorerna som den står bredvid.",
         "The indicators that it stands beside."),
    AUDIENCE("internal"),
    STAMPS("2025-05-14T08:00:00Z", "2025-05-14T08:00:00Z"),
};

const struct resource resource_qualitative_findings = {
    .name = "qualitative-findings",
    .list = "qualitative_findings",
    .one = "qualitative_finding",
    .key = "code",
    .identity = "code",
    .sort = "-collected_on",
    .tie = "code",
    .group = GROUP_EVALUATION,
    .flags = WHOLE,
    .load_order = 42,
    .title_sv = "Kvalitativa fynd",
    .title_en = "Qualitative findings",
    .sv = "Vad intervjuer och samtal visat, nivå för nivå och tema för tema, bredvid siffrorna.",
    .en = "What interviews and talks have shown, level by level and theme by theme, beside the figures.",
    FIELDS(qualitative_finding_fields),
};
