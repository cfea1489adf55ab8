/* What Kolada calls indicators and years. */
#include <criterion/criterion.h>

#include "base/arena.h"
#include "neighbours/kolada/private.h"

static struct arena *arena;
static void open_arena(void) { arena = arena_create(); }
static void close_arena(void) { arena_destroy(arena); }
TestSuite(kolada, .init = open_arena, .fini = close_arena);

Test(kolada, a_kpi_is_an_indicator_as_a_group_answers_it) {
    cr_expect_str_eq(kpi_id(arena, "ins-01", "resident", "resident"), "ins-01");
    cr_expect_str_eq(kpi_id(arena, "sam-03", "provider", "employee"), "sam-03.provider");
    cr_expect_str_eq(kpi_read(arena, "sam-03.provider").indicator, "sam-03");
    cr_expect_str_eq(kpi_read(arena, "sam-03.provider").group, "provider");
    cr_expect_str_eq(kpi_read(arena, "ins-01").indicator, "ins-01");
    cr_expect_null(kpi_read(arena, "ins-01").group);
    cr_expect_str_eq(kpi_own_group(arena, "employee\x1e"
                                          "provider"),
                     "employee");
    cr_expect_str_eq(kpi_own_group(arena, "resident"), "resident");
    cr_expect_str_eq(kpi_own_group(arena, ""), "_T");
    cr_expect_str_eq(kpi_own_group(arena, NULL), "_T");
}

Test(kolada, of_periods_within_a_year_one_counts) {
    static const char *const periods[] = {"2024-01", "2024-Q1", "2024-11", "2024-12", "2024-Q4", "2024-S2", "2024"};
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        for (size_t j = 0; j < sizeof periods / sizeof *periods; j++) {
            int order = year_order(periods[i], periods[j]);
            cr_expect((i > j) == (order > 0) && (i == j) == (order == 0), "%s %s: %d", periods[i], periods[j], order);
        }
}
