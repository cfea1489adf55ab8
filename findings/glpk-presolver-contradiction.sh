#!/usr/bin/env bash
# Expected: glp_simplex with presolve answers the same question as without: GLPK's manual says of the presolver only
#   that it makes the problem smaller, and that it answers GLP_ENOPFS when there is no feasible solution.
# Instead (GLPK 5.0, Debian's libglpk40): an equation with one unknown that lies outside that unknown's bounds by up
#   to 0.00001 + 0.00000001 of the bound is quietly moved onto the bound and reported as GLP_OPT. Without the
#   presolver the same program has no feasible solution, and the exact simplex says so, too. A cell of at most
#   10,600,000 persons that must be 10,600,000.1 (weighted totals have decimals) is "optimal" at 10,600,000; the row
#   that states it is off by 0.1.
# Matters: whether published totals contradict each other is what an audit of hidden cells asks first; from
#   contradicting totals follow bounds that hold for no table at all, and a check of GLP_OPT alone takes them.
# The service: runs with the presolver (solve in service/stats/disclosure_lp.c), but asks nothing whose answer is in
#   the status: every row with a sum has two columns for what it lacks (state_figures), which have no upper bound, and
#   the other program has rows equal to 0 and bounds 0 and 1. A program with published bounds must check its rows
#   afterwards.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/run.c" <<'C'
#include <glpk.h>
#include <math.h>
#include <stdio.h>

static const char *word(int result, int status) {
    if (result == GLP_ENOPFS) return "infeasible";
    if (result != 0) return "not solved";
    return status == GLP_OPT ? "optimal" : status == GLP_NOFEAS ? "infeasible" : "other";
}

static void try(double most, double must_be) {
    glp_prob *p = glp_create_prob();
    glp_add_rows(p, 1);
    glp_add_cols(p, 1);
    glp_set_row_bnds(p, 1, GLP_FX, must_be, must_be);
    glp_set_col_bnds(p, 1, GLP_DB, 0, most);
    glp_load_matrix(p, 1, (int[]){0, 1}, (int[]){0, 1}, (double[]){0, 1});
    glp_smcp settings;
    glp_init_smcp(&settings);
    settings.msg_lev = GLP_MSG_OFF;
    printf("at most %.10g, must be %.10g:", most, must_be);
    int result = glp_simplex(p, &settings);
    printf(" plain %s;", word(result, glp_get_status(p)));
    settings.presolve = GLP_ON;
    glp_std_basis(p);
    result = glp_simplex(p, &settings);
    printf(" presolved %s", word(result, glp_get_status(p)));
    if (result == 0) printf(" (the row is off by %.6f)", fabs(glp_get_col_prim(p, 1) - must_be));
    settings.presolve = GLP_OFF;
    glp_std_basis(p);
    result = glp_exact(p, &settings);
    printf("; exact %s\n", word(result, glp_get_status(p)));
    glp_delete_prob(p);
}

int main(void) {
    printf("GLPK %s\n", glp_version());
    glp_term_out(GLP_OFF);
    try(10600000, 10600000.1);
    try(10600000, 10600000.2);
    try(3, 3.00001);
    try(3, 3.00002);
    glp_free_env();
}
C
cc -std=c11 -o "$work/run" "$work/run.c" -lglpk
{
    dpkg-query -W -f 'libglpk40 ${Version}\n' libglpk40
    timeout 60 "$work/run"
} | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
libglpk40 5.0-1
GLPK 5.0
at most 10600000, must be 10600000.1: plain infeasible; presolved optimal (the row is off by 0.100000); exact infeasible
at most 10600000, must be 10600000.2: plain infeasible; presolved infeasible; exact infeasible
at most 3, must be 3.00001: plain infeasible; presolved optimal (the row is off by 0.000010); exact infeasible
at most 3, must be 3.00002: plain infeasible; presolved infeasible; exact infeasible
SEEN
