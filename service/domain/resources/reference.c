/* Reference lists and the glossary. */
#include "private.h"

const struct field external_id_parts[2] = {
    WORD("system", "64", KEPT | FIELD_REQUIRED, "demo-diary", "Systemet som beteckningen hör till.",
         "The system that the designation belongs to."),
    WORD("id", "200", KEPT | FIELD_REQUIRED, "KS-2024-0412", "Beteckningen i det systemet.",
         "The designation in that system."),
};

static const struct field reference_list_fields[] = {
    CODE("code", SURE, "trust-form", "Listans kod.", "The list's code."),
    TEXT("name", "64", SURE, "trust_form", "Listans namn som det står i fält och parametrar.",
         "The list's name as it stands in members and parameters."),
    LABEL("title", "titles", "200", SURE, "form of trust", "Vad listan innehåller.", "What the list holds."),
    {"codes", FIELD_CODES, FIELD_READ | FIELD_PRESENT, NULL, NULL, NULL, NULL, "institutional",
     "Listans koder i ordning, var och en med överordnad kod, giltighet och benämning.",
     "The codes of the list in order, each with its parent code, validity and name.", NULL, 0, NULL},
};

const struct resource resource_reference_lists = {
    .name = "reference-lists",
    .list = "reference_lists",
    .one = "reference_list",
    .key = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_REFERENCE,
    .flags = RESOURCE_COLLECTION | RESOURCE_OBJECT,
    .title_sv = "Kodlistor",
    .title_en = "Reference lists",
    .sv = "Alla koder som fält och filter kan ha, med benämningar på svenska, danska och engelska.",
    .en = "All codes that members and filters may have, with names in Swedish, Danish and English.",
    FIELDS(reference_list_fields),
};

static const struct field term_fields[] = {
    KEY_CODE("trust", "Termens kod.", "The term's code."),
    LABEL("name", "names", "200", NEEDED, "trust", "Termen.", "The term."),
    LABEL("description", "descriptions", "2000", NEEDED,
          "Accepting one's vulnerability in a potentially risky situation out of a positive expectation of the other "
          "party, without knowing the outcome.",
          "Vad termen betyder här.", "What the term means here."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_terms = {
    .name = "terms",
    .list = "terms",
    .one = "term",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_REFERENCE,
    .flags = WHOLE,
    .load_order = 1,
    .title_sv = "Termer",
    .title_en = "Terms",
    .sv = "Ordlistan: tillit, bristande tillit, misstro, de fyra formerna av tillit och andra ord som tjänsten "
          "använder.",
    .en = "The glossary: trust, lack of trust, mistrust, the four forms of trust and other words that the service "
          "uses.",
    FIELDS(term_fields),
};
