/* The figures: observations and their series, and the tables that imports bring beside them. */
#include "private.h"

/* What identifies a figure, as members of replies ... */
#define SHOWN_IDENTITY_HEAD                                                                                            \
    REF("indicator", "indicator", SURE | OF_SERIES | FIELD_WRITE, "ins-01", "Indikatorn.", "The indicator."),          \
        REF("indicator_version", "indicator_version", SURE | FIELD_WRITE, "ins-01-v2",                                 \
            "Versionen; vid import den gällande när den inte anges.",                                                  \
            "The version; the active one when an import does not give it."),                                           \
        REF("area", "area", SURE | OF_SERIES | FIELD_WRITE | FIELD_REQUIRED, "se-9901", "Området som siffran gäller.", \
            "The area that the figure is about."),                                                                     \
        REF("municipality", "municipality", SHOWN | OF_SERIES, "se-9901",                                              \
            "Kommunen som äger siffran; null för länder, regioner och jämförelsegrupper.",                             \
            "The municipality that owns the figure; null for countries, regions and peer groups.")
#define GROUP_DIMENSIONS                                                                                               \
    ENUM("respondent_group", "respondent_group", SURE | OF_SERIES | FIELD_WRITE | FIELD_REQUIRED, "resident",          \
         "Gruppen som svarar eller som uppgiften gäller; _T är alla.",                                                 \
         "The group that answers or that the figure is about; _T is everybody."),                                      \
        ENUM("sex", "sex", SURE | OF_SERIES | FIELD_WRITE, "_T",                                                       \
             "Kön (SDMX); _T är totalt, också när kolumnen saknas vid import.",                                        \
             "Sex (SDMX); _T is the total, also when an import lacks the column."),                                    \
        ENUM("age_band", "age_band", SURE | OF_SERIES | FIELD_WRITE, "_T",                                             \
             "Åldersgrupp; _T är totalt, också när kolumnen saknas vid import.",                                       \
             "Age band; _T is the total, also when an import lacks the column.")
#define KIND_AND_FORM                                                                                                  \
    ENUM("kind", "indicator_kind", SURE | OF_SERIES, "trust", "Slag av indikator.", "Kind of indicator."),             \
        ENUM("trust_form", "trust_form", SHOWN | OF_SERIES, "institutional",                                           \
             "Form av tillit; null för det som inte mäter tillit eller misstro.",                                      \
             "Form of trust; null for what measures neither trust nor mistrust.")
#define TRUSTEE                                                                                                        \
    ENUM("trustee", "party", SHOWN | OF_SERIES, "municipality",                                                        \
         "Parten som tilliten riktas mot; null när ingen finns.",                                                      \
         "The party that is trusted; null when there is none.")
#define FIGURE_FILTERS                                                                                                 \
    ENUM("area_type", "area_type", SIEVE | OF_SERIES, "municipality", "Slag av område.", "Kind of area."),             \
        REF("parent_area", "area", SIEVE | OF_SERIES, "se-demo-norr", "Området närmast ovanför.",                      \
            "The area directly above."),                                                                               \
        REFS("focus_areas", "focus_area", "focus_area", SIEVE | OF_SERIES, "fa-bem",                                   \
             "Ett av indikatorns fokusområden.", "One of the indicator's focus areas."),                               \
        ENUM("inside_out_level", "inside_out_level", SIEVE | OF_SERIES, "conduct",                                     \
             "Indikatorns nivå i inifrån och ut.", "The indicator's level of from the inside out.")

static const struct field observation_fields[] = {
    SHOWN_IDENTITY_HEAD,
    PERIOD("period", SURE | FIELD_WRITE | FIELD_REQUIRED, "2024",
           "Perioden som siffran gäller: 2024, 2024-S1, 2024-Q3 eller 2024-05; latest ger den senaste med värde "
           "som har börjat.",
           "The period that the figure is about: 2024, 2024-S1, 2024-Q3 or 2024-05; latest gives the last with a "
           "value that has begun."),
    DATE("period_start", SURE, "2024-01-01", "Periodens första dag.", "First day of the period."),
    DATE("period_end", SURE, "2024-12-31", "Periodens sista dag.", "Last day of the period."),
    GROUP_DIMENSIONS,
    KIND_AND_FORM,
    ENUM("truster", "party", SHOWN | OF_SERIES, "resident",
         "Parten vars tillit det gäller: svarsgruppen; null när alla svarar.",
         "The party whose trust it is: the respondent group; null when everybody answers."),
    TRUSTEE,
    ENUM("direction", "direction", SURE | OF_SERIES, "up",
         "Vad som är bra: högre, lägre, ett intervall eller varken eller.",
         "What is good: higher, lower, an interval or neither."),
    DECIMAL("value", NULL, NULL, GIVEN | OF_CELL, "52.9",
            "Värdet i indikatorns enhet, med dess antal decimaler. Null när det saknas eller är dolt; obs_status säger "
            "vilket.",
            "The value in the indicator's unit, with its number of decimals. Null when missing or hidden; obs_status "
            "says which."),
    ENUM("unit", "unit", SURE | OF_SERIES, "pct", "Enhet för value, se, ci och mål: pct är procent 0–100.",
         "Unit of value, se, ci and targets: pct is percent 0–100."),
    INTEGER("decimals", "0", "6", SURE | OF_SERIES, "1", "Antal decimaler som value visas med.",
            "Number of decimals that value is shown with."),
    INTEGER("n_valid", "0", MOST_COUNT, GIVEN | OF_CELL, "648",
            "Antal giltiga svar (nämnaren); null för register och när siffran är dold.",
            "Number of valid answers (the denominator); null for registers and when the figure is hidden."),
    FIELD(
        "n_display", FIELD_PERSONS, FIELD_READ | OF_CELL, NULL, NULL, "0", MOST_COUNT, "648",
        "Antal svar som får visas; null när siffran är dold eller antalet inte är känt. Ägarens redaktörer ser \"<5\" "
        "där så få svar är skälet till att den döljs.",
        "The number of answers that may be shown; null when the figure is hidden or the number is unknown. The "
        "owner's editors see \"<5\" where so few answers are why it is hidden."),
    INTEGER("n_invited", "0", MOST_COUNT, GIVEN | OF_CELL, "1600", "Antal tillfrågade; null när det är okänt.",
            "Number of persons invited; null when unknown."),
    INTEGER("x", "0", MOST_COUNT, GIVEN | OF_CELL, "343", "Antal svar som räknas i andelen; null för annat än andelar.",
            "Number of answers that count towards the share; null for other figures."),
    DECIMAL("sd", "0", NULL, GIVEN | OF_CELL, "",
            "Standardavvikelse bland svaren i värdets enhet; null för annat än medelvärden.",
            "Standard deviation among the answers in the value's unit; null for other figures than means."),
    DOUBLE(
        "se", "0", NULL, GIVEN | OF_CELL, "1.9608052943918346",
        "Standardfel i värdets enhet, beräknat vid import eller från avsändaren; null när osäkerheten är okänd.",
        "Standard error in the value's unit, computed at import or from the sender; null when uncertainty is unknown."),
    INTERVAL("ci", "49.08301339515041:56.746625006302196",
             "Konfidensintervall i värdets enhet, på nivån ci_level; null utan osäkerhet och för totalräkningar.",
             "Confidence interval in the value's unit at ci_level; null without uncertainty and for censuses."),
    DECIMAL("ci_level", "0", "1", SHOWN | OF_CELL, "0.95", "Konfidensnivå 0–1; null när ci saknas.",
            "Confidence level 0–1; null when there is no ci."),
    ENUM("ci_method", "ci_method", SHOWN | OF_CELL, "wilson",
         "Hur intervallet är räknat; given när avsändaren gav det.",
         "How the interval is computed; given when the sender gave it."),
    BOOLEAN("weighted", KEPT | OF_CELL, "false", "Sant om svaren är vägda.", "True when answers are weighted."),
    ENUM("obs_status", "obs_status", KEPT | OF_CELL, "A",
         "SDMX-status: A normal, B seriebrott, Q dold, L ej insamlad, M saknas eller återkallad med flera.",
         "SDMX status: A normal, B series break, Q suppressed, L not collected, M missing or retracted and others."),
    ENUM(
        "conf_status", "conf_status", KEPT | OF_CELL, "F",
        "SDMX-status för sekretess: F fri, C dold. Ägarens redaktörer ser A (för få svar), D (skyddar en annan siffra) "
        "eller N (undantagen) i stället för C.",
        "SDMX confidentiality: F free, C confidential (hidden). The owner's editors see A (too few answers), D "
        "(protects another figure) or N (withheld) in place of C."),
    ENUM("hidden_reason", "hidden_reason", SHOWN | OF_CELL, "",
         "Varför siffran är dold; ses bara av ägarens redaktörer, publicerare och administratörer, annars null.",
         "Why the figure is hidden; seen by the owner's editors, publishers and admins only, otherwise null."),
    INTEGER("revision", "1", "32767", SURE | FIELD_WRITE | OF_CELL, "1",
            "Löpande nummer bland uppgifterna om samma sak; bara driftaren anger det vid import.",
            "Running number among the figures about the same thing; only operators give it in imports."),
    ENUM("reason", "revision_reason", KEPT | OF_CELL, "initial", "Varför revisionen gjordes.",
         "Why the revision was made."),
    TIME("recorded_at", SURE | FIELD_WRITE | OF_CELL, "2025-02-17T08:00:00Z",
         "När uppgiften lämnades; bara driftaren anger det vid import.",
         "When the figure was recorded; only operators give it in imports."),
    REF("release", "release", GIVEN, "rel-demo-public", "Publiceringen som siffran hör till; null för utkast.",
        "The release that the figure belongs to; null for drafts."),
    REF("source", "source", GIVEN, "synth-survey", "Källan; indikatorversionens när den inte anges.",
        "The source; that of the indicator version when not given."),
    REF("survey_wave", "survey_wave", GIVEN, "sw-se-9901-residents-2024", "Mätomgången; null för register.",
        "The survey wave; null for registers."),
    ENUM("freshness", "freshness", SHOWN | OF_CELL, "fresh",
         "Om uppgiften är aktuell i dag, givet hur ofta indikatorn mäts: tillit är färskvara. Null för en prognos vars "
         "period inte har börjat.",
         "Whether the figure is up to date today, given how often the indicator is measured: trust is perishable. Null "
         "for a forecast whose period has not begun."),
    BOOLEAN("is_synthetic", KEPT | OF_CELL, "true", "Sant för påhittade siffror; smittar allt som räknas på dem.",
            "True for invented figures; spreads to all that is computed from them."),
    FIGURE_FILTERS,
    /* which publication of a figure, when history shows several */
    ENUM("audience", "audience", FIELD_HELPER | FIELD_PRESENT, "public", "Vem siffran publicerades för.",
         "Whom the figure was published for."),
    TIME("published_at", FIELD_HELPER | FIELD_PRESENT, "2025-04-10T06:00:00Z", "När siffran publicerades.",
         "When the figure was published."),
    BOOLEAN("is_draft", SIEVE | FIELD_PRESENT, "false",
            "Sant för siffror som ingen publicering har avgjort än: bara ägaren och driftaren har sådana.",
            "True for figures that no release has decided on yet: only their owner and operators have any."),
    INTEGER("n_missing", "0", MOST_COUNT, COLUMN, "8", "Antal vet ej och uteblivna svar på frågan.",
            "Number of don't know and no answer to the item."),
    DECIMAL("moe95", "0", NULL, COLUMN, "",
            "Osäkerhetstal i värdets enhet: halva bredden av ett 95-procentigt intervall.",
            "Margin of error in the value's unit: half the width of a 95 percent interval."),
    DECIMAL("ci_low", NULL, NULL, COLUMN, "", "Avsändarens nedre gräns; ges med ci_high.",
            "The sender's lower limit; comes with ci_high."),
    DECIMAL("ci_high", NULL, NULL, COLUMN, "", "Avsändarens övre gräns; ges med ci_low.",
            "The sender's upper limit; comes with ci_low."),
    DECIMAL("deff", "0", "1000", COLUMN, "", "Designeffekt; 1 när den inte anges.", "Design effect; 1 when not given."),
    INTEGER("population_size", "0", MOST_COUNT, COLUMN, "", "Populationens storlek när den är ändlig och liten.",
            "Size of the population when it is finite and small."),
    FIELD("note", FIELD_TEXT, COLUMN | FIELD_FREE_TEXT, NULL, NULL, NULL, "1000", "",
          "Anmärkning för den egna kommunen.", "Remark for the owning municipality."),
    ENUM("state", "revision_state", COLUMN, "validated", "Utkast, inlämnad eller granskad; bara granskade publiceras.",
         "Draft, submitted or validated; only validated ones are published."),
};

/* As tillit.published_figure prints them (sql/migrations/0071_printed_days.sql); after the last nothing is printed,
 * which is null: why a figure is hidden is for its owner to know. */
static const char *const printed_columns[] = {
    "indicator",
    "indicator_version",
    "area",
    "municipality",
    "period",
    "period_start",
    "period_end",
    "respondent_group",
    "sex",
    "age_band",
    "kind",
    "trust_form",
    "truster",
    "trustee",
    "direction",
    "value",
    "unit",
    "decimals",
    "n_valid",
    "n_display",
    "n_invited",
    "x",
    "sd",
    "se",
    "ci_low",
    "ci_high",
    "ci_level",
    "ci_method",
    "weighted",
    "obs_status",
    "conf_status",
    "revision",
    "reason",
    "recorded_at",
    "release",
    "source",
    "survey_wave",
    "is_synthetic",
    "hidden_reason",
};

const struct resource resource_observations = {
    .name = "observations",
    .list = "observations",
    .one = "observation",
    .identity = "indicator_version,area,period,respondent_group,sex,age_band,revision",
    .sort = "indicator,area,respondent_group,sex,age_band,period",
    .tie = "indicator_version,audience,published_at",
    .group = GROUP_MEASURES,
    .flags = RESOURCE_COLLECTION | RESOURCE_DATASET | RESOURCE_SERIES | RESOURCE_OPEN | RESOURCE_PARTS,
    .load_order = 12,
    .title_sv = "Observationer",
    .title_en = "Observations",
    .sv = "Siffrorna: en rad per indikator, område, period, grupp, kön och ålder, med osäkerhet, status och källa. "
          "Dolda siffror står kvar som rader utan tal.",
    .en = "The figures: one row per indicator, area, period, group, sex and age, with uncertainty, status and source. "
          "Hidden figures remain as rows without numbers.",
    FIELDS(observation_fields),
    .printed = printed_columns,
    .printed_count = sizeof printed_columns / sizeof *printed_columns,
};

static const struct field series_fields[] = {
    REF("indicator", "indicator", SURE, "ins-01", "Indikatorn.", "The indicator."),
    REF("indicator_version", "indicator_version", SURE, "ins-01-v2", "Versionen som den senaste siffran hör till.",
        "The version that the latest figure belongs to."),
    REF("area", "area", SURE, "se-9901", "Området.", "The area."),
    REF("municipality", "municipality", SHOWN, "se-9901",
        "Kommunen som äger serien; null för länder, regioner och jämförelsegrupper.",
        "The municipality that owns the series; null for countries, regions and peer groups."),
    ENUM("respondent_group", "respondent_group", SURE, "resident", "Gruppen som svarar; _T är alla.",
         "The group that answers; _T is everybody."),
    ENUM("sex", "sex", SURE, "_T", "Kön; _T är totalt.", "Sex; _T is the total."),
    ENUM("age_band", "age_band", SURE, "_T", "Åldersgrupp; _T är totalt.", "Age band; _T is the total."),
    KIND_AND_FORM,
    TRUSTEE,
    ENUM("unit", "unit", SURE, "pct", "Enhet för latest_value.", "Unit of latest_value."),
    PERIOD("first_period", SURE, "2021", "Första perioden.", "The first period."),
    PERIOD("last_period", SURE, "2024", "Sista perioden, också om den är dold eller saknas.",
           "The last period, even if hidden or missing."),
    INTEGER("count", "0", MOST_COUNT, SURE, "4", "Antal perioder, också dolda och saknade.",
            "Number of periods, hidden and missing ones included."),
    PERIOD("latest_period", SHOWN, "2024", "Sista perioden med värde som har börjat; null när ingen har det.",
           "The last period with a value that has begun; null when there is none."),
    DECIMAL("latest_value", NULL, NULL, SHOWN, "52.9", "Värdet för latest_period; null när ingen period har värde.",
            "The value of latest_period; null when no period has one."),
    ENUM("freshness", "freshness", SHOWN, "fresh", "Om latest_period är aktuell i dag; null när ingen har börjat.",
         "Whether latest_period is up to date today; null when none has begun."),
    BOOLEAN("is_synthetic", SURE, "true", "Sant om någon siffra i serien är påhittad.",
            "True when any figure of the series is invented."),
    FIGURE_FILTERS,
};

const struct resource resource_series = {
    .name = "series",
    .list = "series",
    .one = "series",
    .sort = "indicator,area,respondent_group,sex,age_band",
    .tie = "indicator",
    .group = GROUP_MEASURES,
    .flags = RESOURCE_COLLECTION | RESOURCE_OPEN,
    .title_sv = "Serier",
    .title_en = "Series",
    .sv =
        "Serierna bakom ett urval: vilka kombinationer av indikator, område och grupp som har siffror, och hur färska "
        "de är.",
    .en = "The series behind a selection: which combinations of indicator, area and group have figures, and how fresh "
          "they are.",
    FIELDS(series_fields),
};

/* ... and as columns of imports. */
#define IDENTITY_COLUMNS                                                                                               \
    REF("indicator", "indicator", COLUMN, "ins-01", "Indikatorn.", "The indicator."),                                  \
        REF("indicator_version", "indicator_version", COLUMN, "ins-01-v2",                                             \
            "Versionen; den gällande när den inte anges.", "The version; the active one when not given."),             \
        PLACE_COLUMNS
#define PLACE_COLUMNS                                                                                                  \
    REF("area", "area", COLUMN_NEEDED, "se-9901-d2", "Området.", "The area."),                                         \
        PERIOD("period", COLUMN_NEEDED, "2024", "Perioden.", "The period."),                                           \
        ENUM("respondent_group", "respondent_group", COLUMN_NEEDED, "resident", "Gruppen som svarar.",                 \
             "The group that answers."),                                                                               \
        ENUM("sex", "sex", COLUMN, "_T", "Kön; _T när det inte anges.", "Sex; _T when not given."),                    \
        ENUM("age_band", "age_band", COLUMN, "_T", "Åldersgrupp; _T när den inte anges.",                              \
             "Age band; _T when not given.")
#define COUNT_COLUMN(name, flags, example, sv, en) INTEGER(name, "0", MOST_COUNT, flags, example, sv, en)

static const struct field response_count_fields[] = {
    IDENTITY_COLUMNS,
    INTEGER("revision", "1", "32767", COLUMN, "1", "Observationens revision; den senaste när den inte anges.",
            "The observation's revision; the latest when not given."),
    INTEGER("option_value", "-5", "10", COLUMN_NEEDED, "0", "Svarsalternativet.", "The response option."),
    COUNT_COLUMN("count", COLUMN_NEEDED, "9", "Antal svar; summan är observationens n_valid.",
                 "Number of answers; they sum to the observation's n_valid."),
};

const struct resource resource_response_counts = {
    .name = "response-counts",
    .list = "response_counts",
    .one = "response_count",
    .identity = "indicator_version,area,period,respondent_group,sex,age_band,revision,option_value",
    .group = GROUP_MEASURES,
    .flags = RESOURCE_DATASET,
    .load_order = 13,
    .title_sv = "Svarsfördelningar",
    .title_en = "Response counts",
    .sv = "Antal svar per alternativ på en fråga. Tas emot men visas aldrig utåt.",
    .en = "Number of answers per option of an item. Taken in but never public.",
    FIELDS(response_count_fields),
};

static const struct field two_item_table_fields[] = {
    REF("indicator", "indicator", COLUMN_NEEDED, "ins-01", "Indikatorn för frågan om tillit.",
        "The indicator of the trust item."),
    REF("harm_indicator", "indicator", COLUMN_NEEDED, "ins-06", "Indikatorn för frågan om avsikt att skada.",
        "The indicator of the item on intent to harm."),
    PLACE_COLUMNS,
    COUNT_COLUMN("trust_yes_harm_no", COLUMN_NEEDED, "31", "Antal med hög tillit som inte väntar skada: tillit.",
                 "Number with high trust who expect no harm: trust."),
    COUNT_COLUMN("trust_yes_harm_yes", COLUMN_NEEDED, "3", "Antal med hög tillit som väntar skada: motstridiga.",
                 "Number with high trust who expect harm: ambivalent."),
    COUNT_COLUMN("trust_no_harm_no", COLUMN_NEEDED, "40",
                 "Antal utan hög tillit som inte väntar skada: bristande tillit.",
                 "Number without high trust who expect no harm: lack of trust."),
    COUNT_COLUMN("trust_no_harm_yes", COLUMN_NEEDED, "21", "Antal utan hög tillit som väntar skada: misstro.",
                 "Number without high trust who expect harm: mistrust."),
};

const struct resource resource_two_item_tables = {
    .name = "two-item-tables",
    .list = "two_item_tables",
    .one = "two_item_table",
    .identity = "indicator,harm_indicator,area,period,respondent_group,sex,age_band",
    .group = GROUP_MEASURES,
    .flags = RESOURCE_DATASET,
    .load_order = 15,
    .title_sv = "Tabeller över två frågor",
    .title_en = "Two-item tables",
    .sv = "Svaren på frågan om tillit korsade med svaren på frågan om avsikt att skada. Visas aldrig utåt.",
    .en = "Answers to the trust item crossed with answers to the item on intent to harm. Never public.",
    FIELDS(two_item_table_fields),
};

static const struct field life_table_row_fields[] = {
    REF("indicator", "indicator", COLUMN, "bof-01", "Indikatorn.", "The indicator."),
    REF("indicator_version", "indicator_version", COLUMN, "bof-01-v1", "Versionen; den gällande när den inte anges.",
        "The version; the active one when not given."),
    REF("area", "area", COLUMN_NEEDED, "se-9902", "Området.", "The area."),
    PERIOD("period", COLUMN_NEEDED, "2023", "Perioden.", "The period."),
    ENUM("respondent_group", "respondent_group", COLUMN_NEEDED, "tenant", "Gruppen som följs.", "The group followed."),
    ENUM("sex", "sex", COLUMN, "_T", "Kön; _T när det inte anges.", "Sex; _T when not given."),
    ENUM("age_band", "age_band", COLUMN, "_T", "Åldersgrupp; _T när den inte anges.", "Age band; _T when not given."),
    INTEGER("revision", "1", "32767", COLUMN, "1", "Observationens revision; den senaste när den inte anges.",
            "The observation's revision; the latest when not given."),
    INTEGER("month", "1", "1200", COLUMN_NEEDED, "2", "Månad sedan inflyttning.", "Month since moving in."),
    COUNT_COLUMN("at_risk", COLUMN_NEEDED, "54", "Antal som bor kvar när månaden börjar.",
                 "Number still housed as the month begins."),
    COUNT_COLUMN("exits", COLUMN_NEEDED, "2", "Antal negativa avgångar under månaden.",
                 "Number of negative exits in the month."),
    COUNT_COLUMN("censored", COLUMN_NEEDED, "0", "Antal som lämnar uppföljningen av andra skäl.",
                 "Number who leave the follow-up for other reasons."),
};

const struct resource resource_life_table_rows = {
    .name = "life-table-rows",
    .list = "life_table_rows",
    .one = "life_table_row",
    .identity = "indicator_version,area,period,respondent_group,sex,age_band,revision,month",
    .group = GROUP_MEASURES,
    .flags = RESOURCE_DATASET,
    .load_order = 14,
    .title_sv = "Livstabeller",
    .title_en = "Life-table rows",
    .sv = "Kvarboende månad för månad. Tas emot men visas aldrig utåt.",
    .en = "Housing retention month by month. Taken in but never public.",
    FIELDS(life_table_row_fields),
};

static const struct field change_fields[] = {
    TIME("at", SURE, "2025-04-10T06:00:00Z",
         "När det blev känt, i UTC; filtrera på at_from för att hämta bara det nya.",
         "When it became known, in UTC; filter by at_from to fetch only what is new."),
    WORD("kind", "20", SURE, "published", "published, corrected eller retracted.",
         "published, corrected or retracted."),
    REF("release", "release", SURE, "rel-demo-public", "Publiceringen.", "The release."),
    REF("indicator", "indicator", SURE | OF_SERIES, "ins-01", "Indikatorn.", "The indicator."),
    REF("indicator_version", "indicator_version", SURE, "ins-01-v2", "Versionen.", "The version."),
    REF("area", "area", SURE | OF_SERIES, "se-9901", "Området.", "The area."),
    REF("municipality", "municipality", SHOWN | OF_SERIES, "se-9901", "Kommunen; null för gemensamma områden.",
        "The municipality; null for shared areas."),
    PERIOD("period", SURE, "2024", "Perioden.", "The period."),
    ENUM("respondent_group", "respondent_group", SURE | OF_SERIES, "resident", "Gruppen som svarat.",
         "The group that answered."),
    ENUM("sex", "sex", SURE | OF_SERIES, "_T", "Kön; _T är totalt.", "Sex; _T is the total."),
    ENUM("age_band", "age_band", SURE | OF_SERIES, "_T", "Åldersgrupp; _T är totalt.", "Age band; _T is the total."),
    INTEGER("revision", "1", MOST_COUNT, SURE | OF_CELL, "1", "Siffrans revision.", "The figure's revision."),
    ENUM("reason", "revision_reason", SURE | OF_CELL, "initial", "Varför revisionen gjordes.",
         "Why the revision was made."),
    ENUM("obs_status", "obs_status", SURE | OF_CELL, "A",
         "SDMX-status; M när siffran tagits tillbaka, Q när den är dold.",
         "SDMX status; M when the figure was taken back, Q when it is hidden."),
    BOOLEAN("is_synthetic", SURE | OF_CELL, "true", "Sant om siffran är påhittad.",
            "True when the figure is invented."),
    ENUM("audience", "audience", FIELD_HELPER | FIELD_PRESENT, "public", "Vem det blev känt för.",
         "Whom it became known to."),
};

const struct resource resource_changes = {
    .name = "changes",
    .list = "changes",
    .one = "change",
    .sort = "-at,indicator,area,period",
    .tie = "indicator_version,respondent_group,sex,age_band,audience",
    .group = GROUP_MEASURES,
    .flags = RESOURCE_COLLECTION | RESOURCE_OPEN | RESOURCE_PARTS,
    .title_sv = "Ändringar",
    .title_en = "Changes",
    .sv = "Vad som publicerats, rättats och tagits tillbaka, det senaste först.",
    .en = "What has been published, corrected and taken back, the newest first.",
    FIELDS(change_fields),
};
