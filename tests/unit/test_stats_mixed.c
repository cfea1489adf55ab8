/* Methods compared, and lines through places (domain.md A13, A14). */
#include <criterion/criterion.h>
#include <math.h>

#include "stats/association.h"
#include "stats/moderation.h"
#include "test_stats.h"

enum { MOST = 8 };
static size_t order[MOST];
static double p_values[MOST], adjusted[MOST];
static const struct moderation_room room = {order, p_values, adjusted};

Test(moderation, check_value) {
    static const struct study studies[] = {{0.2, 0.10}, {0.5, 0.15}, {0.1, 0.12}, {0.6, 0.10},
                                           {0.9, 0.20}, {0.7, 0.15}, {0.3, 0.10}};
    static const size_t group_of[] = {0, 0, 0, 1, 1, 1, 2};
    struct group_effect groups[4];
    struct group_pair pairs[MOST];
    size_t pair_count;
    struct moderation found =
        stats_moderation(studies, group_of, 7, groups, 4, pairs, &pair_count, room, stats_default_levels);
    expect_six(found.within.tau2, 0.010224);
    expect_six(found.within.q, 6.356067);
    expect_six(found.q, 10.969197);
    expect_six(found.f, 10.393019);
    expect_six(groups[0].effect.value, 0.242337);
    expect_six(groups[0].effect.se, 0.093545);
    expect_six(groups[0].effect.p_value, 0.060645);
    expect_six(groups[1].effect.value, 0.690368);
    expect_six(groups[1].effect.se, 0.102779);
    expect_six(groups[1].adjusted_p, 3 * 0.0025576952);
    cr_expect(found.compared == 2 && pair_count == 1 && found.df == 1 && found.within.df == 4);
    expect_six(pairs[0].diff.value, 0.448030); /* two groups: F is t² */
    expect_near(pairs[0].diff.statistic * pairs[0].diff.statistic, found.f);
    expect_near(pairs[0].diff.p_value, found.p_value);
    cr_expect(pairs[0].is_carried && pairs[0].a == 0 && pairs[0].b == 1);
    expect_warns(groups[0].note, WARNING_FEW_CLUSTERS);
    /* one alone is its study, and compared with nobody */
    cr_expect(groups[2].note.reason == REASON_INSUFFICIENT && groups[2].effect.value == 0.3);
    expect_near(groups[2].effect.se, 0.10);
    cr_expect(groups[3].count == 0 && isnan(groups[3].effect.value) && isnan(groups[3].adjusted_p));
}

/* A study alone is tested as it was by itself: R's 2 * pt(-1.5, 10), 2 * pnorm(-1.5). */
Test(moderation, one_alone) {
    static const struct {
        double df, p_value, half_width;
    } cases[] = {{10, 0.164507, 0.445628}, {0, 0.133614, 0.391993}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct study study = {0.3, 0.2, cases[i].df};
        struct group_effect group;
        struct group_pair pairs[MOST];
        size_t count;
        stats_moderation(&study, (const size_t[]){0}, 1, &group, 1, pairs, &count, room, stats_default_levels);
        expect_six(group.effect.p_value, cases[i].p_value);
        expect_six(group.effect.ci.high - 0.3, cases[i].half_width);
    }
}

/* Which study comes first, and what zero is, makes no difference. */
Test(moderation, order_and_origin) {
    static const struct study one[] = {{0.2, 0.1}, {0.5, 0.2}, {0.1, 0.1}, {0.6, 0.3}},
                              other[] = {{100.6, 0.3}, {100.5, 0.2}, {100.1, 0.1}, {100.2, 0.1}};
    static const size_t in_one[] = {0, 0, 1, 1}, in_other[] = {1, 0, 1, 0};
    struct group_effect a[2], b[2];
    struct group_pair pairs[MOST];
    size_t count;
    struct moderation first = stats_moderation(one, in_one, 4, a, 2, pairs, &count, room, stats_default_levels);
    struct moderation second = stats_moderation(other, in_other, 4, b, 2, pairs, &count, room, stats_default_levels);
    cr_expect(fabs(first.p_value - second.p_value) < 1e-10 && fabs(first.within.tau2 - second.within.tau2) < 1e-12);
    for (int g = 0; g < 2; g++) cr_expect(fabs(a[g].effect.value + 100 - b[g].effect.value) < 1e-12);
}

Test(moderation, extremes) {
    static const struct study certain[] = {{0.2, 0}, {0.3, 0.1}}, same[] = {{1, 1}, {1, 1}, {1, 1}, {1, 1}};
    static const size_t in_same[] = {0, 0, 1, 1};
    struct group_effect groups[2];
    struct group_pair pairs[MOST];
    size_t count;
    struct moderation found =
        stats_moderation(certain, in_same, 0, groups, 2, pairs, &count, room, stats_default_levels);
    cr_expect(found.note.reason == REASON_INSUFFICIENT && count == 0);
    found = stats_moderation(certain, in_same, 2, groups, 2, pairs, &count, room, stats_default_levels);
    cr_expect(found.note.reason == REASON_NO_UNCERTAINTY && isnan(groups[0].effect.value));
    found = stats_moderation(certain + 1, in_same, 1, groups, 2, pairs, &count, room, stats_default_levels);
    cr_expect(found.note.reason == REASON_INSUFFICIENT && isnan(found.within.tau2) && groups[0].effect.value == 0.3);
    found = stats_moderation(same, in_same, 4, groups, 2, pairs, &count, room, stats_default_levels);
    cr_expect(found.q == 0 && found.p_value == 1 && !pairs[0].is_carried && found.within.tau2 == 0);
}

static const struct site six[] = {{3.2, 0.1, {3.0, 0.10}}, {3.5, 0.1, {3.4, 0.12}}, {3.6, 0.1, {3.1, 0.09}},
                                  {3.9, 0.1, {3.6, 0.15}}, {4.1, 0.1, {3.8, 0.11}}, {4.4, 0.1, {3.7, 0.10}}};

Test(association, check_value) {
    struct association found = stats_association(six, 6, stats_default_levels);
    expect_six(found.spread.tau2, 0.022000);
    expect_six(found.spread.q, 11.237941);
    expect_six(found.slope.value, 0.658696);
    expect_six(found.slope.se, 0.185436);
    expect_six(found.slope.p_value, 0.023753);
    expect_six(found.slope.ci.low, 0.143844);
    expect_six(found.slope.ci.high, 1.173549);
    expect_six(found.intercept, 0.929316);
    expect_six(found.correlation, 0.878819);
    expect_six(found.effective, 5.915566);
    expect_six(found.correlation_ci.low, 0.219091);
    expect_six(found.correlation_ci.high, 0.987095);
    expect_six(found.reliability, 0.947276);
    expect_warns(found.note, WARNING_ECOLOGICAL);
}

Test(association, without_one) {
    struct site rest[5];
    struct leave_one_out found = stats_leave_one_out(six, 6, rest, stats_default_levels);
    expect_six(found.least, 0.582851);
    expect_six(found.largest, 0.868919);
    cr_expect(found.most == 5 && found.is_stable == TERNARY_NO); /* p is 0.13 without the first */
    found = stats_leave_one_out(six, 5, rest, stats_default_levels);
    cr_expect(isnan(found.least) && found.is_stable == TERNARY_NULL);
}

Test(association, extremes) {
    struct site places[5];
    cr_expect(stats_association(six, 4, stats_default_levels).note.reason == REASON_INSUFFICIENT);
    for (int i = 0; i < 5; i++) places[i] = six[i];
    places[2].y.se = 0;
    cr_expect(stats_association(places, 5, stats_default_levels).note.reason == REASON_NO_UNCERTAINTY);
    for (int i = 0; i < 5; i++) places[i].y.se = 0;
    struct association census = stats_association(places, 5, stats_default_levels);
    cr_expect(census.note.method == METHOD_ORDINARY_LEAST_SQUARES && census.effective == 5);
    expect_warns(census.note, WARNING_CENSUS);
    for (int i = 0; i < 5; i++) places[i].x = 3;
    cr_expect(stats_association(places, 5, stats_default_levels).note.reason == REASON_NO_VARIANCE);
    for (int i = 0; i < 5; i++) places[i] = (struct site){i, NAN, {2 * i, 0}};
    struct association exact = stats_association(places, 5, stats_default_levels);
    cr_expect(exact.note.reason == REASON_NO_VARIANCE && exact.slope.value == 2 && isnan(exact.reliability));
}
