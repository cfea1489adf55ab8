/* One validator for single values: one row per type, one function per row. */
#include "domain/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "domain/decimal.h"
#include "domain/period.h"

enum { LONGEST_CODE = 64, LONGEST_TEXT = 10000 };

/* What is computed with whole numbers holds all of so many digits. */
enum { MOST_DIGITS = 18 };
static const char least_integer[] = "-999999999999999999", largest_integer[] = "999999999999999999";

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* The longest prefix of digits. */
static size_t digits(const char *string) {
    size_t count = 0;
    while (is_digit(string[count])) count++;
    return count;
}

bool value_is_code(const char *value) {
    size_t length = strlen(value);
    if (length == 0 || length > LONGEST_CODE) return false;
    for (size_t i = 0; i < length; i++) {
        bool letter = (value[i] >= 'a' && value[i] <= 'z') || is_digit(value[i]);
        bool hyphen = value[i] == '-' && i > 0 && i + 1 < length && value[i - 1] != '-';
        if (!letter && !hyphen) return false;
    }
    return true;
}

bool value_is_word(const char *value) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t length = strlen(value);
    return length <= LONGEST_CODE && strspn(value, letters) == length;
}

bool value_is_uuid(const char *value) {
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (strlen(value) != sizeof form - 1) return false;
    for (size_t i = 0; form[i] != '\0'; i++) {
        bool hex = is_digit(value[i]) || (value[i] >= 'a' && value[i] <= 'f');
        if (form[i] == 'x' ? !hex : value[i] != '-') return false;
    }
    return true;
}

/* Of any length. */
static bool is_written_as_integer(const char *value) {
    value += *value == '-';
    size_t count = digits(value);
    return count >= 1 && value[count] == '\0';
}

static bool is_written_as_decimal(const char *value) {
    value += *value == '-';
    size_t whole = digits(value);
    if (whole == 0) return false;
    if (value[whole] == '\0') return true;
    size_t fraction = value[whole] == '.' ? digits(value + whole + 1) : 0;
    return fraction > 0 && value[whole + 1 + fraction] == '\0';
}

bool value_is_integer(const char *value) {
    return is_written_as_integer(value) && strlen(value) - (*value == '-') <= MOST_DIGITS;
}

bool value_is_decimal(const char *value) { return strlen(value) <= DECIMAL_LONGEST && is_written_as_decimal(value); }

static int two_digits(const char *at) { return (at[0] - '0') * 10 + at[1] - '0'; }

/* Matches a form in which 9 stands for a digit. */
static bool has_form(const char *value, const char *form) {
    for (; *form != '\0'; value++, form++)
        if (*form == '9' ? !is_digit(*value) : *value != *form) return false;
    return true;
}

static bool is_calendar_day(const char *date) {
    int year = (int)strtol(date, NULL, 10), month = two_digits(date + 5), day = two_digits(date + 8);
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= period_days_in_month(year, month);
}

bool value_is_date(const char *value) {
    return strlen(value) == 10 && has_form(value, "9999-99-99") && is_calendar_day(value);
}

bool value_is_time(const char *value) {
    if (strlen(value) < 20 || !has_form(value, "9999-99-99T99:99:99") || !is_calendar_day(value)) return false;
    const char *rest = value + 19;
    if (*rest == '.') {
        size_t fraction = digits(rest + 1);
        if (fraction == 0 || fraction > 6) return false;
        rest += 1 + fraction;
    }
    return two_digits(value + 11) < 24 && two_digits(value + 14) < 60 && two_digits(value + 17) < 60 &&
           strcmp(rest, "Z") == 0;
}

static const char *refuse_value(const struct origin *origin, struct error *err, enum violation_code code, const char *a,
                                const char *b) {
    error_add(err, origin->kind, origin->place, origin->name, origin->line, code, a, b);
    return NULL;
}

static bool within(const struct field *field, const char *value) {
    double number = strtod(value, NULL);
    return (field->min == NULL || number >= strtod(field->min, NULL)) &&
           (field->max == NULL || number <= strtod(field->max, NULL));
}

static const char *check_integer(const struct field *field, const char *value, const struct origin *origin,
                                 struct error *err) {
    const char *least = field->min == NULL ? least_integer : field->min;
    const char *largest = field->max == NULL ? largest_integer : field->max;
    if (!is_written_as_integer(value)) return refuse_value(origin, err, VIOLATION_NOT_AN_INTEGER, NULL, NULL);
    if (value_is_integer(value) && within(field, value)) return value;
    return refuse_value(origin, err, VIOLATION_OUT_OF_RANGE, least, largest);
}

static const char *check_decimal(const struct field *field, const char *value, const struct origin *origin,
                                 struct error *err) {
    if (!is_written_as_decimal(value)) return refuse_value(origin, err, VIOLATION_NOT_A_DECIMAL, NULL, NULL);
    if (!value_is_decimal(value))
        return refuse_value(origin, err, VIOLATION_TOO_LONG, arena_printf(err->arena, "%d", DECIMAL_LONGEST), NULL);
    if (within(field, value)) return value;
    return refuse_value(origin, err, VIOLATION_OUT_OF_RANGE, field->min == NULL ? "-∞" : field->min,
                        field->max == NULL ? "∞" : field->max);
}

static const char *check_enum(const struct field *field, const char *value, const struct origin *origin,
                              struct error *err) {
    const char *code = origin->fold_case ? codelist_fold(field->of, value) : NULL;
    if (code != NULL) return code;
    if (codelist_has(field->of, value)) return value;
    const char *allowed = codelist_words(err->arena, field->of);
    bool may_repeat = origin->place != PLACE_POINTER || value_is_word(value);
    return refuse_value(origin, err, VIOLATION_UNKNOWN_CODE, may_repeat ? value : "", allowed);
}

static const char *check_code(const struct field *field, const char *value, const struct origin *origin,
                              struct error *err) {
    (void)field;
    const char *code = origin->fold_case ? text_lower(err->arena, value) : value;
    return value_is_code(code) ? code : refuse_value(origin, err, VIOLATION_NOT_A_CODE, NULL, NULL);
}

static const char *check_text(const struct field *field, const char *value, const struct origin *origin,
                              struct error *err) {
    size_t most = field->max == NULL ? LONGEST_TEXT : (size_t)strtol(field->max, NULL, 10);
    value = text_nfc(err->arena, value);
    if (value[strspn(value, " \t\n\v\f\r")] == '\0') return refuse_value(origin, err, VIOLATION_EMPTY, NULL, NULL);
    if (text_characters(value) <= most) return value;
    return refuse_value(origin, err, VIOLATION_TOO_LONG, arena_printf(err->arena, "%zu", most), NULL);
}

static const char *check_boolean(const struct field *field, const char *value, const struct origin *origin,
                                 struct error *err) {
    (void)field;
    const char *folded = origin->fold_case ? text_lower(err->arena, value) : value;
    if (text_equal(folded, "true") || text_equal(folded, "false")) return folded;
    return refuse_value(origin, err, VIOLATION_NOT_A_BOOLEAN, NULL, NULL);
}

/* Types whose form is all there is to check. */
static const struct {
    enum field_type type;
    bool (*is)(const char *value);
    enum violation_code otherwise;
} forms[] = {
    {FIELD_UUID, value_is_uuid, VIOLATION_NOT_A_UUID},
    {FIELD_DATE, value_is_date, VIOLATION_NOT_A_DATE},
    {FIELD_TIME, value_is_time, VIOLATION_NOT_A_TIME},
    {FIELD_PERIOD, period_is_valid, VIOLATION_NOT_A_PERIOD},
};

static const char *check_form(const struct field *field, const char *value, const struct origin *origin,
                              struct error *err) {
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (forms[i].type == field->type && !forms[i].is(value))
            return refuse_value(origin, err, forms[i].otherwise, NULL, NULL);
    return value;
}

typedef const char *check_function(const struct field *field, const char *value, const struct origin *origin,
                                   struct error *err);

static check_function *const checks[] = {
    [FIELD_CODE] = check_code,      [FIELD_UUID] = check_form,       [FIELD_TEXT] = check_text,
    [FIELD_LABEL] = check_text,     [FIELD_ENUM] = check_enum,       [FIELD_REF] = check_code,
    [FIELD_OWNER] = check_code,     [FIELD_INTEGER] = check_integer, [FIELD_DECIMAL] = check_decimal,
    [FIELD_DOUBLE] = check_decimal, [FIELD_BOOLEAN] = check_boolean, [FIELD_DATE] = check_form,
    [FIELD_TIME] = check_form,      [FIELD_PERIOD] = check_form,     [FIELD_INTERVAL] = check_decimal,
    [FIELD_OBJECTS] = check_text,   [FIELD_CODES] = check_text,      [FIELD_PERSONS] = check_text,
    [FIELD_GEOMETRY] = check_text,
};

const char *value_check_type(const struct field *field, const char *value, const struct origin *origin,
                             struct error *err) {
    return checks[field->type](field, value, origin, err);
}

const char *value_check(const struct field *field, const char *value, const struct origin *origin, struct error *err) {
    if (!text_is_utf8(value, strlen(value))) return refuse_value(origin, err, VIOLATION_NOT_UTF8, NULL, NULL);
    if (*value == '\0') return refuse_value(origin, err, VIOLATION_EMPTY, NULL, NULL);
    return value_check_type(field, value, origin, err);
}

static const char *const type_words[] = {
    [FIELD_CODE] = "a code",
    [FIELD_UUID] = "a UUID",
    [FIELD_TEXT] = "text",
    [FIELD_LABEL] = "text",
    [FIELD_ENUM] = "one of",
    [FIELD_REF] = "the code of",
    [FIELD_OWNER] = "shared or the code of a municipality",
    [FIELD_INTEGER] = "an integer",
    [FIELD_PERSONS] = "an integer or <5",
    [FIELD_DECIMAL] = "a number",
    [FIELD_DOUBLE] = "a number",
    [FIELD_BOOLEAN] = "true or false",
    [FIELD_DATE] = "a date (2024-12-31)",
    [FIELD_TIME] = "a time in UTC (2024-12-31T08:00:00Z)",
    [FIELD_PERIOD] = "a period (2024, 2024-S1, 2024-Q3, 2024-05)",
    [FIELD_INTERVAL] = "an interval",
    [FIELD_OBJECTS] = "objects",
    [FIELD_CODES] = "codes",
    [FIELD_GEOMETRY] = "a GeoJSON Point, Polygon or MultiPolygon",
};

static const char *object_words(struct arena *arena, const struct field *field) {
    struct text words = text_start(arena);
    for (size_t i = 0; i < field->part_count; i++) {
        if (i > 0) text_add_char(&words, ':');
        text_add(&words, field->parts[i].name);
    }
    return words.data;
}

const char *value_type_words(struct arena *arena, const struct field *field) {
    switch (field->type) {
    case FIELD_ENUM: return arena_printf(arena, "one of %s", codelist_words(arena, field->of));
    case FIELD_REF: return arena_printf(arena, "the code of a(n) %s", field->of);
    case FIELD_OBJECTS: return object_words(arena, field);
    default: return type_words[field->type];
    }
}
