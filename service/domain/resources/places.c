/* Municipalities, their areas and units, and the groups they are compared in. */
#include "private.h"

static const struct field municipality_fields[] = {
    KEY_CODE("se-9901", "Landskod (ISO 3166) och officiell kommunkod, se-0123 eller dk-101.",
             "Country code (ISO 3166) and official municipality code, se-0123 or dk-101."),
    WORD("country", "2", NEEDED, "SE", "Land, ISO 3166-1: SE eller DK.", "Country, ISO 3166-1: SE or DK."),
    TEXT("name", "200", NEEDED, "Norrsjö kommun (demo)", "Kommunens namn på det egna språket.",
         "The municipality's name in its own language."),
    WORD("default_lang", "2", KEPT, "sv", "Kommunens språk: sv, da eller en.",
         "The municipality's language: sv, da or en."),
    BOOLEAN("is_fictional", KEPT, "true", "Sant om kommunen är påhittad för demonstration och prov.",
            "True when the municipality is invented for demonstration and tests."),
    BOOLEAN("active", KEPT, "true", "Falskt när kommunen inte längre finns eller inte längre deltar.",
            "False when the municipality no longer exists or no longer takes part."),
    EXTERNAL_IDS("demo-register:9901"),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

static const struct expansion municipality_expansions[] = {
    {"areas", "areas", "x.owner = v.code", true},
    {"org_units", "org-units", "x.municipality = v.code"},
    {"plans", "plans", "x.municipality = v.code"},
};

const struct resource resource_municipalities = {
    .name = "municipalities",
    .list = "municipalities",
    .one = "municipality",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_PLACES,
    .flags = WHOLE,
    .load_order = 2,
    .title_sv = "Kommuner",
    .title_en = "Municipalities",
    .sv = "Kommuner som deltar. Var och en äger sina områden, planer och siffror. En ny kan ha dem med sig i `areas`, "
          "först området med kommunens egen kod.",
    .en =
        "Municipalities that take part. Each owns its areas, plans and figures. A new one may bring its areas along in "
        "`areas`, first the one that has its own code.",
    FIELDS(municipality_fields),
    EXPANSIONS(municipality_expansions),
};

static const struct field area_fields[] = {
    KEY_CODE("se-9901-d2", "Områdets kod; en kommuns områden börjar med kommunens kod.",
             "The area's code; those of a municipality begin with the municipality's code."),
    TEXT("name", "200", NEEDED, "Solvägen", "Områdets namn.", "The area's name."),
    ENUM("area_type", "area_type", NEEDED, "district", "Slag av område, från land till enhet.",
         "Kind of area, from country to unit."),
    OWNER("owner", NEEDED, "se-9901", "Kommunen som äger området; shared för länder, regioner och jämförelsegrupper.",
          "The municipality that owns the area; shared for countries, regions and peer groups."),
    REF("municipality", "municipality", SHOWN, "se-9901",
        "Kommunen som äger området; null för länder, regioner och jämförelsegrupper.",
        "The municipality that owns the area; null for countries, regions and peer groups."),
    REF("parent", "area", GIVEN, "se-9901", "Området som det ligger i; null för de översta.",
        "The area it lies in; null for the topmost."),
    INTEGER("population", "0", MOST_COUNT, GIVEN, "6100", "Antal invånare (i en enhet: boende); null när det är okänt.",
            "Number of residents (of a unit: of those who live there); null when unknown."),
    BOOLEAN("publish_class", KEPT, "false",
            "Sant om kommunen har beslutat att områdets klass av tillit får visas utåt (minst 100 svar krävs).",
            "True when the municipality has decided that the area's trust class may be shown in public (at least 100 "
            "answers are needed)."),
    DATE("valid_from", KEPT, "2018-01-01", "Första dag som indelningen gäller.",
         "First day on which the area exists in this form."),
    DATE("valid_to", GIVEN, "", "Sista dag som indelningen gäller; null så länge den gäller.",
         "Last day on which the area exists in this form; null as long as it does."),
    REFS("predecessors", "predecessor", "area", KEPT, "",
         "Områden som det kommer ur, vid sammanslagning, delning eller ändrad gräns; de började gälla tidigare.",
         "Areas it came from, by merging, splitting or a moved boundary; they began earlier."),
    REFS("successors", "successor", "area", SURE, "", "Områden som har kommit ur det.", "Areas that came from it."),
    TEXT("succession_note", "1000", GIVEN, "", "Vad som ändrades när området bildades; null när inget har antecknats.",
         "What changed when the area was formed; null when nothing is noted."),
    EXTERNAL_IDS("deso:9901A0010|regso:9901R002"),
    FIELD("geometry", FIELD_GEOMETRY, FIELD_READ | FIELD_WRITE | FIELD_ASKED, NULL, NULL, NULL, NULL,
          "{\"type\":\"Polygon\",\"coordinates\":[[[17.875,59.375],[17.9375,59.375],[17.9375,59.5],[17.875,59.5],[17."
          "875,59.375]]]}",
          "Läge i GeoJSON (RFC 7946, WGS 84), högst 5 000 punkter; kommer när fields nämner det, och i format=geojson.",
          "Place in GeoJSON (RFC 7946, WGS 84), at most 5 000 positions; comes when fields names it, and in "
          "format=geojson."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

static const struct expansion area_expansions[] = {
    {"children", "areas", "x.parent = v.code"},
};

const struct resource resource_areas = {
    .name = "areas",
    .list = "areas",
    .one = "area",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_PLACES,
    .flags = WHOLE,
    .load_order = 3,
    .title_sv = "Områden",
    .title_en = "Areas",
    .sv = "Trädet av länder, regioner, kommuner, stadsdelar, bostadsområden och enheter som siffror gäller.",
    .en = "The tree of countries, regions, municipalities, districts, neighbourhoods and units that figures are about.",
    FIELDS(area_fields),
    EXPANSIONS(area_expansions),
};

static const struct field peer_group_members[] = {
    REF("municipality", "municipality", NEEDED, "se-9911", "Kommunen.", "The municipality."),
    DATE("valid_from", GIVEN, "", "Medlem från och med; null: från början.", "Member from; null: from the start."),
    DATE("valid_to", GIVEN, "", "Medlem till och med; null: tills vidare.",
         "Member until; null: until further notice."),
};

static const struct field peer_group_fields[] = {
    KEY_CODE("pg-demo10", "Gruppens kod; området med samma kod bär gruppens egna värden.",
             "The group's code; the area of the same code carries the group's own values."),
    SHARED_OWNER(KEPT, "shared"),
    LABEL("name", "names", "200", NEEDED, "Demo municipalities 01–10", "Gruppens namn.", "The group's name."),
    OBJECTS("members", peer_group_members, KEPT,
            "se-9911|se-9912|se-9913|se-9914|se-9915|se-9916|se-9917|se-9918|se-9919|se-9920",
            "Kommunerna i gruppen och när de hör dit.", "The municipalities of the group and when they belong to it."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_peer_groups = {
    .name = "peer-groups",
    .list = "peer_groups",
    .one = "peer_group",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_PLACES,
    .flags = WHOLE,
    .load_order = 4,
    .title_sv = "Jämförelsegrupper",
    .title_en = "Peer groups",
    .sv = "Kommuner som jämförs med varandra.",
    .en = "Municipalities that are compared with each other.",
    FIELDS(peer_group_fields),
};

static const struct field org_unit_fields[] = {
    KEY_CODE("se-9901-kf", "Enhetens kod.", "The unit's code."),
    OWNING_MUNICIPALITY("se-9901"),
    TEXT("name", "200", NEEDED, "Kommunfullmäktige", "Enhetens namn.", "The unit's name."),
    ENUM("governance_level", "governance_level", NEEDED, "council", "Nivå i styrkedjan, från fullmäktige till brukare.",
         "Level of the governance chain, from council to user."),
    INTEGER("headcount", "0", MOST_COUNT, GIVEN, "61", "Antal medarbetare eller ledamöter; null när det är okänt.",
            "Number of employees or members; null when unknown."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_org_units = {
    .name = "org-units",
    .list = "org_units",
    .one = "org_unit",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_PLACES,
    .flags = WHOLE,
    .load_order = 5,
    .title_sv = "Organisatoriska enheter",
    .title_en = "Organisational units",
    .sv = "Nämnder, förvaltningar och enheter som ansvarar för insatser och styrdokument. Visas bara för den egna "
          "kommunen.",
    .en = "Committees, departments and units that are responsible for actions and steering documents. Shown to the "
          "owning municipality only.",
    FIELDS(org_unit_fields),
};
