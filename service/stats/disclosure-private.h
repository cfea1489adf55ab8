/* What the files of disclosure control share. */
#ifndef STATS_DISCLOSURE_PRIVATE_H
#define STATS_DISCLOSURE_PRIVATE_H

#include "stats/disclosure.h"

/* The figures of a cell; figure i stands for the bit 1 << i of DISCLOSURE_N, DISCLOSURE_X, DISCLOSURE_REST. */
enum figure { FIGURE_N, FIGURE_X, FIGURE_REST, FIGURE_COUNT };

/* What a cell is for its readers beside shown and hidden. */
enum cell_kind {
    CELL_PUBLISHED, /* shown or hidden */
    CELL_UNKNOWN,   /* published nowhere: protects others, and is protected where it follows and is small */
    CELL_REMAINDER, /* the same, of one line */
    CELL_TINY,      /* a remainder within the tolerance: protects nobody */
};

struct cell {
    struct disclosure_cell given;
    enum disclosure_state state; /* in the view at hand */
    enum cell_kind kind;
    enum disclosure_mark mark;
    size_t stand_in;          /* the unknown cell that has its x, 0 for none */
    bool needs_figures;       /* unknown, until they are worked out */
    bool doubted;             /* may be in lines that nobody has drawn */
    bool hidden;              /* not shown: also what is published nowhere */
    bool is_child, is_total;  /* in lines that decide */
    bool is_mean;             /* of other cells: hidden before any of these */
    bool futile;              /* follows even if all is hidden: stays shown */
    bool fresh;               /* hidden since the last audit */
    bool binds_x;             /* some line binds x, and with it x_most - x */
    bool loose[FIGURE_COUNT]; /* can take several values: once it can, it always can, as ever more is hidden */
    int weak;                 /* bits of what follows */
    int lost;                 /* bits of what follows even if all is hidden; known where lost_known */
    bool lost_known;
    size_t *lines, line_count; /* all lines it is in */
};

struct line {
    size_t *cells, count; /* cells[0] is the parent */
    size_t kind;
    int64_t k_lacking;
    size_t order;
    bool superseded;
    bool x_adds_up;
    bool needs_figures; /* holds a cell that does: may lack its remainder */
    bool exceeded;      /* by its children, within the tolerance */
    bool has_others;    /* among its children */
};

struct disclosure {
    struct arena *arena;
    struct cell *cells;
    struct line *lines;
    size_t cell_count, cell_room, line_count, line_room;
    size_t views, stand_ins;
    bool has_tiny, has_few_apart, has_exceeded, has_unknown, has_x, is_large;
    bool alone; /* the only view */
};

/* The threshold of a line's remainder: the largest of whoever it may be. */
int64_t disclosure_remainder_k(const struct disclosure *disclosure, const struct line *line);

/* Adds the cell that a line's parent has more than its children; the line has room for it. */
void disclosure_add_remainder(struct disclosure *disclosure, struct line *line, const struct disclosure_cell *rest);

/* Sorts the lines, tells the cells which they are in and what they are in these. */
void disclosure_prepare(struct disclosure *disclosure);

/* Works out figures of the unknown cells that fit all lines, with remainders as small as possible; drops lines whose
 * children do not divide their parent. */
must_check bool disclosure_complete(struct disclosure *disclosure, struct error *err);

/* Sets `weak` of what is hidden and hangs together with a fresh cell, and leaves none fresh. */
must_check bool disclosure_audit(struct disclosure *disclosure, struct error *err);

/* Whether a cell is hidden, if it is, only to protect others. */
bool disclosure_is_for_others(const struct cell *cell);

/* What of a cell must not follow and does: of a hidden one everything, of an unknown one n where it is small. */
int disclosure_exposed(const struct cell *cell);

/* Equations over `columns` unknowns: row i has the entries start[i] .. start[i + 1] - 1, a column at most once, with
 * signs 1 or -1. */
struct system {
    size_t rows, columns;
    const size_t *start, *column;
    const signed char *sign;
};

/* The cone of all d with system·d = 0 and d[j] >= 0 where at_zero[j]: turns at_zero[j] off wherever d[j] > 0 is
 * possible. False: it cannot be found out. */
must_check bool disclosure_open_cone(const struct system *system, bool *at_zero, struct error *err);

/* The same by linear programming alone, for small systems. */
must_check bool disclosure_solve_cone(const struct system *system, bool *at_zero, struct error *err);

/* Sets moves[j]: whether some d with system·d = 0 has d[j] != 0, where d is 0 at all fixed[j]. By elimination. */
void disclosure_find_moves(const struct system *system, const bool *fixed, bool *moves);

/* Finds figures >= 0 that are not `known` yet, all of them then; rows may miss their sums. Columns with sign -1 are
 * parents. In time proportional to the system. */
void disclosure_fill(const struct system *system, const double *sums, double *figures, bool *known);

/* By linear programming, for small systems: finds `figures` >= 0 with system·figures + lacks = sums. lacks[i] < 0 is
 * avoided first, then lacks[i] > 0, as little as possible in sum, those of row i weighted by costs[i] (1 .. 1000). */
must_check bool disclosure_solve_figures(const struct system *system, const double *sums, const double *costs,
                                         double *figures, double *lacks, struct error *err);

#endif
