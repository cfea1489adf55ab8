/* Disclosure control of a release (domain.md A9): which cells must be hidden so that no hidden cell follows exactly
 * from what is public. Deterministic; thread-safe, each call works on its own.
 *
 * A line is a parent and its children along one dimension: the parent's n is the sum of theirs. What outsiders know is
 * the figures of the cells shown and that lines add up, of earlier releases too. From that a hidden figure follows
 * exactly when its minimum and maximum under "nothing is negative" are equal. n, x and n − x are judged together, since
 * a cell shows all of them or none.
 *
 * `x` of a share is the number who answered yes. For a mean, x may be what the answers exceed the lowest possible by,
 * summed up ((mean - low)·n·items in scale steps), and x_most what they could at most ((high - low)·n·items): such sums
 * add up as numerators do, and a hidden mean follows at an end of its scale as a share of 0 or 100 does. Elsewhere n
 * and sum of a hidden cell are two unknowns of the same lines: while n does not follow, neither does the mean. Give x
 * only where mean and n tell the sum exactly (n·items < 10^decimals) and not for weighted figures: then n is protected
 * alone.
 *
 * Not covered: ranges that are narrow but no point, n learnt from another indicator of the same survey, and that
 * persons are whole (where lines run along several dimensions at once that can narrow a range further).
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
    DISCLOSURE_SHOWN,  /* public, now or earlier: cannot be hidden again */
    DISCLOSURE_HIDDEN, /* in this release for a reason of its own, or hidden before: stays hidden */
    DISCLOSURE_OPEN,   /* in this release: shown unless it must protect another */
};

enum disclosure_mark { DISCLOSURE_UNMARKED, DISCLOSURE_COMPLEMENTARY, DISCLOSURE_AUDIT };

/* What follows about a hidden cell in spite of everything. */
enum { DISCLOSURE_N = 1, DISCLOSURE_X = 2, DISCLOSURE_REST = 4 /* x_most - x */ };

enum { DISCLOSURE_NO_X = -1 };

/* One revision of one observation. Figures are not negative and x <= x_most; `k` is the threshold of its group. */
struct disclosure_cell {
    int64_t n, x, x_most, k; /* x DISCLOSURE_NO_X: without; x_most of a share is n */
    enum disclosure_state state;
};

/* Lives in `arena`. */
struct disclosure *stats_disclosure_create(struct arena *arena);

/* Returns the cell's number: 0, 1, .. in the order of their keys, by which ties are decided. */
size_t stats_disclosure_add_cell(struct disclosure *disclosure, const struct disclosure_cell *cell);

/* Adds the line of a parent with all of its children that there are, unless their n sum to more than the parent's: then
 * there is none. If they sum to less, the remainder becomes a child of its own that is never shown: it is protected
 * where it is smaller than the largest k of the line, else it only protects others. Where also x adds up, x is bound
 * too. `superseded`: the line held in an earlier release and is none now, since a cell in it has a newer revision or
 * another child has come; it is known still, but decides nothing but the audit. Several lines of a parent are worked
 * through in the order they are added. */
void stats_disclosure_add_line(struct disclosure *disclosure, size_t parent, const size_t *children, size_t count,
                               bool superseded);

/* Decides which open cells to hide; once for a disclosure. False when the linear programs cannot be solved: then
 * nothing may be published. `exposed` is the number of hidden cells that follow even if every cell that may be hidden
 * is. */
must_check bool stats_disclosure_decide(struct disclosure *disclosure, size_t *exposed, struct error *err);

/* Why an open cell was hidden; DISCLOSURE_UNMARKED: it was not. */
enum disclosure_mark stats_disclosure_mark(const struct disclosure *disclosure, size_t cell);

/* Which figures of a hidden cell follow all the same: DISCLOSURE_N .. added up, 0 for none. Either the release waits,
 * or its owner accepts it: where everybody in a group shown answered alike, so did each of its parts. */
int stats_disclosure_exposure(const struct disclosure *disclosure, size_t cell);

#endif
