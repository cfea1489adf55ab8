/* What the files of disclosure control share. */
#ifndef STATS_DISCLOSURE_PRIVATE_H
#define STATS_DISCLOSURE_PRIVATE_H

#include "stats/disclosure.h"

/* The figures of a cell; figure i stands for the bit 1 << i of DISCLOSURE_N, DISCLOSURE_X, DISCLOSURE_REST. */
enum figure { FIGURE_N, FIGURE_X, FIGURE_REST, FIGURE_COUNT };

struct cell {
    struct disclosure_cell given;
    enum disclosure_mark mark;
    bool hidden;
    bool accomplice;          /* a remainder of at least k: hidden, protects others, needs no protection */
    bool is_child, is_total;  /* in lines that decide */
    bool futile;              /* follows even if all is hidden: stays shown */
    bool fresh;               /* hidden since the last audit */
    bool binds_x;             /* some line binds x, and with it x_most - x */
    bool loose[FIGURE_COUNT]; /* can take several values: once it can, it always can */
    int weak;                 /* bits of what follows */
    int lost;                 /* bits of what follows even if all is hidden; known where lost_known */
    bool lost_known;
    size_t *lines, line_count; /* all lines it is in */
};

struct line {
    size_t *cells, count; /* cells[0] is the parent */
    size_t order;
    bool superseded;
    bool x_adds_up;
};

struct disclosure {
    struct arena *arena;
    struct cell *cells;
    struct line *lines;
    size_t cell_count, cell_room, line_count, line_room;
};

/* Sets `weak` of the hidden cells that hang together with a fresh one, and leaves none fresh. */
must_check bool disclosure_audit(struct disclosure *disclosure, struct error *err);

/* Homogeneous equations over `columns` unknowns: row i has the entries start[i] .. start[i + 1] - 1, a column at most
 * once, with signs 1 or -1. */
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

#endif
