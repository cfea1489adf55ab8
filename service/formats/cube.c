/* Figures as a dense cube. */
#include "formats/cube.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const struct {
    const char *id, *column;
    enum cube_role role;
    const char *labels[LANG_COUNT];
} dimensions[CUBE_DIMENSION_COUNT] = {
#define X(name, id, column, role, sv, da, en) [CUBE_##name] = {id, column, role, {sv, da, en}},
    CUBE_DIMENSIONS(X)
#undef X
};

static const struct {
    const char *code, *column;
    bool has_unit;
    const char *labels[LANG_COUNT];
} contents[CONTENT_COUNT] = {
#define X(name, code, column, has_unit, sv, da, en) [CONTENT_##name] = {code, column, has_unit, {sv, da, en}},
    CUBE_CONTENTS(X)
#undef X
};

/* What else is read of a row: the sets beside the dimensions, and what has no set. */
enum { ROW_DECIMALS = CUBE_SET_COUNT, ROW_RECORDED_AT, ROW_IS_SYNTHETIC, ROW_CI_LEVEL, ROW_CONTENTS };
enum { ROW_COUNT = ROW_CONTENTS + CONTENT_COUNT };

static const char *const row_columns[ROW_CONTENTS] = {
    [CUBE_UNITS] = "unit",
    [CUBE_SOURCES] = "source",
    [CUBE_OBS_STATUS] = "obs_status",
    [CUBE_CONF_STATUS] = "conf_status",
    [ROW_DECIMALS] = "decimals",
    [ROW_RECORDED_AT] = "recorded_at",
    [ROW_IS_SYNTHETIC] = "is_synthetic",
    [ROW_CI_LEVEL] = "ci_level",
};

struct cube_figure {
    uint32_t places[CUBE_DIMENSION_COUNT]; /* of its categories as they were met */
    const char *values[CONTENT_COUNT];
    const char *status;
};

/* ---- sets of codes ---- */

static size_t hash_of(const char *code) {
    size_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *code != '\0'; code++) hash = (hash ^ (unsigned char)*code) * 1099511628211u;
    return hash;
}

/* Where the code's place is, or would be, among set->places (0: none, else the place + 1). */
static uint32_t *find_place(const struct category_set *set, const char *code) {
    size_t at = hash_of(code) & (set->place_room - 1);
    while (set->count > 0 && set->places[at] != 0 && !text_equal(set->categories[set->places[at] - 1].code, code))
        at = (at + 1) & (set->place_room - 1);
    return &set->places[at];
}

static void index_anew(struct arena *arena, struct category_set *set, size_t room) {
    set->place_room = room;
    set->places = arena_alloc(arena, room * sizeof *set->places);
    for (size_t i = 0; i < set->count; i++) *find_place(set, set->categories[i].code) = (uint32_t)i + 1;
}

size_t category_add(struct arena *arena, struct category_set *set, const char *code) {
    enum { FIRST_ROOM = 64 };
    if (set->latest < set->count && text_equal(set->categories[set->latest].code, code)) return set->latest;
    if (2 * (set->count + 1) > set->place_room)
        index_anew(arena, set, set->place_room == 0 ? FIRST_ROOM : 2 * set->place_room);
    uint32_t *place = find_place(set, code);
    if (*place == 0) {
        set->categories =
            arena_grow(arena, set->categories, set->count, set->count + 1, &set->room, sizeof *set->categories);
        set->categories[set->count] = (struct category){.code = arena_strdup(arena, code)};
        *place = (uint32_t)++set->count;
    }
    return set->latest = *place - 1;
}

size_t category_find(const struct category_set *set, const char *code) {
    uint32_t place = set->place_room == 0 ? 0 : *find_place(set, code);
    return place == 0 ? set->count : place - 1;
}

/* ---- rows ---- */

static size_t column_named(const struct column *columns, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(columns[i].name, name)) return i;
    abort(); /* rows of something else than observations */
}

static const char *row_column(size_t place) {
    if (place >= ROW_CONTENTS) return contents[place - ROW_CONTENTS].column;
    return place < CUBE_DIMENSION_COUNT ? dimensions[place].column : row_columns[place];
}

struct cube cube_start(struct arena *arena, enum lang lang, const struct column *columns, size_t count,
                       size_t most_cells) {
    struct cube cube = {.arena = arena, .lang = lang, .content_count = CONTENT_COUNT, .most_cells = most_cells};
    size_t *places = arena_alloc(arena, ROW_COUNT * sizeof *places);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (i == CUBE_CONTENTS) continue;
        places[i] = column_named(columns, count, row_column(i));
        if (i < CUBE_SET_COUNT) cube.sets[i].field = columns[places[i]].field;
    }
    for (size_t i = 0; i < CONTENT_COUNT; i++) cube.contents[i] = i;
    cube.columns = places;
    return cube;
}

void cube_outline(struct cube *cube) { cube->is_outline = true; }

bool cube_has(const struct cube *cube, size_t dimension) {
    return dimension != CUBE_INDICATOR || !cube->without_indicator;
}

size_t cube_size(const struct cube *cube, size_t dimension) {
    return dimension == CUBE_CONTENTS ? cube->content_count : cube->sets[dimension].count;
}

static bool fits(const struct cube *cube) {
    size_t cells = 1;
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        size_t size = cube_has(cube, i) ? cube_size(cube, i) : 1;
        if (size > 0 && cells > cube->most_cells / size) return false;
        cells *= size;
    }
    return true;
}

/* NULL: what every figure is that nothing is to be said of. */
static const char *status_of(struct arena *arena, const char *observed, const char *confidential) {
    bool is_free = confidential == NULL || text_equal(confidential, "F");
    if (observed == NULL || (text_equal(observed, "A") && is_free)) return NULL;
    return is_free ? arena_strdup(arena, observed) : arena_printf(arena, "%s/%s", observed, confidential);
}

static void note_about(struct cube *cube, const char *const *row) {
    const char *recorded = row[cube->columns[ROW_RECORDED_AT]];
    if (recorded != NULL && (cube->updated == NULL || strcmp(recorded, cube->updated) > 0))
        cube->updated = arena_strdup(cube->arena, recorded);
    cube->is_synthetic = cube->is_synthetic || text_equal(row[cube->columns[ROW_IS_SYNTHETIC]], "true");
    const char *level = row[cube->columns[ROW_CI_LEVEL]];
    if (level == NULL) return;
    if (cube->ci_level == NULL) cube->ci_level = arena_strdup(cube->arena, level);
    cube->has_ci_levels = cube->has_ci_levels || !text_equal(cube->ci_level, level);
}

static void add_indicator_unit(struct cube *cube, size_t place, const char *const *row, size_t unit) {
    struct category *indicator = &cube->sets[CUBE_INDICATOR].categories[place];
    if (indicator->decimals != NULL) return;
    const char *decimals = row[cube->columns[ROW_DECIMALS]];
    indicator->unit = unit;
    indicator->decimals = decimals == NULL ? NULL : arena_strdup(cube->arena, decimals);
}

static const char *kept(struct arena *arena, const char *cell) {
    return cell == NULL ? NULL : arena_strdup(arena, cell);
}

/* Whether a fixed set lacks a code of the row. */
static bool is_outside(const struct cube *cube, const char *const *row) {
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        const struct category_set *set = &cube->sets[i];
        if (set->is_fixed && category_find(set, row[cube->columns[i]]) == set->count) return true;
    }
    return false;
}

bool cube_add(struct cube *cube, const char *const *row) {
    if (is_outside(cube, row)) return true;
    struct arena *arena = cube->arena;
    size_t places[CUBE_SET_COUNT] = {0}, before = 0, after = 0;
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) before += cube->sets[i].count;
    for (size_t i = 0; i < CUBE_SET_COUNT; i++)
        if (i != CUBE_CONTENTS && row[cube->columns[i]] != NULL)
            places[i] = category_add(arena, &cube->sets[i], row[cube->columns[i]]);
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) after += cube->sets[i].count;
    bool is_full = cube->figure_count * cube->content_count >= cube->most_cells; /* some have one cell in common */
    if (!cube->is_outline && (is_full || (after != before && !fits(cube)))) return false;
    add_indicator_unit(cube, places[CUBE_INDICATOR], row, places[CUBE_UNITS]);
    note_about(cube, row);
    if (cube->is_outline) return true;
    cube->figures = arena_grow(arena, cube->figures, cube->figure_count, cube->figure_count + 1, &cube->figure_room,
                               sizeof *cube->figures);
    struct cube_figure *figure = &cube->figures[cube->figure_count++];
    *figure = (struct cube_figure){
        .status = status_of(arena, row[cube->columns[CUBE_OBS_STATUS]], row[cube->columns[CUBE_CONF_STATUS]])};
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) figure->places[i] = (uint32_t)places[i];
    for (size_t i = 0; i < cube->content_count; i++)
        figure->values[i] = kept(arena, row[cube->columns[ROW_CONTENTS + cube->contents[i]]]);
    return true;
}

/* ---- laying ---- */

static int by_code(const void *left, const void *right) {
    return strcmp(((const struct category *)left)->code, ((const struct category *)right)->code);
}

/* Sorts the categories; where each was met -> where it stands now. */
static uint32_t *put_in_order(struct arena *arena, struct category_set *set) {
    uint32_t *order = arena_alloc(arena, (set->count + 1) * sizeof *order);
    const char **met = arena_alloc(arena, (set->count + 1) * sizeof *met);
    for (size_t i = 0; i < set->count; i++) met[i] = set->categories[i].code;
    if (!set->is_fixed && set->count > 1) {
        qsort(set->categories, set->count, sizeof *set->categories, by_code);
        index_anew(arena, set, set->place_room);
    }
    for (size_t i = 0; i < set->count; i++) order[i] = *find_place(set, met[i]) - 1;
    return order;
}

struct strides {
    size_t of[CUBE_DIMENSION_COUNT];
    const uint32_t *order[CUBE_DIMENSION_COUNT];
};

static struct strides measure(struct cube *cube) {
    struct strides strides = {0};
    cube->cell_count = 1;
    for (size_t i = CUBE_DIMENSION_COUNT; i-- > 0;) {
        if (i != CUBE_CONTENTS) strides.order[i] = put_in_order(cube->arena, &cube->sets[i]);
        if (!cube_has(cube, i)) continue;
        strides.of[i] = cube->cell_count;
        cube->cell_count *= cube_size(cube, i);
    }
    return strides;
}

bool cube_is_empty(const struct cube *cube) {
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++)
        if (cube_has(cube, i) && cube_size(cube, i) == 0) return true;
    return false;
}

/* What is ordinary is marked while laying, so that a second figure is seen. */
static const char ordinary[] = "";

static bool lay_figure(struct cube *cube, const struct strides *strides, const struct cube_figure *figure) {
    size_t first = 0;
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++)
        if (i != CUBE_CONTENTS) first += strides->of[i] * strides->order[i][figure->places[i]];
    for (size_t i = 0; i < cube->content_count; i++) {
        size_t cell = first + strides->of[CUBE_CONTENTS] * i;
        if (cube->statuses[cell] != NULL) return false;
        cube->values[cell] = figure->values[i];
        cube->statuses[cell] = figure->status == NULL ? ordinary : figure->status;
    }
    return true;
}

bool cube_lay(struct cube *cube) {
    struct strides strides = measure(cube);
    if (cube->is_outline) cube->cell_count = 0;
    cube->values = arena_alloc(cube->arena, (cube->cell_count + 1) * sizeof *cube->values);
    cube->statuses = arena_alloc(cube->arena, (cube->cell_count + 1) * sizeof *cube->statuses);
    for (size_t i = 0; i < cube->figure_count; i++)
        if (!lay_figure(cube, &strides, &cube->figures[i])) return false;
    for (size_t i = 0; i < cube->cell_count; i++)
        if (cube->statuses[i] == ordinary) cube->statuses[i] = NULL;
    return true;
}

/* ---- words ---- */

const char *cube_dimension_id(size_t dimension) { return dimensions[dimension].id; }

const char *cube_dimension_label(const struct cube *cube, size_t dimension) {
    return dimensions[dimension].labels[cube->lang];
}

enum cube_role cube_dimension_role(size_t dimension) { return dimensions[dimension].role; }

const char *cube_category_code(const struct cube *cube, size_t dimension, size_t place) {
    if (dimension == CUBE_CONTENTS) return contents[cube->contents[place]].code;
    return cube->sets[dimension].categories[place].code;
}

static const char *name_of(const struct category *category) {
    return category->name == NULL ? category->code : category->name;
}

const char *cube_category_label(const struct cube *cube, size_t dimension, size_t place) {
    if (dimension == CUBE_CONTENTS) return contents[cube->contents[place]].labels[cube->lang];
    return name_of(&cube->sets[dimension].categories[place]);
}

static void name_set_apart(struct arena *arena, struct category_set *set) {
    struct category_set names = {0}, repeated = {0};
    for (size_t i = 0; i < set->count; i++) {
        size_t before = names.count;
        category_add(arena, &names, name_of(&set->categories[i]));
        if (names.count == before) category_add(arena, &repeated, name_of(&set->categories[i]));
    }
    for (size_t i = 0; i < set->count && repeated.count > 0; i++) {
        struct category *category = &set->categories[i];
        if (*find_place(&repeated, name_of(category)) != 0)
            category->name = arena_printf(arena, "%s (%s)", name_of(category), category->code);
    }
}

void cube_name_apart(struct cube *cube) {
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) name_set_apart(cube->arena, &cube->sets[i]);
}

/* ---- units ---- */

/* An indicator whose unit and decimals all have that are in the cube; NULL when they differ or there is none. */
static const struct category *common_unit(const struct cube *cube) {
    const struct category_set *indicators = &cube->sets[CUBE_INDICATOR];
    const struct category *common = NULL;
    for (size_t i = 0; i < indicators->count; i++) {
        const struct category *indicator = &indicators->categories[i];
        if (indicator->decimals == NULL) continue; /* it has no figure */
        if (common != NULL && (common->unit != indicator->unit || !text_equal(common->decimals, indicator->decimals)))
            return NULL;
        common = indicator;
    }
    return common;
}

static const struct category *measured(const struct cube *cube, size_t dimension, size_t place) {
    if (dimension == CUBE_CONTENTS) return common_unit(cube);
    const struct category *category = &cube->sets[dimension].categories[place];
    return dimension == CUBE_INDICATOR && category->decimals != NULL ? category : NULL;
}

static bool is_count(const struct cube *cube, size_t dimension, size_t place) {
    return dimension == CUBE_CONTENTS && !contents[cube->contents[place]].has_unit;
}

const char *cube_unit(const struct cube *cube, size_t dimension, size_t place) {
    static const char *const answers[LANG_COUNT] = {"svar", "svar", "answers"};
    if (is_count(cube, dimension, place)) return answers[cube->lang];
    const struct category *category = measured(cube, dimension, place);
    return category == NULL ? NULL : name_of(&cube->sets[CUBE_UNITS].categories[category->unit]);
}

const char *cube_decimals(const struct cube *cube, size_t dimension, size_t place) {
    if (is_count(cube, dimension, place)) return "0";
    const struct category *category = measured(cube, dimension, place);
    return category == NULL ? NULL : category->decimals;
}

/* ---- what is said of the whole ---- */

static const char *named(const struct cube *cube, size_t set, const char *code) {
    for (size_t i = 0; i < cube->sets[set].count; i++)
        if (text_equal(cube->sets[set].categories[i].code, code)) return name_of(&cube->sets[set].categories[i]);
    return code;
}

const char *cube_status_words(const struct cube *cube, const char *status) {
    char **codes;
    size_t count = text_split(cube->arena, status, '/', &codes);
    const char *observed = named(cube, CUBE_OBS_STATUS, codes[0]);
    if (count < 2) return observed;
    return arena_printf(cube->arena, "%s; %s", observed, named(cube, CUBE_CONF_STATUS, codes[1]));
}

size_t cube_notes(const struct cube *cube, const char **notes) {
    static const char *const synthetic[LANG_COUNT] = {"Påhittade siffror, för demonstration.",
                                                      "Opdigtede tal, til demonstration.",
                                                      "Invented figures, for demonstration."};
    struct category_set told = {0};
    size_t count = 0;
    if (cube->is_synthetic) notes[count++] = synthetic[cube->lang];
    for (size_t i = 0; i < cube->cell_count && count < CUBE_MOST_NOTES; i++) {
        const char *status = cube->statuses[i];
        size_t before = told.count;
        if (status == NULL || category_add(cube->arena, &told, status) < before) continue;
        notes[count++] = arena_printf(cube->arena, "%s: %s.", status, cube_status_words(cube, status));
    }
    return count;
}

const char *cube_source(const struct cube *cube) {
    struct text names = text_start(cube->arena);
    for (size_t i = 0; i < cube->sets[CUBE_SOURCES].count; i++)
        text_add_item(&names, name_of(&cube->sets[CUBE_SOURCES].categories[i]));
    return names.data;
}
