/* What is drawn is what the figures say, where guesses are wrong: below zero, a period missing, one end missing, a
 * break. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/formats.h"

static struct arena *arena;

static void open_arena(void) { arena = arena_create(); }
static void close_arena(void) { arena_destroy(arena); }

TestSuite(svg, .init = open_arena, .fini = close_arena);

#define FIGURE_COLUMNS(X)                                                                                              \
    X(area)                                                                                                            \
    X(indicator)                                                                                                       \
    X(respondent_group)                                                                                                \
    X(sex)                                                                                                             \
    X(age_band)                                                                                                        \
    X(period)                                                                                                          \
    X(value)                                                                                                           \
    X(n_valid)                                                                                                         \
    X(se)                                                                                                              \
    X(ci_low)                                                                                                          \
    X(ci_high)                                                                                                         \
    X(ci_level)                                                                                                        \
    X(unit)                                                                                                            \
    X(decimals)                                                                                                        \
    X(source)                                                                                                          \
    X(obs_status)                                                                                                      \
    X(conf_status)                                                                                                     \
    X(recorded_at)                                                                                                     \
    X(is_synthetic)

enum {
#define X(column) FIGURE_##column,
    FIGURE_COLUMNS(X) FIGURE_WIDTH
#undef X
};

static const struct column columns[FIGURE_WIDTH] = {
#define X(column) [FIGURE_##column] = {.name = #column},
    FIGURE_COLUMNS(X)
#undef X
};

struct figure {
    const char *area, *period, *value, *low, *high, *status;
};

static bool add(struct cube *cube, const struct figure *figure, const char *indicator, const char *unit) {
    const char *const row[FIGURE_WIDTH] = {
        [FIGURE_indicator] = indicator,
        [FIGURE_respondent_group] = "_T",
        [FIGURE_sex] = "_T",
        [FIGURE_age_band] = "_T",
        [FIGURE_unit] = unit,
        [FIGURE_decimals] = "2",
        [FIGURE_source] = "a-survey",
        [FIGURE_area] = figure->area,
        [FIGURE_period] = figure->period,
        [FIGURE_value] = figure->value,
        [FIGURE_ci_low] = figure->low,
        [FIGURE_ci_high] = figure->high,
        [FIGURE_ci_level] = "0.95",
        [FIGURE_obs_status] = figure->status,
        [FIGURE_conf_status] = *figure->status == 'Q' ? "C" : "F",
        [FIGURE_recorded_at] = "2025-03-12T08:00:00Z",
        [FIGURE_is_synthetic] = "true",
    };
    return cube_add(cube, row);
}

static struct cube start(enum lang lang) {
    struct cube cube = cube_start(arena, lang, columns, FIGURE_WIDTH, SIZE_MAX);
    cube.title = "Trust";
    format_of(MEDIA_PICTURE)->writer->prepare(&cube, NULL);
    return cube;
}

static const char *draw(struct cube *cube) {
    struct text out = text_start(arena);
    cr_assert(cube_lay(cube));
    format_of(MEDIA_PICTURE)->writer->cube(&out, cube);
    return out.data;
}

static const char *drawn(const struct figure *figures, size_t count) {
    struct cube cube = start(LANG_EN);
    for (size_t i = 0; i < count; i++) cr_assert(add(&cube, &figures[i], "i-1", "score_m5_p5"));
    return draw(&cube);
}

#define DRAWN(figures) drawn(figures, sizeof(figures) / sizeof *(figures))

/* ---- reading the drawing ---- */

/* The next element of a class from `from` on; NULL for none. */
static const char *next(const char *from, const char *name) {
    return strstr(from, arena_printf(arena, "class=\"%s\"", name));
}

static size_t count_of(const char *svg, const char *name) {
    size_t count = 0;
    for (const char *at = next(svg, name); at != NULL; at = next(at + 1, name)) count++;
    return count;
}

static double number(const char *element, const char *name) {
    const char *at = strstr(element, arena_printf(arena, " %s=\"", name));
    cr_assert_not_null(at);
    return strtod(strchr(at, '"') + 1, NULL);
}

struct spot {
    double x, y;
};

static size_t points_of(const char *svg, struct spot *spots) {
    size_t count = 0;
    for (const char *at = next(svg, "point"); at != NULL; at = next(at + 1, "point"))
        spots[count++] = (struct spot){number(at, "cx"), number(at, "cy")};
    return count;
}

/* The corners of a polygon or polyline. */
static size_t corners_of(const char *element, struct spot *spots) {
    char *at = strchr(strstr(element, " points=\""), '"') + 1;
    size_t count = 0;
    while (*at != '"') {
        spots[count].x = strtod(at, &at);
        spots[count++].y = strtod(at + 1, &at);
        at += strspn(at, " ");
    }
    return count;
}

static bool is_near(double found, double wanted) { return fabs(found - wanted) < 0.15; }

/* ---- over time ---- */

static const struct figure below_zero[] = {{"a", "2021", "-0.5", "-1.2", "0.2", "A"},
                                           {"a", "2022", "0.4", "-0.3", "1.1", "A"},
                                           {"a", "2023", "0.9", "0.2", "1.6", "A"}};

Test(svg, a_band_across_zero_lies_between_its_own_ends) {
    enum { COUNT = 3 };
    struct spot points[COUNT], corners[2 * COUNT];
    const char *svg = DRAWN(below_zero);
    cr_assert_eq(points_of(svg, points), COUNT);
    cr_assert_eq(count_of(svg, "band"), 1);
    cr_assert_eq(corners_of(next(svg, "band"), corners), 2 * COUNT);
    double per_unit = (points[2].y - points[0].y) / (0.9 - -0.5);
    for (size_t i = 0; i < COUNT; i++) {
        double high = points[0].y + (strtod(below_zero[i].high, NULL) + 0.5) * per_unit;
        double low = points[0].y + (strtod(below_zero[i].low, NULL) + 0.5) * per_unit;
        cr_expect(is_near(corners[i].y, high) && is_near(corners[i].x, points[i].x));
        cr_expect(is_near(corners[2 * COUNT - 1 - i].y, low) && is_near(corners[2 * COUNT - 1 - i].x, points[i].x));
    }
    double zero = number(next(svg, "zero"), "y1");
    cr_expect(is_near(zero, points[0].y + 0.5 * per_unit));
    cr_expect_gt(corners[2 * COUNT - 1].y, zero, "a negative lower end lies below zero");
}

/* Each: what is in the middle, and how many lines and bands are left of four points. */
static const struct {
    struct figure figures[4];
    size_t lines, bands, points, breaks, gone;
} gaps[] = {
    {{{"a", "2019", "1", "0.5", "1.5", "A"},
      {"a", "2020", "1.2", "0.7", "1.7", "A"},
      {"a", "2022", "2", "1.5", "2.5", "A"},
      {"a", "2023", "2.1", "1.6", "2.6", "A"}},
     2,
     2,
     4,
     0,
     0},
    {{{"a", "2019", "1", "0.5", "1.5", "A"},
      {"a", "2020", "1.2", "0.7", "1.7", "A"},
      {"a", "2021", NULL, NULL, NULL, "Q"},
      {"a", "2022", "2", "1.5", "2.5", "A"}},
     1,
     1,
     3,
     0,
     1},
    {{{"a", "2019", "1", "0.5", "1.5", "A"},
      {"a", "2020", "1.2", "0.7", "1.7", "A"},
      {"a", "2021", "3", "2.5", "3.5", "B"},
      {"a", "2022", "3.1", "2.6", "3.6", "A"}},
     2,
     2,
     4,
     1,
     0},
    {{{"a", "2019", "1", "0.5", "1.5", "A"},
      {"a", "2020", "1.2", NULL, "1.7", "A"},
      {"a", "2021", "1.4", "0.9", "1.9", "A"},
      {"a", "2022", "1.6", "1.1", "2.1", "F"}},
     1,
     1,
     4,
     0,
     0},
};

Test(svg, nothing_is_drawn_across_a_gap) {
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        const char *svg = DRAWN(gaps[i].figures);
        struct spot points[4], corners[8];
        cr_assert_eq(points_of(svg, points), gaps[i].points, "case %zu", i);
        cr_expect_eq(count_of(svg, "line"), gaps[i].lines, "case %zu: %zu lines", i, count_of(svg, "line"));
        cr_expect_eq(count_of(svg, "band"), gaps[i].bands, "case %zu: %zu bands", i, count_of(svg, "band"));
        cr_expect_eq(count_of(svg, "break"), gaps[i].breaks, "case %zu", i);
        cr_expect_eq(count_of(svg, "gone"), gaps[i].gone, "case %zu", i);
        if (gaps[i].lines < 2) continue;
        for (const char *at = next(svg, "line"); at != NULL; at = next(at + 1, "line")) {
            size_t count = corners_of(at, corners);
            cr_expect(corners[count - 1].x < points[2].x || corners[0].x > points[1].x, "case %zu crosses", i);
        }
    }
}

Test(svg, a_break_lies_between_its_figures) {
    struct spot points[4];
    const char *svg = DRAWN(gaps[2].figures);
    points_of(svg, points);
    double at = number(next(svg, "break"), "x1");
    cr_expect(at > points[1].x && at < points[2].x);
}

static const struct figure one_end[] = {{"a", "2021", "1", "0.2", "1.8", "A"},
                                        {"a", "2022", "1.5", NULL, "2.4", "A"},
                                        {"a", "2023", "2", "1.1", NULL, "A"},
                                        {"a", "2024", "2.5", NULL, NULL, "A"}};

Test(svg, an_interval_with_one_end_reaches_from_the_value_to_it) {
    struct spot points[4];
    const char *svg = DRAWN(one_end);
    cr_assert_eq(points_of(svg, points), 4);
    cr_expect_eq(count_of(svg, "interval"), 1);
    cr_expect_eq(count_of(svg, "interval-open"), 2);
    cr_expect_eq(count_of(svg, "band"), 0);
    double per_unit = (points[3].y - points[0].y) / 1.5;
    const char *upper = next(svg, "interval-open"), *lower = next(upper + 1, "interval-open");
    cr_expect(is_near(number(upper, "y1"), points[0].y + 1.4 * per_unit) && is_near(number(upper, "y2"), points[1].y));
    cr_expect(is_near(number(lower, "y1"), points[2].y) && is_near(number(lower, "y2"), points[0].y + 0.1 * per_unit));
}

/* ---- beside each other ---- */

static const struct figure beside[] = {
    {"a", "2023", "-2", "-3", "-1", "A"}, {"b", "2023", NULL, NULL, NULL, "Q"}, {"c", "2023", "1", NULL, NULL, "A"}};

Test(svg, figures_of_one_period_are_rows) {
    struct spot points[3];
    const char *svg = DRAWN(beside);
    cr_assert_eq(points_of(svg, points), 2);
    cr_expect_eq(count_of(svg, "gone"), 1);
    cr_expect_not_null(strstr(svg, "hidden: to protect small groups"));
    double per_unit = (points[0].x - points[1].x) / 3, at = points[1].x + 2 * per_unit; /* the highest comes first */
    cr_expect(is_near(number(next(svg, "zero"), "x1"), at));
    cr_expect(is_near(number(next(svg, "interval"), "x1"), points[1].x - per_unit));
    cr_expect(is_near(number(next(svg, "interval"), "x2"), points[1].x + per_unit));
}

Test(svg, text_is_text) {
    static const char evil[] = "<script>alert(1)</script> & \"x\" onload='y'";
    struct cube cube = start(LANG_EN);
    for (size_t i = 0; i < 3; i++) add(&cube, &beside[i], "i-1", "pct");
    cube.title = evil;
    cube.sets[CUBE_AREA].categories[0].name = evil;
    cube.sets[CUBE_SOURCES].categories[0].name = evil;
    cube.described_by = evil;
    const char *svg = draw(&cube);
    cr_expect_null(strstr(svg, "<script"));
    cr_expect_null(strstr(svg, " & "));
    cr_expect_not_null(strstr(svg, "&lt;script&gt;"));
}

Test(svg, several_indicators_are_all_of_the_title) {
    struct cube cube = start(LANG_EN);
    add(&cube, &beside[0], "i-1", "pct");
    add(&cube, &beside[0], "i-2", "pct");
    const char *svg = draw(&cube);
    cr_expect_not_null(strstr(svg, "<title>i-1 · i-2</title>"), "%.700s", svg);
}

/* Two lines of a row's name, and what is left out of them is seen. */
Test(svg, a_long_name_ends_in_an_ellipsis) {
    struct cube cube = start(LANG_EN);
    for (size_t i = 0; i < 3; i++) add(&cube, &beside[i], "i-1", "pct");
    cube.sets[CUBE_AREA].categories[0].name = "one two three four five six seven eight nine ten eleven twelve thirteen";
    const char *svg = draw(&cube);
    cr_expect_not_null(strstr(svg, ">one two three four five six seven<"));
    cr_expect_not_null(strstr(svg, ">eight nine ten eleven twelve …<"));
}

Test(svg, figures_are_told_as_in_the_language) {
    static const char *const told[LANG_COUNT][2] = {
        [LANG_SV] = {"−2,00 (−3,00 … −1,00)", "▨ dold"},
        [LANG_DA] = {"−2,00 (−3,00 … −1,00)", "▨ skjult"},
        [LANG_EN] = {"−2.00 (−3.00 … −1.00)", "▨ hidden"},
    };
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct cube cube = start((enum lang)lang);
        for (size_t i = 0; i < 3; i++) add(&cube, &beside[i], "i-1", "pct");
        const char *svg = draw(&cube);
        cr_expect_not_null(strstr(svg, arena_printf(arena, "xml:lang=\"%s\"", lang_codes[lang])));
        for (size_t i = 0; i < 2; i++) cr_expect_not_null(strstr(svg, told[lang][i]), "%s in %s", told[lang][i], svg);
    }
}

/* Nothing of a picture depends on how many there are of it, or on what is far away. */
Test(svg, strange_figures_are_drawn) {
    static const struct figure strange[] = {{"a", "2023", "0", "0", "0", "A"},
                                            {"b", "2023", "1e12", "-1e12", "1e12", "A"},
                                            {"c", "2023", "0.000001", NULL, NULL, "A"}};
    for (size_t count = 1; count <= 3; count++) {
        const char *svg = drawn(strange, count);
        cr_expect_eq(count_of(svg, "point"), count);
        cr_expect_null(strstr(svg, "nan"));
        cr_expect_null(strstr(svg, "inf\""));
    }
}

/* Each figure has its neighbour in doubles beside it: no step between marks is as small as what is between them. */
static const struct figure neighbours[][2] = {
    {{"a", "2023", "100000000000000000000", NULL, NULL, "A"}, {"b", "2023", "100000000000000016384", NULL, NULL, "A"}},
    {{"a", "2022", "-9007199254740992", NULL, NULL, "A"}, {"a", "2023", "-9007199254740990", NULL, NULL, "A"}},
};

Test(svg, figures_hardly_told_apart_are_drawn, .timeout = 10) {
    for (size_t i = 0; i < sizeof neighbours / sizeof *neighbours; i++) {
        const char *svg = drawn(neighbours[i], 2);
        cr_expect_eq(count_of(svg, "point"), 2, "case %zu", i);
        cr_expect_leq(count_of(svg, "grid"), 12, "case %zu", i);
        cr_expect_null(strstr(svg, "nan"), "case %zu", i);
    }
}

Test(svg, it_has_a_bound_and_one_unit) {
    struct cube cube = start(LANG_EN);
    size_t count = 0;
    while (count < 1000 &&
           add(&cube, &(struct figure){arena_printf(arena, "a%zu", count), "2023", "1", NULL, NULL, "A"}, "i-1", "pct"))
        count++;
    cr_expect_eq(count, 300);
    cube = start(LANG_EN);
    cr_expect(cube.is_of_one_unit);
    add(&cube, &beside[0], "i-1", "pct");
    cr_expect_not_null(cube_decimals(&cube, CUBE_CONTENTS, 0));
    add(&cube, &beside[0], "i-2", "score_1_5");
    cr_expect_null(cube_decimals(&cube, CUBE_CONTENTS, 0));
}
