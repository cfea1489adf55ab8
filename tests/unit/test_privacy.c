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
    /* with spaces of all kinds, and dashes of all kinds between spaces */
    {"850709 9805", "personnummer"},
    {"19850709 9805", "personnummer"},
    {"850709 - 9805", "personnummer"},
    {"850709- 9805", "personnummer"},
    {"850709 + 9805", "personnummer"},
    {"850709  9805", "personnummer"},
    {"850709\t9805", "personnummer"},
    {"850709\u00A09805", "personnummer"},
    {"850709\u20099805", "personnummer"},              /* thin space */
    {"850709\u202F9805", "personnummer"},              /* narrow space that does not break */
    {"850709\u20079805", "personnummer"},              /* figure space */
    {"850709 \u2212 9805", "personnummer"},            /* minus */
    {"850709 \u2014 9805", "personnummer"},            /* em dash */
    {"850709\u20109805", "personnummer"},              /* hyphen */
    {"850709\u20129805", "personnummer"},              /* figure dash */
    {"850709\u20159805", "personnummer"},              /* horizontal bar */
    {"850709\u20439805", "personnummer"},              /* hyphen bullet */
    {"٨٥٠٧٠٩-٩٨٠٥", "personnummer"},                   /* Arabic digits */
    {"85\u206007\u200D09-98\uFE0F05", "personnummer"}, /* characters that cannot be seen */
    {"８５０７０９　９８０５", "personnummer"},        /* full width, with its space */
    {"701063 2391", "personnummer"},
    {"311299 1234", "cpr"},
    {"311299 - 1234", "cpr"},
    {"311299\u00A01234", "cpr"},
    {"311299 \u2013 1234", "cpr"},
    {"070 - 123 45 67", "phone"},
    {"+46 (0)70-123 45 67", "phone"},
    {"+46\u00A070\u2011123\u202F45\u202F67", "phone"},
    {"anna\uFE6Bexample.org", "e_mail"},
    {"anna\u200B@example.org", "e_mail"},
    /* must pass */
    {"2024-10-01 1200 invånare", NULL},
    {"2019-2024", NULL},
    {"2019 - 2024", NULL},
    {"2019–2024: 1500 svar", NULL},
    {"150320 2024", NULL}, /* an amount and a year */
    {"150 320 2500", NULL},
    {"1 250 000 kr", NULL},
    {"01-02-2024", NULL}, /* a Danish day */
    {"05-06-2024 til 07-08-2025", NULL},
    {"2024-10-01 - 2025-03-31", NULL},
    {"850709 98051", NULL},
    {"1850709 9805", NULL},
    {"Dnr 2024/1234-56", NULL},
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
