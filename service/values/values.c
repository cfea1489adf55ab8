/* Values as clients send them, checked against their fields. */
#include "values/values.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "domain/decimal.h"
#include "domain/privacy.h"
#include "private.h"

/* ---- JSON ---- */

static void release_json(void *json) { json_decref(json); }

json_t *json_in_arena(struct arena *arena, json_t *json) {
    if (json != NULL) arena_defer(arena, release_json, json);
    return json;
}

const char *pointer_to(struct arena *arena, const char *pointer, const char *member) {
    struct text joined = text_start(arena);
    text_printf(&joined, "%s/", pointer);
    for (; *member != '\0'; member++) {
        if (*member == '~' || *member == '/')
            text_add(&joined, *member == '~' ? "~0" : "~1");
        else
            text_add_char(&joined, *member);
    }
    return joined.data;
}

void json_depth_add(struct json_depth *state, char c) {
    if (state->in_string) {
        state->in_string = state->escaped || c != '"';
        state->escaped = !state->escaped && c == '\\';
    } else {
        state->in_string = c == '"';
        state->depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    }
}

/* ---- what is wrong ---- */

static void fault(const struct value_place *place, enum violation_code code, const char *argument0,
                  const char *argument1, struct error *err) {
    error_add(err, PROBLEM_INVALID_BODY, place->place, place->name, place->line, code, argument0, argument1);
}

struct value_place place_below(struct arena *arena, const struct value_place *place, const char *member) {
    struct value_place below = *place;
    if (place->place == PLACE_POINTER) below.name = pointer_to(arena, place->name, member);
    return below;
}

static enum violation_code type_violation(const struct field *field) {
    static const enum violation_code codes[] = {
        [FIELD_CODE] = VIOLATION_NOT_A_CODE,        [FIELD_UUID] = VIOLATION_NOT_A_UUID,
        [FIELD_TEXT] = VIOLATION_NOT_A_TEXT,        [FIELD_LABEL] = VIOLATION_NOT_A_TEXT,
        [FIELD_ENUM] = VIOLATION_UNKNOWN_CODE,      [FIELD_REF] = VIOLATION_NOT_A_CODE,
        [FIELD_OWNER] = VIOLATION_NOT_A_CODE,       [FIELD_INTEGER] = VIOLATION_NOT_AN_INTEGER,
        [FIELD_DECIMAL] = VIOLATION_NOT_A_DECIMAL,  [FIELD_DOUBLE] = VIOLATION_NOT_A_DECIMAL,
        [FIELD_BOOLEAN] = VIOLATION_NOT_A_BOOLEAN,  [FIELD_DATE] = VIOLATION_NOT_A_DATE,
        [FIELD_TIME] = VIOLATION_NOT_A_TIME,        [FIELD_PERIOD] = VIOLATION_NOT_A_PERIOD,
        [FIELD_INTERVAL] = VIOLATION_NOT_AN_OBJECT, [FIELD_OBJECTS] = VIOLATION_NOT_AN_OBJECT,
        [FIELD_CODES] = VIOLATION_NOT_A_LIST,       [FIELD_GEOMETRY] = VIOLATION_NOT_A_GEOMETRY,
    };
    return codes[field->type];
}

void value_wrong_type(const struct field *field, const struct value_place *place, struct error *err) {
    if (place->place == PLACE_COLUMN)
        fault(place, VIOLATION_WRONG_TYPE, value_type_words(err->arena, field), NULL, err);
    else if (field->type == FIELD_ENUM)
        fault(place, VIOLATION_UNKNOWN_CODE, "", codelist_words(err->arena, field->of), err);
    else
        fault(place, type_violation(field), NULL, NULL, err);
}

/* ---- one value ---- */

static bool is_number(const struct field *field) {
    return field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL || field->type == FIELD_DOUBLE;
}

/* The year 2023 is a number too. */
static bool is_numeric(const struct field *field) { return is_number(field) || field->type == FIELD_PERIOD; }

/* The shortest decimal that reads back as the same double: what the sender wrote, up to fifteen digits. */
static const char *real_text(struct arena *arena, double real) {
    char *text = NULL;
    for (int digits = 15; digits <= 17; digits++) {
        text = arena_printf(arena, "%.*g", digits, real);
        if (strtod(text, NULL) == real) break;
    }
    return text;
}

/* The text of a JSON value that fits the field; NULL when it is of another type. In files a text may stand for what it
 * spells, as in CSV. */
static const char *json_text(const struct value_rules *rules, const struct field *field, const json_t *json) {
    if (json_is_string(json)) return field->type == FIELD_BOOLEAN && !rules->is_file ? NULL : json_string_value(json);
    if (json_is_boolean(json)) return field->type == FIELD_BOOLEAN ? (json_is_true(json) ? "true" : "false") : NULL;
    if (json_is_integer(json) && is_numeric(field))
        return arena_printf(rules->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
    return json_is_real(json) && is_numeric(field) ? real_text(rules->arena, json_real_value(json)) : NULL;
}

static bool is_text(const struct field *field) { return field->type == FIELD_TEXT || field->type == FIELD_LABEL; }

static const char *csv_text(const struct value_rules *rules, const struct field *field, const char *sent) {
    if (!rules->decimal_comma || !is_number(field)) return sent;
    char *text = arena_strdup(rules->arena, sent), *comma = strchr(text, ',');
    if (comma != NULL) *comma = '.';
    return text;
}

/* What a file or a JSON number says of a number in plain digits, as the validator knows them: 200.0 and 2e+02 are the
 * whole number 200. */
static const char *plain_number(struct arena *arena, const struct field *field, const char *text) {
    bool is_whole = field->type == FIELD_INTEGER || field->type == FIELD_PERIOD;
    /* 2023.0 is a year that went through a column with gaps, 02023 is none */
    if (field->type == FIELD_PERIOD && (strpbrk(text, ".eE") == NULL || *text == '0')) return text;
    const char *plain = is_whole ? decimal_whole(arena, text) : decimal_plain(arena, text);
    return plain == NULL ? text : plain;
}

static const char *text_of(const struct value_rules *rules, const struct field *field, const struct raw_value *value) {
    const char *text = value->json != NULL ? json_text(rules, field, value->json) : csv_text(rules, field, value->text);
    if (text == NULL || is_text(field)) return text;
    if (rules->is_file) text = text_trim(rules->arena, text);
    bool is_written = rules->is_file || json_is_real(value->json);
    return is_written && is_numeric(field) ? plain_number(rules->arena, field, text) : text;
}

/* What programs write where nothing is known. Some of them are words or codes as well. */
static const struct {
    const char *word;
    bool in_texts, in_codes;
} missing_words[] = {
    {"NA", true, true},       {"N/A", true, true},   {"#N/A", true, true},   {"<NA>", true, true},
    {"#SAKNAS!", true, true}, {"#I/T", true, true},  {"NULL", true, false},  {"NaN", true, false},
    {"null", false, false},   {"nan", false, false}, {"None", false, false},
};

static bool is_code(const struct field *field) {
    return field->type == FIELD_CODE || field->type == FIELD_REF || field->type == FIELD_OWNER ||
           field->type == FIELD_ENUM;
}

static bool stands_for_nothing(const struct field *field, const char *text) {
    for (size_t i = 0; i < sizeof missing_words / sizeof *missing_words; i++)
        if (text_equal(missing_words[i].word, text))
            return (missing_words[i].in_texts || !is_text(field)) && (missing_words[i].in_codes || !is_code(field));
    return false;
}

/* Codes and words are checked too, before any message repeats them. */
const char *value_privacy_rule(const struct field *field, const char *text) {
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_LABEL: return field->flags & FIELD_FREE_TEXT ? privacy_check(text) : privacy_check_code(text);
    case FIELD_CODE:
    case FIELD_REF:
    case FIELD_OWNER:
    case FIELD_ENUM: return privacy_check_code(text);
    default: return NULL;
    }
}

static void warn_of_text(const struct value_rules *rules, const struct field *field, const struct value_place *place,
                         const char *text) {
    const char *odd = rules->warn != NULL && (field->flags & FIELD_FREE_TEXT) ? privacy_warning(text) : NULL;
    if (odd != NULL) rules->warn(rules->state, place->name, odd);
}

const char *value_scalar(const struct value_rules *rules, const struct field *field, const struct raw_value *value,
                         const struct value_place *place, struct error *err) {
    const struct origin origin = {PROBLEM_INVALID_BODY, place->place, place->name, place->line, rules->is_file};
    if (field->type == FIELD_GEOMETRY) return value_geometry(rules, value, place, err);
    const char *text = text_of(rules, field, value);
    if (text == NULL) {
        value_wrong_type(field, place, err);
        return NULL;
    }
    const char *rule = value_privacy_rule(field, text);
    if (rule != NULL) {
        fault(place, VIOLATION_PERSONAL_DATA, rule, NULL, err);
        return NULL;
    }
    if (rules->is_file && stands_for_nothing(field, text)) {
        fault(place, VIOLATION_MISSING_WORD, text, NULL, err);
        return NULL;
    }
    warn_of_text(rules, field, place, text);
    return value_check(field, text, &origin, err);
}

/* ---- lists ---- */

bool value_is_list(const struct field *field) { return (field->flags & FIELD_LIST) || field->type == FIELD_OBJECTS; }

/* The items of a list: the parts of a CSV cell, or the elements of a JSON array. */
static size_t split_items(const struct value_rules *rules, const struct raw_value *value, struct raw_value **items) {
    char **parts = NULL;
    size_t count =
        value->json != NULL ? json_array_size(value->json) : text_split(rules->arena, value->text, '|', &parts);
    *items = arena_alloc(rules->arena, (count + 1) * sizeof **items);
    for (size_t i = 0; i < count; i++) {
        (*items)[i].text = parts == NULL ? NULL : parts[i];
        (*items)[i].json = parts == NULL ? json_array_get(value->json, i) : NULL;
    }
    return count;
}

static json_t *part_json(const struct field *part, const char *value) {
    if (value == NULL) return json_null();
    if (part->type == FIELD_BOOLEAN) return json_boolean(text_equal(value, "true"));
    bool is_whole = is_number(part) && strchr(value, '.') == NULL; /* 1 stays 1, not 1.0 */
    if (is_whole) return json_integer(strtoll(value, NULL, 10));
    return is_number(part) ? json_real(strtod(value, NULL)) : json_string(value);
}

static bool check_part(const struct value_rules *rules, const struct field *field, const struct field *part,
                       const struct raw_value *value, const struct value_place *place, json_t *object,
                       struct error *err) {
    const char *checked = NULL;
    bool absent = value->json == NULL && (value->text == NULL || *value->text == '\0');
    struct value_place here = place_below(rules->arena, place, part->name);
    bool missing = absent && (part->flags & FIELD_REQUIRED);
    if (missing && place->place == PLACE_POINTER)
        fault(&here, VIOLATION_REQUIRED, NULL, NULL, err);
    else if (missing)
        value_wrong_type(field, place, err);
    else if (!absent)
        checked = value_scalar(rules, part, value, &here, err);
    json_object_set_new(object, part->name, part_json(part, checked));
    return absent ? !missing : checked != NULL;
}

/* a:b in the order of the parts; the last part takes the rest, so that it may hold a colon. */
static void split_object(const struct value_rules *rules, const struct field *field, const char *text,
                         struct raw_value *parts) {
    char *rest = arena_strdup(rules->arena, text);
    for (size_t i = 0; i < field->part_count && rest != NULL; i++) {
        char *colon = i + 1 < field->part_count ? strchr(rest, ':') : NULL;
        if (colon != NULL) *colon = '\0';
        parts[i].text = rest;
        rest = colon != NULL ? colon + 1 : NULL;
    }
}

static const char *part_words(struct arena *arena, const struct field *field) {
    struct text words = text_start(arena);
    for (size_t i = 0; i < field->part_count; i++)
        if (field->parts[i].flags & FIELD_WRITE) text_add_item(&words, field->parts[i].name);
    return words.data;
}

static const struct field *find_part(const struct field *field, const char *name) {
    for (size_t i = 0; i < field->part_count; i++)
        if (text_equal(field->parts[i].name, name)) return &field->parts[i];
    return NULL;
}

/* Names each member that is no part, or none that clients write. */
enum { LONGEST_NAME = 100 };

static bool check_names(const struct field *field, const json_t *object, const struct value_place *place,
                        struct error *err) {
    bool good = true;
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)object, name, member) {
        const struct field *part = find_part(field, name);
        if (part != NULL && (part->flags & FIELD_WRITE)) continue;
        good = false;
        struct value_place here = place_below(err->arena, place, name);
        if (strlen(name) > LONGEST_NAME || privacy_check(name) != NULL) here = *place;
        if (part != NULL)
            fault(&here, VIOLATION_SERVER_OWNED, NULL, NULL, err);
        else
            fault(&here, VIOLATION_UNKNOWN_MEMBER, part_words(err->arena, field), NULL, err);
    }
    return good;
}

static bool members_of(const struct field *field, const json_t *object, const struct value_place *place,
                       struct raw_value *parts, struct error *err) {
    size_t known = 0;
    for (size_t i = 0; i < field->part_count; i++) {
        const json_t *member = json_object_get(object, field->parts[i].name);
        if (!(field->parts[i].flags & FIELD_WRITE)) continue;
        known += member != NULL;
        if (!json_is_null(member)) parts[i].json = member;
    }
    bool is_closed = json_is_object(object) && known == json_object_size(object);
    if (is_closed) return true;
    if (json_is_object(object) && place->place == PLACE_POINTER) return check_names(field, object, place, err);
    value_wrong_type(field, place, err);
    return false;
}

static bool check_object(const struct value_rules *rules, const struct field *field, const struct raw_value *value,
                         const struct value_place *place, json_t *object, struct error *err) {
    struct raw_value *parts = arena_alloc(rules->arena, field->part_count * sizeof *parts);
    bool good = true, all = place->place == PLACE_POINTER;
    if (value->json != NULL)
        good = members_of(field, value->json, place, parts, err);
    else
        split_object(rules, field, value->text, parts);
    if (!good && !json_is_object(value->json)) return false;
    for (size_t i = 0; (good || all) && i < field->part_count; i++)
        if (field->parts[i].flags & FIELD_WRITE)
            good = check_part(rules, field, &field->parts[i], &parts[i], place, object, err) && good;
    return good;
}

/* Files name a row's first fault of a list; bodies have a pointer for each. */
json_t *value_list(const struct value_rules *rules, const struct field *field, const struct raw_value *value,
                   const struct value_place *place, struct error *err) {
    struct raw_value *items;
    json_t *array = json_in_arena(rules->arena, json_array());
    bool good = value->json == NULL || json_is_array(value->json), all = place->place == PLACE_POINTER;
    if (!good && all) fault(place, VIOLATION_NOT_A_LIST, NULL, NULL, err);
    if (!good && !all) value_wrong_type(field, place, err);
    size_t count = good ? split_items(rules, value, &items) : 0;
    for (size_t i = 0; (good || all) && i < count; i++) {
        struct value_place here = place_below(rules->arena, place, arena_printf(rules->arena, "%zu", i));
        json_t *item = json_object();
        if (field->type == FIELD_OBJECTS) {
            good = check_object(rules, field, &items[i], &here, item, err) && good;
        } else {
            json_decref(item);
            const char *checked = value_scalar(rules, field, &items[i], &here, err);
            item = json_string(checked == NULL ? "" : checked);
            good = checked != NULL && good;
        }
        json_array_append_new(array, item);
    }
    return good ? array : NULL;
}
