/* The one place that talks to GLPK. Its state belongs to the thread where the library is built with thread-local
 * storage (Debian's is), and is freed after each program, since the server's threads come and go. On an error GLPK
 * would print and abort the process: the hooks silence it and jump back here instead, and its state is thrown away. */
#include "disclosure-private.h"

#include <glpk.h>
#include <setjmp.h>
#include <string.h>

enum { TIME_LIMIT_MS = 60000 };

/* Positions and values as GLPK wants them, from 1. */
struct matrix {
    int rows, columns, entries, *row, *column;
    double *value;
};

/* GCOVR_EXCL_START: GLPK comes here out of memory, or when it has found a fault of its own */
static void jump_back(void *where) { longjmp(*(jmp_buf *)where, 1); }

static int keep_quiet(void *unused, const char *text) {
    (void)unused, (void)text;
    return 1;
}
/* GCOVR_EXCL_STOP */

static struct matrix matrix_for(struct arena *arena, size_t rows, size_t columns, size_t entries) {
    struct matrix m = {.rows = (int)rows, .columns = (int)columns};
    m.row = arena_alloc(arena, (entries + 1) * sizeof *m.row);
    m.column = arena_alloc(arena, (entries + 1) * sizeof *m.column);
    m.value = arena_alloc(arena, (entries + 1) * sizeof *m.value);
    return m;
}

static void add_entry(struct matrix *m, size_t row, size_t column, double value) {
    m->row[++m->entries] = (int)row + 1;
    m->column[m->entries] = (int)column + 1;
    m->value[m->entries] = value;
}

/* A linear program: how it is stated and what is read from its optimum. */
struct program {
    void (*state)(glp_prob *p, const struct program *program);
    void (*read)(glp_prob *p, const struct program *program);
    struct matrix matrix;
    const struct system *system;
    bool *at_zero;
    const double *sums, *costs;
    double *figures, *lacks;
};

static bool solve(glp_prob *p) {
    glp_smcp settings;
    glp_init_smcp(&settings);
    settings.msg_lev = GLP_MSG_OFF;
    settings.presolve = GLP_ON;
    settings.tm_lim = TIME_LIMIT_MS;
    return glp_simplex(p, &settings) == 0 && glp_get_status(p) == GLP_OPT;
}

/* Everything that GLPK does, behind a jump that its errors take. */
static bool run(const struct program *program) {
    jmp_buf back;
    if (setjmp(back) != 0) return false;
    glp_error_hook(jump_back, &back);
    glp_term_hook(keep_quiet, NULL);
    glp_prob *p = glp_create_prob();
    const struct matrix *m = &program->matrix;
    glp_add_rows(p, m->rows);
    glp_add_cols(p, m->columns);
    program->state(p, program);
    glp_load_matrix(p, m->entries, m->row, m->column, m->value);
    if (!solve(p)) return false;
    program->read(p, program);
    return true;
}

static bool run_and_free(const struct program *program, struct error *err) {
    bool solved = run(program);
    glp_free_env();
    return solved ||
           error_cause(err, PROBLEM_INTERNAL, "disclosure control: no optimum of a linear program of %zu rows",
                       program->system->rows);
}

/* --- which unknowns at zero can grow */

/* Columns 1 .. columns are the unknowns; each unknown at zero has a second column that stands right behind them all. */
static struct matrix cone_matrix(struct arena *arena, const struct system *s, const bool *at_zero) {
    size_t *second = arena_alloc(arena, s->columns * sizeof *second), columns = s->columns;
    for (size_t j = 0; j < s->columns; j++)
        if (at_zero[j]) second[j] = columns++;
    struct matrix m = matrix_for(arena, s->rows, columns, 2 * s->start[s->rows]);
    for (size_t i = 0; i < s->rows; i++)
        for (size_t e = s->start[i]; e < s->start[i + 1]; e++)
            for (int twin = 0; twin <= (at_zero[s->column[e]] ? 1 : 0); twin++)
                add_entry(&m, i, twin ? second[s->column[e]] : s->column[e], s->sign[e]);
    return m;
}

/* max sum t[j], 0 <= t[j] <= 1, over d[j] = t[j] + u[j], u[j] >= 0, where at_zero[j]. Since the cone can be scaled up,
 * the maximum has t[j] = 1 wherever d[j] > 0 is possible and t[j] = 0 elsewhere. */
static void state_cone(glp_prob *p, const struct program *program) {
    size_t unknowns = program->system->columns;
    glp_set_obj_dir(p, GLP_MAX);
    for (int i = 1; i <= program->matrix.rows; i++) glp_set_row_bnds(p, i, GLP_FX, 0, 0);
    for (size_t j = 0; j < unknowns; j++) {
        glp_set_col_bnds(p, (int)j + 1, program->at_zero[j] ? GLP_DB : GLP_FR, 0, 1);
        glp_set_obj_coef(p, (int)j + 1, program->at_zero[j]);
    }
    for (int j = (int)unknowns + 1; j <= program->matrix.columns; j++) glp_set_col_bnds(p, j, GLP_LO, 0, 0);
}

static void read_cone(glp_prob *p, const struct program *program) {
    for (size_t j = 0; j < program->system->columns; j++)
        if (program->at_zero[j] && glp_get_col_prim(p, (int)j + 1) > 0.5) program->at_zero[j] = false;
}

bool disclosure_solve_cone(const struct system *system, bool *at_zero, struct error *err) {
    struct arena *arena = arena_create();
    struct program program = {.state = state_cone, .read = read_cone, .system = system, .at_zero = at_zero};
    program.matrix = cone_matrix(arena, system, at_zero);
    bool solved = run_and_free(&program, err);
    arena_destroy(arena);
    return solved;
}

/* --- figures that fit */

/* Behind the unknowns each row has two columns: what the children lack, and what they have too much. */
static struct matrix figures_matrix(struct arena *arena, const struct system *s) {
    size_t entries = s->start[s->rows];
    struct matrix m = matrix_for(arena, s->rows, s->columns + 2 * s->rows, entries + 2 * s->rows);
    for (size_t i = 0; i < s->rows; i++) {
        for (size_t e = s->start[i]; e < s->start[i + 1]; e++) add_entry(&m, i, s->column[e], s->sign[e]);
        add_entry(&m, i, s->columns + 2 * i, 1);
        add_entry(&m, i, s->columns + 2 * i + 1, -1);
    }
    return m;
}

enum { COST_OF_EXCESS = 10000 };

static void state_figures(glp_prob *p, const struct program *program) {
    glp_set_obj_dir(p, GLP_MIN);
    for (int i = 0; i < program->matrix.rows; i++) glp_set_row_bnds(p, i + 1, GLP_FX, program->sums[i], 0);
    for (int j = 0; j < program->matrix.columns; j++) {
        size_t lack = (size_t)j - program->system->columns;
        glp_set_col_bnds(p, j + 1, GLP_LO, 0, 0);
        if ((size_t)j >= program->system->columns)
            glp_set_obj_coef(p, j + 1, lack % 2 ? COST_OF_EXCESS : program->costs[lack / 2]);
    }
}

static void read_figures(glp_prob *p, const struct program *program) {
    size_t unknowns = program->system->columns;
    for (size_t j = 0; j < unknowns; j++) program->figures[j] = glp_get_col_prim(p, (int)j + 1);
    for (size_t i = 0; i < program->system->rows; i++) {
        int lack = (int)(unknowns + 2 * i) + 1;
        program->lacks[i] = glp_get_col_prim(p, lack) - glp_get_col_prim(p, lack + 1);
    }
}

bool disclosure_solve_figures(const struct system *system, const double *sums, const double *costs, double *figures,
                              double *lacks, struct error *err) {
    struct arena *arena = arena_create();
    struct program program = {.state = state_figures,
                              .read = read_figures,
                              .system = system,
                              .sums = sums,
                              .costs = costs,
                              .figures = figures,
                              .lacks = lacks};
    program.matrix = figures_matrix(arena, system);
    bool solved = run_and_free(&program, err);
    arena_destroy(arena);
    return solved;
}
