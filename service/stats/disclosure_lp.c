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

static void jump_back(void *where) { longjmp(*(jmp_buf *)where, 1); }

static int keep_quiet(void *unused, const char *text) {
    (void)unused, (void)text;
    return 1;
}

/* Columns 1 .. columns are the unknowns; each unknown at zero has a second column that stands right behind them all. */
static struct matrix matrix_of(struct arena *arena, const struct system *s, const bool *at_zero) {
    size_t entries = s->start[s->rows], *second = arena_alloc(arena, s->columns * sizeof *second), columns = s->columns;
    for (size_t j = 0; j < s->columns; j++)
        if (at_zero[j]) second[j] = ++columns;
    struct matrix m = {.rows = (int)s->rows, .columns = (int)columns};
    m.row = arena_alloc(arena, (2 * entries + 1) * sizeof *m.row);
    m.column = arena_alloc(arena, (2 * entries + 1) * sizeof *m.column);
    m.value = arena_alloc(arena, (2 * entries + 1) * sizeof *m.value);
    for (size_t i = 0; i < s->rows; i++)
        for (size_t e = s->start[i]; e < s->start[i + 1]; e++)
            for (int twin = 0; twin <= (at_zero[s->column[e]] ? 1 : 0); twin++) {
                m.row[++m.entries] = (int)i + 1;
                m.column[m.entries] = twin ? (int)second[s->column[e]] : (int)s->column[e] + 1;
                m.value[m.entries] = s->sign[e];
            }
    return m;
}

/* max sum t[j], 0 <= t[j] <= 1, over d[j] = t[j] + u[j], u[j] >= 0, where at_zero[j]. Since the cone can be scaled up,
 * the maximum has t[j] = 1 wherever d[j] > 0 is possible and t[j] = 0 elsewhere. */
static void state_program(glp_prob *p, const struct matrix *m, const bool *at_zero, size_t unknowns) {
    glp_set_obj_dir(p, GLP_MAX);
    glp_add_rows(p, m->rows);
    glp_add_cols(p, m->columns);
    for (int i = 1; i <= m->rows; i++) glp_set_row_bnds(p, i, GLP_FX, 0, 0);
    for (size_t j = 0; j < unknowns; j++) {
        glp_set_col_bnds(p, (int)j + 1, at_zero[j] ? GLP_DB : GLP_FR, 0, 1);
        glp_set_obj_coef(p, (int)j + 1, at_zero[j]);
    }
    for (int j = (int)unknowns + 1; j <= m->columns; j++) glp_set_col_bnds(p, j, GLP_LO, 0, 0);
    glp_load_matrix(p, m->entries, m->row, m->column, m->value);
}

static bool solve(glp_prob *p) {
    glp_smcp settings;
    glp_init_smcp(&settings);
    settings.msg_lev = GLP_MSG_OFF;
    settings.presolve = GLP_ON;
    settings.tm_lim = TIME_LIMIT_MS;
    return glp_simplex(p, &settings) == 0 && glp_get_status(p) == GLP_OPT;
}

/* Everything that GLPK does, behind a jump that its errors take. */
static bool run(const struct matrix *m, bool *at_zero, size_t unknowns) {
    jmp_buf back;
    if (setjmp(back) != 0) return false;
    glp_error_hook(jump_back, &back);
    glp_term_hook(keep_quiet, NULL);
    glp_prob *p = glp_create_prob();
    state_program(p, m, at_zero, unknowns);
    if (!solve(p)) return false;
    for (size_t j = 0; j < unknowns; j++)
        if (at_zero[j] && glp_get_col_prim(p, (int)j + 1) > 0.5) at_zero[j] = false;
    return true;
}

bool disclosure_solve_cone(const struct system *system, bool *at_zero, struct error *err) {
    struct arena *arena = arena_create();
    struct matrix m = matrix_of(arena, system, at_zero);
    bool solved = run(&m, at_zero, system->columns);
    glp_free_env();
    arena_destroy(arena);
    return solved || error_cause(err, PROBLEM_INTERNAL,
                                 "disclosure control: no optimum of a linear program of %zu rows", system->rows);
}
