/* Values as OData spells them (OData 4.01 ABNF, primitive literals), as the store takes them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/value.h"
#include "private.h"

enum { LONGEST_NUMBER = 60, LARGEST_EXPONENT = 300, DATE_LENGTH = 10, MOST_FRACTION = 6 };

#define DIGITS "0123456789"
#define WORD_CHARACTERS DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"

static const struct literal none = {LITERAL_NONE, NULL}, other = {LITERAL_OTHER, NULL};

/* 'O''Neil' */
static struct literal take_text(struct arena *arena, const char **at) {
    struct text value = text_start(arena);
    const char *end = *at + 1;
    for (; *end != '\0'; end++) {
        if (*end == '\'' && end[1] != '\'') break;
        if (*end == '\'') end++;
        text_add_char(&value, *end);
    }
    if (*end == '\0') return none;
    *at = end + 1;
    return (struct literal){LITERAL_TEXT, text_nfc(arena, value.data)};
}

/* ---- what begins with a digit or a sign ---- */

static bool is_exponent(const char *at) {
    if (*at == '\0') return true;
    if (*at != 'e' && *at != 'E') return false;
    at++;
    at += *at == '-' || *at == '+';
    size_t digits = strspn(at, DIGITS);
    return digits > 0 && digits <= 3 && at[digits] == '\0' && strtol(at, NULL, 10) <= LARGEST_EXPONENT;
}

/* A number that PostgreSQL can compare as a decimal and as a double. */
static bool is_number(const char *word) {
    if (strlen(word) > LONGEST_NUMBER) return false;
    const char *at = word + (*word == '-' || *word == '+');
    size_t whole = strspn(at, DIGITS);
    at += whole;
    size_t fraction = *at == '.' ? strspn(at + 1, DIGITS) : 0;
    if (whole == 0 || (*at == '.' && fraction == 0)) return false;
    at += *at == '.' ? fraction + 1 : 0;
    double value = fabs(strtod(word, NULL));
    return is_exponent(at) && value < 1e300 && (value == 0 || value > 1e-300);
}

/* +02:00 */
static bool is_offset(const char *at) {
    bool has_form = (*at == '+' || *at == '-') && strspn(at + 1, DIGITS) == 2 && at[3] == ':' &&
                    strspn(at + 4, DIGITS) == 2 && at[6] == '\0';
    return has_form && strtol(at + 1, NULL, 10) <= 14 && strtol(at + 4, NULL, 10) < 60;
}

/* A time as ours, which have seconds and no more than microseconds, with its offset; NULL when it is none. */
static const char *time_of(struct arena *arena, const char *word) {
    size_t length = strcspn(word, "Z+");
    const char *minus = length > DATE_LENGTH ? strchr(word + DATE_LENGTH, '-') : NULL;
    if (minus != NULL && (size_t)(minus - word) < length) length = (size_t)(minus - word);
    const char *zone = word + length;
    if (!text_equal(zone, "Z") && !is_offset(zone)) return NULL;
    const char *clock = arena_strndup(arena, word, length), *dot = strchr(clock, '.');
    if (length == DATE_LENGTH + strlen("T00:00")) clock = arena_printf(arena, "%s:00", clock);
    if (dot != NULL && strlen(dot + 1) > MOST_FRACTION)
        clock = arena_strndup(arena, clock, (size_t)(dot - clock) + 1 + MOST_FRACTION);
    if (!value_is_time(arena_printf(arena, "%sZ", clock))) return NULL;
    return arena_printf(arena, "%s%s", clock, zone);
}

static struct literal take_number(struct arena *arena, const char **at) {
    size_t length = strspn(*at, WORD_CHARACTERS ".:+-");
    const char *word = arena_strndup(arena, *at, length), *time = time_of(arena, word);
    struct literal literal = {LITERAL_MALFORMED, NULL};
    if (is_number(word))
        literal = (struct literal){LITERAL_NUMBER, word};
    else if (value_is_date(word))
        literal = (struct literal){LITERAL_DATE, word};
    else if (time != NULL)
        literal = (struct literal){LITERAL_TIME, time};
    *at += length;
    return literal;
}

/* ---- words ---- */

static const struct {
    const char *word;
    struct literal literal;
} words[] = {
    {"null", {LITERAL_NULL, NULL}}, {"true", {LITERAL_BOOLEAN, "true"}}, {"false", {LITERAL_BOOLEAN, "false"}},
    {"INF", {LITERAL_OTHER, NULL}}, {"NaN", {LITERAL_OTHER, NULL}},
};

/* Words, and kinds with a prefix: duration'P1D', Tillit.Sex'F'. */
static struct literal take_word(const char **at) {
    size_t length = strspn(*at, WORD_CHARACTERS ".");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == length && strncmp(*at, words[i].word, length) == 0) {
            *at += length;
            return words[i].literal;
        }
    if (length == 0 || (*at)[length] != '\'') return none;
    const char *end = strchr(*at + length + 1, '\'');
    if (end == NULL) return none;
    *at = end + 1;
    return other;
}

struct literal literal_take(struct arena *arena, const char **at) {
    if (**at == '\'') return take_text(arena, at);
    if (**at != '\0' && strchr(DIGITS "+-", **at) != NULL) return take_number(arena, at);
    return take_word(at);
}

enum literal_kind literal_of(const struct property *property) {
    static const struct {
        const char *type;
        enum literal_kind kind;
    } kinds[] = {{"Edm.Int64", LITERAL_NUMBER},  {"Edm.Decimal", LITERAL_NUMBER},
                 {"Edm.Double", LITERAL_NUMBER}, {"Edm.Boolean", LITERAL_BOOLEAN},
                 {"Edm.Date", LITERAL_DATE},     {"Edm.DateTimeOffset", LITERAL_TIME}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_equal(kinds[i].type, property_type(property))) return kinds[i].kind;
    return LITERAL_TEXT;
}
