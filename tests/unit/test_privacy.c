/* What looks like personal data, and what must pass (domain.md 5). All numbers are invented or published test numbers.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "domain/privacy.h"

static const struct {
    const char *text, *rule;
} texts[] = {
    {"19850709-9805", "personnummer"},
    {"850709-9805", "personnummer"},
    {"850709+9805", "personnummer"},
    {"8507099805", "personnummer"},
    {"198507099805 ringde", "personnummer"},
    {"Ärendet gäller 850709-9805.", "personnummer"},
    {"701063-2391", "personnummer"}, /* samordningsnummer: day + 60, Skatteverket's test number */
    {"311299-1234", "cpr"},
    {"3112991234", "cpr"},
    {"070761-4285", "personnummer"}, /* is both */
    {"a@example.org", "e_mail"},
    {"A.B@EXAMPLE.ORG", "e_mail"},
    {"skriv till anna.b@kommun.example.se!", "e_mail"},
    {"070-123 45 67", "phone"},
    {"0701234567 på kvällar", "cpr"},
    {"08-12 34 56", "phone"},
    {"+46 70-123 45 67", "phone"},
    {"0046701234567", "phone"},
    {"12 34 56 78", "phone"},
    {"+4512345678", "phone"},
    {"850709–9805", "personnummer"},            /* en dash */
    {"850709\u20119805", "personnummer"},       /* hyphen that does not break */
    {"850709\u00AD-9805", "personnummer"},      /* soft hyphen */
    {"8507\u200B09-9805", "personnummer"},      /* space without width */
    {"８５０７０９－９８０５", "personnummer"}, /* full width */
    {"３１１２９９-1234", "cpr"},
    {"070\u00A0123\u00A045\u00A067", "phone"},
    {"070–123 45 67", "phone"},
    {"anna＠example.org", "e_mail"},
    /* must pass */
    {"2025-01-01–2026-12-31", NULL},
    {"2025-01-01 2026-12-31", NULL},
    {"2024-01 2024-02", NULL},
    {"2025\u00A0–\u00A02028", NULL},
    {"2025-09-30", NULL},
    {"2025–2028", NULL},
    {"600 tkr", NULL},
    {"8 50 000", NULL},
    {"KS-2024-0412", NULL},
    {"1 234 567", NULL},
    {"@ skolan", NULL},
    {"7–10 av 10; 2021, 2022 och 2024", NULL},
    {"850732-9805", NULL},   /* no such day, and no CPR month */
    {"9985070998051", NULL}, /* thirteen digits are no number of anybody */
    {"", NULL},
};

static void expect_rule(const char *found, const char *expected, const char *text) {
    bool same = (found == NULL) == (expected == NULL) && (found == NULL || strcmp(found, expected) == 0);
    cr_expect(same, "%s: %s", text, found == NULL ? "passes" : found);
}

Test(privacy, checks_texts) {
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_rule(privacy_check(texts[i].text), texts[i].rule, texts[i].text);
}

/* Codes hold years, periods and official numbers: they are no phone numbers. */
Test(privacy, checks_codes) {
    expect_rule(privacy_check_code("sw-se-0180-residents-2024-12"), NULL, "survey wave");
    expect_rule(privacy_check_code("se-0180-2024-12"), NULL, "code like a phone number");
    expect_rule(privacy_check_code("19850709-9805"), "personnummer", "personnummer");
    expect_rule(privacy_check_code("311299-1234"), "cpr", "cpr");
}

Test(privacy, warns) {
    expect_rule(privacy_warning("ref 12345678"), "digits", "digits");
    expect_rule(privacy_warning("Storgatan 12"), "street_address", "street");
    expect_rule(privacy_warning("Solvägen"), NULL, "area name");
    expect_rule(privacy_warning("2024-01-01 och 1234567"), NULL, "dates");
}
