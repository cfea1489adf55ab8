/* What each kind of problem is called, and what it means. */
#include "words/words.h"

#define KIND(name, sv, da, en, long_sv, long_da, long_en)                                                              \
    [PROBLEM_##name] = {.title = {sv, da, en}, .explanation = {long_sv, long_da, long_en}}

static const struct {
    const char *title[LANG_COUNT];
    const char *explanation[LANG_COUNT];
} wording[PROBLEM_COUNT] = {
    KIND(MALFORMED_REQUEST, "Felaktigt utformat anrop", "Forkert udformet kald", "Malformed request",
         "Anropet följer inte HTTP eller tjänstens regler för adresser.",
         "Kaldet følger ikke HTTP eller tjenestens regler for adresser.",
         "The request does not follow HTTP or the service's rules for addresses."),
    KIND(INVALID_PARAMETERS, "Ogiltiga parametrar", "Ugyldige parametre", "Invalid parameters",
         "En eller flera parametrar kan inte användas så. Ingenting har gjorts.",
         "En eller flere parametre kan ikke bruges sådan. Intet er gjort.",
         "One or more parameters cannot be used like this. Nothing was done."),
    KIND(MALFORMED_BODY, "Oläslig kropp", "Ulæselig krop", "Unreadable body",
         "Kroppen går inte att läsa i det format som anges.", "Kroppen kan ikke læses i det angivne format.",
         "The body cannot be read in the format it is said to have."),
    KIND(KEY_REQUIRED, "Nyckel krävs", "Nøgle kræves", "Key required",
         "Det här kräver en giltig nyckel: Authorization: Bearer <nyckel>.",
         "Dette kræver en gyldig nøgle: Authorization: Bearer <nøgle>.",
         "This needs a valid key: Authorization: Bearer <key>."),
    KIND(FORBIDDEN, "Inte tillåtet", "Ikke tilladt", "Forbidden", "Nyckeln ger inte rätt till detta.",
         "Nøglen giver ikke ret til dette.", "The key does not allow this."),
    KIND(NOT_FOUND, "Finns inte", "Findes ikke", "Not found", "Här finns ingenting, eller ingenting som får visas.",
         "Her er intet, eller intet der må vises.", "There is nothing here, or nothing that may be shown."),
    KIND(METHOD_NOT_ALLOWED, "Metoden stöds inte här", "Metoden understøttes ikke her", "Method not allowed",
         "Adressen finns men tar inte emot den metoden. Allow visar vilka som går.",
         "Adressen findes, men tager ikke imod den metode. Allow viser hvilke der går.",
         "The address exists but does not take that method. Allow lists those that work."),
    KIND(NOT_ACCEPTABLE, "Formatet kan inte ges", "Formatet kan ikke gives", "Not acceptable",
         "Svaret finns inte i något av de format som Accept godtar.",
         "Svaret findes ikke i noget af de formater, Accept godtager.",
         "The reply exists in none of the formats that Accept allows."),
    KIND(REQUEST_TIMEOUT, "Anropet kom för långsamt", "Kaldet kom for langsomt", "Request timeout",
         "Anropet blev inte färdigt i tid.", "Kaldet blev ikke færdigt i tide.",
         "The request was not completed in time."),
    KIND(CONFLICT, "Konflikt", "Konflikt", "Conflict", "Det strider mot vad som redan finns.",
         "Det strider mod det, der allerede findes.", "It contradicts what is there already."),
    KIND(STALE, "Inaktuell version", "Forældet version", "Stale version",
         "Objektet har ändrats sedan If-Match lästes. Hämta det igen.",
         "Objektet er ændret, siden If-Match blev læst. Hent det igen.",
         "The object has changed since If-Match was read. Fetch it again."),
    KIND(BODY_TOO_LARGE, "För stor kropp", "For stor krop", "Body too large", "Kroppen är större än gränsen här.",
         "Kroppen er større end grænsen her.", "The body is larger than the limit here."),
    KIND(URL_TOO_LONG, "För lång adress", "For lang adresse", "URL too long", "Adressen är längre än gränsen.",
         "Adressen er længere end grænsen.", "The address is longer than the limit."),
    KIND(UNSUPPORTED_MEDIA_TYPE, "Formatet tas inte emot", "Formatet modtages ikke", "Unsupported media type",
         "Content-Type är inte en av dem som tas emot här.", "Content-Type er ikke en af dem, der modtages her.",
         "Content-Type is none of those accepted here."),
    KIND(INVALID_BODY, "Innehållet går inte att ta emot", "Indholdet kan ikke modtages", "Invalid content",
         "Innehållet bryter mot en eller flera regler. Ingenting har sparats.",
         "Indholdet bryder en eller flere regler. Intet er gemt.",
         "The content breaks one or more rules. Nothing was stored."),
    KIND(PRECONDITION_REQUIRED, "If-Match krävs", "If-Match kræves", "Precondition required",
         "Ändringar kräver If-Match med objektets ETag.", "Ændringer kræver If-Match med objektets ETag.",
         "Changes need If-Match with the object's ETag."),
    KIND(TOO_MANY_REQUESTS, "För många anrop", "For mange kald", "Too many requests",
         "Vänta så länge som Retry-After anger.", "Vent så længe som Retry-After angiver.",
         "Wait as long as Retry-After says."),
    KIND(HEADERS_TOO_LARGE, "För stora huvuden", "For store headere", "Headers too large",
         "Anropets huvuden är fler eller större än gränsen.", "Kaldets headere er flere eller større end grænsen.",
         "The request's headers are more or larger than the limit."),
    KIND(INTERNAL, "Internt fel", "Intern fejl", "Internal error",
         "Något gick fel hos oss. Ange trace_id när du hör av dig.",
         "Noget gik galt hos os. Angiv trace_id, når du henvender dig.",
         "Something went wrong on our side. Quote trace_id when you report it."),
    KIND(UNAVAILABLE, "Tillfälligt otillgängligt", "Midlertidigt utilgængelig", "Temporarily unavailable",
         "Tjänsten kan inte svara just nu. Försök igen efter Retry-After.",
         "Tjenesten kan ikke svare lige nu. Prøv igen efter Retry-After.",
         "The service cannot answer right now. Try again after Retry-After."),
    KIND(DEADLINE_EXCEEDED, "Tog för lång tid", "Tog for lang tid", "Took too long",
         "Svaret blev inte färdigt i tid. Ingenting har ändrats. Be om mindre åt gången.",
         "Svaret blev ikke færdigt i tide. Intet er ændret. Bed om mindre ad gangen.",
         "The reply was not ready in time. Nothing was changed. Ask for less at a time."),
    KIND(OUT_OF_STORAGE, "Lagringen är full", "Lageret er fuldt", "Out of storage",
         "Det finns inte plats att spara. Ingenting har sparats.", "Der er ikke plads til at gemme. Intet er gemt.",
         "There is no room to store this. Nothing was stored."),
};

const char *problem_title(enum problem kind, enum lang lang) { return wording[kind].title[lang]; }
const char *problem_explanation(enum problem kind, enum lang lang) { return wording[kind].explanation[lang]; }

const char *error_detail(const struct error *err, enum lang lang) {
    return err->detail[lang] != NULL ? err->detail[lang] : problem_explanation(err->kind, lang);
}
