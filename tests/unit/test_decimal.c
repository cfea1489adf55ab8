/* Decimals are rounded half away from zero, as text. */
#include <criterion/criterion.h>

#include "domain/decimal.h"

static const struct {
    const char *decimal;
    int decimals;
    const char *rounded;
} cases[] = {
    {"52.9", 1, "52.9"},
    {"52.95", 1, "53.0"},
    {"52.949999999999999999", 1, "52.9"},
    {"0.05", 1, "0.1"},
    {"-0.05", 1, "-0.1"},
    {"-0.04", 1, "0.0"},
    {"99.95", 1, "100.0"},
    {"9.9995", 3, "10.000"},
    {"2.675", 2, "2.68"},
    {"1.005", 2, "1.01"},
    {"7", 1, "7.0"},
    {"7.5", 0, "8"},
    {"-7.5", 0, "-8"},
    {"007.50", 1, "7.5"},
    {"0", 0, "0"},
    {"0.499999", 0, "0"},
    {"12345678901234567890.15", 1, "12345678901234567890.2"},
};

Test(decimal, rounds) {
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *rounded = decimal_round(arena, cases[i].decimal, cases[i].decimals);
        cr_expect_str_eq(rounded, cases[i].rounded, "%s, %d: %s", cases[i].decimal, cases[i].decimals, rounded);
    }
    arena_destroy(arena);
}

Test(decimal, scales) {
    int64_t scaled = 0;
    cr_expect(decimal_scaled("52.9", 1, &scaled) && scaled == 529);
    cr_expect(decimal_scaled("-3", 3, &scaled) && scaled == -3000);
    cr_expect(decimal_scaled("3.10", 1, &scaled) && scaled == 31);
    cr_expect(!decimal_scaled("3.11", 1, &scaled));
    cr_expect(!decimal_scaled("1234567890123456789", 0, &scaled));
    cr_expect(decimal_scaled("0000000000000000000000001", 0, &scaled) && scaled == 1);
}

Test(decimal, prints) {
    struct arena *arena = arena_create();
    cr_expect_str_eq(decimal_from_scaled(arena, 529, 1), "52.9");
    cr_expect_str_eq(decimal_from_scaled(arena, -5, 1), "-0.5");
    cr_expect_str_eq(decimal_from_scaled(arena, 1000, 3), "1.000");
    cr_expect_str_eq(decimal_from_scaled(arena, 8, 0), "8");
    arena_destroy(arena);
}
