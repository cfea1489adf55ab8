/* Keys and the audit trail: for the admins of a municipality and the operator. */
#include "private.h"

static const struct field api_key_fields[] = {
    CODE("code", SURE, "key-1f0c9a3e", "Nyckelns beteckning; ges av tjänsten och är ingen hemlighet.",
         "The key's name; given by the service, and no secret."),
    ENUM("role", "role", NEEDED | FIXED, "editor", "Vad nyckeln ger rätt till.", "What the key allows."),
    REF("municipality", "municipality", GIVEN | FIXED, "se-9901",
        "Kommunen som nyckeln gäller; null för evaluator och operator.",
        "The municipality that the key is for; null for evaluator and operator."),
    REF("evaluation", "evaluation", GIVEN | FIXED, "", "Utvärderingen som en evaluator läser; annars null.",
        "The evaluation that an evaluator reads; otherwise null."),
    WORD("label", "200", GIVEN | FIXED, "BI-verktyget", "Vad nyckeln används till; inga personuppgifter.",
         "What the key is used for; no personal data."),
    TIME("expires_at", GIVEN | FIXED, "2026-12-31T23:00:00Z",
         "När nyckeln slutar gälla, i UTC; null när den gäller tills den återkallas.",
         "When the key stops working, in UTC; null when it works until it is revoked."),
    TIME("revoked_at", SHOWN, "", "När nyckeln återkallades, i UTC; null så länge den inte är det.",
         "When the key was revoked, in UTC; null as long as it is not."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_api_keys = {
    .name = "api-keys",
    .list = "api_keys",
    .one = "api_key",
    .key = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_ADMINISTRATION,
    .flags = RESOURCE_COLLECTION | RESOURCE_OBJECT | RESOURCE_ADMIN,
    .title_sv = "Nycklar",
    .title_en = "API keys",
    .sv = "Nycklar till tjänsten. Nyckeln själv visas en enda gång, när den skapas; tjänsten sparar bara dess "
          "kontrollsumma. En kommuns administratörer hanterar kommunens nycklar, driftaren alla.",
    .en = "Keys to the service. The key itself is shown only once, when it is created; the service keeps nothing but "
          "its hash. A municipality's admins manage the municipality's keys, the operator all.",
    FIELDS(api_key_fields),
};

static const struct field audit_event_fields[] = {
    TIME("at", SURE, "2025-04-10T06:00:00Z", "När det skedde, i UTC.", "When it happened, in UTC."),
    REF("municipality", "municipality", SHOWN, "se-9901",
        "Kommunen vars nyckel det var; null för driftaren och nycklar utan kommun.",
        "The municipality whose key it was; null for the operator and keys without one."),
    WORD("actor", "300", SURE, "key-07b3d2f4", "Nyckeln eller kontot; cli för kommandoraden.",
         "The key or account; cli for the command line."),
    ENUM("action", "audit_action", SURE, "change", "Vad som gjordes eller skulle göras.",
         "What was done, or would have been."),
    WORD("object", "200", SURE, "/tillit/v1/plans/pl-norr", "Sökvägen med koden; vid import samlingen som fylldes.",
         "The path with the code; for an import the collection that was filled."),
    INTEGER("status", "100", "599", SURE, "200", "Svarets status: från 400 är det en vägran.",
            "The reply's status: from 400 on it is a refusal."),
    INTEGER("sequence", "1", NULL, SURE, "42",
            "Händelsens nummer i kommunens eller driftarens kedja, utan luckor från 1.",
            "The event's number in the chain of the municipality or the operator, from 1 without gaps."),
};

const struct resource resource_audit_events = {
    .name = "audit-events",
    .list = "audit_events",
    .one = "audit_event",
    .sort = "-at",
    .tie = "-sequence,municipality",
    .group = GROUP_ADMINISTRATION,
    .flags = RESOURCE_COLLECTION | RESOURCE_ADMIN,
    .title_sv = "Loggade händelser",
    .title_en = "Audit events",
    .sv = "Varje godtagen skrivning och varje vägran av en känd nyckel. Händelserna är kedjade, så att `tillit "
          "verify-audit` visar om någon har ändrats eller tagits bort. En kommuns administratörer ser kommunens, "
          "driftaren alla.",
    .en =
        "Every accepted write and every refusal of a known key. The events are chained, so that `tillit verify-audit` "
        "shows whether any was changed or removed. A municipality's admins see the municipality's, the operator all.",
    FIELDS(audit_event_fields),
};
