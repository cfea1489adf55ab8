/* Intervals against R 4.2: binom::binom.confint(method = "wilson"), qt, qnorm. */
#include <criterion/criterion.h>
#include <math.h>

#include "stats/distribution.h"
#include "stats/interval.h"

#define expect_near(actual, expected) cr_expect(fabs((actual) - (expected)) < 1e-9, "%.12f", (double)(actual))

Test(stats, quantiles) {
    expect_near(stats_normal_quantile(0.975), 1.959963984540054);
    expect_near(stats_normal_quantile(0.8), 0.8416212335729147);
    expect_near(stats_t_quantile(0.975, 1), 12.706204736432095);
    expect_near(stats_t_quantile(0.975, 9), 2.262157162798205);
    expect_near(stats_t_quantile(0.975, 1e9), 1.959963986912);
}

/* domain.md 4.4: ins-01 in se-9901-d2 and in se-9901, 2024. */
Test(stats, wilson) {
    struct interval district = stats_wilson(34.0 / 95, 95, 0.95), whole = stats_wilson(343.0 / 648, 648, 0.95);
    expect_near(district.low, 0.2687504166729956);
    expect_near(district.high, 0.45808485749085456);
    expect_near(whole.low, 0.49083013395150405);
    expect_near(whole.high, 0.5674662500630220);
    expect_near(stats_share_se(343.0 / 648, 648), 0.019608052943918346);
}

Test(stats, wilson_at_the_ends) {
    struct interval none = stats_wilson(0, 12, 0.95), all = stats_wilson(1, 12, 0.95);
    cr_expect(none.low == 0 && all.high == 1);
    expect_near(none.high, 3.841458820694124 / 15.841458820694124); /* z²/(n + z²) */
    expect_near(all.low, 1 - none.high);
}

/* Property: inside 0..1, around p, and mirrored under x -> n - x; also for a real-valued n. */
Test(stats, wilson_is_symmetric) {
    static const double ns[] = {1.5, 2, 7.25, 30, 95, 648, 100000.5};
    for (size_t i = 0; i < sizeof ns / sizeof *ns; i++)
        for (int sixteenths = 0; sixteenths <= 16; sixteenths++) {
            double p = sixteenths / 16.0;
            struct interval ci = stats_wilson(p, ns[i], 0.95), mirror = stats_wilson(1 - p, ns[i], 0.95);
            cr_expect(ci.low >= 0 && ci.high <= 1 && ci.low <= p + 1e-12 && ci.high >= p - 1e-12);
            expect_near(ci.low, 1 - mirror.high);
        }
}

Test(stats, student_and_normal) {
    struct interval mean = stats_student(3.5, 0.2, 15, 0.95), value = stats_normal(61.3, 1.2, 0.95);
    expect_near(mean.low, 3.5 - 2.131449545559323 * 0.2);
    expect_near(mean.high, 3.5 + 2.131449545559323 * 0.2);
    expect_near(value.high - value.low, 2 * 1.2 * 1.959963984540054);
    expect_near(stats_se_of_margin(3.1, 0.95), 3.1 / 1.959963984540054);
}
