/* The lattice of a table: which lines are drawn, told by what has to be hidden. */
#include <criterion/criterion.h>
#include <string.h>

#include "stats/lattice.h"
#include "stats/lattice_overlap-private.h"

enum { MOST = 24 };

/* Areas: a municipality (0) with districts (1-3), two of these with neighbourhoods (4, 5 and 8, 9), and two units
 * (6, 7) as another way to divide the municipality. All may have persons. */
static const size_t area_parents[] = {LATTICE_TOP, 0, 0, 0, 1, 1, 0, 0, 2, 2},
                    area_kinds[] = {0, 1, 1, 1, 2, 2, 3, 3, 2, 2};
static const int64_t area_thresholds[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
/* Groups: the total (0), two that a table may have (1, 2), and one with a threshold of its own (3). */
static const size_t group_parents[] = {LATTICE_TOP, 0, 0, 0}, group_kinds[] = {0, 0, 0, 0};
static const int64_t group_thresholds[] = {0, 5, 5, 10};
static const size_t flat_parents[] = {LATTICE_TOP, 0, 0}, flat_kinds[] = {0, 0, 0};

/* Districts that succeeded others: 10 was divided into 11 and 12, and 13 and 14 were joined to 15. */
static const size_t succeeding_parents[] = {LATTICE_TOP, 0, 0, 0, 1, 1, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0},
                    succeeding_kinds[] = {0, 1, 1, 1, 2, 2, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1};
static const int64_t succeeding_thresholds[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
static const struct lattice_succession successions[] = {{10, 11}, {10, 12}, {13, 15}, {14, 15}};

static const struct lattice_tree trees[LATTICE_DIMENSIONS] = {
    [LATTICE_AREA] = {area_parents, area_kinds, 10, area_thresholds},
    [LATTICE_GROUP] = {group_parents, group_kinds, 4, group_thresholds},
    [LATTICE_PERIOD] = {flat_parents, flat_kinds, 3},
    [LATTICE_SEX] = {flat_parents, flat_kinds, 3},
    [LATTICE_AGE] = {flat_parents, flat_kinds, 3},
};
static const struct lattice_tree succeeding = {succeeding_parents,    succeeding_kinds, 16,
                                               succeeding_thresholds, successions,      4};

struct given {
    size_t area, sex, age;
    int64_t n, x, since;
    enum disclosure_state state;
    size_t group;
};

#define CELL(area, sex, age, n, x, state)                                                                              \
    { area, sex, age, n, x, 1, DISCLOSURE_##state }
#define GROUP(group, n, x, state)                                                                                      \
    { 0, 0, 0, n, x, 1, DISCLOSURE_##state, group }
#define OF_GROUP(group, sex, n, x, state)                                                                              \
    { 0, sex, 0, n, x, 1, DISCLOSURE_##state, group }
#define LATER(area, n, x, state)                                                                                       \
    { area, 0, 0, n, x, 2, DISCLOSURE_##state }

/* `marks`: F shown, H hidden before, C and U hidden now, a letter per cell. */
static const struct scenario {
    const char *what;
    struct given cells[MOST];
    const char *marks;
    size_t exposed;
    bool succeeds; /* areas by `succeeding` */
} scenarios[] = {
    {"a level is left out: the first district is known from the others",
     {CELL(0, 0, 0, 200, 90, OPEN), CELL(2, 0, 0, 60, 30, OPEN), CELL(3, 0, 0, 90, 40, OPEN),
      CELL(4, 0, 0, 4, 1, HIDDEN), CELL(5, 0, 0, 46, 19, OPEN)},
     "FFFHU"},
    {"inner cells and the grand total",
     {CELL(0, 0, 0, 100, 50, OPEN), CELL(0, 1, 1, 4, 1, HIDDEN), CELL(0, 1, 2, 30, 15, OPEN),
      CELL(0, 2, 1, 40, 20, OPEN), CELL(0, 2, 2, 26, 14, OPEN)},
     "FHUFF"},
    {"an inner cell that is not in the file",
     {CELL(0, 0, 0, 100, 50, OPEN), CELL(0, 1, 2, 30, 15, OPEN), CELL(0, 2, 1, 40, 20, OPEN),
      CELL(0, 2, 2, 26, 14, OPEN)},
     "FUFF"},
    {"one that is large needs no protection",
     {CELL(0, 0, 0, 100, 50, OPEN), CELL(0, 1, 2, 30, 15, OPEN), CELL(0, 2, 1, 30, 15, OPEN),
      CELL(0, 2, 2, 26, 14, OPEN)},
     "FFFF"},
    {"districts are one way to divide the whole, units another",
     {CELL(0, 0, 0, 100, 50, OPEN), CELL(1, 0, 0, 4, 2, HIDDEN), CELL(2, 0, 0, 40, 20, OPEN),
      CELL(3, 0, 0, 56, 28, OPEN), CELL(6, 0, 0, 60, 30, OPEN), CELL(7, 0, 0, 40, 20, OPEN)},
     "FHCFFF"},
    {"without anything above, nothing follows",
     {CELL(1, 0, 0, 4, 2, HIDDEN), CELL(2, 0, 0, 40, 20, OPEN), CELL(3, 0, 0, 56, 28, OPEN)},
     "HFF"},
    {"two ways to sum up what is not published: by districts and by sex",
     {CELL(1, 0, 0, 50, 20, OPEN), CELL(2, 0, 0, 50, 25, OPEN), CELL(0, 1, 0, 4, 2, HIDDEN),
      CELL(0, 2, 0, 96, 43, OPEN)},
     "FFHU"},
    {"a hidden cell of one answer is none of two",
     {CELL(0, 0, 0, 60, 10, OPEN), CELL(1, 0, 0, 4, 0, HIDDEN), CELL(2, 0, 0, 20, 0, OPEN),
      CELL(3, 0, 0, 36, 10, OPEN)},
     "FHCU"},
    {"two revisions that came at once: the later one is what is known",
     {CELL(0, 0, 0, 120, 60, OPEN), CELL(1, 0, 0, 4, 2, HIDDEN), CELL(2, 0, 0, 100, 48, HIDDEN),
      CELL(2, 0, 0, 116, 58, OPEN)},
     "FHHC"},
    {"a correction: what the whole was before still tells",
     {CELL(0, 0, 0, 104, 50, SHOWN), LATER(0, 120, 60, OPEN), CELL(1, 0, 0, 4, 2, HIDDEN),
      CELL(2, 0, 0, 100, 48, HIDDEN), LATER(2, 116, 58, OPEN)},
     "FFHHC"},
    {"the same known before: nothing is left to hide",
     {CELL(0, 0, 0, 104, 50, SHOWN), LATER(0, 120, 60, OPEN), CELL(1, 0, 0, 4, 2, HIDDEN),
      CELL(2, 0, 0, 100, 48, SHOWN), LATER(2, 116, 58, OPEN)},
     "FFHFF",
     1},
    {"two of a neighbourhood that nobody publishes: the first district is the rest of the whole, and they are its rest",
     {CELL(0, 0, 0, 365, 76, SHOWN), CELL(2, 0, 0, 291, 71, SHOWN), CELL(4, 0, 0, 32, 0, SHOWN),
      CELL(3, 0, 0, 40, 4, OPEN)},
     "FFFU"},
    {"the same known before: they follow",
     {CELL(0, 0, 0, 365, 76, SHOWN), CELL(2, 0, 0, 291, 71, SHOWN), CELL(4, 0, 0, 32, 0, SHOWN),
      CELL(3, 0, 0, 40, 4, SHOWN)},
     "FFFF",
     1},
    {"six of a group that nobody publishes, of which fewer than ten must not be known: another group hides them",
     {GROUP(0, 46, 20, OPEN), GROUP(1, 16, 8, OPEN), GROUP(2, 24, 9, OPEN)},
     "FCF"},
    {"ten of them may be known", {GROUP(0, 50, 20, OPEN), GROUP(1, 16, 8, OPEN), GROUP(2, 24, 9, OPEN)}, "FFF"},
    {"where every group is published, six in none of them are nobody's in particular",
     {GROUP(0, 86, 36, OPEN), GROUP(1, 16, 8, OPEN), GROUP(2, 24, 9, OPEN), GROUP(3, 40, 16, OPEN)},
     "FFFF"},
    {"the six known before: they follow",
     {GROUP(0, 46, 20, SHOWN), GROUP(1, 16, 8, SHOWN), GROUP(2, 24, 9, SHOWN)},
     "FFF",
     1},
    {"of a neighbourhood no more lack their sex than of its district, where none of them said yes",
     {CELL(1, 0, 0, 90, 45, SHOWN), CELL(1, 1, 0, 45, 24, SHOWN), CELL(1, 2, 0, 38, 21, SHOWN),
      CELL(4, 0, 0, 40, 20, SHOWN), CELL(4, 1, 0, 20, 12, SHOWN), CELL(4, 2, 0, 13, 8, HIDDEN)},
     "FFFFFH",
     1},
    {"where none said no",
     {CELL(1, 0, 0, 90, 45, SHOWN), CELL(1, 1, 0, 45, 21, SHOWN), CELL(1, 2, 0, 38, 17, SHOWN),
      CELL(4, 0, 0, 40, 20, SHOWN), CELL(4, 1, 0, 20, 8, SHOWN), CELL(4, 2, 0, 13, 5, HIDDEN)},
     "FFFFFH",
     1},
    {"and not yet published: the other sex hides them, of whom some may lack theirs",
     {CELL(1, 0, 0, 90, 45, OPEN), CELL(1, 1, 0, 45, 24, OPEN), CELL(1, 2, 0, 38, 21, OPEN),
      CELL(4, 0, 0, 40, 20, OPEN), CELL(4, 1, 0, 20, 12, OPEN), CELL(4, 2, 0, 13, 8, HIDDEN)},
     "FFFFUH"},
    {"of a group no more lack their sex than of all",
     {CELL(0, 0, 0, 90, 45, SHOWN), CELL(0, 1, 0, 45, 24, SHOWN), CELL(0, 2, 0, 38, 21, SHOWN),
      OF_GROUP(1, 0, 40, 20, SHOWN), OF_GROUP(1, 1, 20, 12, SHOWN), OF_GROUP(1, 2, 13, 8, HIDDEN)},
     "FFFFFH",
     1},
    {"in one age no more than in all",
     {CELL(0, 0, 0, 90, 45, SHOWN), CELL(0, 1, 0, 45, 24, SHOWN), CELL(0, 2, 0, 38, 21, SHOWN),
      CELL(0, 0, 1, 40, 20, SHOWN), CELL(0, 1, 1, 20, 12, SHOWN), CELL(0, 2, 1, 13, 8, HIDDEN)},
     "FFFFFH",
     1},
    {"the district is what the municipality has beside the other two",
     {CELL(0, 0, 0, 190, 95, SHOWN), CELL(0, 1, 0, 95, 49, SHOWN), CELL(0, 2, 0, 88, 46, SHOWN),
      CELL(2, 0, 0, 50, 25, SHOWN), CELL(2, 1, 0, 26, 13, SHOWN), CELL(2, 2, 0, 24, 12, SHOWN),
      CELL(3, 0, 0, 50, 25, SHOWN), CELL(3, 1, 0, 24, 12, SHOWN), CELL(3, 2, 0, 26, 13, SHOWN),
      CELL(4, 0, 0, 40, 20, SHOWN), CELL(4, 1, 0, 20, 12, SHOWN), CELL(4, 2, 0, 13, 8, HIDDEN)},
     "FFFFFFFFFFFH",
     1},
    {"some of them are elsewhere in the municipality: nothing follows",
     {CELL(0, 0, 0, 190, 95, SHOWN), CELL(0, 1, 0, 95, 47, SHOWN), CELL(0, 2, 0, 88, 46, SHOWN),
      CELL(2, 0, 0, 50, 25, SHOWN), CELL(2, 1, 0, 26, 13, SHOWN), CELL(2, 2, 0, 24, 12, SHOWN),
      CELL(3, 0, 0, 50, 25, SHOWN), CELL(3, 1, 0, 24, 12, SHOWN), CELL(3, 2, 0, 26, 13, SHOWN),
      CELL(4, 0, 0, 40, 20, SHOWN), CELL(4, 1, 0, 20, 11, SHOWN), CELL(4, 2, 0, 13, 8, HIDDEN)},
     "FFFFFFFFFFFH"},
    {"neighbourhoods leave nobody out, but one is published nowhere: the rest of the municipality may live there",
     {CELL(0, 0, 0, 252, 105, SHOWN), CELL(0, 2, 0, 151, 49, SHOWN), CELL(1, 0, 0, 108, 60, SHOWN),
      CELL(3, 2, 0, 31, 2, SHOWN), CELL(4, 2, 0, 38, 27, HIDDEN), CELL(5, 1, 0, 24, 18, SHOWN),
      CELL(5, 2, 0, 36, 7, SHOWN), CELL(8, 2, 0, 35, 3, SHOWN)},
     "FFFFHFFF"},
    {"nobody left both questions open: a man of the third district is what is left",
     {CELL(0, 0, 0, 118, 59, SHOWN), CELL(0, 1, 0, 49, 25, SHOWN), CELL(0, 2, 0, 50, 25, SHOWN),
      CELL(1, 0, 0, 40, 20, SHOWN), CELL(1, 1, 0, 18, 9, SHOWN), CELL(1, 2, 0, 16, 8, SHOWN),
      CELL(2, 0, 0, 30, 15, SHOWN), CELL(2, 1, 0, 13, 7, SHOWN), CELL(2, 2, 0, 12, 6, SHOWN),
      CELL(3, 0, 0, 30, 15, SHOWN), CELL(3, 1, 0, 10, 5, SHOWN), CELL(3, 2, 0, 12, 6, HIDDEN)},
     "FFFFFFFFFFFH",
     1},
    {"some did: nothing follows",
     {CELL(0, 0, 0, 124, 62, SHOWN), CELL(0, 1, 0, 49, 25, SHOWN), CELL(0, 2, 0, 50, 25, SHOWN),
      CELL(1, 0, 0, 40, 20, SHOWN), CELL(1, 1, 0, 18, 9, SHOWN), CELL(1, 2, 0, 16, 8, SHOWN),
      CELL(2, 0, 0, 30, 15, SHOWN), CELL(2, 1, 0, 13, 7, SHOWN), CELL(2, 2, 0, 12, 6, SHOWN),
      CELL(3, 0, 0, 30, 15, SHOWN), CELL(3, 1, 0, 10, 5, SHOWN), CELL(3, 2, 0, 12, 6, HIDDEN)},
     "FFFFFFFFFFFH",
     0},
    {"who is in no neighbourhood of a district may have left her sex open, too",
     {CELL(0, 0, 0, 300, 150, SHOWN), CELL(1, 0, 0, 118, 59, SHOWN), CELL(1, 1, 0, 49, 25, SHOWN),
      CELL(1, 2, 0, 50, 25, SHOWN), CELL(4, 0, 0, 40, 20, SHOWN), CELL(4, 1, 0, 18, 9, SHOWN),
      CELL(4, 2, 0, 16, 8, SHOWN), CELL(5, 0, 0, 60, 30, SHOWN), CELL(5, 1, 0, 23, 12, SHOWN),
      CELL(5, 2, 0, 24, 12, HIDDEN)},
     "FFFFFFFFFH"},
    {"three who left both questions open are nobody in particular",
     {CELL(0, 0, 0, 121, 61, SHOWN), CELL(0, 1, 0, 49, 25, SHOWN), CELL(0, 2, 0, 50, 25, SHOWN),
      CELL(1, 0, 0, 40, 20, SHOWN), CELL(1, 1, 0, 18, 9, SHOWN), CELL(1, 2, 0, 16, 8, SHOWN),
      CELL(2, 0, 0, 30, 15, SHOWN), CELL(2, 1, 0, 13, 7, SHOWN), CELL(2, 2, 0, 12, 6, SHOWN),
      CELL(3, 0, 0, 30, 15, SHOWN), CELL(3, 1, 0, 10, 5, SHOWN), CELL(3, 2, 0, 12, 6, SHOWN)},
     "FFFFFFFFFFFF"},
    {"three of a district that nobody publishes gave no sex",
     {CELL(0, 0, 0, 95, 48, SHOWN), CELL(0, 1, 0, 41, 21, SHOWN), CELL(0, 2, 0, 40, 20, SHOWN),
      CELL(1, 0, 0, 40, 20, SHOWN), CELL(1, 1, 0, 18, 9, SHOWN), CELL(1, 2, 0, 16, 8, SHOWN),
      CELL(2, 0, 0, 30, 15, SHOWN), CELL(2, 1, 0, 13, 7, SHOWN), CELL(2, 2, 0, 12, 6, SHOWN)},
     "FFFFFFFFF",
     1},
    {"five of them may be known",
     {CELL(0, 0, 0, 97, 49, SHOWN), CELL(0, 1, 0, 41, 21, SHOWN), CELL(0, 2, 0, 40, 20, SHOWN),
      CELL(1, 0, 0, 40, 20, SHOWN), CELL(1, 1, 0, 18, 9, SHOWN), CELL(1, 2, 0, 16, 8, SHOWN),
      CELL(2, 0, 0, 30, 15, SHOWN), CELL(2, 1, 0, 13, 7, SHOWN), CELL(2, 2, 0, 12, 6, SHOWN)},
     "FFFFFFFFF"},
    {"a correction of the neighbourhood: its district's rest was known before",
     {CELL(1, 0, 0, 90, 45, SHOWN), CELL(1, 1, 0, 45, 24, SHOWN), CELL(1, 2, 0, 38, 21, SHOWN),
      CELL(4, 0, 0, 40, 20, SHOWN), CELL(4, 1, 0, 20, 12, SHOWN), CELL(4, 2, 0, 13, 8, HIDDEN),
      LATER(4, 50, 27, SHOWN)},
     "FFFFFHF",
     1},
    {"a district and the two that it was divided into: the other districts and it are the whole",
     {CELL(0, 0, 0, 210, 100, OPEN), CELL(1, 0, 0, 120, 50, OPEN), CELL(2, 0, 0, 4, 2, HIDDEN),
      CELL(10, 0, 0, 86, 48, OPEN), CELL(11, 0, 0, 40, 22, OPEN), CELL(12, 0, 0, 46, 26, OPEN)},
     "FCHFFF",
     0,
     true},
    {"all of them known before: it follows",
     {CELL(0, 0, 0, 210, 100, SHOWN), CELL(1, 0, 0, 120, 50, SHOWN), CELL(2, 0, 0, 4, 2, HIDDEN),
      CELL(10, 0, 0, 86, 48, SHOWN), CELL(11, 0, 0, 40, 22, SHOWN), CELL(12, 0, 0, 46, 26, SHOWN)},
     "FFHFFF",
     1,
     true},
    {"a part of a district that was divided is what the district has beside the other part, whatever the whole",
     {CELL(10, 0, 0, 86, 48, OPEN), CELL(11, 0, 0, 4, 2, HIDDEN), CELL(12, 0, 0, 82, 46, OPEN)},
     "FHC",
     0,
     true},
    {"one of its parts is published nowhere: the four in it are what the district has beside the other",
     {CELL(10, 0, 0, 86, 48, OPEN), CELL(11, 0, 0, 82, 46, OPEN)},
     "FC",
     0,
     true},
    {"of districts that were joined one is what they are now beside the other",
     {CELL(0, 0, 0, 150, 80, OPEN), CELL(1, 0, 0, 64, 32, OPEN), CELL(13, 0, 0, 4, 2, HIDDEN),
      CELL(14, 0, 0, 82, 46, OPEN), CELL(15, 0, 0, 86, 48, OPEN)},
     "FCHFC",
     0,
     true},
    {"without anything hidden successions hide nothing",
     {CELL(0, 0, 0, 210, 102, OPEN), CELL(1, 0, 0, 120, 50, OPEN), CELL(2, 0, 0, 6, 4, OPEN),
      CELL(10, 0, 0, 84, 48, OPEN), CELL(11, 0, 0, 40, 22, OPEN), CELL(12, 0, 0, 44, 26, OPEN)},
     "FFFFFF",
     0,
     true},
    {"a district overlaps two others, and nobody says so: it is what both are, and with the rest the whole",
     {CELL(0, 0, 0, 210, 100, OPEN), CELL(1, 0, 0, 120, 50, OPEN), CELL(2, 0, 0, 4, 2, HIDDEN),
      CELL(3, 0, 0, 124, 52, OPEN), CELL(10, 0, 0, 86, 48, OPEN)},
     "FCHCC",
     0,
     true},
    {"all known before: it follows",
     {CELL(0, 0, 0, 210, 100, SHOWN), CELL(1, 0, 0, 120, 50, SHOWN), CELL(2, 0, 0, 4, 2, HIDDEN),
      CELL(3, 0, 0, 124, 52, SHOWN), CELL(10, 0, 0, 86, 48, SHOWN)},
     "FFHFF",
     1,
     true},
    {"a correction of the rest: what they were before still tells",
     {CELL(0, 0, 0, 210, 100, SHOWN), CELL(1, 0, 0, 120, 50, SHOWN), CELL(2, 0, 0, 4, 2, HIDDEN),
      CELL(3, 0, 0, 124, 52, SHOWN), CELL(10, 0, 0, 86, 48, SHOWN), LATER(10, 100, 56, OPEN)},
     "FFHFFF",
     1,
     true},
    {"districts that exceed the whole since they come from elsewhere make up nothing",
     {CELL(0, 0, 0, 210, 100, SHOWN), CELL(1, 0, 0, 120, 50, SHOWN), CELL(2, 0, 0, 4, 2, HIDDEN),
      CELL(3, 0, 0, 140, 60, SHOWN)},
     "FFHF",
     0,
     true},
};

static struct arena *arena;

static void open_arena(void) { arena = arena_create(); }
static void close_arena(void) { arena_destroy(arena); }

TestSuite(lattice, .init = open_arena, .fini = close_arena);

static struct disclosure *draw(const struct given *given, size_t count, bool succeeds) {
    struct lattice_tree drawn[LATTICE_DIMENSIONS];
    struct disclosure *disclosure = stats_disclosure_create(arena, 1);
    struct lattice_cell cells[MOST];
    for (size_t i = 0; i < count; i++) {
        const struct disclosure_cell cell = {given[i].n, given[i].x, given[i].n, 5, {given[i].state}};
        cells[i] = (struct lattice_cell){.since = given[i].since, .cell = stats_disclosure_add_cell(disclosure, &cell)};
        cells[i].codes[LATTICE_AREA] = given[i].area;
        cells[i].codes[LATTICE_GROUP] = given[i].group;
        cells[i].codes[LATTICE_SEX] = given[i].sex;
        cells[i].codes[LATTICE_AGE] = given[i].age;
    }
    memcpy(drawn, trees, sizeof trees);
    if (succeeds) drawn[LATTICE_AREA] = succeeding;
    stats_lattice_add_table(disclosure, drawn, cells, count);
    return disclosure;
}

Test(lattice, scenarios) {
    static const char letters[] = {[DISCLOSURE_COMPLEMENTARY] = 'C', [DISCLOSURE_AUDIT] = 'U'};
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        const struct scenario *s = &scenarios[i];
        size_t count = strlen(s->marks), exposed;
        char marks[MOST + 1] = "";
        struct disclosure *disclosure = draw(s->cells, count, s->succeeds);
        struct error err = error_start(arena);
        cr_assert(stats_disclosure_decide(disclosure, &exposed, &err), "%s: %s", s->what, err.cause);
        for (size_t j = 0; j < count; j++) {
            enum disclosure_mark mark = stats_disclosure_mark(disclosure, j);
            marks[j] = mark != DISCLOSURE_UNMARKED ? letters[mark] : s->cells[j].state == DISCLOSURE_HIDDEN ? 'H' : 'F';
        }
        cr_expect_str_eq(marks, s->marks, "%s: %s", s->what, marks);
        cr_expect_eq(exposed, s->exposed, "%s: %zu exposed", s->what, exposed);
    }
}

/* What so many districts of the same size make up is too much to be searched. */
Test(lattice, what_cannot_be_searched_is_exposed) {
    enum { DISTRICTS = 24 };
    size_t parents[DISTRICTS + 1] = {LATTICE_TOP}, kinds[DISTRICTS + 1] = {0}, exposed;
    struct disclosure *disclosure = stats_disclosure_create(arena, 1);
    struct lattice_cell cells[DISTRICTS + 1];
    struct lattice_tree drawn[LATTICE_DIMENSIONS];
    struct error err = error_start(arena);
    for (size_t i = 0; i <= DISTRICTS; i++) {
        int64_t n = i == 0 ? 120 : i == 1 ? 4 : 10;
        enum disclosure_state state = i == 1 ? DISCLOSURE_HIDDEN : DISCLOSURE_OPEN;
        const struct disclosure_cell cell = {n, DISCLOSURE_NO_X, n, 5, {state}};
        cells[i] = (struct lattice_cell){.since = 1, .cell = stats_disclosure_add_cell(disclosure, &cell)};
        cells[i].codes[LATTICE_AREA] = i;
        if (i > 0) kinds[i] = 1;
    }
    memcpy(drawn, trees, sizeof trees);
    drawn[LATTICE_AREA] = (struct lattice_tree){parents, kinds, DISTRICTS + 1};
    stats_lattice_add_table(disclosure, drawn, cells, DISTRICTS + 1);
    cr_assert(stats_disclosure_decide(disclosure, &exposed, &err), "%s", err.cause);
    cr_expect_eq(exposed, 1, "%zu exposed", exposed);
    cr_expect(stats_disclosure_is_doubted(disclosure, 1));
    cr_expect_not(stats_disclosure_is_doubted(disclosure, 2));
}

/* Pairs of which the second came of the first: each pair doubles the ways to choose one of each. */
Test(lattice, ways_to_tell_apart) {
    enum { PAIRS = 3, COUNT = 2 * PAIRS };
    static const struct {
        const char *what;
        size_t most, sets;
    } cases[] = {{"all of them", 8, 8}, {"too many: those of the beginning, and those of the end", 7, 2}};
    bool came[COUNT * COUNT] = {false};
    for (size_t i = 0; i < COUNT; i += 2) came[i * COUNT + i + 1] = true;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct overlap_sets sets = {.arena = arena, .count = COUNT, .most = cases[n].most};
        bool has_first = false, has_last = false;
        overlap_tell_apart(&sets, came);
        cr_expect_eq(sets.set_count, cases[n].sets, "%s: %zu", cases[n].what, sets.set_count);
        for (size_t i = 0; i < sets.set_count; i++) {
            size_t first = 0, last = 0;
            for (size_t j = 0; j < COUNT; j += 2) {
                cr_expect_neq(sets.sets[i][j], sets.sets[i][j + 1], "%s: %zu has %zu", cases[n].what, i, j);
                first += sets.sets[i][j];
                last += sets.sets[i][j + 1];
            }
            has_first = has_first || first == PAIRS;
            has_last = has_last || last == PAIRS;
        }
        cr_expect(has_first && has_last, "%s", cases[n].what);
    }
}
