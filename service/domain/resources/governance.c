/* Steering documents with their reviews and passages, assessments of chain and process. */
#include "private.h"

static const struct field steering_document_fields[] = {
    KEY_CODE("sd-9901-tillit", "Styrdokumentets kod.", "The steering document's code."),
    OWNING_MUNICIPALITY("se-9901"),
    REF("plan", "plan", GIVEN, "pl-norr", "Planen som dokumentet hör till; null utan plan.",
        "The plan that the document belongs to; null without."),
    TEXT("title", "200", NEEDED, "Policy för tillit i styrningen", "Dokumentets titel.", "The document's title."),
    ENUM("kind", "document_kind", NEEDED, "policy", "Policy, plan, riktlinje eller rutin.",
         "Policy, plan, guideline or routine."),
    ENUM("governance_level", "governance_level", NEEDED, "council", "Nivån som beslutar det.",
         "The level that decides it."),
    REF("org_unit", "org_unit", GIVEN, "se-9901-kf", "Enheten som ansvarar.", "The unit in charge."),
    DATE("decided_on", GIVEN, "2024-11-25", "Dagen för beslutet.", "The day of the decision."),
    DATE("review_due", GIVEN, "2027-11-30", "Då dokumentet ska ses över.", "When the document is to be reviewed."),
    ENUM("state", "document_state", KEPT, "done", "Registrerat, granskat, beslutat eller genomfört.",
         "Registered, reviewed, decided or done."),
    AUDIENCE("public"),
    EXTERNAL_IDS("demo-diary:KS-2024-0377"),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

static const struct expansion steering_document_expansions[] = {
    {"document_reviews", "document-reviews", "x.steering_document = v.code"},
    {"document_passages", "document-passages", "x.steering_document = v.code"},
};

const struct resource resource_steering_documents = {
    .name = "steering-documents",
    .list = "steering_documents",
    .one = "steering_document",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_GOVERNANCE,
    .flags = WHOLE,
    .load_order = 27,
    .title_sv = "Styrdokument",
    .title_en = "Steering documents",
    .sv = "Policyer, planer, riktlinjer och rutiner, att granska ur ett tillitsperspektiv.",
    .en = "Policies, plans, guidelines and routines, to be reviewed from the perspective of trust.",
    FIELDS(steering_document_fields),
    EXPANSIONS(steering_document_expansions),
};

static const struct field document_review_fields[] = {
    OWN_ID("0194f405-ac00-7be8-8dc9-c1f430266d50"),
    REF("steering_document", "steering_document", NEEDED | FIXED, "sd-9901-hembesok", "Dokumentet som granskas.",
        "The document reviewed."),
    PARENT_MUNICIPALITY("se-9901"),
    DATE("reviewed_on", NEEDED, "2025-02-11", "Dagen för granskningen.", "The day of the review."),
    BOOLEAN("defines_trust", NEEDED, "false", "Sant om dokumentet säger vad tillit är.",
            "True when the document says what trust is."),
    ENUMS("trust_forms", "trust_form", "trust_form", KEPT, "", "Formerna av tillit som dokumentet berör.",
          "The forms of trust that it touches."),
    ENUM("verdict", "verdict", NEEDED, "counteracts", "Om dokumentet stöder, är neutralt eller motverkar tillit.",
         "Whether the document supports, is neutral to or counteracts trust."),
    TEXT("counteracting_rule", "4000", GIVEN, "Två tjänstemän vid varje hembesök, även när brukaren ber om en.",
         "Regeln som motverkar syftet; null när ingen gör det.",
         "The rule that works against the purpose; null if none."),
    ENUM("decision", "document_decision", GIVEN, "remove", "Behåll, ändra eller ta bort; null innan det är beslutat.",
         "Keep, change or remove; null until decided."),
    DATE("decided_on", GIVEN, "2025-04-15", "Dagen för beslutet.", "The day of the decision."),
    DATE("done_on", GIVEN, "2025-06-30", "Dagen då beslutet var genomfört.", "The day the decision was carried out."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_document_reviews = {
    .name = "document-reviews",
    .list = "document_reviews",
    .one = "document_review",
    .key = "id",
    .identity = "id",
    .sort = "-reviewed_on",
    .tie = "id",
    .group = GROUP_GOVERNANCE,
    .flags = WHOLE,
    .load_order = 28,
    .title_sv = "Granskningar av styrdokument",
    .title_en = "Document reviews",
    .sv = "Granskningar av styrdokument: definieras tillit, motverkar någon regel syftet, vad beslutades. Visas bara "
          "för den egna kommunen.",
    .en = "Reviews of steering documents: is trust defined, does a rule work against its purpose, what was decided. "
          "Shown to the owning municipality only.",
    FIELDS(document_review_fields),
};

static const struct field document_passage_fields[] = {
    KEY_CODE("dp-9901-hembesok-4", "Avsnittets kod.", "The passage's code."),
    REF("steering_document", "steering_document", HIDEABLE | FIXED, "sd-9901-hembesok", "Dokumentet som det står i.",
        "The document it stands in."),
    PARENT_MUNICIPALITY("se-9901"),
    WORD("place", "200", NEEDED, "punkt 4", "Var i dokumentet.", "Where in the document."),
    TEXT("quote", "4000", NEEDED, "Hembesök görs alltid av två tjänstemän.", "Ordagrant.", "Word for word."),
    ENUM("trust_form", "trust_form", GIVEN, "interpersonal", "Formen av tillit som det gäller; null när ingen sägs.",
         "The form of trust that it is about; null when none is said."),
    ENUM("truster", "party", GIVEN, "employee", "Vem som litar på; null när det inte sägs.",
         "Who trusts; null when it is not said."),
    ENUM("trustee", "party", GIVEN, "user", "Vem som man litar på; null när det inte sägs.",
         "Who is trusted; null when it is not said."),
    ENUM("stance", "passage_stance", NEEDED, "counteracts", "Om det kräver, medger eller motverkar tillit.",
         "Whether it demands, allows or counteracts trust."),
    ENUM("rule_level", "rule_level", GIVEN, "municipal", "Vems regeln är; bara för regel som motverkar.",
         "Whose rule it is; of a rule that counteracts only."),
    TEXT("proposal", "4000", GIVEN, "En tjänsteman när brukaren ber om det.", "Vad som föreslås i stället.",
         "What is proposed instead."),
    WORD("decided_by", "200", GIVEN, "Socialnämnden", "Organet som beslutar, aldrig en person.",
         "The body that decides, never a person."),
    ENUM("decision", "document_decision", GIVEN, "remove", "Behåll, ändra eller ta bort; null innan det är beslutat.",
         "Keep, change or remove; null until decided."),
    DATE("decided_on", GIVEN, "2025-04-15", "Dagen för beslutet.", "The day of the decision."),
    DATE("done_on", GIVEN, "2025-06-30", "Dagen då beslutet var genomfört.", "The day the decision was carried out."),
    AUDIENCE("public"),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

static const struct expansion document_passage_expansions[] = {
    {"pilots", "pilots", "x.stretches = v.code"},
    {"decisions", "decisions", "x.document_passage = v.code"},
};

const struct resource resource_document_passages = {
    .name = "document-passages",
    .list = "document_passages",
    .one = "document_passage",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_GOVERNANCE,
    .flags = WHOLE,
    .load_order = 28,
    .title_sv = "Avsnitt i styrdokument",
    .title_en = "Document passages",
    .sv = "Vad styrdokument säger om tillit, ordagrant, och ta bort-listan: regler som motverkar, vems de är, vad som "
          "föreslås, beslutas och görs.",
    .en = "What steering documents say of trust, word for word, and the remove list: rules that counteract, whose they "
          "are, what is proposed, decided and done.",
    FIELDS(document_passage_fields),
    EXPANSIONS(document_passage_expansions),
};

/* What everybody is told of how many answered. */
#define FEW_DISPLAY(example)                                                                                           \
    FIELD("n_display", FIELD_PERSONS, FIELD_READ, NULL, NULL, "0", MOST_COUNT, example,                                \
          "Antal svar som får visas: ett tal, eller \"<5\" (unga: \"<10\").",                                          \
          "The number of answers that may be shown: a number, or \"<5\" (youth: \"<10\").")
#define LEVEL_COUNT(name, example, sv, en) INTEGER(name, "0", MOST_COUNT, GIVEN, example, sv, en)

static const struct field chain_assessment_fields[] = {
    OWN_ID("0196ecb4-e400-7364-ab66-21463059d509"),
    REF("plan", "plan", NEEDED | FIXED, "pl-sund", "Planen vars styrning följs.",
        "The plan whose steering is followed."),
    PARENT_MUNICIPALITY("se-9902"),
    ENUM("governance_level", "governance_level", NEEDED, "council", "Nivån i styrkedjan.",
         "The level of the governance chain."),
    ENUM("respondent_group", "respondent_group", NEEDED, "politician", "Gruppen som svarar.",
         "The group that answers."),
    DATE("assessed_on", NEEDED, "2025-05-20", "Dagen för bedömningen.", "The day of the assessment."),
    INTEGER("n_respondents", "0", MOST_COUNT, HIDEABLE, "9",
            "Antal som svarade på nivån; färre än fem (unga: tio) visas med antalen nedan bara för ägarens redaktörer.",
            "Number who answered at the level; fewer than five (youth: ten) are shown, with the counts below, to the "
            "owner's editors only."),
    FEW_DISPLAY("9"),
    LEVEL_COUNT("n_stated", "9", "Antal för vilka styrningen är uttalad; null när det inte mäts.",
                "Number for whom the steering is stated; null when not measured."),
    LEVEL_COUNT("n_known", "8", "Antal som känner till den; null när det inte mäts.",
                "Number who know it; null when not measured."),
    LEVEL_COUNT("n_practised", "6", "Antal som tillämpar den; null när det inte mäts.",
                "Number who practise it; null when not measured."),
    LEVEL_COUNT("n_experienced", "", "Antal som märker av den; null när det inte mäts.",
                "Number who experience it; null when not measured."),
    STAMPS("2025-05-20T08:00:00Z", "2025-05-20T08:00:00Z"),
};

const struct resource resource_chain_assessments = {
    .name = "chain-assessments",
    .list = "chain_assessments",
    .one = "chain_assessment",
    .key = "id",
    .identity = "id",
    .sort = "plan,-assessed_on,governance_level",
    .tie = "id",
    .group = GROUP_GOVERNANCE,
    .flags = WHOLE,
    .load_order = 29,
    .title_sv = "Bedömningar av styrkedjan",
    .title_en = "Chain assessments",
    .sv = "Hur långt en plans styrning når: på varje nivå uttalad, känd, tillämpad och märkt. Visas bara för den egna "
          "kommunen.",
    .en = "How far a plan's steering reaches: at each level stated, known, practised and experienced. Shown to the "
          "owning municipality only.",
    FIELDS(chain_assessment_fields),
};

static const struct field process_assessment_fields[] = {
    OWN_ID("0195a844-4000-71ce-bdda-229b58f605c5"),
    REF("plan", "plan", NEEDED | FIXED, "pl-fss", "Planen som bedömningen hör till.",
        "The plan that the assessment belongs to."),
    PARENT_MUNICIPALITY("se-9901"),
    WORD("subject", "200", NEEDED, "Införandet av nytt arbetssätt i socialtjänsten", "Ärendet eller initiativet.",
         "The case or initiative."),
    ENUM("process_step", "process_step", NEEDED, "prepare", "Steget, från bereda till återkoppling.",
         "The step, from prepare to feedback."),
    ENUM("truster", "party", NEEDED, "employee", "Parten vars tillit bedöms.", "The party whose trust is assessed."),
    ENUM("trustee", "party", NEEDED, "manager", "Parten som tilliten riktas mot.", "The party that is trusted."),
    ENUM("respondent_group", "respondent_group", NEEDED, "employee", "Gruppen som svarar.", "The group that answers."),
    DATE("assessed_on", NEEDED, "2025-03-18", "Dagen för bedömningen.", "The day of the assessment."),
    DECIMAL("mean", NULL, NULL, GIVEN, "3.595", "Medelvärde på skalan 1–5; null när det är dolt för få svar.",
            "Mean on the scale 1–5; null when hidden for few answers."),
    DECIMAL("sd", "0", NULL, GIVEN, "0.920", "Standardavvikelse bland svaren; null när den är dold för få svar.",
            "Standard deviation among the answers; null when hidden for few answers."),
    INTEGER(
        "n", "0", MOST_COUNT, HIDEABLE, "84",
        "Antal svar; färre än fem (unga: tio) visas med mean och sd bara för ägarens redaktörer.",
        "Number of answers; fewer than five (youth: ten) are shown, with mean and sd, to the owner's editors only."),
    FEW_DISPLAY("84"),
    STAMPS("2025-03-18T08:00:00Z", "2025-03-18T08:00:00Z"),
};

const struct resource resource_process_assessments = {
    .name = "process-assessments",
    .list = "process_assessments",
    .one = "process_assessment",
    .key = "id",
    .identity = "id",
    .sort = "plan,-assessed_on,process_step",
    .tie = "id",
    .group = GROUP_GOVERNANCE,
    .flags = WHOLE,
    .load_order = 30,
    .title_sv = "Bedömningar av processen",
    .title_en = "Process assessments",
    .sv = "Tilliten i varje steg av en process, för att finna den svagaste länken. Visas bara för den egna kommunen.",
    .en = "Trust in each step of a process, to find the weakest link. Shown to the owning municipality only.",
    FIELDS(process_assessment_fields),
};
