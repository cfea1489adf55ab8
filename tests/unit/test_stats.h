/* How the tests of the statistics compare: check values of domain.md 3.1 agree in six decimals. */
#ifndef TEST_STATS_H
#define TEST_STATS_H

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define expect_within(actual, expected, tolerance)                                                                     \
    cr_expect(fabs((actual) - (expected)) <= (tolerance), "%.12g is not %.12g", (double)(actual), (double)(expected))
#define expect_six(actual, expected) expect_within(actual, expected, 5.0001e-7)
#define expect_near(actual, expected) expect_within(actual, expected, 1e-9)
#define expect_null(actual) cr_expect(isnan(actual), "%.12g is not null", (double)(actual))
#define expect_interval(actual, expected_low, expected_high)                                                           \
    do {                                                                                                               \
        expect_six((actual).low, expected_low);                                                                        \
        expect_six((actual).high, expected_high);                                                                      \
    } while (0)
#define expect_no_interval(actual) cr_expect(isnan((actual).low) && isnan((actual).high))
#define expect_warns(note, warning) cr_expect((note).warnings &WARNING_BIT(warning))

/* Reproducible numbers in 0..1 (Knuth's MMIX generator). */
static inline double next_uniform(unsigned long long *state) {
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(*state >> 11) / 9007199254740992.0;
}

#endif
