/* Disclosure control (domain.md A9). Properties are checked by means of their own: bridges by searching for a way
 * round, ranges by flows in the residual network. Attacks on whole releases are in tests/attack. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "stats/disclosure-private.h"
#include "stats/suppression.h"

/* ---- two-way tables ---- */

enum { MOST = 12, MOST_CELLS = (MOST + 1) * (MOST + 1) };

static const struct {
    const char *what;
    size_t rows, columns;
    int64_t counts[12], k;
    bool protect_zero;
    const char *conf_statuses;
    size_t following;
} two_ways[] = {
    {"domain.md 3.1", 3, 3, {20, 2, 10, 15, 9, 7, 30, 12, 25}, 5, false, "FADF FDDF FFFF FFFF"},
    {"nothing small", 2, 2, {5, 6, 7, 8}, 5, false, "FFF FFF FFF"},
    {"empty", 0, 0, {0}, 5, false, "F"},
    {"one column of no rows", 0, 1, {0}, 5, false, "FF"},
    {"its zeros protected: nothing else is there to hide", 0, 1, {0}, 5, true, "AA", 2},
    {"one small cell", 1, 1, {3}, 5, false, "AA AA"},
    {"one large cell", 1, 1, {30}, 5, false, "FF FF"},
    {"all zero", 2, 2, {0}, 5, false, "FFF FFF FFF"},
    {"all zero, protected", 2, 2, {0}, 5, true, "AAA AAA AAA"},
    {"all small", 2, 2, {1, 2, 3, 4}, 5, false, "AAA AAD ADF"},
    {"grand total small", 2, 2, {1, 0, 0, 2}, 5, false, "AFA FAA AAA"},
    {"two zeros do", 2, 2, {0, 40, 50, 60}, 5, true, "ADF DDF FFF"},
    {"ties: lowest row, then lowest column", 3, 3, {3, 9, 9, 9, 9, 9, 9, 9, 9}, 5, false, "ADFF DDFF FFFF FFFF"},
    {"sum of the hidden below k", 1, 3, {1, 2, 90}, 5, false, "AADF AADF"},
};

static size_t suppress(const int64_t *counts, size_t rows, size_t columns, int64_t k, bool protect_zero, char *text) {
    int64_t totals[MOST_CELLS];
    char marks[MOST_CELLS];
    size_t following = stats_suppress(counts, rows, columns, k, protect_zero, totals, marks);
    for (size_t row = 0; row <= rows; row++) {
        if (row > 0) *text++ = ' ';
        memcpy(text, marks + row * (columns + 1), columns + 1);
        text += columns + 1;
    }
    *text = '\0';
    return following;
}

Test(suppression, two_way_tables) {
    for (size_t i = 0; i < sizeof two_ways / sizeof *two_ways; i++) {
        char text[2 * MOST_CELLS];
        size_t following = suppress(two_ways[i].counts, two_ways[i].rows, two_ways[i].columns, two_ways[i].k,
                                    two_ways[i].protect_zero, text);
        cr_expect_str_eq(text, two_ways[i].conf_statuses, "%s: %s", two_ways[i].what, text);
        cr_expect_eq(following, two_ways[i].following, "%s: %zu follow", two_ways[i].what, following);
    }
}

Test(suppression, totals) {
    int64_t totals[6];
    char marks[6];
    stats_suppress((const int64_t[]){1000000000, 1000000000}, 1, 2, 5, false, totals, marks);
    static const int64_t expected[] = {1000000000, 1000000000, 2000000000, 1000000000, 1000000000, 2000000000};
    cr_expect_arr_eq(totals, expected, sizeof expected);
}

/* A random extended table and its marks. */
struct random_table {
    size_t rows, columns; /* without totals */
    int64_t counts[MOST * MOST], totals[MOST_CELLS];
    char marks[MOST_CELLS];
};

static size_t below(size_t most) { return (size_t)rand() % most; }

static void draw(struct random_table *t, bool protect_zero) {
    t->rows = 1 + below(5);
    t->columns = 1 + below(5);
    for (size_t i = 0; i < t->rows * t->columns; i++)
        t->counts[i] = (int64_t)(below(8) == 0 ? 0 : below(3) == 0 ? 1 + below(6) : 5 + below(60));
    cr_expect(stats_suppress(t->counts, t->rows, t->columns, 5, protect_zero, t->totals, t->marks) == 0);
}

/* Whether the ends of a hidden cell, its row and its column, are connected by other hidden cells. */
static bool has_way_round(const struct random_table *t, size_t cell) {
    size_t rows = t->rows + 1, columns = t->columns + 1;
    bool reached[2 * (MOST + 1)] = {false};
    reached[cell / columns] = true;
    for (bool grown = true; grown;) {
        grown = false;
        for (size_t i = 0; i < rows * columns; i++) {
            bool *row = &reached[i / columns], *column = &reached[rows + i % columns];
            if (i == cell || t->marks[i] == 'F' || *row == *column) continue;
            *row = *column = grown = true;
        }
    }
    return reached[rows + cell % columns];
}

Test(suppression, no_hidden_cell_is_a_bridge) {
    srand(1);
    for (int round = 0; round < 2000; round++) {
        struct random_table t;
        draw(&t, round % 3 == 0);
        for (size_t cell = 0; cell < (t.rows + 1) * (t.columns + 1); cell++)
            if (t.marks[cell] != 'F') cr_expect(has_way_round(&t, cell), "round %d, cell %zu", round, cell);
    }
}

Test(suppression, the_largest_table_is_quick) {
    static int64_t counts[100 * 100], totals[101 * 101];
    static char marks[101 * 101];
    srand(2);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        counts[i] = (int64_t)(below(100) == 0 ? 1 + below(4) : 1000000000 - below(1000));
    cr_expect(stats_suppress(counts, 100, 100, 5, false, totals, marks) == 0);
}

/* ---- releases ---- */

enum { MOST_LINES = 16, MOST_MEMBERS = 12, END = -1 };

/* A line: parent, children, END. */
struct scenario {
    const char *what;
    struct disclosure_cell cells[MOST_MEMBERS];
    int lines[MOST_LINES][MOST_MEMBERS];
    const char *marks, *exposures; /* a letter per cell: F shown, H hidden before, C complementary, U audit */
    int superseded_from;           /* lines from here on are; 0: none */
};

#define SHARE(n, x, state)                                                                                             \
    {                                                                                                                  \
        n, x, n, 5, { DISCLOSURE_##state }                                                                             \
    }
#define MEAN(n, state)                                                                                                 \
    {                                                                                                                  \
        n, DISCLOSURE_NO_X, 0, 5, { DISCLOSURE_##state }                                                               \
    }
#define YOUTH(n, x, state)                                                                                             \
    {                                                                                                                  \
        n, x, n, 10, { DISCLOSURE_##state }                                                                            \
    }

/* Hidden before to protect others. */
#define HELPER(n, x)                                                                                                   \
    { n, x, n, 5, {DISCLOSURE_HIDDEN}, false, true }

/* The parents' keys come first, as in the demonstration data (domain.md 4.4). */
static const struct scenario scenarios[] = {
    {"demo ins-01, area tree",
     {SHARE(95, 34, OPEN), SHARE(9, 3, OPEN), SHARE(4, 1, HIDDEN), SHARE(82, 30, OPEN)},
     {{0, 1, 2, 3, END}},
     "FCHF",
     "0000"},
    {"demo ins-06, x of the first two would be 0",
     {SHARE(96, 24, OPEN), SHARE(9, 0, OPEN), SHARE(4, 0, HIDDEN), SHARE(83, 24, OPEN)},
     {{0, 1, 2, 3, END}},
     "FCHU",
     "0000"},
    {"demo int-05, youth",
     {YOUTH(410, 291, OPEN), YOUTH(97, 69, OPEN), YOUTH(79, 49, OPEN), YOUTH(85, 63, OPEN), YOUTH(72, 56, OPEN),
      YOUTH(68, 47, OPEN), YOUTH(9, 7, HIDDEN)},
     {{0, 1, 2, 3, 4, 5, 6, END}},
     "FFFFFCH",
     "0000000"},
    {"demo int-03, age",
     {MEAN(103, OPEN), MEAN(4, HIDDEN), MEAN(31, OPEN), MEAN(46, OPEN), MEAN(22, OPEN)},
     {{0, 1, 2, 3, 4, END}},
     "FHFFC",
     "00000"},
    {"demo org-03, sex", {MEAN(39, OPEN), MEAN(36, OPEN), MEAN(3, HIDDEN)}, {{0, 1, 2, END}}, "FCH", "000"},
    {"demo sam-03, respondent group",
     {MEAN(31, OPEN), MEAN(4, HIDDEN), MEAN(27, OPEN)},
     {{0, 1, 2, END}},
     "FHC",
     "000"},
    {"demo bof-03, homogeneous",
     {SHARE(41, 24, OPEN), SHARE(29, 12, OPEN), SHARE(12, 12, HIDDEN)},
     {{0, 1, 2, END}},
     "FCH",
     "000"},
    {"a cell in no line", {SHARE(4, 1, HIDDEN), SHARE(40, 1, OPEN)}, {{0}}, "HF", "00"},
    {"nothing hidden", {SHARE(30, 9, OPEN), SHARE(10, 4, OPEN), SHARE(20, 5, OPEN)}, {{0, 1, 2, END}}, "FFF", "000"},
    {"children sum to more: no line",
     {SHARE(30, 9, OPEN), SHARE(3, 1, HIDDEN), SHARE(30, 8, OPEN)},
     {{0, 1, 2, END}},
     "FHF",
     "000"},
    {"children sum to one more: within the tolerance",
     {SHARE(30, 9, OPEN), SHARE(3, 1, HIDDEN), SHARE(28, 8, OPEN)},
     {{0, 1, 2, END}},
     "FHC",
     "000"},
    {"a large remainder protects",
     {SHARE(50, 9, OPEN), SHARE(3, 1, HIDDEN), SHARE(28, 8, OPEN)},
     {{0, 1, 2, END}},
     "FHF",
     "000"},
    {"a large remainder needs no protection",
     {SHARE(50, 9, OPEN), SHARE(12, 1, OPEN), SHARE(28, 8, OPEN)},
     {{0, 1, 2, END}},
     "FFF",
     "000"},
    {"a small remainder needs it",
     {SHARE(43, 10, OPEN), SHARE(12, 1, OPEN), SHARE(28, 8, OPEN)},
     {{0, 1, 2, END}},
     "FCF",
     "000"},
    {"small by the youngest group's k",
     {SHARE(48, 10, OPEN), YOUTH(12, 1, OPEN), SHARE(28, 8, OPEN)},
     {{0, 1, 2, END}},
     "FCF",
     "000"},
    {"too small together: a third",
     {SHARE(103, 51, OPEN), SHARE(2, 1, HIDDEN), SHARE(1, 1, HIDDEN), SHARE(40, 20, OPEN), SHARE(60, 29, OPEN)},
     {{0, 1, 2, 3, 4, END}},
     "FHHCF",
     "00000"},
    {"inner before total, never the grand total",
     {SHARE(60, 30, OPEN), SHARE(23, 11, OPEN), SHARE(3, 1, HIDDEN), SHARE(20, 10, OPEN), SHARE(37, 19, OPEN)},
     {{0, 1, 4, END}, {1, 2, 3, END}},
     "FFHCF",
     "00000"},
    {"nothing but the grand total is left",
     {SHARE(23, 11, OPEN), SHARE(3, 1, HIDDEN), SHARE(20, 10, SHOWN)},
     {{0, 1, 2, END}},
     "FHF",
     "070"},
    {"a total with no share has none in its parts",
     {SHARE(90, 0, OPEN), SHARE(3, 0, HIDDEN), SHARE(40, 0, OPEN), SHARE(47, 0, OPEN)},
     {{0, 1, 2, 3, END}},
     "FHCF",
     "0220"},
    {"nobody, and not to be told",
     {MEAN(90, OPEN), MEAN(0, HIDDEN), MEAN(0, OPEN), MEAN(50, OPEN), MEAN(40, OPEN)},
     {{0, 1, 2, 3, 4, END}},
     "FHFFC",
     "00000"},
    {"x that does not add up binds n only",
     {SHARE(96, 90, OPEN), SHARE(9, 0, OPEN), SHARE(4, 0, HIDDEN), SHARE(83, 24, OPEN)},
     {{0, 1, 2, 3, END}},
     "FCHF",
     "0000"},
    {"10 = 40 - 30 is known since an earlier release: nothing is hidden in vain",
     {SHARE(45, 20, OPEN), SHARE(10, 5, HIDDEN), SHARE(35, 15, OPEN), SHARE(40, 17, SHOWN), SHARE(30, 12, SHOWN)},
     {{0, 1, 2, END}, {3, 1, 4, END}},
     "FHFFF",
     "07000",
     1},
    {"known once the new figure is: 30 before, 35 now",
     {SHARE(45, 20, OPEN), SHARE(10, 5, HIDDEN), SHARE(35, 15, OPEN), SHARE(40, 17, SHOWN), SHARE(30, 12, HIDDEN)},
     {{0, 1, 2, END}, {3, 1, 4, END}},
     "FHCFH",
     "00000",
     1},
    {"a remainder of two: what is hidden for it may be known but for these two",
     {SHARE(100, 50, OPEN), SHARE(40, 21, SHOWN), SHARE(58, 28, OPEN)},
     {{0, 1, 2, END}},
     "FFC",
     "000"},
    {"also when it was hidden before",
     {SHARE(100, 50, SHOWN), SHARE(40, 21, SHOWN), HELPER(58, 28)},
     {{0, 1, 2, END}},
     "FFH",
     "000"},
    {"what was hidden for its own sake may not",
     {SHARE(100, 50, SHOWN), SHARE(40, 21, SHOWN), SHARE(58, 28, HIDDEN)},
     {{0, 1, 2, END}},
     "FFH",
     "007"},
    {"what a remainder of two can be for the one is none for the other",
     {SHARE(100, 51, OPEN), SHARE(4, 0, HIDDEN), SHARE(20, 0, OPEN), SHARE(74, 50, OPEN)},
     {{0, 1, 2, 3, END}},
     "FHCU",
     "0000"},
    {"x of one line, n of another",
     {SHARE(60, 30, OPEN), SHARE(13, 6, OPEN), SHARE(3, 1, HIDDEN), SHARE(44, 23, OPEN), MEAN(9, OPEN),
      SHARE(4, 1, HIDDEN)},
     {{0, 1, 2, 3, END}, {1, 4, 5, END}},
     "FFHCCH",
     "000000"},
};

static struct arena *arena;

static void open_arena(void) { arena = arena_create(); }
static void close_arena(void) { arena_destroy(arena); }

TestSuite(disclosure, .init = open_arena, .fini = close_arena);

/* A letter and a digit per cell, as in struct scenario. */
static void decide(struct disclosure *disclosure, const struct disclosure_cell *cells, size_t count, char *marks,
                   char *exposures) {
    static const char letters[] = {[DISCLOSURE_COMPLEMENTARY] = 'C', [DISCLOSURE_AUDIT] = 'U'};
    struct error err = error_start(arena);
    size_t exposed;
    cr_assert(stats_disclosure_decide(disclosure, &exposed, &err), "%s", err.cause);
    for (size_t i = 0; i < count; i++) {
        enum disclosure_mark mark = stats_disclosure_mark(disclosure, i);
        marks[i] = mark != DISCLOSURE_UNMARKED ? letters[mark] : cells[i].states[0] == DISCLOSURE_HIDDEN ? 'H' : 'F';
        exposures[i] = (char)('0' + stats_disclosure_exposure(disclosure, i));
    }
    marks[count] = exposures[count] = '\0';
}

static struct disclosure *start(const struct disclosure_cell *cells, size_t count) {
    struct disclosure *disclosure = stats_disclosure_create(arena, 1);
    for (size_t i = 0; i < count; i++) cr_expect(stats_disclosure_add_cell(disclosure, &cells[i]) == i);
    return disclosure;
}

static void add_line(struct disclosure *disclosure, const int *line, bool superseded) {
    size_t members[MOST_MEMBERS], count = 0;
    for (; line[count] != END; count++) members[count] = (size_t)line[count];
    stats_disclosure_add_line(
        disclosure, &(struct disclosure_line){
                        .parent = members[0], .children = members + 1, .count = count - 1, .superseded = superseded});
}

Test(disclosure, scenarios) {
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        const struct scenario *s = &scenarios[i];
        char marks[MOST_MEMBERS + 1], exposures[MOST_MEMBERS + 1];
        struct disclosure *disclosure = start(s->cells, strlen(s->marks));
        for (int j = 0; j < MOST_LINES && s->lines[j][1] != 0; j++)
            add_line(disclosure, s->lines[j], s->superseded_from > 0 && j >= s->superseded_from);
        decide(disclosure, s->cells, strlen(s->marks), marks, exposures);
        cr_expect_str_eq(marks, s->marks, "%s: %s", s->what, marks);
        cr_expect_str_eq(exposures, s->exposures, "%s: %s", s->what, exposures);
    }
}

Test(disclosure, empty) {
    char marks[1], exposures[1];
    decide(stats_disclosure_create(arena, 1), NULL, 0, marks, exposures);
}

/* A district of 425 (0) with two units (1, 4); the second is published by sex (5, 6) and in part by age (7), so that
 * its other age (8) follows: 4. Of the district (9) and the first unit (10) that age is published. 157 are in no unit,
 * as is seen by the sexes of the first unit (2, 3), which leave nobody out, or where there are units that nobody
 * publishes. */
Test(disclosure, who_is_lacking_belongs_where_lines_of_the_kind_do_not_add_up) {
    static const struct disclosure_cell cells[] = {SHARE(425, 251, SHOWN),
                                                   SHARE(89, 36, SHOWN),
                                                   SHARE(54, 15, SHOWN),
                                                   SHARE(35, 21, SHOWN),
                                                   {.k = 0},
                                                   SHARE(81, 59, SHOWN),
                                                   SHARE(98, 55, SHOWN),
                                                   SHARE(175, 112, OPEN),
                                                   {.k = 0},
                                                   SHARE(181, 112, SHOWN),
                                                   SHARE(20, 9, SHOWN)};
    enum { UNITS, SEXES, AGES, UNIT = 4, OTHER_AGE = 8, CELLS = 11, LINES = 5 };
    static const struct {
        size_t kind, parent, children[2];
    } lines[LINES] = {{UNITS, 0, {1, UNIT}},
                      {SEXES, UNIT, {5, 6}},
                      {AGES, UNIT, {7, OTHER_AGE}},
                      {UNITS, 9, {10, OTHER_AGE}},
                      {SEXES, 1, {2, 3}}};
    static const struct {
        const char *what;
        size_t lines;
        int64_t k_lacking; /* of the units */
    } cases[] = {{"the sexes leave nobody out", LINES, 0}, {"there are other units", LINES - 1, 1}};
    char marks[CELLS + 1], exposures[CELLS + 1];
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct disclosure *disclosure = stats_disclosure_create(arena, 1);
        for (size_t i = 0; i < CELLS; i++)
            if (i == UNIT || i == OTHER_AGE)
                stats_disclosure_add_unknown(disclosure, 5);
            else
                stats_disclosure_add_cell(disclosure, &cells[i]);
        for (size_t i = 0; i < cases[n].lines; i++)
            stats_disclosure_add_line(
                disclosure, &(struct disclosure_line){.parent = lines[i].parent,
                                                      .children = lines[i].children,
                                                      .count = 2,
                                                      .kind = lines[i].kind,
                                                      .k_lacking = lines[i].kind == UNITS ? cases[n].k_lacking : 0});
        decide(disclosure, cells, CELLS, marks, exposures);
        cr_expect_eq(marks[7], 'U', "%s: %s %s", cases[n].what, marks, exposures);
    }
}

/* ---- views ---- */

/* A whole of 100 (0) and its three children; the first is hidden from the public, and known to its owner's readers. */
Test(disclosure, what_one_view_hides_is_hidden_in_all) {
    static const struct disclosure_cell cells[] = {
        {100, 50, 100, 5, {DISCLOSURE_OPEN, DISCLOSURE_OPEN}},
        {4, 2, 4, 5, {DISCLOSURE_HIDDEN, DISCLOSURE_SHOWN}},
        {40, 20, 40, 5, {DISCLOSURE_OPEN, DISCLOSURE_OPEN}},
        {56, 28, 56, 5, {DISCLOSURE_OPEN, DISCLOSURE_OPEN}},
    };
    char marks[5], exposures[5];
    struct disclosure *disclosure = stats_disclosure_create(arena, 2);
    for (size_t i = 0; i < 4; i++) stats_disclosure_add_cell(disclosure, &cells[i]);
    add_line(disclosure, (const int[]){0, 1, 2, 3, END}, false);
    decide(disclosure, cells, 4, marks, exposures);
    /* to the public the second protects the first, to the others the third protects the second */
    cr_expect_str_eq(marks, "FHCC", "%s", marks);
    cr_expect_str_eq(exposures, "0000", "%s", exposures);
}

/* ---- figures of unknown cells, where they are too many for linear programs ---- */

/* Equations of up to four members, their signs' columns counted from one; figures of -1 are not known. */
Test(disclosure, fill) {
    enum { MOST_ROWS = 3, WIDTH = 4, COLUMNS = 5 };
    static const struct {
        const char *what;
        int rows[MOST_ROWS][WIDTH];
        double sums[MOST_ROWS], given[COLUMNS], filled[COLUMNS];
    } cases[] = {
        {"what cannot be told is somebody", {{1, 2}}, {7}, {-1, -1, 0, 0, 0}, {1, 1, 0, 0, 0}},
        {"the last child", {{1, 2, -3}}, {0}, {4, -1, 10, 0, 0}, {4, 6, 10, 0, 0}},
        {"a parent before a child", {{-1, 2, 3}, {1, 4}}, {0, 20}, {-1, 5, 6, -1, 0}, {11, 5, 6, 9, 0}},
        {"and from there on", {{-1, 2, 3}, {1, 4}, {-5, 4}}, {0, 20, 0}, {-1, 5, 6, -1, -1}, {11, 5, 6, 9, 9}},
        {"children of whom nothing is left", {{1, 2, 3}}, {6}, {6, -1, -1, 0, 0}, {6, 0, 0, 0, 0}},
        {"nobody is less than that", {{1, 2}, {2, 3}}, {5, 4}, {8, -1, -1, 0, 0}, {8, 0, 4, 0, 0}},
        {"children of a parent that is not known are not nobody",
         {{1, 2, -3}},
         {0},
         {-1, -1, -1, 0, 0},
         {1, 1, 1, 0, 0}},
    };
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        size_t start[MOST_ROWS + 1] = {0}, column[MOST_ROWS * WIDTH], rows = 0, entries = 0;
        signed char sign[MOST_ROWS * WIDTH];
        double figures[COLUMNS];
        bool known[COLUMNS];
        for (; rows < MOST_ROWS && cases[n].rows[rows][0] != 0; start[++rows] = entries)
            for (size_t i = 0; i < WIDTH && cases[n].rows[rows][i] != 0; i++, entries++) {
                int member = cases[n].rows[rows][i];
                column[entries] = (size_t)abs(member) - 1;
                sign[entries] = member < 0 ? -1 : 1;
            }
        for (size_t j = 0; j < COLUMNS; j++) {
            known[j] = cases[n].given[j] >= 0;
            figures[j] = known[j] ? cases[n].given[j] : 0;
        }
        disclosure_fill(&(struct system){rows, COLUMNS, start, column, sign}, cases[n].sums, figures, known);
        for (size_t j = 0; j < COLUMNS; j++)
            cr_expect_float_eq(figures[j], cases[n].filled[j], 1e-9, "%s: %zu is %g", cases[n].what, j, figures[j]);
    }
}

/* A whole (0), others of it who are in no other line (1), and so many parts that nobody publishes, each with two cells
 * that are: a few parts are of four persons, the others of fifty. */
enum { SMALL_PARTS = 3, OF_PART = 3, FIRST_PART = 2 };

static void decide_parts(size_t count, char *marks, char *exposures) {
    struct disclosure *disclosure = stats_disclosure_create(arena, 1);
    size_t cell_count = FIRST_PART + OF_PART * count, others = 1, *parts = arena_alloc(arena, count * sizeof *parts);
    struct disclosure_cell *cells = arena_alloc(arena, cell_count * sizeof *cells);
    for (size_t i = 0; i < count; i++) {
        int64_t n = i < SMALL_PARTS ? 2 : 25;
        parts[i] = FIRST_PART + OF_PART * i;
        for (size_t j = 1; j < OF_PART; j++) cells[parts[i] + j] = (struct disclosure_cell)SHARE(n, n / 2, OPEN);
        cells[0].n = cells[0].x_most += 2 * n;
        cells[0].x += 2 * (n / 2);
    }
    cells[0].states[0] = DISCLOSURE_OPEN;
    for (size_t i = 0; i < cell_count; i++)
        if (cells[i].n == 0)
            stats_disclosure_add_unknown(disclosure, 5);
        else
            stats_disclosure_add_cell(disclosure, &cells[i]);
    stats_disclosure_add_line(
        disclosure, &(struct disclosure_line){.parent = 0, .children = parts, .count = count, .others = &others});
    for (size_t i = 0; i < count; i++) {
        const size_t children[] = {parts[i] + 1, parts[i] + 2};
        stats_disclosure_add_line(
            disclosure, &(struct disclosure_line){.parent = parts[i], .children = children, .count = 2, .kind = 1});
    }
    decide(disclosure, cells, cell_count, marks, exposures);
}

/* Four persons are told by the two cells of their part: these are not both shown, whatever way figures are found. */
Test(disclosure, a_nation_is_protected_as_a_village) {
    static const size_t counts[] = {5, 2100};
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++) {
        size_t length = FIRST_PART + OF_PART * counts[n];
        char *marks = arena_alloc(arena, length + 1), *exposures = arena_alloc(arena, length + 1);
        decide_parts(counts[n], marks, exposures);
        for (size_t i = 0; i < counts[n]; i++) {
            const char *cells = &marks[FIRST_PART + OF_PART * i];
            bool is_protected = cells[1] == 'U' || cells[2] == 'U';
            cr_expect_eq(is_protected, i < SMALL_PARTS, "%zu: part %zu: %.3s", counts[n], i, cells);
        }
        cr_expect(strspn(exposures, "0") == length, "%zu: exposed", counts[n]);
    }
}

/* ---- two-way tables as releases ---- */

static size_t cell_count(const struct random_table *t) { return (t->rows + 1) * (t->columns + 1); }

static void add_two_way_lines(struct disclosure *disclosure, const struct random_table *t) {
    size_t width = t->columns + 1, members[MOST];
    for (size_t row = 0; row <= t->rows; row++) {
        for (size_t i = 0; i < t->columns; i++) members[i] = row * width + i;
        stats_disclosure_add_line(
            disclosure,
            &(struct disclosure_line){.parent = row * width + t->columns, .children = members, .count = t->columns});
    }
    for (size_t column = 0; column <= t->columns; column++) {
        for (size_t i = 0; i < t->rows; i++) members[i] = i * width + column;
        stats_disclosure_add_line(
            disclosure, &(struct disclosure_line){
                            .parent = t->rows * width + column, .children = members, .count = t->rows, .kind = 1});
    }
}

static void cells_of(const struct random_table *t, const char *marks, struct disclosure_cell *cells) {
    for (size_t i = 0; i < cell_count(t); i++)
        cells[i] = (struct disclosure_cell){
            t->totals[i], DISCLOSURE_NO_X, 0, 5, {strchr("AHCU", marks[i]) ? DISCLOSURE_HIDDEN : DISCLOSURE_OPEN}};
}

/* Rows push into columns. A hidden cell lets any flow through in its direction, and back as much as it holds; totals
 * run the other way. Rows of the totals and the columns' line are turned round so that each cell leaves one line and
 * enters another. */
static void arc(const struct random_table *t, size_t cell, size_t *from, size_t *to) {
    size_t width = t->columns + 1, row = cell / width, column = t->rows + 1 + cell % width;
    bool turned = (row == t->rows) != (cell % width == t->columns);
    *from = turned ? column : row;
    *to = turned ? row : column;
}

/* Whether the cell can hold something else: one more, or one less, comes back to it another way. */
static bool can_differ(const struct random_table *t, const char *marks, size_t cell, bool more) {
    size_t from, to, start, end;
    arc(t, cell, &from, &to);
    if (!more && t->totals[cell] == 0) return false;
    start = more ? to : from;
    end = more ? from : to;
    bool reached[2 * (MOST + 1)] = {false};
    reached[start] = true;
    for (bool grown = true; grown;) {
        grown = false;
        for (size_t i = 0; i < cell_count(t); i++) {
            if (i == cell || marks[i] == 'F') continue;
            arc(t, i, &from, &to);
            if (reached[from] && !reached[to]) reached[to] = grown = true;
            if (t->totals[i] > 0 && reached[to] && !reached[from]) reached[from] = grown = true;
        }
    }
    return reached[end];
}

Test(disclosure, no_hidden_cell_has_one_value) {
    srand(3);
    for (int round = 0; round < 500; round++) {
        struct random_table t;
        struct disclosure_cell cells[MOST_CELLS];
        char given[MOST_CELLS + 1], marks[MOST_CELLS + 1], exposures[MOST_CELLS + 1];
        draw(&t, round % 3 == 0);
        for (size_t i = 0; i < cell_count(&t); i++) given[i] = t.marks[i] == 'A' ? 'A' : 'F';
        cells_of(&t, given, cells);
        struct disclosure *disclosure = start(cells, cell_count(&t));
        add_two_way_lines(disclosure, &t);
        decide(disclosure, cells, cell_count(&t), marks, exposures);
        for (size_t i = 0; i < cell_count(&t); i++) {
            bool differs = can_differ(&t, marks, i, true) || can_differ(&t, marks, i, false);
            if (marks[i] != 'F') cr_expect(differs == (exposures[i] == '0'), "round %d, cell %zu: %s", round, i, marks);
        }
        arena_reset(arena);
    }
}

/* What has been decided needs no further cell. */
Test(disclosure, idempotent) {
    srand(4);
    for (int round = 0; round < 200; round++) {
        struct random_table t;
        struct disclosure_cell cells[MOST_CELLS];
        char marks[MOST_CELLS + 1], again[MOST_CELLS + 1], exposures[MOST_CELLS + 1];
        draw(&t, false);
        memcpy(marks, t.marks, cell_count(&t));
        for (int time = 0; time < 2; time++) {
            memcpy(again, marks, cell_count(&t));
            cells_of(&t, again, cells);
            struct disclosure *disclosure = start(cells, cell_count(&t));
            add_two_way_lines(disclosure, &t);
            decide(disclosure, cells, cell_count(&t), marks, exposures);
        }
        for (size_t i = 0; i < cell_count(&t); i++) cr_expect(marks[i] == 'F' || marks[i] == 'H', "%s", marks);
        arena_reset(arena);
    }
}
