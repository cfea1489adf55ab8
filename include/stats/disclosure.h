/* Disclosure control of a release (domain.md A9): which cells must be hidden so that no hidden cell follows exactly
 * from what its readers know. Deterministic; thread-safe, each call works on its own.
 *
 * A line is a parent and its children along one dimension: the parent's n is the sum of theirs. What readers know is
 * the figures of the cells that they were ever shown and that lines add up, of earlier releases too. From that a hidden
 * figure follows exactly when its minimum and maximum under "nothing is negative" are equal. n, x and n − x are judged
 * together, since a cell shows all of them or none. Readers differ in what they know (an owner's reader reads internal
 * releases beside the public ones); each kind of them is a view, and a release has to hold against every view.
 *
 * Lines run through cells that are published nowhere, too: a margin that is left out, or one group of a table that is
 * not in the file. These carry equations; the control works out figures for them that fit, and protects those that
 * follow and count fewer than k.
 *
 * `x` of a share is the number who answered yes. For a mean, x may be what the answers exceed the lowest possible by,
 * summed up ((mean - low)·n·items in scale steps), and x_most what they could at most ((high - low)·n·items): such sums
 * add up as numerators do, and a hidden mean follows at an end of its scale as a share of 0 or 100 does. Elsewhere n
 * and sum of a hidden cell are two unknowns of the same lines: while n does not follow, neither does the mean. Give x
 * only where mean and n tell the sum exactly (n·items < 10^decimals) and not for weighted figures: then n is protected
 * alone.
 *
 * Whoever owns a hidden cell knows it: of a line's two hidden cells of two owners each would know the other's, so that
 * a third is hidden where there is one. The audit does not ask what an owner could work out over several lines.
 *
 * Not covered: ranges that are narrow but no point, n or answers learnt from another indicator or version of the same
 * survey, a few who came by a correction to a cell that is published nowhere, and that persons are whole (where lines
 * run along several dimensions at once that can narrow a range further). Which lines of unknown cells lack somebody is
 * a guess: who knows better knows more. In systems too large for linear programming what follows only from there being
 * nobody over several lines is not seen, nor what remainders tell of one another.
 *
 * Work: at most two rounds for each open cell; a round takes time in proportion to the hidden cells that hang together
 * where something changed, as long as their equations stay sparse. 2 000 cells commonly take some 10 ms, 20 000
 * seconds; many thousand primary cells in one table can take minutes. */
#ifndef STATS_DISCLOSURE_H
#define STATS_DISCLOSURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct disclosure;

enum disclosure_state {
    DISCLOSURE_SHOWN,  /* known to the readers of the view: cannot be hidden again */
    DISCLOSURE_HIDDEN, /* in this release for a reason of its own, or hidden before: stays hidden */
    DISCLOSURE_OPEN,   /* in this release: shown unless it must protect another */
    DISCLOSURE_NEVER,  /* shown to others only: to these readers neither shown nor hidden */
};

enum disclosure_mark { DISCLOSURE_UNMARKED, DISCLOSURE_COMPLEMENTARY, DISCLOSURE_AUDIT };

/* What follows about a hidden cell in spite of everything. */
enum { DISCLOSURE_N = 1, DISCLOSURE_X = 2, DISCLOSURE_REST = 4 /* x_most - x */ };

enum { DISCLOSURE_NO_X = -1, DISCLOSURE_VIEWS = 3 };

#define DISCLOSURE_EXACT ((size_t)-1)

/* Sums may be off by item non-response (the children are fewer) or because they come from another source (they are
 * more). A reader is taken to know a difference of up to so many persons: a cell whose n he knows but for less is
 * exposed. Children that exceed their parent by more do not divide it. */
enum { DISCLOSURE_TOLERANCE = 2 };

/* One revision of one observation. Figures are not negative and x <= x_most; `k` is the threshold of its group. What is
 * DISCLOSURE_OPEN in one view is in this release: elsewhere it is open too, or shown. */
struct disclosure_cell {
    int64_t n, x, x_most, k;                        /* x DISCLOSURE_NO_X: without; x_most of a share is n */
    enum disclosure_state states[DISCLOSURE_VIEWS]; /* the first `views` of them count */
    bool few_apart;  /* hidden since a few persons tell it from an earlier figure: within the tolerance it is known */
    bool for_others; /* hidden before, and only to protect others: to know it within the tolerance harms nobody */
    int64_t owner;   /* whose editors know it, hidden or not; 0: nobody's */
};

/* Lives in `arena`; for 1 .. DISCLOSURE_VIEWS views. */
struct disclosure *stats_disclosure_create(struct arena *arena, size_t views);

/* Returns the cell's number: 0, 1, .. in the order of their keys, by which ties are decided. */
size_t stats_disclosure_add_cell(struct disclosure *disclosure, const struct disclosure_cell *cell);

/* What was said of a cell; until the next one is added. */
const struct disclosure_cell *stats_disclosure_given(const struct disclosure *disclosure, size_t cell);

/* It cannot be shown what lines a cell is in: where it is hidden for its own sake, or was before, it counts as exposed.
 */
void stats_disclosure_doubt(struct disclosure *disclosure, size_t cell);
bool stats_disclosure_is_doubted(const struct disclosure *disclosure, size_t cell);

/* Adds a cell that is published nowhere, whose figures nobody has; it is protected where its n follows and is below k.
 * Returns its number, as stats_disclosure_add_cell does. */
size_t stats_disclosure_add_unknown(struct disclosure *disclosure, int64_t k);

/* A parent with all of its children that there are.
 * `kind`: a small number; lines of one kind divide in the same way. Where figures are unknown, readers take it that the
 * lines of a kind add up as those do that can be seen.
 * `superseded`: the line held in an earlier release and is none now, since a cell in it has a newer revision or another
 * child has come; it is known still, but decides nothing but the audit.
 * DISCLOSURE_EXACT: children and others are all of the parent, which is known to the audit only.
 * `k_lacking`: the largest threshold of groups that have no cell and may be the remainder; 0 where there are none.
 * `others`: an unknown cell that is in other lines, too, of all who belong to the parent and to no child; NULL without.
 * It ties the remainder to those of other lines, for the audit. */
struct disclosure_line {
    size_t parent;
    const size_t *children;
    size_t count, kind;
    bool superseded;
    int64_t k_lacking;
    const size_t *others;
};

/* Adds a line, unless the n of its children sum to more than the parent's by more than DISCLOSURE_TOLERANCE: then there
 * is none. If they sum to less, the remainder becomes a child of its own that is never shown: it is protected where it
 * is smaller than the largest k of its cells and k_lacking, else it only protects others, and one of up to
 * DISCLOSURE_TOLERANCE persons protects nobody. Where also x adds up, x is bound too. Several lines of a parent are
 * worked through in the order they are added. */
void stats_disclosure_add_line(struct disclosure *disclosure, const struct disclosure_line *line);

/* Adds the line of a cell that is the unweighted mean of `members`, all with a value: one hidden among them follows.
 * Nothing of it has to add up. */
void stats_disclosure_add_mean(struct disclosure *disclosure, size_t mean, const size_t *members, size_t count);

/* Decides which open cells to hide; once for a disclosure. False when the linear programs cannot be solved: then
 * nothing may be published. `exposed` is the number of cells that follow even if every cell that may be hidden is. */
must_check bool stats_disclosure_decide(struct disclosure *disclosure, size_t *exposed, struct error *err);

/* Why an open cell was hidden; DISCLOSURE_UNMARKED: it was not. */
enum disclosure_mark stats_disclosure_mark(const struct disclosure *disclosure, size_t cell);

/* Which figures of a hidden or unknown cell follow all the same: DISCLOSURE_N .. added up, 0 for none. Either the
 * release waits, or its owner accepts it: where everybody in a group shown answered alike, so did each of its parts. */
int stats_disclosure_exposure(const struct disclosure *disclosure, size_t cell);

#endif
