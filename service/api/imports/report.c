/* What an import says of its rows: warnings and violations. */
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* ---- warnings ---- */

static const struct {
    const char *code;
    const char *detail[LANG_COUNT];
} warning_words[] = {
    {"digits",
     {"Texten innehåller en lång sifferföljd: kontrollera att den inte är en personuppgift.",
      "Teksten indeholder en lang talrække: kontrollér, at den ikke er en personoplysning.",
      "The text holds a long run of digits: make sure that it is no personal data."}},
    {"street_address",
     {"Texten innehåller något som liknar en gatuadress.", "Teksten indeholder noget, der ligner en gadeadresse.",
      "The text holds something that looks like a street address."}},
    {"deff_below_one",
     {"Designeffekten är mindre än 1.", "Designeffekten er mindre end 1.", "The design effect is below 1."}},
    {"not_validated",
     {"Siffran hör till en publicering men är inte granskad: den publiceras inte.",
      "Tallet hører til en offentliggørelse, men er ikke godkendt: det offentliggøres ikke.",
      "The figure belongs to a release but is not validated: it will not be published."}},
    {"figure_made",
     {"Siffran fanns inte: den är bildad av tabellen, som utkast.",
      "Tallet fandtes ikke: det er dannet af tabellen, som udkast.",
      "The figure was not there: it is made from the table, as a draft."}},
    {"figure_differs",
     {"Siffran som lagras bredvid är en annan än tabellen ger.",
      "Tallet, der er gemt ved siden af, er et andet end tabellen giver.",
      "The figure that is stored beside it is another than the table gives."}},
    {"nothing_to_publish",
     {"Publiceringen har inga granskade siffror: den är inte publicerad.",
      "Offentliggørelsen har ingen godkendte tal: den er ikke offentliggjort.",
      "The release has no validated figures: it is not published."}},
    {"outside_validity",
     {"Området gäller inte i den perioden (valid_from, valid_to): se dess föregångare och efterföljare.",
      "Området gælder ikke i den periode (valid_from, valid_to): se dets forgængere og efterfølgere.",
      "The area is not valid in that period (valid_from, valid_to): see its predecessors and successors."}},
    {"title_differs",
     {"Nyckeltalet heter något annat än indikatorn: se efter om det är samma mått.",
      "Nøgletallet hedder noget andet end indikatoren: se efter, om det er samme mål.",
      "The kpi is called otherwise than the indicator: make sure that it is the same measure."}},
    {"margin_alone",
     {"Osäkerhetstalets siffra finns inte i filen: det lagras inte.",
      "Usikkerhedstallets tal findes ikke i filen: det gemmes ikke.",
      "The figure of this margin of error is not in the file: it is not stored."}},
    {"target_not_reached",
     {"Målet kallas nått, men de senaste siffrorna når inte dess målvärden: skriv varför (state_reason).",
      "Målet kaldes nået, men de seneste tal når ikke dets målværdier: skriv hvorfor (state_reason).",
      "The goal is called achieved, but the newest figures do not reach its targets: say why (state_reason)."}},
    {"not_tried",
     {"Idén kallas införd, men har ingen pilot och har inte lett till något (led_to).",
      "Idéen kaldes indført, men har ingen pilot og har ikke ført til noget (led_to).",
      "The idea is called adopted, but has no pilot and has led to nothing (led_to)."}},
    {"actions_open",
     {"Planen är avslutad, men har öppna insatser som ingen sista uppföljning beslutar om (decision utan next_review).",
      "Planen er afsluttet, men har åbne indsatser, som ingen sidste opfølgning beslutter om (decision uden "
      "next_review).",
      "The plan is closed, but has open actions of which no last follow-up decides (decision without next_review)."}},
    {"code_elsewhere",
     {"Enhetens kod börjar inte med kommunens: koder är unika i hela tjänsten.",
      "Enhedens kode begynder ikke med kommunens: koder er unikke i hele tjenesten.",
      "The unit's code does not begin with that of its municipality: codes are unique in the whole service."}},
    {"non_additive",
     {"Delarna summerar inte till totalen.", "Delene summerer ikke til totalen.",
      "The parts do not sum to the total."}},
};

void import_warn(struct import *import, const char *column, const char *code) {
    struct import_report *report = import->report;
    report->warning_total++;
    if (report->warning_count == IMPORT_MOST_WARNINGS) return;
    struct import_warning *warning = &report->warnings[report->warning_count++];
    *warning = (struct import_warning){.line = import->line, .column = column, .code = code};
    for (size_t i = 0; i < sizeof warning_words / sizeof *warning_words; i++)
        if (text_equal(warning_words[i].code, code))
            memcpy(warning->detail, warning_words[i].detail, sizeof warning->detail);
}

bool import_warn_rows(struct import *import, enum statement statement, const char *code, struct error *err) {
    char most[12];
    snprintf(most, sizeof most, "%d", IMPORT_MOST_WARNINGS);
    const char *const parameters[] = {most};
    struct rows *rows;
    if (!store_run_chosen(import->db, statement, parameters, 1, &rows, err)) return false;
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++) {
        import->line = rows_whole(rows, i, WARNED_LINE);
        import_warn(import, arena_strdup(import->arena, rows_value(rows, i, WARNED_COLUMN)), code);
    }
    if (count > 0) import->report->warning_total += (size_t)rows_whole(rows, 0, WARNED_TOTAL) - count;
    return true;
}

/* ---- violations ---- */

void import_take_violations(const struct error *from, struct error *err) {
    for (size_t i = 0; i < from->violation_count; i++) {
        const struct violation *violation = &from->violations[i];
        error_add(err, from->kind, violation->place, violation->name, violation->line, violation->code,
                  violation->arguments[0], violation->arguments[1]);
    }
    err->violation_total += from->violation_total - from->violation_count;
}

void import_fault(const struct import *import, const char *column, enum violation_code code, const char *argument0,
                  const char *argument1, struct error *err) {
    error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, column, import->line, code, argument0, argument1);
}
