/* The whole lattice of a published table (domain.md A9): the product of the trees of areas, respondent groups and
 * periods, sex and age. A reader knows that every cell of it is the sum of its children along each dimension, whether a
 * cell is published or not; so a margin that nobody publishes still ties together what is. Here its lines are drawn,
 * with unknown cells where nothing is published and for the others of a division, who are in none of its children, and
 * handed to the disclosure control (stats/disclosure.h). */
#ifndef STATS_LATTICE_H
#define STATS_LATTICE_H

#include "stats/disclosure.h"

enum lattice_dimension { LATTICE_AGE, LATTICE_AREA, LATTICE_GROUP, LATTICE_PERIOD, LATTICE_SEX, LATTICE_DIMENSIONS };

#define LATTICE_TOP ((size_t)-1)

/* An area and another that came of it: no division of what is above them has both. */
struct lattice_succession {
    size_t before, after;
};

/* The codes of a dimension, by number: parents[i] is above code i, LATTICE_TOP where nothing is. Children of one kind
 * divide their parent; those of another kind divide it in another way. thresholds[i] is the k of a code that may have
 * persons in a table even where it has no cell there, 0 where it cannot, 1 where it has
 * none of its own; NULL where none can. */
struct lattice_tree {
    const size_t *parents, *kinds;
    size_t count;
    const int64_t *thresholds;
    const struct lattice_succession *successions;
    size_t succession_count;
};

/* A revision of one observation: where it stands, when it was first shown or decided (any ascending number, the newest
 * revision of an observation last), and its number in the disclosure. */
struct lattice_cell {
    size_t codes[LATTICE_DIMENSIONS];
    int64_t since;
    size_t cell;
};

/* Adds the lines of one table, all revisions of one indicator version in periods that lie in one another. Where
 * observations have several revisions the lattice stood as often as one came; what stands no longer is superseded.
 * Takes time in proportion to the product of the codes that occur, times the changes.
 *
 * Where areas exceed their parent by more than the tolerance, sets of them that make up the parent or one of them, as
 * far as published, are lines too; where they cannot be searched their cells are doubted (stats_disclosure_doubt). */
void stats_lattice_add_table(struct disclosure *disclosure, const struct lattice_tree trees[LATTICE_DIMENSIONS],
                             const struct lattice_cell *cells, size_t count);

#endif
