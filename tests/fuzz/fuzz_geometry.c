/* GeoJSON. What is taken is a geometry with coordinates in range, which is taken again. */
#include "fuzz.h"
#include "values/private.h"

static const char *read_text(struct arena *arena, const char *text) {
    const struct value_rules rules = {.arena = arena};
    const struct value_place place = {PLACE_POINTER, "/geometry", 0};
    const struct raw_value value = {.json = json_in_arena(arena, json_loads(text, JSON_REJECT_DUPLICATES, NULL))};
    struct error err = error_start(arena);
    if (value.json == NULL) return NULL;
    const char *taken = value_geometry(&rules, &value, &place, &err);
    must((taken == NULL) == error_is_set(&err) && (taken != NULL || is_refusal(&err)));
    return taken;
}

static void judge_positions(const json_t *json) {
    bool is_position = json_is_number(json_array_get(json, 0));
    must(json_is_array(json) && json_array_size(json) > 0);
    for (size_t i = 0; i < json_array_size(json) && !is_position; i++) judge_positions(json_array_get(json, i));
    if (!is_position) return;
    double longitude = json_number_value(json_array_get(json, 0)),
           latitude = json_number_value(json_array_get(json, 1));
    must(json_array_size(json) == 2 && longitude >= -180 && longitude <= 180 && latitude >= -90 && latitude <= 90);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_watched();
    const char *taken = read_text(arena, arena_strndup(arena, (const char *)data, size));
    if (taken != NULL) {
        json_t *json = json_in_arena(arena, json_loads(taken, 0, NULL));
        judge_positions(json_object_get(json, "coordinates"));
        must(read_text(arena, taken) != NULL);
    }
    arena_destroy(arena);
    return 0;
}
