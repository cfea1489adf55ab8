/* Which categories are asked for: codes, wildcards and expressions, against the outline of the table. Pure but for code
 * lists. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/parameters.h"
#include "private.h"

size_t selection_dimension(const struct cube *outline, const char *id) {
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++)
        if (cube_has(outline, i) && text_equal_fold(cube_dimension_id(i), id)) return i;
    return CUBE_DIMENSION_COUNT;
}

static void add_expression(struct arena *arena, struct asked_dimension *asked, const char *from, size_t length) {
    asked->expressions =
        arena_grow(arena, asked->expressions, asked->count, asked->count + 1, &asked->room, sizeof *asked->expressions);
    asked->expressions[asked->count++] = arena_strndup(arena, from, length);
}

void selection_add(struct arena *arena, struct asked_dimension *asked, const char *expressions) {
    const char *from = expressions;
    size_t depth = 0;
    for (const char *at = expressions;; at++) {
        if (*at == '(') depth++;
        if (*at == ')' && depth > 0) depth--;
        if (*at != '\0' && (*at != ',' || depth > 0)) continue;
        add_expression(arena, asked, from, (size_t)(at - from));
        if (*at == '\0') return;
        from = at + 1;
    }
}

/* ---- one expression ---- */

/* * is any text, ? any character. Steps back to the last * only, so that its time is bounded by both lengths. */
static bool fits_pattern(const char *code, const char *pattern) {
    const char *star = NULL, *resumed = NULL;
    while (*code != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            resumed = code;
        } else if (*pattern == '?' || *pattern == *code) {
            pattern++;
            code++;
        } else if (star != NULL) {
            pattern = star + 1;
            code = ++resumed;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

static bool mark_pattern(const struct cube *outline, size_t dimension, const char *pattern, bool *marked) {
    bool any = false;
    for (size_t i = 0; i < cube_size(outline, dimension); i++) {
        if (!fits_pattern(cube_category_code(outline, dimension, i), pattern)) continue;
        any = marked[i] = true;
    }
    return any;
}

static size_t place_of(const struct cube *outline, size_t dimension, const char *code) {
    size_t place = 0, size = cube_size(outline, dimension);
    if (dimension != CUBE_CONTENTS) return category_find(&outline->sets[dimension], code);
    while (place < size && !text_equal(cube_category_code(outline, dimension, place), code)) place++;
    return place;
}

static bool mark_range(bool *marked, size_t first, size_t end, size_t size) {
    for (size_t i = first; i < end && i < size; i++) marked[i] = true;
    return first < end && first < size;
}

/* n and, after a comma, how many are passed over. */
static bool read_counts(const char *arguments, size_t *count, size_t *offset) {
    char *end;
    *offset = 0;
    if (*arguments < '0' || *arguments > '9') return false;
    *count = strtoul(arguments, &end, 10);
    if (*end == ',' && end[1] >= '0' && end[1] <= '9') *offset = strtoul(end + 1, &end, 10);
    return *end == '\0';
}

/* Of periods the newest are the top; of everything else what comes first. */
static bool mark_end(const struct cube *outline, size_t dimension, const char *arguments, bool is_top, bool *marked) {
    size_t count, offset, size = cube_size(outline, dimension);
    if (!read_counts(arguments, &count, &offset)) return false;
    if (offset >= size) return false;
    if (count > size - offset) count = size - offset;
    bool from_last = is_top == (dimension == CUBE_PERIOD);
    size_t first = from_last ? size - offset - count : offset;
    return mark_range(marked, first, first + count, size);
}

static bool mark_top(const struct cube *outline, size_t dimension, const char *arguments, bool *marked) {
    return mark_end(outline, dimension, arguments, true, marked);
}

static bool mark_bottom(const struct cube *outline, size_t dimension, const char *arguments, bool *marked) {
    return mark_end(outline, dimension, arguments, false, marked);
}

static bool mark_from(const struct cube *outline, size_t dimension, const char *code, bool *marked) {
    size_t size = cube_size(outline, dimension);
    return mark_range(marked, place_of(outline, dimension, code), size, size);
}

static bool mark_to(const struct cube *outline, size_t dimension, const char *code, bool *marked) {
    size_t size = cube_size(outline, dimension), last = place_of(outline, dimension, code);
    return last < size && mark_range(marked, 0, last + 1, size);
}

static bool mark_between(const struct cube *outline, size_t dimension, const char *arguments, bool *marked) {
    char **codes;
    if (text_split(outline->arena, arguments, ',', &codes) != 2) return false;
    size_t size = cube_size(outline, dimension), last = place_of(outline, dimension, codes[1]);
    return last < size && mark_range(marked, place_of(outline, dimension, codes[0]), last + 1, size);
}

static const struct {
    const char *name;
    bool (*mark)(const struct cube *outline, size_t dimension, const char *arguments, bool *marked);
} functions[] = {
    {"top", mark_top}, {"bottom", mark_bottom}, {"range", mark_between}, {"from", mark_from}, {"to", mark_to},
};

bool selection_mark(const struct cube *outline, size_t dimension, const char *expression, bool *marked) {
    size_t length = strlen(expression), named = strcspn(expression, "(");
    if (named < length && expression[length - 1] == ')') {
        const char *name = arena_strndup(outline->arena, expression, named);
        const char *arguments = arena_strndup(outline->arena, expression + named + 1, length - named - 2);
        for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
            if (text_equal_fold(functions[i].name, name))
                return functions[i].mark(outline, dimension, arguments, marked);
        return false;
    }
    if (expression[strcspn(expression, "*?")] != '\0') return mark_pattern(outline, dimension, expression, marked);
    size_t place = place_of(outline, dimension, expression);
    return mark_range(marked, place, place + 1, cube_size(outline, dimension));
}

/* ---- a dimension ---- */

/* All codes of a dimension that has few, else where they are. */
static const char *allowed_codes(const struct cube *outline, size_t dimension, struct arena *arena) {
    enum { MOST_TOLD = 30 };
    size_t size = cube_has(outline, dimension) ? cube_size(outline, dimension) : 0;
    if (size == 0 || size > MOST_TOLD) return PXWEB_ROOT "/tables/{id}/metadata";
    struct text codes = text_start(arena);
    for (size_t i = 0; i < size; i++) text_add_item(&codes, cube_category_code(outline, dimension, i));
    return codes.data;
}

static bool refuse(const char *about, size_t dimension, const char *value, const char *allowed, struct error *err) {
    const char *name = arena_printf(err->arena, "%s[%s]", about, cube_dimension_id(dimension));
    return parameter_refuse(err, name, VIOLATION_UNKNOWN_CODE, value, allowed);
}

static bool refuse_code(const struct cube *outline, size_t dimension, const char *code, struct error *err) {
    return refuse("valueCodes", dimension, code, allowed_codes(outline, dimension, err->arena), err);
}

static bool refuse_codelist(size_t dimension, const char *id, struct error *err) {
    return refuse("codelist", dimension, id, PXWEB_ROOT "/tables/{id}/metadata", err);
}

static void mark_all(const struct cube *outline, size_t dimension, bool *marked) {
    mark_range(marked, 0, cube_size(outline, dimension), cube_size(outline, dimension));
}

size_t elimination_of(const struct cube *outline, size_t dimension) {
    bool may_be = dimension == CUBE_GROUP || dimension == CUBE_SEX || dimension == CUBE_AGE;
    return may_be ? place_of(outline, dimension, "_T") : cube_size(outline, dimension);
}

/* What is not asked for: the category for all; without one, figures alone, the latest period, else everything. */
static void mark_default(const struct cube *outline, size_t dimension, bool *marked) {
    size_t all = elimination_of(outline, dimension), size = cube_size(outline, dimension);
    if (all < size)
        marked[all] = true;
    else if (dimension == CUBE_CONTENTS)
        marked[0] = true;
    else if (dimension == CUBE_PERIOD)
        marked[size - 1] = true;
    else
        mark_all(outline, dimension, marked);
}

/* The categories that a code list names: the areas within it, or the area that is the figure of all of them. */
static bool mark_codelist(const struct cube *outline, const struct asked_dimension *asked,
                          const struct codelist *codelist, bool *within, struct error *err) {
    const char *output = asked->output == NULL ? "aggregated" : asked->output;
    bool is_single = text_equal_fold(output, "single") || !codelist->is_aggregation;
    if (!is_single && !text_equal_fold(output, "aggregated"))
        return refuse("outputValues", CUBE_AREA, output, "aggregated, single", err);
    if (!is_single) {
        within[place_of(outline, CUBE_AREA, codelist->group)] =
            true; /* one past the end: it has no figure of its own */
        return true;
    }
    for (size_t i = 0; i < codelist->count; i++) within[place_of(outline, CUBE_AREA, codelist->areas[i])] = true;
    return true;
}

/* Clients send all codes of a list, also of areas that the table has no figure of. */
static bool is_in_list(const struct codelist *codelist, const char *code) {
    for (size_t i = 0; i < codelist->count; i++)
        if (text_equal(codelist->areas[i], code)) return true;
    return false;
}

/* A grouping's only value is the group: asking for it, by a code or a wildcard, is asking for all that stands for it.
 */
static bool mark_within(const struct cube *outline, const struct asked_dimension *asked,
                        const struct codelist *codelist, const bool *within, bool *marked, struct error *err) {
    size_t size = cube_size(outline, CUBE_AREA), any = 0;
    for (size_t i = 0; i < asked->count; i++) {
        const char *expression = asked->expressions[i];
        if (codelist->is_aggregation && fits_pattern(codelist->group, expression))
            memcpy(marked, within, size * sizeof *marked);
        else if (!selection_mark(outline, CUBE_AREA, expression, marked) && !is_in_list(codelist, expression))
            return refuse_code(outline, CUBE_AREA, expression, err);
    }
    if (asked->count == 0) memcpy(marked, within, size * sizeof *marked);
    for (size_t i = 0; i < size; i++) any += marked[i] = marked[i] && within[i];
    return any > 0 || refuse_codelist(CUBE_AREA, asked->codelist, err);
}

static bool resolve_codelist(const struct request *request, const struct cube *outline,
                             const struct asked_dimension *asked, enum lang lang, bool *marked, struct error *err) {
    bool *within = arena_alloc(request->arena, cube_size(outline, CUBE_AREA) + 1), is_there;
    struct codelist codelist;
    if (!codelist_find(request, asked->codelist, lang, &codelist, &is_there, err)) return false;
    if (!is_there) return refuse_codelist(CUBE_AREA, asked->codelist, err);
    return mark_codelist(outline, asked, &codelist, within, err) &&
           mark_within(outline, asked, &codelist, within, marked, err);
}

static bool resolve_dimension(const struct request *request, const struct cube *outline,
                              const struct selection *selection, size_t dimension, enum lang lang, bool *marked,
                              struct error *err) {
    const struct asked_dimension *asked = &selection->of[dimension];
    if (asked->codelist != NULL && dimension != CUBE_AREA) return refuse_codelist(dimension, asked->codelist, err);
    if (asked->codelist != NULL) return resolve_codelist(request, outline, asked, lang, marked, err);
    if (asked->count == 0) mark_default(outline, dimension, marked);
    for (size_t i = 0; i < asked->count; i++)
        if (!selection_mark(outline, dimension, asked->expressions[i], marked))
            refuse_code(outline, dimension, asked->expressions[i], err);
    return !error_is_set(err);
}

bool selection_resolve(const struct request *request, const struct cube *outline, const struct selection *selection,
                       enum lang lang, struct chosen *chosen, struct error *err) {
    bool good = true;
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        size_t size = cube_size(outline, i);
        chosen->of[i] = arena_alloc(request->arena, size + 1);
        chosen->counts[i] = 0;
        if (!cube_has(outline, i) && selection->of[i].count > 0)
            good = refuse_code(outline, i, selection->of[i].expressions[0], err);
        else if (!cube_has(outline, i))
            mark_all(outline, i, chosen->of[i]);
        else
            good = resolve_dimension(request, outline, selection, i, lang, chosen->of[i], err) && good;
        for (size_t j = 0; j < size; j++) chosen->counts[i] += chosen->of[i][j];
    }
    return good;
}
