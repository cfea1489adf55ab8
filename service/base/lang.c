/* The three languages the service speaks, and the choice among them. */
#include "base/lang.h"

#include <string.h>
#include <strings.h>

#include "base/quality.h"

const char *const lang_codes[LANG_COUNT] = {"sv", "da", "en"};

/* What a primary subtag is served with. */
static const struct {
    const char *subtag;
    enum lang lang;
} served[] = {{"sv", LANG_SV}, {"da", LANG_DA}, {"en", LANG_EN}, {"nb", LANG_DA}, {"nn", LANG_DA}, {"no", LANG_DA}};

int lang_from_code(const char *code) {
    for (int i = 0; i < LANG_COUNT; i++)
        if (strcmp(lang_codes[i], code) == 0) return i;
    return -1;
}

static int lang_of_range(const char *range, size_t length) {
    for (size_t i = 0; i < sizeof served / sizeof *served; i++)
        if (length == 2 && strncasecmp(range, served[i].subtag, 2) == 0) return (int)served[i].lang;
    return -1;
}

enum lang lang_negotiate(const char *accept_language, enum lang otherwise) {
    enum lang best = otherwise;
    int best_quality = 0;
    for (const char *at = accept_language == NULL ? "" : accept_language; *at != '\0';) {
        at += strspn(at, " \t,");
        const char *end = at + strcspn(at, ",");
        int lang = lang_of_range(at, strcspn(at, "-;, \t"));
        const char *parameters = at + strcspn(at, ";,");
        int quality = lang < 0 ? 0 : quality_find(parameters, (size_t)(end - parameters));
        if (quality > best_quality) {
            best = (enum lang)lang;
            best_quality = quality;
        }
        at = end;
    }
    return best;
}
