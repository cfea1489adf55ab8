/* What is measured: indicators and their versions, sources, targets, figures and releases. */
#include "resource-private.h"

static const struct field indicator_fields[] = {
    KEY_CODE("ins-01", "Indikatorns kod; en kommuns egna börjar med kommunens kod.",
             "The indicator's code; a municipality's own begin with the municipality's code."),
    SHARED_OWNER(KEPT),
    ENUM("kind", "indicator_kind", NEEDED, "trust",
         "Vad som mäts: tillit, misstro, en förutsättning, en process, ett resultat eller bakgrund.",
         "What is measured: trust, mistrust, a condition, a process, an outcome or context."),
    ENUM("trust_form", "trust_form", GIVEN, "institutional",
         "Vilken av de fyra formerna av tillit; null för det som inte mäter tillit eller misstro.",
         "Which of the four forms of trust; null for what measures neither trust nor mistrust."),
    ENUMS("trusters", "truster", "respondent_group", KEPT, "resident",
          "Parterna vars tillit det gäller; i andra slag de som tillfrågas eller räknas.",
          "The parties whose trust it is about; for other kinds those who are asked or counted."),
    ENUM("trustee", "party", GIVEN, "municipality", "Parten som tilliten riktas mot; null när ingen finns.",
         "The party that is trusted; null when there is none."),
    REFS("focus_areas", "focus_area", "focus_area", KEPT, "fa-bem", "Fokusområdena som indikatorn hör till.",
         "The focus areas that the indicator belongs to."),
    ENUM("driver", "driver", GIVEN, "", "Egenskapen som tilliten vilar på; null när ingen enskild avses.",
         "The quality that trust rests on; null when no single one is meant."),
    ENUM("inside_out_level", "inside_out_level", GIVEN, "",
         "Nivå i inifrån och ut; null för indikatorer om annat än den egna organisationen.",
         "Level of from the inside out; null for indicators not about the organisation itself."),
    LABEL("name", "names", "200", NEEDED, "Trust in the municipality as a whole", "Indikatorns namn.",
          "The indicator's name."),
    LABEL("description", "descriptions", "4000", GIVEN, "The share of residents who trust the municipality as a whole.",
          "Vad indikatorn visar.", "What the indicator shows."),
    ENUM("unit", "unit", NEEDED, "pct", "Enhet för värde, fel och mål: pct är procent 0–100.",
         "Unit of value, error and target: pct is percent 0–100."),
    INTEGER("decimals", "0", "6", NEEDED, "1", "Antal decimaler som värden sparas och visas med.",
            "Number of decimals that values are stored and shown with."),
    ENUM("direction", "direction", NEEDED, "up",
         "Vad som är bra: högre, lägre, inom ett målintervall, eller varken eller.",
         "What is good: higher, lower, inside a target interval, or neither."),
    ENUM("freq", "freq", NEEDED, "A",
         "Hur ofta det mäts (SDMX CL_FREQ): A årligen, A2 vartannat år, Q kvartalsvis med flera.",
         "How often it is measured (SDMX CL_FREQ): A annually, A2 every second year, Q quarterly and others."),
    INTEGER("publication_lag_months", "0", "120", KEPT, "3",
            "Normal tid i månader från periodens slut till publicering.",
            "Normal time in months from the end of the period to publication."),
    DECIMAL("goalpost_low", NULL, NULL, GIVEN, "0",
            "Nedre ände när värdet räknas om till 0–100; null när det inte görs.",
            "Lower end when the value is rescaled to 0–100; null when it is not."),
    DECIMAL("goalpost_high", NULL, NULL, GIVEN, "100",
            "Övre ände när värdet räknas om till 0–100; null när det inte görs.",
            "Upper end when the value is rescaled to 0–100; null when it is not."),
    ENUM("state", "indicator_state", KEPT, "active",
         "Utkast, gällande, utgående eller avslutad; utkast visas inte utåt.",
         "Draft, active, deprecated or retired; drafts are not public."),
    EXTERNAL_IDS("demo-bi:TILLIT_01"),
    REF("active_version", "indicator_version", SHOWN, "ins-01-v2",
        "Den senaste versionen, som siffror utan angiven version hör till.",
        "The newest version, to which figures belong that name none."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

static const struct expansion indicator_expansions[] = {
    {"versions", "indicator-versions", "x.indicator = v.code"},
    {"targets", "targets", "x.indicator = v.code"},
};

const struct resource resource_indicators = {
    .name = "indicators",
    .list = "indicators",
    .one = "indicator",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_MEASURES,
    .flags = WHOLE,
    .load_order = 9,
    .title_sv = "Indikatorer",
    .title_en = "Indicators",
    .sv = "Vad som mäts: vems tillit till vem, i vilken form, i vilken enhet och hur ofta. Hur det mäts står i "
          "indikatorns versioner.",
    .en =
        "What is measured: whose trust in whom, of which form, in which unit and how often. How it is measured stands "
        "in the indicator's versions.",
    FIELDS(indicator_fields),
    EXPANSIONS(indicator_expansions),
};

static const struct field components[] = {
    REF("indicator", "indicator", NEEDED, "ins-01", "Indikatorn som ingår.", "The indicator that is part of it."),
    DECIMAL("weight", "0", NULL, NEEDED, "2", "Vikten, större än 0.", "Its weight, above 0."),
};

static const struct field indicator_version_fields[] = {
    KEY_CODE("ins-01-v2", "Versionens kod: indikatorns kod, -v och numret.",
             "The version's code: that of the indicator, -v and the number."),
    REF("indicator", "indicator", NEEDED | FIXED, "ins-01", "Indikatorn som versionen hör till.",
        "The indicator that the version belongs to."),
    SHARED_OWNER(SURE),
    INTEGER("version", "1", "32767", NEEDED | FIXED, "2", "Löpande nummer inom indikatorn.",
            "Running number within the indicator."),
    ENUM("statistic", "statistic", NEEDED, "share", "Hur värdet räknas ut av svaren.",
         "How the value is computed from the answers."),
    ENUM("scale", "response_scale", GIVEN, "rs_0_10", "Svarsskalan; null för registeruppgifter och antal.",
         "The response scale; null for register figures and counts."),
    INTEGER("items", "1", "100", GIVEN, "1", "Antal påståenden som vägs samman per person; null utan fråga.",
            "Number of statements averaged per person; null without a question."),
    INTEGERS("success_options", "success_option", "-5", "10", KEPT, "7|8|9|10",
             "Svarsalternativen som räknas i andelen; tom lista när statistic inte är share.",
             "The options that count towards the share; an empty list unless statistic is share."),
    ENUM("banding", "banding", GIVEN, "som3",
         "Hur svar delas in i tillit, bristande tillit och misstro; null utan indelning.",
         "How answers are divided into trust, lack of trust and mistrust; null without a division."),
    OBJECTS("components", components, KEPT, "", "Indikatorerna som ett index vägs samman av; annars tom lista.",
            "The indicators that an index is made of; otherwise an empty list."),
    LABEL("definition", "definitions", "4000", NEEDED,
          "Percent of those answering who chose 7–10. Don't know and no answer are left out.",
          "Exakt vad talet är, med nämnare.", "Exactly what the figure is, with its denominator."),
    LABEL("question_text", "question_texts", "4000", GIVEN,
          "How much trust do you have in your municipality as a whole? 0 = none at all, 10 = very much.",
          "Frågan som ställs; null för det som inte frågas.", "The question asked; null for what is not asked."),
    LABEL("population_definition", "population_definitions", "4000", GIVEN, "Residents aged 18 and over",
          "Vilka det gäller; null när det inte är avgränsat.", "Whom it is about; null when not delimited."),
    LABEL("exit_rule", "exit_rules", "4000", GIVEN, "",
          "Vad som räknas som avgång, positiv flytt och censurering (bara livstabeller).",
          "What counts as exit, positive move and censoring (life tables only)."),
    TEXT("modelled_on", "1000", GIVEN, "OECD/SOM type item", "Slaget av fråga som förebild; null när ingen finns.",
         "The kind of item it is modelled on; null when there is none."),
    REF("source", "source", GIVEN, "synth-survey", "Källan som siffrorna normalt kommer från.",
        "The source that figures normally come from."),
    DATE("valid_from", NEEDED, "2021-01-01", "Första dag som versionen används.",
         "First day on which the version is used."),
    BOOLEAN("comparable_with_previous", KEPT, "false",
            "Falskt om serien bryts mot föregående version; jämförelser över brottet avvisas.",
            "False when the series breaks against the previous version; comparisons over the break are refused."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_indicator_versions = {
    .name = "indicator-versions",
    .list = "indicator_versions",
    .one = "indicator_version",
    .key = "code",
    .identity = "code",
    .sort = "indicator,version",
    .tie = "code",
    .group = GROUP_MEASURES,
    .flags = WHOLE,
    .load_order = 10,
    .title_sv = "Indikatorversioner",
    .title_en = "Indicator versions",
    .sv = "Hur en indikator mäts: fråga, skala, beräkning och källa. Ändrad skala, ordalydelse, population eller "
          "metod är en ny version.",
    .en =
        "How an indicator is measured: question, scale, computation and source. Another scale, wording, population or "
        "mode is a new version.",
    FIELDS(indicator_version_fields),
};

static const struct field focus_area_fields[] = {
    KEY_CODE("fa-bem", "Fokusområdets kod; en kommuns egna börjar med kommunens kod.",
             "The focus area's code; a municipality's own begin with the municipality's code."),
    SHARED_OWNER(KEPT),
    INTEGER("sort", "1", "32767", KEPT & ~FIELD_FILTER, "1", "Plats i listan.", "Place in the list."),
    LABEL("name", "names", "200", NEEDED, "Conduct & communication", "Fokusområdets namn.", "The focus area's name."),
    LABEL("description", "descriptions", "4000", GIVEN, "How residents are met and how the municipality answers.",
          "Vad fokusområdet handlar om.", "What the focus area is about."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

static const struct expansion focus_area_expansions[] = {
    {"indicators", "indicators", "x.focus_areas @> array[v.code::text]"},
};

const struct resource resource_focus_areas = {
    .name = "focus-areas",
    .list = "focus_areas",
    .one = "focus_area",
    .key = "code",
    .identity = "code",
    .sort = "sort",
    .tie = "code",
    .group = GROUP_MEASURES,
    .flags = WHOLE,
    .load_order = 6,
    .title_sv = "Fokusområden",
    .title_en = "Focus areas",
    .sv = "Där arbetet för tillit sker, till exempel barn och unga eller bemötande. Kommuner kan lägga till egna.",
    .en = "Where the work for trust takes place, such as children and young people or conduct. Municipalities may add "
          "their own.",
    FIELDS(focus_area_fields),
    EXPANSIONS(focus_area_expansions),
};

static const struct field source_fields[] = {
    KEY_CODE("synth-survey", "Källans kod.", "The source's code."),
    SHARED_OWNER(KEPT),
    TEXT("name", "200", NEEDED, "Syntetisk invånarenkät", "Källans namn.", "The source's name."),
    WORD("provider", "200", GIVEN, "Tillit demo", "Vem som tar fram uppgifterna.", "Who produces the figures."),
    TEXT("url", "1000", GIVEN, "https://example.org/synth-survey", "Var källan beskrivs.",
         "Where the source is described."),
    WORD("licence", "200", GIVEN, "CC0-1.0", "Villkoren för att använda uppgifterna (SPDX där det går).",
         "The terms of use (SPDX where possible)."),
    ENUM("collection", "collection", NEEDED, "probability_sample",
         "Hur uppgifterna samlas in; avgör hur osäkerheten räknas.",
         "How the figures are collected; decides how uncertainty is computed."),
    ENUM("mode", "mode", GIVEN, "mixed", "Hur frågorna ställs; null för register.",
         "How questions are asked; null for registers."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

static const struct expansion source_expansions[] = {
    {"survey_waves", "survey-waves", "x.source = v.code"},
};

const struct resource resource_sources = {
    .name = "sources",
    .list = "sources",
    .one = "source",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_MEASURES,
    .flags = WHOLE,
    .load_order = 7,
    .title_sv = "Källor",
    .title_en = "Sources",
    .sv = "Enkäter och register som siffrorna kommer från.",
    .en = "Surveys and registers that the figures come from.",
    FIELDS(source_fields),
    EXPANSIONS(source_expansions),
};

static const struct field survey_wave_fields[] = {
    KEY_CODE("sw-se-9901-residents-2024", "Mätomgångens kod.", "The survey wave's code."),
    OWNER("owner", NEEDED | FIXED, "se-9901", "Kommunen som mätte, eller shared för en nationell undersökning.",
          "The municipality that measured, or shared for a national survey."),
    REF("source", "source", NEEDED | FIXED, "synth-survey", "Undersökningen som omgången hör till.",
        "The survey that the wave belongs to."),
    DATE("fieldwork_start", NEEDED, "2024-08-20", "Första dag i fält.", "First day of fieldwork."),
    DATE("fieldwork_end", NEEDED, "2024-11-05", "Sista dag i fält.", "Last day of fieldwork."),
    INTEGER("frame_size", "0", MOST_COUNT, GIVEN, "33600", "Antal personer i urvalsramen; null när det är okänt.",
            "Number of persons in the sampling frame; null when unknown."),
    INTEGER("n_invited", "0", MOST_COUNT, GIVEN, "1600", "Antal tillfrågade; null när det är okänt.",
            "Number of persons invited; null when unknown."),
    INTEGER("n_responded", "0", MOST_COUNT, GIVEN, "656", "Antal som svarade; null när det är okänt.",
            "Number of persons who answered; null when unknown."),
    ENUM("weighting", "weighting", KEPT, "none", "Hur svaren vägs.", "How answers are weighted."),
    BOOLEAN("assisted_by_other_staff", GIVEN, "",
            "Sant om personal från andra verksamheter hjälpte till att svara; null när det inte är aktuellt.",
            "True when staff of other operations helped with answering; null where it does not apply."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_survey_waves = {
    .name = "survey-waves",
    .list = "survey_waves",
    .one = "survey_wave",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_MEASURES,
    .flags = WHOLE,
    .load_order = 8,
    .title_sv = "Mätomgångar",
    .title_en = "Survey waves",
    .sv = "En omgång av en undersökning: när den var i fält, hur många som tillfrågades och svarade.",
    .en = "One round of a survey: when it was in the field, how many were invited and how many answered.",
    FIELDS(survey_wave_fields),
};

static const struct field target_fields[] = {
    OWN_CODE("tg-norr-ins-01", "Målvärdets kod.", "The target's code."),
    OWNING_MUNICIPALITY("se-9901"),
    REF("indicator", "indicator", NEEDED | FIXED, "ins-01", "Indikatorn som målet gäller.", "The indicator it is for."),
    REF("area", "area", NEEDED | FIXED, "se-9901", "Området som målet gäller.", "The area it is for."),
    ENUM("respondent_group", "respondent_group", KEPT | FIXED, "resident", "Gruppen som målet gäller; _T är alla.",
         "The group it is for; _T is everybody."),
    DECIMAL("target", NULL, NULL, GIVEN, "58.0", "Målvärdet i indikatorns enhet; null för ett målintervall.",
            "The target in the indicator's unit; null for a target interval."),
    DECIMAL("target_low", NULL, NULL, GIVEN, "", "Målintervallets nedre gräns; null för ett enda målvärde.",
            "Lower limit of the target interval; null for a single target."),
    DECIMAL("target_high", NULL, NULL, GIVEN, "", "Målintervallets övre gräns; null för ett enda målvärde.",
            "Upper limit of the target interval; null for a single target."),
    DATE("target_date", NEEDED, "2028-12-31", "Dagen då målet ska vara nått.", "The day by which it is to be met."),
    WORD("decided_by", "200", GIVEN, "Kommunfullmäktige", "Organet som beslutat målet.", "The body that decided it."),
    PERIOD("baseline_period", GIVEN, "2022", "Perioden som utgångsläget mättes.", "The period of the baseline."),
    INTEGER("baseline_revision", "1", "32767", GIVEN, "1", "Revisionen som utgångsläget är.",
            "The revision that is the baseline."),
    REFS("goals", "goal", "goal", SURE, "pl-norr-g1", "Målen som mäts med det.", "The goals that are measured by it."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_targets = {
    .name = "targets",
    .list = "targets",
    .one = "target",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_MEASURES,
    .flags = WHOLE,
    .load_order = 16,
    .title_sv = "Målvärden",
    .title_en = "Targets",
    .sv = "Det värde eller intervall som en indikator ska nå i ett område till en viss dag.",
    .en = "The value or interval that an indicator is to reach in an area by a day.",
    FIELDS(target_fields),
};

/* What identifies a figure, as members of replies ... */
#define SHOWN_IDENTITY_HEAD                                                                                            \
    REF("indicator", "indicator", SURE | FIELD_WRITE, "ins-01", "Indikatorn.", "The indicator."),                      \
        REF("indicator_version", "indicator_version", SURE | FIELD_WRITE, "ins-01-v2",                                 \
            "Versionen; vid import den gällande när den inte anges.",                                                  \
            "The version; the active one when an import does not give it."),                                           \
        REF("area", "area", SURE | FIELD_WRITE | FIELD_REQUIRED, "se-9901", "Området som siffran gäller.",             \
            "The area that the figure is about."),                                                                     \
        REF("municipality", "municipality", SHOWN, "se-9901",                                                          \
            "Kommunen som äger siffran; null för länder, regioner och jämförelsegrupper.",                             \
            "The municipality that owns the figure; null for countries, regions and peer groups.")
#define GROUP_DIMENSIONS                                                                                               \
    ENUM("respondent_group", "respondent_group", SURE | FIELD_WRITE | FIELD_REQUIRED, "resident",                      \
         "Gruppen som svarar eller som uppgiften gäller; _T är alla.",                                                 \
         "The group that answers or that the figure is about; _T is everybody."),                                      \
        ENUM("sex", "sex", SURE | FIELD_WRITE, "_T",                                                                   \
             "Kön (SDMX); _T är totalt, också när kolumnen saknas vid import.",                                        \
             "Sex (SDMX); _T is the total, also when an import lacks the column."),                                    \
        ENUM("age_band", "age_band", SURE | FIELD_WRITE, "_T",                                                         \
             "Åldersgrupp; _T är totalt, också när kolumnen saknas vid import.",                                       \
             "Age band; _T is the total, also when an import lacks the column.")
#define KIND_AND_FORM                                                                                                  \
    ENUM("kind", "indicator_kind", SURE, "trust", "Slag av indikator.", "Kind of indicator."),                         \
        ENUM("trust_form", "trust_form", SHOWN, "institutional",                                                       \
             "Form av tillit; null för det som inte mäter tillit eller misstro.",                                      \
             "Form of trust; null for what measures neither trust nor mistrust.")
#define TRUSTEE                                                                                                        \
    ENUM("trustee", "party", SHOWN, "municipality", "Parten som tilliten riktas mot; null när ingen finns.",           \
         "The party that is trusted; null when there is none.")
#define FIGURE_FILTERS                                                                                                 \
    ENUM("area_type", "area_type", SIEVE, "municipality", "Slag av område.", "Kind of area."),                         \
        REF("parent_area", "area", SIEVE, "se-demo-norr", "Området närmast ovanför.", "The area directly above."),     \
        REFS("focus_areas", "focus_area", "focus_area", SIEVE, "fa-bem", "Ett av indikatorns fokusområden.",           \
             "One of the indicator's focus areas."),                                                                   \
        ENUM("inside_out_level", "inside_out_level", SIEVE, "conduct", "Indikatorns nivå i inifrån och ut.",           \
             "The indicator's level of from the inside out.")

static const struct field observation_fields[] = {
    SHOWN_IDENTITY_HEAD,
    PERIOD("period", SURE | FIELD_WRITE | FIELD_REQUIRED, "2024",
           "Perioden som siffran gäller: 2024, 2024-S1, 2024-Q3 eller 2024-05; latest ger den senaste med värde.",
           "The period that the figure is about: 2024, 2024-S1, 2024-Q3 or 2024-05; latest gives the last with a "
           "value."),
    DATE("period_start", SURE, "2024-01-01", "Periodens första dag.", "First day of the period."),
    DATE("period_end", SURE, "2024-12-31", "Periodens sista dag.", "Last day of the period."),
    GROUP_DIMENSIONS,
    KIND_AND_FORM,
    ENUM("truster", "party", SHOWN, "resident", "Parten vars tillit det gäller: svarsgruppen; null när alla svarar.",
         "The party whose trust it is: the respondent group; null when everybody answers."),
    TRUSTEE,
    ENUM("direction", "direction", SURE, "up", "Vad som är bra: högre, lägre, ett intervall eller varken eller.",
         "What is good: higher, lower, an interval or neither."),
    DECIMAL("value", NULL, NULL, GIVEN | OF_CELL, "52.9",
            "Värdet i indikatorns enhet, med dess antal decimaler. Null när det saknas eller är dolt; obs_status säger "
            "vilket.",
            "The value in the indicator's unit, with its number of decimals. Null when missing or hidden; obs_status "
            "says which."),
    ENUM("unit", "unit", SURE, "pct", "Enhet för value, se, ci och mål: pct är procent 0–100.",
         "Unit of value, se, ci and targets: pct is percent 0–100."),
    INTEGER("decimals", "0", "6", SURE, "1", "Antal decimaler som value visas med.",
            "Number of decimals that value is shown with."),
    INTEGER("n_valid", "0", MOST_COUNT, GIVEN | OF_CELL, "648",
            "Antal giltiga svar (nämnaren); null för register och när siffran är dold.",
            "Number of valid answers (the denominator); null for registers and when the figure is hidden."),
    INTEGER("n_display", "0", MOST_COUNT, SHOWN | OF_CELL, "648",
            "Antal svar som får visas; null när siffran är dold eller antalet inte är känt.",
            "The number of answers that may be shown; null when the figure is hidden or the number is unknown."),
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
    ENUM("conf_status", "conf_status", KEPT | OF_CELL, "F", "SDMX-status för sekretess: F fri, C dold.",
         "SDMX confidentiality: F free, C confidential (hidden)."),
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
    ENUM("freshness", "freshness", SURE | OF_CELL, "fresh",
         "Om uppgiften är aktuell i dag, givet hur ofta indikatorn mäts: tillit är färskvara.",
         "Whether the figure is up to date today, given how often the indicator is measured: trust is perishable."),
    BOOLEAN("is_synthetic", KEPT | OF_CELL, "true", "Sant för påhittade siffror; smittar allt som räknas på dem.",
            "True for invented figures; spreads to all that is computed from them."),
    FIGURE_FILTERS,
    /* which publication of a figure, when history shows several */
    ENUM("audience", "audience", FIELD_HELPER | FIELD_PRESENT, "public", "Vem siffran publicerades för.",
         "Whom the figure was published for."),
    TIME("published_at", FIELD_HELPER | FIELD_PRESENT, "2025-04-10T06:00:00Z", "När siffran publicerades.",
         "When the figure was published."),
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

const struct resource resource_observations = {
    .name = "observations",
    .list = "observations",
    .one = "observation",
    .identity = "indicator_version,area,period,respondent_group,sex,age_band,revision",
    .sort = "indicator,area,respondent_group,sex,age_band,period",
    .tie = "indicator_version,audience,published_at",
    .group = GROUP_MEASURES,
    .flags = RESOURCE_COLLECTION | RESOURCE_DATASET | RESOURCE_SERIES | RESOURCE_FIGURES,
    .load_order = 12,
    .title_sv = "Observationer",
    .title_en = "Observations",
    .sv = "Siffrorna: en rad per indikator, område, period, grupp, kön och ålder, med osäkerhet, status och källa. "
          "Dolda siffror står kvar som rader utan tal.",
    .en = "The figures: one row per indicator, area, period, group, sex and age, with uncertainty, status and source. "
          "Hidden figures remain as rows without numbers.",
    FIELDS(observation_fields),
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
    PERIOD("latest_period", SHOWN, "2024", "Sista perioden med värde; null när ingen har det.",
           "The last period with a value; null when there is none."),
    DECIMAL("latest_value", NULL, NULL, SHOWN, "52.9", "Värdet för latest_period; null när ingen period har värde.",
            "The value of latest_period; null when no period has one."),
    ENUM("freshness", "freshness", SURE, "fresh", "Om latest_period är aktuell i dag.",
         "Whether latest_period is up to date today."),
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
    .flags = RESOURCE_COLLECTION | RESOURCE_FIGURES,
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

static const struct field release_fields[] = {
    KEY_CODE("rel-demo-public", "Publiceringens kod.", "The release's code."),
    SHARED_OWNER(KEPT | FIXED),
    TEXT("title", "200", NEEDED, "Demonstrationsdata, offentliga", "Publiceringens titel.", "The release's title."),
    AUDIENCE("public"),
    REFS("partners", "partner", "municipality", KEPT, "", "Kommunerna som en publicering för partners visas för.",
         "The municipalities that a release for partners is shown to."),
    CODE("sdc_rule", KEPT, "sdc-default", "Regeln för röjandekontroll.", "The rule of disclosure control."),
    TIME("planned_at", GIVEN, "2025-04-10T06:00:00Z", "När publiceringen är tänkt.", "When the release is planned."),
    TIME("embargo_until", GIVEN, "", "Siffrorna visas först då; null utan embargo.",
         "The figures are shown only then; null without embargo."),
    TIME("published_at", GIVEN, "2025-04-10T06:00:00Z",
         "När siffrorna publicerades; null dessförinnan. Bara driftaren anger en tid i det förflutna.",
         "When the figures were published; null before. Only operators give a time of the past."),
    ENUM("state", "release_state", KEPT, "published",
         "Planerad, kontrollerad, under embargo, publicerad eller indragen.",
         "Planned, checked, embargoed, published or withdrawn."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_releases = {
    .name = "releases",
    .list = "releases",
    .one = "release",
    .key = "code",
    .identity = "code",
    .sort = "-published_at",
    .tie = "code",
    .group = GROUP_MEASURES,
    .flags = WHOLE,
    .load_order = 11,
    .title_sv = "Publiceringar",
    .title_en = "Releases",
    .sv = "Siffror som kontrolleras för röjande och publiceras tillsammans.",
    .en = "Figures that are checked for disclosure and published together.",
    FIELDS(release_fields),
};
