/* Decimals as text. */
#include "domain/decimal.h"

#include <string.h>

#include "base/text.h"

int64_t decimal_power(int decimals) {
    int64_t power = 1;
    for (int i = 0; i < decimals; i++) power *= 10;
    return power;
}

/* Adds one to the last digit of "0123" or "012.3"; the leading zero takes the last carry. */
static void count_up(char *digits, size_t length) {
    for (size_t i = length; i-- > 0;) {
        if (digits[i] == '.') continue;
        if (digits[i] != '9') {
            digits[i]++;
            return;
        }
        digits[i] = '0';
    }
}

/* Without the zero that was put in front, and without a sign before nothing but zeros. */
static const char *tidy(struct arena *arena, bool negative, const char *digits) {
    while (digits[0] == '0' && digits[1] != '\0' && digits[1] != '.') digits++;
    bool zero = strspn(digits, "0.") == strlen(digits);
    return arena_printf(arena, "%s%s", negative && !zero ? "-" : "", digits);
}

const char *decimal_round(struct arena *arena, const char *decimal, int decimals) {
    bool negative = *decimal == '-';
    const char *whole = decimal + negative;
    size_t whole_length = strcspn(whole, ".");
    const char *fraction = whole[whole_length] == '.' ? whole + whole_length + 1 : "";
    size_t places = (size_t)decimals, given = strlen(fraction);
    struct text digits = text_start(arena);
    text_add_char(&digits, '0');
    text_add_bytes(&digits, whole, whole_length);
    if (places > 0) text_add_char(&digits, '.');
    for (size_t i = 0; i < places; i++) text_add_char(&digits, i < given ? fraction[i] : '0');
    if (given > places && fraction[places] >= '5') count_up(digits.data, digits.length);
    return tidy(arena, negative, digits.data);
}

bool decimal_scaled(const char *decimal, int decimals, int64_t *scaled) {
    bool negative = *decimal == '-', in_fraction = false;
    int64_t number = 0;
    int places = 0, digits = 0;
    for (const char *at = decimal + negative; *at != '\0'; at++) {
        if (*at == '.') {
            in_fraction = true;
            continue;
        }
        if (in_fraction && places == decimals) {
            if (*at != '0') return false;
            continue;
        }
        places += in_fraction;
        number = number * 10 + (*at - '0');
        digits += number > 0;
        if (digits > 18) return false;
    }
    if (digits + decimals - places > 18) return false;
    number *= decimal_power(decimals - places);
    *scaled = negative ? -number : number;
    return true;
}

const char *decimal_from_scaled(struct arena *arena, int64_t scaled, int decimals) {
    uint64_t size = scaled < 0 ? (uint64_t)-scaled : (uint64_t)scaled, power = (uint64_t)decimal_power(decimals);
    const char *sign = scaled < 0 ? "-" : "";
    if (decimals == 0) return arena_printf(arena, "%s%lu", sign, size);
    return arena_printf(arena, "%s%lu.%0*lu", sign, size / power, decimals, size % power);
}
