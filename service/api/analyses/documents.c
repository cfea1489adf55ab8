/* document-shares: how a set of steering documents speaks of trust (domain.md A12). */
#include "private.h"

static const struct field parameters[] = {
    PARAMETER("municipality", FIELD_REF, ASKED_NEEDED, "municipality", "se-9901", "Kommunen.", "The municipality."),
    PARAMETER("kind", FIELD_ENUM, ASKED_ONCE, "document_kind", "policy", "Bara dokument av detta slag.",
              "Only documents of this kind."),
    PARAMETER("governance_level", FIELD_ENUM, ASKED_ONCE, "governance_level", "committee",
              "Bara dokument som denna nivå beslutar.", "Only documents that this level decides."),
};

#define CODE_OUT(name_, example_, sv_, en_)                                                                            \
    { .name = name_, .type = FIELD_TEXT, .flags = SHAPE_NULL, .example = example_, .sv = sv_, .en = en_ }
#define COUNTS_OUT                                                                                                     \
    COUNT_OUT("n_passages", "3", "Avsnitt.", "Passages."),                                                             \
        PART_OUT("p_passages", "0.375", "Andel av avsnitten.", "Share of the passages."),                              \
        COUNT_OUT("n_documents", "1", "Dokument med sådana avsnitt.", "Documents with such passages."),                \
        PART_OUT("p_documents", "0.2", "Andel av dokumenten.", "Share of the documents.")

static const struct member stance_parts[] = {
    CODE_OUT("stance", "\"demands\"", "Hållningen.", "The stance."),
    CODE_OUT("trust_form", "null", "Formen av tillit; null: alla, också avsnitt utan.",
             "The form of trust; null: all, also passages without."),
    COUNTS_OUT,
};
static const struct member relation_parts[] = {
    CODE_OUT("stance", "\"demands\"", "Hållningen.", "The stance."),
    CODE_OUT("truster", "\"manager\"", "Vem som litar på.", "Who trusts."),
    CODE_OUT("trustee", "\"employee\"", "Vem som man litar på.", "Who is trusted."),
    COUNTS_OUT,
};
static const struct member shares_out[] = {
    COUNT_OUT("n_documents", "5", "Dokument som läsaren ser.", "Documents that the reader sees."),
    COUNT_OUT("n_documents_with", "4", "Dokument med avsnitt om tillit.", "Documents with passages about trust."),
    COUNT_OUT("n_passages", "7", "Avsnitt om tillit.", "Passages about trust."),
    LIST_OUT("stances", stance_parts, "Efter hållning, och efter hållning och form av tillit.",
             "By stance, and by stance and form of trust."),
    LIST_OUT("relations", relation_parts, "Efter hållning och vem som litar på vem.", "By stance and who trusts whom."),
};

/* What the shares are shares of. */
struct whole {
    double documents, passages;
};

static void out_counts(struct run *item, const struct rows *rows, size_t row, struct whole whole) {
    double passages = rows_number(rows, row, PASSAGE_N_PASSAGES);
    double documents = rows_number(rows, row, PASSAGE_N_DOCUMENTS);
    out_number(item, "n_passages", passages);
    out_number(item, "p_passages", passages / whole.passages);
    out_number(item, "n_documents", documents);
    out_number(item, "p_documents", documents / whole.documents);
}

static void out_stance(struct run *item, const struct rows *rows, size_t row, struct whole whole) {
    out_object(item, NULL);
    out_word(item, "stance", rows_value(rows, row, PASSAGE_STANCE));
    out_word(item, "trust_form", rows_value(rows, row, PASSAGE_TRUST_FORM));
    out_counts(item, rows, row, whole);
    out_end(item, '}');
}

static void out_relation(struct run *item, const struct rows *rows, size_t row, struct whole whole) {
    out_object(item, NULL);
    out_word(item, "stance", rows_value(rows, row, PASSAGE_STANCE));
    out_word(item, "truster", rows_value(rows, row, PASSAGE_TRUSTER));
    out_word(item, "trustee", rows_value(rows, row, PASSAGE_TRUSTEE));
    out_counts(item, rows, row, whole);
    out_end(item, '}');
}

static bool is_of(const struct rows *rows, size_t row, const char *part) {
    return text_equal(rows_value(rows, row, PASSAGE_PART), part);
}

static void out_shares(struct run *item, const struct rows *rows, double documents) {
    struct whole whole = {.documents = documents};
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (!is_of(rows, i, "all")) continue;
        whole.passages = rows_number(rows, i, PASSAGE_N_PASSAGES);
        out_number(item, "n_documents", documents);
        out_number(item, "n_documents_with", rows_number(rows, i, PASSAGE_N_DOCUMENTS));
        out_number(item, "n_passages", whole.passages);
    }
    out_list(item, "stances");
    for (size_t i = 0; i < rows_count(rows); i++)
        if (is_of(rows, i, "stance")) out_stance(item, rows, i, whole);
    out_end(item, ']');
    out_list(item, "relations");
    for (size_t i = 0; i < rows_count(rows); i++)
        if (is_of(rows, i, "relation")) out_relation(item, rows, i, whole);
    out_end(item, ']');
}

/* The codes with commas, noted as used. */
static const char *use_documents(struct analysis_run *run, const struct rows *rows) {
    struct text codes = text_start(run->result.arena);
    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *code = rows_value(rows, i, DOCUMENT_CODE);
        const struct figure input = {.table = "steering-documents",
                                     .id = code,
                                     .n_valid = NAN,
                                     .n_invited = NAN,
                                     .is_synthetic = rows_flag(rows, i, DOCUMENT_IS_FICTIONAL)};
        analysis_use(run, &input);
        text_printf(&codes, "%s%s", i > 0 ? "," : "", code);
    }
    return codes.data;
}

static bool analyse_shares(struct analysis_run *run, struct error *err) {
    const char *const asked[] = {analysis_value(run, "municipality"), analysis_value(run, "kind"),
                                 analysis_value(run, "governance_level"), run->today};
    struct rows *documents, *passages;
    if (!store_run(run->db, SQL_ANALYSIS_DOCUMENTS, asked, 4, &documents, err)) return false;
    const char *const codes[] = {use_documents(run, documents)};
    if (!store_run(run->db, SQL_ANALYSIS_PASSAGES, codes, 1, &passages, err)) return false;
    out_shares(&run->result, passages, (double)rows_count(documents));
    /* every document was read: there is nothing to infer */
    run->note = rows_count(documents) > 0 ? (struct note){.warnings = WARNING_BIT(WARNING_CENSUS)}
                                          : (struct note){.reason = REASON_INSUFFICIENT};
    return true;
}

const struct analysis analysis_document_shares = {
    .name = "document-shares",
    .list = "document_shares",
    .unfolded = "stances",
    PARAMETERS(parameters),
    OUT(shares_out),
    .analyse = analyse_shares,
    .title_sv = "Styrdokumenten om tillit",
    .title_en = "Steering documents on trust",
    .sv = "Hur stor del av styrdokumenten och deras avsnitt som kräver, medger eller motverkar tillit, vilken form och "
          "vems till vem; räknat ur avsnitten.",
    .en = "What share of the steering documents and their passages demand, allow or counteract trust, which form, and "
          "whose in whom; counted from the passages.",
};
