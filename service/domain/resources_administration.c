/* Keys: for the admins of a municipality and the operator. */
#include "resource-private.h"

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
    WORD("created_by", "300", SHOWN, "key-07b3d2f4", "Nyckeln eller kontot som skapade den.",
         "The key or account that created it."),
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
