/* Values as clients send them, checked against their fields: cells of files and members of bodies alike. */
#ifndef VALUES_VALUES_H
#define VALUES_VALUES_H

#include <jansson.h>

#include "base/error.h"
#include "domain/resource.h"
#include "domain/value.h"

/* A value as it arrived: text of a CSV file, or JSON; neither: absent, null. */
struct raw_value {
    const char *text;
    const json_t *json;
};

/* How a source of values is read. */
struct value_rules {
    struct arena *arena;
    bool is_file;       /* codes in any case, white space around values, texts for numbers and booleans */
    bool decimal_comma; /* in text */
    void (*warn)(void *state, const char *name, const char *code); /* of what is odd but may pass; may be NULL */
    void *state;
};

/* Where a value stands: PLACE_COLUMN with its line, or PLACE_POINTER, where items and parts have pointers of their own.
 */
struct value_place {
    enum place place;
    const char *name;
    long line;
};

/* One value as canonical text; NULL with a violation. */
const char *value_scalar(const struct value_rules *rules, const struct field *field, const struct raw_value *value,
                         const struct value_place *place, struct error *err);

/* A list (of objects, where the field has parts) as a JSON array that lives in the arena: strings, or objects with all
 * parts. NULL with violations. */
json_t *value_list(const struct value_rules *rules, const struct field *field, const struct raw_value *value,
                   const struct value_place *place, struct error *err);

/* Whether a field holds several values. */
bool value_is_list(const struct field *field);

/* The violation for a JSON value of another type than the field's. */
void value_wrong_type(const struct field *field, const struct value_place *place, struct error *err);

/* The rule of privacy that a text breaks as this field's value; NULL for none. */
const char *value_privacy_rule(const struct field *field, const char *text);

/* Releases the JSON with the arena. */
json_t *json_in_arena(struct arena *arena, json_t *json);

/* "<pointer>/<member>", escaped (RFC 6901). */
const char *pointer_to(struct arena *arena, const char *pointer, const char *member);

/* How deep a text of JSON is nested, byte by byte. */
struct json_depth {
    int depth;
    bool in_string, escaped;
};

void json_depth_add(struct json_depth *state, char c);

#endif
