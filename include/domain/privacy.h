/* Whether a text looks like personal data (domain.md 5). The answer is the name of a rule, never the text that matched,
 * so that nothing personal reaches a reply or a log. Dashes, spaces of any width and full-width characters count as
 * what they look like. Pure functions on UTF-8; linear in the length of the text. */
#ifndef DOMAIN_PRIVACY_H
#define DOMAIN_PRIVACY_H

/* Free text: "personnummer" (Swedish, also samordningsnummer, with valid check digit), "cpr" (Danish), "e_mail" or
 * "phone"; NULL when it may pass. */
const char *privacy_check(const char *text);

/* A code or a name that may hold years, periods and official numbers: "personnummer", "cpr" or "e_mail", else NULL. */
const char *privacy_check_code(const char *code);

/* What is odd enough to warn of but may pass: "digits" (a run of 8-15 digits), "street_address"; else NULL. */
const char *privacy_warning(const char *text);

#endif
