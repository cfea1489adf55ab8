/* JSON-stat 2.0 (https://json-stat.org/full/), in the one shape that the known readers all take: dense values, an index
 * as an object in the order of the cube, a label for every category, absolute addresses, members of our own under
 * `extension` only. */
#include <string.h>

#include "formats/cube.h"
#include "formats/formats.h"

extern const struct format_writer writer_json_stat;

typedef void add_one(struct text *out, const struct cube *cube, size_t dimension, size_t place);

/* "name":{"code":...} over the categories for which `add` has something to say. */
static void add_by_code(struct text *out, const struct cube *cube, size_t dimension, const char *name, add_one *add) {
    text_printf(out, "\"%s\":{", name);
    for (size_t i = 0; i < cube_size(cube, dimension); i++) {
        if (i > 0) text_add_char(out, ',');
        text_add_json(out, cube_category_code(cube, dimension, i));
        text_add_char(out, ':');
        add(out, cube, dimension, i);
    }
    text_add_char(out, '}');
}

static void add_index(struct text *out, const struct cube *cube, size_t dimension, size_t place) {
    (void)cube, (void)dimension;
    text_printf(out, "%zu", place);
}

static void add_label(struct text *out, const struct cube *cube, size_t dimension, size_t place) {
    text_add_json(out, cube_category_label(cube, dimension, place));
}

static void add_unit(struct text *out, const struct cube *cube, size_t dimension, size_t place) {
    const char *unit = cube_unit(cube, dimension, place), *decimals = cube_decimals(cube, dimension, place);
    text_add_char(out, '{');
    if (unit != NULL) {
        text_add(out, "\"base\":");
        text_add_json(out, unit);
    }
    if (decimals != NULL) text_printf(out, "%s\"decimals\":%s", unit == NULL ? "" : ",", decimals);
    text_add_char(out, '}');
}

static bool has_units(const struct cube *cube, size_t dimension) {
    for (size_t i = 0; i < cube_size(cube, dimension); i++)
        if (cube_unit(cube, dimension, i) == NULL) return false;
    return cube_dimension_role(dimension) == CUBE_METRIC;
}

static void add_dimension(struct text *out, const struct cube *cube, size_t dimension) {
    text_printf(out, "\"%s\":{\"label\":", cube_dimension_id(dimension));
    text_add_json(out, cube_dimension_label(cube, dimension));
    if (cube->sets[dimension].extension != NULL) text_printf(out, ",\"extension\":%s", cube->sets[dimension].extension);
    text_add(out, ",\"category\":{");
    add_by_code(out, cube, dimension, "index", add_index);
    text_add_char(out, ',');
    add_by_code(out, cube, dimension, "label", add_label);
    if (has_units(cube, dimension)) {
        text_add_char(out, ',');
        add_by_code(out, cube, dimension, "unit", add_unit);
    }
    text_add(out, "}}");
}

/* Separates what follows from what has been written in an object or list. */
static void separate(struct text *out) {
    if (strchr("[{", out->data[out->length - 1]) == NULL) text_add_char(out, ',');
}

static void add_dimensions(struct text *out, const struct cube *cube) {
    text_add(out, ",\"id\":[");
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        if (!cube_has(cube, i)) continue;
        separate(out);
        text_add_json(out, cube_dimension_id(i));
    }
    text_add(out, "],\"size\":[");
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        if (!cube_has(cube, i)) continue;
        separate(out);
        text_printf(out, "%zu", cube_size(cube, i));
    }
    text_add(out, "],\"dimension\":{");
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        if (!cube_has(cube, i)) continue;
        separate(out);
        add_dimension(out, cube, i);
    }
    text_add_char(out, '}');
}

static void add_role(struct text *out, const struct cube *cube, const char *name, enum cube_role role) {
    separate(out);
    text_printf(out, "\"%s\":[", name);
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        if (!cube_has(cube, i) || cube_dimension_role(i) != role) continue;
        separate(out);
        text_add_json(out, cube_dimension_id(i));
    }
    text_add_char(out, ']');
}

static void add_notes(struct text *out, const struct cube *cube) {
    const char *notes[CUBE_MOST_NOTES];
    size_t count = cube_notes(cube, notes);
    if (count == 0) return;
    text_add(out, ",\"note\":[");
    for (size_t i = 0; i < count; i++) {
        separate(out);
        text_add_json(out, notes[i]);
    }
    text_add_char(out, ']');
}

static void add_head(struct text *out, const struct cube *cube) {
    text_add(out, "{\"version\":\"2.0\",\"class\":\"dataset\",\"label\":");
    text_add_json(out, cube->title);
    if (*cube_source(cube) != '\0') {
        text_add(out, ",\"source\":");
        text_add_json(out, cube_source(cube));
    }
    if (cube->updated != NULL) text_printf(out, ",\"updated\":\"%s\"", cube->updated);
    add_notes(out, cube);
    if (cube->described_by != NULL) {
        text_add(out, ",\"link\":{\"describedby\":[{\"type\":\"application/json\",\"href\":");
        text_add_json(out, cube->described_by);
        text_add(out, "}]}");
    }
    if (cube->extension != NULL) text_printf(out, ",\"extension\":%s", cube->extension);
    text_add(out, ",\"role\":{");
    add_role(out, cube, "time", CUBE_TIME);
    add_role(out, cube, "geo", CUBE_GEO);
    add_role(out, cube, "metric", CUBE_METRIC);
    text_add_char(out, '}');
}

static void add_values(struct text *out, const struct cube *cube) {
    text_add(out, ",\"value\":[");
    for (size_t i = 0; i < cube->cell_count; i++) {
        if (i > 0) text_add_char(out, ',');
        text_add(out, cube->values[i] == NULL ? "null" : cube->values[i]);
    }
    text_add_char(out, ']');
}

/* Only where there is something to say: a reader was met that stumbles over an empty object. */
static void add_statuses(struct text *out, const struct cube *cube) {
    bool any = false;
    for (size_t i = 0; i < cube->cell_count; i++) {
        if (cube->statuses[i] == NULL) continue;
        text_add(out, any ? "," : ",\"status\":{");
        text_printf(out, "\"%zu\":\"%s\"", i, cube->statuses[i]);
        any = true;
    }
    if (any) text_add_char(out, '}');
}

static void write_cube(struct text *out, const struct cube *cube) {
    add_head(out, cube);
    add_dimensions(out, cube);
    add_values(out, cube);
    add_statuses(out, cube);
    text_add(out, "}\n");
}

const struct format_writer writer_json_stat = {.cube = write_cube};
