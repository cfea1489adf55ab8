/* Decimals as text. */
#include "domain/decimal.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static size_t digits_at(const char *at) { return strspn(at, "0123456789"); }

/* Digits with the point moved; zeros fill what is not there. */
static const char *placed(struct arena *arena, bool negative, const char *digits, long whole) {
    struct text plain = text_start(arena);
    long count = (long)strlen(digits);
    if (negative) text_add_char(&plain, '-');
    if (whole <= 0) text_add_char(&plain, '0');
    for (long i = 0; i < whole; i++) text_add_char(&plain, i < count ? digits[i] : '0');
    if (whole < count) text_add_char(&plain, '.');
    for (long i = whole; i < count; i++) text_add_char(&plain, i < 0 ? '0' : digits[i]);
    return plain.data;
}

/* Nothing is nothing whatever its power: 0e3 is 0, not 0000. */
static const char *without_zeros(const char *digits, long *whole) {
    while (digits[0] == '0' && digits[1] != '\0' && *whole > 1) digits++, (*whole)--;
    if (*digits == '0' && *whole > 1) *whole = 1;
    return digits;
}

const char *decimal_plain(struct arena *arena, const char *number) {
    static const char minus[] = "\u2212";
    bool typographic = text_starts(number, minus), negative = typographic || *number == '-';
    const char *at = number + (typographic ? strlen(minus) : (size_t)(*number == '-' || *number == '+'));
    size_t whole = digits_at(at), fraction = at[whole] == '.' ? digits_at(at + whole + 1) : 0;
    if (strlen(at) > DECIMAL_LONGEST || whole + fraction == 0 || (at[whole] == '.' && fraction == 0)) return NULL;
    const char *digits = arena_printf(arena, "%.*s%.*s", (int)whole, at, (int)fraction, at + whole + (fraction > 0));
    const char *rest = at + whole + (fraction > 0) + fraction;
    long exponent = 0;
    if (*rest == 'e' || *rest == 'E') {
        const char *power = rest + 1 + (rest[1] == '-' || rest[1] == '+');
        size_t length = digits_at(power);
        if (length == 0 || length > 3) return NULL;
        exponent = strtol(rest + 1, NULL, 10);
        rest = power + length;
    }
    long point = (long)whole + exponent;
    if (*rest != '\0' || labs(exponent) > DECIMAL_LONGEST) return NULL;
    digits = without_zeros(digits, &point);
    const char *plain = placed(arena, negative, digits, point);
    return strlen(plain) > DECIMAL_LONGEST ? NULL : plain;
}

const char *decimal_whole(struct arena *arena, const char *number) {
    const char *plain = decimal_plain(arena, number);
    size_t length = plain == NULL ? 0 : strcspn(plain, ".");
    if (plain == NULL || plain[length] == '\0') return plain;
    return strspn(plain + length + 1, "0") == strlen(plain + length + 1) ? arena_strndup(arena, plain, length) : NULL;
}

int decimal_places(const char *decimal) {
    const char *point = strchr(decimal, '.');
    return point == NULL ? 0 : (int)strlen(point + 1);
}

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
        digits += number > 0 || *at != '0';
        if (digits > 18) return false;
        number = number * 10 + (*at - '0');
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
