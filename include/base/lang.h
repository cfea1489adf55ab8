/* The three languages the service speaks. */
#ifndef BASE_LANG_H
#define BASE_LANG_H

enum lang { LANG_SV, LANG_DA, LANG_EN };
enum { LANG_COUNT = 3 };

/* "sv", "da", "en" */
extern const char *const lang_codes[LANG_COUNT];

/* The language of that code; -1 when it is none of the three. */
int lang_from_code(const char *code);

/* The best of the three for an Accept-Language header (RFC 9110, 12.5.4); `otherwise` when the header is NULL or names
 * none of them. Norwegian readers get Danish. */
enum lang lang_negotiate(const char *accept_language, enum lang otherwise);

#endif
