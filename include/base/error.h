/* What went wrong: filled where it happens, worded from one table, logged once, sent once as problem+json (RFC 9457).
 *
 * A function that can fail returns bool and takes `struct error *err` last. `cause` is for the log and never leaves
 * the process; everything else is for the client. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/lang.h"

#define must_check __attribute__((warn_unused_result))

/* Kinds of problem: X(NAME, HTTP status, slug of /problems/<slug>). Titles and explanations are in error.c. */
#define PROBLEM_KINDS(X)                                                                                               \
    X(MALFORMED_REQUEST, 400, "malformed-request")                                                                     \
    X(INVALID_PARAMETERS, 400, "invalid-parameters")                                                                   \
    X(MALFORMED_BODY, 400, "malformed-body")                                                                           \
    X(KEY_REQUIRED, 401, "key-required")                                                                               \
    X(FORBIDDEN, 403, "forbidden")                                                                                     \
    X(NOT_FOUND, 404, "not-found")                                                                                     \
    X(METHOD_NOT_ALLOWED, 405, "method-not-allowed")                                                                   \
    X(NOT_ACCEPTABLE, 406, "not-acceptable")                                                                           \
    X(REQUEST_TIMEOUT, 408, "request-timeout")                                                                         \
    X(CONFLICT, 409, "conflict")                                                                                       \
    X(STALE, 412, "stale")                                                                                             \
    X(BODY_TOO_LARGE, 413, "body-too-large")                                                                           \
    X(URL_TOO_LONG, 414, "url-too-long")                                                                               \
    X(UNSUPPORTED_MEDIA_TYPE, 415, "unsupported-media-type")                                                           \
    X(INVALID_BODY, 422, "invalid-body")                                                                               \
    X(PRECONDITION_REQUIRED, 428, "precondition-required")                                                             \
    X(TOO_MANY_REQUESTS, 429, "too-many-requests")                                                                     \
    X(HEADERS_TOO_LARGE, 431, "headers-too-large")                                                                     \
    X(INTERNAL, 500, "internal")                                                                                       \
    X(UNAVAILABLE, 503, "unavailable")                                                                                 \
    X(DEADLINE_EXCEEDED, 503, "deadline-exceeded")                                                                     \
    X(OUT_OF_STORAGE, 507, "out-of-storage")

enum problem {
    PROBLEM_NONE,
#define X(name, status, slug) PROBLEM_##name,
    PROBLEM_KINDS(X)
#undef X
        PROBLEM_COUNT
};

int problem_status(enum problem kind);
const char *problem_slug(enum problem kind);
const char *problem_title(enum problem kind, enum lang lang);
const char *problem_explanation(enum problem kind, enum lang lang);

/* The kind of that slug; PROBLEM_NONE when there is none. */
enum problem problem_from_slug(const char *slug);

/* Where a violation stands. */
enum place { PLACE_PARAMETER, PLACE_POINTER, PLACE_COLUMN, PLACE_HEADER };

/* Codes of violations, members `errors[].code`: X(NAME, "code", sv, da, en). In the texts {0} and {1} stand for the
 * arguments; what stands in [] is left out when argument 1 is. */
#define VIOLATIONS(X)                                                                                                  \
    X(UNKNOWN_PARAMETER, "unknown_parameter", "Okänd parameter. Tillåtna: {0}.", "Ukendt parameter. Tilladte: {0}.",   \
      "Unknown parameter. Allowed: {0}.")                                                                              \
    X(DUPLICATE, "duplicate", "Får bara anges en gång.", "Må kun angives én gang.", "May be given only once.")         \
    X(EXCLUDES, "excludes", "Kan inte förenas med {0}.", "Kan ikke forenes med {0}.", "Cannot be combined with {0}.")  \
    X(UNKNOWN_FIELD, "unknown_field", "Okänt fält \"{0}\". Tillåtna: {1}.", "Ukendt felt \"{0}\". Tilladte: {1}.",     \
      "Unknown field \"{0}\". Allowed: {1}.")                                                                          \
    X(UNKNOWN_SORT, "unknown_sort", "Kan inte sorteras efter \"{0}\". Tillåtna: {1}.",                                 \
      "Kan ikke sorteres efter \"{0}\". Tilladte: {1}.", "Cannot sort by \"{0}\". Allowed: {1}.")                      \
    X(UNKNOWN_EXPANSION, "unknown_expansion", "\"{0}\" kan inte vecklas ut. Tillåtna: {1}.",                           \
      "\"{0}\" kan ikke foldes ud. Tilladte: {1}.", "\"{0}\" cannot be expanded. Allowed: {1}.")                       \
    X(UNKNOWN_CODE, "unknown_code", "Okänd kod \"{0}\".[ Tillåtna: {1}.]", "Ukendt kode \"{0}\".[ Tilladte: {1}.]",    \
      "Unknown code \"{0}\".[ Allowed: {1}.]")                                                                         \
    X(NOT_AN_INTEGER, "not_an_integer", "Ska vara ett heltal.", "Skal være et heltal.", "Must be an integer.")         \
    X(NOT_A_DECIMAL, "not_a_decimal", "Ska vara ett tal som 12 eller 12.5.", "Skal være et tal som 12 eller 12.5.",    \
      "Must be a number such as 12 or 12.5.")                                                                          \
    X(NOT_A_BOOLEAN, "not_a_boolean", "Ska vara true eller false.", "Skal være true eller false.",                     \
      "Must be true or false.")                                                                                        \
    X(NOT_A_DATE, "not_a_date", "Ska vara ett datum som 2024-12-31.", "Skal være en dato som 2024-12-31.",             \
      "Must be a date such as 2024-12-31.")                                                                            \
    X(NOT_A_TIME, "not_a_time", "Ska vara en tidpunkt i UTC som 2024-12-31T08:00:00Z.",                                \
      "Skal være et tidspunkt i UTC som 2024-12-31T08:00:00Z.", "Must be a time in UTC such as 2024-12-31T08:00:00Z.") \
    X(NOT_A_PERIOD, "not_a_period", "Ska vara en period som 2024, 2024-S1, 2024-Q3 eller 2024-05.",                    \
      "Skal være en periode som 2024, 2024-S1, 2024-Q3 eller 2024-05.",                                                \
      "Must be a period such as 2024, 2024-S1, 2024-Q3 or 2024-05.")                                                   \
    X(NOT_A_CODE, "not_a_code", "Ska vara en kod med små bokstäver, siffror och bindestreck, högst 64 tecken.",        \
      "Skal være en kode med små bogstaver, cifre og bindestreger, højst 64 tegn.",                                    \
      "Must be a code of lower-case letters, digits and hyphens, at most 64 characters.")                              \
    X(NOT_A_UUID, "not_a_uuid", "Ska vara ett UUID.", "Skal være et UUID.", "Must be a UUID.")                         \
    X(NOT_A_CURSOR, "not_a_cursor", "Är ingen markör ur ett tidigare svar på samma fråga.",                            \
      "Er ingen markør fra et tidligere svar på samme spørgsmål.", "Is no cursor of an earlier reply to this query.")  \
    X(OUT_OF_RANGE, "out_of_range", "Ska ligga mellan {0} och {1}.", "Skal ligge mellem {0} og {1}.",                  \
      "Must lie between {0} and {1}.")                                                                                 \
    X(TOO_LONG, "too_long", "Får ha högst {0} tecken.", "Må højst have {0} tegn.", "May have at most {0} characters.") \
    X(TOO_MANY, "too_many", "Får vara högst {0}.", "Må højst være {0}.", "May be at most {0}.")                        \
    X(TOO_MANY_ITEMS, "too_many_items",                                                                                \
      "Värdena ger {0} poster, en för varje kombination. Högst {1} får efterfrågas på en gång.",                       \
      "Værdierne giver {0} poster, en for hver kombination. Højst {1} må efterspørges ad gangen.",                     \
      "The values make {0} items, one for each combination. At most {1} may be asked for at a time.")                  \
    X(TOO_LARGE, "too_large", "Svaret blir större än {0} byte. Högst {1} sådana poster får plats i ett svar.",         \
      "Svaret bliver større end {0} byte. Højst {1} sådanne poster er der plads til i et svar.",                       \
      "The reply grows larger than {0} bytes. At most {1} such items fit into one.")                                   \
    X(EMPTY, "empty", "Får inte vara tom.", "Må ikke være tom.", "Must not be empty.")                                 \
    X(REQUIRED, "required", "Saknas.", "Mangler.", "Is missing.")                                                      \
    X(MISSING_WORD, "missing_word", "\"{0}\" betyder att värdet saknas: lämna cellen tom (i JSON null).",              \
      "\"{0}\" betyder, at værdien mangler: lad cellen være tom (i JSON null).",                                       \
      "\"{0}\" means that there is no value: leave the cell empty (in JSON null).")                                    \
    X(UNNAMED_COLUMN, "unnamed_column", "Kolumn {0} har innehåll men inget namn i rubriken.",                          \
      "Kolonne {0} har indhold, men intet navn i hovedet.", "Column {0} has content but no name in the header.")       \
    X(NOT_BEGUN, "not_begun", "Perioden har inte börjat: bara en prognos (obs_status F) kan gälla den.",               \
      "Perioden er ikke begyndt: kun en prognose (obs_status F) kan gælde den.",                                       \
      "The period has not begun: only a forecast (obs_status F) can be about it.")                                     \
    X(REPEATED_ROW, "repeated_row", "Samma rad finns redan i filen (rad {0}).",                                        \
      "Samme række findes allerede i filen (linje {0}).", "The same row stands in the file already (line {0}).")       \
    X(NOT_UTF8, "not_utf8", "Är inte giltig UTF-8.[ Verkar vara {1}: spara som UTF-8 (i Excel: CSV UTF-8).]",          \
      "Er ikke gyldig UTF-8.[ Synes at være {1}: gem som UTF-8 (i Excel: CSV UTF-8).]",                                \
      "Is not valid UTF-8.[ It seems to be {1}: save it as UTF-8 (in Excel: CSV UTF-8).]")                             \
    X(UNKNOWN_MEMBER, "unknown_member", "Okänt namn. Tillåtna: {0}.", "Ukendt navn. Tilladte: {0}.",                   \
      "Unknown name. Allowed: {0}.")                                                                                   \
    X(SERVER_OWNED, "server_owned", "Sätts av tjänsten och kan inte skrivas.",                                         \
      "Sættes af tjenesten og kan ikke skrives.", "Is set by the service and cannot be written.")                      \
    X(SHOWN_DIFFERS, "shown_differs",                                                                                  \
      "Sätts av tjänsten och är {0}: skicka det, eller lämna bort kolumnen. En text på flera språk skrivs i "    \
      "kolumnerna _sv, _da och _en.",                                                                                  \
      "Sættes af tjenesten og er {0}: send det, eller udelad kolonnen. En tekst på flere sprog skrives i "           \
      "kolonnerne _sv, _da og _en.",                                                                                   \
      "Is set by the service and is {0}: send that, or leave the column out. A text in several languages is "          \
      "written in the columns _sv, _da and _en.")                                                                      \
    X(WRONG_TYPE, "wrong_type", "Ska vara {0}.", "Skal være {0}.", "Must be {0}.")                                     \
    X(RAGGED_ROW, "ragged_row", "Raden har {0} celler; rubriken har {1}.", "Rækken har {0} celler; hovedet har {1}.",  \
      "The row has {0} cells; the header has {1}.")                                                                    \
    X(PERSON_COLUMN, "person_column",                                                                                  \
      "Kolumnen ser ut att handla om enskilda personer. Bara sammanställda uppgifter tas emot.",                       \
      "Kolonnen ser ud til at handle om enkeltpersoner. Kun sammenfattede tal modtages.",                              \
      "The column seems to be about single persons. Only aggregates are accepted.")                                    \
    X(PERSONAL_DATA, "personal_data", "Texten innehåller något som liknar personuppgifter ({0}).",                     \
      "Teksten indeholder noget, der ligner personoplysninger ({0}).",                                                 \
      "The text holds something that looks like personal data ({0}).")                                                 \
    X(MALFORMED_CSV, "malformed_csv", "Går inte att läsa som CSV: {0}", "Kan ikke læses som CSV: {0}",                 \
      "Cannot be read as CSV: {0}")                                                                                    \
    X(MALFORMED_JSON, "malformed_json", "Går inte att läsa som JSON: {0}", "Kan ikke læses som JSON: {0}",             \
      "Cannot be read as JSON: {0}")                                                                                   \
    X(TOO_DEEP, "too_deep", "Är nästlat djupare än {0}.", "Er indlejret dybere end {0}.",                              \
      "Is nested deeper than {0}.")                                                                                    \
    X(X_ABOVE_N, "x_above_n", "x är större än n_valid.", "x er større end n_valid.", "x is larger than n_valid.")      \
    X(NOT_SUPPORTED, "not_supported", "Stöds inte. Tillåtna: {0}.", "Understøttes ikke. Tilladte: {0}.",               \
      "Is not supported. Allowed: {0}.")                                                                               \
    X(TAKEN, "taken", "Koden är upptagen.", "Koden er optaget.", "The code is taken.")                                 \
    X(FIXED, "fixed", "Sätts när posten skapas och kan inte ändras; den är {0}.",                                      \
      "Sættes, når posten oprettes, og kan ikke ændres; den er {0}.",                                                  \
      "Is set at creation and cannot be changed; it is {0}.")                                                          \
    X(OUT_OF_BOUNDS, "out_of_bounds", "Raden har ett värde utanför vad som kan sparas.",                               \
      "Rækken har en værdi uden for det, der kan gemmes.", "The row has a value outside what can be stored.")          \
    X(OUTSIDE_UNIT, "outside_unit", "Ska ligga inom enheten, mellan {0} och {1}.",                                     \
      "Skal ligge inden for enheden, mellem {0} og {1}.", "Must lie within the unit, between {0} and {1}.")            \
    X(OUTSIDE_SCALE, "outside_scale", "Ska ligga inom svarsskalan, mellan {0} och {1}.",                               \
      "Skal ligge inden for svarskalaen, mellem {0} og {1}.",                                                          \
      "Must lie within the response scale, between {0} and {1}.")                                                      \
    X(NOT_THE_SHARE, "not_the_share", "Ska vara 100·x/n_valid avrundat: {0}.",                                         \
      "Skal være 100·x/n_valid afrundet: {0}.", "Must be 100·x/n_valid rounded: {0}.")                                 \
    X(IMPOSSIBLE_MEAN, "impossible_mean", "Medelvärdet går inte att få med {0}[; närmast är {1}].",                    \
      "Gennemsnittet kan ikke fås med {0}[; nærmest er {1}].",                                                         \
      "That mean cannot be had with {0}[; the nearest are {1}].")                                                      \
    X(SD_TOO_LARGE, "sd_too_large", "Kan vara högst {0} för det medelvärdet på den skalan.",                           \
      "Kan højst være {0} for det gennemsnit på den skala.", "Can be at most {0} for that mean on that scale.")        \
    X(ABOVE, "above", "Är större än {0}, {1}.", "Er større end {0}, {1}.", "Is larger than {0}, {1}.")                 \
    X(INTERVAL_ORDER, "interval_order", "Ska ges tillsammans med {0} och inte vara mindre.",                           \
      "Skal gives sammen med {0} og ikke være mindre.", "Must come with {0} and not be smaller.")                      \
    X(OUTSIDE_INTERVAL, "outside_interval", "Ligger utanför det intervall som anges, {0} till {1}.",                   \
      "Ligger uden for det angivne interval, {0} til {1}.", "Lies outside the interval given, {0} to {1}.")            \
    X(STATUS_MISMATCH, "status_mismatch", "Saknas precis när obs_status är O, M, L eller Q; den är {0}.",              \
      "Mangler netop når obs_status er O, M, L eller Q; den er {0}.",                                                  \
      "Is missing exactly when obs_status is O, M, L or Q; it is {0}.")                                                \
    X(FUTURE, "future", "Ligger i framtiden.", "Ligger i fremtiden.", "Lies in the future.")                           \
    X(SET_BY_RELEASE, "set_by_release", "{0} sätts när siffran publiceras, inte av avsändaren.",                       \
      "{0} sættes, når tallet offentliggøres, ikke af afsenderen.",                                                    \
      "{0} is set when the figure is published, not by the sender.")                                                   \
    X(NOT_A_TRUSTER, "not_a_truster", "Hör inte till indikatorns grupper: {0} eller _T.",                              \
      "Hører ikke til indikatorens grupper: {0} eller _T.", "Is not among the indicator's groups: {0} or _T.")         \
    X(WRONG_FREQUENCY, "wrong_frequency", "Passar inte indikatorns frekvens {0}.",                                     \
      "Passer ikke til indikatorens frekvens {0}.", "Does not fit the indicator's frequency {0}.")                     \
    X(COMPUTED_INDEX, "computed_index", "Ett index räknas ut och kan inte lämnas in.",                                 \
      "Et indeks beregnes og kan ikke indsendes.", "An index is computed and cannot be sent.")                         \
    X(OTHER_INDICATOR, "other_indicator", "Hör till indikatorn {0}.", "Hører til indikatoren {0}.",                    \
      "Belongs to the indicator {0}.")                                                                                 \
    X(WRONG_WAVE, "wrong_wave", "Mätomgången hör till {0}.", "Målerunden hører til {0}.",                              \
      "The survey wave belongs to {0}.")                                                                               \
    X(BREAK_UNMARKED, "break_unmarked", "Första siffran efter ett seriebrott ska ha B.",                               \
      "Det første tal efter et databrud skal have B.", "The first figure after a series break must have B.")           \
    X(RELEASE_PUBLISHED, "release_published", "Publiceringen {0} är redan publicerad.",                                \
      "Offentliggørelsen {0} er allerede offentliggjort.", "The release {0} is published already.")                    \
    X(REVISION_GAP, "revision_gap", "Nästa revision är {0}.", "Næste revision er {0}.", "The next revision is {0}.")   \
    X(REVISION_DIFFERS, "revision_differs", "Revision {0} finns redan och kan inte ändras.",                           \
      "Revision {0} findes allerede og kan ikke ændres.", "Revision {0} is there already and cannot be changed.")      \
    X(REVISION_REASON, "revision_reason",                                                                              \
      "Ska vara initial för revision 1 och bara då; retracted kräver obs_status M.",                                   \
      "Skal være initial for revision 1 og kun da; retracted kræver obs_status M.",                                    \
      "Must be initial for revision 1 and only then; retracted needs obs_status M.")                                   \
    X(TIME_ORDER, "time_order", "Ska vara senare än föregående revision, {0}.",                                        \
      "Skal være senere end den forrige revision, {0}.", "Must be later than the revision before, {0}.")               \
    X(STORED_DIFFERS, "stored_differs", "Är redan sparad med andra tal: {0}.", "Er allerede gemt med andre tal: {0}.", \
      "Is stored already with other numbers: {0}.")                                                                    \
    X(NO_SUCH_REVISION, "no_such_revision", "Det finns ingen observation ({0}) att fördela: lämna in den först.",      \
      "Der er ingen observation ({0}) at fordele: indsend den først.",                                                 \
      "There is no observation ({0}) that this belongs to: send it first.")                                            \
    X(NOT_AN_OPTION, "not_an_option", "Finns inte på svarsskalan {0}.", "Findes ikke på svarskalaen {0}.",             \
      "Is no option of the response scale {0}.")                                                                       \
    X(WRONG_SUM, "wrong_sum", "Antalen ska summera till n_valid: {0}.", "Antallene skal summere til n_valid: {0}.",    \
      "The counts must sum to n_valid: {0}.")                                                                          \
    X(TOO_MANY_LEAVE, "too_many_leave", "Fler lämnar än de {0} som är kvar.",                                          \
      "Flere forlader end de {0}, der er tilbage.", "More leave than the {0} who are there.")                          \
    X(NOT_A_TEXT, "not_a_text", "Ska vara en text.", "Skal være en tekst.", "Must be a text.")                         \
    X(NOT_A_LIST, "not_a_list", "Ska vara en lista.", "Skal være en liste.", "Must be a list.")                        \
    X(NOT_AN_OBJECT, "not_an_object", "Ska vara ett objekt.", "Skal være et objekt.", "Must be an object.")            \
    X(NOT_A_URL, "not_a_url", "Ska vara en adress som börjar med http:// eller https://.",                             \
      "Skal være en adresse, der begynder med http:// eller https://.",                                                \
      "Must be an address that begins with http:// or https://.")                                                      \
    X(NOT_A_RETRY_KEY, "not_a_retry_key", "Ska ha 8–128 synliga ASCII-tecken.", "Skal have 8–128 synlige ASCII-tegn.", \
      "Must have 8–128 visible ASCII characters.")                                                                     \
    X(RETRY_KEY_USED, "retry_key_used", "Nyckeln har redan använts för ett annat anrop.",                              \
      "Nøglen er allerede brugt til et andet kald.", "The key has been used for another request.")                     \
    X(RETRY_KEY_BUSY, "retry_key_busy", "Det första anropet med nyckeln pågår ännu.",                                  \
      "Det første kald med nøglen er stadig i gang.", "The first request with the key is still running.")              \
    X(NOT_AN_ETAG, "not_an_etag", "Ska vara * eller en lista av ETag inom citattecken.",                               \
      "Skal være * eller en liste af ETag i anførselstegn.", "Must be * or a list of ETags in quotation marks.")       \
    X(OTHER_PARENT, "other_parent", "Är {0}, som posten står i; kan utelämnas.",                                       \
      "Er {0}, som posten står i; kan udelades.", "Is {0}, in which the record stands; may be left out.")              \
    X(INITIAL_STATE, "initial_state", "Börjar som {0}.", "Begynder som {0}.", "Starts as {0}.")                        \
    X(NOT_A_MOVE, "not_a_move", "Kan inte ändras så från {0}.[ Tillåtna: {1}.]",                                       \
      "Kan ikke ændres sådan fra {0}.[ Tilladte: {1}.]", "Cannot be changed like this from {0}.[ Allowed: {1}.]")      \
    X(REFERRED, "referred", "Används av {0}[: {1}].", "Bruges af {0}[: {1}].", "Is used by {0}[: {1}].")               \
    X(NOT_BEFORE, "not_before", "Får inte ligga före {0}.", "Må ikke ligge før {0}.", "Must not lie before {0}.")      \
    X(LATER_THAN, "later_than", "Ska ligga efter {0}.", "Skal ligge efter {0}.", "Must lie after {0}.")                \
    X(EARLIER_THAN, "earlier_than", "Ska ligga före {0}.", "Skal ligge før {0}.", "Must lie before {0}.")              \
    X(AT_LEAST, "at_least", "Ska vara minst {0}.", "Skal være mindst {0}.", "Must be at least {0}.")                   \
    X(MORE_THAN, "more_than", "Ska vara större än {0}.", "Skal være større end {0}.", "Must be larger than {0}.")      \
    X(AT_MOST, "at_most", "Får inte vara större än {0}[ eller {1}].", "Må ikke være større end {0}[ eller {1}].",      \
      "Must not be larger than {0}[ or {1}].")                                                                         \
    X(NEEDED_WHEN, "needed_when", "Behövs när {0}.", "Er nødvendig, når {0}.", "Is needed when {0}.")                  \
    X(ONLY_WHEN, "only_when", "Får bara anges när {0}.", "Må kun angives, når {0}.", "May be given only when {0}.")    \
    X(EXACTLY_WHEN, "exactly_when", "Ska anges precis när {0}.[ Får inte ligga före {1}.]",                            \
      "Skal angives netop når {0}.[ Må ikke ligge før {1}.]",                                                          \
      "Must be given exactly when {0}.[ Must not lie before {1}.]")                                                    \
    X(ALL_OR_NONE, "all_or_none", "Anges tillsammans eller inte alls: {0}.", "Angives sammen eller slet ikke: {0}.",   \
      "Must be given together or not at all: {0}.")                                                                    \
    X(ONE_OF, "one_of", "Precis en ska anges: {0}[ eller {1}].", "Netop én skal angives: {0}[ eller {1}].",            \
      "Exactly one must be given: {0}[ or {1}].")                                                                      \
    X(SAME_AS, "same_as", "Får inte vara samma som {0}.", "Må ikke være den samme som {0}.", "Must differ from {0}.")  \
    X(BEGINS_WITH, "begins_with", "Ska börja med {0}.", "Skal begynde med {0}.", "Must begin with {0}.")               \
    X(MUST_BE, "must_be", "Ska vara {0}[ när {1}].", "Skal være {0}[, når {1}].", "Must be {0}[ when {1}].")           \
    X(MUST_NOT_BE, "must_not_be", "Får inte vara {0}.", "Må ikke være {0}.", "Must not be {0}.")                       \
    X(OUTSIDE, "outside", "Ska ligga inom {0}[, {1}].", "Skal ligge inden for {0}[, {1}].",                            \
      "Must lie within {0}[, {1}].")                                                                                   \
    X(LEAVES_OUTSIDE, "leaves_outside", "{0} skulle hamna utanför.", "{0} ville komme til at ligge udenfor.",          \
      "{0} would lie outside.")                                                                                        \
    X(CYCLE, "cycle", "Skulle ligga inuti sig självt.", "Ville ligge inde i sig selv.", "Would lie inside itself.")    \
    X(BEGAN_EARLIER, "began_earlier", "{0} började inte gälla före {1}: en föregångare är äldre.",                     \
      "{0} begyndte ikke at gælde før {1}: en forgænger er ældre.",                                                    \
      "{0} did not begin before {1}: a predecessor is older.")                                                         \
    X(SUCCEEDED_BY, "succeeded_by", "Ska ligga före valid_from för efterföljaren {0}.",                                \
      "Skal ligge før valid_from for efterfølgeren {0}.", "Must lie before the valid_from of its successor {0}.")      \
    X(OTHER_OWNER, "other_owner", "Ska ha samma ägare som {0}.", "Skal have samme ejer som {0}.",                      \
      "Must have the same owner as {0}.")                                                                              \
    X(NOT_YOURS, "not_yours", "Posten finns och hör till någon annan.", "Posten findes og tilhører en anden.",         \
      "The record is there and belongs to somebody else.")                                                             \
    X(APPEND_ONLY, "append_only", "Ändras och tas aldrig bort.", "Ændres og slettes aldrig.",                          \
      "Is never changed or deleted.")                                                                                  \
    X(EXPOSED, "exposed", "{0} dolda siffror går ändå att räkna ut ur de andra; se preview.",                          \
      "{0} skjulte tal kan alligevel regnes ud af de andre; se preview.",                                              \
      "{0} hidden figures follow from the others all the same; see preview.")                                          \
    X(NOTHING_TO_PUBLISH, "nothing_to_publish", "Inga validerade siffror hör till publiceringen.",                     \
      "Ingen validerede tal hører til offentliggørelsen.", "No validated figures belong to the release.")              \
    X(NOT_BETWEEN, "not_between", "Ska ligga mellan {0} och {1}; gränsen själv är inte tillåten.",                     \
      "Skal ligge mellem {0} og {1}; grænsen selv er ikke tilladt.",                                                   \
      "Must lie between {0} and {1}; the bound itself is not allowed.")                                                \
    X(WRONG_LENGTH, "wrong_length", "Ska ha {0} värden.", "Skal have {0} værdier.", "Must have {0} values.")           \
    X(OVERLAPS, "overlaps", "Överlappar {0}.", "Overlapper {0}.", "Overlaps {0}.")                                     \
    X(NOBODY, "nobody", "Minst en måste ha svarat.", "Mindst én skal have svaret.",                                    \
      "At least one must have answered.")                                                                              \
    X(NOT_ASCENDING, "not_ascending", "Ska vara större än den föregående.", "Skal være større end den foregående.",    \
      "Must be larger than the one before.")                                                                           \
    X(SMART_S, "smart_s", "Målet är inte specifikt: {0} saknas.", "Målet er ikke specifikt: {0} mangler.",             \
      "The goal is not specific: {0} is missing.")                                                                     \
    X(SMART_M, "smart_m", "Målet är inte mätbart: det saknar målvärde (targets).",                                     \
      "Målet er ikke målbart: det mangler målværdi (targets).", "The goal is not measurable: it has no target.")       \
    X(SMART_A, "smart_a",                                                                                              \
      "Målet är inte rimligt: {0} ligger utanför indikatorns gränser eller var uppfyllt från början.",                 \
      "Målet er ikke opnåeligt: {0} ligger uden for indikatorens grænser eller var opfyldt fra "                    \
      "begyndelsen.",                                                                                                  \
      "The goal is not attainable: {0} lies outside the indicator's goalposts or was met at baseline.")                \
    X(SMART_R, "smart_r", "Målet är inte relevant: motivet (rationale) saknas.",                                       \
      "Målet er ikke relevant: begrundelsen (rationale) mangler.",                                                     \
      "The goal is not relevant: its rationale is missing.")                                                           \
    X(SMART_T, "smart_t", "Målet är inte tidsatt: target_date ska ligga efter planens start, {0}.",                    \
      "Målet er ikke tidsbestemt: target_date skal ligge efter planens start, {0}.",                                   \
      "The goal is not time-bound: target_date must lie after the plan's start, {0}.")                                 \
    X(MILESTONES_OPEN, "milestones_open", "Milstolpar är inte nådda: {0}.", "Milepæle er ikke nået: {0}.",             \
      "Milestones are not met: {0}.")                                                                                  \
    X(NOT_DUE, "not_due", "Granskningen ska inte göras om än: {0}.", "Gennemgangen skal ikke gøres om endnu: {0}.",    \
      "The review is not due yet: {0}.")                                                                               \
    X(PREREGISTERED, "preregistered", "Ligger fast sedan utvärderingen anmäldes i förväg: {0}.",                       \
      "Ligger fast, siden evalueringen blev anmeldt på forhånd: {0}.",                                                 \
      "Is fixed since the evaluation was preregistered: {0}.")                                                         \
    X(AGREED, "agreed", "{0} har gått med på {1}; bara {0} ändrar det.",                                               \
      "{0} har sagt ja til {1}; kun {0} ændrer det.", "{0} has agreed to {1}; only {0} changes that.")                 \
    X(RULE, "rule", "{0}", "{0}", "{0}")

enum violation_code {
#define X(name, code, sv, da, en) VIOLATION_##name,
    VIOLATIONS(X)
#undef X
        VIOLATION_COUNT
};

struct violation {
    enum place place;
    const char *name; /* parameter, JSON pointer, column or header */
    long line;        /* 1-based line of a file, 0 when there is none */
    enum violation_code code;
    const char *arguments[2];
};

enum { ERROR_MOST_VIOLATIONS = 100 };

/* Texts live in `arena`. Start with error_start; kind PROBLEM_NONE means that nothing is wrong. */
struct error {
    struct arena *arena;
    enum problem kind;
    const char *detail[LANG_COUNT]; /* one sentence about this case; NULL: the kind's explanation */
    const char *cause;              /* for the log only */
    struct violation *violations;   /* the first ERROR_MOST_VIOLATIONS */
    size_t violation_count;
    size_t violation_total;
    int retry_after_s; /* 0: no Retry-After */
    bool may_retry;    /* the whole transaction may succeed when it is tried again */
    bool was_locked;   /* somebody else held for too long what was needed */
};

struct error error_start(struct arena *arena);

/* Sets the kind; the first kind set stays. Returns false, so that a caller can `return error_set(...)`. */
bool error_set(struct error *err, enum problem kind);

/* Forgets what was noted and sets the kind: for what comes before everything else. Returns false. */
bool error_replace(struct error *err, enum problem kind);

/* Sets the kind and its one sentence in three languages. Returns false. */
bool error_say(struct error *err, enum problem kind, const char *sv, const char *da, const char *en);

/* Sets the kind and the cause for the log. Returns false. */
bool error_cause(struct error *err, enum problem kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Adds a violation; the texts are copied, arguments may be NULL. `kind` is set when none is. Returns false. */
bool error_add(struct error *err, enum problem kind, enum place place, const char *name, long line,
               enum violation_code code, const char *argument0, const char *argument1);

/* Whether anything is wrong. */
bool error_is_set(const struct error *err);

const char *violation_code_name(enum violation_code code);

/* The code of that name; -1 when there is none. */
int violation_from_name(const char *name);

/* The violation in words. */
const char *violation_detail(struct arena *arena, const struct violation *violation, enum lang lang);

/* The detail in words: the case's own sentence or the kind's explanation. */
const char *error_detail(const struct error *err, enum lang lang);

#endif
