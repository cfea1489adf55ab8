/* Disclosure control of a release: no hidden cell follows from what its readers know (domain.md A9). What they know
 * comes from the store, the lattice of its tables is drawn and judged in stats, and the marks go back. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "stats/lattice.h"

struct control {
    struct db *db;
    const char *const *release_and_time;
    struct arena *arena;
    struct rows *known;
    struct disclosure *disclosure;
    struct lattice_tree trees[LATTICE_DIMENSIONS];
    struct code *codes;
    size_t code_count;
};

/* A code and its number in its tree. */
struct code {
    const char *name;
    size_t dimension, number;
    bool is_peer_group;
};

/* --- codes */

static int by_name(const void *a, const void *b) {
    const struct code *first = a, *second = b;
    if (first->dimension != second->dimension) return first->dimension < second->dimension ? -1 : 1;
    return strcmp(first->name, second->name);
}

static const struct code *find_code(const struct control *c, size_t dimension, const char *name) {
    struct code wanted = {.name = name, .dimension = dimension};
    return bsearch(&wanted, c->codes, c->code_count, sizeof *c->codes, by_name);
}

static size_t number_of(const struct control *c, size_t dimension, const char *name) {
    const struct code *found = find_code(c, dimension, name);
    return found == NULL ? LATTICE_TOP : found->number;
}

static size_t dimension_of(const char *name) {
    static const char *const names[] = {[LATTICE_AGE] = "age",
                                        [LATTICE_AREA] = "area",
                                        [LATTICE_GROUP] = "group",
                                        [LATTICE_PERIOD] = "period",
                                        [LATTICE_SEX] = "sex"};
    size_t dimension = 0;
    while (!text_equal(names[dimension], name)) dimension++;
    return dimension;
}

static void number_codes(struct control *c, const struct rows *rows) {
    c->code_count = rows_count(rows);
    c->codes = arena_alloc(c->arena, c->code_count * sizeof *c->codes);
    for (size_t i = 0; i < c->code_count; i++) {
        size_t dimension = dimension_of(rows_value(rows, i, TREE_CODE_DIMENSION));
        c->codes[i] = (struct code){rows_value(rows, i, TREE_CODE_CODE), dimension, c->trees[dimension].count++,
                                    rows_flag(rows, i, TREE_CODE_IS_PEER_GROUP)};
    }
    qsort(c->codes, c->code_count, sizeof *c->codes, by_name);
}

/* Kinds only tell siblings apart: the number of the first code of the dimension with the same kind will do. */
static size_t kind_of(const struct rows *rows, size_t row) {
    size_t first = 0;
    while (!text_equal(rows_value(rows, first, TREE_CODE_KIND), rows_value(rows, row, TREE_CODE_KIND))) first++;
    return first;
}

/* Every code may have persons, and no threshold of its own. */
static const int64_t *any_persons(struct arena *arena, size_t count) {
    int64_t *thresholds = arena_alloc(arena, (count + 1) * sizeof *thresholds);
    for (size_t i = 0; i < count; i++) thresholds[i] = 1;
    return thresholds;
}

/* Which areas came of which. */
static void add_successions(struct control *c, const struct rows *rows) {
    struct lattice_tree *areas = &c->trees[LATTICE_AREA];
    struct lattice_succession *successions = NULL;
    size_t room = 0, count = 0;
    for (size_t i = 0; i < c->code_count; i++) {
        char **predecessors;
        if (rows_value(rows, i, TREE_CODE_PREDECESSORS) == NULL) continue;
        size_t found = text_split(c->arena, rows_value(rows, i, TREE_CODE_PREDECESSORS), ',', &predecessors);
        successions = arena_grow(c->arena, successions, count, count + found, &room, sizeof *successions);
        for (size_t j = 0; j < found; j++)
            successions[count++] =
                (struct lattice_succession){.before = number_of(c, LATTICE_AREA, predecessors[j]),
                                            .after = number_of(c, LATTICE_AREA, rows_value(rows, i, TREE_CODE_CODE))};
    }
    areas->successions = successions;
    areas->succession_count = count;
}

static bool grow_trees(struct control *c, struct error *err) {
    struct rows *rows;
    size_t *parents[LATTICE_DIMENSIONS], *kinds[LATTICE_DIMENSIONS], filled[LATTICE_DIMENSIONS] = {0};
    if (!store_run(c->db, SQL_PUBLISH_CODES, c->release_and_time, 1, &rows, err)) return false;
    number_codes(c, rows);
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++) {
        c->trees[d].parents = parents[d] = arena_alloc(c->arena, c->trees[d].count * sizeof *parents[d]);
        c->trees[d].kinds = kinds[d] = arena_alloc(c->arena, c->trees[d].count * sizeof *kinds[d]);
    }
    for (size_t i = 0; i < c->code_count; i++) {
        size_t d = dimension_of(rows_value(rows, i, TREE_CODE_DIMENSION));
        const char *parent = rows_value(rows, i, TREE_CODE_PARENT);
        parents[d][filled[d]] = parent == NULL ? LATTICE_TOP : number_of(c, d, parent);
        kinds[d][filled[d]++] = kind_of(rows, i);
    }
    add_successions(c, rows);
    c->trees[LATTICE_AREA].thresholds = any_persons(c->arena, c->trees[LATTICE_AREA].count);
    return true;
}

/* --- cells and lines */

static void add_cells(struct control *c) {
    for (size_t i = 0; i < rows_count(c->known); i++) {
        struct disclosure_cell cell = {.n = rows_whole_or(c->known, i, KNOWN_N, 0),
                                       .x = rows_whole_or(c->known, i, KNOWN_X, DISCLOSURE_NO_X),
                                       .x_most = rows_whole_or(c->known, i, KNOWN_X_MOST, 0),
                                       .k = rows_whole_or(c->known, i, KNOWN_K, 0),
                                       .owner = rows_whole_or(c->known, i, KNOWN_OWNER, 0),
                                       .few_apart = rows_flag(c->known, i, KNOWN_IS_FEW_APART),
                                       .for_others = rows_flag(c->known, i, KNOWN_IS_FOR_OTHERS)};
        for (size_t view = 0; view < DISCLOSURE_VIEWS; view++)
            cell.states[view] =
                (enum disclosure_state)rows_whole_or(c->known, i, KNOWN_STATE_INTERNAL + view, DISCLOSURE_HIDDEN);
        stats_disclosure_add_cell(c->disclosure, &cell);
    }
}

static void place(const struct control *c, size_t row, struct lattice_cell *cell) {
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++)
        cell->codes[d] = number_of(c, d, rows_value(c->known, row, KNOWN_AGE_BAND + d));
    cell->since = rows_whole_or(c->known, row, KNOWN_SINCE, 0);
    cell->cell = row;
}

/* The thresholds of the groups that a table's indicator asks. */
static const int64_t *asked_groups(const struct control *c, size_t row) {
    char **groups, **thresholds;
    size_t count = text_split(c->arena, rows_value(c->known, row, KNOWN_ASKED_GROUPS), ',', &groups);
    text_split(c->arena, rows_value(c->known, row, KNOWN_ASKED_K), ',', &thresholds);
    int64_t *k = arena_alloc(c->arena, (c->trees[LATTICE_GROUP].count + 1) * sizeof *k);
    for (size_t i = 0; i < count; i++) {
        size_t group = number_of(c, LATTICE_GROUP, groups[i]);
        if (group != LATTICE_TOP) k[group] = strtoll(thresholds[i], NULL, 10);
    }
    return k;
}

static void add_tables(struct control *c) {
    size_t count = rows_count(c->known);
    struct lattice_cell *cells = arena_alloc(c->arena, (count + 1) * sizeof *cells);
    for (size_t first = 0, i = 0; i < count; i++) {
        place(c, i, &cells[i]);
        bool last = i + 1 == count || rows_whole_or(c->known, i, KNOWN_TABLE_NUMBER, 0) !=
                                          rows_whole_or(c->known, i + 1, KNOWN_TABLE_NUMBER, 0);
        if (!last) continue;
        c->trees[LATTICE_GROUP].thresholds = asked_groups(c, i);
        stats_lattice_add_table(c->disclosure, c->trees, cells + first, i + 1 - first);
        first = i + 1;
    }
}

/* A revision and its number among the cells. */
struct revision {
    int64_t observation, revision;
    size_t cell;
};

static int by_revision(const void *a, const void *b) {
    const struct revision *first = a, *second = b;
    if (first->observation != second->observation) return first->observation < second->observation ? -1 : 1;
    return first->revision < second->revision ? -1 : first->revision > second->revision;
}

static struct revision *sorted_revisions(const struct control *c) {
    size_t count = rows_count(c->known);
    struct revision *revisions = arena_alloc(c->arena, (count + 1) * sizeof *revisions);
    for (size_t i = 0; i < count; i++)
        revisions[i] = (struct revision){rows_whole_or(c->known, i, KNOWN_OBSERVATION, 0),
                                         rows_whole_or(c->known, i, KNOWN_REVISION, 0), i};
    qsort(revisions, count, sizeof *revisions, by_revision);
    return revisions;
}

/* The cell of a revision; false where its number of answers is not known, and with it nothing to protect. */
static bool find_cell(const struct control *c, const struct revision *revisions, const char *observation,
                      const char *revision, size_t *cell) {
    struct revision wanted = {strtoll(observation, NULL, 10), strtoll(revision, NULL, 10), 0};
    const struct revision *found = bsearch(&wanted, revisions, rows_count(c->known), sizeof *revisions, by_revision);
    if (found != NULL) *cell = found->cell;
    return found != NULL;
}

static void add_mean(const struct control *c, const struct revision *revisions, const struct rows *means, size_t row) {
    char **observations, **numbers;
    size_t count = text_split(c->arena, rows_value(means, row, MEAN_MEMBERS), ',', &observations), mean, found = 0;
    text_split(c->arena, rows_value(means, row, MEAN_MEMBER_REVISIONS), ',', &numbers);
    size_t *members = arena_alloc(c->arena, count * sizeof *members);
    for (size_t i = 0; i < count; i++)
        if (find_cell(c, revisions, observations[i], numbers[i], &members[found])) found++;
    if (find_cell(c, revisions, rows_value(means, row, MEAN_MEAN), rows_value(means, row, MEAN_REVISION), &mean))
        stats_disclosure_add_mean(c->disclosure, mean, members, found);
}

/* Only figures of peer groups may be means of others. Most tables have none, and to plan the question costs. */
static bool may_have_means(const struct control *c) {
    for (size_t i = 0; i < rows_count(c->known); i++) {
        const struct code *area = find_code(c, LATTICE_AREA, rows_value(c->known, i, KNOWN_AREA));
        if (area == NULL || area->is_peer_group) return true;
    }
    return false;
}

static bool add_means(const struct control *c, struct error *err) {
    struct rows *means;
    if (!may_have_means(c)) return true;
    if (!store_run(c->db, SQL_PUBLISH_MEANS, c->release_and_time, 1, &means, err)) return false;
    if (rows_count(means) == 0) return true;
    const struct revision *revisions = sorted_revisions(c);
    for (size_t i = 0; i < rows_count(means); i++) add_mean(c, revisions, means, i);
    return true;
}

/* --- the decision */

/* Those that the control marked, as arrays for publish_protect. */
static bool hide_marked(const struct control *c, struct error *err) {
    static const char *const reasons[] = {[DISCLOSURE_COMPLEMENTARY] = "complementary", [DISCLOSURE_AUDIT] = "audit"};
    struct text observations = text_start(c->arena), marks = text_start(c->arena);
    for (size_t i = 0; i < rows_count(c->known); i++) {
        enum disclosure_mark mark = stats_disclosure_mark(c->disclosure, i);
        if (mark == DISCLOSURE_UNMARKED) continue;
        const char *separator = observations.length > 0 ? "," : "";
        text_printf(&observations, "%s%s", separator, rows_value(c->known, i, KNOWN_OBSERVATION));
        text_printf(&marks, "%s%s", separator, reasons[mark]);
    }
    if (observations.length == 0) return true;
    const char *const parameters[] = {c->release_and_time[0], arena_printf(c->arena, "{%s}", observations.data),
                                      arena_printf(c->arena, "{%s}", marks.data)};
    return store_run(c->db, SQL_PUBLISH_PROTECT, parameters, 3, NULL, err);
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* The areas of the cells that the control could not judge, each once; NULL without. */
static const char *doubted_areas(const struct control *c, struct arena *arena) {
    size_t count = 0;
    const char **areas = arena_alloc(c->arena, (rows_count(c->known) + 1) * sizeof *areas);
    for (size_t i = 0; i < rows_count(c->known); i++)
        if (stats_disclosure_is_doubted(c->disclosure, i)) areas[count++] = rows_value(c->known, i, KNOWN_AREA);
    qsort(areas, count, sizeof *areas, by_text);
    struct text names = text_start(arena);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !text_equal(areas[i], areas[i - 1])) text_printf(&names, "%s%s", i > 0 ? ", " : "", areas[i]);
    return count == 0 ? NULL : names.data;
}

/* Planned without loops: the planner does not know how large a release is that has just been decided on. */
static bool find_known(struct control *c, struct error *err) {
    static const char *const off = "off", *const on = "on";
    return store_run(c->db, SQL_PUBLISH_PLAN, &off, 1, NULL, err) &&
           store_run(c->db, SQL_PUBLISH_KNOWN, c->release_and_time, 2, &c->known, err) &&
           store_run(c->db, SQL_PUBLISH_PLAN, &on, 1, NULL, err);
}

/* Readers of internal releases know the most, those of public ones the least; a release is decided against those whom
 * it reaches, the first `views` of the states. */
static bool decide(struct control *c, struct exposure *exposure, struct error *err) {
    if (!find_known(c, err) || !grow_trees(c, err)) return false;
    size_t views = rows_count(c->known) == 0 ? 1 : (size_t)rows_whole_or(c->known, 0, KNOWN_VIEWS, DISCLOSURE_VIEWS);
    c->disclosure = stats_disclosure_create(c->arena, views);
    add_cells(c);
    add_tables(c);
    if (!add_means(c, err) || !stats_disclosure_decide(c->disclosure, &exposure->count, err)) return false;
    exposure->overlapping = doubted_areas(c, err->arena);
    return hide_marked(c, err);
}

bool publish_control(struct db *db, const char *const *release_and_time, struct exposure *exposure, struct error *err) {
    static const char *const on = "on";
    struct rows *before;
    struct control control = {.db = db, .release_and_time = release_and_time, .arena = arena_create()};
    bool good = store_run(db, SQL_PUBLISH_SEE, &on, 1, &before, err) && decide(&control, exposure, err);
    if (good) {
        const char *was = rows_value(before, 0, SIGHT_BEFORE);
        good = store_run(db, SQL_PUBLISH_SEE, &was, 1, NULL, err);
    }
    arena_destroy(control.arena);
    return good;
}
