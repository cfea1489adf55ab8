/* The forms of single values, and periods. */
#include <criterion/criterion.h>

#include "domain/national_code.h"
#include "domain/period.h"
#include "domain/value.h"

struct form {
    bool (*is)(const char *value);
    const char *value;
    bool good;
};

static const struct form forms[] = {
    {value_is_code, "ins-01", true},
    {value_is_code, "a", true},
    {value_is_code, "-a", false},
    {value_is_code, "a-", false},
    {value_is_code, "a--b", false},
    {value_is_code, "A", false},
    {value_is_code, "å", false},
    {value_is_code, "", false},
    {value_is_uuid, "0196ecb4-e400-7364-ab66-21463059d509", true},
    {value_is_uuid, "0196ecb4-e400-7364-ab66-21463059d50", false},
    {value_is_uuid, "0196ECB4-e400-7364-ab66-21463059d509", false},
    {value_is_integer, "0", true},
    {value_is_integer, "-12", true},
    {value_is_integer, "+1", false},
    {value_is_integer, "1e3", false},
    {value_is_integer, "1.0", false},
    {value_is_integer, "", false},
    {value_is_decimal, "12.50", true},
    {value_is_decimal, "-0.1", true},
    {value_is_decimal, ".5", false},
    {value_is_decimal, "5.", false},
    {value_is_decimal, "1,5", false},
    {value_is_decimal, "NaN", false},
    {value_is_decimal, "Infinity", false},
    {value_is_decimal, "0x1", false},
    {value_is_date, "2024-02-29", true},
    {value_is_date, "2023-02-29", false},
    {value_is_date, "2024-13-01", false},
    {value_is_date, "2024-1-1", false},
    {value_is_date, "0000-01-01", false},
    {value_is_time, "2024-12-31T23:59:59Z", true},
    {value_is_time, "2024-12-31T23:59:59.123456Z", true},
    {value_is_time, "2024-12-31T24:00:00Z", false},
    {value_is_time, "2024-12-31T23:59:59+01:00", false},
    {value_is_time, "2024-12-31", false},
    {period_is_valid, "2024", true},
    {period_is_valid, "2024-S2", true},
    {period_is_valid, "2024-S3", false},
    {period_is_valid, "2024-Q4", true},
    {period_is_valid, "2024-Q5", false},
    {period_is_valid, "2024-12", true},
    {period_is_valid, "2024-00", false},
    {period_is_valid, "2024-1", false},
    {period_is_valid, "24", false},
    {period_is_valid, "latest", false},
};

Test(value, has_the_form_of_its_type) {
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        cr_expect_eq(forms[i].is(forms[i].value), forms[i].good, "row %zu: \"%s\"", i, forms[i].value);
}

static const struct {
    const char *period, *start, *end;
} periods[] = {
    {"2024", "2024-01-01", "2024-12-31"},    {"2024-S1", "2024-01-01", "2024-06-30"},
    {"2024-S2", "2024-07-01", "2024-12-31"}, {"2024-Q1", "2024-01-01", "2024-03-31"},
    {"2024-02", "2024-02-01", "2024-02-29"}, {"2100-02", "2100-02-01", "2100-02-28"},
};

Test(period, has_a_first_and_a_last_day) {
    char date[11];
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        period_start_date(periods[i].period, date);
        cr_expect_str_eq(date, periods[i].start);
        period_end_date(periods[i].period, date);
        cr_expect_str_eq(date, periods[i].end);
    }
}

Test(national_code, leads_back) {
    static const struct {
        const char *code, *id;
    } cases[] = {
        {"se-0123", "0123"},
        {"dk-101", "101"},
        {"se-9901-d2", "se-9901-d2"},
        {"pg-demo10", "pg-demo10"},
        {"se-demo", "se-demo"},
        {"se-123", "se-123"},
        {"dk-1234", "dk-1234"},
        {"no-0301", "no-0301"},
        {"se-demo-norr", "se-demo-norr"},
        {"se-", "se-"},
        {"se", "se"},
    };
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_str_eq(national_code(arena, cases[i].code), cases[i].id);
        cr_expect_str_eq(national_code_area(arena, cases[i].id), cases[i].code);
    }
    arena_destroy(arena);
}
