/* Decimals are rounded half away from zero, as text. */
#include <criterion/criterion.h>
#include <string.h>

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
    cr_expect(!decimal_scaled("9998999999999999999", 0, &scaled)); /* beyond what the integer holds */
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

static const struct {
    const char *number, *plain, *whole;
} numbers[] = {
    {"200", "200", "200"},
    {"200.0", "200.0", "200"},
    {"2e+02", "200", "200"},
    {"2E2", "200", "200"},
    {"2.5e1", "25", "25"},
    {"2.50e1", "25.0", "25"},
    {"1.25e1", "12.5", NULL},
    {"3e-2", "0.03", NULL},
    {"1e-07", "0.0000001", NULL},
    {"+3.50", "3.50", NULL},
    {"-0.50e1", "-5.0", "-5"},
    {"0e1", "0", "0"}, /* nothing, whatever its power */
    {"+00e3", "0", "0"},
    {"0.00e1", "0.0", "0"},
    {"0.00e5", "0", "0"},
    {".5", "0.5", NULL},
    {"\u22124", "-4", "-4"},
    {"4.10", "4.10", NULL},
    {"0.000", "0.000", "0"},
    {"2023.0", "2023.0", "2023"},
    {"", NULL, NULL},
    {".", NULL, NULL},
    {"1.", NULL, NULL},
    {"1,5", NULL, NULL},
    {"1e", NULL, NULL},
    {"1e1.5", NULL, NULL},
    {"--1", NULL, NULL},
    {"1 000", NULL, NULL},
    {"1e999", NULL, NULL},
    {"1e9999999999999999999999", NULL, NULL},
    {"0x10", NULL, NULL},
    {"NaN", NULL, NULL},
    {"Infinity", NULL, NULL},
    {"12345678901234567890123456789012345678901", NULL, NULL},
};

static bool same(const char *a, const char *b) {
    return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

Test(decimal, reads_what_programs_write) {
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const char *plain = decimal_plain(arena, numbers[i].number), *whole = decimal_whole(arena, numbers[i].number);
        cr_expect(same(plain, numbers[i].plain), "%s: %s", numbers[i].number, plain == NULL ? "none" : plain);
        cr_expect(same(whole, numbers[i].whole), "%s: %s", numbers[i].number, whole == NULL ? "none" : whole);
    }
    arena_destroy(arena);
}
