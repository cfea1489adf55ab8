/* The members of an object against the field table of its resource, and the objects that it brings along. */
#include <string.h>

#include "base/text.h"
#include "domain/life_cycle.h"
#include "domain/privacy.h"
#include "private.h"

struct reading {
    const struct request *request;
    const json_t *before; /* NULL: new */
    struct body *body;
    struct error *faults;
};

void names_add(struct arena *arena, struct names *names, const char *name) {
    if (names->count == names->capacity) {
        size_t capacity = names->capacity == 0 ? 8 : 2 * names->capacity;
        const char **items = arena_alloc(arena, capacity * sizeof *items);
        if (names->count > 0) memcpy(items, names->items, names->count * sizeof *items);
        names->items = items;
        names->capacity = capacity;
    }
    names->items[names->count++] = name;
}

/* ---- records ---- */

static void keep_record(struct reading *reading, struct record *record) {
    struct body *body = reading->body;
    if (body->count == body->capacity) {
        size_t capacity = body->capacity == 0 ? 8 : 2 * body->capacity;
        struct record **records = arena_alloc(reading->request->arena, capacity * sizeof(struct record *));
        if (body->count > 0) memcpy(records, body->records, body->count * sizeof *records);
        body->records = records;
        body->capacity = capacity;
    }
    body->records[body->count++] = record;
}

static struct record *add_record(struct reading *reading, const struct resource *resource, const char *pointer,
                                 struct record *parent) {
    struct arena *arena = reading->request->arena;
    struct record *record = arena_alloc(arena, sizeof *record);
    *record = (struct record){.resource = resource, .pointer = pointer, .parent = parent};
    record->values = json_in_arena(arena, json_object());
    record->parts = json_in_arena(arena, json_object());
    keep_record(reading, record);
    return record;
}

static void refuse_member(struct reading *reading, struct record *record, const char *pointer, enum violation_code code,
                          const char *argument0, const char *argument1) {
    record->is_faulty = true;
    error_add(reading->faults, PROBLEM_INVALID_BODY, PLACE_POINTER, pointer, 0, code, argument0, argument1);
}

static const char *below(const struct reading *reading, const struct record *record, const char *member) {
    return pointer_to(reading->request->arena, record->pointer, member);
}

static void set(struct record *record, const char *column, json_t *value) {
    json_object_set_new(record->values, column, value);
}

static const char *label_column(struct arena *arena, const struct field *field, int lang) {
    return arena_printf(arena, "%s_%s", field->name, lang_codes[lang]);
}

/* A field without a usable value: rules about it are not asked. */
static void forget(const struct reading *reading, struct record *record, const struct field *field) {
    struct arena *arena = reading->request->arena;
    for (int lang = 0; lang < LANG_COUNT && field->type == FIELD_LABEL; lang++)
        names_add(arena, &record->unknown, label_column(arena, field, lang));
    if (field->type != FIELD_LABEL) names_add(arena, &record->unknown, field->name);
}

/* ---- what members there are ---- */

static const char *member_of(const struct field *field) {
    return field->type == FIELD_LABEL ? field->plural : field->name;
}

/* The field that a member writes, or that a reply shows by that name. */
static const struct field *field_of(const struct resource *resource, const char *member) {
    const struct field *shown = NULL;
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!text_equal(member_of(field), member) || !(field->flags & (FIELD_READ | FIELD_WRITE))) continue;
        if (field->flags & FIELD_WRITE) return field;
        shown = field;
    }
    return shown;
}

static const struct expansion *sent_expansion(const struct reading *reading, const struct resource *resource,
                                              const char *member) {
    for (size_t i = 0; i < resource->expansion_count && reading->before == NULL; i++)
        if (resource->expansions[i].is_sent && text_equal(resource->expansions[i].name, member))
            return &resource->expansions[i];
    return NULL;
}

static const char *allowed_members(const struct reading *reading, const struct resource *resource) {
    struct text words = text_start(reading->request->arena);
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & FIELD_WRITE) text_add_item(&words, member_of(&resource->fields[i]));
    for (size_t i = 0; i < resource->expansion_count && reading->before == NULL; i++)
        if (resource->expansions[i].is_sent) text_add_item(&words, resource->expansions[i].name);
    return words.data;
}

enum { LONGEST_NAME = 100 };

/* A name that may be somebody's number is not repeated, nor one that is endless. */
static void refuse_unknown(struct reading *reading, struct record *record, const char *member) {
    bool may_repeat = strlen(member) <= LONGEST_NAME && privacy_check(member) == NULL;
    refuse_member(reading, record, may_repeat ? below(reading, record, member) : record->pointer,
                  VIOLATION_UNKNOWN_MEMBER, allowed_members(reading, record->resource), NULL);
}

/* ---- values ---- */

static struct value_rules rules_of(const struct reading *reading) {
    return (struct value_rules){.arena = reading->request->arena};
}

/* The text of a stored value, as value_scalar gives it; NULL for null. */
static const char *stored_text(const struct reading *reading, const struct field *field) {
    const json_t *value = json_object_get(reading->before, field->name);
    if (json_is_integer(value))
        return arena_printf(reading->request->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return json_string_value(value);
}

static bool is_fixed(const struct reading *reading, const struct field *field) {
    return reading->before != NULL && (field->flags & FIELD_ONCE);
}

/* What is fixed at creation may be repeated, not changed. */
static void check_fixed(struct reading *reading, struct record *record, const struct field *field, const char *text) {
    const char *stored = stored_text(reading, field);
    bool same = text == NULL || stored == NULL ? text == stored : text_equal(text, stored);
    if (!same)
        refuse_member(reading, record, below(reading, record, field->name), VIOLATION_FIXED,
                      stored == NULL ? "null" : stored, NULL);
}

/* A member that the place in the body stands for may be repeated. */
static void check_parent(struct reading *reading, struct record *record, const struct field *field, const char *text) {
    const char *key = json_string_value(json_object_get(record->parent->values, record->parent->resource->key));
    if (key == NULL || !text_equal(key, text))
        refuse_member(reading, record, below(reading, record, field->name), VIOLATION_OTHER_PARENT, key, NULL);
}

static bool is_state(const struct record *record, const struct field *field) {
    return text_equal(field->name, "state") && life_cycle_initial(record->resource) != NULL;
}

/* Whether the life cycle lets the object be in that state now. */
static bool check_state(struct reading *reading, struct record *record, const char *state) {
    const struct resource *resource = record->resource;
    const char *initial = life_cycle_initial(resource), *pointer = below(reading, record, "state");
    const char *from = reading->before == NULL ? NULL : json_string_value(json_object_get(reading->before, "state"));
    if (from == NULL ? text_equal(state, initial) : life_cycle_allows(resource, from, state)) return true;
    if (from == NULL)
        refuse_member(reading, record, pointer, VIOLATION_INITIAL_STATE, initial, NULL);
    else
        refuse_member(reading, record, pointer, VIOLATION_NOT_A_MOVE, from,
                      life_cycle_moves(reading->request->arena, resource, from));
    return false;
}

static void read_scalar(struct reading *reading, struct record *record, const struct field *field, const json_t *json) {
    const struct value_rules rules = rules_of(reading);
    const struct value_place place = {PLACE_POINTER, below(reading, record, field->name), 0};
    const struct raw_value value = {.json = json};
    const char *text = value_scalar(&rules, field, &value, &place, reading->faults);
    bool good = text != NULL && (!is_state(record, field) || check_state(reading, record, text));
    if (!good) {
        record->is_faulty = true;
        forget(reading, record, field);
    } else if (is_fixed(reading, field)) {
        check_fixed(reading, record, field, text);
    } else if (field == record->parent_field) {
        check_parent(reading, record, field, text);
    } else {
        set(record, field->name, field->type == FIELD_GEOMETRY ? json_loads(text, 0, NULL) : json_string(text));
    }
}

/* A list holds no more than a reply shows of what it may stand for: every item is asked about in the database. */
static bool is_too_long(struct reading *reading, struct record *record, const char *pointer, const json_t *list) {
    size_t most = (size_t)reading->request->config->max_expanded;
    if (json_array_size(list) <= most) return false;
    refuse_member(reading, record, pointer, VIOLATION_TOO_MANY, arena_printf(reading->request->arena, "%zu", most),
                  NULL);
    return true;
}

static void read_list(struct reading *reading, struct record *record, const struct field *field, const json_t *json) {
    const struct value_rules rules = rules_of(reading);
    const struct value_place place = {PLACE_POINTER, below(reading, record, field->name), 0};
    const struct raw_value value = {.json = json};
    json_t *list = is_too_long(reading, record, place.name, json)
                       ? NULL
                       : value_list(&rules, field, &value, &place, reading->faults);
    if (list == NULL) {
        record->is_faulty = true;
        forget(reading, record, field);
    } else if (field->rows != NULL) {
        json_object_set(record->parts, field->rows, list);
    } else {
        json_object_set(record->values, field->name, list);
    }
}

/* ---- labels: {"sv", "da", "en"}, of which a change names those that change ---- */

static void read_language(struct reading *reading, struct record *record, const struct field *field, int lang,
                          const json_t *json) {
    struct arena *arena = reading->request->arena;
    const struct value_rules rules = rules_of(reading);
    const char *column = label_column(arena, field, lang);
    const struct value_place place = {PLACE_POINTER,
                                      pointer_to(arena, below(reading, record, field->plural), lang_codes[lang]), 0};
    const struct raw_value value = {.json = json};
    bool is_required = field_languages(field) == LANG_COUNT; /* where one is enough, the row is asked for it */
    const char *text = json_is_null(json) ? NULL : value_scalar(&rules, field, &value, &place, reading->faults);
    if (json_is_null(json) && is_required)
        refuse_member(reading, record, place.name, VIOLATION_REQUIRED, NULL, NULL);
    else if (text != NULL)
        set(record, column, json_string(text));
    else if (json_is_null(json))
        set(record, column, json_null());
    if (text != NULL || (json_is_null(json) && !is_required)) return;
    record->is_faulty = true;
    names_add(arena, &record->unknown, column);
}

static void require_languages(struct reading *reading, struct record *record, const struct field *field,
                              const json_t *given) {
    struct arena *arena = reading->request->arena;
    for (int lang = 0; lang < LANG_COUNT && field_languages(field) == LANG_COUNT; lang++) {
        if (json_object_get(given, lang_codes[lang]) != NULL) continue;
        refuse_member(reading, record, pointer_to(arena, below(reading, record, field->plural), lang_codes[lang]),
                      VIOLATION_REQUIRED, NULL, NULL);
        names_add(arena, &record->unknown, label_column(arena, field, lang));
    }
}

static void read_label(struct reading *reading, struct record *record, const struct field *field, const json_t *json) {
    const char *pointer = below(reading, record, field->plural), *name;
    json_t *value;
    if (!json_is_object(json)) {
        refuse_member(reading, record, pointer, VIOLATION_NOT_AN_OBJECT, NULL, NULL);
        forget(reading, record, field);
        return;
    }
    json_object_foreach((json_t *)json, name, value) {
        int lang = lang_from_code(name);
        if (lang >= 0 && text_equal(lang_codes[lang], name))
            read_language(reading, record, field, lang, value);
        else
            refuse_member(reading, record, pointer, VIOLATION_UNKNOWN_MEMBER, "sv, da, en", NULL);
    }
    if (reading->before == NULL && (field->flags & FIELD_REQUIRED)) require_languages(reading, record, field, json);
}

/* ---- null ---- */

static void read_null(struct reading *reading, struct record *record, const struct field *field) {
    struct arena *arena = reading->request->arena;
    if (field->flags & FIELD_REQUIRED) {
        if (field == record->parent_field) return;
        refuse_member(reading, record, below(reading, record, member_of(field)), VIOLATION_REQUIRED, NULL, NULL);
        forget(reading, record, field);
    } else if (is_fixed(reading, field)) {
        check_fixed(reading, record, field, NULL);
    } else if (is_state(record, field) && !check_state(reading, record, life_cycle_initial(record->resource))) {
        forget(reading, record, field);
    } else if (field->rows != NULL) {
        json_object_set_new(record->parts, field->rows, json_array());
    } else if (field->flags & FIELD_PRESENT) {
        if (reading->before != NULL) names_add(arena, &record->defaulted, field->name);
    } else if (field->type == FIELD_LABEL) {
        for (int lang = 0; lang < LANG_COUNT; lang++) set(record, label_column(arena, field, lang), json_null());
    } else {
        set(record, field->name, json_null());
    }
}

/* ---- objects that come along ---- */

static void read_object(struct reading *reading, struct record *record, const json_t *object);

/* The member of a child that names the object it stands in; not where it names another of the kind instead. */
static const struct field *parent_field_of(const struct resource *child, const struct resource *parent,
                                           const json_t *object) {
    const struct field *found = NULL;
    for (size_t i = 0; i < child->field_count; i++) {
        const struct field *field = &child->fields[i];
        bool names_one = field->type == FIELD_REF && (field->flags & FIELD_ONCE) && (field->flags & FIELD_WRITE);
        bool given = json_object_get(object, field->name) != NULL;
        if (resource_is_named_by(parent, field))
            found = field;
        else if (names_one && given && !(field->flags & FIELD_REQUIRED))
            return NULL;
    }
    return found;
}

static bool is_too_many(struct reading *reading, struct record *parent, const struct resource *resource,
                        const char *pointer) {
    size_t count = 0, most = (size_t)reading->request->config->max_expanded;
    for (size_t i = 0; i < reading->body->count; i++) count += reading->body->records[i]->resource == resource;
    if (count < most) return false;
    refuse_member(reading, parent, pointer, VIOLATION_TOO_MANY, arena_printf(reading->request->arena, "%zu", most),
                  NULL);
    return true;
}

static struct record *read_child(struct reading *reading, struct record *parent, const struct resource *resource,
                                 const char *pointer, const json_t *object) {
    struct record *record = add_record(reading, resource, pointer, parent);
    record->parent_field = parent_field_of(resource, parent->resource, object);
    if (json_is_object(object))
        read_object(reading, record, object);
    else
        refuse_member(reading, record, pointer, VIOLATION_NOT_AN_OBJECT, NULL, NULL);
    return record;
}

static void read_children(struct reading *reading, struct record *parent, const struct expansion *expansion,
                          const json_t *list) {
    const struct resource *resource = resource_find(expansion->resource);
    const char *pointer = below(reading, parent, expansion->name);
    size_t count = json_array_size(list);
    if (!json_is_array(list)) {
        refuse_member(reading, parent, pointer, VIOLATION_NOT_A_LIST, NULL, NULL);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_too_many(reading, parent, resource, pointer)) return;
        read_child(reading, parent, resource,
                   pointer_to(reading->request->arena, pointer, arena_printf(reading->request->arena, "%zu", i)),
                   json_array_get(list, i));
    }
}

/* Whether the new object may bring along objects of that resource. */
static bool may_bring(const struct reading *reading, const struct resource *resource) {
    const struct resource *whole = reading->body->records[0]->resource;
    for (size_t i = 0; i < whole->expansion_count && reading->before == NULL; i++)
        if (whole->expansions[i].is_sent && text_equal(whole->expansions[i].resource, resource->name)) return true;
    return false;
}

/* A list of codes in which objects stand for their own: these are taken out, their codes stay. */
static const json_t *bring_items(struct reading *reading, struct record *record, const struct field *field,
                                 const json_t *list) {
    struct arena *arena = reading->request->arena;
    const struct resource *other = field->type == FIELD_REF ? resource_of_relation(field->of) : NULL;
    if (other == NULL || !json_is_array(list) || !may_bring(reading, other)) return list;
    json_t *codes = json_in_arena(arena, json_array());
    const char *pointer = below(reading, record, field->name);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *item = json_array_get(list, i);
        if (json_is_object(item) && !is_too_many(reading, record, other, pointer)) {
            const struct record *brought =
                read_child(reading, record, other, pointer_to(arena, pointer, arena_printf(arena, "%zu", i)), item);
            item = json_object_get(brought->values, other->key);
        }
        if (item != NULL) json_array_append(codes, item);
    }
    return codes;
}

/* ---- the object ---- */

static void read_member(struct reading *reading, struct record *record, const char *member, const json_t *value) {
    const struct expansion *expansion = sent_expansion(reading, record->resource, member);
    const struct field *field = field_of(record->resource, member);
    if (expansion != NULL && (field == NULL || !(field->flags & FIELD_WRITE)))
        read_children(reading, record, expansion, value);
    else if (field == NULL)
        refuse_unknown(reading, record, member);
    else if (!(field->flags & FIELD_WRITE))
        refuse_member(reading, record, below(reading, record, member), VIOLATION_SERVER_OWNED, NULL, NULL);
    else if (json_is_null(value))
        read_null(reading, record, field);
    else if (field->type == FIELD_LABEL)
        read_label(reading, record, field, value);
    else if (value_is_list(field))
        read_list(reading, record, field, bring_items(reading, record, field, value));
    else
        read_scalar(reading, record, field, value);
}

/* The municipality of the whole is that of what it brings along. */
static bool is_implied(const struct record *record, const struct field *field) {
    bool is_municipality = record->parent != NULL && field->type == FIELD_REF && text_equal(field->of, "municipality");
    return field == record->parent_field || is_municipality;
}

static void check_required(struct reading *reading, struct record *record, const json_t *object) {
    for (size_t i = 0; i < record->resource->field_count && reading->before == NULL; i++) {
        const struct field *field = &record->resource->fields[i];
        bool is_needed = (field->flags & FIELD_WRITE) && (field->flags & FIELD_REQUIRED);
        if (!is_needed || json_object_get(object, member_of(field)) != NULL || is_implied(record, field)) continue;
        refuse_member(reading, record, below(reading, record, member_of(field)), VIOLATION_REQUIRED, NULL, NULL);
        forget(reading, record, field);
    }
}

static void read_object(struct reading *reading, struct record *record, const json_t *object) {
    const char *member;
    json_t *value;
    json_object_foreach((json_t *)object, member, value) { read_member(reading, record, member, value); }
    check_required(reading, record, object);
}

void body_read(const struct request *request, const json_t *object, const json_t *before, struct body *body,
               struct error *faults) {
    struct reading reading = {request, before, body, faults};
    read_object(&reading, add_record(&reading, request->route->subject, "", NULL), object);
}
