/* Geometries as clients send them: GeoJSON (RFC 7946) of points and areas, in longitude and latitude of WGS 84.
 *
 * Circle with values.c: a geometry is a value among others, and is refused in the same way, part by part. */
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "private.h"

/* A value under its eyes: what is wrong with it is told with the pointer of the part. */
struct geometry {
    struct arena *arena;
    struct value_place place;
    struct error *err;
    size_t positions;
};

static bool refuse(const struct geometry *geometry, const struct value_place *place, enum violation_code code,
                   const char *argument0, const char *argument1) {
    return error_add(geometry->err, PROBLEM_INVALID_BODY, place->place, place->name, place->line, code, argument0,
                     argument1);
}

static struct value_place item_place(const struct geometry *geometry, const struct value_place *place, size_t item) {
    return place_below(geometry->arena, place, arena_printf(geometry->arena, "%zu", item));
}

/* ---- positions ---- */

static bool check_axis(struct geometry *geometry, const struct value_place *place, const json_t *number, double most) {
    double value = json_number_value(number);
    if (json_is_number(number) && value >= -most && value <= most) return true;
    return refuse(geometry, place, VIOLATION_OUT_OF_RANGE, arena_printf(geometry->arena, "%g", -most),
                  arena_printf(geometry->arena, "%g", most));
}

static json_t *rounded(const json_t *number) {
    double scale = 1e7; /* a centimetre; more digits are noise (RFC 7946, 11.2) */
    return json_real(round(json_number_value(number) * scale) / scale);
}

static json_t *read_position(struct geometry *geometry, const struct value_place *place, const json_t *json) {
    static const double most[] = {180, 90};
    bool good = json_array_size(json) == 2;
    if (!good) refuse(geometry, place, VIOLATION_NOT_A_GEOMETRY, "[longitude, latitude]", NULL);
    for (size_t i = 0; good && i < 2; i++) {
        struct value_place here = item_place(geometry, place, i);
        good = check_axis(geometry, &here, json_array_get(json, i), most[i]);
    }
    if (good && ++geometry->positions > GEOMETRY_MOST_POSITIONS)
        good = refuse(geometry, &geometry->place, VIOLATION_TOO_MANY,
                      arena_printf(geometry->arena, "%d", GEOMETRY_MOST_POSITIONS), NULL);
    return good ? json_pack("[o, o]", rounded(json_array_get(json, 0)), rounded(json_array_get(json, 1))) : NULL;
}

/* ---- lists, each of what is one level below ---- */

typedef json_t *read_function(struct geometry *geometry, const struct value_place *place, const json_t *json);

static json_t *read_each(struct geometry *geometry, const struct value_place *place, const json_t *json,
                         read_function *read) {
    json_t *list = json_array();
    bool good = json_array_size(json) > 0;
    if (!good) refuse(geometry, place, VIOLATION_NOT_A_GEOMETRY, "coordinates", NULL);
    for (size_t i = 0; good && i < json_array_size(json); i++) {
        struct value_place here = item_place(geometry, place, i);
        json_t *item = read(geometry, &here, json_array_get(json, i));
        good = item != NULL;
        if (good) json_array_append_new(list, item);
    }
    if (good) return list;
    json_decref(list);
    return NULL;
}

static double at(const json_t *ring, size_t position, size_t axis) {
    return json_number_value(json_array_get(json_array_get(ring, position), axis));
}

/* Twice the area within, above 0 when the ring runs against the clock. */
static double turn_of(const json_t *ring) {
    double sum = 0;
    for (size_t i = 0; i + 1 < json_array_size(ring); i++)
        sum += at(ring, i, 0) * at(ring, i + 1, 1) - at(ring, i + 1, 0) * at(ring, i, 1);
    return sum;
}

static json_t *reversed(json_t *ring) {
    json_t *other = json_array();
    for (size_t i = json_array_size(ring); i-- > 0;) json_array_append(other, json_array_get(ring, i));
    json_decref(ring);
    return other;
}

static json_t *read_ring(struct geometry *geometry, const struct value_place *place, const json_t *json) {
    json_t *ring = read_each(geometry, place, json, read_position);
    if (ring == NULL) return NULL;
    size_t last = json_array_size(ring) - 1;
    bool is_closed = json_equal(json_array_get(ring, 0), json_array_get(ring, last));
    bool good = is_closed && last >= 3 && turn_of(ring) != 0;
    if (good) return ring;
    refuse(geometry, place, is_closed ? VIOLATION_RING_SHORT : VIOLATION_RING_OPEN, NULL, NULL);
    json_decref(ring);
    return NULL;
}

/* The first ring runs against the clock, holes with it (RFC 7946, 3.1.6): others are turned. */
static json_t *read_polygon(struct geometry *geometry, const struct value_place *place, const json_t *json) {
    json_t *rings = read_each(geometry, place, json, read_ring);
    for (size_t i = 0; i < json_array_size(rings); i++) {
        json_t *ring = json_array_get(rings, i);
        if ((turn_of(ring) > 0) == (i == 0)) continue;
        json_array_set_new(rings, i, reversed(json_incref(ring)));
    }
    return rings;
}

static json_t *read_polygons(struct geometry *geometry, const struct value_place *place, const json_t *json) {
    return read_each(geometry, place, json, read_polygon);
}

/* ---- the whole ---- */

static const struct {
    const char *type;
    read_function *read;
} kinds[] = {{"Point", read_position}, {"Polygon", read_polygon}, {"MultiPolygon", read_polygons}};

enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

/* What would not be kept is not taken. */
static bool check_members(struct geometry *geometry, const json_t *json) {
    bool is_good = true;
    for (void *at = json_object_iter((json_t *)json); at != NULL; at = json_object_iter_next((json_t *)json, at)) {
        const char *name = json_object_iter_key(at);
        if (text_equal(name, "type") || text_equal(name, "coordinates")) continue;
        const struct value_place place = place_below(geometry->arena, &geometry->place, name);
        is_good = refuse(geometry, &place, VIOLATION_UNKNOWN_FIELD, name, "type, coordinates");
    }
    return is_good;
}

/* Members of others may stand there (RFC 7946, 6.1), but not crs: coordinates of another system would be taken for
 * longitude and latitude. */
static json_t *read_geometry(struct geometry *geometry, const json_t *json) {
    const char *type = json_string_value(json_object_get(json, "type"));
    struct value_place place = place_below(geometry->arena, &geometry->place, "coordinates");
    size_t kind = 0;
    while (kind < KIND_COUNT && !(type != NULL && text_equal(type, kinds[kind].type))) kind++;
    if (kind == KIND_COUNT || json_object_get(json, "crs") != NULL) {
        refuse(geometry, &geometry->place, VIOLATION_NOT_A_GEOMETRY, "Point, Polygon, MultiPolygon", NULL);
        return NULL;
    }
    if (!check_members(geometry, json)) return NULL;
    json_t *coordinates = kinds[kind].read(geometry, &place, json_object_get(json, "coordinates"));
    return coordinates == NULL ? NULL : json_pack("{s:s, s:o}", "type", type, "coordinates", coordinates);
}

const char *value_geometry(const struct value_rules *rules, const struct raw_value *value,
                           const struct value_place *place, struct error *err) {
    struct geometry geometry = {.arena = rules->arena, .place = *place, .err = err};
    const json_t *json = value->json;
    if (json == NULL) json = json_in_arena(rules->arena, json_loads(value->text, JSON_REJECT_DUPLICATES, NULL));
    json_t *read = json_in_arena(rules->arena, read_geometry(&geometry, json));
    char *dumped = read == NULL ? NULL : json_dumps(read, JSON_COMPACT | JSON_REAL_PRECISION(15));
    const char *text = dumped == NULL ? NULL : arena_strdup(rules->arena, dumped);
    free(dumped);
    return text;
}
