/* Single values: the first line is "RESOURCE FIELD", the rest the value as a cell of a file and as a text of a body.
 * What is taken is taken again, unchanged. */
#include "domain/decimal.h"
#include "domain/national_code.h"
#include "domain/period.h"
#include "domain/privacy.h"
#include "fuzz.h"
#include "values/private.h"

static const struct field *choose_field(const struct resource *resource, const char *name) {
    const struct field *named = resource_field(resource, name);
    return named != NULL ? named : &resource->fields[choose(name, resource->field_count)];
}

static const char *scalar(struct arena *arena, const struct field *field, const char *text, bool is_file) {
    const struct value_rules rules = {.arena = arena, .is_file = is_file};
    const struct value_place place = {is_file ? PLACE_COLUMN : PLACE_POINTER, is_file ? field->name : "/x", is_file};
    const struct raw_value value = {is_file ? text : NULL, is_file ? NULL : json_in_arena(arena, json_string(text))};
    struct error err = error_start(arena);
    const char *taken = value_scalar(&rules, field, &value, &place, &err);
    must((taken == NULL) == error_is_set(&err) && (taken != NULL || is_refusal(&err)));
    return taken;
}

static void try_scalar(struct arena *arena, const struct field *field, const char *text, bool is_file) {
    const char *taken = scalar(arena, field, text, is_file);
    const char *again = taken == NULL ? NULL : scalar(arena, field, taken, is_file);
    must(taken == NULL || (again != NULL && text_equal(taken, again)));
}

static void try_list(struct arena *arena, const struct field *field, const char *text) {
    const struct value_rules rules = {.arena = arena, .is_file = true};
    const struct value_place place = {PLACE_COLUMN, field->name, 1};
    const struct raw_value value = {.text = text};
    struct error err = error_start(arena);
    bool is_taken = value_list(&rules, field, &value, &place, &err) != NULL;
    must(is_taken != error_is_set(&err));
}

static void try_period(const char *text) {
    char start[11], end[11];
    if (!period_is_valid(text)) return;
    period_start_date(text, start);
    period_end_date(text, end);
    must(value_is_date(start) && value_is_date(end) && strcmp(start, end) < 0 && strncmp(start, end, 4) == 0);
}

static void try_decimal(struct arena *arena, const char *text) {
    enum { MOST_PLACES = 6 };
    const char *plain = decimal_plain(arena, text), *whole = decimal_whole(arena, text);
    must(plain == NULL || (value_is_decimal(plain) && text_equal(decimal_plain(arena, plain), plain)));
    must(whole == NULL || (plain != NULL && strchr(whole, '.') == NULL));
    for (int places = 0; plain != NULL && places <= MOST_PLACES; places++) {
        int64_t scaled;
        const char *rounded = decimal_round(arena, plain, places);
        must(value_is_decimal(rounded) || strlen(rounded) > DECIMAL_LONGEST);
        must(decimal_places(rounded) == places);
        if (decimal_scaled(plain, places, &scaled))
            must(strtod(decimal_from_scaled(arena, scaled, places), NULL) == strtod(rounded, NULL));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_watched();
    char *text = arena_strndup(arena, (const char *)data, size), *name = take_line(&text), *space = strchr(name, ' ');
    if (space != NULL) *space++ = '\0';
    const struct field *field = choose_field(choose_resource(name), space == NULL ? "" : space);
    if (text != NULL && text_is_utf8(text, strlen(text))) {
        if (value_is_list(field)) try_list(arena, field, text);
        if (!value_is_list(field)) try_scalar(arena, field, text, true);
        if (!value_is_list(field)) try_scalar(arena, field, text, false);
        try_period(text);
        try_decimal(arena, text);
        privacy_check(text);
        privacy_check_code(text);
        privacy_warning(text);
        must(national_code(arena, text) != NULL && national_code_area(arena, text) != NULL);
    }
    arena_destroy(arena);
    return 0;
}
