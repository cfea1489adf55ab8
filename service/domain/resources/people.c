/* Organisations of civil society and influence groups. */
#include "private.h"

static const struct field organisation_fields[] = {
    KEY_CODE("org-9901-sol", "Organisationens kod.", "The organisation's code."),
    OWNING_MUNICIPALITY("se-9901"),
    WORD("name", "200", NEEDED, "Solvägens hyresgästförening", "Namn.", "Name."),
    ENUM("kind", "organisation_kind", NEEDED, "tenants", "Slag.", "Kind."),
    REFS("areas", "area", "area", KEPT, "se-9901-d2", "Områdena där den verkar.", "The areas that it works in."),
    REFS("focus_areas", "focus_area", "focus_area", KEPT, "fa-civ", "Fokusområdena som samverkan rör.",
         "The focus areas that the cooperation is about."),
    DATE("start_date", GIVEN, "2024-09-01", "Dagen då samverkan började.", "The day the cooperation began."),
    DATE("end_date", GIVEN, "", "Dagen då den slutade; null så länge den pågår.",
         "The day it ended; null while it goes on."),
    TEXT("agreement", "4000", GIVEN, "Partnerskap om gårdsvärdar.", "Vad man kommit överens om.",
         "What has been agreed."),
    TEXT("url", "2000", GIVEN, "https://example.org/sol", "Adress.", "Address."),
    AUDIENCE("public"),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

static const struct expansion organisation_expansions[] = {
    {"actions", "actions", "x.organisations @> array[v.code::text]"},
    {"dialogues", "dialogues", "x.organisations @> array[v.code::text]"},
};

const struct resource resource_organisations = {
    .name = "organisations",
    .list = "organisations",
    .one = "organisation",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_PARTICIPATION,
    .flags = WHOLE,
    .load_order = 16,
    .title_sv = "Civilsamhällets organisationer",
    .title_en = "Organisations",
    .sv = "Organisationer i civilsamhället, aldrig personer, och vad som görs tillsammans: insatser och dialoger.",
    .en = "Organisations of civil society, never persons, and what is done together: actions and dialogues.",
    FIELDS(organisation_fields),
    EXPANSIONS(organisation_expansions),
};

static const struct field influence_group_fields[] = {
    KEY_CODE("ig-9901-sol", "Gruppens kod.", "The group's code."),
    OWNING_MUNICIPALITY("se-9901"),
    REF("plan", "plan", GIVEN, "pl-norr", "Planen som gruppen hör till; null utan plan.",
        "The plan that the group belongs to; null without."),
    REF("area", "area", GIVEN, "se-9901-d2", "Området som den är för; null för hela kommunen.",
        "The area that it is for; null for the whole municipality."),
    WORD("name", "200", NEEDED, "Påverkansgruppen Solvägen", "Namn.", "Name."),
    TEXT("mandate", "4000", GIVEN, "Föreslår och följer upp åtgärder på gårdarna.", "Vad gruppen får påverka.",
         "What the group may influence."),
    DATE("start_date", NEEDED, "2025-04-24", "Dagen då gruppen bildades.", "The day the group was formed."),
    DATE("end_date", GIVEN, "", "Dagen då den upphörde; null så länge den finns.",
         "The day it ended; null while it exists."),
    INTEGER("participants", "0", MOST_COUNT, GIVEN, "14",
            "Antal i gruppen; null när det är okänt, eller färre än fem för andra än ägarens redaktörer.",
            "Number in the group; null when unknown, or fewer than five for others than the owner's editors."),
    INTEGER("meetings_per_year", "0", "366", GIVEN, "6", "Möten om året, som det är tänkt.",
            "Meetings a year, as intended."),
    ENUMS("parties", "party", "party", KEPT, "resident|employee", "Parterna i gruppen.", "The parties in the group."),
    AUDIENCE("public"),
    STAMPS("2025-04-24T08:00:00Z", "2025-04-24T08:00:00Z"),
};

static const struct expansion influence_group_expansions[] = {
    {"dialogues", "dialogues", "x.influence_group = v.code"},
    {"feedback_items", "feedback-items", "x.influence_group = v.code"},
};

const struct resource resource_influence_groups = {
    .name = "influence-groups",
    .list = "influence_groups",
    .one = "influence_group",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_PARTICIPATION,
    .flags = WHOLE,
    .load_order = 31,
    .title_sv = "Påverkansgrupper",
    .title_en = "Influence groups",
    .sv = "Stående grupper: för vilket område, sedan när, med vilket mandat; deras möten är dialoger och deras krav "
          "synpunkter med svar.",
    .en = "Standing groups: for which area, since when, with which mandate; their meetings are dialogues and their "
          "demands feedback items with answers.",
    FIELDS(influence_group_fields),
    EXPANSIONS(influence_group_expansions),
};
